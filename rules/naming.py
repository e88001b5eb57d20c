"""A name found in text: what it may name, the words it covers, how well it fits them, and whether it stands for itself."""

import re
from typing import NamedTuple

from rules.forms import Form, Target
from rules.landmark_names import is_named_after
from rules.names import KINDS, PARTICLES, kind_at, tail_of
from rules.prose import UNITS
from rules.words import Words

_LONG_NAME = 9
_EXACT_GAIN = 0.1
_WORD_GAIN = 0.05
_NUMBERED_GAIN = 0.12
"""A number right before a name says where it begins."""
_APOSTROPHES = frozenset("'’")
_HOUSE_NUMBER = re.compile(r"\d{1,4}(?!\d)")


class Naming(NamedTuple):
    """A name found in text: the place it may name, the words it covers (both included) and how surely (0 to 1)."""

    form: Form
    first: int
    last: int
    score: float
    typed: bool = False
    """A kind of street, perhaps misspelt, is said before the name."""


def is_unit(words: Words, index: int) -> bool:
    """Return whether a word makes the number before it a measure: « 3 l » is, « 3 l'église » is not."""
    return words.forms[index] in UNITS and words.gap(index)[:1] not in _APOSTROPHES


def stands_alone(words: Words, naming: Naming) -> bool:
    """Return whether a name stands for itself: no hyphen joins it to more words, and no kind of street leads to it.

    « Saint-Georges » within « Saint-Georges-des-Bois » is another place.
    """
    before = naming.first - 1
    while before > 0 and words.forms[before] in PARTICLES:
        before -= 1
    if naming.form.kind and before >= 0 and words.forms[before] in KINDS and words.sentences[before] == words.sentences[naming.first]:
        return False
    if naming.form.kind and is_named_after(words, naming.first):
        return False
    return words.gap(naming.last) != "-" and (not naming.first or words.gap(naming.first - 1) != "-")


def _is_numbered(words: Words, first: int) -> bool:
    """Return whether a house number stands right before a name, small words between."""
    at = first - 1
    while at >= 0 and words.forms[at] in PARTICLES:
        at -= 1
    return at >= 0 and _HOUSE_NUMBER.fullmatch(words.forms[at]) is not None and words.sentences[at] == words.sentences[first]


def fit_of(words: Words, naming: Naming) -> float:
    """Return how well a name fits its passage: its score, longer names first, and those written just so before all."""
    _, size = kind_at(words.forms, naming.first) if naming.form.kind else ("", 0)
    said = tail_of(words.forms[naming.first + size : naming.last + 1])
    exact = _EXACT_GAIN if naming.score >= naming.form.worth and said == naming.form.tail else 0.0
    numbered = _NUMBERED_GAIN if naming.form.target is Target.STREET and _is_numbered(words, naming.first) else 0.0
    return naming.score + exact + numbered + _WORD_GAIN * min(_LONG_NAME, naming.last - naming.first + 1)
