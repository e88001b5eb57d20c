"""A PDF with what was filled in and typed onto it made part of its pages, so that it is read in its place like any other text."""

import io
import textwrap
import warnings
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from domain.errors import UnreadableInputError
from ingest.embedded import PDF_ERRORS
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import inherited, opened_pdf, value_of

_HIDDEN = 1 << 1 | 1 << 5
_PUSH_BUTTON, _PASSWORD, _MANY_LINES, _COMBO = 1 << 16, 1 << 13, 1 << 12, 1 << 17
"""Flags of annotations and fields (ISO 32000-2, 12.5.3 and 12.7.5)."""
_LARGEST, _LEAST = 11.0, 4.0
_WIDTH = 0.5
"""Of a letter of Helvetica, by its size: more than the mean."""
_TICKED, _UNTICKED = b"8", b"o"
_TICKS_AS_TEXT = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Ticks def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <38> <2612> <6F> <2610> endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""
_MOST_CHOICES = 100


def flattened(path: Path, limits: Limits) -> bytes | None:
    """Return a copy to be read, made in memory; None where it cannot be made, then the pages themselves must do.

    Boxes to tick become letters, ☒ and ☐; of a list what was chosen stays, as people read it. What a form hides stays hidden. The original
    is not touched, so a signature on it still holds.
    """
    made = io.BytesIO()
    try:
        with warnings.catch_warnings(action="ignore"), opened_pdf(path, limits) as pdf:  # of fields that no form names: they are read too
            fonts = _fonts(pdf)
            for page in pdf.pages[: limits.pages]:
                _draw_fields(pdf, page, fonts)
            form = pdf.Root.get("/AcroForm")
            if isinstance(form, Dictionary) and "/NeedAppearances" in form:
                del form.NeedAppearances  # they are drawn by now
            pdf.flatten_annotations("screen")
            pdf.save(made)
    except (UnreadableInputError, *PDF_ERRORS):
        return None
    return made.getvalue()


def _fonts(pdf: Pdf) -> Object:
    ticks = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats, ToUnicode=pdf.make_stream(_TICKS_AS_TEXT))
    text = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    return pdf.make_indirect(Dictionary(Font=Dictionary(T=text, Z=ticks)))


def _draw_fields(pdf: Pdf, page: pikepdf.Page, fonts: Object) -> None:
    marks = page.obj.get("/Annots")
    for one in list(marks) if isinstance(marks, Array) else ():
        try:
            if isinstance(one, Dictionary) and one.get("/Subtype") == Name.Widget and not int(one.get("/F", 0)) & _HIDDEN:
                _draw_field(pdf, one, fonts)
        except PDF_ERRORS:
            continue  # a damaged field is left as it is


def _draw_field(pdf: Pdf, one: Object, fonts: Object) -> None:
    left, low, right, high = (float(edge) for edge in one.Rect)
    width, height = abs(right - left), abs(high - low)
    flags = int(str(inherited(one, "/Ff") or 0))
    drawn: bytes | None = None
    match str(inherited(one, "/FT") or ""):
        case "/Btn" if not flags & _PUSH_BUTTON:
            drawn = _glyph(_TICKED if _is_on(one) else _UNTICKED, width, height)
        case "/Tx" if not flags & _PASSWORD and not _says_something(one):
            drawn = _text(value_of(inherited(one, "/V")), width, height, many=bool(flags & _MANY_LINES))
        case "/Ch" if not flags & _COMBO or not _says_something(one):
            drawn = _text("\n".join(_chosen(one)), width, height, many=True)
    if drawn is not None:
        shown = pdf.make_stream(drawn)
        shown.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, width, height]), "/Resources": fonts})
        one.AP = Dictionary(N=shown)
        if "/AS" in one:
            del one.AS


def _is_on(one: Object) -> bool:
    state = one.get("/AS") or inherited(one, "/V")
    return isinstance(state, Name) and state != Name.Off


def _says_something(one: Object) -> bool:
    """Tell whether a field shows a text already; programs that only write values leave an empty drawing."""
    shown = one.get("/AP")
    normal = shown.get("/N") if isinstance(shown, Dictionary) else None
    if not isinstance(normal, Stream):
        return False
    content = normal.read_bytes()
    return b"Tj" in content or b"TJ" in content or b"'" in content or not value_of(inherited(one, "/V")).strip()


def _chosen(one: Object) -> list[str]:
    """Return what was chosen of a list, by the words that people see (ISO 32000-2, 12.7.5.4)."""
    value = inherited(one, "/V")
    chosen = [str(part) for part in list(value)[:_MOST_CHOICES]] if isinstance(value, Array) else [value_of(value)]
    options = inherited(one, "/Opt")
    words = {
        str(option[0]): str(option[1])
        for option in (list(options) if isinstance(options, Array) else ())
        if isinstance(option, Array) and len(option) > 1 and isinstance(option[1], String)
    }
    return [words.get(part, part) for part in chosen if part.strip()]


def _glyph(letter: bytes, width: float, height: float) -> bytes:
    size = max(_LEAST, 0.8 * min(width, height))
    return b"BT /Z %.1f Tf %.1f %.1f Td (%s) Tj ET" % (
        size,
        max(0.0, (width - 0.8 * size) / 2),
        max(0.0, (height - 0.7 * size) / 2),
        letter,
    )


def _text(value: str, width: float, height: float, *, many: bool) -> bytes | None:
    lines = [line for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        return None
    size = _LARGEST if many else min(_LARGEST, 0.75 * height)
    if many:
        room = max(1, int(width / (_WIDTH * size)))
        lines = [part for line in lines for part in textwrap.wrap(line, room)]
    longest = max(map(len, lines))
    size = max(_LEAST, min(size, width / (_WIDTH * longest), height / (1.2 * len(lines)) if many else size))
    first = height - size if many else (height - 0.7 * size) / 2
    said = b"\n".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
    return b"BT /T %.1f Tf %.1f TL 2 %.1f Td\n%s ET" % (size, 1.2 * size, first, said)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
