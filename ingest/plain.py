"""Plain text put in order: one kind of line end and blank, folding for comparison."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MAX_ODD_LINE = 400
"""A line that heads a quote, a signature or a notice is never longer."""

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD, 0x034F, 0x061C, 0x180E, 0x3164, 0xFFA0]
    + [*range(9), *range(14, 32), *range(0x7F, 0x85), *range(0x86, 0xA0), *range(0xE0000, 0xE0080)]
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
_ODD_PRINTED = tuple(chr(code) for code in sorted(_ODD_TABLE) if chr(code).isprintable())
_FRENCH_MARKS = ("\u0301", "\u0300", "\u0302", "\u0327", "\u0308")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def tidy(text: str) -> str:
    """Return text with one kind of line end and of blank, without invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ")
    if _has_odd(text):  # a table of hundreds of entries is slow, and most texts have none of them
        text = text.translate(_ODD_TABLE)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _has_odd(text: str) -> bool:
    """Whether a text may hold a character that tidying changes; what prints holds but a few, and asking that is quick."""
    return not text.replace("\n", "").isprintable() or any(odd in text for odd in _ODD_PRINTED)


def fold(text: str) -> str:
    """Return text without accents and case, for comparing; one character may become none or two."""
    if text.isascii():
        return text.lower()
    if len(text) <= _LINE:
        return _folded_line(text)
    return _folded_text(text) if len(text) <= _LETTER else _folded(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    for mark in _FRENCH_MARKS:  # far faster than the expression, which is left what few texts have
        decomposed = decomposed.replace(mark, "")
    return (_MARKS.sub("", decomposed) if _may_have_marks(decomposed) else decomposed).casefold()


def _may_have_marks(decomposed: str) -> bool:
    """Whether a text has other characters than those of Western Europe, which are no marks; asking that is far quicker."""
    if decomposed.isascii():
        return False
    try:
        decomposed.replace("–", "-").encode("latin-1")
    except UnicodeEncodeError:
        return True
    return False


_LINE, _LETTER = 160, 20_000
_folded_line = lru_cache(maxsize=512)(_folded)
_folded_text = lru_cache(maxsize=16)(_folded)
"""The lines of one message are folded again and again by those who look for quotes, signatures, names and numbers."""


def squeezed(lines: Sequence[str]) -> str:
    """Return lines as one text: no blank at line ends, at most one empty line in a row, none at the ends."""
    kept: list[str] = []
    for line in lines:
        stripped = line.rstrip()
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    return "\n".join(kept).strip()
