"""An answer as its page shows it: the table cell by cell, with the way to the requests behind a figure where there is one. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from figures.chart_words import figure
from figures.question import View
from figures.table import Cell, Column, Line, Table, Unit
from flows.figure_exports.sheet import head_of

SHADES = 6
Way = Callable[[Line, Column, Cell], str | None]
"""Where the requests behind a figure are listed; None where no list is the same, or not his to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A figure as it is written. ``shade`` from 0 to `SHADES`: how much of the largest, in a heat table."""

    text: str
    is_masked: bool
    is_missing: bool
    href: str | None
    shade: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A row: its words and its figures."""

    label: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table: ``columns`` are the heads with their units, and whether each is of the year before."""

    row_title: str
    columns: tuple[tuple[str, bool], ...]
    lines: tuple[ShownLine, ...]
    total: ShownLine
    has_masked: bool
    is_shaded: bool


def shown_table(table: Table, view: View, language: str, way: Way) -> ShownTable:
    """Return a table as it is shown in a language."""
    is_shaded = view is View.HEAT
    largest = _largest(table) if is_shaded else None
    rows = tuple(_line(table, one, language, way, largest) for one in table.lines)
    total = _line(table, table.total, language, way, None)
    return ShownTable(
        row_title=table.row_title,
        columns=tuple((head_of(one.label, one.unit, language), one.is_before) for one in table.columns),
        lines=rows,
        total=total,
        has_masked=any(cell.is_masked for one in (*rows, total) for cell in one.cells),
        is_shaded=is_shaded,
    )


def nowhere(_line: Line, _column: Column, _cell: Cell) -> None:
    """Lead to no list: for who may not read what lies behind."""


def _line(table: Table, line: Line, language: str, way: Way, largest: Decimal | None) -> ShownLine:
    cells = []
    for column, cell in zip(table.columns, line.cells, strict=True):
        is_told = cell.value is not None and not cell.is_masked
        cells.append(
            ShownCell(
                text=_text(cell, column.unit, language),
                is_masked=cell.is_masked,
                is_missing=not is_told and not cell.is_masked,
                href=way(line, column, cell) if is_told else None,
                shade=_shade(cell, largest) if is_told and _is_part(table, column) else 0,
            )
        )
    return ShownLine(label=line.label, cells=tuple(cells))


def _text(cell: Cell, unit: Unit, language: str) -> str:
    return "" if cell.value is None or cell.is_masked else figure(cell.value, unit, language)


def _is_part(table: Table, column: Column) -> bool:
    """Tell whether a column is one of those that nothing but a key tells apart, not their whole."""
    return column.key is not None or all(one.key is None for one in table.columns)


def _largest(table: Table) -> Decimal | None:
    parts = [at for at, column in enumerate(table.columns) if _is_part(table, column)]
    cells = [one.cells[at] for one in table.lines for at in parts]
    return max((cell.value for cell in cells if cell.value is not None and not cell.is_masked), default=None)


def _shade(cell: Cell, largest: Decimal | None) -> int:
    if cell.value is None or not largest or cell.value <= 0:
        return 0
    return max(1, round(cell.value / largest * SHADES))
