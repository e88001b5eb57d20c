"""Which pieces of a request go along to another authority (pièces jointes): what fits into a mail, and is nobody else's."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.draft import Attachment, Role
from flows.kinds import PAPER
from store import requests
from store.requests import RequestRecord

MOST_BYTES = 10 * 2**20
"""Of all pieces together, decoded: a third more in the mail, which most mailboxes take up to 20 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosures:
    """What goes along: parts of the original, by their numbers and names; and the names of what does not."""

    parts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def enclosed(session: Session, record: RequestRecord, *, is_mailed: bool) -> Enclosures:
    """Return which pieces go with a letter to another authority. One to print names them all: whoever sends it puts them in.

    What is dangerous stays here; so do all pieces of a message that became something confidential as well, for nobody knows whose they are.
    A scanned letter's own pages are no pieces: what it says stands in the letter.
    """
    pieces = [one for one in record.draft.attachments if one.role is Role.FILE]
    if not pieces or _is_shared(session, record):
        return Enclosures()
    sound = [one for one in pieces if one.danger is None]
    fitting = list(_fitting(sound)) if is_mailed and record.inbound.channel not in PAPER else ([] if is_mailed else sound)
    names = {one.part: name_of(record, one) for one in pieces}
    return Enclosures(
        parts=tuple(one.part for one in fitting) if is_mailed else (),
        names=tuple(names[one.part] for one in fitting),
        left_out=tuple(names[one.part] for one in pieces if one not in fitting),
    )


def name_of(record: RequestRecord, piece: Attachment) -> str:
    """Return what a piece is called: as its sender called it, else by its place."""
    place = record.draft.attachments.index(piece) + 1
    return piece.filename or f"{place}{mimetypes.guess_extension(piece.media_type) or ''}"


def _fitting(pieces: list[Attachment]) -> Iterator[Attachment]:
    """Yield the pieces that fit into a mail together; one that is too large keeps none behind it from going."""
    room = MOST_BYTES
    for one in pieces:
        if one.size <= room:
            room -= one.size
            yield one


def _is_shared(session: Session, record: RequestRecord) -> bool:
    lines = requests.lines(session, requests.of_draft(session, record.draft_id))
    return any(one.confidentiality > Confidentiality.NORMAL for one in lines if one.id != record.line.id)
