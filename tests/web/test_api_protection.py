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
