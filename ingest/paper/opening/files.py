"""A file of paper, or a text document set on pages: what it is, how many pages it has, and each page as a picture or as lines of text.

The kind is told by the content, never by the name. Nothing here watches time or memory: it is to run in a child that can be killed.
PDFium is not safe for threads; a `Paper` belongs to one.
"""

import mmap
from contextlib import ExitStack
from types import TracebackType

import pypdfium2

from domain.paper import Line
from ingest.office.compound import SIGNATURE
from ingest.paper.opening.limits import DEFAULT_LIMITS, Limits
from ingest.paper.opening.office import KINDS, SetDocument, kind_of_ole, office_kind, opened_office, pdf_of_document
from ingest.paper.opening.pdf import opened_pages, pdf_picture, survey_pdf
from ingest.paper.opening.pictures import picture, read_head, size_of, survey_picture
from ingest.paper.opening.set_pages import lines_of
from ingest.paper.opening.survey import FileKind, Picture, Source, Survey, Trouble, TroubleError
from ingest.paper.opening.text_layer import lines_of_page
from ingest.paper.opening.tiff import survey_tiff, tiff_picture

_HEAD_BYTES = 1_024
_STARTS = (
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", FileKind.JP2),
    (b"\xff\x4f\xff\x51\0", FileKind.JP2),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})


def kind_of(head: bytes) -> FileKind | None:
    """Return what a file is by its first bytes (a kilobyte, since readers allow so much rubbish before a PDF); None for no document."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[4:8] == b"ftyp" and {head[at : at + 4] for at in range(8, 40, 4)} & _HEIF_BRANDS:
        return FileKind.HEIC
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return FileKind.BMP
    return office_kind(head[:_HEAD_BYTES]) or (FileKind.PDF if b"%PDF-" in head[:_HEAD_BYTES] else None)


class Paper:
    """A file held open, to be used in a ``with``; made quickly, read page by page."""

    def __init__(self, source: Source, limits: Limits = DEFAULT_LIMITS, known: Survey | None = None) -> None:
        """Take a path or the content; nothing is read yet. ``known`` is what another process saw of it: looking again takes time."""
        self._source = source
        self._limits = limits
        self._stack = ExitStack()
        # Of a PDF that broke off, and of one whose answers are on no page, a copy is needed, which is made while it is looked at.
        is_to_mend = known is not None and known.kind is FileKind.PDF and _is_copied(known)
        self._set: SetDocument | None = None
        self._survey: Survey | None = None if is_to_mend else known
        self._document: pypdfium2.PdfDocument | None = None

    def __enter__(self) -> "Paper":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    @property
    def survey(self) -> Survey:
        """Return what the file is. Whatever is wrong with it is told by ``trouble``, never raised; OSError where it cannot be opened."""
        if self._survey is None:
            self._survey = self._surveyed()
        return self._survey

    def picture(self, number: int, dpi: int) -> Picture:
        """Return a page as a grey picture, held as the file says. Pages count from 0.

        A page that is one picture is taken out at its own resolution (reduced by a whole number where that is twice ``dpi`` or more),
        any other is drawn at ``dpi``, or at less where that would be too many pixels. Raises TroubleError.
        """
        survey = self._readable(number)
        if survey.kind is FileKind.PDF or survey.kind in KINDS:
            return pdf_picture(self._pages(), number, dpi, self._limits, survey.inside.masked)
        if survey.kind is FileKind.TIFF:
            with ExitStack() as stack:
                return tiff_picture(self._source, self._bytes(stack), number, dpi, self._limits)
        return picture(self._source, dpi, self._limits)

    def lines(self, number: int) -> tuple[Line, ...] | None:
        """Return the lines of a page's text layer in reading order; None where it has none, or none that can be trusted.

        Raises TroubleError.
        """
        survey = self._readable(number)
        if survey.kind in KINDS:
            pages = self._document_set(survey.kind).pages
            return lines_of(pages[number]) if number < len(pages) else None
        return lines_of_page(self._pages(), number) if survey.kind is FileKind.PDF else None

    @property
    def source(self) -> Source:
        """Return what the pages are read from: the file, a mended copy, or the PDF that an office document was set as."""
        kind = self.survey.kind
        return pdf_of_document(self._document_set(kind), self._limits) if kind in KINDS else self._source

    def _document_set(self, kind: FileKind | None) -> SetDocument:
        if kind is None:
            raise AssertionError("a document of no kind")
        if self._set is None:
            self._set = opened_office(self._content(), kind, self._limits)
        return self._set

    def _content(self) -> bytes:
        return self._source if isinstance(self._source, bytes) else self._source.read_bytes()

    def _readable(self, number: int) -> Survey:
        survey = self.survey
        if not 0 <= number < len(survey.pages):
            raise TroubleError(survey.trouble or Trouble.NO_PAGES)
        trouble = survey.pages[number].trouble
        if trouble is not None:
            raise TroubleError(trouble)
        return survey

    def _pages(self) -> pypdfium2.PdfDocument:
        if self._document is None:
            self._document = opened_pages(self.source)
            self._stack.callback(self._document.close)
        return self._document

    def _bytes(self, stack: ExitStack) -> memoryview:
        if isinstance(self._source, bytes):
            return memoryview(self._source)
        file = stack.enter_context(self._source.open("rb"))
        mapped = stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        return stack.enter_context(memoryview(mapped))

    def _surveyed(self) -> Survey:
        size = size_of(self._source)
        if not size:
            return Survey(kind=None, trouble=Trouble.EMPTY)
        head = read_head(self._source, _HEAD_BYTES)
        kind = kind_of(head)
        if kind is None and not head.startswith(SIGNATURE):
            return Survey(kind=None, trouble=Trouble.NOT_A_DOCUMENT)
        if size > self._limits.file_bytes:
            return Survey(kind=kind, trouble=Trouble.TOO_LARGE)
        found = kind_of_ole(self._content()) if kind is None else kind
        return Survey(kind=None, trouble=found) if isinstance(found, Trouble) else self._surveyed_as(found)

    def _surveyed_as(self, kind: FileKind) -> Survey:
        if kind in KINDS:
            return self._document_set(kind).survey
        if kind is FileKind.PDF:
            found, self._source = survey_pdf(self._source, self._limits)
            return found
        if kind is FileKind.TIFF:
            with ExitStack() as stack:
                return survey_tiff(self._bytes(stack), self._limits)
        return survey_picture(self._source, kind, self._limits)


def _is_copied(known: Survey) -> bool:
    return known.trouble in {Trouble.TRUNCATED, Trouble.MALFORMED} or bool(known.inside.answers)


def survey(source: Source, limits: Limits = DEFAULT_LIMITS) -> Survey:
    """Return what a file is; see `Paper.survey`."""
    with Paper(source, limits) as paper:
        return paper.survey


def page_picture(source: Source, number: int, dpi: int, limits: Limits = DEFAULT_LIMITS) -> Picture:
    """Return one page as a picture; see `Paper.picture`."""
    with Paper(source, limits) as paper:
        return paper.picture(number, dpi)


def text_layer(source: Source, number: int, limits: Limits = DEFAULT_LIMITS) -> tuple[Line, ...] | None:
    """Return the lines of one page's text layer; see `Paper.lines`."""
    with Paper(source, limits) as paper:
        return paper.lines(number)
