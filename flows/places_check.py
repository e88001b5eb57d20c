"""What does not fit in the places of a town: for an administrator to look at, nothing is refused for it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA

from domain.extent import TOWN_M, metres_between, middle_of, unbroken
from domain.place import HouseNumber, Places, Point, Street
from flows.address_file.reading import name_key
from flows.sectors_check import PlacesRemark, check_sectors
from flows.town_folder.addresses import numbers_left_out
from flows.wording import say

FAR_M = 500
"""A number further than this from all others of its street, and from its shape, is probably another street's."""

SLACK = 1.3
"""How many metres lie between two numbers that count metres, for each: roads bend, and are measured roughly."""

DEGREE_M = 111_195
"""Length of a degree of latitude."""

LITTLE_WORDS = frozenset(["de", "du", "des", "d", "la", "le", "les", "l"])
SAME_WORDS: Mapping[str, str] = {"st": "saint", "ste": "sainte", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard"} | {
    "pl": "place",
    "imp": "impasse",
    "chem": "chemin",
    "che": "chemin",
    "rte": "route",
    "all": "allee",
    "sq": "square",
    "gal": "general",
    "mal": "marechal",
    "dr": "docteur",
    "cdt": "commandant",
}
DOUBLED = re.compile(r"(.)\1")

Cell = tuple[int, int]


def check_places(places: Places) -> tuple[PlacesRemark, ...]:
    """Return what does not fit, in the order of its weight."""
    found = (
        *check_sectors(places),
        PlacesRemark(
            code="only_in_file",
            what=say("streets of the address file that voies.csv does not have"),
            remedy=say("Nothing, if they are the town's own; else say their owner in voies.csv."),
            items=tuple(street.name for street in places.streets if not street.listed),
        ),
        PlacesRemark(
            code="not_in_file",
            what=say("streets of voies.csv without one address in the address file"),
            remedy=say("Look whether the file writes them otherwise; if so, name that an alias."),
            items=tuple(street.name for street in _not_in_file(places)),
        ),
        PlacesRemark(
            code="spelling",
            what=say("names that differ only by their spelling"),
            remedy=say("Keep one, and name the other its alias in voies.csv."),
            items=tuple(" / ".join(names) for names in _near_names(places)),
        ),
        PlacesRemark(
            code="homonyms",
            what=say("names that several streets have"),
            remedy=say("Tell them apart, or leave one: whoever names it will be asked which."),
            items=tuple(f"{name} ({count})" for name, count in _homonyms(places.streets)),
        ),
        PlacesRemark(
            code="ranges",
            what=say("streets whose ranges leave out numbers they have"),
            remedy=say("Widen the range of the stretch they belong to."),
            items=tuple(_left_out(places.streets)),
        ),
        PlacesRemark(
            code="far",
            what=say("numbers more than {metres} m from the rest of their street", metres=FAR_M),
            remedy=say("Have the position corrected in the address file."),
            items=tuple(item for street in places.streets for item in _far(street)),
        ),
        PlacesRemark(
            code="far_line",
            what=say("streets drawn far from the town, or across it in one piece"),
            remedy=say("Correct their line in voies.geojson: one of its positions is probably wrong."),
            items=tuple(_far_lines(places.streets)),
        ),
    )
    return tuple(remark for remark in found if remark.items)


def _not_in_file(places: Places) -> list[Street]:
    if not any(street.numbers for street in places.streets):
        return []
    listed = (street for street in places.streets if street.listed and not street.numbers)
    return [street for street in listed if any(stretch.inside and stretch.low is not None for stretch in street.stretches)]


def _near_names(places: Places) -> Iterator[tuple[str, ...]]:
    by_core: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for street in places.streets:
        by_core[_core(street.name)][street.name] = None
    yield from (tuple(names) for names in by_core.values() if len(names) > 1)
    # One slip of the pen is looked for only between names that miss their counterpart: among all, neighbours are often one letter apart.
    only_in_file = [street.name for street in places.streets if not street.listed]
    for street in _not_in_file(places):
        core = _core(street.name)
        yield from ((street.name, name) for name in only_in_file if OSA.distance(core, _core(name), score_cutoff=1) == 1)


def _core(name: str) -> str:
    """Return a name without articles, abbreviations and doubled letters."""
    words = (SAME_WORDS.get(word, word) for word in name_key(name).split() if word not in LITTLE_WORDS)
    return " ".join(word if word.isdigit() else DOUBLED.sub(r"\1", word) for word in words)


def _homonyms(streets: Iterable[Street]) -> Iterator[tuple[str, int]]:
    yield from ((name, count) for name, count in Counter(street.name for street in streets).items() if count > 1)


def _left_out(streets: Iterable[Street]) -> Iterator[str]:
    for street in streets:
        if numbers := numbers_left_out(street):
            yield f"{street.name} ({', '.join(str(number) for number in dict.fromkeys(numbers))})"


def _far(street: Street) -> Iterator[str]:
    """Yield the numbers with nothing of their street around them."""
    placed = [(house, house.point) for house in street.numbers if house.point]
    others = [point for line in street.lines for point in line]
    if len(placed) + len(others) <= 1:
        return
    around: defaultdict[Cell, list[Point]] = defaultdict(list)
    for point in (*(point for _, point in placed), *others):
        around[_cell(point)].append(point)
    for house, point in placed:
        if not (_has_company(point, around) or _counts_metres(house.number, point, placed)):
            yield f"{house.number}{' ' * bool(house.suffix)}{house.suffix} {street.name}"


def _counts_metres(number: int, point: Point, placed: Sequence[tuple[HouseNumber, Point]]) -> bool:
    """Return whether a number lies as far from another as numbers that count metres do: « 2140 route de … », in the country."""
    return any(metres_between(point, other) <= SLACK * abs(number - house.number) for house, other in placed if other is not point)


def _far_lines(streets: Iterable[Street]) -> Iterator[str]:
    """Yield the streets with a piece that no street has, or with a line that lies elsewhere."""
    drawn = [street for street in streets if any(street.lines)]
    points = [point for street in drawn for line in street.lines for point in line]
    if not points:
        return
    middle = middle_of(points)
    for street in drawn:
        is_broken = any(len(line) > 1 and unbroken(line) != (line,) for line in street.lines)
        if is_broken or any(metres_between(middle, point) > TOWN_M for line in street.lines for point in line):
            yield street.name


def _has_company(point: Point, around: Mapping[Cell, Sequence[Point]]) -> bool:
    row, column = _cell(point)
    cells = ((row + down, column + right) for down in (0, -1, 1) for right in (0, -1, 1))
    return any(other is not point and metres_between(point, other) <= FAR_M for cell in cells for other in around.get(cell, ()))


def _cell(point: Point) -> Cell:
    """Return the square of the grid a point lies in, in France at least `FAR_M` wide."""
    return int(point.lat * DEGREE_M // FAR_M), int(point.lon * DEGREE_M * 0.6 // FAR_M)
