"""What must leave the house: written with its cause, sent afterwards, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import Boolean, exists, insert, literal_column, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from store import jobs
from store.schema import JobRow, OutboxRow

OutboxId = NewType("OutboxId", int)

_UNSENT = literal_column("state <> 'sent'", Boolean())
"""Literally the condition of the index, or SQLite would not use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Something to send (courrier au départ). ``kind`` says what ``payload`` holds; ``request`` is what it is about."""

    town: TownId
    request: RequestId | None
    kind: str
    recipient: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecord:
    """A letter as it is kept. ``state`` is ``waiting``, ``sent``, or ``held`` where no way out is set up."""

    id: OutboxId
    letter: Letter
    state: str
    created_at: datetime
    sent_at: datetime | None


def add(session: Session, letter: Letter, now: datetime) -> OutboxId:
    """Write a letter in the transaction of its cause and return its id."""
    values = {
        "town": letter.town,
        "request_id": letter.request,
        "kind": letter.kind,
        "recipient": letter.recipient,
        "payload": dict(letter.payload),
        "created_at": now,
    }
    return OutboxId(session.scalars(insert(OutboxRow).values(values).returning(OutboxRow.id)).one())


def get(session: Session, outbox_id: OutboxId) -> LetterRecord:
    """Return a letter. Raises NotFoundError."""
    return _record(_row(session, outbox_id))


def mark_sent(session: Session, outbox_id: OutboxId, now: datetime) -> None:
    """Say that a letter has left. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.sent_at = "sent", now
    session.flush()


def mark_held(session: Session, outbox_id: OutboxId) -> None:
    """Say that a letter cannot leave as the installation is set up; it stays in sight. Raises NotFoundError."""
    _row(session, outbox_id).state = "held"
    session.flush()


def release_held(session: Session, kind: str, now: datetime) -> None:
    """Make letters that are held wait again, and the jobs of this kind that send them ready: a way out is set up now."""
    held_ids = select(OutboxRow.id).where(OutboxRow.state == "held", _UNSENT)
    jobs.take_up(session, kind, held_ids, now)
    # One that is held only just now, by a process that knows no way out yet, has its job still done: it stays held.
    is_taken_up = exists().where(JobRow.kind == kind, JobRow.subject_id == OutboxRow.id, JobRow.state != "done")
    session.execute(update(OutboxRow).where(OutboxRow.state == "held", _UNSENT, is_taken_up).values(state="waiting"))


def held(session: Session, *, after: OutboxId | None, limit: int) -> tuple[LetterRecord, ...]:
    """Return letters that are held, oldest first; ``after`` is the id of the last one seen."""
    statement = select(OutboxRow).where(OutboxRow.state == "held", _UNSENT).order_by(OutboxRow.id).limit(limit)
    if after is not None:
        statement = statement.where(OutboxRow.id > after)
    return tuple(_record(row) for row in session.scalars(statement))


def _row(session: Session, outbox_id: OutboxId) -> OutboxRow:
    row = session.get(OutboxRow, outbox_id)
    if row is None:
        raise NotFoundError(f"There is no letter {outbox_id}.")
    return row


def _record(row: OutboxRow) -> LetterRecord:
    letter = Letter(
        town=TownId(row.town),
        request=None if row.request_id is None else RequestId(row.request_id),
        kind=row.kind,
        recipient=row.recipient,
        payload=row.payload,
    )
    return LetterRecord(id=OutboxId(row.id), letter=letter, state=row.state, created_at=row.created_at, sent_at=row.sent_at)
