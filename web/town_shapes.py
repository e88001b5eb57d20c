"""What a map of a town is drawn from in the browser, as GeoJSON (RFC 7946): its sectors, and square by square its streets and houses.

The squares are those of all tile servers, so that a browser knows which ones it looks at; of a large town only those are fetched. Lines are
simplified to what the eye sees, and positions rounded to a metre. Everything here is the town's own public knowledge of itself.
"""

import gzip
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise

import shapely

from domain.extent import of_one_town, unbroken
from domain.place import Places, Point, Sector

PLACES_DECIMALS = 5
"""A hundred-thousandth of a degree is about a metre."""
_SECTOR_M, _STREET_M = 4.0, 1.5
_METRES_A_DEGREE = 111_320.0
_POLE = 85.0
_KEPT = 512
"""Squares kept ready: a town of 20,000 streets has some two hundred of streets."""
Square = tuple[int, int]


class Layer(StrEnum):
    """What a square shows."""

    STREETS = "streets"
    HOUSES = "houses"


ZOOMS = {Layer.STREETS: 14, Layer.HOUSES: 17}
"""At which zoom a square of a layer is one tile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it is sent: JSON, compressed, and what its content is told by (ETag)."""

    packed: bytes
    etag: str

    @property
    def plain(self) -> bytes:
        """Return it as a browser reads it that unpacks nothing."""
        return gzip.decompress(self.packed)


class TownShapes:
    """The shapes of one town's places; immutable, its squares are found once. Safe to share between threads."""

    def __init__(self, places: Places) -> None:
        """Draw these places."""
        self.places = places
        self.square: Callable[[Layer, int, int], Document] = lru_cache(maxsize=_KEPT)(self._square)

    @cached_property
    def is_drawn(self) -> bool:
        """Return whether anything of the town is on a map."""
        return self._bounds is not None

    @cached_property
    def outline(self) -> Document:
        """Return the sectors, with the bounds of the town (west, south, east, north), and the squares that have streets or places."""
        features = [_feature("MultiPolygon", drawn, name=one.name) for one in self.places.sectors if (drawn := _polygons(one))]
        return _document(features, bbox=self._bounds, squares=sorted({*self._streets, *self._landmarks}))

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float] | None:
        outlines = [point for one in self.places.sectors for ring in one.polygons for point in ring]
        points = outlines or of_one_town([point for points, _ in self._lines for point in points] or list(self._spots()))
        if not points:
            return None
        lats, lons = [one.lat for one in points], [one.lon for one in points]
        return _round(min(lons)), _round(min(lats)), _round(max(lons)), _round(max(lats))

    @cached_property
    def _lines(self) -> tuple[tuple[tuple[Point, ...], int], ...]:
        return tuple((line, at) for at, street in enumerate(self.places.streets) for whole in street.lines for line in unbroken(whole))

    @cached_property
    def _streets(self) -> dict[Square, tuple[int, ...]]:
        """Return the streets of each square that one of their lines is in; with houses and without a line, by those."""
        found: dict[Square, dict[int, None]] = {}
        drawn = set()
        for line, at in self._lines:
            drawn.add(at)
            for square in _crossed(line):
                found.setdefault(square, {})[at] = None
        for at, street in enumerate(self.places.streets):
            for house in street.numbers if at not in drawn else ():
                if house.point is not None:
                    found.setdefault(square_of(house.point, ZOOMS[Layer.STREETS]), {})[at] = None
        return {square: tuple(ones) for square, ones in found.items()}

    @cached_property
    def _landmarks(self) -> dict[Square, list[int]]:
        found: dict[Square, list[int]] = {}
        for at, one in enumerate(self.places.landmarks):
            if one.point is not None:
                found.setdefault(square_of(one.point, ZOOMS[Layer.STREETS]), []).append(at)
        return found

    @cached_property
    def _houses(self) -> dict[Square, list[tuple[int, int]]]:
        found: dict[Square, list[tuple[int, int]]] = {}
        for at, street in enumerate(self.places.streets):
            for number, house in enumerate(street.numbers):
                if house.point is not None:
                    found.setdefault(square_of(house.point, ZOOMS[Layer.HOUSES]), []).append((at, number))
        return found

    def _square(self, layer: Layer, x: int, y: int) -> Document:
        """Return what a square holds: streets and places of interest, or houses; nothing where the town has none."""
        return _document(self._street_features((x, y)) if layer is Layer.STREETS else self._house_features((x, y)))

    def _street_features(self, square: Square) -> Iterator[dict[str, object]]:
        for at in self._streets.get(square, ()):
            street = self.places.streets[at]
            lines = [_simplified(line, _STREET_M) for whole in street.lines for line in unbroken(whole)]
            spots = [] if lines else [_position(one.point) for one in street.numbers if one.point is not None]
            yield _feature("MultiLineString" if lines else "MultiPoint", lines or spots, at=at, name=street.name)
        for at in self._landmarks.get(square, ()):
            one = self.places.landmarks[at]
            if one.point is not None:
                yield _feature("Point", _position(one.point), at=-1 - at, name=one.name)

    def _house_features(self, square: Square) -> Iterator[dict[str, object]]:
        for at, number in self._houses.get(square, ()):
            house = self.places.streets[at].numbers[number]
            if house.point is not None:
                yield _feature("Point", _position(house.point), name=f"{house.number}{house.suffix[:1]}")

    def _spots(self) -> Iterator[Point]:
        yield from (one.point for street in self.places.streets for one in street.numbers if one.point is not None)
        yield from (one.point for one in self.places.landmarks if one.point is not None)


class TownShapesBook:
    """The shapes of the towns of an installation, drawn again where a town's places have changed. Safe to share between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._known: dict[str, TownShapes] = {}

    def of(self, places: Places) -> TownShapes:
        """Return the shapes of a town's places."""
        known = self._known.get(places.town_name)
        if known is None or known.places is not places:
            known = self._known[places.town_name] = TownShapes(places)
        return known


def square_of(point: Point, zoom: int) -> Square:
    """Return the tile a point lies in (Web Mercator: EPSG 3857)."""
    x, y = _spot(point, zoom)
    return int(x), int(y)


def _spot(point: Point, zoom: int) -> tuple[float, float]:
    """Return where a point lies, in tiles from the north-western corner of the world."""
    count = 1 << zoom
    lat = math.radians(max(-_POLE, min(_POLE, point.lat)))
    x, y = (point.lon + 180) / 360 * count, (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * count
    return min(count - 1.0, max(0.0, x)), min(count - 1.0, max(0.0, y))


def _crossed(line: Sequence[Point]) -> set[Square]:
    """Return the squares a line runs through: each of its pieces is followed from column to column."""
    found: set[Square] = set()
    for one, other in pairwise(_spot(point, ZOOMS[Layer.STREETS]) for point in line):
        (west, first), (east, last) = sorted((one, other))
        slope = (last - first) / (east - west) if east > west else 0.0
        for column in range(int(west), int(east) + 1):
            enters = first + slope * (max(west, column) - west)
            leaves = last if column == int(east) else first + slope * (column + 1 - west)
            top, bottom = sorted((int(enters), int(leaves)))
            found.update((column, row) for row in range(top, bottom + 1))
    return found


def _polygons(sector: Sector) -> list[list[list[list[float]]]]:
    """Return the outlines of a sector with their holes; in the town's files a ring runs on into its holes and comes back."""
    found: list[list[list[list[float]]]] = []
    for ring in sector.polygons:
        if ring:
            squeeze = math.cos(math.radians(ring[0].lat))
            drawn = shapely.make_valid(shapely.Polygon([(point.lon * squeeze, point.lat) for point in ring]))
            for one in shapely.get_parts(drawn.simplify(_SECTOR_M / _METRES_A_DEGREE)):
                if isinstance(one, shapely.Polygon):
                    found += [[_coordinates(edge, squeeze) for edge in (one.exterior, *one.interiors)]]
    return found


def _simplified(line: Sequence[Point], metres: float) -> list[list[float]]:
    """Return a line without what nobody sees at that scale (Douglas and Peucker); east and west are measured as at its first point."""
    squeeze = math.cos(math.radians(line[0].lat))
    drawn = shapely.LineString([(point.lon * squeeze, point.lat) for point in line]).simplify(metres / _METRES_A_DEGREE)
    return _coordinates(drawn, squeeze)


def _coordinates(line: shapely.LineString, squeeze: float) -> list[list[float]]:
    return [[_round(x / squeeze), _round(y)] for x, y in line.coords]


def _position(point: Point) -> list[float]:
    return [_round(point.lon), _round(point.lat)]


def _round(degrees: float) -> float:
    return round(degrees, PLACES_DECIMALS)


def _feature(kind: str, coordinates: object, **told: object) -> dict[str, object]:
    return {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": coordinates}}


def _document(features: Iterable[dict[str, object]], **told: object) -> Document:
    collection = {"type": "FeatureCollection", **told, "features": list(features)}
    plain = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    return Document(packed=gzip.compress(plain, mtime=0), etag=f'"{hashlib.sha256(plain).hexdigest()[:20]}"')
