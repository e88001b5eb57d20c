"""From a page's picture to lines of words with their places, their confidence and the page's quality: reading (océrisation)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.errors import UnreadableInputError
from domain.paper import WHOLE, Box, Line
from ingest.paper.reading.dpi import READING_DPI
from ingest.paper.reading.eased import eased
from ingest.paper.reading.engine import Engine, Layout
from ingest.paper.reading.pixels import Picture, Prepared, enlarged, resolution, squared, turned
from ingest.paper.reading.ready import Ready, ready, ready_turned
from ingest.paper.reading.ruled import without_rules
from ingest.paper.reading.stamped import Stamps, without_stamps
from ingest.paper.reading.table import Found, is_english, legibility, lines_of

PictureAt = Callable[[int], Picture]
"""Gives the same page with so many dots an inch, the same way up and uncut, where the file holds more than was handed over."""

POOR = 0.75
"""Quality below which what was read may not be relied upon: the page goes to a person, with its picture.

Below it a tenth of the letters and more are wrong, above 0.85 at most a twentieth, from 0.93 on fewer than three in a hundred (60 pages
spoilt by bench/ocr_pages.py); a hand that is read badly gives 0.6 to 0.72.
"""
_SURE = 0.87
"""Quality from which a first reading is kept without a second look."""
_SURE_FRENCH = 0.92
_LEGIBLE = 0.8
_FINE_DPI = 300
_SMALL_LETTERS = 8.0
"""x-height in pixels below which letters are read with more of them: 7 points at 200 dots an inch have 8.7, and are read without fault."""
_FRENCH, _BOTH = "fra", "fra+eng"
_STRIP_LINES = 9
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of one page. Boxes belong to ``picture``: the page as it came, squared, after ``turned`` degrees clockwise."""

    lines: tuple[Line, ...]
    turned: int
    quality: float
    picture: Picture
    dpi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One pass: what was made ready, and what was found on it, in its pixels; ``stamps`` are what ``ready`` no longer shows."""

    ready: Ready
    found: tuple[Found, ...]
    quality: float
    stamps: Stamps


def read_picture(
    picture: Picture, dpi: tuple[float, float], engine: Engine, *, is_fax: bool = False, picture_at: PictureAt | None = None
) -> Reading:
    """Return what stands on a page. ``dpi`` is dots an inch across and down as the file says, (0, 0) where it does not.

    French is read first; English where the words look English. Read at 200 dots an inch, and again with more where that leaves doubt.
    Raises what `Engine.table` raises, and ValueError for something that is not a grey picture.
    """
    if picture.ndim != 2 or picture.dtype != np.uint8 or not picture.size:  # noqa: PLR2004 - rows and columns
        raise ValueError(f"A page's picture has height by width bytes of grey, not {picture.shape} of {picture.dtype}.")
    across, down = resolution(picture.shape[1], picture.shape[0], *dpi, is_fax=is_fax)
    made = ready(picture, across, down)
    # A fax comes from the machine: nobody has stamped it.
    best = _attempt(made, engine, _FRENCH, Stamps()) if is_fax else _attempt(made, engine, _FRENCH)
    best = _other_way_up(best, engine)
    best = _in_english(best, engine)
    best = _finer(best, engine, picture, (across, down), picture_at, is_fax=is_fax)
    best = _unruled(best, engine)
    upright = turned(squared(picture, across, down, max(across, down)), best.ready.turned)
    return Reading(
        lines=lines_of((*best.found, *best.stamps.words), _boxes(best, picture.shape)),
        turned=best.ready.turned,
        quality=round(best.quality, 3),
        picture=upright.picture,
        dpi=upright.dpi,
    )


def _attempt(made: Ready, engine: Engine, languages: str, stamps: Stamps | None = None) -> _Attempt:
    """Read a page once; ``stamps`` are those that were taken off it already, None where they are still to be looked for."""
    if stamps is None:
        page, stamps = without_stamps(made.page, engine, languages)
        made = made.with_page(page)
    seen = eased(made.page, breadth=made.breadth, heights=(made.x_height, made.smallest)) if made.breadth else made.page
    table = engine.table(seen.picture, round(seen.dpi), languages, Layout.PAGE)
    (height, width), (seen_height, seen_width) = made.page.picture.shape, seen.picture.shape
    found = stamps.spare(Found.of_table(table, (height, width), (width / seen_width, height / seen_height)))
    return _Attempt(ready=made, found=found, quality=legibility(found or stamps.words), stamps=stamps)


def _again(attempt: _Attempt, made: Ready, engine: Engine, languages: str, stamps: Stamps | None = None) -> _Attempt:
    """Return another pass; the one there is where the other takes too long: a second look must not lose the first."""
    try:
        return _attempt(made, engine, languages, stamps)
    except UnreadableInputError:
        return attempt


def _better(first: _Attempt, second: _Attempt) -> _Attempt:
    """Return the attempt that read more and makes more sense; sense counts twice, or a page of noise would win by its length."""
    first_worth, second_worth = (each.quality**2 * sum(len(found.text) for found in each.found) for each in (first, second))
    return second if second_worth > first_worth else first


def _other_way_up(attempt: _Attempt, engine: Engine) -> _Attempt:
    """Return the page read the other way up, where what was read makes no sense and a strip of it does when turned."""
    if attempt.quality >= _SURE or not attempt.ready.x_height:
        return attempt
    if attempt.quality >= POOR and attempt.ready.is_surely_upright:
        return attempt
    strip = _strip(attempt.ready)
    scores = {}
    for degrees in (0, 180, 90, 270):
        scores[degrees] = _sense(turned(strip, degrees), engine)
        if scores[degrees] > _LEGIBLE:
            break
    best = max(scores, key=lambda degrees: scores[degrees])
    if best == 0 or scores[best] < 1.15 * scores[0] + 0.05:
        return attempt
    return _better(attempt, _again(attempt, ready_turned(attempt.ready, best), engine, _FRENCH))


def _sense(strip: Prepared, engine: Engine) -> float:
    """Return how much sense a strip makes, 0 to 1; one that takes too long makes none, and does not cost what was read already."""
    try:
        found = Found.of_table(engine.table(strip.picture, round(strip.dpi), _FRENCH, Layout.PAGE), strip.picture.shape)
    except UnreadableInputError:
        return 0.0
    return legibility(found) * min(1.0, len(found) / 8)


def _strip(made: Ready) -> Prepared:
    """Return the part of the page with the most letters: a square that holds some lines whichever way they run."""
    page = made.page
    height, width = page.picture.shape
    side = min(height, width, round(max(made.x_height * 2.6 * _STRIP_LINES, page.dpi * 2.2)))
    centres = made.letters
    if not len(centres):
        return page
    rows = np.histogram(centres[:, 1], bins=max(1, height // max(1, side // 3)), range=(0, height))[0]
    top = min(height - side, max(0, int(np.argmax(rows)) * (side // 3) - side // 3))
    inside = centres[(centres[:, 1] >= top) & (centres[:, 1] < top + side)]
    left = min(width - side, max(0, int(np.median(inside[:, 0]) - side / 2))) if len(inside) else 0
    crop = np.ascontiguousarray(page.picture[top : top + side, left : left + side])
    return page.then(crop, np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64))


def _in_english(attempt: _Attempt, engine: Engine) -> _Attempt:
    """Return the page read with English words too, where that is what it looks like and French reads it with doubt."""
    if attempt.quality >= _SURE_FRENCH or not is_english(attempt.found):
        return attempt
    return _better(attempt, _again(attempt, attempt.ready, engine, _BOTH, attempt.stamps))


def _finer(
    attempt: _Attempt, engine: Engine, picture: Picture, dpi: tuple[float, float], picture_at: PictureAt | None, *, is_fax: bool
) -> _Attempt:
    """Return the page read with more pixels, where letters are small or what was read is in doubt, and there are more to be had."""
    made = attempt.ready
    is_small = 0 < made.x_height < _SMALL_LETTERS
    if (attempt.quality >= _SURE and not is_small) or not attempt.found or is_fax:
        return attempt
    if min(dpi) > 1.2 * READING_DPI:
        finer = ready(picture, *dpi, dpi=_FINE_DPI, turn=made.turned)
    elif picture_at is not None and (page := picture_at(_FINE_DPI)).shape[0] > 1.2 * picture.shape[0] and page.size <= _MOST_PIXELS:
        across, down = picture.shape[1] / page.shape[1], picture.shape[0] / page.shape[0]
        finer = ready(page, dpi[0] / across, dpi[1] / down, dpi=_FINE_DPI, turn=made.turned).of_source(np.diag([across, down, 1.0]))
    elif is_small:
        finer = made.with_page(enlarged(made.page, made.page.dpi * min(2.0, 14.0 / made.x_height)))
    else:
        finer = None
    languages = _BOTH if is_english(attempt.found) else _FRENCH
    # In doubt letters keep their breadth.
    if finer is None:
        return _better(attempt, _again(attempt, replace(made, breadth=0.0), engine, languages, attempt.stamps)) if made.breadth else attempt
    return _better(attempt, _again(attempt, replace(finer, breadth=0.0), engine, languages))


def _unruled(attempt: _Attempt, engine: Engine) -> _Attempt:
    """Return the page read without the lines of its form, its table or its paper, where what was read is in doubt."""
    if attempt.quality >= _SURE or not attempt.found:
        return attempt
    page = without_rules(attempt.ready.page)
    if page is None:
        return attempt
    languages = _BOTH if is_english(attempt.found) else _FRENCH
    return _better(attempt, _again(attempt, attempt.ready.with_page(page), engine, languages, attempt.stamps))


def _boxes(attempt: _Attempt, shape: tuple[int, ...]) -> tuple[Box, ...]:
    """Return the places of what was found in ten-thousandths of the page as it came, held upright."""
    if not (attempt.found or attempt.stamps.words):
        return ()
    edges = np.array([found.edges for found in (*attempt.found, *attempt.stamps.words)], np.float64)
    corners = np.stack([edges[:, [0, 1]], edges[:, [2, 1]], edges[:, [2, 3]], edges[:, [0, 3]]], axis=1)
    whole = np.concatenate([corners, np.ones((*corners.shape[:2], 1))], axis=2) @ attempt.ready.page.to_source.T
    places = whole[..., :2] / whole[..., 2:] / np.array([shape[1], shape[0]], np.float64)
    x, y = places[..., 0], places[..., 1]
    match attempt.ready.turned:
        case 90:
            x, y = 1 - y, x
        case 180:
            x, y = 1 - x, 1 - y
        case 270:
            x, y = y, 1 - x
        case _:
            pass
    left, top, right, bottom = (np.clip(np.rint(side * WHOLE), 0, WHOLE).astype(int) for side in _sides(x, y))
    return tuple(Box(left=int(a), top=int(b), right=int(c), bottom=int(d)) for a, b, c, d in zip(left, top, right, bottom, strict=True))


def _sides(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return left, top, right and bottom of slanted boxes: the middles of their sides, so that a long word's box stays as high as it is."""
    ordered_x, ordered_y = np.sort(x, axis=1), np.sort(y, axis=1)
    return (
        ordered_x[:, :2].mean(axis=1),
        ordered_y[:, :2].mean(axis=1),
        ordered_x[:, 2:].mean(axis=1),
        ordered_y[:, 2:].mean(axis=1),
    )
