"""Outlines of sectors as ground that can be measured, cut and joined; pure."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import shapely
import shapely.ops

from domain.place import Places, Point, Sector
from flows.town_folder.shapes import Ring, joined_ring

_METRES_A_DEGREE = 111_320.0
_FRANCE_LATITUDE = 46.5
_DECIMALS = 6
"""A millionth of a degree is a tenth of a metre: finer than anybody draws."""
DUST_M2 = 1.0
"""What is left over where two lines are almost the same is no ground."""
_WHERE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")
Ground: TypeAlias = shapely.Geometry
"""Polygons in the metres of a plane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One outline as it is written: a closed ring of points, and the holes in it."""

    outer: Ring
    holes: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Plane:
    """A town laid flat: metres east and north, right to a thousandth for a commune."""

    latitude: float

    def pair(self, point: Point) -> tuple[float, float]:
        """Return a position in metres."""
        return point.lon * self._across, point.lat * _METRES_A_DEGREE

    def point(self, x: float, y: float) -> Point:
        """Return the position of metres."""
        return Point(lat=round(y / _METRES_A_DEGREE, _DECIMALS), lon=round(x / self._across, _DECIMALS))

    def ground(self, sector: Sector) -> Ground:
        """Return what a sector covers; in kept outlines a ring runs on into its holes and comes back."""
        rings = (shapely.Polygon([self.pair(point) for point in ring]) for ring in sector.polygons if ring)
        return only_polygons(shapely.union_all([shapely.make_valid(ring) for ring in rings]))

    def of_shapes(self, shapes: Iterable[Shape]) -> Ground:
        """Return what outlines cover that do not cross themselves."""
        return only_polygons(shapely.union_all([self.polygon(shape) for shape in shapes]))

    def polygon(self, shape: Shape) -> shapely.Polygon:
        """Return one outline as it is, whether or not it is right."""
        return shapely.Polygon([self.pair(one) for one in shape.outer], [[self.pair(one) for one in hole] for hole in shape.holes])

    def shapes(self, ground: Ground) -> tuple[Shape, ...]:
        """Return ground as outlines, the largest first."""
        parts = sorted(polygons_of(ground), key=lambda part: -part.area)
        return tuple(Shape(outer=self._ring(part.exterior), holes=tuple(map(self._ring, part.interiors))) for part in parts)

    def crossing(self, shape: Shape) -> Point | None:
        """Return where an outline crosses itself, or a hole leaves it; None where it is right."""
        polygon = self.polygon(shape)
        if polygon.is_valid:
            return None
        found = _WHERE.search(shapely.is_valid_reason(polygon))
        return self.point(float(found[1]), float(found[2])) if found else shape.outer[0]

    def middle(self, ground: Ground) -> Point:
        """Return a position on ground."""
        inner = ground.representative_point()
        return self.point(inner.x, inner.y)

    @property
    def _across(self) -> float:
        return _METRES_A_DEGREE * math.cos(math.radians(self.latitude))

    def _ring(self, line: shapely.LinearRing) -> Ring:
        points = [self.point(x, y) for x, y in line.coords]
        distinct = [one for place, one in enumerate(points) if place == 0 or one != points[place - 1]]
        return tuple(distinct)


def plane_of(*known: Iterable[Sector] | Places) -> Plane:
    """Return the plane of a town: at the latitude of the first of its positions."""
    return Plane(next((point.lat for one in known for point in _positions(one)), _FRANCE_LATITUDE))


def _positions(known: Iterable[Sector] | Places) -> Iterator[Point]:
    if isinstance(known, Places):
        yield from (point for one in known.sectors for ring in one.polygons for point in ring)
        yield from (house.point for street in known.streets for house in street.numbers if house.point is not None)
        yield from (point for street in known.streets for line in street.lines for point in line)
    else:
        yield from (point for one in known for ring in one.polygons for point in ring)


def kept(shapes: Iterable[Shape]) -> tuple[Ring, ...]:
    """Return outlines as a sector keeps them."""
    return tuple(joined_ring((shape.outer, *shape.holes)) for shape in shapes)


def only_polygons(ground: Ground) -> Ground:
    """Return ground without lines and points, and without dust."""
    return shapely.union_all([part for part in polygons_of(ground) if part.area > DUST_M2])


def polygons_of(ground: Ground) -> Sequence[shapely.Polygon]:
    """Return the polygons a geometry is made of."""
    found: list[shapely.Polygon] = []
    for part in shapely.get_parts(ground):
        if isinstance(part, shapely.Polygon):
            found.append(part)
        elif isinstance(part, shapely.MultiPolygon | shapely.GeometryCollection):
            found += polygons_of(part)
    return found


def cut(ground: Ground, line: shapely.LineString) -> tuple[Ground, Ground] | None:
    """Return the largest piece of ground that a line leaves, and all others together; None where it cuts nothing off."""
    crossed: list[shapely.Polygon] = []
    spared: list[shapely.Polygon] = []
    for part in polygons_of(ground):
        pieces = polygons_of(shapely.ops.split(part, line))
        (spared if len(pieces) == 1 else crossed).extend(pieces)
    if not crossed:
        return None
    largest, *rest = sorted(crossed, key=lambda piece: -piece.area)
    return shapely.union_all([largest, *spared]), shapely.union_all(rest)
