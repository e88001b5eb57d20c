"""Words by what is left of them without a letter: how words one edit apart are found among any number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

_BASE = 0x9E3779B97F4A7C15
_BITS = 64
_MASK = (1 << _BITS) - 1

Keys = npt.NDArray[np.uint64]


class ShortenedWords:
    """Words, each under itself and under each form of it with a letter left out; immutable afterwards.

    A form is a number, its letters as digits of a base, of which 64 bits are kept: a hundred thousand words have a million forms, which as
    numbers take a tenth of the memory, and are made and sorted at once. Two forms of one number are possible but not met: callers
    compare the words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """File the words."""
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in words:
            by_length[len(word)].append(word)
        self._words = [word for same in by_length.values() for word in same]
        keys: list[Keys] = []
        owners: list[npt.NDArray[np.int32]] = []
        first = 0
        for length, same in by_length.items():
            keys.append(_keys_of_all(same, length).ravel())
            owners.append(np.repeat(np.arange(first, first + len(same), dtype=np.int32), length + 1))
            first += len(same)
        unsorted = np.concatenate(keys) if keys else np.empty(0, dtype=np.uint64)
        order = np.argsort(unsorted)
        self._keys = unsorted[order]
        self._owners = np.concatenate(owners)[order] if owners else np.empty(0, dtype=np.int32)

    def find(self, word: str) -> Iterator[str]:
        """Yield the words that share a form with a word, some more than once."""
        keys = np.array(_keys_of(word), dtype=np.uint64)
        starts, ends = self._keys.searchsorted(keys), self._keys.searchsorted(keys, side="right")
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            for owner in self._owners[start:end].tolist() if start < end else ():
                yield self._words[owner]


def _keys_of(word: str) -> list[int]:
    """Return the number of a word, then those of its forms with a letter left out."""
    powers = [1]
    for _ in word[1:]:
        powers.append(powers[-1] * _BASE & _MASK)
    letters = list(map(ord, word))
    shifted = sum(letter * power for letter, power in zip(letters[1:], powers, strict=False))
    keys = [sum(letter * power for letter, power in zip(letters, powers, strict=True)) & _MASK, shifted & _MASK]
    # Leaving out the next letter puts the one before it back into its place.
    for letter, following, power in zip(letters, letters[1:], powers, strict=False):
        shifted += (letter - following) * power
        keys.append(shifted & _MASK)
    return keys


def _keys_of_all(words: list[str], length: int) -> Keys:
    """Return the same numbers for many words of one length, a row for each."""
    letters = np.array(words, dtype=f"<U{length}").view(np.uint32).reshape(len(words), length).astype(np.uint64)
    powers = np.array([pow(_BASE, exponent, 1 << _BITS) for exponent in range(length)], dtype=np.uint64)
    before = letters * powers
    after = letters[:, 1:] * powers[:-1]
    keys = np.zeros((len(words), length + 1), dtype=np.uint64)
    keys[:, 0] = before.sum(axis=1)
    keys[:, 2:] = before[:, :-1].cumsum(axis=1)
    keys[:, 1:-1] += after[:, ::-1].cumsum(axis=1)[:, ::-1]
    return keys
