"""Words and phrases of rules, found in a message by one automaton: as they are, with other endings, misspelt, badly scanned."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import ahocorasick
from rapidfuzz.distance import DamerauLevenshtein

from rules.context import Meaning, is_plainly_said
from rules.kept import Kept
from rules.scanned import repaired
from rules.situation import Said
from rules.spelling import HEARD, Resemblance, learn
from rules.words import STOPWORDS, Words, fold, offsets, stem, word_borders, word_set

PREFIX_MARK = "*"
_FILLERS = word_set(
    """
    tres trop fort forte forts fortes fortement bien vraiment encore assez si tellement toujours un peu super hyper
    """
)
_SHORT_STEM = 3
_SHORTEST_PLURAL = 4
_SHORTEST_HEARD = 6
_SHORTEST_MISSPELT = 9
"""Shorter words are one letter away from too many others: « calcaire » and « calvaire », « conforme » and « confirme »."""
_LONG = 11
_ROOM = 1 << 16
_LETTERS_HEARD = 2
"""Letters that a word which sounds the same may be written otherwise: endings that are not heard make « plat » sound like « places »."""
_SHORTEST_BEGINNING = 5
_STEM_MARK = "~"
"""Stands between stems, so that one automaton holds them beside the beginnings, which stand after a space."""
_DOUBLED = re.compile(r"(.)\1+")
_LIKE_SUBJUNCTIVES = ("asse", "asses")


_Split = tuple[str, tuple[str, ...]]
"""A literal and its words as written."""


class Literals:
    """Words and phrases of a rule set, compiled once; immutable afterwards.

    Words of three letters and less are only found as they are or in the plural: « gaz » is no « gazon », « rat » is not in « raté ».
    A word that sounds like one of the rules is taken for it; one that only looks like it must be long, begin alike, and be none of
    ``real_words``: a « plante » is no « plainte ».
    """

    def __init__(self, literals: Iterable[str], real_words: frozenset[str] = frozenset()) -> None:
        """Compile the literals; those without a word are left out."""
        begun: list[_Split] = []
        entire: list[_Split] = []
        for one in _split(dict.fromkeys(literals)):
            (begun if _is_beginning(one[0]) else entire).append(one)
        whole = dict.fromkeys(word for _, words in entire for word in words)
        self._real_words = real_words
        self._terms = _canonical(whole)
        beginnings = [fold(words[-1]) for _, words in begun]
        self._beginnings = {_singled(one): one for one in beginnings if len(_singled(one)) >= _SHORTEST_BEGINNING}
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._spelling = learn(
            {form for word in whole if len(form := fold(word)) >= _SHORTEST_HEARD and form not in STOPWORDS}, shortest=_SHORTEST_MISSPELT
        )
        self._machine = ahocorasick.Automaton()
        keys = self._keys(begun, entire, whole)
        spelt = [key for key in keys if key[0] != _STEM_MARK]
        self._spelt_words = frozenset(word for key in spelt for word in key.split())
        self._first_letters = {key.split()[-1] for key in spelt if key[-1] != " "}
        self._letter_counts = sorted({len(letters) for letters in self._first_letters})
        for key, same in keys.items():
            self._machine.add_word(key, (len(key), tuple(same)))
        self._is_empty = not len(self._machine)
        if not self._is_empty:
            self._machine.make_automaton()
        self._heard = Kept(self._hear, _ROOM)

    def find(self, words: Words, meaning: Meaning) -> Mapping[str, Said]:
        """Return the literals found; one said plainly goes before one denied or past. Phrases do not run across sentences."""
        found: dict[str, Said] = {}
        for literal, first, last in self._hits(words) if words.forms and not self._is_empty else ():
            if literal in found and found[literal].plain:
                continue
            plain = is_plainly_said(words, meaning, first, last)
            if literal not in found or plain:
                found[literal] = Said(quote=words.quote(first, last), where=words.span(first, last), plain=plain)
        return found

    def _hits(self, words: Words) -> Iterator[tuple[str, int, int]]:
        """Yield the literals found with their first and last word, as beginnings first, then by their stems."""
        forms, terms = zip(*map(self._heard.__getitem__, words.written), strict=True)
        kept: Sequence[int] = range(len(forms))
        yield from self._pass(words, forms, kept, " ")
        if not _FILLERS.isdisjoint(words.forms):
            kept = [index for index, form in enumerate(words.forms) if form not in _FILLERS]
            terms = tuple([terms[index] for index in kept])
        yield from self._pass(words, terms, kept, _STEM_MARK)

    def _pass(self, words: Words, items: Sequence[str], indices: Sequence[int], mark: str) -> Iterator[tuple[str, int, int]]:
        """Yield what the automaton finds in items joined by a mark; ``indices`` are the words they stand for."""
        if not any(items):
            return
        line = f"{mark}{mark.join(items)}{mark}"
        at: Sequence[int] = ()
        for end, (length, literals) in self._machine.iter(line):
            at = at or offsets(items)
            first = indices[bisect_right(at, end - length + 2) - 1]
            last = indices[bisect_right(at, end if line[end] != mark else end - 1) - 1]
            if words.sentences[first] == words.sentences[last]:
                for literal in literals:
                    yield literal, first, last

    def _keys(self, begun: Iterable[_Split], entire: Iterable[_Split], whole: Iterable[str]) -> Mapping[str, list[str]]:
        """Return the literals by what the automaton looks for: a beginning after a space, stems between their marks.

        ``whole`` are the words of the literals that are no beginnings, each once.
        """
        by_key: dict[str, list[str]] = {}
        term = {word: self._known(word) for word in whole if fold(word) not in _FILLERS}
        for literal, words in begun:
            by_key.setdefault(f" {' '.join(map(fold, words))}", []).append(literal)
        for literal, words in entire:
            telling = [term[word] for word in words if word in term]
            key = f"{_STEM_MARK}{_STEM_MARK.join(telling)}{_STEM_MARK}" if telling else f" {' '.join(map(fold, words))} "
            by_key.setdefault(key, []).append(literal)
        return by_key

    def _hear(self, written: str) -> tuple[str, str]:
        """Return how a word is spelt, its beginning mended where it is misspelt or badly scanned, and its term; empty for what it has not.

        Only what stands in a beginning, or begins with it, is worth spelling.
        """
        folded = fold(written)
        mended = self._mended(folded)
        is_spelt = mended in self._spelt_words or any(mended[:count] in self._first_letters for count in self._letter_counts)
        return mended if is_spelt else "", self._known(written) or self._alike(folded)

    def _known(self, written: str) -> str:
        """Return the term of a word of the rules, whatever its ending; empty for another word."""
        for root in _roots(written):
            if root in self._terms:
                return self._terms[root]
        return ""

    def _alike(self, folded: str) -> str:
        """Return the term that a word stands for which is misspelt or badly scanned; empty if none."""
        if folded in STOPWORDS:
            return ""
        is_real = folded in self._real_words
        known = self._spelling.known
        for one in self._spelling.alike(folded):
            if _resembles(folded, one, is_real=is_real):
                return self._known(one.word)
        lettered = () if is_real or len(folded) < _SHORTEST_HEARD else repaired(folded)
        # Letters that a scanner confuses make a word of another: only the whole word counts, not its stem.
        return next((self._known(one) for one in lettered if one in known or one.removesuffix("s") in known), "")

    def _mended(self, folded: str) -> str:
        """Return a folded word that begins like one of the beginnings but for doubled or badly scanned letters, with that beginning."""
        if folded in STOPWORDS or folded in self._real_words:
            return folded
        for one in (folded, *(repaired(folded) if not folded.isalpha() else ())):
            single = _singled(one)
            for length in self._lengths:
                if single[:length] in self._beginnings:
                    return self._beginnings[single[:length]] + single[length:]
        return folded


def _resembles(folded: str, one: Resemblance, *, is_real: bool) -> bool:
    """Return whether a word may be a known one misspelt: it sounds the same and is nearly the same, or is long and one letter off."""
    apart = DamerauLevenshtein.distance(folded, one.word)
    if one.worth >= HEARD:
        return len(folded) >= _SHORTEST_HEARD and apart <= _LETTERS_HEARD
    allowed = 1 if len(folded) < _LONG else _LETTERS_HEARD
    return not is_real and len(folded) >= _SHORTEST_MISSPELT and folded[0] == one.word[0] and apart <= allowed


def _is_beginning(literal: str) -> bool:
    return literal.rstrip().endswith(PREFIX_MARK)


def _singled(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _split(literals: Iterable[str]) -> list[_Split]:
    """Return the literals with their words as written. All are read at once: a rule set has tens of thousands."""
    given = list(literals)
    lines = [" ".join(literal.split()) for literal in given]
    source = "\n".join(lines)
    starts, ends = word_borders(source)
    originals = [source[start:end] for start, end in zip(starts, ends, strict=True)]
    borders = [bisect_left(starts, end) for end in accumulate([len(line) + 1 for line in lines], initial=0)]
    found = zip(given, pairwise(borders), strict=True)
    return [(literal, tuple(originals[first:end])) for literal, (first, end) in found if first < end]


def _canonical(written: Iterable[str]) -> Mapping[str, str]:
    """Return the term of each root that a word of the rules has, written with its accents or without, in the plural or not."""
    terms: dict[str, str] = {}
    for word in dict.fromkeys(written):
        roots = _roots(word)
        term = next((terms[root] for root in roots if root in terms), roots[0])
        for root in roots:
            terms.setdefault(root, term)
    return terms


@lru_cache(maxsize=1 << 16)
def _roots(written: str) -> tuple[str, ...]:
    """Return the stems a word may have, the likeliest first; a short one is the word itself, without the mark of the plural."""
    folded = fold(written)
    singular = folded[:-1] if len(folded) >= _SHORTEST_PLURAL and folded[-1] in "sx" else folded
    if folded.endswith(_LIKE_SUBJUNCTIVES):
        # The stemmer takes « terrasse » for a form of « terrer ».
        return (singular.removesuffix("e"),)
    stems = [stem(one) for one in dict.fromkeys((written, folded, singular))]
    return tuple(dict.fromkeys([one if len(one) > _SHORT_STEM else singular for one in stems]))
