"""Phrases found in words: all their words close together, in any order."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from domain.ids import RuleId, SubjectCode
from rules.cues import COMPARED, NEGATORS
from rules.words import STOPWORDS, Words

NEGATION = "~"
"""Term that stands for any negation."""
_CLOSE = 1
_REACH = 5
_TIGHT_REACH = 2
_NEGATION_REACH = 3
_ACROSS_SENTENCES = 0.6
_LOOSEST = 0.5
_LOOSE_STEP = 0.1
_MOST_PLACES = 40
"""How often a phrase is looked for round its rarest word; the bound keeps the cost of repetitions in check."""

VOCABULARY = RuleId("vocabulaire")
FRAME = RuleId("tournure")
PART_WORD = RuleId("mot")

Slot = tuple[str, ...]
"""Terms of which one must be there."""
Place = tuple[int, float]
"""A word, and how well it stands for a term."""


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
    """A phrase as it is looked for: its slots by number, how far apart its words may stand, in telling words and in sentences."""

    phrase: Phrase
    slots: tuple[int, ...]
    reach: int
    spread: int


class Heard(NamedTuple):
    """The words of a part as the vocabulary hears them: where each slot is filled, the sentence of each word and its rank.

    The rank of a word is how many telling words stand before it.
    """

    forms: Sequence[str]
    slots: Mapping[int, Sequence[Place]]
    sentences: Sequence[int]
    ranks: Sequence[int]


def wanted(phrase: Phrase, slots: Mapping[Slot, int]) -> Wanted:
    """Return a phrase as it is looked for. The words of a frame may stand in neighbouring sentences, a negation stands in its own."""
    reach = _TIGHT_REACH if phrase.tight else _REACH + len(phrase.slots)
    spread = 1 if phrase.rule is FRAME and phrase.negation is None else 0
    return Wanted(phrase, tuple([slots[slot] for slot in phrase.slots]), reach, spread)


def ranks_of(words: Words, names: Set[int]) -> Sequence[int]:
    """Return for each word how many telling words stand before it: neither small words nor names of places."""
    telling = [form not in STOPWORDS and not form.isdigit() for form in words.forms]
    for index in names:
        telling[index] = False
    return list(accumulate(telling, initial=0))


def negates_at(words: Words, index: int) -> bool:
    """Return whether a negator negates here: « plus tard » compares, « de plus » adds."""
    if words.forms[index] != "plus":
        return True
    following = words.forms[index + 1] if index + 1 < len(words) else ""
    before = words.forms[index - 1] if index else ""
    return following not in COMPARED and before not in {"de", "en", "le", "la", "les", "au", "d", "beaucoup", "peu"}


def best_of(places: Sequence[Place]) -> Place:
    """Return the place where a word fits best, the first of several."""
    return places[0] if len(places) == 1 else max(places, key=lambda place: (place[1], -place[0]))


def find_phrase(sought: Wanted, heard: Heard) -> Match | None:
    """Return the best place where the slots of a phrase, all filled, stand close together: the first that fits fully ends the search."""
    filled = heard.slots
    places = [filled[slot] for slot in sought.slots]
    rarest = places[0]
    for place in places:
        if len(place) < len(rarest):
            rarest = place
    best: Match | None = None
    for start, _ in rarest[:_MOST_PLACES]:
        match = _gather(sought, places, start, heard)
        if match is not None and (best is None or match.fit > best.fit):
            best = match
            if best.fit >= 1:
                break
    return best


def _gather(sought: Wanted, places: Sequence[Sequence[Place]], anchor: int, heard: Heard) -> Match | None:
    """Return the match round one word: the nearest word of every slot, within reach and in its sentence or, for frames, the next."""
    phrase, _, reach, spread = sought
    _, _, sentences, ranks = heard
    rank, sentence = ranks[anchor], sentences[anchor]
    indices: list[int] = []
    worth = 1.0
    for place in places:
        near = place[0] if len(place) == 1 else _nearest(place, anchor, ranks, indices)
        if near is None:
            return None
        index, fit = near
        if not (-spread <= sentences[index] - sentence <= spread and -reach <= ranks[index] - rank <= reach) or index in indices:
            return None
        indices.append(index)
        worth *= fit
    if phrase.negation is not None and not _negation_fits(phrase, phrase.negation, indices, heard):
        return None
    indices.sort()
    first, last = indices[0], indices[-1]
    if sentences[first] != sentences[last]:
        worth *= _ACROSS_SENTENCES
    loose = ranks[last] - ranks[first] - len(indices) + 1
    return Match(phrase, tuple(indices), worth if loose <= _CLOSE else worth * max(_LOOSEST, 1 - _LOOSE_STEP * (loose - _CLOSE)))


def _nearest(place: Sequence[Place], anchor: int, ranks: Sequence[int], taken: Sequence[int]) -> Place | None:
    """Return the place nearest to a word, in ranks, that is not taken yet. Places come in order, so it is one of its two neighbours."""
    right = bisect_left(place, (anchor,))
    left = right - 1
    while left >= 0 and place[left][0] in taken:
        left -= 1
    while right < len(place) and place[right][0] in taken:
        right += 1
    if left < 0:
        return place[right] if right < len(place) else None
    if right == len(place) or ranks[anchor] - ranks[place[left][0]] <= ranks[place[right][0]] - ranks[anchor]:
        return place[left]
    return place[right]


def _negation_fits(phrase: Phrase, at: int, indices: Sequence[int], heard: Heard) -> bool:
    """Return whether the negation, in the slot ``at``, stands by a word of the phrase, and before it where the phrase says so."""
    if phrase.negated_first and indices[at] > max(indices):
        return False
    if heard.forms[indices[at]] not in NEGATORS:
        return True
    others = [index for position, index in enumerate(indices) if position != at]
    if phrase.negated_first and indices[at] > others[-1]:
        return False
    return min(abs(heard.ranks[indices[at]] - heard.ranks[index]) for index in others) <= _NEGATION_REACH
