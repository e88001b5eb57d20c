"""Every page of the desk in Chromium: accessible, quiet, and deaf to hostile mail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, FloatRect, Page, Request

from domain.absence import Absence
from domain.api_key import Scope
from domain.dossier import DossierId
from domain.form import FormCode
from domain.ids import DepartmentCode, RequestId, TownId
from domain.member import Member, Post
from flows import accounts, api_keys, calls, dossiers, membership, review
from flows.api_keys import Wanted
from flows.departments import absence as absent
from flows.forms import install_common
from flows.review import Delay
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import dossiers as stored_dossiers
from store import forms, rulesets, towns
from store.agents import NewAgent
from store.blobs import Blobs
from store.call_logs import Origin
from store.calls import CallLogId
from store.engine import Database
from tests.flows import calling
from tests.web import papers, seed
from tests.web.served import DESKTOP, PHONE, TABLET, go_to, press, press_to, running_chromium, serving, sign_in, tab, violations
from tests.web.test_form_map import MAP
from web import assets
from web.app import create_app
from web.form_map import TownMaps

pytestmark = pytest.mark.browser
HOSTILE = next(story.heading for story in seed.STORIES if story.html)
SCHOOLS = "/departments/valognes/EDU"
THEMES: tuple["Theme", ...] = ("light", "dark")
ROOMS = (
    "/review",
    "/review?later=all",
    "/departments",
    SCHOOLS,
    "/departments/valognes/X-ENE",
    "/agents",
    "/agents/2",
    "/agents/2/close",
    "/keys",
    "/requesters",
)
Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    address: str
    ids: dict[str, RequestId]
    papers: dict[str, tuple[RequestId, ...]]
    log: int
    """A call log of the town whose pages an administrator of all sees first."""
    files: tuple[DossierId, ...]
    """Requesters who may be the same, with whose first one another one was merged."""

    @property
    def rooms(self) -> tuple[str, ...]:
        file, other, merged = self.files
        return (*ROOMS, f"/requesters/{file}", f"/requesters/{merged}", f"/requesters/{file}/merge?gone={other}")

    def request(self, heading: str) -> str:
        return f"/requests/{self.ids[heading]}"

    def paper(self, name: str, place: int = 0) -> str:
        return f"/requests/{self.papers[name][place]}"


@dataclass(slots=True, kw_only=True)
class Watched:
    """A page and all it complained about or asked for."""

    page: Page
    desk: Desk
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.desk.address}{path}")

    def sign_in(self, login: str) -> None:
        sign_in(self.page, self.desk.address, login)

    def wear(self, theme: Theme) -> None:
        self.page.emulate_media(color_scheme=theme)

    def speak(self, language: str) -> None:
        with self.page.expect_navigation():
            self.page.click(f"button[name=language][value={language}]")
        assert self.page.locator(f"html[lang={language}]").count() == 1


@contextmanager
def opened_desk(folder: Path) -> Iterator[tuple[Desk, Installation]]:
    """Fill a data folder with enough of everything, serve it and yield where it is and what it runs on."""
    assets.build()
    settings = load_settings(data=folder)
    database = Database(settings.database_address)
    database.migrate()
    ids = seed.keep_all(database, settings.blobs_folder, datetime.now(UTC))
    database.close()
    installation = open_installation(settings)
    on_paper = papers.take_in(installation)
    with installation.database.write() as session:
        for town in installation.towns.ids():
            install_common(session, town, rulesets.get(session, town), datetime.now(UTC))
            forms.add_draft(
                session, town, forms.get(session, town, FormCode("contact"), 1), based_on=1, author="admin", now=datetime.now(UTC)
            )
    _people(installation)
    files = _requesters(installation, ids)
    logs = {town: _call_log(installation, town) for town in installation.towns.ids()}
    with installation.database.read() as session:
        shown = towns.towns(session)[0].id
    try:
        with serving(create_app(installation)) as address:
            yield Desk(address=address, ids=ids, papers=on_paper, log=logs[shown], files=files), installation
    finally:
        installation.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_desk(tmp_path_factory.mktemp("desk")) as (found, _installation):
        yield found


def _people(installation: Installation) -> None:
    """Name who works in the schools, one of them away; put a request off; give Bréville's queue something to do; make a key."""
    now = datetime.now(UTC)
    for login, name in (("hugo", "Hugo Marie"), ("luc", "Luc Petit")):
        new = NewAgent(town=seed.VALOGNES, login=login, name=name, roles=frozenset(), password_hash=seed.PASSWORD_HASH, must_change=False)
        accounts.add_agent(installation, new, now)
        post = Post.HEAD if login == "hugo" else Post.AGENT
        member = Member(town=seed.VALOGNES, department=DepartmentCode("EDU"), login=login, post=post)
        membership.add_member(installation, member, "admin", now)
    away = Absence(login="luc", first_day=now.date() - timedelta(days=1), last_day=now.date() + timedelta(days=9), deputy="hugo")
    absent.say_absent(installation, seed.VALOGNES, away, "hugo", now)
    api_keys.make(installation, Wanted(town=seed.VALOGNES, name="Site", scopes=frozenset(Scope)), "admin", now)
    calm = [story for story in seed.STORIES if story.reasons and story.priority > 1 and not story.confidentiality]
    blobs = Blobs(installation.settings.blobs_folder)
    with installation.database.write() as session:
        kept = [seed.keep(session, blobs, seed.BREVILLE, replace(one, heading=f"{one.heading} (B)"), now) for one in calm[:5]]
    review.put_off(installation, Delay(request=kept[0], until=now + timedelta(days=20), reason="attend un plan"), "lea", now)
    review.claim(installation, kept[1], "lea", now)


def _requesters(installation: Installation, ids: dict[str, RequestId]) -> tuple[DossierId, ...]:
    """Give each request to the file of its requester, and merge one of Valognes' with another one."""
    now = datetime.now(UTC)
    dossiers.acquaint_all(installation, seed.VALOGNES, now)
    with installation.database.read() as session:
        headings = ("trou", "crottes de chien", "Encombrants")
        found = tuple(file for one in headings if (file := stored_dossiers.of_request(session, ids[one])) is not None)
    dossiers.merge(installation, found[0], found[2], "admin", now)
    return found


def _call_log(installation: Installation, town: TownId) -> int:
    """Take in calls of every sort, a voice message among them, and rows that cannot be read."""
    now = datetime.now(UTC)
    at = now.astimezone(calling.PARIS).replace(microsecond=0) - timedelta(hours=3)
    rows = calling.Switchboard().missed(calling.ANNE, at).missed(calling.ANNE, at + timedelta(minutes=9)).missed("anonymous", at)
    rows.answered(calling.PAUL, at + timedelta(minutes=20)).rows.append('"","torn')
    said = (
        f"Appelant;Appelé;Date;Durée;Issue;Transcription\n{calling.PAUL};0233950000;{at:%d/%m/%Y %H:%M:%S};30;Messagerie vocale;Un trou\n"
    )
    log_id = CallLogId(0)
    for name, text in (("vocaux.csv", said), ("Master.csv", rows.text())):
        log = calls.keep_file(installation, town, Origin(source=name, actor="test"), iter([text.encode()]), now)
        calls.read_log(installation, log.id, lambda: now, lambda _done: None)
        log_id = log.id
    calls.keep_file(installation, town, Origin(source="liste.txt", actor="test"), iter([b"du pain\n" * 9]), now)
    return log_id


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, desk: Desk) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def make(size: tuple[int, int] = DESKTOP, *, scripts: bool = True, locale: str = "fr-FR") -> Watched:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale=locale, java_script_enabled=scripts)
        contexts.append(context)
        watched = Watched(page=context.new_page(), desk=desk)
        watched.page.on("console", lambda message: _note(watched, message.type, message.text))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("dialog", lambda dialog: _refuse(watched, dialog))
        context.on("request", lambda request: _ask(watched, request))
        return watched

    yield make
    for context in contexts:
        context.close()


def _note(watched: Watched, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        watched.complaints.append(text)


def _refuse(watched: Watched, dialog: Dialog) -> None:
    watched.complaints.append(dialog.message)
    dialog.dismiss()


def _ask(watched: Watched, request: Request) -> None:
    # Drawings inside the style sheet are addresses too, but go nowhere.
    if not request.url.startswith("data:"):
        watched.hosts.add(urlsplit(request.url).netloc)


def _violations(page: Page) -> list[str]:
    # All but the menu of the bar: it lies over the page while it is open, and has a test of its own.
    page.evaluate("() => document.querySelectorAll('details:not(.desk-more > *)').forEach(one => { one.open = true })")
    return violations(page)


def _judge(page: Page, what: str) -> None:
    assert _violations(page) == [], what
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"{what} scrolls sideways"
    cut = "() => [...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth).length"
    assert page.evaluate(cut) == 0, f"{what} cuts its right edge"


def _pages_of(desk: Desk, login: str) -> tuple[str, ...]:
    if login == "admin":
        forms = ("/forms", "/forms/contact", "/forms/contact/versions/1", "/forms/contact/draft", "/forms/contact/draft/field?name=accord")
        text = ("/forms/contact/draft/text", "/forms/contact/draft/preview")
        logs = ("/calls/logs", "/calls/mapping", f"/calls/mapping?log={desk.log}")
        texts = ("/templates", "/templates/one?key=cloture")
        setup = ("/calendar", "/addresses", *texts, "/jobs", "/ledger", "/health", "/rules/1/departments")
        return ("/requests", "/rules", *setup, desk.request("breville"), *forms, *text, *logs, *desk.rooms)
    if login == papers.ODILE:
        return (
            "/machine",
            "/intake",
            desk.paper("letter"),
            f"{desk.paper('letter')}?view=pages&zoom=200",
            f"{desk.paper('letter')}?view=text",
            desk.paper("fax"),
            desk.paper("heap"),
            desk.paper("protected"),
        )
    return (
        "/review",
        "/requests",
        "/password",
        "/calls",
        "/calls?view=cards",
        "/calls?view=hidden",
        desk.request("URGENT cable electrique par terre"),
        desk.request("deux choses"),
        desk.request("Aide pour mon loyer"),
        desk.request("Question about the market"),
        desk.request("trou"),
        f"{desk.request('trou')}/fiche",
        desk.request(HOSTILE),
        f"{desk.request(HOSTILE)}?view=mail",
        f"{desk.request(HOSTILE)}?view=plain",
    )


@pytest.mark.parametrize(
    ("language", "theme", "sizes"),
    [("fr", "light", (DESKTOP, TABLET)), ("en", "dark", (DESKTOP,))],
    ids=["fr", "en-dark"],
)
@pytest.mark.parametrize("login", ["claire", "admin", papers.ODILE])
def test_every_page_is_accessible_and_quiet(
    open_page: Callable[..., Watched], desk: Desk, login: str, language: str, theme: Theme, sizes: tuple[tuple[int, int], ...]
) -> None:
    watched = open_page()
    watched.wear(theme)
    watched.sign_in(login)
    watched.speak(language)
    for path in _pages_of(desk, login):
        watched.open(path)
        assert watched.page.locator(f"html[lang={language}]").count() == 1, path
        for width, height in sizes:
            watched.page.set_viewport_size({"width": width, "height": height})
            _judge(watched.page, f"{path} at {width}")
    assert watched.complaints == []
    assert watched.hosts == {urlsplit(desk.address).netloc}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_before_signing_in_are_accessible(open_page: Callable[..., Watched], desk: Desk, language: str) -> None:
    watched = open_page()
    watched.open("/sign-in")
    watched.speak(language)
    assert _violations(watched.page) == []
    watched.page.fill("#login", "personne")
    watched.page.fill("#password", "faux")
    watched.page.click("main button")
    assert watched.page.get_by_role("alert").count() == 1
    assert _violations(watched.page) == []
    watched.open("/nowhere")
    assert _violations(watched.page) == []
    # Chromium itself notes that these two answers were 422 and 404.
    assert all("status of 4" in complaint for complaint in watched.complaints)
    assert watched.hosts == {urlsplit(desk.address).netloc}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_first_password_is_changed_on_an_accessible_page(open_page: Callable[..., Watched], desk: Desk, language: str) -> None:
    watched = open_page()
    watched.sign_in("nouveau")
    watched.speak(language)
    assert watched.page.url == f"{desk.address}/password"
    assert _violations(watched.page) == []


def test_a_browser_gets_the_language_it_asks_for(open_page: Callable[..., Watched]) -> None:
    for locale, language in (("fr-FR", "fr"), ("en-GB", "en"), ("de-DE", "fr")):
        watched = open_page(locale=locale)
        watched.open("/sign-in")
        assert watched.page.locator("html").get_attribute("lang") == language


def test_hostile_mail_runs_fetches_and_moves_nothing(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page()
    watched.sign_in("claire")
    path = f"{desk.request(HOSTILE)}?view=mail"
    watched.open(path)
    frame = watched.page.frame_locator("iframe.letter")
    assert "clignote" in (frame.locator("body").text_content() or "")
    for link in frame.locator("a").all():
        link.click()
    watched.page.wait_for_timeout(500)
    assert watched.page.url == f"{desk.address}{path}"
    assert watched.page.evaluate("() => window.attacked") is None
    assert "pris" not in watched.page.title()
    assert watched.hosts == {urlsplit(desk.address).netloc}
    assert watched.complaints == []


def test_hostile_mail_opened_by_itself_stays_in_its_box(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page()
    watched.sign_in("claire")
    watched.open(f"{desk.request(HOSTILE)}/mail")
    assert watched.page.evaluate("() => self.origin") == "null"
    assert watched.page.evaluate("() => getComputedStyle(document.body).lineHeight") != "normal"
    assert watched.hosts == {urlsplit(desk.address).netloc}
    assert watched.complaints == []


def test_the_policy_stops_what_should_ever_slip_through(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in("claire")
    watched.page.evaluate(
        """() => { const mark = document.createElement('div');
        mark.innerHTML = '<img src="http://evil.example/x.gif" onerror="window.attacked=1">'; document.body.append(mark);
        const script = document.createElement('script'); script.textContent = 'window.attacked=1'; document.body.append(script); }"""
    )
    watched.page.wait_for_timeout(300)
    assert watched.page.evaluate("() => window.attacked") is None
    assert any("Content Security Policy" in complaint for complaint in watched.complaints)


def test_the_desk_is_worked_by_keyboard_alone(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in("claire")
    watched.speak("fr")
    watched.open("/review")
    page = watched.page
    tab(page)
    assert page.evaluate("() => document.activeElement.className") == "skip"
    press(page, "Enter")
    tab(page)
    assert "Prendre la suivante" in page.evaluate("() => document.activeElement.innerText")
    tab(page)
    assert "Touches" in page.evaluate("() => document.activeElement.innerText")
    tab(page)
    assert page.evaluate("() => document.activeElement.type") == "checkbox"
    tab(page)
    assert page.evaluate("() => document.activeElement.className") == "row-link"
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    press(page, "Enter")
    page.wait_for_url("**/requests/*")
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_rooms_fit_a_phone_in_both_themes(open_page: Callable[..., Watched]) -> None:
    watched = open_page(PHONE)
    watched.sign_in("admin")
    for path in watched.desk.rooms:
        watched.open(path)
        for theme in THEMES:
            watched.wear(theme)
            _judge(watched.page, f"{path} in {theme}")
    assert watched.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_queue_is_worked_by_keyboard_alone(open_page: Callable[..., Watched], *, scripts: bool) -> None:
    watched = open_page(scripts=scripts)
    watched.sign_in("lea")
    watched.speak("fr")
    page = watched.page
    watched.open("/review")
    press_to(page, "Prendre la suivante")
    page.wait_for_url("**/requests/*")
    page.get_by_text("Vous l’avez ouverte").wait_for()
    first = page.url
    press_to(page, "La remettre à plus tard")
    go_to(page, "day")
    page.keyboard.type(f"{datetime.now(UTC) + timedelta(days=2):%m%d%Y}")
    go_to(page, "reason")
    page.keyboard.type("attend une photo")
    press(page, "Enter")
    if scripts:
        page.wait_for_url("**?done=*")
        watched.open("/review?later=mine")
    page.wait_for_url("**/review?later=mine")
    assert "attend une photo" in (page.locator("#rows").text_content() or "")
    press_to(page, "À traiter")
    page.wait_for_url("**/review")
    press_to(page, "Prendre la suivante")
    page.wait_for_url("**/requests/*")
    second = page.url
    assert second != first
    press_to(page, "Valider, puis la suivante")
    page.wait_for_url("**?done=*")
    assert not page.url.startswith(second)
    page.locator(".just-done").wait_for()
    press_to(page, "Annuler")
    page.wait_for_url(second)
    page.get_by_role("heading", name="Décision", exact=True).wait_for()
    assert watched.complaints == []


def test_a_member_is_added_and_an_absence_said_by_keyboard_alone(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in("admin")
    watched.speak("fr")
    page = watched.page
    watched.open("/agents")
    go_to(page, "name")
    page.keyboard.type("Nadia Ozouf")
    go_to(page, "login")
    page.keyboard.type("nadia")
    press(page, "Enter")
    page.get_by_role("heading", name="Premier mot de passe de Nadia Ozouf").wait_for()
    watched.open("/departments/valognes/EV")
    go_to(page, "login")
    page.keyboard.type("Nadia")
    press_to(page, "Ajouter")
    page.wait_for_url("**/EV#members")
    assert "Nadia Ozouf" in (page.locator("#members").text_content() or "")
    go_to(page, "first")
    page.keyboard.type(f"{datetime.now(UTC) + timedelta(days=1):%m%d%Y}")
    go_to(page, "last")
    page.keyboard.type(f"{datetime.now(UTC) + timedelta(days=3):%m%d%Y}")
    press_to(page, "Enregistrer l’absence")
    page.wait_for_url("**/EV#absences")
    assert "Nadia Ozouf" in (page.locator("#absences table").text_content() or "")
    assert watched.complaints == []


def test_the_menu_of_administrators_opens_and_closes_by_keyboard(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in("admin")
    watched.speak("fr")
    page = watched.page
    agents = page.locator(".desk-more").get_by_role("link", name="Agents")
    assert not agents.is_visible()
    press_to(page, "Administration")
    agents.wait_for()
    assert violations(page, ".desk-more", fewest=5) == []
    press(page, "Escape")
    assert not agents.is_visible()
    press(page, "Enter")
    press_to(page, "Agents")
    page.wait_for_url("**/agents")


def _overlap(one: FloatRect | None, other: FloatRect | None) -> bool:
    assert one is not None and other is not None
    across = one["x"] < other["x"] + other["width"] - 1 and other["x"] < one["x"] + one["width"] - 1
    return across and one["y"] < other["y"] + other["height"] - 1 and other["y"] < one["y"] + one["height"] - 1


def test_the_bar_of_who_sees_to_several_towns_fits_every_width(open_page: Callable[..., Watched]) -> None:
    """Nothing of it is pushed out of the window, none of its parts lies over another, and its menu opens within the window."""
    watched = open_page()
    watched.sign_in("admin")
    watched.speak("fr")
    page = watched.page
    assert page.locator(".desk-town option").count() > 2  # all towns, and at least two of them
    for width in (1600, 1400, 1280, 1160, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        watched.open("/requests")
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"scrolls sideways at {width} px"
        parts = [page.locator(one).bounding_box() for one in (".desk-brand", ".desk-nav", ".desk-bar .find", ".desk-town", ".desk-who")]
        assert not [pair for pair in combinations(parts, 2) if _overlap(*pair)], f"parts lie over each other at {width} px"
        page.click(".desk-more summary")
        opened = page.locator(".desk-more details > ul").bounding_box()
        assert opened and opened["x"] >= 0 and opened["x"] + opened["width"] <= width, f"the menu leaves the window at {width} px"
        assert page.locator(".desk-group").filter(has_text="Fonctionnement").get_by_role("link", name="État").is_visible()


def test_the_desk_works_without_scripts(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page(scripts=False)
    watched.sign_in("claire")
    watched.speak("fr")
    watched.page.click("text=Câble ou candélabre dangereux")
    watched.page.click("text=Texte brut envoyé")
    assert "tombé par terre" in (watched.page.locator(".letter-text").text_content() or "")
    watched.page.click("text=Se déconnecter")
    assert watched.page.url == f"{desk.address}/sign-in"


def test_more_lines_are_added_below_without_leaving_the_page(open_page: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.lists.LIMIT", 3)
    watched = open_page()
    watched.sign_in("claire")
    watched.speak("fr")
    assert watched.page.locator("#rows tr").count() == 3
    for lines in (6, 8):
        watched.page.click("text=Afficher la suite")
        watched.page.wait_for_function("count => document.querySelectorAll('#rows tr').length === count", arg=lines)
    assert watched.page.locator("text=Afficher la suite").count() == 0
    assert watched.complaints == []


def test_an_attachment_is_saved_not_shown(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page()
    watched.sign_in("claire")
    watched.open(desk.request("URGENT cable electrique par terre"))
    with watched.page.expect_download() as saved:
        watched.page.click("text=photo rue.png")
    assert saved.value.suggested_filename == "photo rue.png"


def test_pages_on_paper_are_there_upright_and_hold_their_evidence(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page(PHONE)
    watched.sign_in(papers.ODILE)
    watched.open(desk.paper("letter"))
    page = watched.page
    for picture in page.locator(".sheet-paper img").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())
        size = picture.bounding_box()
        assert size is not None and 1.3 < size["height"] / size["width"] < 1.5
    fill = page.locator(".spot.ev-place rect").first.evaluate("spot => getComputedStyle(spot).fill")
    assert fill == "rgb(196, 238, 214)"
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert watched.complaints == []
    assert watched.hosts == {urlsplit(desk.address).netloc}


def settle(page: Page) -> None:
    """Wait until a page does not glide any more."""
    for _ in range(50):
        before = page.evaluate("() => scrollY")
        page.wait_for_timeout(200)
        if page.evaluate("() => scrollY") == before:
            return


def test_the_place_of_what_was_read_is_shown_by_keyboard_and_without_scripts(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page(scripts=False)
    watched.sign_in(papers.ODILE)
    watched.open(desk.paper("letter"))
    link = watched.page.locator(".evidence .to-page").first
    link.focus()
    # The page glides to what has the focus, and then to what is asked for: each is over before the next begins, as for a person.
    settle(watched.page)
    press(watched.page, "Enter")
    spot = watched.page.locator(".whole:target rect").first
    assert spot.evaluate("spot => getComputedStyle(spot).stroke") == "rgb(28, 39, 51)"
    settle(watched.page)
    box = spot.bounding_box()
    assert box is not None and 0 <= box["y"] <= DESKTOP[1]


def test_a_field_that_is_pointed_at_shows_where_it_was_read(open_page: Callable[..., Watched], desk: Desk) -> None:
    watched = open_page()
    watched.sign_in(papers.ODILE)
    watched.open(desk.paper("letter"))
    stroke = "spot => getComputedStyle(spot).stroke"
    spot = watched.page.locator(".spot.ev-place rect").first
    assert spot.evaluate(stroke) == "none"
    watched.page.hover(".of-place")
    assert spot.evaluate(stroke) == "rgb(28, 39, 51)"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(("language", "size"), [("fr", DESKTOP), ("en", PHONE)], ids=["fr", "en-phone"])
def test_forms_for_citizens_are_accessible_and_filled_in(
    open_page: Callable[..., Watched], language: str, size: tuple[int, int], *, scripts: bool
) -> None:
    watched = open_page(size, scripts=scripts)
    page = watched.page
    for code in ("signalement", "document", "contact"):
        watched.open(f"/f/valognes/{code}?lang={language}")
        check_citizens_page(watched, language, scripts=scripts)
    page.wait_for_timeout(3_100)
    page.click("p.send button")
    check_citizens_page(watched, language, scripts=scripts)
    assert page.locator(".field.has-fault").count() > 0
    for name, value in {"objet": "Horaires", "message": "Bonjour", "nom": "Quesnel", "prenom": "Anne", "courriel": "a@b.example"}.items():
        page.fill(f"#f-{name}", value)
    page.check("#f-accord")
    page.click("p.send button")
    page.wait_for_url("**/receipt?**")
    check_citizens_page(watched, language, scripts=scripts)
    assert len(page.locator(".tracking").text_content() or "") == 9
    assert all("status of 422" in complaint for complaint in watched.complaints)  # Chromium itself notes the answer with faults
    assert watched.hosts == {urlsplit(watched.desk.address).netloc}


def check_citizens_page(watched: Watched, language: str, *, scripts: bool) -> None:
    assert watched.page.locator(f"html[lang={language}]").count() == 1
    assert watched.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    themes: tuple[tuple[Theme, bool], ...] = (("dark", True), ("light", False))
    for theme, is_dark in themes:
        watched.wear(theme)
        assert (watched.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 31)") is is_dark
        if scripts:  # axe is one
            assert _violations(watched.page) == []


def test_questions_that_are_not_asked_are_hidden_and_a_street_is_proposed_while_typing(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.open("/f/valognes/signalement")
    page = watched.page
    assert not page.is_visible("#f-lampe")
    page.select_option("#f-type", "eclairage")
    page.fill("#f-lampe", "B 12")
    assert page.is_visible("#f-lampe")
    page.select_option("#f-type", "autre")
    assert not page.is_visible("#f-lampe") and page.is_disabled("#f-lampe")
    page.select_option("#f-type", "eclairage")
    assert page.input_value("#f-lampe") == "B 12"
    with page.expect_response("**/streets?**") as asked:
        page.type("#f-lieu", "rue Carnot")
    assert asked.value.status == 200
    assert watched.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, (360, 740)], ids=["desk", "phone"])
def test_a_position_is_pointed_at_with_the_mouse_and_with_keys_and_nobody_else_learns_of_it(
    open_page: Callable[..., Watched], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TownMaps, "of", lambda _maps, _places: MAP)
    watched = open_page(size)
    watched.open("/f/valognes/signalement")
    page = watched.page
    picture = page.locator("#f-position-map svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    with page.expect_response("**/map?**"):
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    lat, lon = float(page.input_value("#f-position")), float(page.input_value("#f-position-lon"))
    page.wait_for_selector("#f-position-map .marker:not(.none)")
    page.focus("#f-position-map")
    with page.expect_response("**/map?**"):
        press(page, "Shift+ArrowUp")
    assert float(page.input_value("#f-position")) > lat
    assert float(page.input_value("#f-position-lon")) == pytest.approx(lon, abs=1e-5)
    with page.expect_response("**/map?**"):
        press(page, "+")
    page.wait_for_selector("#f-position-map svg[data-zoom='16']")
    page.wait_for_timeout(200)  # htmx settles what it swapped in
    assert page.evaluate("() => document.activeElement.id") == "f-position-map"
    with page.expect_response("**/map?**"):
        page.click("#f-position-east")
    page.wait_for_function("() => document.activeElement.id === 'f-position-east'")
    check_citizens_page(watched, "fr", scripts=True)
    assert watched.complaints == []
    assert watched.hosts == {urlsplit(watched.desk.address).netloc}


def test_enter_sends_a_form_and_the_fault_is_reached_by_keyboard(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.open("/f/valognes/contact")
    page = watched.page
    page.wait_for_timeout(3_100)
    page.focus("#f-objet")
    press(page, "Enter")
    page.wait_for_selector(".summary")
    assert page.evaluate("() => document.activeElement.className") == "summary"
    press(page, "Tab")
    press(page, "Enter")
    assert page.evaluate("() => document.activeElement.id") == "f-objet"
