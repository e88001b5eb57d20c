"""What is due through the API: lists with how each date was counted, the calendar, another day, silence, an agent's bell (S2, S12, S31)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.ids import RequestId, TownId
from domain.rights import Role
from flows import accounts, clocks
from store import journal as journal_rows
from store import requests
from store.agents import NewAgent
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key
from tests.web.test_reminders import late_today, remind_of_hole

TOWN = TownId("valognes")
READ, RESTRICTED, WRITE = Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED, Scope.REQUESTS_WRITE
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the API with a key that reads and writes, unless other scopes are said, and return the answer."""
    for login, roles in (("rose", frozenset({Role.RECEPTION})), ("boss", frozenset({Role.ADMIN}))):
        accounts.add_agent(hall.installation, NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash="x"), seed.NOW)
    keys: dict[tuple[Scope, ...], str] = {}

    def do(place: str, body: object = None, *, scopes: tuple[Scope, ...] = (READ, WRITE), **headers: str) -> Any:
        secret = keys.setdefault(scopes, keys.get(scopes) or key(hall, *scopes))
        sent = {"Accept-Language": "fr"} | bearer(secret, **headers)
        url = f"/api/v1{place}"
        return browser.client.get(url, headers=sent) if body is None else browser.client.post(url, json=body, headers=sent)

    return do


@pytest.fixture
def late(hall: Hall) -> int:
    """A request that was received three weeks ago, with its clocks and one reminder."""
    return remind_of_hole(hall)


def seclude(hall: Hall, request: int, level: int = 1) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(confidentiality=level))


def test_what_is_due_is_listed_with_how_it_was_counted(call: Call, hall: Hall, late: int) -> None:
    (one,) = [line for line in call("/deadlines?overdue=true").json()["requests"] if line["id"] == late]
    assert one["late_days"] > late_today(hall, late) > 0, "what is due next is that somebody takes it in charge"
    assert [mark["urgency"] for mark in one["marks"]] == ["overdue"] and "jours ouvrés" in one["marks"][0]["says"]
    (completion,) = [clock for clock in one["clocks"] if clock["clock"] == "completion"]
    assert date.fromisoformat(completion["on"]) == datetime.fromisoformat(one["complete_by"]).date()
    assert "ouvré" in completion["how"] and " à compter du " in completion["how"] and not completion["is_chosen"]
    english = call("/deadlines?overdue=true", Accept_Language="en").json()["requests"][0]["clocks"]
    assert all(" from " in clock["how"] for clock in english)


def test_the_list_goes_on_page_by_page_in_the_order_of_what_presses(call: Call, hall: Hall, late: int) -> None:
    with hall.installation.database.write() as session:
        for request in requests.ids(session, TOWN):
            clocks.reckon(session, hall.installation.towns.get(TOWN), request, datetime.now(UTC))
    whole = call("/deadlines?status=review&status=any_open&limit=200").json()["requests"]
    seen: list[int] = []
    cursor = ""
    while True:
        page = call(f"/deadlines?status=review&status=any_open&limit=2{cursor}").json()
        seen += [one["id"] for one in page["requests"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(whole) > 2 and seen == [one["id"] for one in whole]
    assert [one["due_at"] for one in whole] == sorted(one["due_at"] for one in whole)
    assert call("/deadlines?order=newest").status_code == 422
    assert call("/deadlines?cursor=x").json()["code"] == "cursor"


def test_of_what_a_key_may_not_read_no_deadline_is_told_and_what_it_may_is_noted(call: Call, hall: Hall, late: int) -> None:
    seclude(hall, late)
    assert late not in [one["id"] for one in call("/deadlines").json()["requests"]]
    assert call(f"/requests/{late}/deadlines").json()["code"] == "confidential"
    assert late in [one["id"] for one in call("/deadlines", scopes=(READ, RESTRICTED)).json()["requests"]]
    with hall.installation.database.read() as session:
        noted = journal_rows.page(session, TOWN, after=None, limit=1)[0]
    assert (noted.action, noted.details["what"], noted.details["requests"]) == ("read", "api deadlines", [late])


def test_all_that_is_due_of_one_is_told(call: Call, hall: Hall, late: int) -> None:
    told = call(f"/requests/{late}/deadlines").json()
    assert {clock["clock"] for clock in told["clocks"]} >= {"completion", "taking"}
    (raised,) = told["reminders"]
    assert (raised["clock"], raised["level"], raised["late_days"], raised["over_at"]) == ("completion", "head", 3, None)
    assert (told["chosen_on"], told["snoozed_until"], told["suspensions"]) == (None, None, [])
    assert told["version"] == call(f"/requests/{late}").json()["version"]


def test_another_day_is_set_once_and_who_was_slower_is_told(call: Call, late: int) -> None:
    version = call(f"/requests/{late}").json()["version"]
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    body = {"agent": "claire", "day": day, "reason": "enrobé en mai", "version": version}
    done = call(f"/requests/{late}/due", body, Idempotency_Key="d1")
    assert done.status_code == 200 and done.json()["version"] == version + 1
    assert call(f"/requests/{late}/due", body, Idempotency_Key="d1").json() == done.json()
    told = call(f"/requests/{late}/deadlines").json()
    assert told["chosen_on"] == day
    (completion,) = [clock for clock in told["clocks"] if clock["is_chosen"]]
    assert (completion["clock"], completion["on"], completion["how"]) == ("completion", day, "")
    slower = call(f"/requests/{late}/due", {**body, "reason": "autre chose"})
    assert (slower.status_code, slower.json()["stands"]["version"], slower.json()["stands"]["by"]) == (409, version + 1, "claire")


def test_reminders_sleep_until_a_day_with_a_reason(call: Call, hall: Hall, late: int) -> None:
    day = (datetime.now(UTC) + timedelta(days=14)).date()
    assert (
        call(f"/requests/{late}/snooze", {"agent": "claire", "day": day.isoformat(), "reason": "sous-traitant prévenu"}).status_code == 200
    )
    assert call(f"/requests/{late}/deadlines").json()["snoozed_until"] == day.isoformat()
    with hall.installation.database.read() as session:
        lines = journal_rows.page(session, TOWN, after=None, limit=5)
    assert {("api:essai", "api.act"), ("claire", "request.snoozed")} <= {(one.actor, one.action) for one in lines}


@pytest.mark.parametrize(
    ("said", "status", "fields"),
    [
        ({"day": "2001-01-01"}, 422, ["day"]),
        ({"day": "2099-01-01"}, 422, ["day"]),
        ({"reason": " "}, 422, ["reason"]),
        ({"agent": "personne"}, 422, ["agent"]),
        ({"agent": "rose"}, 403, []),
        ({"voeu": 1}, 422, ["voeu"]),
    ],
)
def test_what_cannot_be_put_off_is_told_beside_its_field(
    call: Call, late: int, said: dict[str, object], status: int, fields: list[str]
) -> None:
    day = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    answer = call(f"/requests/{late}/snooze", {"agent": "claire", "day": day, "reason": "essai", **said})
    assert (answer.status_code, [one["field"] for one in answer.json().get("errors", [])]) == (status, fields)


def test_the_calendar_tells_the_days_on_which_nobody_works(call: Call) -> None:
    told = call("/calendar?first=2026-05-01&last=2026-05-31").json()
    holidays = {one["day"]: one["holiday"] for one in told["days_off"] if one["rest"] == "holiday"}
    assert holidays == {"2026-05-01": "labour_day", "2026-05-08": "victory", "2026-05-14": "ascension", "2026-05-25": "whit_monday"}
    assert (told["timezone"], told["working_days"]) == ("Europe/Paris", 31 - len(told["days_off"]))
    assert call("/calendar?first=2026-05-01&last=2026-05-01").json()["working_days"] == 0
    for last in ("2026-04-30", "2028-01-01"):
        wrong = call(f"/calendar?first=2026-05-01&last={last}")
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "last")


def test_an_agents_bell_is_read_and_what_he_has_seen_is_said(call: Call, hall: Hall, late: int) -> None:
    told = call("/reminders?agent=claire").json()
    (one,) = told["reminders"]
    assert (told["unread"], told["next"], one["is_read"], one["request"]["id"]) == (1, None, False, late)
    assert (one["late_days"], one["level"], one["clock"]) == (late_today(hall, late), "head", "completion")
    assert call("/reminders/seen", {"agent": "claire", "up_to": one["id"]}).json() == {"unread": 0}
    assert call("/reminders/seen", {"agent": "claire", "only": one["id"]}).json() == {"unread": 0}
    again = call("/reminders?agent=claire").json()
    assert (again["unread"], again["reminders"][0]["is_read"]) == (0, True)
    assert call("/reminders?agent=rose").json()["unread"] == 1
    assert call("/reminders?agent=boss").json() == {"unread": 0, "reminders": [], "next": None}
    assert call(f"/reminders?agent=claire&before={one['id']}").json()["reminders"] == []


def test_a_bell_is_somebodys_and_what_was_seen_is_said(call: Call) -> None:
    assert call("/reminders").json()["errors"][0]["field"] == "agent"
    assert call("/reminders?agent=personne").status_code == 422
    assert call("/reminders/seen", {"agent": "personne", "up_to": 1}).json()["errors"][0]["field"] == "agent"
    for said in ({}, {"up_to": 1, "only": 1}):
        assert call("/reminders/seen", {"agent": "claire", **said}).json()["errors"][0]["field"] == "up_to"
    assert call("/reminders/seen", {"agent": "claire", "up_to": 1}, scopes=(READ,)).json()["code"] == "scope_needed"


def test_the_bell_tells_of_a_hidden_request_only_that_it_is_there(call: Call, hall: Hall, late: int) -> None:
    seclude(hall, late, 2)
    with hall.installation.database.read() as session:
        line = requests.get(session, RequestId(late)).line
    (one,) = call("/reminders?agent=claire", scopes=(READ, RESTRICTED)).json()["reminders"]
    assert one["request"]["is_concealed"] and one["department"] is None
    assert one["request"]["tracking"] is None and line.tracking not in str(one) and one["request"]["heading"] == "Demande confidentielle"
