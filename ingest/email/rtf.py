"""Rich text (RTF 1.9) as plain text, and the compression Outlook sends it in (MS-OXRTFCP)."""

import codecs
import re
import struct
from html import escape

from ingest.charset import decode
from ingest.email.html import html_text

MAX_RTF = 2 * 2**20

_PACKED, _PLAIN = b"LZFu", b"MELA"
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
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


def decompressed(content: bytes) -> bytes:
    """Return the RTF within PR_RTF_COMPRESSED; what can be had where it is damaged, empty where it is something else."""
    if len(content) < 16:  # noqa: PLR2004 - the header
        return b""
    _, raw_size, kind, _ = struct.unpack_from("<II4sI", content)
    size = min(raw_size, MAX_RTF)
    if kind == _PLAIN:
        return content[16 : 16 + size]
    return _unpacked(content, size) if kind == _PACKED else b""


def _unpacked(content: bytes, size: int) -> bytes:
    """Undo the compression: eight letters or references into the last 4,096 bytes follow each byte of marks."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    at = len(_DICTIONARY)
    out = bytearray()
    position = 16
    while position < len(content) and len(out) < size:
        marks = content[position]
        position += 1
        for bit in range(8):
            if marks >> bit & 1:
                if position + 2 > len(content):
                    return bytes(out[:size])
                reference = content[position] << 8 | content[position + 1]
                position += 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == at:
                    return bytes(out[:size])
                for step in range(length):
                    letter = window[(offset + step) % _WINDOW]
                    out.append(letter)
                    window[at] = letter
                    at = (at + 1) % _WINDOW
            else:
                if position >= len(content):
                    return bytes(out[:size])
                letter = content[position]
                position += 1
                out.append(letter)
                window[at] = letter
                at = (at + 1) % _WINDOW
    return bytes(out[:size])


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


def rtf_text(content: bytes) -> str:
    """Return the text of an RTF document in linear time; empty where it is none."""
    content = content[:MAX_RTF]
    if b"{\\rtf" not in content[:64]:
        return ""
    reader = _Reader()
    for match in _TOKEN.finditer(content):
        reader.read(match)
    text = reader.end().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if reader.is_html:
        text = html_text(text)[0]
    return re.sub(r"\n{3,}", "\n\n", text).strip()
