"""Work on a request in Chromium, by keyboard where people have one: names, files, the box, the board; no violation of accessibility."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Page

from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.rights import Role
from flows import accounts, membership, search
from flows.settings import load_settings
from flows.tasks import Wanted, set_task
from flows.wiring import open_installation
from store.agents import NewAgent
from store.engine import Database
from tests.web import seed
from tests.web.served import DESKTOP, PHONE, TABLET, follow, go_to, press, press_to, serving
from tests.web.test_browser import Desk, Watched, _violations, chromium, open_page
from web import assets
from web.app import create_app

__all__ = ["chromium", "open_page"]
pytestmark = pytest.mark.browser
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A town whose roads have a head and an agent."""
    assets.build()
    settings = load_settings(data=tmp_path_factory.mktemp("team"))
    database = Database(settings.database_address)
    database.migrate()
    ids = seed.keep_all(database, settings.blobs_folder, datetime.now(UTC))
    database.close()
    installation = open_installation(settings)
    for login, post in (("hugo", Post.HEAD), ("axel", Post.AGENT)):
        name = f"{login.title()} Marie"
        new = NewAgent(
            town=seed.VALOGNES, login=login, name=name, roles=frozenset[Role](), password_hash=seed.PASSWORD_HASH, must_change=False
        )
        accounts.add_agent(installation, new, datetime.now(UTC))
        membership.add_member(
            installation, Member(town=seed.VALOGNES, department=DepartmentCode("VOI"), login=login, post=post), "admin", datetime.now(UTC)
        )
    due = datetime.now(UTC).date() + timedelta(days=1)
    set_task(installation, Wanted(request=ids["trou"], text="Mesurer", whom="axel", due_on=due), "hugo", datetime.now(UTC))
    search.catch_up(installation)
    try:
        with serving(create_app(installation)) as address:
            yield Desk(address=address, ids=ids, papers={}, log=0, files=())
    finally:
        installation.close()


def page_of(desk: Desk, heading: str = "trou") -> str:
    return desk.request(heading)


def test_a_colleague_is_proposed_named_by_keys_and_finds_it_by_his_bell(open_page: Callable[..., Watched], desk: Desk) -> None:
    hugo = open_page()
    hugo.sign_in("hugo")
    hugo.open(page_of(desk))
    page = hugo.page
    page.focus("#note-text")
    page.keyboard.type("Vu sur place. @axe")
    page.wait_for_selector(".people-list li")
    press(page, "Enter")
    page.keyboard.type("passe demain")
    assert page.input_value("#note-text") == "Vu sur place. @Axel Marie passe demain"
    press(page, "Tab")
    with page.expect_navigation():
        press(page, "Enter")
    assert page.locator(".work-note .work-text").last.inner_text() == "Vu sur place. @Axel Marie passe demain"
    axel = open_page()
    axel.sign_in("axel")
    assert int(axel.page.locator(".desk-bell-count").inner_text()) >= 2
    axel.open("/reminders")
    follow(axel.page, axel.page.locator(".news li a"))
    assert axel.page.locator(".desk-bell-count").count() == 0
    assert hugo.complaints == axel.complaints == []


def test_files_are_sent_with_their_progress_and_what_is_wrong_stays_to_be_read(open_page: Callable[..., Watched], desk: Desk) -> None:
    hugo = open_page()
    hugo.sign_in("hugo")
    hugo.open(page_of(desk))
    page = hugo.page
    page.set_input_files("#files-choose", FilePayload(name="page.html", mimeType="text/html", buffer=b"<script>1</script>"))
    page.click("#files form[data-drop] button[type=submit]")
    page.wait_for_selector(".work-progress .is-wrong")
    with page.expect_navigation():
        # Pasted, as a screenshot is.
        page.evaluate(
            "bytes => { const data = new DataTransfer();"
            "data.items.add(new File([new Uint8Array(bytes)], 'ecran.png', {type: 'image/png'}));"
            "document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); }",
            list(PNG),
        )
    page.wait_for_selector(".work-file a:has-text('ecran.png')")
    assert hugo.complaints == []


def test_the_box_is_reached_by_a_slash_and_its_list_walked_by_arrows(open_page: Callable[..., Watched], desk: Desk) -> None:
    hugo = open_page()
    hugo.sign_in("hugo")
    hugo.open("/tasks")
    page = hugo.page
    press(page, "/")
    page.keyboard.type("nid de poule")
    page.wait_for_selector("#find-list a.found-link")
    assert page.input_value("#find") == "nid de poule"
    press(page, "Escape")
    assert page.locator("#find-list").is_hidden()
    page.keyboard.type("s")
    page.wait_for_selector("#find-list a.found-link")
    press(page, "ArrowDown")
    with page.expect_navigation():
        press(page, "Enter")
    assert page.url.endswith(page_of(desk))
    # Where somebody writes a slash is a slash.
    page.focus("#note-text")
    page.keyboard.type("24/7")
    assert page.input_value("#note-text") == "24/7"
    assert hugo.complaints == []


def test_a_filter_is_saved_opened_and_removed_by_keys(open_page: Callable[..., Watched], desk: Desk) -> None:
    hugo = open_page()
    hugo.sign_in("hugo")
    hugo.open("/requests")
    page = hugo.page
    press_to(page, "Plus de filtres")
    go_to(page, "street")
    page.keyboard.type("Poterie")
    press(page, "Enter")
    page.wait_for_url("**street=Poterie**")
    press_to(page, "Enregistrer ce filtre")
    go_to(page, "name")
    page.keyboard.type("Les trous")
    with page.expect_navigation():
        press(page, "Enter")
    hugo.open("/requests")
    press_to(page, "Les trous")
    page.wait_for_url("**street=Poterie**")
    press_to(page, "Ranger les filtres")
    press_to(page, "Retirer")
    page.get_by_text("Les trous").first.wait_for(state="detached")
    assert hugo.complaints == []


def test_a_card_is_taken_by_keys_and_dragged_on(open_page: Callable[..., Watched], desk: Desk) -> None:
    hugo = open_page()
    hugo.sign_in("hugo")
    hugo.open("/board")
    page, card = hugo.page, f"[data-card='{desk.ids['trou']}']"
    page.focus(f"{card} summary")
    press(page, "Enter")
    page.focus(f"{card} button[value=take]")
    with page.expect_navigation():
        press(page, "Enter")
    assert page.locator(f"[data-column=accepted] {card}").count() == 1
    with page.expect_navigation():
        page.drag_and_drop(f"[data-column=accepted] {card} .row-title", "[data-column=done] h2")
    assert page.locator(f"[data-column=done] {card}").count() == 1
    assert hugo.complaints == []


@pytest.mark.parametrize(("size", "theme", "language"), [(DESKTOP, "dark", "en"), (TABLET, "light", "fr"), (PHONE, "dark", "fr")])
def test_the_rooms_of_work_are_accessible(
    open_page: Callable[..., Watched], desk: Desk, size: tuple[int, int], theme: str, language: str
) -> None:
    hugo = open_page(size)
    hugo.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    hugo.sign_in("hugo")
    hugo.speak(language)
    for path in (
        "/board",
        "/tasks",
        "/requests?priority=2",
        "/search?q=trou",
        "/search?q=lampadere",
        "/reminders",
        page_of(desk),
        f"{page_of(desk)}/message",
    ):
        hugo.open(path)
        assert _violations(hugo.page) == [], path
        assert hugo.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"{path} scrolls sideways"
    assert hugo.complaints == []


def test_without_scripts_everything_is_read_and_written(open_page: Callable[..., Watched], desk: Desk) -> None:
    hugo = open_page(scripts=False)
    hugo.sign_in("hugo")
    page: Page = hugo.page
    hugo.open(page_of(desk))
    page.fill("#note-text", "sans script, @axel")
    page.click("#notes > form button")
    assert "sans script" in page.locator("#notes").inner_text()
    page.set_input_files("#files-choose", FilePayload(name="plan.png", mimeType="image/png", buffer=PNG + b"2"))
    page.click("#files form[data-drop] button[type=submit]")
    assert "plan.png" in page.locator("#files").inner_text()
    page.fill("#find", "trou")
    page.focus("#find")
    press(page, "Enter")
    page.locator(".found a.found-link").first.wait_for()
