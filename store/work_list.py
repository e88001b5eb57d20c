"""The list of requests, filtered and in order, page by page: the same for the desk, the API and the command line.

Pages go on behind the last line seen (keyset), nothing counts. Where a request may be told of only that it is there, it is left out as
soon as something is asked that would tell more of it: see `Wanted.level`.

How each database finds a page: PostgreSQL has an index in the order of the list for every filter and chooses by its statistics. SQLite
keeps none, so the way is chosen here: what is open, of a department or not, and all there is, have an index each; whatever is asked
beyond is asked of the index of `store.search`, which leaps through all conditions at once. The list by day is short enough to be filtered
within its own index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, literal, select, text, tuple_
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.ids import DepartmentCode, RequestId, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.request import OPEN_STATUSES, Status
from store import requests, search
from store.request_lines import Cursor, RequestLine
from store.schema import OPEN, RequestRow, TownRow
from store.search import Facet, Word
from store.upsert import dialect_of


class Order(StrEnum):
    """In which order requests stand (tri)."""

    NEWEST = "newest"
    DUE = "due"
    """What is due first comes first; only requests of which something is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is to hold. None, or nothing, asks for nothing.

    ``towns`` None: of all. ``statuses`` may be several. Moments: from the first on, until before the second. ``level`` is how confidential
    a request may be whose content the reader may see; of others he learns that they are there, when they came and how they stand, so that
    a filter by anything else leaves them out.
    """

    towns: tuple[TownId, ...] | None
    level: Confidentiality
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
        return bool(self.facets or self.words or self.is_of_due or self.dossier is not None)

    @property
    def is_open(self) -> bool:
        """Whether just the open ones are wanted."""
        return frozenset(self.statuses) == frozenset(OPEN_STATUSES)


def page(session: Session, wanted: Wanted, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return the next lines of a list behind ``after``; the list by day begins anew where that tells of no day."""
    if wanted.towns == ():
        return ()
    if dialect_of(session) == "postgresql":
        found = _of_postgresql(session, wanted, after, limit)
    elif _is_asked_of_index(wanted) and (wanted.words or not search.is_behind(session)):
        found = _of_index(session, wanted, after, limit)
    else:
        found = _plain(session, wanted, after, limit, _sqlite_index(wanted))
    return requests.lines(session, found)


# --- from the tables ------------------------------------------------------------------------------------------------------------------


def _plain(session: Session, wanted: Wanted, after: Cursor | None, limit: int, index: str | None = None) -> tuple[RequestId, ...]:
    ids = _ordered(select(RequestRow.id).where(*_conditions(wanted)), wanted, after).limit(limit)
    if index is not None:
        ids = ids.with_hint(RequestRow, f"INDEXED BY {index}", "sqlite")
    return tuple(map(RequestId, session.scalars(ids)))


def _ordered[S: Select[int]](statement: S, wanted: Wanted, after: Cursor | None) -> S:
    if wanted.order is Order.DUE:
        due = (RequestRow.due_at, RequestRow.id)
        if after is not None and after.due_at is not None:
            statement = statement.where(tuple_(*due) > tuple_(literal(after.due_at, RequestRow.due_at.type), after.id))
        return statement.order_by(*due)
    newest = (RequestRow.received_at, RequestRow.id)
    if after is not None:
        statement = statement.where(tuple_(*newest) < tuple_(literal(after.received_at, RequestRow.received_at.type), after.id))
    return statement.order_by(*(key.desc() for key in newest))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what a request of the list fulfils, but for its words."""
    found: list[ColumnElement[bool]] = [*_town_condition(wanted), *_status_condition(wanted)]
    found += [getattr(RequestRow, facet.value) == _typed(facet, value) for facet, value in wanted.facets]
    if wanted.dossier is not None:
        found.append(RequestRow.dossier_id == wanted.dossier)
    if wanted.is_of_due:
        found.append(and_(text("requests.due_at IS NOT NULL")))
    if wanted.due_before is not None:
        found.append(RequestRow.due_at < wanted.due_before)
    if wanted.received_from is not None:
        found.append(RequestRow.received_at >= wanted.received_from)
    if wanted.received_before is not None:
        found.append(RequestRow.received_at < wanted.received_before)
    if wanted.is_telling and wanted.level < Confidentiality.SOCIAL:
        found.append(RequestRow.confidentiality <= int(wanted.level))
    return found


def _town_condition(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.towns is None:
        return []
    return [RequestRow.town == wanted.towns[0] if len(wanted.towns) == 1 else RequestRow.town.in_(wanted.towns)]


def _status_condition(wanted: Wanted) -> list[ColumnElement[bool]]:
    if not wanted.statuses:
        return []
    if wanted.is_open:
        return [and_(text(f"requests.{OPEN}"))]
    return [RequestRow.status.in_([one.value for one in wanted.statuses])]


def _typed(facet: Facet, value: str) -> str | int:
    return int(value) if facet is Facet.PRIORITY else value


# --- PostgreSQL -----------------------------------------------------------------------------------------------------------------------


def _of_postgresql(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    if not wanted.words:
        return _plain(session, wanted, after, limit)
    found = text("words @@ CAST(:query AS tsquery)").bindparams(query=search.query(wanted.words))
    own = select(text("request_id")).select_from(text("request_search")).where(found)
    ids = select(RequestRow.id).where(*_conditions(wanted), RequestRow.id.in_(own.scalar_subquery()))
    return tuple(map(RequestId, session.scalars(_ordered(ids, wanted, after).limit(limit))))


# --- SQLite ---------------------------------------------------------------------------------------------------------------------------


def _sqlite_index(wanted: Wanted) -> str | None:
    """Return the index a list is read from in its order, or within which it is filtered; None where there is none for it."""
    is_of_one = wanted.towns is not None and len(wanted.towns) == 1
    if wanted.dossier is not None:
        return "ix_requests_dossier" if wanted.order is Order.NEWEST else None
    if wanted.is_of_due:
        return "ix_requests_due_facets" if is_of_one else "ix_requests_due"
    if wanted.is_open and is_of_one:
        return "ix_requests_department_open" if wanted.department is not None else "ix_requests_town_open"
    if wanted.is_open:
        return "ix_requests_open"
    return "ix_requests_town_received_at" if is_of_one else "ix_requests_received_at"


def _is_asked_of_index(wanted: Wanted) -> bool:
    if wanted.words:
        return True
    if wanted.dossier is not None or wanted.is_of_due:
        return False
    is_served = wanted.is_open and wanted.facets in {(), ((Facet.DEPARTMENT, str(wanted.department)),)}
    return not is_served and bool(wanted.facets or wanted.statuses)


def _of_index(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    if wanted.order is Order.DUE or wanted.dossier is not None:
        return _by_words(session, wanted, after, limit)
    end = [search.place_of(after.received_at, after.id)] if after is not None else []
    if wanted.received_before is not None:
        end.append(search.place_of(wanted.received_before, 0))
    parts = [
        "SELECT s.place, s.request_id FROM request_search_index CROSS JOIN request_search s CROSS JOIN requests "
        "WHERE request_search_index MATCH :match AND s.place = request_search_index.rowid AND requests.id = s.request_id"
    ]
    values: dict[str, object] = {"match": _match(session, wanted), "limit": limit}
    if end:
        parts.append("AND request_search_index.rowid < :end")
        values["end"] = min(end)
    if wanted.received_from is not None:
        parts.append("AND request_search_index.rowid >= :start")
        values["start"] = search.place_of(wanted.received_from, 0)
    fulfilled = and_(*_conditions(wanted)).compile(dialect=session.get_bind().dialect, compile_kwargs={"render_postcompile": True})
    del fulfilled
    raise NotImplementedError(parts)


def _by_words(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    raise NotImplementedError


def _match(session: Session, wanted: Wanted) -> str:
    raise NotImplementedError
