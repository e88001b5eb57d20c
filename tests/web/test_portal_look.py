"""What a town's portal looks like, says of itself, and where it is (S42): set by its administrators, held to what can be read."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.colours import DARK_GROUND, LIGHT_GROUND, READABLE, contrast, look_of
from domain.errors import ConflictError
from domain.portal import Portal
from flows import portal_settings
from flows.portal_settings import PortalSettings
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import publish_common

HOST = "demarches.valognes.example"
FIELDS = {"seen": "0", "colour": "#0b6e4f", "conformity": "none", "open": "yes", "accounts": "yes"}


def keep(hall: Hall, portal: Portal, *hosts: str) -> None:
    found = portal_settings.settings_of(hall.installation, seed.VALOGNES)
    wanted = PortalSettings(portal=portal, hosts=hosts, version=found.version)
    portal_settings.keep(hall.installation, seed.VALOGNES, wanted, "admin", seed.NOW)


@pytest.fixture
def admin(browser: Browser) -> Browser:
    assert browser.sign_in("admin") == 303
    browser.client.cookies.set("citoyen_town", "valognes")
    return browser


def save(admin: Browser, **fields: str) -> tuple[int, str]:
    token = admin.token("/portal")
    answer = admin.client.post(
        "/portal/valognes", data={"csrf": token, **FIELDS, **fields}, headers={"Origin": ORIGIN}, follow_redirects=False
    )
    return answer.status_code, answer.text


@given(st.integers(0, 0xFFFFFF))
def test_whatever_colour_a_town_takes_all_that_is_made_of_it_is_read(number: int) -> None:
    look = look_of(f"#{number:06x}")
    assert contrast(look.colour, look.text) >= READABLE
    assert contrast(look.link, LIGHT_GROUND) >= READABLE and contrast(look.dark_link, DARK_GROUND) >= READABLE


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_what_is_set_is_what_citizens_see(hall: Hall, admin: Browser, new_browser: Callable[[], Browser]) -> None:
    status, _ = save(
        admin,
        colour="#FFD700",
        welcome_fr="Bonjour <b>à tous</b>",
        welcome_en="Hello",
        links="Site de la ville | Town site | https://www.valognes.example\nPlan | https://plan.example/",
        percent="62",
        conformity="partial",
        audited_on="2026-03-01",
        audited_by="Un cabinet",
        faults_fr="Carte sans équivalent\nPDF anciens",
        accessibility_contact="acces@valognes.example",
        legal_fr="Directrice : la maire",
        privacy_fr="Nous ne vendons rien.",
    )
    assert status == 303
    citizen = new_browser()
    home = citizen.get("/p/valognes")
    assert (
        "Bonjour &lt;b&gt;à tous&lt;/b&gt;" in home and 'href="https://www.valognes.example"' in home and "partiellement conforme" in home
    )
    assert "Hello" in citizen.get("/p/valognes?lang=en") and "Town site" in citizen.get("/p/valognes?lang=en")
    citizen.forget()
    declared = citizen.get("/p/valognes/accessibility")
    for words in (
        "conformité partielle",
        "62\u00a0%",
        "01/03/2026 par Un cabinet",
        "<li>Carte sans équivalent</li>",
        "acces@valognes.example",
    ):
        assert words in declared, words
    assert "Défenseur des droits" in declared
    assert "Directrice : la maire" in citizen.get("/p/valognes/legal")
    private = citizen.get("/p/valognes/privacy")
    assert "Nous ne vendons rien." in private and "Finalités" in private and "mois après la clôture" in private


def test_colours_are_one_sheet_that_is_asked_for_once(hall: Hall, browser: Browser) -> None:
    keep(hall, Portal(colour="#ffd700"))
    sheet = browser.client.get("/p/valognes/look.css")
    assert sheet.headers["content-type"].startswith("text/css") and "--town: #ffd700; --town-text: #000000" in sheet.text
    assert "prefers-color-scheme: dark" in sheet.text
    again = browser.client.get("/p/valognes/look.css", headers={"If-None-Match": sheet.headers["etag"]})
    assert again.status_code == 304 and again.text == ""
    keep(hall, Portal(colour="#0b6e4f"))
    assert browser.client.get("/p/valognes/look.css", headers={"If-None-Match": sheet.headers["etag"]}).status_code == 200
    assert browser.status("/p/nowhere/look.css") == 404 and browser.status("/p/nowhere/logo") == 404


WRONG = {
    "colour": ("rouge", "pas une couleur"),
    "links": ("Piège | javascript:alert(1)", "l’adresse d’un lien"),
    "hosts": ("https://x.example/chemin", "pas un nom de domaine"),
    "frames": ("https://a.example/chemin", "pas un site"),
    "percent": ("150", "0 à 100"),
    "accessibility_contact": ("n'importe quoi", "ni une adresse"),
    "welcome_fr": ("a" * 8001, "8000"),
}


@pytest.mark.parametrize("field", WRONG)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(field: str, hall: Hall, admin: Browser) -> None:
    value, words = WRONG[field]
    status, shown = save(admin, **{"contact_fr": "gardé tel quel", field: value})
    assert status == 422 and words in shown and "gardé tel quel" in shown
    assert portal_settings.portal_of(hall.installation, seed.VALOGNES) == Portal()


def test_of_two_who_set_it_at_once_the_second_is_told(hall: Hall, admin: Browser) -> None:
    assert save(admin)[0] == 303
    status, shown = save(admin, colour="#123456")
    assert status == 409 and "Rien n’a été écrasé" in shown
    assert portal_settings.portal_of(hall.installation, seed.VALOGNES).colour == "#0b6e4f"


def test_who_administers_nothing_sets_nothing(claire: Browser) -> None:
    assert claire.status("/portal") == 403 and claire.status("/towns") == 403
    assert claire.post("/portal/valognes", page="/review", **FIELDS) == 403


def test_a_host_name_is_one_towns(hall: Hall) -> None:
    keep(hall, Portal(), HOST)
    wanted = PortalSettings(portal=Portal(), hosts=(HOST,), version=0)
    with pytest.raises(ConflictError, match=re.escape(HOST)):
        portal_settings.keep(hall.installation, seed.BREVILLE, wanted, "admin", seed.NOW)


def at(browser: Browser, path: str, host: str = HOST, **headers: str) -> tuple[int, str]:
    answer = browser.client.get(path, headers={"Host": host, **headers}, follow_redirects=False)
    return answer.status_code, answer.text


def test_at_its_own_host_name_a_town_is_the_first_page_and_no_other_is_there(hall: Hall, browser: Browser) -> None:
    keep(hall, Portal(), HOST)
    status, shown = at(browser, "/")
    assert status == 200 and "Valognes" in shown and 'href="/p/valognes/look.css"' in shown
    assert at(browser, "/", host=f"{HOST.upper()}:8000")[0] == 200
    assert at(browser, "/p/breville")[0] == 404 and at(browser, "/f/breville/signalement")[0] == 404
    assert at(browser, "/p/valognes/legal")[0] == 200
    # A host nobody was given: as at the address of the desk.
    assert at(browser, "/", host="evil.example")[0] in {303, 307} and at(browser, "/p/breville", host="evil.example")[0] == 200


def test_a_closed_portal_is_closed_at_its_own_host_name_too(hall: Hall, browser: Browser) -> None:
    keep(hall, Portal(open=False), HOST)
    assert at(browser, "/")[0] == 404 and at(browser, "/p/valognes/legal")[0] == 404


def test_mails_lead_to_the_towns_own_host_name_and_never_to_what_a_browser_says(hall: Hall) -> None:
    assert portal_settings.portal_address(hall.installation, seed.VALOGNES).endswith("/p/valognes")
    keep(hall, Portal(), HOST, "autre.valognes.example")
    assert portal_settings.portal_address(hall.installation, seed.VALOGNES) == f"http://{HOST}:8000/p/valognes"


def test_the_desk_at_a_towns_host_name_shows_that_town_alone(hall: Hall, new_browser: Callable[[], Browser]) -> None:
    keep(hall, Portal(), HOST)
    for login, sees in (("claire", True), ("lea", False), ("admin", True)):
        browser = new_browser()
        assert browser.sign_in(login) == 303
        status, shown = at(browser, "/requests?state=all")
        assert (status == 200 and "crottes de chien" in shown) is sees, login
        assert "secret de Bréville" not in shown
        assert at(browser, f"/requests/{hall.ids['breville']}")[0] in {303, 404}
        if login == "admin":
            assert "secret de Bréville" in browser.get("/requests?state=all")
            assert at(browser, "/towns")[0] == 403


def test_only_named_sites_show_it_in_a_frame(hall: Hall, browser: Browser) -> None:
    assert "frame-ancestors 'none'" in browser.client.get("/p/valognes").headers["content-security-policy"]
    keep(hall, Portal(frames=("https://www.valognes.example",)))
    policy = browser.client.get("/p/valognes").headers["content-security-policy"]
    assert "frame-ancestors 'self' https://www.valognes.example" in policy and "script-src 'self'" in policy


def test_a_form_has_the_colours_of_the_portal_and_leads_there_where_it_is_open(hall: Hall, browser: Browser) -> None:
    publish_common(hall)
    keep(hall, Portal(colour="#ffd700"))
    page = browser.get("/f/valognes/signalement")
    assert 'href="/p/valognes/look.css"' in page and 'class="of-town"' in page and '<a href="/p/valognes" target="_top">' in page
    keep(hall, Portal(open=False))
    closed = browser.get("/f/valognes/signalement")
    assert "look.css" not in closed and "of-town" not in closed and 'href="/p/valognes"' not in closed


def test_contrasts_are_told_with_the_comma_of_the_language(hall: Hall, admin: Browser) -> None:
    keep(hall, Portal(colour="#e8b400"))
    assert "(1,8, 4,5 au moins)" in admin.get("/portal")
