"""Places on the desk: a few letters, a point of the map, its shapes, the sectors of a town (S8: the place of a request)."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from domain.ids import SectorName
from domain.place import HouseNumber, Landmark, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
from domain.request import Status
from domain.rights import Role
from flows import accounts
from store import places as stored
from store import requests
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_hold import RUBBISH, page_of, version
from web.app import create_app

CENTRE = Point(lat=49.509, lon=-1.471)
NORTH = SectorName("Nord")


def ring(south: float, west: float) -> tuple[Point, ...]:
    corners = ((0.0, 0.0), (0.01, 0.0), (0.01, 0.02), (0.0, 0.02), (0.0, 0.0))
    return tuple(Point(lat=south + up, lon=west + right) for up, right in corners)


def street(name: str, up: float, sector: SectorName | None = NORTH) -> Street:
    stretch = Stretch(sector=sector, low=None, high=None, parity=Parity.ALL, owner=RoadOwner.TOWN)
    line = (Point(lat=CENTRE.lat + up, lon=CENTRE.lon), Point(lat=CENTRE.lat + up, lon=CENTRE.lon + 0.004))
    houses = tuple(HouseNumber(number=n, suffix="", point=Point(lat=CENTRE.lat + up, lon=CENTRE.lon + n * 2e-4)) for n in range(1, 11))
    return Street(name=name, kind="rue", aliases=(), stretches=(stretch,), numbers=houses, lines=(line,))


SCHOOL = Landmark(
    name="École Jules-Ferry",
    category="école",
    aliases=(),
    number=None,
    street=None,
    sector=NORTH,
    owner=RoadOwner.TOWN,
    operator=None,
    point=Point(lat=49.5065, lon=-1.466),
    radius_m=None,
)
PLACES = Places(
    town_name="Valognes",
    postcode="50700",
    streets=(street("Rue des Religieuses", 0.001), street("Rue de Poterie", -0.001), street("Rue Perdue", 0.0, None)),
    landmarks=(SCHOOL,),
    sectors=(Sector(code="N", name=NORTH, polygons=(ring(49.503, -1.48),)), Sector(code="E", name=SectorName("Écarts"))),
)


@pytest.fixture
def drawn(hall: Hall) -> Hall:
    """The town with places that are on a map."""
    with hall.installation.database.write() as session:
        stored.save(session, seed.VALOGNES, PLACES, author="essai", now=seed.NOW)
    hall.installation.towns.refresh()
    return hall


def told(browser: Browser, path: str) -> list[dict[str, object]]:
    found = browser.client.get(path).json()
    assert isinstance(found, list)
    return found


def test_a_few_letters_propose_places_with_their_number_and_what_they_are(drawn: Hall, claire: Browser) -> None:
    page = page_of(drawn, RUBBISH)
    first = told(claire, f"{page}/places?q=3 r potrie")[0]
    assert (first["sort"], first["number"], first["name"], first["known"]) == ("street", "3", "Rue de Poterie", True)
    assert first["lat"] == 49.508
    assert [(one["sort"], one["note"]) for one in told(claire, f"{page}/places?q=ecole")] == [("landmark", "école")]
    assert [one["sort"] for one in told(claire, f"{page}/places?q=écar")] == ["sector"]
    assert told(claire, f"{page}/places?q=zzzzz") == []


def test_a_point_of_the_map_is_its_nearest_address_street_or_sector(drawn: Hall, claire: Browser) -> None:
    page = page_of(drawn, RUBBISH)
    house = claire.client.get(f"{page}/at?lat=49.508&lon=-1.4704").json()
    assert (house["number"], house["name"]) == ("3", "Rue de Poterie")
    assert claire.client.get(f"{page}/at?lat=49.5045&lon=-1.478").json()["name"] == "Nord"
    assert claire.status(f"{page}/at?lat=48.1&lon=2") == 204 and claire.status(f"{page}/at?lat=99&lon=2") == 404


@pytest.mark.parametrize(
    ("name", "number", "told_as"),
    [("École Jules-Ferry", "", "École Jules-Ferry"), ("Nord", "", None), ("Rue de Poterie", "3", "Rue de Poterie")],
)
def test_what_is_proposed_can_be_confirmed(drawn: Hall, claire: Browser, name: str, number: str, told_as: str | None) -> None:
    page = page_of(drawn, RUBBISH)
    data = {"csrf": claire.token(page), "version": version(drawn, RUBBISH), "street": name, "number": number}
    answer = claire.client.post(f"{page}/decide", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    with drawn.installation.database.read() as session:
        record = requests.get(session, drawn.ids[RUBBISH])
    assert (record.line.status, record.place.street, record.place.number or "", record.place.sector) == (
        Status.OPEN,
        told_as,
        number,
        "Nord",
    )


def test_places_are_for_who_may_decide_the_request(drawn: Hall, claire: Browser, new_browser: Callable[[], Browser]) -> None:
    stranger = new_browser()
    assert stranger.client.get(f"{page_of(drawn, RUBBISH)}/places?q=pot", follow_redirects=False).status_code in {303, 401}
    assert claire.status("/requests/99999/places?q=pot") == 404 and claire.status("/requests/99999/at?lat=49.5&lon=-1.4") == 404
    assert claire.status("/map/breville") == 404 and claire.status("/map/nirgends") == 404


def test_shapes_come_light_once_and_are_kept(drawn: Hall, claire: Browser) -> None:
    page = claire.get(page_of(drawn, RUBBISH))
    number = re.search(r'data-map="/map/valognes" data-version="(\d+)"', page)
    assert number is not None
    outline = claire.client.get(f"/map/valognes?v={number[1]}")
    assert outline.headers["Content-Type"].startswith("application/geo+json") and "immutable" in outline.headers["Cache-Control"]
    assert "private" in outline.headers["Cache-Control"] and outline.headers["Content-Encoding"] == "gzip"
    told = outline.json()
    assert [one["properties"]["name"] for one in told["features"]] == ["Nord"] and told["bbox"] == [-1.48, 49.503, -1.46, 49.513]
    again = claire.client.get(f"/map/valognes?v={number[1]}", headers={"If-None-Match": outline.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    # A page of yesterday asks for shapes of yesterday: it gets those of today, and keeps them no longer than today.
    assert "immutable" not in claire.client.get("/map/valognes?v=999").headers["Cache-Control"]
    names = {
        one["properties"]["name"]
        for x, y in told["squares"]
        for one in claire.client.get(f"/map/valognes/streets/{x}/{y}").json()["features"]
    }
    assert names == {"Rue des Religieuses", "Rue de Poterie", "Rue Perdue", "École Jules-Ferry"}
    assert claire.client.get("/map/valognes/houses/0/0").json()["features"] == [] and claire.status("/map/valognes/other/0/0") == 404
    plain = claire.client.get("/map/valognes", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers and plain.json() == told


def test_a_request_that_is_decided_shows_its_own_place_alone(drawn: Hall, claire: Browser) -> None:
    page = page_of(drawn, RUBBISH)
    data = {"csrf": claire.token(page), "version": version(drawn, RUBBISH), "street": "Rue de Poterie", "number": "3"}
    assert claire.client.post(f"{page}/decide", data=data, headers={"Origin": ORIGIN}, follow_redirects=False).status_code == 303
    shown = claire.get(page)
    assert shown.count('"label": "3 Rue de Poterie"') == 1 and '"chosen": true' in shown and '"key": "5"' not in shown
    assert "data-at=" not in shown


def test_a_town_without_positions_has_no_map(hall: Hall, claire: Browser) -> None:
    assert "data-map" not in claire.get(page_of(hall, RUBBISH))


def test_tiles_are_let_in_where_a_server_of_them_is_set(drawn: Hall, claire: Browser) -> None:
    page = page_of(drawn, RUBBISH)
    assert "img-src 'self' data:;" in claire.client.get(page).headers["Content-Security-Policy"]
    settings = drawn.installation.settings.model_copy(
        update={"map_tiles": "https://tuiles.example/{z}/{x}/{y}.png", "map_credit": "© essai"}
    )
    with TestClient(create_app(replace(drawn.installation, settings=settings)), base_url=ORIGIN) as client:
        other = Browser(client)
        assert other.sign_in("claire") == 303
        answer = client.get(page)
    assert "img-src 'self' data: https://tuiles.example;" in answer.headers["Content-Security-Policy"]
    assert 'data-tiles="https://tuiles.example/{z}/{x}/{y}.png" data-credit="© essai"' in answer.text


@pytest.mark.usefixtures("drawn")
def test_sectors_are_shown_with_their_streets_and_what_does_not_fit(claire: Browser) -> None:
    page = claire.get("/sectors")
    assert "voies sans secteur" in page and "Rue Perdue" in page and "secteurs sans contour" in page and "Écarts" in page
    assert 'data-map="/map/valognes"' in page and "citoyen init --town valognes/" in page and "/requests?sector=Nord" in page
    # The map is beside what is said in words, and waits for scripts.
    assert re.search(r"<section[^>]*data-map-box hidden", page)
    assert 'href="/sectors"' in claire.get("/requests")


@pytest.mark.usefixtures("drawn")
def test_sectors_are_for_who_looks_after_rules_or_the_catalogue(hall: Hall, new_browser: Callable[[], Browser]) -> None:
    new = NewAgent(
        town=seed.VALOGNES,
        login="nadia",
        name="Nadia",
        roles=frozenset({Role.RECEPTION}),
        password_hash=seed.PASSWORD_HASH,
        must_change=False,
    )
    accounts.add_agent(hall.installation, new, seed.NOW)
    browser = new_browser()
    assert browser.sign_in("nadia") == 303
    assert browser.status("/sectors") == 403 and 'href="/sectors"' not in browser.get("/requests")
    assert browser.status("/map/valognes") == 200
