"""What changes its sector by a draft: addresses, streets without addresses, places of interest, requests that are not over; pure.

A sector with another name is the same sector: what is in it does not move. Requests bear the name, and get the new one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely

from domain.ids import RequestId, SectorName
from domain.place import Place, Places, Point, Sector, Street
from domain.sector_draft import SectorDraft
from flows.sectors.ground import Plane
from rules.addresses import sector_on_street

Way = tuple[str, str]
"""From the sector of one code to that of another; empty for no sector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A request that is not over, with the place it is about and the sector it bears."""

    request: RequestId
    place: Place
    sector: SectorName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A request that gets another sector, or another name of its sector."""

    request: RequestId
    before: SectorName | None
    after: SectorName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How many addresses, streets without addresses and places of interest go which way; the streets of which anything does."""

    addresses: Mapping[Way, int]
    streets: Mapping[Way, int]
    landmarks: Mapping[Way, int]
    named: tuple[str, ...]


def moves_between(before: Places, after: Places) -> Moves:
    """Return what changes its sector from the places as they are to those of a draft, which have the same streets in their order."""
    old, new = _codes(before.sectors), _codes(after.sectors)
    addresses: Counter[Way] = Counter()
    streets: Counter[Way] = Counter()
    landmarks: Counter[Way] = Counter()
    named: list[str] = []
    for one, other in zip(before.streets, after.streets, strict=True):
        if one.stretches == other.stretches:
            continue
        ways = list(_ways(one, other, old, new))
        if ways:
            named.append(one.name)
        (addresses if one.numbers else streets).update(ways)
    for mark, moved in zip(before.landmarks, after.landmarks, strict=True):
        way = (_code(mark.sector, old), _code(moved.sector, new))
        if way[0] != way[1]:
            landmarks[way] += 1
    return Moves(addresses=addresses, streets=streets, landmarks=landmarks, named=tuple(named))


def _ways(one: Street, other: Street, old: Mapping[SectorName, str], new: Mapping[SectorName, str]) -> Iterator[Way]:
    numbers: Sequence[str | None] = [f"{house.number} {house.suffix}".strip() for house in one.numbers] or [None]
    for number in numbers:
        way = (_code(sector_on_street(one, number), old), _code(sector_on_street(other, number), new))
        if way[0] != way[1]:
            yield way


class Resettling:
    """Says what sector a request bears once a draft counts."""

    def __init__(self, before: Places, after: Places, draft: SectorDraft, plane: Plane) -> None:
        """Look up streets, places of interest and outlines, before and after."""
        self._old, self._new = _Lookup(before, plane), _Lookup(after, plane)
        names = {sector.code: sector.name for sector in draft.sectors}
        now = {sector.name: names.get(draft.lasting(sector.code) or "") for sector in before.sectors}
        self._renamed = {name: other for name, other in now.items() if other != name}

    def moved(self, requests: Iterable[Placed]) -> Iterator[Moved]:
        """Yield the requests that get another sector. What people chose otherwise than the places say stays, under its name of now."""
        for one in requests:
            after = self._sector(one)
            if after != one.sector:
                yield Moved(request=one.request, before=one.sector, after=after)

    def _sector(self, one: Placed) -> SectorName | None:
        options = zip(self._old.sectors(one.place), self._new.sectors(one.place), strict=True)
        for was, now in options:
            if was == one.sector:
                return now
        return self._renamed.get(one.sector, one.sector) if one.sector is not None else None


class _Lookup:
    """The sectors a place may lie in: of several streets of one name, each."""

    def __init__(self, places: Places, plane: Plane) -> None:
        self._streets: defaultdict[str, list[Street]] = defaultdict(list)
        for street in places.streets:
            self._streets[street.name].append(street)
        self._landmarks = {one.name: one.sector for one in places.landmarks}
        self._plane = plane
        self._drawn = [sector for sector in places.sectors if any(sector.polygons)]
        self._grounds = [plane.ground(sector) for sector in self._drawn]
        shapely.prepare(self._grounds)
        self._tree = shapely.STRtree(self._grounds)

    def sectors(self, place: Place) -> Sequence[SectorName | None]:
        """Return what the places say of a place; by its position where no street or place of interest tells."""
        if place.street is not None and (streets := self._streets.get(place.street)):
            return [sector_on_street(street, place.number if _is_number(place.number) else None) for street in streets]
        if place.landmark is not None and place.landmark in self._landmarks:
            return [self._landmarks[place.landmark]]
        return [self._at(place.point)] if place.point is not None else []

    def _at(self, point: Point) -> SectorName | None:
        position = shapely.Point(self._plane.pair(point))
        near = sorted(map(int, self._tree.query(position)))
        return next((self._drawn[at].name for at in near if shapely.contains(self._grounds[at], position)), None)


def _is_number(number: str | None) -> bool:
    return number is not None and number.partition(" ")[0].isdecimal()


def _codes(sectors: Iterable[Sector]) -> Mapping[SectorName, str]:
    return {sector.name: sector.code for sector in sectors}


def _code(sector: SectorName | None, codes: Mapping[SectorName, str]) -> str:
    return "" if sector is None else codes.get(sector, "")
