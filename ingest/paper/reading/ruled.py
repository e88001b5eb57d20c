"""Lines of forms and tables, of ruled and squared paper taken off a page, so that what is written on and between them can be read. Pure."""

import cv2
import numpy as np

from ingest.paper.reading.pixels import WHITE, Picture, Prepared, ink_of

_LONG_MM, _TALL_MM = 12.0, 5.0
"""Longer than any stroke of a letter; the sides of boxes for one letter each are no taller than the second."""
_THICKEST_MM = 1.2
_LEAST_MM = 400.0
"""Of all lines together: a letterhead and a foot are underlined with less."""
_BESIDE, _MOST_BESIDE = 3, 0.3
"""Pixels above and below a line, and the share of it that may have ink so near."""
_TORN = 5
"""Pixels that a scan may tear out of a line."""
_MILLIMETRES = 25.4


def without_rules(page: Prepared) -> Prepared | None:
    """Return an upright page without its lines; strokes that cross one stay whole. None where it has few, as a letterhead."""
    millimetre = page.dpi / _MILLIMETRES
    ink = ink_of(page.picture)
    if not _may_be_ruled(ink, millimetre):
        return None
    thick = max(3, round(_THICKEST_MM * millimetre))
    across = _lines(ink, round(_LONG_MM * millimetre), thick)
    down = _on_its_side(_lines(_on_its_side(ink), round(_TALL_MM * millimetre), thick))
    width, breadth = _width_of(across), _width_of(_on_its_side(down))
    if int(across.sum()) / width + int(down.sum()) / breadth < _LEAST_MM * millimetre:
        return None
    lines = across | down
    bare = _without(ink, lines)
    crossed = (_closed(bare, 2 * width + 3, 1) & across) | (_closed(bare, 1, 2 * breadth + 3) & down)
    # The grey rim of a line goes with it, that of a letter beside it stays.
    gone = (_wider(lines, 3, 3) > 0) & (crossed == 0) & ((bare == 0) | (_narrower(bare, 2, 2) == 0))
    gone &= ~((_wider(crossed, 3, 3) > 0) & (bare > 0))
    picture = page.picture.copy()
    picture[gone] = WHITE
    return page.then(picture, np.eye(3))


def _may_be_ruled(ink: Picture, millimetre: float) -> bool:
    """Whether there may be lines enough: at half the size, where looking costs a tenth."""
    small = np.asarray(cv2.resize(ink * WHITE, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) > WHITE // 4, np.uint8)
    small = _wider(small, 3, 3)
    across, down = _opened(small, 1, round(_LONG_MM * millimetre / 2)), _opened(small, round(_TALL_MM * millimetre), 1)
    # A line is three rows thick by now.
    return (int(across.sum()) + int(down.sum())) / 3 > _LEAST_MM * millimetre / 2


def _lines(ink: Picture, long: int, thick: int) -> Picture:
    """Return 1 where a line runs across: long ink, though a scan tears or slants it, and no bar of a picture, no row of letters."""
    whole = _wider(_closed(ink, 1, _TORN), 3, 1)
    # The ends of a slanted line have shorter rows than its middle.
    found = _wider(_opened(whole, 1, long), 3, long) & _opened(whole, 1, max(3, long // 3))
    found = _without(found, _wider(_opened(found, thick, thick), 3, 3))
    return _standing_alone(found, ink) if found.any() else found


def _standing_alone(lines: Picture, ink: Picture) -> Picture:
    """Return lines without those that are the feet of letters: these stand everywhere on a line, what is written over it here and there."""
    _, found = cv2.connectedComponents(lines, connectivity=8)
    labels = np.asarray(found, np.int32)
    near = _wider(_without(ink, lines), 2 * _BESIDE + 1, 1)
    whole = np.bincount(labels.ravel())
    beside = np.bincount(labels.ravel(), weights=near.ravel())
    is_line = beside < _MOST_BESIDE * whole
    is_line[0] = False
    return np.asarray(is_line[labels], np.uint8)


def _width_of(lines: Picture) -> int:
    """Return how thick lines that run across are, in pixels."""
    columns = lines[:, :: max(1, lines.shape[1] // 200)]
    total, starts = int(columns.sum()), int(np.count_nonzero(np.diff(columns.astype(np.int8), axis=0) > 0))
    return max(1, round(total / starts)) if starts else 1


def _on_its_side(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture.T)


def _without(picture: Picture, other: Picture) -> Picture:
    return np.asarray((picture > 0) & (other == 0), np.uint8)


def _opened(picture: Picture, height: int, width: int) -> Picture:
    return np.asarray(cv2.morphologyEx(picture, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)), np.uint8)


def _closed(picture: Picture, height: int, width: int) -> Picture:
    return np.asarray(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((height, width), np.uint8)), np.uint8)


def _wider(picture: Picture, height: int, width: int) -> Picture:
    return np.asarray(cv2.dilate(picture, np.ones((height, width), np.uint8)), np.uint8)


def _narrower(picture: Picture, height: int, width: int) -> Picture:
    return np.asarray(cv2.erode(picture, np.ones((height, width), np.uint8)), np.uint8)
