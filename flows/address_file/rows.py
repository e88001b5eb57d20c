"""One row of an address file: what it says of one address, or what is wrong with it."""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from domain.place import Point
from flows.address_file.columns import Columns
from flows.address_file.faults import LONGEST_NAME, Reason
from flows.address_file.positions import from_lambert_93, is_in_france
from rules.words import fold

NO_NUMBER = 99_999
"""The format's number of a lieu-dit that has none."""

NUMBER = re.compile(r"0*(\d{1,5})(?:[.,]0)?\s*([^\W\d_]{0,9})", re.ASCII)
"""A spreadsheet writes 12.0; some write the suffix behind the number."""
SUFFIX = re.compile(r"[a-z0-9]{0,9}")

POSITIONS = {"entree": 0, "entrance": 0, "delivrance postale": 1, "postal delivery": 1}
"""Kinds of position that are better than others: where one can knock, then where the letterbox is."""
OTHER_POSITION = 2

CODE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
"""An INSEE code; those of Corsica have a letter."""

OVERSEAS = ("97", "98")
"""Their metres are not in Lambert-93."""

Box = tuple[float, float, float, float]
"""South, north, west, east."""


class Address(NamedTuple):
    """What a row says. ``number`` is None for a lieu-dit without number; ``rank`` is smaller for the better of two rows of one address."""

    commune: str
    old_commune: str
    old_name: str
    street: str
    complement: str
    number: int | None
    suffix: str
    rank: tuple[bool, int, str]
    point: Point | None


class Wrong(NamedTuple):
    """A cell that is wrong; ``position`` is which."""

    reason: Reason
    position: int


def commune_of(cells: Sequence[str], columns: Columns) -> str:
    """Return the INSEE code of a row, empty where it has none; where the file has no column for it, its key begins with it."""
    written = (cells[columns.commune].strip() or cells[columns.key].strip()[:5]).upper()
    # A spreadsheet drops the first 0.
    return written.zfill(5) if written else ""


def name_in(cell: str) -> str:
    """Return a name without what nobody sees, its spaces single; empty where it is none.

    A no-break or zero-width character comes from a text program, one of 0x80 to 0x9F from Windows-1252 taken for Latin-1; neither is the
    name's fault. What remains unprintable (an escape, a change of direction) would act on every screen that shows the name.
    """
    name = " ".join(cell.split())
    if not name.isprintable():
        name = "".join(letter for letter in name.translate(_WINDOWS) if letter not in _UNSEEN)
    is_name = name.isprintable() and len(name) <= LONGEST_NAME and any(letter.isalnum() for letter in name)
    return unicodedata.normalize("NFC", name) if is_name else ""


_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, columns: Columns, box: Box | None) -> None:
        self._columns = columns
        self._box = box
        self._positions: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def read(self, cells: list[str], commune: str) -> tuple[Address | None, Wrong | None]:
        """Return the address, and what is wrong: the address is None where that leaves nothing of it."""
        columns = self._columns
        street = self.name(cells[columns.street])
        if not street:
            is_empty = not cells[columns.street].strip()
            return None, Wrong(Reason.STREET if is_empty else Reason.NAME, columns.street)
        found = self._number(cells)
        if isinstance(found, Wrong):
            return None, found
        number, suffix = found
        point = self._point(cells, commune)
        address = Address(
            commune=commune,
            old_commune=cells[columns.old_commune].strip(),
            old_name=self.name(cells[columns.old_name]),
            street=street,
            complement=self.name(cells[columns.complement]),
            number=number,
            suffix=suffix,
            rank=self._rank(cells),
            point=point if isinstance(point, Point) else None,
        )
        return address, point if isinstance(point, Wrong) else None

    def name(self, cell: str) -> str:
        """Return the name in a cell, empty where it holds none."""
        known = self._names.get(cell)
        if known is None:
            known = self._names[cell] = name_in(cell)
        return known

    def _number(self, cells: Sequence[str]) -> tuple[int | None, str] | Wrong:
        columns = self._columns
        if columns.without_numbers:
            return None, ""
        written = cells[columns.number].strip()
        if not written:
            return Wrong(Reason.NO_NUMBER, columns.number)
        found = NUMBER.fullmatch(fold(written))
        if found is None:
            return Wrong(Reason.NUMBER, columns.number)
        number = int(found[1])
        suffix = fold(cells[columns.suffix]).replace(" ", "") or found[2]
        if not SUFFIX.fullmatch(suffix):
            return Wrong(Reason.SUFFIX, columns.suffix)
        return (None, "") if number == NO_NUMBER else (number, suffix)

    def _rank(self, cells: Sequence[str]) -> tuple[bool, int, str]:
        """Return the rank of a row among those of the same address: certified first, then by kind of position, then the newest."""
        columns = self._columns
        written = cells[columns.position]
        kind = self._positions.get(written)
        if kind is None:
            kind = self._positions[written] = POSITIONS.get(fold(written).strip(), OTHER_POSITION)
        is_certified = cells[columns.certified].strip().lower() in ("1", "true", "oui")
        return not is_certified, kind, cells[columns.date].strip().translate(_NEWEST_FIRST) or _NO_DATE

    def _point(self, cells: Sequence[str], commune: str) -> Point | Wrong | None:
        columns = self._columns
        lat, lon = cells[columns.lat].strip(), cells[columns.lon].strip()
        if not lat and not lon:
            return self._within(_from_metres(cells[columns.x], cells[columns.y], commune))
        if not lat or not lon:
            return Wrong(Reason.HALF, columns.lon if lat else columns.lat)
        one, two = _decimal(lat), _decimal(lon)
        if one is None or two is None:
            return Wrong(Reason.OUTSIDE, columns.lat if one is None else columns.lon)
        if not is_in_france(one, two):
            return Wrong(Reason.SWAPPED if is_in_france(two, one) else Reason.OUTSIDE, columns.lat)
        return self._within(Point(lat=one, lon=two))

    def _within(self, point: Point | None) -> Point | Wrong | None:
        box = self._box
        if point is None or box is None or (box[0] <= point.lat <= box[1] and box[2] <= point.lon <= box[3]):
            return point
        return Wrong(Reason.FAR, self._columns.lat)


_NEWEST_FIRST = str.maketrans("0123456789", "9876543210")
"""Turns a date so that the later sorts first."""
_NO_DATE = "~"
"""Sorts behind all dates."""


def _decimal(written: str) -> float | None:
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _from_metres(x: str, y: str, commune: str) -> Point | None:
    east, north = _decimal(x), _decimal(y)
    if east is None or north is None or commune.startswith(OVERSEAS):
        return None
    point = from_lambert_93(east, north)
    return point if is_in_france(point.lat, point.lon) else None
