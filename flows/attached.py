"""What is attached to a mail or lies within a scanned PDF, for people: its content, and its text.

The text is read when somebody asks for it, kept for some minutes in memory alone (`flows.piece_pages`), no word of the request.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.draft import Attachment, Remark
from domain.ids import Sha256
from domain.paper import Origin
from flows.kinds import PAPER
from flows.unlock import readable
from flows.wiring import Installation
from ingest.paper.letter.cover import is_locked, readable_pieces
from ingest.paper.letters import remark_of, remarks_of
from ingest.paper.opening.survey import Survey
from store import heaps
from store.requests import RequestRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page says; ``remark`` is why it could not be read. Pages count from 1."""

    number: int
    text: str
    remark: Remark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceText:
    """The first pages of an attachment, how many it has in all, what a person should know of it, and what lies in it unopened."""

    pages: tuple[PageText, ...]
    page_count: int
    remarks: tuple[Remark, ...]
    files: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Tell whether it has more pages than are read here."""
        return self.page_count > len(self.pages)


def may_be_read(record: RequestRecord, piece: Attachment, copy: Sha256 | None) -> bool:
    """Tell whether the text of an attachment can be had: ``copy`` is the one without protection, of what had some."""
    return piece in readable_pieces(record.draft) and (not is_locked(piece) or copy is not None)


def content_of_piece(installation: Installation, record: RequestRecord, piece: Attachment) -> tuple[bytes, str | None, str]:
    """Return content, file name and media type of an attachment. Raises UnreadableInputError where it is not there, UnavailableError."""
    if record.inbound.channel not in PAPER:
        return installation.reader.attachment(installation.blobs.path(record.inbound.sha256), piece.part)
    with installation.database.read() as session:
        report = next(iter(heaps.find(session, record.inbound_id)), None)
    path = installation.blobs.path(readable(record.inbound, report))
    return installation.paper.embedded(path, piece.sha256), piece.filename, piece.media_type


def text_of_piece(installation: Installation, record: RequestRecord, piece: Attachment, copy: Sha256 | None) -> PieceText:
    """Return what an attachment says. Raises UnreadableInputError where it is not in the mail, UnavailableError, BusyError."""
    with file_of_piece(installation, record, piece, copy) as path:
        survey = installation.paper.survey(path)
        read = installation.pieces.read(installation.paper, path, survey, digest_of_file(piece, copy))
    pages = tuple(
        PageText(number=page.number + 1, text=page.text, remark=remark_of(page.trouble or "") if page.origin is Origin.UNREADABLE else None)
        for page in read
    )
    return PieceText(pages=pages, page_count=survey.page_count, remarks=remarks_of(survey), files=_files_in(survey))


def _files_in(survey: Survey) -> tuple[str, ...]:
    return tuple(one.name for one in survey.inside.embedded if one.name)


def digest_of_file(piece: Attachment, copy: Sha256 | None) -> Sha256:
    """Return what tells the file that is read of an attachment from every other."""
    return piece.sha256 if copy is None else copy


@contextmanager
def file_of_piece(installation: Installation, record: RequestRecord, piece: Attachment, copy: Sha256 | None) -> Iterator[Path]:
    """Yield the file of an attachment; it is there while the block runs. Raises UnreadableInputError, UnavailableError."""
    if copy is not None:
        yield installation.blobs.path(copy)
        return
    content, _, _ = content_of_piece(installation, record, piece)
    with tempfile.TemporaryDirectory(prefix="citoyen-piece-") as scratch:
        path = Path(scratch) / str(piece.part)
        path.write_bytes(content)
        yield path
