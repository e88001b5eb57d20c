"""Which documents of figures there are, and the periods they tell of, as they are written and in words. Pure."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from domain.figures import Period
from domain.report import ReportKind as Kind
from figures.periods import FIRST_YEAR, LAST_YEAR, told, told_day, whole_year
from figures.words import Said

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(\d{4})")
_DECEMBER = 12
_OFFERED: Mapping[Kind, int] = {Kind.WEEKLY: 26, Kind.MONTHLY: 24, Kind.SECTOR: 24, Kind.ANNUAL: 5}


KINDS: Mapping[Kind, Said] = {
    Kind.WEEKLY: Said("Tableau de bord hebdomadaire", "Weekly dashboard"),
    Kind.MONTHLY: Said("Tableau mensuel", "Monthly table"),
    Kind.SECTOR: Said("Fiche de secteur", "Sector sheet"),
    Kind.ANNUAL: Said("Rapport annuel au conseil municipal", "Annual report to the council"),
}


def period_of(kind: Kind, words: str) -> Period | None:
    """Return the period a document is asked for: ``2026-W09`` (WEEKLY), ``2026-03`` (MONTHLY, SECTOR), ``2026`` (ANNUAL, SECTOR).

    None where the words are no such period.
    """
    words = words.strip().upper()
    if kind is Kind.WEEKLY:
        return _week(words)
    if kind is Kind.ANNUAL:
        return _year(words)
    return _month(words) or (_year(words) if kind is Kind.SECTOR else None)


def last_period(kind: Kind, today: date) -> Period:
    """Return the last whole week, month or year before a day."""
    if kind is Kind.WEEKLY:
        monday = today - timedelta(days=today.weekday() + 7)
        return Period(first=monday, last=monday + timedelta(days=6))
    if kind is Kind.ANNUAL:
        return whole_year(today.year - 1)
    last = today.replace(day=1) - timedelta(days=1)
    return Period(first=last.replace(day=1), last=last)


def recent_periods(kind: Kind, today: date) -> tuple[Period, ...]:
    """Return the periods a document is mostly asked for, the last first: weeks, months or years that are over."""
    found = _back(kind, today)
    return (*found, *_back(Kind.ANNUAL, today)) if kind is Kind.SECTOR else found


def _back(kind: Kind, today: date) -> tuple[Period, ...]:
    found = [last_period(kind, today)]
    while len(found) < _OFFERED[kind]:
        found.append(last_period(kind, found[-1].first))
    return tuple(found)


def written_period(kind: Kind, period: Period) -> str:
    """Return a period as `period_of` reads it."""
    if kind is Kind.WEEKLY:
        year, week, _ = period.first.isocalendar()
        return f"{year}-W{week:02}"
    return f"{period.first:%Y}" if period.last - period.first > timedelta(days=31) else f"{period.first:%Y-%m}"


def told_period(kind: Kind, period: Period, language: str) -> str:
    """Return a period in words: « semaine 9, du 23 février au 1er mars 2026 »."""
    if kind is not Kind.WEEKLY:
        return told(period, language)
    _, week, _ = period.first.isocalendar()
    said = Said("semaine {week}, du {first} au {last}", "week {week}, {first} to {last}")
    return said.filled(language, week=week, first=told_day(period.first, language), last=told_day(period.last, language))


def _week(words: str) -> Period | None:
    found = _WEEK.fullmatch(words)
    if found is None or not FIRST_YEAR < int(found[1]) < LAST_YEAR:
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return Period(first=monday, last=monday + timedelta(days=6))


def _month(words: str) -> Period | None:
    found = _MONTH.fullmatch(words)
    if found is None or not FIRST_YEAR < int(found[1]) < LAST_YEAR or not 1 <= int(found[2]) <= _DECEMBER:
        return None
    first = date(int(found[1]), int(found[2]), 1)
    return Period(first=first, last=first.replace(day=monthrange(first.year, first.month)[1]))


def _year(words: str) -> Period | None:
    found = _YEAR.fullmatch(words)
    return whole_year(int(found[1])) if found is not None and FIRST_YEAR < int(found[1]) < LAST_YEAR else None
