"""The words of a rule set: every phrase of every subject, found in a message at a cost that hardly depends on their number."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeVar

from domain.ids import SubjectCode
from domain.ruleset import Subject
from rules.automaton import Automaton
from rules.cues import NEGATORS, PURE_NEGATORS, QUANTIFIERS, WEAK
from rules.entries import Entry, frame_words, is_weak, label_phrases, read_entry, read_frames
from rules.kept import Kept
from rules.matching import (
    FRAME,
    NEGATION,
    PART_WORD,
    VOCABULARY,
    Match,
    Phrase,
    Slot,
    no_negations,
    ranks_of,
)
from rules.phrase_index import Meaning, PhraseIndex, Said
from rules.scanned import repaired
from rules.spelling import Spelling, learn
from rules.words import STOPWORDS, Words, fold, stem

_WEAK_SPECIFICITY = 0.3
_NEGATION_SPECIFICITY = 0.3
_LEAST_SPECIFICITY = 0.35
"""What a common word says where others stand by it."""
_WORD_SHARE = 0.62
"""Strength of one fully specific word; more words add to it like independent observations."""
_PART_SHARE = 0.28
"""Strength of a word that is only part of phrases of a subject."""
_PART_SUBJECTS = 3
_ACRONYM = 3
_ONE_SLOT = 0.6
_MORE_SLOTS = 0.9
_SHORTEST_PART = 5
_SHORTEST_MISSPELT = 7
"""Shorter words are only one letter away from others: « forme » is no « ferme »; with a digit in it, it is no word."""
_MOST_PLACES = 40
"""How often a turn of phrase is looked at in one part; the bound keeps the cost of repetitions in check."""
_REPAIRED = 0.85
"""Worth of a word that a scanner may have damaged."""
_CACHE = 1 << 16


Key = TypeVar("Key")
Value = TypeVar("Value")


class Vocabulary:
    """Phrases of a rule set, compiled once; immutable afterwards."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        """Compile the vocabulary and labels of the subjects, and the frames of those the reference catalogue knows."""
        kept = tuple(subject for subject in subjects if subject.vocabulary)
        self.codes = frozenset(subject.code for subject in kept)
        entries = {subject.code: _entries(subject) for subject in kept}
        terms = {code: tuple(dict.fromkeys(chain.from_iterable(entry.content for entry in own))) for code, own in entries.items()}
        self._spread = Counter(chain.from_iterable(terms.values()))
        self._specificity = _specificity(self._spread, max(2, len(kept)))
        slot_of = {term: (term,) for term in self._spread}
        own, parts = self._entry_phrases(entries, slot_of), self._part_phrases(terms, slot_of)
        phrases = _without_doubles(chain(own, _frame_phrases(kept), parts))
        slots = {slot: number for number, slot in enumerate(dict.fromkeys(chain.from_iterable([phrase.slots for phrase in phrases])))}
        self._slots_of = _by_key((term, number) for slot, number in slots.items() for term in slot)
        self._single = _by_key((slots[phrase.slots[0]], phrase) for phrase in phrases if len(phrase.slots) == 1)
        self._several = PhraseIndex([phrase for phrase in phrases if len(phrase.slots) > 1], slots)
        self._negations = self._slots_of.get(NEGATION, ())
        self._literals = _by_key((phrase.literal, phrase) for phrase in phrases if phrase.literal is not None)
        self._automaton = Automaton(self._literals)
        self._spelling, self._stems_of = self._learn(word for own in entries.values() for entry in own for word in entry.words)
        self._unaccented = {stem(form): terms[0] for form, terms in self._stems_of.items()}
        self._meanings = Kept(self._find_meanings, _CACHE)

    def find(self, words: Words, names: Set[int] = frozenset(), unread: Set[int] = frozenset()) -> list[Match]:
        """Return the phrases wherever they are found; the matches of one follow each other.

        Words of place ``names`` that come between do not loosen a phrase; those ``unread`` stand for nothing.
        """
        said = self._hear(words, unread)
        return [*self._find_single(said), *self._several.find(said, words, ranks_of(words, names)), *self._find_literals(words)]

    def _find_single(self, said: Said) -> list[Match]:
        """Return the phrases of one word, each as often as it is written, up to a bound.

        A word that is only part of phrases must be written right.
        """
        places: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for index, (_, slots, worth) in said:
            for slot in slots:
                places[slot].append((index, worth))
        matches: list[Match] = []
        for slot, found in places.items():
            for phrase in self._single[slot]:
                is_part = phrase.rule is PART_WORD
                matches.extend([Match(phrase, (index,), fit) for index, fit in found[:_MOST_PLACES] if fit >= 1 or not is_part])
        return matches

    def _find_literals(self, words: Words) -> list[Match]:
        """Return the phrases whose small words matter, each as often as it is said, up to a bound."""
        places: dict[str, list[tuple[int, ...]]] = defaultdict(list)
        for literal, first, last in self._automaton.find(words):
            places[literal].append(tuple(range(first, last + 1)))
        return [
            Match(phrase, where, 1.0)
            for literal, found in places.items()
            for phrase in self._literals[literal]
            for where in found[:_MOST_PLACES]
        ]

    def _hear(self, words: Words, unread: Set[int]) -> Said:
        """Return what each word may stand for, in order."""
        silent = {*unread, *no_negations(words)}
        written = [word if index not in silent else "" for index, word in enumerate(words.written)] if silent else words.written
        return [(index, meaning) for index, meanings in enumerate(map(self._meanings.__getitem__, written)) for meaning in meanings]

    def _find_meanings(self, written: str) -> tuple[Meaning, ...]:
        """Return what a written word may stand for, each slot once; a negator stands for the negation first."""
        folded = fold(written)
        negations = self._negations if folded in NEGATORS else ()
        negation = (self._meaning(negations, 1.0),) if negations else ()
        if folded in PURE_NEGATORS or (folded in STOPWORDS and folded not in QUANTIFIERS):
            return negation
        best: dict[int, float] = {}
        for term, worth in self._find_terms(written, folded):
            for slot in self._slots_of[term]:
                best[slot] = max(worth, best.get(slot, 0.0))
        others = [(slot, worth) for slot, worth in best.items() if slot not in negations]
        return (*negation, *(self._meaning([slot for slot, _ in alike], worth) for worth, alike in groupby(others, key=itemgetter(1))))

    def _meaning(self, slots: Sequence[int], worth: float) -> Meaning:
        single = tuple(slot for slot in slots if slot in self._single)
        return Meaning(self._several.sense(tuple(slots)), single, worth)

    def _find_terms(self, written: str, folded: str) -> Iterable[tuple[str, float]]:
        """Return the terms that a written word stands for, or may stand for where nothing knows it."""
        plain = stem(folded)
        for candidate in (stem(written), plain, self._unaccented.get(plain, "")):
            if self._means(candidate, folded):
                return ((candidate, 1.0),)
        return () if folded in WEAK else self._guess(folded)

    def _guess(self, folded: str) -> Iterable[tuple[str, float]]:
        """Return the terms that an unknown word may stand for: misspelt, or damaged by a scanner."""
        readings = [(alike.word, alike.worth) for alike in self._spelling.alike(folded)]
        if not readings and (len(folded) >= _SHORTEST_MISSPELT or not folded.isalpha()):
            readings = [(word, _REPAIRED) for word in repaired(folded) if word in self._stems_of]
        found: dict[str, float] = {}
        for word, worth in readings:
            for term in self._stems_of[word]:
                found[term] = max(found.get(term, 0.0), worth)
        return found.items()

    def _means(self, term: str, folded: str) -> bool:
        """Return whether a stem of a folded word is a term. Short terms are mostly acronyms: « payer » must not hit « PAI »."""
        return term in self._slots_of and (len(term) > _ACRONYM or folded.startswith(term))

    def _strength(self, term: str, share: float) -> float:
        """Return the weight of a word found alone."""
        return share * self._specificity[term] * (_WEAK_SPECIFICITY if is_weak(term) else 1.0)

    def _boosted(self, content: tuple[str, ...]) -> float:
        """Return the weight of a phrase. Weak words joined to others say what they mean, so they count fully there."""
        if len(content) == 1:
            return self._strength(content[0], _WORD_SHARE)
        silence = 1.0
        for term in content:
            silence *= 1 - _WORD_SHARE * max(_LEAST_SPECIFICITY, self._specificity[term])
        return 1 - silence

    def _entry_phrases(self, entries: Mapping[SubjectCode, Sequence[Entry]], slot: Mapping[str, Slot]) -> Iterator[Phrase]:
        """Yield the phrases of the subjects' own vocabulary. A phrase that several subjects have says less for each."""
        shared = Counter(chain.from_iterable({entry.content for entry in own} for own in entries.values()))
        for code, own in entries.items():
            for entry in own:
                strong = self._boosted(entry.content) / math.sqrt(shared[entry.content])
                if entry.is_literal:
                    least = _least_weight(entry.content)
                    yield Phrase(code, VOCABULARY, (), max(strong, least), literal=entry.text)
                    strong *= 0.5
                slots = tuple([slot[term] for term in entry.content])
                negation = entry.content.index(NEGATION) if NEGATION in entry.content else None
                yield Phrase(code, VOCABULARY, slots, strong, None, negation, negation == 0)

    def _part_phrases(self, terms: Mapping[SubjectCode, Sequence[str]], slot: Mapping[str, Slot]) -> Iterator[Phrase]:
        """Yield the single words that only a few subjects use, as weak observations."""
        for code, own in terms.items():
            for term in own:
                if term != NEGATION and self._spread[term] <= _PART_SUBJECTS and len(term) >= _SHORTEST_PART and not is_weak(term):
                    yield Phrase(code, PART_WORD, (slot[term],), _PART_SHARE * self._specificity[term])

    def _learn(self, words: Iterable[str]) -> tuple[Spelling, Mapping[str, tuple[str, ...]]]:
        """Return the spelling of every word of the vocabulary and the frames, and the terms of each."""
        stems: dict[str, tuple[str, ...]] = {}
        for written in dict.fromkeys(chain(words, frame_words())):
            term, folded = stem(written), fold(written)
            if self._means(term, folded) and folded not in STOPWORDS:
                known = stems.setdefault(folded, (term,))
                if term not in known:
                    stems[folded] = tuple(sorted((*known, term)))
        return learn(stems, shortest=_SHORTEST_MISSPELT), stems


def _specificity(spread: Mapping[str, int], subjects: int) -> Mapping[str, float]:
    """Return how much each term says: 1 for one that a single subject has, near 0 for one that all share."""
    most = math.log(subjects * 1.2)
    return {term: _NEGATION_SPECIFICITY if term == NEGATION else 1 - math.log(count) / most for term, count in spread.items()}


def _entries(subject: Subject) -> tuple[Entry, ...]:
    """Return what a subject's vocabulary and label say, each entry once; entries without a word left out."""
    texts = dict.fromkeys((*subject.vocabulary, *label_phrases(subject.label)))
    return tuple(entry for entry in map(read_entry, texts) if entry.content)


def _frame_phrases(subjects: Iterable[Subject]) -> Iterator[Phrase]:
    """Yield the frames of the subjects that the reference catalogue knows."""
    for subject in subjects:
        for frame in read_frames(subject.code):
            factor = _ONE_SLOT if len(frame.slots) == 1 else _MORE_SLOTS
            negation = next((position for position, slot in enumerate(frame.slots) if NEGATION in slot), None)
            yield Phrase(subject.code, FRAME, frame.slots, frame.weight * factor, negation=negation, tight=frame.tight)


def _by_key(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, Sequence[Value]]:
    """Return values by their keys."""
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _without_doubles(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return the phrases, one for each subject and set of words: « nid de poule » and « nids-de-poules » are one."""
    unique: dict[tuple[SubjectCode, Set[Slot] | Slot, str | None], Phrase] = {}
    for phrase in phrases:
        slots = phrase[2]
        key = (phrase[0], slots[0] if len(slots) == 1 else frozenset(slots), phrase[4])
        known = unique.setdefault(key, phrase)
        if known is not phrase and phrase[3] > known[3]:
            unique[key] = phrase
    return tuple(unique.values())


def _least_weight(content: tuple[str, ...]) -> float:
    """Return the least weight of a phrase that small words make: less where its one full word is common."""
    return 0.3 if is_weak(content[0]) else 0.5
