"""Every page of the desk in Chromium, light on a large window and dark on a phone: whole, quiet, kept as a picture in screenshots/.

A page that is new is named here with who looks at it; what is no page of its own (a file, a piece of a page) too.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from domain.breach import BreachFacts, BreachNature
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.person_rights import Person, Right
from domain.rights import Role
from domain.webhook import CHOICE, WebhookTerms
from flows import accounts, breaches, membership, person_rights, queries, search
from flows.first_run.code import ensure_code
from flows.incidents import Including, include
from flows.rights import standing_of
from flows.sectors.drafts import begin_draft
from flows.settings import load_settings
from flows.tasks import Wanted, set_task
from flows.webhooks import keeping as hooks
from flows.wiring import Installation, open_installation
from store import agents, webhooks
from store import places as stored_places
from store.agents import NewAgent
from store.blobs import Blobs
from tests.web import papers, seed
from tests.web.served import DESKTOP, PHONE, follow, serving
from tests.web.test_browser import Desk, Theme, Watched, _violations, chromium, open_page, opened_desk
from tests.web.test_places_pages import PLACES
from web import assets
from web.app import create_app

__all__ = ["chromium", "open_page"]
pytestmark = pytest.mark.browser
PICTURES = Path(__file__).resolve().parents[2] / "screenshots"
EVERY_SIZE = "EVERY_SIZE"
"""Set in the environment: each page on a tablet too, and in both themes at each size."""
LOOKS: tuple[tuple[tuple[int, int], Theme], ...] = ((DESKTOP, "light"), (PHONE, "dark"))
MORE_LOOKS: tuple[tuple[tuple[int, int], Theme], ...] = ((DESKTOP, "dark"), ((768, 1024), "dark"), ((768, 1024), "light"), (PHONE, "light"))
ZOOMED = (700, 450)
"""A window of 1,400 by 900 at 200 %."""
AXEL, BOSS, OFFICER, NOBODY = "axel", "boss", "delphine", ""
PAGES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("outside", NOBODY): (
        "/sign-in",
        "/sign-in/forgotten",
        "/sign-in/new-password?token=old",
        "/f/valognes/signalement",
        "/f/valognes/document?lang=en",
        "/p/valognes/accessibility",
        "/p/valognes/legal",
        "/p/valognes/privacy",
    ),
    ("reception", "claire"): (
        "/account",
        "/account/second-factor",
        "/password",
        "/review",
        "/review?later=all",
        "/requests",
        "/requests/{danger}",
        "/requests/{danger}?view=text",
        "/requests/{several}",
        "/requests/{several}?view=mail",
        "/requests/{several}/cut",
        "/requests/{unplaced}",
        "/requests/{secret}",
        "/requests/{trou}/fiche",
        "/requests/{trou}/publication",
        "/publications",
        "/search?q=trou",
        "/search?q=rien",
        "/letters/print",
        "/letters/to-sign",
        "/reminders",
        "/calls",
        "/calls?view=cards",
        "/intake",
        "/machine",
        "/quarantine",
        "/requesters",
        "/requesters/{file}",
        "/requesters/{file}/merge?gone={other}",
        "/departments",
        "/figures",
        "/figures?show=received&by=subject&and_by=channel&view=heat",
        "/figures/saved",
        "/figures/documents",
        "/queries",
        "/queries/new",
    ),
    ("department", AXEL): (
        "/queries/{query}",
        "/queries/{query}/edit",
        "/requests?query={query}&state=all",
        "/tasks",
        "/board",
        "/requests/{trou}",
        "/requests/{trou}/message",
        "/requests/{trou}/incident-letter",
    ),
    ("paper", papers.ODILE): (
        "/requests/{letter}",
        "/requests/{letter}?view=text",
        "/requests/{fax}",
        "/requests/{protected}",
    ),
    ("town", BOSS): (
        "/addresses",
        "/addresses/difference?old=1&new=2",
        "/agents",
        "/agents/{agent}",
        "/agents/{agent}/close",
        "/calendar",
        "/exchange",
        "/webhooks",
        "/webhooks/{hook}",
        "/calls/logs",
        "/figures/documents/actions?year=2025",
        "/figures/documents/schedules",
        "/calls/mapping",
        "/departments/valognes/EDU",
        "/forms",
        "/forms/contact",
        "/forms/contact/draft",
        "/forms/contact/draft/field?name=accord",
        "/forms/contact/draft/preview",
        "/forms/contact/draft/text",
        "/forms/contact/versions/1",
        "/health",
        "/ledger",
        "/letters/signing",
        "/portal",
        "/sectors",
        "/sectors/draft",
        "/sectors/draft/new",
        "/sectors/draft/of/N",
        "/sectors/draft/street?street=Rue+de+Poterie",
        "/stationery",
        "/templates",
        "/templates/one?key=cloture",
        "/documents",
    ),
    ("protection", OFFICER): (
        "/retention",
        "/register",
        "/rights",
        "/rights/{right}",
        "/breaches",
        "/breaches/{breach}",
        "/privacy",
        "/privacy/1",
        "/requests/{trou}/protection",
    ),
    ("rules", BOSS): (
        "/rules",
        "/rules/example?request=1",
        "/rules/teach?subject=VOI-01&words=trou",
        "/rules/versions",
        "/rules/1/departments",
    ),
    ("installation", "admin"): ("/towns", "/channels", "/channels/mailboxes/new", "/jobs", "/keys", "/review"),
}
DRAFT_PAGES = (
    "",
    "/backtest",
    "/changes",
    "/department?code=VOI",
    "/departments",
    "/example",
    "/examples",
    "/publish",
    "/rule?id=R1",
    "/subject?code=VOI-01",
    "/subjects",
    "/try",
)
"""Walked in a draft, which the walk begins itself."""
ELSEWHERE: Mapping[str, str] = {
    "/": "leads on",
    "/sign-in/code": "tests/web/test_sign_in_browser.py",
    "/sign-in/oidc/back": "leads on",
    "/setup": "leads on",
    "/setup/{step}": "the first run, below",
    "/channels/mailboxes/{channel}": "the form of /channels/mailboxes/new",
    "/rules/department": "leads on",
    "/rules/{number:int}/rollback": "tests/web/test_rules_browser.py",
    "/f/{town}/{code}/receipt": "tests/web/test_browser.py",
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/requests/{request_id}/attachments/{part}/text": "tests/web/test_attached.py",
    "/workz": "for machines",
    "/letters/print/{batch}": "tests/web/test_letter_papers.py",
    "/quarantine/{inbound_id}": "tests/web/test_quarantine.py",
    "/metrics": "for machines",
    "/queries/{query_id}/letter": "tests/web/test_queries.py",
    "/mailings/{mailing_id}": "tests/web/test_queries.py",
    "/breaches.{kind}": "files",
    "/sectors/draft.geojson": "a file",
    "/register.{kind}": "a file",
    "/exchange/requests.{kind}": "a file",
    "/exchange/runs/{run}": "tests/web/test_exchange_pages.py",
    "/calendar/{secret}.ics": "a file",
    "/requests/{request_id}/consents": "tests/web/test_consents.py",
    "/p/figures/{token}": "tests/web/test_figures_browser.py",
    "/p/{town}": "tests/web/test_portal_browser.py",
    "/p/{town}/register": "tests/web/test_portal_browser.py",
    "/p/{town}/confirm/{token}": "tests/web/test_portal_browser.py",
    "/p/{town}/sign-in": "tests/web/test_portal_browser.py",
    "/p/{town}/second-factor": "tests/web/test_portal_browser.py",
    "/p/{town}/forgotten": "tests/web/test_portal_browser.py",
    "/p/{town}/reset/{token}": "tests/web/test_portal_browser.py",
    "/p/{town}/account": "tests/web/test_portal_browser.py",
    "/p/{town}/account/password": "tests/web/test_portal_browser.py",
    "/p/{town}/account/second-factor": "tests/web/test_portal_browser.py",
    "/p/{town}/account/passkeys": "tests/web/test_portal_passkeys.py",
    "/p/{town}/account/close": "tests/web/test_portal_browser.py",
    "/p/{town}/account/linking": "tests/web/test_portal_browser.py",
    "/p/{town}/new-address/{token}": "tests/web/test_portal_browser.py",
    "/p/{town}/undo/{token}": "tests/web/test_portal_browser.py",
    "/p/{town}/add-address/{token}": "tests/web/test_portal_browser.py",
    "/p/{town}/join/{token}": "tests/web/test_portal_browser.py",
    "/p/{town}/forms/{code}": "tests/web/test_portal_browser.py",
    "/p/{town}/account/export.json": "a file",
    "/p/back": "leads on",
    "/p/out": "leads on",
    "/p/{town}/map": "tests/web/test_town_reports_browser.py",
    "/p/{town}/reports": "tests/web/test_town_reports_browser.py",
    "/p/{town}/reports/{number}": "tests/web/test_town_reports_browser.py",
    "/p/{town}/reports.rss": "a file",
    "/p/{town}/look.css": "a file",
    "/p/{town}/photos/{name}": "a file",
    "/p/{town}/follow-report/{token}": "tests/web/test_town_reports.py",
    "/p/{town}/unfollow/{token}": "tests/web/test_town_reports.py",
    "/requests/{request_id}/publication/photo": "a file",
    "/f/{town}/{code}/near": "a piece of the form",
    "/p/{town}/follow": "tests/web/test_portal_own_browser.py",
    "/p/{town}/requests": "tests/web/test_portal_own.py",
    "/p/{town}/requests/{request_id}": "tests/web/test_portal_own_browser.py",
    "/p/{town}/requests/{request_id}/files/{inbound_id}/{part}": "a file",
    "/p/{town}/requests/{request_id}/letters/{letter}.pdf": "a file",
    "/p/{town}/feeds/{secret}.atom": "a file",
}
JUDGED = re.compile(
    r"^/(portal$|towns$|p/valognes/(?:accessibility|legal|privacy)$|stationery|documents|letters/(print|to-sign|signing)|account|setup/|sign-in/|addresses/difference|channels|publications|queries|retention|register|rights|breaches|privacy|rules/teach|rules/\d+/departments?)"
    r"|/(cut|incident-letter|protection|publication)$"
)
"""Pages whose accessibility no other test judges."""
PIECES = re.compile(
    r"/(ahead|presence|outcome|places|at|people|words|streets|map|logo|mail|audio|sound|progress|[^/]+\.pdf|original"
    r"|original\.eml|[^/]+\.png|document)$|^/documents/\{town\}/|/rules/.*/text$|\{request_id\}/subjects$|/attachments/\{part\}$|/files/\{file_id\}$|^/map/"
)
"""Files, and pieces of pages that scripts ask for."""
WHOLE = """() => [...document.querySelectorAll('.card')].filter(card => card.scrollWidth > card.clientWidth + 1)
    .map(card => 'cuts ' + (card.querySelector('h2') ?? card).textContent.trim().slice(0, 60))
    .concat(document.documentElement.scrollWidth > window.innerWidth ? ['scrolls sideways'] : [])"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A desk with enough of everything, and what stands for the names in the addresses above."""

    desk: Desk
    installation: Installation
    names: Mapping[str, str]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with opened_desk(tmp_path_factory.mktemp("every")) as (found, installation):
        _work(installation, found)
        stand = {
            "danger": found.ids["URGENT cable electrique par terre"],
            "several": found.ids["deux choses"],
            "unplaced": found.ids["TR: jeux du square"],
            "secret": found.ids["Aide pour mon loyer"],
            "trou": found.ids["trou"],
            "file": found.files[0],
            "other": found.files[1],
            "letter": found.papers["letter"][0],
            "fax": found.papers["fax"][0],
            "protected": found.papers["protected"][0],
            "agent": 2,
            "query": _query(installation),
            "right": _right(installation),
            "breach": _breach(installation),
            "hook": _hook(installation),
        }
        yield Hall(desk=found, installation=installation, names={name: str(number) for name, number in stand.items()})


@pytest.fixture(scope="module")
def desk(hall: Hall) -> Desk:
    return hall.desk


def _work(installation: Installation, found: Desk) -> None:
    """Let the roads have a head with a task and a request that stands for two; let the town be on a map and have an administrator."""
    now = datetime.now(UTC)
    with installation.database.write() as session:
        stored_places.save(session, seed.VALOGNES, PLACES, author="essai", now=now)
    installation.towns.refresh()
    people = (
        (AXEL, "Axel Marie", frozenset[Role]()),
        (BOSS, "Mairie", seed.RECEPTION | {Role.ADMIN}),
        (OFFICER, "Delphine Po", {Role.DPO}),
    )
    for login, name, roles in people:
        new = NewAgent(
            town=seed.VALOGNES, login=login, name=name, roles=frozenset(roles), password_hash=seed.PASSWORD_HASH, must_change=False
        )
        accounts.add_agent(installation, new, now)
    member = Member(town=seed.VALOGNES, department=DepartmentCode("VOI"), login=AXEL, post=Post.HEAD)
    membership.add_member(installation, member, "admin", now)
    due = now.date() + timedelta(days=1)
    set_task(installation, Wanted(request=found.ids["trou"], text="Mesurer le trou", whom=AXEL, due_on=due), AXEL, now)
    twin = replace(seed.STORIES[8], heading="chaussée", name="ROGER Paul", minutes=3)
    with installation.database.write() as session:
        kept = seed.keep(session, Blobs(installation.settings.blobs_folder), seed.VALOGNES, twin, now)
    include(installation, Including(request=kept, main=found.ids["trou"]), AXEL, now)
    begin_draft(installation, seed.VALOGNES, BOSS, now)
    search.catch_up(installation)


def _breach(installation: Installation) -> int:
    """Record a breach that is to be told soon, and return its number."""
    now = datetime.now(UTC)
    facts = BreachFacts(
        what="Une liste d’adresses est partie à une association au lieu du service.",
        began_at=None,
        known_at=now - timedelta(hours=50),
        natures=(BreachNature.CONFIDENTIALITY,),
        persons="Usagers inscrits",
        persons_count=140,
    )
    return breaches.record(installation, seed.VALOGNES, facts, OFFICER, now).id


def _right(installation: Installation) -> int:
    """Let somebody ask for all that is kept of him."""
    now = datetime.now(UTC)
    person = Person(names=("LEBRUN Sylvie",), emails=("sylvie.lebrun@courriel.example",), phones=("06 39 98 12 34",))
    asked = person_rights.NewRight(right=Right.ACCESS, person=person, received_on=now.date() - timedelta(days=25))
    return person_rights.take_down(installation, seed.VALOGNES, asked, OFFICER, now)


def _hook(installation: Installation) -> int:
    """Let another software be told of everything, and a trial of it have failed."""
    terms = WebhookTerms(name="GMAO", url="https://gmao.invalid/citoyen", events=frozenset(CHOICE))
    made = hooks.add(installation, seed.VALOGNES, terms, BOSS, datetime.now(UTC))
    with installation.database.write() as session:
        webhooks.add_ping(session, made.webhook, datetime.now(UTC))
    return made.webhook.id


def _query(installation: Installation) -> int:
    """Keep a query of the head of the roads that has every sort of criterion."""
    with installation.database.read() as session:
        axel = agents.find_by_login(session, AXEL)
        assert axel is not None
        standing = standing_of(session, installation.towns, axel)
    leaves = [{"subject": ["VOI-*", "VOI-01"]}, {"street": ["Rue de Poterie", ""]}, {"agent": ["me", ""]}, {"words": "trou chaussée"}]
    days = [{"received": {"last": 30}}, {"due": {"from": "2026-01-01", "to": "2026-12-31"}}, {"answer": ["unanswered"]}]
    asked = {"all": [{"department": ["VOI"]}, {"any": [*leaves, {"none": days}]}]}
    return queries.save(installation, axel, standing, seed.VALOGNES, "Trous de la voirie", asked, datetime.now(UTC))


def test_no_page_is_forgotten(hall: Hall) -> None:
    routes = [one for one in create_app(hall.installation).routes if isinstance(one, APIRoute) and "GET" in (one.methods or ())]
    desk_routes = [one for one in routes if not one.path.startswith(("/api/", "/open311"))]
    paths = [path for paths in PAGES.values() for path in paths] + [f"/rules/2{one}" for one in DRAFT_PAGES]
    walked = set()
    for path in paths:
        plain = urlsplit(re.sub(r"\{\w+\}", "1", path)).path
        walked.add(next(one.path for one in desk_routes if one.path_regex.match(plain)))
    left = {one.path for one in desk_routes} - walked
    assert sorted(path for path in left if path not in ELSEWHERE and not PIECES.search(path)) == []
    assert sorted(path for path in walked if PIECES.search(path)) == []


@pytest.mark.parametrize(("room", "login"), list(PAGES), ids=[room for room, _ in PAGES])
def test_every_page_is_whole_and_quiet(open_page: Callable[..., Watched], hall: Hall, room: str, login: str) -> None:
    watched = open_page()
    if login:
        watched.sign_in(login)
    faults = []
    for path in (path.format(**hall.names) for path in PAGES[room, login]):
        faults += _walk(watched, path)
    if room == "rules":
        draft = _begin_draft(watched)
        for one in DRAFT_PAGES:
            faults += _walk(watched, f"{draft}{one}")
    assert not faults, "\n".join(faults)
    # Chromium itself notes that a link which is over was answered 410.
    assert [one for one in watched.complaints if "status of 410" not in one] == []


def test_the_first_run_is_whole_and_quiet(chromium: Browser, tmp_path: Path) -> None:
    assets.build()
    installation = open_installation(load_settings(data=tmp_path / "data", secret_key="k" * 40))
    faults = []
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        ("account", {"name": "Anne Roy", "login": "anne", "password": seed.PASSWORD, "again": seed.PASSWORD}),
        ("town", {"name": "Bourg-Neuf", "insee": "50999", "postcode": "50999", "email": "mairie@bourg-neuf.example"}),
        ("departments", {}),
        ("mailbox", {}),
        ("folder", {}),
        ("samples", {}),
    )
    try:
        with serving(create_app(installation)) as address:
            page = chromium.new_page(locale="fr-FR")
            page.goto(f"{address}/setup")
            for step, fields in steps:
                page.wait_for_selector(f"form[action='/setup/{step}']")
                faults += _look_at(page, f"/setup/{step}")
                code = {"code": ensure_code(installation.settings)} if step == "account" else {}
                for name, value in {**fields, **code}.items():
                    page.fill(f"form[action='/setup/{step}'] [name={name}]", value)
                follow(page, page.locator(f"form[action='/setup/{step}'] :is(button[value=skip], button)").last)
            page.wait_for_url("**/review")
            page.close()
    finally:
        installation.close()
    assert not faults, "\n".join(faults)


def _begin_draft(watched: Watched) -> str:
    """Begin a draft of the rules and return where its pages lie."""
    watched.open("/rules/versions")
    follow(watched.page, watched.page.locator("form[action='/rules/drafts'] button").first)
    return urlsplit(watched.page.url).path


def _walk(watched: Watched, path: str) -> list[str]:
    answer = watched.page.goto(f"{watched.desk.address}{path}")
    assert answer is not None
    expected = 410 if "token=old" in path else 200
    return [f"{path} answers {answer.status}"] * (answer.status != expected) + _look_at(watched.page, path)


def _look_at(page: Page, path: str) -> list[str]:
    """Take a picture of a page as it is seen at each size; return what is wrong with it."""
    faults = []
    for size, theme in (*LOOKS, *(MORE_LOOKS if EVERY_SIZE in os.environ else ())):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        name = re.sub(r"[^\w]+", "-", path).strip("-") or "start"
        page.screenshot(path=PICTURES / f"{size[0]}-{theme}" / f"{name}.jpg", type="jpeg", quality=70, full_page=True)
        faults += [f"{path} at {size[0]} {one}" for one in page.evaluate(WHOLE)]
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    faults += [f"{path} at 200 % {one}" for one in page.evaluate(WHOLE)]
    is_judged = JUDGED.search(path) is not None or EVERY_SIZE in os.environ
    return faults + [f"{path}: {one}" for one in (_violations(page) if is_judged else ())]
