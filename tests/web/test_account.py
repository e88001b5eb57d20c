"""One's own account: the second factor and the browsers one is signed in with (S37; issue 8, point 5)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest

from domain.ids import AgentId
from flows import accounts, second_factor
from store import agents, journal, second_factors
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_agents import admin, boss, words
from tests.web.test_kept import HIDDEN, LONG, ended, sign_in_from, written
from tests.web.test_teamwork import Open, page_of, signed_in, staffed
from web.browsers import browser_words
from web.throttle import Throttle
from web.visitor import SESSION_COOKIE

__all__ = ["admin", "boss", "signed_in", "staffed"]
SECRET = re.compile(r'<span class="secret code">([A-Z2-7 ]+)</span>')
CODES = re.compile(r'<li class="code">([a-z0-9-]+)</li>')
FACTOR = "/account/second-factor"


def id_of(hall: Hall, login: str) -> AgentId:
    with hall.installation.database.read() as session:
        found = agents.find_by_login(session, login)
    assert found is not None
    return found.id


def code_of(secret: str, ahead: int = 0) -> str:
    return second_factor.code_at(secret, second_factor.step_of(datetime.now(UTC)) + ahead)


def sent(browser: Browser, path: str, page: str = "/account", **fields: str) -> tuple[int, str]:
    data = {"csrf": browser.token(page), **fields}
    answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.text


def enrol(browser: Browser) -> tuple[str, list[str]]:
    """Set up a second factor by its pages; its code is of the step before, so that the present one still serves."""
    found = SECRET.search(browser.get(FACTOR))
    assert found is not None
    secret = found[1].replace(" ", "")
    status, page = sent(browser, FACTOR, FACTOR, code=code_of(secret, -1), password=seed.PASSWORD)
    assert status == 200
    return secret, CODES.findall(page)


def half_way(browser: Browser, login: str = "claire", **fields: str) -> str:
    status, page = sent(browser, "/sign-in", "/sign-in", login=login, password=seed.PASSWORD, **fields)
    assert status == 200 and "Votre code" in words(page) and not browser.is_signed_in()
    return page


def test_a_telephone_is_set_up_by_picture_or_text_and_asked_for_then(claire: Browser, new_browser: Callable[[], Browser]) -> None:
    page = claire.get(FACTOR)
    assert 'src="data:image/svg+xml' in page and "FreeOTP" in page
    secret, codes = enrol(claire)
    assert len(codes) == 10 and codes[0] not in claire.get("/account") and "Actif depuis" in words(claire.get("/account"))
    other = new_browser()
    half_way(other, next="/requests")
    assert other.client.get("/review", follow_redirects=False).status_code == 303
    status, page = sent(other, "/sign-in/code", "/sign-in/code", code="000000", next="/requests")
    assert status == 422 and "incorrect ou a déjà servi" in words(page)
    data = {"csrf": other.token("/sign-in/code"), "code": code_of(secret), "next": "/requests"}
    answer = other.client.post("/sign-in/code", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/requests") and other.status("/review") == 200


def test_a_code_that_served_is_refused_in_another_browser(claire: Browser, new_browser: Callable[[], Browser]) -> None:
    secret, codes = enrol(claire)
    typed = code_of(secret)
    for status, code in ((303, typed), (422, typed), (303, codes[3]), (422, codes[3])):
        browser = new_browser()
        half_way(browser)
        assert sent(browser, "/sign-in/code", "/sign-in/code", code=code)[0] == status


def test_without_the_password_no_code_opens_anything(claire: Browser, new_browser: Callable[[], Browser]) -> None:
    secret, _ = enrol(claire)
    stranger = new_browser()
    assert stranger.client.get("/sign-in/code", follow_redirects=False).headers["location"] == "/sign-in"
    stranger.client.cookies.set("citoyen_half", "1")
    status, page = sent(stranger, "/sign-in/code", "/sign-in", code=code_of(secret))
    assert status == 422 and "Connectez-vous à nouveau" in words(page) and not stranger.is_signed_in()


def test_codes_are_throttled_by_address_as_passwords_are(claire: Browser, new_browser: Callable[[], Browser]) -> None:
    enrol(claire)
    other = new_browser()
    half_way(other)
    other.client.app.state.throttle = Throttle(limit=1)  # type: ignore[attr-defined]  # the client's own type knows no state
    assert [sent(other, "/sign-in/code", "/sign-in/code", code="000000")[0] for _ in range(2)] == [422, 429]


def test_what_was_typed_is_carried_through_the_code(staffed: Hall, signed_in: Open) -> None:
    hugo, page = signed_in("hugo"), page_of(staffed)
    secret, _ = enrol(hugo)
    _, door = ended(hugo, f"{page}/notes", text=LONG[:10_000])
    status, door = sign_in_from(hugo, door, "hugo")
    assert status == 200 and "Votre code" in words(door) and not written(staffed)
    for code, expected in (("000000", 422), (code_of(secret), 200)):
        fields = {name: unescape(value) for name, value in HIDDEN.findall(door.partition('action="/sign-in/code"')[2])}
        answer = hugo.client.post("/sign-in/code", data={**fields, "code": code}, headers={"Origin": ORIGIN}, follow_redirects=False)
        door = answer.text
        assert answer.status_code == expected
    assert LONG[:10_000] in unescape(door) and f'action="{page}/notes"' in door and hugo.is_signed_in() and not written(staffed)


def test_where_it_is_needed_nothing_else_opens_before(hall: Hall, boss: Browser, new_browser: Callable[[], Browser]) -> None:
    claire = new_browser()
    claire.sign_in("claire")
    fields = {"of": "roles", "roles": "reception", "town": seed.VALOGNES}
    assert sent(boss, "/agents/second-factor", "/agents", **fields)[0] == 303
    assert boss.status("/agents") == 200, "of an administrator it is not asked"
    for path in ("/review", "/requests", "/account", f"/requests/{hall.ids['trou']}"):
        assert claire.client.get(path, follow_redirects=False).headers["location"] == FACTOR
    assert "Votre commune vous le demande" in words(claire.get(FACTOR))
    enrol(claire)
    assert claire.status("/review") == 200 and "Désactiver" not in claire.get("/account")
    assert sent(claire, f"{FACTOR}/off", code="000000")[0] == 409


def test_a_town_rules_its_own_agents_alone(hall: Hall, boss: Browser, admin: Browser) -> None:
    for town in ("breville", "all", ""):
        sent(boss, "/agents/second-factor", "/agents", of="everybody", town=town)
    with hall.installation.database.read() as session:
        assert second_factors.needed_by(session, seed.VALOGNES) == second_factors.EVERYBODY
        assert not second_factors.needed_by(session, "breville") and not second_factors.needed_by(session, "")
    assert sent(admin, "/agents/second-factor", "/agents", of="everybody", town="nulle-part")[0] == 404
    assert sent(admin, "/agents/second-factor", "/agents", of="everybody", town="all")[0] == 303
    assert admin.client.get("/agents", follow_redirects=False).headers["location"] == FACTOR


def test_who_lost_the_telephone_is_let_in_by_an_administrator(hall: Hall, claire: Browser, boss: Browser) -> None:
    enrol(claire)
    page = f"/agents/{id_of(hall, 'claire')}"
    assert "Téléphone perdu" in words(boss.get(page))
    assert sent(boss, f"{page}/second-factor/reset", "/agents")[0] == 303
    assert "Téléphone perdu" not in words(boss.get(page))
    assert claire.client.get("/review", follow_redirects=False).status_code == 303
    claire.forget()
    assert claire.sign_in("claire") == 303 and claire.is_signed_in()
    with hall.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=20)
    assert ("boss", "reset_second_factor") in {(one.actor, one.action) for one in lines}


def test_a_first_password_comes_before_the_second_factor(hall: Hall, boss: Browser, new_browser: Callable[[], Browser]) -> None:
    sent(boss, "/agents/second-factor", "/agents", of="everybody", town=seed.VALOGNES)
    browser = new_browser()
    browser.sign_in("nouveau")
    assert browser.client.get(FACTOR, follow_redirects=False).headers["location"] == "/password"
    new = "les corbeaux aiment le pain"
    assert browser.post("/password", page="/password", present=seed.PASSWORD, new=new, again=new) == 303
    assert browser.client.get("/review", follow_redirects=False).headers["location"] == FACTOR


def test_my_sessions_are_listed_and_ended_one_by_one_or_all_others(new_browser: Callable[[], Browser]) -> None:
    here, there, elsewhere = (new_browser() for _ in range(3))
    there.client.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    for one in (here, there, elsewhere):
        one.sign_in("claire")
    page = here.get("/account")
    assert page.count('name="session"') == 2 and "Firefox, Windows" in page and "Ce navigateur" in page
    mark = page.partition("Firefox, Windows")[2].partition('name="session" value="')[2].partition('"')[0]
    assert sent(here, "/account/sessions/end", session=mark)[0] == 303
    assert [one.client.get("/review", follow_redirects=False).status_code for one in (here, there, elsewhere)] == [200, 303, 200]
    assert sent(here, "/account/sessions/end-others")[0] == 303
    assert [one.client.get("/review", follow_redirects=False).status_code for one in (here, elsewhere)] == [200, 303]


def test_nobody_ends_the_session_of_another(hall: Hall, claire: Browser, new_browser: Callable[[], Browser]) -> None:
    admin = new_browser()
    admin.sign_in("admin")
    with hall.installation.database.read() as session:
        (other,) = agents.sessions_of(session, id_of(hall, "admin"), datetime.now(UTC))
    assert sent(claire, "/account/sessions/end", session=other.mark)[0] == 303
    assert admin.status("/account") == 200


def test_a_mark_is_not_what_a_browser_comes_in_by(hall: Hall, claire: Browser) -> None:
    with hall.installation.database.read() as session:
        (own,) = agents.sessions_of(session, id_of(hall, "claire"), datetime.now(UTC))
    assert own.mark != own.token_hash and accounts.find_session(hall.installation, own.mark, datetime.now(UTC)) is None
    assert claire.client.cookies[SESSION_COOKIE] not in claire.get("/account")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
    ],
)
def test_browsers_are_told_apart_in_words(said: str, shown: str) -> None:
    assert browser_words(said) == shown
