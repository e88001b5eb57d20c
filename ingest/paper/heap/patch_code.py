"""Kodak patch codes, of which type T ends a document: their bars, and how they are found on a page.

Source: Kodak, "Patch Code Information for Kodak Scanners" (A-61599) and the i5000 user guide (A-61670): four bars parallel to the edge
that goes first, narrow ones and the spaces 0.08 inch, wide ones 0.20 inch, 0.80 inch in all; bars 2 inches long, 0.75 for some readers;
at least 0.25 and at most 3.75 inches from that edge. Read from there T is narrow, wide, narrow, wide; type 3 is the same from behind.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

NARROW_INCHES = 0.08
WIDE_INCHES = 0.20
TYPES = {"WWNN": "1", "WNNW": "2", "WNWN": "3", "NWWN": "4", "NNWW": "6", "NWNW": "T"}

_LEAST_DPI = 90
"""A narrow bar is 7 pixels wide at this."""

_STRIP_INCHES = 0.1
"""Strips across the bars are looked at, each the mean of so much of their length: specks and holes vanish in it."""

_LENGTH_INCHES = 0.7
"""So long must the bars be found, just below what the least demanding reader asks for."""

_SLACK_INCHES = 0.035
"""A bar or space may be wider or narrower by this: copies fatten bars, standard faxes have lines of 0.01 inch."""

_SCALES = (0.90, 1.10)
"""“Fit to page” prints at 90 to 97 %, some scanners stretch as much."""

_QUIET_INCHES = 0.15
"""Bars go on in a barcode, lines in a table; around a patch the paper is empty."""

_DRIFT_INCHES = 0.02
"""From strip to strip a patch may shift by this: a page 10 degrees askew."""

_LEAST_CONTRAST = 50
"""Grey levels between the bars and the paper."""

_BARS = 4
_RUNS = 2 * _BARS - 1
_WHOLE = 2 * WIDE_INCHES + 5 * NARROW_INCHES


@dataclass(frozen=True, slots=True)
class _Hit:
    """A patch across one strip: first and last pixel along it, and its type read in that direction."""

    start: float
    end: float
    widths: str


def patch_types(picture: Picture, dpi: float) -> frozenset[str]:
    """Return the types of the patches on a page, each read from the edge it is nearest to.

    ``picture`` is grey (height x width), its pixels square, ``dpi`` to the inch; 100 is enough.
    """
    factor = max(1, int(dpi / _LEAST_DPI))
    small = _averaged(picture, factor, factor)
    dpi /= factor
    across = max(1, round(_STRIP_INCHES * dpi))
    if min(small.shape) < 2 * across:
        return frozenset()
    columns = np.ascontiguousarray(_averaged(small, 1, across).T)
    return frozenset(_types(columns, dpi) | _types(_averaged(small, across, 1), dpi))


def _averaged(picture: Picture, down: int, across: int) -> Picture:
    """Return the means of blocks of so many pixels; what is left over at the far edges is cut, which keeps this quick."""
    height, width = picture.shape[0] // down, picture.shape[1] // across
    if (down, across) == (1, 1) or not (height and width):
        return picture
    cut = picture[: height * down, : width * across]
    return np.asarray(cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _types(strips: Picture, dpi: float) -> set[str]:
    """Return the types found along neighbouring strips, one a row."""
    found: set[str] = set()
    growing: list[tuple[_Hit, int]] = []
    needed = round(_LENGTH_INCHES / _STRIP_INCHES)
    length = strips.shape[1]
    for strip in strips:
        grown: list[tuple[_Hit, int]] = []
        for hit in _hits(strip, dpi):
            before = max((count for other, count in growing if _goes_on(other, hit, dpi)), default=0)
            grown.append((hit, before + 1))
            if before + 1 >= needed:
                found.add(_type(hit, length))
        growing = grown
    return found


def _goes_on(before: _Hit, after: _Hit, dpi: float) -> bool:
    drift = _DRIFT_INCHES * dpi + 1
    return before.widths == after.widths and abs(before.start - after.start) <= drift and abs(before.end - after.end) <= drift


def _type(hit: _Hit, length: int) -> str:
    """Return the type as read from the nearer end of the strip."""
    is_far = hit.start + hit.end > length
    return TYPES[hit.widths[::-1] if is_far else hit.widths]


def _hits(strip: Picture, dpi: float) -> list[_Hit]:
    """Return the patches that cross a strip."""
    paper, ink = int(np.median(strip)), int(np.min(strip))
    if paper - ink < _LEAST_CONTRAST:
        return []
    dark = strip < (paper + ink) / 2
    edges = np.flatnonzero(np.diff(dark.astype(np.int8), prepend=0, append=0))
    # edges alternate: a bar begins, a bar ends.
    if edges.size < 2 * _BARS:
        return []
    widths = np.diff(edges)
    starts = np.arange(0, edges.size - _RUNS, 2)
    whole = edges[starts + _RUNS] - edges[starts]
    fits = (whole >= _SCALES[0] * _WHOLE * dpi - 1) & (whole <= _SCALES[1] * _WHOLE * dpi + 1)
    return [hit for place in starts[fits] if (hit := _hit(edges, widths, int(place), len(strip), dpi)) is not None]


def _hit(edges: NDArray[np.intp], widths: NDArray[np.intp], place: int, length: int, dpi: float) -> _Hit | None:
    """Return the patch whose first bar begins at an edge, if the widths are those of one and there is paper on both sides."""
    start, end = int(edges[place]), int(edges[place + _RUNS])
    before = start - (int(edges[place - 1]) if place else 0)
    after = (int(edges[place + _RUNS + 1]) if place + _RUNS + 1 < edges.size else length) - end
    if min(before, after) < _QUIET_INCHES * dpi:
        return None
    scale = (end - start) / (_WHOLE * dpi)
    inches = widths[place : place + _RUNS] / (dpi * scale)
    slack = _SLACK_INCHES + 0.5 / dpi
    if np.abs(inches[1::2] - NARROW_INCHES).max() > slack:
        return None
    bars = inches[::2]
    wide = bars > (NARROW_INCHES + WIDE_INCHES) / 2
    expected = np.where(wide, WIDE_INCHES, NARROW_INCHES)
    names = "".join("W" if is_wide else "N" for is_wide in wide)
    return _Hit(start, end, names) if np.abs(bars - expected).max() <= slack and names in TYPES else None
