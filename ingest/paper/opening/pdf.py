"""PDF: its pages as pictures. PDFium is not safe for threads; whoever calls this does so from one only."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pikepdf
import pypdfium2
from pypdfium2 import raw

from ingest.embedded import PDF_ERRORS
from ingest.paper.opening.jpeg import jpeg_pixels
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import inside
from ingest.paper.opening.pdf_repair import has_end, opened_or_mended, rewritten
from ingest.paper.opening.pictures import is_two_toned, reduced
from ingest.paper.opening.survey import FileKind, Grey, PageSize, Picture, Source, Survey, Trouble, TroubleError
from ingest.paper.opening.xfa import pages_with_answers

_MAX_OBJECTS = 20_000
_MAX_DEPTH = 5
_COVERS = 0.5
"""A picture on at least this share of a page, alone, is the page; smaller, it is a logo on an empty one."""
_EDGE = 0.003
"""So much of a page may a picture fall short of, or stand beyond, and still be taken for all of it: less than a millimetre."""
_SLANT = 0.004
_LEAST_DPI = 40
_SEEN_MARKS = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP})
_PASSWORD = 4
_COLOUR = tuple(ctypes.c_uint() for _ in range(4))
_COLOUR_REFERENCES = tuple(map(ctypes.byref, _COLOUR))
"""Made once: a page has hundreds of pieces of text."""

Matrix = tuple[float, float, float, float, float, float]
Masked = frozenset[tuple[int, int]]
"""Sizes of the pictures that are transparent in parts (`Inside.masked`): PDFium gives them without their masks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A picture on a page: ``matrix`` takes its unit square to the page's own space."""

    handle: object
    matrix: Matrix
    width: int
    height: int


@dataclass(slots=True)
class Content:
    """What a page paints."""

    pictures: list[Placed]
    paths: int = 0
    shadings: int = 0
    hidden_texts: int = 0
    white_texts: int = 0
    texts: int = 0
    is_capped: bool = False

    @property
    def seen_texts(self) -> int:
        """Return how many pieces of text can be seen."""
        return self.texts - self.hidden_texts - self.white_texts


# --- the file -------------------------------------------------------------------------------------------------------------------------


def survey_pdf(source: Source, limits: Limits) -> tuple[Survey, Source]:
    """Return what a PDF is, and what its pages are to be read from: the same file, or a mended copy where its end is missing."""
    try:
        pdf, mended = opened_or_mended(source, limits)
    except TroubleError as error:
        return Survey(kind=FileKind.PDF, is_protected=error.trouble is Trouble.PASSWORD, trouble=error.trouble), source
    is_cut = mended is not None or not has_end(source)
    source = source if mended is None else mended
    with pdf:
        found = Survey(kind=FileKind.PDF, is_protected=pdf.is_encrypted)
        try:
            found = replace(found, inside=inside(pdf, limits))
            found, source = _with_answers(found, pdf, source, limits)
            try:
                document = opened_pages(source)
            except TroubleError:
                # What qpdf has put together out of a damaged file PDFium opens, too.
                if mended is not None or (mended := rewritten(pdf)) is None:
                    raise
                document, source, is_cut = opened_pages(mended), mended, True
            with closing(document):
                count = len(document)
                masked = found.inside.masked
                pages = tuple(page_size(document, number, limits, masked) for number in range(min(count, limits.pages)))
        except TroubleError as error:
            return replace(found, trouble=error.trouble), source
        except PDF_ERRORS:
            return replace(found, trouble=Trouble.MALFORMED), source
    return replace(found, pages=pages, page_count=count, trouble=_trouble_of(pages, count, is_cut=is_cut)), source


def _with_answers(found: Survey, pdf: pikepdf.Pdf, source: Source, limits: Limits) -> tuple[Survey, Source]:
    """Return what the pages are read from where a form has answers that are on none of them: a copy that shows them."""
    if not found.inside.answers:
        return found, source
    try:
        with closing(opened_pages(source)) as document:
            said = str(document[0].get_textpage().get_text_range()) if len(document) == 1 else ""
        return found, pages_with_answers(pdf, found.inside.answers, said, limits)
    except (TroubleError, pypdfium2.PdfiumError, *PDF_ERRORS):
        return replace(found, inside=replace(found.inside, answers=())), source


def _trouble_of(pages: Sequence[PageSize], count: int, *, is_cut: bool) -> Trouble | None:
    if count > len(pages):
        return Trouble.TOO_MANY_PAGES
    if not pages:
        return Trouble.NO_PAGES
    if is_cut:
        return Trouble.TRUNCATED
    return pages[0].trouble if all(page.trouble for page in pages) else None


def opened_pages(source: Source) -> pypdfium2.PdfDocument:
    """Open a PDF for its pages. Raises TroubleError (PASSWORD, MALFORMED)."""
    try:
        document = pypdfium2.PdfDocument(source)
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()  # answers are painted by it, of pages loaded afterwards; it is built without JavaScript
        return document
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
        raise TroubleError(Trouble.PASSWORD if is_locked else Trouble.MALFORMED) from error


def page_size(document: pypdfium2.PdfDocument, number: int, limits: Limits, masked: Masked) -> PageSize:
    """Return size and nature of a page; a broken one has none."""
    try:
        with closing(opened_page(document, number)) as page:
            width, height = page.get_size()
            held = content_of(page)
            is_over = any(one.width * one.height > limits.pixels for one in held.pictures)
            return PageSize(
                width=width,
                height=height,
                is_picture=full_page_picture(page, held, masked) is not None,
                trouble=Trouble.TOO_MANY_PIXELS if is_over else None,
            )
    except TroubleError as error:
        return PageSize(width=0.0, height=0.0, trouble=error.trouble)


def opened_page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """Load a page. Raises TroubleError where there is none, or it is broken."""
    if not 0 <= number < len(document):
        raise TroubleError(Trouble.NO_PAGES)
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise TroubleError(Trouble.MALFORMED) from error
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):  # noqa: PLR2004 - beyond any paper; also what is no number
        page.close()
        raise TroubleError(Trouble.MALFORMED)
    return page


# --- what a page paints ---------------------------------------------------------------------------------------------------------------


def content_of(page: pypdfium2.PdfPage) -> Content:
    """Return what a page paints, forms within it opened; at most so many objects that it takes a few milliseconds."""
    found = Content(pictures=[])
    for count, (handle, matrix) in enumerate(_painted(page.raw, raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, None, 0)):
        if count >= _MAX_OBJECTS:
            found.is_capped = True
            break
        match raw.FPDFPageObj_GetType(handle):
            case raw.FPDF_PAGEOBJ_TEXT:
                _note_text(handle, found)
            case raw.FPDF_PAGEOBJ_PATH:
                found.paths += 1
            case raw.FPDF_PAGEOBJ_SHADING:
                found.shadings += 1
            case raw.FPDF_PAGEOBJ_IMAGE:
                _note_picture(handle, matrix, found)
    return found


def _painted(holder: object, count: int, get: object, outer: Matrix | None, depth: int) -> Iterator[tuple[object, Matrix | None]]:
    for place in range(min(count, _MAX_OBJECTS + 1)):
        handle = get(holder, place)  # type: ignore[operator] # a function of the library, without type
        if raw.FPDFPageObj_GetType(handle) == raw.FPDF_PAGEOBJ_FORM:
            if depth < _MAX_DEPTH:
                matrix = _matrix(handle, outer)
                yield from _painted(handle, raw.FPDFFormObj_CountObjects(handle), raw.FPDFFormObj_GetObject, matrix, depth + 1)
        else:
            yield handle, outer


def _note_text(handle: object, found: Content) -> None:
    found.texts += 1
    if raw.FPDFTextObj_GetTextRenderMode(handle) in {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}:
        found.hidden_texts += 1
    elif is_white(handle):
        found.white_texts += 1


def is_white(handle: object) -> bool:
    """Say whether an object is filled with white, or with nothing."""
    if not raw.FPDFPageObj_GetFillColor(handle, *_COLOUR_REFERENCES):
        return False
    red, green, blue, alpha = _COLOUR
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= 250  # noqa: PLR2004 - what the eye takes for white


def _note_picture(handle: object, outer: Matrix | None, found: Content) -> None:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(height))
    found.pictures.append(Placed(handle=handle, matrix=_matrix(handle, outer), width=width.value, height=height.value))


def _matrix(handle: object, outer: Matrix | None) -> Matrix:
    own = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, ctypes.byref(own)):
        return outer or (1, 0, 0, 1, 0, 0)
    inner = (own.a, own.b, own.c, own.d, own.e, own.f)
    return inner if outer is None else after(inner, outer)


def after(first: Matrix, second: Matrix) -> Matrix:
    """Return one matrix for a first and then a second."""
    a, b, c, d, e, f = first
    m, n, o, p, q, r = second
    return (a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r)


def shown(page: pypdfium2.PdfPage) -> Matrix:
    """Return what takes the page's own space to shares (0 to 1, from above) of the page as it is shown: cut and turned."""
    size = 1_000_000
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_int(), ctypes.c_int()
    step = 1_000.0
    for at in ((0.0, 0.0), (step, 0.0), (0.0, step)):
        raw.FPDF_PageToDevice(page.raw, 0, 0, size, size, 0, at[0], at[1], ctypes.byref(x), ctypes.byref(y))
        points.append((x.value / size, y.value / size))
    (ox, oy), (ax, ay), (bx, by) = points
    return ((ax - ox) / step, (ay - oy) / step, (bx - ox) / step, (by - oy) / step, ox, oy)


# --- pictures -------------------------------------------------------------------------------------------------------------------------


def full_page_picture(page: pypdfium2.PdfPage, held: Content, masked: Masked) -> Placed | None:
    """Return the picture that is all there is to see on a page, straight and not clipped; None where there is more, or nothing."""
    if len(held.pictures) != 1 or held.paths or held.shadings or held.seen_texts or held.is_capped:
        return None
    (one,) = held.pictures
    width, height = page.get_size()
    frame = _frame(page, one)
    if frame is None or not one.width or not one.height or (one.width, one.height) in masked:
        return None
    left, top, right, bottom = frame.box
    if _overlap(left, right) * _overlap(top, bottom) < _COVERS:
        return None
    dpi = min(frame.pixels[0] / ((right - left) * width), frame.pixels[1] / ((bottom - top) * height)) * 72
    if dpi < _LEAST_DPI or raw.FPDFPageObj_HasTransparency(one.handle) or _has_marks(page) or _is_clipped(page, one, frame.box):
        return None
    return one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where a picture stands on the page as shown (shares of it), and how it is turned; ``pixels`` across and down as shown."""

    box: tuple[float, float, float, float]
    pixels: tuple[int, int]
    is_sideways: bool
    is_mirrored: bool
    is_upside_down: bool


def _frame(page: pypdfium2.PdfPage, one: Placed) -> _Frame | None:
    """Return where a picture stands; None where it stands aslant."""
    a, b, c, d, e, f = after(one.matrix, shown(page))
    width, height = page.get_size()
    corner = (c + e, d + f)  # its upper left one; along its rows lies (a, b), down its columns (-c, -d)
    if abs(b) * height <= _SLANT * abs(a) * width and abs(c) * width <= _SLANT * abs(d) * height:
        across, down, is_sideways = a, -d, False
    elif abs(a) * width <= _SLANT * abs(b) * height and abs(d) * height <= _SLANT * abs(c) * width:
        across, down, is_sideways = -c, b, True
    else:
        return None
    if not across or not down or not all(map(math.isfinite, (across, down, *corner))):
        return None
    left, top = min(corner[0], corner[0] + across), min(corner[1], corner[1] + down)
    return _Frame(
        box=(left, top, left + abs(across), top + abs(down)),
        pixels=(one.height, one.width) if is_sideways else (one.width, one.height),
        is_sideways=is_sideways,
        is_mirrored=across < 0,
        is_upside_down=down < 0,
    )


def _overlap(low: float, high: float) -> float:
    return max(0.0, min(high, 1.0) - max(low, 0.0))


def _has_marks(page: pypdfium2.PdfPage) -> bool:
    """Say whether something was written or stamped onto a page, which a picture taken out would not show."""
    for place in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MAX_OBJECTS)):
        mark = raw.FPDFPage_GetAnnot(page.raw, place)
        kind = raw.FPDFAnnot_GetSubtype(mark)
        raw.FPDFPage_CloseAnnot(mark)
        if kind not in _SEEN_MARKS:
            return True
    return False


def _is_clipped(page: pypdfium2.PdfPage, one: Placed, box: tuple[float, float, float, float]) -> bool:
    """Say whether a clipping path hides more of a picture than the page's edge does."""
    clip = raw.FPDFPageObj_GetClipPath(one.handle)
    if not clip:
        return False
    a, b, c, d, e, f = shown(page)
    needed = (max(box[0], 0), max(box[1], 0), min(box[2], 1), min(box[3], 1))
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip))):
        xs: list[float] = []
        ys: list[float] = []
        segments = raw.FPDFClipPath_CountPathSegments(clip, path)
        if segments > 6:  # noqa: PLR2004 - no rectangle
            return True
        for place in range(segments):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, place), ctypes.byref(x), ctypes.byref(y))
            xs.append(a * x.value + c * y.value + e)
            ys.append(b * x.value + d * y.value + f)
        if xs and (
            min(xs) > needed[0] + _EDGE or min(ys) > needed[1] + _EDGE or max(xs) < needed[2] - _EDGE or max(ys) < needed[3] - _EDGE
        ):
            return True
    return False


def pdf_picture(document: pypdfium2.PdfDocument, number: int, dpi: int, limits: Limits, masked: Masked) -> Picture:
    """Return a page, grey: its one picture as it is where it is all there is, else drawn. Raises TroubleError."""
    with closing(opened_page(document, number)) as page:
        held = content_of(page)
        if any(max(one.width * one.height, _packed_pixels(one)) > limits.pixels for one in held.pictures):
            raise TroubleError(Trouble.TOO_MANY_PIXELS)
        one = full_page_picture(page, held, masked)
        taken = _taken_out(page, one, limits) if one is not None else None
        return reduced(taken, dpi) if taken is not None else _drawn(page, dpi, limits)


def _packed_pixels(one: Placed) -> int:
    """Return how many pixels a JPEG on a page really has: the decoder goes by that, not by what the dictionary says."""
    size = raw.FPDFImageObj_GetImageDataRaw(one.handle, None, 0)
    content = ctypes.create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(one.handle, content, size)
    return jpeg_pixels(content.raw) if content.raw[:2] == b"\xff\xd8" else 0


def _taken_out(page: pypdfium2.PdfPage, one: Placed, limits: Limits) -> Picture | None:
    """Return a picture as it stands on its page; None where it cannot be had so and is to be drawn."""
    frame = _frame(page, one)
    pixels = _pixels(page, one)
    if frame is None or pixels is None:
        return None
    width, height = page.get_size()
    # PDFium may decode smaller than the dictionary says, of damaged ones.
    rows, columns = pixels.shape if not frame.is_sideways else pixels.shape[::-1]
    left, top, right, bottom = frame.box
    dpi_x, dpi_y = columns * 72 / ((right - left) * width), rows * 72 / ((bottom - top) * height)
    if width * dpi_x / 72 * height * dpi_y / 72 > limits.pixels:
        return None
    if frame.is_sideways:
        pixels = pixels.T
    if frame.is_mirrored:
        pixels = pixels[:, ::-1]
    if frame.is_upside_down:
        pixels = pixels[::-1]
    pixels = _fitted(pixels, 1, left, right)
    pixels = _fitted(pixels, 0, top, bottom)
    return Picture(grey=np.ascontiguousarray(pixels), dpi_x=dpi_x, dpi_y=dpi_y, is_bilevel=is_two_toned(pixels))


def _fitted(pixels: Grey, axis: int, low: float, high: float) -> Grey:
    """Cut or pad with white along one axis, so that what lies from ``low`` to ``high`` of the page becomes the page from 0 to 1."""
    if abs(low) <= _EDGE and abs(high - 1) <= _EDGE:
        return pixels
    count = pixels.shape[axis]
    whole = max(1, round(count / (high - low)))
    first = round(-low * whole)
    start, stop = max(0, first), max(0, min(count, first + whole))
    pixels = np.take(pixels, range(start, stop), axis=axis) if start or stop < count else pixels
    before = max(0, -first)
    after = max(0, whole - before - (stop - start))
    pads = [(0, 0), (0, 0)]
    pads[axis] = (before, after)
    return np.pad(pixels, pads, constant_values=255)


def _pixels(page: pypdfium2.PdfPage, one: Placed) -> Grey | None:
    """Return the pixels of a picture as PDFium decodes them, colour space and Decode array applied."""
    facts = raw.FPDF_IMAGEOBJ_METADATA()
    if raw.FPDFImageObj_GetImageMetadata(one.handle, page.raw, ctypes.byref(facts)) and facts.colorspace == raw.FPDF_COLORSPACE_UNKNOWN:
        return None  # a stencil through which the fill colour is painted
    handle = raw.FPDFImageObj_GetBitmap(one.handle)
    if not handle:
        return None
    bitmap = pypdfium2.PdfBitmap.from_raw(handle)  # frees itself when the last view of it is gone: what is returned must be a copy
    pixels = bitmap.to_numpy()
    if bitmap.format == raw.FPDFBitmap_Gray:
        return np.array(pixels.reshape(pixels.shape[:2]), dtype=np.uint8)
    if bitmap.format in {raw.FPDFBitmap_BGR, raw.FPDFBitmap_BGRx}:
        code = cv2.COLOR_BGR2GRAY if bitmap.format == raw.FPDFBitmap_BGR else cv2.COLOR_BGRA2GRAY
        return np.asarray(cv2.cvtColor(pixels, code), dtype=np.uint8)
    return None  # with transparency: what lies below is the drawing's business


def _drawn(page: pypdfium2.PdfPage, dpi: int, limits: Limits) -> Picture:
    width, height = page.get_size()
    wanted = min(float(dpi), math.sqrt(limits.pixels / (width * height)) * 72)
    if wanted < _LEAST_DPI:
        raise TroubleError(Trouble.TOO_MANY_PIXELS)
    try:
        bitmap = page.render(scale=wanted / 72, grayscale=True, may_draw_forms=True)
    except pypdfium2.PdfiumError as error:
        raise TroubleError(Trouble.MALFORMED) from error
    try:
        pixels = bitmap.to_numpy()
        grey = np.array(pixels.reshape(pixels.shape[:2]), dtype=np.uint8)
    finally:
        bitmap.close()
    return Picture(grey=grey, dpi_x=grey.shape[1] * 72 / width, dpi_y=grey.shape[0] * 72 / height)
