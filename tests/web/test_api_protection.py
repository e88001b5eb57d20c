"""Rights of persons and retention through the API: the data protection officer's alone, each step as on the desk (S44)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.api_key import Scope
from domain.ids import TownId
from domain.person_rights import Person, Right
from domain.rights import Role
from flows import accounts
from flows.person_rights import NewRight, take_down
from store import journal, towns
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

TOWN = TownId("valognes")
Call = Callable[..., Any]
ASKED = {"right": "access", "received_on": "2026-03-02", "names": ["Sylvie Lebrun"], "emails": ["sylvie.lebrun@courriel.example"]}


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the API with a key of the scope, or of those that are said."""
    for login, role in (("dpo", Role.DPO), ("boss", Role.ADMIN), ("rose", Role.RECEPTION)):
        new = NewAgent(town=TOWN, login=login, name=login, roles=frozenset({role}), password_hash="x")
        accounts.add_agent(hall.installation, new, seed.NOW)

    def do(place: str, body: dict[str, object] | None = None, *scopes: Scope) -> Any:
        headers = bearer(key(hall, *(scopes or (Scope.PROTECTION,)))) | {"Accept-Language": "fr"}
        where = f"/api/v1/{place}"
        return browser.client.get(where, headers=headers) if body is None else browser.client.post(where, json=body, headers=headers)

    return do


def test_what_somebody_asks_for_is_recorded_worked_on_and_answered(call: Call, hall: Hall) -> None:
    made = call("rights", {"agent": "dpo", **ASKED})
    assert made.status_code == 201
    one = made.json()
    assert (one["state"], one["due_on"], one["requests"], one["names"]) == ("open", "2026-04-02", [], ["Sylvie Lebrun"])
    steps: tuple[dict[str, object], ...] = (
        {"step": "choose", "requests": [1]},
        {"step": "identity", "identity": "proven"},
        {"step": "extend", "why": "Nombreuses demandes"},
        {"step": "refuse", "why": "Identité non établie"},
    )
    for step in steps[:2]:
        answer = call(f"rights/{one['id']}/steps", {"agent": "dpo", "version": one["version"], **step})
        assert answer.status_code == 200, answer.text
        one = answer.json()
    assert (one["requests"], one["identity"]) == ([1], "proven")
    assert call(f"rights/{one['id']}/steps", {"agent": "dpo", "version": 1, **steps[3]}).status_code == 409
    one = call(f"rights/{one['id']}/steps", {"agent": "dpo", "version": one["version"], **steps[3]}).json()
    assert (one["state"], one["outcome_why"]) == ("refused", "Identité non établie")
    assert [found["id"] for found in call("rights?agent=dpo").json()] == [one["id"]]
    assert call(f"rights/{one['id']}?agent=dpo").json() == one
    with hall.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=20)
    assert {"rights.recorded", "rights.refused", "api.act"} <= {line.action for line in lines}


@pytest.mark.parametrize("agent", ["boss", "rose"])
def test_nobody_else_reads_or_does_anything(call: Call, agent: str) -> None:
    one = call("rights", {"agent": "dpo", **ASKED}).json()
    body = {"agent": agent, "version": 1, "step": "refuse", "why": "non"}
    answers = (
        call(f"rights?agent={agent}"),
        call(f"rights/{one['id']}?agent={agent}"),
        call(f"retention?agent={agent}"),
        call("rights", {"agent": agent, **ASKED}),
        call(f"rights/{one['id']}/steps", body),
    )
    assert [answer.status_code for answer in answers] == [403] * 5
    assert all("Lebrun" not in answer.text for answer in answers)


def test_who_asks_is_said_and_the_key_must_allow_it(call: Call) -> None:
    assert [call(place).status_code for place in ("rights", "rights/1", "retention")] == [422] * 3
    assert call("rights?agent=dpo", None, Scope.JOURNAL, Scope.REQUESTS_READ).status_code == 403
    assert call("rights", {"agent": "dpo", "right": "access", "received_on": "2026-03-02"}).status_code == 422
    assert call("rights/999?agent=dpo").status_code == 404


def test_another_town_s_is_not_there(call: Call, hall: Hall) -> None:
    with hall.installation.database.read() as session:
        other = next(one.id for one in towns.towns(session) if one.id != TOWN)
    new = NewAgent(town=other, login="leur-dpo", name="leur", roles=frozenset({Role.DPO}), password_hash="x")
    accounts.add_agent(hall.installation, new, seed.NOW)
    theirs = NewRight(right=Right.ACCESS, person=Person(names=("Yolande Grandchamp",)), received_on=date(2026, 3, 2))
    number = take_down(hall.installation, other, theirs, "leur-dpo", seed.NOW)
    assert call(f"rights/{number}?agent=dpo").status_code == 404
    body = {"agent": "dpo", "version": 1, "step": "refuse", "why": "non"}
    assert call(f"rights/{number}/steps", body).status_code == 404
    assert call("rights?agent=dpo").json() == []
    assert call("rights?agent=leur-dpo").status_code in {403, 404, 422}


def test_how_long_what_is_kept_and_what_would_go_is_read(call: Call) -> None:
    found = call("retention?agent=dpo").json()
    assert found["terms"]["months"] == 60 and found["terms"]["junk_days"] == 30 and found["runs"] == []
    assert isinstance(found["plan"], list)


BREACH: dict[str, object] = {"what": "Liste envoyée à un tiers", "known_at": "2026-03-02T09:00:00+01:00", "natures": ["confidentiality"]}


def put(browser: Browser, hall: Hall, place: str, body: dict[str, object]) -> Any:
    return browser.client.put(f"/api/v1/{place}", json=body, headers=bearer(key(hall, Scope.PROTECTION)))


def test_the_register_of_breaches_is_kept_through_the_api(call: Call, browser: Browser, hall: Hall) -> None:
    made = call("breaches", {"agent": "dpo", "facts": BREACH})
    assert made.status_code == 201, made.text
    one = made.json()
    assert (one["version"], one["due_at"], one["facts"]["risk"]) == (1, "2026-03-05T08:00:00Z", "unjudged")
    later = {**one["facts"], "measures": "Fichier rappelé", "risk": "unlikely"}
    changed = put(browser, hall, f"breaches/{one['id']}", {"agent": "dpo", "version": 1, "facts": later}).json()
    assert (changed["version"], changed["clock"], changed["facts"]["measures"]) == (2, "not_needed", "Fichier rappelé")
    assert put(browser, hall, f"breaches/{one['id']}", {"agent": "dpo", "version": 1, "facts": later}).status_code == 409
    closing = put(browser, hall, f"breaches/{one['id']}", {"agent": "dpo", "version": 2, "facts": {**later, "is_closed": True}})
    assert closing.status_code == 422 and {"consequences", "authority_why"} <= {wrong["field"] for wrong in closing.json()["errors"]}
    assert [found["version"] for found in call(f"breaches/{one['id']}/versions?agent=dpo").json()] == [1, 2]
    assert [found["version"] for found in call("breaches?agent=dpo").json()] == [2]
    assert "Liste envoyée" in call("breaches.csv?agent=dpo").text and call("breaches.pdf?agent=dpo").content.startswith(b"%PDF")


@pytest.mark.parametrize("agent", ["boss", "rose"])
def test_nobody_else_reads_or_writes_a_breach(call: Call, browser: Browser, hall: Hall, agent: str) -> None:
    number = call("breaches", {"agent": "dpo", "facts": BREACH}).json()["id"]
    assert call("breaches", {"agent": agent, "facts": BREACH}).status_code == 403
    assert put(browser, hall, f"breaches/{number}", {"agent": agent, "version": 1, "facts": BREACH}).status_code == 403
    for place in ("breaches", f"breaches/{number}", f"breaches/{number}/versions", "breaches.csv"):
        assert call(f"{place}?agent={agent}").status_code == 403, place
    assert call("breaches").status_code == 422


@pytest.mark.parametrize("name", ["known_at", "began_at", "authority_at", "persons_at"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_edge_of_the_calendar_is_refused(call: Call, name: str, moment: str) -> None:
    assert call("breaches", {"agent": "dpo", "facts": {**BREACH, name: moment}}).status_code == 422
