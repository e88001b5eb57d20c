"""An answer as the rows of a sheet, from which every file is written: words, numbers with their unit, masked cells in words. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from figures.chart_words import unit_of
from figures.formulas import DIGITS
from figures.table import Cell, Line, Table, Unit
from figures.words import Said

MASKED = Said("masqué", "masked")
"""Of fewer than five, or one of those they could be computed from: which of the two is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A cell of a sheet: a ``number`` of a ``unit``, as exact as the screen shows it, or ``words``; neither where there is no figure."""

    words: str = ""
    number: Decimal | None = None
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: what it is about, its head, its rows, the last of which is the whole; and how it was counted.

    ``about`` are what was asked and when, line by line.
    """

    title: str
    about: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    notes: tuple[str, ...]


def sheet_of(table: Table, about: tuple[str, ...], language: str) -> Sheet:
    """Return an answer as a sheet. Lines that nothing tells apart (no row axis) are the whole alone."""
    head = (table.row_title, *(head_of(one.label, one.unit, language) for one in table.columns))
    units = tuple(one.unit for one in table.columns)
    rows = tuple(_row(line, units, language) for line in (*table.lines, table.total))
    return Sheet(title=table.title, about=about, head=head, rows=rows, notes=table.notes)


def head_of(label: str, unit: Unit, language: str) -> str:
    """Return the name of a column with its unit, where a figure does not bear it."""
    said = "" if unit is Unit.PER_REQUEST else unit_of(unit, language)
    return f"{label} ({said})" if said else label


def rounded(value: Decimal, unit: Unit) -> Decimal:
    """Return a figure as exact as it is shown; halves are rounded up, as everywhere."""
    return value.quantize(Decimal(1).scaleb(-DIGITS[unit]), rounding=ROUND_HALF_UP)


def _row(line: Line, units: tuple[Unit, ...], language: str) -> tuple[Entry, ...]:
    return (Entry(words=line.label), *(_entry(cell, unit, language) for cell, unit in zip(line.cells, units, strict=True)))


def _entry(cell: Cell, unit: Unit, language: str) -> Entry:
    if cell.is_masked:
        return Entry(words=MASKED.told(language))
    return Entry() if cell.value is None else Entry(number=rounded(cell.value, unit), unit=unit)
