"""Each way to work in the rooms of the desk, walked by each role: whose it is does it, everybody else is refused (S36, S38; DOMAIN §6)."""

from collections.abc import Callable

import pytest

from domain.draft import Requester
from domain.ids import DepartmentCode
from domain.member import Member
from flows.dossiers import acquaint
from store import agents, dossiers, members
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.people import PEOPLE

TOWN = seed.VALOGNES
RUBBISH, DOGS = "Encombrants", "crottes de chien"
ROADS = f"/departments/{TOWN}/VOI"
EVERYBODY = " ".join(PEOPLE)
PAGES = {
    "/board": EVERYBODY,
    "/tasks": EVERYBODY,
    "/search?q=trou": EVERYBODY,
    "/requests/{request}/message": "rose regis",
    "/requests/{request}/incident-letter": "rose regis",
    "/requests/{request}/people?q=a": "rose regis",
    "/requesters": "rose regis axel hugo sonia",
    "/requesters/{file}": "rose regis",
    "/requesters/{file}/merge?gone={other}": "regis",
    "/departments": "regis axel hugo sonia boss",
    ROADS: "regis axel hugo boss",
    f"/departments/{TOWN}/CCAS": "regis sonia boss",
    f"/departments/{TOWN}/X-ENE": "regis boss",
    "/agents": "boss",
    "/agents/{claire}": "boss",
    "/agents/{claire}/close": "boss",
    "/keys": "boss",
    "/account": EVERYBODY,
    "/account/second-factor": EVERYBODY,
    "/calendar": "boss",
    "/ledger": "boss",
    "/quarantine": "rose regis boss",
    "/addresses": "boss",
    "/templates": "regis boss",
    "/templates/one?key=cloture": "regis boss",
    "/stationery": "regis boss",
    "/letters/print": "rose regis axel hugo sonia",
    "/queries": "rose regis axel hugo sonia",
    "/queries/new": "rose regis axel hugo sonia",
    "/health": "boss",
    "/jobs": "boss",
    "/rules/1/departments": "regis boss",
    "/rules/department?code=VOI": "regis boss",
    "/requests/{request}/ahead": "rose regis",
    "/requests/{request}/presence": "rose regis",
    "/requests/{request}/subjects?q=nid": "rose regis",
    "/requests/{request}/outcome?subject=ECL-04": "rose regis",
    "/review/presence?ids={request}": "rose regis hugo",
}
FORMS: dict[str, tuple[dict[str, str], str]] = {
    "/review/next": ({}, "rose regis hugo"),
    "/requests/{request}/hold": ({}, "rose regis"),
    "/requests/{request}/leave": ({}, "rose regis"),
    "/requests/{request}/back": ({}, "rose regis"),
    "/requests/{request}/later": ({"version": "1", "day": "{soon}", "reason": "essai"}, "rose regis"),
    "/requests/{request}/decide": ({"version": "1"}, "rose regis"),
    "/requests/{request}/reject": ({"version": "1", "reason": "essai"}, "rose regis"),
    "/requests/{request}/undo": ({}, "rose regis"),
    "/requests/{request}/restore": ({}, "rose regis"),
    "/requests/{request}/renew": ({}, "rose regis"),
    "/requests/{request}/typing": ({"form": "reject", "reason": "essai"}, "rose regis"),
    "/requests/{request}/beyond": ({"way": "next"}, "rose regis"),
    "/review/many": ({"do": "confirm"}, "rose regis hugo"),
    "/requests/{request}/notes": ({"text": "essai"}, "regis"),
    "/requests/{request}/tasks": ({"text": "essai"}, "regis"),
    "/requests/{request}/files": ({}, "rose regis"),
    "/requests/{request}/message": ({"version": "1", "text": "essai"}, "rose regis"),
    "/requests/{request}/incident-letter": ({"text": "essai"}, "rose regis"),
    "/filters": ({"name": "Urgents", "query": "priority=1"}, EVERYBODY),
    "/reminders/news/read": ({"up_to": "0"}, EVERYBODY),
    "/requesters/{file}/merge": ({"gone": "{file}"}, "regis"),
    "/requesters/{file}/undo": ({}, "regis"),
    f"{ROADS}/members": ({"login": "rose", "post": "agent"}, "boss"),
    f"{ROADS}/members/remove": ({"login": "axel"}, "boss"),
    f"{ROADS}/absences": ({"login": "axel", "first": "{soon}", "last": "{soon}"}, "axel hugo boss"),
    f"{ROADS}/move": ({"to": "PRO", "reason": "essai"}, "regis boss"),
    "/agents": ({"login": "nadia", "name": "Nadia"}, "boss"),
    "/agents/{claire}/roles": ({"roles": "dpo"}, "boss"),
    "/agents/{claire}/email": ({"email": "c@valognes.example"}, "boss"),
    "/agents/{claire}/sessions/end": ({}, "boss"),
    "/agents/{claire}/password": ({}, "boss"),
    "/agents/{claire}/close": ({}, "boss"),
    "/agents/{claire}/second-factor/reset": ({}, "boss"),
    "/agents/{claire}/provider/unbind": ({}, "boss"),
    "/agents/second-factor": ({"of": "nobody", "town": TOWN}, "boss"),
    "/account/sessions/end": ({"session": "0"}, EVERYBODY),
    "/account/sessions/end-others": ({}, EVERYBODY),
    "/account/second-factor": ({}, EVERYBODY),
    "/account/second-factor/codes": ({}, EVERYBODY),
    "/account/second-factor/off": ({}, EVERYBODY),
    "/keys": ({"name": "Site", "scopes": "forms"}, "boss"),
    f"/calendar/{TOWN}": ({"revision": "0"}, "boss"),
    "/jobs/revive": ({"queue": "mail"}, "boss"),
    "/ledger/count": ({}, "boss"),
    "/quarantine/retry": ({"channel": "scan", "reason": "malformed"}, "rose regis boss"),
    f"/templates/{TOWN}": ({"key": "cloture", "language": "fr", "seen": "0", "do": "save"}, "regis boss"),
    f"/stationery/{TOWN}": ({"seen": "0", "bottom_mm": "22"}, "regis boss"),
    "/letters/print": ({"do": "chosen"}, "rose regis axel hugo sonia"),
    "/queries/edit": ({"do": "save", "c.key": "all"}, "rose regis axel hugo sonia"),
    "/queries/count": ({"c.key": "all"}, "rose regis axel hugo sonia"),
    f"/addresses/{TOWN}/try": ({}, "boss"),
    f"/addresses/{TOWN}/import": ({"token": "x", "seen": "1"}, "boss"),
}
"""Forms by address, with what is filled in, and who may send each. What is not his to see is not there for him (404)."""
REFUSED = {403, 404}


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
        for heading, name in ((RUBBISH, "LEROUX Fanny"), (DOGS, "LEPETIT Germaine")):
            acquaint(session, TOWN, hall.ids[heading], Requester(name=name, email=f"{heading[:3]}@courrier.example"), seed.NOW)
    return hall


def _filled(hall: Hall, text: str) -> str:
    with hall.installation.database.read() as session:
        claire = agents.find_by_login(session, "claire")
        file, other = (dossiers.of_request(session, hall.ids[heading]) for heading in (RUBBISH, DOGS))
    assert claire is not None and file is not None and other is not None
    return text.format(request=hall.ids[RUBBISH], claire=claire.id, soon=SOON, file=file, other=other)


SOON = "2099-01-01"
"""Refused as too far by who may say so at all (422): nothing is changed for who comes next."""


@pytest.mark.parametrize("login", PEOPLE)
def test_pages_and_forms_are_whose_role_they_are(login: str, staffed: Hall, new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    assert browser.sign_in(login) == 303
    for page, whose in PAGES.items():
        status = browser.status(_filled(staffed, page))
        assert (status == 200) if login in whose.split() else (status in REFUSED), page
    token = browser.token("/requests")
    for address, (fields, whose) in FORMS.items():
        data = {"csrf": token, **{name: _filled(staffed, value) for name, value in fields.items()}}
        path = _filled(staffed, address)
        answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
        if login in whose.split():
            assert answer.status_code in {200, 204, 303, 409, 422}, address
        else:
            assert answer.status_code in REFUSED, address


def test_nobody_who_is_not_signed_in_gets_a_page_or_sends_a_form(staffed: Hall, new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    for page in PAGES:
        answer = browser.client.get(_filled(staffed, page), follow_redirects=False)
        assert answer.headers["location"].startswith("/sign-in"), page
    token = browser.token()
    for address, (fields, _) in FORMS.items():
        data = {"csrf": token, **{name: _filled(staffed, value) for name, value in fields.items()}}
        answer = browser.client.post(_filled(staffed, address), data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
        assert answer.headers.get("location", "").startswith("/sign-in"), address
