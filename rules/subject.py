"""What a draft is about: subjects scored by the evidence of its words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from domain.evidence import Candidate, Evidence, Part, Span
from domain.ids import UNCLASSIFIED, RuleId, SubjectCode
from domain.ruleset import SPEECH_ACTS
from rules.confidence import confidences
from rules.context import Meaning
from rules.cues import HOMOGRAPHS, ROAD_WORDS
from rules.matching import PART_WORD, Match
from rules.vocabulary import Vocabulary
from rules.words import Words

_UNIT = 0.6
"""What a phrase of weight 1 can say; the heaviest frames have 1.7, and none may say more than 1."""
_HEADING_GAIN = 1.35
_REPEATED = 0.3
"""Worth of a word that already spoke for the same subject."""
_OUTDONE = 0.45
"""Worth of a match whose words all lie in a longer match for another subject."""
_DOUBT = 0.27
_RIVALRY = 0.6
_LEAST = 0.03
_NEGLIGIBLE = 0.012
_MOST_CANDIDATES = 5
_NEAR = 0.25
"""Share of the best subject's evidence from which another is worth showing beside it."""
_PLAIN_ACT = 0.54
"""Weight of evidence from which a speech act is plain: that of its own turns of phrase, not of words it shares."""
_SPOKEN_ABOUT = 0.5
_ON_A_ROAD = 0.8
"""Worth of a match that takes « rue » from the name of a street."""

RIVAL = RuleId("concurrence")
DOUBT = RuleId("doute")
_NOWHERE = Span(part=Part.SETTING, start=0, end=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words of one part with what they mean; ``place_words`` says of each word that names a place what it is worth for a subject."""

    words: Words
    meaning: Meaning
    place_words: Mapping[int, float]


class _Found(NamedTuple):
    """One match of a subject, weighed."""

    weight: float
    ceiling: float
    match: Match
    words: Words


class _Cover(NamedTuple):
    """Words that a match covers; ``weakness`` is its strength below 0, so that lists sort by it."""

    weakness: float
    code: SubjectCode
    indices: frozenset[int]


_FIRST = itemgetter(0)


def score_subjects(
    vocabulary: Vocabulary, passages: Iterable[Reading], facts: Iterable[Evidence[SubjectCode]] = ()
) -> tuple[Candidate[SubjectCode], ...]:
    """Return the subjects that the passages speak of, best first; one far behind the best is not among them.

    The evidence of a subject is summed and compared with the sum of its ceilings; two pieces of evidence have no weight, only a
    ceiling: the rival subject and what always remains in doubt. The score is the chance to be right that such a share had on messages
    nobody had tuned the rules on (``confidence.py``).
    """
    by_code: dict[SubjectCode, list[_Found]] = defaultdict(list)
    for passage in passages:
        _weigh(vocabulary, passage, by_code)
    told: dict[SubjectCode, list[Evidence[SubjectCode]]] = defaultdict(list)
    for fact in facts:
        told[fact.answer].append(replace(fact, weight=round(_UNIT * fact.weight, 4), ceiling=round(_UNIT * fact.ceiling, 4)))
    said = {code: _accumulate(by_code[code]) for code in _heard(by_code)}
    _subordinate(said)
    sums = {code: sum(one.weight for one in said.get(code, ())) + sum(one.weight for one in told.get(code, ())) for code in {*said, *told}}
    ranked = _ranked(sums, said, told)
    evidence = {code: (*_quoted(code, said.get(code, ())), *told.get(code, ()), *_doubts(code, ranked, sums)) for code in ranked}
    shares = {code: share_of(items) for code, items in evidence.items()}
    ranked.sort(key=lambda code: (-shares[code], code))
    scores = confidences([shares[code] for code in ranked])
    return tuple(Candidate(answer=code, score=score, evidence=evidence[code]) for code, score in zip(ranked, scores, strict=True))


def share_of(evidence: Iterable[Evidence[SubjectCode]]) -> float:
    """Return the sum of weights over the sum of ceilings, not below 0."""
    weights = ceilings = 0.0
    for item in evidence:
        weights += item.weight
        ceilings += item.ceiling
    return max(0.0, weights / ceilings)


def unclassified(words: Words) -> Candidate[SubjectCode]:
    """Return the candidate of a draft in which nothing was recognised."""
    where = Span(part=words.part, start=words.offset, end=words.offset)
    nothing = Evidence(rule=DOUBT, answer=UNCLASSIFIED, weight=0.0, ceiling=1.0, quote="rien de reconnu", where=where)
    return Candidate(answer=UNCLASSIFIED, score=0.0, evidence=(nothing,))


def _weigh(vocabulary: Vocabulary, passage: Reading, by_code: dict[SubjectCode, list[_Found]]) -> None:
    """Add every match of a passage, weighed, to those of its subject."""
    words, worth_of, named = passage.words, passage.meaning.worth, passage.place_words
    matches = tuple(vocabulary.find(_without_street_names(passage), named.keys()))
    longer = _longer_by_word(matches)
    gain = _UNIT * (_HEADING_GAIN if words.part is Part.HEADING else 1.0)
    plain = min(worth_of, default=1.0) == 1
    for match in matches:
        phrase, indices, fit = match
        worth = 1.0 if plain else min([worth_of[index] for index in indices])
        if named and not named.keys().isdisjoint(indices):
            worth = min(worth, _worth_in_names(indices, named, words.forms))
        if not worth:
            continue
        force = phrase.weight * gain
        ceiling = force if force < 1 else 1.0
        weight = ceiling * fit * worth
        covers = longer.get(indices[0])
        if covers and -covers[0][0] > phrase.weight * fit and _is_outdone(phrase.code, indices, phrase.weight * fit, covers):
            weight *= _OUTDONE
        by_code[phrase.code].append(_Found(weight, ceiling, match, words))


def _worth_in_names(indices: Sequence[int], named: Mapping[int, float], forms: Sequence[str]) -> float:
    """Return what a match is worth of which words lie in names of places.

    Where all do, several together say what the place is (« WC publics »).
    """
    worths = [named[index] for index in indices if index in named]
    if len(worths) == len(indices):
        return min(1.0, max(worths) * 2) if len(worths) > 1 else worths[0]
    return _ON_A_ROAD if any(named.get(index) == 0 and forms[index] in ROAD_WORDS for index in indices) else 1.0


def _without_street_names(passage: Reading) -> Words:
    """Return the words of a passage with those after « rue » and the like in street names made unreadable; offsets stay.

    « Allée des Acacias » is no tree. A name without such a word before it may be none: « est garé » in a town with a quarter Est-Gare.
    """
    words, forms = passage.words, passage.words.forms
    letters: list[str] | None = None
    head = last = -1
    for index in sorted(passage.place_words):
        if index != last + 1 or forms[index] in ROAD_WORDS:
            head = index
        last = index
        if words.original(index).lower() in HOMOGRAPHS or (head != index and not passage.place_words[index] and forms[head] in ROAD_WORDS):
            letters = letters or list(words.source)
            letters[words.starts[index] : words.ends[index]] = "0" * (words.ends[index] - words.starts[index])
    return words if letters is None else replace(words, source="".join(letters))


def _longer_by_word(matches: Iterable[Match]) -> Mapping[int, list[_Cover]]:
    """Return by each word the matches of more than one word that cover it, strongest first."""
    longer: dict[int, list[_Cover]] = defaultdict(list)
    for phrase, indices, fit in matches:
        if len(indices) > 1:
            cover = _Cover(-phrase.weight * fit, phrase.code, frozenset(indices))
            for index in indices:
                longer[index].append(cover)
    for covers in longer.values():
        covers.sort(key=_FIRST)
    return longer


def _is_outdone(code: SubjectCode, indices: Sequence[int], force: float, covers: Iterable[_Cover]) -> bool:
    """Return whether all words of a match lie in a longer and stronger one for another subject. ``covers`` cover its first word."""
    for weakness, other, covered in covers:
        if -weakness <= force:
            return False
        if other != code and len(covered) > len(indices) and covered.issuperset(indices):
            return True
    return False


def _heard(by_code: Mapping[SubjectCode, list[_Found]]) -> Iterable[SubjectCode]:
    """Return the subjects that may come near the best, which has at least the heaviest match; all where the message is a speech act."""
    if _plain_acts(by_code):
        return by_code.keys()
    sums = {code: sum([one[0] for one in found]) for code, found in by_code.items()}
    least = _NEAR * max((one[0] for found in by_code.values() for one in found), default=0.0)
    return [code for code, weight in sums.items() if weight >= least]


def _accumulate(found: list[_Found]) -> list[_Found]:
    """Return the matches of a subject, heaviest first. Words that spoke already count less."""
    items: list[_Found] = []
    heard: set[str] = set()
    found.sort(key=_FIRST, reverse=True)
    for weight, ceiling, match, words in found:
        terms = {words.forms[index] for index in match.indices}
        new = len(terms - heard) / len(terms)
        share = 1.0 if not heard else new + (1 - new) * _REPEATED if new else _REPEATED * 0.2
        heard |= terms
        if abs(weight * share) >= _NEGLIGIBLE:
            items.append(_Found(weight * share, ceiling * share, match, words))
    return items


def _plain_acts(found: Mapping[SubjectCode, list[_Found]]) -> set[SubjectCode]:
    """Return the speech acts that a message plainly is."""
    return {code for code in SPEECH_ACTS if code in found and any(one[0] >= _PLAIN_ACT for one in found[code])}


def _subordinate(said: dict[SubjectCode, list[_Found]]) -> None:
    """Lower what a message only speaks about where it plainly does something else: thanks, claims damages, appeals.

    Whether that is past does not matter then: thanks are for what was done.
    """
    acts = _plain_acts(said)
    if not acts:
        return
    for code, items in said.items():
        if code not in acts:
            said[code] = [one._replace(weight=round(_SPOKEN_ABOUT * (one.ceiling if one.weight > 0 else one.weight), 4)) for one in items]


def _ranked(
    sums: Mapping[SubjectCode, float], said: Mapping[SubjectCode, list[_Found]], told: Mapping[SubjectCode, list[Evidence[SubjectCode]]]
) -> list[SubjectCode]:
    """Return the subjects worth showing, best first: near the best, and with more than a word out of their phrases if it has more.

    What thanks, a claim or an appeal speaks about stays: it says whom the thanks are for.
    """
    ranked = sorted((code for code in sums if sums[code] >= _LEAST), key=lambda code: (-sums[code], code))
    if not ranked:
        return []
    best, *others = ranked
    if best in SPEECH_ACTS:
        return ranked[:_MOST_CANDIDATES]

    def is_real(code: SubjectCode) -> bool:
        return code in told or any(one.match.phrase.rule is not PART_WORD for one in said[code])

    near = [code for code in others if sums[code] >= _NEAR * sums[best] and (is_real(code) or not is_real(best))]
    return [best, *near][:_MOST_CANDIDATES]


def _quoted(code: SubjectCode, found: Iterable[_Found]) -> tuple[Evidence[SubjectCode], ...]:
    """Return the matches as evidence with the requester's own words."""
    return tuple(
        Evidence(
            rule=one.match.phrase.rule,
            answer=code,
            weight=round(one.weight, 4),
            ceiling=round(one.ceiling, 4),
            quote=one.words.quote(min(one.match.indices), max(one.match.indices)),
            where=one.words.span(min(one.match.indices), max(one.match.indices)),
        )
        for one in found
    )


def _doubts(code: SubjectCode, ranked: Sequence[SubjectCode], sums: Mapping[SubjectCode, float]) -> Iterable[Evidence[SubjectCode]]:
    """Yield what speaks for no subject: that doubt always remains, and the best rival."""
    yield Evidence(rule=DOUBT, answer=code, weight=0.0, ceiling=_DOUBT, quote="part de doute", where=_NOWHERE)
    rival = next((other for other in ranked if other != code), None)
    if rival is not None:
        ceiling = round(min(1.0, _RIVALRY * sums[rival]), 4)
        yield Evidence(rule=RIVAL, answer=code, weight=0.0, ceiling=ceiling, quote=f"autre sujet possible : {rival}", where=_NOWHERE)
