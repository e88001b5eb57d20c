"""A page made cheaper to read without being read worse: white paper without its grain, broad letters less broad. Pure.

Tesseract packs every line as a PNG and takes it out again before it reads, so that grain too faint to be seen costs an eighth of its time;
and what its network costs goes by the breadth of a line at a height of 36 pixels, to which every line is brought.
"""

import cv2
import numpy as np

from ingest.paper.reading.pixels import WHITE, Picture, Prepared, shares

_NARROW = 0.76
"""Breadth of letters, in heights of an x, down to which they lose none: narrow fonts (Arial Narrow, Nimbus Sans Narrow) have 0.67."""
_MOST_EASED = 0.9
"""Of the breadth: at 0.8 twice as many letters are wrong on a clean page as at 1 (bench/ocr_pages.py)."""
_LEAST_X_HEIGHT = 9.0
"""Pixels; smaller letters have none to give away."""
_ENOUGH_X_HEIGHT, _MOST_REDUCED = 11.0, 0.68
"""So tall letters are read as well as taller ones, and cheaper: tesseract puts four pixels of paper above and below every line. A page
keeps so much of its height, and what is printed small on it the least height."""
_GRAIN_SPREADS = 3.5
_COARSE = 8.0
"""Greys of grain beyond which letters keep all their pixels: smaller, some are lost in it. A scanner's paper has 1 to 4."""
_QUARTILES = (50, 15)
"""Of the paper: the middle one, and one that is about a standard deviation below and that letters' grey edges do not reach."""
_SHARE = 0.5
"""White begins at no less than halfway from where ink begins to the paper."""


def eased(page: Prepared, *, breadth: float, heights: tuple[float, float]) -> Prepared:
    """Return an upright page as it is cheapest to read: its pixels may be wider than tall, ``dpi`` is that of their height.

    ``breadth`` of its letters is in heights of an x, 0 where it is not known; ``heights`` of an x are in pixels: that of most letters, and
    that of what is printed smallest.
    """
    x_height, smallest = heights
    if x_height < _LEAST_X_HEIGHT:
        return page
    picture, grain = _plain(page.picture)
    if grain > _COARSE:
        return page.then(picture, np.eye(3))
    whole = min(1.0, max(_MOST_REDUCED, _ENOUGH_X_HEIGHT / x_height, _LEAST_X_HEIGHT / smallest))
    share = min(1.0, max(_MOST_EASED, _NARROW / breadth)) if breadth > 0 else 1.0
    height, width = picture.shape
    size = (round(width * whole * share), round(height * whole))
    if size == (width, height):
        return page.then(picture, np.eye(3))
    smaller = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return page.then(smaller, np.diag([width / size[0], height / size[1], 1.0]), dpi=page.dpi * size[1] / height)


def _plain(picture: Picture) -> tuple[Picture, float]:
    """Return the page with paper that is white all over, what is darker keeps its greys; and the spread of the paper's grain in greys."""
    sample = np.ascontiguousarray(picture[::4, ::4])
    ink, _ = cv2.threshold(sample, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if not (sample > ink).any():
        return picture, 0.0
    paper, low = shares(sample, _QUARTILES, above=int(ink))
    white = max(ink + _SHARE * (paper - ink), paper - _GRAIN_SPREADS * max(1.0, paper - low))
    levels = np.clip(np.arange(WHITE + 1) * (WHITE / white), 0, WHITE).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, levels), np.uint8), paper - low
