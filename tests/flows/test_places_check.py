from dataclasses import replace

from domain.ids import SectorName
from domain.place import HouseNumber, Landmark, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
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


def square(name: str, south: float, west: float, side: float = 0.1) -> Sector:
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    ring = tuple(Point(lat=south + down, lon=west + right) for down, right in corners)
    return Sector(code=name, name=SectorName(name), polygons=(ring,))


def test_sectors_that_overlap_are_told_and_neighbours_are_not() -> None:
    sectors = (square("A", 49.0, -1.0), square("B", 49.0, -0.95), square("C", 49.1, -1.0), square("D", 49.0999, -0.9), square("E", 40, 3))

    assert remarks(street("Rue Haute"), sectors=sectors) == {"overlap": ("A / B (50%)",)}


def test_streets_with_addresses_in_no_outline_are_told_unless_they_lie_on_the_edge() -> None:
    beside = street("Rue du Bord", house(1, lat=50.0002), house(2, lat=49.9))
    assert remarks(street("Rue Haute", house(1), house(2, lat=50.2), house(3, lat=50.3)), beside)["gap"] == ("Rue Haute (2)",)
    # Where a sector has no outline, nobody knows what lies in none.
    undrawn = (Sector(code="N", name=NORTH, polygons=(RING,)), Sector(code="S", name=SectorName("Sud")))
    assert "gap" not in remarks(street("Rue Haute", house(1), house(2, lat=50.2)), sectors=undrawn)


def test_place_of_interest_far_outside_the_sectors_is_told() -> None:
    def landmark(name: str, lat: float) -> Landmark:
        return Landmark(
            name=name,
            category="école",
            aliases=(),
            number=None,
            street=None,
            sector=None,
            owner=RoadOwner.TOWN,
            operator=None,
            point=Point(lat=lat, lon=-1.5),
            radius_m=None,
        )

    landmarks = (landmark("École", 50.05), landmark("Stade", 48.85))
    places = Places(
        town_name="Bréville",
        postcode="50999",
        streets=(street("Rue Haute", house(1)),),
        landmarks=landmarks,
        sectors=(Sector(code="N", name=NORTH, polygons=(RING,)),),
    )

    assert [(remark.code, remark.items) for remark in check_places(places)] == [("far_landmark", ("Stade",))]


def test_sector_in_the_hole_of_another_does_not_overlap_it() -> None:
    outer, inner = square("A", 49.0, -1.0), square("B", 49.04, -0.96, side=0.02)
    ring = (*outer.polygons[0], *inner.polygons[0], outer.polygons[0][-1])

    assert remarks(street("Rue Haute"), sectors=(Sector(code="A", name=outer.name, polygons=(ring,)), inner)) == {}


def test_outline_that_crosses_itself_is_compared_all_the_same() -> None:
    bow = tuple(Point(lat=lat, lon=lon) for lat, lon in ((49, -1), (49.1, -0.9), (49.1, -1), (49, -0.9), (49, -1)))

    found = remarks(street("Rue Haute", house(1)), sectors=(Sector(code="N", name=NORTH, polygons=(bow,)), square("B", 49.0, -1.0)))
    assert found["overlap"] == ("Nord / B (100%)",)


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


def test_number_that_counts_metres_is_as_far_as_it_says() -> None:
    assert "far" not in remarks(street("Route Haute", house(15), house(2240, 49.52)))
    assert remarks(street("Route Haute", house(15), house(640, 49.52)))["far"] == ("15 Route Haute", "640 Route Haute")


def test_number_far_from_its_street_is_told_with_its_number() -> None:
    assert remarks(street("Rue Haute", house(1), house(2, 49.5005), house(40, 49.52))) == {"far": ("40 Rue Haute",)}
    assert remarks(street("Rue Haute", house(1), house(2, 49.504))) == {}


def test_street_drawn_across_the_country_or_far_from_the_town_is_told() -> None:
    def drawn(name: str, *ends: tuple[float, float]) -> Street:
        return replace(street(name, house(1)), lines=(tuple(Point(lat=lat, lon=lon) for lat, lon in ends),))

    near = (drawn("Rue Haute", (49.5, -1.4), (49.51, -1.4)), drawn("Rue Basse", (49.5, -1.41), (49.5, -1.42)))
    assert "far_line" not in remarks(*near)
    slipped, elsewhere = drawn("Rue Loin", (49.5, -1.4), (0.0, 60.0)), drawn("Rue Ailleurs", (0.0, 60.0), (0.001, 60.0))
    assert remarks(*near, slipped, elsewhere)["far_line"] == ("Rue Loin", "Rue Ailleurs")


def test_numbers_that_the_ranges_leave_out_are_told() -> None:
    assert remarks(street("Rue Haute", house(1), house(60))) == {"ranges": ("Rue Haute (60)",)}
