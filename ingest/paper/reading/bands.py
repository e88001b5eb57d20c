"""Dark bands with bright letters, as letterheads have them, made dark letters on paper; recognition passes over them as they are. Pure."""

import cv2
import numpy as np

from ingest.paper.reading.pixels import WHITE, Picture, Prepared, shares

_LOOK_DPI = 25.4
"""A dot for each millimetre: there a band is a dark place, its letters are lost in it."""
_DARKER = 90
"""Greys: so much darker than the paper is a band."""
_LEAST_MM, _MOST_HEIGHT_MM = (35, 5), 60
"""Width and height of the least band, height of the highest; a logo is narrower, a picture is higher."""
_FULL = 0.85
"""Share of its upright rectangle that a band fills on a page that is nearly straight."""
_LETTERS = (0.015, 0.35)
"""Share of bright pixels: less is a bar without words, more a picture."""


def with_bands_lightened(page: Prepared) -> Prepared:
    """Return the page with its bands in the page's own tones, the same page where there are none."""
    bands = _bands(page)
    if not bands:
        return page
    picture = page.picture.copy()
    (paper,) = shares(np.ascontiguousarray(picture[::4, ::4]), (80,))
    changed = False
    for left, top, right, bottom in bands:
        part = picture[top:bottom, left:right]
        dark, bright = np.percentile(part, 20), np.percentile(part, 99.5)
        middle = (dark + bright) / 2
        if bright - dark < _DARKER or not _LETTERS[0] < float((part > middle).mean()) < _LETTERS[1]:
            continue
        levels = np.clip((bright - np.arange(WHITE + 1)) * (paper / (bright - dark)), 0, paper).astype(np.uint8)
        picture[top:bottom, left:right] = cv2.LUT(part, levels)
        changed = True
    return page.then(picture, np.eye(3)) if changed else page


def _bands(page: Prepared) -> tuple[tuple[int, int, int, int], ...]:
    """Return left, top, right and bottom of dark places shaped like a band, in pixels."""
    scale = _LOOK_DPI / page.dpi
    height, width = page.picture.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Every third pixel tells as much of a place so large, in a quarter of the time.
    small = np.asarray(cv2.resize(np.ascontiguousarray(page.picture[::3, ::3]), size, interpolation=cv2.INTER_AREA), np.uint8)
    (paper,) = shares(small, (80,))
    dark = np.asarray(small < paper - _DARKER, np.uint8)
    if not dark.any():
        return ()
    # Large letters make holes and bays.
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((5, 9), np.uint8))
    solid = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((_LEAST_MM[1], _LEAST_MM[0] // 2), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(solid, np.uint8), connectivity=4)
    found = []
    for left, top, width, height, area in stats[1:].tolist():
        if width < _LEAST_MM[0] or not _LEAST_MM[1] <= height <= _MOST_HEIGHT_MM or area < _FULL * width * height:
            continue
        if float(dark[top : top + height, left : left + width].mean()) < 1 - _LETTERS[1]:
            continue  # lines of bold text, closed up
        edges = (left / scale, top / scale, (left + width) / scale, (top + height) / scale)
        found.append(_within(page.picture, edges))
    return tuple(found)


def _within(picture: Picture, edges: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    height, width = picture.shape
    left, top, right, bottom = (round(edge) for edge in edges)
    return max(0, left), max(0, top), min(width, right), min(height, bottom)
