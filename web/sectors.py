"""The sectors of a town as their page shows them: the streets of each, and what does not fit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.place import Parity, Places, Sector, Stretch
from flows.sectors_check import check_sectors
from flows.town_views import TownView
from rules.words import fold
from web.translations import Language, said
from web.words import N_

PARITIES: Mapping[Parity, str] = {Parity.EVEN: N_("even numbers"), Parity.ODD: N_("odd numbers")}
MOST_TOLD = 50
"""Places of one remark that are named; of more, how many more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorStreet:
    """A street of a sector; ``part`` says which numbers of it, empty where all of it lies there."""

    name: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorRow:
    """A sector; ``name`` is empty for the streets that are in none. ``is_drawn``: it has an outline."""

    name: str
    code: str
    is_drawn: bool
    streets: tuple[SectorStreet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What does not fit, in words: where, what to do about it, and of how many more places than are named."""

    what: str
    remedy: str
    items: tuple[str, ...]
    more: int


def sectors_view(view: TownView, language: Language) -> Mapping[str, object]:
    """Return what the page of the sectors shows."""
    places = view.classifier.places
    remarks = tuple(
        Remark(
            what=said(one.what, language),
            remedy=said(one.remedy, language),
            items=one.items[:MOST_TOLD],
            more=max(0, len(one.items) - MOST_TOLD),
        )
        for one in check_sectors(places)
    )
    return {"sectors": _rows(places, language), "has_sectors": bool(places.sectors), "remarks": remarks, "town_id": view.town.id}


def sector_notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what a line of the history tells of a request's sector: the one it bore, and the one it bears since."""
    match details.get("sector"):
        case {"before": before, "after": after}:
            yield " → ".join(str(one) if one else language.gettext("In no sector") for one in (before, after))


def _rows(places: Places, language: Language) -> tuple[SectorRow, ...]:
    inside: dict[str, list[SectorStreet]] = {sector.name: [] for sector in places.sectors}
    for street in sorted(places.streets, key=lambda one: fold(one.name)):
        by_sector: dict[str, list[Stretch]] = {}
        for stretch in street.stretches:
            if stretch.inside:
                by_sector.setdefault(stretch.sector or "", []).append(stretch)
        for name, stretches in by_sector.items():
            is_whole = len(by_sector) == 1
            inside.setdefault(name, []).append(SectorStreet(name=street.name, part="" if is_whole else _part(stretches, language)))
    known: dict[str, Sector] = {sector.name: sector for sector in places.sectors}
    rows = (
        SectorRow(
            name=name,
            code=known[name].code if name in known else "",
            is_drawn=name in known and any(known[name].polygons),
            streets=tuple(streets),
        )
        for name, streets in inside.items()
    )
    return tuple(sorted(rows, key=lambda one: not one.name))


def _part(stretches: Iterable[Stretch], language: Language) -> str:
    return ", ".join(dict.fromkeys(told for one in stretches if (told := _range(one, language))))


def _range(stretch: Stretch, language: Language) -> str:
    """Return which numbers of a street a stretch has, in words."""
    side = language.gettext(PARITIES[stretch.parity]) if stretch.parity in PARITIES else ""
    if stretch.low is None and stretch.high is None:
        return side
    numbers = "–".join("" if end is None else str(end) for end in (stretch.low, stretch.high))
    return " ".join(part for part in (language.gettext("numbers %(range)s") % {"range": numbers}, side) if part)
