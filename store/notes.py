"""Internal notes on requests, as they read now."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.note import Note, NoteId
from domain.wording import say
from store.schema import NoteRow


def add(session: Session, town: TownId, request: RequestId, author: str, text: str, now: datetime) -> NoteId:
    """Write a note and return its id."""
    values = {"town": town, "request_id": request, "author": author, "text": text, "at": now}
    return NoteId(session.scalars(insert(NoteRow).values(values).returning(NoteRow.id)).one())


def get(session: Session, note: NoteId) -> Note:
    """Return a note. Raises NotFoundError."""
    row = session.get(NoteRow, note, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no note {id}.", id=note))
    return _note(row)


def change(session: Session, note: NoteId, text: str, now: datetime) -> None:
    """Write what a note says from now on."""
    changed = update(NoteRow).where(NoteRow.id == note).values(text=text, edited_at=now)
    session.execute(changed.execution_options(synchronize_session=False))


def of_request(session: Session, request: RequestId) -> tuple[Note, ...]:
    """Return the notes on a request, oldest first."""
    return tuple(map(_note, session.scalars(select(NoteRow).where(NoteRow.request_id == request).order_by(NoteRow.id))))


def some(session: Session, ids: Collection[int]) -> dict[int, Note]:
    """Return some notes by their ids."""
    return {row.id: _note(row) for row in session.scalars(select(NoteRow).where(NoteRow.id.in_(ids)))} if ids else {}


def _note(row: NoteRow) -> Note:
    return Note(
        id=NoteId(row.id),
        town=TownId(row.town),
        request=RequestId(row.request_id),
        author=row.author,
        at=row.at,
        text=row.text,
        edited_at=row.edited_at,
    )
