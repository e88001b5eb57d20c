"""Counting requests: how much there is of what, on the axes asked for, from the tables of facts (`store.facts_kept` keeps them).

Every question is one pass over a stretch of days of one table for each kind of what is asked: as many columns as measures, one pass more
for each duration (`store.facts_tally`). What is open on a day is counted in `store.facts_stock`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, false, literal_column
from sqlalchemy.orm import Session

from domain.fact import OF_CLOSING, OF_DECISION, OF_MOMENT, OF_RECEPTION, SINCE_RECEPTION, UNTIL_CLOSING
from domain.figures import Asked, Axis, Counts, Duration, Keys, Measure
from store import facts_stock
from store.fact_days import days, month_of, number_of, time_key, week_of
from store.facts_coded import Coded, encode
from store.facts_tally import Number, tally
from store.schema import FactClosingRow, FactDecisionRow, FactLetterRow, FactMomentRow, FactRow, table_of

Column = ColumnElement[Any]
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


def count(session: Session, asked: Asked) -> Counts:
    """Return how much there is of what is asked for, up to the facts as they are: `flows.facts` brings them up to date.

    Raises ValueError for more than two axes, or one twice.
    """
    if len(asked.axes) > 2 or len(set(asked.axes)) < len(asked.axes):  # noqa: PLR2004 - two, as it says
        raise ValueError(f"figures are told apart by at most two axes, not by {', '.join(asked.axes)}")
    coded = encode(session, asked)
    if coded is None or asked.period.last < asked.period.first:
        return Counts(counts={}, spreads={})
    counts: dict[tuple[Keys, Measure], int] = {}
    spreads: dict[tuple[Keys, Duration], dict[int, int]] = {}
    for source in SOURCES:
        counts.update(_measured(session, coded, source))
        for duration in source.durations:
            if duration in asked.durations:
                for keys, value, many in _spread(session, coded, source, duration):
                    spreads.setdefault((keys, duration), {})[value] = many
    facts_stock.add(session, coded, counts, spreads)
    return Counts(counts=counts, spreads=spreads)


def _measured(session: Session, coded: Coded, source: Source) -> Iterator[tuple[tuple[Keys, Measure], int]]:
    marked = [(place, one) for place, one in enumerate(source.marks) if one in coded.asked.measures]
    every = source.every if source.every in coded.asked.measures else None
    if not marked and every is None:
        return
    bits = table_of(source.row).c.marks.bitwise_and(sum(1 << place for place, _ in marked)) if marked else None
    found: Counter[tuple[Keys, Measure]] = Counter()
    for keys, marks, many in _grouped(session, coded, source, bits, () if every is not None or bits is None else (bits != 0,)):
        if every is not None:
            found[keys, every] += many
        for place, one in marked:
            if marks >> place & 1:
                found[keys, one] += many
    yield from found.items()


def _spread(session: Session, coded: Coded, source: Source, duration: Duration) -> Iterator[tuple[Keys, int, int]]:
    column = table_of(source.row).c[duration]
    return _grouped(session, coded, source, column, (column.is_not(None),))


def _grouped(
    session: Session, coded: Coded, source: Source, apart: Column | None, only: Iterable[Column]
) -> Iterator[tuple[Keys, int, int]]:
    """Yield by the axes asked for, and by a column (0 without), how many rows of a source there are."""
    axes = coded.asked.axes
    groups = [_expression(source, axis) for axis in axes]
    told = [place for place, one in enumerate(groups) if one is not _NOTHING]
    numbers = [Number(column=groups[place], is_short=coded.is_short(axes[place])) for place in told]
    if apart is not None:
        numbers.append(Number(column=apart, is_short=apart.key not in set(Duration)))
    known: dict[tuple[int, ...], Keys] = {}
    for values, many in tally(session, table_of(source.row), numbers, (*_within(coded, source), *only)):
        own = values[: len(told)]
        keys = known.get(own)
        if keys is None:
            named = dict(zip(told, own, strict=True))
            keys = known[own] = tuple(coded.key(axis, named[place]) if place in named else "" for place, axis in enumerate(axes))
        yield keys, values[-1] if apart is not None else 0, many


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
