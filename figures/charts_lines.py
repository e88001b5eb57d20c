"""Lines over time, a mark at each value, the year before in dashes. Pure."""

from decimal import Decimal

from figures import chart_ink as ink
from figures.chart_ground import Upright, upright
from figures.chart_series import Picture, Series, first_series
from figures.chart_text import width
from figures.chart_words import figure
from figures.charts_bars import Drawn

_MOST_NAMED = 16
_MOST_MARKED = 60


def lines(picture: Picture) -> Drawn:
    """Return a line for each series; it is broken where there is no figure."""
    picture = first_series(picture, ink.MOST)
    ground = upright(picture, picture.values)
    parts = [ground.drawn()]
    for one in sorted(picture.series, key=lambda one: not one.is_before):
        parts.append(_line(picture, ground, one, is_named=len(picture.series) == 1))
    legend, high = _legend(picture, ground.height)
    return "".join(parts) + legend, ground.height + high, picture


def _line(picture: Picture, ground: Upright, one: Series, *, is_named: bool) -> str:
    colour = ink.COLOURS[one.colour % ink.MOST]
    runs: list[list[tuple[float, float]]] = [[]]
    marks = []
    for index, cell in enumerate(one.cells):
        x = ground.middle(index)
        told = f"{picture.labels[index]}, {one.label} : {picture.written(cell)}"
        if cell.is_masked:
            box = ground.stub(index * ground.slot + ground.slot / 2 - 5, 10, Decimal(0))
            marks.append(ink.titled(ink.rect(box.x, box.y, box.wide, box.high, ink.masked(picture.name)), told))
        if cell.is_masked or cell.value is None:
            runs.append([])
            continue
        y = ground.y(cell.value)
        runs[-1].append((x, y))
        marks.append(_mark(picture, one, (x, y), told))
        words = figure(cell.value, picture.unit, picture.language)
        if is_named and len(one.cells) <= _MOST_NAMED and width(words, 11) < ground.slot:
            marks.append(ink.said(x, y - 9, words, "middle"))
    dash = "6 4" if one.is_before else ""
    ways = [ink.path(run, colour, dash) for run in runs if len(run) > 1]
    return "".join(ways) + "".join(marks)


def _mark(picture: Picture, one: Series, place: tuple[float, float], told: str) -> str:
    alone = len(one.cells) <= _MOST_MARKED or sum(cell.value is not None for cell in one.cells) == 1
    colour = ink.COLOURS[one.colour % ink.MOST]
    if not alone:
        return ""
    if one.is_before:
        x, y = place
        hollow = f'<circle cx="{ink.number(x)}" cy="{ink.number(y)}" r="3" fill="#ffffff" stroke="{colour}" stroke-width="1.5"/>'
        return ink.titled(hollow, told)
    return ink.titled(ink.marked(*place, ink.MARKS[one.colour % ink.MOST], colour), told)


def _legend(picture: Picture, top: float) -> tuple[str, float]:
    if len(picture.series) < 2:  # noqa: PLR2004 — one is named by the title
        return "", 0
    parts, left, row = [], 0.0, 0
    for one in picture.series:
        wide = 34 + width(one.label, ink.SIZE) + 18
        if left and left + wide - 18 > picture.wide:
            left, row = 0.0, row + 1
        y = top + row * 19 + 6
        colour = ink.COLOURS[one.colour % ink.MOST]
        parts.append(ink.path([(left, y), (left + 26, y)], colour, "6 4" if one.is_before else ""))
        parts.append(_mark(picture, one, (left + 13, y), one.label))
        parts.append(ink.label(left + 34, y + 4.5, one.label, picture.wide - 40))
        left += wide
    return "".join(parts), (row + 1) * 19 + 5
