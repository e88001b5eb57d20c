"""A page made ready to be read: which of the steps of `pixels` and `photo` it needs is measured on the page itself. Pure."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.paper.reading.bands import with_bands_lightened
from ingest.paper.reading.dpi import READING_DPI
from ingest.paper.reading.photo import flat, is_uneven, lit, paper_light, stretched
from ingest.paper.reading.pixels import (
    SPECKLED,
    Letters,
    Marks,
    Matrix,
    Picture,
    Prepared,
    as_given,
    ascent,
    ink_of,
    inverted,
    is_inverted,
    is_one_bit,
    is_sideways,
    marks_of,
    skew_of,
    smoothed,
    speckle,
    squared,
    straightened,
    turned,
    without_borders,
    without_noise,
    without_specks,
)

_LEVEL = 0.2
"""Degrees of skew below which a page is left as it is: turning blurs it more than the slant harms."""
_COARSE, _COARSE_LEVEL = 1.5, 1.5
"""Pixels half as tall again as wide are those of a standard fax (204x98): its letters are so torn that straightening by less harms."""
_SOFT = 0.8
"""Bits made smaller than this share are grey already and need no smoothing."""
_UPSIDE_DOWN, _UPRIGHT = -0.3, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A page to be read. ``turned`` is how it had to be turned clockwise, ``letters`` are centres of marks the size of letters.

    ``x_height`` is in pixels, ``breadth`` of the letters in heights of an x, ``smallest`` the x-height of what is printed smallest; all 0
    where no letters are seen.
    """

    page: Prepared
    turned: int
    skew: float
    x_height: float
    breadth: float
    smallest: float
    is_surely_upright: bool
    letters: NDArray[np.float64]

    def of_source(self, back: Matrix) -> "Ready":
        """Return the same for another picture of the page: ``back`` takes places of the one read to places of the other."""
        return replace(self, page=replace(self.page, to_source=back @ self.page.to_source))

    def with_page(self, page: Prepared) -> "Ready":
        """Return the same with other pixels."""
        scale = page.dpi / self.page.dpi
        return replace(self, page=page, x_height=self.x_height * scale, smallest=self.smallest * scale, letters=self.letters * scale)


def ready(picture: Picture, dpi_x: float, dpi_y: float, *, dpi: int = READING_DPI, turn: int | None = None) -> Ready:
    """Return a page made ready, with about ``dpi`` dots an inch. ``turn`` is how it is to be turned where that is known already."""
    if is_inverted(picture):
        picture = inverted(picture)
    is_bits, is_coarse = is_one_bit(picture), dpi_x / dpi_y >= _COARSE
    if is_bits:
        page = _squared_bits(picture, dpi_x, dpi_y, dpi)
        marks = marks_of(ink_of(page.picture), page.dpi)
    else:
        page, marks = _squared_greys(picture, dpi_x, dpi_y, dpi)
    page = replace(page, picture=without_borders(page.picture, marks))
    made = _upright(page, marks, turn, level=_COARSE_LEVEL if is_coarse else _LEVEL)
    is_soft = not is_bits or page.dpi < _SOFT * dpi_x or (is_coarse and abs(made.skew) >= _COARSE_LEVEL)
    if is_bits:
        made = replace(made, breadth=0.0)  # such letters are torn, and tell nothing
    return made if is_soft else made.with_page(replace(made.page, picture=smoothed(made.page.picture)))


def ready_turned(made: Ready, degrees: int) -> Ready:
    """Return a page turned clockwise by so much more."""
    page = turned(made.page, degrees)
    marks = marks_of(ink_of(page.picture), page.dpi)
    again = _upright(page, marks, 0, level=_LEVEL)
    return replace(again, turned=(made.turned + degrees) % 360, is_surely_upright=True)


def _squared_bits(picture: Picture, dpi_x: float, dpi_y: float, dpi: int) -> Prepared:
    """Return a page of one bit (a fax, a copier) squared. Specks go first, while they are one pixel large."""
    marks = marks_of(ink_of(picture), dpi_x)
    clean = without_specks(picture, marks) if speckle(marks) > SPECKLED else picture
    return with_bands_lightened(squared(clean, dpi_x, dpi_y, dpi))


def _squared_greys(picture: Picture, dpi_x: float, dpi_y: float, dpi: int) -> tuple[Prepared, Marks]:
    """Return a page of greys squared, alone, in even light; and its marks."""
    page = with_bands_lightened(_scaled(flat(as_given(picture, dpi_x)), (dpi_x, dpi_y), dpi))
    light = paper_light(page.picture)
    clear = stretched(lit(page.picture, light) if is_uneven(light) else page.picture)
    marks = marks_of(ink_of(clear), page.dpi)
    for mend in (lambda spoilt, _: without_noise(spoilt), without_specks):
        if speckle(marks) > SPECKLED:
            clear = mend(clear, marks)
            marks = marks_of(ink_of(clear), page.dpi)
    return replace(page, picture=clear), marks


def _scaled(sheet: Prepared, given: tuple[float, float], dpi: int) -> Prepared:
    across, down = given if sheet.dpi == given[0] else (sheet.dpi, sheet.dpi)
    page = squared(sheet.picture, across, down, dpi)
    return sheet.then(page.picture, page.to_source, dpi=page.dpi)


def _upright(page: Prepared, marks: Marks, turn: int | None, *, level: float) -> Ready:
    degrees = turn if turn is not None else (90 if is_sideways(marks) else 0)
    letters = _turned(marks, degrees)
    skew = skew_of(letters)
    rise = ascent(letters, skew)
    if turn is None and rise < _UPSIDE_DOWN:
        degrees += 180
        letters = _turned(marks, degrees)
        skew = skew_of(letters)
    page = turned(page, degrees)
    if abs(skew) >= level:
        page = straightened(page, skew)
    is_sure = abs(rise) > _UPRIGHT
    return Ready(
        page=page,
        turned=degrees % 360,
        skew=skew,
        x_height=letters.x_height,
        breadth=letters.breadth,
        smallest=letters.smallest,
        is_surely_upright=is_sure,
        letters=letters.centres,
    )


def _turned(marks: Marks, degrees: int) -> Letters:
    """Return the letters of a page that was turned clockwise."""
    height, width = marks.labels.shape
    match degrees % 360:
        case 90:
            return _mirrored(marks.lying, across=height)
        case 180:
            return _mirrored(marks.letters, across=width, down=height)
        case 270:
            return _mirrored(marks.lying, down=width)
        case _:
            return marks.letters


def _mirrored(letters: Letters, *, across: int = 0, down: int = 0) -> Letters:
    """Return letters seen in a mirror on the right (``across`` is the page's width) or below (``down`` is its height) or both."""
    left, top, right, bottom = (letters.boxes[:, column] for column in range(4))
    if across:
        left, right = across - right, across - left
    if down:
        top, bottom = down - bottom, down - top
    return replace(letters, boxes=np.stack([left, top, right, bottom], axis=1))
