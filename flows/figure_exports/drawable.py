"""An answer as its chart wants it: the parts without their whole, and the classes of a histogram as its categories. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from figures.question import View
from figures.table import Column, Line, Table


def drawable(table: Table, view: View) -> Table:
    """Return the table that is drawn of an answer: the same figures, none of them twice."""
    if any(one.key is not None for one in table.columns):
        table = _chosen(table, [at for at, one in enumerate(table.columns) if one.key is not None])
        if view is View.HISTOGRAM:
            table = _turned(table)
    return table


def _chosen(table: Table, at: Sequence[int]) -> Table:
    def only(line: Line) -> Line:
        return replace(line, cells=tuple(line.cells[one] for one in at))

    columns = tuple(table.columns[one] for one in at)
    return replace(table, columns=columns, lines=tuple(map(only, table.lines)), total=only(table.total))


def _turned(table: Table) -> Table:
    """Return a table whose columns are lines: those of this year and of the year before become one line with a figure of each."""
    rows = table.lines or (table.total,)
    years = sorted({one.is_before for one in table.columns})
    keys = list(dict.fromkeys(one.key for one in table.columns))
    at = {(one.key, one.is_before): place for place, one in enumerate(table.columns)}
    first = {key: table.columns[at[key, False]] for key in keys}
    columns = tuple(
        Column(
            indicator=first[keys[0]].indicator,
            key=row.key,
            label=row.label if not is_before else f"{row.label}, N-1",
            unit=first[keys[0]].unit,
            is_before=is_before,
        )
        for row in rows
        for is_before in years
    )
    lines = tuple(
        Line(key=key, label=first[key].label, cells=tuple(row.cells[at[key, is_before]] for row in rows for is_before in years))
        for key in keys
    )
    return replace(table, columns=columns, lines=lines)
