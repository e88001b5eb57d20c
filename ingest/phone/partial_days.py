"""Days of logs that write only a part of them, no year or nothing but a time: told from the rows around, and from when they are read."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from ingest.phone.faults import Reason
from ingest.phone.times import DayOrder

_LAST_MONTH = 12
_YEARS_BACK = 8
"""A 29th of February is never further away."""
_BACK_S = 300
"""Rows are written when calls end, some of them a little late."""


class PartialDays:
    """Knows the day of each row; rows must be given in the order of the file.

    ``until`` is the moment of reading. The first row is of the last such day before it, every other one of the day nearest to the row
    above it: so December is followed by January of the year behind.
    """

    def __init__(self, order: DayOrder, until: datetime | None) -> None:
        self._order = order
        self._latest = None if until is None else until.date() + timedelta(days=1)
        """Of another time zone it may be the next day already."""
        self._day: date | None = None
        self._ended_s = 0
        """When the last call ended, in seconds of the day."""

    def turn(self, first: str, second: str, year: str) -> date | Reason:
        """Return the day in the title of a page, and go on from there."""
        day = _day(int(year), *self._month_and_day(first, second))
        if day is None:
            return Reason.IMPOSSIBLE_DATE
        self._day, self._ended_s = day, 0
        return day

    def of(self, first: str, second: str) -> date | Reason:
        """Return the day of a row that writes day and month, in the order of the log."""
        month, day = self._month_and_day(first, second)
        if self._day is not None:
            near = self._day
            found = [one for year in (near.year - 1, near.year, near.year + 1) if (one := _day(year, month, day)) is not None]
            self._day = min(found, key=lambda one: abs(one - near), default=near)
            return self._day if found else Reason.IMPOSSIBLE_DATE
        if self._latest is None:
            return Reason.NO_DATE
        years = range(self._latest.year, self._latest.year - _YEARS_BACK - 1, -1)
        last = next((one for year in years if (one := _day(year, month, day)) is not None and one <= self._latest), None)
        self._day = last or self._day
        return last or Reason.IMPOSSIBLE_DATE

    def at(self, start_s: int, talk_s: int) -> date | Reason:
        """Return the day of a call that writes nothing but its time, in seconds of the day: the page's, or the next after each midnight.

        Rows stand in the order in which calls end: one that ended earlier in the day than the one above it ended on another day.
        """
        if self._day is None:
            return Reason.NO_DATE
        if start_s + talk_s < self._ended_s - _BACK_S:
            self._day += timedelta(days=1)
        self._ended_s = start_s + talk_s
        return self._day

    def _month_and_day(self, first: str, second: str) -> tuple[int, int]:
        return (int(second), int(first)) if self._order is DayOrder.DAY_FIRST else (int(first), int(second))


def order_of(pairs: Iterable[tuple[str, str]]) -> tuple[DayOrder, bool]:
    """Return which of two numbers is the month, and whether that is sure: as such switchboards come, month first."""
    known = [(int(first), int(second)) for first, second in pairs]
    if any(second > _LAST_MONTH for _, second in known):
        return DayOrder.MONTH_FIRST, True
    is_day_first = any(first > _LAST_MONTH for first, _ in known)
    return (DayOrder.DAY_FIRST if is_day_first else DayOrder.MONTH_FIRST), is_day_first


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
