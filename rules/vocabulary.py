"""The words of a rule set: every phrase of every subject, found in a message at a cost that hardly depends on their number."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache

from domain.ids import SubjectCode
from domain.ruleset import Subject
from rules.automaton import Automaton
from rules.cues import COMPARED, NEGATORS, PURE_NEGATORS, QUANTIFIERS, WEAK
from rules.frames import FRAMES
from rules.matching import FRAME, NEGATION, PART_WORD, VOCABULARY, Heard, Match, Phrase, find_phrase, negates_at, ranks_of
from rules.spelling import Spelling, learn
from rules.words import STOPWORDS, Words, fold, read_words, stem

_WEAK_SPECIFICITY = 0.3
_NEGATION_SPECIFICITY = 0.3
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
_MOST_PLACES = 40
"""How often a term or turn of phrase is looked at in one part; the bound keeps the cost of repetitions in check."""


class Vocabulary:
    """Phrases of a rule set, compiled once; immutable afterwards."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        """Compile the vocabulary and labels of the subjects, and the frames of those the reference catalogue knows."""
        kept = tuple(subject for subject in subjects if subject.vocabulary)
        entries = [(subject.code, phrase) for subject in kept for phrase in (*subject.vocabulary, *_label_phrases(subject.label))]
        spread = _spread(entries)
        self._subjects = max(2, len(kept))
        self._spread = spread
        phrases = _without_doubles([*self._entry_phrases(entries), *self._frame_phrases(kept), *self._part_phrases(entries)])
        self._literals: dict[str, list[Phrase]] = defaultdict(list)
        self._by_anchor: Mapping[str, tuple[Phrase, ...]] = self._index(phrases)
        self._terms = frozenset(term for phrase in phrases for slot in phrase.slots for term in slot)
        self._automaton = Automaton(self._literals)
        self._spelling, self._stems_of = self._learn(entries)
        self._unaccented = {stem(form): terms[0] for form, terms in self._stems_of.items()}
        self._resolve = lru_cache(maxsize=1 << 16)(self._find_terms)

    def find(self, words: Words, names: Set[int] = frozenset()) -> Iterator[Match]:
        """Yield the phrases found, each once where it fits best. Words of place ``names`` that come between do not loosen it."""
        heard = Heard(words, self._positions(words), ranks_of(words, names))
        for term in heard.positions:
            for phrase in self._by_anchor.get(term, ()):
                match = find_phrase(phrase, heard)
                if match is not None:
                    yield match
        said: Counter[str] = Counter()
        for hit in self._automaton.find(words):
            said[hit.literal] += 1
            if said[hit.literal] <= _MOST_PLACES:
                for phrase in self._literals[hit.literal]:
                    yield Match(phrase, tuple(range(hit.first, hit.last + 1)), 1.0)

    def _positions(self, words: Words) -> dict[str, list[tuple[int, float]]]:
        """Return where each known term stands, in order and not past a bound, and how well the word written stands for it."""
        positions: dict[str, list[tuple[int, float]]] = {}
        source, starts, ends = words.source, words.starts, words.ends
        for index, form in enumerate(words.forms):
            if form in NEGATORS and negates_at(words, index):
                _note(positions, NEGATION, (index, 1.0))
            if (form in STOPWORDS and form not in QUANTIFIERS) or form in PURE_NEGATORS:
                continue
            for term, worth in self._resolve(source[starts[index] : ends[index]]):
                _note(positions, term, (index, worth))
        return positions

    def _find_terms(self, written: str) -> tuple[tuple[str, float], ...]:
        """Return the terms that a written word may stand for."""
        folded = fold(written)
        plain = stem(folded)
        for candidate in (stem(written), plain, self._unaccented.get(plain, "")):
            if self._means(candidate, folded):
                return ((candidate, 1.0),)
        if folded in WEAK:
            return ()
        found: dict[str, float] = {}
        for alike in self._spelling.alike(folded):
            for term in self._stems_of[alike.word]:
                found[term] = max(found.get(term, 0.0), alike.worth)
        return tuple(found.items())

    def _means(self, term: str, folded: str) -> bool:
        """Return whether a stem of a folded word is a term. Short terms are mostly acronyms: « payer » must not hit « PAI »."""
        return term in self._terms and (len(term) > _ACRONYM or folded.startswith(term))

    def _specificity(self, term: str) -> float:
        """Return how much a term says: 1 for one that a single subject has, near 0 for one that all share."""
        if term == NEGATION:
            return _NEGATION_SPECIFICITY
        return 1 - math.log(max(1, self._spread[term])) / math.log(self._subjects * 1.2)

    def _strength(self, terms: Iterable[str], *, share: float = _WORD_SHARE) -> float:
        """Return the weight of words found together, as independent observations."""
        silence = 1.0
        for term in terms:
            weak = _WEAK_SPECIFICITY if _is_weak(term) else 1.0
            silence *= 1 - share * self._specificity(term) * weak
        return 1 - silence

    def _entry_phrases(self, entries: Iterable[tuple[SubjectCode, str]]) -> Iterator[Phrase]:
        """Yield the phrases of the subjects' own vocabulary. A phrase that several subjects have says less for each."""
        unique = {(code, _content(entry), entry) for code, entry in entries}
        shared = Counter(content for _, content in {(code, content) for code, content, _ in unique})
        for code, content, entry in sorted(unique):
            if not content:
                continue
            strong = self._boosted(content) / math.sqrt(shared[content])
            literal = _literal(entry, content)
            if literal is not None:
                yield Phrase(code=code, rule=VOCABULARY, slots=(), weight=max(strong, _literal_weight(content)), literal=literal)
                strong *= 0.5
            yield Phrase(
                code=code, rule=VOCABULARY, slots=tuple((term,) for term in content), weight=strong, negated_first=content[0] == NEGATION
            )

    def _boosted(self, content: tuple[str, ...]) -> float:
        """Return the weight of a phrase. Weak words joined to others say what they mean, so they count fully there."""
        if len(content) == 1:
            return self._strength(content)
        silence = 1.0
        for term in content:
            silence *= 1 - _WORD_SHARE * max(0.35, self._specificity(term))
        return 1 - silence

    def _frame_phrases(self, subjects: Iterable[Subject]) -> Iterator[Phrase]:
        """Yield the frames of the subjects that the reference catalogue knows."""
        for subject in subjects:
            for frame in FRAMES.get(subject.code, ()):
                weight, slots, tight = _read_frame(frame)
                if slots:
                    factor = _ONE_SLOT if len(slots) == 1 else _MORE_SLOTS
                    yield Phrase(code=subject.code, rule=FRAME, slots=slots, weight=weight * factor, tight=tight)

    def _part_phrases(self, entries: Iterable[tuple[SubjectCode, str]]) -> Iterator[Phrase]:
        """Yield the single words that only a few subjects use, as weak observations."""
        for code, term in sorted({(code, term) for code, entry in entries for term in _content(entry)}):
            if term != NEGATION and self._spread[term] <= _PART_SUBJECTS and len(term) >= _SHORTEST_PART and not _is_weak(term):
                yield Phrase(code=code, rule=PART_WORD, slots=((term,),), weight=self._strength((term,), share=_PART_SHARE))

    def _index(self, phrases: Iterable[Phrase]) -> Mapping[str, tuple[Phrase, ...]]:
        """Return the phrases by the terms of their rarest slot."""
        by_anchor: dict[str, list[Phrase]] = defaultdict(list)
        phrases = tuple(phrases)
        usage = Counter(term for phrase in phrases for slot in phrase.slots for term in slot)
        for phrase in phrases:
            if phrase.literal is not None:
                self._literals[phrase.literal].append(phrase)
                continue
            anchor = min(phrase.slots, key=lambda slot: (NEGATION in slot, sum(usage[term] for term in slot)))
            for term in anchor:
                by_anchor[term].append(phrase)
        return {term: tuple(found) for term, found in by_anchor.items()}

    def _learn(self, entries: Iterable[tuple[SubjectCode, str]]) -> tuple[Spelling, Mapping[str, tuple[str, ...]]]:
        """Return the spelling of every word of the vocabulary and the frames, and the terms of each."""
        texts = [entry for _, entry in entries] + [frame.replace("|", " ") for frames in FRAMES.values() for frame in frames]
        stems: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            for written in read_words(text).source.replace("'", " ").replace("-", " ").replace(";", " ").split():
                term = stem(written)
                if self._means(term, fold(written)) and fold(written) not in STOPWORDS:
                    stems[fold(written)].add(term)
        return learn(stems, shortest=_SHORTEST_MISSPELT), {form: tuple(sorted(terms)) for form, terms in stems.items()}


def _note(positions: dict[str, list[tuple[int, float]]], term: str, place: tuple[int, float]) -> None:
    """Note where a term stands, unless it was said so often already that one time more says nothing."""
    places = positions.setdefault(term, [])
    if len(places) < _MOST_PLACES:
        places.append(place)


def _without_doubles(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return the phrases, one for each subject and set of words: « nid de poule » and « nids-de-poules » are one."""
    unique: dict[tuple[SubjectCode, frozenset[tuple[str, ...]], str | None], Phrase] = {}
    for phrase in phrases:
        key = (phrase.code, frozenset(phrase.slots), phrase.literal)
        if key not in unique or phrase.weight > unique[key].weight:
            unique[key] = phrase
    return tuple(unique.values())


@lru_cache(maxsize=1 << 14)
def _content(entry: str) -> tuple[str, ...]:
    """Return the terms of a vocabulary entry, small words left out."""
    words = read_words(entry)
    terms: list[str] = []
    for index, form in enumerate(words.forms):
        if form in STOPWORDS or (form == "plus" and not COMPARED.isdisjoint(words.forms[index + 1 : index + 2])):
            continue
        term = NEGATION if form in PURE_NEGATORS else stem(words.original(index))
        if term not in terms:
            terms.append(term)
    return tuple(terms) if terms != [NEGATION] else ()


def _literal(entry: str, content: tuple[str, ...]) -> str | None:
    """Return the entry where its small words matter: one content word with a preposition, pronoun or verb round it."""
    forms = read_words(entry).forms
    articles = {"de", "du", "des", "d", "le", "la", "les", "l", "un", "une", "au", "aux", "a", "en"}
    return entry if len(content) == 1 and any(form in STOPWORDS and form not in articles for form in forms) else None


def _literal_weight(content: tuple[str, ...]) -> float:
    """Return the least weight of a phrase that small words make: less where its one full word is common."""
    return 0.3 if _is_weak(content[0]) else 0.5


def _label_phrases(label: str) -> tuple[str, ...]:
    """Return the parts of a subject's label that are worth matching."""
    parts = label.replace("/", ",").replace(":", ",").replace("(", ",").replace(")", ",").split(",")
    return tuple(part.strip() for part in parts if len(_content(part.strip())) > 1)


def _spread(entries: Iterable[tuple[SubjectCode, str]]) -> Counter[str]:
    """Return in how many subjects each term occurs."""
    return Counter(term for _, term in {(code, term) for code, entry in entries for term in _content(entry)})


def _read_frame(frame: str) -> tuple[float, tuple[tuple[str, ...], ...], bool]:
    """Return weight and slots of a frame as the table writes it, and whether its words stand side by side."""
    weight, _, body = frame.strip().rpartition("=")
    slots = tuple(
        tuple(sorted({NEGATION if fold(word) in PURE_NEGATORS else stem(_longest_part(word)) for word in slot.split("|") if word}))
        for slot in body.split()
    )
    tight = weight.endswith("!")
    return (float(weight.rstrip("!") or 1.0)), slots, tight


def _longest_part(word: str) -> str:
    """Return the longest part of a word written with hyphens, since a message is read part by part."""
    return max(re.split(r"[-'’]", word), key=len)


def _is_weak(term: str) -> bool:
    """Return whether a term says little alone, even with a doubled letter missing: towns list misspellings too (« trotoir »)."""
    return _DOUBLED.sub(r"\1", term) in _WEAK_SINGLED


_DOUBLED = re.compile(r"(.)\1")
_WEAK_SINGLED = frozenset(_DOUBLED.sub(r"\1", stem(word)) for word in WEAK)
