"""Office documents as paper: Word (docx and doc), OpenDocument Text and rich text, set on pages. Nothing in them is run or fetched."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.draft import Danger
from domain.errors import UnreadableInputError
from ingest.danger import danger_of
from ingest.email.rtf import rtf_text
from ingest.office.documents import HostileDocumentError, read_document
from ingest.office.pasted import pasted_pictures
from ingest.office.rows import Document, document_of_lines
from ingest.office.rtf import MAX_RTF, is_rtf
from ingest.office.word97 import LockedDocumentError, OldFormatError, is_old_word, read_word97
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pictures import opened_image, picture, survey_picture
from ingest.paper.opening.set_pages import HEIGHT, WIDTH, SetPage, pdf_of, set_pages
from ingest.paper.opening.survey import FileKind, Inside, PageSize, Picture, Survey, Trouble, TroubleError

ZIP = b"PK\x03\x04"
KINDS = frozenset({FileKind.DOCX, FileKind.ODT, FileKind.RTF, FileKind.DOC})
_WORD_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"docProps/")
_ODT_MARK = b"mimetypeapplication/vnd.oasis.opendocument.text"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FEWEST_WORDS = 15
"""A document with fewer is what somebody has pasted into it."""
_DPI = 200
"""What pages are read at."""
_LEAST_PIXELS, _LEAST_AREA, _MOST_SLENDER = 600, 700_000, 3
"""A page of 75 dpi is 620 by 877; logos and signatures are smaller or longer."""
_RUNS = frozenset({Danger.MACROS, Danger.EMBEDDED, Danger.PROGRAM, Danger.DISGUISED, Danger.PROGRAM_INSIDE})


def office_kind(head: bytes) -> FileKind | None:
    """Return what an office document may be by its first bytes; whether it is one of text is known when it is opened."""
    if is_rtf(head):
        return FileKind.RTF
    if not head.startswith(ZIP):
        return None
    if _ODT_MARK in head:
        return FileKind.ODT
    return FileKind.DOCX if any(part in head for part in _WORD_PARTS) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDocument:
    """A document at first sight, and its pages; behind those of text come ``pictures``, the scans that are pasted into it."""

    survey: Survey
    pages: tuple[SetPage, ...] = ()
    pictures: tuple[bytes, ...] = ()


def opened_office(content: bytes, kind: FileKind, limits: Limits) -> SetDocument:
    """Return a document set on pages. Whatever is wrong with it is told by ``trouble`` of the survey, never raised."""
    danger = danger_of(content, None, "")
    document = _tried(content, kind, danger)
    if isinstance(document, Trouble):
        is_known = document not in {Trouble.NOT_A_DOCUMENT, Trouble.OLD_FORMAT}
        return SetDocument(survey=Survey(kind=kind if is_known else None, is_protected=document is Trouble.PASSWORD, trouble=document))
    pages = set_pages(document)
    scans = tuple(_scans(content, limits)) if len(document.text.split()) < _FEWEST_WORDS else ()
    if scans and not document.text:
        pages = ()
    read = pages[: limits.pages]
    scans = scans[: limits.pages - len(read)]
    survey = Survey(
        kind=kind,
        pages=(*(PageSize(width=WIDTH, height=HEIGHT) for _ in read), *(size for _, size in scans)),
        page_count=len(pages) + len(scans),
        inside=Inside(has_script=danger in _RUNS),
        trouble=Trouble.TOO_MANY_PAGES if document.is_cut or len(read) < len(pages) else None,
    )
    return SetDocument(survey=survey, pages=read, pictures=tuple(one for one, _ in scans))


def pdf_of_document(found: SetDocument, limits: Limits) -> bytes:
    """Return a document's pages as a PDF. A picture that cannot be drawn is an empty page."""
    return pdf_of(found.pages, tuple(_as_jpeg(one, limits) for one in found.pictures))


def _scans(content: bytes, limits: Limits) -> Iterator[tuple[bytes, PageSize]]:
    """Yield the pictures of a document that are as large as a page's scan or photo, with their sizes in points."""
    for one in pasted_pictures(content):
        try:
            with opened_image(one, limits) as image:
                short, long = sorted(image.size)
        except TroubleError:
            continue
        if short >= _LEAST_PIXELS and long <= _MOST_SLENDER * short and long * short >= _LEAST_AREA:
            yield one, survey_picture(one, FileKind.JPEG, limits).pages[0]


def _as_jpeg(content: bytes, limits: Limits) -> Picture | None:
    try:
        return picture(content, _DPI, limits)
    except TroubleError:
        return None


def kind_of_ole(content: bytes) -> FileKind | Trouble:
    """Return what a file of the old office formats is, in which locked new ones are wrapped too, or what keeps it from being read."""
    if _LOCKED in content:
        return Trouble.PASSWORD
    return FileKind.DOC if is_old_word(content) else Trouble.NOT_A_DOCUMENT


def _tried(content: bytes, kind: FileKind, danger: Danger | None) -> Document | Trouble:
    """Return what a document says, or what keeps it from being read; a table and slides are no documents."""
    if danger is Danger.BOMB:
        return Trouble.BOMB
    try:
        return _document(content, kind) or Trouble.NOT_A_DOCUMENT
    except HostileDocumentError:
        return Trouble.BOMB
    except OldFormatError:
        return Trouble.OLD_FORMAT
    except LockedDocumentError:
        return Trouble.PASSWORD
    except UnreadableInputError:
        return Trouble.PASSWORD if danger is Danger.LOCKED else Trouble.MALFORMED


def _document(content: bytes, kind: FileKind) -> Document | None:
    if kind is FileKind.DOC:
        return read_word97(content)
    if kind is not FileKind.RTF:
        return read_document(content)
    document = document_of_lines(rtf_text(content).split("\n"))
    return Document(rows=document.rows, is_cut=document.is_cut or len(content) > MAX_RTF)
