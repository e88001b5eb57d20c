"""On a cheap phone and by the keyboard alone: register, confirm, sign in, second factor, browsers, sign out (S42)."""

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from flows import second_factor
from tests.web.conftest import Hall
from tests.web.filled import publish_common
from tests.web.portal_people import ANNE, PASSWORD, add, letters, path_in, with_mail
from tests.web.served import go_to, press, press_to, running_chromium, serving, violations
from web.app import create_app

pytestmark = pytest.mark.browser
CHEAP_PHONE, LARGE = (360, 640), (1280, 900)
PICTURES = os.environ.get("PORTAL_PICTURES", "")
"""A folder to keep pictures in, for who wants to look at them."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a cheap phone, in French, that complains of nothing."""
    width, height = CHEAP_PHONE
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce")
    found = context.new_page()
    told: list[str] = []
    found.on("console", lambda said: told.append(said.text) if said.type in {"error", "warning"} else None)
    yield found
    context.close()
    # Chromium itself notes what was answered 410 and 422.
    assert [one for one in told if "status of 4" not in one] == []


@pytest.fixture
def posted(hall: Hall) -> Hall:
    publish_common(hall)
    return with_mail(hall)


@pytest.fixture
def address(posted: Hall) -> Iterator[str]:
    """A running portal."""
    with serving(create_app(posted.installation)) as found:
        yield f"{found}/p/valognes"


def mailed(hall: Hall, count: int) -> str:
    """Return where the link of the newest mail leads, once there are so many: they are written when the answer is given."""
    until = time.monotonic() + 20
    while len(letters(hall)) < count:
        assert time.monotonic() < until, f"{count} mails are expected"
        time.sleep(0.05)
    return path_in(hall, letters(hall)[-1])


def is_fit(page: Page, name: str) -> None:
    """Nothing is cut off on a cheap phone or a large window, what is touched is large enough, and axe finds nothing in either theme."""
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .button, .menu a, input:not([type=hidden], [type=radio], [type=checkbox]), select')]
            .filter(one => one.offsetParent !== null && !one.classList.contains('unseen') && one.getBoundingClientRect().height < 44)
            .map(one => one.outerHTML.slice(0, 90))"""
    )
    assert small == [], name
    for width, height in (CHEAP_PHONE, LARGE):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            assert violations(page) == [], (name, theme)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}_{width}_{theme}.png", full_page=True)
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
    page.set_viewport_size({"width": CHEAP_PHONE[0], "height": CHEAP_PHONE[1]})


def test_a_citizen_registers_and_goes_out_and_in_again_by_the_keyboard(page: Page, address: str, posted: Hall) -> None:
    page.goto(address)
    is_fit(page, "home")
    press_to(page, "Créer un compte")
    page.wait_for_url("**/register")
    is_fit(page, "register")
    go_to(page, "email")
    page.keyboard.type(ANNE)
    press_to(page, "M’envoyer le lien")
    page.wait_for_selector("#of-age-fault")
    is_fit(page, "register_young")
    go_to(page, "of_age")
    press(page, "Space")
    press_to(page, "M’envoyer le lien")
    page.wait_for_selector("text=Regardez votre messagerie")
    is_fit(page, "register_asked")
    page.goto(f"{address}{mailed(posted, 1)}")
    is_fit(page, "confirm")
    for name in ("new", "again"):
        go_to(page, name)
        page.keyboard.type(PASSWORD)
    press_to(page, "Ouvrir mon compte")
    page.wait_for_url("**/account?new=1")
    is_fit(page, "account")
    _set_up_factor(page)
    press_to(page, "Se déconnecter ici")
    page.wait_for_url("**/p/valognes")
    press_to(page, "Se connecter")
    page.wait_for_url("**/sign-in")
    is_fit(page, "sign_in")
    go_to(page, "email")
    page.keyboard.type(ANNE)
    go_to(page, "password")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    page.wait_for_url("**/second-factor**")
    is_fit(page, "code")
    go_to(page, "code")
    page.keyboard.type("000000")
    press(page, "Enter")
    page.wait_for_selector("#fault")
    is_fit(page, "code_wrong")


def _set_up_factor(page: Page) -> None:
    press_to(page, "Activer")
    page.wait_for_url("**/second-factor")
    is_fit(page, "factor")
    secret = re.sub(r"\s", "", page.inner_text(".small .code"))
    go_to(page, "code")
    page.keyboard.type(second_factor.code_at(secret, second_factor.step_of(datetime.now(UTC))))
    go_to(page, "password")
    page.keyboard.type(PASSWORD)
    press_to(page, "Activer")
    page.wait_for_selector("ul.codes")
    is_fit(page, "recovery_codes")
    press_to(page, "Je les ai gardés")
    page.wait_for_url("**/account")


def _enter(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?next=/p/valognes/account")
    page.fill("#email", ANNE)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#profile")


def test_the_other_pages_of_an_account_fit_and_are_accessible(page: Page, address: str, posted: Hall) -> None:
    add(posted)
    page.goto(f"{address}/forgotten")
    is_fit(page, "forgotten")
    page.fill("#email", ANNE)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Regardez votre messagerie")
    page.goto(f"{address}{mailed(posted, 1)}")
    is_fit(page, "reset")
    page.goto(f"{address}/reset/over")
    is_fit(page, "over")
    page.goto(f"{address}/nothing-here")
    is_fit(page, "not_there")
    _enter(page, address)
    for path, name in (
        ("", "home_signed_in"),
        ("/account/password", "password"),
        ("/account/linking", "linking"),
        ("/account/close", "close"),
    ):
        page.goto(f"{address}{path}")
        is_fit(page, name)
    page.goto(f"{address}/account/linking")
    page.click("main button[type=submit]")
    page.wait_for_selector("#code")
    is_fit(page, "linking_code")
    page.goto(f"{address}/account")
    page.click("text=La changer")
    page.fill("#email", "autre@courriel.example")
    page.fill("#email-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**sent=email**")
    page.goto(f"{address}{mailed(posted, 3)}")
    is_fit(page, "new_address")
    page.click("main button[type=submit]")
    page.wait_for_selector(".note.is-good")
    page.goto(f"{address}{mailed(posted, 4)}")
    is_fit(page, "undo")
    page.click("main button[type=submit]")
    page.wait_for_selector(".note.is-good")
    is_fit(page, "undone")
