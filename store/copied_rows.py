"""Rows of one database in another one, with the ids they have."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from store import town_atlas, town_rows
from store.schema import FactDueRow, table_of
from store.town_rows import Row

_AT_ONCE = 500


def values(session: Session, table: Table, columns: tuple[str, ...], town: TownId | None) -> Iterator[tuple[Any, ...]]:
    """Yield columns of all rows of a table, or of a town's, few at a time."""
    wanted = select(*(table.c[name] for name in columns))
    wanted = wanted if town is None else wanted.where(town_atlas.is_own(table, town))
    with session.execute(wanted.execution_options(yield_per=_AT_ONCE)) as found:
        for row in found:
            yield tuple(row)


def count(session: Session, table: Table, town: TownId | None) -> int:
    """Return how many rows of a table there are, or are a town's."""
    if town is not None:
        return town_rows.count(session, table, town)
    return session.scalar(select(func.count()).select_from(table)) or 0


def copy(
    source: Session, target: Session, table: Table, town: TownId | None, change: Callable[[Row], Row | None], tell: Callable[[int], None]
) -> int:
    """Write the rows of a table into another database, each as ``change`` returns it; None: not at all. Return how many were written.

    ``tell`` hears how many more were read. Rows that point to rows of their own table do so after `settle`.
    """
    names = tuple(table.columns.keys())
    written = 0
    for many in town_rows.in_shares(values(source, table, names, town)):
        changed = [row for one in many if (row := change(dict(zip(names, one, strict=True)))) is not None]
        if changed:
            town_rows.write(target, table, changed)
        written += len(changed)
        tell(len(many))
    if written and town_atlas.numbered(table):
        town_rows.count_on(target, table)
    return written


def before_last(target: Session) -> None:
    """Let rows point to others of their table, and forget what triggers wrote on the way: it is copied too."""
    town_rows.point(target)
    target.execute(delete(table_of(FactDueRow)))
