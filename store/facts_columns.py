"""Columns of the tables of facts as arrays of whole numbers, and how they are told apart: both databases are asked the same, in one pass.

To fetch a million rows takes seconds, and to group them nearly as long where most differ. So a database is let to write the numbers one
behind the other, and they are counted here: PostgreSQL writes four bytes each, SQLite a character or two of a text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, LargeBinary, Table, cast, func, literal, select, text
from sqlalchemy.orm import Session

from domain.figures import Spread
from store.upsert import dialect_of

Column = ColumnElement[Any]
Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
MISSING = -1
"""What stands for no number in a column."""
_HALF = 2**15
"""Twice as far, there are no characters but halves of some (U+D800 to U+DFFF)."""
SHORT = _HALF
"""Up to here, a number is one character."""
_WIDEST = 2**62
DENSE = 2**22
"""So many places may be counted in without looking which of them there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A column of whole numbers from 0 to 2^30, or none. ``is_short``: of those below `SHORT`."""

    column: Column
    is_short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Which rows stand together: ``of`` has the place of each row, ``keys`` the numbers that a place stands for."""

    of: Places
    keys: Sequence[tuple[int, ...]]


def read(session: Session, table: Table, numbers: Sequence[Number], conditions: Iterable[Column]) -> tuple[Numbers, ...]:
    """Return columns of the rows that meet conditions, `MISSING` where there is no number; at least one column is asked for."""
    if dialect_of(session) == "sqlite":
        return _of_text(session, table, numbers, tuple(conditions))
    # To compile such a question takes longer than to answer it.
    session.execute(text("SET LOCAL jit = off"))
    packed: Column = func.int4send(func.coalesce(numbers[0].column, MISSING))
    for one in numbers[1:]:
        packed = packed.op("||")(func.int4send(func.coalesce(one.column, MISSING)))
    empty = cast(literal(b"", LargeBinary), LargeBinary)
    written = session.scalar(select(func.string_agg(packed, empty, type_=LargeBinary)).select_from(table).where(*conditions))
    rows = np.frombuffer(written or b"", ">i4").reshape(-1, len(numbers))
    return tuple(rows[:, place].astype(np.int32) for place in range(len(numbers)))


def _of_text(session: Session, table: Table, numbers: Sequence[Number], conditions: Sequence[Column]) -> tuple[Numbers, ...]:
    parts: list[Column] = []
    for one in numbers:
        # No text holds NUL, and what is missing is written as the first that it does hold.
        shifted: Column = func.coalesce(one.column - MISSING, 0) if getattr(one.column, "nullable", False) else one.column - MISSING
        parts += [shifted + 1] if one.is_short else [shifted.op(">>")(15) + 1, shifted.op("&")(_HALF - 1) + 1]
    written = session.scalar(select(func.group_concat(func.char(*parts), "")).select_from(table).where(*conditions)) or ""
    signs = np.frombuffer(written.encode("utf-16-le"), "<u2").reshape(-1, len(parts)).astype(np.int32) - 1
    found, place = [], 0
    for one in numbers:
        value = signs[:, place] if one.is_short else signs[:, place] * _HALF + signs[:, place + 1]
        found.append(value + MISSING)
        place += 1 if one.is_short else 2
    return tuple(found)


def count_rows(session: Session, table: Table, conditions: Iterable[Column]) -> int:
    """Return how many rows meet conditions."""
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def grouped(columns: Sequence[Numbers], rows: int) -> Groups:
    """Return which of so many rows have the same numbers in all columns, none of which is missing."""
    of: Places = np.zeros(rows, np.int64)
    size = 1
    for column in columns:
        width = _width(column)
        if size * width > _WIDEST:
            known, of = np.unique(of, return_inverse=True)
            size = len(known)
        of, size = of * width + column, size * width
    if size <= max(DENSE, rows):
        first = np.full(size, -1, np.int64)
        first[of] = np.arange(rows)
        known = np.flatnonzero(first >= 0)
        places = np.zeros(size, np.int64)
        places[known] = np.arange(len(known))
        of, examples = places[of], first[known]
    else:
        _, examples, of = np.unique(of, return_index=True, return_inverse=True)
    if not columns:
        return Groups(of=of, keys=((),) if rows else ())
    return Groups(of=of, keys=tuple(zip(*(column[examples].tolist() for column in columns), strict=True)))


def counted(groups: Groups, only: npt.NDArray[np.bool_] | None = None) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield how many rows stand at each place, those that are told to count; places with none are left out."""
    many = np.bincount(groups.of if only is None else groups.of[only], minlength=len(groups.keys))
    return ((groups.keys[place], int(many[place])) for place in np.flatnonzero(many).tolist())


def spread(groups: Groups, values: Numbers) -> Iterator[tuple[tuple[int, ...], Spread]]:
    """Yield the values that stand at each place, of those that are not missing; places with none are left out."""
    known = values >= 0
    of, values = (groups.of, values) if known.all() else (groups.of[known], values[known])
    width = _width(values)
    # One number of both sorts faster than two: places are fewer than rows, so that it is far from too large.
    both = of * width + values
    both.sort()
    ordered = memoryview((both % width).astype(np.int32))
    many = np.bincount(of, minlength=len(groups.keys))
    ends = np.cumsum(many)
    for place in np.flatnonzero(many).tolist():
        yield groups.keys[place], Spread(ordered[int(ends[place] - many[place]) : int(ends[place])])


def _width(numbers: Numbers) -> int:
    """Return how many numbers there are from 0 to the largest of these."""
    return int(np.max(numbers)) + 1 if len(numbers) else 1
