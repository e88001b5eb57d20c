"""Requests that stand by name in a document of figures: what is late in a department, and where an implicit decision is near."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.ids import DepartmentCode, TownId
from domain.request import OPEN_STATUSES
from store.request_lines import RequestLine, line
from store.schema import RequestRow

_OPEN = tuple(status.value for status in OPEN_STATUSES)
_Day = InstrumentedAttribute[datetime | None] | InstrumentedAttribute[date | None]
Found = tuple[int, tuple[RequestLine, ...]]
"""How many there are, and the first of them."""


def late(session: Session, town: TownId, department: DepartmentCode, before: datetime, limit: int) -> Found:
    """Return the open requests of a department whose target day ended before a moment, the latest first."""
    return _found(session, town, department, RequestRow.complete_by < before, RequestRow.complete_by, limit)


def implicit(session: Session, town: TownId, department: DepartmentCode, last: date, limit: int) -> Found:
    """Return the open requests of a department whose legal day is not after a day, the first to come first."""
    return _found(session, town, department, RequestRow.legal_on <= last, RequestRow.legal_on, limit)


def _found(session: Session, town: TownId, department: DepartmentCode, condition: ColumnElement[bool], order: _Day, limit: int) -> Found:
    own = (RequestRow.town == town, RequestRow.department == department, RequestRow.status.in_(_OPEN), RequestRow.merged_into.is_(None))
    count = session.scalar(select(func.count()).select_from(RequestRow).where(*own, condition)) or 0
    rows = session.scalars(select(RequestRow).where(*own, condition).order_by(order, RequestRow.id).limit(limit))
    return count, tuple(map(line, rows))
