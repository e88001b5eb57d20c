"""Webhooks, exchange and calendars on screen and by the API: made, tried, taken away, by who may and nobody else (S45)."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlalchemy import update

from domain.api_key import Scope
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.rights import Role
from domain.webhook import CHOICE, Content, WebhookTerms
from flows import accounts, api_keys, membership
from flows.api_keys import Wanted
from flows.webhooks import keeping
from flows.wiring import Installation
from store import agents, calendar_links, exchange, webhooks
from store import api_keys as stored_keys
from store.agents import NewAgent
from store.schema import RequestRow
from tests.hook_server import Hook, listening
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from web.app import create_app

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
ADMIN_ONLY, BOTH = "chef", "boss"
MAPPING = {
    "outside": "Ancien <b>GRC</b>",
    "kind": "history",
    "columns": {"number": "ref", "status": "etat", "received_at": "jour", "heading": "objet"},
    "defaults": {"subject": "VOI-01"},
}


@pytest.fixture
def near(hall: Hall) -> Hall:
    """The hall, which lets webhooks lead to this machine, with administrators of the town."""
    settings = hall.installation.settings.model_copy(update={"webhook_networks": "127.0.0.0/8", "url": ORIGIN})
    opened = replace(hall.installation, settings=settings)
    for login, roles in ((ADMIN_ONLY, {Role.ADMIN}), (BOTH, {Role.ADMIN, Role.REGULATOR})):
        new = NewAgent(
            town=seed.VALOGNES, login=login, name=login, roles=frozenset(roles), password_hash=seed.PASSWORD_HASH, must_change=False
        )
        accounts.add_agent(opened, new, NOW)
    return Hall(installation=opened, ids=hall.ids)


@pytest.fixture
def boss(near: Hall) -> Iterator[Browser]:
    yield from _signed_in(near, BOTH)


@pytest.fixture
def chef(near: Hall) -> Iterator[Browser]:
    yield from _signed_in(near, ADMIN_ONLY)


def _signed_in(hall: Hall, login: str) -> Iterator[Browser]:
    with TestClient(create_app(hall.installation), base_url=ORIGIN, headers={"Accept-Language": "fr"}) as client:
        browser = Browser(client)
        assert browser.sign_in(login) == 303
        yield browser


def hooked(installation: Installation, url: str = "https://a.example/", content: Content = Content.STATES) -> keeping.Made:
    terms = WebhookTerms(name="<i>GMAO</i>", url=url, events=frozenset(CHOICE), content=content)
    return keeping.add(installation, seed.VALOGNES, terms, "root", NOW)


# ---- webhooks on screen


def test_an_administrator_makes_a_webhook_tries_it_changes_and_removes_it(near: Hall, boss: Browser) -> None:
    with listening(Hook(status=500, body=b"<script>alert(1)</script>")) as hook:
        answer = boss.client.post(
            "/webhooks",
            data={"csrf": boss.token("/webhooks"), "name": "GMAO", "url": hook.url, "events": ["request.closed", "nonsense"], "whole": "1"},
            headers={"Origin": ORIGIN},
        )
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", answer.text)
        assert secret is not None
        with near.installation.database.read() as session:
            (made,) = webhooks.all_of(session, seed.VALOGNES)
        assert [one.value for one in made.terms.events] == ["request.closed"]
        assert made.terms.content is Content.WHOLE
        page = f"/webhooks/{made.id}"
        assert "whsec_" not in boss.get(page)
        assert boss.post(f"{page}/ping", page) == 303
        shown = boss.get(f"{page}?done=tried")
        assert "&lt;script&gt;" in shown
        assert "<script>alert" not in shown
        assert hook.types == ["ping"]
        assert boss.post(f"{page}/switch", page, to="off") == 303
        assert "Désactivé" in boss.get(page)
        assert boss.post(f"{page}/switch", page, to="failed") == 422
        assert boss.post(f"{page}/secret", page) == 200
        assert boss.post(page, page, name="Autre", url=hook.url, events="request.created", version="1") == 409
        assert boss.post(page, page, name="", url="http://10.0.0.1/", version="3") == 422
        assert boss.post(f"{page}/remove", page) == 303
        assert boss.status(page) == 404


def test_words_and_persons_are_only_let_out_by_who_may_export(near: Hall, chef: Browser) -> None:
    assert chef.post("/webhooks", "/webhooks", name="x", url="https://a.example/", events="request.closed", whole="1") == 403
    assert chef.post("/webhooks", "/webhooks", name="x", url="https://a.example/", events="request.closed") == 200
    made = hooked(near.installation, content=Content.WHOLE)
    page = f"/webhooks/{made.webhook.id}"
    assert chef.post(page, page, name="y", url="https://evil.example/", events="request.closed", whole="1") == 403
    assert chef.post(page, page, name="y", url="https://a.example/", events="request.closed", whole="1") == 303


def test_nobody_else_sees_webhooks_or_the_exchange_and_names_are_no_markup(near: Hall, boss: Browser) -> None:
    made = hooked(near.installation)
    assert "&lt;i&gt;GMAO" in boss.get("/webhooks")
    boss.forget()
    assert boss.sign_in("claire") == 303
    assert [boss.status(one) for one in ("/webhooks", f"/webhooks/{made.webhook.id}")] == [403, 403]
    assert boss.post("/exchange", "/account", mapping="{}") in {403, 415}
    boss.forget()
    assert boss.sign_in("lea") == 303
    assert boss.status(f"/webhooks/{made.webhook.id}") == 403


def test_an_administrator_of_another_town_finds_no_webhook(near: Hall, boss: Browser) -> None:
    made = hooked(near.installation)
    new = NewAgent(
        town=seed.BREVILLE, login="autre", name="x", roles=frozenset({Role.ADMIN}), password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(near.installation, new, NOW)
    boss.forget()
    assert boss.sign_in("autre") == 303
    page = f"/webhooks/{made.webhook.id}"
    assert boss.status(page) == 404
    assert [boss.post(f"{page}/{act}", "/webhooks", to="off") for act in ("ping", "switch", "secret", "remove")] == [404] * 4


# ---- webhooks by the API


def test_a_software_keeps_its_own_webhook_by_the_api(near: Hall) -> None:
    scopes = frozenset({Scope.WEBHOOKS})
    key = api_keys.make(near.installation, Wanted(town=seed.VALOGNES, name="GMAO", scopes=scopes), "root", datetime.now(UTC)).secret
    with listening(Hook()) as hook, TestClient(create_app(near.installation), base_url=ORIGIN) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        body = {"name": "GMAO", "url": hook.url, "events": ["request.closed"]}
        made = client.post("/api/v1/webhooks", json=body)
        assert made.status_code == 201
        one = f"/api/v1/webhooks/{made.json()['webhook']['id']}"
        assert made.json()["secret"].startswith("whsec_")
        assert client.get(one).json()["events"] == ["request.closed"]
        assert client.post(f"{one}/ping").json()["state"] == "sent"
        assert hook.is_signed(0, made.json()["secret"])
        rotated = client.post(f"{one}/secret").json()
        assert rotated["webhook"]["two_secrets_until"] is not None
        assert client.put(one, json={**body, "content": "whole"}).status_code == 403
        assert client.put(one, json={**body, "url": "https://169.254.169.254/"}).status_code == 422
        assert client.put(one, json={**body, "name": "Autre", "version": 1}).status_code == 409
        assert client.put(f"{one}/state", json={"state": "off"}).json()["state"] == "off"
        assert client.put(f"{one}/state", json={"state": "failed"}).status_code == 422
        assert [line["event"] for line in client.get(f"{one}/deliveries").json()["deliveries"]] == ["ping"]
        assert client.post(f"{one}/deliveries/1/again").status_code == 409
        assert client.get("/api/v1/webhooks").json()["webhooks"][0]["name"] == "GMAO"
        assert client.delete(one).status_code == 204
        assert client.get(one).status_code == 404
        assert client.get("/api/v1/requests").status_code == 403
    with near.installation.database.read() as session:
        (kept,) = stored_keys.all_keys(session, seed.VALOGNES)
    assert kept.scopes == scopes


# ---- the exchange


def sent(browser: Browser, file: bytes, **fields: str) -> tuple[int, str]:
    data = {"csrf": browser.token("/exchange"), **fields}
    given = {"file": ("reprise.csv", file, "text/csv")}
    answer = browser.client.post("/exchange", data=data, files=given, headers={"Origin": ORIGIN})
    return answer.status_code, answer.text


def test_a_file_is_tried_taken_in_and_handed_out(near: Hall, boss: Browser) -> None:
    file = b"ref;etat;jour;objet\nA-1;open;2026-11-02;=1+1\nA-2;perdu;2026-11-02;x\n"
    mapping = json.dumps(MAPPING)
    status, page = sent(boss, file, mapping=mapping, **{"try": "1"})
    assert status == 200
    assert "A-1" in page
    assert "perdu" in page
    with near.installation.database.read() as session:
        assert exchange.runs(session, seed.VALOGNES, 5) == ()
    status, page = sent(boss, file, mapping=mapping, take="1")
    assert status == 200
    assert "Lignes refusées" in page
    assert "&lt;b&gt;GRC" in page
    out = boss.client.get("/exchange/requests.csv?since=2026-11-01")
    assert out.status_code == 200
    assert "'=1+1" in out.text
    assert int(out.headers["X-Marker"]) > 0
    assert boss.client.get("/exchange/requests.jsonl?after=9999999").text == ""
    status, page = sent(boss, b"", mapping=mapping, name="Ancien", keep="1")
    assert status == 200
    assert "Ancien" in page
    assert boss.post("/exchange/mappings/drop", "/exchange", name="Ancien") == 303


@pytest.mark.parametrize("mapping", ["no json", "[1]", '{"kind": "history"}', "[" * 100_000])
def test_a_mapping_that_cannot_be_is_told_and_kept_in_the_form(boss: Browser, mapping: str) -> None:
    status, page = sent(boss, b"a;b\n", mapping=mapping, take="1")
    assert status == 422
    assert 'role="alert"' in page
    assert mapping[:10].replace('"', "&#34;") in page


def test_who_only_administers_takes_in_and_hands_nothing_out(chef: Browser) -> None:
    assert chef.status("/exchange") == 200
    assert chef.status("/exchange/requests.csv") == 403
    assert chef.status("/exchange/runs/77") == 404


# ---- calendars


def address_of(browser: Browser, **fields: str) -> str:
    answer = browser.client.post("/account/calendars", data={"csrf": browser.token("/account"), **fields}, headers={"Origin": ORIGIN})
    found = re.search(r"/calendar/[A-Za-z0-9_-]+\.ics", answer.text)
    assert found is not None, answer.status_code
    return found[0]


def _hand(hall: Hall, login: str, heading: str, **more: object) -> None:
    due = datetime.now(UTC) + timedelta(days=3)
    values = {"status": "accepted", "taken_by": login, "taken_at": NOW, "due_at": due, "legal_on": due.date() + timedelta(days=30), **more}
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[heading]).values(values))


def test_deadlines_stand_in_a_calendar_and_nothing_of_what_was_written(near: Hall, boss: Browser) -> None:
    _hand(near, BOTH, "trou")
    _hand(near, BOTH, "Aide pour mon loyer", confidentiality=1)
    with near.installation.database.read() as session:
        trou = session.get(RequestRow, near.ids["trou"])
        secret = session.get(RequestRow, near.ids["Aide pour mon loyer"])
        assert trou is not None
        assert secret is not None
    path = address_of(boss, alarm="2")
    boss.forget()
    answer = boss.client.get(path)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    events = list(calendar.walk("VEVENT"))
    titles = [str(one["SUMMARY"]) for one in events]
    assert any(title.endswith("– trou") for title in titles)
    assert any(title.startswith("⚖ Décision implicite") for title in titles)
    assert "loyer" not in answer.text
    assert trou.details[:20] not in answer.text
    starts = {one.decoded("DTSTART") for one in events}
    assert trou.legal_on in starts
    assert all(one.decoded("DTEND") - one.decoded("DTSTART") == timedelta(days=1) for one in events)
    assert len(list(calendar.walk("VALARM"))) == len(events)
    assert len({str(one["UID"]) for one in events}) == len(events)
    again = boss.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_ended_address_a_closed_account_and_a_guess_find_nothing(near: Hall, boss: Browser) -> None:
    path = address_of(boss)
    with near.installation.database.read() as session:
        agent = agents.find_by_login(session, BOTH)
        assert agent is not None
        (link,) = calendar_links.of_agent(session, agent.id)
    assert boss.status(path) == 200
    assert boss.post(f"/account/calendars/{link.id}/end", "/account") == 303
    assert boss.status(path) == 404
    assert boss.post(f"/account/calendars/{link.id}/end", "/account") == 404
    other = address_of(boss)
    with near.installation.database.write() as session:
        agents.close(session, agent.id, "x", NOW)
    assert boss.status(other) == 404
    assert boss.status("/calendar/" + "a" * 43 + ".ics") == 404


def test_a_department_s_calendar_is_its_members_and_empty_when_they_leave(near: Hall, boss: Browser) -> None:
    new = NewAgent(town=seed.VALOGNES, login="axel", name="Axel", roles=frozenset(), password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(near.installation, new, NOW)
    member = Member(town=seed.VALOGNES, department=DepartmentCode("VOI"), login="axel", post=Post.AGENT)
    membership.add_member(near.installation, member, BOTH, NOW)
    _hand(near, "somebody", "trou", department="VOI")
    boss.forget()
    assert boss.sign_in("axel") == 303
    assert boss.post("/account/calendars", "/account", department="CCAS") == 409
    path = address_of(boss, department="VOI")
    assert "trou" in boss.client.get(path).text
    membership.remove_member(near.installation, seed.VALOGNES, DepartmentCode("VOI"), "axel", BOTH, NOW)
    assert "trou" not in boss.client.get(path).text
