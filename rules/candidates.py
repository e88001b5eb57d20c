"""Candidates for the place: scored, merged, the more precise kept; and the places that the town does not know."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.evidence import Candidate, Evidence, Part, Span
from domain.ids import RuleId, SectorName
from domain.place import Place, PlaceStatus
from rules.context import Meaning
from rules.gazetteer import Naming
from rules.mentions import Mention
from rules.names import KINDS, PARTICLES
from rules.words import STOPWORDS, Words, word_set

NAMED = RuleId("lieu-nommé")
POSITION = RuleId("position")
POSTCODE = RuleId("code-postal")
HOME = RuleId("domicile")
UNKNOWN = RuleId("lieu-inconnu")
ELSEWHERE = RuleId("autre-commune")

_GENERIC_WORTH = 0.66
_TOWN_HALL_WORTH = 0.3
_NO_SUCH_NUMBER_WORTH = 0.85
UNMATCHED_SCORE = 0.5
_COMMUNE_SCORE = 0.7
_SECTOR_SCORE = 0.45
_MORE_PRECISE_LOSS = 0.35

_VAGUE = re.compile(
    r"\b(?:le|la|du|au|l['’]|ce|cette|notre|mon|ma) ?(square|place|parc|impasse|rond[- ]point|lotissement|parking|carrefour|rue|"
    r"quartier|all[eé]e|chemin|r[eé]sidence|immeuble|aire de jeux|jardin|pont|cimeti[eè]re|stade|[eé]cole|gymnase|hameau)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of the draft with the places it names."""

    words: Words
    meaning: Meaning
    mentions: tuple[Mention, ...]


def named_candidate(place: Place, score: float, mention: Mention) -> Candidate[Place]:
    """Return the candidate for a named place; common names of places of interest say less than their own."""
    if place.status is PlaceStatus.LANDMARK and len(mention.naming.form.core) == 1:
        score *= _TOWN_HALL_WORTH if place.category == "mairie" else _GENERIC_WORTH if is_common_name(mention.naming) else 1.0
    if mention.number is not None and place.status is PlaceStatus.STREET:
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


def candidate_of_fact(place: Place, rule: RuleId, score: float, quote: str) -> Candidate[Place]:
    """Return the candidate for a place that no words of the message name."""
    scored = replace(place, score=score)
    where = Span(part=Part.SETTING, start=0, end=0)
    return Candidate(
        answer=scored, score=score, evidence=(Evidence(rule=rule, answer=scored, weight=score, ceiling=1.0, quote=quote, where=where),)
    )


def is_common_name(naming: Naming) -> bool:
    """Return whether a name is one that every town has: « la gare », « le stade »."""
    return len(naming.form.core) == 1 and naming.form.core[0] in _COMMON_NAMES


_COMMON_NAMES = word_set(
    """
    gare stade college lycee creche cantine mediatheque bibliotheque musee theatre cinema abbaye couvent gymnase piscine city
    cimetiere ehpad hopital supermarche magasin marche halle dechetterie decheterie station monument fontaine bassin lavoir tribunal
    palais gendarmerie brigade eglise mairie ccas conservatoire poste boulodrome skatepark jardin parc square rond
    """
)


def merge_places(found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return one candidate a place; a place of interest goes with the street it stands on, the more precise speaks.

    Two streets of one name in different sectors stay two, so that people are asked.
    """
    by_name: dict[tuple[str | None, str | None, PlaceStatus, SectorName | None], Candidate[Place]] = {}
    for candidate in found:
        place = candidate.answer
        key = (place.street, place.number, place.status, place.sector)
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
        if not any(
            other is not candidate and _contains(place, other.answer) and other.score >= candidate.score - _MORE_PRECISE_LOSS
            for other in found
        ):
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


def unknown_places(passages: Iterable[Passage]) -> list[Candidate[Place]]:
    """Return the place that the message gives in words the town does not know: « rue Machin », « le square »."""
    for passage in passages:
        words = passage.words
        for index, form in enumerate(words.forms[:-1]):
            name = index + 2 if words.forms[index + 1] in PARTICLES and index + 2 < len(words) else index + 1
            if form in KINDS and len(form) > 1 and words.original(name)[:1].isupper() and words.forms[name] not in STOPWORDS:
                return [_vague(words.quote(index, name), words.span(index, name))]
    for passage in passages:
        found = _VAGUE.search(passage.words.source)
        if found is not None:
            offset = passage.words.offset
            return [_vague(found[0], Span(part=passage.words.part, start=offset + found.start(), end=offset + found.end()))]
    return []


def _vague(text: str, where: Span) -> Candidate[Place]:
    place = Place(status=PlaceStatus.UNMATCHED, text=text, score=UNMATCHED_SCORE)
    evidence = Evidence(rule=UNKNOWN, answer=place, weight=UNMATCHED_SCORE, ceiling=1.0, quote=text, where=where)
    return Candidate(answer=place, score=UNMATCHED_SCORE, evidence=(evidence,))
