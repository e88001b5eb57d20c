"""A subject found by a few letters: the beginnings of its words, in any order, without accents."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.ids import SubjectCode, TownId
from domain.ruleset import RuleSet, Subject
from rules.words import folded_words

MOST_FOUND = 12
_LABEL, _THEME, _CODE, _VOCABULARY = 8, 4, 6, 2
"""What a word says by where it stands; a whole word says one more than a beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A subject with the words it is found by; each counts as much as the best place it stands at."""

    code: SubjectCode
    label: str
    theme: str
    words: tuple[tuple[str, int], ...]


class SubjectBook:
    """What the subjects of towns are found by, worked out once for each rule set. Safe to share between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._known: dict[TownId, tuple[RuleSet, tuple[Entry, ...]]] = {}

    def of(self, town: TownId, ruleset: RuleSet) -> tuple[Entry, ...]:
        """Return what the subjects of a town's rule set are found by."""
        kept = self._known.get(town)
        if kept is None or kept[0] is not ruleset:
            kept = self._known[town] = (ruleset, entries(ruleset.subjects))
        return kept[1]


def entries(subjects: Iterable[Subject]) -> tuple[Entry, ...]:
    """Return what subjects are found by: their names, themes, codes and citizens' words for them."""
    return tuple(_entry(one) for one in subjects)


def find(known: Iterable[Entry], typed: str) -> tuple[Entry, ...]:
    """Return the subjects of which each typed word begins some word, the nearest first; those named so before those only spoken of so."""
    asked = folded_words(typed)
    if not asked:
        return ()
    found = [(score, one) for one in known if (score := _score(one, asked))]
    return tuple(one for _, one in sorted(found, key=lambda pair: (-pair[0], len(pair[1].label), pair[1].label)))[:MOST_FOUND]


def _entry(one: Subject) -> Entry:
    best: dict[str, int] = {}
    told = ((_VOCABULARY, " ".join(one.vocabulary)), (_THEME, one.theme or ""), (_CODE, one.code), (_LABEL, one.label))
    for worth, text in told:
        for word in folded_words(text):
            best[word] = max(worth, best.get(word, 0))
    return Entry(code=one.code, label=one.label, theme=one.theme or "", words=tuple(best.items()))


def _score(one: Entry, asked: list[str]) -> int:
    """Return how well a subject answers all that is asked; 0 where a word stands nowhere in it."""
    total = 0
    for begin in asked:
        worth = max((worth + (word == begin) for word, worth in one.words if word.startswith(begin)), default=0)
        if not worth:
            return 0
        total += worth
    return total
