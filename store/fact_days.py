"""Days and months as numbers, as the tables of facts hold them, and as keys of the axes of time."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.figures import Axis, Period

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = 12
TIMES = (Axis.MONTH, Axis.WEEK, Axis.WEEKDAY)
"""Axes that a day has a key on."""


def number_of(day: date) -> int:
    """Return the number of a day."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """Return the day of a number."""
    return date.fromordinal(number + _EPOCH)


def month_of(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * _MONTHS + day.month - 1


def week_of(number: int) -> int:
    """Return the number of a week by that of one of its days; weeks begin on Mondays, as that of 29 December 1969 did."""
    return (number + 3) // 7


def month_key(month: int) -> str:
    """Return ``2026-03``."""
    return f"{month // _MONTHS:04d}-{month % _MONTHS + 1:02d}"


def week_key(week: int) -> str:
    """Return ``2026-W09``."""
    year, number, _ = day_of(week * 7 - 3).isocalendar()
    return f"{year:04d}-W{number:02d}"


def time_key(axis: Axis, day: date) -> str:
    """Return the key of a day on an axis of `TIMES`."""
    match axis:
        case Axis.MONTH:
            return month_key(month_of(day))
        case Axis.WEEK:
            return week_key(week_of(number_of(day)))
        case Axis.WEEKDAY:
            return str(day.isoweekday())
        case _:
            raise ValueError(f"no day has a key of {axis}")


def days(period: Period) -> Iterator[date]:
    """Yield the days of a period."""
    for ahead in range((period.last - period.first).days + 1):
        yield period.first + timedelta(days=ahead)
