"""What a draft is about: subjects scored by the evidence of its words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.evidence import Candidate, Evidence, Part, Span
from domain.ids import UNCLASSIFIED, RuleId, SubjectCode
from domain.ruleset import SPEECH_ACTS
from rules.context import Meaning
from rules.matching import Match
from rules.vocabulary import Vocabulary
from rules.words import Words

_HEADING_GAIN = 1.35
_REPEATED = 0.3
"""Worth of a word that already spoke for the same subject."""
_OUTDONE = 0.45
"""Worth of a match whose words all lie in a longer match for another subject."""
_DOUBT = 0.45
_RIVALRY = 0.6
_LEAST = 0.05
_NEGLIGIBLE = 0.02
_MOST_CANDIDATES = 5
_PLAIN_ACT = 1.0
"""Weight of evidence from which a speech act is plain: that of its own turns of phrase, not of words it shares."""
_SPOKEN_ABOUT = 0.5

RIVAL = RuleId("concurrence")
DOUBT = RuleId("doute")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words of one part with what they mean; ``place_words`` says of each word that names a place what it is worth for a subject."""

    words: Words
    meaning: Meaning
    place_words: Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One match of a subject, weighed."""

    match: Match
    words: Words
    weight: float
    ceiling: float
    terms: frozenset[str]


def score_subjects(
    vocabulary: Vocabulary, passages: Iterable[Reading], facts: Iterable[Evidence[SubjectCode]] = ()
) -> tuple[Candidate[SubjectCode], ...]:
    """Return the subjects that the passages speak of, best first.

    The score of a subject is the sum of the weights of its evidence over the sum of their ceilings. Two pieces of evidence
    have no weight, only a ceiling: the rival subject and what always remains in doubt.
    """
    by_code: dict[SubjectCode, list[_Found]] = defaultdict(list)
    for passage in passages:
        for code, found in _weigh(vocabulary, passage):
            by_code[code].append(found)
    evidence = {code: _accumulate(code, found) for code, found in by_code.items()}
    _subordinate(evidence)
    for fact in facts:
        evidence[fact.answer] = (*evidence.get(fact.answer, ()), fact)
    sums = {code: sum(item.weight for item in items) for code, items in evidence.items()}
    ranked = sorted((code for code in sums if sums[code] >= _LEAST), key=lambda code: (-sums[code], code))[:_MOST_CANDIDATES]
    candidates = (_candidate(code, evidence[code], ranked, sums) for code in ranked)
    return tuple(sorted(candidates, key=lambda candidate: (-candidate.score, candidate.answer)))


def _subordinate(evidence: dict[SubjectCode, tuple[Evidence[SubjectCode], ...]]) -> None:
    """Lower what a message only speaks about where it plainly does something else: thanks, claims damages, appeals.

    Whether that is past does not matter then: thanks are for what was done.
    """
    acts = [code for code in evidence if code in SPEECH_ACTS and max((item.weight for item in evidence[code]), default=0.0) >= _PLAIN_ACT]
    if not acts:
        return
    for code, items in evidence.items():
        if code not in acts:
            evidence[code] = tuple(
                replace(item, weight=round(_SPOKEN_ABOUT * (item.ceiling if item.weight > 0 else item.weight), 4)) for item in items
            )


def unclassified(words: Words) -> Candidate[SubjectCode]:
    """Return the candidate of a draft in which nothing was recognised."""
    where = Span(part=words.part, start=words.offset, end=words.offset)
    nothing = Evidence(rule=DOUBT, answer=UNCLASSIFIED, weight=0.0, ceiling=1.0, quote="", where=where)
    return Candidate(answer=UNCLASSIFIED, score=0.0, evidence=(nothing,))


def _weigh(vocabulary: Vocabulary, passage: Reading) -> Iterable[tuple[SubjectCode, _Found]]:
    """Yield every match of a passage with its weight."""
    matches = tuple(vocabulary.find(passage.words, passage.place_words.keys()))
    longest = _longest_by_word(matches)
    gain = _HEADING_GAIN if passage.words.part is Part.HEADING else 1.0
    for match in matches:
        code = match.phrase.code
        ceiling = match.phrase.weight * gain
        worth = passage.meaning.of(match.indices)
        if all(index in passage.place_words for index in match.indices):
            worth = min(worth, _worth_in_name([passage.place_words[index] for index in match.indices]))
        weight = ceiling * match.fit * worth
        if _is_outdone(match, longest):
            weight *= _OUTDONE
        if weight:
            terms = frozenset(passage.words.forms[index] for index in match.indices)
            yield code, _Found(match=match, words=passage.words, weight=weight, ceiling=ceiling, terms=terms)


def _worth_in_name(worths: list[float]) -> float:
    """Return what words are worth that all lie in the name of a place; several together say what the place is (« WC publics »)."""
    worth = max(worths)
    return min(1.0, worth * 2) if len(worths) > 1 else worth


def _longest_by_word(matches: Iterable[Match]) -> Mapping[int, list[Match]]:
    """Return the matches of more than one word by each word they cover."""
    longest: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if len(match.indices) > 1:
            for index in match.indices:
                longest[index].append(match)
    return longest


def _is_outdone(match: Match, longest: Mapping[int, list[Match]]) -> bool:
    """Return whether all words of a match lie in a longer and heavier one for another subject."""
    size, mine, force = len(match.indices), set(match.indices), match.phrase.weight * match.fit
    return any(
        len(other.indices) > size
        and other.phrase.code != match.phrase.code
        and other.phrase.weight * other.fit > force
        and mine.issubset(other.indices)
        for other in longest.get(match.indices[0], ())
    )


def _accumulate(code: SubjectCode, found: list[_Found]) -> tuple[Evidence[SubjectCode], ...]:
    """Return the evidence for a subject, heaviest first. Words that spoke already count less."""
    items: list[Evidence[SubjectCode]] = []
    heard: set[str] = set()
    for item in sorted(found, key=lambda one: (-one.weight, one.match.indices)):
        new = sum(1 for term in item.terms if term not in heard) / len(item.terms)
        share = new + (1 - new) * _REPEATED if heard else 1.0
        if new == 0:
            share = _REPEATED * 0.2
        heard |= item.terms
        if abs(item.weight * share) < _NEGLIGIBLE:
            continue
        first, last = item.match.indices[0], item.match.indices[-1]
        items.append(
            Evidence(
                rule=item.match.phrase.rule,
                answer=code,
                weight=round(item.weight * share, 4),
                ceiling=round(item.ceiling * share, 4),
                quote=item.words.quote(first, last),
                where=item.words.span(first, last),
            )
        )
    return tuple(items)


def _candidate(
    code: SubjectCode, evidence: tuple[Evidence[SubjectCode], ...], ranked: list[SubjectCode], sums: Mapping[SubjectCode, float]
) -> Candidate[SubjectCode]:
    """Return the candidate with its confidence."""
    rival = next((other for other in ranked if other != code), None)
    nowhere = Span(part=Part.SETTING, start=0, end=0)
    doubts = [Evidence(rule=DOUBT, answer=code, weight=0.0, ceiling=_DOUBT, quote="part de doute", where=nowhere)]
    if rival is not None:
        ceiling = round(_RIVALRY * sums[rival], 4)
        doubts.append(Evidence(rule=RIVAL, answer=code, weight=0.0, ceiling=ceiling, quote=rival, where=nowhere))
    everything = (*evidence, *doubts)
    score = sum(item.weight for item in everything) / sum(item.ceiling for item in everything)
    return Candidate(answer=code, score=round(max(0.0, score), 4), evidence=everything)
