"""What is typed and not sent: kept for who typed it, for a few days, until he sends it."""

from datetime import datetime, timedelta

import pytest

from domain.errors import ForbiddenError
from domain.ids import RequestId
from domain.rights import Role
from flows import accounts
from flows.confirm import Correction, confirm
from flows.typed import KEPT, Typed, find_typed, forget_sent, forget_typed, keep_typed
from flows.wiring import Installation
from store.agents import NewAgent
from tests.flows.confirming import ANNE, LATER, VAGUE, hire, take_in
from tests.installations import BREVILLE, NOW

FIRST = RequestId(1)
MARC, ELUE = "marc", "elue"
HALF = {"reason": "le demandeur a rappelé pour"}


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with two agents and one who only looks, and a request in review."""
    hire(town_hall)
    for login, role in ((MARC, Role.RECEPTION), (ELUE, Role.ELECTED)):
        accounts.add_agent(town_hall, NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset({role}), password_hash="x"), NOW)
    take_in(town_hall, VAGUE)
    return town_hall


def typed(hall: Installation, agent: str = ANNE, now: datetime = LATER) -> Typed:
    with hall.database.read() as session:
        return find_typed(session, FIRST, agent, now)


def test_what_is_typed_is_there_for_who_typed_it_and_for_nobody_else(hall: Installation) -> None:
    assert keep_typed(hall, FIRST, ANNE, "reject", HALF, LATER)
    assert typed(hall).was("reject", "reason", "") == HALF["reason"]
    assert not typed(hall, MARC).has("reject")
    assert typed(hall).was("later", "reason", "rien") == "rien"


def test_the_last_that_was_typed_counts_and_what_was_emptied_is_gone(hall: Installation) -> None:
    keep_typed(hall, FIRST, ANNE, "reject", HALF, LATER)
    keep_typed(hall, FIRST, ANNE, "reject", {"reason": "publicité"}, LATER)
    assert typed(hall).was("reject", "reason", "") == "publicité"
    keep_typed(hall, FIRST, ANNE, "reject", {"reason": ""}, LATER)
    assert not typed(hall).has("reject")


def test_only_fields_of_a_form_are_kept_and_no_more_than_they_hold(hall: Installation) -> None:
    keep_typed(hall, FIRST, ANNE, "reject", {"reason": "x" * 9_000, "csrf": "secret"}, LATER)
    assert typed(hall).forms == {"reject": {"reason": "x" * 2_000}}
    keep_typed(hall, FIRST, ANNE, "anything", {"reason": "y"}, LATER)
    assert set(typed(hall).forms) == {"reject"}


def test_a_decision_ends_what_anybody_had_typed_and_nothing_is_kept_after_it(hall: Installation) -> None:
    keep_typed(hall, FIRST, ANNE, "reject", HALF, LATER)
    keep_typed(hall, FIRST, MARC, "correct", {"street": "rue"}, LATER)
    confirm(hall, FIRST, Correction(), ANNE, LATER)
    assert (typed(hall), typed(hall, MARC)) == (Typed(), Typed())
    assert not keep_typed(hall, FIRST, MARC, "correct", {"street": "rue"}, LATER)
    assert typed(hall, MARC) == Typed()


def test_what_was_sent_is_forgotten_of_the_sender_alone(hall: Installation) -> None:
    keep_typed(hall, FIRST, ANNE, "later", HALF, LATER)
    keep_typed(hall, FIRST, MARC, "later", HALF, LATER)
    forget_sent(hall, FIRST, ANNE)
    assert not typed(hall).has("later") and typed(hall, MARC).has("later")


def test_what_nobody_comes_back_to_is_forgotten(hall: Installation) -> None:
    keep_typed(hall, FIRST, ANNE, "reject", HALF, LATER)
    late = LATER + KEPT + timedelta(seconds=1)
    assert not typed(hall, now=late).has("reject")
    forget_typed(hall, LATER + KEPT)
    assert typed(hall).has("reject")
    forget_typed(hall, late)
    assert not typed(hall).has("reject")


def test_who_may_not_decide_types_nothing(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        keep_typed(hall, FIRST, ELUE, "reject", HALF, LATER)
