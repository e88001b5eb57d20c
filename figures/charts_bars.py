"""Bars: beside each other (N/N-1 too), stacked, of a histogram, and of Pareto with the line of cumulated shares. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from figures import chart_ink as ink
from figures.chart_ground import Box, Ground, do_names_fit, lying, upright
from figures.chart_ink import FAINT, INK, SIZE
from figures.chart_series import Picture, Series, falling, first_series, largest, only_positive, together, turned, without_before
from figures.chart_text import width
from figures.chart_words import figure, say
from figures.table import Unit

_ZERO = Decimal(0)
_MOST_ROWS = 30
_MOST_BARS = 20
_TINT = 0.62
Drawn = tuple[str, float, Picture]
"""Shapes, their height, and the picture with the notes it has now."""


def bars(picture: Picture) -> Drawn:
    """Return bars beside each other: upright over time and where the labels fit, else lying."""
    picture = first_series(picture, 4)
    if not picture.is_of_time:
        picture = largest(picture, _MOST_ROWS)
    return _grouped(picture, _ground(picture, picture.values), gap=0.24)


def histogram(picture: Picture) -> Drawn:
    """Return bars that touch each other, in the order of the classes: of the columns, where they are told by these."""
    picture = first_series(turned(picture), 4)
    return _grouped(picture, upright(picture, picture.values), gap=0.04)


def _ground(picture: Picture, values: Sequence[Decimal]) -> Ground:
    slot = (picture.wide - 50) / max(len(picture.labels), 1)
    if picture.is_of_time or (do_names_fit(picture, slot) and len(picture.labels) <= 12):  # noqa: PLR2004 — more are read better below each other
        return upright(picture, values)
    return lying(picture, values, max(24, len(picture.series) * 13 + 7))


def _grouped(picture: Picture, ground: Ground, gap: float, between: str = "") -> Drawn:
    """Return bars, what is drawn over them, and their values over all."""
    thick = min(ground.slot * (1 - gap) / max(len(picture.series), 1), 56)
    indent = (ground.slot - thick * len(picture.series)) / 2
    parts, values = [ground.drawn()], []
    for place, one in enumerate(picture.series):
        for index in range(len(one.cells)):
            bar, value = _bar(picture, ground, one, index, (index * ground.slot + indent + place * thick, thick))
            parts.append(bar)
            values.append(value)
    legend, high = ink.legend([(_paint(picture, one), one.label) for one in picture.series], 0, ground.height, picture.wide)
    return "".join((*parts, between, *values)) + legend, ground.height + high, picture


def _bar(picture: Picture, ground: Ground, one: Series, index: int, place: tuple[float, float]) -> tuple[str, str]:
    (at, thick), cell = place, one.cells[index]
    told = f"{picture.labels[index]}, {one.label} : {picture.written(cell)}"
    shrunk = thick - min(1.5, thick * 0.1)
    if cell.is_masked:
        return _rect(ground.stub(at, shrunk, _ZERO), ink.masked(picture.name), told), ""
    if cell.value is None:
        box = ground.box(at, shrunk, _ZERO, _ZERO)
        return "", ink.titled(ground.beside(box, "–", _ZERO), told)
    box = ground.box(at, shrunk, min(_ZERO, cell.value), max(_ZERO, cell.value))
    return _rect(box, _paint(picture, one), told), ground.beside(box, figure(cell.value, picture.unit, picture.language), cell.value)


def _rect(box: Box, paint: str, told: str) -> str:
    return ink.titled(ink.rect(box.x, box.y, box.wide, box.high, paint), told)


def _paint(picture: Picture, one: Series) -> str:
    return tint(one.colour) if one.is_before else ink.fill(picture.name, one.colour)


def tint(colour: int) -> str:
    """Return the light shade of a series' colour, of the year before."""
    shade = ink.COLOURS[colour % ink.MOST]
    parts = [int(shade[index : index + 2], 16) for index in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * _TINT):02x}" for part in parts)


def stacked(picture: Picture) -> Drawn:
    """Return bars of parts on each other; what cannot be added up stands beside each other."""
    if picture.unit is not Unit.COUNT or len(without_before(picture).series) < 2:  # noqa: PLR2004 — nothing to stack
        return bars(picture)
    picture = first_series(without_before(picture), ink.MOST)
    if not picture.is_of_time:
        picture = largest(picture, _MOST_ROWS)
    sums = [_sums(picture, index) for index in range(len(picture.labels))]
    ground = _ground(replace(picture, series=picture.series[:1]), [value for pair in sums for value in pair])
    thick = min(ground.slot * 0.72, 56)
    parts = [ground.drawn()]
    for index in range(len(picture.labels)):
        parts.append(_stack(picture, ground, index, (index * ground.slot + (ground.slot - thick) / 2, thick)))
    legend, high = ink.legend([(ink.fill(picture.name, one.colour), one.label) for one in picture.series], 0, ground.height, picture.wide)
    return "".join(parts) + legend, ground.height + high, picture


def _sums(picture: Picture, index: int) -> tuple[Decimal, Decimal]:
    values = [cell.value for one in picture.series if (cell := one.cells[index]).value is not None and not cell.is_masked]
    known = [value for value in values if value is not None]
    return sum((value for value in known if value < 0), _ZERO), sum((value for value in known if value > 0), _ZERO)


def _stack(picture: Picture, ground: Ground, index: int, place: tuple[float, float]) -> str:
    at, thick = place
    low = high = _ZERO
    parts, hidden = [], []
    for one in picture.series:
        cell = one.cells[index]
        told = f"{picture.labels[index]}, {one.label} : {picture.written(cell)}"
        if cell.is_masked:
            hidden.append(told)
        if cell.is_masked or not cell.value:
            continue
        first = high if cell.value > 0 else low + cell.value
        box = ground.box(at, thick, first, first + abs(cell.value))
        parts.append(_rect(box, ink.fill(picture.name, one.colour), told) + _inside(box, picture.written(cell)))
        low, high = (low, high + cell.value) if cell.value > 0 else (first, high)
    if hidden:
        parts.append(_rect(ground.stub(at, thick, high), ink.masked(picture.name), " ; ".join(hidden)))
    elif high > 0 and low == 0:
        parts.append(ground.beside(ground.box(at, thick, _ZERO, high), figure(high, picture.unit, picture.language), high))
    return "".join(parts)


def _inside(box: Box, words: str) -> str:
    wide = width(words, 10.5) + 6
    if wide > box.wide - 4 or box.high < 17:  # noqa: PLR2004 — lower than the words and their ground
        return ""
    x, y = box.x + box.wide / 2, box.y + box.high / 2
    return ink.rect(x - wide / 2, y - 7, wide, 14, "#ffffff") + ink.text(x, y + 4, words, anchor="middle", size=10.5)


def pareto(picture: Picture) -> Drawn:
    """Return the categories in falling order, and the line of what they make up together."""
    if picture.unit is not Unit.COUNT:
        return bars(picture)
    picture = together(only_positive(falling(without_before(picture))), _MOST_BARS)
    ground = upright(picture, picture.values, right=44)
    total = picture.whole
    right = ground.left + ground.slot * len(picture.labels)
    parts, points, added = [], [], _ZERO
    for index, cell in enumerate(picture.series[0].cells):
        added += _ZERO if cell.is_masked else (cell.value or _ZERO)
        points.append((ground.middle(index), ground.top + ground.scale.length * (1 - float(added / total))))
    for share in range(0, 101, 25):
        y = ground.top + ground.scale.length * (1 - share / 100)
        words = figure(Decimal(share) / 100, Unit.RATE, picture.language)
        parts.append(ink.text(right + 6, y + 4, words.replace(",0", "").replace(".0", ""), size=11, colour=FAINT))
    parts.append(ink.path(points, ink.COLOURS[1]))
    parts += [ink.marked(x, y, "circle", ink.COLOURS[1]) for x, y in points]
    names = [(ink.COLOURS[0], picture.series[0].label), (ink.COLOURS[1], say("share", picture.language))]
    legend, high = ink.legend(names, 0, ground.height, picture.wide)
    drawn, _, _ = _grouped(picture, ground, gap=0.2, between="".join(parts))
    return drawn + legend, ground.height + high, picture


def nothing(picture: Picture) -> Drawn:
    """Return words where there is nothing to draw."""
    y = 70.0
    frame = ink.rect(0, 10, picture.wide, 110, "#f5f6f8", "#d9dee4")
    return frame + ink.text(picture.wide / 2, y, say("none", picture.language), anchor="middle", size=SIZE + 1, colour=INK), 128, picture
