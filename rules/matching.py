"""Phrases found in words: all their words close together, in any order."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
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

VOCABULARY = RuleId("vocabulaire")
FRAME = RuleId("tournure")
PART_WORD = RuleId("mot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that speak for a subject: one set of alternative terms a slot. ``literal`` is set where order and small words matter.

    ``negated_first`` wants the negation before the word (« sans laisse », not « laisser plus »); ``tight`` wants the words side by side.
    """

    code: SubjectCode
    rule: RuleId
    slots: tuple[tuple[str, ...], ...]
    weight: float
    literal: str | None = None
    negated_first: bool = False
    tight: bool = False

    @property
    def negates(self) -> bool:
        """Return whether a negation belongs to the phrase."""
        return any(NEGATION in slot for slot in self.slots)


class Match(NamedTuple):
    """A phrase found: the words it covers and how well it fits (0 to 1). A named tuple, because a message makes hundreds."""

    phrase: Phrase
    indices: tuple[int, ...]
    fit: float


class Heard(NamedTuple):
    """The words of a part as the vocabulary hears them: where each term stands, and how many telling words stand before each word."""

    words: Words
    positions: Mapping[str, list[tuple[int, float]]]
    ranks: Sequence[int]


def ranks_of(words: Words, names: Set[int]) -> list[int]:
    """Return for each word how many telling words stand before it: neither small words nor names of places."""
    ranks: list[int] = []
    rank = 0
    for index, form in enumerate(words.forms):
        ranks.append(rank)
        if form not in STOPWORDS and index not in names and not form.isdigit():
            rank += 1
    return ranks


def negates_at(words: Words, index: int) -> bool:
    """Return whether a negator negates here: « plus tard » compares, « de plus » adds."""
    if words.forms[index] != "plus":
        return True
    following = words.forms[index + 1] if index + 1 < len(words) else ""
    before = words.forms[index - 1] if index else ""
    return following not in COMPARED and before not in {"de", "en", "le", "la", "les", "au", "d", "beaucoup", "peu"}


def find_phrase(phrase: Phrase, heard: Heard) -> Match | None:
    """Return the best place where all slots of a phrase stand close together: the first that fits fully ends the search."""
    positions = heard.positions
    for slot in phrase.slots:
        if positions.keys().isdisjoint(slot):
            return None
    places = [sorted(place for term in slot if term in positions for place in positions[term]) for slot in phrase.slots]
    if len(places) == 1:
        index, worth = max(places[0], key=lambda place: (place[1], -place[0]))
        return None if phrase.rule is PART_WORD and worth < 1 else Match(phrase, (index,), worth)
    best: Match | None = None
    for start, _ in min(places, key=len):
        match = _gather(phrase, places, start, heard)
        if match is not None and (best is None or match.fit > best.fit):
            best = match
            if best.fit >= 1:
                break
    return best


def _gather(phrase: Phrase, places: Sequence[Sequence[tuple[int, float]]], anchor: int, heard: Heard) -> Match | None:
    """Return the match round one word: the nearest word of every slot, within reach and in its sentence or, for frames, the next."""
    ranks, sentences = heard.ranks, heard.words.sentences
    reach = _TIGHT_REACH if phrase.tight else _REACH + len(places)
    spread = 1 if phrase.rule is FRAME and not phrase.negates else 0
    indices: list[int] = []
    worth = 1.0
    for place in places:
        near = _nearest(place, anchor, ranks, indices)
        if near is None or abs(ranks[near[0]] - ranks[anchor]) > reach or abs(sentences[near[0]] - sentences[anchor]) > spread:
            return None
        indices.append(near[0])
        worth *= near[1]
    covered = sorted(indices)
    if phrase.negates and not _negation_fits(phrase, indices, heard):
        return None
    if sentences[covered[0]] != sentences[covered[-1]]:
        worth *= _ACROSS_SENTENCES
    loose = ranks[covered[-1]] - ranks[covered[0]] - len(covered) + 1
    return Match(phrase, tuple(covered), worth * (1.0 if loose <= _CLOSE else max(_LOOSEST, 1 - _LOOSE_STEP * (loose - _CLOSE))))


def _nearest(place: Sequence[tuple[int, float]], anchor: int, ranks: Sequence[int], taken: Sequence[int]) -> tuple[int, float] | None:
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


def _negation_fits(phrase: Phrase, indices: Sequence[int], heard: Heard) -> bool:
    """Return whether the negation stands by a word of the phrase, and before it where the phrase says so."""
    at = next(position for position, slot in enumerate(phrase.slots) if NEGATION in slot)
    if phrase.negated_first and indices[at] > max(indices):
        return False
    if heard.words.forms[indices[at]] not in NEGATORS:
        return True
    others = [index for position, index in enumerate(indices) if position != at]
    if phrase.negated_first and indices[at] > others[-1]:
        return False
    return min(abs(heard.ranks[indices[at]] - heard.ranks[index]) for index in others) <= _NEGATION_REACH
