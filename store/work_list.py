"""The list of requests, filtered and in order, page by page: the same for the desk, the API and the command line.

Pages go on behind the last line seen (keyset), nothing counts. Where a request may be told of only that it is there, it is left out as
soon as something is asked that would tell more of it: see `Wanted.reach`. Who sees only what is his departments' is given a list of each of
them, put together: so each is read in its own index, however many requests the others have.

How each database finds a page: PostgreSQL has an index in the order of the list for every filter (`store.postgresql_lists`). SQLite keeps
none, so the way is chosen here: what is open, of a department or not, and all there is, have an index each; whatever is asked beyond is
asked of the index of `store.search`, which leaps through all conditions at once. The list by day is short enough to be filtered within its
own index.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, case, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.ids import RequestId, TownId
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from store import postgresql_lists, requests, search
from store.reach import is_readable
from store.request_lines import Cursor, RequestLine
from store.schema import RequestRow, TownRow
from store.search import Facet
from store.upsert import dialect_of
from store.wanted import Column, Order, Reading, Wanted, chosen, ordered

__all__ = ["Order", "Wanted", "page", "told_files"]


def page(session: Session, wanted: Wanted, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return the next lines of a list behind ``after``; the list by day begins anew where that tells of no day."""
    if wanted.towns == ():
        return ()
    found = _found(session, wanted, after, limit) if wanted.reach.is_all else _of_departments(session, wanted, after, limit)
    return requests.lines(session, found)


def told_files(session: Session, files: Sequence[DossierId], reach: Reach) -> frozenset[DossierId]:
    """Return those of some requesters' files that may be told of: who sent only what is not the reader's to see is left out."""
    if not files:
        return frozenset()
    is_told = func.max(case((is_readable(reach), 1), else_=0))
    own = select(RequestRow.dossier_id, is_told).where(RequestRow.dossier_id.in_(files)).group_by(RequestRow.dossier_id)
    told = {dossier: bool(one) for dossier, one in session.execute(own)}
    # Of somebody who has sent nothing yet there is nothing to hide from who sees the whole town.
    return frozenset(one for one in files if told.get(one, reach.level is not None))


def _found(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    if dialect_of(session) == "postgresql":
        return postgresql_lists.page(session, wanted, after, limit)
    if _is_asked_of_index(wanted) and ((late := search.late(session)) is not None or wanted.words):
        return _of_index(session, wanted, after, limit, late or ())
    return _of_tables(session, wanted, after, limit)


def _of_departments(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    """Return a page for who sees only what is his departments': the first of each one's list, in one order."""
    found: list[RequestId] = []
    for town, department in sorted(wanted.reach.departments):
        is_wanted = wanted.department in {None, department} and (wanted.towns is None or town in wanted.towns)
        if is_wanted:
            own = replace(wanted, towns=(town,), department=department, reach=Reach(level=wanted.reach.most))
            found += _found(session, own, after, limit)
    if len(found) <= 1:
        return tuple(found)
    keys = (RequestRow.due_at, RequestRow.id) if wanted.order is Order.DUE else (RequestRow.received_at.desc(), RequestRow.id.desc())
    ordered = select(RequestRow.id).where(RequestRow.id.in_(found)).order_by(*keys).limit(limit)
    return tuple(map(RequestId, session.scalars(ordered)))


# --- SQLite -------------------------------------------------------------------------------------------------------------------------------


def _aside(*leading: Column) -> Reading:
    """Return the reading by which SQLite, which counts nothing, looks for indexes with none but these columns at their beginning."""
    names = frozenset(column.key for column in leading)

    def read(column: Column) -> ColumnElement[Any]:
        if column.key in names:
            return column.expression
        return UnaryExpression(column.expression, operator=custom_op("+"), type_=column.type)

    return read


def _of_tables(
    session: Session, wanted: Wanted, after: Cursor | None, limit: int, *conditions: ColumnElement[bool]
) -> tuple[RequestId, ...]:
    """Return a page from the index that has the list's order, or within which it is filtered."""
    if wanted.dossier is not None:
        reading = _aside(RequestRow.dossier_id, RequestRow.received_at)
    elif wanted.is_of_due:
        reading = _aside(RequestRow.town, RequestRow.due_at)
    elif wanted.is_open:
        reading = _aside(RequestRow.town, RequestRow.status, RequestRow.received_at, RequestRow.department)
    else:
        reading = _aside(RequestRow.town, RequestRow.received_at)
    ids = ordered(chosen(wanted, reading).where(*conditions), wanted, after, reading).limit(limit)
    return tuple(RequestId(row.id) for row in session.execute(ids))


def _is_asked_of_index(wanted: Wanted) -> bool:
    if wanted.words:
        return True
    if wanted.dossier is not None or wanted.is_of_due:
        return False
    is_served = wanted.is_open and wanted.facets in {(), ((Facet.DEPARTMENT, str(wanted.department)),)}
    return not is_served and bool(wanted.facets or wanted.statuses)


def _of_index(session: Session, wanted: Wanted, after: Cursor | None, limit: int, late: Sequence[RequestId]) -> tuple[RequestId, ...]:
    """Return a page as the index tells it, each request looked at, with those the index has yet to catch up with."""
    asked = _match(session, wanted)
    if wanted.dossier is not None or (wanted.order is Order.DUE and _is_frequent(session, asked)):
        return _walked(session, wanted, after, limit)
    if wanted.order is Order.DUE:
        own = select(text("request_search.request_id")).select_from(text(_INDEXED)).where(text(_MATCHED).bindparams(match=asked))
        return _of_tables(session, wanted, after, limit, _aside()(RequestRow.id).in_(own.scalar_subquery()))
    end = None if after is None else search.place_of(after.received_at, after.id)
    found = dict(_told(session, wanted, asked, end, limit))
    if late and not wanted.words:
        rows = session.execute(_looked_at(wanted).where(RequestRow.id.in_(late)))
        places = {search.place_of(row.received_at, row.id): row.id for row in rows}
        found |= {place: request for place, request in places.items() if end is None or place < end}
    return tuple(RequestId(found[place]) for place in sorted(found, reverse=True)[:limit])


def _is_frequent(session: Session, asked: str) -> bool:
    """Return whether so many requests have the words that it is quicker to look for them along the list."""
    return session.scalars(_COUNTED, {"match": asked, "first": _FREQUENT}).first() is not None


def _walked(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    """Return a page of a list in an order the index has not: so many requests after so many, those that have the words are kept."""
    found: list[RequestId] = []
    while len(found) < limit:
        ids = _of_tables(session, wanted, after, _MOST_AT_ONCE)
        true = search.having(session, ids, wanted.words)
        found += [one for one in ids if one in true]
        if len(ids) < _MOST_AT_ONCE:
            break
        (last,) = requests.lines(session, ids[-1:])
        after = last.cursor
    return tuple(found[:limit])


def _told(session: Session, wanted: Wanted, asked: str, end: int | None, limit: int) -> list[tuple[int, int]]:
    """Return places and ids, the newest first. The index may be old for a moment: what it finds is asked of the requests themselves."""
    end = _END if end is None else end
    if wanted.received_before is not None:
        end = min(end, search.place_of(wanted.received_before, 0) + _MILLISECOND)
    start = 0 if wanted.received_from is None else search.place_of(wanted.received_from, 0)
    found: list[tuple[int, int]] = []
    at_once = limit
    while len(found) < limit:
        rows = session.execute(_PAGE, {"match": asked, "end": end, "start": start, "limit": at_once}).all()
        own = _looked_at(wanted).where(RequestRow.id.in_([row.request_id for row in rows]))
        true = frozenset(row.id for row in session.execute(own)) if rows else frozenset[int]()
        found += [(row.place, row.request_id) for row in rows if row.request_id in true]
        if len(rows) < at_once:
            break
        end, at_once = rows[-1].place, min(2 * at_once, _MOST_AT_ONCE)
    return found[:limit]


def _looked_at(wanted: Wanted) -> Select[int, datetime]:
    """Return requests of the list, to be named by their ids."""
    return chosen(wanted, _aside())


def _match(session: Session, wanted: Wanted) -> str:
    """Return the question to the index. Where the towns are not all there are, each value is asked of each of them."""
    known = tuple(map(TownId, session.scalars(select(TownRow.id))))
    towns = known if wanted.towns is None else wanted.towns
    is_social = wanted.reach.level is Confidentiality.SOCIAL or bool(wanted.reach.departments)
    asked = [(facet, (value, search.social(value)) if is_social else (value,)) for facet, value in wanted.facets]
    groups = [tuple(search.token(town, facet, value) for town in towns for value in values) for facet, values in asked]
    statuses = wanted.statuses or (_LIVE if wanted.is_of_due else ())
    if statuses:
        groups.append(tuple(search.token(town, Facet.STATUS, one.value) for town in towns for one in statuses))
    if not groups and frozenset(towns) != frozenset(known):
        groups.append(tuple(search.token(town, Facet.TOWN, town) for town in towns))
    return search.match(session, wanted.words, groups)


_LIVE = (Status.REVIEW, *OPEN_STATUSES)
"""States of requests of which something may be due."""
_END = 2**63 - 1
_MILLISECOND = 1 << 20
"""Places of one millisecond: whether what came within the last one belongs to the list, the request itself tells."""
_MOST_AT_ONCE = 500
_FREQUENT = 8_000
"""From so many requests on: gathering them takes longer than reading the words of 500 at a time."""
_INDEXED = "request_search_index CROSS JOIN request_search ON request_search.place = request_search_index.rowid"
_MATCHED = "request_search_index MATCH :match"
_PAGE = text(
    f"SELECT request_search.place, request_search.request_id FROM {_INDEXED} WHERE {_MATCHED} "  # noqa: S608 - words of ours
    "AND request_search_index.rowid < :end AND request_search_index.rowid >= :start "
    "ORDER BY request_search_index.rowid DESC LIMIT :limit"
)
_COUNTED = text(f"SELECT 1 FROM request_search_index WHERE {_MATCHED} LIMIT 1 OFFSET :first")  # noqa: S608 - words of ours
