"""The register of breaches on screen: recorded with its clock, gone on with, taken out, by the officer alone (S44)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.breach import BreachFacts, BreachNature
from domain.ids import TownId
from domain.rights import Role
from flows import accounts, breaches
from store import breaches as stored
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import Browser, Hall

VALOGNES, BREVILLE, BOSS, DPO = TownId("valognes"), TownId("breville"), "boss", "delphine"


@pytest.fixture
def office(hall: Hall) -> Hall:
    """A town with an administrator and a data protection officer."""
    for login, role in ((BOSS, Role.ADMIN), (DPO, Role.DPO)):
        new = NewAgent(town=VALOGNES, login=login, name=login, roles=frozenset({role}), password_hash=seed.PASSWORD_HASH, must_change=False)
        accounts.add_agent(hall.installation, new, datetime.now(UTC))
    return hall


def said(**changes: str) -> dict[str, str]:
    known = datetime.now(UTC) - timedelta(hours=50)
    words = {"what": "Un classeur perdu <b>", "known_at": f"{known:%Y-%m-%dT%H:%M}", "natures": "availability", "risk": "unjudged"}
    return words | changes


def test_a_breach_is_recorded_gone_on_with_and_closed(office: Hall, browser: Browser) -> None:
    browser.sign_in(DPO)
    assert "Aucune violation n’est inscrite." in browser.get("/breaches")
    assert browser.post("/breaches/valognes/new", "/breaches", **said()) == 303
    page = browser.get("/breaches/1")
    assert "À notifier à la CNIL avant le" in page and "Un classeur perdu &lt;b&gt;" in page
    assert browser.post("/breaches/1", "/breaches/1", **said(seen="1", is_closed="1")) == 422
    whole = said(seen="1", consequences="Aucune", measures="Retrouvé", risk="unlikely", authority_why="Risque écarté", is_closed="1")
    assert browser.post("/breaches/1", "/breaches/1", **whole) == 303
    shown = browser.get("/breaches/1")
    assert "Notification à la CNIL non requise" in shown and "Version 2" in shown and "Version 1" in shown
    assert browser.post("/breaches/1", "/breaches/1", **(whole | {"measures": "Autre"})) == 409
    with office.installation.database.read() as session:
        assert stored.get(session, 1).facts.measures == "Retrouvé"


def test_what_cannot_be_read_stays_as_it_was_typed(office: Hall, browser: Browser) -> None:
    browser.sign_in(DPO)
    for field, value in (("known_at", "hier"), ("persons_count", "beaucoup"), ("began_at", "9999-99-99"), ("risk", "énorme")):
        answer = browser.client.post(
            "/breaches/valognes/new",
            data={"csrf": browser.token("/breaches"), **said(**{field: value})},
            headers={"Origin": "http://testserver"},
        )
        assert answer.status_code == 422 and f'id="{field}-fault"' in answer.text and "Un classeur perdu" in answer.text
    with office.installation.database.read() as session:
        assert stored.of_town(session, VALOGNES) == ()


def test_register_is_for_the_officer_of_the_town_alone(office: Hall, browser: Browser) -> None:
    facts = BreachFacts(what="Chez les voisins", began_at=None, known_at=datetime.now(UTC), natures=(BreachNature.INTEGRITY,))
    other = NewAgent(
        town=BREVILLE, login="autre", name="autre", roles=frozenset({Role.DPO}), password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(office.installation, other, datetime.now(UTC))
    breaches.record(office.installation, BREVILLE, facts, "autre", datetime.now(UTC))
    browser.sign_in(DPO)
    assert browser.status("/breaches/1") == 404
    assert browser.post("/breaches/1", "/breaches", **said(seen="1")) == 404
    assert browser.post("/breaches/breville/new", "/breaches", **said()) == 404
    assert "voisins" not in browser.get("/breaches") + browser.get("/breaches.csv")
    assert "Registre des violations" in browser.get("/retention")
    for login in (BOSS, "claire"):
        browser.sign_in(login)
        assert [browser.status(path) for path in ("/breaches", "/breaches/1", "/breaches.csv", "/breaches.pdf")] == [403] * 4
    assert browser.post("/breaches/valognes/new", "/account", **said()) == 403


def test_register_is_taken_out(office: Hall, browser: Browser) -> None:
    browser.sign_in(DPO)
    assert browser.post("/breaches/valognes/new", "/breaches", **said()) == 303
    table = browser.client.get("/breaches.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8" and "Un classeur perdu" in table.text
    paper = browser.client.get("/breaches.pdf")
    assert paper.headers["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert browser.status("/breaches.doc") == 404
