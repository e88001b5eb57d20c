"""Outlines as people write them: a corner a line, an empty line between two outlines, the word « trou » before a hole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import InvalidError, Mistake
from domain.place import Point
from flows.address_file.positions import is_in_france
from flows.sectors.ground import Plane, Shape
from flows.town_folder.shapes import Ring
from flows.wording import Message, say

HOLE = "trou"
_HOLES = frozenset({HOLE, "hole"})
_NUMBER = r"-?\d{1,3}(?:[.,]\d{1,12})?"
_BY_MARK = re.compile(rf"\s*({_NUMBER})\s*[;\s]\s*({_NUMBER})\s*")
_BY_COMMA = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*")
MOST_CORNERS = 5_000
CORNERS, ENDS = 3, 2
_LONGEST_LINE = 80
"""Two numbers with all their decimals, and some blanks: what is longer is not searched for them, which takes its length squared."""
TEXT_FIELD = "outline"


@dataclass(slots=True)
class _Block:
    """Corners that belong together, while they are gathered."""

    first_line: int
    is_hole: bool
    corners: list[Point]


def write_outlines(shapes: Sequence[Shape]) -> str:
    """Return outlines as `read_outlines` reads them."""
    blocks = [block for shape in shapes for block in (_lines(shape.outer), *(f"{HOLE}\n{_lines(hole)}" for hole in shape.holes))]
    return "\n\n".join(blocks)


def read_outlines(text: str, plane: Plane) -> tuple[Shape, ...]:
    """Return the outlines of a text, each closed; none of an empty one. Raises InvalidError with what is wrong, by line."""
    shapes: list[Shape] = []
    for block in _blocks(text):
        if len(set(block.corners)) < CORNERS:
            raise _wrong(block.first_line, say("This outline has less than three corners."), say("Write a corner a line."))
        ring = _closed(block.corners)
        if not block.is_hole:
            shapes.append(Shape(outer=ring))
        elif shapes:
            shapes[-1] = Shape(outer=shapes[-1].outer, holes=(*shapes[-1].holes, ring))
        else:
            raise _wrong(block.first_line, say("A hole stands before any outline."), say("Write the outline it is in first."))
    for shape in shapes:
        refuse_crossed(shape, plane)
    return tuple(shapes)


def refuse_crossed(shape: Shape, plane: Plane) -> None:
    """Raise InvalidError where an outline crosses itself, or a hole leaves it, saying where."""
    if (where := plane.crossing(shape)) is not None:
        what = say("The outline crosses itself, or a hole leaves it, near {lat}, {lon}.", lat=where.lat, lon=where.lon)
        raise InvalidError(Mistake(where=TEXT_FIELD, what=what, remedy=say("Move the corners so that its sides do not meet.")))


def read_line(text: str) -> tuple[Point, ...]:
    """Return the corners of a line that cuts a sector, in their order. Raises InvalidError."""
    corners = [corner for block in _blocks(text) for corner in block.corners]
    if len(set(corners)) < ENDS:
        raise _wrong(1, say("A line that cuts a sector has two corners at least."), say("Write a corner a line."))
    return tuple(corners)


def _lines(ring: Ring) -> str:
    return "\n".join(f"{point.lat:.6f}, {point.lon:.6f}" for point in ring[:-1])


def _blocks(text: str) -> Sequence[_Block]:
    found: list[_Block] = []
    is_open, count = False, 0
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if not said:
            is_open = is_open and not found[-1].corners
            continue
        if said.lower().rstrip(":").strip() in _HOLES:
            found.append(_Block(number, is_hole=True, corners=[]))
            is_open = True
            continue
        if not is_open:
            found.append(_Block(number, is_hole=False, corners=[]))
            is_open = True
        found[-1].corners.append(_corner(said, number))
        count += 1
        if count > MOST_CORNERS:
            raise _wrong(number, say("There are more than {most} corners.", most=MOST_CORNERS), say("Simplify the outline."))
    return found


def _corner(said: str, number: int) -> Point:
    matched = (_BY_COMMA.fullmatch(said) or _BY_MARK.fullmatch(said)) if len(said) <= _LONGEST_LINE else None
    if matched is None:
        what = say("“{text}” is no position.", text=said[:40])
        raise _wrong(number, what, say("Write latitude and longitude in degrees: 49.5091, -1.4707"))
    lat, lon = (float(one.replace(",", ".")) for one in matched.groups())
    if not is_in_france(lat, lon):
        swapped = say("Latitude comes first: they are swapped.")
        remedy = swapped if is_in_france(lon, lat) else say("Write latitude and longitude in degrees: 49.5091, -1.4707")
        raise _wrong(number, say("{lat}, {lon} lies outside France.", lat=lat, lon=lon), remedy)
    return Point(lat=lat, lon=lon)


def _closed(corners: Sequence[Point]) -> Ring:
    return tuple(corners) if corners[0] == corners[-1] else (*corners, corners[0])


def _wrong(line: int, what: Message, remedy: Message) -> InvalidError:
    return InvalidError(Mistake(where=TEXT_FIELD, what=what, remedy=remedy, line=line))
