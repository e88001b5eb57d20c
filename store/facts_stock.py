"""Counting what is open at the end of a day, from the days between which requests were (`FactSpellRow`).

By the axes of time it is counted on the last day in each month, week, weekday, all of them of one pass over the spells.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, case, or_
from sqlalchemy.orm import Session

from domain.figures import Axis, Duration, Keys, Measure, Spread
from store.fact_days import TIMES, days, number_of, time_key
from store.facts_coded import Coded
from store.facts_columns import DENSE, SHORT, Groups, Number, Numbers, Places, grouped, read, spread
from store.schema import NEVER, FactSpellRow, table_of

Column = ColumnElement[Any]
_SPELL = table_of(FactSpellRow).c
Counted = MutableMapping[tuple[Keys, Measure], int]
Spreads = MutableMapping[tuple[Keys, Duration], Spread]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What is looked at of a spell: since when it counts, and the day that a duration is counted to or from; None: the spell is counted."""

    since: Column
    origin: Column | None = None


_LOOKS: Mapping[Measure | Duration, _Look] = {
    Measure.STOCK: _Look(since=_SPELL.since),
    Measure.OVERDUE: _Look(since=_SPELL.late),
    Duration.AGE: _Look(since=_SPELL.since, origin=_SPELL.day),
    Duration.LATE: _Look(since=_SPELL.late, origin=_SPELL.target),
    Duration.TO_PLANNED: _Look(since=_SPELL.since, origin=_SPELL.planned),
}


def add(session: Session, coded: Coded, counts: Counted, spreads: Spreads) -> None:
    """Add what is asked for of what is open."""
    looks = {one: look for one, look in _LOOKS.items() if one in coded.asked.measures or one in coded.asked.durations}
    ends = sorted((number_of(day), keys) for keys, day in _ends(coded).items()) if looks else []
    if not ends:
        return
    axes = [axis for axis in coded.asked.axes if axis in _SPELL and axis not in TIMES]
    needed: dict[str, Column] = {"until": _SPELL.until}
    needed |= {str(one.key): one for look in looks.values() for one in (look.since, look.origin) if one is not None}
    begun = or_(*(look.since <= ends[-1][0] for look in looks.values()))
    days_of = (_day(column, after=ends[-1][0] + 1) for column in needed.values())
    numbers = [*(Number(column=_SPELL[axis], is_short=coded.is_short(axis)) for axis in axes), *days_of]
    columns = read(session, table_of(FactSpellRow), numbers, (*coded.is_kept(FactSpellRow), _SPELL.until > ends[0][0], begun))
    groups = grouped(columns[: len(axes)], len(columns[0]))
    by_name = dict(zip(needed, columns[len(axes) :], strict=True))
    asking = _Asking(coded=coded, axes=axes, ends=ends, groups=groups)
    for what, look in looks.items():
        origin = None if look.origin is None else by_name[str(look.origin.key)]
        since, until = by_name[str(look.since.key)], by_name["until"]
        if isinstance(what, Measure):
            counts.update(((keys, what), many) for keys, many in asking.counted(since, until))
        elif origin is not None:
            ahead = what is Duration.TO_PLANNED
            spreads.update(((keys, what), ones) for keys, ones in asking.spread(since, until, origin, is_ahead=ahead))


def _day(column: Column, after: int) -> Number:
    """Return a column of days; what comes after the last end is all one, and not written out. Only plans are counted to days to come."""
    if column is _SPELL.planned:
        return Number(column=column)
    return Number(column=case((column > after, after), else_=column), is_short=after < SHORT)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """Spells and the days at whose ends they are counted, in order, with the keys of the axes of time that each stands for."""

    coded: Coded
    axes: Sequence[Axis]
    ends: Sequence[tuple[int, Keys]]
    groups: Groups

    def counted(self, since: Numbers, until: Numbers) -> Iterator[tuple[Keys, int]]:
        """Yield how many are open at each end: those that began by then less those that are over."""
        first, last = self._span(since, until)
        width, places = len(self.ends) + 1, len(self.groups.keys)
        begun, over = (np.bincount(self.groups.of * width + at, minlength=places * width) for at in (first, last))
        open_at = np.cumsum((begun - over).reshape(places, width), axis=1)[:, :-1]
        for place, end in zip(*(found.tolist() for found in np.nonzero(open_at)), strict=True):
            yield self._keys(self.groups.keys[place], end), int(open_at[place, end])

    def spread(self, since: Numbers, until: Numbers, origin: Numbers, *, is_ahead: bool) -> Iterator[tuple[Keys, Spread]]:
        """Yield the days since, or ahead to, an origin of those open at each end."""
        first, last = self._span(np.where(origin == NEVER, NEVER, since), until)
        is_open = last > first
        if not is_open.any():
            return
        first, last, origin, of = first[is_open], last[is_open], origin[is_open], self.groups.of[is_open]
        earliest = int(np.min(origin))
        cells = len(self.groups.keys) * (int(np.max(origin)) - earliest + 1) * (len(self.ends) + 1)
        if cells <= DENSE:
            yield from self._by_origin(first, last, origin - earliest, of, earliest, is_ahead=is_ahead)
        else:
            yield from self._one_by_one(first, last, origin, of, is_ahead=is_ahead)

    def _by_origin(
        self, first: Numbers, last: Numbers, origin: Numbers, of: Places, earliest: int, *, is_ahead: bool
    ) -> Iterator[tuple[Keys, Spread]]:
        """Yield the days as `spread` does, from how many of each origin are open at each end: as `counted`, and nothing is sorted."""
        places, width, ends = len(self.groups.keys), int(np.max(origin)) + 1, len(self.ends)
        row = (of * width + origin) * (ends + 1)
        begun, over = (np.bincount(row + at, minlength=places * width * (ends + 1)).astype(np.int32) for at in (first, last))
        begun -= over
        open_at = np.cumsum(begun.reshape(places, width, ends + 1), axis=2, dtype=np.int32)[:, :, :-1].transpose(0, 2, 1)
        day = np.array([number for number, _ in self.ends], np.int32)[:, None]
        origins = np.arange(earliest, earliest + width, dtype=np.int32)[None, :]
        # Of those that are counted from, the latest origin is the fewest days away.
        lasting = np.maximum(origins - day, 0) if is_ahead else (day - origins)[:, ::-1]
        many = np.where(lasting >= 0, open_at if is_ahead else open_at[:, :, ::-1], 0)
        ordered = memoryview(np.repeat(np.broadcast_to(lasting, many.shape).ravel(), many.ravel()))
        numbers = many.sum(axis=2)
        stops = np.cumsum(numbers.ravel()).reshape(numbers.shape)
        for place, at in zip(*(found.tolist() for found in np.nonzero(numbers)), strict=True):
            stop = int(stops[place, at])
            yield self._keys(self.groups.keys[place], at), Spread(ordered[stop - int(numbers[place, at]) : stop])

    def _one_by_one(self, first: Numbers, last: Numbers, origin: Numbers, of: Places, *, is_ahead: bool) -> Iterator[tuple[Keys, Spread]]:
        """Yield the days as `spread` does, of each spell at each end where it is open: where there are many more places than spells."""
        lasting = last - first
        row = np.repeat(np.arange(len(lasting)), lasting)
        # The ends of a row are those from its first on: where its stretch begins is taken off.
        end = np.arange(len(row)) - np.repeat(np.cumsum(lasting) - lasting, lasting) + first[row]
        day = np.array([number for number, _ in self.ends])[end]
        values = np.maximum(origin[row] - day, 0) if is_ahead else day - origin[row]
        within = grouped([of[row].astype(np.int32), end.astype(np.int32)], len(row))
        for (place, at), ones in spread(within, values.astype(np.int32)):
            yield self._keys(self.groups.keys[place], at), ones

    def _span(self, since: Numbers, until: Numbers) -> tuple[Numbers, Numbers]:
        """Return from which end to before which each spell is open; both the same where it is at none."""
        numbers = np.array([number for number, _ in self.ends], np.int32)
        first = np.searchsorted(numbers, since, "left")
        last = np.maximum(np.searchsorted(numbers, until, "left"), first)
        return first.astype(np.int32), last.astype(np.int32)

    def _keys(self, own: tuple[int, ...], end: int) -> Keys:
        """Return the keys of all axes in their order."""
        time, other = iter(self.ends[end][1]), iter(own)
        axes = self.coded.asked.axes
        return tuple(next(time) if axis in TIMES else self.coded.key(axis, next(other)) if axis in _SPELL else "" for axis in axes)
