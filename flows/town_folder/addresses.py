"""Addresses of a town: an address file brought together with what the town itself says of its streets."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import cos, hypot, radians
from pathlib import Path

from domain.errors import ConfigurationError
from domain.ids import SectorName
from domain.place import Landmark, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
from domain.places_change import renamed_streets
from flows.address_file.faults import mistake_of
from flows.address_file.reading import AddressReport, FoundStreet, name_key, read_address_files
from flows.address_file.rows import Box
from flows.address_file.source import Progress
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.shapes import contains
from flows.wording import say

MARGIN_DEGREES = 0.1
"""How far outside its sectors an address of the town may lie (some 10 km): roads have ends, outlines are rough."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Where a reader of many files tells what it meets."""

    mistakes: Mistakes
    warnings: Mistakes
    progress: Progress | None


def read_addresses(path: Path, insee: str, sectors: Sequence[Sector], notes: Notes) -> AddressReport | None:
    """Return the addresses of a folder's `bal.csv`, None where the file is refused; wrong rows are warnings."""
    try:
        report = read_address_files((path,), insee, box_of(sectors), notes.progress)
    except ConfigurationError as error:
        for mistake in error.mistakes:
            notes.mistakes.add(mistake.where, mistake.what, mistake.remedy)
        return None
    for fault in report.faults:
        told = mistake_of(fault, str(path))
        notes.warnings.add(told.where, told.what, told.remedy, line=told.line, column=told.column)
    if report.elsewhere:
        what = say("rows of other communes than {insee}, left out: {count}.", count=report.elsewhere, insee=insee)
        notes.warnings.add(str(path), what, say("Nothing, if the file holds several communes."))
    return report


def box_of(sectors: Sequence[Sector]) -> Box | None:
    """Return the box an address of the town lies in, None where no sector has an outline."""
    points = [point for sector in sectors for ring in sector.polygons for point in ring]
    if not points:
        return None
    south, north, west, east = _bounds(points)
    return south - MARGIN_DEGREES, north + MARGIN_DEGREES, west - MARGIN_DEGREES, east + MARGIN_DEGREES


def _bounds(points: Sequence[Point]) -> Box:
    lats, lons = [point.lat for point in points], [point.lon for point in points]
    return min(lats), max(lats), min(lons), max(lons)


def with_addresses(places: Places, found: Sequence[FoundStreet]) -> Places:
    """Return the places with these addresses instead of those they had.

    What the town wrote of a street stays, however the file spells it; a street only the file knew goes when the file has it no longer.
    A street found at its old addresses under another name keeps what was known of it, and its old name as alias. A street only the file
    knows belongs to the town's own roads and to the sector its middle lies in, for want of anything better.
    """
    areas = _Areas(places.sectors)
    matched, added = _matched(places.streets, tuple(_told_apart(found)))
    come = [_new_street(street, areas) for street in _without_landmarks(added, places.landmarks)]
    gone = [street for index, street in enumerate(places.streets) if index not in matched]
    renamed = {id(old): new for old, new in renamed_streets(gone, come)}
    streets = [
        _renamed(street, renamed[id(street)]) if id(street) in renamed else _refreshed(street, matched.get(index), areas)
        for index, street in enumerate(places.streets)
    ]
    taken = {id(street) for street in renamed.values()}
    names = {street.name: renamed[id(street)].name for street in gone if id(street) in renamed}
    kept = (*(street for street in streets if street is not None), *(street for street in come if id(street) not in taken))
    return replace(places, streets=kept, landmarks=_following(places.landmarks, names))


def with_addresses_of(places: Places, before: Places) -> Places:
    """Return the places of a folder that has no address file with the addresses known before."""
    if any(street.numbers or not street.listed for street in places.streets):
        return places
    names = {street.name for street in places.streets}
    return with_addresses(places, [_found(street, names) for street in before.streets if street.numbers or not street.listed])


def _found(street: Street, names: Collection[str]) -> FoundStreet:
    """Return a known street as a file would have it, under the name the folder gives it: an import may have renamed it since."""
    name = next((name for name in (street.name, *street.aliases) if name in names), street.name)
    middle = None if street.listed or not street.lines else street.lines[0][0]
    aliases, area = ((), None) if street.listed else (street.aliases, next((one.sector for one in street.stretches), None))
    return FoundStreet(name=name, numbers=street.numbers, middle=middle, aliases=aliases, area=area or "")


def _matched(known: Sequence[Street], found: Sequence[FoundStreet]) -> tuple[dict[int, FoundStreet], list[FoundStreet]]:
    """Return which found street each known one is, by its rank, and those that are new.

    One that the town names with its former commune is that one. Of several streets of one name each is the one that lies nearest. Then a
    name written the same way comes first, one that differs in case, accents and hyphens only, and one the town calls an alias.
    """
    by_commune = _matcher(_ranks_by_key(known), lambda street: name_key(f"{street.name} {street.old_name}"))
    named: dict[int, FoundStreet] = {}
    left = [street for street in found if not (street.old_name and by_commune(street, named))]
    matched = named | {rank: street for rank, street in _matched_homonyms(known, left).items() if rank not in named}
    taken = {id(street) for street in matched.values()}
    left = [street for street in left if id(street) not in taken]
    for index_of in (_by_name(known), _by_key(known), _by_alias(known)):
        left = [street for street in left if not index_of(street, matched)]
    return matched, left


def _matched_homonyms(known: Sequence[Street], found: Sequence[FoundStreet]) -> dict[int, FoundStreet]:
    """Return the pairs among streets of one name, the nearest first: in a merged town each former commune has its Rue de l'Église."""
    ranks: defaultdict[str, list[int]] = defaultdict(list)
    for rank, street in enumerate(known):
        ranks[name_key(street.name)].append(rank)
    named: defaultdict[str, list[FoundStreet]] = defaultdict(list)
    for one in found:
        named[name_key(one.name)].append(one)
    matched: dict[int, FoundStreet] = {}
    taken: set[int] = set()
    for key in named.keys() & ranks.keys():
        if len(named[key]) == len(ranks[key]) == 1:
            continue
        near = ((_apart(known[rank], one), rank, place) for rank in ranks[key] for place, one in enumerate(named[key]))
        for _, rank, place in sorted((distance, rank, place) for distance, rank, place in near if distance is not None):
            if rank not in matched and id(named[key][place]) not in taken:
                matched[rank] = named[key][place]
                taken.add(id(named[key][place]))
    return matched


def _apart(known: Street, found: FoundStreet) -> float | None:
    """Return how far apart two streets lie, in degrees of latitude; None where one has no position."""
    one = _middle([house.point for house in known.numbers if house.point] or [point for line in known.lines for point in line])
    two = _middle([house.point for house in found.numbers if house.point] or ([found.middle] if found.middle else []))
    return hypot(one.lat - two.lat, (one.lon - two.lon) * cos(radians(one.lat))) if one and two else None


def _middle(points: Sequence[Point]) -> Point | None:
    if not points:
        return None
    return Point(lat=sum(point.lat for point in points) / len(points), lon=sum(point.lon for point in points) / len(points))


Matcher = Callable[[FoundStreet, dict[int, FoundStreet]], bool]


def _matcher(index: Mapping[str, Sequence[int]], name_of: Callable[[FoundStreet], str]) -> Matcher:
    def match(street: FoundStreet, matched: dict[int, FoundStreet]) -> bool:
        free = next((rank for rank in index.get(name_of(street), ()) if rank not in matched), None)
        if free is not None:
            matched[free] = street
        return free is not None

    return match


def _by_name(known: Sequence[Street]) -> Matcher:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for rank, street in enumerate(known):
        index[street.name].append(rank)
    return _matcher(index, lambda street: street.name)


def _by_key(known: Sequence[Street]) -> Matcher:
    return _matcher(_ranks_by_key(known), lambda street: name_key(street.name))


def _ranks_by_key(known: Sequence[Street]) -> Mapping[str, Sequence[int]]:
    """Return the ranks of the known streets by their names without case, accents and hyphens."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for rank, street in enumerate(known):
        index[name_key(street.name)].append(rank)
    return index


def _by_alias(known: Sequence[Street]) -> Matcher:
    """Match aliases the town wrote; one that two streets claim decides nothing."""
    index: defaultdict[str, set[int]] = defaultdict(set)
    for rank, street in enumerate(known):
        for alias in street.aliases if street.listed else ():
            index[name_key(alias)].add(rank)
    return _matcher({key: tuple(ranks) for key, ranks in index.items() if len(ranks) == 1}, lambda street: name_key(street.name))


def _without_landmarks(streets: Iterable[FoundStreet], landmarks: Iterable[Landmark]) -> list[FoundStreet]:
    """Leave out what the town knows as a place of interest: a residence that an address file has as a lieu-dit without number."""
    known = {name_key(name) for landmark in landmarks for name in (landmark.name, *landmark.aliases)}
    return [street for street in streets if street.numbers or name_key(street.name) not in known]


def _told_apart(streets: Sequence[FoundStreet]) -> Iterator[FoundStreet]:
    """Give streets of one name in several former communes an alias each that names theirs."""
    homonyms = Counter(name_key(street.name) for street in streets)
    for street in streets:
        is_one_of_several = homonyms[name_key(street.name)] > 1 and street.old_name
        yield replace(street, aliases=(*street.aliases, f"{street.name} {street.old_name}")) if is_one_of_several else street


def _refreshed(street: Street, found: FoundStreet | None, areas: "_Areas") -> Street | None:
    """Return the street with the file's numbers, None where only an older file knew it."""
    if found is None:
        return replace(street, numbers=()) if street.listed else None
    new = _new_street(found, areas)
    if not street.listed:
        return replace(new, aliases=_names(street.aliases, new.aliases, without=new.name))
    # Whom the town names with its former commune is asked for without it as well.
    is_told_apart = found.old_name != "" and name_key(f"{found.name} {found.old_name}") == name_key(street.name)
    said = (found.name,) if is_told_apart else ()
    aliases = _names(street.aliases, said, found.aliases, without=street.name)
    return replace(street, numbers=new.numbers, lines=street.lines or new.lines, aliases=aliases)


def _renamed(old: Street, new: Street) -> Street:
    aliases = _names(old.aliases, (old.name,), new.aliases, without=new.name)
    if not old.listed:
        return replace(new, aliases=aliases)
    return replace(old, name=new.name, aliases=aliases, numbers=new.numbers, lines=old.lines or new.lines)


def _names(*groups: Iterable[str], without: str) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(chain(*groups)) if name != without)


def _following(landmarks: Sequence[Landmark], names: Mapping[str, str]) -> tuple[Landmark, ...]:
    """Return the landmarks, those of a renamed street under its new name."""
    return tuple(replace(one, street=names.get(one.street or "", one.street)) for one in landmarks)


def _new_street(found: FoundStreet, areas: "_Areas") -> Street:
    points = [house.point for house in found.numbers if house.point]
    middle = found.middle or (points[len(points) // 2] if points else None)
    sector = (areas.at(middle) if middle else None) or areas.named(found.area or found.old_name)
    stretch = Stretch(sector=sector, low=None, high=None, parity=Parity.ALL, owner=RoadOwner.TOWN)
    return Street(
        name=found.name,
        kind="lieu-dit" if found.middle and not found.numbers else found.name.split(maxsplit=1)[0].lower(),
        aliases=found.aliases,
        stretches=(stretch,),
        numbers=found.numbers,
        lines=((found.middle,),) if found.middle else (),
        listed=False,
    )


class _Areas:
    """Finds the sector of many points: most outlines are left out by their bounds."""

    def __init__(self, sectors: Sequence[Sector]) -> None:
        self._rings = [(_bounds(ring), ring, sector.name) for sector in sectors for ring in sector.polygons if ring]
        self._names = {name_key(sector.name): sector.name for sector in sectors}

    def named(self, commune: str) -> SectorName | None:
        """Return the sector of this name, such as a former commune's where each of a merged town is one."""
        return self._names.get(name_key(commune))

    def at(self, point: Point) -> SectorName | None:
        """Return the sector that holds the point."""
        for (south, north, west, east), ring, name in self._rings:
            if south <= point.lat <= north and west <= point.lon <= east and contains(ring, point):
                return name
        return None


def report_contradictions(path: Path, streets: Sequence[Street], warnings: Mistakes) -> None:
    """Note the streets whose ranges in `voies.csv` leave out house numbers the addresses have."""
    for street in streets:
        if left_out := numbers_left_out(street):
            what = say(
                "“{name}”: its ranges leave out {count} numbers of bal.csv, such as {number}.",
                name=street.name,
                count=len(left_out),
                number=left_out[0],
            )
            warnings.add(str(path), what, say("Widen the range of the stretch they belong to."))


def numbers_left_out(street: Street) -> tuple[int, ...]:
    """Return the numbers of a street that none of its ranges holds."""
    ranges = [stretch for stretch in street.stretches if stretch.inside and stretch.low is not None and stretch.high is not None]
    if not ranges:
        return ()
    return tuple(house.number for house in street.numbers if not any(_covers(stretch, house.number) for stretch in ranges))


def _covers(stretch: Stretch, number: int) -> bool:
    if stretch.low is None or stretch.high is None or not stretch.low <= number <= stretch.high:
        return False
    match stretch.parity:
        case Parity.EVEN:
            return number % 2 == 0
        case Parity.ODD:
            return number % 2 == 1
        case Parity.ALL:
            return True
