"""Separator sheets to print (feuilles de séparation): A4, black on white, the same from whichever side they are fed."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from domain.paper import Sheet
from ingest.paper.heap.patch_code import NARROW_INCHES, WIDE_INCHES
from ingest.paper.heap.sheet_code import code_text

_WIDTH, _HEIGHT = 210.0, 297.0
_MARGIN = 16.0
_INCH = 25.4

_CODE, _CODE_BELOW_PATCH = 82.0, 70.0
"""Side of the code, its quiet zone included, in mm: a module is then at least 1.2 mm, five pixels of a standard fax."""

_QUIET_MODULES = 4
_PATCH_EDGE = 0.35 * _INCH
"""Between patch and edge; 0.25 inch is the least a reader wants, and printers leave some of it white."""

_PATCH_SIDE = 22.0
"""White beside the patch: its bars cross the sensors wherever a scanner has them."""

_GAP = 4.0
"""Between code and words, beside the quiet zone."""

_MOST_LINES = 3
_SIZES = (26, 22, 18, 15, 12, 10)
_LINE = 0.42
"""Distance of lines in mm for each point of size."""

_FONT = "helvetica"
_LOOKALIKES = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\u2212": "-", "\u02bc": "’"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What people read on a sheet, in their language.

    ``title`` says what it is, ``owner`` whose it is, ``letter`` in large type what the letters behind it are for, ``facts`` one thing a
    line, ``use`` how it is used, ``keep`` that it is not thrown away, ``both_ways`` that it may lie either way.
    """

    title: str
    owner: str
    letter: str
    facts: tuple[str, ...]
    use: str
    keep: str
    both_ways: str


def sheets_pdf(sheet: Sheet, words: SheetWords, *, copies: int = 1, patch_t: bool = False) -> bytes:
    """Return a PDF of so many sheets, front and back alike: two pages each, to be printed on both sides.

    The code stands twice on a page, for a corner that is torn, stained or punched; ``patch_t`` adds a patch of type T at both short
    edges, for copiers that cut by themselves.
    """
    pdf = FPDF(orientation="portrait", unit="mm", format="A4")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_title(_printable(words.title))
    pdf.set_creator("Citoyen")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    modules = _modules(code_text(sheet))
    for _ in range(2 * copies):
        pdf.add_page()
        _draw_half(pdf, modules, words, patch_t=patch_t)
        with pdf.rotation(180, x=_WIDTH / 2, y=_HEIGHT / 2):
            _draw_half(pdf, modules, words, patch_t=patch_t)
        _draw_middle(pdf, words)
    return bytes(pdf.output())


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code's modules, dark True, with the highest error correction: it reads with 30 % of its words lost."""
    code = segno.make_qr(text, error="h", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _draw_half(pdf: FPDF, modules: Sequence[Sequence[bool]], words: SheetWords, *, patch_t: bool) -> None:
    top, side = 24.0, _CODE
    if patch_t:
        _draw_patch(pdf)
        top, side = _PATCH_EDGE + 0.8 * _INCH + 7.0, _CODE_BELOW_PATCH
    pdf.set_font(_FONT, "B", 22)
    _write(pdf, _MARGIN, top, _WIDTH - 2 * _MARGIN, 9, words.title)
    pdf.set_font(_FONT, "", 12)
    _write(pdf, _MARGIN, top + 9.5, _WIDTH - 2 * _MARGIN, 6, words.owner)
    pdf.set_line_width(0.5)
    pdf.line(_MARGIN, top + 18, _WIDTH - _MARGIN, top + 18)
    quiet = side * _QUIET_MODULES / (len(modules) + 2 * _QUIET_MODULES)
    _draw_code(pdf, modules, (_MARGIN - quiet, top + 24 - quiet, side))
    _draw_words(pdf, words, _MARGIN - quiet + side + _GAP, top + 23)


def _draw_words(pdf: FPDF, words: SheetWords, left: float, top: float) -> None:
    width = _WIDTH - _MARGIN - left
    below = _write_fitting(pdf, words.letter, left, top, width)
    pdf.set_font(_FONT, "", 13)
    for fact in words.facts:
        below = _write(pdf, left, below + 1.0, width, 6, fact)
    pdf.set_font(_FONT, "B", 12)
    below = _write(pdf, left, below + 4, width, 5.5, words.keep)
    pdf.set_font(_FONT, "", 10.5)
    _write(pdf, left, below + 1.5, width, 4.8, words.use)


def _write_fitting(pdf: FPDF, text: str, left: float, top: float, width: float) -> float:
    """Write the large words, the smaller the longer they are: in three lines unless even the smallest size takes more."""
    size = next((size for size in _SIZES if _lines(pdf, text, width, size) <= _MOST_LINES), _SIZES[-1])
    pdf.set_font(_FONT, "B", size)
    return _write(pdf, left, top, width, size * _LINE, text)


def _lines(pdf: FPDF, text: str, width: float, size: float) -> int:
    pdf.set_font(_FONT, "B", size)
    lines = pdf.multi_cell(width, size * _LINE, _printable(text), align="L", dry_run=True, output=MethodReturnValue.LINES)
    return len(lines) if isinstance(lines, list) else 0


def _write(pdf: FPDF, left: float, top: float, width: float, line: float, text: str) -> float:
    """Write a paragraph and return where it ends."""
    pdf.set_xy(left, top)
    pdf.multi_cell(width, line, _printable(text), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
    return float(pdf.get_y())


def _draw_code(pdf: FPDF, modules: Sequence[Sequence[bool]], place: tuple[float, float, float]) -> None:
    """Draw the code at its left and upper edge and of its side, quiet zone included.

    A run of dark modules is one bar: seams between modules would show as white hairs.
    """
    left, top, whole = place
    side = whole / (len(modules) + 2 * _QUIET_MODULES)
    for down, row in enumerate(modules):
        across = 0
        while across < len(row):
            run = across
            while run < len(row) and row[run]:
                run += 1
            if run > across:
                x, y = left + (across + _QUIET_MODULES) * side, top + (down + _QUIET_MODULES) * side
                pdf.rect(x, y, (run - across) * side, side + 0.02, style="F")
            across = run + 1


def _draw_patch(pdf: FPDF) -> None:
    """Draw a patch T below the upper edge, read from there: narrow, wide, narrow, wide."""
    y = _PATCH_EDGE
    for inches in (NARROW_INCHES, WIDE_INCHES, NARROW_INCHES, WIDE_INCHES):
        pdf.rect(_PATCH_SIDE, y, _WIDTH - 2 * _PATCH_SIDE, inches * _INCH, style="F")
        y += (inches + NARROW_INCHES) * _INCH


def _draw_middle(pdf: FPDF, words: SheetWords) -> None:
    """Draw the line between the halves."""
    pdf.set_line_width(0.3)
    pdf.set_font(_FONT, "", 9)
    text = _printable(words.both_ways)
    gap = pdf.get_string_width(text) / 2 + 4
    middle = _WIDTH / 2
    pdf.line(_MARGIN, _HEIGHT / 2, middle - gap, _HEIGHT / 2)
    pdf.line(middle + gap, _HEIGHT / 2, _WIDTH - _MARGIN, _HEIGHT / 2)
    pdf.set_xy(middle - gap, _HEIGHT / 2 - 2.5)
    pdf.cell(2 * gap, 5, text, align="C")


def _printable(text: str) -> str:
    """Return the text in the letters the built-in fonts have (Windows-1252); a question mark for others."""
    return text.translate(_LOOKALIKES).encode("cp1252", "replace").decode("cp1252")
