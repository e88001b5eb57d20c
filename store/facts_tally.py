"""How often which numbers stand together in the rows of a table: what both databases are asked by `store.facts`.

PostgreSQL groups rows by hashing. SQLite would sort them, a million in half a second and more; it is let to write the numbers one behind
the other instead, each as a character or two, and they are counted here: that takes half of it, or less.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, literal, select, text
from sqlalchemy.orm import Session

from store.upsert import dialect_of

Column = ColumnElement[Any]
_HALF = 2**15
"""Twice as far, there are no characters but halves of some (U+D800 to U+DFFF)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A column of whole numbers from 0 to 2^30. ``is_short``: of those below 2^15."""

    column: Column
    is_short: bool = False


def tally(session: Session, table: Table, numbers: Sequence[Number], conditions: Iterable[Column]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield the numbers that stand together in rows, and in how many; of no numbers, how many rows there are."""
    columns = [one.column for one in numbers]
    if dialect_of(session) == "sqlite" and numbers:
        yield from _written(session, table, numbers, tuple(conditions))
        return
    if numbers:
        # To compile such a question takes longer than to answer it.
        session.execute(text("SET LOCAL jit = off"))
    counted = select(*columns, func.count()).select_from(table).where(*conditions)
    for row in session.execute(counted.group_by(*columns) if columns else counted):
        if row[-1]:
            yield tuple(row[:-1]), row[-1]


def _written(
    session: Session, table: Table, numbers: Sequence[Number], conditions: Sequence[Column]
) -> Iterator[tuple[tuple[int, ...], int]]:
    parts: list[Column] = []
    for one in numbers:
        # No text holds NUL.
        parts += [one.column + 1] if one.is_short else [one.column.op("/")(literal(_HALF)) + 1, one.column % _HALF + 1]
    written = session.scalar(select(func.group_concat(func.char(*parts), "")).select_from(table).where(*conditions)) or ""
    width = len(parts)
    for characters, many in Counter(zip(*(written[place::width] for place in range(width)), strict=True)).items():
        yield tuple(_read(numbers, [ord(one) - 1 for one in characters])), many


def _read(numbers: Sequence[Number], parts: Sequence[int]) -> Iterator[int]:
    rest = iter(parts)
    for one in numbers:
        yield next(rest) if one.is_short else next(rest) * _HALF + next(rest)
