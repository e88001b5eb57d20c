"""Photographs of letters made flat: the sheet found, its perspective undone, the shadow over it taken away. Pure."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.paper.reading.pixels import Picture, Prepared, shares

_LOOK = 500
"""Pixels of the longer side of the small picture in which the sheet is looked for."""
_LEAST_SHARE, _MOST_SHARE = 0.25, 0.97
"""Of the photograph, the sheet's part: smaller is a label or a shop sign, larger is a scan without a table around it."""
_UNEVEN = 0.90
"""Where the darkest paper has less than this share of the light of the brightest, there is a shadow. Scanners keep 0.95."""
_LEAST_CONTRAST = 110
_LEAST_INK = 12
"""Greys between darkest and brightest below which a page is empty: its grain must not become ink."""
_CORNERS = 4
_SHADOW_CELLS = 60


def flat(prepared: Prepared) -> Prepared:
    """Return the sheet alone, seen from straight above; the picture itself where no sheet stands out from what lies around it."""
    corners = sheet_corners(prepared.picture)
    if corners is None:
        return prepared
    top, right, bottom, left = (float(np.linalg.norm(corners[a] - corners[b])) for a, b in ((0, 1), (1, 2), (2, 3), (3, 0)))
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    forth = cv2.getPerspectiveTransform(corners, target)
    picture = cv2.warpPerspective(prepared.picture, forth, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,))
    return prepared.then(np.asarray(picture, np.uint8), np.linalg.inv(forth), dpi=max(width, height) / 11.69)


def sheet_corners(picture: Picture) -> NDArray[np.float32] | None:
    """Return a bright sheet's corners in pixels, upper left first, clockwise; None where there is no such quadrilateral."""
    step = max(1, max(picture.shape) // (3 * _LOOK))  # a third of the pixels tells as much, in a tenth of the time
    thin = np.ascontiguousarray(picture[::step, ::step])
    scale = _LOOK / max(thin.shape)
    small = cv2.resize(thin, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Letters go: what stays is paper and table.
    bare = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (5, 5), 0)
    rim = np.concatenate([bare[:4].ravel(), bare[-4:].ravel(), bare[:, :4].ravel(), bare[:, -4:].ravel()])
    _, paper = cv2.threshold(bare, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    share = cv2.contourArea(largest) / (bare.shape[0] * bare.shape[1])
    if not _LEAST_SHARE <= share <= _MOST_SHARE:
        return None
    if float(np.median(rim)) > 0.8 * float(np.median(bare[paper > 0])):
        return None  # around it is paper too: a shadow, not a table
    hull = cv2.convexHull(largest)
    outline = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(outline) != _CORNERS or cv2.contourArea(outline.reshape(-1, 1, 2)) < 0.9 * cv2.contourArea(hull):
        return None
    return _clockwise(outline.astype(np.float32) * np.float32(step / scale))


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = [int(np.argmin(sums)), int(np.argmax(differences)), int(np.argmax(sums)), int(np.argmin(differences))]
    return corners[order]


def paper_light(picture: Picture) -> NDArray[np.float32]:
    """Return how bright the paper is, cell by cell, as if nothing were written on it."""
    scale = _SHADOW_CELLS / max(picture.shape)
    height, width = (max(4, round(side * scale)) for side in picture.shape)
    # The brightest in each cell, not the mean: that would make dense text a shadow.
    fine = cv2.resize(_by_whole_pixels(picture, (width * 6, height * 6)), (width * 6, height * 6), interpolation=cv2.INTER_AREA)
    bright = cv2.dilate(fine, np.ones((9, 9), np.uint8))
    cells = cv2.medianBlur(cv2.resize(bright, (width, height), interpolation=cv2.INTER_AREA), 5)
    return np.asarray(cells, np.float32)


def _by_whole_pixels(picture: Picture, size: tuple[int, int]) -> Picture:
    """Return the picture reduced by a whole number, not below ``size`` (width, height), which costs a tenth of one by a broken one."""
    height, width = picture.shape
    step = min(width // size[0], height // size[1])
    if step <= 1:
        return picture
    reduced = (width // step, height // step)
    cut = picture[: reduced[1] * step, : reduced[0] * step]
    return np.asarray(cv2.resize(cut, reduced, interpolation=cv2.INTER_AREA), np.uint8)


def is_uneven(light: NDArray[np.float32]) -> bool:
    """Tell whether there is a shadow on the paper."""
    inner = light[1:-1, 1:-1]
    return float(np.percentile(inner, 3)) < _UNEVEN * float(np.percentile(inner, 97))


def lit(picture: Picture, light: NDArray[np.float32]) -> Picture:
    """Return the picture as it would be if the paper were white all over."""
    height, width = picture.shape
    background = cv2.resize(np.maximum(light, 1), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, background.astype(np.uint8), scale=250), np.uint8)


def stretched(picture: Picture) -> Picture:
    """Return the picture with black ink on white paper where there was little between them."""
    dark, bright = shares(picture[::4, ::4], (0.5, 90))
    if bright - dark >= _LEAST_CONTRAST or bright - dark < _LEAST_INK:
        return picture
    levels = np.clip((np.arange(256) - dark) * (255 / (bright - dark)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, levels), np.uint8)
