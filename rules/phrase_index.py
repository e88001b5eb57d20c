"""Phrases of several slots, found in a message all at once: which may be there, where their words stand, how well they fit.

What `find_phrase` does for one phrase is done here for hundreds together, since a message of 2 kB fills thousands of slots. Left to it
are phrases of which one word could fill two slots, those of very many slots, and all of a short text, where looking one by one costs less.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.cues import NEGATORS
from rules.matching import (
    ACROSS_SENTENCES,
    CLOSE,
    LOOSE_STEP,
    LOOSEST,
    MOST_PLACES,
    NEGATION,
    NEGATION_REACH,
    Doubts,
    Heard,
    Match,
    Phrase,
    Places,
    Slot,
    Wanted,
    find_phrase,
    wanted,
)
from rules.words import Words

_WIDTH = 4
"""Slots of a phrase that are looked at together; the few phrases of more are looked for one by one."""
_SHIFT = 20
"""A slot and a word are kept as one number, the slot before the word: no part that is read has more words."""
_WORD = (1 << _SHIFT) - 1
_NO_SLOT = -1
_SHORT = 64
"""Words that mean something up to which looking one by one costs less: both cost the same at 55 to 90 of them, as measured on letters."""
_FEW = 40
"""Phrases of which all words stand within reach, up to which looking one by one at the rest of what they ask costs less."""
_CACHE = 1 << 14
"""Sets of slots of which is kept what they lead to: as many as the words that messages use."""

Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]
_NOTHING: Numbers = np.empty(0, dtype=np.int64)


class Sense(NamedTuple):
    """The slots that a word fills, the phrases, by number, that are filed under them, and the slots as an array."""

    slots: Sequence[int]
    phrases: Sequence[int]
    filled: Numbers


class Meaning(NamedTuple):
    """What a word stands for, the slots it fills that are phrases by themselves, and how well it fills them."""

    sense: Sense
    single: tuple[int, ...]
    worth: float


Said = Sequence[tuple[int, Meaning]]
"""What the words of a part stand for, in order."""


class _Sought(NamedTuple):
    """Phrases of which every slot is filled, a column each: their slots, and the first and end of each slot's ``keys``.

    A key is a slot and a word that fills it, as one number; keys are sorted.
    """

    numbers: Numbers
    slots: Numbers
    firsts: Numbers
    ends: Numbers
    keys: Numbers


class _Tries(NamedTuple):
    """Where phrases may stand, a column each: the phrase by its column, a word of it, and the word nearest to that one in every slot."""

    phrase: Numbers
    centre: Numbers
    chosen: Numbers

    def only(self, kept: Truths) -> "_Tries":
        """Return some of the tries."""
        return _Tries(self.phrase[kept], self.centre[kept], self.chosen[:, kept])


class PhraseIndex:
    """Phrases of several slots, each filed under its rarest; immutable after it was made."""

    def __init__(self, phrases: Sequence[Phrase], slots: Mapping[Slot, int]) -> None:
        """File the phrases. ``slots`` numbers all slots."""
        sought = [wanted(phrase, anchor, slots) for phrase, anchor in zip(phrases, _anchors(phrases), strict=True)]
        sought.sort(key=attrgetter("anchor"))
        self._wanted = tuple(sought)
        self._anchors = _numbers([one.anchor for one in sought])
        self._reach = _numbers([one.reach for one in sought])
        self._spread = _numbers([one.spread for one in sought])
        self._length = _numbers([len(one.slots) for one in sought])
        self._negation = _numbers([_NO_SLOT if one.phrase.negation is None else one.phrase.negation for one in sought])
        self._is_negated_first = np.array([one.phrase.negated_first for one in sought], dtype=np.bool_)
        self._slots = _shown(sought, self._length)
        self._filed_from = self._anchors.searchsorted(np.arange(len(slots) + 1))
        """The first phrase filed under each slot; those of a slot end where those of the next begin."""
        self.sense = lru_cache(maxsize=_CACHE)(self._read)

    def _read(self, slots: tuple[int, ...]) -> Sense:
        """Return what a word means that fills these slots."""
        own = _numbers(slots)
        bounds = zip(self._filed_from[own].tolist(), self._filed_from[own + 1].tolist(), strict=True)
        phrases = tuple(chain.from_iterable([range(first, end) for first, end in bounds]))
        return Sense(slots, phrases, own)

    def find(self, said: Said, words: Words, ranks: Sequence[int]) -> list[Match]:
        """Return the phrases wherever they are found, in the order in which the message fills their rarest slots, then of their places."""
        heard = Heard(words.forms, _doubts(said), words.sentences, ranks)
        return self.find_each(said, heard) if len(said) <= _SHORT else self.find_together(said, heard)

    def find_each(self, said: Said, heard: Heard) -> list[Match]:
        """Return the same, looked for one by one."""
        senses = [meaning.sense for _, meaning in said]
        present = set[int]().union(*[sense.slots for sense in senses])
        led = sorted(set[int]().union(*[sense.phrases for sense in senses]))
        sought = [one for one in [self._wanted[number] for number in led] if present.issuperset(one.slots)]
        filled: dict[int, list[int]] = {slot: [] for one in sought for slot in one.slots}
        needed = set(filled)
        for index, meaning in said:
            for slot in needed.intersection(meaning.sense.slots):
                filled[slot].append(index)
        found: list[tuple[int, Sequence[Match]]] = []
        for one in sought:
            matches = find_phrase(one, [filled[slot] for slot in one.slots], heard)
            if matches:
                found.append((filled[one.anchor][0], matches))
        return [match for _, matches in sorted(found, key=itemgetter(0)) for match in matches]

    def find_together(self, said: Said, heard: Heard) -> list[Match]:
        """Return the same, looked for together."""
        sought = self._sought(said)
        numbers = sought.numbers.tolist()
        if not numbers:
            return []
        ranks = _numbers(heard.ranks)
        tries = _tries(sought, ranks)
        tries = tries.only((np.abs(ranks[tries.chosen] - ranks[tries.centre]) <= self._reach[sought.numbers][tries.phrase]).all(axis=0))
        near = set(tries.phrase.tolist()).union(np.flatnonzero(self._length[sought.numbers] > _WIDTH).tolist())
        found, left = self._found(sought, tries, heard, ranks) if len(near) > _FEW else ({}, sorted(near))
        for phrase, places in self._spelt_out(said, sought, left):
            matches = find_phrase(self._wanted[numbers[phrase]], places, heard)
            if matches:
                found[phrase] = matches
        begins = (sought.keys[sought.keys.searchsorted(self._anchors[sought.numbers] << _SHIFT)] & _WORD).tolist()
        return [match for phrase in sorted(sorted(found), key=begins.__getitem__) for match in found[phrase]]

    def _sought(self, said: Said) -> _Sought:
        """Return the phrases of which every slot is filled, or of too many slots those that are looked at together."""
        filling = [meaning.sense.filled for _, meaning in said]
        slots = np.concatenate([_NOTHING, *filling])
        is_filled = np.zeros(len(self._filed_from), dtype=np.bool_)
        is_filled[slots] = True
        said_slots = np.flatnonzero(is_filled)
        is_filled[_NO_SLOT] = True
        led = _ranges(self._filed_from[said_slots], self._filed_from[said_slots + 1])
        numbers = led[is_filled[self._slots[:, led]].all(axis=0)]
        own = self._slots[:, numbers]
        is_sought = np.zeros(len(is_filled), dtype=np.bool_)
        is_sought[own] = True
        kept = np.flatnonzero(is_sought[slots])
        index = np.repeat(_numbers([index for index, _ in said]), list(map(len, filling)))
        keys = np.sort((slots[kept] << _SHIFT) | index[kept])
        return _Sought(numbers, own, keys.searchsorted(own << _SHIFT), keys.searchsorted((own + 1) << _SHIFT), keys)

    def _found(self, sought: _Sought, tries: _Tries, heard: Heard, ranks: Numbers) -> tuple[dict[int, list[Match]], Sequence[int]]:
        """Return the matches by column, and the columns of the phrases that must be looked for one by one.

        ``tries`` are those of which all words stand within reach. Where a word is the nearest for two slots of a phrase,
        `find_phrase` says which slot takes another.
        """
        numbers, sentences = sought.numbers, _numbers(heard.sentences)
        ordered = np.sort(np.where(sought.slots[:, tries.phrase] != _NO_SLOT, tries.chosen, _WORD), axis=0)
        is_left = self._length[numbers] > _WIDTH
        is_left[tries.phrase[((ordered[1:] == ordered[:-1]) & (ordered[1:] != _WORD)).any(axis=0)]] = True
        fits = (np.abs(sentences[tries.chosen] - sentences[tries.centre]) <= self._spread[numbers][tries.phrase]).all(axis=0)
        fits = self._negated(fits & ~is_left[tries.phrase], sought, tries, heard.forms, ranks)
        tries, ordered = tries.only(fits), ordered[:, fits]
        length = self._length[numbers][tries.phrase]
        first, last = ordered[0], ordered[length - 1, np.arange(len(length))]
        fit = _certainty(sought.slots[:, tries.phrase] << _SHIFT | tries.chosen, heard.doubts) if heard.doubts else np.ones(len(length))
        fit = np.where(sentences[first] != sentences[last], fit * ACROSS_SENTENCES, fit)
        loose = ranks[last] - ranks[first] - length + 1
        fit = np.where(loose <= CLOSE, fit, fit * np.maximum(LOOSEST, 1 - LOOSE_STEP * (loose - CLOSE)))
        found: dict[int, list[Match]] = defaultdict(list)
        of = numbers.tolist()
        for phrase, value, indices in zip(tries.phrase.tolist(), fit.tolist(), ordered.T.tolist(), strict=True):
            one = self._wanted[of[phrase]].phrase
            found[phrase].append(Match(one, tuple(indices[: len(one.slots)]), value))
        return found, np.flatnonzero(is_left).tolist()

    def _negated(self, fits: Truths, sought: _Sought, tries: _Tries, forms: Sequence[str], ranks: Numbers) -> Truths:
        """Return which tries fit without those in which the negation stands far from the other words, or behind them against the phrase."""
        at = self._negation[sought.numbers][tries.phrase]
        some = np.flatnonzero(fits & (at != _NO_SLOT))
        if not len(some):
            return fits
        at, chosen, phrase, every = at[some], tries.chosen[:, some], tries.phrase[some], np.arange(len(some))
        number = sought.numbers[phrase]
        negation = chosen[at, every]
        apart = np.where(sought.slots[:, phrase] == _NO_SLOT, _WORD, np.abs(ranks[chosen] - ranks[negation]))
        apart[at, every] = _WORD
        last = self._length[number] - 1
        is_behind = negation > chosen[np.where(at == last, last - 1, last), every]
        negates = np.array([forms[index] in NEGATORS for index in negation.tolist()])
        kept = fits.copy()
        kept[some] = ~negates | ((apart.min(axis=0) <= NEGATION_REACH) & ~(is_behind & self._is_negated_first[number]))
        return kept

    def _spelt_out(self, said: Said, sought: _Sought, phrases: Sequence[int]) -> Iterator[tuple[int, Sequence[Places]]]:
        """Yield phrases with the words that fill each of their slots: out of the keys, for one of too many slots out of what was said."""
        words = (sought.keys & _WORD).tolist()
        firsts, ends = sought.firsts[:, phrases].T.tolist(), sought.ends[:, phrases].T.tolist()
        for at, phrase in enumerate(phrases):
            slots = self._wanted[sought.numbers[phrase]].slots
            if len(slots) > _WIDTH:
                yield phrase, [[index for index, meaning in said if slot in meaning.sense.slots] for slot in slots]
            else:
                yield phrase, [words[first:end] for first, end in islice(zip(firsts[at], ends[at], strict=True), len(slots))]


def _shown(sought: Sequence[Wanted], lengths: Numbers) -> Numbers:
    """Return the slots that are looked at together, a column a phrase; of a phrase of too many its rarest is among them."""
    slots = [one.slots if len(one.slots) <= _WIDTH else (one.anchor, *one.slots[: _WIDTH - 1]) for one in sought]
    shown = np.full((len(sought), _WIDTH), _NO_SLOT, dtype=np.int64)
    shown[np.arange(_WIDTH) < lengths[:, np.newaxis]] = _numbers(list(chain.from_iterable(slots)))
    return np.ascontiguousarray(shown.T)


def _tries(sought: _Sought, ranks: Numbers) -> _Tries:
    """Return the places to try: round each word of the slot that fewest words fill."""
    _, slots, firsts, ends, keys = sought
    often = np.where(slots != _NO_SLOT, ends - firsts, len(keys))
    fewest, every = often.argmin(axis=0), np.arange(slots.shape[1])
    times = np.minimum(often[fewest, every], MOST_PLACES)
    phrase = np.repeat(every, times)
    nth = np.arange(len(phrase)) - np.repeat(times.cumsum() - times, times)
    words = keys & _WORD
    centre = words[firsts[fewest, every][phrase] + nth]
    slots, firsts, ends = slots[:, phrase], firsts[:, phrase], ends[:, phrase]
    right = keys.searchsorted((slots << _SHIFT) | centre)
    after, before = words[np.minimum(right, len(keys) - 1)], words[right - 1]
    is_before = (right > firsts) & ((right >= ends) | (ranks[centre] - ranks[before] <= ranks[after] - ranks[centre]))
    return _Tries(phrase, centre, np.where(slots != _NO_SLOT, np.where(is_before, before, after), centre))


def _certainty(places: Numbers, doubts: Doubts) -> Shares:
    """Return how well words fill slots together."""
    order = sorted(doubts)
    table, worth = _numbers([slot << _SHIFT | index for slot, index in order]), np.array([doubts[place] for place in order])
    at = np.minimum(np.searchsorted(table, places), len(table) - 1)
    return np.where(table[at] == places, worth[at], 1.0).prod(axis=0)


def _ranges(firsts: Numbers, ends: Numbers) -> Numbers:
    """Return the numbers of ranges, one range after the other."""
    sizes = ends - firsts
    until = sizes.cumsum()
    numbers: Numbers = np.repeat(firsts - until + sizes, sizes)
    numbers += np.arange(len(numbers))
    return numbers


def _numbers(numbers: Sequence[int]) -> Numbers:
    """Return numbers as an array."""
    return np.array(numbers, dtype=np.int64)


def _doubts(said: Said) -> Doubts:
    """Return how well words fill slots that may stand for others."""
    doubtful = [(index, meaning) for index, meaning in said if meaning.worth < 1]
    return {(slot, index): meaning.worth for index, meaning in doubtful for slot in meaning.sense.slots}


def _anchors(phrases: Sequence[Phrase]) -> Iterator[Slot]:
    """Yield the rarest slot of each phrase: only where that is filled can the phrase be found."""
    uses = Counter(chain.from_iterable([phrase.slots for phrase in phrases]))
    usage: dict[str, int] = defaultdict(int)
    for slot, often in uses.items():
        for term in slot:
            usage[term] += often
    rarity = {slot: (NEGATION in slot, sum([usage[term] for term in slot])) for slot in uses}
    for phrase in phrases:
        yield min(phrase.slots, key=rarity.__getitem__)
