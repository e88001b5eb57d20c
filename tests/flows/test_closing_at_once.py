"""An account is closed while its agent still acts: nothing is left in the name of somebody who is gone, on both databases."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, BrokenBarrierError, Event

import pytest
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import DepartmentCode, RequestId
from domain.lifecycle import Act, Step
from domain.member import Member, Post
from domain.request import Status
from domain.rights import Role
from flows import accounts
from flows.account_closing import Ending, close_account
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.membership import add_member, set_roles
from flows.wiring import Installation
from store import agents, requests
from store.agents import Agent, NewAgent
from store.requests import RequestRecord
from tests.flows.confirming import ANNE, LATER, hire, take_in
from tests.installations import BREVILLE, NOW

VOI = DepartmentCode("VOI")
LUC, BOSS, OTHER = "luc", "boss", "other"
FIRST, SECOND = RequestId(1), RequestId(2)
TAKE = Step(act=Act.TAKE)
A_MOMENT = 1.0
"""Seconds after which what waits for another's lock is seen to wait."""


@pytest.fixture
def hall(town_hall: Installation) -> Iterator[Installation]:
    hire(town_hall)
    for login, roles in ((LUC, {Role.RECEPTION}), (BOSS, {Role.ADMIN})):
        new = NewAgent(town=BREVILLE, login=login, name=login.title(), roles=frozenset(roles), password_hash="x")
        accounts.add_agent(town_hall, new, NOW)
    add_member(town_hall, Member(town=BREVILLE, department=VOI, login=LUC, post=Post.AGENT), BOSS, NOW)
    take_in(town_hall, *(f"Bonjour, un nid de poule rue Basse, celui du numéro {number}. Paul Roger" for number in (1, 2)))
    for request in (FIRST, SECOND):
        confirm(town_hall, request, Correction(department=VOI), ANNE, NOW)
    yield town_hall


def test_an_act_under_way_ends_first_and_its_request_is_given_back(hall: Installation) -> None:
    act(hall, Asked(request=SECOND, step=TAKE), LUC, LATER)
    is_taking, may_end = Event(), Event()

    def slowly(_session: Session, _record: RequestRecord) -> None:
        is_taking.set()
        assert may_end.wait(30)

    with ThreadPoolExecutor(2) as threads:
        taking = threads.submit(act, hall, Asked(request=FIRST, step=TAKE), LUC, LATER, slowly)
        assert is_taking.wait(30)
        closing = threads.submit(close_account, hall, LUC, BOSS, LATER)
        wait((closing,), A_MOMENT)
        assert not closing.done(), "it waits for what is under way"
        may_end.set()
        assert taking.result(30).line.situation.taken_by == LUC
        done = closing.result(30)
    assert {one.request: one.ending for one in done.in_hand} == {FIRST: Ending.BACK, SECOND: Ending.BACK}
    with hall.database.read() as session:
        found = [requests.get(session, one).line.situation for one in (FIRST, SECOND)]
    assert [(one.status, one.taken_by) for one in found] == [(Status.OPEN, None)] * 2


def test_who_acts_and_who_closes_at_the_same_moment_never_leave_anything_in_his_name(hall: Installation) -> None:
    start = Event()

    def take(request: RequestId) -> str:
        assert start.wait(30)
        try:
            act(hall, Asked(request=request, step=TAKE), LUC, LATER)
        except (NotFoundError, ConflictError):
            return "refused"
        return "taken"

    def close() -> str:
        assert start.wait(30)
        return "closed" if close_account(hall, LUC, BOSS, LATER) else ""

    with ThreadPoolExecutor(3) as threads:
        working = [threads.submit(take, one) for one in (FIRST, SECOND)]
        closing = threads.submit(close)
        start.set()
        assert {one.result(30) for one in working} <= {"taken", "refused"} and closing.result(30) == "closed"
    with hall.database.read() as session:
        assert [requests.get(session, one).line.situation.taken_by for one in (FIRST, SECOND)] == [None, None]


@pytest.mark.parametrize("ends", ["close", "roles"])
def test_of_two_who_would_end_each_other_one_stays_who_sees_to_people(
    hall: Installation, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    new = NewAgent(town=BREVILLE, login=OTHER, name="Other", roles=frozenset({Role.ADMIN}), password_hash="x")
    accounts.add_agent(hall, new, NOW)
    both, asked = Barrier(2), agents.all_agents

    def slowly(session: Session) -> tuple[Agent, ...]:
        found = asked(session)
        with contextlib.suppress(BrokenBarrierError):
            both.wait(A_MOMENT)
        return found

    def end(login: str, by: str) -> str:
        try:
            if ends == "close":
                close_account(hall, login, by, LATER)
            else:
                set_roles(hall, login, frozenset(), frozenset({Role.ADMIN}), by, LATER)
        except ConflictError:
            return "refused"
        return "ended"

    monkeypatch.setattr(agents, "all_agents", slowly)
    with ThreadPoolExecutor(2) as threads:
        done = [threads.submit(end, *pair) for pair in ((BOSS, OTHER), (OTHER, BOSS))]
        assert sorted(one.result(30) for one in done) == ["ended", "refused"]
    with hall.database.read() as session:
        assert len([one for one in asked(session) if Role.ADMIN in one.roles and one.closed_at is None]) == 1


def test_the_last_who_sees_to_people_stays_so_whoever_takes_the_role_away(hall: Installation) -> None:
    with pytest.raises(ConflictError, match="sees to people"):
        set_roles(hall, BOSS, frozenset({Role.RECEPTION}), frozenset({Role.ADMIN}), "cli", LATER)
    with hall.database.read() as session:
        found = agents.find_by_login(session, BOSS)
    assert found is not None and found.roles == {Role.ADMIN}
