"""Words of names found again from their misspellings: a letter or two off, written as they sound, or misread by a scanner."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA


def _listed(text: str) -> list[str]:
    """Return the words of a list written as text, in their order."""
    return text.split()


_SHORTEST_MISSPELT = 4
_LONG = 6
_LONGEST = 24
"""Longer words are compared whole only; the cost of a look-up grows with the square of the length."""
_BLOCK = 4
_MOST_NEAR = 8
_MOST_IN_BLOCK = 300
_SHORTEST_SOUND = 3
_MORE_BY_EAR = 1.0
_MOST_TRIED = 3_000
_SHARDS = 256
_WORD_BITS = 32
_WORD_MASK = (1 << _WORD_BITS) - 1
BY_EAR = 0.5
"""Edits that a word written as it sounds, or misread by a scanner, counts for."""

_SOUNDS = tuple(
    pair.split(":")
    for pair in _listed(
        """
    sch:$ ch:$ ph:f tch:$ gue:Ge gui:Gi guy:Gi qu:k ck:k eaux:o eau:o aux:o au:o ault:o oeu:e eu:e oe:e oua:wa oy:wai oi:wa ge:je
    gi:ji gy:ji G:g ce:se ci:si cy:si c:k q:k gn:ni y:i h: w:v ain:1 ein:1 aim:1 in:1 im:1 un:1 an:1 am:1 en:1 em:1 on:3 om:3
    ai:e ei:e z:s x:s
    """
    )
)
_SILENT = "stdxp"
_MISREAD = str.maketrans({"1": "l", "i": "l", "j": "l", "0": "o", "5": "s", "8": "b", "c": "e", "9": "g", "q": "g", "t": "f"})
_MISREAD_PAIRS = (("rn", "m"), ("ll", "u"), ("el", "d"), ("vv", "w"), ("nl", "m"), ("ln", "m"))
_ENDINGS = ("er", "ers", "ez", "ee", "ees", "et", "ets")


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """Return roughly how a folded French name sounds."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            word = f"{word[: -len(ending)]}e"
            break
    for written, heard in _SOUNDS:
        if written in word:
            word = word.replace(written, heard)
    single = [letter for index, letter in enumerate(word) if index == 0 or word[index - 1] != letter]
    joined = "".join(single)
    voiced = joined.removesuffix("s").removesuffix("e") if joined.endswith(("e", "es")) else joined.rstrip(_SILENT)
    return voiced or joined


@lru_cache(maxsize=1 << 16)
def scanned(word: str) -> str:
    """Return a word with letters that scanners take for one another made one."""
    word = word.translate(_MISREAD)
    for pair, letter in _MISREAD_PAIRS:
        if pair in word:
            word = word.replace(pair, letter)
    return word


def edits(said: str, known: str, limit: float) -> float:
    """Return how many edits a word is from another, less where it sounds like it or was misread; more than ``limit`` where beyond."""
    if said == known:
        return 0.0
    least = float(OSA.distance(said, known))
    if scanned(said) == scanned(known):
        return BY_EAR
    heard, meant = sound(said), sound(known)
    if heard == meant and (least <= 2 or len(meant) > _SHORTEST_SOUND):  # noqa: PLR2004, « sent » is « saint », not all that rhymes
        return BY_EAR
    if least > limit + _MORE_BY_EAR or len(meant) < _SHORTEST_SOUND:
        return least
    return min(least, BY_EAR + len(known) / len(meant) * OSA.distance(heard, meant, score_cutoff=int(limit)))


class Near(NamedTuple):
    """A known word that a written one may stand for, and the edits between them."""

    word: str
    edits: float


class _Keys:
    """Words by keys. A town has millions of keys, so each is eight bytes: four of its checksum, four of the number of its word.

    Two keys of one checksum only make more words be compared.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        shards = [array("Q") for _ in range(_SHARDS)]
        for number, word in enumerate(self._words):
            for key in _keys_of(word):
                sum_ = crc32(key.encode())
                shards[sum_ % _SHARDS].append(sum_ << _WORD_BITS | number)
        self._shards = [array("Q", sorted(shard)) for shard in shards]

    def words(self, key: str) -> Iterator[str]:
        """Yield the words of a key, and now and then others, in the order of the alphabet."""
        sum_ = crc32(key.encode())
        shard, least = self._shards[sum_ % _SHARDS], sum_ << _WORD_BITS
        at, size = bisect_left(shard, least), len(shard)
        while at < size and shard[at] >> _WORD_BITS == sum_:
            yield self._words[shard[at] & _WORD_MASK]
            at += 1


class NearWords:
    """Known words by what is left of them when misspelt. Made once; a look-up takes time hardly dependent on how many there are."""

    def __init__(self, words: Iterable[str]) -> None:
        """File every word under its forms with one letter left out, its sound, its misread form, its beginning and end."""
        self.known = frozenset(words)
        self._keys = _Keys(self.known)
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in self.known:
            self._by_start.setdefault((word[:1], len(word)), []).append(word)
        self.far = lru_cache(maxsize=1 << 12)(self._far)
        self.near = lru_cache(maxsize=1 << 14)(self._near)

    def _near(self, word: str) -> tuple[Near, ...]:
        """Return the known words that a folded word may stand for, the nearest first, itself among them where it is known."""
        size = len(word)
        if not _SHORTEST_MISSPELT - 1 <= size <= _LONGEST or word.isdigit():
            return (Near(word, 0.0),) if word in self.known else ()
        limit = allowed(size + 1)
        near = self._compare(word, self._close(word), limit)
        if not near and size >= _LONG:
            near = self._compare(word, self._in_blocks(word), limit)
        return tuple(sorted(near, key=lambda one: (one.edits, OSA.distance(word, one.word), one.word))[:_MOST_NEAR])

    def _far(self, word: str) -> tuple[Near, ...]:
        """Return the words of the same first letter and nearly the same length within two edits or more; this compares with many."""
        size = len(word)
        if not _LONG - 1 <= size <= _LONGEST or word.isdigit():
            return ()
        tried = [known for length in range(size - 2, size + 3) for known in self._by_start.get((word[:1], length), ())][:_MOST_TRIED]
        limit = allowed(size)
        found = process.extract(word, tried, scorer=OSA.distance, score_cutoff=int(limit), limit=_MOST_NEAR)
        return tuple(Near(known, float(away)) for known, away, _ in found)

    def _compare(self, word: str, found: Iterable[str], limit: float) -> list[Near]:
        """Return the words found that are within the limit."""
        return [Near(known, away) for known in found if (away := edits(word, known, limit)) <= limit]

    def _close(self, word: str) -> set[str]:
        """Return the known words that share a key with a word."""
        found: set[str] = set()
        for key in _keys_of(word):
            if key[0] not in "<>":
                found.update(self._keys.words(key))
        return found

    def _in_blocks(self, word: str) -> set[str]:
        """Return the known words that begin or end as a word does; of two edits in a long word, one half is mostly spared."""
        found: set[str] = set()
        for key in (f"<{word[:_BLOCK]}", f">{word[-_BLOCK:]}"):
            found.update(islice(self._keys.words(key), _MOST_IN_BLOCK))
        return found


def allowed(size: int) -> float:
    """Return how many edits a name of so many letters may have."""
    return 0.5 if size <= 3 else 1.0 if size <= 5 else 2.0 if size <= 9 else 3.0 if size <= 15 else 4.0  # noqa: PLR2004, a scale


def _keys_of(word: str) -> Iterable[str]:
    """Yield the keys of a word."""
    if len(word) < _SHORTEST_MISSPELT - 1 or word.isdigit() or len(word) > _LONGEST:
        return
    heard = sound(word)
    yield f"~{heard}"
    yield f"#{scanned(word)}"
    yield word
    if len(word) < _SHORTEST_MISSPELT:
        return
    for index in range(len(word)):
        if not index or word[index] != word[index - 1]:
            yield word[:index] + word[index + 1 :]
    if len(word) >= _LONG:
        yield f"<{word[:_BLOCK]}"
        yield f">{word[-_BLOCK:]}"
        for index in range(len(heard)):
            yield f"~{heard[:index]}{heard[index + 1 :]}"
