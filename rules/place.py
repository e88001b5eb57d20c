"""Where the problem is: the places a message names, told apart from those it only mentions."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.draft import Draft
from domain.evidence import Candidate, Evidence, Part, Span
from domain.ids import RuleId, SectorName
from domain.place import HouseNumber, Landmark, Parity, Place, Places, PlaceStatus, Point, Stretch, Street
from rules.context import Meaning
from rules.gazetteer import Gazetteer, Naming, Target
from rules.geometry import Map
from rules.mentions import Mention, Role, find_mentions, is_postal_line, same_address
from rules.names import KINDS, PARTICLES
from rules.words import STOPWORDS, Words, read_words

NAMED = RuleId("lieu-nommé")
POSITION = RuleId("position")
HOME = RuleId("domicile")
UNKNOWN = RuleId("lieu-inconnu")
ELSEWHERE = RuleId("autre-commune")

_ROLE_WORTH = {Role.DENIED: 0.0, Role.HOME: 0.5, Role.PASSING: 0.4, Role.NEAR: 0.8, Role.PLAIN: 0.92, Role.POINTED: 1.0}
_POSTAL_WORTH = 0.55
_HOME_SAID_WORTH = 0.9
_HEADING_WORTH = 0.97
_GENERIC_WORTH = 0.66
_TOWN_HALL_WORTH = 0.3
_LATER_WORTH = 0.985
_NEAR_SUBJECT_GAIN = 0.06
_NO_SUCH_NUMBER_WORTH = 0.85
_ABROAD_WORTH = 0.5
_NUMBER_GAIN = 0.08
_WIDE_LOSS = 0.12
_WIDE_KINDS = frozenset({"zone", "quartier", "lotissement"})
_HOME_SCORE = 0.72
_POSITION_SCORE = 0.85
_UNMATCHED_SCORE = 0.5
_COMMUNE_SCORE = 0.7
_SECTOR_SCORE = 0.45
_MOST_CANDIDATES = 4

_HOME_WORDS = re.compile(
    r"\b(?:chez (?:moi|nous)|(?:devant|sous|dans|contre|derri[eè]re|sur|de|d.|pr[eè]s de|face [aà]) (?:ma|mon|mes|notre|nos)\b"
    r"|(?:ma|mon|notre|mes|nos) (?:cave|garage|portail|mur|fa[cç]ade|logement|appartement|immeuble|maison|toit|jardin|rue|voisine?s?|palier|bac|poubelles?|"
    r"chambre|fen[eê]tre|trottoir|compteur|haie|terrain|quartier|domicile|adresse|all[eé]e|impasse|cour)\b|emm[eé]nag|voisins? d[ue])",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:le|la|du|au|l['’]|ce|cette|notre|mon|ma) ?(square|place|parc|impasse|rond[- ]point|lotissement|parking|carrefour|rue|quartier|all[eé]e|"
    r"chemin|r[eé]sidence|immeuble|aire de jeux|jardin|pont|cimeti[eè]re|stade|[eé]cole|gymnase|hameau)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(\d{5})\s+([A-ZÉÈ][\w'’-]+(?:[ -][A-ZÉÈa-z][\w'’-]+){0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of the draft with the places it names."""

    words: Words
    meaning: Meaning
    mentions: tuple[Mention, ...]


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
        return Passage(words=words, meaning=meaning, mentions=find_mentions(self.gazetteer, words, meaning))

    def locate(self, draft: Draft, passages: Sequence[Passage], focus: Iterable[Span]) -> tuple[Candidate[Place], ...]:
        """Return the places where the problem may be, best first. ``focus`` is where the subject is spoken of."""
        spans = tuple(focus)
        whole = "\n".join(passage.words.source for passage in passages)
        at_home = _HOME_WORDS.search(whole) is not None
        found = [candidate for passage in passages for candidate in self._named(draft, passage, spans, at_home)]
        found = _merge(found)
        if draft.point is not None:
            found = self._with_position(draft.point, found)
        if not any(candidate.score >= _UNMATCHED_SCORE for candidate in found):
            home = self._home(draft, at_home)
            found = [*found, *home] if home else [*found, *_unknown(passages)]
        ranked = sorted(found, key=lambda candidate: -candidate.score)
        return tuple(ranked[:_MOST_CANDIDATES])

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
        positive = [mention for mention in passage.mentions if mention.role is not Role.DENIED]
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
            for naming in (mention.naming, *mention.others):
                place = self._place(mention, naming, passage)
                if place is not None:
                    if place.status is PlaceStatus.LANDMARK and _is_common(naming) and passage.words.sentences[mention.start] in abroad:
                        worth *= _ABROAD_WORTH
                    yield _candidate(place, worth * naming.score, mention)

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
            return self._at_landmark(self.places.landmarks[index], text)
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
        return self.address(street, mention.number, text)

    def address(self, street: Street, number: str | None, text: str | None) -> Place:
        """Return the place of a house number on a street, or of the street where it has no such number."""
        inside = tuple(stretch for stretch in street.stretches if stretch.inside)
        house = _find_house(street, number) if number else None
        fitting = tuple(stretch for stretch in inside if number is not None and _in_stretch(number, stretch))
        known = number is not None and (house is not None or (bool(fitting) and not street.numbers))
        chosen = fitting if known and fitting else inside
        owners = {stretch.owner for stretch in chosen}
        point = house.point if house is not None else _middle(street)
        status = PlaceStatus.EXACT if known else PlaceStatus.ROAD if _is_road(street) else PlaceStatus.STREET
        held = self.map.around(point) if point is not None and known else ()
        return Place(
            status=status,
            text=text,
            number=number if known else None,
            street=street.name,
            sector=_sector(chosen),
            owner=owners.pop() if len(owners) == 1 else None,
            landmark=held[0].name if held else None,
            category=held[0].category if held else None,
            operator=held[0].operator if held else None,
            point=point,
        )

    def _at_landmark(self, landmark: Landmark, text: str | None) -> Place:
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

    def _commune_after(self, mention: Mention, passage: Passage) -> str | None:
        """Return the other commune that follows a street: « à Yvetot-Bocage », « 50260 Négreville »."""
        words, after = mention.words, mention.end + 1
        for other in passage.mentions:
            close = after <= other.naming.first <= after + 3 and words.sentences[other.naming.first] == words.sentences[mention.end]
            if other.naming.form.target is Target.COMMUNE and close:
                return self.places.neighbours[other.naming.form.entry].name
        following = words.source[words.ends[mention.end] :][:60]
        found = _POSTCODE.search(following)
        if found is not None and found[1] != self.places.postcode and found.start() < 8 and not _names_town(found[2], self.places.town_name):
            return found[2]
        return None

    def _with_position(self, point: Point, found: list[Candidate[Place]]) -> list[Candidate[Place]]:
        """Return the places with that of the position: it makes a named one surer, or stands alone."""
        nearest = self.map.nearest(point)
        held = self.map.around(point)
        if nearest is None and not held:
            return found
        names = {landmark.name for landmark in held} | ({self.places.streets[nearest.street].name} if nearest is not None else set())
        if any(candidate.answer.street in names for candidate in found):
            return found
        if nearest is not None:
            place = replace(self.address(self.places.streets[nearest.street], nearest.number, None), point=point)
        else:
            place = replace(self._at_landmark(held[0], None), point=point)
        place = replace(place, sector=self.map.sector_at(point) or place.sector)
        return [*found, _from_fact(place, POSITION, _POSITION_SCORE, f"{point.lat:.6f}, {point.lon:.6f}")]

    def _home(self, draft: Draft, at_home: bool) -> list[Candidate[Place]]:
        """Return the requester's own address where the message speaks of his home and names no place."""
        if not at_home or not draft.requester.address:
            return []
        words = read_words(draft.requester.address)
        mentions = find_mentions(self.gazetteer, words, Meaning(worth=(1.0,) * len(words)))
        for mention in mentions:
            if mention.naming.form.target is Target.STREET:
                place = self._on_street(
                    self.places.streets[mention.naming.form.entry], mention, draft.requester.address, Passage(words=words, meaning=Meaning(worth=()), mentions=mentions)
                )
                if place.status is not PlaceStatus.OUTSIDE:
                    return [_from_fact(place, HOME, _HOME_SCORE, draft.requester.address)]
        return []


def _candidate(place: Place, score: float, mention: Mention) -> Candidate[Place]:
    """Return the candidate for a named place; common names of places of interest say less than their own."""
    if place.status is PlaceStatus.LANDMARK and len(mention.naming.form.core) == 1:
        score *= _TOWN_HALL_WORTH if place.category == "mairie" else _GENERIC_WORTH if _is_common(mention.naming) else 1.0
    if mention.number is not None and place.number is None and place.status is PlaceStatus.STREET:
        score *= _NO_SUCH_NUMBER_WORTH
    if place.status is PlaceStatus.UNMATCHED:
        score *= _SECTOR_SCORE
    if place.status is PlaceStatus.OUTSIDE and place.street is None:
        score *= _COMMUNE_SCORE
    score = round(min(1.0, score), 4)
    where = mention.words.span(mention.start, mention.end)
    quote = mention.words.quote(mention.start, mention.end)
    scored = replace(place, score=score)
    rule = ELSEWHERE if place.status is PlaceStatus.OUTSIDE else NAMED
    evidence = Evidence(rule=rule, answer=scored, weight=score, ceiling=1.0, quote=quote, where=where)
    return Candidate(answer=scored, score=score, evidence=(evidence,))


def _from_fact(place: Place, rule: RuleId, score: float, quote: str) -> Candidate[Place]:
    """Return the candidate for a place that no words of the message name."""
    scored = replace(place, score=score)
    where = Span(part=Part.SETTING, start=0, end=0)
    return Candidate(answer=scored, score=score, evidence=(Evidence(rule=rule, answer=scored, weight=score, ceiling=1.0, quote=quote, where=where),))


def _is_common(naming: Naming) -> bool:
    """Return whether a name is one that every town has: « la gare », « le stade »."""
    return len(naming.form.core) == 1 and naming.form.core[0] in _COMMON_NAMES


_COMMON_NAMES = frozenset(
    "gare stade college lycee creche cantine mediatheque bibliotheque musee theatre cinema abbaye couvent gymnase piscine city "
    "cimetiere ehpad hopital supermarche magasin marche halle dechetterie decheterie station monument fontaine bassin lavoir tribunal palais "
    "gendarmerie brigade eglise mairie ccas conservatoire poste boulodrome skatepark jardin parc square rond".split()
)


def _merge(found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return one candidate a place; a place of interest goes with the street it stands on, the more precise speaks."""
    by_name: dict[tuple[str | None, str | None, PlaceStatus], Candidate[Place]] = {}
    for candidate in found:
        place = candidate.answer
        key = (place.street, place.number, place.status)
        known = by_name.get(key)
        if known is None:
            by_name[key] = candidate
        else:
            best, other = (known, candidate) if known.score >= candidate.score else (candidate, known)
            by_name[key] = Candidate(answer=best.answer, score=best.score, evidence=(*best.evidence, *other.evidence))
    return _prefer_precise(list(by_name.values()))


def _prefer_precise(found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return the candidates without those that a more precise one contains: a street beside its house number."""
    kept = []
    for candidate in found:
        place = candidate.answer
        if not any(other is not candidate and _contains(place, other.answer) and other.score >= candidate.score - 0.35 for other in found):
            kept.append(candidate)
    return kept


def _contains(street: Place, other: Place) -> bool:
    """Return whether a place is a more precise part of a street: a number on it, a junction of it, or what bears its name there."""
    if street.status is PlaceStatus.ROAD and other.status is PlaceStatus.ROAD:
        return street.street != other.street and (street.street or "") in (other.street or "")
    if street.status is not PlaceStatus.STREET:
        return False
    if other.status is PlaceStatus.EXACT:
        return other.street == street.street
    same_words = other.text is not None and street.text is not None and other.text in street.text
    return other.status is PlaceStatus.LANDMARK and (other.street == street.street or (same_words and _names_alike(street, other)))


def _names_alike(street: Place, landmark: Place) -> bool:
    """Return whether street and place of interest were named by the same words: « résidence Les Tilleuls »."""
    return landmark.text == street.text


def _unknown(passages: Iterable[Passage]) -> list[Candidate[Place]]:
    """Return the place that the message gives in words the town does not know: « rue Machin », « le square »."""
    for passage in passages:
        words = passage.words
        for index, form in enumerate(words.forms[:-1]):
            following = words.original(index + 1)
            name = index + 2 if words.forms[index + 1] in PARTICLES and index + 2 < len(words) else index + 1
            if form in KINDS and len(form) > 1 and words.original(name)[:1].isupper() and words.forms[name] not in STOPWORDS and following:
                return [_vague(words.quote(index, name), words.span(index, name))]
    for passage in passages:
        found = _VAGUE.search(passage.words.source)
        if found is not None:
            offset = passage.words.offset
            return [_vague(found[0], Span(part=passage.words.part, start=offset + found.start(), end=offset + found.end()))]
    return []


def _vague(text: str, where: Span) -> Candidate[Place]:
    place = Place(status=PlaceStatus.UNMATCHED, text=text, score=_UNMATCHED_SCORE)
    evidence = Evidence(rule=UNKNOWN, answer=place, weight=_UNMATCHED_SCORE, ceiling=1.0, quote=text, where=where)
    return Candidate(answer=place, score=_UNMATCHED_SCORE, evidence=(evidence,))


def _sentences_of(words: Words, spans: Iterable[Span]) -> frozenset[int]:
    """Return the sentences of a part in which spans of evidence begin."""
    starts = (bisect_right(words.starts, span.start - words.offset) - 1 for span in spans if span.part is words.part)
    return frozenset(words.sentences[index] for index in starts if index >= 0)


def _is_locative(mention: Mention) -> bool:
    """Return whether « à », « sur », « de la commune de » leads to a commune."""
    before = mention.words.forms[max(0, mention.naming.first - 2) : mention.naming.first]
    return mention.role not in {Role.HOME, Role.PASSING} and bool({"a", "sur", "commune"} & set(before))


def _find_house(street: Street, number: str) -> HouseNumber | None:
    """Return the address of a street with this number."""
    plain, _, suffix = number.partition(" ")
    matching = [house for house in street.numbers if str(house.number) == plain]
    return next((house for house in matching if house.suffix == suffix), None)


def _in_stretch(number: str, stretch: Stretch) -> bool:
    """Return whether a house number lies in a stretch, by range and side of the street."""
    value = int(number.split()[0])
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
    """Return the middle point of a street's first shape."""
    if not street.lines or not street.lines[0]:
        return None
    line = street.lines[0]
    return line[len(line) // 2]


def _names_town(text: str, town: str) -> bool:
    """Return whether words after a postcode name the town itself."""
    return read_words(text).joined.strip().startswith(read_words(town).joined.strip()[:5])
