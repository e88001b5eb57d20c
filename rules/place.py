"""Where the problem is: the places a message names, told apart from those it only mentions."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.draft import Draft
from domain.evidence import Candidate, Evidence, Part, Span
from domain.ids import SectorName
from domain.place import Landmark, Place, Places, PlaceStatus, Street
from rules.addresses import place_at_landmark, place_on_street, place_on_stretch, sector_at_corner
from rules.candidates import (
    HOME,
    NAMED,
    POSTCODE,
    UNMATCHED_SCORE,
    Passage,
    candidate_of_fact,
    is_common_name,
    lowered,
    merge_places,
    named_candidate,
    unknown_places,
    within_one,
)
from rules.context import Meaning, plain_meaning
from rules.elsewhere import commune_of, is_locative, names_town, postcode_after
from rules.forms import Target, joined_name
from rules.gazetteer import Gazetteer
from rules.geometry import Map
from rules.homonyms import Homonyms
from rules.house_below import house_below_heading
from rules.houses import houses_told
from rules.mentions import Mention, find_mentions, is_postal_line, same_address
from rules.naming import Naming
from rules.own_building import speaks_of_own_building
from rules.own_house import house_told_in, turns_to_another
from rules.positions import positions_of, with_positions
from rules.prose import EVERYDAY
from rules.roles import Role
from rules.setting import speaks_of_home, speaks_of_own_door
from rules.words import Words, fold, read_words

_ROLE_WORTH = {Role.DENIED: 0.0, Role.HOME: 0.5, Role.PASSING: 0.4, Role.NEAR: 0.8, Role.PLAIN: 0.92, Role.POINTED: 1.0}
_POSTAL_WORTH = 0.55
_HOME_SAID_WORTH = 0.9
_HEADING_WORTH = 0.97
_LATER_WORTH = 0.985
_NEAR_SUBJECT_GAIN = 0.06
_FAR_FROM_SUBJECT = 0.85
"""Worth of a place in a letter whose sentence and those beside it say nothing of the subject."""
_ABROAD_WORTH = 0.5
_NUMBER_GAIN = 0.08
_WIDE_LOSS = 0.12
_WIDE_KINDS = frozenset({"zone", "quartier", "lotissement"})
_HOME_SCORE = 0.72
_HOUSE_SCORE = 0.86
_NO_SUCH_HOUSE_SCORE = 0.59
_ASIDE_SCORE = 0.6
"""The most for a place only named after the sender's house was told of: people see it, and that it is not the place."""
_BUILDING_SCORE = 0.58
"""Below what goes out without a person."""
_MOST_CANDIDATES = 4
_MOST_MENTIONS = 60
"""How many places named in one part are weighed; a list of more is a directory, and each is compared with all others."""

_HOUSE_NUMBER = re.compile(r"(\d{1,4})\s*(bis|ter|quater|quinquies|[a-z])?", re.ASCII)


class Locator:
    """Knows a town's places; immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """Index names and shapes."""
        self.places = places
        self.gazetteer = Gazetteer(places)
        self.map = Map(places)
        self._homonyms = Homonyms(places)
        self._names = {street.name: (street.name, *street.aliases) for street in places.streets}
        self._landmarks = {landmark.name: landmark for landmark in places.landmarks}
        self._streets = {street.name: street for street in places.streets}
        self._sectors: dict[str, SectorName] = {sector.name: sector.name for sector in places.sectors}

    def read(self, words: Words, meaning: Meaning) -> Passage:
        """Return a part with the places it names."""
        mentions = find_mentions(self.gazetteer, words, meaning)
        kept = (one for one in mentions if not self._is_town_name(one))
        return Passage(words=words, meaning=meaning, mentions=tuple(self._with_own_streets(kept)))

    def _with_own_streets(self, mentions: Iterable[Mention]) -> Sequence[Mention]:
        """Return the mentions without the streets that only tell where a place of interest is: « cimetière communal, rue du Cimetière »."""
        kept: list[Mention] = []
        for mention in mentions:
            if kept and self._is_street_of(kept[-1], mention):
                kept[-1] = replace(kept[-1], role=max(kept[-1].role, mention.role))
            else:
                kept.append(mention)
        return kept

    def _is_street_of(self, place: Mention, street: Mention) -> bool:
        """Return whether a street without a number stands right behind a place of interest that lies in it."""
        target, said = place.naming.form, street.naming.form
        if target.target is not Target.LANDMARK or said.target is not Target.STREET or len(target.core) == 1:
            return False
        is_next = street.start == place.end + 1 and place.words.gap(place.end).strip(" ") in {",", "("}
        is_said = is_next and street.number is None and street.between is None and min(place.role, street.role) > Role.SIGNED
        return is_said and self.places.landmarks[target.entry].street == self.places.streets[said.entry].name

    def locate(self, draft: Draft, passages: Sequence[Passage], focus: Iterable[Span]) -> tuple[Candidate[Place], ...]:
        """Return the places where the problem may be, best first. ``focus`` is where the subject is spoken of."""
        spans = tuple(focus)
        at_home = any(_speaks_of_home(passage, spans) for passage in passages)
        found = [candidate for passage in passages for candidate in self._named(draft, passage, spans, at_home)]
        found = within_one(merge_places(found))
        found = with_positions(self.map, self.places, positions_of(draft.point, (passage.words for passage in passages)), found)
        home = next(iter(self._homes(draft, passages)), None) if at_home else None
        if house := self._house_told(draft, passages):
            found = merge_places([*found, house])
        found = self._house_first(draft, passages, spans, found)
        if not any(candidate.score >= UNMATCHED_SCORE for candidate in found):
            named = any(candidate.answer.sector is not None for candidate in found)
            home = home or self._own_building(draft, passages)
            found = [*found, home] if home is not None else found if named else [*found, *unknown_places(passages)]
        elif home is not None and any(speaks_of_own_door(passage.words) for passage in passages):
            found = [_at_own_door(candidate, home) for candidate in found]
        ranked = sorted(found, key=lambda candidate: -candidate.score)
        return tuple(ranked[:_MOST_CANDIDATES])

    def named(self, name: str, number: str | None) -> Place | None:
        """Return the place of exactly this official name: a house or a street, else a place of interest, else a sector."""
        street = self._streets.get(name)
        house = None if number is None else _HOUSE_NUMBER.fullmatch(number.strip().lower())
        if street is not None and (number is None or house is not None):
            written = None if house is None else f"{int(house[1])} {house[2] or ''}".strip()
            return place_on_street(self.map, street, written, None)
        if number is None and (landmark := self._landmarks.get(name)) is not None:
            return place_at_landmark(landmark, None)
        return Place(status=PlaceStatus.UNMATCHED, sector=self._sectors[name]) if number is None and name in self._sectors else None

    def _is_town_name(self, mention: Mention) -> bool:
        """Return whether a name without its kind is part of the town's own: « Saint-André » of « 33240 Saint André de Cubzac »."""
        words, naming = mention.words, mention.naming
        town = f" {joined_name(self.places.town_name)} "
        if naming.typed or naming.form.target is not Target.STREET or mention.number is not None:
            return False
        found = words.joined.find(town, max(0, words.at[naming.first] - len(town)))
        return 0 <= found < words.at[naming.first] + 1 <= words.at[naming.last] <= found + len(town)

    def landmarks_of(self, place: Place) -> tuple[Landmark, ...]:
        """Return the places of interest that a place is or lies in: every house of a street that bears the name of one lies in it."""
        own = [self._landmarks.get(name) for name in (place.landmark, place.street) if name is not None]
        named = tuple(one for one in own if one is not None and (one.name == place.landmark or one.street == place.street))
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
        positive = [mention for mention in passage.mentions if mention.role > Role.SIGNED][:_MOST_MENTIONS]
        town = joined_name(self.places.town_name).partition(" ")[0]
        focus_sentences = _sentences_of(passage.words, focus)
        near = _near(focus_sentences) if passage.meaning.is_letter and focus_sentences else None
        abroad = {passage.words.sentences[one.start] for one in positive if one.naming.form.target is Target.COMMUNE and is_locative(one)}
        whole = {one.naming.form.entry for one in positive if one.number is None and one.role >= Role.PLAIN and _names_street(one)}
        crowded = _streets_of_several(positive)
        for position, mention in enumerate(positive):
            in_focus = passage.words.sentences[mention.start] in focus_sentences
            is_one_of_several = mention.number is not None and mention.role is Role.HOME and mention.naming.form.entry in crowded
            is_home = at_home and not is_one_of_several
            worth = self._worth(draft, mention, at_home=is_home, in_focus=in_focus) * _LATER_WORTH ** min(position, 3)
            is_only_home = is_one_of_several or (mention.role is Role.HOME and not at_home and mention.naming.form.entry in whole)
            worth += _NUMBER_GAIN if mention.number is not None and not is_only_home else 0.0
            worth -= _WIDE_LOSS if mention.naming.form.kind in _WIDE_KINDS or mention.naming.form.target is Target.SECTOR else 0.0
            if in_focus:
                worth += _NEAR_SUBJECT_GAIN
            elif near is not None and passage.words.sentences[mention.start] not in near:
                worth *= _FAR_FROM_SUBJECT
            if passage.words.part is Part.HEADING:
                worth *= _HEADING_WORTH
            for naming, place in self._readings(mention, passage):
                if place is not None:
                    # What speaks for a mention does not make its name surer, unless the house number is there.
                    is_there = place.status is PlaceStatus.EXACT
                    sure = worth * mention.naming.score if is_there else min(1.0, worth) * mention.naming.score
                    if place.status is PlaceStatus.LANDMARK and is_common_name(naming) and passage.words.sentences[mention.start] in abroad:
                        sure *= _ABROAD_WORTH
                    found = named_candidate(place, sure * naming.score / mention.naming.score, mention, town)
                    doubts = tuple(self._postcode_doubt(mention, found.answer))
                    yield replace(found, evidence=(*found.evidence, *doubts)) if doubts else found

    def _readings(self, mention: Mention, passage: Passage) -> Iterable[tuple[Naming, Place | None]]:
        """Yield what a mention may mean. Where no such number is on the street, one less alike that has it is as likely meant."""
        meant = self._homonyms.meant((mention.naming, *mention.others), mention.words)
        first = self._place(mention, meant[0], passage)
        yield meant[0], first
        yield from ((naming, self._place(mention, naming, passage)) for naming in meant[1:])
        if first is None or first.status is not PlaceStatus.STREET or mention.number is None:
            return
        for naming in mention.farther:
            place = self._place(mention, naming, passage)
            if place is not None and place.status is PlaceStatus.EXACT:
                yield naming, place

    def _worth(self, draft: Draft, mention: Mention, *, at_home: bool, in_focus: bool) -> float:
        """Return how likely a mention is the place of the problem, by its role; ``in_focus``: its sentence speaks of the subject."""
        worth = _ROLE_WORTH[mention.role]
        is_told = in_focus and not _begins_line(mention)
        own = (is_postal_line(mention, self.places.postcode) and not is_told) or same_address(draft.requester.address, mention)
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
            landmark = self.places.landmarks[index]
            commune = commune_of(self.places, mention, passage.mentions)
            if commune is None:
                return place_at_landmark(landmark, text)
            return Place(status=PlaceStatus.OUTSIDE, text=text, commune=commune) if mention.role > Role.PASSING else None
        if naming.form.target is Target.SECTOR:
            return Place(status=PlaceStatus.UNMATCHED, text=text, sector=self.places.sectors[index].name)
        commune = self.places.neighbours[index].name
        return Place(status=PlaceStatus.OUTSIDE, text=text, commune=commune) if is_locative(mention) else None

    def _on_street(self, street: Street, mention: Mention, text: str, passage: Passage) -> Place:
        """Return the place on a street, outside the town where the message says so or the street lies there."""
        commune = commune_of(self.places, mention, passage.mentions)
        if commune is None and street.stretches and not any(stretch.inside for stretch in street.stretches):
            commune = next((one.name for one in self.places.neighbours if any(one.name in alias for alias in street.aliases)), street.name)
        if commune is not None:
            return Place(status=PlaceStatus.OUTSIDE, text=text, number=mention.number, street=street.name, commune=commune)
        if mention.between is not None:
            return place_on_stretch(self.map, street, mention.between, text)
        place = place_on_street(self.map, street, mention.number, text)
        meets = mention.meets.form if mention.meets is not None else None
        if meets is None or meets.target is not Target.STREET or place.sector is not None:
            return place
        return replace(place, sector=sector_at_corner(street, self.places.streets[meets.entry]))

    def _postcode_doubt(self, mention: Mention, place: Place) -> Iterable[Evidence[Place]]:
        """Yield what is to be said where postcode and town after an address do not fit together: both, and what the town knows."""
        said = postcode_after(mention)
        if said is None or place.status is PlaceStatus.OUTSIDE:
            return
        fits = said[1] == self.places.postcode, names_town(said[2], self.places.town_name)
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

    def _house_told(self, draft: Draft, passages: Sequence[Passage]) -> Candidate[Place] | None:
        """Return the house told of by its number alone: in the one street that the heading names, else in the sender's own.

        None where another street is named.
        """
        named = [mention for passage in passages for mention in passage.mentions if _names_street(mention)]
        parts = [passage.words for passage in passages]
        told = house_below_heading(named, parts) if named else next(((part, house) for part in parts for house in houses_told(part)), None)
        home = next(iter(self._homes(draft, passages)), None) if told is not None and not named else None
        street = self.places.streets[named[0].naming.form.entry] if named else self._streets.get((home and home.answer.street) or "")
        if told is None or street is None:
            return None
        words, house = told
        text = words.quote(house.first, house.last)
        place = place_on_street(self.map, street, house.number, text)
        score = _HOUSE_SCORE if place.status is PlaceStatus.EXACT else _NO_SUCH_HOUSE_SCORE
        found = candidate_of_fact(place, NAMED, score, text, words.span(house.first, house.last))
        said = (replace(one, answer=found.answer, weight=0.0, ceiling=0.0) for one in (home.evidence if home is not None else ()))
        return replace(found, evidence=(*found.evidence, *said))

    def _house_first(
        self, draft: Draft, passages: Sequence[Passage], focus: tuple[Span, ...], found: list[Candidate[Place]]
    ) -> list[Candidate[Place]]:
        """Return the candidates, the sender's house among them where it is told of first and all else is only named afterwards."""
        told = _house_told_first(passages, focus, is_firm=draft.requester.organisation is not None)
        home = next(iter(self._homes(draft, passages)), None) if told is not None and found else None
        if told is None or home is None:
            return found
        others = [candidate for candidate in found if candidate.answer.street != home.answer.street]
        if len(others) < len(found) or not all(_is_named_after(candidate, passages, told) for candidate in others):
            return found
        first = candidate_of_fact(home.answer, HOME, _HOUSE_SCORE, home.evidence[0].quote, home.evidence[0].where)
        return [first, *(lowered(candidate, max(0.0, candidate.score - _ASIDE_SCORE)) for candidate in others)]

    def _own_building(self, draft: Draft, passages: Sequence[Passage]) -> Candidate[Place] | None:
        """Return the sender's address where he speaks of « l'immeuble », « la classe » without saying of which; people are asked."""
        if not any(speaks_of_own_building(passage.words, draft.requester.organisation) for passage in passages):
            return None
        home = next(iter(self._homes(draft, passages)), None)
        return lowered(home, home.score - _BUILDING_SCORE) if home is not None else None

    def _homes(self, draft: Draft, passages: Sequence[Passage]) -> Iterator[Candidate[Place]]:
        """Yield the sender's own addresses: those that he signs with, and the one known of him."""
        for passage in passages:
            for mention in passage.mentions:
                if mention.role is Role.SIGNED and (place := self._home(mention, passage)) is not None:
                    where = mention.words.span(mention.start, mention.end)
                    yield candidate_of_fact(place, HOME, _HOME_SCORE, mention.words.quote(mention.start, mention.end), where)
        if draft.requester.address:
            words = read_words(draft.requester.address)
            meaning = plain_meaning(words)
            mentions = find_mentions(self.gazetteer, words, meaning)
            for mention in sorted(mentions, key=_is_landmark):
                place = self._home(mention, Passage(words=words, meaning=meaning, mentions=mentions))
                if place is not None:
                    yield candidate_of_fact(replace(place, text=words.source), HOME, _HOME_SCORE, words.source)

    def _home(self, mention: Mention, passage: Passage) -> Place | None:
        """Return the place of a sender's own address; None where it is no street of the town and no place of interest by its full name."""
        target, core = mention.naming.form.target, mention.naming.form.core
        if target is not Target.STREET and (target is not Target.LANDMARK or len(core) == 1):
            return None
        place = self._place(mention, mention.naming, passage)
        return place if place is not None and place.status is not PlaceStatus.OUTSIDE else None


def _at_own_door(candidate: Candidate[Place], home: Candidate[Place]) -> Candidate[Place]:
    """Return a candidate that names only the street the sender lives in with his address there: « devant chez moi rue Thiers »."""
    named, own = candidate.answer, home.answer
    if named.status is not PlaceStatus.STREET or named.number is not None or (own.street, own.status) != (named.street, PlaceStatus.EXACT):
        return candidate
    answer = replace(own, text=named.text, score=named.score)
    told = (replace(one, answer=answer, weight=0.0, ceiling=0.0) for one in home.evidence)
    return replace(candidate, answer=answer, evidence=(*(replace(one, answer=answer) for one in candidate.evidence), *told))


def _speaks_of_home(passage: Passage, focus: Iterable[Span]) -> bool:
    """Return whether a part speaks of the sender's home; a letter, where it speaks of its subject."""
    told = _sentences_of(passage.words, focus) if passage.meaning.is_letter else None
    return speaks_of_home(passage.words, told)


def _house_told_first(passages: Sequence[Passage], focus: Sequence[Span], *, is_firm: bool) -> tuple[int, int] | None:
    """Return the part and the sentence that first tell of trouble at the sender's house, and of the subject where that is known."""
    for number, passage in enumerate(passages):
        sentence = house_told_in(passage.words, passage.meaning, for_firm=is_firm)
        if sentence is not None:
            told = _sentences_of(passage.words, focus)
            return (number, sentence) if not told or sentence in told else None
    return None


def _is_named_after(candidate: Candidate[Place], passages: Sequence[Passage], house: tuple[int, int]) -> bool:
    """Return whether a place is a street or a place of interest named only after the house, in a sentence that asks nothing of it."""
    if candidate.answer.status not in {PlaceStatus.STREET, PlaceStatus.LANDMARK} or candidate.answer.number is not None:
        return False
    parts = {passage.words.part: number for number, passage in enumerate(passages)}
    for said in candidate.evidence:
        if said.where is None or said.where.part not in parts:
            return False
        number = parts[said.where.part]
        words, meaning = passages[number].words, passages[number].meaning
        sentence = words.sentences[max(0, bisect_right(words.starts, said.where.start - words.offset) - 1)]
        if (number, sentence) <= house or sentence in meaning.asking or turns_to_another(words, sentence):
            return False
    return True


def _is_landmark(mention: Mention) -> bool:
    return mention.naming.form.target is Target.LANDMARK


def _names_street(mention: Mention) -> bool:
    """Return whether a mention says in which street something is, and not only where the sender lives."""
    return mention.role > Role.HOME and _is_in_street(mention)


def _streets_of_several(mentions: Iterable[Mention]) -> frozenset[int]:
    """Return the streets in which several people say that they live, each at a number: those who sign a petition tell of no house."""
    homes = {(one.naming.form.entry, one.number) for one in mentions if one.role is Role.HOME and one.number and _is_in_street(one)}
    entries = [entry for entry, _ in homes]
    return frozenset(entry for entry in entries if entries.count(entry) > 1)


def _is_in_street(mention: Mention) -> bool:
    return mention.naming.form.target is Target.STREET


def _near(sentences: Iterable[int]) -> frozenset[int]:
    """Return sentences and those beside them."""
    return frozenset(number + beside for number in sentences for beside in (-1, 0, 1))


def _sentences_of(words: Words, spans: Iterable[Span]) -> frozenset[int]:
    """Return the sentences of a part in which spans of evidence begin."""
    starts = (bisect_right(words.starts, span.start - words.offset) - 1 for span in spans if span.part is words.part)
    return frozenset(words.sentences[index] for index in starts if index >= 0)


def _begins_line(mention: Mention) -> bool:
    """Return whether nothing stands before a mention on its line."""
    words = mention.words
    return words.source[words.source.rfind("\n", 0, words.starts[mention.start]) + 1 : words.starts[mention.start]].strip() == ""
