"""From a figure to the list of its requests (détail): where the desk's list asks the same, and its reader may read it. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from domain.figures import Axis, Period
from domain.rights import Reach
from figures.periods import year_before
from figures.question import Question
from figures.table import Cell, Column, Line
from web.figures_table import Way, nowhere
from web.list_form import EVERY

_FIELDS: Mapping[Axis, str] = {
    Axis.CHANNEL: "channel",
    Axis.SUBJECT: "subject",
    Axis.SECTOR: "sector",
    Axis.STREET: "street",
    Axis.DEPARTMENT: "department",
    Axis.PRIORITY: "priority",
}
"""What the list calls an axis."""
_OF_NOW: Mapping[str, Mapping[str, str]] = {"stock": {"state": "any_open"}}
"""Indicators of how things stand; as lists, only of today."""
_OF_RECEPTION: Mapping[str, Mapping[str, str]] = {"received": {"state": EVERY}, "urgent": {"state": EVERY, "priority": "1"}}
_DECEMBER = 12


def way_to_list(question: Question, reach: Reach, today: date, *, is_masked: bool) -> Way:
    """Return what finds the list behind a figure, for a reader; nobody from whom something is masked is led anywhere."""
    # Who is told that requests are there without reading them would find nothing in a list that asks for more.
    if is_masked or (reach.level is None and (reach.is_all or not reach.departments)):
        return nowhere
    return lambda line, column, cell: _list(question, today, line, column, cell)


def _list(question: Question, today: date, line: Line, column: Column, cell: Cell) -> str | None:
    keys = _keys(question, line, column)
    if not cell.value or keys is None:
        return None
    period = year_before(question.period) if column.is_before else question.period
    if column.indicator in _OF_NOW:
        # How things stood at another day than today no list tells.
        is_now = not column.is_before and period.last >= today and not keys.keys() & {Axis.MONTH, Axis.WEEK}
        asked = dict(_OF_NOW[column.indicator]) if is_now else None
    elif column.indicator in _OF_RECEPTION:
        shown = _within(period, keys, is_before=column.is_before)
        days = {} if shown is None else {"from": shown.first.isoformat(), "to": shown.last.isoformat()}
        asked = {**_OF_RECEPTION[column.indicator], **days} if days else None
    else:
        asked = None
    fields = {axis: _FIELDS.get(axis) for axis in keys if axis not in {Axis.MONTH, Axis.WEEK}}
    if asked is None or not all(fields.values()):
        return None
    of_query = {} if question.query is None else {"query": str(question.query)}
    return "/requests?" + urlencode({**of_query, **asked, **{str(fields[axis]): keys[axis] for axis in fields}})


def _keys(question: Question, line: Line, column: Column) -> dict[Axis, str] | None:
    """Return what a figure is of, axis by axis; None where the list could not ask it: several keys of one axis, or none known."""
    found: dict[Axis, str] = {}
    for axis, keys in question.filters.items():
        if len(keys) == 1:
            found[axis] = next(iter(keys))
    for told_by, key in ((question.rows, line.key), (question.columns, column.key)):
        if told_by is not None and key is not None:
            found[told_by] = key
    is_open = any(axis not in found for axis in question.filters)
    return None if is_open or not all(found.values()) else found


def _within(period: Period, keys: Mapping[Axis, str], *, is_before: bool) -> Period | None:
    """Return the days of a period that lie in a month or a week; None where that is of the other year."""
    first, last = period.first, period.last
    for axis in (Axis.MONTH, Axis.WEEK):
        if key := keys.get(axis):
            if is_before:
                return None
            begin, end = _month(key) if axis is Axis.MONTH else _week(key)
            first, last = max(first, begin), min(last, end)
    return Period(first=first, last=last) if first <= last else None


def _month(key: str) -> tuple[date, date]:
    year, month = int(key[:4]), int(key[5:7])
    after = date(year + 1, 1, 1) if month == _DECEMBER else date(year, month + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def _week(key: str) -> tuple[date, date]:
    monday = date.fromisocalendar(int(key[:4]), int(key[6:8]), 1)
    return monday, monday + timedelta(days=6)
