"""Candidates for the place: scored, merged, the more precise kept; and the places that the town does not know."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.evidence import Candidate, Evidence, Part, Span
from domain.ids import RuleId, SectorName
from domain.place import Place, PlaceStatus, Point
from rules.context import Meaning
from rules.cues import COMMON, TITLES
from rules.mentions import Mention
from rules.names import KINDS, PARTICLES
from rules.naming import Naming
from rules.prose import EVERYDAY
from rules.roles import is_passed_by
from rules.signature import is_sender_line
from rules.standing import stands_by_number
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
_NEITHER_WORTH = 0.58
"""Worth of a street that is neither named quite so nor has the number: people are asked."""
_WRITTEN_OUT = 0.971
"""Above all misspelt names, those without their kind and those with other small words."""
_NUMBERED_WORTH = 0.8
"""Worth of « l'église » beside a house number: a street named after it may be meant."""
UNMATCHED_SCORE = 0.5
_COMMUNE_SCORE = 0.7
_SECTOR_SCORE = 0.45
_MORE_PRECISE_LOSS = 0.35

_VAGUE = word_set(
    "square place parc impasse rond lotissement parking carrefour rue quartier allee chemin residence immeuble aire jardin pont cimetiere "
    "stade ecole gymnase hameau"
)
_VAGUE_PAIRS = {"rond": "point", "aire": "de"}
_JOINED = frozenset({" ", "'", "’", "\n"})
_OF = word_set("de du des d la le les l aux")
"""Small words by which a name goes on; « à » leads to a town or a district."""
_CUT_SHORT_WORTH = 0.52
_AFTER_ADDRESSES = EVERYDAY | COMMON | TITLES | KINDS.keys() | word_set("bat batiment appt apt app etage porte entree hall cedex france")
_WITHIN_NAME = frozenset({" ", "-", "'", "’"})
_POINTERS = word_set("le la du au l ce cette notre mon ma")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of the draft with the places it names."""

    words: Words
    meaning: Meaning
    mentions: tuple[Mention, ...]


def named_candidate(place: Place, score: float, mention: Mention, town: str) -> Candidate[Place]:
    """Return the candidate for a named place; common names of places of interest say less than their own.

    ``town`` is the first folded word of the town's name, which follows many an address.
    """
    if place.status is PlaceStatus.LANDMARK and len(mention.naming.form.core) == 1:
        score *= _TOWN_HALL_WORTH if place.category == "mairie" else _GENERIC_WORTH if is_common_name(mention.naming) else 1.0
    if mention.number is not None and place.status is PlaceStatus.STREET:
        is_sure = mention.naming.score >= _WRITTEN_OUT and not is_cut_short(mention, town)
        score *= _NO_SUCH_NUMBER_WORTH if is_sure else _NEITHER_WORTH
    if place.status is PlaceStatus.EXACT and is_cut_short(mention, town):
        score *= _CUT_SHORT_WORTH
    if place.status is PlaceStatus.LANDMARK and is_common_name(mention.naming) and stands_by_number(mention.words, mention.naming):
        score *= _NUMBERED_WORTH
    if place.status is PlaceStatus.UNMATCHED:
        score *= _SECTOR_SCORE
    if place.status is PlaceStatus.OUTSIDE and place.street is None:
        score *= _COMMUNE_SCORE
    score = round(score, 4)
    where = mention.words.span(mention.start, mention.end)
    quote = mention.words.quote(mention.start, mention.end)
    scored = replace(place, score=score)
    rule = ELSEWHERE if place.status is PlaceStatus.OUTSIDE else NAMED
    evidence = Evidence(rule=rule, answer=scored, weight=score, ceiling=1.0, quote=quote, where=where)
    return Candidate(answer=scored, score=score, evidence=(evidence,))


def is_cut_short(mention: Mention, town: str) -> bool:
    """Return whether another name may be meant that goes on with a word the town's has not: « 5 rue du Pré Gaanêt »."""
    words = mention.words
    at = mention.naming.last + 1
    while at < len(words) and words.forms[at] in _OF and words.gap(at - 1) in _WITHIN_NAME:
        at += 1
    if at != mention.end + 1 and mention.end != mention.naming.last:
        return False
    is_named = at < len(words) and words.gap(at - 1) in _WITHIN_NAME and words.original(at)[:1].isupper()
    return is_named and not words.original(at).isupper() and words.forms[at] != town and words.forms[at] not in _AFTER_ADDRESSES


def within_one(found: list[Candidate[Place]]) -> list[Candidate[Place]]:
    """Return the candidates with no score above 1, each as far behind the best as before."""
    above = max((candidate.score for candidate in found), default=0.0) - 1
    return [lowered(candidate, above) for candidate in found] if above > 0 else found


def lowered(candidate: Candidate[Place], by: float) -> Candidate[Place]:
    """Return a candidate with a lower score."""
    score = round(max(0.0, candidate.score - by), 4)
    place = replace(candidate.answer, score=score)
    evidence = tuple(
        replace(
            item,
            answer=place if item.answer is candidate.answer else replace(item.answer, score=score),
            weight=round(max(0.0, item.weight - by), 4),
        )
        for item in candidate.evidence
    )
    return Candidate(answer=place, score=score, evidence=evidence)


NOWHERE = Span(part=Part.SETTING, start=0, end=0)


def candidate_of_fact(place: Place, rule: RuleId, score: float, quote: str, where: Span = NOWHERE) -> Candidate[Place]:
    """Return the candidate for a place that no words of the message name."""
    scored = replace(place, score=score)
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

    Two streets of one name in different sectors, or at two places of one or none, stay two, so that people are asked.
    """
    by_name: dict[tuple[str | None, str | None, PlaceStatus, SectorName | None, Point | None], Candidate[Place]] = {}
    for candidate in found:
        place = candidate.answer
        is_apart = place.status is PlaceStatus.EXACT or (place.status is PlaceStatus.STREET and place.sector is None)
        key = (place.street, place.number, place.status, place.sector, place.point if is_apart else None)
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
    if street.status is PlaceStatus.ROAD and other.status is PlaceStatus.LANDMARK:
        return street.street == other.street and _names_alike(street, other)
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
            is_named = form in KINDS and len(form) > 1 and words.original(name)[:1].isupper() and words.forms[name] not in STOPWORDS
            if is_named and not _is_senders(words, index):
                name = _whole_name(words, name)
                return [_vague(words.quote(index, name), words.span(index, name))]
    for passage in passages:
        words = passage.words
        for index, form in enumerate(words.forms[1:], start=1):
            is_vague = form in _VAGUE and words.forms[index - 1] in _POINTERS and words.gap(index - 1) in _JOINED
            if is_vague and not is_passed_by(words, index):
                last = index + (form in _VAGUE_PAIRS)
                if last == index or words.forms[last : last + 1] == (_VAGUE_PAIRS[form],):
                    last = _whole_name(words, last + (form == "aire" and last + 1 < len(words)))
                    return [_vague(words.quote(index - 1, last), words.span(index - 1, last))]
    return []


def _whole_name(words: Words, last: int) -> int:
    """Return the last word of a name that hyphens go on with: « boulevard Division-Leclerc »."""
    while last + 1 < len(words) and words.gap(last) == "-":
        last += 1
    return last


def _is_senders(words: Words, index: int) -> bool:
    """Return whether a kind of street belongs to the sender's own address, in this town or another."""
    numbered = index > 0 and words.forms[index - 1][:1].isdigit()
    last = index
    while last + 1 < len(words) and "\n" not in words.gap(last):
        last += 1
    return is_sender_line(words, index - 1 if numbered else index, last)


def _vague(text: str, where: Span) -> Candidate[Place]:
    place = Place(status=PlaceStatus.UNMATCHED, text=text, score=UNMATCHED_SCORE)
    evidence = Evidence(rule=UNKNOWN, answer=place, weight=UNMATCHED_SCORE, ceiling=1.0, quote=text, where=where)
    return Candidate(answer=place, score=UNMATCHED_SCORE, evidence=(evidence,))
