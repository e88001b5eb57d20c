"""How citizens word each subject of the reference catalogue: what labelled messages say, beside what the vocabulary lists.

A naive Bayes over which words and pairs of neighbouring words a message has, counted in invented messages (bench/usage.py). A word
speaks for the subjects in whose messages it stands more often than in others; that it is missing says nothing. In a letter it hears
what no turn of phrase foresees, because hundreds of words speak together.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from domain.evidence import USAGE, Evidence
from domain.ids import SubjectCode
from rules.context import Meaning
from rules.words import STOPWORDS, Words, stem

COUNTS = Path(__file__).with_name("usage.tsv")
"""Each line a term and in how many messages of each subject it stands; the first, without a term, how many messages there are."""
_ONCE = 3.0
_OFTEN = 1.0
"""Bound of what one term says, as a logarithm: that of a term met once, and how it grows with the logarithm of how often it was met.

What stands in one message of a subject may be its writer's way to speak.
"""
_SMOOTHING = 2.0
"""Messages of the average subject that each subject is mixed with."""
_SHARPNESS_OF_LETTER = 0.15
_SHARPNESS = 0.35
"""Terms of a message depend on each other: two say far less than twice as much as one."""
_CEILING = 1.5
_CEILING_OF_LETTER = 3.0
"""The most it says, in a short message and in a letter."""
_LEAST_SAID = 6.0
"""What terms must say together for the best subject, as a logarithm: a chance word or two say nothing."""
_LEAST_TERMS = 3
_LEAST_SHARE = 0.05
_MOST = 4
_QUOTED = 3
_SHORTEST = 3
_APART = 4
"""How many words after the first the second of a pair may stand."""
_PLAIN = 0.5
_ROOM = 1 << 16
_UNKNOWN = -1

Counts = Mapping[str, Mapping[SubjectCode, int]]
"""In how many messages of each subject a term stands; the empty term counts the messages."""


_Says = Sequence[tuple[SubjectCode, float]]


class Term(NamedTuple):
    """A term that a part has, the word it begins with, and what it says for subjects."""

    key: int | tuple[int, int]
    at: int
    says: _Says


Terms = Sequence[Term]
"""The terms of a part that say something, in order."""


class Usage:
    """Counts of terms, compiled; immutable."""

    def __init__(self, counts: Counts) -> None:
        """Compile the counts."""
        sizes = counts.get("", {})
        room = sum([1 / (size + _SMOOTHING) for size in sizes.values()])
        says = {term: _says(found, sizes, room) for term, found in counts.items() if term}
        words = dict.fromkeys(word for term in says for word in term.split())
        number = {word: place for place, word in enumerate(words)}
        self._number = number
        self._alone: Mapping[int, _Says] = {number[term]: said for term, said in says.items() if term in number}
        pairs = ((term.split(), said) for term, said in says.items() if term not in number)
        self._paired: Mapping[tuple[int, int], _Says] = {(number[one], number[other]): said for (one, other), said in pairs}
        self._number_of = lru_cache(maxsize=_ROOM)(self._find_number)

    def listen(self, words: Words, meaning: Meaning, unread: Set[int] = frozenset()) -> Terms:
        """Return the terms of a part. ``unread`` are words that say nothing, such as those of street names."""
        terms: list[Term] = []
        number_of, sentences, written = self._number_of, words.sentences, words.written
        before, at_before = _UNKNOWN, -1
        for at in _telling(words, meaning, unread):
            number = number_of(written[at])
            if number in self._alone:
                terms.append(Term(number, at, self._alone[number]))
            pair = (before, number)
            if pair in self._paired and at - at_before <= _APART and sentences[at] == sentences[at_before]:
                terms.append(Term(pair, at_before, self._paired[pair]))
            before, at_before = number, at
        return terms

    def _find_number(self, written: str) -> int:
        return self._number.get(stem(written), _UNKNOWN)


def usual_subjects(parts: Sequence[tuple[Words, Terms]], known: Set[SubjectCode], *, is_letter: bool) -> tuple[Evidence[SubjectCode], ...]:
    """Return what the parts of a draft speak for as citizens use words: the few subjects of those ``known`` that most speaks for."""
    terms = {term.key: (term, words) for words, found in reversed(parts) for term in reversed(found)}
    said: dict[SubjectCode, list[tuple[float, int, Words]]] = defaultdict(list)
    for (_, at, says), words in terms.values():
        for code, weight in says:
            said[code].append((weight, at, words))
    sums = {code: sum([one[0] for one in found]) for code, found in said.items() if code in known}
    best = max(sums, key=sums.__getitem__, default=None)
    if best is None or sums[best] < _LEAST_SAID or len(said[best]) < _LEAST_TERMS:
        return ()
    sharpness = _SHARPNESS_OF_LETTER if is_letter else _SHARPNESS
    odds = {code: math.exp(sharpness * (weight - sums[best])) for code, weight in sums.items()}
    total = sum(odds.values())
    ceiling = _CEILING_OF_LETTER if is_letter else _CEILING
    first = nlargest(_MOST, odds, key=odds.__getitem__)
    return tuple(_evidence(code, odds[code] / total, ceiling, said[code]) for code in first if odds[code] >= _LEAST_SHARE * total)


def terms_of(words: Words, meaning: Meaning) -> frozenset[str]:
    """Return the terms by which a message is counted: its stems and the pairs of neighbouring ones."""
    found = [(at, stem(words.written[at])) for at in _telling(words, meaning, frozenset())]
    pairs = [
        f"{one} {other}"
        for (first, one), (second, other) in pairwise(found)
        if second - first <= _APART and words.sentences[first] == words.sentences[second]
    ]
    return frozenset((*[term for _, term in found], *pairs))


@cache
def shipped_usage() -> Usage:
    """Return what the messages that the product was taught by say."""
    with COUNTS.open(encoding="utf-8") as lines:
        return Usage(dict(map(_read_line, lines)))


def _read_line(line: str) -> tuple[str, Mapping[SubjectCode, int]]:
    term, _, counts = line.rstrip("\n").partition("\t")
    return term, {SubjectCode(code): int(n) for code, _, n in (one.partition("=") for one in counts.split())}


def _says(found: Mapping[SubjectCode, int], sizes: Mapping[SubjectCode, int], room: float) -> _Says:
    """Return for which subjects a term speaks, and how much. ``room`` is what all subjects have of one message that none has."""
    average = sum([n / sizes[code] for code, n in found.items()]) / len(sizes)
    mixed = _SMOOTHING * average
    shares = {code: (n + mixed) / (sizes[code] + _SMOOTHING) for code, n in found.items()}
    total = mixed * room + sum([n / (sizes[code] + _SMOOTHING) for code, n in found.items()])
    said = (
        (code, min(_ONCE + _OFTEN * math.log(found[code]), math.log(share * (len(sizes) - 1) / (total - share))))
        for code, share in shares.items()
    )
    return tuple((code, weight) for code, weight in said if weight > 0)


def _telling(words: Words, meaning: Meaning, unread: Set[int]) -> Iterator[int]:
    """Yield the words that may tell what a message is about: no small words, no names, none denied, past or said to be well."""
    worth, well, sentences, written = meaning.worth, meaning.well, words.sentences, words.written
    is_shouted = words.source.isupper()
    for at, form in enumerate(words.forms):
        if len(form) < _SHORTEST or form in STOPWORDS or worth[at] <= _PLAIN or at in well or at in unread or not form.isalpha():
            continue
        if written[at][0].isupper() and not is_shouted and at and sentences[at] == sentences[at - 1] and "\n" not in words.gap(at - 1):
            continue
        yield at


def _evidence(code: SubjectCode, share: float, ceiling: float, said: Iterable[tuple[float, int, Words]]) -> Evidence[SubjectCode]:
    """Return a subject's share as evidence, with the words that say most."""
    strongest = nlargest(_QUOTED, said, key=itemgetter(0))
    _, at, words = strongest[0]
    return Evidence(
        rule=USAGE,
        answer=code,
        weight=round(ceiling * share, 4),
        ceiling=ceiling,
        quote=", ".join(dict.fromkeys(of.original(place) for _, place, of in strongest)),
        where=words.span(at, at),
    )
