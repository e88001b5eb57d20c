"""The map of a position: drawn from the town's own places, pointed at with a mouse, keys, or a street that is looked up."""

import html
import re
from dataclasses import replace

import pytest

from domain.place import HouseNumber, Landmark, Places, Point, RoadOwner, Street
from store import places as stored
from tests.web.conftest import Browser, Hall
from tests.web.filled import AUTHOR, REPORT, TOWN, publish_common, token
from web.form_map import FAR, HEIGHT, NEAR, WIDTH, Picture, TownMap, View, read_view
from web.pages import public_form

PAGE = "/f/valognes/signalement"
CENTRE = Point(lat=49.5090, lon=-1.4710)


def street(name: str, north: float, east: float, count: int = 10) -> Street:
    houses = tuple(
        HouseNumber(number=number, suffix="", point=Point(lat=CENTRE.lat + north, lon=CENTRE.lon + east + number * 0.0002))
        for number in range(1, count + 1)
    )
    return Street(name=name, kind="rue", aliases=(), stretches=(), numbers=houses)


MAIRIE = Landmark(
    name="Mairie",
    category="mairie",
    aliases=(),
    number=None,
    street=None,
    sector=None,
    owner=RoadOwner.TOWN,
    operator=None,
    point=CENTRE,
    radius_m=None,
)
TOWN_PLACES = Places(
    town_name="Valognes",
    postcode="50700",
    streets=(street("Rue des Religieuses", 0.001, 0.0), street("Rue de Poterie", -0.001, 0.001)),
    landmarks=(MAIRIE,),
)
MAP = TownMap(TOWN_PLACES)


def drawn(view: View, marker: Point | None = None) -> Picture:
    return MAP.draw(view, marker)


def test_a_map_shows_the_streets_of_its_view_and_where_the_point_is() -> None:
    picture = drawn(View(centre=CENTRE, zoom=16), CENTRE)
    assert picture.marker == (WIDTH / 2, HEIGHT / 2)
    assert len(picture.dots) == 20
    assert {one.text for one in picture.names} == {"Rue des Religieuses", "Rue de Poterie"}
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in picture.dots)
    # North is above: the street north of the middle is drawn over it.
    assert next(one.at[1] for one in picture.names if one.text == "Rue des Religieuses") < HEIGHT / 2
    far = drawn(View(centre=Point(lat=48.85, lon=2.35), zoom=16))
    assert (far.dots, far.names, far.near) == ((), (), "")


def test_what_is_near_a_point_is_said_and_a_street_is_found() -> None:
    third = TOWN_PLACES.streets[0].numbers[2].point
    assert third is not None
    assert MAP.near(third) == "3 Rue des Religieuses"
    assert MAP.near(Point(lat=49.6, lon=-1.6)) == ""
    assert MAP.find("Rue des Religieuses", "3") == third
    assert MAP.find("Rue des Religieuses", "999") in {one.point for one in TOWN_PLACES.streets[0].numbers}
    assert MAP.find("Rue Inconnue", "3") is None


def test_a_town_without_a_map_has_none_and_a_large_one_is_thinned() -> None:
    assert TownMap(Places(town_name="X", postcode="")).first_view(None, None) is None
    large = TownMap(replace(TOWN_PLACES, streets=tuple(street(f"Rue {n}", n * 0.0001, 0.0, 60) for n in range(400))))
    assert len(large.draw(View(centre=CENTRE, zoom=14)).dots) <= 1_600


def test_moves_lead_to_the_maps_beside_and_to_no_other() -> None:
    moves = dict(drawn(View(centre=CENTRE, zoom=15)).moves)
    assert set(moves) == {"in", "out", "north", "south", "west", "east"}
    views = {name: read_view(query.removeprefix("at=")) for name, query in moves.items()}
    north, east, near = views["north"], views["east"], views["in"]
    assert north is not None
    assert east is not None
    assert near is not None
    assert (north.centre.lat > CENTRE.lat, east.centre.lon > CENTRE.lon, near.zoom) == (True, True, 16)
    assert "out" not in dict(drawn(View(centre=CENTRE, zoom=FAR)).moves)
    assert "in" not in dict(drawn(View(centre=CENTRE, zoom=NEAR)).moves)


@pytest.mark.parametrize("text", ["", "x", "49.5,-1.4", "99,0,15", "49.5,-1.4,99", "nan,0,15", "49.5,-1.4,15,3", "86,0,15", "1e9,0,15"])
def test_views_that_are_none_are_refused(text: str) -> None:
    assert read_view(text) is None


# --- the page -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mapped(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    publish_common(hall)
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    with hall.installation.database.write() as session:
        stored.save(session, TOWN, TOWN_PLACES, author="admin", now=AUTHOR.now)
    hall.installation.towns.refresh()
    return hall


def post(browser: Browser, **fields: object) -> tuple[int, str]:
    data = {"jeton": token(browser, PAGE), "langue": "fr", **fields}
    answer = browser.client.post(PAGE, data=data, follow_redirects=True)
    return answer.status_code, html.unescape(answer.text)


@pytest.mark.usefixtures("mapped")
def test_the_map_is_the_town_s_own_and_asks_nobody_else(browser: Browser) -> None:
    answer = browser.client.get(PAGE)
    assert "<svg" in answer.text
    assert "Rue des Religieuses" in answer.text
    assert "<image" not in answer.text
    assert "img-src 'self' data:;" in answer.headers["content-security-policy"]
    moved = browser.client.get(f"{PAGE}/map?field=position&at=49.509,-1.471,17&position=49.510000&position=-1.470600")
    assert (moved.status_code, "2 Rue des Religieuses" in moved.text) == (200, True)
    for wrong in ("field=position&at=x", "field=nom&at=49.5,-1.4,15", "field=rien&at=49.5,-1.4,15"):
        assert browser.status(f"{PAGE}/map?{wrong}") == 404


@pytest.mark.usefixtures("mapped")
def test_without_scripts_a_street_is_looked_up_and_becomes_a_position(browser: Browser) -> None:
    _, page = post(browser, **REPORT, _locate="position", **{"_street.position": "3 rue des religeuses"})
    assert 'value="3 rue des religeuses"' in page
    found = re.search(r'name="_take" value="(position=[^"]+)"[^>]*>3 Rue des Religieuses<', page)
    assert found is not None
    _, page = post(browser, **REPORT, _take=found[1])
    assert re.search(r'name="position" value="49.51', page) is not None
    assert re.search(r'id="f-position-lon"[^>]* value="-1.47', page) is not None
    assert "Près de : 3 Rue des Religieuses" in page.replace("\u00a0", " ")
    _, page = post(browser, **REPORT, _locate="position", **{"_street.position": "zzzz"})
    assert "Aucune rue de ce nom n’est sur la carte" in page


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize("typed", [["49.509", "-1.471"], ["49,509", "-1,471"], ["49.509, -1.471", ""], ["49.509, -1.471"]])
def test_two_fields_of_numbers_are_a_position(browser: Browser, typed: list[str]) -> None:
    assert post(browser, **REPORT, position=typed)[0] == 200


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize("typed", [["49.509", ""], ["99", "-1.471"], ["ici", "là"]])
def test_what_is_no_position_is_said_beside_it_and_stays(browser: Browser, typed: list[str]) -> None:
    status, page = post(browser, **REPORT, position=typed)
    assert (status, f'value="{typed[0]}"' in page) == (422, True)
    assert 'id="position-fault"' in page


@pytest.mark.usefixtures("mapped")
def test_tiles_of_a_server_that_is_set_stand_behind_the_map(browser: Browser, mapped: Hall) -> None:
    settings = mapped.installation.settings.model_copy(
        update={"map_tiles": "https://tuiles.valognes.example/{z}/{x}/{y}.png", "map_credit": "© contributeurs"}
    )
    desk = browser.client.app.state.desk  # type: ignore[attr-defined]  # the app, not any ASGI callable
    browser.client.app.state.desk = replace(desk, installation=replace(desk.installation, settings=settings))  # type: ignore[attr-defined]
    answer = browser.client.get(PAGE)
    assert re.search(r'<image [^>]*href="https://tuiles.valognes.example/15/\d+/\d+.png"', answer.text) is not None
    assert "© contributeurs" in answer.text
    assert "img-src 'self' data: https://tuiles.valognes.example;" in answer.headers["content-security-policy"]
