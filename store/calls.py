"""Calls as they were read from logs: kept once however many logs tell of them, found again by number and by moment."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import NewType

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Insert,
    Row,
    Select,
    and_,
    case,
    delete,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from domain.call import Call, CallEnd, Way
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.wording import say
from store.columns import storable
from store.schema import CallLogRow, CallRow, table_of
from store.upsert import insert_into

CallId = NewType("CallId", int)
CallLogId = NewType("CallLogId", int)
_SHARE = 500
"""Numbers or keys named in one statement."""
_CALLS = table_of(CallRow)
_UNANSWERED = (CallEnd.MISSED, CallEnd.BUSY, CallEnd.FAILED)


Before = tuple[datetime, int]
"""Moment and row of the last line seen of a list: where its next page begins."""


class CardState(StrEnum):
    """How a call card stands (état de la fiche d'appel)."""

    OPEN = "open"
    """À compléter."""
    DONE = "done"
    DISMISSED = "dismissed"
    """There is nothing to write down."""
    PAST = "past"
    """The call was already old when its log was read: nobody is asked to complete it, and anybody may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCall:
    """A call with its row. ``card`` is None where it becomes no call card; ``tracking`` is the receipt of a completed one."""

    id: CallId
    town: TownId
    call: Call
    log: CallLogId
    card: CardState | None
    card_by: str | None
    card_at: datetime | None
    tracking: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call to keep, and whether it becomes a card."""

    call: Call
    card: CardState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What tells whether two logs are the same export: of such, two calls that are much alike are two."""

    source: str
    layout: str


def put(session: Session, town: TownId, log: CallLogId, calls: Sequence[NewCall]) -> None:
    """Write calls. One that is there takes what its own log says of it now, and of another log what was not known yet."""
    if not calls:
        return
    # A log has a million of them: handed to the driver as it takes them, they cost half of what they do through the types of columns.
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    rows = [_values(town, log, one, sqlite_moment if is_sqlite else utc_moment) for one in calls]
    statement = _compiled(connection.dialect)
    if is_sqlite:
        connection.exec_driver_sql(statement, rows)
    else:
        connection.exec_driver_sql(statement, [dict(zip(_NAMES, row, strict=True)) for row in rows])


def rename(session: Session, town: TownId, old: str, new: str) -> None:
    """Give a call another key: further legs have shown that it began earlier. One of that key is not doubled."""
    here = _CALLS.c.town == town
    is_there = session.scalar(select(_CALLS.c.id).where(here, _CALLS.c.key == new)) is not None
    changing = delete(_CALLS) if is_there else update(_CALLS).values(key=new)
    session.execute(changing.where(here, _CALLS.c.key == old))


def of_numbers(session: Session, town: TownId, numbers: Collection[str], since: datetime, until: datetime) -> Iterator[Call]:
    """Yield the calls from and to numbers between two moments, number by number, by time."""
    for some in shares(numbers):
        chosen = select(_CALLS).where(_CALLS.c.town == town, _CALLS.c.outside.in_(some), _CALLS.c.at.between(since, until))
        yield from (_call(row) for row in session.execute(chosen.order_by(_CALLS.c.outside, _CALLS.c.at, _CALLS.c.id)))


def kept_of_numbers(session: Session, town: TownId, numbers: Collection[str], since: datetime, until: datetime) -> tuple[KeptCall, ...]:
    """Return the calls from and to numbers between two moments with their rows, number by number, by time."""
    found: list[KeptCall] = []
    for some in shares(numbers):
        chosen = select(_CALLS).where(_CALLS.c.town == town, _CALLS.c.outside.in_(some), _CALLS.c.at.between(since, until))
        found += (kept(row) for row in session.execute(chosen.order_by(_CALLS.c.outside, _CALLS.c.at, _CALLS.c.id)))
    return tuple(found)


def elsewhere(session: Session, town: TownId, export: Export, since: datetime, until: datetime) -> Iterator[Call]:
    """Yield the calls between two moments that other exports told of, by time."""
    other = or_(CallLogRow.source != export.source, CallLogRow.layout != export.layout)
    chosen = select(_CALLS).join(CallLogRow, CallLogRow.id == _CALLS.c.log_id)
    chosen = chosen.where(_CALLS.c.town == town, _CALLS.c.at.between(since, until), other).order_by(_CALLS.c.at, _CALLS.c.id)
    yield from (_call(row) for row in session.execute(chosen))


def any_of(session: Session, town: TownId) -> bool:
    """Tell whether any call of a town is kept."""
    return session.scalar(select(_CALLS.c.id).where(_CALLS.c.town == town).limit(1)) is not None


def rows_from(session: Session, log: CallLogId, line: int) -> dict[str, tuple[int, ...]]:
    """Return, by key, the lines of the calls of a log of which some row stands at or after a line."""
    chosen = select(_CALLS.c.key, _CALLS.c.lines).where(_CALLS.c.log_id == log, _CALLS.c.last_line >= line)
    return {key: _lines(lines) for key, lines in session.execute(chosen)}


def log_of(session: Session, town: TownId, key: str) -> CallLogId:
    """Return the log that tells of a call."""
    return CallLogId(session.execute(select(_CALLS.c.log_id).where(_CALLS.c.town == town, _CALLS.c.key == key)).scalar_one())


def fill(session: Session, town: TownId, known: str, fresh: Call) -> None:
    """Complete a call with what another export knows of it: its voice message, its words, a name, who took it."""
    told = {"agent": fresh.agent, "name": fresh.name, "note": fresh.note, "audio": fresh.audio, "transcript": fresh.transcript}
    blanks = {name: func.coalesce(_CALLS.c[name], value) for name, value in told.items() if value}
    if blanks:
        session.execute(update(_CALLS).where(_CALLS.c.town == town, _CALLS.c.key == known).values(blanks))


def get(session: Session, call: CallId) -> KeptCall:
    """Return a call. Raises NotFoundError."""
    row = session.execute(select(_CALLS).where(_CALLS.c.id == call)).one_or_none()
    if row is None:
        raise NotFoundError(say("There is no call {id}.", id=call))
    return kept(row)


def cards(session: Session, town: TownId | None, state: CardState, *, before: Before | None, limit: int) -> tuple[KeptCall, ...]:
    """Return call cards of a town, or of all, in a state: the newest first. ``before``: the last one seen."""
    return _page(session, select(_CALLS).where(_CALLS.c.card == state), town, before, limit)


def hidden(session: Session, town: TownId | None, *, before: Before | None, limit: int) -> tuple[KeptCall, ...]:
    """Return unanswered calls whose number was withheld: the newest first."""
    unanswered = _CALLS.c.end.in_((*_UNANSWERED, CallEnd.VOICEMAIL))
    return _page(session, select(_CALLS).where(_CALLS.c.outside.is_(None), _CALLS.c.way == Way.IN, unanswered), town, before, limit)


def of_number(session: Session, town: TownId, number: str, limit: int) -> tuple[KeptCall, ...]:
    """Return the last calls from and to a number, the newest first."""
    return _page(session, select(_CALLS).where(_CALLS.c.outside == number), town, None, limit)


def open_cards(session: Session, town: TownId | None) -> int:
    """Return how many call cards wait to be completed."""
    counted = select(func.count()).select_from(_CALLS).where(_CALLS.c.card == CardState.OPEN)
    return session.scalar(counted if town is None else counted.where(_CALLS.c.town == town)) or 0


def settle_card(session: Session, call: CallId, state: CardState, by: str, now: datetime, tracking: str | None = None) -> bool:
    """Say what became of a card; False where somebody has settled it already."""
    values = {"card": state, "card_by": by, "card_at": now, "tracking": tracking}
    waiting = _CALLS.c.card.in_((CardState.OPEN, CardState.PAST))
    settled = session.execute(update(_CALLS).where(_CALLS.c.id == call, waiting).values(values).returning(_CALLS.c.id))
    return settled.one_or_none() is not None


def dismiss_before(session: Session, town: TownId, until: datetime, by: str, now: datetime) -> int:
    """Dismiss the waiting cards of all calls before a moment; return how many."""
    chosen = update(_CALLS).where(_CALLS.c.town == town, _CALLS.c.card == CardState.OPEN, _CALLS.c.at < until)
    return len(session.execute(chosen.values(card=CardState.DISMISSED, card_by=by, card_at=now).returning(_CALLS.c.id)).all())


def _page(
    session: Session, chosen: Select[tuple[object, ...]], town: TownId | None, before: Before | None, limit: int
) -> tuple[KeptCall, ...]:
    if town is not None:
        chosen = chosen.where(_CALLS.c.town == town)
    if before is not None:
        at, row = before
        chosen = chosen.where(or_(_CALLS.c.at < at, and_(_CALLS.c.at == at, _CALLS.c.id < row)))
    return tuple(kept(row) for row in session.execute(chosen.order_by(_CALLS.c.at.desc(), _CALLS.c.id.desc()).limit(limit)))


def shares(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield names in lists that fit into one statement."""
    every = list(names)
    for start in range(0, len(every), _SHARE):
        yield every[start : start + _SHARE]


def kept(row: Row[tuple[object, ...]]) -> KeptCall:
    """Return a row as the call it holds."""
    return KeptCall(
        id=CallId(row.id),
        town=TownId(row.town),
        call=_call(row),
        log=CallLogId(row.log_id),
        card=None if row.card is None else CardState(row.card),
        card_by=row.card_by,
        card_at=row.card_at,
        tracking=row.tracking,
    )


def _call(row: Row[tuple[object, ...]]) -> Call:
    return Call(
        key=row.key,
        way=Way(row.way),
        at=row.at,
        end=CallEnd(row.end),
        outside=row.outside,
        line=row.line,
        lines=_lines(row.lines),
        name=row.name,
        talk_s=row.talk_s,
        ring_s=row.ring_s,
        agent=row.agent,
        note=row.note,
        audio=row.audio,
        transcript=row.transcript,
    )


def _lines(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


_NAMES = (
    *("town", "key", "way", "at", "end", "outside", "line", "talk_s", "ring_s", "agent", "name", "note", "audio", "transcript"),
    *("log_id", "lines", "last_line", "card"),
)


def _values(town: TownId, log: CallLogId, one: NewCall, moment: Callable[[datetime], object]) -> tuple[object, ...]:
    call = one.call
    lines = call.lines
    return (
        town,
        call.key,
        call.way.value,
        moment(call.at),
        call.end.value,
        call.outside and storable(call.outside),
        call.line and storable(call.line),
        call.talk_s,
        call.ring_s,
        call.agent and storable(call.agent),
        call.name and storable(call.name),
        call.note and storable(call.note),
        call.audio and storable(call.audio),
        call.transcript and storable(call.transcript),
        log,
        str(lines[0]) if len(lines) == 1 else ",".join(map(str, lines)),
        lines[-1],
        None if one.card is None else one.card.value,
    )


def sqlite_moment(at: datetime) -> str:
    """Return a moment as the column type writes it into SQLite."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def utc_moment(at: datetime) -> datetime:
    """Return a moment as the column type hands it to PostgreSQL."""
    return at.astimezone(UTC)


@cache
def _compiled(dialect: Dialect) -> str:
    """Return the statement in the driver's own words; its parameters are in the order of the columns of the table."""
    return str(_putting(dialect.name).compile(dialect=dialect, column_keys=list(_NAMES)))


def _is_one_of(column: ColumnElement[str], words: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Return the condition with its words written out: parameters of lists cannot be sent for many rows at once."""
    return or_(*(column == literal_column(f"'{word}'") for word in words))


@cache
def _putting(dialect: str) -> Insert:
    insert = insert_into(dialect, CallRow)
    told, known = insert.excluded, _CALLS.c
    is_own = told.log_id == known.log_id
    # Where two logs contradict each other, who has seen the call answered knows more.
    is_better = or_(is_own, and_(_is_one_of(known.end, _UNANSWERED), ~_is_one_of(told.end, _UNANSWERED)))

    def better(name: str) -> ColumnElement[object]:
        return case((is_better, told[name]), else_=known[name])

    def filled(name: str) -> ColumnElement[object]:
        return case((is_own, func.coalesce(told[name], known[name])), else_=func.coalesce(known[name], told[name]))

    settled = _is_one_of(known.card, (CardState.DONE, CardState.DISMISSED))
    card = func.coalesce(known.card, told.card)
    fresh = {
        **{name: better(name) for name in ("way", "end", "line", "talk_s", "ring_s")},
        **{name: filled(name) for name in ("outside", "agent", "name", "note", "audio", "transcript")},
        **{name: case((is_own, told[name]), else_=known[name]) for name in ("lines", "last_line")},
        "card": case((or_(func.coalesce(settled, false()), ~is_better), known.card), (told.card.is_(None), null()), else_=card),
    }
    return insert.on_conflict_do_update(index_elements=["town", "key"], set_=fresh)
