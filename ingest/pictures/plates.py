"""Number plates in a photo, found by their shape: a row of dark signs of one height on a bright strip, or bright ones on a dark strip.

No trained model is at hand, so this is a rule of thumb: it finds plates that are legible and seen from the front or nearly so; letters on
walls look the same to it. It proposes; somebody decides.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.pictures.faces import Rectangle, shared

_LEAST_SIGNS, _MOST_SIGNS = 5, 11
_LEAST_HIGH = 9
"""Points: smaller signs nobody can read."""
_HIGH_SHARE = 0.12
"""The largest height of a sign, as a part of the picture's."""
_LEAST_RATIO, _MOST_RATIO = 2.6, 9.0
"""Width of the row to its height: French plates are 520 by 110 mm, with signs 75 mm high; those of motor cycles 210 by 130."""
_SLENDER, _WIDEST, _LEAST_INK = 8, 0.6, 0.15
"""A sign is at most so many times as high as wide, at least so high for its width (a W), and so much of its rectangle is ink."""
_LOWER, _HIGHER, _LEVEL = 0.75, 1.33, 0.25
"""Neighbours are about as high, on one line."""
_GAP, _TOUCH = 1.6, 0.3
"""Between neighbours there is no more than so much of their height: a hyphen with its blanks."""
_BLOCKS = (15, 31, 61)
_GROWN_X, _GROWN_Y = 0.18, 0.45
_SAME = 0.5


def plates(picture: NDArray[np.uint8]) -> tuple[Rectangle, ...]:
    """Return what may be plates in a colour picture (height, width, 3; blue, green, red)."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    found: list[Rectangle] = []
    for block in _BLOCKS:
        for way in (cv2.THRESH_BINARY_INV, cv2.THRESH_BINARY):
            ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, way, block, 12 if way == cv2.THRESH_BINARY_INV else -12)
            for row in _rows(_signs(np.asarray(ink, np.uint8))):
                if all(shared(row, other) < _SAME for other in found):
                    found.append(row)
    height, width = grey.shape[:2]
    return tuple(_grown(one, width, height) for one in found)


def _signs(ink: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return connected pieces that have the shape of a letter or a digit: left, top, width, height."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    ratio, fill = high / np.maximum(wide, 1), area / np.maximum(wide * high, 1)
    is_sign = (high >= _LEAST_HIGH) & (high <= ink.shape[0] * _HIGH_SHARE) & (ratio > _WIDEST) & (ratio < _SLENDER) & (fill > _LEAST_INK)
    return np.asarray(stats[is_sign][:, :4], np.int32)


def _rows(signs: NDArray[np.int32]) -> Iterator[Rectangle]:
    """Yield rows of signs of one height, side by side."""
    left_over = signs[np.argsort(signs[:, 0])]
    is_used = np.zeros(len(left_over), bool)
    for start in range(len(left_over)):
        if is_used[start]:
            continue
        row = [start]
        for index in range(start + 1, len(left_over)):
            last = left_over[row[-1]]
            one = left_over[index]
            gap = one[0] - (last[0] + last[2])
            if gap > last[3] * _GAP:
                break
            is_level = abs((one[1] + one[3] / 2) - (last[1] + last[3] / 2)) < last[3] * _LEVEL and _LOWER < one[3] / last[3] < _HIGHER
            if not is_used[index] and is_level and gap > -last[2] * _TOUCH:
                row.append(index)
        if _LEAST_SIGNS <= len(row) <= _MOST_SIGNS:
            box = _around(left_over[row])
            if _LEAST_RATIO < box[2] / box[3] < _MOST_RATIO:
                is_used[row] = True
                yield box


def _around(signs: NDArray[np.int32]) -> Rectangle:
    left, top = float(np.min(signs[:, 0])), float(np.min(signs[:, 1]))
    return left, top, float(np.max(signs[:, 0] + signs[:, 2])) - left, float(np.max(signs[:, 1] + signs[:, 3])) - top


def _grown(one: Rectangle, width: int, height: int) -> Rectangle:
    left, top = max(0.0, one[0] - one[2] * _GROWN_X), max(0.0, one[1] - one[3] * _GROWN_Y)
    right, bottom = min(float(width), one[0] + one[2] * (1 + _GROWN_X)), min(float(height), one[1] + one[3] * (1 + _GROWN_Y))
    return left, top, right - left, bottom - top
