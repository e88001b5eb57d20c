"""A map drawn from what the town knows of itself: streets, house numbers, places of interest; on tiles where a server of them is set.

Without tiles nobody else learns where somebody looks. The projection is that of all tile servers (Web Mercator: EPSG 3857), so that both
fit; distances on the picture are in its pixels.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.place import Places, Point, Street

WIDTH, HEIGHT = 640, 400
FAR, NEAR, STREET, HOUSE = 11, 19, 15, 17
"""Steps of zoom: the farthest and the nearest; that of a map nobody has pointed at yet, and that of a map around an address."""
_TILE = 256
_MOST_DOTS, _MOST_NAMES, _MOST_NUMBERS = 1_500, 40, 120
_NAMES_FROM, _NUMBERS_FROM = 14, 18
_LETTER, _LINE = 7.5, 16
"""How wide a letter of a name is, and how high a line."""
_NEAR_M = 80.0
_METRES_A_DEGREE = 111_320.0
_POLE, _DATE_LINE = 85.0, 180.0
_AT = re.compile(r"(-?\d{1,2}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?),(\d{1,2})", re.ASCII)
_MOVES = (
    ("in", 0.0, 0.0, 1),
    ("out", 0.0, 0.0, -1),
    ("north", 0.0, -0.4, 0),
    ("south", 0.0, 0.4, 0),
    ("west", -0.4, 0.0, 0),
    ("east", 0.4, 0.0, 0),
)
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What part of the world is shown: the point in the middle, and how near."""

    centre: Point
    zoom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name on the map, and where it stands."""

    at: Spot
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map to be drawn. ``left`` and ``top`` are where it begins in the pixels of the whole world at its zoom."""

    view: View
    left: float
    top: float
    tiles: tuple[tuple[float, float, str], ...] = ()
    lines: tuple[str, ...] = ()
    dots: tuple[Spot, ...] = ()
    names: tuple[Named, ...] = ()
    numbers: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    marker: Spot | None = None
    near: str = ""

    @property
    def moves(self) -> tuple[tuple[str, str], ...]:
        """Return what leads to the maps beside this one, nearer and farther, as the query of their addresses."""
        return tuple((name, query) for name, x, y, step in _MOVES if (query := self._moved(x, y, step)) is not None)

    def _moved(self, x: float, y: float, step: int) -> str | None:
        zoom = self.view.zoom + step
        if not FAR <= zoom <= NEAR:
            return None
        middle = _point((self.left + WIDTH * (0.5 + x), self.top + HEIGHT * (0.5 + y)), self.view.zoom)
        return query_of(View(centre=middle, zoom=zoom))


class TownMap:
    """The map of one town's places; immutable, its outlines are measured once."""

    def __init__(self, places: Places) -> None:
        """Draw these places."""
        self.places = places

    @cached_property
    def _boxes(self) -> tuple[tuple[Street, float, float, float, float], ...]:
        return tuple((street, *box) for street in self.places.streets if (box := _box(street)) is not None)

    @cached_property
    def middle(self) -> Point | None:
        """Return the middle of the town; None where it has no place that is on a map."""
        ends = [((south + north) / 2, (west + east) / 2) for _, south, west, north, east in self._boxes]
        ends += [(one.point.lat, one.point.lon) for one in self.places.landmarks if one.point is not None]
        if not ends:
            return None
        lats, lons = sorted(lat for lat, _ in ends), sorted(lon for _, lon in ends)
        return Point(lat=lats[len(lats) // 2], lon=lons[len(lons) // 2])

    def first_view(self, marker: Point | None, around: Point | None) -> View | None:
        """Return what is shown first: around what was pointed at, or what an address names, or the town; None where nothing is known."""
        if (near := marker or around) is not None:
            return View(centre=near, zoom=HOUSE)
        return None if self.middle is None else View(centre=self.middle, zoom=STREET)

    def find(self, name: str, number: str | None) -> Point | None:
        """Return where a house of a street is, or the middle of the street; None where the map does not know it."""
        street = next((one for one in self.places.streets if one.name == name), None)
        if street is None:
            return None
        houses = [one for one in street.numbers if one.point is not None]
        exact = next((one.point for one in houses if f"{one.number}{one.suffix}" == (number or "").replace(" ", "").lower()), None)
        points = [one.point for one in houses if one.point is not None] or [point for line in street.lines for point in line]
        return exact or (points[len(points) // 2] if points else None)

    def near(self, at: Point) -> str:
        """Return the address nearest to a point, empty where none is within a few steps."""
        reach = _NEAR_M / _METRES_A_DEGREE
        best, name = _NEAR_M, ""
        for street, *box in self._boxes:
            if not _meets(box, (at.lat - reach, at.lon - 2 * reach, at.lat + reach, at.lon + 2 * reach)):
                continue
            for house in street.numbers:
                if house.point is not None and (far := _metres(at, house.point)) < best:
                    best, name = far, f"{house.number}{f' {house.suffix}' if house.suffix else ''} {street.name}"
            for line in street.lines:
                if (far := min((_metres(at, point) for point in line), default=best)) < best:
                    best, name = far, street.name
        return name

    def draw(self, view: View, marker: Point | None = None, tiles: str | None = None) -> Picture:
        """Return the map of a view. ``tiles`` is the address of tiles with ``{z}``, ``{x}`` and ``{y}`` in it."""
        x, y = _pixels(view.centre, view.zoom)
        left, top = x - WIDTH / 2, y - HEIGHT / 2
        north_west, south_east = _point((left, top), view.zoom), _point((left + WIDTH, top + HEIGHT), view.zoom)
        seen = (south_east.lat, north_west.lon, north_west.lat, south_east.lon)
        streets = [street for street, *box in self._boxes if _meets(box, seen)]

        def spot(point: Point) -> Spot:
            east, south = _pixels(point, view.zoom)
            return round(east - left, 1), round(south - top, 1)

        # Of a part of Paris there are more houses than dots on a map: as many are left out as there are too many.
        step = sum(len(street.numbers) for street in streets) // _MOST_DOTS + 1
        houses = [(spot(house.point), house) for street in streets for house in street.numbers[::step] if house.point is not None]
        inside = [(at, house) for at, house in houses if _is_inside(at)]
        room = _Room()
        places = [
            Named(at=at, text=one.name)
            for one in self.places.landmarks
            if one.point is not None and _is_inside(at := spot(one.point)) and view.zoom >= STREET and room.takes(at, one.name)
        ]
        return Picture(
            view=view,
            left=left,
            top=top,
            tiles=tuple(_tiles(tiles, view.zoom, left, top)) if tiles else (),
            lines=tuple(" ".join(f"{x},{y}" for x, y in map(spot, line)) for street in streets for line in street.lines if len(line) > 1),
            dots=tuple(at for at, _ in inside),
            names=tuple(_names(streets, spot, room))[:_MOST_NAMES] if view.zoom >= _NAMES_FROM else (),
            numbers=tuple(Named(at=at, text=f"{house.number}{house.suffix}") for at, house in inside[:_MOST_NUMBERS])
            if view.zoom >= _NUMBERS_FROM
            else (),
            places=tuple(places),
            marker=None if marker is None else spot(marker),
            near="" if marker is None else self.near(marker),
        )


def query_of(view: View) -> str:
    """Return a view as the query of an address."""
    return f"at={view.centre.lat:.6f},{view.centre.lon:.6f},{view.zoom}"


def read_view(text: str) -> View | None:
    """Return the view that an address asks for; None where there is no such view."""
    match = _AT.fullmatch(text)
    if match is None:
        return None
    view = View(centre=Point(lat=float(match[1]), lon=float(match[2])), zoom=int(match[3]))
    is_one = abs(view.centre.lat) <= _POLE and abs(view.centre.lon) <= _DATE_LINE and FAR <= view.zoom <= NEAR
    return view if is_one else None


class _Room:
    """Where names stand already."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float, float, float]] = []

    def takes(self, at: Spot, text: str) -> bool:
        """Return whether a name has room around a spot, and keep it for it."""
        half = len(text) * _LETTER / 2
        box = (at[0] - half, at[1] - _LINE, at[0] + half, at[1] + 4)
        if box[0] < 0 or box[2] > WIDTH or any(_meets(box, other) for other in self._taken):
            return False
        self._taken.append(box)
        return True


def _names(streets: Iterable[Street], spot: Callable[[Point], Spot], room: _Room) -> Iterator[Named]:
    """Yield the names of streets, each once, as near to the middle of what is seen of it as there is room."""
    for street in streets:
        points = [point for line in street.lines for point in line] or [one.point for one in street.numbers if one.point is not None]
        seen = [at for at in map(spot, points) if _is_inside(at)]
        middle = len(seen) // 2
        for place in (middle, middle // 2, (middle + len(seen)) // 2):
            if seen and room.takes(seen[min(place, len(seen) - 1)], street.name):
                yield Named(at=seen[min(place, len(seen) - 1)], text=street.name)
                break


def _tiles(address: str, zoom: int, left: float, top: float) -> Iterator[tuple[float, float, str]]:
    count = 1 << zoom
    for row in range(int(top // _TILE), int((top + HEIGHT) // _TILE) + 1):
        for column in range(int(left // _TILE), int((left + WIDTH) // _TILE) + 1):
            if 0 <= row < count:
                names = {"{z}": str(zoom), "{x}": str(column % count), "{y}": str(row)}
                found = address
                for name, value in names.items():
                    found = found.replace(name, value)
                yield round(column * _TILE - left, 1), round(row * _TILE - top, 1), found


def _box(street: Street) -> tuple[float, float, float, float] | None:
    """Return south, west, north and east of a street; None where none of it is on the map."""
    points = [point for line in street.lines for point in line] + [one.point for one in street.numbers if one.point is not None]
    if not points:
        return None
    lats, lons = [point.lat for point in points], [point.lon for point in points]
    return min(lats), min(lons), max(lats), max(lons)


def _meets(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _is_inside(at: Spot) -> bool:
    return 0 <= at[0] <= WIDTH and 0 <= at[1] <= HEIGHT


def _pixels(point: Point, zoom: int) -> Spot:
    world = _TILE * 2.0**zoom
    lat = math.radians(max(-_POLE, min(_POLE, point.lat)))
    return (point.lon + 180) / 360 * world, (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * world


def _point(at: Spot, zoom: int) -> Point:
    world = _TILE * 2.0**zoom
    return Point(lat=math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * at[1] / world)))), lon=at[0] / world * 360 - 180)


def _metres(one: Point, other: Point) -> float:
    """Return how far two near points are from each other."""
    north = (one.lat - other.lat) * _METRES_A_DEGREE
    east = (one.lon - other.lon) * _METRES_A_DEGREE * math.cos(math.radians(one.lat))
    return math.hypot(north, east)


class TownMaps:
    """The maps of the towns of an installation, measured again where a town's places have changed. Safe to share between threads."""

    def __init__(self) -> None:
        self._maps: dict[str, TownMap] = {}

    def of(self, places: Places) -> TownMap:
        """Return the map of a town's places."""
        known = self._maps.get(places.town_name)
        if known is None or known.places is not places:
            known = self._maps[places.town_name] = TownMap(places)
        return known
