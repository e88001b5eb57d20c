"""Requests and requesters through the API: lists, searches, acts, merges, and what no key tells (S3, S13, S17, S30; DOMAIN §6)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.dossier import Contact, ContactKind
from domain.ids import RequestId, TownId
from flows import search
from flows.dossiers import acquaint_all
from store import dossiers
from store import journal as journal_rows
from store import requests as stored
from store.schema import RequestRow
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

TOWN = TownId("valognes")
READ, RESTRICTED, WRITE = Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED, Scope.REQUESTS_WRITE
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the API with a key of these scopes and return status and body."""
    search.catch_up(hall.installation)
    keys: dict[tuple[Scope, ...], str] = {}

    def do(path: str, body: object = None, *, scopes: tuple[Scope, ...] = (READ,), **headers: str) -> Any:
        secret = keys.setdefault(scopes, keys.get(scopes) or key(hall, *scopes))
        sent = bearer(secret, **headers) | {"Accept-Language": "fr"}
        url = f"/api/v1{path}"
        answer = browser.client.get(url, headers=sent) if body is None else browser.client.post(url, json=body, headers=sent)
        return answer.status_code, answer.json()

    return do


def line_of(hall: Hall, heading: str) -> Any:
    with hall.installation.database.read() as session:
        return stored.get(session, hall.ids[heading]).line


def lines(hall: Hall) -> list[Any]:
    with hall.installation.database.read() as session:
        return list(stored.lines(session, stored.ids(session, TOWN)))


def actions(hall: Hall) -> list[tuple[str, str, str]]:
    with hall.installation.database.read() as session:
        return [(line.actor, line.action, line.object) for line in journal_rows.page(session, TOWN, after=None, limit=100)]


def test_a_list_goes_on_page_by_page_and_tells_of_social_requests_only_that_they_are_there(call: Call, hall: Hall) -> None:
    seen, cursor = [], ""
    while True:
        status, page = call(f"/requests?limit=4{cursor}")
        assert status == 200
        seen += page["requests"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    known = {line.id: line for line in lines(hall)}
    assert [one["id"] for one in seen] == [line.id for line in sorted(known.values(), key=lambda one: (one.received_at, one.id))][::-1]
    for one in seen:
        told = {name for name, value in one.items() if value not in (None, [], False)}
        if known[one["id"]].confidentiality:
            assert told - {"number"} == {"id", "town", "status", "received_at", "heading", "is_concealed"}
            assert one["heading"] == "Demande confidentielle"
        else:
            assert one["heading"] == known[one["id"]].heading
    assert any(one["is_concealed"] for one in seen)


@pytest.mark.parametrize(
    "asked",
    [
        "status=review",
        "status=any_open&status=closed",
        "department=VOI",
        "subject=VOI-01",
        "priority=1",
        "channel=email",
        "received_from=2026-11-25&received_to=2026-11-25",
        "order=due",
        "overdue=true",
        "status=review&channel=email&priority=2",
    ],
)
def test_filters_hold_for_every_line(call: Call, hall: Hall, asked: str) -> None:
    _, page = call(f"/requests?{asked}&limit=200", scopes=(READ, RESTRICTED))
    known = {line.id: line for line in lines(hall)}
    wanted = dict(part.split("=") for part in asked.split("&"))
    for one in page["requests"]:
        line = known[one["id"]]
        if set(wanted) - {"status", "received_from", "received_to"}:
            assert not one["is_concealed"]
        for name in ("department", "subject", "channel"):
            assert wanted.get(name, one[name]) == one[name]
        assert wanted.get("status", line.status) in {line.status, "closed"} or line.status.is_open
    assert page["requests"] or wanted.keys() & {"order", "overdue", "priority"}


@pytest.mark.parametrize(
    ("path", "name"),
    [("/requests?departement=VOI", "departement"), ("/requests?limit=1&after=x", "after"), ("/requests/{number}?full=1", "full")],
)
def test_a_parameter_that_is_not_known_is_refused_and_does_not_let_through_everything(call: Call, hall: Hall, path: str, name: str) -> None:
    number = str(next(line.number for line in lines(hall) if line.number)).replace("/", "-")
    status, said = call(path.format(number=number))
    assert status == 422
    assert [(one["field"], one["code"]) for one in said["errors"]] == [(name, "unknown_field")]
    assert said["errors"][0]["message"].startswith("Il n’y a pas de paramètre de ce nom ici.")


def test_words_numbers_and_codes_find(call: Call, hall: Hall) -> None:
    line = next(one for one in lines(hall) if one.number is not None and not one.confidentiality)
    for typed in (str(line.number), line.tracking):
        assert [one["id"] for one in call(f"/requests?q={typed}")[1]["requests"]] == [line.id]
        assert [one["id"] for one in call(f"/requests?reference={typed}&status=review")[1]["requests"]] == [line.id]
    _, found = call("/requests?q=lampadair")
    assert found["requests"]
    assert call("/requests?q=xylophone")[1] == {"requests": [], "next": None}


def test_no_key_finds_what_is_confidential_by_its_words_or_its_department(call: Call, hall: Hall) -> None:
    social = next(line for line in lines(hall) if line.confidentiality == 2)
    for asked in ("q=loyer", f"department={social.department}", f"subject={social.subject}"):
        _, found = call(f"/requests?{asked}", scopes=(READ, RESTRICTED))
        assert social.id not in {one["id"] for one in found["requests"]}


def test_one_is_found_by_id_number_and_code(call: Call, hall: Hall) -> None:
    line = next(one for one in lines(hall) if one.number is not None and not one.confidentiality)
    for reference in (line.id, str(line.number).replace("/", "-"), line.tracking):
        status, one = call(f"/requests/{reference}")
        assert (status, one["id"]) == (200, line.id)
    assert one["details"]
    assert "take" in one["acts"]
    for nothing in ("2026-9999", "AAAA-2222", "999999999", "9" * 30, "x", hall.ids["breville"]):
        assert call(f"/requests/{nothing}")[0] == 404


def test_social_content_leaves_by_no_key_and_the_attempt_is_in_the_journal(call: Call, hall: Hall) -> None:
    social = next(line for line in lines(hall) if line.confidentiality == 2)
    every = (READ, RESTRICTED, WRITE)
    _, one = call(f"/requests/{social.id}", scopes=every)
    assert {name for name, value in one.items() if value not in (None, [], False)} - {"number"} == {
        *("id", "town", "status", "received_at", "heading", "is_concealed")
    }
    assert call(f"/requests/{social.id}/history", scopes=every)[1]["code"] == "confidential"
    assert call(f"/requests/{social.id}/acts", {"act": "take", "agent": "claire"}, scopes=every)[0] == 403
    refused = [line for line in actions(hall) if line == ("api:essai", "refused", f"request {social.id}")]
    assert len(refused) == 3


def test_restricted_requests_need_their_scope_and_reading_them_is_in_the_journal(call: Call, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids["trou"]).values(confidentiality=1))
    search.catch_up(hall.installation)
    trou = hall.ids["trou"]
    assert call(f"/requests/{trou}")[1]["is_concealed"]
    assert not call(f"/requests/{trou}", scopes=(READ, RESTRICTED))[1]["is_concealed"]
    before = len(actions(hall))
    _, page = call("/requests?limit=200", scopes=(READ, RESTRICTED))
    assert next(one for one in page["requests"] if one["id"] == trou)["heading"] == "trou"
    assert actions(hall)[0] == ("api:essai", "read", "requests")
    assert len(actions(hall)) == before + 1


def test_acts_are_done_in_the_name_of_an_agent_by_the_key(call: Call, hall: Hall) -> None:
    trou = hall.ids["trou"]
    version = call(f"/requests/{trou}")[1]["version"]
    body = {"act": "take", "agent": "claire", "version": version}
    status, one = call(f"/requests/{trou}/acts", body, scopes=(WRITE,), Idempotency_Key="a1")
    assert (status, one["status"], one["taken_by"]) == (200, "accepted", "claire")
    assert call(f"/requests/{trou}/acts", body, scopes=(WRITE,), Idempotency_Key="a1") == (status, one)
    _, told = call(f"/requests/{trou}/history")
    assert [line["actor"] for line in told["history"] if line["action"] == "taken"] == ["claire"]
    assert ("api:essai", "api.act", f"request:{trou}") in actions(hall)


def test_who_was_slower_is_told_what_happened_and_what_is_allowed(call: Call, hall: Hall) -> None:
    trou = hall.ids["trou"]
    version = call(f"/requests/{trou}")[1]["version"]
    call(f"/requests/{trou}/acts", {"act": "take", "agent": "claire", "version": version}, scopes=(WRITE,))
    status, problem = call(f"/requests/{trou}/acts", {"act": "finish", "agent": "claire", "version": version}, scopes=(WRITE,))
    assert (status, problem["code"]) == (409, "conflict")
    taken = line_of(hall, "trou")
    local = taken.situation.taken_at.astimezone(ZoneInfo("Europe/Paris"))
    said = f"claire, le {local:%d/%m/%Y} à {local:%H:%M} – Prise en charge. Possible maintenant : Rendre à la vérification, "
    assert said in problem["detail"].replace("\u00a0", " ")
    stands = problem["stands"]
    assert (stands["by"], stands["action"], stands["status"], stands["version"]) == ("claire", "taken", "accepted", taken.version)
    assert datetime.fromisoformat(stands["at"]) == taken.situation.taken_at
    assert stands["acts"] == call(f"/requests/{trou}")[1]["acts"] and {"plan", "finish"} <= set(stands["acts"])
    status, problem = call(f"/requests/{trou}/acts", {"act": "resume", "agent": "claire"}, scopes=(WRITE,))
    assert (status, problem["stands"]) == (409, stands)
    assert "« Reprendre » n’est pas possible maintenant. Possible : Rendre" in problem["detail"].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"act": "close"}, {"closure", "answer"}),
        ({"act": "refuse"}, {"reason"}),
        ({"act": "hand_over", "reason": "x", "department": "ZZZ"}, {"department"}),
        ({"act": "take", "agent": "personne"}, {"agent"}),
        ({"act": "take", "voeu": 1}, {"voeu"}),
        ({"act": "archive"}, {"act"}),
    ],
)
def test_what_is_missing_stands_beside_its_field(call: Call, hall: Hall, said: dict[str, object], fields: set[str]) -> None:
    status, problem = call(f"/requests/{hall.ids['trou']}/acts", {"agent": "claire", **said}, scopes=(WRITE,))
    assert (status, {one["field"] for one in problem["errors"]}) == (422, fields)
    assert all(one["message"] for one in problem["errors"])


def test_a_request_in_review_is_confirmed_and_corrected(call: Call, hall: Hall) -> None:
    line = next(one for one in lines(hall) if one.status == "review" and not one.confidentiality)
    body = {"act": "confirm", "agent": "claire", "department": "VOI", "version": line.version}
    status, one = call(f"/requests/{line.id}/acts", body, scopes=(WRITE,), Idempotency_Key="b2")
    assert (status, one["status"], one["department"]) == (200, "open", "VOI")
    assert one["number"]
    assert call(f"/requests/{line.id}/acts", body, scopes=(WRITE,), Idempotency_Key="b2")[1] == one


def test_reading_and_writing_are_two_rights(call: Call, hall: Hall) -> None:
    trou = hall.ids["trou"]
    assert call(f"/requests/{trou}", scopes=(WRITE,))[0] == 403
    assert call(f"/requests/{trou}/acts", {"act": "take", "agent": "claire"}, scopes=(READ,))[0] == 403
    assert call("/requesters?name=a", scopes=(Scope.ENTRIES,))[0] == 403


def test_finding_requesters_of_restricted_requests_is_in_the_journal(call: Call, hall: Hall) -> None:
    acquaint_all(hall.installation, TOWN, datetime.now(UTC))
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids["trou"]).values(confidentiality=1))
    with hall.installation.database.read() as session:
        name = str(stored.get(session, hall.ids["trou"]).requester.name)

    def reads() -> list[dict[str, object]]:
        with hall.installation.database.read() as session:
            found = journal_rows.page(session, TOWN, after=None, limit=200)
        return [dict(one.details) for one in found if one.action == "read" and one.details.get("what") == "api requesters"]

    assert call(f"/requesters?name={name}")[0] == 200 and reads() == []
    assert call(f"/requesters?name={name}", scopes=(READ, RESTRICTED))[1]["requesters"]
    assert reads() == [{"what": "api requesters", "requests": [hall.ids["trou"]]}]


@pytest.mark.parametrize(
    "asked", ["cursor=x", "cursor=1.2.3.4", "order=due&cursor=3.3652059.1772000000000000..1", "cursor=9.9.9..99999999999999999999"]
)
def test_a_cursor_that_no_list_gave_is_refused(call: Call, asked: str) -> None:
    assert call(f"/requests?{asked}")[0] == 400


@pytest.mark.parametrize(
    "asked",
    ["status=nulle", "priority=9", "limit=0", "limit=201", "received_from=hier", "received_to=9999-12-31", "channel=pigeon"],
)
def test_a_filter_that_is_none_is_told(call: Call, asked: str) -> None:
    status, problem = call(f"/requests?{asked}")
    assert status == 422
    assert problem["errors"][0]["field"].startswith(asked.partition("=")[0])


def test_requesters_are_found_merged_and_taken_apart_again(call: Call, hall: Hall) -> None:
    acquaint_all(hall.installation, TOWN, datetime.now(UTC))
    with hall.installation.database.read() as session:
        names = {stored.get(session, one).requester.name for one in stored.ids(session, TOWN)} - {None}
    files: dict[int, Any] = {}
    for name in sorted(str(one) for one in names):
        status, page = call(f"/requesters?name={name[:5]}")
        assert status == 200
        files |= {one["id"]: one for one in page["requesters"]}
    first, second, *_ = sorted(files)
    assert call(f"/requesters/{first}")[1]["person"]["name"] == files[first]["person"]["name"]
    own = call(f"/requesters/{second}/requests")[1]["requests"]
    assert own
    assert not any(one["is_concealed"] for one in own)
    assert call(f"/requesters/{first}/proposals")[0] == 200
    body = {"gone": second, "agent": "claire"}
    status, kept = call(f"/requesters/{first}/merge", body, scopes=(WRITE,), Idempotency_Key="m")
    assert (status, kept["id"]) == (200, first)
    assert call(f"/requesters/{first}/merge", body, scopes=(WRITE,), Idempotency_Key="m") == (status, kept)
    assert call(f"/requesters/{first}/merge", body, scopes=(WRITE,))[0] == 409
    assert call(f"/requesters/{second}")[1]["merged_into"] == first
    assert call(f"/requesters/{second}/undo", {"agent": "claire"}, scopes=(WRITE,))[1]["merged_into"] is None
    assert call(f"/requesters/{second}/undo", {"agent": "claire"}, scopes=(WRITE,))[0] == 409
    assert [one["id"] for one in call(f"/requesters/{second}/requests")[1]["requests"]] == [one["id"] for one in own]


def test_a_requester_and_his_requests_are_found_by_telephone_and_address_of_mail(call: Call, hall: Hall) -> None:
    acquaint_all(hall.installation, TOWN, datetime.now(UTC))
    own = hall.ids["trou"]
    with hall.installation.database.write() as session:
        file = dossiers.of_request(session, own)
        assert file is not None
        contacts = (Contact(kind=ContactKind.PHONE, value="+33639981177"), Contact(kind=ContactKind.EMAIL, value="seul@courriel.example"))
        dossiers.add_contacts(session, TOWN, file, contacts, datetime.now(UTC))
    for typed in ("06 39 98 11 77", "0033639981177", "Seul@courriel.example"):
        assert [one["id"] for one in call(f"/requesters?name={typed}")[1]["requesters"]] == [file]
        assert own in [one["id"] for one in call(f"/requests?q={typed}")[1]["requests"]]
    assert call("/requesters?name=06 39 98 11 78")[1]["requesters"] == []


def test_somebody_of_whom_only_the_social_department_knows_is_in_no_answer(call: Call, hall: Hall) -> None:
    acquaint_all(hall.installation, TOWN, datetime.now(UTC))
    social = next(line for line in lines(hall) if line.confidentiality == 2)
    with hall.installation.database.read() as session:
        name = stored.get(session, social.id).requester.name
    assert name
    assert call(f"/requesters?name={name}", scopes=(READ, RESTRICTED))[1]["requesters"] == []
    assert call("/requesters/999999")[0] == 404


def test_another_towns_requests_are_not_there(call: Call, hall: Hall) -> None:
    other = hall.ids["breville"]
    assert call(f"/requests/{other}")[0] == 404
    assert call(f"/requests/{other}/acts", {"act": "take", "agent": "claire"}, scopes=(WRITE,))[0] == 404
    _, page = call("/requests?limit=200")
    assert other not in {RequestId(one["id"]) for one in page["requests"]}
