"""The town's place names, found in text however they are written: whole, misspelt, shortened, with another kind of street or none."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.place import Places
from rules.forms import ROAD, ROAD_CLASSES, Form, forms_of, roads_of
from rules.likeness import compare
from rules.name_index import NameIndex
from rules.names import KINDS, PARTICLES, expand, is_like_particle, kind_at, tail_of
from rules.near_words import NearWords
from rules.prose import EVERYDAY, UNITS
from rules.typed_names import NO_KIND, kind_worth, read_after
from rules.windows import Window, next_word, suffix_at, window_at
from rules.words import Words, read_words

_LONG_NAME = 9
_EXACT_GAIN = 0.1
_WORD_GAIN = 0.05
_SHORT_KIND = 5
_LONG_KIND = 8
_AFTER_COMMA = 0.9
_SURE_ENOUGH = 0.6
_GUESSED = 0.5
"""Worth of the name that looks most alike where none is near: a proposal, never an answer."""
_PAIR_STARTS = frozenset(name.split()[0] for name in KINDS if " " in name)
_MISSPELT_PLACE = 0.86
_MAYBE_LONGER = 0.9
_HOUSE_NUMBER = re.compile(r"\d{1,4}(?!\d)")


class Naming(NamedTuple):
    """A name found in text: the place it may name, the words it covers (both included) and how surely (0 to 1)."""

    form: Form
    first: int
    last: int
    score: float
    typed: bool = False
    """A kind of street, perhaps misspelt, is said before the name."""


class _Opening(NamedTuple):
    """What may begin with a word: a kind of street (perhaps of two words), a numbered road, names that need no kind."""

    word: str
    kind: str
    may_be_pair: bool
    may_be_road: bool
    may_be_number: bool
    singles: tuple[Form, ...]
    is_starter: bool


class Gazetteer:
    """Names of a town's streets, places of interest, sectors and neighbours. Immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """Index every official name and alias."""
        self._index = NameIndex(forms_of(places))
        self._roads = roads_of(places)
        self._kinds = NearWords(word for word in KINDS if " " not in word and len(word) >= _SHORT_KIND)
        self._first_words = frozenset(pair.partition(" ")[0] for pair in self._index.openers)
        self._open = lru_cache(maxsize=1 << 15)(self._opening)

    def find(self, text: str) -> tuple[Naming, ...]:
        """Return the names in a text, such as a line of an address list, best first."""
        words = read_words(text)
        return tuple(sorted(self.find_in(words), key=lambda naming: -fit_of(words, naming)))

    def find_in(self, words: Words) -> tuple[Naming, ...]:
        """Return the names in the words, in their order; one passage may have several readings."""
        found: list[Naming] = []
        opening_of, typed_until = self._open, -1
        for index, form in enumerate(words.forms):
            opening = opening_of(form)
            if opening is None:
                continue
            for naming in self._at(words, index, opening):
                if naming.typed and naming.score >= _SURE_ENOUGH:
                    typed_until = max(typed_until, naming.last)
                if naming.typed or naming.first > typed_until or not naming.form.kind:
                    found.append(naming)
        return tuple(found)

    def read_whole(self, words: Words) -> tuple[Naming, ...]:
        """Return the names that a single address may be in which none is found: « presbitere », or whatever looks most like it."""
        if not words.forms:
            return ()
        readings = read_after(self._index, "", words, 0, window_at(words, 0))
        if readings:
            return tuple(Naming(reading.form, 0, reading.last, reading.score) for reading in readings)
        kind, size = kind_at(words.forms, int(words.forms[0].isdigit()))
        window = window_at(words, size + int(words.forms[0].isdigit()))
        near = self._index.nearest(window.words)
        return tuple(
            Naming(form, 0, len(words) - 1, ratio * _GUESSED * max(kind_worth(kind, form), _GUESSED))
            for name, ratio in near
            for form in self._index.named(name)
        )

    def _opening(self, form: str) -> _Opening | None:
        """Return what may begin with a folded word; None for nothing."""
        if form in PARTICLES and form not in KINDS and form not in ROAD_CLASSES:
            return None
        kind = KINDS.get(form, "")
        if not kind and len(form) >= _SHORT_KIND - 1 and form not in EVERYDAY:
            near = self._kinds.near(form)
            kind = KINDS[near[0].word] if near and near[0].edits <= (1 if len(form) <= _LONG_KIND else 2) else ""
        word = expand(form).partition(" ")[0]
        opening = _Opening(
            word=word if word in self._first_words else "",
            kind=kind,
            may_be_pair=form in _PAIR_STARTS,
            may_be_road=form in ROAD_CLASSES or ROAD.fullmatch(form) is not None,
            may_be_number=_HOUSE_NUMBER.match(form) is not None,
            singles=self._index.singles.get(word, ()),
            is_starter=word in self._index.starters,
        )
        return opening if any(opening) else None

    def _at(self, words: Words, index: int, opening: _Opening) -> Iterable[Naming]:
        """Return the names that begin at a word: with a kind of street, or bare."""
        found: list[Naming] = []
        if opening.may_be_road:
            found.extend(self._road(words, index))
        if opening.kind or opening.may_be_pair:
            kind, size = kind_at(words.forms, index)
            kind, size = (kind, size) if size else (opening.kind, 1)
            following = next_word(words, index + size - 1) if kind else ""
            if following and (following not in EVERYDAY or self._index.has_word(following) or is_like_particle(following)):
                found.extend(self._typed(kind, index, words, index + size))
        if opening.word or opening.singles:
            found.extend(naming for naming in self._without_kind(words, index, opening) if _stands_alone(words, naming))
        if opening.may_be_number and not found:
            found.extend(self._after_number(words, index))
        return found

    def _without_kind(self, words: Words, index: int, opening: _Opening) -> Iterator[Naming]:
        """Yield the names that begin at a word without a kind before them."""
        following = next_word(words, index) if opening.word else ""
        longest = self._index.openers.get(f"{opening.word} {following}", 0) if following else 0
        if longest:
            yield from self._bare(index, window_at(words, index, longest))
        elif opening.is_starter and following and following not in EVERYDAY:
            yield from self._misspelt_place(index, window_at(words, index))
        for form in opening.singles:
            yield Naming(form, index, index, form.worth * (NO_KIND if form.kind else 1.0))

    def _road(self, words: Words, index: int) -> Iterator[Naming]:
        """Yield the numbered road written at a word: « RD 974 », « D974 », « départementale 974 »."""
        form = words.forms[index]
        joined = ROAD.fullmatch(form)
        if joined is not None:
            key, last = f"{ROAD_CLASSES[joined[1]]}{joined[2]}", index
        elif form in ROAD_CLASSES and index + 1 < len(words) and words.forms[index + 1].isdigit() and not words.gap(index).strip(" .-"):
            key, last = f"{ROAD_CLASSES[form]}{words.forms[index + 1]}", index + 1
        else:
            return
        if key in self._roads:
            first = index - 1 if index and words.forms[index - 1] == "route" else index
            yield Naming(self._roads[key], first, last, 1.0)

    def _typed(self, kind: str, first: int, words: Words, start: int) -> Iterator[Naming]:
        """Yield the names after a kind of street."""
        for reading in read_after(self._index, kind, words, start, window_at(words, start)):
            yield Naming(reading.form, first, reading.last, reading.score, typed=True)

    def _bare(self, first: int, window: Window) -> Iterator[Naming]:
        """Yield the names of several words that stand in the text as they are, without a kind."""
        name = window.words[0]
        for word, place in zip(window.words[1:], window.places[1:], strict=True):
            name += word
            for form in self._index.named(name):
                yield Naming(form, first, place, form.worth * (NO_KIND if form.kind else 1.0))

    def _misspelt_place(self, first: int, window: Window) -> Iterator[Naming]:
        """Yield the misspelt names that begin with a word such as « école » and are said without a kind."""
        for name in self._index.candidates(window.words):
            own = self._index.named(name)
            if own[0].core[0] == window.words[0] and len(own[0].core) > 1 and any(not form.kind for form in own):
                alike = compare(window.words, "", own[0].core, name)
                if alike.worth >= _MISSPELT_PLACE and alike.taken > 1:
                    yield from (
                        Naming(form, first, window.places[alike.taken - 1], alike.worth * form.worth) for form in own if not form.kind
                    )

    def _after_number(self, words: Words, index: int) -> Iterator[Naming]:
        """Yield the names right after a house number, their kind left out (« au 25 Victor Hugo ») or past knowing (« 25 aveniie »)."""
        following = index + 1
        if following < len(words) and suffix_at(words, following):
            following += 1
        if following >= len(words) or words.gap(following - 1).strip(" ,") or words.forms[following] in UNITS:
            return
        window = window_at(words, following)
        word = window.words[0] if window.words else ""
        if not word or word.isdigit() or word in EVERYDAY or word in KINDS or word in UNITS:
            return
        readings = read_after(self._index, "", words, following, window)
        if not readings and len(window.words) > 1 and not self._index.has_word(word):
            readings = read_after(self._index, "", words, window.places[1], window_at(words, window.places[1]))
        least = _AFTER_COMMA if "," in words.gap(following - 1) else 0.0
        for reading in readings:
            if (len(reading.form.glued) >= _SHORT_KIND and reading.score > least) or reading.score >= _AFTER_COMMA:
                yield Naming(reading.form, following, reading.last, reading.score)


def _stands_alone(words: Words, naming: Naming) -> bool:
    """Return whether a name stands for itself: no hyphen joins it to more words, and no kind of street leads to it.

    « Saint-Georges » within « Saint-Georges-des-Bois » is another place.
    """
    before = naming.first - 1
    while before > 0 and words.forms[before] in PARTICLES:
        before -= 1
    if naming.form.kind and before >= 0 and words.forms[before] in KINDS and words.sentences[before] == words.sentences[naming.first]:
        return False
    return words.gap(naming.last) != "-" and (not naming.first or words.gap(naming.first - 1) != "-")


def fit_of(words: Words, naming: Naming) -> float:
    """Return how well a name fits its passage: its score, longer names first, and those written just so before all."""
    _, size = kind_at(words.forms, naming.first) if naming.form.kind else ("", 0)
    said = tail_of(words.forms[naming.first + size : naming.last + 1])
    exact = _EXACT_GAIN if naming.score >= naming.form.worth and said == naming.form.tail else 0.0
    return naming.score + exact + _WORD_GAIN * min(_LONG_NAME, naming.last - naming.first + 1)
