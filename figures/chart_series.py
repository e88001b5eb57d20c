"""What of a table a chart can draw: its series and categories, the smallest left out or put together and said. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from figures.chart_words import figure, say
from figures.table import Cell, Line, Table, Unit

NOTHING = Cell(value=None)
WIDE, HIGH = 720.0, 250.0
"""Units a chart is wide, and its upright ground high, unless it is told otherwise; letters have 11 or 12."""
_OF_TIME = re.compile(r"\d{4}-(W\d\d|\d\d(-\d\d)?)|\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of figures, a cell for each category. ``colour``: its place among the colours; ``is_before``: of the year before."""

    label: str
    cells: tuple[Cell, ...]
    colour: int
    is_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn. ``name`` is of letters and digits and differs between charts. ``notes`` say what was left out.

    ``with_hidden``: what the categories of the first series are together, where some are masked and that is told; else nought.
    """

    title: str
    name: str
    language: str
    unit: Unit
    keys: tuple[str | None, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    wide: float = WIDE
    high: float = HIGH
    with_hidden: Decimal = Decimal(0)

    @property
    def values(self) -> tuple[Decimal, ...]:
        """All that can be drawn."""
        return tuple(cell.value for one in self.series for cell in one.cells if cell.value is not None and not cell.is_masked)

    @property
    def whole(self) -> Decimal:
        """What shares are of: all that can be drawn and, as far as it is told, what is masked."""
        return max(sum(self.values, Decimal(0)), self.with_hidden)

    @property
    def is_any_masked(self) -> bool:
        """Whether something is masked."""
        return any(cell.is_masked for one in self.series for cell in one.cells)

    @property
    def is_of_time(self) -> bool:
        """Whether the categories are days, weeks, months or hours, in their order."""
        return bool(self.keys) and all(key is not None and _OF_TIME.fullmatch(key) for key in self.keys)

    def written(self, cell: Cell) -> str:
        """Return a figure in words."""
        if cell.is_masked:
            return say("masked_one", self.language)
        return say("missing", self.language) if cell.value is None else figure(cell.value, self.unit, self.language)

    def noted(self, what: str, **values: object) -> "Picture":
        """Return the picture with one more note."""
        return replace(self, notes=(*self.notes, say(what, self.language, **values)))


def picture_of(table: Table, language: str, name: str) -> Picture:
    """Return what a table has to be drawn: the columns of the unit of its first; the whole where it has no lines."""
    lines: Sequence[Line] = table.lines or ((table.total,) if table.columns and table.total.cells else ())
    unit = table.columns[0].unit if table.columns else Unit.COUNT
    told_apart = {column.indicator for column in table.columns if column.key is not None}
    chosen = [
        index
        for index, column in enumerate(table.columns)
        # The whole of a row that is told apart by columns is no part of it.
        if column.unit is unit and (column.key is not None or column.indicator not in told_apart)
    ]
    of: dict[tuple[str, str | None], int] = {}
    series = []
    for index in chosen:
        column = table.columns[index]
        colour = of.setdefault((column.indicator, column.key), len(of))
        cells = tuple(line.cells[index] for line in lines)
        series.append(Series(label=column.label, cells=cells, colour=colour, is_before=column.is_before))
    found = Picture(
        title=table.title,
        name=name,
        language=language,
        unit=unit,
        keys=tuple(line.key for line in lines),
        labels=tuple(line.label for line in lines),
        series=tuple(series),
        with_hidden=_with_hidden(table, chosen[0]) if chosen else Decimal(0),
    )
    return found.noted("units") if any(column.unit is not unit for column in table.columns) else found


def _with_hidden(table: Table, column: int) -> Decimal:
    is_hiding = any(line.cells[column].is_masked for line in table.lines)
    return (table.total.cells[column].value if is_hiding else None) or Decimal(0)


def turned(picture: Picture) -> Picture:
    """Return a picture whose series are categories and its categories series, so that classes stand beside each other.

    One whose series are years or indicators stays as it is.
    """
    classes = {one.colour: one.label for one in picture.series if not one.is_before}
    if len(classes) < 2:  # noqa: PLR2004 — one is no class of anything
        return picture
    series = []
    for index, label in enumerate(picture.labels):
        for is_before in (False, True):
            cells = {one.colour: one.cells[index] for one in picture.series if one.is_before is is_before}
            if cells:
                words = say("year_before", picture.language, label=label) if is_before else label
                series.append(Series(label=words, cells=tuple(cells.get(at, NOTHING) for at in classes), colour=index, is_before=is_before))
    return replace(picture, keys=tuple(None for _ in classes), labels=tuple(classes.values()), series=tuple(series))


def without_before(picture: Picture) -> Picture:
    """Return a picture without the year before, which is said."""
    now = tuple(one for one in picture.series if not one.is_before)
    if not now or len(now) == len(picture.series):
        return picture
    return replace(picture, series=now).noted("before")


def first_series(picture: Picture, most: int) -> Picture:
    """Return a picture of the series of the first so many colours."""
    colours = 1 + max((one.colour for one in picture.series), default=0)
    if colours <= most:
        return picture
    kept = tuple(one for one in picture.series if one.colour < most)
    return replace(picture, series=kept).noted("series", count=most, all=colours)


def largest(picture: Picture, most: int) -> Picture:
    """Return a picture of the largest categories, in the order they had."""
    if len(picture.labels) <= most:
        return picture
    order = sorted(range(len(picture.labels)), key=lambda index: (-_size(picture, index), index))
    kept = sorted(order[:most])
    return _only(picture, kept).noted("largest", count=most, all=len(picture.labels))


def falling(picture: Picture) -> Picture:
    """Return a picture of its first series alone, the largest category first."""
    one = replace(picture, series=picture.series[:1])
    return _only(one, sorted(range(len(one.labels)), key=lambda index: (-_size(one, index), index)))


def together(picture: Picture, most: int) -> Picture:
    """Return at most so many categories of a picture of one series in falling order; the last holds all the others."""
    if len(picture.labels) <= most:
        return picture
    (one,) = picture.series
    rest = one.cells[most - 1 :]
    known = [cell.value for cell in rest if cell.value is not None and not cell.is_masked]
    others = Cell(value=sum(known, Decimal(0)) if known else None, is_masked=not known and any(cell.is_masked for cell in rest))
    gathered = replace(
        picture,
        keys=(*picture.keys[: most - 1], None),
        labels=(*picture.labels[: most - 1], f"{say('others', picture.language)} ({len(rest)})"),
        series=(replace(one, cells=(*one.cells[: most - 1], others)),),
    )
    return gathered.noted("left_out") if known and any(cell.is_masked for cell in rest) else gathered


def only_positive(picture: Picture) -> Picture:
    """Return a picture of one series without what is nothing, less or unknown; masked ones stay."""
    (one,) = picture.series
    return _only(picture, [index for index, cell in enumerate(one.cells) if cell.is_masked or (cell.value is not None and cell.value > 0)])


def _only(picture: Picture, kept: Sequence[int]) -> Picture:
    return replace(
        picture,
        keys=tuple(picture.keys[index] for index in kept),
        labels=tuple(picture.labels[index] for index in kept),
        series=tuple(replace(one, cells=tuple(one.cells[index] for index in kept)) for one in picture.series),
    )


def _size(picture: Picture, index: int) -> Decimal:
    cells = (one.cells[index] for one in picture.series if not one.is_before)
    return sum((abs(cell.value) for cell in cells if cell.value is not None and not cell.is_masked), Decimal(0))
