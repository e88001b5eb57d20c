"""Misspelt words: one letter too many, too few, wrong or swapped, and words written as they sound."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from rules.shortened import ShortenedWords

_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"eaux?", "o"),
    (r"aux?(?![eiy])", "o"),
    (r"ph", "f"),
    (r"qu?", "k"),
    (r"c(?=[eiy])", "s"),
    (r"ch", "$"),
    (r"[ck]+", "k"),
    (r"g(?=[eiy])", "j"),
    (r"gu(?=[eiy])", "g"),
    (r"(?:e[rz]|ee?s?|ent)$", "e"),
    (r"[ae]n(?=[^aeiouyn]|$)|[ae]m(?=[pb])", "@"),
    (r"ai|ei", "e"),
    (r"y", "i"),
    (r"h", ""),
    (r"z", "s"),
    (r"(.)\1+", r"\1"),
    (r"(?<=[a-z@$])(?:[stxde]+)$", ""),
)
_RULES = tuple((re.compile(pattern, re.MULTILINE), sound) for pattern, sound in _SOUNDS)
_DIGIT = re.compile(r"\d")
_SHORTEST_MISSPELT = 5
_SHORTEST_HEARD = 4
_LONG = 8
_LONGEST = 40
"""No French word is longer."""
HEARD = 0.88
"""Worth of a word that only sounds like the known one."""
MISSPELT = 0.78
"""Worth of a word one letter away from the known one."""


def sound(word: str) -> str:
    """Return roughly how a folded French word sounds."""
    return sounds_of((word,))[0]


def sounds_of(words: Sequence[str]) -> list[str]:
    """Return how each of many folded words sounds. All at once, one a line, since a pass of each rule over one text costs least."""
    text = "\n".join(words)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text.split("\n") if words else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """A known word that a written word may stand for; ``worth`` is 1 for the word itself."""

    word: str
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """Known words, found again from their misspellings. Built once; look-ups take time that hardly depends on its size.

    ``sounds`` has the words of one sound as one text with blanks between; ``near`` the words by what is left of them without a letter.
    """

    known: frozenset[str]
    sounds: Mapping[str, str]
    near: ShortenedWords

    def alike(self, word: str) -> tuple[Resemblance, ...]:
        """Return the known words that a folded word may stand for, best first."""
        if word in self.known:
            return (Resemblance(word=word, worth=1.0),)
        if not _SHORTEST_HEARD <= len(word) <= _LONGEST or _DIGIT.search(word):
            return ()
        found = {
            known: HEARD for known in self.sounds.get(sound(word), "").split() if known[0] == word[0] or len(word) > _SHORTEST_MISSPELT
        }
        if len(word) >= _SHORTEST_MISSPELT:
            # One edit away; two for long words that are the same without a letter of each.
            limit = 1 if len(word) < _LONG else 2
            for known in self.near.find(word):
                if DamerauLevenshtein.distance(word, known, score_cutoff=limit) <= limit:
                    found.setdefault(known, MISSPELT)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Resemblance(word=known, worth=worth) for known, worth in ranked)


def learn(words: Iterable[str], *, shortest: int = _SHORTEST_MISSPELT) -> Spelling:
    """Return the index of these folded words; those of fewer letters than ``shortest`` are found by their sound alone."""
    known = frozenset(words)
    heard = [word for word in sorted(known) if len(word) >= _SHORTEST_HEARD and not _DIGIT.search(word)]
    sounds: dict[str, str] = {}
    for word, said in zip(heard, sounds_of(heard), strict=True):
        sounds[said] = f"{sounds[said]} {word}" if said in sounds else word
    return Spelling(known=known, sounds=sounds, near=ShortenedWords(word for word in heard if len(word) >= shortest))
