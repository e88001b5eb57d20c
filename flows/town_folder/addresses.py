"""`bal.csv`: every address of a town, in the national format (Base Adresse Locale 1.3 and what came before)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.place import HouseNumber, Parity, Point, RoadOwner, Sector, Street, Stretch
from flows.town_folder import cells
from flows.town_folder.mistakes import Mistakes, fold, nearest
from flows.town_folder.shapes import sector_of
from flows.town_folder.table import Progress, Row, Table
from flows.wording import say

COLUMNS = ("commune_insee", "voie_nom", "numero", "suffixe", "position", "long", "lat")
"""Those that are read. Publishers add columns of their own, which pass."""

NO_NUMBER = 99_999
"""The format's number of a lieu-dit that has none."""

POSITIONS = (
    "entrée",
    "bâtiment",
    "cage d’escalier",
    "logement",
    "délivrance postale",
    "service technique",
    "parcelle",
    "segment",
    "",
)
"""Kinds of position of the format, best first: where one can knock before where a line was drawn."""

RANKS = {fold(kind).replace("’", "'"): rank for rank, kind in enumerate(POSITIONS)}

MARGIN_DEGREES = 0.1
"""How far outside its sectors an address of the town may lie (some 10 km): roads have ends, outlines are rough."""

DISTRICTS = {"75056": "751", "69123": "6938", "13055": "132"}
"""Paris, Lyon and Marseille: the beginning of their districts' INSEE codes."""


@dataclass(slots=True)
class Addresses:
    """House numbers of one street as they are gathered, with the rank of each one's position."""

    numbers: dict[tuple[int, str], tuple[int, HouseNumber]] = field(default_factory=dict)
    middle: Point | None = None
    """Where the lieu-dit itself is."""

    def add(self, number: HouseNumber, rank: int) -> None:
        """Keep the better position of an address that has several."""
        key = (number.number, number.suffix)
        known = self.numbers.get(key)
        if known is None or rank < known[0]:
            self.numbers[key] = (rank, number)

    def sorted(self) -> tuple[HouseNumber, ...]:
        """Return the numbers in order."""
        return tuple(self.numbers[key][1] for key in sorted(self.numbers))


def read_addresses(
    path: Path, insee: str, sectors: Sequence[Sector], mistakes: Mistakes, progress: Progress | None
) -> dict[str, Addresses]:
    """Return the addresses by street name. Reads line by line: a city's file is larger than one wants in memory."""
    box = _box(sectors)
    found: dict[str, Addresses] = {}
    ranks = dict(RANKS)
    for row in Table(path, mistakes, needed=COLUMNS, optional=None).rows(progress):
        name = cells.text(row, "voie_nom")
        if name is None or not _is_of_town(row, insee):
            continue
        number = _number(row)
        point = _point(row, box)
        rank = _rank(row, ranks)
        street = found.get(name)
        if street is None:
            street = found[name] = Addresses()
        if number == NO_NUMBER:
            street.middle = street.middle or point
        elif number is not None:
            street.add(HouseNumber(number=number, suffix=row["suffixe"].lower(), point=point), rank)
    return found


def _is_of_town(row: Row, insee: str) -> bool:
    codes = (row["commune_insee"], row["commune_deleguee_insee"])
    if not insee or insee in codes or codes[0].startswith(DISTRICTS.get(insee, insee)):
        return True
    what = say("an address of commune {found}, the town is {insee}.", found=codes[0], insee=insee)
    row.wrong("commune_insee", what, say("Keep the lines of {insee} only.", insee=insee))
    return False


def _number(row: Row) -> int | None:
    if not row["numero"]:
        row.wrong("numero", say("“{name}” is empty.", name="numero"), say("Write 99999 for a lieu-dit without number."))
    return cells.number(row, "numero", 0, NO_NUMBER)


def _rank(row: Row, ranks: dict[str, int]) -> int:
    written = row["position"]
    rank = ranks.get(written)
    if rank is None:
        rank = RANKS.get(fold(written).replace("’", "'"))
        if rank is not None:
            ranks[written] = rank
            return rank
        near = nearest(written, POSITIONS)
        remedy = say("Did you mean “{near}”?", near=near) if near else say("Valid: {choices}.", choices=", ".join(POSITIONS[:-1]))
        row.wrong("position", say("“{value}” is not a valid {name}.", value=written, name="position"), remedy)
        return len(POSITIONS)
    return rank


Box = tuple[float, float, float, float]


def _box(sectors: Sequence[Sector]) -> Box | None:
    points = [point for sector in sectors for ring in sector.polygons for point in ring]
    if not points:
        return None
    lats, lons = [point.lat for point in points], [point.lon for point in points]
    return min(lats) - MARGIN_DEGREES, max(lats) + MARGIN_DEGREES, min(lons) - MARGIN_DEGREES, max(lons) + MARGIN_DEGREES


def _point(row: Row, box: Box | None) -> Point | None:
    point = cells.point(row, "lat", "long")
    if point is None or box is None or (box[0] <= point.lat <= box[1] and box[2] <= point.lon <= box[3]):
        return point
    what = say("{lat}, {lon} lies far outside the sectors of the town.", lat=point.lat, lon=point.lon)
    row.wrong("lat", what, say("Correct the position, or the outlines of the sectors."))
    return None


def with_addresses(streets: Sequence[Street], addresses: dict[str, Addresses], sectors: Sequence[Sector]) -> tuple[Street, ...]:
    """Return the streets with their house numbers; streets only the addresses know are added.

    Those belong to the town's own roads and to the sector their middle lies in, for want of anything better.
    """
    known = {street.name for street in streets}
    kept = [_with_numbers(street, addresses[street.name]) if street.name in addresses else street for street in streets]
    added = [_street(name, found, sectors) for name, found in addresses.items() if name not in known]
    return (*kept, *added)


def _with_numbers(street: Street, addresses: Addresses) -> Street:
    lines = street.lines or (((addresses.middle,),) if addresses.middle else ())
    return replace(street, numbers=addresses.sorted(), lines=lines)


def _street(name: str, addresses: Addresses, sectors: Sequence[Sector]) -> Street:
    numbers = addresses.sorted()
    points = [number.point for number in numbers if number.point]
    middle = addresses.middle or (points[len(points) // 2] if points else None)
    sector = sector_of(middle, sectors) if middle else None
    stretch = Stretch(sector=sector, low=None, high=None, parity=Parity.ALL, owner=RoadOwner.TOWN)
    kind = "lieu-dit" if addresses.middle and not numbers else name.split(maxsplit=1)[0].lower()
    street = Street(name=name, kind=kind, aliases=(), stretches=(stretch,))
    return _with_numbers(street, addresses)


def report_contradictions(path: Path, streets: Sequence[Street], addresses: dict[str, Addresses], warnings: Mistakes) -> None:
    """Note the streets whose ranges in `voies.csv` leave out house numbers the addresses have."""
    for street in streets:
        found = addresses.get(street.name)
        ranges = [stretch for stretch in street.stretches if stretch.inside and stretch.low is not None and stretch.high is not None]
        if found is None or not ranges:
            continue
        left_out = [number for number, _ in found.numbers if not any(_covers(stretch, number) for stretch in ranges)]
        if left_out:
            what = say(
                "“{name}”: its ranges leave out {count} numbers of bal.csv, such as {number}.",
                name=street.name,
                count=len(left_out),
                number=left_out[0],
            )
            warnings.add(str(path), what, say("Widen the range of the stretch they belong to."))


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
