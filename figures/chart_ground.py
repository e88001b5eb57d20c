"""The ground of a chart of bars or lines: axes and places, standing upright or lying. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Protocol

from figures.chart_ink import FAINT, GRID, LINE, SIZE, SMALL, line, number, said, text, titled
from figures.chart_scale import Scale, scale_of
from figures.chart_series import Picture
from figures.chart_text import is_whole, shorten, width, wrap
from figures.chart_words import mark, short_time, unit_of
from figures.table import Unit

_ROW = 14.0
_LEAN = 0.62
"""How far a leaning label goes down for each unit it is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A bar's place."""

    x: float
    y: float
    wide: float
    high: float


class Ground(Protocol):
    """Where bars and words stand."""

    @property
    def slot(self) -> float:
        """Return how much room one category has."""
        ...

    @property
    def height(self) -> float:
        """Return how high the ground is with its labels."""
        ...

    def drawn(self) -> str:
        """Return axes, ticks and labels."""
        ...

    def box(self, at: float, thick: float, low: Decimal, high: Decimal) -> Box:
        """Return the place of a bar that starts ``at`` from the first category."""
        ...

    def stub(self, at: float, thick: float, after: Decimal) -> Box:
        """Return the place of what has no size to show, after a value."""
        ...

    def beside(self, box: Box, words: str, value: Decimal) -> str:
        """Return a value's words at the end of its bar; nothing where there is no room."""
        ...


def scale_for(picture: Picture, values: Sequence[Decimal], length: float) -> Scale:
    """Return the scale of a picture's values; counts have no halves."""
    return scale_of(values, length, least_step=Decimal(1) if picture.unit is Unit.COUNT else Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """Categories beside each other, values upwards."""

    picture: Picture
    scale: Scale
    left: float
    top: float
    slot: float
    names: tuple[tuple[str, ...], ...]
    """The lines of each category's label; empty where there is no room for it."""
    leaning: float = 0
    """How deep leaning labels go; 0: they stand straight."""

    @property
    def height(self) -> float:
        """See Ground."""
        below = self.leaning or max((len(one) for one in self.names), default=1) * _ROW
        return self.top + self.scale.length + below + 14

    def y(self, value: Decimal) -> float:
        """Return where a value lies."""
        return self.top + self.scale.length - self.scale.at(value)

    def middle(self, index: int) -> float:
        """Return the middle of a category."""
        return self.left + (index + 0.5) * self.slot

    def drawn(self) -> str:
        """See Ground."""
        right = self.left + self.slot * len(self.names)
        parts = []
        for tick in self.scale.ticks():
            parts.append(line(self.left, self.y(tick), right, self.y(tick), LINE if tick == 0 else GRID))
            words = mark(tick, self.picture.unit, self.picture.language)
            parts.append(text(self.left - 7, self.y(tick) + 4, words, anchor="end", size=SMALL, colour=FAINT))
        unit = unit_of(self.picture.unit, self.picture.language)
        if unit:
            parts.append(text(0, self.top - 10, unit, size=SMALL, colour=FAINT))
        parts += [self._name(index, lines) for index, lines in enumerate(self.names)]
        return "".join(parts)

    def _name(self, index: int, lines: tuple[str, ...]) -> str:
        x, y = self.middle(index), self.top + self.scale.length + 16
        if self.leaning:
            turned = text(0, 0, lines[0], anchor="end", size=SMALL)
            drawn = f'<g transform="translate({number(x + 4)} {number(y - 4)}) rotate(-38)">{turned}</g>'
        else:
            drawn = "".join(text(x, y + row * _ROW, words, anchor="middle", size=SMALL) for row, words in enumerate(lines))
        full = self.picture.labels[index]
        return titled(drawn, full) if lines and not is_whole(full, lines) else drawn

    def box(self, at: float, thick: float, low: Decimal, high: Decimal) -> Box:
        """See Ground."""
        return Box(x=self.left + at, y=self.y(high), wide=thick, high=self.y(low) - self.y(high))

    def stub(self, at: float, thick: float, after: Decimal) -> Box:
        """See Ground."""
        return Box(x=self.left + at, y=self.y(after) - 12, wide=thick, high=12)

    def beside(self, box: Box, words: str, value: Decimal) -> str:
        """See Ground."""
        if width(words, SMALL) > box.wide + 6:
            return ""
        y = box.y + box.high + 12 if value < 0 else box.y - 4
        return said(box.x + box.wide / 2, y, words, "middle")


def upright(picture: Picture, scale_values: Sequence[Decimal], right: float = 0) -> Upright:
    """Return an upright ground; labels wrapped, every so many left out, or leaning where they do not fit."""
    scale = scale_for(picture, scale_values, picture.high)
    marks = [mark(tick, picture.unit, picture.language) for tick in scale.ticks()]
    left = max(width(words, SMALL) for words in marks) + 10
    count = len(picture.labels)
    slot = (picture.wide - left - 4 - right) / max(count, 1)
    top = 22.0 if unit_of(picture.unit, picture.language) else 14.0
    names = tuple(wrap(label, SMALL, slot - 5, 3) for label in picture.labels)
    leaning = 0.0
    if not do_names_fit(picture, slot):
        if picture.is_of_time or count > 30:  # noqa: PLR2004 — leaning labels would touch each other
            names = _of_time(picture, slot) or _thinned(picture, slot)
        else:
            names = tuple((shorten(label, SMALL, 150),) for label in picture.labels)
            leaning = max(width(one[0], SMALL) for one in names) * _LEAN + 8
            left = max(left, width(names[0][0], SMALL) * 0.8 - slot / 2)
            slot = (picture.wide - left - 4 - right) / max(count, 1)
    return Upright(picture=picture, scale=scale, left=left, top=top, slot=slot, names=names, leaning=leaning)


def do_names_fit(picture: Picture, slot: float) -> bool:
    """Tell whether all labels can be read in full below their categories."""
    return all(is_whole(label, wrap(label, SMALL, slot - 5, 3)) for label in picture.labels)


def _of_time(picture: Picture, slot: float) -> tuple[tuple[str, ...], ...]:
    """Return short names of months or weeks, the year at its first month alone; nothing where they do not fit either."""
    found = [short_time(key or "", picture.language) for key in picture.keys]
    if not found or not all(found) or max(width(one[0], SMALL) for one in found) > slot - 2:
        return ()
    return tuple(one if index == 0 or one[1:] != found[index - 1][1:] else one[:1] for index, one in enumerate(found))


def _thinned(picture: Picture, slot: float) -> tuple[tuple[str, ...], ...]:
    widest = max(width(label, SMALL) for label in picture.labels) + 10
    every = ceil(widest / slot)
    return tuple((label,) if index % every == 0 else () for index, label in enumerate(picture.labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """Categories below each other, values to the right."""

    picture: Picture
    scale: Scale
    left: float
    slot: float
    names: tuple[tuple[str, ...], ...]
    edge: float
    """Where the labels end."""
    top: float = 6.0

    @property
    def height(self) -> float:
        """See Ground."""
        return self.top + self.slot * len(self.names) + 26 + (14 if unit_of(self.picture.unit, self.picture.language) else 0)

    def x(self, value: Decimal) -> float:
        """Return where a value lies."""
        return self.left + self.scale.at(value)

    def drawn(self) -> str:
        """See Ground."""
        bottom = self.top + self.slot * len(self.names)
        parts = []
        for tick in self.scale.ticks():
            parts.append(line(self.x(tick), self.top, self.x(tick), bottom, LINE if tick == 0 else GRID))
            words = mark(tick, self.picture.unit, self.picture.language)
            parts.append(text(self.x(tick), bottom + 16, words, anchor="middle", size=SMALL, colour=FAINT))
        unit = unit_of(self.picture.unit, self.picture.language)
        if unit:
            parts.append(text(self.left + self.scale.length / 2, bottom + 31, unit, anchor="middle", size=SMALL, colour=FAINT))
        for index, lines in enumerate(self.names):
            first = self.top + (index + 0.5) * self.slot + 4 - (len(lines) - 1) * _ROW / 2
            drawn = "".join(text(self.edge, first + row * _ROW, words, anchor="end") for row, words in enumerate(lines))
            full = self.picture.labels[index]
            parts.append(drawn if is_whole(full, lines) else titled(drawn, full))
        return "".join(parts)

    def box(self, at: float, thick: float, low: Decimal, high: Decimal) -> Box:
        """See Ground."""
        return Box(x=self.x(low), y=self.top + at, wide=self.x(high) - self.x(low), high=thick)

    def stub(self, at: float, thick: float, after: Decimal) -> Box:
        """See Ground."""
        return Box(x=self.x(after), y=self.top + at, wide=20, high=thick)

    def beside(self, box: Box, words: str, value: Decimal) -> str:
        """See Ground."""
        if box.high < 10:  # noqa: PLR2004 — lower than the words
            return ""
        y = box.y + box.high / 2 + 4
        return said(box.x - 5, y, words, "end") if value < 0 else said(box.x + box.wide + 5, y, words, "start")


def lying(picture: Picture, scale_values: Sequence[Decimal], row: float) -> Lying:
    """Return a lying ground with rows at least so high."""
    names = tuple(wrap(label, SIZE, 230, 2) for label in picture.labels)
    widest = max((width(one, SIZE) for lines in names for one in lines), default=0)
    left = widest + 14
    below = min(scale_values, default=Decimal(0))
    left_of_zero = 46 if below < 0 else 0
    scale = scale_for(picture, scale_values, picture.wide - left - left_of_zero - 58)
    slot = max(row, max((len(lines) for lines in names), default=1) * _ROW + 6)
    return Lying(picture=picture, scale=scale, left=left + left_of_zero, slot=slot, names=names, edge=left - 8)
