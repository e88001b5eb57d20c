"""The shapes of a town's map: which squares streets are in, and what one wrong position does to them (S8)."""

import json
from dataclasses import replace

from domain.place import Places, Point, Street
from tests.web.test_places_pages import CENTRE, PLACES, street
from web.town_shapes import ZOOMS, Layer, TownShapes, square_of

FAR = Point(lat=0.0, lon=60.0)


def told(*streets: Street) -> dict[str, object]:
    places: Places = replace(PLACES, streets=streets, landmarks=(), sectors=())
    found: dict[str, object] = json.loads(TownShapes(places).outline.plain)
    return found


def test_a_street_is_in_the_squares_it_runs_through_and_in_no_other() -> None:
    end = Point(lat=CENTRE.lat + 0.05, lon=CENTRE.lon + 0.08)
    (x, y), (east, north) = square_of(CENTRE, ZOOMS[Layer.STREETS]), square_of(end, ZOOMS[Layer.STREETS])
    squares = told(replace(street("Rue Longue", 0.0), lines=((CENTRE, end),)))["squares"]
    assert isinstance(squares, list)
    assert [x, y] in squares and [east, north] in squares
    assert len(squares) < (abs(east - x) + 1) * (abs(north - y) + 1)
    # From each of its squares the next one shares a side.
    assert all(any(abs(one[0] - two[0]) + abs(one[1] - two[1]) == 1 for two in squares) for one in squares)
    back = told(replace(street("Rue Longue", 0.0), lines=((end, CENTRE),)))["squares"]
    assert back == squares


def test_one_wrong_position_neither_fills_the_map_nor_stretches_it() -> None:
    sound = street("Rue Haute", 0.001)
    good = sound.lines[0]
    without = told(sound)
    # A long way over the world, in zoom 14 three million squares.
    assert told(replace(sound, lines=((*good, FAR),))) == without
    assert told(replace(sound, lines=((FAR, *good),))) == without
    assert (
        told(sound, street("Rue Basse", 0.001), replace(sound, name="Rue Ailleurs", lines=((FAR, replace(FAR, lon=60.001)),)))["bbox"]
        == without["bbox"]
    )
