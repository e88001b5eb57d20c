"""Counting requests: how much there is of what, on the axes asked for, from the tables of facts (`store.facts_kept` keeps them).

Every question is one pass over a stretch of days of one table for each kind of what is asked, which reads the columns that are needed
(`store.facts_columns`). What is open on a day is counted in `store.facts_stock`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, false, literal_column, or_
from sqlalchemy.orm import Session

from domain.fact import OF_CLOSING, OF_DECISION, OF_MOMENT, OF_RECEPTION, SINCE_RECEPTION, UNTIL_CLOSING
from domain.figures import Asked, Axis, Counts, Duration, Keys, Measure, Spread
from store import facts_stock
from store.fact_days import days, month_of, number_of, time_key, week_of
from store.facts_coded import Coded, encode
from store.facts_columns import Number, count_rows, counted, grouped, read, spread
from store.schema import FactClosingRow, FactDecisionRow, FactLetterRow, FactMomentRow, FactRow, table_of

Column = ColumnElement[Any]
Condition = ColumnElement[bool]
_NOTHING: Column = literal_column("0", Integer)
_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table of what is counted by one day: the measure every row is one of, those that ``marks`` tells, and durations."""

    row: type[Any]
    every: Measure | None
    marks: Sequence[Measure] = ()
    durations: Sequence[Duration] = ()
    kind: int | None = None
    has_hour: bool = False
    has_letter: bool = False


SOURCES = (
    Source(row=FactRow, every=Measure.RECEIVED, marks=OF_RECEPTION, durations=SINCE_RECEPTION, has_hour=True),
    Source(row=FactDecisionRow, every=None, marks=OF_DECISION),
    Source(row=FactClosingRow, every=Measure.CLOSED, marks=OF_CLOSING, durations=UNTIL_CLOSING),
    Source(row=FactLetterRow, every=Measure.LETTERS, has_letter=True),
    *(Source(row=FactMomentRow, every=measure, kind=kind) for kind, measure in enumerate(OF_MOMENT)),
)


def count(session: Session, asked: Asked, among: Condition | None = None) -> Counts:
    """Return how much there is of what is asked for, up to the facts as they are: `flows.facts` brings them up to date.

    ``among``: of those requests alone that fulfil this condition; what was counted of requests that are gone is not among them.
    Raises ValueError for more than three axes, or one twice.
    """
    if len(asked.axes) > 3 or len(set(asked.axes)) < len(asked.axes):  # noqa: PLR2004 - three, as it says
        raise ValueError(f"figures are told apart by at most three axes, not by {', '.join(asked.axes)}")
    coded = encode(session, asked, among)
    if coded is None or asked.period.last < asked.period.first:
        return Counts(counts={}, spreads={})
    counts: dict[tuple[Keys, Measure], int] = {}
    spreads: dict[tuple[Keys, Duration], Spread] = {}
    for part in (_part(asked, source) for source in SOURCES):
        if part is not None:
            _add(session, coded, part, counts, spreads)
    facts_stock.add(session, coded, counts, spreads)
    return Counts(counts=counts, spreads=spreads)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What is asked for of a source: the measure every row is one of, marks by their bits, durations."""

    source: Source
    every: Measure | None
    marked: Sequence[tuple[int, Measure]]
    lasting: Sequence[Duration]

    @property
    def telling(self) -> Iterator[Column]:
        """Yield what is true of the rows that count."""
        columns = table_of(self.source.row).c
        if self.every is None:
            bits = sum(1 << place for place, _ in self.marked)
            yield or_(columns.marks.bitwise_and(bits) != 0, *(columns[one].is_not(None) for one in self.lasting))


def _part(asked: Asked, source: Source) -> _Part | None:
    part = _Part(
        source=source,
        every=source.every if source.every in asked.measures else None,
        marked=[(place, one) for place, one in enumerate(source.marks) if one in asked.measures],
        lasting=[one for one in source.durations if one in asked.durations],
    )
    return part if part.every is not None or part.marked or part.lasting else None


def _add(
    session: Session, coded: Coded, part: _Part, counts: dict[tuple[Keys, Measure], int], spreads: dict[tuple[Keys, Duration], Spread]
) -> None:
    """Add what is asked for of a source."""
    axes, table = coded.asked.axes, table_of(part.source.row)
    groups = [_expression(part.source, axis) for axis in axes]
    told = [place for place, one in enumerate(groups) if one is not _NOTHING]
    numbers = [
        *(Number(column=groups[place], is_short=coded.is_short(axes[place])) for place in told),
        *((Number(column=table.c.marks, is_short=True),) if part.marked else ()),
        *(Number(column=table.c[one]) for one in part.lasting),
    ]
    conditions = (*_within(coded, part.source), *part.telling)
    if not numbers:
        many = count_rows(session, table, conditions)
        counts.update({(("",) * len(axes), part.every): many} if part.every is not None and many else {})
        return
    columns = read(session, table, numbers, conditions)
    found = grouped(columns[: len(told)], len(columns[0]))

    @cache
    def keys_of(own: tuple[int, ...]) -> Keys:
        named = dict(zip(told, own, strict=True))
        return tuple(coded.key(axis, named[place]) if place in named else "" for place, axis in enumerate(axes))

    if part.every is not None:
        counts.update(((keys_of(own), part.every), many) for own, many in counted(found))
    for place, one in part.marked:
        counts.update(((keys_of(own), one), many) for own, many in counted(found, columns[len(told)] >> place & 1 == 1))
    for values, duration in zip(columns[len(numbers) - len(part.lasting) :], part.lasting, strict=True):
        spreads.update(((keys_of(own), duration), ones) for own, ones in spread(found, values))


def _expression(source: Source, axis: Axis) -> Column:
    columns = table_of(source.row).c
    match axis:
        case Axis.MONTH:
            return columns.month
        case Axis.WEEK:
            return (columns.day + 3) // 7
        case Axis.WEEKDAY:
            return (columns.day + 3) % 7 + 1
        case Axis.HOUR:
            return columns.hour if source.has_hour else _NOTHING
        case Axis.LETTER:
            return columns.letter if source.has_letter else _NOTHING
        case _:
            return columns[axis]


def _within(coded: Coded, source: Source) -> Iterator[Column]:
    """Yield the conditions on the rows of a source."""
    columns, asked = table_of(source.row).c, coded.asked
    yield from coded.is_kept(source.row)
    if source.kind is not None:
        yield columns.kind == source.kind
    yield columns.day >= number_of(asked.period.first)
    yield columns.day <= number_of(asked.period.last)
    for axis, keys in asked.filters.items():
        if axis in {Axis.HOUR, Axis.LETTER} and _expression(source, axis) is _NOTHING:
            if "" not in keys:
                yield false()
        elif axis in _TIMED:
            yield _expression(source, axis).in_(_TIMED[axis](asked, keys))
        # The others are keys that every request has: see `Coded.is_kept`.


_TIMED: Mapping[Axis, Callable[[Asked, frozenset[str]], list[int]]] = {
    Axis.MONTH: lambda asked, keys: sorted({month_of(day) for day in days(asked.period) if time_key(Axis.MONTH, day) in keys}),
    Axis.WEEK: lambda asked, keys: sorted({week_of(number_of(day)) for day in days(asked.period) if time_key(Axis.WEEK, day) in keys}),
    Axis.WEEKDAY: lambda _, keys: [weekday for weekday in range(1, 8) if str(weekday) in keys],
    Axis.HOUR: lambda _, keys: [hour for hour in range(_HOURS) if str(hour) in keys],
}
"""Of axes of time, the numbers that stand for keys."""
