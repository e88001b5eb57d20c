"""What is asked of the list of requests, and the statements that say so to either database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.ids import DepartmentCode, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from store.query_conditions import Meant
from store.reach import is_readable
from store.request_lines import Cursor
from store.schema import OPEN, RequestRow
from store.search import Facet, Word


class Order(StrEnum):
    """In which order requests stand (tri)."""

    NEWEST = "newest"
    DUE = "due"
    """What is due first comes first; only requests of which something is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is to hold. None, or nothing, asks for nothing.

    ``towns`` None: of all. ``statuses`` may be several. Moments: from the first on, until before the second. ``reach`` says whose content
    the reader may see; of others he learns at most that they are there, when they came and how they stand, so that a filter by anything
    else leaves them out.
    """

    towns: tuple[TownId, ...] | None
    reach: Reach
    order: Order = Order.NEWEST
    statuses: tuple[Status, ...] = ()
    department: DepartmentCode | None = None
    subject: SubjectCode | None = None
    sector: SectorName | None = None
    street: str | None = None
    channel: Channel | None = None
    priority: int | None = None
    taken_by: str | None = None
    dossier: DossierId | None = None
    due_before: datetime | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None
    words: tuple[Word, ...] = ()
    meant: Meant | None = None
    """Those a query means."""

    @property
    def facets(self) -> tuple[tuple[Facet, str], ...]:
        """Return the filters that are one value of a column."""
        values = (
            (Facet.DEPARTMENT, self.department),
            (Facet.SUBJECT, self.subject),
            (Facet.SECTOR, self.sector),
            (Facet.STREET, self.street),
            (Facet.CHANNEL, self.channel),
            (Facet.PRIORITY, self.priority),
            (Facet.TAKEN_BY, self.taken_by),
        )
        return tuple((facet, str(value)) for facet, value in values if value is not None)

    @property
    def is_of_due(self) -> bool:
        """Whether only requests are wanted of which something is due."""
        return self.order is Order.DUE or self.due_before is not None

    @property
    def is_telling(self) -> bool:
        """Whether a line in the list says more of a request than that it is there, when it came and how it stands."""
        return bool(self.facets or self.words or self.is_of_due or self.dossier is not None or self.meant is not None)

    @property
    def is_open(self) -> bool:
        """Whether just the open ones are wanted."""
        return frozenset(self.statuses) == frozenset(OPEN_STATUSES)


Column = InstrumentedAttribute[Any]
Reading = Callable[[Column], ColumnElement[Any]]
"""How a statement names a column; see `store.work_list`."""


def as_it_is(column: Column) -> ColumnElement[Any]:
    """Name a column as it is."""
    return column.expression


def chosen(wanted: Wanted, reading: Reading = as_it_is) -> Select[int, datetime]:
    """Return the requests of a list, in no order; their words are not looked at."""
    return select(RequestRow.id, RequestRow.received_at).where(*conditions(wanted, reading))


def ordered(statement: Select[int, datetime], wanted: Wanted, after: Cursor | None, reading: Reading = as_it_is) -> Select[int, datetime]:
    """Return a statement in the order of the list, behind a line of it."""
    if wanted.order is Order.DUE:
        due = (reading(RequestRow.due_at), RequestRow.id)
        if after is not None and after.due_at is not None:
            statement = statement.where(tuple_(*due) > tuple_(literal(after.due_at, RequestRow.due_at.type), after.id))
        return statement.order_by(*due)
    newest = (reading(RequestRow.received_at), RequestRow.id)
    if after is not None:
        statement = statement.where(tuple_(*newest) < tuple_(literal(after.received_at, RequestRow.received_at.type), after.id))
    return statement.order_by(*(key.desc() for key in newest))


def conditions(wanted: Wanted, reading: Reading) -> list[ColumnElement[bool]]:
    """Return what a request of the list fulfils, but for its words."""
    found: list[ColumnElement[bool]] = [*_town_condition(wanted, reading), *_status_condition(wanted, reading)]
    found += [reading(_COLUMNS[facet]) == (int(value) if facet is Facet.PRIORITY else value) for facet, value in wanted.facets]
    if wanted.dossier is not None:
        found.append(reading(RequestRow.dossier_id) == wanted.dossier)
    if wanted.is_of_due:
        found.append(reading(RequestRow.due_at).is_not(None))
    if wanted.due_before is not None:
        found.append(reading(RequestRow.due_at) < wanted.due_before)
    if wanted.received_from is not None:
        found.append(reading(RequestRow.received_at) >= wanted.received_from)
    if wanted.received_before is not None:
        found.append(reading(RequestRow.received_at) < wanted.received_before)
    if wanted.meant is not None:
        found.append(wanted.meant.condition)
    if wanted.is_telling and wanted.reach.level is not Confidentiality.SOCIAL:
        found.append(is_readable(wanted.reach, reading))
    return found


def _town_condition(wanted: Wanted, reading: Reading) -> list[ColumnElement[bool]]:
    if wanted.towns is None:
        return []
    town = reading(RequestRow.town)
    return [town == wanted.towns[0] if len(wanted.towns) == 1 else town.in_(wanted.towns)]


def _status_condition(wanted: Wanted, reading: Reading) -> list[ColumnElement[bool]]:
    if not wanted.statuses:
        return []
    if wanted.is_open and reading(RequestRow.status) is RequestRow.status.expression:
        return [_IS_OPEN]
    return [reading(RequestRow.status).in_([one.value for one in wanted.statuses])]


_IS_OPEN: ColumnElement[bool] = and_(text(f"requests.{OPEN}"))
_COLUMNS: Mapping[Facet, Column] = {
    Facet.DEPARTMENT: RequestRow.department,
    Facet.SUBJECT: RequestRow.subject,
    Facet.SECTOR: RequestRow.sector,
    Facet.STREET: RequestRow.street,
    Facet.CHANNEL: RequestRow.channel,
    Facet.PRIORITY: RequestRow.priority,
    Facet.TAKEN_BY: RequestRow.taken_by,
}


def keys(wanted: Wanted) -> Select[Any]:  # Any: as above
    """Return the list's requests by what orders them, and by no more: an index holds just that."""
    keys = (RequestRow.id, RequestRow.received_at, *((RequestRow.due_at,) if wanted.order is Order.DUE else ()))
    return select(*keys).where(*conditions(wanted, as_it_is))


def order_of(wanted: Wanted, columns: ReadOnlyColumnCollection[str, Any]) -> tuple[ColumnElement[Any], ...]:  # Any: as above
    """Return what orders a list by columns that `keys` named."""
    return (columns.due_at, columns.id) if wanted.order is Order.DUE else (columns.received_at.desc(), columns.id.desc())
