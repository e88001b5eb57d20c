"""Rules in Chromium: a rule added, tried, back-tested, published and taken back by the keyboard alone; pages that everybody can read."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.web import rule_town, seed
from tests.web.rule_town import ADA, OTTO
from tests.web.served import DESKTOP, PHONE, follow, go_to, press, press_to, running_chromium, serving, sign_in, violations
from web import assets
from web.app import create_app

pytestmark = pytest.mark.browser
Theme = Literal["light", "dark"]
Opened = Callable[..., Page]
ZOOMED = (700, 450)
"""A window of 1,400 by 900 at 200 %."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assets.build()
    template = tmp_path_factory.mktemp("rules") / "data"
    rule_town.make(template)
    with rule_town.opened(template, tmp_path_factory.mktemp("served") / "data") as installation:
        app = create_app(installation)
        with serving(app) as address:
            yield address
            app.state.rules.runner.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Opened]:
    contexts = []
    complaints: list[str] = []

    def make(login: str, size: tuple[int, int] = DESKTOP, *, theme: Theme = "light", scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="fr-FR",
            color_scheme=theme,
            java_script_enabled=scripts,
            base_url=address,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
        sign_in(page, address, login)
        return page

    yield make
    for context in contexts:
        context.close()
    # Chromium itself notes answers that say what is missing.
    assert [one for one in complaints if "status of 4" not in one] == []


def _type(page: Page, name: str, text: str) -> None:
    go_to(page, name)
    press(page, "Control+A")
    page.keyboard.type(text)


def _choose(page: Page, name: str, value: str) -> None:
    """Go on by the keyboard to a list and on in it to a value."""
    go_to(page, name)
    for _ in range(80):
        if page.evaluate("() => document.activeElement.value") == value:
            return
        press(page, "ArrowDown")
    pytest.fail(f"{value} is not in {name}.")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_rule_is_added_tried_back_tested_published_and_taken_back_by_keyboard(open_page: Opened, *, scripts: bool) -> None:
    page = open_page(ADA, scripts=scripts)
    page.goto("/rules")
    before = page.locator(".desk-head .dim").first.inner_text().split(",")[0]
    press_to(page, "Modifier ces règles")
    page.wait_for_url("**/rules/*")
    draft = page.url.rpartition("/")[2]
    press_to(page, "Ajouter une règle")
    page.wait_for_url("**/rule")
    _type(page, "nom", "Grabulons")
    _type(page, "priorite_regle", "40")
    _choose(page, "c.add", "mots")
    press_to(page, "Ajouter cette condition")
    page.wait_for_url("**/rule#here")
    assert page.evaluate("() => document.activeElement.id") == "here"
    _type(page, "c.0.lines", "grabulon")
    _choose(page, "alors.service", "VOI")
    press_to(page, "Enregistrer dans le brouillon")
    page.wait_for_url("**saved=1")
    press_to(page, "Essayer un message")
    page.wait_for_url("**/try")
    _type(page, "texte", "Bonjour, il y a un grabulon.")
    press_to(page, "Essayer")
    page.locator(".rule-verdict.is-other").wait_for()
    assert page.locator("mark.ev-rule", has_text="grabulon").count() == 1
    press_to(page, "Rejeu")
    page.wait_for_url("**/backtest")
    press_to(page, "Lancer le rejeu")
    page.locator("#report").wait_for(timeout=90_000)  # a process of its own begins first
    assert page.locator("#changed").inner_text().startswith("1 résultat")
    press_to(page, "Publication")
    page.wait_for_url("**/publish")
    _type(page, "reason", "les grabulons vont à la voirie")
    press_to(page, "Publier ces règles")
    page.wait_for_url("**/rules?done=*")
    assert f"n°\u00a0{draft}" in page.locator(".desk-head .dim").first.inner_text()
    press_to(page, "Revenir au n°")
    page.wait_for_url("**/rollback")
    press_to(page, "Oui, revenir")
    page.wait_for_url("**/rules?done=*")
    assert page.locator(".desk-head .dim").first.inner_text().split(",")[0] == before


def test_with_scripts_one_more_is_shown_at_once(open_page: Opened) -> None:
    page = open_page(OTTO)
    page.goto("/rules")
    page.get_by_role("button", name="Modifier ces règles").click()
    page.goto(f"{page.url}/rule?id=R0")
    page.select_option("select[name='c.0.more']", "VOI-01")
    assert page.locator("input[name='c.0.chosen']:checked").evaluate_all("all => all.map(one => one.value)") == ["VOI-*", "VOI-01"]
    page.get_by_role("button", name="Enregistrer dans le brouillon").first.click()
    page.wait_for_url("**saved=1")
    assert page.locator("input[name='c.0.chosen']:checked").count() == 2


def test_what_was_typed_survives_a_session_that_ended(open_page: Opened) -> None:
    page = open_page(OTTO)
    room = _begin(page)
    page.goto(f"{room}/rule")
    page.fill("#f-nom", "Grabulons")
    page.context.clear_cookies()
    follow(page, page.get_by_role("button", name="Enregistrer dans le brouillon").first)
    assert page.locator("#f-nom").count() == 0
    page.goto("/sign-in")
    page.fill("#login", OTTO)
    page.fill("#password", seed.PASSWORD)
    page.focus("#password")
    press(page, "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{room}/rule")
    follow(page, page.get_by_role("button", name="Le reprendre"))
    assert page.input_value("#f-nom") == "Grabulons"
    page.goto(f"{room}/rule")
    assert not page.get_by_role("button", name="Le reprendre").is_visible()


def _violations(page: Page) -> list[str]:
    page.evaluate("() => document.querySelectorAll('details:not(.desk-more > *)').forEach(one => { one.open = true })")
    return violations(page)


PAGES = ("", "/rule?id=R0", "/subjects", "/subject?code=VOI-01", "/examples", "/example", "/changes", "/backtest", "/publish")


def _fits(page: Page, path: str) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"{path} scrolls sideways"
    cut = "() => [...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth).length"
    assert page.evaluate(cut) == 0, f"{path} cuts its right edge"


def _begin(page: Page) -> str:
    """Begin a draft and return where its pages lie."""
    page.goto("/rules/versions")
    follow(page, page.locator("form[action='/rules/drafts'] button").first)
    return page.url


def _fill_every_kind(page: Page, room: str) -> None:
    page.goto(f"{room}/rule")
    for key in ("un_de", "sujets", "voies", "moment", "saison", "canaux", "mairie", "pieces_jointes", "expression", "mots"):
        page.select_option("select[name='c.add']", key)
        follow(page, page.locator("button[value='add:c']"))


@pytest.mark.parametrize(("size", "theme", "language"), [(DESKTOP, "light", "fr"), (ZOOMED, "dark", "en")], ids=["fr", "zoomed-dark"])
def test_every_page_about_rules_is_accessible(open_page: Opened, size: tuple[int, int], theme: Theme, language: str) -> None:
    page = open_page(ADA, size, theme=theme)
    page.goto("/rules/versions")
    assert _violations(page) == []
    follow(page, page.locator(f"button[name=language][value={language}]"))
    room = _begin(page)
    _fill_every_kind(page, room)
    follow(page, page.locator("button[value='save']").first)
    # Nothing was filled in: everything is marked.
    assert page.locator(".rule-notes .is-wrong").count() > 5
    assert _violations(page) == []
    page.goto(f"{room}/try")
    page.fill("#texte", "Bonjour, il y a un nid de poule rue de Poterie.")
    follow(page, page.locator(".rule-box button[type=submit]"))
    assert _violations(page) == []
    for path in ("/rules", "/rules/1/rule?id=R0", *(f"{room}{one}" for one in PAGES)):
        page.goto(path)
        assert _violations(page) == [], path
        _fits(page, path)


def test_every_page_about_rules_fits_a_phone(open_page: Opened) -> None:
    page = open_page(ADA, PHONE)
    room = _begin(page)
    _fill_every_kind(page, room)
    _fits(page, "the form")
    for path in ("/rules", "/rules/versions", "/rules/1/rule?id=R0", f"{room}/try", *(f"{room}{one}" for one in PAGES)):
        page.goto(path)
        _fits(page, path)
