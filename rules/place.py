"""Where the problem is: the places a message names, told apart from those it only mentions."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.draft import Draft
from domain.evidence import Candidate, Evidence, Part, Span
from domain.place import Landmark, Place, Places, PlaceStatus, Point, Street
from rules.addresses import place_at_landmark, place_on_street, place_on_stretch
from rules.candidates import (
    HOME,
    POSITION,
    POSTCODE,
    UNMATCHED_SCORE,
    Passage,
    candidate_of_fact,
    is_common_name,
    merge_places,
    named_candidate,
    unknown_places,
)
from rules.context import Meaning
from rules.forms import Target, joined_name
from rules.gazetteer import Gazetteer, Naming
from rules.geometry import Map
from rules.mentions import Mention, Role, find_mentions, is_postal_line, same_address
from rules.positions import is_believed, place_at
from rules.prose import EVERYDAY
from rules.words import Words, fold, read_words

_ROLE_WORTH = {Role.DENIED: 0.0, Role.HOME: 0.5, Role.PASSING: 0.4, Role.NEAR: 0.8, Role.PLAIN: 0.92, Role.POINTED: 1.0}
_POSTAL_WORTH = 0.55
_HOME_SAID_WORTH = 0.9
_HEADING_WORTH = 0.97
_LATER_WORTH = 0.985
_NEAR_SUBJECT_GAIN = 0.06
_ABROAD_WORTH = 0.5
_NUMBER_GAIN = 0.08
_WIDE_LOSS = 0.12
_WIDE_KINDS = frozenset({"zone", "quartier", "lotissement"})
_HOME_SCORE = 0.72
_POSITION_SCORE = 0.85
_MOST_CANDIDATES = 4
_MOST_MENTIONS = 60
"""How many places named in one part are weighed; a list of more is a directory, and each is compared with all others."""
_COMMUNE_NEXT = 6
_POSTCODE_NEAR = 8
_POSTCODE_REACH = 60
_INTO_A_COMMUNE = frozenset({"a", "sur", "commune", "entree", "sortie", "bourg", "centre", "village"})

_HOME_WORDS = re.compile(
    r"\b(?:chez (?:moi|nous)"
    r"|(?:devant|sous|dans|contre|derri[eè]re|sur|de|d.|pr[eè]s de|face [aà]) (?:ma|mon|mes|notre|nos)\b"
    r"|(?:ma|mon|notre|mes|nos) (?:cave|garage|portail|mur|fa[cç]ade|logement|appartement|immeuble|maison|toit|jardin|rue|"
    r"voisine?s?|palier|bac|poubelles?|chambre|fen[eê]tre|trottoir|compteur|haie|terrain|quartier|domicile|adresse|"
    r"all[eé]e|impasse|cour)\b|emm[eé]nag|voisins? d[ue])",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(\d{5})\s+([A-ZÉÈ][\w'’-]+(?:[ -][A-ZÉÈa-z][\w'’-]+){0,3})")


class Locator:
    """Knows a town's places; immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """Index names and shapes."""
        self.places = places
        self.gazetteer = Gazetteer(places)
        self.map = Map(places)
        self._names = {street.name: (street.name, *street.aliases) for street in places.streets}
        self._landmarks = {landmark.name: landmark for landmark in places.landmarks}
        self._streets = {street.name: street for street in places.streets}

    def read(self, words: Words, meaning: Meaning) -> Passage:
        """Return a part with the places it names."""
        mentions = find_mentions(self.gazetteer, words, meaning)
        return Passage(words=words, meaning=meaning, mentions=tuple(one for one in mentions if not self._is_town_name(one)))

    def locate(self, draft: Draft, passages: Sequence[Passage], focus: Iterable[Span]) -> tuple[Candidate[Place], ...]:
        """Return the places where the problem may be, best first. ``focus`` is where the subject is spoken of."""
        spans = tuple(focus)
        whole = "\n".join(passage.words.source for passage in passages)
        at_home = _HOME_WORDS.search(whole) is not None
        found = [candidate for passage in passages for candidate in self._named(draft, passage, spans, at_home)]
        found = merge_places(found)
        if draft.point is not None:
            found = self._with_position(draft.point, found)
        if not any(candidate.score >= UNMATCHED_SCORE for candidate in found):
            home = self._home(draft, at_home)
            found = [*found, *home] if home else [*found, *unknown_places(passages)]
        ranked = sorted(found, key=lambda candidate: -candidate.score)
        return tuple(ranked[:_MOST_CANDIDATES])

    def _is_town_name(self, mention: Mention) -> bool:
        """Return whether a name without its kind is part of the town's own: « Saint-André » of « 33240 Saint André de Cubzac »."""
        words, naming = mention.words, mention.naming
        town = f" {joined_name(self.places.town_name)} "
        if naming.typed or naming.form.target is not Target.STREET or mention.number is not None:
            return False
        found = words.joined.find(town, max(0, words.at[naming.first] - len(town)))
        return 0 <= found < words.at[naming.first] + 1 <= words.at[naming.last] <= found + len(town)

    def landmarks_of(self, place: Place) -> tuple[Landmark, ...]:
        """Return the places of interest that a place is or lies in."""
        own = self._landmarks.get(place.landmark) if place.landmark is not None else None
        named = (own,) if own is not None else ()
        point = place.point
        around = self.map.around(point) if point is not None else ()
        if place.status is PlaceStatus.STREET:
            around = tuple(landmark for landmark in around if self._covers(landmark, place.street))
        return (*named, *(landmark for landmark in around if landmark not in named))

    def aliases_of(self, street: str) -> tuple[str, ...]:
        """Return the official name and aliases of a street."""
        return self._names.get(street, (street,))

    def _covers(self, landmark: Landmark, name: str | None) -> bool:
        """Return whether every point of a street lies within a place of interest."""
        if landmark.point is None or not landmark.radius_m:
            return False
        center, radius = landmark.point, landmark.radius_m
        street = self._streets.get(name) if name is not None else None
        points = [point for line in street.lines for point in line] if street is not None else []
        return bool(points) and all(self.map.distance_m(center, point) <= radius for point in points)

    def _named(self, draft: Draft, passage: Passage, focus: tuple[Span, ...], at_home: bool) -> Iterable[Candidate[Place]]:
        """Yield the places that a part names, with the score of each."""
        positive = [mention for mention in passage.mentions if mention.role is not Role.DENIED][:_MOST_MENTIONS]
        focus_sentences = _sentences_of(passage.words, focus)
        abroad = {passage.words.sentences[one.start] for one in positive if one.naming.form.target is Target.COMMUNE and _is_locative(one)}
        for position, mention in enumerate(positive):
            worth = self._worth(draft, mention, at_home) * _LATER_WORTH ** min(position, 3)
            worth += _NUMBER_GAIN if mention.number is not None else 0.0
            worth -= _WIDE_LOSS if mention.naming.form.kind in _WIDE_KINDS or mention.naming.form.target is Target.SECTOR else 0.0
            if passage.words.sentences[mention.start] in focus_sentences:
                worth += _NEAR_SUBJECT_GAIN
            if passage.words.part is Part.HEADING:
                worth *= _HEADING_WORTH
            sure = min(1.0, worth * mention.naming.score)
            for naming in (mention.naming, *mention.others):
                place = self._place(mention, naming, passage)
                if place is not None:
                    if place.status is PlaceStatus.LANDMARK and is_common_name(naming) and passage.words.sentences[mention.start] in abroad:
                        sure *= _ABROAD_WORTH
                    found = named_candidate(place, sure * naming.score / mention.naming.score, mention)
                    yield replace(found, evidence=(*found.evidence, *self._postcode_doubt(mention, found.answer)))

    def _worth(self, draft: Draft, mention: Mention, at_home: bool) -> float:
        """Return how likely a mention is the place of the problem, by its role."""
        worth = _ROLE_WORTH[mention.role]
        own = is_postal_line(mention, self.places.postcode) or same_address(draft.requester.address, mention)
        if at_home and (own or mention.role is Role.HOME):
            return _HOME_SAID_WORTH
        return min(worth, _POSTAL_WORTH) if own and mention.role is not Role.POINTED else worth

    def _place(self, mention: Mention, naming: Naming, passage: Passage) -> Place | None:
        """Return the place that a reading of a mention means."""
        text = mention.words.quote(mention.start, mention.end)
        index = naming.form.entry
        if naming.form.target is Target.STREET:
            return self._on_street(self.places.streets[index], mention, text, passage)
        if naming.form.target is Target.LANDMARK:
            return place_at_landmark(self.places.landmarks[index], text)
        if naming.form.target is Target.SECTOR:
            return Place(status=PlaceStatus.UNMATCHED, text=text, sector=self.places.sectors[index].name)
        said = _is_locative(mention)
        commune = self.places.neighbours[index].name
        return Place(status=PlaceStatus.OUTSIDE, text=text, commune=commune) if said else None

    def _on_street(self, street: Street, mention: Mention, text: str, passage: Passage) -> Place:
        """Return the place on a street, outside the town where the message says so or the street lies there."""
        commune = self._commune_after(mention, passage)
        if commune is None and street.stretches and not any(stretch.inside for stretch in street.stretches):
            commune = next((one.name for one in self.places.neighbours if any(one.name in alias for alias in street.aliases)), street.name)
        if commune is not None:
            return Place(status=PlaceStatus.OUTSIDE, text=text, number=mention.number, street=street.name, commune=commune)
        if mention.between is not None:
            return place_on_stretch(self.map, street, mention.between, text)
        return place_on_street(self.map, street, mention.number, text)

    def _commune_after(self, mention: Mention, passage: Passage) -> str | None:
        """Return the other commune that follows a street: « à Yvetot-Bocage », « 50260 Négreville »."""
        words, after = mention.words, mention.end + 1
        following_mentions = passage.mentions[bisect_left(passage.mentions, mention.start, key=_start) :][:_COMMUNE_NEXT]
        for other in following_mentions:
            close = after <= other.naming.first <= after + 3 and words.sentences[other.naming.first] == words.sentences[mention.end]
            if other.naming.form.target is Target.COMMUNE and close:
                return self.places.neighbours[other.naming.form.entry].name
        said = _postcode_after(mention)
        elsewhere = said is not None and said[1] != self.places.postcode and not _names_town(said[2], self.places.town_name)
        return said[2] if said is not None and elsewhere else None

    def _postcode_doubt(self, mention: Mention, place: Place) -> Iterable[Evidence[Place]]:
        """Yield what is to be said where postcode and town after an address do not fit together: both, and what the town knows."""
        said = _postcode_after(mention)
        if said is None or place.status is PlaceStatus.OUTSIDE:
            return
        fits = said[1] == self.places.postcode, _names_town(said[2], self.places.town_name)
        if fits[0] != fits[1] and fold(said[2].split()[0]) not in EVERYDAY:
            start = mention.words.offset + mention.words.ends[mention.end] + said.start()
            yield Evidence(
                rule=POSTCODE,
                answer=place,
                weight=0.0,
                ceiling=0.0,
                quote=f"{said[0]} ≠ {self.places.postcode} {self.places.town_name}",
                where=Span(part=mention.words.part, start=start, end=start + len(said[0])),
            )

    def _with_position(self, point: Point, found: list[Candidate[Place]]) -> list[Candidate[Place]]:
        """Return the places with that of the position: it makes a named one surer, or stands alone; a wild one is left out."""
        place = place_at(point, self.map, self.places) if is_believed(point, self.map) else None
        if place is None or (found and place.status in {PlaceStatus.OUTSIDE, PlaceStatus.UNMATCHED}):
            return found
        names = {place.street, place.landmark, *(landmark.name for landmark in self.map.around(point))}
        if any(candidate.answer.street in names for candidate in found):
            return found
        return [*found, candidate_of_fact(place, POSITION, _POSITION_SCORE, f"{point.lat:.6f}, {point.lon:.6f}")]

    def _home(self, draft: Draft, at_home: bool) -> list[Candidate[Place]]:
        """Return the requester's own address where the message speaks of his home and names no place."""
        if not at_home or not draft.requester.address:
            return []
        words = read_words(draft.requester.address)
        mentions = find_mentions(self.gazetteer, words, Meaning(worth=(1.0,) * len(words)))
        for mention in mentions:
            if mention.naming.form.target is Target.STREET:
                place = self._on_street(
                    self.places.streets[mention.naming.form.entry],
                    mention,
                    draft.requester.address,
                    Passage(words=words, meaning=Meaning(worth=()), mentions=mentions),
                )
                if place.status is not PlaceStatus.OUTSIDE:
                    return [candidate_of_fact(place, HOME, _HOME_SCORE, draft.requester.address)]
        return []


def _sentences_of(words: Words, spans: Iterable[Span]) -> frozenset[int]:
    """Return the sentences of a part in which spans of evidence begin."""
    starts = (bisect_right(words.starts, span.start - words.offset) - 1 for span in spans if span.part is words.part)
    return frozenset(words.sentences[index] for index in starts if index >= 0)


def _start(mention: Mention) -> int:
    """Return the first word of a mention, by which the mentions of a part are in order."""
    return mention.start


def _is_locative(mention: Mention) -> bool:
    """Return whether « à », « sur », « de la commune de » leads to a commune."""
    before = mention.words.forms[max(0, mention.naming.first - 3) : mention.naming.first]
    return mention.role not in {Role.HOME, Role.PASSING} and bool(_INTO_A_COMMUNE & set(before))


def _postcode_after(mention: Mention) -> re.Match[str] | None:
    """Return the postcode and town written right after a mention."""
    end = mention.words.ends[mention.end]
    found = _POSTCODE.search(mention.words.source[end : end + _POSTCODE_REACH])
    return found if found is not None and found.start() < _POSTCODE_NEAR else None


def _names_town(text: str, town: str) -> bool:
    """Return whether words after a postcode name the town itself."""
    return read_words(text).joined.strip().startswith(read_words(town).joined.strip()[:5])
