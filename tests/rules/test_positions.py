from domain.draft import Draft, Kind
from domain.evidence import Candidate
from domain.inbound import Channel
from domain.place import Place, Places, PlaceStatus, Point
from rules.context import read_meaning
from rules.geometry import Map
from rules.place import Locator
from rules.positions import is_believed, place_at
from rules.words import read_words
from tests.rules.sample_town import CENTRE, PLACES

MAP = Map(PLACES)
LOCATOR = Locator(PLACES)


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


def _located(text: str, point: Point | None) -> tuple[Candidate[Place], ...]:
    draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text, point=point)
    words = read_words(text)
    return LOCATOR.locate(draft, [LOCATOR.read(words, read_meaning(words))], ())


def test_a_street_without_number_gets_that_of_the_position() -> None:
    best, *_ = _located("Un trou rue Longue", Point(lat=49.5005, lon=-1.47))
    assert (best.answer.street, best.answer.number, best.answer.status) == ("Rue Longue", "5", PlaceStatus.EXACT)
    assert best.evidence[-1].quote == "49.500500, -1.470000"


def test_what_is_written_goes_before_the_position_of_a_photo() -> None:
    best, *_ = _located("Un trou ici : 49.5005, -1.4700", Point(lat=49.52, lon=-1.9))
    assert (best.answer.street, best.answer.number) == ("Rue Longue", "5")
    assert best.evidence[0].quote == "49.5005, -1.4700"


def test_a_position_that_is_not_believed_is_told() -> None:
    best, *_ = _located("Un trou rue Longue", Point(lat=48.8566, lon=2.3522))
    assert (best.answer.street, best.answer.number) == ("Rue Longue", None)
    assert best.evidence[-1].quote.startswith("48.856600, 2.352200 ≠ ")
