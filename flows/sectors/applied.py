"""A draft of sectors laid over a town's places: which sector each stretch of a street, house and place of interest has then; pure.

An address follows the outlines where they were drawn otherwise around it, and where it was in the sector the outlines had it in before;
what the town itself said otherwise of a street stays. What was said of a street in the draft comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from domain.ids import SectorName
from domain.place import Landmark, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
from domain.sector_draft import SaidRange, SaidStreet, SectorDraft
from flows.sectors.faults import changed_outlines
from flows.sectors.ground import Plane

Code = str | None
"""Of a sector; None for « non coté »."""
Value = tuple[Code, RoadOwner]


def applied(places: Places, draft: SectorDraft, plane: Plane) -> Places:
    """Return the places as they are with a draft. Streets it does not change are the same objects."""
    said = {one.street: one for one in draft.streets}
    codes = {sector.name: sector.code for sector in places.sectors}
    names = {sector.code: sector.name for sector in draft.sectors}
    lasting = {code: draft.lasting(code) for code in codes.values()}
    known = _Known(codes=codes, names=names, lasting=lasting, outlines=_Outlines.of(places, draft, plane))
    streets = tuple(
        _said(street, said[street.name], known) if street.name in said else _followed(street, known) for street in places.streets
    )
    landmarks = tuple(_landmark(one, known) for one in places.landmarks)
    return replace(places, sectors=draft.sectors, streets=streets, landmarks=landmarks)


@dataclass(frozen=True, slots=True)
class _Outlines:
    """In which sector, by its code, each position lies by the outlines before and after; only where any is drawn otherwise."""

    at: Mapping[Point, tuple[Code, Code]]

    @classmethod
    def of(cls, places: Places, draft: SectorDraft, plane: Plane) -> "_Outlines":
        if not changed_outlines(places.sectors, draft.sectors):
            return cls({})
        points = list(dict.fromkeys(_points(places)))
        pairs = shapely.points([plane.pair(point) for point in points]) if points else []
        before, after = (_codes_at(sectors, pairs, plane) for sectors in (places.sectors, draft.sectors))
        return cls({point: (before[place], after[place]) for place, point in enumerate(points)})

    def around(self, point: Point | None) -> tuple[Code, Code]:
        """Return in which sectors a position was and is."""
        return (None, None) if point is None else self.at.get(point, (None, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Names and codes of sectors, before and after."""

    codes: Mapping[SectorName, str]
    names: Mapping[str, SectorName]
    lasting: Mapping[str, Code]
    outlines: _Outlines

    def code(self, sector: SectorName | None) -> Code:
        """Return the code of a sector as it was called."""
        return None if sector is None else self.codes.get(sector)

    def name(self, code: Code) -> SectorName | None:
        """Return what a sector is called now; None for one that is gone."""
        return None if code is None else self.names.get(code)

    def after(self, code: Code, point: Point | None) -> Code:
        """Return the sector that what was in one has now, at a position."""
        was, now = self.outlines.around(point)
        if was != now and was == code:
            return now if now is not None or code is None else self._left(code)
        if code is None or code in self.names:
            return code
        heir = self.lasting.get(code)
        return now if heir is None else heir

    def _left(self, code: str) -> Code:
        """Return what has a position that no outline holds any more: an heir that has no outline."""
        return None if code in self.names else self.lasting.get(code)


def _points(places: Places) -> list[Point]:
    found = [house.point for street in places.streets for house in street.numbers if house.point is not None]
    found += [middle for street in places.streets if (middle := _middle(street)) is not None]
    return found + [one.point for one in places.landmarks if one.point is not None]


def _codes_at(sectors: Sequence[Sector], points: Sequence[shapely.Geometry], plane: Plane) -> list[Code]:
    """Return the sector each position lies in: of several the first, as wherever positions are looked up."""
    drawn = [sector for sector in sectors if any(sector.polygons)]
    found: list[Code] = [None] * len(points)
    if not drawn or not len(points):
        return found
    # Asked this way round an outline is made ready once, instead of gone along for each position.
    tree = shapely.STRtree(points)
    held: dict[int, int] = {}
    for sector, place in zip(*tree.query([plane.ground(sector) for sector in drawn], predicate="contains"), strict=True):
        held[int(place)] = min(int(sector), held.get(int(place), len(drawn)))
    for place, sector in held.items():
        found[place] = drawn[sector].code
    return found


def _landmark(one: Landmark, known: _Known) -> Landmark:
    sector = known.name(known.after(known.code(one.sector), one.point))
    return one if sector == one.sector else replace(one, sector=sector)


def _said(street: Street, said: SaidStreet, known: _Known) -> Street:
    """Return a street in the ranges somebody said; who owns which part of it stays."""
    inside = [one for one in street.stretches if one.inside]
    outside = tuple(one for one in street.stretches if not one.inside)
    stretches = tuple(stretch for one in said.ranges for stretch in _owned(one, inside, known))
    return replace(street, stretches=(*stretches, *outside))


def _owned(said: SaidRange, inside: Sequence[Stretch], known: _Known) -> Sequence[Stretch]:
    sector = known.name(said.sector)
    owners = list(dict.fromkeys(one.owner for one in inside))
    plain = Stretch(
        sector=sector, low=said.low, high=said.high, parity=said.parity, owner=owners[0] if owners else RoadOwner.TOWN, inside=True
    )
    if len(owners) < 2:  # noqa: PLR2004 - one owner, or none
        return (plain,)
    parts = [replace(part, owner=one.owner) for one in inside if (part := _shared(plain, one)) is not None]
    return parts or (plain,)


def _shared(one: Stretch, other: Stretch) -> Stretch | None:
    """Return the numbers two stretches share; None where there are none."""
    sides = {one.parity, other.parity} - {Parity.ALL}
    if len(sides) > 1:
        return None
    lows = [end for end in (one.low, other.low) if end is not None]
    highs = [end for end in (one.high, other.high) if end is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return None
    return replace(one, low=low, high=high, parity=next(iter(sides), Parity.ALL))


def _followed(street: Street, known: _Known) -> Street:
    """Return a street whose houses are in the sectors they are in now."""
    inside = [one for one in street.stretches if one.inside]
    values: dict[int, Value] = {}
    is_moved = False
    for house in street.numbers:
        stretch = _stretch_of(inside, house.number)
        if stretch is None:
            continue
        before = known.code(stretch.sector)
        after = known.after(before, house.point)
        is_moved |= after != before
        values.setdefault(house.number, (after, stretch.owner))
    if is_moved:
        outside = tuple(one for one in street.stretches if not one.inside)
        # Ranges of numbers that no house has yet were said by the town.
        empty = tuple(_renamed(one, None, known) for one in inside if one.low is not None and not _has_one(one, values))
        return replace(street, stretches=(*_stretches(values, inside, known), *empty, *outside))
    middle = None if values else _middle(street)
    stretches = tuple(_renamed(one, middle, known) for one in street.stretches)
    return street if stretches == street.stretches else replace(street, stretches=stretches)


def _renamed(stretch: Stretch, middle: Point | None, known: _Known) -> Stretch:
    return replace(stretch, sector=known.name(known.after(known.code(stretch.sector), middle))) if stretch.inside else stretch


def _has_one(stretch: Stretch, numbers: Mapping[int, Value]) -> bool:
    return any(_stretch_of((stretch,), number) is not None for number in numbers)


def _stretch_of(inside: Sequence[Stretch], number: int) -> Stretch | None:
    """Return the stretch a number lies in; one without range holds what no other does."""
    fitting = (one for one in inside if one.low is not None and one.high is not None and one.low <= number <= one.high)
    side = Parity.ODD if number % 2 else Parity.EVEN
    found = next((one for one in fitting if one.parity in {Parity.ALL, side}), None)
    return found or next((one for one in inside if one.low is None and one.parity in {Parity.ALL, side}), None)


def _stretches(values: Mapping[int, Value], inside: Sequence[Stretch], known: _Known) -> tuple[Stretch, ...]:
    """Return numbers as ranges: those of both sides together, or each side by itself where that is shorter."""
    if len(set(values.values())) == 1:
        code, owner = next(iter(values.values()))
        is_ranged = any(one.low is not None for one in inside)
        low = min((one.low for one in inside if one.low is not None), default=None) if is_ranged else None
        high = max((one.high for one in inside if one.high is not None), default=None) if is_ranged else None
        return (Stretch(sector=known.name(code), low=low, high=high, parity=Parity.ALL, owner=owner),)
    numbers = sorted(values)
    together = _runs(numbers, values, Parity.ALL)
    apart = [
        run
        for side, rest in ((Parity.ODD, 1), (Parity.EVEN, 0))
        for run in _runs([number for number in numbers if number % 2 == rest], values, side)
    ]
    chosen = together if len(together) <= len(apart) else apart
    return tuple(
        Stretch(sector=known.name(code), low=low, high=high, parity=parity, owner=owner) for low, high, parity, (code, owner) in chosen
    )


def _runs(numbers: Sequence[int], values: Mapping[int, Value], parity: Parity) -> list[tuple[int, int, Parity, Value]]:
    found: list[tuple[int, int, Parity, Value]] = []
    for number in numbers:
        if found and found[-1][3] == values[number]:
            found[-1] = (found[-1][0], number, parity, values[number])
        else:
            found.append((number, number, parity, values[number]))
    return found


def _middle(street: Street) -> Point | None:
    return street.lines[0][len(street.lines[0]) // 2] if street.lines and street.lines[0] else None
