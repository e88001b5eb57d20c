"""Rights through the API's newer calls, walked by each role; a key never does more than its scopes and its agent (S36; DOMAIN §6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.department import Confidentiality
from domain.draft import Requester
from domain.ids import DepartmentCode, RequestId
from domain.incident import Inclusion
from domain.member import Member
from domain.request import Status
from flows import dossiers, search
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail, ByPost
from flows.correspondence.writing import Writing
from flows.work import work
from letters.kinds import ModelKey
from store import agents, incidents, jobs, joinings, members, outbox, requests
from store import dossiers as stored_dossiers
from store import journal as journal_rows
from store.agents import NewAgent
from store.joinings import JoiningKind, Moved, NewJoining
from store.mapping import dump
from store.outbox import Held
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.people import PEOPLE
from tests.web.test_api import bearer, key

TOWN = seed.VALOGNES
HOLE, RUBBISH, SECRET = "trou", "Encombrants", "Aide pour mon loyer"
READ, RESTRICTED, WRITE, REVIEW = Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED, Scope.REQUESTS_WRITE, Scope.REVIEW
EVERY = tuple(Scope)
Call = Callable[..., Any]


@pytest.fixture
def staffed(hall: Hall) -> Hall:
    """The town with somebody of each role."""
    with hall.installation.database.write() as session:
        for login, (roles, place) in PEOPLE.items():
            new = NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash="x", must_change=False)
            agents.add(session, new, seed.NOW)
            if place is not None:
                code, post = place
                members.add(session, Member(town=TOWN, department=DepartmentCode(code), login=login, post=post), seed.NOW)
    search.catch_up(hall.installation)
    return hall


@pytest.fixture
def call(staffed: Hall, browser: Browser) -> Call:
    """Call the API: method, place, body, and the key's scopes, all unless some are said."""
    keys: dict[tuple[Scope, ...], str] = {}

    def do(method: str, place: str, body: object = None, *, scopes: tuple[Scope, ...] = EVERY, **asked: str) -> Any:
        sent = bearer(keys.setdefault(scopes, keys.get(scopes) or key(staffed, *scopes))) | {"Accept-Language": "fr"}
        return browser.client.request(method, f"/api/v1{place}", json=body, params=asked, headers=sent)

    return do


def letters(hall: Hall) -> tuple[int, int]:
    """Write two letters about the hole: one to print, and one that is held for what it answers."""
    with hall.installation.database.write() as session:
        record = requests.get(session, hall.ids[HOLE])
        writing = Writing(settings=hall.installation.settings, view=hall.installation.towns.get(TOWN), session=session, now=seed.NOW)
        printed = writing.letter(record, Occasion(model=ModelKey.DUPLICATE, event="p"), ByPost(address="1 rue de Poterie 50700 Valognes"))
        mailed = writing.letter(record, Occasion(model=ModelKey.DUPLICATE, event="m"), ByMail(address="a@courriel.example"))
        writing.post((printed, replace(mailed, held=Held.ABUSIVE)))
        first, second = (one.id for one in outbox.of_request(session, record.line.id)[-2:])
    return first, second


def stand(hall: Hall, request: RequestId, **values: object) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(**values))


WORKERS = "axel hugo regis"


@pytest.mark.parametrize("login", PEOPLE)
def test_each_new_act_is_done_by_whose_it_is_and_by_nobody_else(login: str, staffed: Hall, call: Call) -> None:
    hole = f"/requests/{staffed.ids[HOLE]}"
    to_print, held = letters(staffed)
    soon = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    walked: tuple[tuple[str, str, dict[str, object], str], ...] = (
        ("POST", f"{hole}/due", {"day": soon, "reason": "essai"}, WORKERS),
        ("POST", f"{hole}/snooze", {"day": soon, "reason": "essai"}, WORKERS),
        ("POST", f"{hole}/holding-reply", {"reason": "essai"}, WORKERS),
        ("POST", f"/letters/{held}/release", {}, "hugo regis"),
        ("POST", f"/letters/{to_print}/printed", {}, f"{WORKERS} rose"),
        ("POST", f"/letters/{to_print}/returned", {}, f"{WORKERS} rose"),
        ("PUT", "/departments/PRO/members/axel", {"post": "agent"}, "boss"),
    )
    for method, place, body, whose in walked:
        answer = call(method, place, {"agent": login, **body})
        is_his = login in whose.split()
        assert answer.status_code == 200 if is_his else answer.status_code in {403, 404}, (place, answer.text)
        assert is_his or answer.json()["code"] in {"not_permitted", "not_found"}, place
    gone = call("DELETE", "/departments/PRO/members/axel", agent=login)
    assert (gone.status_code == 200) is (login == "boss")


@pytest.mark.parametrize("login", PEOPLE)
def test_each_new_list_tells_somebody_what_is_his_to_read(login: str, staffed: Hall, call: Call) -> None:
    hole = staffed.ids[HOLE]
    to_print, held = letters(staffed)
    reads = login in {"rose", "regis", "axel", "hugo"}
    assert call("GET", f"/requests/{hole}/deadlines", agent=login).status_code == (
        200 if reads else 403 if login in {"elue", "dpo"} else 404
    )
    assert call("GET", f"/letters/{held}", agent=login).status_code == (200 if reads else 403 if login in {"elue", "dpo"} else 404)
    assert [one["id"] for one in call("GET", "/letters", agent=login).json()["letters"]] == ([held] if reads else [])
    assert [one["id"] for one in call("GET", "/letters", agent=login, waits="to_print").json()["letters"]] == ([to_print] if reads else [])
    assert call("GET", "/journal", agent=login).status_code == (200 if login in {"boss", "dpo"} else 403)
    assert call("GET", "/reminders", agent=login).status_code == 200
    due = [one["id"] for one in call("GET", "/deadlines", agent=login, status="review").json()["requests"]]
    assert staffed.ids[SECRET] not in due


def test_a_key_has_its_scopes_and_no_more(staffed: Hall, call: Call) -> None:
    hole = staffed.ids[HOLE]
    calls: tuple[tuple[str, str, dict[str, object] | None, Scope], ...] = (
        ("GET", "/deadlines", None, READ),
        ("GET", "/calendar?first=2026-05-01&last=2026-05-02", None, READ),
        ("GET", f"/requests/{hole}/deadlines", None, READ),
        ("GET", "/reminders?agent=rose", None, READ),
        ("GET", "/letters", None, READ),
        ("GET", f"/requests/{hole}/pages", None, READ),
        ("GET", "/requesters/1/merge?gone=2", None, READ),
        ("GET", "/departments/VOI", None, READ),
        ("POST", f"/requests/{hole}/due", {"agent": "axel", "day": "2099-01-01", "reason": "x"}, WRITE),
        ("POST", f"/requests/{hole}/snooze", {"agent": "axel", "day": "2099-01-01", "reason": "x"}, WRITE),
        ("POST", f"/requests/{hole}/holding-reply", {"agent": "axel", "reason": "x"}, WRITE),
        ("POST", f"/requests/{hole}/split", {"agent": "axel", "version": 1, "page": 2}, WRITE),
        ("POST", f"/requests/{hole}/join", {"agent": "axel", "version": 1, "other": hole, "other_version": 1}, WRITE),
        ("POST", f"/requests/{hole}/unlock", {"agent": "axel", "version": 1, "password": "x"}, WRITE),
        ("POST", "/reminders/seen", {"agent": "axel", "up_to": 1}, WRITE),
        ("POST", "/letters/1/printed", {"agent": "axel"}, WRITE),
        ("PUT", "/departments/VOI/members/rose", {"agent": "boss"}, Scope.PEOPLE),
        ("GET", "/journal?agent=dpo", None, Scope.JOURNAL),
        ("GET", "/journal/verify?agent=dpo", None, Scope.JOURNAL),
    )
    for method, place, body, scope in calls:
        without = call(method, place, body, scopes=tuple(one for one in Scope if one is not scope))
        assert (without.status_code, without.json()["code"]) == (403, "scope_needed"), place
        assert call(method, place, body, scopes=(scope,)).json().get("code") != "scope_needed", place


@pytest.fixture
def incident(staffed: Hall) -> tuple[RequestId, RequestId]:
    """A main request with an included one that is restricted; both are of the roads."""
    hole, rubbish = staffed.ids[HOLE], staffed.ids[RUBBISH]
    stand(staffed, rubbish, department="VOI", status=Status.OPEN.value, confidentiality=1)
    with staffed.installation.database.write() as session:
        incidents.include(session, Inclusion(request=rubbish, main=hole, town=TOWN, agent="hugo", at=seed.NOW))
    return hole, rubbish


def work_all(hall: Hall) -> None:
    while any(work(hall.installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
        pass


def status_of(hall: Hall, request: RequestId) -> Status:
    with hall.installation.database.read() as session:
        return requests.get(session, request).line.status


@pytest.mark.parametrize(("scopes", "follows"), [((WRITE,), False), ((WRITE, RESTRICTED), True)])
def test_what_a_key_does_not_open_does_not_follow_what_it_does_to_the_main_one(
    staffed: Hall, call: Call, incident: tuple[RequestId, RequestId], scopes: tuple[Scope, ...], follows: bool
) -> None:
    hole, hidden = incident
    body = {"agent": "hugo", "act": "close", "closure": "carried_out", "answer": "Le trou est rebouché."}
    assert call("POST", f"/incidents/{hole}/acts", body, scopes=scopes).status_code == 200
    work_all(staffed)
    assert status_of(staffed, hole) is Status.CLOSED
    assert (status_of(staffed, hidden) is Status.CLOSED) is follows
    assert call("POST", f"/incidents/{hole}/follow", {"agent": "hugo"}, scopes=scopes).status_code == 200
    work_all(staffed)
    assert (status_of(staffed, hidden) is Status.CLOSED) is follows


def test_taking_a_request_out_of_one_that_the_key_does_not_open_is_refused(staffed: Hall, call: Call) -> None:
    part, main = staffed.ids[RUBBISH], staffed.ids[HOLE]
    stand(staffed, main, confidentiality=1)
    with staffed.installation.database.write() as session:
        incidents.include(session, Inclusion(request=part, main=main, town=TOWN, agent="regis", at=seed.NOW))
        record = requests.get(session, part)
        moved = Moved(situation=record.line.situation, version=record.line.version, included=())
        kind = JoiningKind.INCLUDED
        joinings.add(session, NewJoining(town=TOWN, request=part, main=main, kind=kind, agent="regis", at=seed.NOW, moved=moved))
    refused = call("POST", f"/review/{part}/undo", {"agent": "regis"}, scopes=(REVIEW,))
    assert (refused.status_code, refused.json()["code"]) == (403, "confidential")
    assert call("POST", f"/review/{part}/undo", {"agent": "regis"}, scopes=(REVIEW, RESTRICTED)).status_code == 200


def test_of_what_an_act_makes_confidential_no_content_is_answered(staffed: Hall, call: Call) -> None:
    rubbish = staffed.ids[RUBBISH]
    told = call("POST", f"/requests/{rubbish}/acts", {"agent": "rose", "act": "confirm", "version": 1, "subject": "SOC-01"}).json()
    assert told["is_concealed"] and told["number"] and told["heading"] == "Demande confidentielle"
    assert not {"details", "person", "subject", "tracking", "department"} & {name for name, value in told.items() if value is not None}


PHONE, OTHER_PHONE = "+33639981177", "+33639981178"


@pytest.fixture
def file(staffed: Hall) -> int:
    """The file of somebody who sent what all may read, and a social request, which alone tells his telephone."""
    open_one, secret = staffed.ids[RUBBISH], staffed.ids[SECRET]
    told = Requester(name="LEROUX Fanny", email="fanny@courriel.example", phone=OTHER_PHONE)
    with staffed.installation.database.write() as session:
        for request, requester in ((open_one, told), (secret, replace(told, phone=PHONE, address="3 rue Secrète 50700 Valognes"))):
            session.execute(update(RequestRow).where(RequestRow.id == request).values(requester=dump(requester)))
            dossiers.acquaint(session, TOWN, request, requester, seed.NOW)
        found = {stored_dossiers.of_request(session, one) for one in (open_one, secret)}
    (only,) = found
    assert only is not None
    return only


@pytest.mark.parametrize("login", ["rose", "regis", "axel", "elue", "dpo", "boss", None])
def test_a_telephone_that_only_a_hidden_request_tells_finds_nothing(login: str | None, staffed: Hall, call: Call, file: int) -> None:
    asked = {} if login is None else {"agent": login}
    nobodys = "06 39 98 11 79"
    for place, name in (("/requests", "q"), ("/requesters", "name"), ("/deadlines", "q")):
        hidden = call("GET", place, **{name: "06 39 98 11 77"}, **asked)
        assert hidden.json() == call("GET", place, **{name: nobodys}, **asked).json(), place
    reads = login in {"rose", "regis", None}
    found = call("GET", "/requests", q="06 39 98 11 78", **asked).json()["requests"]
    assert [one["id"] for one in found] == ([staffed.ids[RUBBISH]] if reads else [])
    shown = call("GET", f"/requesters/{file}", **asked)
    assert shown.status_code == (200 if reads else 404)
    assert PHONE not in shown.text and "Secrète" not in shown.text
    if reads:
        assert shown.json()["person"]["phone"] == OTHER_PHONE


def test_who_may_read_the_hidden_one_is_found_by_its_telephone_on_the_desk_alone(staffed: Hall, call: Call, file: int) -> None:
    # Sonia is of the social department: on the desk she may; no key opens a social request.
    assert call("GET", "/requests", q="06 39 98 11 77", agent="sonia").json()["requests"] == []
    assert call("GET", f"/requesters/{file}", agent="sonia").status_code == 404


def test_a_merge_is_shown_before_with_no_more_than_may_be_read(staffed: Hall, call: Call, file: int) -> None:
    known = Requester(name="LEROUX F.", email="fl@travail.example")
    stand(staffed, staffed.ids[HOLE], requester=dump(known))
    with staffed.installation.database.write() as session:
        other = dossiers.acquaint(session, TOWN, staffed.ids[HOLE], known, seed.NOW)
    assert other is not None
    shown = call("GET", f"/requesters/{other}/merge", gone=str(file), agent="regis")
    told = shown.json()
    assert (told["kept"]["id"], told["gone"]["id"], told["moving"]) == (other, file, 1)
    assert (told["person"]["name"], told["person"]["phone"]) == ("LEROUX F.", OTHER_PHONE)
    assert PHONE not in shown.text and "Secrète" not in shown.text
    refused = call("GET", f"/requesters/{other}/merge", gone=str(file), agent="rose")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert call("GET", f"/requesters/{other}/merge", gone=str(other)).status_code == 409
    assert call("GET", f"/requesters/{other}/merge", gone="99999").status_code == 404
    before = call("GET", f"/requesters/{file}").json()
    assert before["merged_into"] is None, "nothing was written"
    merged = call("POST", f"/requesters/{other}/merge", {"gone": file, "agent": "regis"})
    assert merged.status_code == 200 and PHONE not in merged.text
    assert PHONE not in call("POST", f"/requesters/{file}/undo", {"agent": "regis"}).text


def test_a_conflict_names_subject_and_department_in_words(staffed: Hall, call: Call) -> None:
    rubbish = staffed.ids[RUBBISH]
    assert call("POST", f"/review/{rubbish}/confirm", {"agent": "regis", "version": 1}).status_code == 200
    late = call("POST", f"/review/{rubbish}/confirm", {"agent": "rose", "version": 1}).json()["detail"]
    ruleset = staffed.installation.towns.get(TOWN).ruleset
    subject = next(one.label for one in ruleset.subjects if one.code == "PRO-02")
    department = next(one.label for one in ruleset.departments if one.code == "PRO")
    assert f"{subject} (PRO-02), {department} (PRO)" in late


def test_moments_in_refusals_stand_on_the_towns_clock(staffed: Hall, call: Call) -> None:
    rubbish = staffed.ids[RUBBISH]
    call("POST", f"/review/{rubbish}/confirm", {"agent": "regis", "version": 1})
    for method, place, body in (
        ("PUT", f"/review/{rubbish}/claim", {"agent": "regis"}),
        ("POST", f"/review/{rubbish}/confirm", {"agent": "rose", "version": 1}),
    ):
        refused = call(method, place, body)
        assert refused.status_code == 409 and "+00:00" not in refused.json()["detail"]
        assert f"{datetime.now(UTC):%d/%m/%Y} à " in refused.json()["detail"].replace("\u00a0", " "), place


def test_a_department_is_shown_with_its_people_and_they_are_changed_by_an_administrators_word(staffed: Hall, call: Call) -> None:
    told = call("GET", "/departments/VOI").json()
    assert [(one["login"], one["post"]) for one in told["members"]] == [("hugo", "head"), ("axel", "agent")]
    assert (told["code"], told["confidentiality"], told["closed_on"]) == ("VOI", int(Confidentiality.NORMAL), None)
    assert call("GET", "/departments/ZZZ").status_code == 404
    place = "/departments/VOI/members/rose"
    added = call("PUT", place, {"agent": "boss", "post": "head"}).json()["members"]
    assert ("rose", "head") in [(one["login"], one["post"]) for one in added]
    assert call("PUT", place, {"agent": "boss", "post": "head"}).json()["members"] == added
    assert "rose" not in [one["login"] for one in call("DELETE", place, agent="boss").json()["members"]]
    wrong = call("PUT", "/departments/X-DEP/members/rose", {"agent": "boss"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "department")
    assert call("PUT", "/departments/VOI/members/personne", {"agent": "boss"}).status_code == 404
    with staffed.installation.database.read() as session:
        lines = journal_rows.page(session, TOWN, after=None, limit=20)
    assert [one.action for one in lines if one.actor == "boss"] == ["member.removed", "member.added"]


def test_transfers_to_other_authorities_are_told_beside_transmissions(staffed: Hall, call: Call) -> None:
    hole = staffed.ids[HOLE]
    given = call("POST", f"/requests/{hole}/acts", {"agent": "hugo", "act": "transfer", "department": "X-ENE"})
    assert given.status_code == 200, given.text
    (one,) = call("GET", f"/requests/{hole}/transmissions").json()["transfers"]
    assert (one["authority"], one["actor"], one["over_at"]) == ("X-ENE", "hugo", None) and one["label"] != "X-ENE"
    assert call("POST", f"/requests/{hole}/acts", {"agent": "hugo", "act": "take_back"}).status_code == 200
    (one,) = call("GET", f"/requests/{hole}/transmissions").json()["transfers"]
    assert one["over_at"] is not None
