"""Citizens by an identity provider, against a certified one that runs beside the tests: FranceConnect's way of it (S42)."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

import pytest
from pydantic import SecretStr

from flows.identity_provider import Person, Provider, Registration, _is_sure
from store import citizens
from tests.web import identity, seed
from tests.web.conftest import ORIGIN, Hall
from tests.web.identity import SECRET
from tests.web.portal_people import ANNE, BRUNO, HOME, OTHER, PASSWORD, Citizens, add, body_of, letters, opener, path_in, with_mail
from tests.web.test_portal_account import switch_on

PEOPLE: Mapping[str, Mapping[str, object]] = {
    "fc-anne": {"email": ANNE, "given_name": "Anne", "family_name": "Lefèvre"},
    "fc-bruno": {"email": BRUNO, "given_name": "Bruno", "family_name": "Petit"},
    "fc-bare": {},
}
ADDRESS = re.compile(r'content="0; url=([^"]+)"')
Open = Callable[[], Citizens]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with identity.running(ORIGIN, PEOPLE) as address:
        yield address


@pytest.fixture
def posted(hall: Hall, issuer: str) -> Hall:
    own = {"citizen_oidc_issuer": issuer, "citizen_oidc_client_id": "citoyen-portail", "citizen_oidc_client_secret": SecretStr(SECRET)}
    more = {"citizen_oidc_name": "FranceConnect", "citizen_oidc_scopes": "openid email profile"}
    return with_mail(hall, **own, **more)


@pytest.fixture
def browse(posted: Hall) -> Open:
    return opener(posted)


def set_out(browser: Citizens, page: str = "/sign-in", password: str = PASSWORD) -> str:
    found = ADDRESS.search(browser.post("/provider", page, next=f"{HOME}{page}", password=password).text)
    assert found is not None
    return unescape(found[1])


def come(browser: Citizens, subject: str, page: str = "/sign-in", password: str = PASSWORD):  # type: ignore[no-untyped-def]  # the client's own
    back = identity.Person().allow(set_out(browser, page, password), subject)
    return browser.client.get(back.removeprefix(ORIGIN), follow_redirects=False)


def ask_link(browser: Citizens, page: str, email: str) -> None:
    token, pending = (page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("csrf", "pending"))
    data = {"csrf": token, "pending": pending, "email": email, "of_age": "1"}
    answer = browser.client.post(f"{HOME}/provider/address", data=data, headers={"Origin": ORIGIN})
    assert answer.status_code == 200 and "valable une heure" in answer.text


def test_who_is_new_opens_an_account_by_the_mail_and_comes_in_at_once_the_next_time(posted: Hall, browse: Open) -> None:
    anne = browse()
    assert "Se connecter avec FranceConnect" in anne.get("/sign-in").text
    page = come(anne, "fc-anne").text
    assert f'value="{ANNE}"' in page and not anne.is_in()
    ask_link(anne, page, ANNE)
    path = path_in(posted, letters(posted)[0])
    assert anne.get(path).status_code == 200 and not anne.is_in()
    assert anne.post(path, path).status_code == 303 and anne.is_in()
    with posted.installation.database.read() as session:
        account = citizens.find_by_email(session, seed.VALOGNES, ANNE)
    assert account is not None and account.password_hash is None and account.citizen.profile.name == "Lefèvre"
    again = browse()
    assert come(again, "fc-anne").status_code == 303 and again.is_in()
    assert browse().sign_in(password="").status_code == 422, "no password opens it"
    assert again.post("/account/provider/leave", "/account").status_code == 409, "nothing else would open it"


def test_an_address_alone_joins_nobody_to_an_account(posted: Hall, browse: Open) -> None:
    add(posted)
    mallory = browse()
    page = come(mallory, "fc-bruno").text
    ask_link(mallory, page, ANNE)
    assert not mallory.is_in()
    path = path_in(posted, letters(posted)[0])
    anne = browse()
    assert "somebody else" not in anne.get(path).text and "Ouvrez ce lien dans le navigateur" in anne.get(path).text
    anne.post(path)
    assert come(browse(), "fc-bruno").status_code == 200, "still joined to nobody: the link was followed elsewhere"
    assert body_of(posted, letters(posted)[0]).count("http") == 1


def test_what_is_said_does_not_tell_who_has_an_account(posted: Hall, browse: Open) -> None:
    add(posted)
    pages = []
    for subject, email in (("fc-anne", ANNE), ("fc-bruno", BRUNO)):
        text = come(browse(), subject).text
        pages.append(re.sub(r'value="[^"]*"', "", text.replace(email, "")))
    assert pages[0] == pages[1]


def test_who_is_signed_in_joins_his_identity_and_nobody_elses(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    assert come(anne, "fc-bruno", "/account").headers["location"] == f"{HOME}/account"
    assert "Reliée" in anne.get("/account").text
    other = browse()
    assert come(other, "fc-bruno").status_code == 303 and ANNE in other.get("/account").text
    add(posted, BRUNO, OTHER)
    bruno = browse()
    bruno.sign_in(BRUNO, OTHER)
    assert come(bruno, "fc-bruno", "/account", OTHER).status_code == 403, "the identity is joined to another account"
    assert anne.post("/account/provider/leave", "/account").status_code == 303
    assert come(browse(), "fc-bruno").status_code == 200


def test_joining_asks_for_the_password_and_its_owner_is_told_by_mail(posted: Hall, browse: Open) -> None:
    add(posted)
    passer_by = browse()
    passer_by.sign_in()
    assert passer_by.post("/provider", "/account", next=f"{HOME}/account", password=OTHER).status_code == 422
    assert letters(posted) == []
    come(passer_by, "fc-bruno", "/account")
    (told,) = letters(posted)
    assert told.letter.recipient == ANNE and "Si ce n’est pas vous, défaites ce lien" in body_of(posted, told)


def test_who_was_signed_out_while_he_was_at_the_provider_joins_nothing(posted: Hall, browse: Open) -> None:
    add(posted)
    thief, anne = browse(), browse()
    thief.sign_in()
    back = identity.Person().allow(set_out(thief, "/account"), "fc-bruno")
    anne.sign_in()
    anne.post("/account/password", "/account/password", present=PASSWORD, new=OTHER, again=OTHER)
    assert thief.client.get(back.removeprefix(ORIGIN), follow_redirects=False).status_code == 403 and not thief.is_in()
    assert come(browse(), "fc-bruno").status_code == 200, "joined to nobody"


def test_a_mailbox_and_an_identity_do_not_replace_a_second_factor(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    switch_on(posted, anne)
    thief = browse()
    ask_link(thief, come(thief, "fc-anne").text, ANNE)
    path = path_in(posted, letters(posted)[-1])
    assert thief.post(path, path).status_code == 409 and not thief.is_in()


def test_who_comes_back_twice_or_without_having_set_out_does_not_come_in(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    back = identity.Person().allow(set_out(anne, "/account"), "fc-anne").removeprefix(ORIGIN)
    stranger = browse()
    assert stranger.client.get(back, follow_redirects=False).status_code == 404 and not stranger.is_in()
    assert anne.client.get(back, follow_redirects=False).status_code == 303
    assert anne.client.get(back, follow_redirects=False).status_code == 404
    assert PASSWORD


def test_signing_out_leads_to_the_providers_page_for_it_and_back_to_the_portal(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    come(anne, "fc-anne", "/account")
    other = browse()
    come(other, "fc-anne")
    found = ADDRESS.search(other.post("/sign-out", "/account").text)
    assert found is not None and "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2Fp%2Fout" in unescape(found[1])
    assert not other.is_in()
    assert other.client.get("/p/out?state=valognes", follow_redirects=False).headers["location"] == HOME
    assert other.client.get("/p/out?state=https://evil.example", follow_redirects=False).status_code == 404


def test_a_provider_that_does_not_answer_is_said_and_the_password_serves(posted: Hall) -> None:
    browse = opener(with_mail(posted, citizen_oidc_issuer="http://localhost:9"))
    assert browse().post("/provider", "/sign-in").status_code == 503


def test_without_a_provider_there_is_no_way_to_it(hall: Hall) -> None:
    assert opener(with_mail(hall))().post("/provider", "/sign-in").status_code == 404


def test_the_level_that_is_wanted_is_asked_for_and_a_lower_one_is_not_taken(issuer: str) -> None:
    registered = Registration(
        issuer=issuer, client_id="citoyen-portail", secret=SecretStr(SECRET), scopes="openid", redirect_uri=f"{ORIGIN}/p/back", acr="eidas1"
    )
    assert "acr_values=eidas1" in Provider(registered).address(state="s", nonce="n", verifier="v" * 43)
    assert [_is_sure("eidas2", said) for said in ("eidas1", "eidas2", "eidas3", "", "urn:x")] == [False, True, True, False, False]
    assert _is_sure("", "") and not _is_sure("urn:x", "eidas3")
    assert Person(subject="s", claims={}, id_token="t").text("email") is None
