"""A table as a chart: an SVG of our own for exports and documents, the same bytes for the same table. Pure.

Axes have round ticks; labels are wrapped or shortened, with the full words to be read at them; colours have patterns and marks beside them;
what is masked is hatched, and that is said. There is no script in it, and all words are escaped.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html import escape
from types import MappingProxyType

from figures import chart_ink as ink
from figures.chart_series import HIGH, WIDE, Picture, picture_of
from figures.chart_text import wrap
from figures.chart_words import say
from figures.charts_areas import heat, pie
from figures.charts_bars import Drawn, bars, histogram, nothing, pareto, stacked
from figures.charts_lines import lines
from figures.question import View
from figures.table import Table

_HEADING = 15.0
_TOLD = 40
"""Figures that the description of a chart tells; the table has all."""
_EDGE = 12.0
_PAINTERS: MappingProxyType[View, Callable[[Picture], Drawn]] = MappingProxyType(
    {
        View.BARS: bars,
        View.STACKED: stacked,
        View.LINES: lines,
        View.PIE: pie,
        View.HEAT: heat,
        View.HISTOGRAM: histogram,
        View.PARETO: pareto,
    }
)


def svg(table: Table, view: View, language: str, *, wide: float = WIDE, high: float = HIGH) -> str:
    """Return a chart as an SVG, 744 units wide and as high as it needs; without a heading where the title is empty.

    ``wide`` (without the edge) and ``high`` (of an upright ground) are for a chart in little room: its letters stay as large.

    Where a view cannot show a table (a pie of rates, a map), bars do. Words of the chart's own are French or English.
    """
    name = "c" + sha256(repr((table, view, language, wide, high)).encode()).hexdigest()[:8]
    picture = replace(picture_of(table, language, name), wide=wide, high=high)
    heading, top = _heading(picture)
    body, high, picture = _painted(picture, view)
    if picture.is_any_masked:
        picture = picture.noted("masked")
    notes = "".join(ink.text(0, top + high + 14 + row * 15, words, size=11, colour=ink.FAINT) for row, words in enumerate(picture.notes))
    height = top + high + len(picture.notes) * 15 + 8
    across, tall = wide + 2 * _EDGE, height + 2 * _EDGE
    size = f'viewBox="0 0 {ink.number(across)} {ink.number(tall)}" width="{ink.number(across)}" height="{ink.number(tall)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="{escape(language)}" aria-labelledby="{name}t {name}d">'
        f'<title id="{name}t">{escape(table.title or say("chart", language))}</title>'
        f'<desc id="{name}d">{escape(_told(picture, table))}</desc>{ink.patterns(name)}'
        f'{ink.rect(0, 0, across, tall, "#ffffff")}<g transform="translate({ink.number(_EDGE)} {ink.number(_EDGE)})">{heading}'
        f'<g transform="translate(0 {ink.number(top)})">{body}</g>{notes}</g></svg>\n'
    )


def _painted(picture: Picture, view: View) -> Drawn:
    if not picture.values and not picture.is_any_masked:
        return nothing(picture)
    if view in {View.PIE, View.PARETO} and not any(value > 0 for value in picture.values):
        return bars(picture) if picture.is_any_masked or any(picture.values) else nothing(picture)
    return _PAINTERS.get(view, bars)(picture)


def _heading(picture: Picture) -> tuple[str, float]:
    if not picture.title:
        return "", 0
    rows = wrap(picture.title, _HEADING * 1.08, picture.wide, 2)
    drawn = "".join(ink.text(0, 14 + row * 19, words, size=_HEADING, weight="bold") for row, words in enumerate(rows))
    return drawn, len(rows) * 19 + 8


def _told(picture: Picture, table: Table) -> str:
    told = [
        f"{label}, {one.label} : {picture.written(one.cells[index])}"
        for index, label in enumerate(picture.labels)
        for one in picture.series
    ]
    more = ("…",) if len(told) > _TOLD else ()
    return " ; ".join((*told[:_TOLD], *more)) + "".join(f" {note}" for note in (*picture.notes, *table.notes))
