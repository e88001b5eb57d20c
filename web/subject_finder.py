"""A subject found by a few letters: the beginnings of its words, in any order, without accents, in another form or misspelt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.ids import SubjectCode, TownId
from domain.ruleset import RuleSet, Subject
from rules.begun import BENT, WHOLE, KnownWords, known_words
from rules.words import STOPWORDS, fold, folded_words, written_words

MOST_FOUND = 12
_LABEL, _THEME, _CODE, _VOCABULARY = 8, 4, 6, 2
"""What a word says by where it stands; a whole word says one more than a beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A subject with the words it is found by; each counts as much as the best place it stands at."""

    code: SubjectCode
    label: str
    theme: str
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The subjects of a rule set, and all the words they are found by."""

    entries: tuple[Entry, ...]
    words: KnownWords


class SubjectBook:
    """What the subjects of towns are found by, worked out once for each rule set. Safe to share between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._known: dict[TownId, tuple[RuleSet, Book]] = {}

    def of(self, town: TownId, ruleset: RuleSet) -> Book:
        """Return what the subjects of a town's rule set are found by."""
        kept = self._known.get(town)
        if kept is None or kept[0] is not ruleset:
            kept = self._known[town] = (ruleset, entries(ruleset.subjects))
        return kept[1]


def entries(subjects: Iterable[Subject]) -> Book:
    """Return what subjects are found by: their names, themes, codes and citizens' words for them."""
    known = tuple(subjects)
    written = (word for one in known for text in _told(one).values() for word in written_words(text))
    return Book(entries=tuple(_entry(one) for one in known), words=known_words(written))


def find(known: Book, typed: str) -> tuple[Entry, ...]:
    """Return the subjects in which each typed word stands, the nearest first; those named so before those only spoken of so.

    Only where none is found words count as misspelt; little words that carry nothing count where nothing else is typed.
    """
    written = written_words(typed)
    telling = [word for word in written if fold(word) not in STOPWORDS] or written
    if not telling:
        return ()
    spelt = [known.words.spelt(word) for word in telling]
    return _fitting(known, spelt) or _fitting(known, [own or known.words.meant(word) for own, word in zip(spelt, telling, strict=True)])


def _fitting(known: Book, asked: list[dict[str, float]]) -> tuple[Entry, ...]:
    found = [(score, one) for one in known.entries if (score := _score(one, asked))]
    return tuple(one for _, one in sorted(found, key=lambda pair: (-pair[0], len(pair[1].label), pair[1].label)))[:MOST_FOUND]


def _told(one: Subject) -> dict[int, str]:
    return {_VOCABULARY: " ".join(one.vocabulary), _THEME: one.theme or "", _CODE: one.code, _LABEL: one.label}


def _entry(one: Subject) -> Entry:
    best: dict[str, int] = {}
    for worth, text in _told(one).items():
        for word in folded_words(text):
            best[word] = max(worth, best.get(word, 0))
    return Entry(code=one.code, label=one.label, theme=one.theme or "", words=best)


def _score(one: Entry, asked: list[dict[str, float]]) -> float:
    """Return how well a subject answers all that is asked; 0 where a word stands nowhere in it."""
    total = 0.0
    for meant in asked:
        worth = max((_worth(one.words[word], quality) for word, quality in meant.items() if word in one.words), default=0.0)
        if not worth:
            return 0.0
        total += worth
    return total


def _worth(place: int, quality: float) -> float:
    return place + (quality == WHOLE) if quality >= BENT else place * quality
