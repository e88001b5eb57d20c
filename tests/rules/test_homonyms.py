"""Streets of one name in several former communes (S12): asked, or told apart by the former commune or the sector said."""

from dataclasses import replace

import pytest

from domain.ids import SectorName
from domain.place import HouseNumber, Place, Places, Point, Sector, Street
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import draft, stretch

NORTH = SectorName("Vauclair")


def lane(lat: float, sector: SectorName | None, *aliases: str) -> Street:
    houses = tuple(HouseNumber(number=number, suffix="", point=Point(lat=lat + number / 10_000, lon=2.0)) for number in range(1, 9))
    return Street(name="Rue du Bois", kind="rue", aliases=aliases, stretches=(stretch(sector, None, None),), numbers=houses)


TOWN = Places(town_name="Grandval", postcode="50998", streets=(lane(48.0, None), lane(48.1, None, "Rue du Bois Petitval")))


def found(text: str, places: Places = TOWN) -> tuple[Place, ...]:
    words = read_words(text)
    locator = Locator(places)
    return tuple(one.answer for one in locator.locate(draft(text), [locator.read(words, read_meaning(words))], ()))


@pytest.mark.parametrize("text", ["Une dalle bouge rue du Bois.", "Une dalle bouge devant le 4 rue du Bois."])
def test_one_name_without_its_former_commune_stays_two_places(text: str) -> None:
    assert len({place.point for place in found(text)}) == 2


@pytest.mark.parametrize(
    "text", ["À Petitval, devant le 4 rue du Bois, une dalle bouge.", "4 rue du Bois, Petitval", "Dalle au 4 rue du Bois à Petitval"]
)
def test_former_commune_said_tells_which_street_is_meant(text: str) -> None:
    (place,) = found(text)
    assert place.point == Point(lat=48.1004, lon=2.0)


def test_sector_said_tells_which_street_is_meant() -> None:
    town = replace(TOWN, streets=(lane(48.0, SectorName("Ailleurs")), lane(48.1, NORTH)), sectors=(Sector(code="1", name=NORTH),))
    assert {place.sector for place in found("Quartier Vauclair : une dalle bouge 4 rue du Bois.", town) if place.street} == {NORTH}
