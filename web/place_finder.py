"""A place found by a few letters: streets, places of interest, sectors and addresses; without accents, cut short or misspelt.

« av gal leclerc », « 12 bis r potrie », « ecole ferry »: what is cut short is written out, the kind of street may be left out or be another
one, and the house number stands before the street or behind it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.place import HouseNumber, Landmark, Places, Point, Sector, Street
from rules.begun import WHOLE, KnownWords, known_words
from rules.names import EXPANSIONS, IN_WORDS, KINDS, MONTHS, NUMBER_WORDS, PARTICLES, TITLES, kind_at
from rules.words import fold, written_words

MOST_FOUND = 10
_LONGEST_TYPED = 120
_MOST_WORDS = 10
_SHORTEST_TELLING = 4
"""Letters of a word that alone still tells which street."""
_NUMBER_BEFORE = re.compile(r"\s*(\d{1,4})\s?(bis|ter|quater|quinquies|[a-z])?(?![^\W_])[\s,]*", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"[\s,]+(?:n°\s?)?(\d{1,4})\s?(bis|ter|quater|quinquies|[a-z])?\s*$", re.IGNORECASE)
_OF_KIND, _LEFT, _NUMBERED, _ALIAS, _WIDER = 0.3, 0.03, 0.2, 0.05, 0.04
"""What a name is worth more for the kind that was typed, less for each word left, more for a house it has, less where it is another name
or no street but something wider."""


_Reading = Callable[[str, Mapping[str, float]], Mapping[str, float]]
House = tuple[int, str]
"""A house number: its figures, and ``bis``, a letter or nothing."""


class Sort(StrEnum):
    """What a place is."""

    STREET = "street"
    LANDMARK = "landmark"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A place that may be meant. ``number`` is the house number typed, ``is_known`` whether the street has it; ``point`` where it is.

    ``note`` tells more of it: the other name it was found by, the category of a place of interest.
    """

    sort: Sort
    name: str
    number: str | None
    is_known: bool
    note: str
    point: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """One name of a place, by the words that tell it from others, and its kind."""

    place: Street | Landmark | Sector
    said: str
    kind: str
    words: frozenset[str]
    less: float


class PlaceBook:
    """The names of a town's places by their words. Made once for each version of them; asked at every letter."""

    def __init__(self, places: Places) -> None:
        """File all names."""
        self.places = places
        self._names = tuple(_names(places))
        self._by_word: dict[str, list[int]] = {}
        self._by_kind: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for word in name.words:
                self._by_word.setdefault(word, []).append(number)
            self._by_kind.setdefault(name.kind, []).append(number)
        self._words: KnownWords = known_words(self._by_word)

    def find(self, typed: str) -> tuple[Found, ...]:
        """Return the places that what was typed may mean, the likest first; a word counts as misspelt only where nothing is found."""
        readings = tuple(_readings(typed[:_LONGEST_TYPED]))
        untitled = tuple((house, bare) for house, words in readings if (bare := _untitled(words)))
        fewer = tuple((house, less) for house, words in readings for less in _one_less(words))
        unknown = self._where_unknown
        ways = ((readings, self._never), (readings, unknown), (untitled, unknown), (readings, self._always), (fewer, unknown))
        for some, misspelt in ways:
            for house, words in some:
                if found := self._ranked(words, house, misspelt):
                    return found
        return ()

    def _ranked(self, words: Sequence[str], house: House | None, misspelt: _Reading) -> tuple[Found, ...]:
        kinds, own = _parted(words)
        scores = self._scores([self._meant(word, misspelt) for word in own]) if own else dict.fromkeys(self._of_kinds(kinds), WHOLE)
        ranked: dict[tuple[Sort, str], tuple[float, _Name]] = {}
        for number, score in scores.items():
            name = self._names[number]
            sort, own_name = _sort(name.place), name.place.name
            worth = score - name.less - _LEFT * max(0, len(name.words) - len(own)) + _OF_KIND * (name.kind in kinds)
            worth += _NUMBERED * (house is not None and _house(name.place, house) is not None)
            if (sort, own_name) not in ranked or ranked[sort, own_name][0] < worth:
                ranked[sort, own_name] = worth, name
        best = sorted(ranked.values(), key=lambda pair: (-pair[0], len(pair[1].place.name), pair[1].place.name))[:MOST_FOUND]
        return tuple(_found(name, house) for _, name in best)

    def _scores(self, asked: Sequence[Mapping[str, float]]) -> dict[int, float]:
        """Return the names in which each of the words asked for stands, and how well."""
        scores: dict[int, float] = {}
        for place, meant in enumerate(sorted(asked, key=len)):
            best: dict[int, float] = {}
            for word, worth in meant.items():
                for number in self._by_word.get(word, ()):
                    if (not place or number in scores) and worth > best.get(number, 0.0):
                        best[number] = worth
            scores = {number: scores.get(number, 0.0) + worth for number, worth in best.items()}
        return scores

    def _of_kinds(self, kinds: Iterable[str]) -> Iterator[int]:
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def _meant(self, word: str, misspelt: _Reading) -> Mapping[str, float]:
        """Return the words one typed may be: as written, written out, a number in figures or in words, or misspelt."""
        found = self._words.spelt(word)
        if word.isdigit():
            # « 1 » begins no year.
            found = {word: WHOLE} if word in found else {}
        for other in (EXPANSIONS.get(word), KINDS.get(word), NUMBER_WORDS.get(word), IN_WORDS.get(word)):
            if other is not None and other != word:
                found |= self._words.spelt(other)
        return misspelt(word, found)

    def _never(self, _: str, found: Mapping[str, float]) -> Mapping[str, float]:
        return found

    def _where_unknown(self, word: str, found: Mapping[str, float]) -> Mapping[str, float]:
        return found or self._words.meant(word)

    def _always(self, word: str, found: Mapping[str, float]) -> Mapping[str, float]:
        return {**self._words.meant(word), **found}


class PlaceBooks:
    """What the places of towns are found by, worked out anew where they have changed. Safe to share between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._known: dict[str, PlaceBook] = {}

    def of(self, places: Places) -> PlaceBook:
        """Return the book of a town's places."""
        known = self._known.get(places.town_name)
        if known is None or known.places is not places:
            known = self._known[places.town_name] = PlaceBook(places)
        return known


def _names(places: Places) -> Iterator[_Name]:
    every: tuple[Street | Landmark | Sector, ...] = (*places.streets, *places.landmarks, *places.sectors)
    for place in every:
        less = 0.0 if isinstance(place, Street) else _WIDER
        yield _name(place, place.name, less)
        if not isinstance(place, Sector):
            for alias in place.aliases:
                yield _name(place, alias, less + _ALIAS)


def _name(place: Street | Landmark | Sector, said: str, less: float) -> _Name:
    forms = tuple(fold(word) for word in written_words(said))
    kind, size = kind_at(forms, 0) if isinstance(place, Street) else ("", 0)
    own = [word for word in forms[size:] if word not in PARTICLES] or list(forms)
    words = frozenset(word for form in own for word in (EXPANSIONS.get(form, form).split()))
    return _Name(place=place, said=said, kind=kind, words=words, less=less)


def _readings(typed: str) -> Iterator[tuple[House | None, list[str]]]:
    """Yield what may be the house number, and the words of the name: « 8 mai » is no number 8, « 8 rue du 8 mai » is."""
    whole = _words(typed)
    before, behind = _NUMBER_BEFORE.match(typed), _NUMBER_BEHIND.search(typed)
    readings = []
    if before is not None and (words := _words(typed[before.end() :])):
        cut = before[0].rstrip(" ,").lower()
        if before[2] and len(before[2]) == 1 and before[2].lower() in _NO_SUFFIX and not kind_at(tuple(words), 0)[0]:
            # « 12 r poterie » is in a street, « 12 d'Artagnan » has an article.
            words, cut = _words(typed[before.start(2) :]), before[1]
        readings.append(((int(before[1]), (before[2] or "").lower() if cut != before[1] else ""), words))
    if behind is not None and (words := _words(typed[: behind.start()])):
        readings.append(((int(behind[1]), (behind[2] or "").lower()), words))
    is_date = before is not None and len(whole) > 1 and whole[1] in MONTHS
    alone = [(None, whole)] if whole else []
    is_sure = before is not None and bool(readings) and kind_at(tuple(readings[0][1]), 0)[1] > 0
    yield from (alone + readings) if is_date or not is_sure else (readings + alone)


_NO_SUFFIX = frozenset("rdlq")


def _words(text: str) -> list[str]:
    return [fold(word) for word in written_words(text)][:_MOST_WORDS]


def _untitled(words: Sequence[str]) -> list[str]:
    """Return words without the titles of people, which are left out or mistaken; nothing where that is all there is, or none."""
    bare = [word for word in words if EXPANSIONS.get(word, word) not in TITLES]
    return bare if len(bare) < len(words) else []


def _one_less(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield words without one of them, the shortest first: a kind of street or a little word past knowing."""
    for place in sorted(range(len(words)), key=lambda place: len(words[place])):
        less = [*words[:place], *words[place + 1 :]]
        if max(map(len, less), default=0) >= _SHORTEST_TELLING:
            yield less


def _parted(words: Sequence[str]) -> tuple[frozenset[str], list[str]]:
    """Return the kind of street typed, and the other words without the little ones, unless there are no others."""
    kind, size = kind_at(tuple(words), 0)
    rest = [word for word in words[size:] if word not in PARTICLES]
    return (frozenset({kind}), rest) if kind else (frozenset(), rest or list(words))


def _sort(place: Street | Landmark | Sector) -> Sort:
    return Sort.STREET if isinstance(place, Street) else Sort.LANDMARK if isinstance(place, Landmark) else Sort.SECTOR


def _house(place: Street | Landmark | Sector, house: House) -> HouseNumber | None:
    numbers = place.numbers if isinstance(place, Street) else ()
    number, suffix = house
    return next((one for one in numbers if one.number == number and one.suffix[:1] == suffix[:1]), None)


def _found(name: _Name, house: House | None) -> Found:
    place, sort = name.place, _sort(name.place)
    known = None if house is None else _house(place, house)
    number = None
    if house is not None and sort is Sort.STREET:
        digits, suffix = (known.number, known.suffix) if known is not None else house
        number = f"{digits} {suffix}".strip()
    told = "" if fold(name.said) == fold(place.name) else name.said
    note = told or (place.category if isinstance(place, Landmark) else "")
    point = known.point if known is not None and known.point is not None else point_of(place)
    return Found(sort=sort, name=place.name, number=number, is_known=known is not None, note=note, point=point)


def point_of(place: Street | Landmark | Sector) -> Point | None:
    """Return where a place is drawn: about the middle of a street, of the outline of a sector; None for one that is not on the map."""
    if isinstance(place, Landmark):
        return place.point
    if isinstance(place, Sector):
        return _middle(point for ring in place.polygons[:1] for point in ring)
    points = [one.point for one in place.numbers if one.point is not None] or [point for line in place.lines for point in line]
    return points[len(points) // 2] if points else None


def _middle(points: Iterable[Point]) -> Point | None:
    known = tuple(points)
    if not known:
        return None
    lats, lons = [one.lat for one in known], [one.lon for one in known]
    return Point(lat=(min(lats) + max(lats)) / 2, lon=(min(lons) + max(lons)) / 2)
