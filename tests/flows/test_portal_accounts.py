"""Accounts by the calendar, on both databases: told at twenty-three months, ended at twenty-four; what is over is forgotten (S42)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from domain.citizen import Notices, Profile, Proof
from domain.ids import CitizenId, InboundId, RequestId
from domain.lifecycle import Act
from flows.accounts import NOWHERE
from flows.erase import Why, erase
from flows.passwords import hashed
from flows.portal import entering, inactive, registering, sessions
from flows.portal.sessions import Entered
from flows.wiring import Installation
from store import citizen_forms, citizen_links, citizens, requests
from store.citizen_forms import Begun
from store.citizen_links import Kind, Link
from store.citizens import NewCitizen
from store.schema import CitizenArrivalRow, CitizenFormRow, CitizenLinkRow, CitizenRequestRow, CitizenSessionRow, OutboxRow
from tests.flows.waiting_hall import ANNE as AGENT
from tests.flows.waiting_hall import FIRST, at, come, decide, do, mail, open_hall
from tests.installations import BREVILLE

ANNE, PASSWORD = "anne@courriel.example", "quatre corneilles au printemps"
NOW = at("2026-03-12T09:00")


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town that writes to requesters."""
    opened = open_hall(tmp_path / "data", database_url)
    yield replace(opened, settings=opened.settings.model_copy(update={"relay_url": SecretStr("smtp://127.0.0.1:9")}))
    opened.close()


def add(hall: Installation, email: str = ANNE, at: datetime = NOW) -> CitizenId:
    kept = hashed(PASSWORD)
    with hall.database.write() as session:
        return citizens.add(session, NewCitizen(town=BREVILLE, email=email, password_hash=kept, profile=Profile()), at)


def subjects(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.recipient == ANNE).order_by(OutboxRow.id)).all()
        return [str(row.payload["subject"]).partition(" – ")[2] for row in rows]


def test_an_account_nobody_visits_is_told_of_at_23_months_and_ends_at_24(hall: Installation) -> None:
    whose = add(hall)
    inactive.see_to(hall, NOW + timedelta(days=699))
    assert subjects(hall) == []
    for days in (701, 702, 729):
        inactive.see_to(hall, NOW + timedelta(days=days))
    assert subjects(hall) == ["Votre compte va être supprimé"]
    with hall.database.read() as session:
        assert citizens.find(session, whose) is not None
    inactive.see_to(hall, NOW + timedelta(days=732))
    with hall.database.read() as session:
        assert citizens.find(session, whose) is None


def test_who_was_told_late_has_four_weeks_all_the_same(hall: Installation) -> None:
    whose = add(hall)
    inactive.see_to(hall, NOW + timedelta(days=900))
    inactive.see_to(hall, NOW + timedelta(days=927))
    with hall.database.read() as session:
        assert citizens.find(session, whose) is not None
    inactive.see_to(hall, NOW + timedelta(days=929))
    with hall.database.read() as session:
        assert citizens.find(session, whose) is None


def test_a_visit_keeps_the_account(hall: Installation) -> None:
    whose = add(hall)
    inactive.see_to(hall, NOW + timedelta(days=701))
    entered = entering.sign_in(hall, BREVILLE, ANNE, PASSWORD, NOW + timedelta(days=710), NOWHERE)
    assert isinstance(entered, Entered)
    inactive.see_to(hall, NOW + timedelta(days=800))
    with hall.database.read() as session:
        account = citizens.find(session, whose)
    assert account is not None and account.warned_at is None


def test_a_page_a_day_is_a_visit_and_costs_one_write_a_day(hall: Installation) -> None:
    whose = add(hall)
    entered = entering.sign_in(hall, BREVILLE, ANNE, PASSWORD, NOW, NOWHERE)
    assert isinstance(entered, Entered)
    later = NOW + timedelta(days=2)
    assert sessions.find(hall, BREVILLE, entered.token, later) is not None
    with hall.database.read() as session:
        account = citizens.find(session, whose)
    assert account is not None and account.citizen.seen_at == later


def test_what_is_over_is_forgotten_and_what_is_not_stays(hall: Installation) -> None:
    whose = add(hall)
    entered = entering.sign_in(hall, BREVILLE, ANNE, PASSWORD, NOW, NOWHERE)
    assert isinstance(entered, Entered)
    with hall.database.write() as session:
        for token, kind, valid in (("a" * 64, Kind.RESET, timedelta(hours=1)), ("b" * 64, Kind.UNDO, timedelta(hours=72))):
            citizen_links.add(session, token, Link(kind=kind, town=BREVILLE, citizen=whose, email=ANNE, created_at=NOW), NOW + valid)
        for code, days in (("ancien", 0), ("nouveau", 20)):
            citizen_forms.save(session, whose, Begun(code=code, content="x", saved_at=NOW + timedelta(days=days)))
    inactive.forget_old(hall, NOW + timedelta(days=2))
    with hall.database.read() as session:
        assert [row.kind for row in session.scalars(select(CitizenLinkRow))] == ["undo"]
        assert len(session.scalars(select(CitizenSessionRow)).all()) == 1
    inactive.forget_old(hall, NOW + timedelta(days=31))
    with hall.database.read() as session:
        assert session.scalars(select(CitizenLinkRow)).all() == []
        assert session.scalars(select(CitizenSessionRow)).all() == []
        assert [row.code for row in session.scalars(select(CitizenFormRow))] == ["nouveau"]


def test_a_request_that_is_anonymised_is_nobodys_any_more(hall: Installation) -> None:
    whose = add(hall)
    for number in (1, 2):
        come(hall, mail(f"Un trou {number} rue de Poterie.", number, sender=f"sylvie{number}@courriel.example"))
    first, second = FIRST, RequestId(FIRST + 1)
    with hall.database.write() as session:
        arrival = InboundId(requests.get(session, second).inbound_id)
        citizens.link_arrival(session, whose, arrival, NOW)
        citizens.link_request(session, whose, first, Proof.EMAIL, NOW)
        assert not citizens.link_request(session, whose, first, Proof.EMAIL, NOW)
        assert {one.id for one in citizens.own_requests(session, whose)} == {first, second}
        newest, *_ = citizens.own_requests(session, whose, limit=1)
        rest = citizens.own_requests(session, whose, after=newest.cursor)
        assert {newest.id, *(one.id for one in rest)} == {first, second} and len(rest) == 1
        assert len(citizens.own_requests(session, whose, is_open=True)) + len(citizens.own_requests(session, whose, is_open=False)) == 2
        assert [one.id for one in citizens.citizens_of(session, second)] == [whose]
    with hall.database.destroy() as session:
        erase(hall, session, BREVILLE, (first, second), Why(actor=AGENT, rule="test"), at("2031-06-01T03:00"))
    with hall.database.read() as session:
        assert session.scalars(select(CitizenRequestRow)).all() == [] == session.scalars(select(CitizenArrivalRow)).all()
        assert not citizens.owns(session, whose, first)


def test_addresses_are_compared_without_case_and_blanks() -> None:
    assert registering.is_email(" Anne@Courriel.EXAMPLE ") and citizens.folded_email(" Anne@Courriel.EXAMPLE ") == ANNE
    wrong = ("", "anne", "anne@local", "a b@c.example", f"{'x' * 250}@c.example", "a@b.example\nBcc: x@y.example")
    assert [one for one in wrong if registering.is_email(one)] == []


def planned_letters(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "letter")).all()
        return [str(row.payload["model"]) for row in rows if row.payload["model"] == "intervention_programmee"]


@pytest.mark.parametrize(("wanted", "count"), [(Notices.EACH, 1), (Notices.CLOSINGS, 0)])
def test_a_step_on_the_way_is_written_to_who_wants_it(hall: Installation, wanted: Notices, count: int) -> None:
    whose = add(hall)
    come(hall, mail("Un trou rue de Poterie.", 1, sender=ANNE))
    with hall.database.write() as session:
        citizens.set_profile(session, whose, Profile(notices=wanted))
        citizens.link_request(session, whose, FIRST, Proof.EMAIL, NOW)
    decide(hall)
    do(hall, Act.TAKE, "2026-03-13T11:00")
    do(hall, Act.PLAN, "2026-03-13T12:00", day=date(2026, 3, 20))
    assert len(planned_letters(hall)) == count
