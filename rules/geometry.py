"""Positions: in which sector a point lies, which street is nearest, which place of interest contains it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import shapely

from domain.ids import SectorName
from domain.place import Landmark, Places, Point

_METRES_A_DEGREE = 111_320.0
_FRANCE_LATITUDE = 46.5
_NEAR_STREET_M = 60.0
_NEAR_NUMBER_M = 8.0
_SAME_LINE_M = 2.0
"""Lines this much farther than the nearest run along it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The street, and the address on it if one is close, next to a point."""

    street: int
    number: str | None
    distance_m: float


class Map:
    """Shapes of a town, projected so that distances are in metres; immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """Index sectors, street lines and addresses."""
        self.center = _some_position(places)
        """A position in the town; None where the town has no shapes at all."""
        self._squeeze = math.cos(math.radians(self.center.lat if self.center is not None else _FRANCE_LATITUDE))
        self._sector_names = [sector.name for sector in places.sectors for _ in sector.polygons]
        self._sectors = shapely.STRtree([self._ring(ring) for sector in places.sectors for ring in sector.polygons])
        self._line_streets: list[int] = []
        lines = []
        for index, street in enumerate(places.streets):
            for line in street.lines:
                self._line_streets.append(index)
                lines.append(self._shape(line))
        self._lines = shapely.STRtree(lines)
        self._addresses: list[tuple[int, str]] = []
        xs: list[float] = []
        ys: list[float] = []
        for index, street in enumerate(places.streets):
            for house in street.numbers:
                if house.point is not None:
                    self._addresses.append((index, f"{house.number} {house.suffix}".strip()))
                    xs.append(house.point.lon * self._squeeze * _METRES_A_DEGREE)
                    ys.append(house.point.lat * _METRES_A_DEGREE)
        self._numbers = shapely.STRtree(shapely.points(xs, ys) if xs else [])
        self._wide = tuple(
            (landmark, landmark.point, landmark.radius_m, landmark.radius_m / _METRES_A_DEGREE)
            for landmark in places.landmarks
            if landmark.point is not None and landmark.radius_m
        )

    @property
    def has_sectors(self) -> bool:
        """Return whether the town's area is drawn."""
        return bool(self._sector_names)

    def sector_at(self, point: Point) -> SectorName | None:
        """Return the sector whose polygon holds the point; None outside all."""
        found = self._sectors.query(self._point(point), predicate="within")
        return self._sector_names[int(min(found))] if len(found) else None

    def nearest(self, point: Point) -> Nearest | None:
        """Return the street next to a point, within some sixty metres, with the house number where an address is very close."""
        position = self._point(point)
        numbers = self._numbers.query_nearest(position, max_distance=_NEAR_STREET_M, return_distance=True, all_matches=False)
        lines = self._lines.query_nearest(position, max_distance=_NEAR_STREET_M, return_distance=True, all_matches=False)
        by_number = (float(numbers[1][0]), *self._addresses[int(numbers[0][0])]) if len(numbers[0]) else None
        by_line = self._line_at(position, float(lines[1][0]), int(lines[0][0]), by_number) if len(lines[0]) else None
        if by_number is not None and (by_number[0] <= _NEAR_NUMBER_M or by_line is None) and not self._on_other(by_line, by_number):
            number = by_number[2] if by_number[0] <= _NEAR_NUMBER_M else None
            return Nearest(street=by_number[1], number=number, distance_m=by_number[0])
        return None if by_line is None else Nearest(street=by_line[1], number=None, distance_m=by_line[0])

    def _line_at(
        self, position: shapely.Point, distance_m: float, line: int, by_number: tuple[float, int, str] | None
    ) -> tuple[float, int]:
        """Return the street of the nearest line; where a numbered road runs along a street, the one whose address is near."""
        if by_number is not None:
            same = self._lines.query(position, predicate="dwithin", distance=distance_m + _SAME_LINE_M)
            if any(self._line_streets[int(other)] == by_number[1] for other in same):
                return distance_m, by_number[1]
        return distance_m, self._line_streets[line]

    def around(self, point: Point) -> tuple[Landmark, ...]:
        """Return the places of interest in whose extent the point lies, the smallest first."""
        held = [
            (radius_m, landmark)
            for landmark, center, radius_m, degrees in self._wide
            if abs(point.lat - center.lat) <= degrees and self.distance_m(point, center) <= radius_m
        ]
        return tuple(landmark for _, landmark in sorted(held, key=lambda pair: (pair[0], pair[1].name)))

    def distance_m(self, one: Point, other: Point) -> float:
        """Return the distance of two points in metres."""
        return math.hypot((one.lon - other.lon) * self._squeeze, one.lat - other.lat) * _METRES_A_DEGREE

    def _on_other(self, by_line: tuple[float, int] | None, by_number: tuple[float, int, str]) -> bool:
        """Return whether the point lies on the line of one street while the address found belongs to another."""
        return by_line is not None and by_line[1] != by_number[1] and by_line[0] * 2 < by_number[0]

    def _point(self, point: Point) -> shapely.Point:
        return shapely.Point(point.lon * self._squeeze * _METRES_A_DEGREE, point.lat * _METRES_A_DEGREE)

    def _pairs(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        return [(point.lon * self._squeeze * _METRES_A_DEGREE, point.lat * _METRES_A_DEGREE) for point in points]

    def _shape(self, points: Sequence[Point]) -> shapely.Geometry:
        return shapely.LineString(self._pairs(points)) if len(points) > 1 else shapely.Point(self._pairs(points)[0])

    def _ring(self, points: Sequence[Point]) -> shapely.Polygon:
        return shapely.Polygon(self._pairs(points))


def _some_position(places: Places) -> Point | None:
    """Return the first known position of the town."""
    rings = (ring[0] for sector in places.sectors for ring in sector.polygons if ring)
    lines = (line[0] for street in places.streets for line in street.lines if line)
    houses = (house.point for street in places.streets for house in street.numbers if house.point is not None)
    marks = (landmark.point for landmark in places.landmarks if landmark.point is not None)
    return next(chain(rings, lines, houses, marks), None)
