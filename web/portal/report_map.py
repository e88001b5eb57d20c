"""Reports on the map of a town: drawn by the server, those that would lie over one another as one circle with their number."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.place import Point
from flows.open311.shown import Shown, Stage
from web.form_map import HEIGHT, NEAR, WIDTH, Picture, Spot, TownMap, View, query_of

CELL = 84
"""Points of the picture that one mark has for itself: on a small phone, where the picture is half as wide, a finger needs 44."""
TOWN = 14
"""The zoom at which most of a small town is seen."""
MOST_LISTED = 20
_TILE = 256
_CLOSER = 2
_LEAST, _MOST = 14.0, 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MapMark:
    """One report, or several that lie too near to one another; ``closer`` is the view in which these are parted, None at the nearest."""

    at: Spot
    reports: tuple[Shown, ...]
    closer: str | None
    radius: float

    @property
    def count(self) -> int:
        """Return how many reports it stands for."""
        return len(self.reports)

    @property
    def one(self) -> Shown:
        """Return the first of its reports."""
        return self.reports[0]

    @property
    def is_closed(self) -> bool:
        """Return whether none of them is open."""
        return all(one.stage is Stage.CLOSED for one in self.reports)

    @property
    def street(self) -> str | None:
        """Return the street all of them are in; None where there is none."""
        found = {one.street for one in self.reports}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMap:
    """A map with its reports. ``inside`` are those that are seen, newest first."""

    picture: Picture
    marks: tuple[MapMark, ...]
    inside: tuple[Shown, ...]


def report_map(town_map: TownMap, reports: Sequence[Shown], asked: View | None, tiles: str | None) -> ReportMap | None:
    """Return the map of a view, or of the whole town; None where nothing of the town is on a map."""
    first = town_map.first_view(None, None)
    view = asked or (first and (_around(reports) or View(centre=first.centre, zoom=TOWN)))
    if view is None:
        return None
    # Houses are no matter here, and half of the page.
    picture = replace(town_map.draw(view, tiles=tiles), dots=(), numbers=())
    spots = [(spot, one) for one in reports if one.point is not None and _is_inside(spot := _spot(one.point, picture))]
    return ReportMap(picture=picture, marks=tuple(_marks(spots, view)), inside=tuple(one for _, one in spots))


def _around(reports: Iterable[Shown]) -> View | None:
    """Return the nearest view that shows nine in ten of the reports."""
    points = [one.point for one in reports if one.point is not None]
    if not points:
        return None
    lats, lons = sorted(one.lat for one in points), sorted(one.lon for one in points)
    low, high = len(points) // 20, len(points) - 1 - len(points) // 20
    centre = Point(lat=(lats[low] + lats[high]) / 2, lon=(lons[low] + lons[high]) / 2)
    for zoom in range(NEAR - _CLOSER, TOWN - _CLOSER, -1):
        south_west, north_east = _pixels(Point(lat=lats[low], lon=lons[low]), zoom), _pixels(Point(lat=lats[high], lon=lons[high]), zoom)
        if north_east[0] - south_west[0] < WIDTH - CELL and south_west[1] - north_east[1] < HEIGHT - CELL:
            return View(centre=centre, zoom=min(zoom, TOWN + _CLOSER))
    return View(centre=centre, zoom=TOWN - 1)


def _marks(spots: Iterable[tuple[Spot, Shown]], view: View) -> Iterable[MapMark]:
    cells: dict[tuple[int, int], list[tuple[Spot, Shown]]] = defaultdict(list)
    for spot, one in spots:
        cells[int(spot[0] // CELL), int(spot[1] // CELL)].append((spot, one))
    for key in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        found = cells[key]
        x, y = (round(sum(spot[axis] for spot, _ in found) / len(found), 1) for axis in (0, 1))
        reports = tuple(one for _, one in found)
        is_split = len(reports) > 1 and view.zoom < NEAR
        middle = _mean([one.point for one in reports if one.point is not None])
        closer = query_of(View(centre=middle, zoom=min(NEAR, view.zoom + _CLOSER))) if is_split else None
        radius = min(_MOST - 2, _LEAST + 2.4 * math.log2(len(reports)))
        # Kept within its cell, no mark lies over its neighbour.
        at = tuple(min(max(spot, cell * CELL + _MOST), (cell + 1) * CELL - _MOST) for spot, cell in zip((x, y), key, strict=True))
        yield MapMark(at=_kept_inside((at[0], at[1])), reports=reports, closer=closer, radius=round(radius, 1))


def _mean(points: Sequence[Point]) -> Point:
    return Point(lat=sum(one.lat for one in points) / len(points), lon=sum(one.lon for one in points) / len(points))


def _kept_inside(spot: Spot) -> Spot:
    return min(max(spot[0], _MOST), WIDTH - _MOST), min(max(spot[1], _MOST), HEIGHT - _MOST)


def _spot(point: Point, picture: Picture) -> Spot:
    x, y = _pixels(point, picture.view.zoom)
    return round(x - picture.left, 1), round(y - picture.top, 1)


def _pixels(point: Point, zoom: int) -> Spot:
    world = _TILE * 2**zoom
    return (point.lon + 180) / 360 * world, (1 - math.asinh(math.tan(math.radians(point.lat))) / math.pi) / 2 * world


def _is_inside(spot: Spot) -> bool:
    return 0 <= spot[0] <= WIDTH and 0 <= spot[1] <= HEIGHT
