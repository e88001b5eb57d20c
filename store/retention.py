"""How long towns keep what: their terms, what is due by them and what is held back, the runs that were made."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from domain.errors import ConflictError
from domain.ids import RequestId, SubjectCode, TownId
from domain.inbound import Outcome
from domain.request import RequestNumber, Status
from domain.retention import DEFAULT, HeldWhy, Hold, HoldKind, Kept, Terms
from store.mapping import dump, load
from store.schema import (
    CallBackRow,
    CallRow,
    DraftRow,
    ErasureRow,
    FollowUpRow,
    HistoryRow,
    InboundRow,
    OutboxRow,
    QuarantineRow,
    ReadingRow,
    RequestRow,
    RetentionHoldRow,
    RetentionRunRow,
    RetentionTermsRow,
    table_of,
)
from store.upsert import dialect_of, insert_into

_CLOSED = (Status.CLOSED, Status.ARCHIVED)
_JUNK = (Outcome.SPAM, Outcome.MACHINE)
_UNSENT = ("waiting", "leaving")
"""One that is held has been in sight for years by then: it does not leave any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A main request whose time is over, or would be were it not held back; ``year`` is that of its reception."""

    request: RequestId
    subject: SubjectCode
    year: int
    held: HeldWhy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run (passage): ``counts`` by `domain.retention.Kept`, ``held`` by why; ``ended_at`` None: it goes on, or was killed."""

    id: int
    actor: str
    began_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """That something was emptied: a row of a kind, when, by whom, by which rule."""

    id: int
    kind: str
    row: int
    at: datetime
    actor: str
    rule: str
    run: int | None


def terms(session: Session, town: TownId) -> tuple[Terms, int]:
    """Return how long a town keeps what, and the version of that; version 0 while it has said nothing itself."""
    row = session.get(RetentionTermsRow, town)
    return (DEFAULT, 0) if row is None else (load(Terms, row.document), row.version)


def put_terms(session: Session, town: TownId, new: Terms, seen: int, author: str, now: datetime) -> None:
    """Write how long a town keeps what. Raises ConflictError where somebody else has changed it since ``seen``."""
    values = {"document": dump(new), "version": seen + 1, "author": author, "at": now}
    if seen == 0:
        adding = insert_into(dialect_of(session), RetentionTermsRow).values(town=town, **values).on_conflict_do_nothing()
        written = session.scalar(adding.returning(RetentionTermsRow.town))
    else:
        own = update(RetentionTermsRow).where(RetentionTermsRow.town == town, RetentionTermsRow.version == seen)
        written = session.scalar(own.values(values).returning(RetentionTermsRow.town).execution_options(synchronize_session=False))
    if written is None:
        raise ConflictError("Somebody else has changed how long things are kept meanwhile. Look at it, then try again.")


def due(session: Session, town: TownId, kept: Kept, before: datetime, *, subjects: Collection[SubjectCode] | None = None) -> Iterator[Due]:
    """Yield the main requests of a town, closed or rejected, whose time is over: on which nothing was done and added since ``before``.

    ``subjects`` None: of all. With why each is held back, where it is; open ones that came in before are told as held back as well.
    """
    found = _due(town, kept, before)
    found = found if subjects is None else found.where(RequestRow.subject.in_(subjects))
    for row in session.execute(found.order_by(RequestRow.received_at, RequestRow.id).execution_options(yield_per=1000)):
        held = None if row.held is None else HeldWhy(row.held)
        yield Due(request=RequestId(row.id), subject=SubjectCode(row.subject), year=row.received_at.year, held=held)


def next_due(  # noqa: PLR0913, PLR0917 - which, and where it goes on
    session: Session, town: TownId, kept: Kept, before: datetime, subjects: Collection[SubjectCode] | None, after: int, limit: int
) -> tuple[RequestId, ...]:
    """Return the next main requests by their ids whose time is over and that nothing holds back."""
    found = _due(town, kept, before).subquery()
    wanted = select(found.c.id).where(found.c.held.is_(None), found.c.id > after).order_by(found.c.id).limit(limit)
    wanted = wanted if subjects is None else wanted.where(found.c.subject.in_(subjects))
    return tuple(map(RequestId, session.scalars(wanted)))


def subjects_of(session: Session, town: TownId) -> tuple[SubjectCode, ...]:
    """Return the subjects that requests of a town have or had."""
    return tuple(map(SubjectCode, session.scalars(select(RequestRow.subject).where(RequestRow.town == town).distinct())))


def count_erasures(session: Session, run: int) -> dict[str, int]:
    """Return how much of each kind a run has emptied."""
    rows = session.execute(select(ErasureRow.kind, func.count()).where(ErasureRow.run_id == run).group_by(ErasureRow.kind))
    return {kind: count for kind, count in rows}


def is_due(session: Session, town: TownId, kept: Kept, before: datetime, request: RequestId) -> bool:
    """Tell whether a request is due still: it may have been opened again, or held back, since it was listed."""
    row = session.execute(_due(town, kept, before).where(RequestRow.id == request)).one_or_none()
    return row is not None and row.held is None


def held_why(session: Session, request: RequestId) -> HeldWhy | None:
    """Return why a request is held back whatever its time; None where it is not. One that is open is not told here."""
    reasons = (one for one in (HeldWhy.LEGAL, HeldWhy.DISPUTE, HeldWhy.LIMITATION) if _holds(session, request, HoldKind(one)))
    return next(reasons, None)


def junk(town: TownId, before: datetime, limit: int | None = None) -> Select[int]:
    """Return the statement that finds arrivals that became nothing, came in before and have something personal in them still."""
    became = select(DraftRow.id).join(RequestRow, RequestRow.draft_id == DraftRow.id).where(DraftRow.inbound_id == InboundRow.id)
    added = select(DraftRow.id).join(FollowUpRow, FollowUpRow.draft_id == DraftRow.id).where(DraftRow.inbound_id == InboundRow.id)
    dismissed = select(QuarantineRow.inbound_id).where(QuarantineRow.dismissed_at.is_not(None))
    is_junk = or_(InboundRow.outcome.in_(_JUNK), and_(InboundRow.outcome == Outcome.QUARANTINED, InboundRow.id.in_(dismissed)))
    found = select(InboundRow.id).where(InboundRow.town == town, InboundRow.received_at < before, is_junk, InboundRow.sha256 != "")
    return found.where(~became.exists(), ~added.exists()).order_by(InboundRow.id).limit(limit)


def old_calls(town: TownId, before: datetime) -> ColumnElement[bool]:
    """Return what is true of calls of a town before a moment that nobody works on."""
    calls = table_of(CallRow)
    return and_(calls.c.town == town, calls.c.at < before)


def old_call_backs(town: TownId, before: datetime) -> ColumnElement[bool]:
    """Return what is true of call-backs of a town before a moment that still have a number and are no request's any more."""
    backs = table_of(CallBackRow)
    live = select(DraftRow.inbound_id).join(RequestRow, RequestRow.draft_id == DraftRow.id).where(RequestRow.erased_at.is_(None))
    is_free = or_(backs.c.inbound_id.is_(None), backs.c.inbound_id.not_in(live))
    return and_(backs.c.town == town, backs.c.last_at < before, ~backs.c.number.startswith("#"), is_free)


def old_readings(session: Session, town: TownId, before: datetime) -> int:
    """Forget who read what before a moment, and return of how many days and agents."""
    own = table_of(ReadingRow)
    gone = delete(own).where(own.c.town == town, own.c.at < before).returning(own.c.request_id)
    return len(session.execute(gone).all())


def count_readings(session: Session, town: TownId, before: datetime) -> int:
    """Return how much `old_readings` would forget."""
    return session.scalar(select(func.count()).select_from(ReadingRow).where(ReadingRow.town == town, ReadingRow.at < before)) or 0


def count_calls(session: Session, town: TownId, before: datetime) -> int:
    """Return how many calls have something personal in them that is due."""
    told = or_(CallRow.outside.is_not(None), CallRow.name.is_not(None), CallRow.note.is_not(None), CallRow.transcript.is_not(None))
    return session.scalar(select(func.count()).select_from(CallRow).where(old_calls(town, before), told)) or 0


def begin(session: Session, town: TownId, actor: str, now: datetime) -> int:
    """Write down that a run begins, and return its id."""
    new = insert(RetentionRunRow).values(town=town, actor=actor, began_at=now, counts={}, held={})
    return session.execute(new.returning(RetentionRunRow.id)).scalar_one()


def note(session: Session, run: int, counts: Mapping[str, int], held: Mapping[str, int], ended_at: datetime | None) -> None:
    """Write down how far a run came; ``ended_at`` None: it goes on."""
    values = {"counts": dict(counts), "held": dict(held), "ended_at": ended_at}
    session.execute(update(table_of(RetentionRunRow)).where(RetentionRunRow.id == run).values(values))


def unended(session: Session, town: TownId) -> Run | None:
    """Return the last run of a town, where it did not come to its end."""
    last = next(iter(runs(session, town, 1)), None)
    return last if last is not None and last.ended_at is None else None


def runs(session: Session, town: TownId, limit: int) -> tuple[Run, ...]:
    """Return the runs of a town, the last first."""
    rows = session.scalars(select(RetentionRunRow).where(RetentionRunRow.town == town).order_by(RetentionRunRow.id.desc()).limit(limit))
    return tuple(
        Run(id=row.id, actor=row.actor, began_at=row.began_at, ended_at=row.ended_at, counts=row.counts, held=row.held) for row in rows
    )


def add_erasures(  # noqa: PLR0913, PLR0917 - what a line of the log has
    session: Session, town: TownId, kind: str, rows: Sequence[int], actor: str, rule: str, run: int | None, now: datetime
) -> None:
    """Write down what was emptied, and by which rule."""
    adding = insert_into(dialect_of(session), ErasureRow).on_conflict_do_nothing()
    common = {"town": town, "kind": kind, "at": now, "actor": actor, "rule": rule, "run_id": run}
    if rows:
        session.execute(adding, [{**common, "row": one} for one in rows])


def erasures(session: Session, town: TownId, kind: str, limit: int) -> tuple[Erasure, ...]:
    """Return what was emptied of a kind, the last first."""
    own = (ErasureRow.town == town, ErasureRow.kind == kind)
    return tuple(map(_erasure, session.scalars(select(ErasureRow).where(*own).order_by(ErasureRow.id.desc()).limit(limit))))


def count_erased(session: Session, town: TownId) -> int:
    """Return how many requests of a town were emptied ever."""
    own = (ErasureRow.town == town, ErasureRow.kind == "request")
    return session.scalar(select(func.count()).select_from(ErasureRow).where(*own)) or 0


def names_of(session: Session, requests: Collection[int]) -> dict[int, str]:
    """Return what people call requests, by their ids: number, else tracking code."""
    columns = (RequestRow.id, RequestRow.year, RequestRow.counter, RequestRow.tracking)
    rows = session.execute(select(*columns).where(RequestRow.id.in_(requests)))
    return {
        row.id: row.tracking if row.year is None or row.counter is None else str(RequestNumber(year=row.year, counter=row.counter))
        for row in rows
    }


def erasure_of(session: Session, request: RequestId) -> Erasure | None:
    """Return when and by which rule a request was emptied; None where it was not."""
    row = session.scalars(select(ErasureRow).where(ErasureRow.kind == "request", ErasureRow.row == request)).one_or_none()
    return None if row is None else _erasure(row)


def add_hold(session: Session, town: TownId, hold: Hold, now: datetime) -> int:
    """Hold a request back, and return the id of that; a limitation is written on the request as well."""
    values = {"town": town, "request_id": hold.request, "kind": hold.kind, "reason": hold.reason, "author": hold.author, "at": now}
    if hold.kind is HoldKind.LIMITATION:
        _limit(session, hold.request, now)
    return session.execute(insert(RetentionHoldRow).values(values).returning(RetentionHoldRow.id)).scalar_one()


def end_hold(session: Session, hold: int, by: str, now: datetime) -> RequestId | None:
    """End what holds a request back, and return the request; None where it was ended before."""
    own = table_of(RetentionHoldRow)
    ending = update(own).where(own.c.id == hold, own.c.ended_at.is_(None)).values(ended_at=now, ended_by=by)
    request = session.scalar(ending.returning(own.c.request_id))
    if request is not None and not _holds(session, RequestId(request), HoldKind.LIMITATION):
        _limit(session, RequestId(request), None)
    return None if request is None else RequestId(request)


def holds(session: Session, town: TownId, request: RequestId | None = None) -> tuple[Hold, ...]:
    """Return what holds requests of a town back, or one of them."""
    own = select(RetentionHoldRow).where(RetentionHoldRow.town == town, RetentionHoldRow.ended_at.is_(None))
    own = own if request is None else own.where(RetentionHoldRow.request_id == request)
    return tuple(
        Hold(
            id=row.id,
            request=RequestId(row.request_id),
            kind=HoldKind(row.kind),
            reason=row.reason,
            author=row.author,
            on=row.at.date(),
        )
        for row in session.scalars(own.order_by(RetentionHoldRow.id))
    )


def forget_reasons(session: Session, requests: Sequence[RequestId]) -> None:
    """Forget why requests were held back, in people's words."""
    own = table_of(RetentionHoldRow)
    session.execute(update(own).where(own.c.request_id.in_(requests)).values(reason=""))


def _limit(session: Session, request: RequestId, at: datetime | None) -> None:
    session.execute(update(table_of(RequestRow)).where(RequestRow.id == request).values(limited_at=at, version=RequestRow.version + 1))


def _holds(session: Session, request: RequestId, kind: HoldKind) -> bool:
    part = select(RequestRow.id).where(or_(RequestRow.id == request, RequestRow.merged_into == request))
    held = select(RetentionHoldRow.id).where(
        RetentionHoldRow.request_id.in_(part), RetentionHoldRow.kind == kind, RetentionHoldRow.ended_at.is_(None)
    )
    return session.execute(held.limit(1)).first() is not None


def _due(town: TownId, kept: Kept, before: datetime) -> Select[*tuple[Any, ...]]:  # Any: its columns
    part = aliased(RequestRow)
    whole = select(part.id).where(or_(part.id == RequestRow.id, part.merged_into == RequestRow.id))
    last_done = select(func.max(HistoryRow.at)).where(HistoryRow.request_id == RequestRow.id).scalar_subquery()
    over = func.coalesce(RequestRow.closed_at, last_done, RequestRow.received_at)
    added = select(FollowUpRow.request_id).where(FollowUpRow.request_id == RequestRow.id, FollowUpRow.at >= before)

    def is_held(kind: HoldKind) -> ColumnElement[bool]:
        own = (RetentionHoldRow.kind == kind, RetentionHoldRow.ended_at.is_(None), RetentionHoldRow.request_id.in_(whole))
        return select(RetentionHoldRow.id).where(*own).exists()

    waits = select(OutboxRow.id).where(OutboxRow.request_id.in_(whole), OutboxRow.state.in_(_UNSENT)).exists()
    statuses = (Status.REJECTED,) if kept is Kept.REJECTED else _CLOSED
    is_open = RequestRow.status.not_in((Status.REJECTED, *_CLOSED))
    held = case(
        (is_open, literal(HeldWhy.OPEN.value)),
        *((is_held(HoldKind(one)), literal(one.value)) for one in (HeldWhy.LEGAL, HeldWhy.DISPUTE, HeldWhy.LIMITATION)),
        (waits, literal(HeldWhy.LETTER.value)),
        else_=None,
    )
    is_over = and_(RequestRow.status.in_(statuses), over < before, ~added.exists())
    wanted = is_over if kept is Kept.REJECTED else or_(is_over, is_open)
    found = select(RequestRow.id, RequestRow.subject, RequestRow.received_at, held.label("held"))
    main = (RequestRow.town == town, RequestRow.merged_into.is_(None), RequestRow.erased_at.is_(None), RequestRow.received_at < before)
    return found.where(*main, wanted)


def _erasure(row: ErasureRow) -> Erasure:
    return Erasure(id=row.id, kind=row.kind, row=row.row, at=row.at, actor=row.actor, rule=row.rule, run=row.run_id)
