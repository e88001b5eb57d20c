"""Letters to sign on screen, by the API and on the command line (issue 10; S15, S34, S36)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from domain.api_key import Scope
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.rights import Role
from domain.signing import Circuit, SignatoryAccount
from domain.town import Signatory
from flows import accounts
from flows.correspondence import signatories
from flows.correspondence.hand import OF_DELEGATE, Hand
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByPost
from flows.correspondence.signatories import Wanted
from flows.correspondence.writing import Writing
from flows.printing import papers
from flows.printing.letters import pdf_of
from flows.towns import load_town
from letters.kinds import ModelKey
from store import agents, journal, outbox, requests
from store.agents import NewAgent
from store.outbox import Held, OutboxId
from tests.demo_town import demo_town
from tests.flows.printing.test_pdf import picture
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_api import bearer, key

VALOGNES, MAIRE, BOSS = TownId("valognes"), "maire", "boss"


@pytest.fixture
def letter(hall: Hall) -> OutboxId:
    """A refusal to print that waits for the mayor's signature."""
    now, read = datetime.now(UTC), demo_town()
    town = replace(read.town, writes_to_requesters=True, signatories=(Signatory(name="Anne Roy", quality="Maire"),))
    load_town(hall.installation, replace(read, town=town), now)
    hall.installation.towns.refresh()
    for login, name, role in ((MAIRE, "Anne Roy", Role.ELECTED), (BOSS, "Léa Boss", Role.ADMIN)):
        new = NewAgent(town=VALOGNES, login=login, name=name, roles=frozenset({role}), password_hash=seed.PASSWORD_HASH, must_change=False)
        accounts.add_agent(hall.installation, new, now)
    circuit = Circuit(models=(ModelKey.REFUSED,), accounts=(SignatoryAccount(name="Anne Roy", login=MAIRE),))
    signatories.keep_circuit(hall.installation, VALOGNES, circuit, BOSS, now, seen=0)
    with hall.installation.database.write() as session:
        record = requests.get(session, hall.ids["trou"])
        view = hall.installation.towns.get(VALOGNES)
        writing = Writing(settings=hall.installation.settings, view=view, session=session, now=now, agent="claire")
        occasion = Occasion(model=ModelKey.REFUSED, event="test", answer="La voie est privée.", agent="claire")
        writing.post((writing.letter(record, occasion, ByPost(address="3 rue des Lices 50700 Valognes")),))
        return outbox.of_request(session, record.line.id)[-1].id


def state(hall: Hall, letter: OutboxId) -> tuple[str, Held | None]:
    with hall.installation.database.read() as session:
        found = outbox.get(session, letter)
    return found.state, found.held_why


def test_a_town_without_a_circuit_shows_nothing_of_it(claire: Browser) -> None:
    page = claire.get("/letters/print")
    assert "/letters/to-sign" not in page
    assert "partent sans attendre de signature" in claire.get("/letters/to-sign")


def test_the_mayor_reads_and_signs_what_is_chosen(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    assert browser.sign_in(MAIRE) == 303
    page = browser.get("/letters/to-sign")
    assert "À votre signature" in page and f'value="{letter}:1"' in page and 'class="desk-bell-count">1<' in page
    assert "1 courrier attend votre signature" in browser.get("/reminders")
    answer = browser.client.get(f"/letters/{letter}/to-sign.pdf")
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        assert "La voie est privée." in pdf.pages[0].extract_text()
    assert browser.post("/letters/to-sign", "/letters/to-sign", letters=f"{letter}:1") == 200
    assert state(hall, letter) == ("kept", Held.PRINT)
    assert "desk-bell-count" not in browser.get("/letters/to-sign")


def test_who_may_not_sign_sees_it_wait_and_signs_nothing(hall: Hall, claire: Browser, letter: OutboxId) -> None:
    page = claire.get("/letters/to-sign")
    assert "En attente de signature" in page and f'value="{letter}:1"' not in page
    assert claire.status(f"/letters/{letter}/to-sign.pdf") == 404
    assert claire.post("/letters/to-sign", "/letters/to-sign", letters=f"{letter}:1") == 200
    assert state(hall, letter) == ("held", Held.TO_SIGN)
    assert "À signer" in claire.get(f"/requests/{hall.ids['trou']}")


def test_a_refusal_goes_back_and_is_put_again(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    assert browser.sign_in(MAIRE) == 303
    assert browser.post(f"/letters/{letter}/unsigned", "/letters/to-sign", seen="1", reason="") == 422
    assert browser.post(f"/letters/{letter}/unsigned", "/letters/to-sign", seen="1", reason="Citez l’arrêté.") == 303
    assert browser.sign_in("claire") == 303
    page = browser.get("/letters/to-sign")
    assert "Citez l’arrêté." in page and "La voie est privée." in page
    assert "n’a pas été signé" in browser.get("/reminders")
    again = {"seen": "1", "do": "again", "words": "La voie est privée (arrêté du 3 mars)."}
    assert browser.post(f"/letters/{letter}/prepared", "/letters/to-sign", **again) == 303
    assert state(hall, letter) == ("held", Held.TO_SIGN)


def test_the_mayor_delegates_and_ends_it(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    browser.sign_in(MAIRE)
    today = datetime.now(UTC).date().isoformat()
    given = {"signatory": "Anne Roy", "delegate": "claire", "quality": "DGS", "formula": "Pour le Maire et par délégation,"}
    assert browser.post("/letters/delegations/valognes", "/letters/to-sign", **given, first_day=today, last_day=today) == 303
    assert "DGS" in browser.get("/letters/to-sign")
    browser.sign_in("claire")
    assert f'value="{letter}:1"' in browser.get("/letters/to-sign")
    assert browser.post("/letters/delegations/valognes", "/letters/to-sign", **given, first_day=today, last_day=today) == 403
    browser.sign_in(MAIRE)
    assert browser.post("/letters/delegations/1/end", "/letters/to-sign", do="end") == 303
    browser.sign_in("claire")
    assert f'value="{letter}:1"' not in browser.get("/letters/to-sign")


def test_which_letters_are_signed_is_set_by_who_writes_models(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    browser.sign_in(MAIRE)
    assert browser.status("/letters/signing") == 403
    browser.sign_in(BOSS)
    page = browser.get("/letters/signing")
    assert 'value="refus" checked' in page
    assert browser.post("/letters/signing/valognes", "/letters/signing", seen="1", models="cloture", accounts="") == 422
    assert browser.post("/letters/signing/valognes", "/letters/signing", seen="1", models="cloture", accounts=MAIRE) == 303
    assert browser.post("/letters/signing/valognes", "/letters/signing", seen="1", models="cloture", accounts=BOSS) == 409
    assert 'value="cloture" checked' in browser.get("/letters/signing")


def test_signs_stand_for_a_delegate_in_every_text(hall: Hall, letter: OutboxId) -> None:
    with hall.installation.database.read() as session:
        payload = outbox.get(session, letter).letter.payload
    kept = payload["signing"]
    assert isinstance(kept, dict)
    assert OF_DELEGATE[0].signatory.name in kept["delegated"]["body"] and "Anne Roy" not in kept["delegated"]["html"]
    assert isinstance(OF_DELEGATE[1], Hand) and "\ue010" not in str(payload["body"])


def test_programs_sign_and_refuse_for_who_may(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    headers = bearer(key(hall, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE))

    def call(place: str, **body: object) -> Any:
        return browser.client.post(f"/api/v1/letters/{letter}/{place}", json=body, headers=headers)

    listed = browser.client.get("/api/v1/letters-to-sign?agent=maire", headers=headers).json()["letters"]
    assert [(one["id"], one["signatory"], one["delegated"], one["version"]) for one in listed] == [(letter, "Anne Roy", False, 1)]
    assert browser.client.get("/api/v1/letters-to-sign?agent=claire", headers=headers).json() == {"letters": []}
    r = call("signature", agent="claire", version=1)
    assert r.status_code == 403, r.text
    refused = call("refusal", agent=MAIRE, version=1, reason="Citez l’arrêté.")
    assert (refused.status_code, refused.json()["held"]) == (200, "sign_refused")
    assert call("signature", agent=MAIRE, version=1).status_code == 409
    assert call("to-sign", agent="claire", version=1, words="La voie est privée.").json()["state"] == "to_sign"
    assert call("signature", agent=MAIRE, version=1).status_code == 409
    signed = call("signature", agent=MAIRE, version=2)
    assert (signed.status_code, signed.json()["held"], "Anne Roy" in signed.json()["text"]) == (200, "print", True)


def test_programs_set_what_is_signed_and_delegate(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    headers = bearer(key(hall, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE))

    def get(place: str) -> Any:
        return browser.client.get(f"/api/v1/{place}", headers=headers).json()

    def send(method: str, place: str, **body: object) -> Any:
        return browser.client.request(method, f"/api/v1/{place}", json=body, headers=headers)

    roy = {"name": "Anne Roy", "quality": "Maire", "login": MAIRE}
    assert get("signing") == {"version": 1, "models": ["refus"], "signatories": [roy]}
    wanted = {"models": ["refus", "cloture"], "accounts": [{"name": "Anne Roy", "login": MAIRE}]}
    assert send("PUT", "signing", agent=MAIRE, version=1, **wanted).status_code == 403
    assert send("PUT", "signing", agent=BOSS, version=1, models=["accuse_reception_svr"], accounts=[]).status_code == 422
    assert send("PUT", "signing", agent=BOSS, version=1, **wanted).json() == {
        "version": 2,
        "models": ["refus", "cloture"],
        "signatories": [roy],
    }
    assert send("PUT", "signing", agent=BOSS, version=1, **wanted).json()["version"] == 2  # the same again changes nothing
    assert send("PUT", "signing", agent=BOSS, version=1, models=["refus"], accounts=wanted["accounts"]).status_code == 409
    today = datetime.now(UTC).date()
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=1)).isoformat()}
    given = {"signatory": "Anne Roy", "delegate": "claire", "quality": "DGS", **days}
    assert send("POST", "delegations", agent=BOSS, **given).status_code == 403
    made = send("POST", "delegations", agent=MAIRE, **given).json()
    assert send("POST", "delegations", agent=MAIRE, **given).json()["id"] == made["id"]
    assert get("delegations") == {"delegations": [made]} and made["ended_at"] is None
    assert send("POST", "delegations/999999/end", agent=MAIRE).status_code == 404
    assert send("POST", f"delegations/{made['id']}/end", agent=MAIRE).json()["ended_at"]


def test_a_delegates_own_signature_stands_on_what_he_signs(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    now = datetime.now(UTC)
    with pytest.raises(NotFoundError):
        papers.put_signature(hall.installation, VALOGNES, "Claire", picture("L", (600, 200)), BOSS, now)
    with hall.installation.database.read() as session:
        claire = agents.find_by_login(session, "claire")
    assert claire is not None
    given = Wanted(signatory="Anne Roy", delegate="claire", quality="DGS", first_day=now.date(), last_day=now.date() + timedelta(days=1))
    signatories.delegate(hall.installation, VALOGNES, given, MAIRE, now)
    browser.sign_in(BOSS)
    page, path = browser.get("/stationery"), f"/stationery/valognes/delegates/{claire.id}"
    assert f'action="{path}"' in page and "par délégation" in page
    data, files = {"csrf": browser.token("/stationery")}, {"picture": ("a.png", picture("L", (600, 200)), "image/png")}
    answer = browser.client.post(path, data=data, files=files, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 303
    browser.sign_in("claire")
    assert browser.post("/letters/to-sign", "/letters/to-sign", letters=f"{letter}:1") == 200
    with pdfplumber.open(BytesIO(pdf_of(hall.installation, letter, now))) as pdf:
        assert len(pdf.pages[0].images) == 1  # his hand; the logo of the town is a drawing
        assert "Pour le Maire et par délégation," in pdf.pages[0].extract_text()


def name_signatories(browser: Browser, **fields: str | Sequence[str]) -> tuple[int, str]:
    data = {"csrf": browser.token("/letters/signing"), **fields}
    headers = {"Origin": ORIGIN}
    answer = browser.client.post("/letters/signatories/valognes", data=data, headers=headers, follow_redirects=False)
    return answer.status_code, answer.text


def revision(browser: Browser) -> str:
    found = re.search(r'name="revision" value="(\d+)"', browser.get("/letters/signing"))
    assert found is not None
    return found[1]


def people(hall: Hall) -> list[Signatory]:
    return list(hall.installation.towns.get(VALOGNES).town.signatories)


def test_who_signs_is_said_on_screen_and_stands_in_letters(hall: Hall, browser: Browser, letter: OutboxId) -> None:
    """Issue 10: the signature, too, is set by administrators on screen; a town that was set up there has no ville.json (S16)."""
    browser.sign_in(MAIRE)
    assert browser.status("/letters/signing") == 403
    browser.sign_in(BOSS)
    rows = {"name": ["Anne Roy", " Luc   Petit ", ""], "quality": ["Maire", "Adjoint à la voirie", ""], "whose": ["", "claire", ""]}
    given = {**rows, "delegation": ["", "par délégation du maire", ""], "revision": revision(browser)}
    assert name_signatories(browser, **given)[0] == 303
    luc = Signatory(name="Luc Petit", quality="Adjoint à la voirie", agent="claire", delegation="par délégation du maire")
    assert people(hall) == [Signatory(name="Anne Roy", quality="Maire"), luc]
    page = browser.get("/letters/signing?saved=1")
    assert "personne ne peut donner" in page and "Luc Petit" in page  # the circuit is on, and he has no account yet
    assert "Luc Petit" in browser.get("/stationery")
    assert name_signatories(browser, **given)[0] == 409
    with hall.installation.database.read() as session:
        (noted,) = [one for one in journal.page(session, VALOGNES, after=None, limit=20) if one.action == "signing.people"]
    assert noted.details == {"old": ["Anne Roy"], "new": ["Anne Roy", "Luc Petit"]}


@pytest.mark.parametrize(
    ("names", "qualities", "whose", "told"),
    [
        (["Anne Roy", "Luc Petit"], ["Maire", ""], ["", "claire"], "Il manque le nom ou la qualité"),
        (["Anne Roy", "Luc Petit"], ["Maire", "Adjoint"], ["", ""], "Un second signataire pour tous les agents"),
        (["Anne Roy", "Luc Petit"], ["Maire", "Adjoint"], ["", "personne"], "sous le nom personne"),
        (["Anne Roy"], ["M" * 201], [""], "dépasse 200 caractères"),
        (["Luc Petit"], ["Maire"], [""], "qui attendent la signature de Anne Roy"),
    ],
)
def test_signatories_that_could_not_sign_are_refused_and_given_back(  # noqa: PLR0913, PLR0917 - a form
    hall: Hall, browser: Browser, letter: OutboxId, names: list[str], qualities: list[str], whose: list[str], told: str
) -> None:
    browser.sign_in(BOSS)
    given = {"name": names, "quality": qualities, "whose": whose, "delegation": [""] * len(names)}
    status, page = name_signatories(browser, revision=revision(browser), **given)
    assert status == 422
    assert told in page and f'value="{names[-1]}"' in page
    assert people(hall) == [Signatory(name="Anne Roy", quality="Maire")]
