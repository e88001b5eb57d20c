"""The journal through the API: read by who may, found by who, what and which request, verified; and reading it stands in it (S36)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.api_key import Scope
from domain.ids import TownId
from domain.rights import Role
from flows import accounts
from store import journal as rows
from store.agents import NewAgent
from tests.flows.test_journal import tamper
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

TOWN = TownId("valognes")
THEN = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the journal's part of the API in somebody's name, the data protection officer's unless another is named."""
    for login, role in (("dpo", Role.DPO), ("boss", Role.ADMIN), ("rose", Role.RECEPTION), ("elue", Role.ELECTED)):
        new = NewAgent(town=TOWN, login=login, name=login, roles=frozenset({role}), password_hash="x")
        accounts.add_agent(hall.installation, new, seed.NOW)
    with hall.installation.database.write() as session:
        for number in range(1, 8):
            at, request = THEN + timedelta(minutes=number), number % 3
            told: dict[str, object] = {"what": "page", "reason": f"motif {number}"}
            rows.append(session, at=at, town=TOWN, actor="marie", action="read", object=f"request {request}", details=told)
        listed: dict[str, object] = {"what": "list", "requests": [1, 40]}
        rows.append(session, at=THEN, town=TOWN, actor="luc", action="read", object="requests", details=listed)
        rows.append(session, at=THEN, town=TOWN, actor="luc", action="request.taken", object="request:1", details={})
        rows.append(session, at=THEN, town=TownId("breville"), actor="luc", action="read", object="request 1", details={})
    secret = key(hall, Scope.JOURNAL)

    def do(asked: str = "", agent: str | None = "dpo", place: str = "") -> Any:
        named = asked if agent is None else f"agent={agent}&{asked}"
        return browser.client.get(f"/api/v1/journal{place}?{named}", headers=bearer(secret) | {"Accept-Language": "fr"})

    return do


def told(answer: Any) -> list[tuple[str, str, str]]:
    return [(one["actor"], one["action"], one["object"]) for one in answer.json()["lines"]]


def test_it_goes_on_page_by_page_and_reading_it_stands_in_it(call: Call) -> None:
    first = call("limit=3&actor=marie").json()
    rest = call(f"limit=5&actor=marie&before={first['next']}").json()
    assert [one["details"]["reason"] for one in (*first["lines"], *rest["lines"])] == [f"motif {number}" for number in range(7, 0, -1)]
    assert rest["next"] is None
    read = call("action=journal").json()["lines"]
    assert [(one["actor"], one["action"], one["details"]["lines"]) for one in read] == [
        ("api:essai:dpo", "journal.read", 4),
        ("api:essai:dpo", "journal.read", 3),
    ]
    assert read[0]["details"]["before"] == first["next"] and read[0]["details"]["actor"] == "marie"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("actor=luc", [("luc", "request.taken", "request:1"), ("luc", "read", "requests")]),
        ("actor=luc&action=request", [("luc", "request.taken", "request:1")]),
        ("actor=luc&action=req", []),
        ("about=request:1", [("luc", "request.taken", "request:1")]),
        ("request=40", [("luc", "read", "requests")]),
        ("request=41", []),
        ("request=1&actor=luc", [("luc", "request.taken", "request:1"), ("luc", "read", "requests")]),
        ("request=1&limit=1&actor=luc", [("luc", "request.taken", "request:1")]),
        ("actor=marie&since=2026-03-12T09:07:00Z", [("marie", "read", "request 1")]),
        ("actor=marie&until=2026-03-12T09:02:00Z", [("marie", "read", "request 1")]),
    ],
)
def test_it_is_found_by_who_what_when_and_which_request_in_lists_too(call: Call, asked: str, found: list[tuple[str, str, str]]) -> None:
    assert told(call(asked)) == found


def test_what_was_done_to_a_request_and_read_of_it_is_one_list(call: Call) -> None:
    assert len(told(call("request=1"))) == 5
    assert {one[2] for one in told(call("request=1"))} == {"request 1", "request:1", "requests"}


def test_who_sets_up_sees_the_course_of_things_and_who_else_nothing(call: Call) -> None:
    assert [one["details"] for one in call("actor=marie", "boss").json()["lines"]] == [{}] * 7
    for login in ("rose", "elue"):
        refused = call("", login)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
        assert "le délégué à la protection des données" in refused.json()["detail"]
        assert call("", login, "/verify").status_code == 403
    assert (call("", None).status_code, call("", None).json()["errors"][0]["field"]) == (422, "agent")


def test_a_key_needs_the_right_and_sees_one_town(call: Call, browser: Browser, hall: Hall) -> None:
    others = [scope for scope in Scope if scope is not Scope.JOURNAL]
    answer = browser.client.get("/api/v1/journal?agent=dpo", headers=bearer(key(hall, *others)))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_needed")
    assert len([one for one in told(call("actor=luc")) if one[1] == "read"]) == 1, "the other town's is not there"


def test_it_is_verified_and_a_note_from_earlier_is_found_again(call: Call, hall: Hall) -> None:
    sound = call(place="/verify").json()
    assert (sound["is_sound"], sound["findings"], sound["is_there"]) == (True, [], None)
    number = sound["head"].partition(":")[0]
    assert int(number) == sound["lines"] > 0
    call("limit=1")
    again = call(f"expect={sound['head']}", place="/verify").json()
    assert (again["is_sound"], again["is_there"], again["lines"]) == (True, True, sound["lines"] + 1)
    forged = call(f"expect={number}:{'0' * 64}", place="/verify").json()
    assert (forged["is_sound"], forged["is_there"]) == (False, False)
    assert call("expect=12", place="/verify").status_code == 422
    tamper(hall.installation.database, "UPDATE journal SET actor = 'nobody' WHERE town = 'valognes' AND actor = 'luc'")
    broken = call(place="/verify").json()
    (first, *_) = broken["findings"]
    assert not broken["is_sound"] and first["what"] == "altered" and first["says"].startswith("ligne ")
