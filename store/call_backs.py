"""Call-backs: which numbers are to be called back, what became of that, and the arrivals that ask for it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NewType

from sqlalchemy import ColumnElement, Dialect, Insert, Row, and_, func, or_, select, update
from sqlalchemy.orm import Session

from domain.call import CallBackState
from domain.draft import Requester
from domain.ids import InboundId, RequestId, TownId
from domain.request import Status
from store import towns
from store.calls import Before, shares, sqlite_moment, utc_moment
from store.columns import storable
from store.mapping import load
from store.request_lines import RequestLine, line
from store.schema import CallBackRow, DraftRow, RequestRow, table_of
from store.upsert import insert_into

CallBackId = NewType("CallBackId", int)
_BACKS = table_of(CallBackRow)
_MOST_OPEN = 5
"""Open requests of a number that are shown with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the unanswered calls of a number on a day stand. ``closed_by`` is the key of the call that closed it."""

    number: str
    day: date
    state: CallBackState
    attempts: int
    first_at: datetime
    last_at: datetime
    is_repeated: bool = False
    is_past: bool = False
    closed_by: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCallBack:
    """A call-back with its row: the arrival it became, and what the request of that knows of it."""

    id: CallBackId
    town: TownId
    standing: Standing
    inbound: InboundId | None
    told_state: CallBackState
    told_attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who is known under a number: the newest requester of it, and the open requests, newest first."""

    requester: Requester
    requests: tuple[RequestLine, ...]


def put(session: Session, town: TownId, standings: Sequence[Standing]) -> None:
    """Write how call-backs stand. What of one changes that has become an arrival is still to be told to its request."""
    if not standings:
        return
    # As with calls: handed to the driver as it takes them.
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    rows = [_values(town, one, sqlite_moment if is_sqlite else utc_moment, date.isoformat if is_sqlite else _same) for one in standings]
    statement = _compiled(connection.dialect)
    if is_sqlite:
        connection.exec_driver_sql(statement, rows)
    else:
        connection.exec_driver_sql(statement, [dict(zip(_NAMES, row, strict=True)) for row in rows])


def withdraw(session: Session, town: TownId, number: str, day: date, closed_by: str | None, closed_at: datetime | None) -> None:
    """Say that a number has no unanswered call on a day after all; nothing where there is no call-back."""
    is_kept = and_(_BACKS.c.town == town, _BACKS.c.number == number, _BACKS.c.day == day, _BACKS.c.attempts > 0)
    values = {
        "state": CallBackState.ANSWERED_LATER,
        "attempts": 0,
        "closed_by": closed_by,
        "closed_at": closed_at,
        "is_told": _BACKS.c.inbound_id.is_(None),
    }
    session.execute(update(_BACKS).where(is_kept).values(values))


def of_numbers(session: Session, town: TownId, numbers: Collection[str], since: date) -> tuple[KeptCallBack, ...]:
    """Return the call-backs of numbers from a day on."""
    found: list[KeptCallBack] = []
    for some in shares(numbers):
        chosen = select(_BACKS).where(_BACKS.c.town == town, _BACKS.c.number.in_(some), _BACKS.c.day >= since)
        found += (_kept(row) for row in session.execute(chosen))
    return tuple(found)


def waiting(session: Session, limit: int) -> tuple[KeptCallBack, ...]:
    """Return call-backs that are due and have not become an arrival, the oldest rows first; none of towns that take nothing new."""
    due = and_(_BACKS.c.inbound_id.is_(None), _BACKS.c.state == CallBackState.DUE, ~_BACKS.c.is_past)
    chosen = select(_BACKS).where(due).order_by(_BACKS.c.id).limit(limit)
    if suspended := towns.suspended(session):
        chosen = chosen.where(_BACKS.c.town.not_in(suspended))
    return tuple(_kept(row) for row in session.execute(chosen))


def set_arrival(session: Session, call_back: CallBackId, inbound: InboundId, attempts: int) -> bool:
    """Say which arrival a call-back became, with so many attempts; False where it has one already, or is not due any more."""
    still = and_(_BACKS.c.id == call_back, _BACKS.c.inbound_id.is_(None), _BACKS.c.state == CallBackState.DUE)
    values = {
        "inbound_id": inbound,
        "told_state": CallBackState.DUE,
        "told_attempts": attempts,
        "is_told": _BACKS.c.attempts == attempts,
    }
    return session.execute(update(_BACKS).where(still).values(values).returning(_BACKS.c.id)).one_or_none() is not None


def untold(session: Session, limit: int, after: CallBackId | None = None) -> tuple[KeptCallBack, ...]:
    """Return call-backs whose request does not know yet how they stand."""
    chosen = select(_BACKS).where(~_BACKS.c.is_told).order_by(_BACKS.c.id).limit(limit)
    if after is not None:
        chosen = chosen.where(_BACKS.c.id > after)
    return tuple(_kept(row) for row in session.execute(chosen))


def hold(session: Session, call_back: CallBackId) -> KeptCallBack:
    """Return a call-back and make all others who would change it wait until this transaction ends."""
    return _kept(session.execute(select(_BACKS).where(_BACKS.c.id == call_back).with_for_update()).one())


def set_told(session: Session, told: KeptCallBack) -> None:
    """Say that the request of a call-back knows how it stood when it was held."""
    values = {"told_state": told.standing.state, "told_attempts": told.standing.attempts, "is_told": True}
    session.execute(update(_BACKS).where(_BACKS.c.id == told.id).values(values))


def of_arrival(session: Session, inbound: InboundId) -> KeptCallBack | None:
    """Return the call-back that an arrival asks for."""
    row = session.execute(select(_BACKS).where(_BACKS.c.inbound_id == inbound)).one_or_none()
    return None if row is None else _kept(row)


def due(session: Session, town: TownId | None, *, before: Before | None = None, limit: int) -> tuple[KeptCallBack, ...]:
    """Return the call-backs that are due, of a town or of all, the newest first. ``before``: the last one seen."""
    chosen = select(_BACKS).where(_due(town))
    if before is not None:
        at, row = before
        chosen = chosen.where(or_(_BACKS.c.last_at < at, and_(_BACKS.c.last_at == at, _BACKS.c.id < row)))
    ordered = chosen.order_by(_BACKS.c.last_at.desc(), _BACKS.c.id.desc()).limit(limit)
    return tuple(_kept(row) for row in session.execute(ordered))


def count_due(session: Session, town: TownId | None) -> int:
    """Return how many call-backs are due."""
    return session.scalar(select(func.count()).select_from(_BACKS).where(_due(town))) or 0


def known_numbers(session: Session, town: TownId, numbers: Collection[str]) -> dict[str, Known]:
    """Return who is known under numbers in E.164, of those under which somebody is."""
    found: dict[str, Known] = {}
    for some in shares(numbers):
        chosen = select(RequestRow).where(RequestRow.town == town, RequestRow.phone.in_(some), RequestRow.merged_into.is_(None))
        for row in session.scalars(chosen.order_by(RequestRow.received_at.desc(), RequestRow.id.desc()).limit(100 * len(some))):
            before = found.get(row.phone or "")
            requester = before.requester if before is not None else load(Requester, row.requester)
            opened = before.requests if before is not None else ()
            if before is not None and not requester.name and not requester.organisation:
                requester = load(Requester, row.requester)  # a call-back knows the number alone
            if row.status != Status.CLOSED and len(opened) < _MOST_OPEN:
                opened = (*opened, line(row))
            found[row.phone or ""] = Known(requester=requester, requests=opened)
    return found


def requests_of(session: Session, arrivals: Collection[InboundId]) -> dict[InboundId, RequestId]:
    """Return the first request that each arrival became; none for one that is still being read."""
    found: dict[InboundId, RequestId] = {}
    chosen = select(DraftRow.inbound_id, func.min(func.coalesce(RequestRow.merged_into, RequestRow.id))).join(
        RequestRow, RequestRow.draft_id == DraftRow.id
    )
    rows = session.execute(chosen.where(DraftRow.inbound_id.in_(arrivals)).group_by(DraftRow.inbound_id)) if arrivals else ()
    for inbound, request in rows:
        found[InboundId(inbound)] = RequestId(request)
    return found


def of_requests(session: Session, requests: Collection[RequestId]) -> dict[RequestId, Standing]:
    """Return how the call-backs stand that requests came of; none for those that came of something else."""
    if not requests:
        return {}
    came = select(RequestRow.id.label("request_id"), *_BACKS.c).join(DraftRow, DraftRow.id == RequestRow.draft_id)
    rows = session.execute(came.join(_BACKS, _BACKS.c.inbound_id == DraftRow.inbound_id).where(RequestRow.id.in_(requests)))
    return {RequestId(row.request_id): _kept(row).standing for row in rows}


def reopen(session: Session, request: RequestId) -> bool:
    """Put a request that nobody had decided, and that a call has closed, back into review; False for any other."""
    closed = and_(RequestRow.id == request, RequestRow.status == Status.CLOSED, RequestRow.year.is_(None), RequestRow.merged_into.is_(None))
    opening = (
        update(RequestRow)
        .where(closed)
        .values(status=Status.REVIEW, closure=None, closed_at=None, version=RequestRow.version + 1)
        .returning(RequestRow.id)
    )
    return session.execute(opening.execution_options(synchronize_session=False)).one_or_none() is not None


def _due(town: TownId | None) -> ColumnElement[bool]:
    is_due = and_(_BACKS.c.state == CallBackState.DUE, ~_BACKS.c.is_past)
    return is_due if town is None else and_(is_due, _BACKS.c.town == town)


def _kept(row: Row[tuple[object, ...]]) -> KeptCallBack:
    return KeptCallBack(
        id=CallBackId(row.id),
        town=TownId(row.town),
        standing=Standing(
            number=row.number,
            day=row.day,
            state=CallBackState(row.state),
            attempts=row.attempts,
            first_at=row.first_at,
            last_at=row.last_at,
            is_repeated=row.is_repeated,
            is_past=row.is_past,
            closed_by=row.closed_by,
            closed_at=row.closed_at,
        ),
        inbound=None if row.inbound_id is None else InboundId(row.inbound_id),
        told_state=CallBackState(row.told_state),
        told_attempts=row.told_attempts,
    )


_NAMES = (
    *("town", "number", "day", "state", "attempts", "first_at", "last_at", "is_repeated", "is_past", "closed_by", "closed_at"),
    *("told_state", "told_attempts", "is_told"),
)


def _same(day: date) -> object:
    return day


def _values(town: TownId, one: Standing, moment: Callable[[datetime], object], written: Callable[[date], object]) -> tuple[object, ...]:
    return (
        town,
        storable(one.number),
        written(one.day),
        one.state.value,
        one.attempts,
        moment(one.first_at),
        moment(one.last_at),
        one.is_repeated,
        one.is_past,
        one.closed_by,
        None if one.closed_at is None else moment(one.closed_at),
        CallBackState.DUE.value,
        0,
        True,
    )


@cache
def _compiled(dialect: Dialect) -> str:
    """Return the statement in the driver's own words; its parameters are in the order of `_NAMES`."""
    return str(_putting(dialect.name).compile(dialect=dialect, column_keys=list(_NAMES)))


@cache
def _putting(dialect: str) -> Insert:
    insert = insert_into(dialect, CallBackRow)
    told, known = insert.excluded, _BACKS.c
    names = ("state", "attempts", "first_at", "last_at", "is_repeated", "closed_by", "closed_at")
    is_same = and_(known.told_state == told.state, known.told_attempts == told.attempts)
    fresh = {**{name: told[name] for name in names}, "is_told": or_(known.inbound_id.is_(None), is_same)}
    return insert.on_conflict_do_update(index_elements=["town", "number", "day"], set_=fresh)
