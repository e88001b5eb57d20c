"""What must leave the house: written with its cause, sent afterwards, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NewType

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, insert, or_, select, union, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.dml import ReturningInsert

from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.webhook import Event
from domain.wording import say
from store import jobs, quick, webhook_events
from store.columns import UtcDateTime, literally
from store.moment import once
from store.schema import JobRow, OutboxRow, table_of
from store.upsert import dialect_of, insert_into
from store.webhook_events import Happened

OutboxId = NewType("OutboxId", int)
_SHARE = 500
"""Ids in one question: a driver takes no more than some thousands."""

_UNSENT = literally("state <> 'sent'")
"""Literally the condition of the index, or SQLite would not use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Something to send (courrier au départ). ``kind`` says what ``payload`` holds; ``request`` is what it is about.

    ``event`` is what it tells of, where its recipient is told of that once. ``held`` says why it does not leave by itself.
    ``confirmation`` is the one it tells of, ``joining`` the joining of two requests: taken back, it takes the letter along.
    """

    town: TownId
    request: RequestId | None
    kind: str
    recipient: str
    payload: Mapping[str, object]
    event: str | None = None
    held: "Held | None" = None
    confirmation: int | None = None
    joining: int | None = None

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether what it tells of may be taken back before it leaves."""
        return self.confirmation is not None or self.joining is not None


class Held(StrEnum):
    """Why a letter is held (motif de retenue)."""

    NO_RELAY = "no_relay"
    TOO_MANY = "too_many"
    """So many went to its address lately that this looks like a loop; it leaves when the hour, or the day, is over."""
    MACHINE = "machine"
    """Nobody reads at its address, or it is none."""
    OURS = "ours"
    """Its address is a mailbox that is read here: it would come back as what it is, a letter of ours."""
    ABUSIVE = "abusive"
    """What it answers is flagged abusive: it leaves if somebody says so (L. 112-3, L. 112-11)."""
    DOUBTFUL = "doubtful"
    """Its address may be that of somebody who wrote nothing: the sender looks forged. It leaves if somebody says so."""
    UNRESOLVED = "unresolved"
    """Its model names something the request does not have; it is written once that is there."""
    UNWRITABLE = "unwritable"
    """Its model fails as it is written; it is written once somebody has set that right."""
    SIGNATORY = "signatory"
    """It is void without the name and the quality of who signs it, and the town has named nobody."""
    TO_SIGN = "to_sign"
    """Somebody has to sign it."""
    UNSIGNED = "sign_refused"
    """Who was to sign it has refused, and said why: whoever prepared it corrects it, or lets it be."""
    TOO_LARGE = "too_large"
    """The relay takes no letter of its size."""
    RESTORED = "restored"
    """It waited when the backup was made that was put back: it may have left since. It leaves if somebody says so."""
    NO_GATEWAY = "no_gateway"
    """A text message of a town that has no gateway."""
    UNCERTAIN = "uncertain"
    """The gateway broke off behind the text message: it may have left. It leaves again if somebody says so."""
    LIMITED = "limited"
    """Its requester has asked that what it is about is left alone (GDPR, article 18): it leaves when that ends."""
    PRINT = "print"
    """It goes by post: somebody prints it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecord:
    """A letter as it is stored. ``state`` is ``waiting``, ``sent``, ``held`` or, where it need not leave, ``kept``; ``held_why`` says why.

    One that tells of what may be undone is ``leaving`` while the relay is given it, and ``withdrawn`` when that was taken back.
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
    ((letter_id,),) = quick.insert(session, _ADDING, (_values(letter, now),))
    return OutboxId(letter_id)


def add_once(session: Session, letter: Letter, now: datetime) -> OutboxId | None:
    """Write a letter as `add` does; None where its recipient was told of its event before. Of two that write it at once, one does."""
    added = quick.insert(session, _adding_once(dialect_of(session)), (_values(letter, now),))
    return next((OutboxId(letter_id) for (letter_id,) in added), None)


_ADDING = insert(table_of(OutboxRow)).returning(table_of(OutboxRow).c.id)


@cache
def _adding_once(dialect: str) -> ReturningInsert[int]:
    return insert_into(dialect, OutboxRow).on_conflict_do_nothing().returning(OutboxRow.id)


def rewrite(session: Session, outbox_id: OutboxId, payload: Mapping[str, object]) -> None:
    """Write what a letter that is held says anew. Raises NotFoundError."""
    _row(session, outbox_id).payload = dict(payload)
    session.flush()


def _values(letter: Letter, now: datetime) -> dict[str, object]:
    return {
        "town": letter.town,
        "request_id": letter.request,
        "kind": letter.kind,
        "recipient": letter.recipient,
        "payload": dict(letter.payload),
        "event": letter.event,
        "confirmation_id": letter.confirmation,
        "joining_id": letter.joining,
        "created_at": now,
    }


def get(session: Session, outbox_id: OutboxId) -> LetterRecord:
    """Return a letter. Raises NotFoundError."""
    return _record(_row(session, outbox_id))


def mark_sent(session: Session, outbox_id: OutboxId, now: datetime, token: str | None = None) -> None:
    """Say that a letter has left, and under which token. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.sent_at, row.held_why, row.token = "sent", now, None, token
    session.flush()
    if row.request_id is not None:
        happened = Happened(town=TownId(row.town), request=RequestId(row.request_id), event=Event.LETTER, at=now)
        webhook_events.tell(session, (happened,))


def mark_held(session: Session, outbox_id: OutboxId, why: Held = Held.NO_RELAY) -> None:
    """Say that a letter cannot leave now; it stays in sight. One withdrawn meanwhile stays withdrawn. Raises NotFoundError."""
    _row(session, outbox_id)
    is_here = (OutboxRow.id == outbox_id, OutboxRow.state != "withdrawn")
    session.execute(update(OutboxRow).where(*is_here).values(state="held", held_why=why).execution_options(synchronize_session="fetch"))


def leave(session: Session, outbox_id: OutboxId) -> bool:
    """Say that a letter is about to be given to the relay; from then on nobody withdraws it. False where somebody did before."""
    is_ours = (OutboxRow.id == outbox_id, OutboxRow.state.in_(("waiting", "held", "leaving")))
    leaving = update(OutboxRow).where(*is_ours).values(state="leaving", held_why=None).returning(OutboxRow.id)
    return session.scalar(leaving.execution_options(synchronize_session=False)) is not None


def stay(session: Session, outbox_id: OutboxId) -> None:
    """Say that a letter that was about to leave is here: whoever was given it has not taken it."""
    is_ours = (OutboxRow.id == outbox_id, OutboxRow.state == "leaving")
    session.execute(update(OutboxRow).where(*is_ours).values(state="waiting").execution_options(synchronize_session=False))


def of_confirmation(session: Session, confirmation: int) -> tuple[LetterRecord, ...]:
    """Return the letters that tell of a confirmation, and keep them from leaving until this transaction ends."""
    held = select(OutboxRow).where(OutboxRow.confirmation_id == confirmation).order_by(OutboxRow.id).with_for_update()
    return tuple(_record(row) for row in session.scalars(held.execution_options(populate_existing=True)))


def of_joining(session: Session, joining: int) -> tuple[LetterRecord, ...]:
    """Return the letters that tell of a joining, and keep them from leaving until this transaction ends."""
    held = select(OutboxRow).where(OutboxRow.joining_id == joining).order_by(OutboxRow.id).with_for_update()
    return tuple(_record(row) for row in session.scalars(held.execution_options(populate_existing=True)))


def withdraw_joining(session: Session, joining: int) -> None:
    """Keep the letters that tell of a joining here for good; whoever calls holds them, and none has left."""
    held = update(OutboxRow).where(OutboxRow.joining_id == joining)
    session.execute(held.values(state="withdrawn", held_why=None).execution_options(synchronize_session=False))


def withdraw(session: Session, confirmation: int) -> None:
    """Keep the letters that tell of a confirmation here for good; whoever calls holds them, and none has left."""
    held = update(OutboxRow).where(OutboxRow.confirmation_id == confirmation)
    session.execute(held.values(state="withdrawn", held_why=None).execution_options(synchronize_session=False))


def withdraw_one(session: Session, outbox_id: OutboxId) -> None:
    """Keep a letter that waits here for good. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.held_why = "withdrawn", None
    session.flush()


def keep_here(session: Session, outbox_id: OutboxId, why: Held) -> None:
    """Say that a letter will not leave: who should have it reads it here. Raises NotFoundError."""
    row = _row(session, outbox_id)
    row.state, row.held_why = "kept", why
    session.flush()


def hold_all(session: Session, kind: str, now: datetime) -> int:
    """Hold all letters that would leave by themselves, and end the jobs of this kind that send them; return how many."""
    by_themselves = and_(OutboxRow.state == "held", OutboxRow.held_why.in_((Held.NO_RELAY, Held.TOO_MANY)))
    leaving = or_(OutboxRow.state.in_(("waiting", "leaving")), by_themselves)
    held = update(OutboxRow).where(leaving, _UNSENT).values(state="held", held_why=Held.RESTORED).returning(OutboxRow.id)
    found = session.scalars(held.execution_options(synchronize_session=False)).all()
    ours = select(OutboxRow.id).where(OutboxRow.state == "held", OutboxRow.held_why == Held.RESTORED, _UNSENT)
    jobs.end(session, kind, ours, now)
    return len(found)


def release_held(session: Session, kind: str, now: datetime, why: Held = Held.NO_RELAY) -> None:
    """Make letters held for want of a way out, or for another reason, wait again, and the jobs of this kind that send them ready."""
    held_ids = select(OutboxRow.id).where(OutboxRow.state == "held", OutboxRow.held_why == why, _UNSENT)
    jobs.take_up(session, kind, held_ids, now)
    # One that is held only just now, by a process that knows no way out yet, has its job still done: it stays held.
    is_taken_up = exists().where(JobRow.kind == kind, JobRow.subject_id == OutboxRow.id, JobRow.state != "done")
    waiting = OutboxRow.id.in_(held_ids.where(is_taken_up))
    session.execute(update(OutboxRow).where(waiting).values(state="waiting", held_why=None).execution_options(synchronize_session=False))


def release_limited(session: Session, requests: Collection[RequestId], kind: str, now: datetime) -> None:
    """Make the letters wait again that were held while requests were left alone, and the jobs of this kind that send them ready."""
    own = (OutboxRow.state == "held", OutboxRow.held_why == Held.LIMITED, OutboxRow.request_id.in_(requests))
    found = session.scalars(select(OutboxRow.id).where(*own)).all()
    jobs.take_up(session, kind, select(OutboxRow.id).where(OutboxRow.id.in_(found)), now)
    waiting = update(OutboxRow).where(OutboxRow.id.in_(found)).values(state="waiting", held_why=None)
    session.execute(waiting.execution_options(synchronize_session=False))


def count_since(session: Session, recipient: str, kinds: Collection[str], since: datetime, now: datetime) -> int:
    """Return how many letters of these kinds were written to an address or left for it since then, or are about to leave.

    Not those of a clock that was ahead: what it wrote farther from now than ``since`` is speaks against nothing.
    """
    return counts_since(session, recipient, kinds, (since,), now)[0]


def counts_since(session: Session, recipient: str, kinds: Collection[str], since: Sequence[datetime], now: datetime) -> tuple[int, ...]:
    """Return, of each of these moments, what `count_since` returns."""
    spans = dict(enumerate(sorted(since)))
    bounds = {f"{name}_{number}": at for number, one in spans.items() for name, at in (("since", one), ("until", now + (now - one)))}
    (counted,) = quick.rows(session, _counting(tuple(sorted(kinds)), len(spans)), address=recipient, **bounds)
    by_span = {spans[number]: int(count) for number, count in enumerate(counted)}
    return tuple(by_span[one] for one in since)


@cache
def _counting(kinds: tuple[str, ...], spans: int) -> Select[*tuple[int, ...]]:
    """Return what counts letters to an address; the first of the spans of time is the longest.

    Each of the three ways a letter counts has its index: an agent's address gets letters for years.
    """
    is_let_go = _OUTBOX.held_why.is_distinct_from(Held.TOO_MANY)
    is_of_kind = or_(*(_OUTBOX.kind == kind for kind in kinds))
    looked_at = (_OUTBOX.id, _OUTBOX.created_at, _OUTBOX.sent_at, _OUTBOX.state)
    ways = (
        select(*looked_at).where(_OUTBOX.recipient == bindparam("address"), is_of_kind, is_let_go, way)
        for way in (_is_within(_OUTBOX.created_at, 0), _is_within(_OUTBOX.sent_at, 0), _ON_ITS_WAY)
    )
    lately = union(*ways).subquery("lately")
    return select(*(func.count().filter(_is_recent(lately.c, number)) for number in range(spans)))


def _is_recent(letter: ReadOnlyColumnCollection[str, Any], span: int) -> ColumnElement[bool]:  # Any: columns of several types
    times = (_is_within(at, span) for at in (letter.created_at, letter.sent_at))
    return or_(*times, letter.state == "waiting", letter.state == "leaving")


def _is_within(at: ColumnElement[datetime], span: int) -> ColumnElement[bool]:
    since, until = bindparam(f"since_{span}", type_=UtcDateTime()), bindparam(f"until_{span}", type_=UtcDateTime())
    return and_(at > since, at < until)


_ON_ITS_WAY = literally("state IN ('waiting', 'leaving')")
"""Literally the condition of the index, as above."""
_OUTBOX = table_of(OutboxRow).c
_WRITTEN_TO = select(_OUTBOX.id).where(_OUTBOX.recipient == bindparam("address"), _OUTBOX.created_at > bindparam("since")).limit(1)


def was_written_to(session: Session, address: str, since: datetime) -> bool:
    """Tell whether a letter was written to an address since then."""
    return bool(quick.rows(session, _WRITTEN_TO, address=address, since=since))


def count_held(session: Session, recipient: str, why: Held, since: datetime) -> int:
    """Return how many letters written to an address since then are held for a reason."""
    held_for = (OutboxRow.recipient == recipient, OutboxRow.created_at > since, OutboxRow.held_why == why)
    return session.scalars(select(func.count()).where(*held_for)).one()


def count_by_reason(session: Session) -> dict[Held, int]:
    """Return how many letters are held, by why."""
    counted = select(OutboxRow.held_why, func.count()).where(OutboxRow.state == "held", _UNSENT).group_by(OutboxRow.held_why)
    return {Held(why or Held.NO_RELAY): count for why, count in session.execute(counted)}


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


@once
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


def to_print(session: Session, town: TownId | None, *, after: OutboxId | None, limit: int) -> tuple[LetterRecord, ...]:
    """Return letters that somebody has to print, oldest first; ``after`` is the id of the last one seen."""
    kept = (OutboxRow.state == "kept", _UNSENT, OutboxRow.held_why == Held.PRINT)
    statement = select(OutboxRow).where(*kept).order_by(OutboxRow.id).limit(limit)
    if after is not None:
        statement = statement.where(OutboxRow.id > after)
    if town is not None:
        statement = statement.where(OutboxRow.town == town)
    return tuple(_record(row) for row in session.scalars(statement))


def requests_of(session: Session, letters: Collection[OutboxId]) -> dict[OutboxId, RequestId]:
    """Return which requests letters are about; those about none are left out."""
    found: dict[OutboxId, RequestId] = {}
    wanted = sorted(letters)
    for start in range(0, len(wanted), _SHARE):
        some = select(OutboxRow.id, OutboxRow.request_id).where(OutboxRow.id.in_(wanted[start : start + _SHARE]))
        found |= {OutboxId(one): RequestId(request) for one, request in session.execute(some) if request is not None}
    return found


def _row(session: Session, outbox_id: OutboxId) -> OutboxRow:
    row = session.get(OutboxRow, outbox_id)
    if row is None:
        raise NotFoundError(say("There is no letter {id}.", id=outbox_id))
    return row


def _record(row: OutboxRow) -> LetterRecord:
    letter = Letter(
        town=TownId(row.town),
        request=None if row.request_id is None else RequestId(row.request_id),
        kind=row.kind,
        recipient=row.recipient,
        payload=row.payload,
        event=row.event,
        confirmation=row.confirmation_id,
        joining=row.joining_id,
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
