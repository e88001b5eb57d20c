"""Signing in by an identity provider, against a certified one that runs beside the tests (S37; issue 8, point 5)."""

import json
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr

from flows.identity_provider import Person, ProviderError, ProviderFault
from flows.oidc import provider_of
from flows.settings import Settings
from store import agents, journal
from store.agents import Agent
from tests.web import identity, seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.identity import SECRET
from tests.web.test_account import sent
from tests.web.test_agents import words
from tests.web.test_kept import HIDDEN, LONG, ended, written
from tests.web.test_teamwork import page_of, staffed
from web.app import create_app
from web.visitor import SESSION_COOKIE

__all__ = ["staffed"]
PEOPLE: Mapping[str, Mapping[str, object]] = {
    "u-claire": {"email": "Claire@valognes.example", "email_verified": True, "preferred_username": "claire", "name": "Claire Martin"},
    "u-other": {"email": "claire@valognes.example", "email_verified": True, "preferred_username": "claire"},
    "u-loose": {"email": "claire@valognes.example", "email_verified": False, "preferred_username": "claire"},
    "u-hugo": {"email": "hugo@valognes.example", "email_verified": True, "preferred_username": "hugo"},
    "u-nobody": {"email": "nobody@valognes.example", "email_verified": True, "preferred_username": "nadia", "name": "Nadia Petit"},
}
ADDRESS = re.compile(r'content="0; url=([^"]+)"')


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with identity.running(ORIGIN, PEOPLE) as address:
        yield address


Settle = Callable[..., Hall]


@pytest.fixture
def settle(hall: Hall, issuer: str) -> Settle:
    """Give the hall the provider, with more settings."""
    for login in ("claire", "hugo"):
        _set_email(hall, login)

    def settled(**more: object) -> Hall:
        own = {"url": ORIGIN, "oidc_issuer": issuer, "oidc_client_id": "citoyen", "oidc_client_secret": SecretStr(SECRET), **more}
        settings = hall.installation.settings.model_copy(update=own)
        return replace(hall, installation=replace(hall.installation, settings=settings))

    return settled


def _set_email(hall: Hall, login: str) -> None:
    with hall.installation.database.write() as session:
        found = agents.find_by_login(session, login)
        if found is not None:
            agents.set_email(session, found.id, f"{login}@valognes.example")


def opened(hall: Hall) -> Browser:
    return Browser(TestClient(create_app(hall.installation), base_url=ORIGIN, headers={"Accept-Language": "fr"}))


def set_out(browser: Browser, **fields: str) -> str:
    status, page = sent(browser, "/sign-in/oidc", "/sign-in", **fields)
    found = ADDRESS.search(page)
    assert status == 200 and found is not None, words(page)
    return unescape(found[1])


def come(browser: Browser, subject: str, **fields: str) -> tuple[int, str]:
    """Sign in there and come back; return the status of that and the page, or where it leads."""
    back = identity.Person().allow(set_out(browser, **fields), subject)
    answer = browser.client.get(back.removeprefix(ORIGIN), follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


def agent_of(hall: Hall, login: str) -> Agent | None:
    with hall.installation.database.read() as session:
        return agents.find_by_login(session, login)


def actions(hall: Hall) -> list[str]:
    with hall.installation.database.read() as session:
        return [one.action for one in journal.page(session, None, after=None, limit=50)]


def test_an_agent_comes_in_by_the_provider_and_is_bound_to_his_subject(settle: Settle) -> None:
    hall = settle(oidc_name="ProConnect")
    browser = opened(hall)
    assert "Se connecter avec ProConnect" in words(browser.get("/sign-in"))
    assert come(browser, "u-claire", next="/requests") == (303, "/requests")
    assert browser.status("/review") == 200 and "bind_identity" in actions(hall)
    # Another subject with the same address is not Claire.
    status, page = come(opened(hall), "u-other")
    assert status == 403 and "correspond appartient à une autre personne" in words(page)
    with hall.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        agents.set_email(session, claire.id, "autre@valognes.example")
    assert come(opened(hall), "u-claire")[0] == 303, "the subject counts, not the address"


@pytest.mark.parametrize(
    ("subject", "more", "said"),
    [
        ("u-loose", {}, "pas que votre adresse électronique est vérifiée"),
        ("u-nobody", {}, "aucun compte ici ne correspond"),
    ],
)
def test_who_does_not_fit_is_told_so_and_gets_no_account(settle: Settle, subject: str, more: dict[str, object], said: str) -> None:
    hall = settle(**more)
    browser = opened(hall)
    status, page = come(browser, subject)
    assert status == 403 and said in words(page) and not browser.is_signed_in()
    assert agent_of(hall, "nadia") is None


def test_unverified_addresses_count_where_the_provider_is_trusted_with_them(settle: Settle) -> None:
    assert come(opened(settle(oidc_trusts_email=True)), "u-loose")[0] == 303


def test_accounts_are_found_by_login_where_that_is_set(settle: Settle) -> None:
    assert come(opened(settle(oidc_match="login")), "u-loose")[0] == 303


def test_an_account_is_made_where_a_town_is_named_for_it_and_opens_nothing(settle: Settle) -> None:
    hall = settle(oidc_create_in=seed.VALOGNES)
    browser = opened(hall)
    assert come(browser, "u-nobody")[0] == 303
    found = agent_of(hall, "nadia")
    assert found is not None and (found.name, found.town, found.roles) == ("Nadia Petit", seed.VALOGNES, frozenset())
    assert browser.status(f"/requests/{hall.ids['trou']}") == 404 and browser.status("/agents") == 403 and browser.status("/account") == 200


def test_a_closed_account_stays_closed(settle: Settle) -> None:
    hall = settle()
    assert come(opened(hall), "u-claire")[0] == 303
    with hall.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        agents.close(session, claire.id, "x", seed.NOW)
    status, page = come(opened(hall), "u-claire")
    assert status == 403 and "Votre compte ici est fermé" in words(page)


def test_neither_first_password_nor_second_factor_is_asked_of_whom_the_provider_sends(settle: Settle) -> None:
    hall = settle(oidc_match="login", oidc_login_claim="name")
    with hall.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        agents.set_password(session, claire.id, "x", must_change=True)
    hall = settle()
    browser = opened(hall)
    assert come(browser, "u-claire")[0] == 303 and browser.status("/review") == 200


def test_a_state_serves_once_in_the_browser_that_set_out(settle: Settle) -> None:
    hall = settle()
    browser, other = opened(hall), opened(hall)
    back = identity.Person().allow(set_out(browser), "u-claire").removeprefix(ORIGIN)
    assert other.client.get(back).status_code == 403 and not other.is_signed_in()
    forged = re.sub(r"state=[^&]+", "state=x", back)
    assert browser.client.get(forged).status_code == 403 and not browser.is_signed_in()
    assert browser.client.get(back).status_code == 403, "what set out is used up by the first that comes back"


def test_an_answer_that_names_another_issuer_is_not_believed(settle: Settle) -> None:
    browser = opened(settle())
    back = identity.Person().allow(set_out(browser), "u-claire").removeprefix(ORIGIN)
    answer = browser.client.get(re.sub(r"iss=[^&]+", "iss=https://evil.example", back))
    assert answer.status_code == 403 and "ne peut pas être cru" in words(answer.text)


def test_who_breaks_it_off_there_is_told_so(settle: Settle) -> None:
    browser = opened(settle())
    state = parse_qs(urlsplit(set_out(browser)).query)["state"][0]
    answer = browser.client.get("/sign-in/oidc/back", params={"state": state, "error": "access_denied"})
    assert answer.status_code == 403 and "a été interrompue" in words(answer.text)


def test_a_wrong_secret_is_said_in_plain_words(settle: Settle) -> None:
    status, page = come(opened(settle(oidc_client_secret=SecretStr("faux"))), "u-claire")
    assert status == 403 and "n’accepte pas ce poste" in words(page)


def test_a_provider_that_does_not_answer_leaves_the_password(settle: Settle) -> None:
    hall = settle(oidc_issuer="http://localhost:9")
    browser = opened(hall)
    status, page = sent(browser, "/sign-in/oidc", "/sign-in")
    assert status == 503 and "ne répond pas" in words(page)
    assert browser.sign_in("claire") == 303


def test_what_was_typed_is_carried_through_the_provider(staffed: Hall, settle: Settle) -> None:
    _set_email(staffed, "hugo")
    hall = settle()
    hugo, page = opened(hall), page_of(staffed)
    assert come(hugo, "u-hugo")[0] == 303
    _, door = ended(hugo, f"{page}/notes", text=LONG[:10_000])
    fields = {name: unescape(value) for name, value in HIDDEN.findall(door.partition('action="/sign-in/oidc"')[2].partition("</form>")[0])}
    assert "kept_fields" in fields
    status, again = come(hugo, "u-hugo", **{name: value for name, value in fields.items() if name != "csrf"})
    assert status == 200 and LONG[:10_000] in unescape(again) and f'action="{page}/notes"' in again and not written(staffed)


def test_a_stranger_stores_nothing_by_setting_out(settle: Settle) -> None:
    hall = settle()
    browser = opened(hall)
    status, page = come(browser, "u-claire", kept_path="/requests/1/notes", kept_fields="csrf=made.1.up&text=x")
    assert (status, page) == (303, "/")


def test_by_the_provider_alone_only_the_emergency_account_has_a_password(settle: Settle) -> None:
    hall = settle(oidc_only=True)
    browser = opened(hall)
    assert "Compte de secours" in words(browser.get("/sign-in"))
    assert browser.sign_in("claire") == 422
    assert browser.sign_in("admin") == 303


def test_signing_out_leads_to_the_provider_and_back(settle: Settle) -> None:
    hall = settle()
    browser = opened(hall)
    come(browser, "u-claire")
    kept = browser.client.cookies[SESSION_COOKIE]
    status, page = sent(browser, "/sign-out", "/review")
    found = ADDRESS.search(page)
    assert status == 200 and found is not None
    asked = parse_qs(urlsplit(unescape(found[1])).query)
    assert "/session/end" in found[1] and asked["post_logout_redirect_uri"] == [f"{ORIGIN}/sign-in"] and asked["id_token_hint"]
    browser.client.cookies.set(SESSION_COOKIE, kept)
    assert browser.client.get("/review", follow_redirects=False).status_code == 303
    by_password = opened(hall)
    by_password.sign_in("claire")
    assert sent(by_password, "/sign-out", "/review")[0] == 303


def test_an_administrator_undoes_a_binding(settle: Settle) -> None:
    hall = settle()
    claire = opened(hall)
    come(claire, "u-claire")
    found, admin = agent_of(hall, "claire"), opened(hall)
    assert found is not None
    admin.sign_in("admin")
    assert "Défaire le lien" in words(admin.get(f"/agents/{found.id}"))
    assert sent(admin, f"/agents/{found.id}/provider/unbind", "/agents")[0] == 303
    assert claire.client.get("/review", follow_redirects=False).status_code == 303
    assert come(opened(hall), "u-other")[0] == 303


def test_without_a_provider_there_is_no_such_way(browser: Browser) -> None:
    assert "oidc" not in browser.get("/sign-in") and browser.status("/sign-in/oidc/back") == 404
    assert sent(browser, "/sign-in/oidc", "/sign-in")[0] == 404


SHARED = OctKey.import_key(SECRET.encode() + bytes(16))
KEY, OTHER = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Liar:
    """A provider that says what a test wants."""

    issuer: str = ""
    token: str = ""
    named: str | None = None

    def answer(self, path: str) -> object:
        if path == "/token":
            return {"access_token": "", "token_type": "Bearer", "id_token": self.token}
        if path == "/keys":
            return {"keys": [KEY.as_dict(private=False)]}
        own = {"issuer": self.named or self.issuer, "authorization_endpoint": f"{self.issuer}/auth"}
        return {**own, "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"}


@contextmanager
def lying() -> Iterator[Liar]:
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(liar.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def claims_of(liar: Liar, **more: object) -> dict[str, object]:
    now = int(time.time())
    found = {"iss": liar.issuer, "aud": "citoyen", "sub": "u", "nonce": "n", "iat": now, "exp": now + 300, **more}
    return {name: value for name, value in found.items() if value is not None}


def asked(liar: Liar) -> Person:
    settings = Settings(oidc_issuer=liar.issuer, oidc_client_id="citoyen", oidc_client_secret=SecretStr(SECRET))
    provider = provider_of(settings)
    assert provider is not None
    return provider.person("code", nonce="n", verifier="v" * 43)


def test_a_token_that_holds_is_believed() -> None:
    with lying() as liar:
        liar.token = jwt.encode({"alg": "RS256", "kid": "one"}, claims_of(liar), KEY)
        assert asked(liar).subject == "u"


@pytest.mark.parametrize(
    "more",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": ["citoyen", "other"], "azp": "other"},
        {"aud": ["citoyen", "other"]},
        {"exp": 1},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"nonce": "m"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_is_not_believed(more: dict[str, object]) -> None:
    with lying() as liar:
        liar.token = jwt.encode({"alg": "RS256", "kid": "one"}, claims_of(liar, **more), KEY)
        with pytest.raises(ProviderError) as raised:
            asked(liar)
    assert raised.value.fault is ProviderFault.UNTRUSTED


def test_a_token_signed_by_nobody_by_another_key_or_by_what_both_know_is_not_believed() -> None:
    with lying() as liar:
        claims = claims_of(liar)
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
        none = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        unsigned = f"{none}.{signed.split('.')[1]}."
        foreign = jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER)
        shared = jwt.encode({"alg": "HS256"}, claims, SHARED)
        altered = signed.replace(signed.split(".")[1], jwt.encode({"alg": "HS256"}, {**claims, "sub": "boss"}, SHARED).split(".")[1])
        for liar.token in (unsigned, foreign, shared, altered, "", "a.b.c"):
            with pytest.raises(ProviderError) as raised:
                asked(liar)
            assert raised.value.fault is ProviderFault.UNTRUSTED


def test_settings_of_a_provider_that_calls_itself_otherwise_are_not_taken() -> None:
    with lying() as liar:
        liar.named = "https://evil.example"
        with pytest.raises(ProviderError) as raised:
            asked(liar)
    assert raised.value.fault is ProviderFault.UNREACHABLE
