"""Protected scans on the desk: their password is entered beside them."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from domain.ids import RequestId
from flows.wiring import Installation
from store import agents, heaps
from store.agents import NewAgent
from tests.flows.test_paper import joined, photographed
from tests.flows.test_recut import NOTHING, page
from tests.ingest.paper.made import encrypted, letter_pdf
from tests.installations import NOW
from tests.web import seed, test_recut
from tests.web.conftest import ORIGIN, Browser
from tests.web.test_recut import bring, finish, request, send
from web.app import create_app

PASSWORD = "clé d’été"
Form = tuple[str, dict[str, str]]

installation = test_recut.installation


@pytest.fixture
def app(installation: Installation) -> FastAPI:
    return create_app(installation)


@pytest.fixture
def anne(app: FastAPI) -> Iterator[Browser]:
    yield from test_recut._signed_in(app, test_recut.ANNE)


def protected(*pages: bytes) -> bytes:
    return encrypted(joined(*pages), user=PASSWORD)


def form(browser: Browser, number: RequestId) -> Form | None:
    """Return the form that asks for the password of a request's file."""
    found = re.search(r'(?s)<form class="lock" method="post" action="([^"]+)".*?</form>', browser.get(f"/requests/{number}"))
    return None if found is None else (found[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[0])))


def asked(browser: Browser, number: RequestId) -> Form:
    found = form(browser, number)
    assert found is not None
    return found


def test_the_password_opens_the_letter_and_its_pages_are_shown(anne: Browser, installation: Installation) -> None:
    (number,) = bring(installation, protected(photographed(page("Annie Marie", NOTHING))))
    assert "protégé par un mot de passe" in html.unescape(anne.get(f"/requests/{number}"))
    assert send(anne, asked(anne, number), password=PASSWORD) == 303
    waiting = html.unescape(anne.get(f"/requests/{number}"))
    assert "en cours de lecture" in waiting and form(anne, number) is None and PASSWORD not in waiting
    finish(installation)
    shown = html.unescape(anne.get(f"/requests/{number}"))
    assert "en cours de lecture" not in shown and "protégé par un mot de passe" not in shown
    assert "Mot de passe saisi" in shown and "Pages du fichier\u00a0: 1" in shown
    picture = anne.client.get(f"/requests/{number}/pages/1.png")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert request(installation, number).draft.requester.name == "MARIE Annie"


def test_what_its_author_protected_is_not_handed_out_without_protection(anne: Browser, installation: Installation) -> None:
    content = protected(page("Annie Marie", NOTHING))
    (number,) = bring(installation, content)
    assert send(anne, asked(anne, number), password=PASSWORD) == 303
    finish(installation)
    assert anne.client.get(f"/requests/{number}/searchable.pdf").status_code == 409
    assert anne.client.get(f"/requests/{number}/original").content == content


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_password_is_told_beside_the_field(anne: Browser, installation: Installation, language: str) -> None:
    (number,) = bring(installation, protected(page("Annie Marie", NOTHING)))
    assert anne.post("/language", page="/review", language=language) == 303
    where, fields = asked(anne, number)
    answer = anne.client.post(where, data={**fields, "password": "wr<o>ng"}, headers={"Origin": ORIGIN}, follow_redirects=False)
    shown = html.unescape(answer.text)
    assert answer.status_code == 422
    assert {"fr": "Ce mot de passe n’ouvre pas le document", "en": "This password does not open the document"}[language] in shown
    assert 'aria-describedby="unlock-fault unlock-hint"' in shown and 'aria-invalid="true"' in shown
    assert "wr<o>ng" not in shown and "wr&lt;o" not in answer.text
    assert send(anne, asked(anne, number), password=PASSWORD) == 303


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"csrf": "x"}, 403), ({"version": "7"}, 409), ({"version": "x"}, 422), ({"password": "x" * 201}, 422)],
)
def test_a_form_that_is_not_ours_or_too_old_opens_nothing(
    anne: Browser, installation: Installation, changed: dict[str, str], status: int
) -> None:
    (number,) = bring(installation, protected(page("Annie Marie", NOTHING)))
    assert send(anne, asked(anne, number), **{"password": PASSWORD, **changed}) == status
    with installation.database.read() as session:
        (report,) = heaps.find(session, request(installation, number).inbound_id)
    assert report.unlocked is None and PASSWORD not in str(report)


def test_nobody_opens_what_he_may_not_read(app: FastAPI, anne: Browser, installation: Installation) -> None:
    (number,) = bring(installation, protected(page("Annie Marie", NOTHING)))
    where, fields = asked(anne, number)
    with installation.database.write() as session:
        new = NewAgent(
            town=seed.VALOGNES,
            login="paule",
            name="Paule",
            roles=seed.RECEPTION,
            password_hash=seed.PASSWORD_HASH,
            must_change=False,
        )
        agents.add(session, new, NOW)
    for stranger in test_recut._signed_in(app, "paule"):
        assert send(stranger, (where, fields | {"csrf": stranger.token("/review"), "password": PASSWORD})) == 404
    assert form(anne, number) is not None


def test_an_office_document_is_said_to_be_out_of_reach(anne: Browser, installation: Installation) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(3_000)
    (number,) = bring(installation, locked)
    assert "ne peut pas être ouvert ici, même avec son mot de passe" in html.unescape(anne.get(f"/requests/{number}"))
    assert form(anne, number) is None


def test_an_ordinary_letter_asks_for_no_password(anne: Browser, installation: Installation) -> None:
    for content in (page("Annie Marie", NOTHING), encrypted(letter_pdf(), user="")):
        (number,) = bring(installation, content)
        assert form(anne, number) is None
