import pytest

from domain.place import Point
from rules.words import read_words
from rules.written_positions import may_hold_position, written_positions
from tests.soon import soon


def written_position(text: str) -> Point | None:
    found = next(written_positions(text), None)
    assert found is None or may_hold_position(read_words(text))
    return None if found is None else found.point


@pytest.mark.parametrize(
    "written",
    [
        "position GPS 49.506174, -1.468695",
        "coordonnées : 49,506174 ; -1,468695.",
        "49,506174, −1,468695",
        "https://www.google.com/maps/place/x/@49.506174,-1.468695,17z/data",
        "https://maps.google.com/?q=49.506174,-1.468695",
        "https://maps.google.com/?q=49.506174%2C-1.468695",
        "geo:49.506174,-1.468695",
        "https://www.openstreetmap.org/#map=19/49.506174/-1.468695",
        "https://www.openstreetmap.org/?mlat=49.506174&mlon=-1.468695#map=19/49.5000/-1.4600",
        "latitude 49.506174 longitude -1.468695",
        "Latitude : 49.506174\nLongitude : -1.468695",
        "lat: 49.506174, lng: -1.468695",
        "49.506174 N 1.468695 W",
        "49.506174° N, 1.468695° O",
        "49°30'22.2264\"N 1°28'7.302\"W",
        "49° 30′ 22,2264″ N, 1° 28′ 7,302″ O",
    ],
)
def test_position_is_read_as_people_write_it(written: str) -> None:
    assert written_position(f"Il y a un trou ici : {written}\nMerci.") == Point(lat=49.506174, lon=-1.468695)


def test_sides_of_the_globe_are_kept_apart() -> None:
    assert written_position("20°52'44\"S 55°26'53\"E") == Point(lat=-20.8788889, lon=55.4480556)
    assert written_position("20.878889 S, 55.448056 E") == Point(lat=-20.878889, lon=55.448056)


@pytest.mark.parametrize(
    "text",
    [
        "Facture de 49,50 € du 12.03.2026, réf. 12.345.678, tél. 02 33 95 12 34",
        "1,5 m sur 2,75 m",
        "129.5061740, -1.4686950",
        "0.0000, 0.0000",
        "192.168.0.12, 10.0.0.138",
        "1.49.506174, -1.468695.22.3",
        "49.506174",
        "",
    ],
)
def test_other_figures_are_no_position(text: str) -> None:
    assert written_position(text) is None


@pytest.mark.parametrize("piece", ["4", "49.506174 ", "49°30'", "lat 49.5061 ", "lat" + " " * 50, "49.50617,"])
def test_long_text_is_looked_at_quickly(piece: str) -> None:
    with soon(1):
        list(written_positions(piece * 50_000))
