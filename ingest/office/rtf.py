"""Rich text (RTF 1.9) as plain text."""

import codecs
import re
from dataclasses import dataclass
from html import escape

from ingest.charset import decode

MAX_RTF = 16 * 2**20
"""Pictures stand in it as figures, two for each byte."""
_TOKEN = re.compile(rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL)
_CHARACTERS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_SILENT = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"headerl", b"headerr", b"footerl")
    + (b"footerr", b"footnote", b"themedata", b"colorschememapping", b"datastore", b"latentstyles", b"listtable", b"listoverridetable")
    + (b"rsidtbl", b"generator", b"xmlnstbl", b"mmathPr", b"fldinst", b"filetbl", b"revtbl", b"bkmkstart", b"bkmkend")
)
"""Groups whose words are not the text."""
_HTML = frozenset({b"fromhtml", b"htmlrtf", b"htmltag"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """What a document says. ``is_html``: it was made from HTML, and ``text`` is that again."""

    text: str
    is_html: bool = False


class _State:
    """What holds within a group: whether its words are silent or HTML, how many characters stand behind a Unicode one."""

    __slots__ = ("is_fresh", "is_hidden", "is_markup", "is_silent", "skip")

    def __init__(self, *, is_silent: bool, is_hidden: bool, skip: int) -> None:
        self.is_silent = is_silent
        self.is_markup = False
        self.is_hidden = is_hidden
        self.skip = skip
        self.is_fresh = True


class _Reader:
    """Reads RTF token by token. Where it was made from HTML, and keeps its marks, that HTML comes out (MS-OXRTFEX)."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.is_html = False
        self._bytes = bytearray()
        self._charset = "cp1252"
        self._states = [_State(is_silent=False, is_hidden=False, skip=1)]
        self._to_skip = 0

    def read(self, match: re.Match[bytes]) -> None:
        code, word, number, sign, brace, text = match.groups()
        if brace == b"{":
            self._flush()
            now = self._states[-1]
            self._states.append(_State(is_silent=now.is_silent, is_hidden=now.is_hidden, skip=now.skip))
            self._to_skip = 0
        elif brace == b"}":
            self._flush()
            if len(self._states) > 1:
                self._states.pop()
            self._to_skip = 0
        elif code is not None:
            self._bytes_read(bytes([int(code, 16)]))
        elif text is not None:
            self._bytes_read(text)
        elif word is not None:
            self._word(word, int(number) if number else None)
        elif sign is not None:
            self._sign(sign)

    def end(self) -> str:
        self._flush()
        return "".join(self.out)

    def _bytes_read(self, text: bytes) -> None:
        now = self._states[-1]
        now.is_fresh = False
        dropped = min(self._to_skip, len(text))
        self._to_skip -= dropped
        if not (now.is_silent or now.is_hidden):
            self._bytes += text[dropped:]

    def _said(self, text: str) -> None:
        self._flush()
        if not (self._states[-1].is_silent or self._states[-1].is_hidden):
            self.out.append(self._written(text))

    def _written(self, text: str) -> str:
        return escape(text, quote=False) if self.is_html and not self._states[-1].is_markup else text

    def _sign(self, sign: bytes) -> None:
        now = self._states[-1]
        if sign == b"*" and now.is_fresh:
            now.is_silent = True  # a group that readers who do not know it pass over
        elif sign in b"\\{}":
            self._bytes_read(sign)
        elif sign in b"\r\n":
            self._said("\n")
        elif sign in b"~_":
            self._said("\u00a0" if sign == b"~" else "-")

    def _word(self, word: bytes, number: int | None) -> None:
        now = self._states[-1]
        if word == b"u" and number is not None:
            self._said(chr(number % 0x10000))
            self._to_skip = now.skip
        elif word == b"uc" and number is not None:
            now.skip = max(0, min(number, 8))
        elif word == b"ansicpg" and number is not None:
            self._charset = _charset(number)
        elif word in _HTML:
            self._html(word, number)
        elif (word == b"bin" and number) or (word in _SILENT and now.is_fresh):
            now.is_silent = True
        elif word in _CHARACTERS:
            self._said(_CHARACTERS[word])
        now.is_fresh = False

    def _html(self, word: bytes, number: int | None) -> None:
        """Take a word that tells RTF from the HTML it was made from (MS-OXRTFEX)."""
        now = self._states[-1]
        if word == b"fromhtml":
            self.is_html = number == 1
        elif word == b"htmlrtf":
            self._flush()
            now.is_hidden = number != 0
        elif self.is_html and now.is_silent and len(self._states) > 1 and not self._states[-2].is_silent:
            now.is_silent, now.is_markup = False, True

    def _flush(self) -> None:
        if self._bytes:
            self.out.append(self._written(decode(bytes(self._bytes), self._charset)[0]))
            self._bytes.clear()


def _charset(number: int) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"


def is_rtf(head: bytes) -> bool:
    """Whether a file that begins so is rich text."""
    return b"{\\rtf" in head[:64]


def read_rtf(content: bytes) -> RichText:
    """Return the text of an RTF document in linear time; empty where it is none. Of one longer than MAX_RTF the rest is left out."""
    content = content[:MAX_RTF]
    if not is_rtf(content):
        return RichText(text="")
    reader = _Reader()
    for match in _TOKEN.finditer(content):
        reader.read(match)
    text = reader.end().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return RichText(text=text, is_html=reader.is_html)
