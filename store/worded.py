"""Files of requesters by words of their names, at any number of files."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from domain.dossier import DossierId
from domain.ids import TownId
from store.schema import DossierNameRow, DossierRow

_LAST = "\U0010ffff"
_PIECE = 400
"""So many names are looked at first: they fill a page with files of which one in eight has the other words."""


def page(session: Session, town: TownId, words: Sequence[str], *, after: DossierId | None, limit: int) -> tuple[DossierId, ...]:
    """Return the files of a town whose names have words that begin so, each of them, by the name from the longest one on.

    Those behind a file, ``after``, where one is given; those merged into others are left out.
    """
    longest, *others = sorted(set(words), key=lambda word: (-len(word), word))
    found = aliased(DossierNameRow)
    own = select(func.min(found.key)).where(found.dossier_id == after, _begins(found.key, longest))
    last = None if after is None else session.scalar(own)
    walked = session.scalars(_walk(town, longest, others, None if last is None else (last, after), limit)).all()
    if others and len(walked) < limit:
        # Words that seldom meet: each one's files are gathered by its index alone.
        walked = session.scalars(_gathered(town, longest, others, None if last is None else (last, after), limit)).all()
    return tuple(map(DossierId, walked))


def _walk(town: TownId, longest: str, others: Sequence[str], last: tuple[Any, ...] | None, limit: int) -> Select[Any]:  # Any: a key, an id
    """Return the statement for the first files along the names, of one word all of them, of several those among the first names."""
    order = (DossierNameRow.key.expression, DossierNameRow.dossier_id.expression)
    # SQLite goes into an index by one bound: by that of the beginning, it would read all that lies above the page.
    begins = _begins(DossierNameRow.key, longest)
    behind = begins if last is None else (DossierNameRow.key < longest + _LAST) & (tuple_(*order) > tuple_(*last))
    names = (DossierNameRow.town == town, behind)
    if not others:
        return _shown(select(DossierNameRow.dossier_id).where(*names), order, longest, limit)
    piece = select(*order).where(*names).order_by(*order).limit(_PIECE).subquery()
    found = aliased(DossierNameRow)
    have = (exists().where(found.dossier_id == piece.c.dossier_id, _begins(found.key, word)) for word in others)
    return _shown(select(piece.c.dossier_id).where(*have), (piece.c.key, piece.c.dossier_id), longest, limit)


def _shown(
    rows: Select[Any], order: tuple[ColumnElement[Any], ColumnElement[Any]], longest: str, limit: int
) -> Select[Any]:  # Any: as above
    """Return the statement for those of some names, by key and file, that are a file's first ones, in order."""
    key, dossier = order
    found = aliased(DossierNameRow)
    is_first = ~exists().where(found.dossier_id == dossier, _begins(found.key, longest), found.key < key)
    return rows.join(DossierRow, DossierRow.id == dossier).where(DossierRow.merged_into.is_(None), is_first).order_by(*order).limit(limit)


def _gathered(town: TownId, longest: str, others: Sequence[str], last: tuple[Any, ...] | None, limit: int) -> Select[Any]:  # Any: as above
    """Return the statement for the first of the files that all words have."""
    name = aliased(DossierNameRow)
    have = (name.dossier_id.in_(_having(town, word)) for word in others)
    grouped = select(name.dossier_id, func.min(name.key).label("key")).where(name.town == town, _begins(name.key, longest), *have)
    own = grouped.group_by(name.dossier_id).cte().prefix_with("MATERIALIZED")
    order = (own.c.key, own.c.dossier_id)
    rows = select(*order) if last is None else select(*order).where(tuple_(*order) > tuple_(*last))
    # Whether a file went into another is asked one by one, of a page: joined, PostgreSQL would rather read all files there are.
    found = rows.order_by(*order).offset(0).subquery()
    is_there = select(DossierRow.merged_into.is_(None)).where(DossierRow.id == found.c.dossier_id).scalar_subquery()
    return select(found.c.dossier_id).where(is_there).order_by(found.c.key, found.c.dossier_id).limit(limit)


def _having(town: TownId, word: str) -> Select[int]:
    found = aliased(DossierNameRow)
    return select(found.dossier_id).where(found.town == town, _begins(found.key, word))


def _begins(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    return (column >= word) & (column < word + _LAST)
