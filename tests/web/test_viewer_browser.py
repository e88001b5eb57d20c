"""The source viewer by keyboard, in Chromium: larger, turned, found, pages cut and joined, mails cut, hostile PDFs (issue 8, point 1)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from domain.ids import RequestId
from domain.inbound import Channel
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import requests
from store.blobs import Blobs
from store.engine import Database
from tests.flows.test_paper import joined
from tests.flows.test_recut import NOTHING
from tests.flows.test_recut import page as letter_page
from tests.web import papers, seed, served
from tests.web.served import follow, press, running_chromium, serving, violations
from tests.web.test_recut import finish
from tests.web.test_viewer import FILES, TROUBLE, TWO, spoken
from web import assets
from web.app import create_app

pytestmark = pytest.mark.browser
SOON_MS = 30_000


@dataclass(slots=True, kw_only=True)
class Desk:
    """A desk that runs, with letters on paper."""

    address: str
    installation: Installation
    letter: RequestId
    heaps: int = 0

    def mail(self, text: str = TWO, files: tuple[tuple[str, str, bytes], ...] = FILES) -> RequestId:
        """Return a mail that waits for a person, with a photo, a hostile PDF and a page."""
        with self.installation.database.write() as session:
            blobs = Blobs(self.installation.settings.blobs_folder)
            story = replace(TROUBLE, heading="Deux soucis", text=text, attachments=files)
            return seed.keep(session, blobs, seed.VALOGNES, story, datetime.now(UTC))

    def heap(self) -> RequestId:
        """Return the one letter that three letters scanned as one were taken for, another one each time."""
        self.heaps += 1
        three = joined(*(letter_page(name, NOTHING) for name in ("Annie Marie", "Paul Roger", "Sylvie Lebrun")))
        (found,) = papers._become(
            self.installation, papers._dropped(f"trois {self.heaps}.pdf", Channel.SCAN, three + f"% {self.heaps}\n".encode())
        )
        return found

    def record(self, request: RequestId) -> requests.RequestRecord:
        with self.installation.database.read() as session:
            return requests.get(session, request)

    def pages(self, request: RequestId) -> tuple[int, int] | None:
        paper = self.record(request).draft.paper
        return None if paper is None else paper.pages


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    assets.build()
    settings = load_settings(data=tmp_path_factory.mktemp("viewer"))
    database = Database(settings.database_address)
    database.migrate()
    seed.keep_all(database, settings.blobs_folder, datetime.now(UTC))
    database.close()
    installation = open_installation(settings)
    try:
        ids = papers.take_in(installation)
        with serving(create_app(installation)) as address:
            yield Desk(address=address, installation=installation, letter=ids["letter"][0])
    finally:
        installation.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, desk: Desk) -> Iterator[Open]:
    """Open a page for somebody in a browser of its own; what its pages complain of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(request: RequestId, view: str = "", *, login: str = papers.ODILE, scripts: bool = True, theme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": 1400, "height": 900},
            locale="fr-FR",
            java_script_enabled=scripts,
            color_scheme="dark" if theme == "dark" else "light",
        )
        context.set_default_timeout(SOON_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda asked: None if asked.url.startswith((desk.address, "data:", "blob:")) else complaints.append(asked.url))
        served.sign_in(page, desk.address, login)
        page.goto(f"{desk.address}/requests/{request}{view}")
        if scripts:
            expect(page.locator(".viewer-tools")).to_be_visible()
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def piece_view(desk: Desk, request: RequestId, filename: str) -> str:
    return next(f"?view=piece-{one.part}" for one in desk.record(request).draft.attachments if one.filename == filename)


def percent(page: Page) -> int:
    return int(page.locator(".viewer-size").inner_text().rstrip("% \u00a0\u202f"))


def test_a_letter_is_made_larger_turned_and_searched_by_keys(open_page: Open, desk: Desk) -> None:
    page = open_page(desk.letter)
    whole = percent(page)
    for _ in range(6):
        press(page, "Equal")
    assert percent(page) > 1.5 * whole
    # Sharp in its new size: drawn by PDF.js over the server's picture.
    expect(page.locator("#page-1 .sheet-face > canvas")).to_have_count(1)
    drawn = page.locator("#page-1 canvas").evaluate("one => [one.width, one.getBoundingClientRect().width]")
    assert drawn[0] >= drawn[1] - 2
    press(page, "Minus")
    press(page, "Digit0")
    assert percent(page) == whole
    upright = page.locator("#page-1 .sheet-paper").bounding_box()
    press(page, "Shift+R")
    across = page.locator("#page-1 .sheet-paper").bounding_box()
    assert upright is not None and across is not None
    assert upright["height"] > upright["width"] and across["width"] > across["height"]
    for _ in range(3):
        press(page, "Shift+R")
    press(page, "f")
    page.keyboard.type("pôterie")
    expect(page.locator(".viewer-found")).to_have_text("1 / 1")
    expect(page.locator(".sheet-hits rect.is-here")).to_have_count(1)
    # In one look, for the page may still be scrolling there.
    height = page.locator(".sheet-hits rect.is-here").evaluate(
        "one => { const [hit, paper] = [one, one.closest('.sheet-paper')].map(it => it.getBoundingClientRect());"
        " return (hit.top - paper.top) / paper.height; }"
    )
    assert 0.38 < height < 0.42
    press(page, "Escape")
    expect(page.locator(".sheet-hits")).to_have_count(0)
    expect(page.locator(".sheets")).to_be_focused()


def test_what_was_read_wrongly_is_found_and_places_are_gone_through(open_page: Open, desk: Desk) -> None:
    page = open_page(desk.letter)
    page.locator(".sheets").focus()
    press(page, "Control+f")
    page.keyboard.type("cyclystes")
    expect(page.locator(".viewer-found")).to_have_text("1 / 1 · écrit presque pareil")
    press(page, "Control+a")
    page.keyboard.type("monsieur le maire")
    expect(page.locator(".viewer-found")).to_have_text("1 / 3")
    press(page, "Enter")
    expect(page.locator(".viewer-found")).to_have_text("2 / 3")
    press(page, "Shift+Enter")
    press(page, "Shift+Enter")
    expect(page.locator(".viewer-found")).to_have_text("3 / 3")
    press(page, "Control+a")
    page.keyboard.type("licorne")
    expect(page.locator(".viewer-found")).to_have_text("introuvable")


def test_the_strip_leads_from_page_to_page(open_page: Open, desk: Desk) -> None:
    page = open_page(desk.letter)
    here = page.locator(".strip [aria-current]")
    expect(here).to_have_attribute("data-page", "1")
    press(page, "g")
    press(page, "ArrowDown")
    expect(here).to_have_attribute("data-page", "2")
    expect(here).to_be_focused()
    page.locator(".sheets").focus()
    press(page, "PageUp")
    expect(here).to_have_attribute("data-page", "1")
    press(page, "PageDown")
    expect(here).to_have_attribute("data-page", "2")
    expect(page.locator(".strip-thumb img")).to_have_count(2)
    assert page.locator(".strip-thumb img").first.evaluate("one => one.decode().then(() => one.naturalWidth)") < 400


def test_words_on_a_picture_are_selected_and_fill_a_field(open_page: Open, desk: Desk) -> None:
    page = open_page(desk.heap())
    press(page, "f")
    page.keyboard.type("annie")
    expect(page.locator(".viewer-found")).to_have_text("1 / 2")
    press(page, "Escape")
    expect(page.locator(".sheets")).to_be_focused()
    page.evaluate(
        "() => { const lines = [...document.querySelectorAll('.sheet-words text')];"
        " getSelection().selectAllChildren(lines.find(one => /Annie/.test(one.textContent))); }"
    )
    expect(page.locator("#taken")).to_be_visible()
    press(page, "q")
    expect(page.locator("#decide-name")).to_have_value("Annie Marie")


def test_a_letter_is_cut_and_joined_from_the_strip_by_keys(open_page: Open, desk: Desk) -> None:
    first = desk.heap()
    page = open_page(first)
    before = desk.pages(first)
    assert before is not None
    page.locator(".strip-cut button[popovertarget]").last.focus()
    press(page, "Enter")
    expect(page.locator("#cut-3 button[type=submit]")).to_be_focused()
    press(page, "Escape")
    expect(page.locator("#cut-3")).to_be_hidden()
    press(page, "Enter")
    with page.expect_navigation():
        press(page, "Enter")
    assert desk.pages(first) == (before[0], before[1] - 1)
    finish(desk.installation)
    page.reload()
    page.locator(".strip-join button[popovertarget]").focus()
    press(page, "Enter")
    with page.expect_navigation():
        press(page, "Enter")
    assert desk.pages(first) == before


def test_a_hostile_pdf_is_drawn_and_runs_nothing(open_page: Open, desk: Desk) -> None:
    mail = desk.mail()
    page = open_page(mail, piece_view(desk, mail, "plan <été>.pdf"), login="claire")
    expect(page.locator("#page-1 .sheet-face > canvas")).to_have_count(1)
    page.wait_for_timeout(300)
    # Neither a dialog nor a call to anybody else: both would be complaints.
    dark = (
        "one => { const all = one.getContext('2d').getImageData(0, 0, one.width, one.height).data; return all.some(value => value < 80); }"
    )
    assert page.locator("#page-1 canvas").evaluate(dark)


def test_a_photo_is_shown_beside_the_place(open_page: Open, desk: Desk) -> None:
    mail = desk.mail()
    page = open_page(mail, login="claire")
    page.get_by_role("link", name="Regarder photo.jpg").focus()
    with page.expect_navigation():
        press(page, "Enter")
    assert page.locator("#page-1 img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 320
    expect(page.get_by_text("La photo indique où elle a été prise")).to_be_visible()
    press(page, "Shift+R")
    box = page.locator("#page-1 .sheet-paper").bounding_box()
    assert box is not None and box["height"] > box["width"]


def test_a_voice_message_is_listened_to_by_keys(open_page: Open, desk: Desk) -> None:
    page = open_page(desk.mail(files=(("msg0001.wav", "audio/x-wav", spoken(9)),)), login="claire")
    player = page.get_by_label("Écouter msg0001.wav")
    player.focus()
    press(page, "Space")
    page.wait_for_function("() => document.querySelector('.file-sound').currentTime > 0")
    assert player.evaluate("one => [Math.round(one.duration), one.error]") == [9, None]


def test_words_of_a_mail_are_found_and_cut_off_by_keys(open_page: Open, desk: Desk) -> None:
    mail = desk.mail()
    page = open_page(mail, login="claire")
    expect(page.locator("html.with-keys")).to_have_count(1)
    press(page, "f")
    page.keyboard.type("LAMPADAÎRE")
    expect(page.locator(".viewer-found")).to_have_text("1 / 1")
    press(page, "Escape")
    page.evaluate(
        "() => { const text = document.querySelector('[data-cut]'); const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);"
        " for (let node = walk.nextNode(); node; node = walk.nextNode()) { const at = node.data.indexOf('Le lampadaire');"
        " if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + 'Le lampadaire ne s’allume plus.'.length); } }"
    )
    with page.expect_navigation():
        press(page, "x")
    expect(page.locator(".cut-words")).to_have_text("Le lampadaire ne s’allume plus.")
    with page.expect_navigation():
        press(page, "Enter")
    made = RequestId(int(page.url.rpartition("=")[2]))
    assert desk.record(made).details == "Le lampadaire ne s’allume plus."
    assert "lampadaire" not in desk.record(mail).details


def test_a_mail_is_cut_and_attachments_are_looked_at_without_scripts(open_page: Open, desk: Desk) -> None:
    mail = desk.mail()
    page = open_page(mail, piece_view(desk, mail, "plan <été>.pdf"), login="claire", scripts=False)
    assert page.locator(".sheets img").count() == 2 and not page.locator(".viewer-tools").is_visible()
    page.goto(f"{desk.address}/requests/{mail}")
    page.click("text=Une partie demande autre chose")
    page.check("text=Le lampadaire ne s’allume plus.")
    follow(page, page.locator("text=En faire une demande à part"))
    assert "lampadaire" not in desk.record(mail).details
    expect(
        page.locator("[role=status]", has_text="est une demande à part").or_(page.get_by_text("maintenant une demande à part"))
    ).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_is_accessible(theme: str, open_page: Open, desk: Desk) -> None:
    mail = desk.mail()
    views = ((desk.heap(), "", papers.ODILE), (mail, "", "claire"), (mail, piece_view(desk, mail, "plan <été>.pdf"), "claire"))
    found: list[str] = []
    for request, view, login in views:
        page = open_page(request, view, login=login, theme=theme)
        for address in (page.url, *([f"{desk.address}/requests/{mail}/cut"] if view else [])):
            page.goto(address)
            found += [f"{address} {one}" for one in violations(page)]
    assert found == []


def test_pdf_js_is_fetched_by_pages_that_draw_with_it_only(open_page: Open, desk: Desk) -> None:
    page = open_page(desk.mail(), login="claire")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert any("viewer.js" in one for one in asked) and not any("pdf" in one for one in asked)
