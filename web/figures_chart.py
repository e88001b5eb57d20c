"""What a chart in the page is drawn from: the answer as plain lists for ``figures.js``, chosen as for the drawing in exports. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from domain.figures import Axis
from figures.chart_series import Picture, falling, first_series, largest, only_positive, picture_of, together, without_before
from figures.chart_words import figure, say
from figures.question import Question, View
from figures.table import Cell, Table, Unit
from figures.words import Said
from flows.figure_exports.drawable import drawable
from flows.figure_exports.sheet import MASKED
from web.words import N_

TIMES = frozenset({Axis.MONTH, Axis.WEEK, Axis.WEEKDAY, Axis.HOUR})
DRAWN = frozenset({View.BARS, View.STACKED, View.LINES, View.PIE, View.HISTOGRAM, View.PARETO})
"""Views that ECharts draws; a heat table is a table, a map is the town's, a table is itself."""
MOST_BARS, MOST_COLUMNS, MOST_SERIES, MOST_SLICES = 30, 20, 8, 6
_FEWEST = 2
_SUMMARY = N_("{title}: {count} lines, most {most} ({most_name}), least {least} ({least_name}). The table below has all figures.")
_MASKED = Said("Les valeurs masquées sont sans grandeur dans le graphique.", "Masked figures have no size in the chart.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    name: str
    cells: tuple[Cell, ...]
    unit: Unit
    is_before: bool = False


def chart_of(table: Table, question: Question, language: str) -> dict[str, object] | None:
    """Return what the chart of an answer is drawn from, for JSON; None where there is nothing to draw."""
    if question.view not in DRAWN:
        return None
    view, picture = _chosen(picture_of(drawable(table, question.view), language, "c"), question)
    if not any(picture.values):
        return None
    series = [_Series(name=one.label, cells=one.cells, unit=picture.unit, is_before=one.is_before) for one in picture.series]
    if view is View.PARETO:
        series.append(_shares(series[0], picture.whole, language))
    return {
        "view": view.value,
        "language": language,
        "isUpright": question.rows in TIMES or view in {View.LINES, View.HISTOGRAM},
        "categories": list(picture.labels),
        "series": [_told(one, language) for one in series],
        "unit": picture.unit.value,
        "notes": [*picture.notes, *((_MASKED.told(language),) if picture.is_any_masked else ())],
    }


def summary(table: Table, view: View, language: str, words: Callable[..., str]) -> str:
    """Return in a sentence what a chart shows: how many lines, the largest and the smallest. ``words`` translates."""
    shown = drawable(table, view)
    unit = shown.columns[0].unit
    known = [(one.cells[0].value, one.label) for one in shown.lines if one.cells[0].value is not None and not one.cells[0].is_masked]
    told = [(value, label) for value, label in known if value is not None]
    if not told:
        return table.title
    most, least = max(told), min(told)
    return words(
        _SUMMARY,
        title=table.title,
        count=len(shown.lines),
        most=figure(most[0], unit, language),
        most_name=most[1],
        least=figure(least[0], unit, language),
        least_name=least[1],
    )


def _chosen(picture: Picture, question: Question) -> tuple[View, Picture]:
    """Return how a picture is drawn, and of what: as the drawing in exports does it (`figures.charts`)."""
    view = question.view
    if view is View.PIE and (picture.unit is not Unit.COUNT or any(value < 0 for value in picture.values)):
        view = View.BARS
    if view is View.PARETO and picture.unit is not Unit.COUNT:
        view = View.BARS
    if view is View.STACKED and (picture.unit is not Unit.COUNT or len(without_before(picture).series) < _FEWEST):
        view = View.BARS
    match view:
        case View.PIE:
            return view, together(only_positive(falling(without_before(picture))), MOST_SLICES)
        case View.PARETO:
            return view, together(only_positive(falling(without_before(picture))), MOST_COLUMNS)
        case View.STACKED:
            picture = without_before(picture)
        case _:
            pass
    picture = first_series(picture, MOST_SERIES)
    return view, picture if question.rows in TIMES or view is View.LINES else largest(picture, MOST_BARS)


def _shares(bars: _Series, total: Decimal, language: str) -> _Series:
    reached, cells = Decimal(0), list[Cell]()
    for cell in bars.cells:
        reached += _value(cell)
        cells.append(Cell(value=reached / total if total else None))
    return _Series(name=say("share", language), cells=tuple(cells), unit=Unit.RATE)


def _told(series: _Series, language: str) -> dict[str, object]:
    scale = 100 if series.unit is Unit.RATE else 1
    return {
        "name": series.name,
        "isBefore": series.is_before,
        "values": [None if cell.value is None or cell.is_masked else float(cell.value * scale) for cell in series.cells],
        "texts": [_text(cell, series.unit, language) for cell in series.cells],
    }


def _text(cell: Cell, unit: Unit, language: str) -> str:
    if cell.is_masked:
        return MASKED.told(language)
    return "–" if cell.value is None else figure(cell.value, unit, language)


def _value(cell: Cell) -> Decimal:
    return Decimal(0) if cell.value is None or cell.is_masked else cell.value
