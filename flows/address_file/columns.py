"""Which column of an address file says what: BAL and BAN give the same things other names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAMES: Mapping[str, tuple[str, ...]] = {
    "commune": ("commune_insee", "code_insee"),
    "key": ("cle_interop", "id"),
    "commune_name": ("commune_nom", "nom_commune"),
    "old_commune": ("commune_deleguee_insee", "code_insee_ancienne_commune"),
    "old_name": ("commune_deleguee_nom", "nom_ancienne_commune"),
    "street": ("voie_nom", "nom_voie", "nom_lieu_dit"),
    "complement": ("lieudit_complement_nom", "nom_ld"),
    "number": ("numero",),
    "suffix": ("suffixe", "rep"),
    "position": ("position", "type_position"),
    "lon": ("long", "lon", "longitude"),
    "lat": ("lat", "latitude"),
    "x": ("x",),
    "y": ("y",),
    "date": ("date_der_maj",),
    "certified": ("certification_commune",),
}
"""Those of BAL 1.1 to 1.5 first, then those of the BAN."""

HAMLETS_ONLY = "nom_lieu_dit"
"""The BAN gives hamlets in a file of their own, which has no numbers."""

REGIONAL = "voie_nom_"
"""Begins the columns of a street's name in another language, from BAL 1.3 on: ``voie_nom_bre``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Positions of the columns; one the file lacks points behind the last, where an empty cell is put."""

    header: tuple[str, ...]
    commune: int
    key: int
    commune_name: int
    old_commune: int
    old_name: int
    street: int
    complement: int
    number: int
    suffix: int
    position: int
    lon: int
    lat: int
    x: int
    y: int
    date: int
    certified: int
    regional: tuple[int, ...]

    @property
    def width(self) -> int:
        """Return how many cells a row has."""
        return len(self.header)

    @property
    def without_numbers(self) -> bool:
        """Return whether the file is one of hamlets."""
        return self.number == self.width and HAMLETS_ONLY in self.header

    def place_of_commune(self, cells: Sequence[str]) -> int:
        """Return the column that says of which commune a row is."""
        return self.commune if cells[self.commune].strip() else self.key

    def missing(self) -> tuple[str, ...]:
        """Return the columns without which the file is no address file."""
        lacks_commune = self.commune == self.key == self.width
        lacks_number = self.number == self.width and not self.without_numbers
        lacking = ((lacks_commune, "commune_insee"), (self.street == self.width, "voie_nom"), (lacks_number, "numero"))
        return tuple(name for lacks, name in lacking if lacks)


def columns_of(cells: Sequence[str]) -> Columns:
    """Return which column says what, from the header."""
    header = tuple(cell.strip().lower() for cell in cells)
    found = {role: next((header.index(name) for name in names if name in header), len(header)) for role, names in NAMES.items()}
    regional = tuple(position for position, name in enumerate(header) if name.startswith(REGIONAL))
    return Columns(header=header, regional=regional, **found)
