"""The answer to a question (tableau): the same on screen, in every export and beside every chart."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What a column counts."""

    COUNT = "count"
    RATE = "rate"
    """A share of 1, shown in percent with one decimal."""
    SECONDS = "seconds"
    MINUTES = "minutes"
    DAYS = "days"
    PER_REQUEST = "per_request"
    """So many to each request, with two decimals."""
    STARS = "stars"
    """Of five, with two decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure. ``value`` None: nothing to count it from, or masked.

    ``is_masked``: fewer than five requests stand behind it, or behind another one that it would give away.
    """

    value: Decimal | None
    is_masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its indicator, the key on the column axis if there is one, whether of the year before."""

    indicator: str
    key: str | None
    label: str
    unit: Unit
    is_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: the key on the row axis (None: the whole, "" none known), its words, a cell for each column."""

    key: str | None
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The whole answer. ``total`` is of all that was asked for, no sum of the lines. ``notes`` say how it was counted, in words."""

    title: str
    row_title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line
    notes: tuple[str, ...] = ()
