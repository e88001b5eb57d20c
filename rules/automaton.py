"""One automaton for every literal phrase of a rule set: a single pass over the message, whatever their number."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ahocorasick

from rules.words import Words, folded_words

_PREFIX_MARK = "*"


class Hit(NamedTuple):
    """A literal found: its text as given, and the words it covers (both included). A named tuple, because a message makes many."""

    literal: str
    first: int
    last: int


def normalise(literal: str) -> str:
    """Return the key of a literal: folded words between spaces; ``effondr*`` stays open at its end."""
    forms = folded_words(literal)
    if not forms:
        return ""
    return f" {' '.join(forms)}" + " " * (not literal.rstrip().endswith(_PREFIX_MARK))


class Automaton:
    """Literals compiled once; immutable afterwards."""

    def __init__(self, literals: Iterable[str]) -> None:
        """Compile the literals; those without a word are left out."""
        by_key: dict[str, list[str]] = {}
        for literal in dict.fromkeys(literals):
            key = normalise(literal)
            if key:
                by_key.setdefault(key, []).append(literal)
        self._machine = ahocorasick.Automaton()
        for key, same in by_key.items():
            self._machine.add_word(key, (len(key), tuple(same)))
        self._empty = not by_key
        if by_key:
            self._machine.make_automaton()

    def find(self, words: Words) -> tuple[Hit, ...]:
        """Return every literal found, in the order of their ends."""
        return self.find_in(words.joined, words.at)

    def find_in(self, joined: str, at: Sequence[int]) -> tuple[Hit, ...]:
        """Return every literal found in words joined by single spaces, a space round all; ``at`` is the offset of each word."""
        if self._empty or not at:
            return ()
        hits: list[Hit] = []
        for end, (length, literals) in self._machine.iter(joined):
            first = bisect_right(at, end - length + 2) - 1
            last = bisect_right(at, end if joined[end] != " " else end - 1) - 1
            for literal in literals:
                hits.append(Hit(literal, first, last))
        return tuple(hits)
