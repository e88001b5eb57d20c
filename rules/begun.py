"""Words somebody types while a list answers: begun, in another form, or misspelt. Made once; asked at every letter."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rules.spelling import sounds_of
from rules.words import fold, stem

WHOLE, BEGUN, BENT, HEARD, SLIPPED, SLIPPED_TWICE = 1.0, 0.9, 0.85, 0.6, 0.5, 0.4
"""What a known word is worth for one typed: the word itself, its beginning, another form of it, one that sounds so, a slip away, two."""
_UNENDED = 0.05
"""So much less where the slip is in the beginning of a longer word."""
_SHORTEST_BENT, _SHORTEST_SLIP, _SHORTEST_TWICE = 4, 4, 7
"""Letters from which on a word may be meant by its stem, by one slip, by two; of shorter ones too many are alike."""
_SHORTEST_SOUND = 3
_LONGEST = 40
_MOST_SLIPS = 60
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class KnownWords:
    """The words of a list, folded, in the order of the alphabet, and by their stems and sounds.

    ``_begun`` holds the beginnings of a length that were asked for, each with the words that begin so: a word still being typed may have
    its slip already.
    """

    words: tuple[str, ...]
    _stems: Mapping[str, tuple[str, ...]]
    _sounds: Mapping[str, tuple[str, ...]]
    _begun: dict[int, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def spelt(self, written: str) -> dict[str, float]:
        """Return the words that a word as written is, begins, or is another form of, and what each is worth."""
        folded = fold(written)[:_LONGEST]
        if not folded:
            return {}
        found = {}
        if len(folded) >= _SHORTEST_BENT:
            found = dict.fromkeys(self._stems.get(stem(written), ()), BENT)
            # The stemmer leaves the mark of some plurals: « trous ».
            if folded[-1] in "sx" and self._has(folded[:-1]):
                found[folded[:-1]] = BENT
        start, end = bisect_left(self.words, folded), bisect_left(self.words, folded + _LAST)
        found.update(dict.fromkeys(self.words[start:end], BEGUN))
        if self._has(folded):
            found[folded] = WHOLE
        return found

    def meant(self, written: str) -> dict[str, float]:
        """Return the words that a misspelt one may be or begin, and what each is worth; numbers are never misspelt."""
        folded = fold(written)[:_LONGEST]
        size = len(folded)
        if size < _SHORTEST_SLIP or any(letter.isdigit() for letter in folded):
            return {}
        heard = sounds_of((folded,))[0]
        found = dict.fromkeys(self._sounds.get(heard, ()) if len(heard) >= _SHORTEST_SOUND else (), HEARD)
        slips = 1 if size < _SHORTEST_TWICE else 2
        for length in (size, size + 1):
            begun = self._beginnings(length)
            near = process.extract(folded, begun.keys(), scorer=OSA.distance, score_cutoff=slips, limit=_MOST_SLIPS)
            for beginning, away, _ in near:
                worth = SLIPPED if away <= 1 else SLIPPED_TWICE
                for word in begun[beginning]:
                    found[word] = max(worth - _UNENDED * (word != beginning), found.get(word, 0.0))
        return found

    def _has(self, folded: str) -> bool:
        at = bisect_left(self.words, folded)
        return at < len(self.words) and self.words[at] == folded

    def _beginnings(self, length: int) -> Mapping[str, tuple[str, ...]]:
        """Return the words by their first letters; two threads at once only make it twice."""
        known = self._begun.get(length)
        if known is None:
            known = self._begun[length] = _grouped((word[:length], word) for word in self.words if len(word) >= _SHORTEST_SLIP - 1)
        return known


def known_words(written: Iterable[str]) -> KnownWords:
    """Return an index of words as they are written; accents tell their stems."""
    by_folded = {fold(word)[:_LONGEST]: word for word in written}
    words = tuple(sorted(by_folded))
    spoken = [word for word in words if len(word) >= _SHORTEST_SLIP and word.isalpha()]
    return KnownWords(
        words=words,
        _stems=_grouped((stem(by_folded[word]), word) for word in words),
        _sounds=_grouped(zip(sounds_of(spoken), spoken, strict=True)),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, word in pairs:
        found.setdefault(key, []).append(word)
    return {key: tuple(words) for key, words in found.items()}
