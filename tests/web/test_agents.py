"""People who sign in, and keys of the API, on the desk: added, changed, signed out, closed (issue 8, points 3 and 5)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.department import DepartmentKind
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.rights import GIVEN_ROLES, Role
from flows import accounts
from store import agents, api_keys, journal, members
from store.agents import Agent, NewAgent
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from web import people_words

TOWN = seed.VALOGNES
SECRET = re.compile(r'<dd class="code">([\w-]{10,})</dd>')
KEY = re.compile(r'<p class="secret code">(citoyen_[\w-]+)</p>')


@pytest.fixture
def boss(hall: Hall, new_browser: Callable[[], Browser]) -> Browser:
    """The administrator of Valognes at work."""
    new = NewAgent(
        town=TOWN, login="boss", name="Aline Dubois", roles=frozenset({Role.ADMIN}), password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(hall.installation, new, seed.NOW)
    return _signed_in(new_browser(), "boss")


@pytest.fixture
def admin(new_browser: Callable[[], Browser]) -> Browser:
    """The administrator of the installation at work."""
    return _signed_in(new_browser(), "admin")


def _signed_in(browser: Browser, login: str) -> Browser:
    assert browser.sign_in(login) == 303
    return browser


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def send(browser: Browser, path: str, **fields: str | list[str]) -> tuple[int, str]:
    data = {"csrf": browser.token("/agents"), **fields}
    answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.text


def find(hall: Hall, login: str) -> Agent:
    with hall.installation.database.read() as session:
        found = agents.find_by_login(session, login)
    assert found is not None
    return found


def actions(hall: Hall, actor: str) -> list[str]:
    with hall.installation.database.read() as session:
        return [one.action for one in journal.page(session, None, after=None, limit=100) if one.actor == actor]


def test_somebody_is_added_and_signs_in_with_the_password_shown_once(hall: Hall, boss: Browser, new_browser: Callable[[], Browser]) -> None:
    status, shown = send(boss, "/agents", login=" Marie.Roux ", name="Marie Roux", roles=["reception", "regulator"], town="breville")
    assert status == 200
    secret = SECRET.findall(shown)[-1]
    marie = find(hall, "marie.roux")
    # An administrator of one town adds to his own, whatever is sent.
    assert (marie.town, marie.roles, marie.must_change) == (TOWN, frozenset({Role.RECEPTION, Role.REGULATOR}), True)
    assert secret not in boss.get("/agents") and secret not in boss.get(f"/agents/{marie.id}")
    browser = new_browser()
    assert browser.sign_in("marie.roux", secret) == 303
    assert browser.client.get("/", follow_redirects=False).headers["location"] == "/password"
    assert "add_agent" in actions(hall, "boss")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"login": "claire", "name": "Une autre"}, 409),
        ({"login": "a", "name": "x"}, 422),
        ({"login": "avec espace", "name": "x"}, 422),
        ({"login": "<script>", "name": "x"}, 422),
        ({"login": "marie", "name": "  "}, 422),
        ({"login": " System", "name": "Machine"}, 409),
    ],
)
def test_who_cannot_be_added_is_said_and_stays_typed(hall: Hall, boss: Browser, fields: dict[str, str], status: int) -> None:
    found, shown = send(boss, "/agents", **fields)
    assert found == status and 'role="alert"' in shown
    assert f'value="{fields["login"].strip().lower()}"' in unescape(shown)
    with hall.installation.database.read() as session:
        assert {one.login for one in agents.all_agents(session)} == {"admin", "boss", "claire", "lea", "nouveau"}


def test_roles_of_departments_and_unknown_ones_are_not_given(hall: Hall, boss: Browser) -> None:
    assert send(boss, "/agents", login="marie", name="Marie", roles=["head", "dpo"])[0] == 200
    assert find(hall, "marie").roles == frozenset({Role.DPO})
    assert send(boss, "/agents", login="paul", name="Paul", roles=["dieu"])[0] == 422


def test_roles_are_given_and_taken(hall: Hall, boss: Browser) -> None:
    page = f"/agents/{find(hall, 'claire').id}"
    assert send(boss, f"{page}/roles", roles=["dpo"])[0] == 303
    assert find(hall, "claire").roles == frozenset({Role.DPO})
    assert re.search(r'value="dpo"[^>]* checked', boss.get(page)) and not re.search(r'value="reception"[^>]* checked', boss.get(page))
    assert send(boss, f"{page}/roles")[0] == 303
    assert find(hall, "claire").roles == frozenset()
    assert "N’ouvre rien" in words(boss.get("/agents"))


def test_nobody_locks_himself_out(hall: Hall, boss: Browser) -> None:
    own = f"/agents/{find(hall, 'boss').id}"
    assert send(boss, f"{own}/roles", roles=["reception"])[0] == 303
    assert find(hall, "boss").roles == frozenset({Role.ADMIN, Role.RECEPTION})
    for way in ("password", "close"):
        assert send(boss, f"{own}/{way}")[0] == 404
        assert f'action="{own}/{way}"' not in boss.get(own)
    assert boss.status("/agents") == 200


def test_an_administrator_of_a_town_sees_to_its_people_alone(hall: Hall, boss: Browser) -> None:
    listed = boss.get("/agents")
    assert "Claire Vasseur" in listed and "Léa Moreau" not in listed and ">admin<" not in listed
    for login in ("lea", "admin"):
        other = find(hall, login)
        assert boss.status(f"/agents/{other.id}") == 404
        for way, fields in (
            ("roles", {"roles": "dpo"}),
            ("email", {"email": "a@b.example"}),
            ("sessions/end", {}),
            ("password", {}),
            ("close", {}),
        ):
            assert send(boss, f"/agents/{other.id}/{way}", **fields)[0] == 404, way
        assert find(hall, login) == other


def test_who_is_of_the_installation_chooses_the_town(hall: Hall, admin: Browser) -> None:
    assert send(admin, "/agents", login="anne", name="Anne", town="breville")[0] == 200
    assert send(admin, "/agents", login="paul", name="Paul", town="all", roles=["dpo"])[0] == 200
    assert (find(hall, "anne").town, find(hall, "paul").town) == (seed.BREVILLE, None)
    assert "Léa Moreau" in admin.get("/agents") and "Claire Vasseur" in admin.get("/agents")


def test_nothing_is_for_all_towns_by_a_slip(hall: Hall, admin: Browser) -> None:
    for town in ({"town": "valogne"}, {"town": ""}, {}):
        assert send(admin, "/agents", login="anne", name="Anne", roles=["admin"], **town)[0] == 404
        assert send(admin, "/keys", name="Site", scopes=["requests:read"], **town)[0] == 404
    with hall.installation.database.read() as session:
        assert agents.find_by_login(session, "anne") is None and api_keys.all_keys(session, None) == ()


def test_a_new_first_password_ends_all_sessions(hall: Hall, boss: Browser, claire: Browser, new_browser: Callable[[], Browser]) -> None:
    status, shown = send(boss, f"/agents/{find(hall, 'claire').id}/password")
    assert status == 200
    assert claire.client.get("/review", follow_redirects=False).headers["location"].startswith("/sign-in")
    assert new_browser().sign_in("claire") == 422
    assert new_browser().sign_in("claire", SECRET.findall(shown)[-1]) == 303
    assert "reset_password" in actions(hall, "boss")


def test_sessions_are_shown_and_ended(hall: Hall, boss: Browser, claire: Browser) -> None:
    page = f"/agents/{find(hall, 'claire').id}"
    assert "En ligne avec 1 navigateur." in words(boss.get(page))
    assert send(boss, f"{page}/sessions/end")[0] == 303
    assert claire.client.get("/review", follow_redirects=False).headers["location"].startswith("/sign-in")
    assert "Hors ligne." in words(boss.get(page)) and "end_sessions" in actions(hall, "boss")


def test_where_somebody_is_written_to_is_set_and_a_wrong_address_said(hall: Hall, boss: Browser) -> None:
    page = f"/agents/{find(hall, 'claire').id}"
    assert send(boss, f"{page}/email", email="claire.vasseur@valognes.example")[0] == 303
    assert find(hall, "claire").email == "claire.vasseur@valognes.example"
    status, shown = send(boss, f"{page}/email", email="claire chez elle")
    assert status == 422 and 'value="claire chez elle"' in shown and 'id="email-fault"' in shown
    assert send(boss, f"{page}/email", email="")[0] == 303
    assert find(hall, "claire").email is None


def test_an_account_is_closed_and_stays_known(hall: Hall, boss: Browser, claire: Browser, new_browser: Callable[[], Browser]) -> None:
    code = DepartmentCode("VOI")
    with hall.installation.database.write() as session:
        members.add(session, Member(town=TOWN, department=code, login="claire", post=Post.HEAD), seed.NOW)
    page = f"/agents/{find(hall, 'claire').id}"
    assert send(boss, f"{page}/close")[0] == 303
    assert send(boss, f"{page}/close")[0] == 303
    closed = find(hall, "claire")
    assert closed.roles == frozenset() and closed.must_change
    with hall.installation.database.read() as session:
        assert members.of_agent(session, "claire") == ()
        assert [one.member.login for one in members.history(session, TOWN, code)] == ["claire"]
    assert new_browser().sign_in("claire") == 422
    assert claire.client.get("/review", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_before_an_account_is_closed_it_is_shown_what_becomes_of_what_it_has_in_hand(hall: Hall, boss: Browser, claire: Browser) -> None:
    request = hall.ids["trou"]
    with hall.installation.database.write() as session:
        taken = {"status": "accepted", "taken_by": "claire", "taken_at": seed.NOW}
        session.execute(update(RequestRow).where(RequestRow.id == request).values(**taken))
        heading, number = session.get_one(RequestRow, request).heading, f"2026/{session.get_one(RequestRow, request).counter:04}"
    page = f"/agents/{find(hall, 'claire').id}/close"
    before = boss.get(page)
    assert number in before and "Rendue au service, à prendre en charge" in words(before) and "Fermer le compte" in words(before)
    assert heading is not None and heading not in before, "who sees to people reads no request by that"
    assert send(boss, page)[0] == 303
    after = words(boss.get(page))
    assert "est fermé" in after and number in after and "Rendue au service" in after and "Ouverte" in after
    assert "Compte fermé le" in words(boss.get("/agents")) and "Rouvrir le compte" in words(boss.get(page.removesuffix("/close")))
    assert send(boss, page.replace("/close", "/roles"), roles=["reception"])[0] == 409
    assert send(boss, page.replace("/close", "/password"))[0] == 200
    assert find(hall, "claire").closed_at is None and "open_account" in actions(hall, "boss")


def test_a_locked_account_and_a_first_password_are_told(hall: Hall, boss: Browser) -> None:
    nouveau = find(hall, "nouveau")
    assert "Premier mot de passe à changer" in words(boss.get("/agents"))
    with hall.installation.database.write() as session:
        agents.record_failure(session, nouveau.id, datetime.now(UTC) + timedelta(minutes=30))
    assert "Bloqué jusqu’à" in words(boss.get("/agents")) and "Bloqué jusqu’à" in words(boss.get(f"/agents/{nouveau.id}"))


def test_every_role_post_and_scope_has_words() -> None:
    assert set(people_words.AGENT_ROLES) == set(Role) and set(people_words.ROLE_HINTS) == set(GIVEN_ROLES)
    assert set(people_words.POSTS) == set(Post) and set(people_words.SCOPES) == set(Scope)
    assert set(people_words.DEPARTMENT_KINDS) == set(DepartmentKind)


def test_a_key_is_made_shown_once_and_ended(hall: Hall, boss: Browser) -> None:
    status, shown = send(boss, "/keys", name="Site de la ville", scopes=["forms", "requests:read"], per_minute="60", until="", town="all")
    assert status == 200
    (secret,) = KEY.findall(shown)
    listed = boss.get("/keys")
    assert secret not in listed and "Site de la ville" in listed and secret[:12] in listed
    call = {"Authorization": f"Bearer {secret}"}
    assert boss.client.get("/api/v1/requests", headers=call).status_code == 200
    with hall.installation.database.read() as session:
        (kept,) = api_keys.all_keys(session, TOWN)
    assert (kept.town, kept.created_by, kept.per_minute) == (TOWN, "boss", 60)
    assert send(boss, f"/keys/{kept.id}/revoke")[0] == 303
    assert boss.client.get("/api/v1/requests", headers=call).status_code == 401
    assert "Révoquée" in words(boss.get("/keys"))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "scopes": "forms"},
        {"name": "Site"},
        {"name": "Site", "scopes": "forms", "until": "2001-01-01"},
        {"name": "Site", "scopes": "forms", "until": "demain"},
    ],
)
def test_a_key_that_cannot_be_made_is_said(hall: Hall, boss: Browser, fields: dict[str, str]) -> None:
    status, shown = send(boss, "/keys", **fields)
    assert status == 422 and 'role="alert"' in shown
    with hall.installation.database.read() as session:
        assert api_keys.all_keys(session, None) == ()


def test_keys_of_others_are_not_there(hall: Hall, boss: Browser, admin: Browser) -> None:
    assert send(admin, "/keys", name="Partout", scopes=["forms"], town="all")[0] == 200
    assert send(admin, "/keys", name="Là-bas", scopes=["forms"], town="breville")[0] == 200
    listed = boss.get("/keys")
    assert "Partout" not in listed and "Là-bas" not in listed
    with hall.installation.database.read() as session:
        kept = api_keys.all_keys(session, None)
    assert {one.town for one in kept} == {None, seed.BREVILLE}
    for one in kept:
        assert send(boss, f"/keys/{one.id}/revoke")[0] == 404
    assert "Partout" in admin.get("/keys") and "Là-bas" in admin.get("/keys")


@pytest.mark.parametrize("way", ["/agents", "/agents/2/roles", "/agents/2/email", "/agents/2/password", "/agents/2/close", "/keys"])
def test_no_form_is_taken_without_the_token_of_the_page(boss: Browser, way: str) -> None:
    answer = boss.client.post(way, data={"login": "x", "name": "x"}, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 403


@pytest.mark.parametrize("number", [0, 99999, 2**63])
def test_numbers_nobody_has_are_no_pages(boss: Browser, number: int) -> None:
    assert boss.status(f"/agents/{number}") == 404


def test_somebody_is_added_with_his_address_or_told_that_it_is_none(hall: Hall, boss: Browser) -> None:
    status, page = send(boss, "/agents", login="nina", name="Nina Roux", email="nina", roles=["reception"])
    assert status == 422 and 'value="nina"' in page
    status, _ = send(boss, "/agents", login="nina", name="Nina Roux", email=" Nina@Valognes.example ", roles=["reception"])
    assert (status, find(hall, "nina").email) == (200, "nina@valognes.example")
