"""Going through the queue without deciding, what would come next, a lease that goes on while somebody is at it."""

from datetime import timedelta

import pytest

from domain.errors import ForbiddenError, NotFoundError
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Role
from flows import accounts
from flows.beside import Way, foresee, go, renew
from flows.confirm import Correction, confirm
from flows.review import claim, claim_next
from flows.wiring import Installation
from store import claims
from store.agents import NewAgent
from tests.flows.confirming import ANNE, LATER, STRANGER, VAGUE, hire, take_in
from tests.installations import BREVILLE, NOW

FIRST, SECOND, THIRD = RequestId(1), RequestId(2), RequestId(3)
MARC, ELUE = "marc", "elue"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with two agents and one who only looks, and three requests in review."""
    hire(town_hall)
    for login, role in ((MARC, Role.RECEPTION), (ELUE, Role.ELECTED)):
        accounts.add_agent(town_hall, NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset({role}), password_hash="x"), NOW)
    take_in(town_hall, *(f"{VAGUE} {number}" for number in range(3)))
    return town_hall


def holders(hall: Installation) -> dict[int, str]:
    with hall.database.read() as session:
        return {int(one): found.agent for one, found in claims.of(session, (FIRST, SECOND, THIRD), LATER).items()}


def test_one_goes_on_to_the_next_and_back_and_leaves_what_is_behind_to_others(hall: Installation) -> None:
    claim(hall, FIRST, ANNE, LATER)
    assert go(hall, FIRST, Way.NEXT, ANNE, LATER) == SECOND
    assert holders(hall) == {SECOND: ANNE}
    assert go(hall, SECOND, Way.PREVIOUS, ANNE, LATER) == FIRST
    assert holders(hall) == {FIRST: ANNE}


def test_what_a_colleague_holds_is_passed_by_and_at_the_end_nothing_is_lost(hall: Installation) -> None:
    claim(hall, FIRST, ANNE, LATER)
    claim(hall, SECOND, MARC, LATER)
    assert go(hall, FIRST, Way.NEXT, ANNE, LATER) == THIRD
    assert go(hall, THIRD, Way.NEXT, ANNE, LATER) is None
    assert holders(hall) == {SECOND: MARC, THIRD: ANNE}


def test_what_is_foreseen_is_held_by_nobody_and_comes_when_one_is_done(hall: Installation) -> None:
    claim(hall, FIRST, ANNE, LATER)
    foreseen = foresee(hall, BREVILLE, FIRST, ANNE, LATER)
    assert (foreseen, holders(hall)) == (SECOND, {FIRST: ANNE})
    confirm(hall, FIRST, Correction(), ANNE, LATER)
    found = claim_next(hall, BREVILLE, ANNE, LATER)
    assert found is not None and found[0].line.id == foreseen


def test_a_lease_goes_on_for_who_is_at_it_and_takes_nothing_from_a_colleague(hall: Installation) -> None:
    first = claim(hall, FIRST, ANNE, LATER)
    renew(hall, FIRST, ANNE, LATER + 10 * MINUTE)
    with hall.database.read() as session:
        found = claims.find(session, FIRST, LATER)
    assert found is not None and found.until == first.until + 10 * MINUTE
    renew(hall, FIRST, MARC, LATER + 11 * MINUTE)
    assert holders(hall) == {FIRST: ANNE}
    confirm(hall, FIRST, Correction(), ANNE, LATER + 12 * MINUTE)
    assert renew(hall, FIRST, MARC, LATER + 13 * MINUTE).line.status is Status.OPEN
    assert holders(hall) == {}


def test_who_does_not_work_in_the_queue_goes_nowhere_in_it(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        go(hall, FIRST, Way.NEXT, ELUE, LATER)
    with pytest.raises(ForbiddenError):
        foresee(hall, BREVILLE, FIRST, ELUE, LATER)
    with pytest.raises(ForbiddenError):
        renew(hall, FIRST, ELUE, LATER)
    with pytest.raises(NotFoundError):
        go(hall, FIRST, Way.NEXT, STRANGER, LATER)
