"""An address file as the streets of one town."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from domain.place import HouseNumber, Point
from flows.address_file.columns import Columns, columns_of
from flows.address_file.faults import Fault, Reason, mistake_of, visible
from flows.address_file.rows import CODE, Address, Box, RowReader, Wrong, commune_of
from flows.address_file.source import AddressFile, Progress, RawRow
from flows.wording import say
from rules.words import fold

DISTRICTS = {"75056": "751", "69123": "6938", "13055": "132"}
"""Paris, Lyon and Marseille: the beginning of their districts' INSEE codes."""

LISTED_COMMUNES = 3
LISTED_CAUSES = 10
MOST_FAULTS = 200_000
"""Rows kept to be told: more than Paris has addresses."""

FEWEST_OF_COMPLEMENT = 2
"""A complement that only one address has may be the name of its house."""

BUILDING = re.compile(r"(bat|batiment|immeuble|entree|escalier|esc|apt|appt|appartement|etage|bloc|tour|hall|porte)\b|\W*\d")
"""Begins a complement that names no hamlet."""

ALPHANUMERIC = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStreet:
    """A street as an address file has it, its numbers in order. ``middle`` is where a lieu-dit is; ``old_name`` its former commune.

    ``area`` is what a sector may be called that it lies in, where no outline says so: its former commune, or the sector of before.
    """

    name: str
    numbers: tuple[HouseNumber, ...]
    middle: Point | None
    aliases: tuple[str, ...] = ()
    old_name: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressReport:
    """What an address file held for a town: ``rows`` of the town, ``elsewhere`` of other communes, ``faults`` by line."""

    streets: tuple[FoundStreet, ...]
    rows: int
    elsewhere: int
    faults: tuple[Fault, ...]


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: no case, accents, hyphens or apostrophes."""
    folded = fold(name)
    # A name in another script has none of these letters, and is its own key.
    return " ".join(ALPHANUMERIC.findall(folded)) or folded.strip()


def read_address_files(files: Sequence[Path], insee: str, box: Box | None, progress: Progress | None = None) -> AddressReport:
    """Return the streets of the town ``insee`` (of all communes where it is empty) that the files hold together.

    Raises ConfigurationError where one is no address file, not whole, not of the town, or has more bad rows than good ones.
    """
    gathering = _Gathering(insee)
    for path in files:
        _gather(AddressFile(path, progress), gathering, box)
    return gathering.report()


def _gather(source: AddressFile, gathering: "_Gathering", box: Box | None) -> None:
    with closing(source.rows()) as rows:
        columns = columns_of(next(rows, RawRow(1, None)).cells or ())
        if missing := columns.missing():
            if columns.header[:1] and columns.header[0].startswith("<"):
                raise source.refusal(say("this is a web page, no address file."), say("Download the file itself."))
            what = say("this is no address file (BAL or BAN): it lacks the columns {names}.", names=", ".join(missing))
            raise source.refusal(what, say("Get the file of the commune from adresse.data.gouv.fr."))
        gathering.begin(source, columns, box)
        for row in rows:
            gathering.take(row)
    gathering.refuse_if_useless()


@dataclass(slots=True)
class _Street:
    """A street while its rows are gathered."""

    name: str
    old_name: str
    numbers: dict[tuple[int, str], tuple[tuple[bool, int, str], HouseNumber]] = field(default_factory=dict)
    middle: tuple[tuple[bool, int, str], Point | None] | None = None
    aliases: dict[str, None] = field(default_factory=dict)

    def add(self, address: Address) -> None:
        """Keep the better of two rows of one address."""
        if address.number is None:
            if self.middle is None or self.middle[1] is None or (address.point and address.rank < self.middle[0]):
                self.middle = address.rank, address.point
            return
        key = address.number, address.suffix
        known = self.numbers.get(key)
        # A row without position says less than any that has one.
        if known is None or (known[1].point is None, *known[0]) > (address.point is None, *address.rank):
            self.numbers[key] = address.rank, HouseNumber(number=address.number, suffix=address.suffix, point=address.point)

    def found(self) -> FoundStreet:
        return FoundStreet(
            name=self.name,
            numbers=tuple(self.numbers[key][1] for key in sorted(self.numbers)),
            middle=self.middle[1] if self.middle else None,
            aliases=tuple(self.aliases),
            old_name=self.old_name,
        )


@dataclass(slots=True)
class _Tally:
    """Rows of one file."""

    rows: int = 0
    """Of the town, those that are ``lost`` included."""
    lost: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Rows of other communes by INSEE code."""


class _Gathering:
    """Gathers the rows of files by street."""

    _source: AddressFile
    _columns: Columns
    _reader: RowReader

    def __init__(self, insee: str) -> None:
        self._insee = insee
        self._prefix = DISTRICTS.get(insee, "")
        self._streets: dict[tuple[str, str], _Street] = {}
        self._keys: dict[str, str] = {}
        self._complements: dict[str, list[Point]] = {}
        self._faults: list[Fault] = []
        self._tallies: list[_Tally] = []

    def begin(self, source: AddressFile, columns: Columns, box: Box | None) -> None:
        """Turn to the next file."""
        self._source, self._columns, self._reader = source, columns, RowReader(columns, box)
        self._tally = _Tally()
        self._tallies.append(self._tally)

    def take(self, row: RawRow) -> None:
        """Gather one row."""
        cells = row.cells
        if cells is None or len(cells) != self._columns.width:
            self._lose(row, Wrong(row.reason or Reason.CELLS, -1))
            return
        cells.append("")
        commune = commune_of(cells, self._columns)
        if not self._is_of_town(commune, cells[self._columns.old_commune].strip()):
            if commune in self._tally.elsewhere or CODE.fullmatch(commune):
                self._tally.elsewhere[commune] += 1
            else:
                self._lose(row, Wrong(Reason.COMMUNE, self._columns.place_of_commune(cells)))
            return
        address, wrong = self._reader.read(cells, commune)
        if address is None:
            self._lose(row, wrong or Wrong(Reason.CELLS, -1))
            return
        self._tally.rows += 1
        if wrong is not None:
            self._note(row, wrong)
        self._add(address, cells)

    def refuse_if_useless(self) -> None:
        """Refuse a file without one address of the town, or in which more rows are bad than good."""
        tally, source = self._tally, self._source
        good = tally.rows - tally.lost
        if not tally.rows and tally.elsewhere:
            shown = ", ".join(code for code, _ in tally.elsewhere.most_common(LISTED_COMMUNES))
            count = tally.elsewhere.total()
            what = say(
                "none of its {count} rows is of the town ({insee}): they are of {found}.", count=count, insee=self._insee, found=shown
            )
            raise source.refusal(what, say("Get the file of the town itself."))
        if not tally.rows:
            raise source.refusal(say("the file holds no address."), say("Get the file again."))
        if tally.lost > good:
            of_file = (fault for fault in self._faults if fault.file == source.path.name)
            causes = [mistake_of(fault, str(source.path)) for fault in islice(of_file, LISTED_CAUSES)]
            what = say("{bad} of its rows are wrong, more than are right ({good}).", bad=tally.lost, good=good)
            raise source.refusal(what, say("Get the file again."), *causes)

    def report(self) -> AddressReport:
        """Return what was gathered."""
        return AddressReport(
            streets=(*(street.found() for street in self._streets.values()), *self._hamlets()),
            rows=sum(tally.rows for tally in self._tallies),
            elsewhere=sum(tally.elsewhere.total() for tally in self._tallies),
            faults=tuple(self._faults),
        )

    def _is_of_town(self, commune: str, old: str) -> bool:
        insee = self._insee
        # A row that names no commune does not say it is of another.
        if not insee or not commune or insee in (commune, old):
            return True
        return bool(self._prefix) and commune.startswith(self._prefix)

    def _add(self, address: Address, cells: Sequence[str]) -> None:
        name = address.street
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = name_key(name)
        street = self._streets.get((address.old_commune, key))
        if street is None:
            street = self._streets[address.old_commune, key] = _Street(name, address.old_name)
        street.add(address)
        for position in self._columns.regional:
            if (regional := self._reader.name(cells[position])) and regional != name:
                street.aliases[regional] = None
        if address.complement and address.point:
            self._complements.setdefault(address.complement, []).append(address.point)

    def _hamlets(self) -> list[FoundStreet]:
        """Return the hamlets that only complements name, each in the middle of its addresses."""
        known = {key for _, key in self._streets}
        found: list[FoundStreet] = []
        for name, points in self._complements.items():
            key = name_key(name)
            if len(points) < FEWEST_OF_COMPLEMENT or not key or key in known or BUILDING.match(key):
                continue
            known.add(key)
            middle = Point(
                lat=round(sum(one.lat for one in points) / len(points), 6), lon=round(sum(one.lon for one in points) / len(points), 6)
            )
            found.append(FoundStreet(name=name, numbers=(), middle=middle))
        return found

    def _lose(self, row: RawRow, wrong: Wrong) -> None:
        self._tally.lost += 1
        self._tally.rows += 1
        self._note(row, wrong)

    def _note(self, row: RawRow, wrong: Wrong) -> None:
        cells = row.cells or []
        is_cell = 0 <= wrong.position < len(cells)
        column = 1 + sum(len(cell) + 1 for cell in cells[: wrong.position]) if is_cell else None
        value = visible(cells[wrong.position]) if is_cell else ""
        if len(self._faults) == MOST_FAULTS:
            raise self._source.refusal(say("more than {count} of its rows are wrong.", count=MOST_FAULTS), say("Get the file again."))
        self._faults.append(Fault(file=self._source.path.name, line=row.line, column=column, reason=wrong.reason, value=value))
