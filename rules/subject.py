"""What a draft is about: subjects scored by the evidence of its words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import itemgetter
from typing import NamedTuple

from domain.evidence import DANGER, USAGE, Candidate, Evidence, Part, Span
from domain.ids import UNCLASSIFIED, RuleId, SubjectCode
from domain.ruleset import SPEECH_ACTS
from rules.confidence import confidences
from rules.context import Meaning
from rules.matching import PART_WORD, Match
from rules.speech_acts import SPOKEN_ABOUT, Found, Heard, plain_acts, subordinate
from rules.weighing import UNIT, Reading
from rules.words import Words

_REPEATED = 0.3
"""Worth of a word that already spoke for the same subject."""
_PLAIN_DANGER = 0.42
"""Weight from which one match plainly tells of a danger."""
_DOUBT = 0.27
_RIVALRY = 0.6
_LEAST = 0.03
_TELLS = 0.15
"""Weight below which words and usage tell nothing: of labelled messages whose best subject had no more, none was about it."""
_NEGLIGIBLE = 0.012
_MOST_CANDIDATES = 5
_NEAR = 0.25
"""Share of the best subject's evidence from which another is worth showing beside it."""

RIVAL = RuleId("concurrence")
DOUBT = RuleId("doute")
_NOWHERE = Span(part=Part.SETTING, start=0, end=0)


class _Tally(NamedTuple):
    """What speaks for each subject: words said, facts told, its rival with a ceiling; and the share of evidence of the best, best first."""

    said: Mapping[SubjectCode, Sequence[Found]]
    told: Mapping[SubjectCode, Sequence[Evidence[SubjectCode]]]
    rivals: Mapping[SubjectCode, tuple[SubjectCode, float] | None]
    shares: Mapping[SubjectCode, float]


_FIRST = itemgetter(0)


def score_subjects(parts: Sequence[Heard], facts: Iterable[Evidence[SubjectCode]] = ()) -> tuple[Candidate[SubjectCode], ...]:
    """Return the subjects that the parts of a draft speak of, best first; one far behind the best is not among them.

    The evidence of a subject is summed and compared with the sum of its ceilings; two pieces of evidence have no weight, only a
    ceiling: the rival subject and what always remains in doubt. The score is the chance to be right that such a share had on messages
    nobody had tuned the rules on (``confidence.py``).
    """
    tally = _tally(parts, facts)
    evidence = [_evidence(code, tally) for code in tally.shares]
    said = sum(item.weight for item in evidence[0] if item.weight > 0) if evidence else 0.0
    scores = confidences(list(tally.shares.values()), said)
    return tuple(
        Candidate(answer=code, score=score, evidence=items) for code, score, items in zip(tally.shares, scores, evidence, strict=True)
    )


def spoken_subjects(heard: Heard) -> Mapping[SubjectCode, Sequence[Found]]:
    """Return the matches that speak for each subject which `score_subjects` would give of one part, were there no facts."""
    tally = _tally([heard], ())
    return {code: tally.said[code] for code in tally.shares}


def best_subject(parts: Sequence[Heard], facts: Iterable[Evidence[SubjectCode]] = ()) -> tuple[SubjectCode, float] | None:
    """Return the best of the subjects that `score_subjects` gives, with its share of evidence; None where there is none."""
    return next(iter(_tally(parts, facts).shares.items()), None)


def _tally(parts: Sequence[Heard], facts: Iterable[Evidence[SubjectCode]]) -> _Tally:
    """Return what was said and told for each subject, and the shares of those worth showing."""
    told: dict[SubjectCode, list[Evidence[SubjectCode]]] = defaultdict(list)
    for fact in facts:
        told[fact.answer].append(_worth(fact, UNIT, UNIT))
    by_code = _together(parts)
    said = {code: _accumulate(by_code[code]) for code in _near_best(by_code)}
    acts = plain_acts(said)
    subordinate(said)
    for code in told.keys() - acts if acts else ():
        told[code] = [_worth(fact, SPOKEN_ABOUT, 1.0) if fact.rule == USAGE else fact for fact in told[code]]
    sums = {code: _sum(said.get(code, ())) + sum([fact.weight for fact in told.get(code, ())]) for code in {*said, *told}}
    ranked = _ranked(sums, said, told)
    _tell_unusual(told, ranked)
    rivals = {code: _rival(next((other for other in ranked if other != code), None), sums) for code in ranked}
    shares = {code: share_of(_weighed(said.get(code, ()), told.get(code, ()), rivals[code])) for code in ranked}
    best_first = sorted(ranked, key=lambda code: (-shares[code], code))
    return _Tally(said, told, rivals, {code: shares[code] for code in best_first})


def _worth(fact: Evidence[SubjectCode], of_weight: float, of_ceiling: float) -> Evidence[SubjectCode]:
    """Return a fact of which weight and ceiling count in part."""
    weight, ceiling = round(of_weight * fact.weight, 4), round(of_ceiling * fact.ceiling, 4)
    return Evidence(rule=fact.rule, answer=fact.answer, weight=weight, ceiling=ceiling, quote=fact.quote, where=fact.where)


def _tell_unusual(told: Mapping[SubjectCode, list[Evidence[SubjectCode]]], ranked: Iterable[SubjectCode]) -> None:
    """Tell of each subject for which usage says nothing that it does so, where it speaks for others: else it would be no worse off."""
    spoken = next((fact for facts in told.values() for fact in facts if fact.rule == USAGE), None)
    if spoken is None:
        return
    for code in ranked:
        if all(fact.rule != USAGE for fact in told[code]):
            nothing = Evidence(rule=USAGE, answer=code, weight=0.0, ceiling=spoken.ceiling, quote="autres mots", where=_NOWHERE)
            told[code].append(nothing)


def _weighed(
    found: Iterable[Found], facts: Iterable[Evidence[SubjectCode]], rival: tuple[SubjectCode, float] | None
) -> Iterable[tuple[float, float]]:
    """Return the weights and ceilings that matches, facts and what speaks for no subject have as evidence."""
    said = [(round(one[0], 4), round(one[1], 4)) for one in found]
    return [*said, *[(fact.weight, fact.ceiling) for fact in facts], (0.0, _DOUBT), (0.0, rival[1] if rival is not None else 0.0)]


def _evidence(code: SubjectCode, tally: _Tally) -> tuple[Evidence[SubjectCode], ...]:
    """Return all that speaks for a subject, the matches with the requester's own words."""
    return (*[_quote(code, *one) for one in tally.said.get(code, ())], *tally.told.get(code, ()), *_doubts(code, tally.rivals[code]))


def share_of(weighed: Iterable[tuple[float, float]]) -> float:
    """Return the sum of weights over the sum of their ceilings, not below 0."""
    weights = ceilings = 0.0
    for weight, ceiling in weighed:
        weights += weight
        ceilings += ceiling
    return max(0.0, weights / ceilings)


def told_plainly(reading: Reading, codes: Set[SubjectCode]) -> Sequence[Match]:
    """Return the matches that plainly speak for some subjects, wherever they stand, the weightiest first."""
    where = {*reading.place_words, *reading.whereabouts}
    told = [match for match in reading.matches if match[0].code in codes and _is_plainly_told(match, reading.meaning, where)]
    return sorted(told, key=lambda match: match.phrase.weight * match.fit, reverse=True)


def danger_in(reading: Reading, match: Match, score: float) -> Candidate[SubjectCode]:
    """Return what a match tells of a danger as a candidate; ``score`` is the share of evidence that its sentence has for it."""
    words, first, last = reading.words, match.indices[0], match.indices[-1]
    weight, code = round(min(1.0, UNIT * match.phrase.weight * match.fit), 4), match.phrase.code
    fact = Evidence(rule=DANGER, answer=code, weight=weight, ceiling=1.0, quote=words.quote(first, last), where=words.span(first, last))
    return Candidate(answer=code, score=round(score, 4), evidence=(fact,))


def _is_plainly_told(match: Match, meaning: Meaning, where: set[int]) -> bool:
    """Return whether a match says so itself, neither denied nor past, nor in names of places or of what something stands by."""
    phrase, indices, fit = match
    return UNIT * phrase.weight * fit >= _PLAIN_DANGER and meaning.of(indices) >= 1 and not where.issuperset(indices)


def unclassified(words: Words) -> Candidate[SubjectCode]:
    """Return the candidate of a draft in which nothing was recognised."""
    where = Span(part=words.part, start=words.offset, end=words.offset)
    nothing = Evidence(rule=DOUBT, answer=UNCLASSIFIED, weight=0.0, ceiling=1.0, quote="rien de reconnu", where=where)
    return Candidate(answer=UNCLASSIFIED, score=0.0, evidence=(nothing,))


def _together(parts: Sequence[Heard]) -> Heard:
    """Return what all parts speak for."""
    if len(parts) == 1:
        return parts[0]
    codes = dict.fromkeys(code for part in parts for code in part)
    return {code: [one for part in parts for one in part.get(code, ())] for code in codes}


def _near_best(by_code: Heard) -> Iterable[SubjectCode]:
    """Return the subjects that may come near the best, which has at least the heaviest match; all where the message is a speech act."""
    if plain_acts(by_code):
        return by_code.keys()
    least = _NEAR * max([one[0] for found in by_code.values() for one in found], default=0.0)
    return [code for code, found in by_code.items() if (found[0][0] if len(found) == 1 else _sum(found)) >= least]


def _sum(found: Iterable[Found]) -> float:
    """Return the weight of matches together."""
    return sum([one[0] for one in found])


def _accumulate(found: Sequence[Found]) -> list[Found]:
    """Return the matches of a subject, heaviest first. Words that spoke already count less."""
    if len(found) == 1:
        return [one for one in found if abs(one[0]) >= _NEGLIGIBLE]
    items: list[Found] = []
    heard: set[str] = set()
    for one in sorted(found, key=_FIRST, reverse=True):
        weight, ceiling, (_, indices, _), words = one
        terms = {words.forms[index] for index in indices}
        if heard.isdisjoint(terms):
            if abs(weight) >= _NEGLIGIBLE:
                items.append(one)
        else:
            new = len(terms - heard) / len(terms)
            share = new + (1 - new) * _REPEATED if new else _REPEATED * 0.2
            if abs(weight * share) >= _NEGLIGIBLE:
                items.append(Found(weight * share, ceiling * share, one[2], words))
        heard |= terms
    return items


def _ranked(
    sums: Mapping[SubjectCode, float], said: Mapping[SubjectCode, list[Found]], told: Mapping[SubjectCode, list[Evidence[SubjectCode]]]
) -> list[SubjectCode]:
    """Return the subjects worth showing, best first: near the best, and with more than a word out of their phrases if it has more.

    What thanks, a claim or an appeal speaks about stays: it says whom the thanks are for.
    """
    ranked = sorted([code for code, weight in sums.items() if weight >= _LEAST], key=lambda code: (-sums[code], code))
    if not ranked or (sums[ranked[0]] < _TELLS and all(fact.rule == USAGE for fact in told.get(ranked[0], ()))):
        return []
    best, *others = ranked
    if best in SPEECH_ACTS:
        return ranked[:_MOST_CANDIDATES]

    real = {code for code in ranked if code in told or _is_real(said[code])}
    near = [code for code in others if sums[code] >= _NEAR * sums[best] and (code in real or best not in real)]
    return [best, *near][:_MOST_CANDIDATES]


def _is_real(found: Iterable[Found]) -> bool:
    """Return whether more than words out of phrases was found."""
    return any([one.match.phrase.rule is not PART_WORD for one in found])


def _quote(code: SubjectCode, weight: float, ceiling: float, match: Match, words: Words) -> Evidence[SubjectCode]:
    """Return a match as evidence. Its words are in order."""
    first, last = match.indices[0], match.indices[-1]
    return Evidence(
        rule=match.phrase.rule,
        answer=code,
        weight=round(weight, 4),
        ceiling=round(ceiling, 4),
        quote=words.quote(first, last),
        where=words.span(first, last),
    )


def _rival(rival: SubjectCode | None, sums: Mapping[SubjectCode, float]) -> tuple[SubjectCode, float] | None:
    """Return the best rival with the ceiling that it is."""
    return (rival, round(min(1.0, _RIVALRY * sums[rival]), 4)) if rival is not None else None


def _doubts(code: SubjectCode, rival: tuple[SubjectCode, float] | None) -> tuple[Evidence[SubjectCode], ...]:
    """Return what speaks for no subject: that doubt always remains, and the best rival."""
    doubt = Evidence(rule=DOUBT, answer=code, weight=0.0, ceiling=_DOUBT, quote="part de doute", where=_NOWHERE)
    if rival is None:
        return (doubt,)
    other, ceiling = rival
    quote = f"autre sujet possible : {other}"
    return doubt, Evidence(rule=RIVAL, answer=code, weight=0.0, ceiling=ceiling, quote=quote, where=_NOWHERE)
