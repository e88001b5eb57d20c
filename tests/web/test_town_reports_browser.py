"""Reports for everybody in Chromium: on a cheap phone and by the keyboard alone, in both themes, from none to many (S45)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import Hall
from tests.web.filled import publish_common
from tests.web.served import go_to, press, press_to, running_chromium, serving, violations
from tests.web.test_town_reports import HOME, number, shown, with_photo
from tests.web.town_reports import HOLE, add_reports
from web.app import create_app

__all__ = ["shown"]
pytestmark = pytest.mark.browser
CHEAP_PHONE = (360, 640)
_SMALL = """() => [...document.querySelectorAll('main button, main summary, main select, .report-moves a, .report-views a')]
    .filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(params=["light", "dark"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a cheap phone, in French."""
    width, height = CHEAP_PHONE
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR", color_scheme=request.param)
    yield context.new_page()
    context.close()


def is_fit(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    assert page.evaluate(_SMALL) == [], page.url
    assert violations(page) == [], page.url


def test_map_list_and_report_are_fit_for_a_cheap_phone(shown: Hall, page: Page) -> None:
    add_reports(shown.installation, shown.ids[HOLE], 200, datetime.now(UTC))
    with serving(create_app(shown.installation)) as address:
        for path in ("/map", "/map?subject=VOI-04", "/reports", f"/reports/{number(shown)}", f"/reports/{number(shown)}?followed=1"):
            page.goto(f"{address}{HOME}{path}")
            is_fit(page)
        page.goto(f"{address}{HOME}/map")
        wide = page.evaluate("() => [...document.querySelectorAll('.touch')].map(one => one.getBoundingClientRect().width)")
        assert wide and min(wide) >= 40


def test_by_the_keyboard_from_the_map_to_a_report_that_is_followed(shown: Hall, page: Page) -> None:
    add_reports(shown.installation, shown.ids[HOLE], 30, datetime.now(UTC))
    with serving(create_app(shown.installation)) as address:
        page.goto(f"{address}{HOME}")
        press_to(page, "Sur la carte")
        page.wait_for_url("**/map")
        marks = page.locator(".report-map svg a")
        many = marks.filter(has=page.locator(".many-count")).first
        before = marks.count()
        many.focus()
        assert "voir de plus près" in (many.get_attribute("aria-label") or "")
        press(page, "Enter")
        page.wait_for_url("**/map?at=**")
        assert before > 0 and page.locator(".report-map").is_visible()
        page.goto(f"{address}{HOME}/reports/{number(shown)}")
        go_to(page, "email")
        page.keyboard.type("personne")
        press(page, "Enter")
        page.wait_for_selector("#email-fault")
        assert page.evaluate("() => document.activeElement.name") == "email"
        is_fit(page)
        page.locator("#email").fill("lise.martin@courriel.example")
        press(page, "Enter")
        page.wait_for_url("**?followed=1**")
        assert page.get_by_role("status").inner_text()


def test_boxes_are_drawn_with_the_pointer_and_written_without(shown: Hall, page: Page) -> None:
    source = with_photo(shown)
    with serving(create_app(shown.installation)) as address:
        page.goto(f"{address}/sign-in")
        page.fill("[name=login]", "claire")
        page.fill("[name=password]", "un mot de passe pour les essais")
        page.click("main button[type=submit]")
        page.goto(f"{address}/requests/{shown.ids[HOLE]}/publication")
        frame = page.locator(".photo-frame")
        frame.scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelector('.photo-frame img').complete")
        box = frame.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7)
        page.mouse.up()
        fields = page.locator(f'[name="box-{source}"]')
        drawn = [float(one) for one in fields.first.input_value().split()]
        assert [round(one / 10) for one in drawn] == [2, 2, 4, 5]
        fields.nth(1).fill("70 70 20 20")
        assert page.locator(".photo-boxes rect").count() == 2
        is_fit(page)
        page.check('[name="show"]')
        page.click('button[value="preview"]')
        assert page.locator(".publish-pair img").count() == 2 and page.locator('[name="show"]').is_checked()
        page.click('button[value="publish"]')
        page.wait_for_url("**?done=publish")
        page.goto(f"{address}{HOME}/reports/{number(shown)}")
        assert page.locator(".report-photos img").count() == 1
        is_fit(page)


def test_while_a_form_is_filled_in_what_is_reported_near_there_comes_by_itself(shown: Hall, page: Page) -> None:
    publish_common(shown)
    with serving(create_app(shown.installation)) as address:
        page.goto(f"{address}/f/valognes/signalement")
        page.select_option("[name=type]", "chaussee")
        page.fill("[name=lieu]", "rue Carnot")
        page.locator("[name=lieu]").blur()
        page.wait_for_selector(".near-list a")
        assert number(shown) in (page.locator(".near-list a").first.get_attribute("href") or "")
        is_fit(page)
