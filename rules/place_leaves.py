"""Conditions on the place, each with what was found for it."""

import re
from collections.abc import Sequence
from typing import assert_never

from domain.evidence import Leaf
from domain.place import Landmark, Parity, Place, PlaceStatus
from domain.ruleset import AtLandmark, InSector, OnStreet, OutsideTown, RoadOwnedBy
from rules.leaves import LANDMARK, OWNER, SECTOR, STREET, fact, name_key
from rules.situation import Situation

PlaceCondition = RoadOwnedBy | OnStreet | AtLandmark | InSector | OutsideTown

_NUMBER = re.compile(r"\d+")
_UNKNOWN = frozenset({PlaceStatus.NONE, PlaceStatus.UNMATCHED})


def place_leaf(condition: PlaceCondition, situation: Situation) -> Leaf:
    """Return a leaf about the place."""
    place = situation.place
    match condition:
        case RoadOwnedBy(owners=owners):
            return fact(OWNER, owners, place.owner, holds=place.owner in owners)
        case OnStreet():
            return _street_leaf(condition, situation)
        case AtLandmark(landmarks=wanted):
            return _landmark_leaf(wanted, situation.landmarks)
        case InSector(sectors=wanted):
            return fact(SECTOR, wanted, place.sector, holds=place.sector in wanted)
        case OutsideTown(outside=outside):
            is_outside = place.status is PlaceStatus.OUTSIDE
            return fact("commune", ("hors" if outside else "dans",), _whereabouts(place), holds=is_outside is outside)
        case _:
            assert_never(condition)


def landmark_keys(landmark: Landmark) -> frozenset[str]:
    """Return what a place of interest may be asked for by: name, aliases, category."""
    return frozenset(map(name_key, (landmark.category, landmark.name, *landmark.aliases)))


def _whereabouts(place: Place) -> str | None:
    """Return what is known of where a place is; None where that is nothing."""
    return None if place.status in _UNKNOWN else place.commune or place.street or place.landmark or place.text or place.status.value


def _street_leaf(condition: OnStreet, situation: Situation) -> Leaf:
    place = situation.place
    on_street = not {name_key(name) for name in situation.street_names}.isdisjoint(map(name_key, condition.streets))
    found = place.street and " ".join(part for part in (place.number, place.street) if part)
    return fact(STREET, _streets(condition), found or None, holds=on_street and _within(condition, place.number))


def _streets(condition: OnStreet) -> tuple[str, ...]:
    """Return the streets asked for, with the numbers where only some are."""
    low, high = condition.low, condition.high
    span = f"n° {low} à {high}" if low and high else f"dès le n° {low}" if low else f"jusqu'au n° {high}" if high else ""
    side = "" if condition.parity is Parity.ALL else f"côté {condition.parity}"
    return (*condition.streets, *(part for part in (span, side) if part))


def _within(condition: OnStreet, number: str | None) -> bool:
    """Return whether a house number is one of those asked for: « 12 bis » counts as 12; no number is in no range."""
    if condition.low is None and condition.high is None and condition.parity is Parity.ALL:
        return True
    found = _NUMBER.search(number or "")
    if found is None:
        return False
    house = int(found[0])
    inside = (condition.low is None or condition.low <= house) and (condition.high is None or house <= condition.high)
    return inside and condition.parity in {Parity.ALL, Parity.ODD if house % 2 else Parity.EVEN}


def _landmark_leaf(wanted: Sequence[str], landmarks: Sequence[Landmark]) -> Leaf:
    """Return the leaf of places of interest: the one asked for, else the one it is at."""
    keys = set(map(name_key, wanted))
    held = next((one for one in landmarks if not keys.isdisjoint(landmark_keys(one))), None)
    found = held or next(iter(landmarks), None)
    return fact(LANDMARK, wanted, found.name if found else None, holds=held is not None)
