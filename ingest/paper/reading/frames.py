"""Stamps on a page: frames found, lifted off what they lie on, each made ready to be read by itself. Pure."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.paper.reading.pixels import WHITE, Picture, Prepared

_LOOK_DPI = 100.0
"""Dots an inch at which frames are looked for: a stamp's line is half a millimetre, two dots."""
_FAINT = 28
"""Greys darker than the paper from which on there is ink: a stamp is often pale, and the grain of a scan, averaged, has a third of this."""
_LEAST_HOLE_MM2, _LEAST_MM2, _MOST_MM2 = 35.0, 130.0, 4_500.0
"""What a line encloses: a part of a stamp, the least stamp (a day alone, 26 by 6 mm) and the largest."""
_LEAST_HEIGHT_MM, _MOST_HEIGHT_MM, _MOST_WIDTH_MM = 5.0, 60.0, 110.0
_APART_MM = 4.0
"""Parts of one stamp lie so near each other, though a line of text or of its own parts them."""
_MOST_PARTS = 8
"""More belong to a table."""
_LEAST_INK, _MOST_INK = 0.02, 0.45
"""Share of what is enclosed: less is an empty box, more a picture."""
_BOX, _OVAL = 0.88, 0.74
"""Share of the smallest slanted rectangle around it that a box fills, and an oval (pi / 4, and some for its unevenness)."""
_LONG = 1.15
"""A rounder oval does not tell which way it lies."""
_MOST_TILT = 25.0
_MOST = 3
"""Of a form full of boxes so many are looked at."""
_TONES_APART = 25
"""Greys between the ink of a stamp and that of the text under it from which on they are told apart."""
_BEYOND, _AROUND = 18, 5
"""Pixels at that resolution: how far from the inside the end of the line is looked for, and how much paper beyond it."""
_PAPER_AROUND, _CROSSED = 0.35, 0.004
"""Share of ink beyond the line of a frame: more is no line but a dark place; less than the second and nothing runs across."""
_SURE = 0.3
"""How much of the way from the text's ink to the stamp's is taken for text where a stamp is taken off."""
_MARGIN = 12
"""Pixels of paper around what is read by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame such as a stamp leaves. ``corners`` are those of what it encloses, upper left first, clockwise, in pixels of the page.

    ``outline`` is what it encloses itself: less than the corners do, where it is an oval.
    ``tone`` is the grey of its ink, ``text`` that of the page's letters; ``is_crossed``: something runs across its edge.
    """

    corners: NDArray[np.float32]
    outline: NDArray[np.float32]
    tone: int
    text: int
    line: float
    """Thickness of its line in pixels, at least one."""
    is_crossed: bool

    @property
    def is_apart(self) -> bool:
        """Tell whether its ink is so much brighter than that of the letters that they can be told apart."""
        return self.tone - self.text >= _TONES_APART

    def holds(self, edges: tuple[int, int, int, int]) -> bool:
        """Tell whether a box (left, top, right, bottom) lies within it, its line included."""
        left, top, right, bottom = edges
        reach = -2 * self.line
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return all(cv2.pointPolygonTest(self.outline, (float(x), float(y)), True) >= reach for x, y in corners)

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        top, right = (float(np.linalg.norm(self.corners[a] - self.corners[b])) for a, b in ((0, 1), (1, 2)))
        return max(1, round(top)), max(1, round(right))


def frames_on(page: Prepared) -> tuple[Frame, ...]:
    """Return the frames on an upright page that may be stamps, from the top, few."""
    scale = _LOOK_DPI / page.dpi
    if scale >= 1:
        return ()
    small = np.asarray(cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    paper = int(np.percentile(small[::4, ::4], 80))
    ink = np.asarray(small < paper - _FAINT, np.uint8)
    closed = np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), np.uint8)
    found = []
    for hull in _hulls(closed):
        frame = _frame(page.picture, paper, ink, hull, scale)
        if frame is not None:
            found.append(frame)
    return tuple(sorted(found, key=lambda frame: float(np.min(frame.corners[:, 1])))[:_MOST])


def lifted(page: Prepared, frame: Frame, sure: float | None = None) -> Prepared:
    """Return what a frame encloses, upright, as a page of its own.

    With ``sure`` the text that runs across is taken out of it; 0 to 1, it tells how bright what is darker than the stamp may be.
    """
    width, height = frame.size
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) + _MARGIN
    forth = cv2.getPerspectiveTransform(frame.corners, np.asarray(target, np.float32))
    size = (width + 2 * _MARGIN, height + 2 * _MARGIN)
    crop = np.asarray(cv2.warpPerspective(page.picture, forth, size, flags=cv2.INTER_LINEAR, borderValue=(WHITE,)), np.uint8)
    if sure is not None:
        crop = np.asarray(cv2.inpaint(crop, _text_in(crop, frame, sure), 3, cv2.INPAINT_TELEA), np.uint8)
    paper = int(np.percentile(crop, 90))
    within = np.zeros(crop.shape, np.uint8)
    cv2.fillConvexPoly(within, np.rint(cv2.perspectiveTransform(frame.outline[None], forth)[0]).astype(np.int32), (1,))
    crop[cv2.erode(within, np.ones((3, 3), np.uint8)) == 0] = paper
    return page.then(crop, np.linalg.inv(forth))


def without(page: Prepared, frame: Frame) -> Prepared:
    """Return the page without a stamp; what is darker stays, and so does all where a stamp as dark as the text lies upon it."""
    if frame.is_crossed and not frame.is_apart:
        return page
    picture = page.picture.copy()
    whole = np.zeros(picture.shape, np.uint8)
    cv2.fillConvexPoly(whole, np.rint(frame.outline).astype(np.int32), (1,))
    reach = 2 * round(frame.line + 4) + 1
    whole = np.asarray(cv2.dilate(whole, np.ones((reach, reach), np.uint8)))
    gone = whole > 0
    if frame.is_crossed:
        gone &= _text_in(picture, frame, _SURE) == 0
    picture[gone] = int(np.percentile(picture[::4, ::4], 80))
    return page.then(picture, np.eye(3))


def _text_in(picture: Picture, frame: Frame, sure: float) -> Picture:
    """Return 1 where there is text darker than the stamp: the pixels that are surely so, and what ink lies within two of them."""
    dark = np.asarray(picture <= frame.text + (frame.tone - frame.text) * sure, np.uint8)
    paper = int(np.percentile(picture[::4, ::4], 80))
    near = cv2.dilate(dark, np.ones((5, 5), np.uint8))
    return np.asarray((near > 0) & (picture < paper - _FAINT), np.uint8)


def _hulls(ink: Picture) -> Iterator[NDArray[np.int32]]:
    """Yield the outlines of what ink encloses, parts of one stamp together, where that is as large as a stamp."""
    millimetre = _LOOK_DPI / 25.4
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - ink, connectivity=4, ltype=cv2.CV_32S)
    left, top, width, height, area = (stats[:, column] for column in range(5))
    is_part = (area >= _LEAST_HOLE_MM2 * millimetre**2) & (width <= _MOST_WIDTH_MM * millimetre) & (height <= _MOST_HEIGHT_MM * millimetre)
    is_part &= (left > 0) & (top > 0) & (left + width < ink.shape[1]) & (top + height < ink.shape[0])
    is_part[0] = False
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    for members in _together([int(one) for one in np.flatnonzero(is_part)], boxes, _APART_MM * millimetre):
        if len(members) > _MOST_PARTS:
            continue
        x0, y0 = (int(boxes[members, side].min()) for side in (0, 1))
        x1, y1 = (int(boxes[members, side].max()) for side in (2, 3))
        mask = np.isin(labels[y0:y1, x0:x1], members).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        yield np.asarray(cv2.convexHull(np.concatenate(contours)) + np.array([x0, y0]), np.int32)


def _together(parts: Sequence[int], boxes: NDArray[np.int32], reach: float) -> Iterator[list[int]]:
    left = list(parts)
    while left:
        group, waiting = [], [left.pop()]
        while waiting:
            one = waiting.pop()
            group.append(one)
            near = [other for other in left if _gap(boxes[one], boxes[other]) <= reach]
            waiting += near
            left = [other for other in left if other not in near]
        yield group


def _gap(one: NDArray[np.int32], other: NDArray[np.int32]) -> int:
    across = max(int(one[0]), int(other[0])) - min(int(one[2]), int(other[2]))
    down = max(int(one[1]), int(other[1])) - min(int(one[3]), int(other[3]))
    return max(across, down)


def _frame(page: Picture, paper: int, ink: Picture, hull: NDArray[np.int32], scale: float) -> Frame | None:
    """Return the frame whose inside has this outline, both in the small picture; None where it is none of a stamp."""
    corners = _corners(hull)
    if corners is None:
        return None
    millimetre = _LOOK_DPI / 25.4
    width, height = float(np.linalg.norm(corners[1] - corners[0])), float(np.linalg.norm(corners[2] - corners[1]))
    if not (_LEAST_MM2 <= width * height / millimetre**2 <= _MOST_MM2 and height >= _LEAST_HEIGHT_MM * millimetre and width > height / 1.3):
        return None
    left, top = (max(0, int(side) - _BEYOND) for side in hull.reshape(-1, 2).min(axis=0))
    right, bottom = (int(side) + _BEYOND + 1 for side in hull.reshape(-1, 2).max(axis=0))
    inside = np.zeros(ink[top:bottom, left:right].shape, np.uint8)
    cv2.fillConvexPoly(inside, hull - np.array([left, top], np.int32), (1,))
    near = ink[top:bottom, left:right]
    share = float(near[inside > 0].mean())
    if not _LEAST_INK <= share <= _MOST_INK:
        return None
    # Outwards from the inside: first all is line, then all is paper.
    rings = [np.asarray(cv2.dilate(inside, np.ones((2 * far + 1, 2 * far + 1), np.uint8))) for far in range(_BEYOND)]
    shares = [float(near[(wide > 0) & (narrow == 0)].mean()) for narrow, wide in itertools.pairwise(rings)]
    edge = next((far for far, one in enumerate(shares[: -_AROUND - 1]) if far and one < _PAPER_AROUND), None)
    if edge is None:
        return None
    around = np.asarray((rings[edge] > 0) & (inside == 0) & (near > 0), np.uint8)
    fine = page[round(top / scale) : round(bottom / scale), round(left / scale) : round(right / scale)]
    dark = fine[cv2.resize(around, fine.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0]
    some = page[::5, ::7]
    letters = some[some < paper - 3 * _FAINT]
    return Frame(
        corners=np.asarray(corners / scale, np.float32),
        outline=np.asarray(hull.reshape(-1, 2) / scale, np.float32),
        tone=int(np.percentile(dark, 25)) if dark.size else WHITE,
        text=int(np.percentile(letters, 15)) if letters.size else 0,
        line=max(1.0, edge / scale),
        is_crossed=float(np.mean(shares[edge + 1 : edge + 1 + _AROUND])) > _CROSSED,
    )


def _corners(hull: NDArray[np.int32]) -> NDArray[np.float32] | None:
    """Return the corners of a box, upper left first, clockwise; those of the upright box around an oval; None for other shapes."""
    rectangle = cv2.minAreaRect(hull)
    (_, (wide, tall), _), area = rectangle, cv2.contourArea(hull)
    filled = area / max(1.0, wide * tall)
    if filled < _OVAL:
        return None
    if filled < _BOX and max(wide, tall) < _LONG * min(wide, tall):
        left, top, width, height = cv2.boundingRect(hull)
        whole = area / max(1, width * height)
        right, bottom = left + width, top + height
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32) if whole >= _OVAL else None
    points = cv2.boxPoints(rectangle)
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    order = [int(np.argmin(sums)), int(np.argmax(differences)), int(np.argmax(sums)), int(np.argmin(differences))]
    ordered = np.asarray(points[order], np.float32)
    across = ordered[1] - ordered[0]
    return ordered if len(set(order)) == len(points) and abs(np.degrees(np.arctan2(across[1], across[0]))) <= _MOST_TILT else None
