"""Pages of the list of requests on PostgreSQL, which has an index in the order of the list for every filter.

Each of these holds the other filters as well and is chosen by statistics. Words are looked for along the list or in their own index,
whichever is nearer: see `_with_words`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, Select, Subquery, any_, column, false, func, literal, or_, select, table, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from domain.ids import RequestId
from store import search
from store.request_lines import Cursor
from store.schema import RequestRow, TownRow
from store.wanted import Order, Wanted, keys, order_of, ordered


def page(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    """Return the ids of the next requests of a list behind ``after``."""
    if wanted.words:
        return _with_words(session, wanted, after, limit)
    own = _first(wanted, after, limit)
    return tuple(map(RequestId, session.scalars(select(own.c.id).order_by(*order_of(wanted, own.c)))))


def _with_words(session: Session, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    """Return a page of those that have the words.

    Frequent words are soon found along the list, rare ones in their index. Which they are, statistics do not tell of words that never meet,
    or of a word and a department; so a piece of the list is looked at, then the index, and only then the list goes on.
    """
    asked = search.query(wanted.words)
    found: list[RequestId] = []
    at, at_once = after, _PIECE
    while True:
        rows = session.execute(_piece(wanted, at, at_once), {"query": asked}).all()
        found += [RequestId(row.id) for row in rows if row.has_words]
        if len(found) >= limit or not rows or rows[-1].number < at_once:
            return tuple(found[:limit])
        if at_once == _PIECE and len(found) < _HINT:
            is_whole = _is_of_a_whole_town(wanted)
            few = search.few(session, wanted.words, _FEW_OF_ALL if is_whole else _FEW)
            if few is not None:
                return _among(session, wanted, few, after, limit)
            if is_whole:
                spans = _spans(rows[0].received_at, rows[0].received_at - rows[-1].received_at)
                return _by_spans(session, wanted, spans, after, limit)
        at, at_once = _cursor(wanted, rows[-1]), min(2 * at_once, _MOST_WALKED)


def _cursor(wanted: Wanted, row: Row[Any]) -> Cursor:  # Any: what the list is ordered by
    due_at = row.due_at if wanted.order is Order.DUE else None
    return Cursor(priority=0, received_at=row.received_at, id=RequestId(row.id), due_at=due_at)


def _is_of_a_whole_town(wanted: Wanted) -> bool:
    """Return whether a list is of all there is in one town, but for words."""
    towns = wanted.towns or ()
    return len(towns) == 1 and replace(wanted, words=()) == Wanted(towns=towns, reach=wanted.reach)


def _by_spans(
    session: Session, wanted: Wanted, spans: Iterable[tuple[datetime, datetime]], after: Cursor | None, limit: int
) -> tuple[RequestId, ...]:
    """Return a page of all requests of a town that have the words, by the index alone."""
    (town,) = wanted.towns or ()
    found: tuple[RequestId, ...] = ()
    for start, until in spans:
        found += _among(session, wanted, search.between(session, town, wanted.words, start, until), after, limit - len(found))
        if len(found) >= limit:
            break
    return found


def _spans(newest: datetime, piece: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Yield spans of time, the newest first, each longer than the one before, until all time is covered."""
    until, length = newest, max(_PIECES * piece, timedelta(hours=1))
    while length < _LONGEST_SPAN:
        yield until - length, until
        until, length = until - length, 8 * length
    yield _EARLIEST, until


def _among(session: Session, wanted: Wanted, few: Sequence[RequestId], after: Cursor | None, limit: int) -> tuple[RequestId, ...]:
    """Return a page of a list of which only some may be. They are gathered first: nothing shall tempt PostgreSQL to go along the list."""
    if not few:
        return ()
    is_one = RequestRow.id == any_(literal(list(few), ARRAY(BigInteger)))
    own = ordered(keys(wanted).where(is_one), wanted, after).cte().prefix_with("MATERIALIZED")
    return tuple(map(RequestId, session.scalars(select(own.c.id).order_by(*order_of(wanted, own.c)).limit(limit))))


def _piece(wanted: Wanted, after: Cursor | None, limit: int) -> Select[Any]:  # Any: what the list is ordered by
    """Return those that have the words among so many requests of a list, and the first and the last of these, which say how far it goes."""
    first = _first(wanted, after, limit)
    piece = select(*first.c, func.row_number().over(order_by=order_of(wanted, first.c)).label("number")).subquery()
    own = table("request_search", column("request_id"), column("words"))
    has_words = func.coalesce(own.c.words.op("@@")(text("CAST(:query AS tsquery)")), false())
    chosen = select(*piece.c, has_words.label("has_words")).outerjoin_from(piece, own, own.c.request_id == piece.c.id)
    return chosen.where(or_(has_words, piece.c.number.in_((1, limit)))).order_by(piece.c.number)


def _first(wanted: Wanted, after: Cursor | None, limit: int) -> Subquery:
    """Return the first requests of a list. Of several towns, each one's are read in its own index, which begins with the town."""
    if not wanted.facets or (wanted.towns is not None and len(wanted.towns) == 1):
        return ordered(keys(wanted), wanted, after).limit(limit).subquery()
    every = replace(wanted, towns=None)
    own = ordered(keys(every).where(RequestRow.town == TownRow.id), wanted, after).limit(limit).lateral()
    towns = true() if wanted.towns is None else TownRow.id.in_(wanted.towns)
    return select(*own.c).select_from(TownRow).join(own, true()).where(towns).order_by(*order_of(wanted, own.c)).limit(limit).subquery()


_PIECE = 400
"""So many requests of a list are looked at first: words that one in eight has fill a page with them."""
_HINT = 8
"""Words that so many of them have are frequent enough to go on along the list."""
_MOST_WALKED = 6_400
_FEW, _FEW_OF_ALL = 4_000, 500
"""Gathering so many takes as long as going along a list, or, where it is of all there is, as looking at it by spans."""
_PIECES = 50
"""So many times as long as the first piece is the first span: it is read in a few milliseconds."""
_LONGEST_SPAN = timedelta(days=3650)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
