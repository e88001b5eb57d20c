"""Confirmations as the database keeps them."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.confirmation import Choice, Confirmation
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from store import confirmations
from store.engine import Database
from tests.store.samples import NOW, VALOGNES

FIRST = RequestId(1)
RIGHT = Choice(subject=SubjectCode("VOI-02"), department=DepartmentCode("VOI"), street="Rue de Poterie", number="22")
PROPOSED = Choice(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI"))
ONE = Confirmation(town=VALOGNES, request=FIRST, rank=1, at=NOW, agent="marie", decided=RIGHT, proposed=PROPOSED, ruleset=1)
TWO = replace(ONE, rank=2, decided=replace(RIGHT, subject=SubjectCode("VOI-01")))


def _keep(database: Database, *kept: Confirmation) -> None:
    with database.write() as session:
        for one in kept:
            confirmations.add(session, one)


def test_all_confirmations_of_a_request_are_kept_and_the_last_counts(filled: Database) -> None:
    _keep(filled, ONE, TWO)
    with filled.read() as session:
        assert confirmations.all_of(session, FIRST) == (ONE, TWO)
        assert confirmations.find_latest(session, FIRST) == TWO
        assert list(confirmations.choices(session, VALOGNES)) == [(PROPOSED, TWO.decided)]
        assert confirmations.confirmed_ids(session, VALOGNES) == (FIRST,)


def test_a_rank_is_given_once(filled: Database) -> None:
    _keep(filled, ONE)
    with pytest.raises(IntegrityError):
        _keep(filled, ONE)


def test_no_confirmation_is_changed(filled: Database) -> None:
    _keep(filled, ONE)
    with pytest.raises(DBAPIError, match="append only"), filled.write() as session:
        session.execute(text("UPDATE confirmations SET agent = 'x'"))


def test_a_confirmed_request_comes_with_what_it_takes_to_decide_it_anew(filled: Database) -> None:
    _keep(filled, ONE, TWO)
    with filled.read() as session:
        (one,) = confirmations.confirmed(session, VALOGNES, FIRST, FIRST)
    assert (one.decided, one.proposed, one.parts) == (TWO.decided, PROPOSED, 1)
    assert (one.part.text, one.part.offset) == ("Un nid de poule.", 3)
    assert one.received_at == NOW


def test_towns_do_not_see_each_others_confirmations(filled: Database) -> None:
    _keep(filled, ONE)
    elsewhere = TownId("ailleurs")
    with filled.read() as session:
        assert confirmations.confirmed_ids(session, elsewhere) == ()
        assert list(confirmations.choices(session, elsewhere)) == []
        assert list(confirmations.confirmed(session, elsewhere, FIRST, FIRST)) == []
