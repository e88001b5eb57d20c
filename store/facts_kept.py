"""Facts as they are kept: which requests they have to catch up with, and the rows of each.

Triggers of the database write down what changes (``fact_due``), in the transaction that changes it; a request that comes in or goes is
written down for the index of searches alone, which passes it on (`store.search.keep`): that costs nothing when a message is taken in.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.orm import Session

from domain.fact import KEYED, OF_CLOSING, OF_DECISION, OF_MOMENT, OF_RECEPTION, SINCE_RECEPTION, UNTIL_CLOSING, Fact, Spell
from domain.figures import Axis, Duration, Measure
from domain.ids import RequestId, TownId
from store.fact_days import month_of, number_of
from store.facts_coded import TOWN
from store.schema import (
    NEVER,
    FactClosingRow,
    FactDecisionRow,
    FactDueRow,
    FactKeyRow,
    FactLetterRow,
    FactMomentRow,
    FactRow,
    FactSealRow,
    FactSpellRow,
    table_of,
)
from store.upsert import dialect_of, insert_into

TABLES = tuple(map(table_of, (FactRow, FactDecisionRow, FactClosingRow, FactMomentRow, FactLetterRow, FactSpellRow)))
_GONE = tuple(delete(table).where(table.c.request.in_(bindparam("requests", expanding=True))) for table in TABLES)
_ADDING = {table.name: insert(table) for table in TABLES}
_LOCK = 0x0C172
"""Number of the PostgreSQL advisory lock under which one process at a time catches up; any number will do if nobody else uses it."""
Row = dict[str, int | None]
Rows = Mapping[str, list[Row]]
"""Rows by their table."""
_Code = Callable[[TownId, str, str], int]
"""What gives the number of a town's key on an axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What facts have to catch up with: notes by their ids, and the requests they mean."""

    notes: tuple[int, ...]
    requests: tuple[RequestId, ...]


def is_due(session: Session) -> bool:
    """Tell whether facts have to catch up with anything."""
    return session.execute(select(FactDueRow.id).limit(1)).first() is not None


def count_due(session: Session) -> int:
    """Return how many notes there are of what facts have to catch up with: of a request, as many as it changed since."""
    return session.scalar(select(func.count()).select_from(FactDueRow)) or 0


def due(session: Session, limit: int) -> Due:
    """Return what facts have to catch up with, the first notes first; nothing while another process is at it. Sealed ones are left out."""
    if dialect_of(session) == "postgresql" and not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}):
        return Due(notes=(), requests=())
    notes = session.execute(select(FactDueRow.id, FactDueRow.request).order_by(FactDueRow.id).limit(limit)).all()
    wanted = dict.fromkeys(RequestId(note.request) for note in notes)
    sealed = _sealed(session, wanted)
    return Due(notes=tuple(note.id for note in notes), requests=tuple(one for one in wanted if one not in sealed))


def keep(session: Session, done: Due, facts: Sequence[Fact], uncounted: Collection[RequestId]) -> None:
    """Write the facts of requests anew, that those of others are not counted, and that neither is due any more.

    A request that is in neither is gone: what was counted of it stays.
    """
    own = [*(one.request for one in facts), *uncounted]
    if own:
        for statement in _GONE:
            session.execute(statement, {"requests": own})
        for name, rows in rows_of(facts, _Coding(session, facts).number).items():
            session.execute(_ADDING[name], rows)
    if done.notes:
        session.execute(_NOTED, {"notes": list(done.notes)})


def hold(session: Session) -> None:
    """Wait until no other process catches up, and be the one that does until this transaction ends."""
    if dialect_of(session) == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def settled(session: Session, requests: Sequence[RequestId]) -> tuple[RequestId, ...]:
    """Return those of some requests that facts, and the index of searches, have caught up with."""
    waiting: set[int] = set()
    for table, column in (("fact_due", "request"), ("request_search_due", "request_id")):
        chosen = text(f"SELECT {column} FROM {table} WHERE {column} IN :requests")  # noqa: S608 - names of ours
        waiting |= set(session.scalars(chosen.bindparams(bindparam("requests", expanding=True)), {"requests": list(requests)}))
    return tuple(one for one in requests if one not in waiting)


def mark_all(session: Session) -> None:
    """Let facts catch up with every request there is."""
    session.execute(text("DELETE FROM fact_due"))
    session.execute(text("INSERT INTO fact_due (request) SELECT id FROM requests ORDER BY id"))


def seal(session: Session, requests: Collection[RequestId], now: datetime) -> None:
    """Keep the facts of requests as they are, for what they were made of is taken away in this transaction. Sealed again stays so.

    To be called when they are up to date (`flows.facts.seal`).
    """
    if requests:
        sealing = insert_into(dialect_of(session), FactSealRow).on_conflict_do_nothing()
        session.execute(sealing, [{"request": one, "at": now} for one in requests])


def differences(session: Session, facts: Sequence[Fact], uncounted: Collection[RequestId]) -> Mapping[RequestId, tuple[str, ...]]:
    """Return which requests are kept otherwise than they are now, with the tables, and the columns, that tell so."""
    own = [*(one.request for one in facts), *uncounted]
    sealed = _sealed(session, own)
    known = _known(session, {one.town for one in facts})
    wanted = rows_of(facts, lambda town, axis, key: 0 if key == "" else known[town].get((axis, key), -1))
    found: dict[RequestId, tuple[str, ...]] = {}
    for table in TABLES:
        kept = [dict(row._mapping) for row in session.execute(select(table).where(table.c.request.in_(own)))] if own else []
        for request in own:
            if request in sealed:
                continue
            old, new = ([row for row in rows if row["request"] == request] for rows in (kept, wanted.get(table.name, ())))
            if told := _told(table.name, old, new):
                found[request] = (*found.get(request, ()), *told)
    return found


def next_requests(session: Session, after: int, limit: int) -> tuple[RequestId, ...]:
    """Return the next requests by their ids."""
    rows = session.execute(text("SELECT id FROM requests WHERE id > :after ORDER BY id LIMIT :limit"), {"after": after, "limit": limit})
    return tuple(RequestId(row.id) for row in rows)


def _told(table: str, old: Sequence[Row], new: Sequence[Row]) -> tuple[str, ...]:
    """Return what differs between the rows of one request."""
    if len(old) != len(new):
        return (f"{table}: {len(old)} rows kept, {len(new)} counted",)
    pairs = zip(sorted(old, key=_order), sorted(new, key=_order), strict=True)
    columns = sorted({name for before, after in pairs for name in after if before[name] != after[name]})
    return tuple(f"{table}.{name}" for name in columns)


def _order(row: Row) -> tuple[int, ...]:
    return tuple(row.get(name) or 0 for name in ("kind", "number", "day"))


def _sealed(session: Session, requests: Collection[RequestId]) -> frozenset[RequestId]:
    if not requests or session.execute(select(FactSealRow.request).limit(1)).first() is None:
        return frozenset()
    return frozenset(map(RequestId, session.scalars(select(FactSealRow.request).where(FactSealRow.request.in_(requests)))))


def _known(session: Session, towns: Collection[TownId]) -> Mapping[TownId, dict[tuple[str, str], int]]:
    """Return the numbers of all keys of some towns."""
    found: dict[TownId, dict[tuple[str, str], int]] = {town: {} for town in towns}
    columns = (FactKeyRow.id, FactKeyRow.town, FactKeyRow.axis, FactKeyRow.key)
    for number, town, axis, key in session.execute(select(*columns).where(FactKeyRow.town.in_(towns))):
        found[TownId(town)][axis, key] = number
    return found


class _Coding:
    """Gives numbers to keys; who holds it is the only one that does, by the lock of `due` or as the only writer there is."""

    def __init__(self, session: Session, facts: Iterable[Fact]) -> None:
        self._session = session
        self._known = _known(session, {one.town for one in facts})
        self._last = session.scalar(select(func.max(FactKeyRow.id))) or 0

    def number(self, town: TownId, axis: str, key: str) -> int:
        """Return the number of a key, given now where it has none."""
        if key == "":
            return 0
        known = self._known[town]
        found = known.get((axis, key))
        if found is None:
            self._last += 1
            found = known[axis, key] = self._last
            self._session.execute(insert(FactKeyRow).values(id=found, town=town, axis=axis, key=key))
        return found


def rows_of(facts: Iterable[Fact], code: _Code) -> Rows:
    """Return the rows of facts by their table."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for fact in facts:
        for name, row in _rows(fact, code):
            found[name].append(row)
    return found


def _rows(fact: Fact, code: _Code) -> Iterator[tuple[str, Row]]:
    town = code(fact.town, TOWN, fact.town)
    keys: Row = {axis.value: code(fact.town, axis, fact.keys[axis]) for axis in KEYED}

    def on(day: date, **more: int | None) -> Row:
        return {"town": town, "request": fact.request, "day": number_of(day), "month": month_of(day), **keys, **more}

    yield "facts", on(fact.day, hour=fact.hour, marks=_bits(OF_RECEPTION, fact.marks), **_lasting(SINCE_RECEPTION, fact.durations))
    if fact.decided is not None:
        agent = code(fact.town, Axis.AGENT, fact.decided.agent)
        yield "fact_decisions", on(fact.decided.day, marks=_bits(OF_DECISION, fact.decided.marks)) | {"agent": agent}
    for number, closing in enumerate(fact.closings):
        own: Row = {
            "agent": code(fact.town, Axis.AGENT, closing.agent),
            "closure": code(fact.town, Axis.CLOSURE, closing.closure),
        }
        marks, durations = _bits(OF_CLOSING, closing.marks), _lasting(UNTIL_CLOSING, closing.durations)
        yield "fact_closings", on(closing.day, number=number, marks=marks, **durations) | own
    for number, (measure, day) in enumerate(fact.moments):
        yield "fact_moments", on(day, kind=OF_MOMENT.index(measure), number=number)
    for number, (letter, day) in enumerate(fact.letters):
        yield "fact_letters", on(day, number=number, letter=code(fact.town, Axis.LETTER, letter))
    for number, spell in enumerate(fact.spells):
        yield "fact_spells", on(fact.day, number=number, **_days(spell))


def _days(spell: Spell) -> Row:
    ends = {"until": spell.until, "since": spell.since, "late": spell.late, "target": spell.target, "planned": spell.planned}
    return {name: NEVER if day is None else number_of(day) for name, day in ends.items()}


def _bits(order: Sequence[Measure], marks: Collection[Measure]) -> int:
    return sum(1 << place for place, one in enumerate(order) if one in marks)


def _lasting(order: Sequence[Duration], durations: Mapping[Duration, int]) -> Row:
    return {one.value: durations.get(one) for one in order}


_NOTED = delete(table_of(FactDueRow)).where(table_of(FactDueRow).c.id.in_(bindparam("notes", expanding=True)))
