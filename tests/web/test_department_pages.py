"""Departments on the desk: who sees which, members, absences, deputies, moving what lies there (issue 7, point 3; issue 8, point 3)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from domain.absence import Absence
from domain.department import Department
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.rights import Role
from flows.departments import absence as absent
from store import absences, agents, journal, members, requests, rulesets, towns
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall

TOWN = seed.VALOGNES
ROADS = f"/departments/{TOWN}/VOI"
HOLE, RUBBISH = "trou", "Encombrants"
PEOPLE = {
    "regis": (frozenset({Role.REGULATOR}), None),
    "axel": (frozenset(), ("VOI", Post.AGENT)),
    "hugo": (frozenset(), ("VOI", Post.HEAD)),
    "sonia": (frozenset(), ("CCAS", Post.AGENT)),
    "boss": (frozenset({Role.ADMIN}), None),
}
Open = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is worked with at once."""
    monkeypatch.setattr("flows.town_views._FRESH_SECONDS", 0.0)


@pytest.fixture
def signed_in(hall: Hall, new_browser: Callable[[], Browser]) -> Open:
    """Sign in as somebody of the town."""
    with hall.installation.database.write() as session:
        for login, (roles, place) in PEOPLE.items():
            new = NewAgent(town=TOWN, login=login, name=name(login), roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
            agents.add(session, new, seed.NOW)
            if place is not None:
                code, post = place
                members.add(session, Member(town=TOWN, department=DepartmentCode(code), login=login, post=post), seed.NOW)

    def sign_in(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return sign_in


def name(login: str) -> str:
    return f"{login.capitalize()} Essai"


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def send(browser: Browser, path: str, **fields: str) -> tuple[int, str, str]:
    data = {"csrf": browser.token("/requests"), **fields}
    answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), words(answer.text)


def belonging(hall: Hall, code: str = "VOI") -> dict[str, Post]:
    with hall.installation.database.read() as session:
        return {one.login: one.post for one in members.of_department(session, TOWN, DepartmentCode(code))}


def _day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def change_roads(hall: Hall, change: Callable[[Department], Department]) -> None:
    """Publish a rule set in which the department of the roads is changed."""
    with hall.installation.database.write() as session:
        found = rulesets.get(session, TOWN)
        own = tuple(change(one) if one.code == "VOI" else one for one in found.departments)
        town = towns.town(session, TOWN)
        towns.save_town(session, town, replace(found, departments=own), hall.installation.towns.get(TOWN).classifier.places, (), seed.NOW)


def test_who_sees_to_the_town_sees_all_departments_and_a_member_his_own(hall: Hall, signed_in: Open) -> None:
    for login in ("boss", "regis"):
        shown = signed_in(login).get("/departments")
        assert f'href="{ROADS}"' in shown and f'href="/departments/{TOWN}/CCAS"' in shown and "Enedis" in shown
    shown = signed_in("hugo").get("/departments")
    assert f'href="{ROADS}"' in shown and "/CCAS" not in shown and "Enedis" not in shown
    assert "Hugo Essai" in words(shown)


def test_pages_of_departments_open_for_members_and_who_sees_to_the_town(signed_in: Open, new_browser: Callable[[], Browser]) -> None:
    social = f"/departments/{TOWN}/CCAS"
    for login, roads, ccas in (("boss", 200, 200), ("regis", 200, 200), ("hugo", 200, 403), ("axel", 200, 403), ("sonia", 403, 200)):
        browser = signed_in(login)
        assert (browser.status(ROADS), browser.status(social)) == (roads, ccas), login
        assert browser.status("/departments/breville/VOI") == 404
        assert browser.status(f"/departments/{TOWN}/NIX") in {403, 404}
    claire = new_browser()
    claire.sign_in("nouveau")
    assert claire.client.get(ROADS, follow_redirects=False).headers["location"] == "/password"
    assert new_browser().client.get(ROADS, follow_redirects=False).headers["location"].startswith("/sign-in")


def test_an_administrator_names_members_and_heads_and_ends_their_time(hall: Hall, signed_in: Open) -> None:
    boss = signed_in("boss")
    assert send(boss, f"{ROADS}/members", login="regis", post="head")[:2] == (303, f"{ROADS}#members")
    assert send(boss, f"{ROADS}/members", login="hugo", post="agent")[0] == 303
    assert belonging(hall) == {"regis": Post.HEAD, "axel": Post.AGENT, "hugo": Post.AGENT}
    assert send(boss, f"{ROADS}/members/remove", login="axel")[0] == 303
    assert belonging(hall) == {"regis": Post.HEAD, "hugo": Post.AGENT}
    shown = words(boss.get(ROADS))
    # Axel's time, and Hugo's as head.
    assert "2 anciennes affectations" in shown and "Axel Essai, Agent" in shown and "Hugo Essai, Responsable" in shown
    with hall.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=50)
    assert {(one.actor, one.action) for one in lines if one.action.startswith("member.")} == {
        ("boss", "member.added"),
        ("boss", "member.removed"),
    }


@pytest.mark.parametrize(("login", "said"), [("lea", "lea est un agent de breville"), ("personne", "personne"), ("", "Personne")])
def test_who_is_not_of_the_town_is_not_made_a_member(hall: Hall, signed_in: Open, login: str, said: str) -> None:
    status, _, shown = send(signed_in("boss"), f"{ROADS}/members", login=login, post="agent")
    assert status == 422 and said in shown
    assert set(belonging(hall)) == {"axel", "hugo"}


def test_another_authority_has_no_members(hall: Hall, signed_in: Open) -> None:
    boss, enedis = signed_in("boss"), f"/departments/{TOWN}/X-ENE"
    assert 'name="login"' not in boss.get(enedis)
    assert send(boss, f"{enedis}/members", login="axel", post="agent")[0] == 422
    assert belonging(hall, "X-ENE") == {}


@pytest.mark.parametrize("login", ["hugo", "axel", "regis"])
def test_members_are_named_by_who_sees_to_people_alone(hall: Hall, signed_in: Open, login: str) -> None:
    browser = signed_in(login)
    assert f'action="{ROADS}/members"' not in browser.get(ROADS)
    for way, fields in (("members", {"login": "sonia", "post": "head"}), ("members/remove", {"login": "axel"})):
        status, _, shown = send(browser, f"{ROADS}/{way}", **fields)
        assert status == 403 and "un administrateur" in shown
    assert set(belonging(hall)) == {"axel", "hugo"}


def test_a_head_says_who_is_away_and_the_deputy_reads_meanwhile(hall: Hall, signed_in: Open) -> None:
    hugo, sonia = signed_in("hugo"), signed_in("sonia")
    assert sonia.status(f"/requests/{hall.ids[HOLE]}") == 404
    done = send(hugo, f"{ROADS}/absences", login="axel", first=_day(-1), last=_day(5), deputy="sonia")
    assert done[:2] == (303, f"{ROADS}#absences")
    shown = words(hugo.get(ROADS))
    assert "suppléance : Sonia Essai" in shown and "Saisie par Hugo Essai" in shown
    assert sonia.status(f"/requests/{hall.ids[HOLE]}") == 200
    ended = re.search(rf'action="({ROADS}/absences/\d+/end)"', hugo.get(ROADS))
    assert ended is not None
    assert send(hugo, ended[1])[:2] == (303, f"{ROADS}#absences")
    assert sonia.status(f"/requests/{hall.ids[HOLE]}") == 404
    assert "Aucune absence n’est annoncée" in words(hugo.get(ROADS))


def test_a_member_says_so_of_himself_and_of_nobody_else(hall: Hall, signed_in: Open) -> None:
    axel = signed_in("axel")
    choice = axel.get(ROADS).partition('id="absent"')[2].partition("</select>")[0]
    assert 'value="axel"' in choice and 'value="hugo"' not in choice
    assert send(axel, f"{ROADS}/absences", login="axel", first=_day(1), last=_day(2), deputy="")[0] == 303
    assert send(axel, f"{ROADS}/absences", login="hugo", first=_day(1), last=_day(2), deputy="axel")[0] == 403
    with hall.installation.database.read() as session:
        assert [one.absence.login for one in absences.coming(session, datetime.now(UTC).date())] == ["axel"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first": "", "last": _day(1)}, "Indiquez les deux jours."),
        ({"first": _day(4), "last": _day(1)}, "Le dernier jour précède le premier."),
        ({"first": _day(1), "last": _day(2), "deputy": "axel"}, "Personne ne se supplée"),
        ({"first": _day(1), "last": _day(2), "deputy": "lea"}, "lea"),
    ],
)
def test_an_absence_that_cannot_be_is_said_beside_the_fields_and_stays_typed(
    hall: Hall, signed_in: Open, fields: dict[str, str], said: str
) -> None:
    browser = signed_in("hugo")
    data = {"csrf": browser.token("/requests"), "login": "axel", **fields}
    answer = browser.client.post(f"{ROADS}/absences", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 422 and 'id="absences-fault"' in answer.text
    assert said in words(answer.text)
    assert f'name="last" required min="{datetime.now(UTC).date().isoformat()}" value="{fields["last"]}"' in answer.text
    with hall.installation.database.read() as session:
        assert absences.coming(session, datetime.now(UTC).date()) == ()


def test_an_absence_of_another_town_is_not_ended_from_here(hall: Hall, signed_in: Open) -> None:
    absence = Absence(login="lea", first_day=seed.NOW.date(), last_day=datetime.now(UTC).date() + timedelta(days=3))
    kept = absent.say_absent(hall.installation, seed.BREVILLE, absence, "lea", datetime.now(UTC))
    assert send(signed_in("boss"), f"{ROADS}/absences/{kept.id}/end")[0] == 404
    with hall.installation.database.read() as session:
        found = absences.find(session, kept.id)
    assert found is not None and found.taken_back_at is None


def test_what_lies_in_a_department_is_moved_with_a_reason(hall: Hall, signed_in: Open) -> None:
    boss = signed_in("boss")
    status, _, shown = send(boss, f"{ROADS}/move", to="PRO", reason=" ")
    assert status == 422 and "Le motif manque." in shown
    assert send(boss, f"{ROADS}/move", to="X-DEP", reason="x")[0] == 422
    status, where, _ = send(boss, f"{ROADS}/move", to="PRO", reason="voirie et propreté réunies")
    assert status == 303 and where.startswith(f"{ROADS}?moved=")
    with hall.installation.database.read() as session:
        line = requests.get(session, hall.ids[HOLE]).line
    assert line.department == "PRO"
    assert re.search(r"\d demandes? (a|ont) été déplacées?", words(boss.get(where)))
    assert "0 demande est ouverte ici" in words(boss.get(ROADS))


@pytest.mark.parametrize(("login", "may"), [("boss", True), ("regis", True), ("hugo", False), ("axel", False)])
def test_requests_are_moved_by_who_sets_up_or_regulates(hall: Hall, signed_in: Open, login: str, *, may: bool) -> None:
    browser = signed_in(login)
    assert (f'action="{ROADS}/move"' in browser.get(ROADS)) is may
    assert send(browser, f"{ROADS}/move", to="PRO", reason="essai")[0] == (303 if may else 403)


def test_a_closed_department_says_where_its_requests_go(hall: Hall, signed_in: Open) -> None:
    boss = signed_in("boss")
    today = datetime.now(UTC).date()
    change_roads(hall, lambda one: replace(one, closed_on=today - timedelta(days=1), successor=DepartmentCode("PRO")))
    shown = words(boss.get(ROADS))
    assert "Fermé depuis le" in shown and "vont au service : Propreté" in shown
    listed = boss.get("/departments").partition('id="over"')[2]
    assert f'href="{ROADS}"' in listed.partition('id="outside"')[0]
    change_roads(hall, lambda one: replace(one, closed_on=today + timedelta(days=9), successor=None))
    shown = words(boss.get(ROADS))
    assert "Ferme le" in shown and "reviennent à vérifier" in shown


def test_who_does_the_work_of_another_stands_above_it(hall: Hall, signed_in: Open) -> None:
    boss = signed_in("boss")
    change_roads(hall, lambda one: replace(one, served_by=DepartmentCode("PRO")))
    shown = boss.get("/departments")
    rubbish, roads = shown.index(f'href="/departments/{TOWN}/PRO"'), shown.index(f'href="{ROADS}"')
    assert rubbish < roads and "assuré par le service ci-dessus" in shown
    assert "Assuré par Propreté" in words(boss.get(ROADS))


def test_a_department_nobody_can_write_to_says_so(hall: Hall, signed_in: Open) -> None:
    boss = signed_in("boss")
    assert "Personne à qui écrire" in words(boss.get(ROADS))
    change_roads(hall, lambda one: replace(one, email="st@valognes.example"))
    assert "Personne à qui écrire" not in words(boss.get(ROADS))


@pytest.mark.parametrize("way", ["members", "members/remove", "absences", "absences/1/end", "move"])
def test_no_form_is_taken_without_the_token_of_the_page(signed_in: Open, way: str) -> None:
    answer = signed_in("boss").client.post(f"{ROADS}/{way}", data={"login": "axel"}, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 403
