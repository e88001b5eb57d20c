"""What the phrases that a part says weigh for their subjects: each weighed once, for the whole part and for any stretch of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from domain.evidence import Part
from domain.ids import SubjectCode
from domain.ruleset import SPEECH_ACTS, SpeechAct
from rules.context import Meaning
from rules.cues import HOMOGRAPHS, ROAD_WORDS
from rules.matching import Match, best_places
from rules.speech_acts import Found, Heard
from rules.vocabulary import Vocabulary
from rules.whereabouts import whereabouts
from rules.words import Words

UNIT = 0.6
"""What a phrase of weight 1 can say; the heaviest frames have 1.7, and none may say more than 1."""
_HEADING_GAIN = 1.35
_OUTDONE = 0.45
"""Worth of a match whose words all lie in a longer match for another subject."""
_WHEREABOUTS = 0.4
"""Worth of a match whose words only say where something is: « un trou devant la salle des fêtes » is no matter of halls."""
_IN_PASSING = 0.3
"""Worth of a speech act in a letter's sentence that asks for nothing: a letter thanks and complains of somebody in passing."""
_WELL = 0.2
"""Worth of a match in words that say that something is well."""
_ON_A_ROAD = 0.8
"""Worth of a match that takes « rue » from the name of a street."""
_FIRST = itemgetter(0)


class _Cover(NamedTuple):
    """Words that a match covers; ``weakness`` is its strength below 0, so that lists sort by it."""

    weakness: float
    code: SubjectCode
    indices: tuple[int, ...]
    number: int


class _Weights(NamedTuple):
    """What each match of a part weighs by itself, None where it says nothing, and the numbers of those that outdo it."""

    found: Sequence[Found | None]
    outdone_by: Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words of one part with what they mean and every phrase they say.

    ``place_words`` says of each word that names a place what it is worth for a subject, ``whereabouts`` are the words of things that
    something is said to be by.
    """

    words: Words
    meaning: Meaning
    place_words: Mapping[int, float]
    matches: Sequence[Match]
    whereabouts: Set[int]
    weights: _Weights


def read_phrases(vocabulary: Vocabulary, words: Words, meaning: Meaning, place_words: Mapping[int, float]) -> Reading:
    """Return the words of a part with the phrases they say."""
    matches = vocabulary.find(words, place_words.keys(), _in_street_names(words, place_words))
    where = whereabouts(words)
    weights = _Weights(_weigh(words, meaning, place_words, where, matches), _outdone_by(matches))
    return Reading(words=words, meaning=meaning, place_words=place_words, matches=matches, whereabouts=where, weights=weights)


def hear(reading: Reading) -> Heard:
    """Return what the words of a part speak for: every phrase where it fits best, weighed."""
    return _by_code(reading, range(len(reading.matches)))


def hear_between(reading: Reading, first: int, end: int) -> Heard:
    """Return what the words from ``first`` to before ``end`` of a part speak for."""
    return _by_code(reading, [at for at, (_, words, _) in enumerate(reading.matches) if first <= words[0] and words[-1] < end])


def _by_code(reading: Reading, numbers: Iterable[int]) -> Heard:
    """Return what some matches of a part speak for, each phrase where it fits best, by subject."""
    found, outdone_by = reading.weights
    best = best_places(reading.matches, numbers)
    by_code: dict[SubjectCode, list[Found]] = defaultdict(list)
    among = frozenset(best) if outdone_by else frozenset()
    for number in best:
        one = found[number]
        if one is None:
            continue
        if number in outdone_by and not among.isdisjoint(outdone_by[number]):
            one = one._replace(weight=one.weight * _OUTDONE)
        by_code[one.match.phrase.code].append(one)
    return by_code


def _weigh(words: Words, meaning: Meaning, named: Mapping[int, float], where: Set[int], matches: Iterable[Match]) -> Sequence[Found | None]:
    """Return matches weighed, each by itself."""
    weighed: list[Found | None] = []
    gain = UNIT * (_HEADING_GAIN if words.part is Part.HEADING else 1.0)
    is_plain = {index for index, worth in enumerate(meaning.told) if worth != 1}.union(named).isdisjoint
    is_somewhere, is_named_or_where = bool(where), {*where, *named}.issuperset
    well, asking = meaning.well, meaning.asking
    may_be_passing = bool(asking) and words.part is Part.BODY
    for match in matches:
        phrase, indices, fit = match
        force = phrase.weight * gain
        ceiling = force if force < 1 else 1.0
        weight = ceiling * fit
        if not is_plain(indices):
            # They do not stand for what they say as they stand: denied, past, supposed, or in the name of a place.
            worth = _worth_of(indices, meaning, named, words.forms)
            if not worth:
                weighed.append(None)
                continue
            weight *= worth
        if is_somewhere and is_named_or_where(indices) and not where.isdisjoint(indices):
            weight *= _WHEREABOUTS
        act = SPEECH_ACTS.get(phrase.code)
        if act is not None and may_be_passing and words.sentences[indices[0]] not in asking:
            weight *= _IN_PASSING
        if well and act is not SpeechAct.THANKS and not well.isdisjoint(indices):
            weight *= _WELL
        weighed.append(Found(weight, ceiling, match, words))
    return weighed


def _worth_of(indices: Sequence[int], meaning: Meaning, named: Mapping[int, float], forms: Sequence[str]) -> float:
    """Return what a match is worth of which words are denied, past or supposed, or stand in names of places."""
    worth_of = meaning.told
    worth = min([worth_of[index] for index in indices])
    return worth if named.keys().isdisjoint(indices) else min(worth, _worth_in_names(indices, named, forms))


def _worth_in_names(indices: Sequence[int], named: Mapping[int, float], forms: Sequence[str]) -> float:
    """Return what a match is worth of which words lie in names of places.

    Where all do, several together say what the place is (« WC publics »).
    """
    worths = [named[index] for index in indices if index in named]
    if len(worths) == len(indices):
        return min(1.0, max(worths) * 2) if len(worths) > 1 else worths[0]
    return _ON_A_ROAD if any(named.get(index) == 0 and forms[index] in ROAD_WORDS for index in indices) else 1.0


def _in_street_names(words: Words, named: Mapping[int, float]) -> Set[int]:
    """Return the words that say nothing of a subject: those after « rue » and the like in the names of streets.

    « Allée des Acacias » is no tree. A name without such a word before it may be none: « est garé » in a town with a quarter Est-Gare.
    """
    forms = words.forms
    unread: set[int] = set()
    head = last = -1
    for index in sorted(named):
        if index != last + 1 or forms[index] in ROAD_WORDS:
            head = index
        last = index
        if words.written[index].lower() in HOMOGRAPHS or (head != index and not named[index] and forms[head] in ROAD_WORDS):
            unread.add(index)
    return unread


def _outdone_by(matches: Sequence[Match]) -> Mapping[int, Sequence[int]]:
    """Return for each match, by number, those that outdo it where both are heard.

    All its words lie in them, and they are longer, stronger and for another subject.
    """
    covers = [
        _Cover(-phrase.weight * fit, phrase.code, indices, number)
        for number, (phrase, indices, fit) in enumerate(matches)
        if len(indices) > 1
    ]
    covers.sort(key=_FIRST)
    longer: dict[int, list[_Cover]] = defaultdict(list)
    for cover in covers:
        for index in cover.indices:
            longer[index].append(cover)
    outdone: dict[int, list[int]] = {}
    for number, (phrase, indices, fit) in enumerate(matches):
        above = longer.get(indices[0])
        strength = phrase.weight * fit
        if above is None or -above[0][0] <= strength:
            continue
        code, size = phrase.code, len(indices)
        for weakness, other, covered, cover_number in above:
            if -weakness <= strength:
                break
            if other != code and len(covered) > size and (size == 1 or set(covered).issuperset(indices)):
                outdone.setdefault(number, []).append(cover_number)
    return outdone
