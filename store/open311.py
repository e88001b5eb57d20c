"""Requests as Open311 shows them: what a public answer needs of a row, and nothing of who asks or what was written."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.place import Place
from domain.request import Closure, RequestNumber, Status
from store.mapping import load
from store.schema import HistoryRow, InclusionRow, PublicationRow, RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """A request without its requester and without its words. ``public_label`` is what outsiders read instead of the subject."""

    id: RequestId
    number: RequestNumber | None
    status: Status
    received_at: datetime
    updated_at: datetime
    subject: SubjectCode
    department: DepartmentCode
    confidentiality: Confidentiality
    public_label: str | None
    place: Place
    closure: Closure | None = None
    is_published: bool = False
    """Whether an agent has approved words or photos of it for everybody (`store.publications`)."""
    is_limited: bool = False
    """Whether its requester asked that it be left alone."""
    is_merged: bool = False
    """Whether another one stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The last line of a page: the next one goes on below it."""

    received_at: datetime
    id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests of a town are listed: of ``subjects``, in ``statuses``, received from ``start`` to ``end``, both included.

    ``is_by_subject``: outsiders chose the subjects, so requests that are shown under another label are left out. The newest come first;
    ``skipped`` counts those above the page, which costs time for each; ``after`` is where it goes on below, whichever is given.
    """

    town: TownId
    subjects: Collection[SubjectCode]
    statuses: Collection[Status]
    start: datetime
    end: datetime
    limit: int
    is_by_subject: bool = False
    updated_from: datetime | None = None
    updated_until: datetime | None = None
    skipped: int = 0
    after: After | None = None
    ids: Collection[RequestId] | None = None
    streets: Collection[str] | None = None
    sector: str | None = None
    is_once: bool = False
    """Requests that are included in another one are left out: that one stands for them."""
    is_undecided: bool = False
    """Only those of which nobody has said yet what of their text and photos everybody may see."""


def page(session: Session, wanted: Wanted) -> tuple[PublicLine, ...]:
    """Return a page of requests that everybody may see: decided, not confidential, not part of another."""
    if not wanted.subjects or not wanted.statuses:
        return ()
    # The page is found in one index, at any depth; only its rows are read whole.
    keys = (RequestRow.received_at.desc(), RequestRow.id.desc())
    found = select(RequestRow.id).where(_IS_PUBLIC, *_conditions(wanted)).order_by(*keys).limit(wanted.limit).offset(wanted.skipped)
    rows = session.execute(_LINES.where(RequestRow.id.in_(found)).order_by(*keys))
    return tuple(map(_line, rows))


def lines(session: Session, town: TownId, ids: Sequence[RequestId]) -> dict[RequestId, PublicLine]:
    """Return requests of a town by their ids, also such as not everybody may see."""
    rows = session.execute(_LINES.where(RequestRow.town == town, RequestRow.id.in_(ids)))
    return {line.id: line for line in map(_line, rows)}


def last_change(session: Session) -> int:
    """Return what the last line of the history of any request is: what is newer has changed since."""
    return session.scalar(select(func.max(HistoryRow.id))) or 0


def changed(session: Session, town: TownId, since: int) -> tuple[RequestId, ...]:
    """Return the requests of a town of whose history there are lines above one."""
    asked = select(HistoryRow.request_id).where(HistoryRow.id > since, HistoryRow.town == town).distinct()
    return tuple(map(RequestId, session.scalars(asked)))


_DONE_LAST = select(func.max(HistoryRow.at)).where(HistoryRow.request_id == RequestRow.id).correlate(RequestRow).scalar_subquery()
_CHANGED = func.coalesce(_DONE_LAST, RequestRow.created_at, type_=RequestRow.created_at.type)
"""When anything of it changed last, be it closed or not: who reads what is new since then misses nothing."""
_UPDATED = func.coalesce(
    RequestRow.closed_at,  # “For requests with status=closed, this will be the date the request was closed.”
    _DONE_LAST,
    RequestRow.created_at,
    type_=RequestRow.created_at.type,
)
_LABEL = RequestRow.decision["orientation"]["public_label"].as_string()
_LINES: Select[Any] = select(  # Any: the columns of a line
    RequestRow.id,
    RequestRow.year,
    RequestRow.counter,
    RequestRow.status,
    RequestRow.received_at,
    _UPDATED.label("updated_at"),
    RequestRow.subject,
    RequestRow.department,
    RequestRow.confidentiality,
    _LABEL.label("public_label"),
    RequestRow.place,
    RequestRow.closure,
    exists().where(PublicationRow.request_id == RequestRow.id, PublicationRow.is_shown).label("is_published"),
    RequestRow.limited_at,
    RequestRow.merged_into,
)
_IS_PUBLIC = text("requests.confidentiality = 0 AND requests.merged_into IS NULL AND requests.status <> 'review'")
"""As the index `ix_requests_public` has it, to the letter: with parameters, SQLite would not know that the index holds them all."""


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    # SQLite goes into an index by one bound: by that of the range, it would read all that lies above the page.
    end = wanted.end if wanted.after is None else min(wanted.end, wanted.after.received_at)
    found = [
        RequestRow.town == wanted.town,
        RequestRow.received_at.between(wanted.start, end),
        RequestRow.status.in_(wanted.statuses),
        RequestRow.subject.in_(wanted.subjects),
    ]
    if wanted.is_by_subject:
        found.append(_LABEL.is_(None))
    if wanted.updated_from is not None:
        found.append(or_(wanted.updated_from <= _CHANGED, RequestRow.closed_at >= wanted.updated_from))
    if wanted.updated_until is not None:
        found.append(wanted.updated_until >= _UPDATED)
    found.extend(_narrowed(wanted))
    if wanted.after is not None:
        last = (literal(wanted.after.received_at, RequestRow.received_at.type), literal(wanted.after.id, RequestRow.id.type))
        found.append(tuple_(RequestRow.received_at, RequestRow.id) < tuple_(*last))
    return found


def _narrowed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.ids is not None:
        yield RequestRow.id.in_(wanted.ids)
    if wanted.streets is not None:
        yield RequestRow.street.in_(wanted.streets)
    if wanted.sector is not None:
        yield RequestRow.sector == wanted.sector
    if wanted.is_once:
        yield ~exists().where(InclusionRow.request_id == RequestRow.id)
    if wanted.is_undecided:
        yield RequestRow.erased_at.is_(None) & ~exists().where(PublicationRow.request_id == RequestRow.id)


def _line(row: Row[Any]) -> PublicLine:  # Any: as above
    return PublicLine(
        id=RequestId(row.id),
        number=None if row.year is None or row.counter is None else RequestNumber(year=row.year, counter=row.counter),
        status=Status(row.status),
        received_at=row.received_at,
        updated_at=row.updated_at,
        subject=SubjectCode(row.subject),
        department=DepartmentCode(row.department),
        confidentiality=Confidentiality(row.confidentiality),
        public_label=row.public_label,
        place=load(Place, row.place),
        closure=None if row.closure is None else Closure(row.closure),
        is_published=bool(row.is_published),
        is_limited=row.limited_at is not None,
        is_merged=row.merged_into is not None,
    )
