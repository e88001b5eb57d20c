"""Office documents as paper: Word (docx), OpenDocument Text and rich text, set on pages. Nothing in them is run or fetched."""

from dataclasses import dataclass

from domain.draft import Danger
from domain.errors import UnreadableInputError
from ingest.danger import danger_of
from ingest.email.rtf import rtf_text
from ingest.office.documents import HostileDocumentError, read_document
from ingest.office.rows import Document, document_of_lines
from ingest.office.rtf import MAX_RTF, is_rtf
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.set_pages import HEIGHT, WIDTH, SetPage, set_pages
from ingest.paper.opening.survey import FileKind, Inside, PageSize, Survey, Trouble

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = frozenset({FileKind.DOCX, FileKind.ODT, FileKind.RTF})
_WORD_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"docProps/")
_ODT_MARK = b"mimetypeapplication/vnd.oasis.opendocument.text"
_LOCKED, _OLD_WORD = (name.encode("utf-16-le") for name in ("EncryptedPackage", "WordDocument"))
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
    """A document at first sight, and its pages."""

    survey: Survey
    pages: tuple[SetPage, ...] = ()


def opened_office(content: bytes, kind: FileKind, limits: Limits) -> SetDocument:
    """Return a document set on pages. Whatever is wrong with it is told by ``trouble`` of the survey, never raised."""
    danger = danger_of(content, None, "")
    if danger is Danger.BOMB:
        return SetDocument(survey=Survey(kind=kind, trouble=Trouble.BOMB))
    try:
        document = _document(content, kind)
    except HostileDocumentError:
        return SetDocument(survey=Survey(kind=kind, trouble=Trouble.BOMB))
    except UnreadableInputError:
        is_locked = danger is Danger.LOCKED
        trouble = Trouble.PASSWORD if is_locked else Trouble.MALFORMED
        return SetDocument(survey=Survey(kind=kind, is_protected=is_locked, trouble=trouble))
    if document is None:
        return SetDocument(survey=Survey(kind=None, trouble=Trouble.NOT_A_DOCUMENT))  # a table, slides
    pages = set_pages(document)
    read = pages[: limits.pages]
    survey = Survey(
        kind=kind,
        pages=tuple(PageSize(width=WIDTH, height=HEIGHT) for _ in read),
        page_count=len(pages),
        inside=Inside(has_script=danger in _RUNS),
        trouble=Trouble.TOO_MANY_PAGES if document.is_cut or len(read) < len(pages) else None,
    )
    return SetDocument(survey=survey, pages=read)


def trouble_of_ole(content: bytes) -> Trouble:
    """Return what keeps a file of the old office formats, in which locked new ones are wrapped too, from being read."""
    if _LOCKED in content:
        return Trouble.PASSWORD
    return Trouble.OLD_FORMAT if _OLD_WORD in content else Trouble.NOT_A_DOCUMENT


def _document(content: bytes, kind: FileKind) -> Document | None:
    if kind is not FileKind.RTF:
        return read_document(content)
    document = document_of_lines(rtf_text(content).split("\n"))
    return Document(rows=document.rows, is_cut=document.is_cut or len(content) > MAX_RTF)
