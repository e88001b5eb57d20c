"""What distinguishes two versions of a town's places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.place import HouseNumber, Places, Point, Street

_UNMOVED_DEGREES = 1e-5
"""About one metre: less is another rounding of the same position."""

_CELL_DIGITS = 4
"""Positions are compared on a grid of ten metres when a street is looked for under another name."""

_RENAMED_SHARE = 2 / 3
"""Of its addresses, a street found under another name must have kept so many: some are always renumbered at the same time."""

_PARTS_BESIDE = ("town_name", "postcode", "landmarks", "sectors", "neighbours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A street that stands where it stood and has another name."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbering:
    """The addresses of a street that stays, as one writes them (``12 bis``): those that came, went, and stand elsewhere now."""

    street: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesChange:
    """What a version of the places changed against the one before (modifications du référentiel).

    ``altered`` are streets known before whose kind, aliases, stretches or shape differ; the numbers count addresses, those of streets
    added and removed included; ``renumbered`` names them, of the streets that stay; ``beside`` names the other fields of `Places`
    that differ.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Renaming, ...] = ()
    altered: tuple[str, ...] = ()
    numbers_added: int = 0
    numbers_removed: int = 0
    numbers_moved: int = 0
    renumbered: tuple[Renumbering, ...] = ()
    beside: tuple[str, ...] = ()


NO_CHANGE = PlacesChange()

Pair = tuple[Street, Street]
"""A street before and after."""


def changes_between(old: Places, new: Places) -> PlacesChange:
    """Return what ``new`` changed against ``old``; the order of streets is no change."""
    kept, gone, come = _paired(old.streets, new.streets)
    renamed = tuple(renamed_streets(gone, come))
    went, came = {id(one) for one, _ in renamed}, {id(two) for _, two in renamed}
    new_ones = [street for street in come if id(street) not in came]
    lost_ones = [street for street in gone if id(street) not in went]
    renumbered = tuple(one for one in (_renumbering(*pair) for pair in (*kept, *renamed)) if one != Renumbering(street=one.street))
    return PlacesChange(
        added=tuple(street.name for street in new_ones),
        removed=tuple(street.name for street in lost_ones),
        renamed=tuple(Renaming(old=one.name, new=two.name) for one, two in renamed),
        altered=tuple(two.name for one, two in kept if _facts(one) != _facts(two)),
        numbers_added=sum(len(one.added) for one in renumbered) + sum(len(street.numbers) for street in new_ones),
        numbers_removed=sum(len(one.removed) for one in renumbered) + sum(len(street.numbers) for street in lost_ones),
        numbers_moved=sum(len(one.moved) for one in renumbered),
        renumbered=renumbered,
        beside=tuple(name for name in _PARTS_BESIDE if getattr(old, name) != getattr(new, name)),
    )


def renamed_streets(gone: Iterable[Street], come: Sequence[Street]) -> Iterator[Pair]:
    """Yield each street that is gone with the one that has come to its addresses under another name, at most once each."""
    addresses = {id(street): _addresses(street) for street in come}
    at: defaultdict[tuple[object, ...], list[Street]] = defaultdict(list)
    for street in come:
        for address in addresses[id(street)]:
            at[address].append(street)
    taken: set[int] = set()
    for street in gone:
        own = _addresses(street)
        shared = Counter(id(other) for address in own for other in at.get(address, ()))
        for other in {id(other): other for address in own for other in at.get(address, ())}.values():
            largest = max(len(own), len(addresses[id(other)]))
            if id(other) not in taken and shared[id(other)] >= _RENAMED_SHARE * largest:
                taken.add(id(other))
                yield street, other
                break


def _paired(old: Sequence[Street], new: Sequence[Street]) -> tuple[list[Pair], list[Street], list[Street]]:
    """Return the streets that differ under one name, those only ``old`` has, those only ``new`` has. Homonyms pair up in their order."""
    by_name: defaultdict[str, list[Street]] = defaultdict(list)
    for street in old:
        by_name[street.name].append(street)
    kept: list[Pair] = []
    come: list[Street] = []
    for street in new:
        homonyms = by_name.get(street.name)
        if not homonyms:
            come.append(street)
        elif street in homonyms:
            homonyms.remove(street)
        else:
            kept.append((homonyms.pop(0), street))
    return kept, [street for homonyms in by_name.values() for street in homonyms], come


def _addresses(street: Street) -> frozenset[tuple[object, ...]]:
    """Return where the street's numbers are; a street without numbers is its own address."""
    placed = frozenset((number.number, number.suffix, *_cell(number.point)) for number in street.numbers if number.point)
    if placed or not street.lines or not street.lines[0]:
        return placed
    return frozenset({_cell(street.lines[0][0])})


def _cell(point: Point) -> tuple[float, float]:
    return round(point.lat, _CELL_DIGITS), round(point.lon, _CELL_DIGITS)


def _facts(street: Street) -> tuple[object, ...]:
    return street.kind, street.aliases, street.stretches, street.lines


def _renumbering(old: Street, new: Street) -> Renumbering:
    before, after = _by_number(old.numbers), _by_number(new.numbers)
    return Renumbering(
        street=new.name,
        added=tuple(_written(key) for key in after if key not in before),
        removed=tuple(_written(key) for key in before if key not in after),
        moved=tuple(_written(key) for key in before if key in after and _has_moved(before[key], after[key])),
    )


def _by_number(numbers: Iterable[HouseNumber]) -> dict[tuple[int, str], Point | None]:
    return {(number.number, number.suffix): number.point for number in numbers}


def _written(address: tuple[int, str]) -> str:
    number, suffix = address
    return f"{number} {suffix}".strip()


def _has_moved(one: Point | None, two: Point | None) -> bool:
    if one is None or two is None:
        return one is not two
    return abs(one.lat - two.lat) > _UNMOVED_DEGREES or abs(one.lon - two.lon) > _UNMOVED_DEGREES
