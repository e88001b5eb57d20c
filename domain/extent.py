"""How far the shapes of a town reach: one wrong position in a file must not stretch its map over half the world."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

from domain.place import Point

LONGEST_PIECE_M = 10_000.0
"""Between two positions of a line: the straightest roads of France bend sooner, and a position that slipped lies further off."""
TOWN_M = 60_000.0
"""From the middle of a town: Arles, the largest commune of the mainland, is some 45 km long."""
_DEGREE_M = 111_195.0
"""Length of a degree of latitude."""


def metres_between(one: Point, other: Point) -> float:
    """Return the distance of two points; of such as are far apart, about."""
    return _DEGREE_M * hypot(one.lat - other.lat, (one.lon - other.lon) * cos(radians(one.lat)))


def middle_of(points: Sequence[Point]) -> Point:
    """Return the middle of points, by the median: some that lie elsewhere do not move it. There is at least one."""
    lats, lons = sorted(one.lat for one in points), sorted(one.lon for one in points)
    return Point(lat=lats[len(lats) // 2], lon=lons[len(lons) // 2])


def of_one_town(points: Sequence[Point]) -> Sequence[Point]:
    """Return the points that lie around the middle of them all."""
    middle = middle_of(points) if points else None
    return [one for one in points if middle is not None and metres_between(middle, one) <= TOWN_M]


def unbroken(line: Sequence[Point]) -> tuple[tuple[Point, ...], ...]:
    """Return a line without its pieces that are too long, as the lines that remain; a position that stands alone is left out."""
    cuts = [at for at, (one, other) in enumerate(pairwise(line), start=1) if metres_between(one, other) > LONGEST_PIECE_M]
    if not cuts:
        return (tuple(line),) if len(line) > 1 else ()
    return tuple(tuple(line[start:end]) for start, end in pairwise((0, *cuts, len(line))) if end - start > 1)
