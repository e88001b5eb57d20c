"""Rights on the desk and through the API: what is not somebody's to see or to do is not there, or not done (S36, S38; DOMAIN §6)."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import insert, update

from domain.api_key import Scope
from domain.decision import Reason
from domain.dossier import DossierId
from domain.ids import DepartmentCode, RequestId
from domain.incident import Inclusion
from domain.member import Member, Post
from domain.request import Tie
from flows import dossiers, search
from store import agents, follow_ups, history, incidents, members, requests, towns
from store import dossiers as stored_dossiers
from store import journal as journal_rows
from store.agents import NewAgent
from store.blobs import Blobs
from store.history import HistoryLine
from store.mapping import dump
from store.schema import ReminderRow, RequestRow, TownRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.people import PEOPLE
from tests.web.test_api import bearer, key
from web.app import create_app

TOWN = seed.VALOGNES
SECRET = "Aide pour mon loyer"
MARKS = (SECRET, "MARTEL", "plus à payer")
"""Words that stand in the one request that is the social department's alone."""
HOLE, RUBBISH = "trou", "Encombrants"
OUTSIDERS = tuple(name for name in PEOPLE if name != "sonia")
Open = Callable[[str], Browser]


@pytest.fixture
def staffed(hall: Hall) -> Hall:
    """The town with somebody of each role."""
    with hall.installation.database.write() as session:
        for login, (roles, place) in PEOPLE.items():
            new = NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
            agents.add(session, new, seed.NOW)
            if place is not None:
                code, post = place
                members.add(session, Member(town=TOWN, department=DepartmentCode(code), login=login, post=post), seed.NOW)
    search.catch_up(hall.installation)
    return hall


@pytest.fixture
def signed_in(staffed: Hall, new_browser: Callable[[], Browser]) -> Open:
    def sign_in(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return sign_in


def pages_of(request: RequestId) -> list[str]:
    places = ("", "/fiche", "/mail", "/original", "/original.eml", "/attachments/1", "/attachments/1/text", "?view=mail", "/pages/1")
    return [f"/requests/{request}{place}" for place in places]


@pytest.mark.parametrize("login", OUTSIDERS)
def test_no_page_tells_who_is_not_of_the_social_department_a_word_of_its_request(login: str, staffed: Hall, signed_in: Open) -> None:
    browser = signed_in(login)
    lists = ["/requests", "/requests?state=all", "/requests?state=review", "/requests?department=CCAS&state=all", "/review", "/reminders"]
    for page in [*lists, "/calls", "/machine", *pages_of(staffed.ids[SECRET])]:
        shown = browser.get(page)
        assert not [mark for mark in MARKS if mark in shown], page
    for words in ("loyer", "MARTEL", "payer seule"):
        assert f"/requests/{staffed.ids[SECRET]}" not in browser.get(f"/requests?state=all&q={words}")
    for page in pages_of(staffed.ids[SECRET])[1:]:
        assert browser.status(page) == (200 if page.endswith("?view=mail") and login in {"rose", "regis", "elue", "dpo"} else 404), page


def test_a_member_reads_lists_and_prints_it_and_that_is_written_down(staffed: Hall, signed_in: Open) -> None:
    sonia, request = signed_in("sonia"), staffed.ids[SECRET]
    assert "MARTEL" in sonia.get(f"/requests/{request}") and "MARTEL" in sonia.get(f"/requests/{request}/fiche")
    assert f"/requests/{request}" in (listed := sonia.get("/requests?state=all")) and SECRET in listed
    # Words of social requests are in no index, not even for those who may read them (DOMAIN §6).
    assert f"/requests/{request}" not in sonia.get("/requests?state=all&q=loyer")
    assert sonia.status(f"/requests/{request}/original") == 200
    with staffed.installation.database.read() as session:
        lines = journal_rows.page(session, TOWN, after=None, limit=100)
    told = [(line.action, line.object, line.details["what"]) for line in lines if line.actor == "sonia" and line.action == "read"]
    assert {("read", f"request {request}", what) for what in ("page", "fiche", "original")} <= set(told)
    assert ("read", "requests", "list") in told


def test_a_member_who_has_left_reads_it_no_more(staffed: Hall, signed_in: Open) -> None:
    sonia, page = signed_in("sonia"), f"/requests/{staffed.ids[SECRET]}"
    assert sonia.status(page) == 200
    with staffed.installation.database.write() as session:
        assert members.remove(session, TOWN, DepartmentCode("CCAS"), "sonia", seed.NOW)
    assert sonia.status(page) == 404


def test_the_data_protection_officer_reads_on_a_case_that_is_written_down(staffed: Hall, signed_in: Open) -> None:
    page = f"/requests/{staffed.ids[SECRET]}"
    dpo = signed_in("dpo")

    def post(browser: Browser, reason: str) -> tuple[int, str]:
        fields = {"csrf": browser.token(page), "reason": reason}
        answer = browser.client.post(f"{page}/case", data=fields, headers={"Origin": ORIGIN}, follow_redirects=False)
        return answer.status_code, answer.text

    assert post(dpo, "  ")[0] == 303
    status, shown = post(dpo, "plainte 12 à la CNIL")
    assert status == 200 and "MARTEL" in shown
    for login in ("rose", "regis"):
        assert post(signed_in(login), "curiosité")[0] == 404
    with staffed.installation.database.read() as session:
        lines = journal_rows.page(session, TOWN, after=None, limit=100)
    read = [line.details for line in lines if (line.actor, line.action) == ("dpo", "read")]
    assert read == [{"what": "case", "confidentiality": 2, "reason": "plainte 12 à la CNIL"}]


def test_an_agent_of_a_department_sees_its_requests_and_no_title_of_others(staffed: Hall, signed_in: Open) -> None:
    axel = signed_in("axel")
    listed = axel.get("/requests?state=all")
    assert f"/requests/{staffed.ids[HOLE]}" in listed
    for heading, request in staffed.ids.items():
        if heading not in {HOLE, "deux choses"}:
            assert f'"/requests/{request}"' not in listed and axel.status(f"/requests/{request}") == 404, heading
    assert axel.status(f"/requests/{staffed.ids[HOLE]}") == 200
    assert f"/requests/{staffed.ids[RUBBISH]}" not in axel.get("/requests?state=all&q=encombrants")


def test_the_queue_is_there_for_whose_work_it_is(staffed: Hall, signed_in: Open) -> None:
    own, other = f"/requests/{staffed.ids['deux choses']}", f"/requests/{staffed.ids[RUBBISH]}"
    for login, sees in (("rose", (True, True)), ("hugo", (True, False)), ("axel", (False, False)), ("boss", (False, False))):
        queue = signed_in(login).get("/review")
        assert (own in queue, other in queue) == sees, login


def test_menus_and_pages_are_those_of_the_role(signed_in: Open) -> None:
    pages = {
        "/review": "rose regis hugo",
        "/calls": "rose regis",
        "/machine": "rose regis",
        "/forms": "boss",
        "/rules": "boss regis",
        "/jobs": "boss",
        "/requesters": "rose regis axel hugo sonia",
        "/departments": "regis axel hugo sonia boss",
        "/agents": "boss",
        "/keys": "boss",
        "/calendar": "boss",
        "/addresses": "boss",
        "/templates": "regis boss",
    }
    for login in PEOPLE:
        browser = signed_in(login)
        start = browser.client.get("/").text
        for page, may in pages.items():
            is_his = login in may.split()
            assert (f'<li><a href="{page}"' in start) is is_his, (login, page)
            if page != "/review":
                assert browser.status(page) == (200 if is_his else 403), (login, page)


def test_who_may_not_put_off_is_told_who_may(staffed: Hall, signed_in: Open) -> None:
    rose, request = signed_in("rose"), staffed.ids[HOLE]
    page = f"/requests/{request}"
    assert f'action="{page}/due"' not in rose.get(page)
    fields = {"csrf": rose.token(page), "version": "1", "day": "2099-01-01", "reason": "plus tard"}
    answer = rose.client.post(f"{page}/due", data=fields, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code in {403, 409} and "un agent de son service" in answer.text


def _remind(hall: Hall, heading: str, department: str) -> None:
    values = {"town": TOWN, "request_id": hall.ids[heading], "clock": "completion", "day": seed.NOW.date(), "due_on": seed.NOW.date()}
    with hall.installation.database.write() as session:
        more = {"late_days": 0, "level": "agent", "department": department, "at": seed.NOW}
        session.execute(insert(ReminderRow), {**values, **more})


def test_the_bell_rings_for_what_is_there_for_somebody(staffed: Hall, signed_in: Open) -> None:
    _remind(staffed, HOLE, "VOI")
    _remind(staffed, SECRET, "CCAS")
    for login, sees in (("axel", (True, False)), ("sonia", (False, True)), ("rose", (True, True)), ("boss", (False, False))):
        shown = signed_in(login).get("/reminders")
        assert tuple(f"/requests/{staffed.ids[one]}" in shown for one in (HOLE, SECRET)) == sees, login
        assert (SECRET in shown) is (login == "sonia")
        assert f'desk-bell-count">{sum(sees)}' in shown or not any(sees)


class Api:
    """Calls with a key, in somebody's name."""

    def __init__(self, hall: Hall, browser: Browser) -> None:
        self._client = browser.client
        scopes = (Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED, Scope.REQUESTS_WRITE, Scope.REVIEW, Scope.JOURNAL)
        self._headers = bearer(key(hall, *scopes)) | {"Accept-Language": "fr"}

    def get(self, place: str, agent: str | None = None) -> Any:
        named = {} if agent is None else {"agent": agent}
        return self._client.get(f"/api/v1{place}", params=named, headers=self._headers)

    def post(self, place: str, **body: object) -> Any:
        return self._client.post(f"/api/v1{place}", json=body, headers=self._headers)


@pytest.fixture
def api(staffed: Hall, browser: Browser) -> Api:
    return Api(staffed, browser)


@pytest.mark.parametrize("login", [*PEOPLE, None])
def test_the_api_tells_nobody_a_word_of_a_social_request(login: str | None, staffed: Hall, api: Api) -> None:
    request = staffed.ids[SECRET]
    for place in (
        "/requests",
        f"/requests/{request}",
        f"/requests/{request}/history",
        "/review",
        f"/review/{request}",
        "/requesters?name=martel",
    ):
        answer = api.get(place, login)
        assert not [mark for mark in MARKS if mark in answer.text], place
    for words in ("loyer", "MARTEL"):
        found = api.get("/requests", None).json()["requests"]
        assert found
        asked = api._client.get("/api/v1/requests", params={"q": words} | ({"agent": login} if login else {}), headers=api._headers)
        assert request not in [one["id"] for one in asked.json()["requests"]]


def test_a_key_that_names_an_agent_has_his_rights_and_no_more(staffed: Hall, api: Api) -> None:
    ids = {one["id"] for one in api.get("/requests", "axel").json()["requests"]}
    assert ids == {staffed.ids[HOLE], staffed.ids["deux choses"]}
    assert api.get(f"/requests/{staffed.ids[RUBBISH]}", "axel").status_code == 404
    assert api.get(f"/review/{staffed.ids[RUBBISH]}", "axel").status_code == 404
    assert api.get(f"/requests/{staffed.ids[RUBBISH]}").status_code == 200
    assert [one["id"] for one in api.get("/review", "hugo").json()["requests"]] == [staffed.ids["deux choses"]]
    assert api.get("/requests", "nobody").status_code == 422


def test_acts_are_done_by_whose_hand_it_is_and_who_else_is_told_who_may(staffed: Hall, api: Api) -> None:
    hole = f"/requests/{staffed.ids[HOLE]}/acts"
    refused = api.post(hole, act="take", agent="rose")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert "Peuvent le faire\u00a0: un agent de son service, le responsable de son service" in refused.json()["detail"]
    assert api.post(hole, act="take", agent="sonia").status_code == 404
    assert api.post(hole, act="take", agent="axel").status_code == 200
    closing = {"act": "close", "closure": "carried_out", "answer": "Le trou est rebouché."}
    assert api.post(hole, agent="axel", **closing).status_code == 403
    assert api.post(hole, agent="hugo", **closing).status_code == 200


def test_the_queue_is_worked_by_reception_and_of_what_they_may_read(staffed: Hall, api: Api) -> None:
    secret, rubbish = staffed.ids[SECRET], staffed.ids[RUBBISH]
    assert api.post("/review/next", agent="axel").status_code == 403
    for login in ("rose", "regis"):
        answer = api.post(f"/review/{secret}/confirm", agent=login, version=1)
        assert answer.status_code == 403 and not [mark for mark in MARKS if mark in answer.text]
    assert api.post(f"/review/{rubbish}/confirm", agent="hugo", version=1).status_code == 404
    assert api.post(f"/review/{rubbish}/confirm", agent="rose", version=1).status_code == 200


def test_who_only_receives_and_was_slower_is_told_who_was_faster_and_not_that_he_may_not(staffed: Hall, api: Api, signed_in: Open) -> None:
    request = staffed.ids[RUBBISH]
    rose = signed_in("rose")
    seen = api.get(f"/review/{request}").json()["version"]
    token = rose.token("/requests")
    decided = api.post(f"/review/{request}/confirm", agent="regis", version=seen, department="PRO").json()
    assert decided["status"] == "open"
    late = api.post(f"/review/{request}/confirm", agent="rose", version=seen)
    stands = late.json()["stands"]
    assert (late.status_code, stands["by"], stands["status"], stands["version"]) == (409, "regis", "open", decided["version"])
    assert "décidée entre-temps par regis, le " in late.json()["detail"] and "PRO" in late.json()["detail"]
    (told,) = api.post("/review/bulk", agent="rose", items=[{"id": request, "version": seen, "act": "confirm"}]).json()["results"]
    assert told["result"] == "conflict" and "décidée entre-temps par regis" in told["message"]
    form = {"csrf": token, "version": str(seen)}
    page = rose.client.post(f"/requests/{request}/decide", data=form, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert page.status_code == 409 and "décidée entre-temps par regis" in page.text
    now = api.post(f"/review/{request}/confirm", agent="rose", version=decided["version"])
    assert now.status_code == 403 and "« Changer le type ou le service »" in now.json()["detail"].replace("\u00a0", " ")


ROLES_OUTSIDE = (*OUTSIDERS, None)


def _get_routes(browser: Browser) -> list[str]:
    """Return the paths of all that is asked for by GET and answered with something that is read, the API's too."""
    app = create_app(browser.client.app.state.desk.installation)  # type: ignore[attr-defined]  # the client's own type knows no state
    found: list[APIRoute] = []
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        found.extend(one for one in (inner.routes if inner is not None else [route]) if isinstance(one, APIRoute))
    return sorted({route.path for route in found if "GET" in (route.methods or ())})


def _files(hall: Hall, *ids: RequestId) -> set[DossierId]:
    """Give each request to the file of its requester, and return those of some."""
    dossiers.acquaint_all(hall.installation, TOWN, seed.NOW)
    with hall.installation.database.read() as session:
        found = [stored_dossiers.of_request(session, one) for one in ids]
    return {one for one in found if one is not None}


@pytest.mark.parametrize("login", ROLES_OUTSIDE)
def test_no_route_names_a_concealed_request_to_who_may_not_read_it(
    login: str | None, staffed: Hall, api: Api, new_browser: Callable[[], Browser]
) -> None:
    secret, hole = staffed.ids[SECRET], staffed.ids[HOLE]
    with staffed.installation.database.write() as session:
        code = requests.get(session, secret).line.tracking
        incidents.include(session, Inclusion(request=secret, main=hole, town=TOWN, agent="sonia", at=seed.NOW))
        follow_ups.link(session, TOWN, hole, secret, Tie.PEOPLE, is_proven=True)
        told = {"reference": code, "request": secret}
        for action, details in (("includes", told), ("linked", {"follows": code, "followed": secret, "proven": True})):
            history.append(session, TOWN, hole, HistoryLine(at=seed.NOW, actor="sonia", action=action, details=details))
    _remind(staffed, SECRET, "CCAS")
    files = _files(staffed, secret, hole)
    marks = (*MARKS, code, code.replace("-", ""), "SOC-01")
    browser = new_browser()
    if login is not None:
        assert browser.sign_in(login) == 303
    assert len(files) == 2
    seen = 0
    for path in _get_routes(browser):
        for one in files if "/requesters/{" in path else (secret, hole) if "{" in path else ("",):
            place = re.sub(r"\{[^}]+\}", str(one), path)
            if path.startswith("/api/v1/"):
                if path.endswith(("/docs", "/openapi.json")):
                    continue
                text = api.get(path.removeprefix("/api/v1") if "{" not in path else place.removeprefix("/api/v1"), login).text
            elif login is None:
                continue
            else:
                text = browser.client.get(place).text
            seen += 1
            read = _without_what_may_be_chosen(text)
            shown = [mark for mark in marks if mark in read and not (mark == "SOC-01" and _is_of_the_catalogue(path))]
            assert not shown, (place, shown)
    assert seen > 20


def _without_what_may_be_chosen(page: str) -> str:
    """Return a page without the subjects a reviewer chooses from: all the town has, and none of them the one of a concealed request."""
    found = re.search(r'<select[^>]* id="decide-subject".*?</select>', page, re.DOTALL)
    if found is None:
        return page
    choice = found[0]
    if re.findall(r'<option value="([^"]+)" selected', choice) == ["SOC-01"] or 'data-own="SOC-01"' in choice:
        return page
    assert set(re.findall(r'<option value="([^"]+)"', choice)) == {one.code for one in seed.SUBJECTS}
    return page.replace(choice, "")


def _is_of_the_catalogue(path: str) -> bool:
    """Tell whether a route shows the subjects a town has, whatever requests there are."""
    return not path.startswith(("/api/v1/requests", "/api/v1/review", "/api/v1/incidents", "/requests/", "/review"))


@pytest.mark.parametrize("login", ["rose", "regis", "hugo", "sonia"])
@pytest.mark.parametrize("level", [1, 2])
def test_no_page_that_is_fetched_ahead_is_of_a_request_that_is_not_for_everybody(
    login: str, level: int, staffed: Hall, signed_in: Open
) -> None:
    waiting = [staffed.ids[one] for one in ("deux choses", RUBBISH)]
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id.not_in(waiting)).values(confidentiality=level))
    browser, fetched = signed_in(login), set[str]()
    for request in staffed.ids.values():
        answer = browser.client.get(f"/requests/{request}/ahead")
        assert not [mark for mark in MARKS if mark in answer.text]
        if answer.status_code == 200:
            fetched.add(answer.headers["X-Request"])
    assert fetched <= {str(one) for one in waiting}
    # He reads what is restricted, too: that comes first then, and is not fetched ahead.
    assert bool(fetched) is (login in {"rose", "hugo"} or (login == "regis" and level == 2))


def test_what_of_an_incident_is_not_for_everybody_is_shown_and_that_is_written_down(staffed: Hall, api: Api) -> None:
    hole, installation = staffed.ids[HOLE], staffed.installation
    text = "Énorme |nid de poule| |rue de Poterie devant le 22|, mon fils est tombé à vélo."
    story = replace(seed.STORIES[8], heading="chaussée", text=text, name="ROGER Paul", minutes=3, reasons=(Reason.LOW_CONFIDENCE,))
    with installation.database.write() as session:
        twin = seed.keep(session, Blobs(installation.settings.blobs_folder), TOWN, story)
        session.execute(update(RequestRow).where(RequestRow.id == hole).values(confidentiality=1))
    assert [one["id"] for one in api.get(f"/review/{twin}/same").json()["same"]] == [hole]
    with installation.database.write() as session:
        incidents.include(session, Inclusion(request=twin, main=hole, town=TOWN, agent="rose", at=seed.NOW))
    assert api.get("/incidents").json()["incidents"][0]["id"] == hole
    assert api.get(f"/incidents/{twin}").json()["id"] == hole
    with installation.database.read() as session:
        lines = journal_rows.page(session, TOWN, after=None, limit=20)
    told = [(line.details["what"], line.details["requests"]) for line in lines if (line.action, line.object) == ("read", "requests")]
    assert sorted(told) == [("api incident", [hole]), ("api incidents", [hole]), ("api same", [hole])]


LETTER = {"agent": "sonia", "text": "Le trou est rebouché."}


def test_a_key_that_does_not_open_a_request_does_nothing_to_it_and_writes_nobody_of_it(staffed: Hall, api: Api) -> None:
    secret, hole = staffed.ids[SECRET], staffed.ids[HOLE]
    together = {"other": hole, "kind": "incident", "version": 1}
    calls: tuple[tuple[str, dict[str, object]], ...] = (
        (f"/incidents/{secret}/letter/preview", {**LETTER}),
        (f"/incidents/{secret}/letter", {**LETTER}),
        (f"/incidents/{secret}/follow", {}),
        (f"/incidents/{secret}/acts", {"act": "take"}),
        (f"/review/{secret}/same", together),
        (f"/review/{hole}/same", {**together, "other": secret}),
        (f"/review/{secret}/confirm", {"version": 1}),
        (f"/review/{secret}/reject", {"version": 1, "reason": "rien"}),
        (f"/review/{secret}/attach", {"version": 1, "main": hole}),
    )
    for place, body in calls:
        answer = api.post(place, **{"agent": "sonia", **body})
        assert (answer.status_code, answer.json()["code"]) == (403, "confidential"), place
        assert not [mark for mark in MARKS if mark in answer.text]
    gone = api._client.delete(f"/api/v1/incidents/included/{secret}", params={"agent": "sonia"}, headers=api._headers)
    assert gone.status_code == 403
    items = [{"id": secret, "act": "confirm", "version": 1}]
    (result,) = api.post("/review/bulk", agent="sonia", items=items).json()["results"]
    assert (result["result"], result["request"]) == ("refused", None)
    with staffed.installation.database.read() as session:
        assert requests.get(session, secret).line.version == 1


def test_of_what_becomes_confidential_by_a_decision_a_key_is_told_its_number_and_state(staffed: Hall, api: Api) -> None:
    place = f"/review/{staffed.ids[RUBBISH]}"
    told = api.post(f"{place}/confirm", agent="rose", version=1, subject="SOC-01").json()
    assert (told["status"], told["subject"], told["department"], told["tracking"]) == ("open", None, None, None)
    assert told["number"] is not None
    undone = api.post(f"{place}/undo", agent="rose").json()
    assert undone["status"] == "review" and undone["department"] is not None and undone["tracking"] is not None


def test_a_letter_to_all_of_an_incident_leaves_out_what_the_key_does_not_open(staffed: Hall, api: Api) -> None:
    secret, hole = staffed.ids[SECRET], staffed.ids[HOLE]
    with staffed.installation.database.write() as session:
        town = replace(towns.town(session, TOWN), writes_to_requesters=True)
        session.execute(update(TownRow).where(TownRow.id == TOWN).values(document=dump(town)))
        incidents.include(session, Inclusion(request=secret, main=hole, town=TOWN, agent="sonia", at=seed.NOW))
        # She works for both departments: of herself she may read both.
        members.add(session, Member(town=TOWN, department=DepartmentCode("VOI"), login="sonia", post=Post.HEAD), seed.NOW)
    staffed.installation.towns.refresh()
    for place in ("letter/preview", "letter"):
        answer = api.post(f"/incidents/{hole}/{place}", **LETTER)
        first, second = answer.json()["results"]
        assert (first["id"], first["result"]) == (hole, "written")
        assert (second["id"], second["result"], second["letters"], second["reference"]) == (secret, "refused", [], None)
        assert "confidentielle" in second["message"] and not [mark for mark in MARKS if mark in answer.text]


def test_that_a_request_is_included_in_one_that_is_not_there_for_the_reader_is_not_told(staffed: Hall, api: Api) -> None:
    secret, hole = staffed.ids[SECRET], staffed.ids[HOLE]
    with staffed.installation.database.write() as session:
        incidents.include(session, Inclusion(request=hole, main=secret, town=TOWN, agent="sonia", at=seed.NOW))
    told = api.get(f"/incidents/{hole}", "axel").json()
    assert (told["id"], told["requests"], told["included"]) == (hole, [], 0)
    # Whoever sees all that is there sees that one is there, too.
    assert api.get(f"/incidents/{hole}").json()["id"] == secret


def test_which_confidential_requests_a_letter_to_all_tells_of_is_written_down(staffed: Hall, api: Api) -> None:
    hole, installation = staffed.ids[HOLE], staffed.installation
    with installation.database.write() as session:
        twin = seed.keep(session, Blobs(installation.settings.blobs_folder), TOWN, replace(seed.STORIES[8], name="ROGER Paul", minutes=3))
        session.execute(update(RequestRow).where(RequestRow.id == twin).values(confidentiality=1, department="VOI"))
        town = replace(towns.town(session, TOWN), writes_to_requesters=True)
        session.execute(update(TownRow).where(TownRow.id == TOWN).values(document=dump(town)))
        incidents.include(session, Inclusion(request=twin, main=hole, town=TOWN, agent="sonia", at=seed.NOW))
        members.add(session, Member(town=TOWN, department=DepartmentCode("VOI"), login="sonia", post=Post.HEAD), seed.NOW)
    installation.towns.refresh()
    results = api.post(f"/incidents/{hole}/letter/preview", **LETTER).json()["results"]
    assert [(one["id"], bool(one["letters"])) for one in results] == [(hole, True), (twin, True)]
    with installation.database.read() as session:
        lines = journal_rows.page(session, TOWN, after=None, limit=20)
    told = [line.details for line in lines if (line.action, line.object) == ("read", "requests")]
    assert told == [{"what": "api incident letter", "requests": [twin]}]


def test_a_social_request_nobody_may_read_is_told_and_where_only_to_who_names_members(staffed: Hall, signed_in: Open) -> None:
    with staffed.installation.database.write() as session:
        assert members.remove(session, TOWN, DepartmentCode("CCAS"), "sonia", seed.NOW)
    shown = signed_in("rose").get("/review")
    assert "que personne ne peut lire" in shown
    assert "CCAS" not in shown
    assert "Demandes que personne ne peut vérifier" not in signed_in("rose").get("/intake")
    told = signed_in("boss").get("/intake")
    assert "Demandes que personne ne peut vérifier" in told
    assert "Désignez qui y travaille" in told and "citoyen departments" not in told
