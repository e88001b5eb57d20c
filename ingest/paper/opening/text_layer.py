"""The text layer of a PDF page: words with their places as PDFium gives them, if it is really the text of the page.

It is not where a font has lost its characters, where somebody's poor OCR lies behind a scan, where only a line was stamped onto a scan.
Two places a word are asked of the library, in bulk, since each call costs as much as ten characters of text.
"""

import ctypes
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from domain.paper import WHOLE, Box, Line, Word
from ingest.paper.opening.layout import ordered
from ingest.paper.opening.pdf import Content, Matrix, Placed, after, content_of, is_white, opened_page, shown
from ingest.paper.opening.survey import Trouble, TroubleError
from ingest.paper.opening.text_quality import GOOD, GOOD_HIDDEN, quality

MAX_CHARACTERS = 400_000
"""On one page; a page set in the smallest print has a tenth of that."""
_PICTURED = 0.5
_FEW_WORDS = 60
_FEW_HIDDEN = 10
_DRAWN_PATHS, _FEW_BESIDE_DRAWN = 500, 25
_MARGIN = 0.1
"""Stamps of fax machines and of archives stand in the upper or lower tenth of a page."""

_WORD = re.compile(r"[^\s\x00\x02\ufffe]+[\x02\ufffe]?")
_SPECIAL = re.compile("[\x02\ufffe\u00ad\ufb00-\ufb06\u0300-\u036f\u00a8\u00b4\u02c6\u00b8\u0060\u02dc]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LOOSE_ACCENT = re.compile("([\u00a8\u00b4\u02c6\u00b8\u0060\u02dc])([A-Za-zı])")
_COMBINING = {"\u00a8": "\u0308", "\u00b4": "\u0301", "\u02c6": "\u0302", "\u00b8": "\u0327", "\u0060": "\u0300", "\u02dc": "\u0303"}

_char_box = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
"""The library's function without types to convert to: what it is given is made beforehand, which halves the cost of a call."""


class _Rects:
    """Room for rectangles of the library and references to each, used over and over: PDFium is called by one thread only."""

    def __init__(self) -> None:
        self._room = (raw.FS_RECTF * 0)()
        self.references: list[object] = []

    def make_room(self, count: int) -> None:
        """See that there are so many references."""
        if count > len(self.references):
            self._room = (raw.FS_RECTF * (2 * count))()
            size = ctypes.sizeof(raw.FS_RECTF)
            self.references = [ctypes.byref(self._room, size * place) for place in range(2 * count)]

    def values(self, count: int) -> NDArray[np.float64]:
        """Return left, top, right, bottom of the first so many, a row each."""
        return np.frombuffer(self._room, dtype=np.float32)[: 4 * count].astype(np.float64)


_rects = _Rects()


Made = TypeVar("Made")


@dataclass(slots=True)
class _Words:
    texts: list[str]
    starts: list[int]
    boxes: NDArray[np.float64]
    """Left, top, right, bottom as shares of the page shown, a row a word."""

    def only(self, kept: Sequence[int]) -> "_Words":
        return _Words([self.texts[one] for one in kept], [self.starts[one] for one in kept], self.boxes[list(kept)])


def plain_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the text of a page in the order of the file, without places and unjudged. Raises TroubleError."""
    with closing(opened_page(document, number)) as page:
        return _text(_textpage(page))[0].replace("\x02", "-").replace("\ufffe", "-")


def lines_of_page(document: pypdfium2.PdfDocument, number: int) -> tuple[Line, ...] | None:
    """Return the lines of a page in reading order; None where it has no text that can be trusted. Raises TroubleError."""
    with closing(opened_page(document, number)) as page:
        textpage = _textpage(page)
        words = _words(page, textpage)
        if not words.texts:
            return None
        held = content_of(page)
        kept = _believed(page, textpage, words, held)
        if kept is None:
            return None
        return _lines(kept, *page.get_size())


def _textpage(page: pypdfium2.PdfPage) -> pypdfium2.PdfTextPage:
    try:
        return page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise TroubleError(Trouble.MALFORMED) from error


def _text(textpage: pypdfium2.PdfTextPage) -> tuple[str, bool]:
    """Return the text, and whether its characters are numbered as the library's are."""
    count = min(max(0, raw.FPDFText_CountChars(textpage.raw)), MAX_CHARACTERS)
    buffer = ctypes.create_string_buffer(2 * count + 2)
    written = raw.FPDFText_GetText(textpage.raw, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    text = buffer.raw[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    return text, len(text) == count


def _words(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> _Words:
    text, is_numbered = _text(textpage)
    if not is_numbered:
        count = min(raw.FPDFText_CountChars(textpage.raw), MAX_CHARACTERS)
        text = "".join(_character(raw.FPDFText_GetUnicode(textpage.raw, place)) for place in range(count))
    spans = [match.span() for match in _WORD.finditer(text)]
    boxes = _boxes(textpage, [place for start, end in spans for place in (start, end - 1)], shown(page))
    texts = [text[start:end] for start, end in spans]
    if _SPECIAL.search(text):
        texts = [_normal(one) if _SPECIAL.search(one) else one for one in texts]
    found = _Words(texts, [start for start, _ in spans], boxes)
    middles = boxes[:, :2] + boxes[:, 2:]
    is_on_page = ((middles >= 0) & (middles <= 2)).all(axis=1) & (boxes[:, 2] > boxes[:, 0])  # noqa: PLR2004 - twice the page
    if is_on_page.all() and all(texts):
        return found
    return found.only([one for one in range(len(texts)) if is_on_page[one] and texts[one]])


def _boxes(textpage: pypdfium2.PdfTextPage, places: Sequence[int], onto: Matrix) -> NDArray[np.float64]:
    """Return a row of left, top, right and bottom for each pair of characters, in shares of the page ``onto`` which they are shown."""
    _rects.make_room(len(places))
    deque(map(_char_box, repeat(ctypes.cast(textpage.raw, ctypes.c_void_p)), places, _rects.references), maxlen=0)
    # Columns of x and of y for left top, right bottom of the first letter and of the last.
    points = np.ascontiguousarray(_rects.values(len(places)).reshape(-1, 4, 2).transpose(1, 2, 0))
    (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
    # Pages are turned by quarters, which leaves opposite corners opposite.
    a, b, c, d, e, f = onto
    xs, ys = (a * left + c * low + e, a * right + c * high + e), (b * left + d * low + f, b * right + d * high + f)
    return np.stack([np.minimum(*xs), np.minimum(*ys), np.maximum(*xs), np.maximum(*ys)], axis=1)


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"  # noqa: PLR2004 - no characters


def _normal(word: str) -> str:
    """Return a word with letters as they are typed: ligatures undone, accents on their letters, the hyphen of a divided word seen."""
    ends_divided = word[-1] in "\x02\ufffe\u00ad"
    word = word.rstrip("\x02\ufffe\u00ad").replace("\u00ad", "").translate(_LIGATURES)
    word = _LOOSE_ACCENT.sub(lambda match: match[2].replace("ı", "i") + _COMBINING[match[1]], word)
    return unicodedata.normalize("NFC", word) + ("-" if ends_divided else "")


# --- is it the text of the page -------------------------------------------------------------------------------------------------------


def _believed(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, words: _Words, held: Content) -> _Words | None:
    """Return the words a person sees on the page, or would if the scan in front were read well; None where OCR knows better."""
    covered = _covered(page, held.pictures)
    hidden: list[int] = []
    if held.hidden_texts or held.white_texts:
        hidden, white = _unseen(textpage, words, held)
        # White letters may stand on something dark; with nothing painted below, they are not there to be read.
        unseen = set() if held.paths or held.pictures or held.shadings else set(white)
        if covered < _PICTURED:
            unseen |= set(hidden)
        if unseen:
            words = words.only([one for one in range(len(words.texts)) if one not in unseen])
            hidden = []
    if not words.texts:
        return None
    if hidden:
        layer = [words.texts[one] for one in hidden]
        return words if len(layer) >= _FEW_HIDDEN and quality(layer) >= GOOD_HIDDEN else None
    if covered >= _PICTURED and (len(words.texts) < _FEW_WORDS or _is_in_margins(words)):
        return None
    if held.paths > _DRAWN_PATHS and len(words.texts) < _FEW_BESIDE_DRAWN:
        return None  # letters drawn as outlines, and a page number
    return words if quality(words.texts) >= GOOD else None


def _unseen(textpage: pypdfium2.PdfTextPage, words: _Words, held: Content) -> tuple[list[int], list[int]]:
    hidden: list[int] = []
    white: list[int] = []
    for number, start in enumerate(words.starts):
        handle = raw.FPDFText_GetTextObject(textpage.raw, start)
        if not handle:
            continue
        if raw.FPDFTextObj_GetTextRenderMode(handle) in {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}:
            hidden.append(number)
        elif held.white_texts and is_white(handle):
            white.append(number)
    return hidden, white


def _covered(page: pypdfium2.PdfPage, pictures: Sequence[Placed]) -> float:
    """Return what share of the page pictures cover; strips of one scan are added up."""
    if not pictures:
        return 0.0
    onto = shown(page)
    total = 0.0
    for one in pictures:
        a, b, c, d, e, f = after(one.matrix, onto)
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        width, height = min(1.0, max(xs)) - max(0.0, min(xs)), min(1.0, max(ys)) - max(0.0, min(ys))
        total += max(0.0, width) * max(0.0, height)
    return total


def _is_in_margins(words: _Words) -> bool:
    return bool(np.all((words.boxes[:, 3] <= _MARGIN) | (words.boxes[:, 1] >= 1 - _MARGIN)))


def _many(kind: type[Made], count: int, **columns: Iterable[object]) -> list[Made]:
    """Return so many of a frozen class with slots, made from a column for each field: in a third of the time its own way takes."""
    made = [kind.__new__(kind) for _ in range(count)]
    for name, column in columns.items():
        deque(map(getattr(kind, name).__set__, made, column), maxlen=0)
    return made


def _lines(words: _Words, width: float, height: float) -> tuple[Line, ...]:
    points = (words.boxes * (width, height, width, height)).tolist()
    sides = np.clip(np.rint(words.boxes * WHOLE), 0, WHOLE).astype(int).T.tolist()
    boxes = _many(Box, len(sides[0]), left=sides[0], top=sides[1], right=sides[2], bottom=sides[3])
    made = _many(Word, len(boxes), text=words.texts, box=boxes, confidence=repeat(100))
    return tuple(Line(words=tuple([made[one] for one in numbers]), block=block) for numbers, block in ordered(words.texts, points))
