"""Faces in a photo, found by MediaPipe's BlazeFace (full range, Apache-2.0) with OpenCV: a help to who looks, never his replacement.

The network sees 192 by 192 points and knows faces that are a twentieth of that or more; a photo of a street is looked at in windows, each a
half and a quarter as large as it. What it misses (faces from behind, small, dark or turned ones) somebody has to see.
Source: Bazarevsky et al., “BlazeFace” (2019); MediaPipe, face_detection_full_range.pbtxt (48 by 48 anchors of fixed size).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Rectangle = tuple[float, float, float, float]
"""Left, top, width, height, in points of the picture."""
_SIDE, _CELLS = 192, 48
_LEAST_SCORE = 0.6
_SHARES = (1.0, 0.5, 0.25)
_OVERLAP = 0.5
_SAME = 0.3
"""Two rectangles that share so much of their area are one face."""
_GROWN_X, _GROWN_TOP, _GROWN_BOTTOM = 0.2, 0.45, 0.15
"""The network's rectangle leaves out hair, ears and chin, by which somebody is known, too."""


@lru_cache(maxsize=2)
def _network(model: Path) -> Any:  # Any: OpenCV has no types for networks
    # The other engine of OpenCV 5 gives one of the two outputs only.
    return cv2.dnn.readNetFromTFLite(str(model), cv2.dnn.ENGINE_CLASSIC)


def faces(picture: NDArray[np.uint8], model: Path) -> tuple[Rectangle, ...]:
    """Return the faces of a colour picture (height, width, 3; blue, green, red), larger than the network sees them."""
    network = _network(model)
    found = [one for left, top, side in _windows(picture.shape[1], picture.shape[0]) for one in _within(picture, network, left, top, side)]
    height, width = picture.shape[:2]
    return tuple(_grown(one, width, height) for one in _distinct(found))


def _windows(width: int, height: int) -> Iterator[tuple[int, int, int]]:
    whole = max(width, height)
    for share in _SHARES:
        side = int(whole * share)
        if share < 1 and side < _SIDE // 2:
            return
        step = max(1, int(side * _OVERLAP))
        for top in range(0, max(1, height - step), step):
            for left in range(0, max(1, width - step), step):
                yield left, top, side


def _within(picture: NDArray[np.uint8], network: Any, left: int, top: int, side: int) -> Iterator[tuple[float, Rectangle]]:
    part = picture[top : top + side, left : left + side]
    square = np.zeros((side, side, 3), np.uint8)
    square[: part.shape[0], : part.shape[1]] = part
    network.setInput(cv2.dnn.blobFromImage(square, 1 / 127.5, (_SIDE, _SIDE), (127.5, 127.5, 127.5), swapRB=True))
    boxes, scores = network.forward(("reshaped_regressor_face_4", "reshaped_classifier_face_4"))
    chances = 1 / (1 + np.exp(-np.clip(scores[0, :, 0], -100, 100)))
    for index in np.flatnonzero(chances > _LEAST_SCORE):
        row, column = divmod(int(index), _CELLS)
        x, y, wide, high = (float(one) / _SIDE for one in boxes[0, index, :4])
        x, y = x + (column + 0.5) / _CELLS, y + (row + 0.5) / _CELLS
        yield float(chances[index]), (left + (x - wide / 2) * side, top + (y - high / 2) * side, wide * side, high * side)


def _distinct(found: Sequence[tuple[float, Rectangle]]) -> list[Rectangle]:
    kept: list[Rectangle] = []
    for _, one in sorted(found, reverse=True):
        if all(shared(one, other) < _SAME for other in kept):
            kept.append(one)
    return kept


def shared(one: Rectangle, other: Rectangle) -> float:
    """Return the area two rectangles share, as a part of the smaller one."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return wide * high / smaller if wide > 0 and high > 0 and smaller > 0 else 0.0


def _grown(one: Rectangle, width: int, height: int) -> Rectangle:
    left, top = max(0.0, one[0] - one[2] * _GROWN_X), max(0.0, one[1] - one[3] * _GROWN_TOP)
    right, bottom = min(float(width), one[0] + one[2] * (1 + _GROWN_X)), min(float(height), one[1] + one[3] * (1 + _GROWN_BOTTOM))
    return left, top, right - left, bottom - top
