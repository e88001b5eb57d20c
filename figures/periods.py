"""Periods (périodes) that are chosen by name, worked out from a day of the town, and the same days a year before."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from domain.figures import Period
from figures.words import Said, sentence

FIRST_YEAR = 1900
LAST_YEAR = 2999
_FIRST_DAY = date(FIRST_YEAR, 1, 1)
_MONTHS_IN_YEAR = 12
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
)


class Named(StrEnum):
    """What is told by its name. Written to the end of the day they are asked on, except those that are over."""

    MONTH = "month"
    """From the first of this month (mois courant)."""
    LAST_MONTH = "last_month"
    """The whole month before this one."""
    MONTHS_3 = "3_months"
    """This month and the two before it."""
    MONTHS_6 = "6_months"
    MONTHS_12 = "12_months"
    YEAR = "year"
    """From 1 January (année civile)."""
    LAST_YEAR = "last_year"
    """The whole calendar year before this one."""
    LAST_WEEK = "last_week"
    """Monday to Sunday before this week."""
    ALL = "all"


NAMED: Mapping[Named, Said] = {
    Named.MONTH: Said("Mois courant", "This month"),
    Named.LAST_MONTH: Said("Mois dernier", "Last month"),
    Named.MONTHS_3: Said("3\u00a0mois", "3 months"),
    Named.MONTHS_6: Said("6\u00a0mois", "6 months"),
    Named.MONTHS_12: Said("12\u00a0mois", "12 months"),
    Named.YEAR: Said("Année civile", "Calendar year"),
    Named.LAST_YEAR: Said("Année dernière", "Last year"),
    Named.LAST_WEEK: Said("Semaine dernière", "Last week"),
    Named.ALL: Said("Tout", "All"),
}
_BACK: Mapping[Named, int] = {Named.MONTH: 0, Named.MONTHS_3: 2, Named.MONTHS_6: 5, Named.MONTHS_12: 11}


def named_period(name: Named, today: date) -> Period:
    """Return a period as of ``today``, a day in the town's time zone."""
    if name in _BACK:
        return Period(first=_months_before(today.replace(day=1), _BACK[name]), last=today)
    match name:
        case Named.LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return Period(first=last.replace(day=1), last=last)
        case Named.YEAR:
            return Period(first=date(today.year, 1, 1), last=today)
        case Named.LAST_YEAR:
            return whole_year(today.year - 1)
        case Named.LAST_WEEK:
            monday = today - timedelta(days=today.weekday() + 7)
            return Period(first=monday, last=monday + timedelta(days=6))
        case _:
            return Period(first=_FIRST_DAY, last=today)


def whole_year(year: int) -> Period:
    """Return a calendar year."""
    return Period(first=date(year, 1, 1), last=date(year, 12, 31))


def year_before(period: Period) -> Period:
    """Return the same days of the year before (N-1): whole months stay whole, and 29 February becomes the 28th."""
    first, last = _year_earlier(period.first), _year_earlier(period.last)
    if period.last.day == _month_length(period.last):
        last = last.replace(day=_month_length(last))
    return Period(first=first, last=last)


def told(period: Period, language: str) -> str:
    """Return a period in words: « mars 2026 », « année 2026 », « du 1er mars au 15 avril 2026 »."""
    first, last = period.first, period.last
    if first <= _FIRST_DAY:
        return Said("jusqu’au {day}", "until {day}").filled(language, day=told_day(last, language))
    if period == whole_year(first.year):
        return Said("année {year}", "year {year}").filled(language, year=first.year)
    if first == last:
        return told_day(first, language)
    if first.day == 1 and last.day == _month_length(last):
        return _told_months(first, last, language)
    days = {"first": told_day(first, language), "last": told_day(last, language)}
    return Said("du {first} au {last}", "{first} to {last}").filled(language, **days)


def _told_months(first: date, last: date, language: str) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return told_month(first.year, first.month, language)
    start = told_month(first.year, first.month, language)
    start = start.removesuffix(f" {first.year}") if first.year == last.year else start
    end = told_month(last.year, last.month, language)
    return Said("de {first} à {last}" if start[0] not in "ao" else "d’{first} à {last}", "{first} to {last}").filled(
        language, first=start, last=end
    )


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def told_month(year: int, month: int, language: str) -> str:
    """Return a month in words."""
    return f"{Said(_MONTHS[month - 1], _ENGLISH_MONTHS[month - 1]).told(language)} {year}"


def told_day(day: date, language: str) -> str:
    """Return a day in words: « 1er mars 2026 », “1 March 2026”."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {told_month(day.year, day.month, language)}"


def month_label(key: str, language: str) -> str:
    """Return ``2026-03`` as « Mars 2026 »."""
    year, month = key.split("-")
    return sentence(told_month(int(year), int(month), language))


def _months_before(first: date, months: int) -> date:
    counted = first.year * _MONTHS_IN_YEAR + first.month - 1 - months
    return date(counted // _MONTHS_IN_YEAR, counted % _MONTHS_IN_YEAR + 1, 1)


def _year_earlier(day: date) -> date:
    # Nothing is counted before the first day there is.
    earlier = max(day.year - 1, FIRST_YEAR)
    return day.replace(year=earlier, day=min(day.day, monthrange(earlier, day.month)[1]))
