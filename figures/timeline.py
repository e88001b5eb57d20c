"""The keys of the axes of time: all of a period, so that what has nothing stands there with nought, and the same a year before or later."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from domain.figures import Axis, Period
from figures.axis_words import ENUMERATED

_MOST = 400
"""Months or weeks that are listed without anything in them; of a longer period those before the first with something are left out."""
_MONTHS_IN_YEAR = 12


def keys(axis: Axis, period: Period, found: Collection[str]) -> tuple[str, ...]:
    """Return the keys of an axis that has an order. ``found``: those of which there is something."""
    match axis:
        case Axis.MONTH:
            return _shortened(tuple(_months(period)), found)
        case Axis.WEEK:
            return _shortened(tuple(_weeks(period)), found)
        case _:
            return tuple(ENUMERATED[axis])


def year_later(axis: Axis, key: str) -> str:
    """Return the key a year later: of a month or a week; any other stays."""
    return _moved(key, 1) if key and axis in {Axis.MONTH, Axis.WEEK} else key


def year_earlier(axis: Axis, key: str) -> str:
    """Return the key a year earlier: of a month or a week; any other stays."""
    return _moved(key, -1) if key and axis in {Axis.MONTH, Axis.WEEK} else key


def month_key(day: date) -> str:
    """Return the month of a day, ``2026-03``."""
    return f"{day.year:04}-{day.month:02}"


def week_key(day: date) -> str:
    """Return the ISO week of a day, ``2026-W09``."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _months(period: Period) -> Iterator[str]:
    first, last = (day.year * _MONTHS_IN_YEAR + day.month - 1 for day in (period.first, period.last))
    for month in range(first, last + 1):
        yield f"{month // _MONTHS_IN_YEAR:04}-{month % _MONTHS_IN_YEAR + 1:02}"


def _weeks(period: Period) -> Iterator[str]:
    monday = period.first - timedelta(days=period.first.weekday())
    while monday <= period.last:
        yield week_key(monday)
        monday += timedelta(days=7)


def _shortened(known: tuple[str, ...], found: Collection[str]) -> tuple[str, ...]:
    if len(known) <= _MOST:
        return known
    earliest = min((key for key in found if key), default=None)
    return () if earliest is None else tuple(key for key in known if key >= earliest)


def _moved(key: str, years: int) -> str:
    return f"{int(key[:4]) + years:04}{key[4:]}"
