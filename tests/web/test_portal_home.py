"""The portal's first page, and what goes wrong in its look (S42)."""

from datetime import UTC, datetime

from domain.ids import TownId
from domain.portal import Bilingual, Portal
from store import portals
from tests.web.conftest import Browser, Hall
from tests.web.filled import publish_common


def decide(hall: Hall, portal: Portal) -> None:
    """Let the tests' town decide of its portal."""
    with hall.installation.database.write() as session:
        seen = portals.find(session, TownId("valognes"))[1]
        portals.keep(session, TownId("valognes"), portal, "axel", datetime.now(UTC), seen=seen)


def test_the_first_page_leads_to_forms_to_following_and_to_an_account(browser: Browser, hall: Hall) -> None:
    publish_common(hall)
    page = browser.get("/p/valognes")
    assert "/f/valognes/signalement" in page and 'href="/p/valognes/follow"' in page and 'href="/p/valognes/register"' in page


def test_no_such_town_is_no_portal(browser: Browser) -> None:
    assert browser.status("/p/nowhere") == 404


def test_what_is_not_there_is_said_in_the_look_of_the_town(browser: Browser) -> None:
    page = browser.client.get("/p/valognes/nothing-here")
    assert page.status_code == 404 and "portal.css" in page.text and "desk.css" not in page.text


def test_a_portal_that_is_closed_says_so_and_shows_nothing_else(browser: Browser, hall: Hall) -> None:
    decide(hall, Portal(open=False))
    page = browser.client.get("/p/valognes", headers={"accept-language": "en"})
    assert page.status_code == 404 and "This portal is closed" in page.text and "/f/valognes" not in page.text


def test_the_town_writes_its_own_welcome_and_it_is_no_markup(browser: Browser, hall: Hall) -> None:
    decide(hall, Portal(welcome=Bilingual(fr="Bienvenue <b>chez nous</b>")))
    page = browser.get("/p/valognes")
    assert "Bienvenue &lt;b&gt;chez nous&lt;/b&gt;" in page


def test_the_language_that_is_chosen_is_kept(browser: Browser) -> None:
    assert 'lang="en"' in browser.get("/p/valognes?lang=en").partition("<head>")[0]
    assert 'lang="en"' in browser.get("/p/valognes").partition("<head>")[0]
