"""Positions that come with a message: which are believed, where they are, and what they say beside the places named."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from domain.evidence import Candidate, Evidence, Span
from domain.place import NO_PLACE, Place, Places, PlaceStatus, Point
from rules.addresses import place_at_landmark, place_on_street
from rules.candidates import NOWHERE, POSITION, candidate_of_fact
from rules.geometry import Map
from rules.words import Words
from rules.written_positions import may_hold_position, written_positions

_NO_POSITION = 0.01
"""Degrees around zero in which cameras without reception put everything."""
_SCORE = 0.85
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


class Given(NamedTuple):
    """A position with the words that give it; for one that came beside the text, its figures."""

    point: Point
    quote: str
    where: Span


def positions_of(point: Point | None, parts: Iterable[Words]) -> tuple[Given, ...]:
    """Return the positions written in the parts of a message, else the one that came with it: a photo may have been taken elsewhere."""
    written = tuple(
        Given(
            point=one.point,
            quote=words.source[one.start : one.end],
            where=Span(part=words.part, start=words.offset + one.start, end=words.offset + one.end),
        )
        for words in parts
        if may_hold_position(words)
        for one in written_positions(words.source)
    )
    if written or point is None:
        return written
    return (Given(point=point, quote=f"{point.lat:.6f}, {point.lon:.6f}", where=NOWHERE),)


def with_positions(town: Map, places: Places, given: Iterable[Given], found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return the places with those of the positions given."""
    for one in given:
        found = _with_position(town, places, one, found)
    return found


def _with_position(town: Map, places: Places, given: Given, found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return the places with that of a position: it gives a street named its number, or stands alone; of a wild one it is only told."""
    place = place_at(given.point, town, places) if is_believed(given.point, town) else None
    if place is None or (found and place.status is PlaceStatus.OUTSIDE):
        return _left_out(places, given, found)
    if found and place.status is PlaceStatus.UNMATCHED:
        return found
    names = {place.street, place.landmark, *(landmark.name for landmark in town.around(given.point))}
    if any(candidate.answer.street in names for candidate in found):
        return [_at(place, given, candidate) for candidate in found]
    return [*found, candidate_of_fact(place, POSITION, _SCORE, given.quote, given.where)]


def _left_out(places: Places, given: Given, found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return the places, the best of them with the word that the position does not lie in the town."""
    first, *others = found or [Candidate(answer=NO_PLACE, score=0.0, evidence=())]
    said = _told(first.answer, f"{given.quote} ≠ {places.town_name}", given.where)
    return [replace(first, evidence=(*first.evidence, said)), *others]


def _at(place: Place, given: Given, candidate: Candidate[Place]) -> Candidate[Place]:
    """Return a candidate that names only the street a position lies on with the address next to it, and its sector."""
    named = candidate.answer
    if named.status is not PlaceStatus.STREET or named.number is not None or named.street != place.street:
        return candidate
    answer = replace(place, text=named.text, score=named.score)
    evidence = (*(replace(one, answer=answer) for one in candidate.evidence), _told(answer, given.quote, given.where))
    return replace(candidate, answer=answer, evidence=evidence)


def _told(answer: Place, quote: str, where: Span) -> Evidence[Place]:
    """Return evidence that weighs nothing and is shown."""
    return Evidence(rule=POSITION, answer=answer, weight=0.0, ceiling=0.0, quote=quote, where=where)
