"""What does not fit in the sectors of a town: streets in none, ground in none or in two, outlines that are missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import shapely

from domain.place import Places, Sector
from flows.town_folder.addresses import box_of
from flows.wording import Message, say

LARGEST_OVERLAP = 0.01
"""Of the smaller of two sectors: lines drawn by hand along one border cross here and there."""

ON_THE_EDGE_DEGREES = 30 / 111_195
"""Some thirty metres: outlines are often drawn along streets, whose houses stand beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesRemark:
    """Something to look at: what, what to do about it, and each place it holds for."""

    code: str
    what: Message
    remedy: Message
    items: tuple[str, ...]


def check_sectors(places: Places) -> tuple[PlacesRemark, ...]:
    """Return what does not fit, in the order of its weight."""
    found = (
        PlacesRemark(
            code="no_sector",
            what=say("streets without sector"),
            remedy=say("Say their sector in voies.csv, or give the sectors outlines that hold them."),
            items=tuple(_without_sector(places)),
        ),
        PlacesRemark(
            code="no_outline",
            what=say("sectors without outline"),
            remedy=say("Draw them in secteurs.geojson: a position is then in its sector."),
            items=tuple(sector.name for sector in places.sectors if not any(sector.polygons)),
        ),
        PlacesRemark(
            code="overlap",
            what=say("sectors that overlap"),
            remedy=say("Draw their border as one line: a position in both is given to the first."),
            items=tuple(f"{one} / {two} ({share:.0%})" for one, two, share in _overlapping(places.sectors)),
        ),
        PlacesRemark(
            code="gap",
            what=say("streets with addresses that no sector holds"),
            remedy=say("Widen the outlines in secteurs.geojson: a position there has no sector."),
            items=tuple(f"{street} ({count})" for street, count in _in_gaps(places)),
        ),
        PlacesRemark(
            code="far_landmark",
            what=say("places of interest far outside the sectors"),
            remedy=say("Correct their position in lieux.csv, or the outlines of the sectors."),
            items=tuple(_far_landmarks(places)),
        ),
    )
    return tuple(remark for remark in found if remark.items)


def _without_sector(places: Places) -> Iterator[str]:
    for street in places.streets if places.sectors else ():
        if not street.stretches or any(stretch.inside and stretch.sector is None for stretch in street.stretches):
            yield street.name


def _overlapping(sectors: Iterable[Sector]) -> Iterator[tuple[str, str, float]]:
    """Yield the sectors that share ground, and what share of the smaller it is."""
    drawn = [(sector.name, _ground(sector)) for sector in sectors if any(sector.polygons)]
    for (one, ground), (two, other) in combinations(drawn, 2):
        smaller = min(ground.area, other.area)
        if smaller and ground.intersects(other) and (share := ground.intersection(other).area / smaller) > LARGEST_OVERLAP:
            yield one, two, share


def _in_gaps(places: Places) -> Iterator[tuple[str, int]]:
    """Yield the streets of the town some addresses of which no outline holds, and how many; none where sectors have no outlines."""
    drawn = [_ground(sector) for sector in places.sectors if any(sector.polygons)]
    if not drawn or len(drawn) < len(places.sectors):
        return
    whole = shapely.union_all(drawn).buffer(ON_THE_EDGE_DEGREES)
    shapely.prepare(whole)
    for street in places.streets:
        points = [house.point for house in street.numbers if house.point is not None]
        if not points or any(not stretch.inside for stretch in street.stretches):
            continue
        held = shapely.contains_xy(whole, [point.lon for point in points], [point.lat for point in points])
        if missing := len(points) - int(held.sum()):
            yield street.name, missing


def _ground(sector: Sector) -> shapely.Geometry:
    """Return what a sector covers, in degrees: only shares of it are compared, not areas."""
    rings = (shapely.Polygon([(point.lon, point.lat) for point in ring]) for ring in sector.polygons if ring)
    return shapely.union_all([shapely.make_valid(ring) for ring in rings])


def _far_landmarks(places: Places) -> Iterator[str]:
    box = box_of(places.sectors)
    for landmark in places.landmarks if box else ():
        point = landmark.point
        if box and point and not (box[0] <= point.lat <= box[1] and box[2] <= point.lon <= box[3]):
            yield landmark.name
