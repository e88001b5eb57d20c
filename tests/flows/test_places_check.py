from domain.ids import SectorName
from domain.place import HouseNumber, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
from flows.places_check import check_places

NORTH = SectorName("Nord")
RING = tuple(Point(lat=lat, lon=lon) for lat, lon in ((49, -2), (50, -2), (50, -1), (49, -1), (49, -2)))


def street(name: str, *numbers: HouseNumber, sector: SectorName | None = NORTH, listed: bool = True, low: int | None = 1) -> Street:
    stretch = Stretch(sector=sector, low=low, high=None if low is None else 50, parity=Parity.ALL, owner=RoadOwner.TOWN)
    return Street(name=name, kind="rue", aliases=(), stretches=(stretch,), numbers=numbers, listed=listed)


def house(number: int, lat: float = 49.5) -> HouseNumber:
    return HouseNumber(number=number, suffix="", point=Point(lat=lat, lon=-1.4))


def remarks(
    *streets: Street, sectors: tuple[Sector, ...] = (Sector(code="N", name=NORTH, polygons=(RING,)),)
) -> dict[str, tuple[str, ...]]:
    places = Places(town_name="Bréville", postcode="50999", streets=streets, sectors=sectors)
    return {remark.code: remark.items for remark in check_places(places)}


def test_places_that_fit_have_no_remark() -> None:
    assert remarks(street("Rue Haute", house(1), house(2)), street("Rue Basse", house(1))) == {}


def test_street_without_sector_is_told_where_the_town_has_sectors() -> None:
    assert remarks(street("Rue Haute", house(1), sector=None)) == {"no_sector": ("Rue Haute",)}
    assert remarks(street("Rue Haute", house(1), sector=None), sectors=()) == {}


def test_sector_without_outline_is_told() -> None:
    assert remarks(street("Rue Haute", house(1)), sectors=(Sector(code="N", name=NORTH),)) == {"no_outline": ("Nord",)}


def test_streets_that_only_one_side_has_are_told() -> None:
    found = remarks(street("Rue Haute"), street("Rue Basse", house(1), listed=False))

    assert found == {"only_in_file": ("Rue Basse",), "not_in_file": ("Rue Haute",)}


def test_square_without_numbers_need_not_be_in_the_file() -> None:
    assert remarks(street("Place Haute", low=None), street("Rue Basse", house(1))) == {}


def test_names_that_differ_only_by_articles_abbreviations_or_doubled_letters_are_told() -> None:
    found = remarks(
        *(street(name, house(1)) for name in ("Rue de Poterie", "Rue de la Potterie", "Av. du Gal Leclerc", "Avenue Général-Leclerc"))
    )

    assert found == {"spelling": ("Rue de Poterie / Rue de la Potterie", "Av. du Gal Leclerc / Avenue Général-Leclerc")}


def test_slip_of_the_pen_is_told_between_names_that_miss_their_counterpart() -> None:
    found = remarks(street("Rue Pasteur"), street("Rue Pastuer", house(1), listed=False), street("Rue Pastour", house(1)))

    assert found["spelling"] == ("Rue Pasteur / Rue Pastuer",)


def test_numbered_streets_are_not_alike() -> None:
    assert remarks(street("Allée 11", house(1)), street("Allée 1", house(1))) == {}


def test_homonyms_are_told() -> None:
    assert remarks(street("Rue Haute", house(1)), street("Rue Haute", house(2)))["homonyms"] == ("Rue Haute (2)",)


def test_number_far_from_its_street_is_told_with_its_number() -> None:
    assert remarks(street("Rue Haute", house(1), house(2, 49.5005), house(40, 49.52))) == {"far": ("40 Rue Haute",)}
    assert remarks(street("Rue Haute", house(1), house(2, 49.504))) == {}


def test_numbers_that_the_ranges_leave_out_are_told() -> None:
    assert remarks(street("Rue Haute", house(1), house(60))) == {"ranges": ("Rue Haute (60)",)}
