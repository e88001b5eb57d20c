"""How citizens word each subject of the reference catalogue: what labelled messages say, beside what the vocabulary lists.

A naive Bayes over which words and pairs of neighbouring words a message has, counted in invented messages (bench/usage.py). A word
speaks for the subjects in whose messages it stands more often than in others; that it is missing says nothing. In a letter it hears
what no turn of phrase foresees, because hundreds of words speak together.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from domain.evidence import USAGE, Evidence, Part, Span
from domain.ids import SubjectCode
from rules.context import Meaning
from rules.kept import Kept
from rules.words import STOPWORDS, Words, fold, stem

_COUNTS = "usage.tsv"
"""Comes with this package. A line has a term and in how many messages of each subject it stands; the first, without a term, counts all."""
_ONCE = 3.0
_OFTEN = 1.0
"""Bound of what one term says, as a logarithm: that of a term met once, and how it grows with the logarithm of how often it was met.

What stands in one message of a subject may be its writer's way to speak.
"""
_LEAST_WEIGHT = 0.5
"""What a term must say for a subject to be heard."""
_GRAINS = 32
"""Weights are kept as whole numbers of this many grains, in a byte each: a message touches hundreds of rows."""
_MOST_GRAINS = 255
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
_MOST = 3
_QUOTED = 3
_SHORTEST = 3
_APART = 4
"""How many words after the first the second of a pair may stand."""
_PLAIN = 0.5
_FARTHEST = 1 << 14
"""Grains below the best from which a subject has as good as no chance."""
_ROOM = 1 << 16
_TOWNS = 1 << 8
_UNKNOWN = -1
_SILENT = (-2, -2)
_SHIFT = 32
"""Two words are kept as one number."""

Counts = Mapping[str, Mapping[SubjectCode, int]]
"""In how many messages of each subject a term stands; the empty term counts the messages."""

_Grains = npt.NDArray[np.uint8]
_ODDS = tuple(
    np.array([math.exp(-sharpness * (less / _GRAINS)) for less in range(_FARTHEST)]) for sharpness in (_SHARPNESS, _SHARPNESS_OF_LETTER)
)
"""What the chance of a subject is to that of the best, by how many grains less are said for it: in a short message, and in a letter."""
_NOWHERE = Span(part=Part.SETTING, start=0, end=0)

_place_of = itemgetter(1)
Term = tuple[int, int, Words]
"""A term of a part: its number, the word it begins with, and the words of the part. A plain tuple, because a message makes hundreds."""


class Usage:
    """Counts of terms, compiled; immutable."""

    def __init__(self, counts: Counts) -> None:
        """Compile the counts."""
        sizes = counts.get("", {})
        self._codes = tuple(sorted(sizes))
        column = {code: place for place, code in enumerate(self._codes)}
        terms = [term for term in counts if term]
        room = sum([1 / (size + _SMOOTHING) for size in sizes.values()])
        said = [(row, column[code], weight) for row, term in enumerate(terms) for code, weight in _says(counts[term], sizes, room)]
        self._says = np.zeros((len(terms), len(self._codes)), dtype=np.uint8)
        if said:
            rows, columns, weights = zip(*said, strict=True)
            self._says[rows, columns] = np.rint(np.array(weights) * _GRAINS).clip(0, _MOST_GRAINS)
        self._alone = {term: row for row, term in enumerate(terms) if " " not in term}
        pairs = ((term.split(), row) for row, term in enumerate(terms) if " " in term)
        words = dict.fromkeys(word for term in terms for word in term.split())
        self._word = {word: number for number, word in enumerate(words)}
        self._paired = {self._word[one] << _SHIFT | self._word[other]: row for (one, other), row in pairs}
        self._word_of = Kept(self._find_word, _ROOM)
        self._columns = lru_cache(maxsize=_TOWNS)(self._find_columns)

    def listen(self, words: Words, meaning: Meaning, unread: Set[int] = frozenset()) -> Sequence[Term]:
        """Return the terms of a part, in order. ``unread`` are words that say nothing, such as those of street names."""
        terms: list[Term] = []
        sentences, paired, known = words.sentences, self._paired, list(map(self._word_of.__getitem__, words.written))
        before, at_before = _UNKNOWN, -1
        for at in _telling(words, meaning, unread, [at for at, one in enumerate(known) if one is not _SILENT]):
            word, row = known[at]
            if row != _UNKNOWN:
                terms.append((row, at, words))
            if at - at_before <= _APART and sentences[at] == sentences[at_before]:
                pair = paired.get(before << _SHIFT | word)
                if pair is not None:
                    terms.append((pair, at_before, words))
            before, at_before = word, at
        return terms

    def subjects(self, terms: Sequence[Term], known: frozenset[SubjectCode], *, is_letter: bool) -> tuple[Evidence[SubjectCode], ...]:
        """Return what the terms of a draft speak for as citizens use words: the few subjects of those ``known`` that most speaks for."""
        each: dict[int, Term] = {}
        for term in terms:
            each.setdefault(term[0], term)
        said = self._says.take(list(each), axis=0)
        heard = tuple(each.values())
        return tuple(
            _evidence(self._codes[column], share, _strongest(said[:, column], heard), is_letter=is_letter)
            for column, share in self._shares(said, known, is_letter=is_letter)
        )

    def sums(self, terms: Iterable[Term], known: frozenset[SubjectCode]) -> "Sums":
        """Return what the terms of a part say for the subjects ``known``, summed."""
        ordered = sorted(terms, key=_place_of)
        said = self._says.take([row for row, _, _ in ordered], axis=0)[:, self._columns(known)]
        return Sums([row for row, _, _ in ordered], [at for _, at, _ in ordered], said)

    def hunches(self, sums: "Sums", known: frozenset[SubjectCode], stretch: range, *, is_letter: bool) -> tuple[Evidence[SubjectCode], ...]:
        """Return what `subjects` does of a stretch of a part, but for the words that say so: enough to tell stretches apart."""
        columns = self._columns(known)
        shares = sums.shares(stretch, is_letter=is_letter)
        return tuple([_evidence(self._codes[columns[place]], share, is_letter=is_letter) for place, share in shares])

    def _shares(self, said: _Grains, known: frozenset[SubjectCode], *, is_letter: bool) -> Sequence[tuple[int, float]]:
        """Return the columns that most is said for, with the share of each, most first; none where too little is said."""
        columns = self._columns(known)
        if len(said) < _LEAST_TERMS or not len(columns):
            return ()
        grains = said.sum(axis=0, dtype=np.int64)[columns]
        best = int(grains.argmax(axis=0))
        if grains[best] < _LEAST_SAID * _GRAINS or np.count_nonzero(said[:, columns[best]]) < _LEAST_TERMS:
            return ()
        return [(int(columns[place]), share) for place, share in _likeliest(grains, best, is_letter=is_letter)]

    def _find_word(self, written: str) -> tuple[int, int]:
        """Return the number of a word and that of the term it is; those of silence for a word that tells nothing."""
        if not _is_telling(fold(written)):
            return _SILENT
        term = stem(written)
        return self._word.get(term, _UNKNOWN), self._alone.get(term, _UNKNOWN)

    def _find_columns(self, known: frozenset[SubjectCode]) -> npt.NDArray[np.int64]:
        """Return the columns of the subjects that a town has."""
        return np.array([column for column, code in enumerate(self._codes) if code in known], dtype=np.int64)


class Sums:
    """What the terms of a part say for some subjects, summed from the first on: any stretch of it is told by one subtraction."""

    def __init__(self, rows: Sequence[int], places: Sequence[int], said: _Grains) -> None:
        """Sum what terms say that stand, in order, at places; a row of ``said`` for each, a column for each subject."""
        self._places = places
        self._said = said
        self._until = np.zeros((len(said) + 1, said.shape[1]), dtype=np.int64)
        said.cumsum(axis=0, out=self._until[1:])
        last: dict[int, int] = {}
        self._again: list[tuple[int, int]] = []
        """The terms that were said before, with where they were last: a stretch hears each once."""
        for number, row in enumerate(rows):
            if row in last:
                self._again.append((last[row], number))
            last[row] = number

    def shares(self, stretch: range, *, is_letter: bool) -> Sequence[tuple[int, float]]:
        """Return the columns that a stretch of words says most for, with the share of each, most first; none where too little is said."""
        first, end = bisect_left(self._places, stretch.start), bisect_left(self._places, stretch.stop)
        again = [number for before, number in self._again if first <= before and number < end]
        if end - first - len(again) < _LEAST_TERMS or not self._said.shape[1]:
            return ()
        grains = self._until[end] - self._until[first]
        for number in again:
            grains -= self._said[number]
        best = int(grains.argmax())
        if grains[best] < _LEAST_SAID * _GRAINS:
            return ()
        telling = np.count_nonzero(self._said[first:end, best]) - sum([self._said[number, best] > 0 for number in again])
        return _likeliest(grains, best, is_letter=is_letter) if telling >= _LEAST_TERMS else ()


def _likeliest(grains: npt.NDArray[np.int64], best: int, *, is_letter: bool) -> Sequence[tuple[int, float]]:
    """Return the columns that most is said for, with the share of each, most first."""
    odds = (_ODDS[is_letter].take(grains[best] - grains, mode="clip") * (grains > 0)).tolist()
    total = sum(odds)
    least = _LEAST_SHARE * total
    first = sorted([place for place, chance in enumerate(odds) if chance >= least], key=odds.__getitem__, reverse=True)
    return [(place, odds[place] / total) for place in first[:_MOST]]


def _strongest(said: _Grains, terms: Sequence[Term]) -> Sequence[Term]:
    """Return the terms that say most, most first and of those the first, of those that say something."""
    most_first = (_MOST_GRAINS - said).argsort(kind="stable")[:_QUOTED].tolist()
    return [terms[place] for place in most_first if said[place]]


def _evidence(code: SubjectCode, share: float, strongest: Sequence[Term] = (), *, is_letter: bool) -> Evidence[SubjectCode]:
    """Return a subject's share as evidence, with the words that say most."""
    ceiling = _CEILING_OF_LETTER if is_letter else _CEILING
    return Evidence(
        rule=USAGE,
        answer=code,
        weight=round(ceiling * share, 4),
        ceiling=ceiling,
        quote=", ".join(dict.fromkeys(of.original(place) for _, place, of in strongest)),
        where=next((words.span(at, at) for _, at, words in strongest), _NOWHERE),
    )


def terms_of(words: Words, meaning: Meaning) -> frozenset[str]:
    """Return the terms by which a message is counted: its stems and the pairs of neighbouring ones."""
    telling = [at for at, form in enumerate(words.forms) if _is_telling(form)]
    found = [(at, stem(words.written[at])) for at in _telling(words, meaning, frozenset(), telling)]
    pairs = [
        f"{one} {other}"
        for (first, one), (second, other) in pairwise(found)
        if second - first <= _APART and words.sentences[first] == words.sentences[second]
    ]
    return frozenset((*[term for _, term in found], *pairs))


@cache
def shipped_usage() -> Usage:
    """Return what the messages that the product was taught by say."""
    lines = resources.files(__package__).joinpath(_COUNTS).read_text(encoding="utf-8").splitlines()
    return Usage(dict(map(_read_line, lines)))


def _read_line(line: str) -> tuple[str, Mapping[SubjectCode, int]]:
    term, _, counts = line.partition("\t")
    return term, {SubjectCode(code): int(n) for code, _, n in (one.partition("=") for one in counts.split())}


def _says(found: Mapping[SubjectCode, int], sizes: Mapping[SubjectCode, int], room: float) -> Iterator[tuple[SubjectCode, float]]:
    """Return for which subjects a term speaks, and how much. ``room`` is what all subjects have of one message that none has."""
    average = sum([n / sizes[code] for code, n in found.items()]) / len(sizes)
    mixed = _SMOOTHING * average
    shares = {code: (n + mixed) / (sizes[code] + _SMOOTHING) for code, n in found.items()}
    total = mixed * room + sum([n / (sizes[code] + _SMOOTHING) for code, n in found.items()])
    said = (
        (code, min(_ONCE + _OFTEN * math.log(found[code]), math.log(share * (len(sizes) - 1) / (total - share))))
        for code, share in shares.items()
    )
    return ((code, weight) for code, weight in said if weight >= _LEAST_WEIGHT)


def _is_telling(form: str) -> bool:
    """Return whether a folded word may tell anything: neither a small one nor one with digits."""
    return len(form) >= _SHORTEST and form not in STOPWORDS and form.isalpha()


def _telling(words: Words, meaning: Meaning, unread: Set[int], indices: Iterable[int]) -> Sequence[int]:
    """Return of the words those that may tell what a message is about: no names, none denied, past or said to be well."""
    worth, well, written = meaning.told, meaning.well, words.written
    told = [at for at in indices if worth[at] > _PLAIN and at not in well and at not in unread]
    if words.source.isupper():
        return told
    return [at for at in told if written[at][0].islower() or _opens(words, at)]


def _opens(words: Words, at: int) -> bool:
    """Return whether a word opens a sentence or a line, so that a capital makes it no name."""
    return not at or words.sentences[at] != words.sentences[at - 1] or "\n" in words.gap(at - 1)
