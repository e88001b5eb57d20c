"""An office document set on pages, in type of one width: lines with the place of each word, and a PDF that shows the same to people.

It is no picture of the document as its writer sees it, but it has what stands beside what, and what stands apart.
"""

import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import cv2
from pikepdf import Dictionary, Name, Pdf

from domain.paper import WHOLE, Box, Line, Word
from ingest.office.rows import Document, DocumentRow, Paragraph, Place, Side
from ingest.paper.opening.survey import Picture

WIDTH, HEIGHT = 595, 842
"""A4, in points."""
_LETTER, _SIZE, _STEP = 6.0, 10.0, 12.0
"""Courier of ten points, twelve from line to line."""
_LEFT, _TOP, _BOTTOM, _FOOT_TOP = 48.0, 48.0, 730.0, 756.0
_COLUMNS = 83
_GAP = 2
"""Letters between two cells: more than a blank of recognition's."""
_MOST_CELLS, _MOST_INDENT, _LEAST_WIDTH = 6, 50, 20
_TAB = 6
_MOST_EMPTY = 2
_MOST_FOOT_LINES = 6
_ASCENT, _DESCENT = 7.0, 2.0
_APART = _STEP / 2
_QUALITY = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """A line: its text, how many letters from the left edge, how many points from the upper edge to its foot; ``block`` as of `Line`."""

    text: str
    column: int
    foot: float
    block: int


SetPage = tuple[SetLine, ...]


def set_pages(document: Document) -> tuple[SetPage, ...]:
    """Return a document's pages; at least one, however little it says. Feet of pages stand on the first."""
    body = [one for one in document.rows if one.place is not Place.FOOT]
    foot = [one for one in document.rows if one.place is Place.FOOT]
    pages = [list(page) for page in _pages(body)] or [[]]
    lines = [line for one in foot for line in _lines(one)][:_MOST_FOOT_LINES]
    pages[0] += [
        SetLine(text=text, column=column, foot=_FOOT_TOP + _STEP * (1 + at), block=len(body) + 1)
        for at, line in enumerate(lines)
        for text, column in line
    ]
    return tuple(map(tuple, pages))


def lines_of(page: SetPage) -> tuple[Line, ...]:
    """Return what stands on a page, each word with its place; nothing in it is guessed."""
    return tuple(Line(words=words, block=one.block) for one in page if (words := tuple(_words(one))))


def pdf_of(pages: Sequence[SetPage], pictures: Sequence[Picture | None] = ()) -> bytes:
    """Return the pages as a PDF, behind them one for each picture; None is an empty one.

    Letters that its plain type lacks are shown as question marks; `lines_of` has them as they are.
    """
    made = io.BytesIO()
    with Pdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, Encoding=Name.WinAnsiEncoding)
        shared = pdf.make_indirect(Dictionary(Font=Dictionary(T=font)))
        for page in pages:
            pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
            pdf.pages[-1].obj.Resources = shared
            pdf.pages[-1].obj.Contents = pdf.make_stream(b"".join(map(_drawn, page)))
        for one in pictures:
            _add_picture(pdf, one)
        pdf.save(made, static_id=True)
    return made.getvalue()


def _add_picture(pdf: Pdf, one: Picture | None) -> None:
    if one is None:
        pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        return
    height, width = one.grey.shape
    _, packed = cv2.imencode(".jpg", one.grey, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    image = pdf.make_stream(packed.tobytes())
    image.update(
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": Name.DeviceGray,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        }
    )
    pdf.add_blank_page(page_size=(one.width, one.height))
    pdf.pages[-1].obj.Resources = Dictionary(XObject=Dictionary(P=image))
    pdf.pages[-1].obj.Contents = pdf.make_stream(b"q %.3f 0 0 %.3f 0 0 cm /P Do Q" % (one.width, one.height))


def _drawn(line: SetLine) -> bytes:
    text = line.text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /T %.0f Tf %.1f %.1f Td (%s) Tj ET\n" % (_SIZE, _LEFT + line.column * _LETTER, HEIGHT - line.foot, text)


def _words(line: SetLine) -> Iterator[Word]:
    at = 0
    for text in line.text.split():
        start = line.text.index(text, at)
        at = start + len(text)
        left, right = (_LEFT + (line.column + column) * _LETTER for column in (start, at))
        box = Box(
            left=round(left * WHOLE / WIDTH),
            top=round((line.foot - _ASCENT) * WHOLE / HEIGHT),
            right=round(right * WHOLE / WIDTH),
            bottom=round((line.foot + _DESCENT) * WHOLE / HEIGHT),
        )
        yield Word(text=text, box=box, confidence=100)


# --- lines ----------------------------------------------------------------------------------------------------------------------------

Beside = tuple[tuple[str, int], ...]
"""What stands on one line: texts, each with its column."""


def _pages(rows: Sequence[DocumentRow]) -> Iterator[SetPage]:
    page: list[SetLine] = []
    height, block = _TOP, 0
    was_long = False
    for is_empty, group in groupby(rows, lambda one: not one.text.strip()):
        if is_empty:
            height += _STEP * min(_MOST_EMPTY, len(list(group)))
            block, was_long = block + 1, False
            continue
        for one in group:
            lines = list(_lines(one))
            is_long = len(lines) > 1
            if is_long or was_long:
                height, block = height + _APART, block + 1  # most programs set paragraphs apart without an empty line
            was_long = is_long
            for line in lines:
                height += _STEP
                if height > _BOTTOM:
                    yield tuple(page)
                    page, height = [], _TOP + _STEP
                page += [SetLine(text=text, column=column, foot=height, block=block) for text, column in line]
    yield tuple(page)


def _lines(one: DocumentRow) -> Iterator[Beside]:
    """Yield the lines of a row; cells beside each other, the shorter ones with nothing below."""
    cells = one.cells
    if len(cells) > _MOST_CELLS:
        cells = ((Paragraph(text="   ".join(" ".join(part.text for part in cell) for cell in cells)),),)
    width = _COLUMNS // max(1, len(cells))
    columns = [
        [(text, at + number * width) for part in cell for text, at in _wrapped(part, width - (_GAP if len(cells) > 1 else 0))]
        for number, cell in enumerate(cells)
    ]
    for line in range(max(map(len, columns), default=0)):
        yield tuple(column[line] for column in columns if line < len(column))


def _wrapped(one: Paragraph, width: int) -> Iterator[tuple[str, int]]:
    """Yield a paragraph's lines with their columns, within ``width`` letters."""
    text = one.text.expandtabs(_TAB).replace("\x0c", " ")
    bare = text.strip()
    if not bare:
        return
    before = 0 if one.side is not Side.LEFT else len(text) - len(text.lstrip()) + round(one.indent / _LETTER)
    indent = min(before, _MOST_INDENT, max(0, width - min(_LEAST_WIDTH, len(bare))))
    room = max(1, width - indent)
    lines = [bare] if len(bare) <= room else textwrap.wrap(bare, room, break_on_hyphens=False)
    for line in lines:
        spare = room - len(line)
        yield line, indent + {Side.LEFT: 0, Side.CENTRE: spare // 2, Side.RIGHT: spare}[one.side]
