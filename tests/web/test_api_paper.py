"""Letters on paper through the API: where they may be cut, cutting, joining, opening by a password (S9, S34)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.api_key import Scope
from domain.ids import RequestId
from flows.receive import receive
from flows.work import work
from store import agents, jobs, journal, requests, towns
from store.agents import NewAgent
from store.schema import AnsweredWriteRow, RequestRow
from tests import installations
from tests.flows.test_follow_up import work_all
from tests.flows.test_paper import joined, scan
from tests.flows.test_recut import NOTHING, ONE, page
from tests.ingest.paper.made import encrypted
from tests.installations import BREVILLE, NOW
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

LETTERS = joined(*(page(name, NOTHING) for name in ("Annie Marie", "Paul Roger", "Sylvie Lebrun")))
PASSWORD = "sésame 12"
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the API of a town that receives paper, with a key that reads and writes, and return the answer."""
    with hall.installation.database.write() as session:
        town, ruleset = installations.town(BREVILLE), installations.ruleset(BREVILLE)
        towns.save_town(session, town, ruleset, installations.places(), installations.mailboxes(BREVILLE), NOW)
        new = NewAgent(town=BREVILLE, login="anne", name="Anne", roles=seed.RECEPTION, password_hash="x", must_change=False)
        agents.add(session, new, NOW)
    secret = key(hall, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE, town=BREVILLE)

    def do(place: str, body: dict[str, object] | None = None, **headers: str) -> Any:
        sent = bearer(secret, **headers) | {"Accept-Language": "fr"}
        url = f"/api/v1/requests{place}"
        if body is None:
            return browser.client.get(url, headers=sent)
        return browser.client.post(url, json={"agent": "anne", **body}, headers=sent)

    return do


def ids(hall: Hall) -> list[RequestId]:
    with hall.installation.database.read() as session:
        return list(requests.ids(session, BREVILLE))


def bring(hall: Hall, raw: bytes) -> RequestId:
    before = ids(hall)
    receive(hall.installation, [scan(raw)])
    work_all(hall.installation)
    (found,) = [one for one in ids(hall) if one not in before]
    return found


def finish(hall: Hall) -> None:
    while any(work(hall.installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
        pass


def test_a_letter_is_cut_where_it_may_be_and_joined_again(call: Call, hall: Hall) -> None:
    first = bring(hall, LETTERS)
    told = call(f"/{first}/pages").json()
    assert (told["file"], told["pages"], [one["page"] for one in told["cuts"]], told["lock"]) == (0, [1, 3], [2, 3], None)
    assert [one["is_proposed"] for one in told["cuts"]] == [True, True] and told["neighbours"] == []
    body = {"version": told["version"], "page": 3}
    done = call(f"/{first}/split", body, Idempotency_Key="p1")
    assert (done.status_code, done.json()["id"], done.json()["version"]) == (200, first, told["version"] + 1)
    assert call(f"/{first}/split", body, Idempotency_Key="p1").json() == done.json()
    finish(hall)
    second = ids(hall)[-1]
    after = call(f"/{second}/pages").json()
    assert (after["pages"], [(one["request"]["id"], one["is_before"]) for one in after["neighbours"]]) == ([3, 3], [(first, True)])
    together = {"version": after["version"], "other": first, "other_version": done.json()["version"]}
    joined_again = call(f"/{second}/join", together).json()
    assert joined_again["id"] == first
    assert call(f"/{first}/pages").json()["pages"] == [1, 3]
    with hall.installation.database.read() as session:
        assert requests.get(session, second).line.merged_into == first
        lines = journal.page(session, BREVILLE, after=None, limit=60)
    assert [one.details["act"] for one in lines if one.action == "api.act"] == ["join", "split"]


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"page": 1}, 409, None),
        ({"page": 99}, 409, None),
        ({"page": 0}, 422, "page"),
        ({"version": 7}, 409, None),
        ({"agent": "claire"}, 422, "agent"),
        ({}, 422, "version"),
    ],
)
def test_what_makes_no_sense_changes_nothing(call: Call, hall: Hall, said: dict[str, object], status: int, field: str | None) -> None:
    first = bring(hall, LETTERS)
    body: dict[str, object] = {"version": 1, "page": 2, **said} if said else {"page": 2}
    answer = call(f"/{first}/split", body)
    errors = answer.json().get("errors", [])
    assert (answer.status_code, errors[0]["field"] if errors else None) == (status, field)
    assert call(f"/{first}").json()["version"] == 1


def test_nobody_cuts_or_joins_what_the_key_does_not_open(call: Call, hall: Hall) -> None:
    first = bring(hall, LETTERS)
    second = bring(hall, joined(ONE, page("Zoé Petit", NOTHING)))
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == first).values(confidentiality=1))
    for place, body in (("split", {"page": 2}), ("join", {"other": second, "other_version": 1}), ("unlock", {"password": "x"})):
        answer = call(f"/{first}/{place}", {"version": 1, **body})
        assert (answer.status_code, answer.json()["code"]) == (403, "confidential"), place
    assert call(f"/{second}/join", {"version": 1, "other": first, "other_version": 1}).status_code == 403
    assert call(f"/{first}/pages").status_code == 403


def test_a_protected_file_is_opened_by_its_password_which_is_kept_nowhere(call: Call, hall: Hall) -> None:
    locked = bring(hall, encrypted(ONE, user=PASSWORD))
    assert call(f"/{locked}/pages").json()["lock"] == "closed"
    wrong = call(f"/{locked}/unlock", {"version": 1, "password": "sesame"}, Idempotency_Key="u1")
    assert (wrong.status_code, [one["field"] for one in wrong.json()["errors"]]) == (422, ["password"])
    done = call(f"/{locked}/unlock", {"version": 1, "password": PASSWORD}, Idempotency_Key="u1")
    assert (done.status_code, done.json()["id"]) == (200, locked)
    finish(hall)
    assert call(f"/{locked}/pages").json()["lock"] is None
    assert "nid de poule" in call(f"/{locked}").json()["details"]
    again = call(f"/{locked}/unlock", {"version": call(f"/{locked}").json()["version"], "password": PASSWORD})
    assert again.status_code == 409
    with hall.installation.database.read() as session:
        assert PASSWORD not in str(session.execute(select(AnsweredWriteRow.__table__)).all())
