"""What is wrong with the outlines of a draft: overlaps, slivers, holes between sectors, ground beyond the town; pure.

Only what somebody drew otherwise is looked at: what is wrong with sectors nobody has touched keeps nobody from mending another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

import shapely

from domain.place import Places, Point, Sector
from domain.sector_draft import SectorDraft
from flows.sectors.ground import Ground, Plane, polygons_of
from flows.wording import Message, say

HAIRLINE_M = 0.5
"""Half the width of a line: two outlines along one border drawn by hand, or rounded, are that far apart here and there."""
SLIVER_M = 2.0
"""A piece that is nowhere wider than twice this is no quarter, but what is left over between two lines."""
SLIVER_M2 = 500.0
"""A piece that is smaller than a garden."""
BEYOND_M = 1_000.0
"""So far beyond its last house, street and present sectors a commune may well reach."""
_MOST_OF_A_KIND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorFault:
    """Something wrong: what, what to do about it, where. ``is_for_people``: it may be right, and somebody who says so may publish."""

    code: str
    sectors: tuple[str, ...]
    what: Message
    remedy: Message
    at: Point
    is_for_people: bool = False


def sector_faults(places: Places, draft: SectorDraft, plane: Plane) -> tuple[SectorFault, ...]:
    """Return what is wrong with what was drawn, the worst first, at most twenty of a kind."""
    changed = changed_outlines(places.sectors, draft.sectors)
    grounds = {sector.code: plane.ground(sector) for sector in draft.sectors if any(sector.polygons)}
    names = {sector.code: str(sector.name) for sector in draft.sectors}
    own = {code: grounds[code] for code in changed if code in grounds}
    kinds = (
        _overlaps(own, grounds, names, plane),
        _slivers(own, names, plane),
        _beyond(own, names, places, plane),
        islice(_holes(places.sectors, grounds, names, plane), _MOST_OF_A_KIND) if changed else iter(()),
    )
    return tuple(fault for kind in kinds for fault in _first(kind))


def changed_outlines(before: Iterable[Sector], after: Iterable[Sector]) -> frozenset[str]:
    """Return the codes of the sectors whose outlines differ, those that are new or gone included."""
    old, new = ({one.code: one.polygons for one in sectors} for sectors in (before, after))
    return frozenset(code for code in old.keys() | new.keys() if old.get(code, ()) != new.get(code, ()))


Sized = tuple[SectorFault, float]
"""A fault, and how much ground it is about."""


def _first(found: Iterable[Sized]) -> Sequence[SectorFault]:
    """Return the largest of a kind."""
    return [fault for fault, _ in sorted(found, key=lambda pair: -pair[1])[:_MOST_OF_A_KIND]]


def _overlaps(own: Mapping[str, Ground], grounds: Mapping[str, Ground], names: Mapping[str, str], plane: Plane) -> Iterator[Sized]:
    for one, other in combinations(grounds, 2):
        if (one not in own and other not in own) or not shapely.intersects(grounds[one], grounds[other]):
            continue
        both = shapely.intersection(grounds[one], grounds[other])
        if _is_hairline(both):
            continue
        at = plane.middle(both)
        what = say(
            "“{one}” and “{other}” overlap: {area} m² near {lat}, {lon}.",
            one=names[one],
            other=names[other],
            area=round(both.area),
            lat=at.lat,
            lon=at.lon,
        )
        remedy = say("Draw one of them again and let the other give way, or give way itself.")
        yield SectorFault(code="overlap", sectors=(one, other), what=what, remedy=remedy, at=at), both.area


def _is_hairline(ground: Ground) -> bool:
    """Tell whether ground is nowhere wider than a line; of thousands of pieces most often the largest alone is looked at."""
    return all(part.buffer(-HAIRLINE_M).is_empty for part in sorted(polygons_of(ground), key=lambda part: -part.area))


def _slivers(own: Mapping[str, Ground], names: Mapping[str, str], plane: Plane) -> Iterator[Sized]:
    for code, ground in own.items():
        for part in polygons_of(ground):
            if part.area >= SLIVER_M2 and not part.buffer(-SLIVER_M).is_empty:
                continue
            at = plane.middle(part)
            what = say(
                "“{name}” has a sliver of {area} m² near {lat}, {lon}.", name=names[code], area=round(part.area), lat=at.lat, lon=at.lon
            )
            remedy = say("Take its corners out, or let a neighbour have it.")
            yield SectorFault(code="sliver", sectors=(code,), what=what, remedy=remedy, at=at), part.area


def _beyond(own: Mapping[str, Ground], names: Mapping[str, str], places: Places, plane: Plane) -> Iterator[Sized]:
    known = _town(places, plane)
    if known is None:
        return
    town = known.buffer(BEYOND_M)
    for code, ground in own.items():
        outside = shapely.difference(ground, town)
        if outside.is_empty:
            continue
        corner = max(
            (corner for part in polygons_of(ground) for corner in part.exterior.coords),
            key=lambda corner: known.distance(shapely.Point(corner)),
        )
        far, at = round(known.distance(shapely.Point(corner))), plane.point(*corner[:2])
        if not shapely.intersects(ground, town):
            what = say("“{name}” lies outside the commune: {far} m from its last street.", name=names[code], far=far)
            remedy = say("Draw it within the commune.")
            yield SectorFault(code="outside", sectors=(code,), what=what, remedy=remedy, at=at), outside.area
            continue
        what = say(
            "“{name}” reaches {far} m beyond the last street of the commune, near {lat}, {lon}.",
            name=names[code],
            far=far,
            lat=at.lat,
            lon=at.lon,
        )
        remedy = say("Move that corner back, or say below that the commune reaches so far.")
        yield SectorFault(code="beyond", sectors=(code,), what=what, remedy=remedy, at=at, is_for_people=True), outside.area


def _town(places: Places, plane: Plane) -> Ground | None:
    """Return where the commune surely is: around its streets, houses and present sectors; None where nothing of it has a place."""
    points = [plane.pair(house.point) for street in places.streets for house in street.numbers if house.point is not None]
    points += [plane.pair(point) for street in places.streets for line in street.lines for point in line]
    points += [plane.pair(point) for sector in places.sectors for ring in sector.polygons for point in ring]
    return shapely.MultiPoint(points).convex_hull if points else None


def _holes(before: Sequence[Sector], grounds: Mapping[str, Ground], names: Mapping[str, str], plane: Plane) -> Iterator[Sized]:
    """Yield the ground that sectors surround and none has, where it was not so before; the largest first."""
    old = shapely.union_all(_enclosed(plane.ground(sector) for sector in before))
    for hole in sorted(_enclosed(grounds.values()), key=lambda hole: -hole.area):
        new = shapely.difference(hole, old)
        if new.buffer(-HAIRLINE_M).is_empty:
            continue
        at = plane.middle(hole)
        around = tuple(code for code, ground in grounds.items() if shapely.intersects(ground, hole.buffer(HAIRLINE_M)))
        what = say(
            "No sector has {area} m² near {lat}, {lon}, in the middle of {names}.",
            area=round(hole.area),
            lat=at.lat,
            lon=at.lon,
            names=", ".join(f"“{names[code]}”" for code in around),
        )
        remedy = say("Let one of them have it, or say below that it is to be so.")
        yield SectorFault(code="hole", sectors=around, what=what, remedy=remedy, at=at, is_for_people=True), hole.area


def _enclosed(grounds: Iterable[Ground]) -> list[shapely.Polygon]:
    # Borders that are a hair apart must not make a hole of each gap between two points.
    whole = shapely.union_all([ground.buffer(HAIRLINE_M, join_style="mitre") for ground in grounds])
    return [shapely.Polygon(ring) for part in polygons_of(whole) for ring in part.interiors]
