"""The ways to name each place of a town, and the index that finds them."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from domain.place import Places, Street
from rules.names import (
    DISTANT_KINDS,
    MONTHS,
    MOST_NUMBER_WORDS,
    NUMBER_WORDS,
    NUMBERS_IN_WORDS,
    WORDS_OF_NUMBERS,
    PlaceName,
    forms_of_name,
    read_name,
)

_SHORT_SECTOR = 5
_DATE_WORTH = 0.99
_CENTURY = "19"
_DATE_WORDS = 3


ROAD_CLASSES = {
    name: kind
    for kind, names in {"d": "rd d cd departementale", "n": "rn n nationale", "a": "a autoroute", "cr": "cr", "vc": "vc"}.items()
    for name in names.split()
}
"""Classes of numbered roads by the words for them."""
ROADS_IN_TWO_WORDS = {"c r": "cr", "v c": "vc", "chemin rural": "cr", "voie communale": "vc"}
"""Classes of numbered roads that are two words."""
ROAD = re.compile(r"(rd|d|cd|rn|n|a|cr|vc)(\d{1,4})")
_COUNTRY_ROAD = re.compile(r"(chemin rural|voie communale) (?:n |no |numero )?(\d{1,4})(?: dite? .*)?")
_COUNTRY_STARTS = frozenset({"chemin rur", "voie commu"})
_COUNTRY = 10
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


def roads_of(places: Places) -> dict[str, Form]:
    """Return the numbered roads by class and number, such as ``d974``. The road itself goes before streets that it follows."""
    roads: dict[str, Form] = {}
    for index, street in enumerate(places.streets):
        for name in (street.name, *street.aliases):
            found = _ROAD_NAME.fullmatch(joined_name(name)) if name[-1:].isdigit() else None
            if found is None and name[:_COUNTRY].lower() in _COUNTRY_STARTS:
                found = _COUNTRY_ROAD.fullmatch(joined_name(name))
            if found is not None:
                key = f"{ROAD_CLASSES.get(found[1]) or ROADS_IN_TWO_WORDS[found[1]]}{found[2]}"
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
    communes = {f" {joined_name(name)} " for neighbour in places.neighbours for name in (neighbour.name, *neighbour.aliases)}
    for index, street in enumerate(places.streets):
        default = _default_kind(street.kind)
        for position, name in enumerate((street.name, *street.aliases)):
            if not _is_elsewhere(street, name, position, communes) and not _is_road(name):
                yield from _with_numbers(_street_form(index, read_name(name), default if position == 0 else ""))


@lru_cache(maxsize=1 << 8)
def _default_kind(kind: str) -> str:
    """Return the kind that a street's file entry gives it."""
    return read_name(kind).kind or joined_name(kind)


def _is_road(name: str) -> bool:
    """Return whether a name is that of a numbered road; it then ends in a figure."""
    return name[-1:].isdigit() and _ROAD_NAME.fullmatch(joined_name(name)) is not None


def _with_numbers(form: Form) -> Iterator[Form]:
    """Yield a form and others of the same number: « 8 mai », « 8 mai 45 », « huit mai 1945 »."""
    yield form
    core = form.core
    others: list[tuple[str, ...]] = []
    if len(core) >= _DATE_WORDS and core[0].isdigit() and core[1] in MONTHS and core[2].startswith(_CENTURY):
        others += [core[:2], (*core[:2], core[2][2:])]
    written, size = _other_number(core)
    if size:
        others += [(*written, *other[size:]) for other in (core, *others)]
    for other in others:
        yield Form(form.target, form.entry, form.kind, other, "".join(other), " ".join(other), _DATE_WORTH)


def _other_number(core: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """Return the number that a name begins with written the other way, in words or digits, and how many words it takes; 0 where none."""
    for size in range(min(MOST_NUMBER_WORDS, len(core)), 0, -1):
        digits = NUMBERS_IN_WORDS.get(core[:size]) or (NUMBER_WORDS.get(core[0]) if size == 1 else None)
        if digits is not None:
            return (digits,), size
    words = WORDS_OF_NUMBERS.get(core[0]) if core else None
    return (words, 1) if words is not None else ((), 0)


def _is_elsewhere(street: Street, name: str, position: int, communes: set[str]) -> bool:
    """Return whether an alias of a street outside the town is only the name of its commune, or ends with it."""
    outside = any(not stretch.inside for stretch in street.stretches)
    return outside and position > 0 and any(commune in f" {joined_name(name)} " for commune in communes)


def _street_form(index: int, name: PlaceName, default: str) -> Form:
    """Return the form of a street name."""
    kind = name.kind or ("lieu dit" if default in DISTANT_KINDS else "")
    return _form(Target.STREET, index, PlaceName(kind=kind, core=name.core, tail=name.tail), 1.0)


@lru_cache(maxsize=1 << 12)
def joined_name(name: str) -> str:
    """Return the folded words of a name, one space between."""
    return " ".join(forms_of_name(name))


def _form(target: Target, index: int, name: PlaceName, worth: float) -> Form:
    return Form(target, index, name.kind, name.core, "".join(name.core), name.tail, worth)
