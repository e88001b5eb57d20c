"""Departments for other software: what lies there, who is away, moves, transmissions (issue 7, points 3 and 10)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.api_key import Scope
from domain.ids import DepartmentCode, RequestId, TownId
from domain.member import Member, Post
from domain.rights import Role
from flows import accounts
from flows.confirm import Correction, confirm
from flows.departments.address import set_email
from store import members, requests, transmissions
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

TOWN = TownId("valognes")
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
VOI = DepartmentCode("VOI")


class Desk:
    """Calls the API as the town's own software does."""

    def __init__(self, browser: Browser, hall: Hall) -> None:
        self._client = browser.client
        self._headers = bearer(key(hall, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE)) | {"Accept-Language": "fr"}

    def get(self, place: str) -> Any:
        return self._client.get(f"/api/v1{place}", headers=self._headers)

    def post(self, place: str, **body: object) -> Any:
        return self._client.post(f"/api/v1{place}", json=body, headers=self._headers)


@pytest.fixture
def desk(browser: Browser, hall: Hall) -> Desk:
    for login, roles in (("anne", seed.RECEPTION), ("luc", frozenset[Role]()), ("chef", frozenset({Role.ADMIN}))):
        accounts.add_agent(hall.installation, NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash="x"), NOW)
    with hall.installation.database.write() as session:
        members.add(session, Member(town=TOWN, department=VOI, login="luc", post=Post.AGENT), NOW)
    return Desk(browser, hall)


def sent_out(hall: Hall) -> RequestId:
    """Send a request that anybody may read to the roads, and return it."""
    with hall.installation.database.read() as session:
        page = requests.review_page(session, TOWN, after=None, limit=50)
    found = next(one.id for one in page if one.confidentiality == 0 and one.priority > 1)
    confirm(hall.installation, found, Correction(department=VOI), "anne", datetime.now(UTC))
    return found


def roads(desk: Desk) -> dict[str, Any]:
    return next(one for one in desk.get("/departments").json()["departments"] if one["code"] == "VOI")


def test_departments_are_listed_with_what_lies_there_and_who_belongs_there(desk: Desk, hall: Hall) -> None:
    before = roads(desk)["open_requests"]
    sent_out(hall)
    after = roads(desk)
    assert (after["open_requests"], after["members"], after["successor"]) == (before + 1, ["luc"], None)


def test_an_absence_is_said_and_ended_by_who_may(desk: Desk) -> None:
    today = datetime.now(UTC).date()
    asked = {"login": "luc", "first_day": today.isoformat(), "last_day": (today + timedelta(days=3)).isoformat(), "deputy": "anne"}
    one = desk.post("/absences", agent="luc", **asked).json()
    assert (one["login"], one["deputy"], one["taken_back_at"]) == ("luc", "anne", None)
    assert desk.post("/absences", agent="chef", **asked).json()["id"] == one["id"], "the same again changes nothing"
    assert [kept["id"] for kept in desk.get("/absences").json()["absences"]] == [one["id"]]
    refused = desk.post(f"/absences/{one['id']}/end", agent="anne")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert desk.post(f"/absences/{one['id']}/end", agent="luc").json()["taken_back_at"] is not None
    assert desk.get("/absences").json()["absences"] == []
    wrong = desk.post("/absences", agent="luc", **{**asked, "deputy": "luc"})
    assert (wrong.status_code, [fault["field"] for fault in wrong.json()["errors"]]) == (422, ["deputy"])
    assert desk.post("/absences/999/end", agent="luc").status_code == 404


def test_a_transmission_is_told_and_sent_again(desk: Desk, hall: Hall) -> None:
    request = sent_out(hall)
    given = desk.get(f"/requests/{request}/transmissions").json()["transmissions"][-1]
    assert (given["department"], given["actor"], given["rule"], given["opened_by"]) == ("VOI", "anne", None, None)
    assert given["due_at"] is not None, "its members are known"
    nowhere = desk.post(f"/requests/{request}/resend", agent="anne")
    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "conflict"), "no mailbox, and nobody there has an address"
    set_email(hall.installation, "luc", "luc@valognes.example", "system", NOW)
    assert desk.post(f"/requests/{request}/resend", agent="anne").json() == {"to": ["luc@valognes.example"]}
    assert desk.post(f"/requests/{request}/resend", agent="nobody").status_code == 422


def test_what_a_department_leaves_is_moved_by_who_sets_up(desk: Desk, hall: Hall) -> None:
    request = sent_out(hall)
    refused = desk.post("/departments/VOI/move", agent="luc", to="EV", reason="réunis")
    assert refused.status_code == 403
    wrong = desk.post("/departments/VOI/move", agent="chef", to="X-DEP", reason="réunis")
    assert (wrong.status_code, [fault["field"] for fault in wrong.json()["errors"]]) == (422, ["to"])
    assert desk.post("/departments/VOI/move", agent="chef", to="EV", reason="réunis").json()["requests"] >= 1
    assert desk.post("/departments/VOI/move", agent="chef", to="EV", reason="réunis").json() == {"requests": 0}
    assert roads(desk)["open_requests"] == 0
    with hall.installation.database.read() as session:
        assert requests.get(session, request).line.department == "EV"


def test_a_page_that_a_member_opens_is_read(desk: Desk, hall: Hall, browser: Browser) -> None:
    request = sent_out(hall)
    browser.client.get(f"/requests/{request}")
    with hall.installation.database.read() as session:
        present = transmissions.find_present(session, request)
    assert present is not None
    assert present.opened_at is None, "who looks there is of no department"
