"""A day's work by the keyboard alone, as people do it: a queue of 20 drafts of every channel, and a request that a department answers.

The rules of a town are changed so in test_rules_browser.py.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.ids import DepartmentCode, RequestId
from domain.inbound import Channel
from domain.member import Member, Post
from domain.request import Status
from domain.rights import Role
from flows import accounts, membership
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import requests
from store.agents import NewAgent
from store.blobs import Blobs
from store.engine import Database
from store.schema import RequestRow
from tests.web import seed
from tests.web.served import DESKTOP, go_to, press, press_to, running_chromium, serving
from web import assets
from web.app import create_app

pytestmark = pytest.mark.browser
RUBBISH, HOLE = seed.STORIES[4], seed.STORIES[8]
CHANNELS = tuple(Channel)
TWO = "Bonjour,\n\nDes encombrants ont été laissés rue Henri-Cornat.\n\nEt un lampadaire ne s’allume plus rue Carnot.\n\nCordialement"
SOON_MS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A desk that runs, with its queue: what is done to each draft, one thing a visit."""

    address: str
    installation: Installation
    drafts: Mapping[str, RequestId]
    open: RequestId

    def record(self, request: RequestId) -> requests.RequestRecord:
        with self.installation.database.read() as session:
            return requests.get(session, request)

    def in_review(self) -> tuple[RequestId, ...]:
        """Return what still waits to be decided, parts that were cut off among it."""
        with self.installation.database.read() as session:
            wanted = select(RequestRow.id).where(RequestRow.status == Status.REVIEW).order_by(RequestRow.id)
            return tuple(RequestId(found) for found in session.scalars(wanted))


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    assets.build()
    settings = load_settings(data=tmp_path, relay_url="smtp://127.0.0.1:2599")
    database = Database(settings.database_address)
    database.migrate()
    now, blobs, drafts = datetime.now(UTC), Blobs(settings.blobs_folder), {}
    with database.write() as session:
        seed.keep_towns(session)
        seed.keep_agents(session)
        hole = seed.keep(session, blobs, seed.VALOGNES, HOLE, now)
        for place, heading in enumerate(ACTS):
            base = replace(HOLE, reasons=RUBBISH.reasons, name="ROGER Paul") if heading == "deux fois le même trou" else RUBBISH
            text = TWO if heading == "deux choses à la fois" else base.text
            one = replace(base, heading=heading, text=text, channel=CHANNELS[place % len(CHANNELS)], minutes=600 - 10 * place)
            drafts[heading] = seed.keep(session, blobs, seed.VALOGNES, one, now)
    database.close()
    installation = open_installation(settings)
    for login, post in (("hugo", Post.HEAD), ("axel", Post.AGENT)):
        roles = frozenset[Role]()
        new = NewAgent(
            town=seed.VALOGNES, login=login, name=login.title(), roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False
        )
        accounts.add_agent(installation, new, now)
        membership.add_member(
            installation, Member(town=seed.VALOGNES, department=DepartmentCode("VOI"), login=login, post=post), "admin", now
        )
    try:
        with serving(create_app(installation)) as address:
            yield Day(address=address, installation=installation, drafts=drafts, open=hole)
    finally:
        installation.close()


Open = Callable[[str], Page]


@pytest.fixture
def sign_in(day: Day) -> Iterator[Open]:
    """Sign somebody in by the keyboard; what his pages complain of fails the test."""
    complaints: list[str] = []
    with running_chromium() as browser:

        def make(login: str) -> Page:
            context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="fr-FR")
            context.set_default_timeout(SOON_MS)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.goto(f"{day.address}/sign-in")
            go_to(page, "login")
            page.keyboard.type(login)
            go_to(page, "password")
            page.keyboard.type(seed.PASSWORD)
            with page.expect_navigation():
                press(page, "Enter")
            return page

        yield make
    assert complaints == []


def confirm(page: Page) -> None:
    press(page, "v")


def confirm_the_second(page: Page) -> None:
    """Take the second one of the subjects that were considered, and confirm it."""
    press(page, "2")
    expect(page.locator("[data-says=subject]")).to_contain_text("Nid-de-poule")
    press(page, "v")


def confirm_a_light(page: Page) -> None:
    """Find another subject by a few letters, and confirm it."""
    press(page, "s")
    expect(page.locator("#decide-subject-words")).to_be_focused()
    page.keyboard.type("lampad")
    expect(page.locator(".finder-list [role=option]").first).to_contain_text("Lampadaire")
    press(page, "ArrowDown", "ArrowUp", "Enter")
    expect(page.locator("[data-says=subject]")).to_contain_text("Lampadaire")
    press(page, "Escape", "v")


def reject(page: Page) -> None:
    press(page, "r")
    page.keyboard.type("rien à faire")
    press(page, "Enter")
    expect(page.locator("form[data-typing=reject] button")).to_be_focused()
    press(page, "Enter")


def attach(page: Page) -> None:
    """Join it to the request that is perhaps the same."""
    press(page, "a")
    expect(page.locator("#fact form .btn-primary").first).to_be_focused()
    press(page, "Enter")


def put_off(page: Page) -> None:
    press(page, "p")
    page.keyboard.type("attend le propriétaire")
    press(page, "Enter")


def split(page: Page) -> None:
    """Make the second paragraph a request of its own; both wait on."""
    press_to(page, "Une partie demande autre chose")
    page.wait_for_url("**/cut")
    go_to(page, "passage")
    press(page, "Tab", "Tab", "Space")
    press_to(page, "En faire une demande à part")
    page.wait_for_url("**?cut=*")


Act = Callable[[Page], None]
ACTS: Mapping[str, tuple[Act, ...]] = {
    **{f"encombrants {number}": (confirm,) for number in range(1, 11)},
    "publicité": (reject,),
    "un trou plutôt": (confirm_the_second,),
    "un lampadaire plutôt": (confirm_a_light,),
    "deux choses à la fois": (split, confirm),
    "deux fois le même trou": (attach,),
    "remerciements": (reject,),
    "décidé trop vite": (confirm, reject),
    "rejeté trop vite": (reject, confirm),
    "rien pour la mairie": (reject,),
    "pas aujourd’hui": (put_off,),
}
UNDONE = ("décidé trop vite", "rejeté trop vite")


def test_a_queue_of_twenty_drafts_is_worked_off(day: Day, sign_in: Open) -> None:
    page, left = sign_in("claire"), {heading: list(acts) for heading, acts in ACTS.items()}
    press_to(page, "Prendre la suivante")
    page.wait_for_url("**/requests/*")
    headings, seen = {request: heading for heading, request in day.drafts.items()}, set()
    for _ in range(40):
        expect(page.locator("html.with-keys")).to_have_count(1)
        if "/requests/" not in page.url:
            break
        request = RequestId(int(page.url.split("/requests/")[1].split("?")[0]))
        # The address is there a moment before the page is.
        expect(page.locator(f"form[action='/requests/{request}/decide']").first).to_be_attached()
        heading = headings.get(request)
        seen.add(day.record(request).line.channel)
        # A part that was cut off was in nobody's plan.
        acts = [confirm] if heading is None else left[heading]
        assert acts, f"{heading} is shown again"
        act = acts.pop(0)
        act(page)
        if act is split:
            continue
        page.wait_for_function("id => !location.pathname.endsWith('/' + id)", arg=request)
        if heading in UNDONE and acts:
            expect(page.locator("#done")).to_be_visible()
            press(page, "z")
            page.wait_for_url(f"**/requests/{request}")
    assert seen == set(Channel)
    assert [heading for heading, acts in left.items() if acts] == []
    assert day.in_review() == (day.drafts["pas aujourd’hui"],)
    now = {heading: day.record(request) for heading, request in day.drafts.items()}
    rejected = {heading for heading, one in now.items() if one.line.status is Status.REJECTED}
    assert rejected == {"publicité", "remerciements", "décidé trop vite", "rien pour la mairie"}
    assert now["rejeté trop vite"].line.status is Status.OPEN
    assert (now["un trou plutôt"].line.subject, now["un lampadaire plutôt"].line.subject) == ("VOI-01", "ECL-01")
    assert "lampadaire" not in now["deux choses à la fois"].details


def test_a_department_takes_answers_and_closes(day: Day, sign_in: Open) -> None:
    axel = sign_in("axel")
    press_to(axel, "2026/")
    axel.wait_for_url(f"**/requests/{day.open}")
    with axel.expect_navigation():
        press_to(axel, "Prendre en charge")
    with axel.expect_navigation():
        press_to(axel, "Déclarer traitée")
    hugo = sign_in("hugo")
    press_to(hugo, "Demandes")
    hugo.wait_for_url("**/requests")
    press_to(hugo, "Tableau")
    hugo.wait_for_url("**/board")
    press_to(hugo, "2026/")
    hugo.wait_for_url(f"**/requests/{day.open}")
    press_to(hugo, "Répondre et clore")
    go_to(hugo, "closure")
    press(hugo, "ArrowDown")
    go_to(hugo, "answer")
    hugo.keyboard.type("Le trou est rebouché.")
    press_to(hugo, "Répondre et clore")
    expect(hugo.get_by_role("heading", name="Voici ce qu’il reçoit")).to_be_visible()
    assert day.record(day.open).line.status is not Status.CLOSED
    press_to(hugo, "Envoyer telle quelle et clore")
    expect(hugo.locator(".request-top")).to_contain_text("Close")
    assert day.record(day.open).line.status is Status.CLOSED
