"""The ways to name each place of a town, and the index that finds them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from domain.place import Places, Street
from rules.names import DISTANT_KINDS, PlaceName, read_name
from rules.spelling import Spelling, learn
from rules.words import read_words

_SHORT_SECTOR = 5
_SHORT_LAST_NAME = 3
_SHORTENED = 0.9
"""Worth of the last word of a name alone (« rue Tocqueville » for Rue Alexis-de-Tocqueville)."""


ROAD_CLASSES = {
    name: kind
    for kind, names in {"d": "rd d cd departementale", "n": "rn n nationale", "a": "a autoroute", "cr": "cr", "vc": "vc"}.items()
    for name in names.split()
}
"""Classes of numbered roads by the words for them."""
ROAD = re.compile(r"(rd|d|cd|rn|n|a|cr|vc)(\d{1,4})")
_ROAD_NAME = re.compile(rf"(?:route )?({'|'.join(ROAD_CLASSES)}) ?(\d{{1,4}})")


class Target(Enum):
    """What a name belongs to."""

    STREET = "street"
    LANDMARK = "landmark"
    COMMUNE = "commune"
    SECTOR = "sector"


class Form(NamedTuple):
    """One way to name a place. ``worth`` is below 1 for names made shorter here."""

    target: Target
    entry: int
    kind: str
    core: tuple[str, ...]
    glued: str
    tail: str
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """Forms by their words."""

    forms: tuple[Form, ...]
    postings: dict[str, tuple[int, ...]]
    glued: dict[str, tuple[int, ...]]
    spelling: Spelling


def roads_of(places: Places) -> dict[str, Form]:
    """Return the numbered roads by class and number, such as ``d974``. The road itself goes before streets that it follows."""
    roads: dict[str, Form] = {}
    for index, street in enumerate(places.streets):
        for name in (street.name, *street.aliases):
            found = _ROAD_NAME.fullmatch(read_words(name).joined.strip())
            if found is not None:
                key = f"{ROAD_CLASSES[found[1]]}{found[2]}"
                roads.setdefault(key, Form(Target.STREET, index, "", (key,), key, key, 1.0))
    return roads


def forms_of(places: Places) -> Iterator[Form]:
    """Yield the forms of all places."""
    yield from _street_forms(places)
    for index, landmark in enumerate(places.landmarks):
        for name in dict.fromkeys((landmark.name, *landmark.aliases)):
            yield _form(Target.LANDMARK, index, read_name(name, keep_kind=True), 1.0)
    for index, neighbour in enumerate(places.neighbours):
        for name in (neighbour.name, *neighbour.aliases):
            yield _form(Target.COMMUNE, index, read_name(name, keep_kind=True), 1.0)
    for index, sector in enumerate(places.sectors):
        parts = [part for part in re.split(r"[–/]", sector.name) if len(part) > _SHORT_SECTOR]
        for name in dict.fromkeys((sector.name, *parts)):
            yield _form(Target.SECTOR, index, read_name(name, keep_kind=True), 1.0)


def _street_forms(places: Places) -> Iterator[Form]:
    """Yield the forms of streets. Numbered roads are found apart, by class and number."""
    communes = {read_words(name).joined for neighbour in places.neighbours for name in (neighbour.name, *neighbour.aliases)}
    for index, street in enumerate(places.streets):
        default = read_name(street.kind).kind or (read_words(street.kind).joined.strip() if street.kind else "")
        for position, name in enumerate((street.name, *street.aliases)):
            if not _is_elsewhere(street, name, position, communes) and _ROAD_NAME.fullmatch(read_words(name).joined.strip()) is None:
                yield _street_form(index, read_name(name), default if position == 0 else "")


def _is_elsewhere(street: Street, name: str, position: int, communes: set[str]) -> bool:
    """Return whether an alias of a street outside the town is only the name of its commune, or ends with it."""
    outside = any(not stretch.inside for stretch in street.stretches)
    return outside and position > 0 and any(commune in read_words(name).joined for commune in communes)


def _street_form(index: int, name: PlaceName, default: str) -> Form:
    """Return the form of a street name."""
    kind = name.kind or ("lieu dit" if default in DISTANT_KINDS else "")
    return _form(Target.STREET, index, PlaceName(kind=kind, core=name.core, tail=name.tail), 1.0)


def _form(target: Target, index: int, name: PlaceName, worth: float) -> Form:
    return Form(target, index, name.kind, name.core, "".join(name.core), name.tail, worth)


def index_of(forms: tuple[Form, ...]) -> NameIndex:
    """Return the index of the forms, last names added where they are unmistakable."""
    distinct = tuple(dict.fromkeys(form for form in forms if form.core))
    every = (*distinct, *_shortened(distinct))
    postings: dict[str, list[int]] = defaultdict(list)
    glued: dict[str, list[int]] = defaultdict(list)
    for number, form in enumerate(every):
        for word in dict.fromkeys(form.core):
            postings[word].append(number)
        if len(form.core) > 1:
            glued[form.glued].append(number)
        postings[f"^{form.core[0]}"].append(number)
        postings[f"<{form.core[0][:2]}"].append(number)
    known = learn(word for form in every for word in form.core)
    return NameIndex(forms=every, postings=_frozen(postings), glued=_frozen(glued), spelling=known)


def _frozen(lists: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {word: tuple(numbers) for word, numbers in lists.items()}


def _shortened(forms: tuple[Form, ...]) -> Iterator[Form]:
    """Yield streets by the last word of their name, where no other street of the kind ends so or is called so."""
    streets = [form for form in forms if form.target is Target.STREET and form.kind]
    endings = Counter((kind, word) for kind, word, _ in {(form.kind, form.core[-1], form.entry) for form in streets})
    for form in streets:
        word = form.core[-1]
        if len(form.core) > 1 and endings[(form.kind, word)] == 1 and len(word) > _SHORT_LAST_NAME and not word.isdigit():
            yield Form(form.target, form.entry, form.kind, (word,), word, word, _SHORTENED)
