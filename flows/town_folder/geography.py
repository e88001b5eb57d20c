"""`secteurs.*`, `voies.*`, `lieux.csv` and `communes-voisines.csv`: what a town knows of its geography."""

import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from domain.department import Department, DepartmentKind
from domain.ids import DepartmentCode, SectorName
from domain.place import Landmark, Neighbour, Parity, RoadOwner, Sector, Street, Stretch
from flows.address_file.faults import LONGEST_NAME, visible
from flows.address_file.rows import name_in
from flows.town_folder import cells
from flows.town_folder.mistakes import CONTROL, Mistakes, nearest
from flows.town_folder.shapes import Lines, read_outlines, read_shapes
from flows.town_folder.table import Row, Table
from flows.wording import say

STREET_COLUMNS = ("voie_nom", "type", "secteur", "numero_min", "numero_max", "parite", "gestion", "alias")
LANDMARK_COLUMNS = ("lieu_nom", "categorie", "alias", "numero", "voie_nom", "secteur", "gestion", "exploitant", "lat", "lon", "rayon_m")

NO_SECTOR = "non coté"
OUTSIDE = "Hors commune"
HIGHEST_NUMBER = 99_998
LARGEST_RADIUS_M = 20_000


def read_sectors(folder: Path, mistakes: Mistakes) -> tuple[Sector, ...]:
    """Return the sectors, with their outlines where the folder has them."""
    outlined, listed = folder / "secteurs.geojson", folder / "secteurs.csv"
    if outlined.exists():
        return read_outlines(outlined, mistakes)
    if not listed.exists():
        if _names_sectors(folder / "voies.csv"):
            what = say("secteurs.geojson (or secteurs.csv) is missing.")
            mistakes.add(str(folder), what, say("Add it; with one sector if the town has no more."))
        return ()
    found: dict[str, Sector] = {}
    for row in Table(listed, mistakes, needed=("code", "nom")).rows():
        code, name = cells.text(row, "code"), cells.text(row, "nom")
        if code is None or name is None:
            continue
        if code in found or any(sector.name == name for sector in found.values()):
            column = "code" if code in found else "nom"
            row.wrong(column, say("“{value}” stands twice.", value=row[column]), say("Remove one."))
        found.setdefault(code, Sector(code=code, name=SectorName(name)))
    return tuple(found.values())


def _names_sectors(path: Path) -> bool:
    """Return whether the town says of any street in which sector it is: without a list of streets there need be no sectors."""
    return any(row["secteur"] not in ("", NO_SECTOR, OUTSIDE) for row in Table(path, Mistakes(), needed=STREET_COLUMNS).rows())


def _sector_names(folder: Path, sectors: Iterable[Sector], mistakes: Mistakes) -> AbstractSet[str]:
    return mistakes.known(str(folder / "secteurs.csv"), (sector.name for sector in sectors))


@dataclass(slots=True)
class _StreetRows:
    """The rows of one street, while they are gathered."""

    kind: str
    aliases: list[str]
    stretches: list[Stretch]


def read_streets(folder: Path, sectors: Sequence[Sector], mistakes: Mistakes) -> tuple[Street, ...]:
    """Return the streets of `voies.csv` with the shapes of `voies.geojson`."""
    names = _sector_names(folder, sectors, mistakes) | {NO_SECTOR, OUTSIDE}
    gathered: dict[str, _StreetRows] = {}
    for row in Table(folder / "voies.csv", mistakes, needed=STREET_COLUMNS).rows():
        name, kind = _name(row, "voie_nom"), cells.text(row, "type")
        stretch = _stretch(row, names)
        if name is None:
            continue
        street = gathered.setdefault(name, _StreetRows(kind or "", [], []))
        if (other := _overlap(stretch, street.stretches)) is not None:
            what = say("“{name}” already has these numbers in {sector}.", name=name, sector=other.sector or NO_SECTOR)
            row.wrong("numero_min", what, say("Let the ranges of a street follow one another, or say pair and impair."))
        street.stretches.append(stretch)
        street.aliases += _aliases(row)
    shapes: dict[str, Lines] = {}
    if (path := folder / "voies.geojson").exists():
        shapes = read_shapes(path, gathered, mistakes)
    return tuple(
        Street(
            name=name,
            kind=street.kind,
            aliases=tuple(dict.fromkeys(street.aliases)),
            stretches=tuple(street.stretches),
            lines=shapes.get(name, ()),
        )
        for name, street in gathered.items()
    )


def _name(row: Row, column: str) -> str | None:
    """Return a name without what nobody sees; noted as wrong where it is none, or would act on the screens that show it."""
    written = cells.text(row, column)
    return None if written is None else _named(row, column, written)


def _aliases(row: Row) -> tuple[str, ...]:
    named = (_named(row, "alias", written) for written in row.many("alias"))
    return tuple(name for name in named if name is not None)


def _named(row: Row, column: str, written: str) -> str | None:
    if name := name_in(written):
        return name
    if CONTROL.search(written) is None:  # the table has told it
        what = say("“{value}” is no name.", value=visible(written))
        row.wrong(column, what, say("Correct it: letters or figures, no control characters, at most {most} characters.", most=LONGEST_NAME))
    return None


def _stretch(row: Row, sectors: Collection[str]) -> Stretch:
    sector = cells.one_of(row, "secteur", sectors, "secteurs")
    if not row["secteur"]:
        row.wrong("secteur", say("“{name}” is empty.", name="secteur"), say("Name the sector, or write “{none}”.", none=NO_SECTOR))
    low, high = cells.number(row, "numero_min", 0, HIGHEST_NUMBER), cells.number(row, "numero_max", 0, HIGHEST_NUMBER)
    if low is not None and high is not None and low > high:
        row.wrong("numero_min", say("the range is upside down: {low} to {high}.", low=low, high=high), say("Put the lower number first."))
    if bool(row["numero_min"]) != bool(row["numero_max"]):
        empty = "numero_max" if row["numero_min"] else "numero_min"
        row.wrong(empty, say("one end of the range is missing."), say("Fill in both, or neither."))
    parity = Parity.ALL if not row["parite"] else cells.choice(row, "parite", Parity)
    owner = cells.choice(row, "gestion", RoadOwner)
    named = SectorName(sector) if sector and sector not in (NO_SECTOR, OUTSIDE) else None
    return Stretch(sector=named, low=low, high=high, parity=parity or Parity.ALL, owner=owner or RoadOwner.TOWN, inside=sector != OUTSIDE)


def _overlap(stretch: Stretch, others: Iterable[Stretch]) -> Stretch | None:
    """Return a stretch that claims some of the same numbers; a homonym outside the town does not."""
    for other in others:
        sides = {stretch.parity, other.parity}
        apart = stretch.inside != other.inside or sides == {Parity.EVEN, Parity.ODD}
        if apart or None in (stretch.low, stretch.high, other.low, other.high):
            continue
        if (stretch.low or 0) <= (other.high or 0) and (other.low or 0) <= (stretch.high or 0):
            return other
    return None


def read_landmarks(
    path: Path, streets: AbstractSet[str], sectors: Sequence[Sector], departments: Sequence[Department], mistakes: Mistakes
) -> tuple[Landmark, ...]:
    """Return the places of interest of a `lieux.csv`; ``streets`` are the names they may stand in."""
    known = mistakes.known(str(path.with_name("voies.csv")), streets)
    names = _sector_names(path.parent, sectors, mistakes) | {NO_SECTOR}
    external = (department.code for department in departments if department.kind is DepartmentKind.EXTERNAL)
    bodies = mistakes.known(str(path.with_name("services.csv")), external)
    found: dict[str, Landmark] = {}
    for row in Table(path, mistakes, needed=LANDMARK_COLUMNS).rows():
        _check_street(row, known, has_addresses=path.with_name("bal.csv").exists())
        sector = cells.one_of(row, "secteur", names, "secteurs")
        operator = cells.one_of(row, "exploitant", bodies, "services.csv")
        landmark = _landmark(row)
        if landmark is None:
            continue
        if landmark.name in found:
            row.wrong("lieu_nom", say("“{value}” stands twice.", value=landmark.name), say("Remove one, or tell them apart by name."))
        placed = SectorName(sector) if sector and sector != NO_SECTOR else None
        found.setdefault(landmark.name, replace(landmark, sector=placed, operator=DepartmentCode(operator) if operator else None))
    return tuple(found.values())


def _check_street(row: Row, known: Collection[str], *, has_addresses: bool) -> None:
    """Report a street that the folder does not have; addresses brought in before do not count, for the folder has the last word."""
    name = row["voie_nom"]
    if has_addresses or not name or name in known or nearest(name, known) is not None:
        cells.one_of(row, "voie_nom", known, "voies.csv")
        return
    row.wrong(
        "voie_nom",
        say("“{value}” is not in {elsewhere}.", value=name, elsewhere="voies.csv"),
        say("Write the street there, or lay the address file of the town beside it as bal.csv, imported before or not."),
    )


def _landmark(row: Row) -> Landmark | None:
    name, category, owner = _name(row, "lieu_nom"), cells.text(row, "categorie"), cells.choice(row, "gestion", RoadOwner)
    position, radius = cells.point(row, "lat", "lon"), cells.decimal(row, "rayon_m")
    if radius is not None and not 0 < radius <= LARGEST_RADIUS_M:
        row.wrong("rayon_m", say("“{value}” metres is not a radius.", value=row["rayon_m"]), say("Give the rough extent in metres."))
    if name is None:
        return None
    return Landmark(
        name=name,
        category=category or "",
        aliases=_aliases(row),
        number=row["numero"] or None,
        street=row["voie_nom"] or None,
        sector=None,
        owner=owner or RoadOwner.TOWN,
        operator=None,
        point=position,
        radius_m=radius,
    )


def read_neighbours(path: Path, mistakes: Mistakes) -> tuple[Neighbour, ...]:
    """Return the towns around of a `communes-voisines.csv`."""
    found: dict[str, Neighbour] = {}
    for row in Table(path, mistakes, needed=("commune", "code_postal", "alias")).rows():
        name = cells.text(row, "commune")
        postcode = row["code_postal"]
        if postcode and not re.fullmatch(r"\d{5}", postcode):
            row.wrong(
                "code_postal",
                say("“{value}” is not a postcode.", value=postcode),
                say("Write five figures; a spreadsheet drops a first 0."),
            )
        if name is None:
            continue
        if name in found:
            row.wrong("commune", say("“{value}” stands twice.", value=name), say("Remove one."))
        found.setdefault(name, Neighbour(name=name, postcode=postcode or None, aliases=row.many("alias")))
    return tuple(found.values())
