from domain.place import Places, PlaceStatus, Point
from rules.geometry import Map
from rules.positions import is_believed, place_at
from tests.rules.sample_town import CENTRE, PLACES

MAP = Map(PLACES)


def test_zero_swapped_and_impossible_positions_are_not_believed() -> None:
    assert is_believed(Point(lat=49.5, lon=-1.47), MAP)
    for lat, lon in ((0.0, 0.0), (-1.47, 49.5), (149.5, -1.47), (49.5, 40.0)):
        assert not is_believed(Point(lat=lat, lon=lon), MAP)


def test_a_position_is_the_address_next_to_it_with_its_sector() -> None:
    place = place_at(Point(lat=49.5005, lon=-1.47), MAP, PLACES)
    assert place is not None
    assert (place.street, place.number, place.sector) == ("Rue Longue", "5", CENTRE)


def test_a_position_outside_every_sector_is_outside_the_town() -> None:
    place = place_at(Point(lat=49.52, lon=-1.9), MAP, PLACES)
    assert place is not None
    assert place.status is PlaceStatus.OUTSIDE


def test_a_town_without_shapes_says_nothing() -> None:
    empty = Places(town_name="T", postcode="1")
    assert place_at(Point(lat=49.5, lon=-1.47), Map(empty), empty) is None
