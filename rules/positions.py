"""Positions that come with a message: which are believed, and where they are."""

from dataclasses import replace

from domain.place import Place, Places, PlaceStatus, Point
from rules.addresses import place_at_landmark, place_on_street
from rules.geometry import Map

_NO_POSITION = 0.01
"""Degrees around zero in which cameras without reception put everything."""
_FAR = 2.0
"""Degrees from the town beyond which a position is that of another journey, or latitude and longitude are swapped."""


def is_believed(point: Point, town: Map) -> bool:
    """Return whether a position may be that of the problem: on the globe, not zero, and in the town's part of the world."""
    if abs(point.lat) > 90 or abs(point.lon) > 180 or (abs(point.lat) < _NO_POSITION and abs(point.lon) < _NO_POSITION):  # noqa: PLR2004
        return False
    center = town.center
    return center is None or (abs(point.lat - center.lat) <= _FAR and abs(point.lon - center.lon) <= _FAR)


def place_at(point: Point, town: Map, places: Places) -> Place | None:
    """Return the place at a position: the address, street or place of interest next to it, else its sector, else outside.

    None where the town's shapes say nothing.
    """
    nearest, held, sector = town.nearest(point), town.around(point), town.sector_at(point)
    if sector is None and town.has_sectors and not (nearest is not None and nearest.distance_m <= _ON_THE_EDGE_M):
        return Place(status=PlaceStatus.OUTSIDE, point=point)
    if nearest is not None:
        place = place_on_street(town, places.streets[nearest.street], nearest.number, None)
    elif held:
        place = place_at_landmark(held[0], None)
    elif sector is not None:
        place = Place(status=PlaceStatus.UNMATCHED)
    else:
        return None
    return replace(place, point=point, sector=sector or place.sector)


_ON_THE_EDGE_M = 30.0
"""A street so near that the position is on it although the sectors' outlines, often drawn along streets, leave it out."""
