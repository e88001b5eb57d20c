"""The PDF for the desk: what came, with the words we read lying unseen over their picture, to be searched, marked and copied.

The original itself is never touched. A signed or locked one is not even copied with changes: pictures of its pages are wrapped instead.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf
from PIL import Image, ImageOps

from domain.paper import WHOLE, Box, Origin, Page
from ingest.embedded import PDF_ERRORS
from ingest.paper.opening.files import Paper
from ingest.paper.opening.limits import DEFAULT_LIMITS, Limits
from ingest.paper.opening.office import KINDS
from ingest.paper.opening.pdf_inside import opened_pdf
from ingest.paper.opening.pictures import grey_of, opened_image
from ingest.paper.opening.survey import FileKind, PageSize, Picture, Source, Trouble, TroubleError
from ingest.paper.opening.tiff import group4

_OF_PDF = frozenset({FileKind.PDF, *KINDS})
_FONT = "/CitoyenUnseen"
_WIDTH, _ASCENT, _DESCENT = 500, 800, -200
"""In thousandths of the size: all letters are equally wide, so that a word is stretched to its box by one number."""
_DPI = 200
_JPEG_QUALITY = 80
_PHOTO_PIXELS = 3_000
_MAX_CONTENT = 2**20
_MAX_CODE = 0xFFFF
_HIDDEN = 3
_ACTIONS = ("/OpenAction", "/AA", "/AF", "/Collection")
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""EXIF orientation as degrees clockwise; the others are mirrored."""


def searchable(source: Source, pages: Sequence[Page], limits: Limits = DEFAULT_LIMITS, *, only: frozenset[int] = frozenset()) -> bytes:
    """Return a PDF in which the words of pages read by OCR can be found, each page held upright; text layers stay as they are.

    ``pages`` are those of the file, each by its number; a page not among them is shown as it is. ``only``: nothing but the pages with these
    numbers is in it, where any are given. Raises TroubleError where the file has no page that can be shown: locked, broken, over a limit.
    """
    by_number = {page.number: page for page in pages}
    with Paper(source, limits) as paper:
        survey = paper.survey
        if not survey.pages:
            raise TroubleError(survey.trouble or Trouble.NO_PAGES)
        try:
            if survey.kind in _OF_PDF and not survey.is_protected and not survey.inside.is_signed:
                return _with_words(paper.source, by_number, limits, only)
            return _of_pictures(paper, by_number, limits, only)
        except PDF_ERRORS as error:
            raise TroubleError(Trouble.MALFORMED) from error


# --- PDF ------------------------------------------------------------------------------------------------------------------------------


def _with_words(source: Source, by_number: dict[int, Page], limits: Limits, only: frozenset[int]) -> bytes:
    with opened_pdf(source, limits) as whole, Pdf.new() as cut:
        pdf, numbers = whole, list(range(len(whole.pages)))
        if only:
            # Into a document of their own: bookmarks, forms and names of the whole one would carry pages along. Of a page that is copied
            # QPDF leaves out whatever leads to other pages.
            pdf, numbers = cut, [number for number in numbers if number in only]
            cut.pages.extend(whole.pages[number] for number in numbers)
        _disarm(pdf)
        layer = _Layer(pdf)
        for number, shown in zip(numbers, pdf.pages, strict=True):
            page = by_number.get(number)
            _without_actions(shown.obj)
            if page is None:
                continue
            if page.turned:
                shown.rotate(page.turned, relative=True)
            if page.origin is Origin.OCR and page.lines:
                _without_hidden_text(pdf, shown)
                shown.contents_add(b"q\n", prepend=True)
                shown.contents_add(b"\nQ\n")
                layer.add(shown, page)
        return layer.saved()


def _disarm(pdf: Pdf) -> None:
    """Take out what would act when the copy is opened; the original keeps it."""
    for key in _ACTIONS:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary):
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in names:
                del names[key]


def _without_actions(page: Object) -> None:
    marks = page.get("/Annots")
    for one in (page, *(list(marks)[:5_000] if isinstance(marks, Array) else ())):
        if not isinstance(one, Dictionary):
            continue
        for key in ("/AA", "/AF", "/FS"):
            if key in one:
                del one[key]
        action = one.get("/A")
        if isinstance(action, Dictionary) and action.get("/S") not in {Name.URI, Name.GoTo}:
            del one["/A"]


def _without_hidden_text(pdf: Pdf, page: pikepdf.Page) -> None:
    """Take out the unseen text of an OCR that was not good enough: it would be found beside ours."""
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents]
    if sum(int(part.get("/Length", 0)) for part in parts if isinstance(part, pikepdf.Stream)) > _MAX_CONTENT:
        return
    kept = list(_seen(pikepdf.parse_content_stream(page)))
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


def _seen(instructions: Iterable[Instruction]) -> Iterator[Instruction]:
    modes = [0]
    shows = {Operator(name) for name in ("Tj", "TJ", "'", '"')}
    for one in instructions:
        if one.operator == Operator("q") and len(modes) < 1_000:  # noqa: PLR2004 - against nesting without end
            modes.append(modes[-1])
        elif one.operator == Operator("Q") and len(modes) > 1:
            modes.pop()
        elif one.operator == Operator("Tr") and len(one.operands):
            mode: object = one.operands[0]
            modes[-1] = mode if isinstance(mode, int) else 0
        if modes[-1] != _HIDDEN or one.operator not in shows:
            yield one


# --- pictures -------------------------------------------------------------------------------------------------------------------------


def _of_pictures(paper: Paper, by_number: dict[int, Page], limits: Limits, only: frozenset[int]) -> bytes:
    with Pdf.new() as pdf:
        layer = _Layer(pdf)
        for number, size in enumerate(paper.survey.pages):
            if only and number not in only:
                continue
            page = by_number.get(number)
            shown = _page_of_picture(pdf, paper, number, size, limits)
            if page is not None and page.turned:
                shown.rotate(page.turned, relative=True)
            if page is not None and page.lines:
                layer.add(shown, page)
        return layer.saved()


def _page_of_picture(pdf: Pdf, paper: Paper, number: int, size: PageSize, limits: Limits) -> pikepdf.Page:
    """Return a new page with the picture of another; an empty one where that cannot be had, so that page numbers stay."""
    width, height = size.width or 595.0, size.height or 842.0
    turned = 0
    picture: pikepdf.Stream | None
    try:
        if paper.survey.kind in {FileKind.PDF, FileKind.TIFF}:
            picture = _scan(pdf, paper.picture(number, _DPI))
        else:
            picture, turned = _photo(pdf, paper.source, limits)
    except TroubleError:
        picture = None
    if turned in {90, 270}:
        width, height = height, width
    pdf.add_blank_page(page_size=(width, height))
    page = pdf.pages[-1]
    if picture is not None:
        page.obj.Resources = Dictionary(XObject=Dictionary(Picture=picture))
        page.obj.Contents = pdf.make_stream(b"q %.2f 0 0 %.2f 0 0 cm /Picture Do Q\n" % (width, height))
    if turned:
        page.rotate(turned, relative=False)
    return page


def _scan(pdf: Pdf, picture: Picture) -> pikepdf.Stream:
    height, width = picture.grey.shape
    if picture.is_bilevel:
        parameters = Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=False)
        return _image(pdf, group4(picture.grey), (width, height), 1, Name.DeviceGray, Name.CCITTFaxDecode, parameters=parameters)
    return _jpeg(pdf, Image.fromarray(picture.grey))


def _photo(pdf: Pdf, source: Source, limits: Limits) -> tuple[pikepdf.Stream, int]:
    """Return a picture in its colours, and how far it is to be turned; a JPEG of an ordinary kind as it came."""
    with opened_image(source, limits) as image:
        orientation = image.getexif().get(274, 1) if image.format == "JPEG" else 1
        if image.format == "JPEG" and image.mode in {"L", "RGB"} and orientation in _TURNS:
            content = source if isinstance(source, bytes) else source.read_bytes()
            space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
            return _image(pdf, content, image.size, 8, space, Name.DCTDecode), _TURNS[orientation]
        image.thumbnail((_PHOTO_PIXELS, _PHOTO_PIXELS))
        upright = ImageOps.exif_transpose(image)
        if upright.has_transparency_data:
            coloured = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured)
        if upright.mode.startswith("I") or upright.mode == "F":
            upright = Image.fromarray(grey_of(upright)[0])
        return _jpeg(pdf, upright.convert("RGB") if upright.mode != "L" else upright), 0


def _jpeg(pdf: Pdf, image: Image.Image) -> pikepdf.Stream:
    sink = io.BytesIO()
    image.save(sink, format="JPEG", quality=_JPEG_QUALITY)
    return _image(pdf, sink.getvalue(), image.size, 8, Name.DeviceGray if image.mode == "L" else Name.DeviceRGB, Name.DCTDecode)


def _image(  # noqa: PLR0913 - the entries of an image dictionary
    pdf: Pdf,
    content: bytes,
    size: tuple[int, int],
    bits: int,
    space: Name,
    packing: Name,
    *,
    parameters: Dictionary | None = None,
) -> pikepdf.Stream:
    stream = pdf.make_stream(content)
    stream.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], BitsPerComponent=bits, ColorSpace=space, Filter=packing
    )
    if parameters is not None:
        stream.stream_dict.DecodeParms = parameters
    return stream


# --- unseen words ---------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Layer:
    """Writes words onto pages of one PDF in one font, that has no shapes: nothing of it is ever painted."""

    pdf: Pdf
    used: set[int] = field(default_factory=set)
    font: Object | None = None

    def add(self, shown: pikepdf.Page, page: Page) -> None:
        """Lay the words of a page over it. The page is turned to be upright already."""
        if self.font is None:
            self.font = self.pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/Unseen")))
        shown.add_resource(self.font, Name.Font, Name(_FONT))
        box = shown.cropbox if "/CropBox" in shown.obj else shown.mediabox
        x0, y0, x1, y1 = (float(one) for one in box)
        rotation = int(shown.rotation) % 360
        frame = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        parts = [b"q BT 3 Tr"]
        for line in page.lines:
            for word in line.words:
                codes = [ord(character) for character in word.text if ord(character) <= _MAX_CODE]
                piece = _written(codes, word.box, frame, rotation)
                if piece:
                    self.used.update(codes)
                    parts.append(piece)
        parts.append(b"ET Q\n")
        shown.contents_add(b"\n".join(parts))

    def saved(self) -> bytes:
        """Return the PDF."""
        if self.font is not None:
            self._complete(self.font)
        sink = io.BytesIO()
        self.pdf.save(sink, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return sink.getvalue()

    def _complete(self, font: Object) -> None:
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/Unseen"),
            Flags=4,
            FontBBox=Array([0, _DESCENT, _WIDTH, _ASCENT]),
            ItalicAngle=0,
            Ascent=_ASCENT,
            Descent=_DESCENT,
            CapHeight=_ASCENT,
            StemV=80,
        )
        below = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/Unseen"),
            CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
            FontDescriptor=self.pdf.make_indirect(descriptor),
            DW=_WIDTH,
            CIDToGIDMap=Name.Identity,
        )
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts = Array([self.pdf.make_indirect(below)])
        font.ToUnicode = self.pdf.make_stream(_to_unicode(sorted(self.used)))


def _written(codes: Sequence[int], box: Box, frame: tuple[float, float, float, float], rotation: int) -> bytes:
    """Return the operators for one word, stretched to its box on the upright page; empty for a box without extent."""
    x0, y0, x1, y1 = frame
    is_sideways = rotation in {90, 270}
    across, down = (y1 - y0, x1 - x0) if is_sideways else (x1 - x0, y1 - y0)
    width, size = (box.right - box.left) * across / WHOLE, (box.bottom - box.top) * down / WHOLE
    if not codes or width <= 0 or size <= 0:
        return b""
    u = box.left * across / WHOLE
    v = box.bottom * down / WHOLE + size * _DESCENT / 1000
    match rotation:
        case 90:
            matrix = (0, 1, -1, 0, x0 + v, y0 + u)
        case 180:
            matrix = (-1, 0, 0, -1, x1 - u, y0 + v)
        case 270:
            matrix = (0, -1, 1, 0, x1 - v, y1 - u)
        case _:
            matrix = (1, 0, 0, 1, x0 + u, y1 - v)
    stretch = 100 * width / (len(codes) * size * _WIDTH / 1000)
    text = b"".join(b"%04X" % code for code in codes)
    return b"%s %.2f Tf %.2f Tz %d %d %d %d %.2f %.2f Tm <%s> Tj" % (_FONT.encode(), size, stretch, *matrix, text)


def _to_unicode(codes: Sequence[int]) -> bytes:
    """Return the table from codes to characters, in blocks of a hundred as the format demands (PDF 32000, 9.10.3)."""
    out = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Unseen def /CMapType 2 def",
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for first in range(0, len(codes), 100):
        part = codes[first : first + 100]
        out += [b"%d beginbfchar" % len(part), *(b"<%04X> <%04X>" % (code, code) for code in part), b"endbfchar"]
    out.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(out)
