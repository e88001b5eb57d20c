"""The town's calendar: its own time, public holidays, opening hours."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from domain.ruleset import Weekday
from domain.town import Moment, Town

_WEEKDAYS = (
    Weekday.MONDAY,
    Weekday.TUESDAY,
    Weekday.WEDNESDAY,
    Weekday.THURSDAY,
    Weekday.FRIDAY,
    Weekday.SATURDAY,
    Weekday.SUNDAY,
)
_SUBDIVISIONS = {
    "alsace-moselle": "57",
    "guadeloupe": "971",
    "guyane": "973",
    "martinique": "972",
    "mayotte": "976",
    "la-reunion": "974",
    "reunion": "974",
    "nouvelle-caledonie": "NC",
    "polynesie": "PF",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "saint-pierre-et-miquelon": "PM",
    "wallis-et-futuna": "WF",
}
"""Calendars of public holidays by the names of data.gouv.fr; ``metropole`` and unknown ones are those of mainland France."""


def moment(town: Town, at: datetime) -> Moment:
    """Return a moment as the town lives it. ``at`` is aware; ValueError if it is not."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = at.astimezone(ZoneInfo(town.timezone))
    holiday = is_holiday(town.holidays, local.date())
    day = _WEEKDAYS[local.weekday()]
    clock = local.time()
    hours = [hours for hours in town.hours if hours.day is day]
    return Moment(at=local, holiday=holiday, open=not holiday and any(one.opens <= clock < one.closes for one in hours))


def is_holiday(calendar: str, day: date) -> bool:
    """Return whether a day is a public holiday in a calendar such as ``metropole``."""
    return day in _year(calendar, day.year)


@lru_cache(maxsize=256)
def _year(calendar: str, year: int) -> frozenset[date]:
    """Return the public holidays of a year."""
    return frozenset(holidays.country_holidays("FR", subdiv=_SUBDIVISIONS.get(calendar), years=year))
