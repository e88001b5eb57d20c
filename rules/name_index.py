"""The names of a town's places filed by their words, so that few have to be compared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise, product

from rapidfuzz import fuzz, process

from rules.forms import Form, Target
from rules.names import DISTANT_KINDS, KINDS, ONE_BUILDING
from rules.near_words import Near, NearWords
from rules.prose import EVERYDAY, NEVER_MISSPELT
from rules.scanned import repaired

_READ_WORDS = 4
_READINGS = 6
_READINGS_OF_SEVERAL = 3
_RARE = 80
"""A word in more names than this finds none of them by itself; two together do."""
_MOST_COMPARED = 15
_LEAST_RATIO = 45
_LEAST_GUESSED = 60
_PAIR = 2
_HALF = 4
"""Letters that each half of a name of one word has where it is written as two."""
_LONG_NAME = 7
"""Letters from which a name of two words is known when written as one."""
_GRAND_STREETS = {"grande rue": ("grand", "rue"), "grand rue": ("grande", "rue")}


class NameIndex:
    """Forms by the words of their names. Names are held joined, as one word, each once however many places bear it."""

    def __init__(self, forms: Iterable[Form]) -> None:
        """File all forms."""
        by_name: dict[str, list[Form]] = {}
        for form in dict.fromkeys(_with_grand_streets(form for form in forms if form.core)):
            by_name.setdefault(form.glued, []).append(form)
        self.by_name = {name: tuple(own) for name, own in by_name.items()}
        self._names = list(by_name)
        self.openers: dict[str, int] = {}
        """Two words that begin names, with the number of words of the longest."""
        self.starters: set[str] = set()
        """First words of places of interest, towns and sectors: « école », « résidence »."""
        self.singles: dict[str, tuple[Form, ...]] = {}
        """Names of one word said without a kind."""
        postings: dict[str, list[str]] = defaultdict(list)
        for name, own in self.by_name.items():
            cores = dict.fromkeys(form.core for form in own)
            for word in dict.fromkeys(word for core in cores for word in core):
                postings[word].append(name)
            for core in cores:
                self._file_opening(name, core, own)
            self._file_otherwise_spaced(name, own)
        self._postings = {word: tuple(names) for word, names in postings.items()}
        self._pairs = self._frequent_pairs()
        self._longer = self._begun_by_others()
        self.words = NearWords(self._postings)

    def named(self, name: str) -> tuple[Form, ...]:
        """Return the forms whose words, joined, are these."""
        return self.by_name.get(name, ())

    def has_word(self, word: str) -> bool:
        """Return whether any name has a word."""
        return word in self._postings

    def longer_than(self, name: str) -> tuple[str, ...] | None:
        """Return the names that begin with a name and go on: « moulinneuf » for « moulin »; None where they are very many."""
        return self._longer.get(name, ())

    def nearest(self, said: Sequence[str]) -> list[tuple[str, float]]:
        """Return the names that look most like the first words, with their likeness (0 to 1). This compares with all names."""
        found: dict[str, float] = {}
        for taken in range(1, min(len(said), _READ_WORDS) + 1):
            one = "".join(said[:taken])
            best = process.extract(one, self._names, scorer=fuzz.ratio, processor=None, score_cutoff=_LEAST_GUESSED, limit=3)
            for name, ratio, _ in best:
                found[name] = max(found.get(name, 0.0), ratio / 100)
        return sorted(found.items(), key=lambda one: -one[1])[:3]

    def candidates(self, said: Sequence[str], *, far: bool = False) -> list[str]:
        """Return the names that may be meant by misspelt or shortened words, those most alike first if they are many.

        ``far`` allows two edits anywhere in a word where nothing nearer is found, at some cost.
        """
        read = [self._readings(word) for word in said[:_READ_WORDS]]
        found = dict.fromkeys(self._corrected(read))
        lists = sorted((self._postings[near.word] for readings in read for near in readings), key=len)
        for names in lists:
            if len(names) > _RARE:
                break
            found.update(dict.fromkeys(names))
        for first, second in pairwise(read):
            for one, other in product(first, second):
                found.update(dict.fromkeys(self._pairs.get(f"{one.word} {other.word}", ())))
        if not found and len(said) > 1:
            found.update(dict.fromkeys(self._corrected([self._readings(said[0] + said[1])])))
        if not found and far:
            read = [readings or self.words.far(word) for readings, word in zip(read, said, strict=False)]
            found.update(dict.fromkeys(self._corrected(read)))
            rare = (self._postings[near.word] for readings in read[:2] for near in readings)
            found.update(dict.fromkeys(name for names in rare if len(names) <= _RARE for name in names))
        return _most_alike(said, list(found))

    def _readings(self, word: str) -> tuple[Near, ...]:
        """Return the words of names that a word may stand for; an everyday word is none that is misspelt."""
        known = word in self._postings
        if word.isdigit() or word in EVERYDAY or word in KINDS or word in NEVER_MISSPELT:
            return (Near(word, 0.0),) if known else ()
        near = self.words.near(word)[:_READINGS]
        return near or tuple(Near(whole, 1.0) for whole in repaired(word) if whole in self._postings)[:_READINGS]

    def _corrected(self, read: Sequence[Sequence[Near]]) -> Iterable[str]:
        """Yield the names made of the words that the first words said may stand for."""
        for taken in range(1, len(read) + 1):
            if not read[taken - 1]:
                return
            several = taken > 1
            for words in product(*(readings[: _READINGS_OF_SEVERAL if several else _READINGS] for readings in read[:taken])):
                name = "".join([near.word for near in words])
                if name in self.by_name:
                    yield name

    def _file_opening(self, name: str, core: tuple[str, ...], own: tuple[Form, ...]) -> None:
        """File by its first words a name that text may hold without a kind before it."""
        if len(core) == 1:
            if any(_is_spoken(form) for form in own):
                self.singles[name] = own
                if name in ONE_BUILDING:
                    self.singles.setdefault(ONE_BUILDING[name], own)
            return
        pair = f"{core[0]} {core[1]}"
        self.openers[pair] = max(len(core), self.openers.get(pair, 0))
        if any(form.target is not Target.STREET for form in own):
            self.starters.add(core[0])

    def _file_otherwise_spaced(self, name: str, own: tuple[Form, ...]) -> None:
        """File a name that text may hold without a kind as it may be spaced: « Skatepark » as two words, « City-stade » as one."""
        if name in EVERYDAY or not any(_is_spoken(form) for form in own):
            return
        if len(name) >= _LONG_NAME and all(len(form.core) == _PAIR for form in own):
            self.singles[name] = own
        if all(len(form.core) == 1 for form in own):
            for at in range(_HALF, len(name) - _HALF + 1):
                first, second = name[:at], name[at:]
                if first not in EVERYDAY and first not in KINDS:
                    self.openers.setdefault(f"{first} {second}", _PAIR)

    def _frequent_pairs(self) -> dict[str, tuple[str, ...]]:
        """Return the names by two neighbouring words that are both too frequent to find them alone."""
        frequent = {word for word, names in self._postings.items() if len(names) > _RARE}
        pairs: dict[str, list[str]] = defaultdict(list)
        for name, own in self.by_name.items():
            for one, other in pairwise(own[0].core):
                if one in frequent and other in frequent:
                    pairs[f"{one} {other}"].append(name)
        return {pair: tuple(names) for pair, names in pairs.items() if len(names) <= _RARE}

    def _begun_by_others(self) -> dict[str, tuple[str, ...] | None]:
        """Return the names that go on where another ends."""
        longer: dict[str, list[str]] = defaultdict(list)
        for name, own in self.by_name.items():
            begun = ""
            for word in own[0].core[:-1]:
                begun += word
                if begun in self.by_name:
                    longer[begun].append(name)
        return {name: tuple(names) if len(names) <= _RARE else None for name, names in longer.items()}


def _is_spoken(form: Form) -> bool:
    """Return whether text may hold a name without a kind before it."""
    return form.target is not Target.STREET or not form.kind or form.kind in DISTANT_KINDS


def _with_grand_streets(forms: Iterable[Form]) -> Iterable[Form]:
    """Yield the forms, « Grande Rue » also as « Grand'Rue »."""
    for form in forms:
        yield form
        other = _GRAND_STREETS.get(" ".join(form.core[:2]))
        if other is not None:
            core = (*other, *form.core[2:])
            yield form._replace(core=core, glued="".join(core), tail=" ".join(core))


def _most_alike(said: Sequence[str], names: list[str]) -> list[str]:
    """Return the names, only those most alike to the words said if they are too many to compare closely."""
    if len(names) <= _MOST_COMPARED:
        return names
    best: dict[str, None] = {}
    for taken in range(1, min(len(said), _READ_WORDS) + 1):
        one = "".join(said[:taken])
        found = process.extract(one, names, scorer=fuzz.ratio, processor=None, score_cutoff=_LEAST_RATIO, limit=_MOST_COMPARED // 3)
        best.update(dict.fromkeys(name for name, _, _ in found))
    return list(best)
