"""Places made of what the town knows of an address: sector by stretch, owner of the road, position."""

from collections.abc import Iterable
from dataclasses import replace

from domain.ids import SectorName
from domain.place import HouseNumber, Landmark, Parity, Place, PlaceStatus, Point, Street, Stretch
from rules.geometry import Map


def place_on_street(town: Map, street: Street, number: str | None, text: str | None) -> Place:
    """Return the place of a house number on a street; a number that the street has not is told as said, for the street alone."""
    house = _find_house(street, number) if number else None
    known, chosen = _stretches_at(street, number, house)
    owners = {stretch.owner for stretch in chosen}
    point = house.point if house is not None else _middle(street)
    status = PlaceStatus.EXACT if known else PlaceStatus.ROAD if _is_road(street) else PlaceStatus.STREET
    held = town.around(point) if point is not None and known else ()
    return Place(
        status=status,
        text=text,
        number=_known_number(house, number),
        street=street.name,
        sector=_sector(chosen),
        owner=owners.pop() if len(owners) == 1 else None,
        landmark=held[0].name if held else None,
        category=held[0].category if held else None,
        operator=held[0].operator if held else None,
        point=point,
    )


def sector_on_street(street: Street, number: str | None) -> SectorName | None:
    """Return the sector of a number of a street (``12 bis``) as `place_on_street` has it; None where that is none or several."""
    return _sector(_stretches_at(street, number, _find_house(street, number) if number else None)[1])


def _stretches_at(street: Street, number: str | None, house: HouseNumber | None) -> tuple[bool, tuple[Stretch, ...]]:
    """Return whether the town knows a number of a street, and the stretches it may lie in."""
    inside = tuple(stretch for stretch in street.stretches if stretch.inside)
    fitting = tuple(stretch for stretch in inside if number is not None and _in_stretch(number, stretch))
    known = number is not None and (house is not None or (bool(fitting) and not street.numbers))
    return known, fitting if known and fitting else inside


def place_on_stretch(town: Map, street: Street, between: tuple[str, str], text: str | None) -> Place:
    """Return the place between two numbers of a street: no single number; sector and owner where both numbers agree on them."""
    low, high = (place_on_street(town, street, number, text) for number in between)
    whole = place_on_street(town, street, None, text)
    return replace(
        whole,
        sector=low.sector if low.sector == high.sector else None,
        owner=low.owner if low.owner == high.owner else whole.owner,
        point=low.point or whole.point,
    )


def sector_at_corner(street: Street, other: Street) -> SectorName | None:
    """Return the one sector in which two streets may meet; None where they share none or several."""
    own, others = ({stretch.sector for stretch in one.stretches if stretch.inside} - {None} for one in (street, other))
    shared = own & others
    return shared.pop() if len(shared) == 1 else None


def place_at_landmark(landmark: Landmark, text: str | None) -> Place:
    """Return the place of a place of interest."""
    return Place(
        status=PlaceStatus.LANDMARK,
        text=text,
        street=landmark.name,
        sector=landmark.sector,
        owner=landmark.owner,
        landmark=landmark.name,
        category=landmark.category,
        operator=landmark.operator,
        point=landmark.point,
    )


_SAME_SUFFIX = {"b": "bis", "t": "ter", "q": "quater", "bis": "b", "ter": "t", "quater": "q"}


def _find_house(street: Street, number: str) -> HouseNumber | None:
    """Return the address of a street with this number; « 12 b » is « 12 bis » where there is no other."""
    plain, _, suffix = number.partition(" ")
    value = int(plain)
    own = {house.suffix.lower(): house for house in street.numbers if house.number == value}
    return own.get(suffix) or own.get(_SAME_SUFFIX.get(suffix, suffix))


def _known_number(house: HouseNumber | None, said: str | None) -> str | None:
    """Return the number as the town has it, else as it was said."""
    return said if house is None else f"{house.number} {house.suffix.lower()}".strip()


def _in_stretch(number: str, stretch: Stretch) -> bool:
    """Return whether a house number lies in a stretch, by range and side of the street."""
    value = int(number.partition(" ")[0])
    if stretch.low is None or stretch.high is None or not stretch.low <= value <= stretch.high:
        return False
    return stretch.parity is Parity.ALL or (stretch.parity is Parity.ODD) == (value % 2 == 1)


def _sector(stretches: Iterable[Stretch]) -> SectorName | None:
    """Return the sector of the stretches; None where they lie in several."""
    sectors = {stretch.sector for stretch in stretches}
    return sectors.pop() if len(sectors) == 1 else None


def _is_road(street: Street) -> bool:
    """Return whether a street is a road without house numbers."""
    return all(stretch.low is None for stretch in street.stretches) and bool(street.stretches) and not street.numbers


def _middle(street: Street) -> Point | None:
    """Return the middle point of a street's first shape; where only its houses are known, that of the one in the middle."""
    line = street.lines[0] if street.lines else tuple(house.point for house in street.numbers if house.point is not None)
    return line[len(line) // 2] if line else None
