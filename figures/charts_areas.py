"""Pie and heat: shares of a whole, and two axes against each other. Pure."""

from dataclasses import replace
from decimal import Decimal
from math import cos, pi, sin

from figures import chart_ink as ink
from figures.chart_series import Picture, Series, falling, largest, only_positive, together, without_before
from figures.chart_text import is_whole, shorten, width, wrap
from figures.chart_words import figure
from figures.charts_bars import Drawn, bars
from figures.table import Cell, Unit

_SLICES = 6
_RADIUS = 112.0
_NAMED_FROM = 0.045
_MOST_ROWS = 40
_MOST_COLUMNS = 24
_PALE = (0xEE, 0xF3, 0xF8)
_DEEP = (0x17, 0x4A, 0x75)
_WHITE_FROM = 0.5


def pie(picture: Picture) -> Drawn:
    """Return at most six slices with their shares, the smallest together; figures that make up no whole are drawn as bars."""
    if picture.unit is not Unit.COUNT or any(value < 0 for value in picture.values):
        return bars(picture)
    picture = together(only_positive(falling(without_before(picture))), _SLICES)
    (one,) = picture.series
    total = picture.whole
    x, y, turned = _RADIUS + 50, _RADIUS + 26, Decimal(0)
    parts, rows = [], []
    for index, cell in enumerate(one.cells):
        value = Decimal(0) if cell.is_masked or cell.value is None else cell.value
        share = value / total
        paint = ink.masked(picture.name) if cell.is_masked else ink.fill(picture.name, index)
        words = picture.written(cell)
        if not cell.is_masked:
            words += f" ({figure(share, Unit.RATE, picture.language)})"
            parts.append(ink.titled(_slice(x, y, float(turned), float(turned + share), paint), f"{picture.labels[index]} : {words}"))
            parts.append(_share(x, y, float(turned + share / 2), float(share), picture.language))
        rows.append((paint, picture.labels[index], words))
        turned += share
    if sum(picture.values, Decimal(0)) < total:
        parts.append(_slice(x, y, float(turned), 1.0, ink.masked(picture.name)))
    return "".join(parts) + _rows(rows, y, picture.wide), 2 * _RADIUS + 56, picture


def _slice(x: float, y: float, first: float, last: float, paint: str) -> str:
    if last - first > 0.9999:  # noqa: PLR2004 — the whole: an arc back to its start would be nothing
        return f'<circle cx="{ink.number(x)}" cy="{ink.number(y)}" r="{_RADIUS}" fill="{paint}"/>'
    (x1, y1), (x2, y2) = _on(x, y, first, _RADIUS), _on(x, y, last, _RADIUS)
    far = 1 if last - first > 0.5 else 0  # noqa: PLR2004 — more than half
    edge = f"M{ink.number(x)} {ink.number(y)}L{ink.number(x1)} {ink.number(y1)}"
    way = f"{edge}A{_RADIUS} {_RADIUS} 0 {far} 1 {ink.number(x2)} {ink.number(y2)}Z"
    return f'<path d="{way}" fill="{paint}" stroke="#ffffff" stroke-width="2"/>'


def _on(x: float, y: float, turn: float, far: float) -> tuple[float, float]:
    return x + far * sin(2 * pi * turn), y - far * cos(2 * pi * turn)


def _share(x: float, y: float, turn: float, share: float, language: str) -> str:
    if share < _NAMED_FROM:
        return ""
    at_x, at_y = _on(x, y, turn, _RADIUS + 13)
    side = sin(2 * pi * turn)
    anchor = "middle" if abs(side) < 0.25 else ("start" if side > 0 else "end")  # noqa: PLR2004 — near the top or the bottom
    words = f"{round(share * 100)}" + ("\u00a0%" if language == "fr" else "%")
    return ink.text(at_x, at_y + 4, words, anchor=anchor, size=11, colour=ink.FAINT)


def _rows(rows: list[tuple[str, str, str]], middle: float, wide: float) -> str:
    left, high = 2 * _RADIUS + 130, 34.0
    top = middle - len(rows) * high / 2
    parts = []
    for index, (paint, name, words) in enumerate(rows):
        y = top + index * high
        parts.append(ink.rect(left, y + 3, 14, 14, paint))
        parts.append(ink.label(left + 22, y + 10, name, wide - left - 22))
        parts.append(ink.text(left + 22, y + 25, words, size=11, colour=ink.FAINT))
    return "".join(parts)


def heat(picture: Picture) -> Drawn:
    """Return rows and columns of shades, the darker the more, each with its figure where there is room."""
    picture = largest(_first_columns(without_before(picture)), _MOST_ROWS)
    names = [wrap(label, ink.SIZE, 220, 2) for label in picture.labels]
    left = max(max(width(one, ink.SIZE) for lines in names for one in lines) + 12, 74)
    wide = min((picture.wide - left) / len(picture.series), 110)
    head, top = _heads(picture, left, wide)
    high = 34.0 if any(len(lines) > 1 for lines in names) else 26.0
    parts = [head]
    for row, lines in enumerate(names):
        y = top + row * high
        first = y + high / 2 + 4 - (len(lines) - 1) * 7
        said = "".join(ink.text(left - 8, first + at * 14, words, anchor="end") for at, words in enumerate(lines))
        full = picture.labels[row]
        parts.append(said if is_whole(full, lines) else ink.titled(said, full))
        parts += [_tile(picture, row, one, (left + at * wide, y, wide, high)) for at, one in enumerate(picture.series)]
    bottom = top + len(names) * high
    return "".join(parts) + _ramp(picture, left, bottom + 12), bottom + 36, picture


def _first_columns(picture: Picture) -> Picture:
    if len(picture.series) <= _MOST_COLUMNS:
        return picture
    kept = replace(picture, series=picture.series[:_MOST_COLUMNS])
    return kept.noted("series", count=_MOST_COLUMNS, all=len(picture.series))


def _heads(picture: Picture, left: float, wide: float) -> tuple[str, float]:
    names = [wrap(one.label, 11, wide - 4, 3) for one in picture.series]
    if all(is_whole(one.label, lines) for one, lines in zip(picture.series, names, strict=True)):
        deep = max(len(lines) for lines in names) * 13.0
        straight = [
            ink.text(left + (at + 0.5) * wide, 12 + deep - (len(lines) - row) * 13 + 9, words, anchor="middle", size=11)
            for at, lines in enumerate(names)
            for row, words in enumerate(lines)
        ]
        return "".join(straight), deep + 20
    short = [shorten(one.label, 11, 120) for one in picture.series]
    deep = max(width(words, 11) for words in short) * 0.82 + 16
    parts = []
    for at, (one, words) in enumerate(zip(picture.series, short, strict=True)):
        # They lean to the left, where the rows' labels leave room for the first of them.
        place = f"translate({ink.number(left + (at + 0.5) * wide)} {ink.number(deep - 5)}) rotate(55)"
        drawn = f'<g transform="{place}">{ink.text(0, 0, words, size=11, anchor="end")}</g>'
        parts.append(ink.titled(drawn, one.label))
    return "".join(parts), deep


def _bounds(picture: Picture) -> tuple[Decimal, Decimal]:
    return min((*picture.values, Decimal(0))), max((*picture.values, Decimal(0)))


def _shade(part: float) -> str:
    return "#" + "".join(f"{round(pale + (deep - pale) * part):02x}" for pale, deep in zip(_PALE, _DEEP, strict=True))


def _tile(picture: Picture, row: int, one: Series, place: tuple[float, float, float, float]) -> str:
    x, y, wide, high = place
    cell: Cell = one.cells[row]
    told = f"{picture.labels[row]}, {one.label} : {picture.written(cell)}"
    if cell.is_masked or cell.value is None:
        paint = ink.masked(picture.name) if cell.is_masked else "#ffffff"
        return ink.titled(ink.rect(x + 0.5, y + 0.5, wide - 1, high - 1, paint, "#d9dee4"), told)
    low, top = _bounds(picture)
    part = float((cell.value - low) / (top - low)) if top > low else 0.0
    drawn = ink.rect(x + 0.5, y + 0.5, wide - 1, high - 1, _shade(part))
    words = figure(cell.value, picture.unit, picture.language)
    if width(words, 11) <= wide - 4:
        colour = "#ffffff" if part > _WHITE_FROM else ink.INK
        drawn += ink.text(x + wide / 2, y + high / 2 + 4, words, anchor="middle", size=11, colour=colour)
    return ink.titled(drawn, told)


def _ramp(picture: Picture, left: float, y: float) -> str:
    low, high = _bounds(picture)
    first, last = (figure(value, picture.unit, picture.language) for value in (low, high))
    x = left + width(first, 11) + 6
    tiles = "".join(ink.rect(x + index * 14, y, 14.5, 11, _shade(index / 9)) for index in range(10))
    return ink.text(left, y + 10, first, size=11, colour=ink.FAINT) + tiles + ink.text(x + 148, y + 10, last, size=11, colour=ink.FAINT)
