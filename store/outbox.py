"""What must leave the house: written with its cause, sent afterwards, once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import Boolean, exists, func, insert, literal_column, or_, select, update
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


class Held(StrEnum):
    """Why a letter is held (motif de retenue)."""

    NO_RELAY = "no_relay"
    TOO_MANY = "too_many"
    """So many went to its address lately that this looks like a loop; it leaves when the hour, or the day, is over."""
    MACHINE = "machine"
    """Nobody reads at its address, or it is none."""
    OURS = "ours"
    """Its address is a mailbox that is read here: it would come back as what it is, a letter of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecord:
    """A letter as it is stored. ``state`` is ``waiting``, ``sent``, ``held`` or, where it need not leave, ``kept``; ``held_why`` says why.

    ``token`` is what it left with; None while it has not left, and of letters of before there were tokens with a seal.
    """

    id: OutboxId
    letter: Letter
    state: str
    created_at: datetime
    sent_at: datetime | None
    held_why: Held | None = None
    token: str | None = None


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


def mark_sent(session: Session, outbox_id: OutboxId, now: datetime, token: str | None = None) -> None:
    """Say that a letter has left, and under which token. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.sent_at, row.held_why, row.token = "sent", now, None, token
    session.flush()


def mark_held(session: Session, outbox_id: OutboxId, why: Held = Held.NO_RELAY) -> None:
    """Say that a letter cannot leave now; it stays in sight. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.held_why = "held", why
    session.flush()


def keep_here(session: Session, outbox_id: OutboxId, why: Held) -> None:
    """Say that a letter will not leave: who should have it reads it here. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.held_why = "kept", why
    session.flush()


def release_held(session: Session, kind: str, now: datetime) -> None:
    """Make letters that are held for want of a way out wait again, and the jobs of this kind that send them ready."""
    held_ids = select(OutboxRow.id).where(OutboxRow.state == "held", OutboxRow.held_why == Held.NO_RELAY, _UNSENT)
    jobs.take_up(session, kind, held_ids, now)
    # One that is held only just now, by a process that knows no way out yet, has its job still done: it stays held.
    is_taken_up = exists().where(JobRow.kind == kind, JobRow.subject_id == OutboxRow.id, JobRow.state != "done")
    waiting = OutboxRow.id.in_(held_ids.where(is_taken_up))
    session.execute(update(OutboxRow).where(waiting).values(state="waiting", held_why=None).execution_options(synchronize_session=False))


def count_since(session: Session, recipient: str, kinds: Collection[str], since: datetime) -> int:
    """Return how many letters of these kinds were written to an address or left for it since then, or are about to leave."""
    is_recent = or_(OutboxRow.created_at > since, OutboxRow.sent_at > since, OutboxRow.state == "waiting")
    is_let_go = OutboxRow.held_why.is_distinct_from(Held.TOO_MANY)
    statement = select(func.count()).where(OutboxRow.recipient == recipient, OutboxRow.kind.in_(kinds), is_recent, is_let_go)
    return session.scalars(statement).one()


def was_written_to(session: Session, address: str, since: datetime) -> bool:
    """Tell whether a letter was written to an address since then."""
    return session.scalar(select(exists().where(OutboxRow.recipient == address, OutboxRow.created_at > since))) is True


def count_held(session: Session, recipient: str, why: Held, since: datetime) -> int:
    """Return how many letters written to an address since then are held for a reason."""
    held_for = (OutboxRow.recipient == recipient, OutboxRow.created_at > since, OutboxRow.held_why == why)
    return session.scalars(select(func.count()).where(*held_for)).one()


def take_up(session: Session, outbox_id: OutboxId) -> None:
    """Let a letter that is held wait for its leaving; one that another process let go meanwhile stays as it is."""
    is_held = (OutboxRow.id == outbox_id, OutboxRow.state == "held")
    session.execute(update(OutboxRow).where(*is_held).values(state="waiting", held_why=None).execution_options(synchronize_session="fetch"))


def latest_to(session: Session, town: TownId, recipients: Collection[str], *, since: datetime, until: datetime) -> LetterRecord | None:
    """Return the last letter of a town that left for one of these addresses in that time."""
    statement = (
        select(OutboxRow)
        .where(OutboxRow.recipient.in_(recipients), OutboxRow.town == town, OutboxRow.sent_at >= since, OutboxRow.sent_at <= until)
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    row = session.scalar(statement)
    return None if row is None else _record(row)


def of_request(session: Session, request: RequestId) -> tuple[LetterRecord, ...]:
    """Return the letters about a request, in the order they were written."""
    return tuple(_record(row) for row in session.scalars(select(OutboxRow).where(OutboxRow.request_id == request).order_by(OutboxRow.id)))


def held(
    session: Session, *, after: OutboxId | None, limit: int, why: Held | None = None, town: TownId | None = None
) -> tuple[LetterRecord, ...]:
    """Return letters that are held, oldest first; ``after`` is the id of the last one seen, ``why`` the only reason asked for."""
    statement = select(OutboxRow).where(OutboxRow.state == "held", _UNSENT).order_by(OutboxRow.id).limit(limit)
    if after is not None:
        statement = statement.where(OutboxRow.id > after)
    if why is not None:
        statement = statement.where(OutboxRow.held_why == why)
    if town is not None:
        statement = statement.where(OutboxRow.town == town)
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
    return LetterRecord(
        id=OutboxId(row.id),
        letter=letter,
        state=row.state,
        created_at=row.created_at,
        sent_at=row.sent_at,
        held_why=None if row.held_why is None else Held(row.held_why),
        token=row.token,
    )
