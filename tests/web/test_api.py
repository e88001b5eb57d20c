"""The API as other software sees it: keys, limits, problems, writes that come twice, its own description."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from domain.api_key import Scope
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.inbound import Channel
from flows import api_keys
from flows.api_keys import Wanted
from store import api_keys as stored_keys
from store import inbounds, tracking
from store import journal as journal_rows
from tests.web.conftest import Browser, Hall
from tests.web.filled import publish_common
from web.api import problems
from web.api.caller import WRONG_KEYS_A_MINUTE
from web.desk import Desk

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TOWN = TownId("valognes")
ENTRY = {"channel": "counter", "text": "Un banc est cassé, place Vicq-d’Azir.", "agent": "Accueil 1", "person": {"name": "Quesnel"}}


def key(hall: Hall, *scopes: Scope, town: str | None = "valognes", per_minute: int = 600, expires_at: datetime | None = None) -> str:
    wanted = Wanted(
        town=TownId(town) if town else None, name="essai", scopes=frozenset(scopes), per_minute=per_minute, expires_at=expires_at
    )
    return api_keys.make(hall.installation, wanted, "admin", datetime.now(UTC)).secret


def bearer(secret: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", **{name.replace("_", "-"): value for name, value in more.items()}}


def test_an_entry_gets_its_receipt_at_once_and_is_kept(browser: Browser, hall: Hall) -> None:
    answer = browser.client.post("/api/v1/entries", json=ENTRY, headers=bearer(key(hall, Scope.ENTRIES)))
    assert answer.status_code == 201
    code = tracking.read_code(answer.json()["tracking"])
    assert code is not None
    with hall.installation.database.read() as session:
        inbound_id = tracking.find_arrival(session, TOWN, code)
        assert inbound_id is not None
        kept = inbounds.get(session, inbound_id).inbound
    assert kept.channel is Channel.COUNTER
    original = json.loads(hall.installation.blobs.read(kept.sha256))
    assert original["note"] == ENTRY["text"]
    assert original["usager"] == {"nom": "Quesnel"}


def test_the_same_write_again_is_done_once_and_answered_the_same(browser: Browser, hall: Hall) -> None:
    headers = bearer(key(hall, Scope.ENTRIES), Idempotency_Key="3b1f6f2e")
    first, again = (browser.client.post("/api/v1/entries", json=ENTRY, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert first.status_code == again.status_code == 201
    other = browser.client.post("/api/v1/entries", json={**ENTRY, "text": "Autre chose."}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_used")


def test_writes_side_by_side_under_one_key_are_one(browser: Browser, hall: Hall) -> None:
    headers = bearer(key(hall, Scope.ENTRIES), Idempotency_Key="meme-cle")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: browser.client.post("/api/v1/entries", json=ENTRY, headers=headers), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["tracking"] for answer in answers}) == 1


def test_without_an_idempotency_key_two_equal_entries_are_two(browser: Browser, hall: Hall) -> None:
    headers = bearer(key(hall, Scope.ENTRIES))
    codes = {browser.client.post("/api/v1/entries", json=ENTRY, headers=headers).json()["tracking"] for _ in range(2)}
    assert len(codes) == 2


def test_what_came_long_ago_needs_a_reason_and_keeps_its_day(browser: Browser, hall: Hall) -> None:
    headers = bearer(key(hall, Scope.ENTRIES))
    at = (datetime.now(UTC) - timedelta(days=3)).replace(microsecond=0)
    late = {**ENTRY, "arrived_at": at.isoformat()}
    refused = browser.client.post("/api/v1/entries", json=late, headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    future = {**ENTRY, "reason": "essai", "arrived_at": (at + timedelta(days=30)).isoformat()}
    assert browser.client.post("/api/v1/entries", json=future, headers=headers).status_code == 422
    taken = browser.client.post("/api/v1/entries", json={**late, "reason": "panne du réseau"}, headers=headers).json()
    assert datetime.fromisoformat(taken["received_at"]) == at
    with hall.installation.database.read() as session:
        actions = [line for line in journal_rows.page(session, TOWN, after=None, limit=50) if line.action == "backdated_entry"]
    assert actions[0].details["reason"] == "panne du réseau"


@pytest.mark.parametrize(
    ("scopes", "town", "wanted", "status", "code"),
    [
        ((Scope.FORMS,), "valognes", None, 403, "scope_needed"),
        ((Scope.ENTRIES,), "valognes", "ailleurs", 404, "no_such_town"),
        ((Scope.ENTRIES,), None, "ailleurs", 404, "no_such_town"),
    ],
)
def test_a_key_opens_what_it_is_for_alone(  # noqa: PLR0913, PLR0917 - one row of the table
    browser: Browser, hall: Hall, scopes: tuple[Scope, ...], town: str | None, wanted: str | None, status: int, code: str
) -> None:
    path = "/api/v1/entries" + (f"?town={wanted}" if wanted else "")
    answer = browser.client.post(path, json=ENTRY, headers=bearer(key(hall, *scopes, town=town)))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == problems.MEDIA_TYPE


def test_a_key_that_is_wrong_ended_or_over_opens_nothing(browser: Browser, hall: Hall) -> None:
    over = key(hall, Scope.ENTRIES, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    ended = key(hall, Scope.ENTRIES)
    with hall.installation.database.read() as session:
        newest = stored_keys.all_keys(session, None)[0]
    api_keys.revoke(hall.installation, newest.id, "admin", datetime.now(UTC))
    for secret in ("", "x", "citoyen_" + "x" * 43, "é" * 50, "x" * 10_000, over, ended):
        answer = browser.client.post("/api/v1/entries", json=ENTRY, headers={b"X-API-Key": secret.encode()})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    with pytest.raises(NotFoundError):
        api_keys.revoke(hall.installation, type(newest.id)(10_000), "admin", datetime.now(UTC))


def test_a_key_has_so_many_calls_a_minute(browser: Browser, hall: Hall) -> None:
    secret, other = key(hall, Scope.ENTRIES, per_minute=3), key(hall, Scope.ENTRIES)
    answers = [browser.client.post("/api/v1/entries", json=ENTRY, headers=bearer(secret)).status_code for _ in range(5)]
    assert answers == [201, 201, 201, 429, 429]
    assert browser.client.post("/api/v1/entries", json=ENTRY, headers=bearer(other)).status_code == 201


def test_when_a_key_was_last_used_is_kept(browser: Browser, hall: Hall) -> None:
    secret = key(hall, Scope.ENTRIES)
    browser.client.post("/api/v1/entries", json=ENTRY, headers=bearer(secret))
    with hall.installation.database.read() as session:
        used = stored_keys.all_keys(session, None)[0].last_used_at
    assert used is not None
    assert datetime.now(UTC) - used < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"[]", 422, "body"),
        (b'{"channel": "fax", "text": "x", "agent": "a"}', 422, "channel"),
        (b'{"channel": "counter", "text": "", "agent": "a"}', 422, "text"),
        (b'{"channel": "counter", "text": "x", "agent": "a", "voeu": 1}', 422, "voeu"),
        (b'{"channel": "counter", "text": "x", "agent": "a", "person": {"email": 12}}', 422, "person.email"),
        (b'{"channel": "counter", "text": "x", "agent": "a", "arrived_at": "31/02/2026"}', 422, "arrived_at"),
        (b'{"channel": "counter", "text": "x", "agent": "a", "arrived_at": "2026-02-01T10:00:00"}', 422, "arrived_at"),
    ],
)
def test_mistakes_stand_beside_their_fields_in_the_callers_language(
    browser: Browser, hall: Hall, body: bytes, status: int, field: str | None
) -> None:
    headers = {**bearer(key(hall, Scope.ENTRIES)), "Content-Type": "application/json", "Accept-Language": "fr"}
    answer = browser.client.post("/api/v1/entries", content=body, headers=headers)
    assert answer.status_code == status
    if field is not None:
        assert field in {one["field"] for one in answer.json()["errors"]}
        assert answer.json()["detail"] == "Rien n’a été conservé. Chaque erreur figure à côté de son champ."


def test_a_body_that_is_too_large_is_refused_at_its_announcement_and_at_its_excess(browser: Browser, hall: Hall) -> None:
    headers = bearer(key(hall, Scope.ENTRIES), Content_Type="application/json")
    assert browser.client.post("/api/v1/entries", content=b" " * (2**20 + 1), headers=headers).status_code == 413
    assert browser.client.post("/api/v1/entries", content=iter([b" " * 2**19] * 3), headers=headers).status_code == 413


def test_an_address_that_is_none_is_told_to_programs_as_a_problem(browser: Browser) -> None:
    answer = browser.client.get("/api/v1/rien")
    assert (answer.status_code, answer.json()["code"], answer.headers["content-type"]) == (404, "not_found", problems.MEDIA_TYPE)
    assert browser.client.get("/api/v1/entries").status_code == 405


def test_the_document_describes_the_api_and_nothing_of_the_desk(browser: Browser) -> None:
    document = browser.client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    key = document["components"]["parameters"]["IdempotencyKey"]
    assert (key["name"], key["in"], key["required"]) == ("Idempotency-Key", "header", False)
    keyless = {
        (method, path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if {"$ref": "#/components/parameters/IdempotencyKey"} not in operation.get("parameters", [])
    }
    writes = {one for one in keyless if one[0] != "get"}
    # What is answered of a webhook is kept nowhere: it may hold its secret.
    assert {one for one in writes if not one[1].startswith("/api/v1/webhooks")} == {("post", "/api/v1/forms/{form}/webhook")}
    reading = {("get", path) for path, operations in document["paths"].items() if "get" in operations}
    assert reading <= keyless
    assert "/api/v1/entries" in document["paths"]
    assert all(path.startswith(("/api/v1/", "/open311/v2/")) for path in document["paths"])
    page = browser.get("/api/v1/docs")
    assert "/static/vendor/swagger-ui-dist/swagger-ui-bundle.js" in page
    assert "https://" not in page


def test_every_problem_has_words_in_both_languages(browser: Browser) -> None:
    desk = browser.client.app.state.desk  # type: ignore[attr-defined]  # the client's own type knows no state
    assert isinstance(desk, Desk)
    for title, detail in problems.TEXTS.values():
        for words in (title, detail):
            assert desk.languages["fr"].gettext(words) != words


def test_the_same_idempotency_key_of_another_key_or_in_another_town_is_another(browser: Browser, hall: Hall) -> None:
    codes = set()
    for secret in (key(hall, Scope.ENTRIES), key(hall, Scope.ENTRIES)):  # both bear one name
        answer = browser.client.post("/api/v1/entries", json=ENTRY, headers=bearer(secret, Idempotency_Key="k"))
        codes.add(answer.json()["tracking"])
    whole, towns = key(hall, Scope.ENTRIES, town=None), hall.installation.towns.ids()
    for town in towns:
        answer = browser.client.post(f"/api/v1/entries?town={town}", json=ENTRY, headers=bearer(whole, Idempotency_Key="k"))
        codes.add(answer.json()["tracking"])
    assert len(towns) >= 1
    assert len(codes) == 2 + len(towns)


def test_an_arrival_years_ago_is_a_slip_of_the_pen(browser: Browser, hall: Hall) -> None:
    late = {**ENTRY, "reason": "essai", "arrived_at": "0001-01-01T00:00:00Z"}
    answer = browser.client.post("/api/v1/entries", json=late, headers=bearer(key(hall, Scope.ENTRIES)))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "arrived_at")


def test_wrong_keys_are_counted_by_address_and_a_right_one_from_there_goes_on(new_browser: Callable[[], Browser], hall: Hall) -> None:
    app: Any = new_browser().client.app
    here = TestClient(app, headers={"Accept-Language": "fr"}, client=("198.51.100.7", 50_000))
    elsewhere = TestClient(app, headers={"Accept-Language": "fr"}, client=("2001:db8::7", 50_000))
    right = bearer(key(hall, Scope.ENTRIES))
    wrong = [bearer("citoyen_" + letter * 43) for letter in "abcdefghijklmnopqrstuvwxyz"]
    statuses = [here.post("/api/v1/entries", json=ENTRY, headers=one).status_code for one in wrong]
    assert statuses == [401] * WRONG_KEYS_A_MINUTE + [429] * (len(wrong) - WRONG_KEYS_A_MINUTE)
    refused = here.post("/api/v1/entries", json=ENTRY, headers={"X-API-Key": "faux"})
    assert (refused.status_code, refused.headers["retry-after"], refused.json()["code"]) == (429, "60", "too_many_wrong_keys")
    assert here.get("/api/v1/call-logs", headers=wrong[0]).status_code == 429
    posted = here.post("/open311/v2/requests.json", data={"api_key": "faux", "jurisdiction_id": "valognes"})
    assert (posted.status_code, posted.json()[0]["code"]) == (429, 429)
    # Behind one address there are many: a right key goes on, and a call without any is told so.
    assert here.post("/api/v1/entries", json=ENTRY, headers=right).status_code == 201
    assert here.post("/api/v1/entries", json=ENTRY).status_code == 401
    assert elsewhere.post("/api/v1/entries", json=ENTRY, headers=wrong[0]).status_code == 401


def test_who_calls_is_what_a_trusted_proxy_says_and_no_other(new_browser: Callable[[], Browser]) -> None:
    app: Any = new_browser().client.app
    wrong = [bearer("citoyen_" + "x" * 43, X_Forwarded_For=f"203.0.113.{number}") for number in range(WRONG_KEYS_A_MINUTE + 1)]
    for trusted, last in (("198.51.100.7", 401), ("127.0.0.1", 429)):
        proxied: Any = ProxyHeadersMiddleware(app, trusted)
        behind = TestClient(proxied, client=("198.51.100.7", 50_000))
        assert [behind.post("/api/v1/entries", json=ENTRY, headers=one).status_code for one in wrong][-1] == last


@pytest.mark.parametrize("path", ["/sign-in/", "/requests/", "//evil.example/sign-in/", "/api/v1/docs/", "/static"])
def test_no_redirect_leads_where_a_strangers_host_says(browser: Browser, path: str) -> None:
    answer = browser.client.get(f"{path}?a=1", headers={"Host": "mechant.example"}, follow_redirects=False)
    assert answer.status_code in {307, 404}
    if answer.status_code == 307:
        assert re.fullmatch(r"/[a-z0-9/-]+\?a=1", answer.headers["location"])
        assert not answer.headers["location"].startswith("//")


def test_addresses_for_outsiders_bear_no_host_of_a_stranger(browser: Browser, hall: Hall) -> None:
    publish_common(hall)
    form = "/api/v1/forms/signalement"
    programs = ("/api/v1/forms?town=valognes", f"{form}?town=valognes", f"{form}/schema?town=valognes", "/api/v1/openapi.json")
    people = ("/f/valognes/signalement", "/sign-in", "/nulle-part", "/api/v1/docs")
    for path in (*programs, *people, "/open311/discovery.xml", "/open311/v2/services.json?jurisdiction_id=valognes"):
        for host in ("mechant.example", "localhost.mechant.example", "127.0.0.1.mechant.example", "localhost:80@mechant.example"):
            answer = browser.client.get(path, headers={"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"})
            assert "mechant" not in answer.text + str(answer.headers)
    schema = browser.client.get(programs[2], headers={"Host": "127.0.0.1:8000"}).json()
    assert schema["$id"].startswith("http://127.0.0.1:8000/api/v1/forms/")


def test_the_public_address_counts_whatever_the_host(new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    app: Any = browser.client.app
    desk = app.state.desk
    settings = desk.installation.settings.model_copy(update={"url": "https://citoyen.valognes.example/"})
    app.state.desk = replace(desk, installation=replace(desk.installation, settings=settings))
    for host in ("mechant.example", "localhost"):
        found = browser.client.get("/open311/discovery.json", headers={"Host": host}).json()
        assert found["endpoints"][0]["url"] == "https://citoyen.valognes.example/open311/v2"
