"""Plain text put in order: one kind of line end and blank, folding for comparison."""

import re
import unicodedata
from collections.abc import Sequence

MAX_ODD_LINE = 400
"""A line that heads a quote, a signature or a notice is never longer."""

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0x00AD, *range(9), *range(14, 32), 0x7F]
)
_BLANKS = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\u3000": " ",
        "\t": " ",
        "\x0b": "\n",
        "\x0c": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x85": "\n",
    }
)
_ODD_TABLE: dict[int, int | str | None] = {**_BLANKS, **_INVISIBLE}
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_ODD_TABLE)) + "]")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def tidy(text: str) -> str:
    """Return text with one kind of line end and of blank, without invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ")
    if _ODD.search(text):  # a table of hundreds of entries is slow, and most texts have none of them
        text = text.translate(_ODD_TABLE)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return text without accents and case, for comparing; one character may become none or two."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    return _MARKS.sub("", decomposed).casefold()


def squeezed(lines: Sequence[str]) -> str:
    """Return lines as one text: no blank at line ends, at most one empty line in a row, none at the ends."""
    kept: list[str] = []
    for line in lines:
        stripped = line.rstrip()
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    return "\n".join(kept).strip()
