"""On a cheap phone and by the keyboard alone: follow by code, add a photo, withdraw; rate the answer, ask for reopening (S43)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from flows.work import work
from store import jobs, ratings, tasks
from tests.web.conftest import Hall
from tests.web.served import go_to, press, press_to, running_chromium, serving, violations
from tests.web.test_portal_own import DIRT, HOLE, JPEG, added, close, code_of
from web.app import create_app

pytestmark = pytest.mark.browser
CHEAP_PHONE = (360, 640)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a cheap phone, in French."""
    width, height = CHEAP_PHONE
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def address(hall: Hall) -> Iterator[str]:
    """A running portal."""
    with serving(create_app(hall.installation)) as found:
        yield found


def read_all(hall: Hall) -> None:
    for queue in (*jobs.QUEUES, *jobs.QUEUES):
        work(hall.installation, queue, datetime.now(UTC) + timedelta(seconds=5))


def is_fit(page: Page) -> None:
    """Nothing is cut off on a cheap phone, what is touched is large enough, and axe finds nothing wrong."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, input:not([type=hidden], [type=radio], [type=checkbox]), textarea')]
            .filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 90))"""
    )
    assert small == []
    assert violations(page) == []


def open_by_code(page: Page, address: str, hall: Hall, heading: str, second: str) -> None:
    page.goto(f"{address}/p/valognes/follow")
    go_to(page, "code")
    page.keyboard.type(code_of(hall, heading).lower())
    go_to(page, "second")
    page.keyboard.type(second)
    press(page, "Enter")
    page.wait_for_url("**/requests/*")


def test_a_citizen_follows_by_code_adds_a_photo_and_withdraws_by_the_keyboard(page: Page, address: str, hall: Hall, tmp_path: Path) -> None:
    page.goto(f"{address}/p/valognes/follow")
    is_fit(page)
    open_by_code(page, address, hall, HOLE, "lebrun")
    is_fit(page)
    photo = tmp_path / "trou.jpg"
    photo.write_bytes(JPEG)
    go_to(page, "message_text")
    page.keyboard.type("Le trou s’est agrandi.")
    page.set_input_files("input[name=message_files]", str(photo))
    press_to(page, "Envoyer le message")
    page.wait_for_url("**done=message*")
    assert "Votre message est reçu et enregistré" in page.inner_text("main")
    read_all(hall)
    page.reload()
    assert "Le trou s’est agrandi." in page.inner_text(".messages") and "trou.jpg" in page.inner_text(".messages")
    is_fit(page)
    press_to(page, "Retirer cette demande")
    go_to(page, "withdraw_text")
    page.keyboard.type("C’est réparé.")
    press_to(page, "Retirer la demande")
    page.wait_for_url("**done=withdraw*")
    read_all(hall)
    assert added(hall) == ["Le trou s’est agrandi.", "C’est réparé."]
    page.reload()
    assert "Vous avez retiré cette demande." in page.inner_text("main")
    is_fit(page)


def test_a_citizen_rates_the_answer_and_asks_for_reopening(page: Page, address: str, hall: Hall) -> None:
    close(hall, DIRT)
    open_by_code(page, address, hall, DIRT, "Lepetit")
    assert "Ce que vous demandiez est fait." in page.inner_text("main")
    is_fit(page)
    page.emulate_media(color_scheme="dark")
    is_fit(page)
    go_to(page, "stars")
    press(page, "Space")
    go_to(page, "words")
    page.keyboard.type("Merci <b>beaucoup</b>.")
    press_to(page, "Envoyer l’avis")
    page.wait_for_url("**done=rated*")
    with hall.installation.database.read() as session:
        assert [(one.stars, one.words) for one in ratings.of(session, hall.ids[DIRT]).values()] == [(5, "Merci <b>beaucoup</b>.")]
    press_to(page, "Ce n’est pas réglé")
    go_to(page, "reopen_text")
    page.keyboard.type("Elles sont revenues.")
    press_to(page, "Demander la réouverture")
    page.wait_for_url("**done=reopen*")
    read_all(hall)
    with hall.installation.database.read() as session:
        assert len(tasks.of_request(session, hall.ids[DIRT])) == 1
    page.reload()
    assert "Vous avez demandé sa réouverture" in page.inner_text("main")
    is_fit(page)
