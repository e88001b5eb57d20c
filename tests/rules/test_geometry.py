from domain.place import Places, Point
from rules.geometry import Map
from tests.rules.sample_town import CENTRE, PLACES

MAP = Map(PLACES)


def test_a_point_lies_in_the_sector_round_it() -> None:
    assert MAP.sector_at(Point(lat=49.5, lon=-1.47)) == CENTRE
    assert MAP.sector_at(Point(lat=48.0, lon=-1.47)) is None


def test_the_nearest_address_and_street_are_found() -> None:
    at_five = MAP.nearest(Point(lat=49.5005, lon=-1.47))
    assert at_five is not None
    assert (PLACES.streets[at_five.street].name, at_five.number) == ("Rue Longue", "5")


def test_a_point_on_the_road_between_houses_has_no_number() -> None:
    nearest = MAP.nearest(Point(lat=49.50055, lon=-1.4702))
    assert nearest is not None
    assert nearest.number is None


def test_a_point_far_from_all_has_no_street() -> None:
    assert MAP.nearest(Point(lat=49.55, lon=-1.42)) is None


def test_places_of_interest_hold_what_lies_within_their_extent() -> None:
    assert [one.name for one in MAP.around(Point(lat=49.5201, lon=-1.47))] == ["Jardin public"]
    assert MAP.around(Point(lat=49.53, lon=-1.47)) == ()


def test_a_town_without_shapes_has_no_answers() -> None:
    empty = Map(Places(town_name="T", postcode="1"))
    assert empty.nearest(Point(lat=1, lon=1)) is None
    assert empty.sector_at(Point(lat=1, lon=1)) is None
