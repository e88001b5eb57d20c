"""Counting what is open at the end of a day, from the days between which requests were (`FactSpellRow`).

By the axes of time it is counted on the last day in each month, week, weekday: of few days, each is a question of its own; of many, one
question tells how many requests were open from which month, or week, to which.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from domain.figures import Axis, Duration, Keys, Measure
from store.fact_days import TIMES, days, month_of, number_of, time_key, week_of
from store.facts_coded import Coded
from store.facts_tally import Number, tally
from store.schema import NEVER, FactSpellRow, table_of

Column = ColumnElement[Any]
_SPELL = table_of(FactSpellRow).c
_MEASURES = (Measure.STOCK, Measure.OVERDUE)
_DURATIONS = (Duration.AGE, Duration.LATE, Duration.TO_PLANNED)
_FEW = 8
"""So many days are asked for one by one."""
Counted = MutableMapping[tuple[Keys, Measure], int]
Spread = MutableMapping[tuple[Keys, Duration], dict[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What is looked at of a spell: since when it counts, and the day that a duration is counted to or from; None: the spell is counted."""

    what: Measure | Duration
    since: Column
    since_month: Column
    origin: Column | None


_LOOKS: Mapping[Measure | Duration, _Look] = {
    one.what: one
    for one in (
        _Look(what=Measure.STOCK, since=_SPELL.since, since_month=_SPELL.since_month, origin=None),
        _Look(what=Measure.OVERDUE, since=_SPELL.late, since_month=_SPELL.late_month, origin=None),
        _Look(what=Duration.AGE, since=_SPELL.since, since_month=_SPELL.since_month, origin=_SPELL.day),
        _Look(what=Duration.LATE, since=_SPELL.late, since_month=_SPELL.late_month, origin=_SPELL.target),
        _Look(what=Duration.TO_PLANNED, since=_SPELL.since, since_month=_SPELL.since_month, origin=_SPELL.planned),
    )
}


def add(session: Session, coded: Coded, counts: Counted, spreads: Spread) -> None:
    """Add what is asked for of what is open."""
    asked = coded.asked
    looks = [_LOOKS[one] for one in (*_MEASURES, *_DURATIONS) if one in asked.measures or one in asked.durations]
    ends = _ends(coded) if looks else {}
    if not ends:
        return
    for look in looks:
        for keys, number, origin, many in _open(session, coded, look, ends):
            if isinstance(look.what, Measure):
                counts[keys, look.what] = counts.get((keys, look.what), 0) + many
            else:
                value = max(origin - number, 0) if look.what is Duration.TO_PLANNED else number - origin
                spread = spreads.setdefault((keys, look.what), {})
                spread[value] = spread.get(value, 0) + many


def _ends(coded: Coded) -> Mapping[Keys, date]:
    """Return on which day is counted for which keys of the axes of time."""
    asked = coded.asked
    times = [axis for axis in asked.axes if axis in TIMES]
    if any("" not in asked.filters.get(axis, {""}) for axis in (Axis.HOUR, Axis.LETTER)):
        return {}
    filters = {axis: keys for axis, keys in asked.filters.items() if axis in TIMES}
    found: dict[Keys, date] = {}
    for day in days(asked.period):
        if all(time_key(axis, day) in keys for axis, keys in filters.items()):
            found[tuple(time_key(axis, day) for axis in times)] = day
    return found


def _open(session: Session, coded: Coded, look: _Look, ends: Mapping[Keys, date]) -> Iterator[tuple[Keys, int, int, int]]:
    """Yield keys, the number of the day counted on, the origin of the duration (0 without), and how many."""
    axes = coded.asked.axes
    by_bucket = next((axis for axis in axes if axis in {Axis.MONTH, Axis.WEEK}), None)
    singly: dict[Keys, date] = dict(ends)
    if len(ends) > _FEW and by_bucket is not None and len([axis for axis in axes if axis in TIMES]) == 1:
        whole = {keys: day for keys, day in ends.items() if _is_last(by_bucket, day)}
        singly = {keys: day for keys, day in ends.items() if keys not in whole}
        yield from _by_bucket(session, coded, look, by_bucket, whole)
    elif len(ends) > _FEW:
        yield from _by_days(session, coded, look, ends)
        return
    for keys, day in singly.items():
        yield from _on(session, coded, look, keys, day)


def _is_last(axis: Axis, day: date) -> bool:
    following = date.fromordinal(day.toordinal() + 1)
    return time_key(axis, following) != time_key(axis, day)


def _on(session: Session, coded: Coded, look: _Look, times: Keys, day: date) -> Iterator[tuple[Keys, int, int, int]]:
    number = number_of(day)
    groups = _others(coded)
    for row in _rows(session, coded, look, groups, (_SPELL.until > number, look.since <= number)):
        yield _keys(coded, times, row[: len(groups)]), number, row[-2], row[-1]


def _by_bucket(session: Session, coded: Coded, look: _Look, axis: Axis, ends: Mapping[Keys, date]) -> Iterator[tuple[Keys, int, int, int]]:
    """Yield what was open at the ends of whole months or weeks: from which to which, in one go."""
    if not ends:
        return
    months = axis is Axis.MONTH
    begun = look.since_month if months else (look.since + 3) // 7
    over = _SPELL.until_month if months else (_SPELL.until + 3) // 7
    buckets = {month_of(day) if months else week_of(number_of(day)): (keys, number_of(day)) for keys, day in ends.items()}
    first, last = min(buckets), max(buckets)
    groups = _others(coded)
    lasting = (_SPELL.until > min(number for _, number in buckets.values()), begun <= last, over > begun)
    for row in _rows(session, coded, look, [*groups, Number(column=begun), Number(column=over)], lasting):
        start, end = row[len(groups)], row[len(groups) + 1]
        for bucket in range(max(start, first), min(end - 1, last) + 1):
            if bucket in buckets:
                keys, number = buckets[bucket]
                yield _keys(coded, keys, row[: len(groups)]), number, row[-2], row[-1]


def _by_days(session: Session, coded: Coded, look: _Look, ends: Mapping[Keys, date]) -> Iterator[tuple[Keys, int, int, int]]:
    """Yield what was open at the ends of many days: from which day to which, in one go."""
    numbered = sorted((number_of(day), keys) for keys, day in ends.items())
    groups = _others(coded)
    lasting = (_SPELL.until > numbered[0][0], look.since <= numbered[-1][0])
    for row in _rows(session, coded, look, [*groups, Number(column=look.since), Number(column=_SPELL.until)], lasting):
        start, end = row[len(groups)], row[len(groups) + 1]
        for number, keys in numbered:
            if start <= number < end:
                yield _keys(coded, keys, row[: len(groups)]), number, row[-2], row[-1]


def _rows(session: Session, coded: Coded, look: _Look, groups: Sequence[Number], conditions: Iterable[Column]) -> Iterator[tuple[int, ...]]:
    """Yield the groups, then the origin (0 where there is none), then how many."""
    apart = [] if look.origin is None else [Number(column=look.origin)]
    known = () if look.origin is None else (look.origin != NEVER,)
    within = (*coded.is_kept(FactSpellRow), look.since != NEVER, *known, *conditions)
    for numbers, many in tally(session, table_of(FactSpellRow), [*groups, *apart], within):
        yield (*numbers, many) if apart else (*numbers, 0, many)


def _others(coded: Coded) -> list[Number]:
    """Return the axes that are no time, as they are grouped by."""
    axes = [axis for axis in coded.asked.axes if axis in _SPELL and axis not in TIMES]
    return [Number(column=_SPELL[axis], is_short=coded.is_short(axis)) for axis in axes]


def _keys(coded: Coded, times: Keys, others: Sequence[int]) -> Keys:
    """Return the keys of all axes in their order."""
    time, other = iter(times), iter(others)
    return tuple(next(time) if axis in TIMES else coded.key(axis, next(other)) if axis in _SPELL else "" for axis in coded.asked.axes)
