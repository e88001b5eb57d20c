"""The town's calendar: its own time, working days, public holidays, closures, opening hours.

Working days (jours ouvrés) are Monday to Friday except public holidays and the closures the town enters. A year is worked out once and
kept, so that a date costs no more than two searches in a list.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from domain.deadline import DayOff, Holiday, Rest
from domain.ruleset import Weekday
from domain.town import Closure, Moment, OpeningHours, Town
from routing.public_holidays import public_holidays

_WEEKDAYS = (
    Weekday.MONDAY,
    Weekday.TUESDAY,
    Weekday.WEDNESDAY,
    Weekday.THURSDAY,
    Weekday.FRIDAY,
    Weekday.SATURDAY,
    Weekday.SUNDAY,
)
_SATURDAY = 5
_DAY = timedelta(days=1)
_DAY_SECONDS = 86_400
_LAST_SECOND = time(23, 59, 59)
_KEPT_TOWNS = 1024

Spans = tuple[tuple[int, int], ...]
"""Openings and closings of a day in order, in seconds since local midnight; a closing is past the end."""


class _Year:
    """What is known of one year of a town: days in order."""

    __slots__ = ("changes", "days_off", "first", "off", "opened", "spans", "working")

    def __init__(self, *, first: int, days_off: list[DayOff], working: list[date], changes: frozenset[date], spans: list[Spans]) -> None:
        self.first = first
        """Ordinal of 1 January."""
        self.working = working
        self.days_off = days_off
        self.off = [off.day for off in days_off]
        self.changes = changes
        """Days on which the clock is changed: they do not last 24 hours."""
        self.spans = spans
        """Hours of each day, in seconds that really pass."""
        self.opened = list(accumulate((sum(closes - opens for opens, closes in day) for day in spans), initial=0))
        """Seconds the town hall has been open since 1 January, before each day and at the end of the year."""


class Calendar:
    """A town's calendar. It never changes; it keeps the years it has been asked for. Moments handed in are aware."""

    def __init__(self, town: Town) -> None:
        self.zone = ZoneInfo(town.timezone)
        self.has_hours = any(hours.day is not Weekday.HOLIDAY for hours in town.hours)
        """False where no opening hours are known."""
        self._town = town
        self._spans = {day: _wall_spans(town.hours, day) for day in Weekday}
        self._closures = _closed_days(town.closures)
        self._years: dict[int, _Year] = {}
        self._holidays: dict[int, Mapping[date, Holiday]] = {}

    def local(self, at: datetime) -> datetime:
        """Return a moment in the town's time. ValueError if it has no zone."""
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return at.astimezone(self.zone)

    def end_of(self, day: date) -> datetime:
        """Return the last second of a day: a date limit is inclusive."""
        return datetime.combine(day, _LAST_SECOND, self.zone)

    def after(self, day: date) -> datetime:
        """Return the moment at which a day is over."""
        return datetime.combine(day + _DAY, time(), self.zone)

    def holidays(self, year: int) -> Mapping[date, Holiday]:
        """Return the public holidays of a year."""
        found = self._holidays.get(year)
        if found is None:
            town = self._town
            found = public_holidays(town.holidays, year, good_friday=town.good_friday, customary_days=town.customary_days)
            self._holidays[year] = found
        return found

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is a jour ouvré."""
        return day.weekday() < _SATURDAY and day not in self._closures and day not in self.holidays(day.year)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after a day."""
        return self.nth_working_day(day, 1)

    def nth_working_day(self, day: date, count: int) -> date:
        """Return the working day that is so many after a day, which does not count itself; before it if ``count`` is negative.

        For 0 the day itself, or the next working day where it is none.
        """
        number = day.year
        year = self._year(number)
        index = (bisect_right(year.working, day) + count - 1) if count > 0 else (bisect_left(year.working, day) + count)
        while index < 0:
            number -= 1
            index += len(self._year(number).working)
        while index >= len(self._year(number).working):
            index -= len(self._year(number).working)
            number += 1
        return self._year(number).working[index]

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days come after ``first`` up to and with ``last``."""
        if last <= first:
            return 0
        whole = sum(len(self._year(number).working) for number in range(first.year, last.year))
        return whole + bisect_right(self._year(last.year).working, last) - bisect_right(self._year(first.year).working, first)

    def days_off(self, first: date, last: date) -> tuple[DayOff, ...]:
        """Return the days that are no working days after ``first`` up to and with ``last``."""
        found: list[DayOff] = []
        for number in range(first.year, last.year + 1):
            year = self._year(number)
            found += year.days_off[bisect_right(year.off, first) : bisect_right(year.off, last)]
        return tuple(found)

    def is_open(self, local: datetime) -> bool:
        """Return whether the town hall is open at a moment in the town's time."""
        second = local.hour * 3600 + local.minute * 60 + local.second
        return any(opens <= second < closes for opens, closes in self._spans_by_the_clock(local.date()))

    def open_seconds_between(self, first: datetime, last: datetime) -> int:
        """Return for how many seconds the town hall is open from one moment to another, whatever the clock does in between."""
        if last <= first:
            return 0
        start, end = self.local(first), self.local(last)
        whole = sum(self._year(number).opened[-1] for number in range(start.year, end.year))
        return whole + self._opened_before(end) - self._opened_before(start)

    def add_open_seconds(self, at: datetime, seconds: int) -> datetime:
        """Return the first moment, in the town's time, at which the town hall has been open for so many seconds since ``at``.

        Fractions of a second are dropped. ValueError if no opening hours are known: it never will have been.
        """
        if not self.has_hours:
            raise ValueError("the town has no opening hours")
        start = self.local(at).replace(microsecond=0)
        if seconds <= 0:
            return start
        number, wanted = start.year, self._opened_before(start) + seconds
        while wanted > (total := self._year(number).opened[-1]):
            wanted -= total
            number += 1
        year = self._year(number)
        index = bisect_left(year.opened, wanted) - 1
        return self._at(date.fromordinal(year.first + index), _reached(year.spans[index], wanted - year.opened[index]))

    def has_hours_on(self, day: date) -> bool:
        """Return whether the town hall opens on a day."""
        return bool(self._spans_by_the_clock(day))

    def _spans_by_the_clock(self, day: date) -> Spans:
        """Return the hours of a day as clocks show them: those of holidays on a holiday, none during a closure."""
        if day in self._closures:
            return ()
        return self._spans[Weekday.HOLIDAY if day in self.holidays(day.year) else _WEEKDAYS[day.weekday()]]

    def _elapsed_spans(self, day: date, changes: frozenset[date]) -> Spans:
        """Return the hours of a day in seconds that really pass."""
        spans = self._spans_by_the_clock(day)
        if day not in changes:
            return spans
        # A time that the clock skips is read as if it did not; of one that it shows twice the first opens and the second closes.
        passed = ((self._passed(day, opens, 0), max(self._passed(day, closes, fold) for fold in (0, 1))) for opens, closes in spans)
        return tuple((opens, closes) for opens, closes in passed if opens < closes)

    def _passed(self, day: date, second: int, fold: int) -> int:
        """Return how many seconds pass from local midnight until clocks show a time."""
        shown = datetime.combine(day, _clock(second), self.zone).replace(fold=fold)
        return int((shown.astimezone(UTC) - self._midnight(day)).total_seconds())

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def _at(self, day: date, second: int) -> datetime:
        """Return the moment so many seconds after local midnight."""
        if second < _DAY_SECONDS and day not in self._year(day.year).changes:
            return datetime.combine(day, _clock(second), self.zone)
        return (self._midnight(day) + timedelta(seconds=second)).astimezone(self.zone)

    def _opened_before(self, local: datetime) -> int:
        """Return for how many seconds the town hall has been open since the year began."""
        day = local.date()
        year = self._year(day.year)
        second = local.hour * 3600 + local.minute * 60 + local.second
        if day in year.changes:
            second = int((local.astimezone(UTC) - self._midnight(day)).total_seconds())
        index = day.toordinal() - year.first
        before = year.opened[index]
        for opens, closes in year.spans[index]:
            if second > opens:
                before += min(second, closes) - opens
        return before

    def _year(self, number: int) -> _Year:
        found = self._years.get(number)
        return self._work_out(number) if found is None else found

    def _work_out(self, number: int) -> _Year:
        first = date(number, 1, 1).toordinal()
        days = [date.fromordinal(ordinal) for ordinal in range(first, date(number, 12, 31).toordinal() + 1)]
        holidays = self.holidays(number)
        working = [day for day in days if self.is_working_day(day)]
        at_work = frozenset(working)
        days_off = [_day_off(day, holidays.get(day), self._closures) for day in days if day not in at_work]
        changes = frozenset(day for day in days if self._changes_clock(day)) if self.has_hours else frozenset[date]()
        spans = [self._elapsed_spans(day, changes) for day in days]
        found = self._years[number] = _Year(first=first, days_off=days_off, working=working, changes=changes, spans=spans)
        return found

    def _changes_clock(self, day: date) -> bool:
        before, after = datetime.combine(day, time(), self.zone), datetime.combine(day + _DAY, time(), self.zone)
        return before.utcoffset() != after.utcoffset()


def moment(town: Town, at: datetime) -> Moment:
    """Return a moment as the town lives it. ``at`` is aware; ValueError if it is not."""
    calendar = calendar_of(town)
    local = calendar.local(at)
    day = local.date()
    return Moment(at=local, holiday=day in calendar.holidays(day.year), open=calendar.is_open(local))


def is_holiday(calendar: str, day: date) -> bool:
    """Return whether a day is a public holiday in a calendar such as ``metropole``."""
    return day in public_holidays(calendar, day.year)


@lru_cache(maxsize=_KEPT_TOWNS)
def calendar_of(town: Town) -> Calendar:
    """Return a town's calendar, the same one for equal towns, with the years it already knows."""
    return Calendar(town)


def _wall_spans(hours: Iterable[OpeningHours], day: Weekday) -> Spans:
    """Return the hours of a weekday in order, without overlap."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted((_second(one.opens), _second(one.closes)) for one in hours if one.day is day):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return tuple(found)


def _second(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _closed_days(closures: Iterable[Closure]) -> Mapping[date, str | None]:
    found: dict[date, str | None] = {}
    for closure in closures:
        for days in range((closure.last_day - closure.first_day).days + 1):
            found.setdefault(closure.first_day + timedelta(days=days), closure.label)
    return found


def _day_off(day: date, holiday: Holiday | None, closures: Mapping[date, str | None]) -> DayOff:
    if day.weekday() >= _SATURDAY:
        return DayOff(day=day, rest=Rest.WEEKEND, holiday=holiday)
    if holiday is not None:
        return DayOff(day=day, rest=Rest.HOLIDAY, holiday=holiday)
    return DayOff(day=day, rest=Rest.CLOSURE, label=closures[day])


def _reached(spans: Spans, wanted: int) -> int:
    """Return the second of the day at which it has been open for so many seconds."""
    for opens, closes in spans:
        if wanted <= closes - opens:
            return opens + wanted
        wanted -= closes - opens
    raise AssertionError("a day is open for as long as was counted")
