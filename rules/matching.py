"""Phrases found in words: all their words close together, in any order."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate
from math import prod
from typing import NamedTuple

from domain.ids import RuleId, SubjectCode
from rules.cues import COMPARED, NEGATORS
from rules.words import STOPWORDS, Words

NEGATION = "~"
"""Term that stands for any negation."""
CLOSE = 1
_REACH = 5
_TIGHT_REACH = 2
NEGATION_REACH = 3
ACROSS_SENTENCES = 0.6
LOOSEST = 0.5
LOOSE_STEP = 0.1
_PLUS = "plus"
_ADDED = frozenset({"de", "en", "le", "la", "les", "au", "d", "beaucoup", "peu"})
"""Words before « plus » after which it adds."""
MOST_PLACES = 40
"""How often a phrase is looked for round its rarest word; the bound keeps the cost of repetitions in check."""

VOCABULARY = RuleId("vocabulaire")
FRAME = RuleId("tournure")
PART_WORD = RuleId("mot")

Slot = tuple[str, ...]
"""Terms of which one must be there."""
Places = Sequence[int]
"""The words that fill a slot, in order."""
Doubts = Mapping[tuple[int, int], float]
"""How well a word fills a slot, by slot and word, where it is not the very word but one misspelt or badly scanned."""


class Phrase(NamedTuple):
    """Words that speak for a subject. ``literal`` is set where order and small words matter. A named tuple, because there are many.

    ``negation`` says which slot is the negation; ``negated_first`` wants it before the word (« sans laisse », not « laisser plus »);
    ``tight`` wants the words side by side.
    """

    code: SubjectCode
    rule: RuleId
    slots: tuple[Slot, ...]
    weight: float
    literal: str | None = None
    negation: int | None = None
    negated_first: bool = False
    tight: bool = False


class Match(NamedTuple):
    """A phrase found: the words it covers and how well it fits (0 to 1). A named tuple, because a message makes hundreds."""

    phrase: Phrase
    indices: tuple[int, ...]
    fit: float


class Wanted(NamedTuple):
    """A phrase as it is looked for: its slots by number, the rarest as ``anchor``, and how far apart its words may stand.

    ``reach`` counts telling words, ``spread`` sentences.
    """

    phrase: Phrase
    anchor: int
    slots: tuple[int, ...]
    reach: int
    spread: int


class Heard(NamedTuple):
    """The words of a part as the vocabulary hears them: in doubt or not, with the sentence of each and its rank.

    The rank of a word is how many telling words stand before it.
    """

    forms: Sequence[str]
    doubts: Doubts
    sentences: Sequence[int]
    ranks: Sequence[int]


def wanted(phrase: Phrase, anchor: Slot, slots: Mapping[Slot, int]) -> Wanted:
    """Return a phrase as it is looked for. The words of a frame may stand in neighbouring sentences, a negation stands in its own."""
    reach = _TIGHT_REACH if phrase.tight else _REACH + len(phrase.slots)
    spread = 1 if phrase.rule is FRAME and phrase.negation is None else 0
    return Wanted(phrase, slots[anchor], tuple([slots[slot] for slot in phrase.slots]), reach, spread)


def ranks_of(words: Words, names: Set[int]) -> Sequence[int]:
    """Return for each word how many telling words stand before it: neither small words nor names of places."""
    telling = [form not in STOPWORDS and not form.isdigit() for form in words.forms]
    for index in names:
        telling[index] = False
    return list(accumulate(telling, initial=0))


def no_negations(words: Words) -> Iterator[int]:
    """Yield the words « plus » that negate nothing: « plus tard » compares, « de plus » adds."""
    forms = words.forms
    if f" {_PLUS} " not in words.joined:
        return
    for index, form in enumerate(forms):
        if form == _PLUS and (not COMPARED.isdisjoint(forms[index + 1 : index + 2]) or (index and forms[index - 1] in _ADDED)):
            yield index


def find_phrase(sought: Wanted, found: Sequence[Places], heard: Heard) -> list[Match]:
    """Return where the slots of a phrase stand close together, at most one match round each word of the slot that fewest words fill.

    ``found`` has the words that fill each slot; nothing is found where nothing fills one.
    """
    if not all(found):
        return []
    anchors = min(found, key=len)
    return [match for anchor in anchors[:MOST_PLACES] if (match := _match_at(sought, found, anchor, heard)) is not None]


def best_places(matches: Sequence[Match], numbers: Iterable[int]) -> Sequence[int]:
    """Return of some matches, by number, each phrase once, where it fits best and of those places first.

    One whose small words matter stays as often as it is said. The matches of a phrase follow each other.
    """
    best: list[int] = []
    before, fit_before = None, 0.0
    for number in numbers:
        phrase, _, fit = matches[number]
        if phrase is not before or phrase.literal is not None:
            best.append(number)
            before, fit_before = phrase, fit
        elif fit > fit_before:
            best[-1] = number
            fit_before = fit
    return best


def _match_at(sought: Wanted, found: Sequence[Places], anchor: int, heard: Heard) -> Match | None:
    """Return the match round one word: the nearest word of every slot, within reach and in its sentence or, for frames, the next.

    It fits less where words are in doubt, in two sentences, or far apart.
    """
    phrase, _, slots, reach, spread = sought
    _, doubts, sentences, ranks = heard
    rank, sentence = ranks[anchor], sentences[anchor]
    indices: list[int] = []
    for places in found:
        index = places[0] if len(places) == 1 else _nearest(places, anchor, ranks, indices)
        if not (-reach <= ranks[index] - rank <= reach and -spread <= sentences[index] - sentence <= spread) or index in indices:
            return None
        indices.append(index)
    if phrase.negation is not None and not _negation_fits(phrase, phrase.negation, indices, heard):
        return None
    fit = prod([doubts.get(place, 1.0) for place in zip(slots, indices, strict=True)]) if doubts else 1.0
    indices.sort()
    first, last = indices[0], indices[-1]
    if sentences[first] != sentences[last]:
        fit *= ACROSS_SENTENCES
    loose = ranks[last] - ranks[first] - len(indices) + 1
    return Match(phrase, tuple(indices), fit if loose <= CLOSE else fit * max(LOOSEST, 1 - LOOSE_STEP * (loose - CLOSE)))


def _nearest(places: Places, anchor: int, ranks: Sequence[int], taken: Sequence[int]) -> int:
    """Return the place nearest to a word, in ranks, that is not taken yet, or a taken one where there is no other.

    Places come in order, so it is one of the two neighbours of the word.
    """
    right = bisect_left(places, anchor)
    left = right - 1
    last = len(places)
    while left >= 0 and places[left] in taken:
        left -= 1
    while right < last and places[right] in taken:
        right += 1
    if right == last:
        return places[left]
    if left >= 0 and ranks[anchor] - ranks[places[left]] <= ranks[places[right]] - ranks[anchor]:
        return places[left]
    return places[right]


def _negation_fits(phrase: Phrase, at: int, indices: Sequence[int], heard: Heard) -> bool:
    """Return whether the negation, in the slot ``at``, stands by a word of the phrase, and before it where the phrase says so."""
    if phrase.negated_first and indices[at] > max(indices):
        return False
    if heard.forms[indices[at]] not in NEGATORS:
        return True
    others = [index for position, index in enumerate(indices) if position != at]
    if phrase.negated_first and indices[at] > others[-1]:
        return False
    return min(abs(heard.ranks[indices[at]] - heard.ranks[index]) for index in others) <= NEGATION_REACH
