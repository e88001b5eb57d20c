"""The town's place names, found in text however they are written: by their rare words, one edit away, compared by rapidfuzz."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from domain.place import Places
from rules.forms import ROAD, ROAD_CLASSES, Form, Target, forms_of, index_of, roads_of
from rules.names import DISTANT_KINDS, KINDS, PARTICLES, expand, kind_at, tail_of
from rules.spelling import learn
from rules.words import Words, read_words

_LONGEST_NAME = 7
_LONG_NAME = 4
_EXACT_GAIN = 0.1
_WORD_GAIN = 0.05
_MOST_CANDIDATES = 400
_LEAST_RATIO = 0.8
_SHORT_NAME = 5
_SHORT_RATIO = 0.9
_BARE_EXACT = 0.999
_RATIO_CUTOFF = 79
_BARE_RATIO = 0.88
_PAIR_STARTS = frozenset(name.split()[0] for name in KINDS if " " in name)
_LEAST_SCORE = 0.66
_OTHER_KIND = 0.72
_NO_KIND = 0.93


class Naming(NamedTuple):
    """A name found in text: the place it may name, the words it covers (both included) and how surely (0 to 1)."""

    form: Form
    first: int
    last: int
    score: float


class _Opening(NamedTuple):
    """What may begin with a word: a kind of street, a numbered road, the names (by number) whose first word it may be."""

    kind: str
    may_be_pair: bool
    may_be_road: bool
    starts: tuple[int, ...]


class _Stream:
    """The words of a text that can belong to names, written out, cut where a name must end. Made once a text."""

    def __init__(self, words: Words) -> None:
        """Read the words once."""
        self._named: list[tuple[str, int]] = []
        self._from: list[int] = []
        self._ends: list[int] = []
        run_start = 0
        sentences, breaks, last = words.sentences, words.breaks, len(words) - 1
        for index, form in enumerate(words.forms):
            self._from.append(len(self._named))
            if form not in PARTICLES and (len(form) > 1 or form.isdigit()):
                written = expand(form)
                if " " in written:
                    self._named.extend((part, index) for part in written.split())
                else:
                    self._named.append((written, index))
            if breaks[index] or index == last or sentences[index] != sentences[index + 1]:
                self._ends.extend([len(self._named)] * (index + 1 - run_start))
                run_start = index + 1

    def window(self, index: int) -> list[tuple[str, int]]:
        """Return the words that may belong to a name from a word on, with their places."""
        if index >= len(self._from):
            return []
        start = self._from[index]
        return self._named[start : min(start + _LONGEST_NAME, self._ends[index])]


class Gazetteer:
    """Names of a town's streets, places of interest, sectors and neighbours. Immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """Index every official name, alias and last name."""
        self._index = index_of(tuple(forms_of(places)))
        self._roads = roads_of(places)
        self._kinds = learn(word for word in KINDS if " " not in word and len(word) >= _SHORT_NAME)
        self._alike = lru_cache(maxsize=1 << 15)(self._index.spelling.alike)
        self._open = lru_cache(maxsize=1 << 15)(self._opening)

    def find(self, text: str) -> tuple[Naming, ...]:
        """Return the names in a text, such as a line of an address list, best first."""
        words = read_words(text)
        return tuple(sorted(self.find_in(words), key=lambda naming: -fit_of(words, naming)))

    def find_in(self, words: Words) -> tuple[Naming, ...]:
        """Return the names in the words, in their order; one passage may have several readings."""
        found: list[Naming] = []
        stream = _Stream(words)
        for index, form in enumerate(words.forms):
            opening = self._open(form)
            if opening is not None:
                found.extend(self._at(words, stream, index, opening))
        return tuple(found)

    def _at(self, words: Words, stream: _Stream, index: int, opening: _Opening) -> list[Naming]:
        """Return the names that begin at a word: with a kind of street, or bare."""
        found: list[Naming] = []
        if opening.may_be_road:
            found.extend(self._road(words, index))
        if opening.kind or opening.may_be_pair:
            kind, size = kind_at(words.forms, index)
            kind, size = (kind, size) if size else (opening.kind, 1)
            window = stream.window(index + size) if kind else []
            if window:
                found.extend(self._typed(kind, index, window))
        if opening.starts:
            found.extend(self._bare(stream.window(index), index, opening.starts))
        return found

    def _opening(self, form: str) -> _Opening | None:
        """Return what may begin with a folded word; None for nothing."""
        kind = KINDS.get(form, "")
        if not kind and len(form) >= _SHORT_NAME:
            alikes = self._kinds.alike(form)
            kind = KINDS[alikes[0].word] if alikes else ""
        starts: tuple[int, ...] = ()
        if form not in PARTICLES:
            for alike in self._alike(expand(form).split()[0])[:3]:
                starts += self._index.postings.get(f"^{alike.word}", ())
        may_be_road = form in ROAD_CLASSES or ROAD.fullmatch(form) is not None
        may_be_pair = form in _PAIR_STARTS
        return _Opening(kind, may_be_pair, may_be_road, starts) if kind or may_be_pair or may_be_road or starts else None

    def _road(self, words: Words, index: int) -> Iterator[Naming]:
        """Yield the numbered road written at a word: « RD 974 », « D974 », « départementale 974 »."""
        form = words.forms[index]
        joined = ROAD.fullmatch(form)
        if joined is not None:
            key, last = f"{ROAD_CLASSES[joined[1]]}{joined[2]}", index
        elif form in ROAD_CLASSES and index + 1 < len(words) and words.forms[index + 1].isdigit() and not words.gap(index).strip():
            key, last = f"{ROAD_CLASSES[form]}{words.forms[index + 1]}", index + 1
        else:
            return
        if key in self._roads:
            first = index - 1 if index and words.forms[index - 1] == "route" else index
            yield Naming(self._roads[key], first, last, 1.0)

    def _typed(self, kind: str, first: int, window: Sequence[tuple[str, int]]) -> Iterator[Naming]:
        """Yield the names after a kind of street. Misspellings count here, since something is named for certain."""
        for number in self._candidates(tuple(word for word, _ in window[:3])):
            form = self._index.forms[number]
            if form.target is not Target.STREET and not form.kind:
                continue
            ratio, last = _compare(form, window)
            if ratio >= (_LEAST_RATIO if len(form.glued) > _SHORT_NAME else _SHORT_RATIO):
                score = ratio * form.worth * _kind_worth(kind, form.kind)
                if score >= _LEAST_SCORE:
                    yield Naming(form, first, last, score)

    def _bare(self, window: Sequence[tuple[str, int]], index: int, starts: tuple[int, ...]) -> Iterator[Naming]:
        """Yield the names that begin at a word without a kind before it."""
        if not window:
            return
        for number in starts:
            form = self._index.forms[number]
            if len(form.core) > 1 and (len(window) == 1 or form.core[1][0] != window[1][0][0]) and not form.glued.startswith(window[0][0]):
                continue
            ratio, last = _compare(form, window)
            if ratio >= (_BARE_EXACT if len(form.core) == 1 or len(form.glued) <= _SHORT_NAME else _BARE_RATIO):
                yield Naming(form, index, last, ratio * form.worth * (_NO_KIND if form.kind else 1.0))

    def _candidates(self, start: tuple[str, ...]) -> set[int]:
        """Return the forms that have one of the words, misspelt or not; the rarest word decides where all are common."""
        lists: list[tuple[int, ...]] = []
        for word in start:
            if word in self._index.glued:
                lists.append(self._index.glued[word])
            for alike in self._alike(word)[:4]:
                postings = self._index.postings.get(alike.word)
                if postings:
                    lists.append(postings)
        lists.sort(key=len)
        found: set[int] = set()
        for postings in lists:
            if found and len(found) + len(postings) > _MOST_CANDIDATES:
                break
            found.update(postings[:_MOST_CANDIDATES])
        if not found and start:
            found.update(self._index.postings.get(f"<{start[0][:2]}", ())[:_MOST_CANDIDATES])
        return found


def fit_of(words: Words, naming: Naming) -> float:
    """Return how well a name fits its passage: its score, longer names first, and those written just so before all."""
    _, size = kind_at(words.forms, naming.first) if naming.form.kind else ("", 0)
    said = tail_of(words.forms[naming.first + size : naming.last + 1])
    exact = _EXACT_GAIN if naming.score >= naming.form.worth and said == naming.form.tail else 0.0
    return naming.score + exact + _WORD_GAIN * min(_LONG_NAME, naming.last - naming.first + 1)


def _compare(form: Form, window: Sequence[tuple[str, int]]) -> tuple[float, int]:
    """Return how alike a form is to the beginning of a window, and the last word that this takes."""
    size, known = len(form.core), form.glued
    if size <= len(window):
        glued = "".join([word for word, _ in window[:size]])
        if glued == known:
            return 1.0, window[size - 1][1]
    best, last = 0.0, window[0][1]
    for taken in (size, size + 1, size - 1):
        if 0 < taken <= len(window):
            glued = "".join([word for word, _ in window[:taken]])
            ratio = 1.0 if glued == known else fuzz.ratio(glued, known, score_cutoff=_RATIO_CUTOFF) / 100
            if ratio > best + (0.0 if taken == size else 0.02) and not _differs_in_number(glued, known):
                best, last = ratio, window[taken - 1][1]
    return best, last


def _differs_in_number(one: str, other: str) -> bool:
    """Return whether two names differ in their digits: « 8 mai » is never a misspelt « 11 novembre »."""
    if one.isalpha() and other.isalpha():
        return False
    return "".join(filter(str.isdigit, one)) != "".join(filter(str.isdigit, other))


def _kind_worth(said: str, known: str) -> float:
    """Return how well a kind said fits the kind known."""
    if said == known or {said, known} <= DISTANT_KINDS | {""}:
        return 1.0
    return _NO_KIND if not known else _OTHER_KIND
