"""The town's place names, found in text however they are written: whole, misspelt, shortened, with another kind of street or none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.place import Places
from rules.forms import ROAD, ROAD_CLASSES, ROADS_IN_TWO_WORDS, Form, Target, forms_of, joined_name, roads_of
from rules.kept import Kept
from rules.landmark_names import LANDMARK_KINDS, LandmarkNames, is_of_kind_only, proper_name_follows
from rules.likeness import compare
from rules.name_index import NameIndex
from rules.names import DISTANT_KINDS, EXPANSIONS, KINDS, PARTICLES, REGIONAL_KINDS, expand, is_like_particle, kind_at
from rules.naming import Naming, fit_of, is_unit, stands_alone
from rules.near_words import NearWords
from rules.prose import EVERYDAY, UNITS
from rules.typed_names import NO_KIND, kind_worth, read_after
from rules.windows import Window, next_word, suffix_at, window_at
from rules.words import Words, read_words

_ROOM = 1 << 15
_SHORT_KIND = 5
_LONG_KIND = 8
_AFTER_COMMA = 0.9
_SURE_ENOUGH = 0.6
_GUESSED = 0.5
"""Worth of the name that looks most alike where none is near: a proposal, never an answer."""
_PAIR_STARTS = frozenset(name.split()[0] for name in KINDS if " " in name)
_MISSPELT_PLACE = 0.86
_OTHERWISE_NAMED = 0.5
"""Worth of « le collège » where another name follows than that of the only one: people are asked."""
_TO = "a"
_SHORTEST_HAMLET = 3
_SIGNS = frozenset({"niveau", "hauteur", "devant", "numero", "n"})
_SECONDS_OF_ROADS = frozenset(name.split()[1] for name in ROADS_IN_TWO_WORDS)
_NUMBER_SIGNS = frozenset({"n", "no", "num", "numero"})
_NONE: frozenset[str] = frozenset()
_SECOND_REACH = 6
_LONGEST_BEFORE_SIGN = 5
_NUMBER_REACH = 4
_HOUSE_NUMBER = re.compile(r"\d{1,4}(?!\d)")


class _Opening(NamedTuple):
    """What may begin with a word: a kind of street (perhaps of two words), a numbered road, names that need no kind."""

    word: str
    kind: str
    may_be_pair: bool
    may_be_road: bool
    may_be_number: bool
    may_be_sign: bool
    singles: tuple[Form, ...]
    is_starter: bool
    is_landmark_kind: bool
    seconds: frozenset[str]
    """What may be written second in the names of several words that begin with this."""
    leads_to_hamlet: bool
    """« à », where the town has hamlets."""
    is_pair_only: bool
    """Nothing can begin here but a name of several words."""


class Gazetteer:
    """Names of a town's streets, places of interest, sectors and neighbours. Immutable after it is made."""

    def __init__(self, places: Places) -> None:
        """Index every official name and alias."""
        forms = tuple(forms_of(places))
        self._index = NameIndex(forms)
        self._landmarks = LandmarkNames(forms)
        self._town = f" {joined_name(places.town_name)} "
        self._roads = roads_of(places)
        self._housed = frozenset(entry for entry, street in enumerate(places.streets) if street.numbers)
        self._kinds = NearWords(word for word in KINDS.keys() - REGIONAL_KINDS.keys() if " " not in word and len(word) >= _SHORT_KIND)
        self._seconds = _seconds_of(self._index.openers)
        self._first_words = frozenset(pair.partition(" ")[0] for pair in self._index.openers)
        self._has_hamlets = any(map(_may_be_hamlet, forms))
        self._open = Kept(self._opening, _ROOM)

    def has_houses(self, form: Form) -> bool:
        """Return whether house numbers of a street are known."""
        return form.target is Target.STREET and form.entry in self._housed

    def find(self, text: str) -> tuple[Naming, ...]:
        """Return the names in a text, such as a line of an address list, best first."""
        words = read_words(text)
        return tuple(sorted(self.find_in(words), key=lambda naming: -fit_of(words, naming)))

    def find_in(self, words: Words) -> tuple[Naming, ...]:
        """Return the names in the words, in their order; one passage may have several readings."""
        found: list[Naming] = []
        typed_until, forms = -1, words.forms
        for index, opening in enumerate(map(self._open.__getitem__, forms)):
            if opening is None or (opening.is_pair_only and opening.seconds.isdisjoint(forms[index + 1 : index + _SECOND_REACH])):
                continue
            for naming in self._at(words, index, opening):
                if naming.typed and naming.score >= _SURE_ENOUGH:
                    typed_until = max(typed_until, naming.last)
                is_within = naming.last <= typed_until and naming.form.target is Target.SECTOR
                if naming.typed or naming.first > typed_until or not (naming.form.kind or is_within):
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
        if form in PARTICLES and form not in KINDS and form not in ROAD_CLASSES and not (form == _TO and self._has_hamlets):
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
            may_be_road=form in ROAD_CLASSES or form in _SECONDS_OF_ROADS or ROAD.fullmatch(form) is not None or f"d{form}" in self._roads,
            may_be_number=_HOUSE_NUMBER.match(form) is not None,
            may_be_sign=form in _SIGNS,
            singles=self._index.singles.get(word, ()),
            is_starter=word in self._index.starters,
            is_landmark_kind=word in LANDMARK_KINDS,
            seconds=self._seconds.get(word, _NONE),
            leads_to_hamlet=form == _TO and self._has_hamlets,
            is_pair_only=False,
        )
        if not any(opening):
            return None
        others = opening._replace(word="", seconds=_NONE)
        return opening._replace(is_pair_only=not any(others))

    def _at(self, words: Words, index: int, opening: _Opening) -> Iterable[Naming]:
        """Return the names that begin at a word: with a kind of street, or bare."""
        found: list[Naming] = []
        if opening.may_be_road and _is_near_digits(words.forms, index):
            found.extend(self._road(words, index))
        if opening.kind or opening.may_be_pair:
            kind, size = kind_at(words.forms, index) if opening.may_be_pair else (opening.kind, 1)
            kind, size = (kind, size) if size else (opening.kind, 1)
            following = next_word(words, index + size - 1) if kind else ""
            if following and (following not in EVERYDAY or self._index.has_word(following) or is_like_particle(following)):
                found.extend(self._typed(kind, index, words, index + size))
        if opening.word or opening.singles:
            found.extend(naming for naming in self._without_kind(words, index, opening) if stands_alone(words, naming))
        if opening.is_landmark_kind:
            found = list(self._by_proper_name(words, index, found))
        if not found:
            found.extend(self._by_number(words, index, opening))
        if opening.leads_to_hamlet and index + 1 < len(words.forms) and words.source[words.starts[index + 1]].isupper():
            found.extend(naming for naming in self._misspelt_hamlet(words, index + 1) if stands_alone(words, naming))
        return found

    def _by_number(self, words: Words, index: int, opening: _Opening) -> Iterator[Naming]:
        """Yield the names without their kind that a number at a word, or the sign of one, leads to."""
        if opening.may_be_number:
            yield from self._after_number(words, index)
        if opening.may_be_sign:
            yield from self._before_sign(words, index)

    def _by_proper_name(self, words: Words, index: int, found: list[Naming]) -> Iterator[Naming]:
        """Yield the places of interest of a kind and a proper name, and of those found what says no less: the proper name decides.

        Where a name follows that none of the kind has, one named by the kind alone is doubtful.
        """
        own = [Naming(form, index, last, worth) for form, last, worth in self._landmarks.find(window_at(words, index))]
        yield from own
        furthest = max((naming.last for naming in own), default=-1)
        for naming in found:
            if naming.form.target is Target.STREET and not naming.typed and naming.form.kind:
                yield naming._replace(score=naming.score * _OTHERWISE_NAMED)
            elif not is_of_kind_only(naming.form):
                yield naming
            elif naming.last >= furthest:
                doubtful = proper_name_follows(words, naming.last, self._town)
                yield naming._replace(score=naming.score * _OTHERWISE_NAMED) if doubtful else naming

    def _without_kind(self, words: Words, index: int, opening: _Opening) -> Iterator[Naming]:
        """Yield the names that begin at a word without a kind before them."""
        following = next_word(words, index) if opening.word else ""
        longest = self._index.openers.get(f"{opening.word} {following}", 0) if following else 0
        bare = tuple(self._bare(index, window_at(words, index, longest))) if longest else ()
        yield from bare
        if not bare and opening.is_starter and opening.word not in EVERYDAY and following and following not in EVERYDAY:
            yield from self._misspelt_place(index, window_at(words, index))
        for form in opening.singles:
            yield Naming(form, index, index, form.worth * (NO_KIND if form.kind else 1.0))

    def _road(self, words: Words, index: int) -> Iterator[Naming]:
        """Yield the numbered road written at a word: « RD 974 », « D974 », « départementale 974 », « la 974 », « C.R. 7 »."""
        form = words.forms[index]
        joined, first = ROAD.fullmatch(form), index
        if joined is not None:
            key, last = f"{ROAD_CLASSES[joined[1]]}{joined[2]}", index
        elif form.isdigit() and index and words.forms[index - 1] == "la":
            key, last = f"d{form}", index
        else:
            road, first = _class_of_road(words, index)
            digits = _digits_of_road(words, index) if road else None
            key, last = (f"{road}{words.forms[digits]}", digits) if digits is not None else ("", index)
        if key in self._roads:
            first -= first > 0 and words.forms[first - 1] == "route"
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

    def _misspelt_hamlet(self, words: Words, start: int) -> Iterator[Naming]:
        """Yield the hamlets that « à » leads to under a misspelt name with its capital: « à Pen ar Roz », Penn ar Roz."""
        if words.sentences[start] != words.sentences[start - 1]:
            return
        form = words.forms[start]
        if len(form) < _SHORTEST_HAMLET or form in KINDS or form in EVERYDAY or form in EXPANSIONS:
            return
        window = window_at(words, start)
        for name in self._index.candidates(window.words, far=True):
            hamlets = tuple(filter(_may_be_hamlet, self._index.named(name)))
            alike = compare(window.words, "", hamlets[0].core, name) if hamlets and len(name) >= _LONG_KIND - 1 else None
            if alike is not None and _MISSPELT_PLACE <= alike.worth < 1:
                yield from (Naming(one, start, window.places[alike.taken - 1], alike.worth * NO_KIND) for one in hamlets)

    def _named_like_a_kind(self, words: Words, first: int, window: Window) -> Iterator[Naming]:
        """Yield the names that are themselves a kind of street, with an article: « au 10 du Parvis », Rue du Parvis."""
        if words.forms[first] in PARTICLES and not (len(window.words) > 1 and words.original(window.places[1])[:1].isupper()):
            yield from (Naming(form, first, window.places[0], form.worth * NO_KIND) for form in self._index.named(window.words[0]))

    def _before_sign(self, words: Words, index: int) -> Iterator[Naming]:
        """Yield the names, their kind left out, that stand right before « au niveau du 12 », « devant le 12 », « , n° 12 »."""
        following = words.forms[index + 1 : index + 1 + _NUMBER_REACH]
        if not any(form[0].isdigit() for form in following) or not KINDS.keys().isdisjoint(following):
            return
        last = index - 1
        while last > 0 and words.forms[last] in PARTICLES and words.sentences[last] == words.sentences[index]:
            last -= 1
        name = ""
        for at in range(last, max(-1, last - _LONGEST_BEFORE_SIGN), -1):
            form = words.forms[at]
            if words.sentences[at] != words.sentences[index] or (at < last and words.breaks[at]):
                return
            if form in EVERYDAY or form in KINDS:
                return
            if form not in PARTICLES:
                name = expand(form).replace(" ", "") + name
                yield from (Naming(one, at, last, one.worth * NO_KIND) for one in self._index.named(name) if one.kind)

    def _after_number(self, words: Words, index: int) -> Iterator[Naming]:
        """Yield the names right after a house number, their kind left out (« au 25 Victor Hugo ») or past knowing (« 25 aveniie »)."""
        following = index + 1 + bool(index + 1 < len(words) and suffix_at(words, index + 1))
        if words.forms[following - 1].endswith("h") and words.source[words.ends[following - 1] - 1] == "h":
            return  # an hour
        if following >= len(words) or words.gap(following - 1).strip(" ,") or is_unit(words, following):
            return
        window = window_at(words, following)
        word = window.words[0] if window.words else ""
        if not word or word.isdigit() or word in EVERYDAY or word in UNITS:
            return
        if word in KINDS:
            yield from self._named_like_a_kind(words, following, window)
            return
        readings = read_after(self._index, "", words, following, window)
        if len(window.words) > 1 and not self._index.has_word(word):
            readings += read_after(self._index, "", words, window.places[1], window_at(words, window.places[1]))
        least = _AFTER_COMMA if "," in words.gap(following - 1) else 0.0
        for reading in readings:
            if (len(reading.form.glued) >= _SHORT_KIND and reading.score > least) or reading.score >= _AFTER_COMMA:
                yield Naming(reading.form, following, reading.last, reading.score)


def _seconds_of(openers: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return for each word that begins a name all spellings of what may follow it."""
    spellings: dict[str, set[str]] = {}
    for form, written in (*EXPANSIONS.items(), *KINDS.items()):
        spellings.setdefault(written.partition(" ")[0], set()).add(form)
    seconds: dict[str, set[str]] = {}
    for pair in openers:
        first, _, second = pair.partition(" ")
        seconds.setdefault(first, set()).update({second}, spellings.get(second, ()))
    return {first: frozenset(own) for first, own in seconds.items()}


def _may_be_hamlet(form: Form) -> bool:
    """Return whether a name is that of a hamlet: the file says so, or it has no kind of street."""
    return form.target is Target.STREET and (not form.kind or form.kind in DISTANT_KINDS)


def _class_of_road(words: Words, index: int) -> tuple[str, int]:
    """Return the class of numbered roads that a word ends, « RD », « C.R. », « chemin rural », and its first word; empty where none."""
    form = words.forms[index]
    pair = ROADS_IN_TWO_WORDS.get(f"{words.forms[index - 1]} {form}") if index and form in _SECONDS_OF_ROADS else None
    if pair is not None and words.gap(index - 1).strip(" ") in ({"."} if len(form) == 1 else {""}):
        return pair, index - 1
    return ROAD_CLASSES.get(form, ""), index


def _digits_of_road(words: Words, index: int) -> int | None:
    """Return where the number of a road stands after its class: « RD 974 », « départementale n° 974 »; None where none does."""
    at = index + 1
    if at + 1 < len(words) and words.forms[at] in _NUMBER_SIGNS and not words.gap(index).strip(" "):
        at, between = at + 1, words.gap(at).strip(" .-°")
    else:
        between = words.gap(index).strip(" .-")
    return at if at < len(words) and words.forms[at].isdigit() and not between else None


def _is_near_digits(forms: Sequence[str], index: int) -> bool:
    """Return whether a word or the next ends in a figure, or « n° » and one follow: the « d » of « d'ici » is no class of road."""
    if forms[index][-1].isdigit() or (index + 1 < len(forms) and forms[index + 1][-1].isdigit()):
        return True
    return index + 2 < len(forms) and forms[index + 1] in _NUMBER_SIGNS and forms[index + 2].isdigit()
