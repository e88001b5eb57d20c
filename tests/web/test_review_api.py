"""The review queue for agents' own software (issue 7, points 2 and 10)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.api_key import Scope
from domain.autonomy import Autonomy, Level
from domain.department import Confidentiality
from domain.ids import RequestId, RuleId, TownId
from domain.request import Status
from domain.rights import Role
from flows import accounts
from store import autonomy, confirmations, journal, requests
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

TOWN = TownId("valognes")
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


class Desk:
    """Calls the queue as an agent's program does."""

    def __init__(self, browser: Browser, hall: Hall) -> None:
        self._client = browser.client
        self._headers = bearer(key(hall, Scope.REVIEW)) | {"Accept-Language": "fr"}

    def get(self, place: str) -> Any:
        return self._client.get(f"/api/v1/review{place}", headers=self._headers)

    def send(self, method: str, place: str, **body: object) -> Any:
        return self._client.request(method, f"/api/v1/review{place}", json=body, headers=self._headers)


@pytest.fixture
def desk(browser: Browser, hall: Hall) -> Desk:
    people = {"anne": seed.RECEPTION, "marc": seed.RECEPTION, "chef": frozenset({Role.ADMIN}), "luc": frozenset({Role.RECEPTION})}
    for login, roles in people.items():
        accounts.add_agent(hall.installation, NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash="x"), NOW)
    return Desk(browser, hall)


def first(desk: Desk, number: int = 0) -> dict[str, Any]:
    found: list[dict[str, Any]] = desk.get("").json()["requests"]
    return [one for one in found if one["confidentiality"] == 0 and one["priority"] > 1][number]


def test_a_key_without_the_right_opens_nothing(browser: Browser, hall: Hall) -> None:
    answer = browser.client.get("/api/v1/review", headers=bearer(key(hall, Scope.ENTRIES)))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_needed")
    assert browser.client.get("/api/v1/review").status_code == 401


def test_the_queue_is_listed_page_by_page_with_who_works_on_what(desk: Desk) -> None:
    whole = desk.get("").json()["requests"]
    told = [one["priority"] for one in whole if one["confidentiality"] < Confidentiality.SOCIAL]
    assert len(told) > 2 and told == sorted(told)
    assert all(one["priority"] is None for one in whole if one["confidentiality"] == Confidentiality.SOCIAL), "nothing of it is the key's"
    page = desk.get("?limit=1").json()
    rest = desk.get(f"?limit=200&after={page['next']}").json()
    assert [one["id"] for one in (*page["requests"], *rest["requests"])] == [one["id"] for one in whole]
    assert desk.get("?after=x").json()["code"] == "cursor"
    one = first(desk)
    held = desk.send("PUT", f"/{one['id']}/claim", agent="anne").json()
    assert held["agent"] == "anne" and first(desk)["claim"] == held


def test_what_somebody_else_holds_is_refused_in_the_callers_language(desk: Desk) -> None:
    one = first(desk)
    desk.send("PUT", f"/{one['id']}/claim", agent="anne")
    answer = desk.send("POST", f"/{one['id']}/confirm", agent="marc", version=one["version"])
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "est réservée à anne jusqu’au" in answer.json()["detail"].replace("\u00a0", " ")
    assert desk.send("DELETE", f"/{one['id']}/claim?agent=anne").status_code == 204
    assert desk.send("POST", f"/{one['id']}/confirm", agent="marc", version=one["version"]).status_code == 200


def test_the_second_confirmation_is_told_what_happened_and_the_same_again_is_the_same(desk: Desk) -> None:
    one = first(desk)
    said = {"agent": "anne", "version": one["version"], "department": "VOI"}
    done, again = (desk.send("POST", f"/{one['id']}/confirm", **said) for _ in range(2))
    assert done.json() == again.json() and done.json()["status"] == "open" and done.json()["number"]
    lost = desk.send("POST", f"/{one['id']}/confirm", agent="marc", version=one["version"])
    assert lost.status_code == 409 and "anne" in lost.json()["detail"] and "VOI" in lost.json()["detail"]
    unknown = desk.send("POST", f"/{one['id']}/confirm", agent="anne", version=done.json()["version"], subject="XXX")
    assert (unknown.status_code, [wrong["field"] for wrong in unknown.json()["errors"]]) == (422, ["subject"])


def test_a_confirmation_is_undone(desk: Desk, hall: Hall) -> None:
    one = first(desk)
    desk.send("POST", f"/{one['id']}/confirm", agent="anne", version=one["version"], department="VOI")
    undone = desk.send("POST", f"/{one['id']}/undo", agent="anne")
    assert (undone.status_code, undone.json()["status"], undone.json()["department"]) == (200, "review", one["department"])
    with hall.installation.database.read() as session:
        assert requests.get(session, RequestId(one["id"])).line.status is Status.REVIEW


def test_next_claims_and_shows_the_text_and_the_other_candidates(desk: Desk) -> None:
    found, other = (desk.send("POST", "/next", agent=agent).json()["request"] for agent in ("anne", "marc"))
    assert found["id"] != other["id"] and found["claim"]["agent"] == "anne"
    assert set(found) >= {"text", "alternatives", "rivals", "reasons", "version"}


def test_later_reject_attach_and_cut(desk: Desk) -> None:
    one, two = first(desk), first(desk, 1)
    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    nothing = desk.send("PUT", f"/{one['id']}/put-off", agent="anne", version=one["version"], until=until, reason=" ")
    assert [wrong["field"] for wrong in nothing.json()["errors"]] == ["reason"]
    assert desk.send("PUT", f"/{one['id']}/put-off", agent="anne", version=one["version"], until=until, reason="plan").status_code == 200
    assert one["id"] not in [line["id"] for line in desk.get("").json()["requests"]]
    assert [line["put_off"]["reason"] for line in desk.get("?put_off=true").json()["requests"]] == ["plan"]
    assert desk.send("DELETE", f"/{one['id']}/put-off?agent=anne").status_code == 204
    shown = desk.get(f"/{one['id']}").json()
    end = len(shown["text"]) // 2
    parts = desk.send("POST", f"/{one['id']}/cut", agent="anne", version=shown["version"], start=0, end=end).json()
    assert parts["made"]["id"] != parts["kept"]["id"] == one["id"]
    attached = desk.send("POST", f"/{parts['made']['id']}/attach", agent="anne", version=parts["made"]["version"], main=one["id"])
    assert attached.json()["id"] == one["id"]
    rejected = desk.send("POST", f"/{two['id']}/reject", agent="anne", version=two["version"], reason="publicité")
    assert rejected.json()["status"] == "rejected"


def test_many_at_once_have_a_result_each(desk: Desk) -> None:
    one, two = first(desk), first(desk, 1)
    items = [
        {"id": one["id"], "version": one["version"], "act": "confirm", "department": "VOI"},
        {"id": two["id"], "version": two["version"] + 5, "act": "reject", "reason": "x"},
        {"id": 10**9, "version": 1, "act": "confirm"},
    ]
    results = desk.send("POST", "/bulk", agent="anne", items=items).json()["results"]
    assert [result["result"] for result in results] == ["done", "conflict", "refused"]
    assert results[1]["message"] and results[0]["request"]["status"] == "open"
    assert results[2]["message"] == f"Il n’y a pas de demande {10**9}."
    missing = desk.send("POST", "/bulk", agent="anne", items=[{**items[0], "act": "put_off"}])
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "items.0.until")


def test_rates_and_rules_are_told_and_only_an_administrator_says_a_level(desk: Desk) -> None:
    one = first(desk)
    desk.send("POST", f"/{one['id']}/confirm", agent="anne", version=one["version"])
    assert desk.get("/rates?by=agent").json()["rates"] == [{"key": "anne", "decided": 1, "corrected": 0, "rate": 0.0}]
    (rule,) = desk.get("/rules").json()["rules"]
    assert rule["level"] == "automatic" and not rule["has_earned"]
    assert desk.send("PUT", f"/rules/{rule['rule']}", agent="luc", level="propose", reason="x").status_code == 403
    assert desk.send("PUT", f"/rules/{rule['rule']}", agent="chef", level="propose", reason="essai").json()["level"] == "propose"
    answer = desk.send("PUT", f"/rules/{rule['rule']}", agent="chef", level="automatic", reason="essai")
    assert answer.status_code == 409


def test_a_social_request_is_only_said_to_be_there(desk: Desk, hall: Hall) -> None:
    hidden = [one for one in desk.get("").json()["requests"] if one["confidentiality"] == 2]
    if not hidden:
        pytest.skip("no social request among the samples")
    shown = desk.get(f"/{hidden[0]['id']}").json()
    assert (shown["text"], shown["heading"], shown["subject"], shown["reasons"]) == (None, None, None, [])
    with hall.installation.database.read() as session:
        assert journal.page(session, TOWN, after=None, limit=1)[0].action == "refused"


def test_a_rule_that_was_lowered_is_told_on_the_page_of_reminders(desk: Desk, hall: Hall, claire: Browser) -> None:
    assert "n’agit plus seule" not in claire.get("/reminders")
    one = first(desk)
    desk.send("POST", f"/{one['id']}/confirm", agent="anne", version=one["version"])
    with hall.installation.database.write() as session:
        found = confirmations.find_revocable(session, RequestId(one["id"]))
        assert found is not None
        said = Autonomy(town=TOWN, rule=RuleId("R7"), level=Level.PRESELECT, since=NOW, by="system", why="3/10", confirmation=found.id)
        autonomy.put(session, said)
    assert "La règle R7 n’agit plus seule : 3/10" in claire.get("/reminders").replace("\u00a0", " ")


def test_a_write_under_an_idempotency_key_is_done_once_and_answered_the_same(browser: Browser, desk: Desk, hall: Hall) -> None:
    one, other = first(desk), first(desk, 1)
    headers = bearer(key(hall, Scope.REVIEW)) | {"Accept-Language": "fr", "Idempotency-Key": "0f3a9f0e"}
    address = f"/api/v1/review/{one['id']}"
    said = {"agent": "anne", "version": one["version"], "start": 0, "end": len(desk.get(f"/{one['id']}").json()["text"]) // 2}

    def send(method: str, place: str, **body: object) -> Any:
        return browser.client.request(method, f"{address}{place}", json=body, headers=headers)

    done = send("POST", "/cut", **said)
    made = done.json()["made"]
    desk.send("POST", f"/{made['id']}/confirm", agent="marc", version=made["version"], department="VOI")
    # By now the request has another version, and what was made is decided: the answer is that of then.
    assert (done.status_code, send("POST", "/cut", **said).json()) == (200, done.json())
    different = send("POST", "/cut", **said | {"end": 3})
    assert (different.status_code, different.json()["code"]) == (422, "idempotency_key_used")
    assert send("PUT", "/claim", agent="anne").status_code == 200, "at another address it is another key"
    other_key = headers | {"Idempotency-Key": "1c4b0d77"}
    left = [browser.client.delete(f"{address}/claim?agent=anne", headers=other_key).status_code for _ in range(2)]
    assert left == [204, 204]
    bulk = {"agent": "anne", "items": [{"id": other["id"], "version": other["version"], "act": "reject", "reason": "publicité"}]}
    answers = [browser.client.post("/api/v1/review/bulk", json=bulk, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1] and answers[0]["results"][0]["result"] == "done"


def test_who_asks_is_set_right_alone_or_with_the_decision(desk: Desk, hall: Hall) -> None:
    one = first(desk)
    place, seen = f"/{one['id']}", {"agent": "anne", "version": one["version"]}

    def requester() -> tuple[str | None, str | None]:
        with hall.installation.database.read() as session:
            found = requests.get(session, RequestId(one["id"])).requester
        return found.name, found.email

    email = requester()[1]
    wrong = desk.send("PUT", f"{place}/requester", **seen, person={"phone": "demain"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "phone")
    done = desk.send("PUT", f"{place}/requester", **seen, person={"name": "ROGER Pauline"})
    assert (done.status_code, done.json()["version"]) == (200, one["version"] + 1) and requester() == ("ROGER Pauline", email)
    assert desk.send("PUT", f"{place}/requester", **seen, person={"name": "Autre"}).status_code == 409
    seen["version"] = done.json()["version"]
    faulty = desk.send("POST", f"{place}/confirm", **seen, subject="XXX-99", person={"name": "Autre"})
    assert faulty.status_code == 422 and requester() == ("ROGER Pauline", email)
    decided = desk.send("POST", f"{place}/confirm", **seen, person={"name": "ROGER Paule", "email": None})
    assert (decided.status_code, decided.json()["status"]) == (200, "open") and requester() == ("ROGER Paule", None)
    assert desk.send("PUT", f"{place}/requester", agent="anne", version=decided.json()["version"], person={"name": "x"}).status_code == 409
    two = first(desk)
    items = [{"id": two["id"], "version": two["version"], "act": "confirm", "person": {"name": "MARTIN Lise"}}]
    assert desk.send("POST", "/bulk", agent="anne", items=items).json()["results"][0]["result"] == "done"
    with hall.installation.database.read() as session:
        assert requests.get(session, RequestId(two["id"])).requester.name == "MARTIN Lise"
