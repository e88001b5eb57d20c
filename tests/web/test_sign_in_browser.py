"""Signing in as a person does, by keyboard alone: a code of the telephone, a provider, a new password (S37; issue 8, point 5)."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pydantic import SecretStr

from domain.ids import RequestId
from domain.rights import Role
from flows import second_factor
from flows.settings import load_settings
from flows.wiring import open_installation
from store import agents
from store.agents import NewAgent
from tests.web import identity, seed
from tests.web.served import go_to, press, press_to, running_chromium, serving, sign_in, violations
from web import assets
from web.app import create_app

pytestmark = pytest.mark.browser
SCREENS = Path(__file__).parents[2] / ".cache" / "screens" / "sign-in"
SIZES = {"wide": (1280, 800), "tablet": (768, 1024), "phone": (375, 740)}
PEOPLE = {"u-claire": {"email": "claire@valognes.example", "email_verified": True, "preferred_username": "claire"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    address: str
    ids: dict[str, RequestId]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def desk(hall_template: tuple[Path, dict[str, RequestId]], tmp_path: Path) -> Iterator[Desk]:
    """A desk with a provider beside it, that somebody may sign in by."""
    assets.build()
    folder, ids = hall_template
    shutil.copytree(folder, tmp_path / "data")
    port = identity.free_port()
    address = f"http://127.0.0.1:{port}"
    with identity.running(address, PEOPLE) as issuer:
        own = {"url": address, "oidc_issuer": issuer, "oidc_client_id": identity.CLIENT, "oidc_name": "ProConnect"}
        settings = load_settings(data=tmp_path / "data", **own, oidc_client_secret=SecretStr(identity.SECRET))
        installation = open_installation(settings)
        with installation.database.write() as session:
            claire = agents.find_by_login(session, "claire")
            assert claire is not None
            agents.set_email(session, claire.id, "claire@valognes.example")
            roles = frozenset({*claire.roles, Role.ADMIN})
            boss = NewAgent(town=seed.VALOGNES, login="boss", name="Aline Dubois", roles=roles, password_hash=seed.PASSWORD_HASH)
            agents.add(session, replace(boss, must_change=False), datetime.now(UTC))
        try:
            with serving(create_app(installation), port) as served:
                yield Desk(address=served, ids=ids)
        finally:
            installation.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str) -> None:
    """Keep pictures of a page in three sizes and two themes, and see that nothing about it keeps people out."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=SCREENS / f"{name}-{size}-{theme}.png", full_page=True)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (name, size)
        assert violations(page) == [], (name, theme)
    page.emulate_media(color_scheme="light")
    if before is not None:
        page.set_viewport_size(before)


def code_of(secret: str, ahead: int) -> str:
    return second_factor.code_at(secret, second_factor.step_of(datetime.now(UTC)) + ahead)


def begin(page: Page, desk: Desk, login: str) -> None:
    """Type login and password by the keyboard."""
    page.goto(f"{desk.address}/sign-in")
    go_to(page, "login")
    page.keyboard.type(login)
    go_to(page, "password")
    page.keyboard.type(seed.PASSWORD)
    press(page, "Enter")


def test_a_telephone_is_set_up_and_signs_in_by_keyboard(desk: Desk, page: Page) -> None:
    begin(page, desk, "claire")
    page.wait_for_url("**/review")
    press_to(page, "Claire")
    page.wait_for_url("**/account")
    shoot(page, "account-off")
    press_to(page, "Activer")
    page.wait_for_url("**/second-factor")
    shoot(page, "set-up")
    secret = (page.locator(".secret.code").inner_text()).replace(" ", "")
    go_to(page, "code")
    page.keyboard.type(code_of(secret, -1))
    go_to(page, "password")
    page.keyboard.type(seed.PASSWORD)
    press(page, "Enter")
    page.wait_for_selector(".recovery li")
    shoot(page, "recovery-codes")
    recovery = page.locator(".recovery li").all_inner_texts()
    assert len(recovery) == 10 and page.get_by_role("button", name="Imprimer").is_visible()
    press_to(page, "Je les ai notés")
    page.wait_for_url("**/account")
    shoot(page, "account-on")
    page.reload()
    press_to(page, "Se déconnecter")
    page.wait_for_url("**/sign-in")
    begin(page, desk, "claire")
    page.wait_for_selector("#code")
    assert page.evaluate("() => document.activeElement.name") == "code"
    shoot(page, "code")
    page.reload()
    page.goto(f"{desk.address}/sign-in/code")
    go_to(page, "code")
    page.keyboard.type("000000")
    press(page, "Enter")
    page.wait_for_selector("#fault")
    shoot(page, "code-wrong")
    go_to(page, "code")
    page.keyboard.type(code_of(secret, 0))
    press(page, "Enter")
    page.wait_for_url("**/review")


def test_the_provider_lets_in_and_out_by_keyboard(desk: Desk, page: Page) -> None:
    page.goto(f"{desk.address}/requests")
    page.wait_for_url(lambda url: "/sign-in?next=" in url)
    shoot(page, "door")
    page.reload()
    press_to(page, "Se connecter avec ProConnect")
    page.wait_for_selector("input[name=login]")
    go_to(page, "login")
    page.keyboard.type("u-claire")
    go_to(page, "password")
    page.keyboard.type("peu importe")
    press(page, "Enter")
    page.get_by_role("button", name="Continue").wait_for()
    press_to(page, "Continue")
    page.wait_for_url(f"{desk.address}/requests")
    press_to(page, "Se déconnecter")
    page.wait_for_url("**/session/end**")
    press_to(page, "Yes, sign me out")
    page.wait_for_url(f"{desk.address}/sign-in**")
    page.goto(f"{desk.address}/review")
    page.wait_for_url(lambda url: "/sign-in?next=" in url)


def test_pages_for_a_forgotten_password_and_for_administrators_keep_nobody_out(desk: Desk, page: Page) -> None:
    page.goto(f"{desk.address}/sign-in")
    press_to(page, "Mot de passe oublié")
    page.wait_for_url("**/forgotten")
    shoot(page, "forgotten")
    page.reload()
    go_to(page, "name")
    page.keyboard.type("claire")
    press(page, "Enter")
    page.wait_for_selector("[role=status]")
    shoot(page, "forgotten-asked")
    page.goto(f"{desk.address}/sign-in/new-password?token=x")
    shoot(page, "link-over")
    sign_in(page, desk.address, "boss")
    page.goto(f"{desk.address}/agents#second-factor")
    shoot(page, "agents")
    page.goto(f"{desk.address}/agents")
    page.get_by_label("Ces rôles").check()
    page.locator("input[id$=-admin][id^=need]").check()
    page.locator("form[action='/agents/second-factor'] button").first.click()
    page.wait_for_url("**/account/second-factor**")
    shoot(page, "set-up-needed")
