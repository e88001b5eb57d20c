"""Pages with nothing on them. In doubt a page is not blank: an empty page read costs a second, a note thrown away a citizen."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.paper.heap.marks import reduced

Picture = NDArray[np.uint8]
Flags = NDArray[np.bool_]

WHITE = 255
_DPI = 100
_BAND = (0.25, 0.45)
"""Of a page's height."""

_STROKE_MM = 1.6
"""What is darker than the paper within so much is a stroke; shadows, folds and tinted paper change more slowly."""

_LEAST_CONTRAST = 14.0
"""Grey levels of a stroke, averaged over 0.25 mm: a hard pencil (35 to 60 where it is drawn) keeps 15 to 30, the back of a page printed
on both sides shows through with 4 to 12 and blurred."""

_ONE_BIT_CONTRAST = 64.0
"""Where every pixel is black or white nothing is faint, and a speck that averages to less is no stroke."""

_NOISE_FACTOR = 5.0
_DARK = 60.0
"""Grey levels below the paper: so dark is also what is broader than a stroke, such as large letters and pictures."""

_DUST_MM = 1.3
"""Larger than specks of dust and toner, smaller than a digit of 8 points."""

_SPECK_MM2 = 0.22
"""Dark pixels of so little area are grain and dust, and no part of a stroke."""

_BLOT_MM = 2.2
_TOUCHES_MM = 1.5
"""What begins so near to the edge is the border a copier leaves, a torn corner, the shadow of the lid."""

_HOLE_MM = (4.0, 9.5)
_HOLE_MIDDLE_MM = 18.0
"""Punched holes are 5.5 to 7 mm wide, their middle 12 mm from the edge (ISO 838)."""

_STAPLE_MM = (7.0, 15.0)
_CORNER_MM = 30.0
_THIN_MM = 1.5
"""Breadth of a staple, a fold, a scratch on the glass."""

_STREAK_SHARE = 0.35
"""Of the page's width or height: a line so long and straight is a fold, a scratch or the rule of a printed form, and no text."""

_STRAIGHT = 0.07
"""A straight line rises so much on its length, four degrees askew."""

_FULL = 0.62
"""Share of its box that a blot or a hole fills; a disc fills 0.79, a digit or a letter less."""


@dataclass(frozen=True, slots=True)
class _Blob:
    """Dark pixels that hang together: place and size in mm, share of its box that is dark."""

    left: float
    top: float
    width: float
    height: float
    filled: float
    area: float


def is_blank(picture: Picture, dpi: tuple[float, float]) -> bool:
    """Tell whether nothing was written, drawn or printed on a page.

    ``picture`` is grey (height x width, 8 bits), ``dpi`` its pixels to the inch across and down. Dust, holes, staples, folds, black
    borders, tinted paper and what shines through from the other side are nothing; a page number, a stamp, a pencil note are something.
    """
    # Most pages have something where letters begin, and a part is quicker looked at than the whole.
    top, bottom = (round(share * picture.shape[0]) for share in _BAND)
    return (top >= bottom or _is_bare(picture[top:bottom], dpi)) and _is_bare(picture, dpi)


def _is_bare(picture: Picture, dpi: tuple[float, float]) -> bool:
    """Tell the same of a picture by looking at all of it. The edge of a part counts as that of a page: in doubt nothing is seen there."""
    small, small_dpi = reduced(picture, dpi, _DPI)
    per_mm = small_dpi / 25.4
    contrast = _LEAST_CONTRAST if _has_greys(picture[::7, ::5]) or _has_greys(picture) else _ONE_BIT_CONTRAST
    flags = _strokes(small, per_mm, contrast) | (small < _median(small) - _DARK)
    page = (small.shape[1] / per_mm, small.shape[0] / per_mm)
    return not any(_is_written(blob, page) for blob in _blobs(flags, per_mm))


def _strokes(picture: Picture, per_mm: float, contrast: float) -> Flags:
    """Return where a page is darker than the paper around, no matter how dark that is."""
    smooth = cv2.GaussianBlur(picture, (0, 0), max(0.4, 0.1 * per_mm))
    size = 2 * round(_STROKE_MM * per_mm / 2) + 1
    paper = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    depth = np.asarray(cv2.subtract(paper, smooth), np.uint8)
    return depth > max(contrast, _NOISE_FACTOR * _noise(depth))


def _noise(depth: Picture) -> float:
    """Return the spread of the paper's own grain: most of a page is paper, so half of all depths are grain."""
    return _median(depth) / 1.5


def _has_greys(picture: Picture) -> bool:
    return bool(((picture > 0) & (picture < WHITE)).any())


def _median(picture: Picture) -> float:
    """Return the middle grey, which counting finds much quicker than putting pixels in order."""
    counts = np.cumsum(np.bincount(picture.ravel(), minlength=WHITE + 1))
    middles = np.searchsorted(counts, [(picture.size + 1) // 2, picture.size // 2 + 1])
    return float(middles.mean())


def _blobs(flags: Flags, per_mm: float) -> list[_Blob]:
    """Return what hangs together, specks left out, gaps of a third of a millimetre closed: pencil and bad toner leave some."""
    size = 2 * round(0.35 * per_mm / 2) + 1
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flags.astype(np.uint8), connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] > _SPECK_MM2 * per_mm**2
    kept[0] = False
    closed = cv2.morphologyEx(kept[labels].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    found = stats[1:]
    large = found[np.maximum(found[:, cv2.CC_STAT_WIDTH], found[:, cv2.CC_STAT_HEIGHT]) > _DUST_MM * per_mm]
    return [
        _Blob(
            left=float(left) / per_mm,
            top=float(top) / per_mm,
            width=float(width) / per_mm,
            height=float(height) / per_mm,
            filled=float(area) / float(width * height),
            area=float(area) / per_mm**2,
        )
        for left, top, width, height, area in large.tolist()
    ]


def _is_written(blob: _Blob, page: tuple[float, float]) -> bool:
    return not (_touches_edge(blob, page) or _is_blot(blob) or _is_hole(blob, page) or _is_staple(blob, page) or _is_streak(blob, page))


def _touches_edge(blob: _Blob, page: tuple[float, float]) -> bool:
    right, below = page[0] - blob.left - blob.width, page[1] - blob.top - blob.height
    return min(blob.left, blob.top, right, below) < _TOUCHES_MM


def _is_blot(blob: _Blob) -> bool:
    longer, shorter = _sides(blob)
    return longer <= _BLOT_MM and longer <= 1.3 * shorter and blob.filled >= _FULL


def _is_hole(blob: _Blob, page: tuple[float, float]) -> bool:
    """Tell of a hole: dark where something dark lies behind it, else the ring of its shadow."""
    longer, shorter = _sides(blob)
    x, y = blob.left + blob.width / 2, blob.top + blob.height / 2
    near = min(x, y, page[0] - x, page[1] - y) <= _HOLE_MIDDLE_MM
    return near and shorter >= _HOLE_MM[0] and longer <= _HOLE_MM[1] and longer <= 1.3 * shorter


def _is_staple(blob: _Blob, page: tuple[float, float]) -> bool:
    length = float(np.hypot(blob.width, blob.height))
    x, y = blob.left + blob.width / 2, blob.top + blob.height / 2
    near = min(x, page[0] - x) <= _CORNER_MM and min(y, page[1] - y) <= _CORNER_MM
    return near and _STAPLE_MM[0] <= length <= _STAPLE_MM[1] and blob.area / length <= _THIN_MM


def _is_streak(blob: _Blob, page: tuple[float, float]) -> bool:
    longer, shorter = _sides(blob)
    whole = page[0] if blob.width >= blob.height else page[1]
    return longer >= _STREAK_SHARE * whole and shorter <= _STRAIGHT * longer and blob.area / longer <= _THIN_MM


def _sides(blob: _Blob) -> tuple[float, float]:
    return max(blob.width, blob.height), min(blob.width, blob.height)
