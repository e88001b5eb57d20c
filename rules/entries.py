"""What a town's vocabulary and the frames are made of: the terms of their entries, read once."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from domain.ids import SubjectCode
from rules.cues import COMPARED, PURE_NEGATORS, WEAK
from rules.frames import FRAMES
from rules.matching import NEGATION, Slot
from rules.words import STOPWORDS, fold, stem, word_set, written_words

_ARTICLES = word_set("de du des d le la les l un une au aux a en")
_DOUBLED = re.compile(r"(.)\1")
_CACHE = 1 << 16


class Entry(NamedTuple):
    """An entry of a vocabulary: its words, its terms without small words, and whether those matter.

    They do where they stand round one full word.
    """

    text: str
    words: tuple[str, ...]
    content: tuple[str, ...]
    is_literal: bool


class Frame(NamedTuple):
    """A frame as its table has it: weight, slots of alternative terms, and whether its words stand side by side."""

    weight: float
    slots: tuple[Slot, ...]
    tight: bool


def read_entry(text: str) -> Entry:
    """Return an entry read."""
    written = written_words(text)
    forms = [fold(word) for word in written]
    content: dict[str, None] = {}
    small = False
    for index, form in enumerate(forms):
        if form in STOPWORDS:
            small = small or form not in _ARTICLES
        elif form in PURE_NEGATORS:
            if form != "plus" or COMPARED.isdisjoint(forms[index + 1 : index + 2]):
                content[NEGATION] = None
        else:
            content[stem(written[index])] = None
    terms = () if content.keys() == {NEGATION} else tuple(content)
    return Entry(text, tuple(written), terms, small and len(terms) == 1)


def label_phrases(label: str) -> tuple[str, ...]:
    """Return the parts of a subject's label that are worth matching."""
    parts = label.replace("/", ",").replace(":", ",").replace("(", ",").replace(")", ",").split(",")
    return tuple(part.strip() for part in parts if len(read_entry(part).content) > 1)


def read_frames(code: SubjectCode) -> tuple[Frame, ...]:
    """Return the frames of a subject of the reference catalogue; none for another."""
    return _read_all().get(code, ())


@cache
def frame_words() -> tuple[str, ...]:
    """Return every word of every frame, once."""
    return tuple(dict.fromkeys(word for frames in FRAMES.values() for frame in frames for word in written_words(frame)))


@cache
def _read_all() -> Mapping[str, tuple[Frame, ...]]:
    return {code: tuple(frame for frame in map(_read_frame, frames) if frame.slots) for code, frames in FRAMES.items()}


def _read_frame(frame: str) -> Frame:
    """Return a frame as the table writes it."""
    weight, _, body = frame.strip().rpartition("=")
    slots = tuple(_read_slot(slot.split("|")) for slot in body.split())
    return Frame(float(weight.rstrip("!") or 1.0), slots, weight.endswith("!"))


def _read_slot(words: Iterable[str]) -> Slot:
    return tuple(sorted({NEGATION if fold(word) in PURE_NEGATORS else stem(_longest_part(word)) for word in words if word}))


def _longest_part(word: str) -> str:
    """Return the longest part of a word written with hyphens, since a message is read part by part."""
    return max(re.split(r"[-'’]", word), key=len)


@lru_cache(maxsize=_CACHE)
def is_weak(term: str) -> bool:
    """Return whether a term says little alone, even with a doubled letter missing: towns list misspellings too (« trotoir »)."""
    return _DOUBLED.sub(r"\1", term) in _WEAK_SINGLED


_WEAK_SINGLED = frozenset(_DOUBLED.sub(r"\1", stem(word)) for word in WEAK)
