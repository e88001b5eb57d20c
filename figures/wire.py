"""An answer and what can be asked, as JSON takes them: the same of the command line and the API."""

from decimal import Decimal

from domain.figures import Axis
from figures.axis_words import AXES, ENUMERATED
from figures.indicators import INDICATORS, Indicator
from figures.periods import NAMED
from figures.presets import PRESETS, Preset
from figures.table import Cell, Column, Line, Table, Unit


def table_object(table: Table) -> dict[str, object]:
    """Return a table as JSON: shares of 1, not in percent; a masked value is null and so is one there is nothing to count from."""
    return {
        "title": table.title,
        "row_title": table.row_title,
        "columns": [_column(one) for one in table.columns],
        "lines": [_line(one, table) for one in table.lines],
        "total": _line(table.total, table),
        "notes": list(table.notes),
    }


def indicator_object(one: Indicator, language: str) -> dict[str, object]:
    """Return an indicator: what it is called, its unit, by which axes it may be told, its classes of days."""
    return {
        "code": one.code,
        "label": one.label.told(language),
        "unit": one.unit,
        "axes": [axis for axis in Axis if axis in one.axes],
        "classes": [{"code": bucket.code, "label": bucket.label.told(language)} for bucket in one.buckets],
    }


def axis_object(axis: Axis, language: str) -> dict[str, object]:
    """Return an axis and, where they are all known, its keys by their words."""
    keys = [{"key": key, "label": words.told(language)} for key, words in ENUMERATED.get(axis, {}).items()]
    return {"code": axis, "label": AXES[axis].told(language), "keys": keys}


def preset_object(one: Preset, language: str) -> dict[str, object]:
    """Return a preset and what it asks."""
    return {
        "code": one.code,
        "title": one.title.told(language),
        "show": list(one.indicators),
        "by": one.rows,
        "and_by": one.columns,
        "period": one.named,
    }


def offered(language: str) -> dict[str, object]:
    """Return all that can be asked."""
    return {
        "indicators": [indicator_object(one, language) for one in INDICATORS.values()],
        "axes": [axis_object(one, language) for one in Axis],
        "periods": [{"code": name, "label": words.told(language)} for name, words in NAMED.items()],
        "presets": [preset_object(one, language) for one in PRESETS.values()],
    }


def _column(one: Column) -> dict[str, object]:
    return {"indicator": one.indicator, "key": one.key, "label": one.label, "unit": one.unit, "is_before": one.is_before}


def _line(line: Line, table: Table) -> dict[str, object]:
    cells = [_cell(cell, column.unit) for cell, column in zip(line.cells, table.columns, strict=True)]
    return {"key": line.key, "label": line.label, "cells": cells}


def _cell(cell: Cell, unit: Unit) -> dict[str, object]:
    return {"value": None if cell.value is None else _number(cell.value, unit), "is_masked": cell.is_masked}


def _number(value: Decimal, unit: Unit) -> int | float:
    # At most three decimals: the shortest number that is read back as the same.
    return int(value) if unit is Unit.COUNT else float(value)
