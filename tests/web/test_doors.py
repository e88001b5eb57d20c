import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from store import agents
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.served import posted
from web.app import create_app
from web.portal import visit
from web.throttle import Throttle
from web.visitor import LANGUAGE_COOKIE, SESSION_COOKIE, TOWN_COOKIE, checked_post, is_own_origin, safe_path

NEW_PASSWORD = "les corbeaux aiment le pain"


def test_a_stranger_is_led_to_the_sign_in_page_and_back(browser: Browser) -> None:
    response = browser.client.get("/requests", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?next=/requests")
    answer = browser.client.post(
        "/sign-in",
        data={"csrf": browser.token(), "login": "claire", "password": seed.PASSWORD, "next": "/requests"},
        headers={"Origin": ORIGIN},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/requests"


def test_signing_in_never_leads_to_another_site() -> None:
    for path in ("https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\r\nSet-Cookie: x=1"):
        assert safe_path(path) == "/"
    assert safe_path("/requests/12") == "/requests/12"


def test_the_session_cookie_is_for_the_server_only(browser: Browser) -> None:
    answer = browser.client.post(
        "/sign-in",
        data={"csrf": browser.token(), "login": "claire", "password": seed.PASSWORD},
        headers={"Origin": ORIGIN},
        follow_redirects=False,
    )
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


def test_behind_https_cookies_are_secure_and_tied_to_the_host(hall: Hall) -> None:
    settings = hall.installation.settings.model_copy(update={"url": "https://desk.example"})
    app = create_app(replace(hall.installation, settings=settings))
    with TestClient(app, base_url="https://desk.example") as client:
        answer = client.get("/sign-in")
    assert answer.headers["set-cookie"].startswith("__Host-citoyen_visit=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_unknown_login_and_wrong_password_look_the_same(browser: Browser) -> None:
    pages = []
    for login in ("claire", "personne"):
        token = browser.token()
        fields = {"csrf": token, "login": login, "password": "faux"}
        answer = browser.client.post("/sign-in", data=fields, headers={"Origin": ORIGIN})
        pages.append((answer.status_code, answer.text.replace(login, "").replace(token, "")))
    assert pages[0] == pages[1]
    assert pages[0][0] == 422


def test_after_five_failures_even_the_right_password_is_refused(browser: Browser) -> None:
    assert [browser.sign_in("claire", "faux") for _ in range(5)] == [422] * 5
    assert browser.sign_in("claire") == 422
    assert not browser.is_signed_in()


def test_one_address_may_not_try_for_ever(browser: Browser) -> None:
    app = browser.client.app
    app.state.throttle = Throttle(limit=2)  # type: ignore[attr-defined]  # the client's own type knows no state
    assert [browser.sign_in("personne", "faux") for _ in range(3)] == [422, 422, 429]


def test_of_the_sixth_version_of_ip_a_network_is_one_address(hall: Hall) -> None:
    app = create_app(hall.installation)
    app.state.throttle = Throttle(limit=2)

    def tries(address: str) -> int:
        browser = Browser(TestClient(app, base_url="http://testserver", client=(address, 5000)))
        return browser.sign_in("claire", "faux")

    assert [tries(one) for one in ("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1")] == [422, 422, 429, 422]


def test_signing_out_ends_the_session_on_the_server(claire: Browser) -> None:
    kept = claire.client.cookies[SESSION_COOKIE]
    assert claire.post("/sign-out", page="/review") == 303
    claire.client.cookies.set(SESSION_COOKIE, kept)
    assert claire.client.get("/review", follow_redirects=False).status_code == 303


def test_a_session_that_is_not_used_ends(claire: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        found = agents.find_by_login(session, "claire")
        assert found is not None
        session.connection().exec_driver_sql(
            "UPDATE sessions SET seen_at = ?", ((datetime.now(UTC) - timedelta(hours=3)).isoformat(sep=" "),)
        )
    assert claire.client.get("/review", follow_redirects=False).status_code == 303


def test_a_form_without_the_token_of_the_page_is_refused(claire: Browser) -> None:
    for fields in ({}, {"csrf": "faux"}, {"csrf": "é"}):
        assert claire.client.post("/sign-out", data=fields, headers={"Origin": ORIGIN}).status_code == 403
    assert claire.is_signed_in()


def test_a_form_from_another_site_is_refused_even_with_the_token(claire: Browser) -> None:
    token = claire.token("/review")
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}, {"Referer": "http://evil.example/testserver"}):
        assert claire.client.post("/sign-out", data={"csrf": token}, headers=headers).status_code == 403
    assert (
        claire.client.post("/sign-out", data={"csrf": token}, headers={"Referer": f"{ORIGIN}/review"}, follow_redirects=False).status_code
        == 303
    )


def test_the_public_address_counts_as_own_origin_behind_a_proxy() -> None:
    headers = {"origin": "https://desk.example", "host": "127.0.0.1:8000"}
    assert is_own_origin(headers, "https://desk.example")
    assert not is_own_origin(headers, None)


def test_every_form_of_the_desk_is_checked(browser: Browser) -> None:
    writing = {"POST", "PUT", "PATCH", "DELETE"}
    # What programs call bears a key and no cookie: no browser can be made to send it.
    # The forms of citizens know neither session nor cookie.
    elsewhere = ("/api/", "/open311/", "/f/", "/p/")
    posts = [route for route in _routes(browser) if (route.methods or set()) & writing and not route.path.startswith(elsewhere)]
    assert len(posts) >= 5
    assert all(checked_post in {dependency.call for dependency in route.dependant.dependencies} for route in posts)


def test_every_form_of_the_portal_is_checked(browser: Browser) -> None:
    posts = [route for route in _routes(browser) if "POST" in (route.methods or set()) and route.path.startswith("/p/")]
    assert len(posts) >= 20
    unchecked = {route.path for route in posts if visit.checked_post not in {one.call for one in route.dependant.dependencies}}
    # These bear a secret of their own: a link of a mail, whose reader has no cookie; a form's own token, made for one citizen.
    assert unchecked == {"/p/{town}/follow-report/{token}", "/p/{town}/unfollow/{token}", "/p/{town}/forms/{code}"}


@pytest.mark.parametrize(("origin", "token"), [("http://evil.example", None), (ORIGIN, "faux"), (ORIGIN, "")])
def test_files_from_elsewhere_are_refused_before_they_are_taken_in(claire: Browser, hall: Hall, origin: str, token: str | None) -> None:
    own = claire.token("/requests") if token is None else token
    head = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + own.encode() + b"\r\n"
    file = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    pieces = iter([head, file, *([bytes(1000)] * 50)])
    kept = f"{SESSION_COOKIE}={claire.client.cookies[SESSION_COOKIE]}"
    headers = {"host": "testserver", "origin": origin, "cookie": kept, "content-type": "multipart/form-data; boundary=x"}
    status, _ = posted(hall.installation, f"/requests/{hall.ids['trou']}/files", headers, pieces)
    assert status == 403
    assert len(list(pieces)) >= 50


def test_a_first_password_must_be_changed_before_anything_else(browser: Browser) -> None:
    browser.sign_in("nouveau")
    answer = browser.client.get("/review", follow_redirects=False)
    assert answer.headers["location"] == "/password"
    assert "Choisissez votre mot de passe" in browser.get("/password")
    assert browser.post("/password", page="/password", present=seed.PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD) == 303
    assert browser.status("/review") == 200
    browser.forget()
    assert browser.sign_in("nouveau", NEW_PASSWORD) == 303


@pytest.mark.parametrize(
    ("present", "new", "again", "said"),
    [
        ("faux", NEW_PASSWORD, NEW_PASSWORD, "Le mot de passe actuel est incorrect."),
        (seed.PASSWORD, "court", "court", "au moins 12 caractères"),
        (seed.PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "au moins 6 caractères différents"),
        (seed.PASSWORD, "c'est claire comme le jour", "c'est claire comme le jour", "votre identifiant"),
        (seed.PASSWORD, seed.PASSWORD, seed.PASSWORD, "différent de l’actuel"),
        (seed.PASSWORD, NEW_PASSWORD, "autre chose", "Les deux nouveaux mots de passe diffèrent."),
    ],
)
def test_a_bad_new_password_is_refused_with_the_reason(claire: Browser, present: str, new: str, again: str, said: str) -> None:
    fields = {"csrf": claire.token("/password"), "present": present, "new": new, "again": again}
    answer = claire.client.post("/password", data=fields, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert said in answer.text


def test_changing_the_password_ends_the_other_browsers(new_browser: Callable[[], Browser]) -> None:
    here, there = new_browser(), new_browser()
    here.sign_in("claire")
    there.sign_in("claire")
    assert here.post("/password", page="/password", present=seed.PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD) == 303
    assert here.status("/review") == 200
    assert there.client.get("/review", follow_redirects=False).status_code == 303


def test_the_language_follows_the_browser_then_the_choice(new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    assert '<html lang="en">' in browser.get("/sign-in", **{"Accept-Language": "de, en;q=0.8, fr;q=0.3"})
    assert '<html lang="fr">' in browser.get("/sign-in", **{"Accept-Language": "de"})
    browser.post("/language", language="en")
    assert browser.client.cookies[LANGUAGE_COOKIE] == "en"
    assert '<html lang="en">' in browser.get("/sign-in")
    browser.sign_in("claire")
    assert "To review" in browser.get("/review")
    elsewhere = new_browser()
    elsewhere.sign_in("claire")
    assert "To review" in elsewhere.get("/review")


def test_an_agent_of_the_installation_chooses_a_town(browser: Browser) -> None:
    browser.sign_in("admin")
    assert "secret de Bréville" in browser.get("/requests")
    browser.post("/town", page="/review", town="valognes", next="/requests")
    assert browser.client.cookies[TOWN_COOKIE] == "valognes"
    assert "secret de Bréville" not in browser.get("/requests")
    browser.post("/town", page="/review", town="", next="/requests")
    assert "secret de Bréville" in browser.get("/requests")


def test_a_cookie_does_not_open_another_town(claire: Browser) -> None:
    for town in ("breville", "", "nulle-part"):
        claire.client.cookies.set(TOWN_COOKIE, town)
        assert "secret de Bréville" not in claire.get("/requests")


def test_no_page_may_be_kept_or_framed_and_none_runs_foreign_code(claire: Browser) -> None:
    for path in ("/review", "/requests", "/nowhere", "/password"):
        headers = claire.client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_pages_hold_no_inline_script_or_style(claire: Browser, hall: Hall) -> None:
    for path in ("/sign-in", "/review", "/requests", "/password", *(f"/requests/{one}" for one in hall.ids.values())):
        page = claire.get(path)
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|<[^>]*\s(style|on[a-z]+)=", page), path


def _routes(browser: Browser) -> list[APIRoute]:
    app = create_app(browser.client.app.state.desk.installation)  # type: ignore[attr-defined]  # the client's own type knows no state
    found: list[APIRoute] = []
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        found.extend(inner.routes if inner is not None else [])
        if isinstance(route, APIRoute):
            found.append(route)
    return [route for route in found if isinstance(route, APIRoute)]
