"""How long what is kept, what protects a request, and rights of persons, on screen and on the command line (S44)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from domain.ids import RequestId, TownId
from domain.rights import Role
from flows import accounts
from store import readings, requests, retention
from store.agents import NewAgent
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall

VALOGNES, BOSS, DPO = TownId("valognes"), "boss", "delphine"


@pytest.fixture
def office(hall: Hall) -> Hall:
    """A town with an administrator, a data protection officer, and a request that was closed years ago."""
    now = datetime.now(UTC)
    for login, name, role in ((BOSS, "Léa Boss", Role.ADMIN), (DPO, "Delphine Po", Role.DPO)):
        new = NewAgent(town=VALOGNES, login=login, name=name, roles=frozenset({role}), password_hash=seed.PASSWORD_HASH, must_change=False)
        accounts.add_agent(hall.installation, new, now)
    long_ago = now - timedelta(days=3000)
    with hall.installation.database.write() as session:
        closed = {"status": "closed", "closure": "answered", "closed_at": long_ago, "received_at": long_ago, "year": 2018, "counter": 7}
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids["trou"]).values(closed))
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at"))
    return hall


def erased(hall: Hall) -> bool:
    with hall.installation.database.read() as session:
        return requests.get(session, hall.ids["trou"]).erased_at is not None


def test_terms_are_set_by_administrators_and_never_below_the_law(office: Hall, browser: Browser) -> None:
    browser.sign_in(BOSS)
    assert "Demandes closes, en mois après la clôture" in browser.get("/retention")
    said = {"seen": "0", "months": "60", "rejected_months": "12", "junk_days": "30", "calls_months": "12", "readings_months": "12"}
    said |= {"first_hour": "1", "last_hour": "5", "batch": "50", "controller": "Commune de Valognes"}
    assert browser.post("/retention/valognes", "/retention", **said, subjects="VOI-01 = 1") == 422
    assert browser.post("/retention/valognes", "/retention", **said, subjects="n'importe quoi") == 422
    assert browser.post("/retention/valognes", "/retention", **said, subjects="VOI-01 = 12", is_nightly="1") == 303
    assert browser.post("/retention/valognes", "/retention", **said, subjects="VOI-01 = 24") == 409
    with office.installation.database.read() as session:
        terms, version = retention.terms(session, VALOGNES)
    assert (terms.months, dict(terms.subjects), terms.is_nightly, version) == (60, {"VOI-01": 12}, True, 1)
    browser.sign_in(DPO)
    assert 'value="Commune de Valognes" disabled' in browser.get("/retention")
    assert browser.post("/retention/valognes", "/retention", **(said | {"seen": "1"})) == 403
    browser.sign_in("claire")
    assert browser.status("/retention") == 403
    assert "/retention" not in browser.get("/requests")


def test_what_is_due_is_shown_and_goes_once_somebody_says_that_he_means_it(office: Hall, browser: Browser) -> None:
    browser.sign_in(BOSS)
    assert "Anonymiser les suivantes maintenant" in browser.get("/retention")
    assert browser.post("/retention/valognes/run", "/retention") == 422
    assert not erased(office)
    assert browser.post("/retention/valognes/run", "/retention", agreed="1") == 303
    assert erased(office)
    page = browser.get("/retention")
    assert "2018/0007" in page and "demandes closes, 60 mois" in page
    browser.sign_in("claire")
    shown = browser.get(f"/requests/{office.ids['trou']}")
    assert "Anonymisée le" in shown and "/original" not in shown
    assert browser.status(f"/requests/{office.ids['trou']}/original.eml") == 404
    assert browser.status(f"/requests/{office.ids['trou']}/fiche") == 200
    assert browser.status("/requests?state=all") == 200


def test_who_opened_a_request_is_told_to_who_may_know(office: Hall, browser: Browser) -> None:
    request = office.ids["trou"]
    browser.sign_in("claire")
    for _ in range(3):
        browser.get(f"/requests/{request}")
    with office.installation.database.read() as session:
        assert [one.login for one in readings.of_request(session, RequestId(request), 9)] == ["claire"]
    browser.sign_in(DPO)
    assert "Claire" in browser.get(f"/requests/{request}/protection")
    browser.sign_in(BOSS)
    assert browser.status(f"/requests/{request}/protection") == 404


def test_a_request_is_held_back_and_let_go_again(office: Hall, browser: Browser) -> None:
    address = f"/requests/{office.ids['trou']}/protection"
    browser.sign_in(DPO)
    assert browser.post(address, address, kind="dispute", reason=" ") == 422
    assert browser.post(address, address, kind="dispute", reason="TA de Caen") == 303
    assert "TA de Caen" in browser.get(address)
    assert "En contentieux" in browser.get("/retention")
    assert browser.post("/retention/valognes/run", "/retention", agreed="1") == 303
    assert not erased(office)
    assert browser.post(f"{address}/1/end", address) == 303
    assert browser.post("/retention/valognes/run", "/retention", agreed="1") == 303
    assert erased(office)


def test_the_register_sheet_is_a_page_a_pdf_and_a_text(office: Hall, browser: Browser) -> None:
    browser.sign_in(DPO)
    page = browser.get("/register")
    assert "article 30" in page and "60 mois après la clôture" in page
    assert browser.client.get("/register.pdf").content.startswith(b"%PDF")
    sheet = browser.client.get("/register.md")
    assert sheet.text.startswith("# Registre des activités de traitement") and "## Durées de conservation" in sheet.text
    assert browser.status("/register.exe") == 404


def test_an_access_request_goes_its_way_on_screen(office: Hall, browser: Browser) -> None:
    with office.installation.database.read() as session:
        who = requests.get(session, office.ids["trou"]).requester
    browser.sign_in(DPO)
    today = datetime.now(UTC).date().isoformat()
    assert browser.post("/rights/valognes/new", "/rights", right="access", received_on=today) == 422
    assert (
        browser.post("/rights/valognes/new", "/rights", right="access", received_on=today, names=who.name or "", emails=who.email or "")
        == 303
    )
    page = browser.get("/rights/1")
    assert "2018/0007" in page
    assert browser.post("/rights/1/export", "/rights/1") == 409
    assert browser.post("/rights/1/act", "/rights/1", seen="1", do="choose", chosen=str(office.ids["trou"])) == 303
    assert browser.post("/rights/1/act", "/rights/1", seen="1", do="identity", identity="proven") == 409
    assert browser.post("/rights/1/act", "/rights/1", seen="2", do="identity", identity="proven") == 303
    assert browser.post("/rights/1/export", "/rights/1") == 200
    assert browser.post("/rights/1/act", "/rights/1", seen="3", do="grant", why="Remis en main propre") == 303
    assert "Acceptée" in browser.get("/rights/1")
    browser.sign_in("claire")
    assert browser.status("/rights") == 403 and browser.status("/rights/1") == 403
