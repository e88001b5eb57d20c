"""What somebody may see, as conditions on requests: one place for lists, the review queue and the bell."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from domain.department import Confidentiality
from domain.ids import DepartmentCode, TownId
from domain.rights import Reach
from store.schema import RequestRow

WHOLE = Reach(level=Confidentiality.SOCIAL)
"""Everything: what the machine itself works on."""
Column = InstrumentedAttribute[Any]


def _as_it_is(column: Column) -> ColumnElement[Any]:
    return column.expression


def is_readable(reach: Reach, reading: Callable[[Column], ColumnElement[Any]] = _as_it_is) -> ColumnElement[bool]:
    """Return the condition that the content of a request is shown."""
    own = of_departments(reach, reading(RequestRow.town), reading(RequestRow.department))
    confidentiality = reading(RequestRow.confidentiality)
    shown = own if reach.level is None else or_(confidentiality <= int(reach.level), own)
    return shown if reach.most is Confidentiality.SOCIAL else and_(shown, confidentiality <= int(reach.most))


def is_told(reach: Reach) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that the content of a request is shown, nothing where that of all is."""
    is_whole = reach.level is reach.most is Confidentiality.SOCIAL
    return () if is_whole else (is_readable(reach),)


def is_there(reach: Reach, reading: Callable[[Column], ColumnElement[Any]] = _as_it_is) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a request is there at all, nothing where all are."""
    return () if reach.is_all else (is_readable(reach, reading),)


def of_departments(reach: Reach, town: ColumnElement[Any], department: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that something is of the reader's own departments."""
    by_town: dict[TownId, list[DepartmentCode]] = {}
    for own_town, own in sorted(reach.departments):
        by_town.setdefault(own_town, []).append(own)
    return or_(false(), *(and_(town == own_town, department.in_(own)) for own_town, own in by_town.items()))
