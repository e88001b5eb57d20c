"""The table of transitions: S3, S17, S30 and the lifecycle of DOMAIN §3."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.department import DepartmentKind
from domain.ids import DepartmentCode
from domain.lifecycle import (
    LIFECYCLE,
    Act,
    Need,
    PublicStatus,
    Situation,
    Step,
    after,
    allowed,
    begun,
    is_allowed,
    missing,
    public_status,
    transition,
)
from domain.request import OPEN_STATUSES, Closure, Status

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 13, 9, tzinfo=UTC)


def whole(act: Act) -> Step:
    """Return an act with all that can be said."""
    return Step(
        act=act,
        reason="parce que",
        answer="C’est fait.",
        department=DepartmentCode("EV"),
        day=date(2026, 3, 20),
        pieces=("un plan",),
        closure=Closure.CARRIED_OUT,
    )


def test_each_act_stands_once_and_none_is_forgotten() -> None:
    assert sorted(line.act for line in LIFECYCLE) == sorted(Act)


@pytest.mark.parametrize(
    ("status", "acts"),
    [
        (Status.REVIEW, {Act.CONFIRM, Act.REJECT}),
        (Status.REJECTED, {Act.RESTORE, Act.ARCHIVE}),
        (Status.OPEN, {Act.TAKE, Act.REFUSE, Act.HAND_OVER, Act.TRANSFER, Act.CLOSE}),
        (Status.ACCEPTED, {Act.REFUSE, Act.HAND_OVER, Act.PLAN, Act.ASK, Act.TRANSFER, Act.FINISH, Act.CLOSE}),
        (Status.PLANNED, {Act.REFUSE, Act.HAND_OVER, Act.PLAN, Act.UNPLAN, Act.ASK, Act.TRANSFER, Act.FINISH, Act.CLOSE}),
        (Status.WAITING, {Act.HAND_OVER, Act.RESUME, Act.CLOSE}),
        (Status.TRANSFERRED, {Act.REFUSE, Act.HAND_OVER, Act.TRANSFER, Act.TAKE_BACK, Act.FINISH, Act.CLOSE}),
        (Status.DONE, {Act.CLOSE}),
        (Status.CLOSED, {Act.REOPEN, Act.ARCHIVE}),
        (Status.ARCHIVED, set()),
    ],
)
def test_what_may_be_done_in_each_state(status: Status, acts: set[Act]) -> None:
    assert set(allowed(status)) == acts
    assert {act for act in Act if is_allowed(act, status)} == acts


def test_every_state_is_reached_and_every_open_one_can_be_closed() -> None:
    assert {line.target for line in LIFECYCLE} == set(Status)
    assert set(OPEN_STATUSES) == set(transition(Act.CLOSE).sources)


@pytest.mark.parametrize("act", Act)
def test_what_an_act_needs_is_missed_when_it_is_not_said(act: Act) -> None:
    assert missing(Step(act=act)) == transition(act).needs
    assert missing(whole(act)) == ()


def test_an_answer_may_be_replaced_by_the_reason_for_none_but_not_by_blanks() -> None:
    assert missing(Step(act=Act.CLOSE, closure=Closure.DUPLICATE, reason="Déjà répondu.")) == ()
    assert missing(Step(act=Act.CLOSE, closure=Closure.DUPLICATE, reason="  ", answer="\n")) == (Need.ANSWER,)
    assert missing(Step(act=Act.ASK, pieces=(" ",), day=date(2026, 3, 20))) == (Need.PIECES,)


def test_open_or_closed_and_taken_in_charge_or_not_are_two_things() -> None:
    opened = Situation(status=Status.OPEN)
    taken = after(opened, whole(Act.TAKE), "anne", NOW)
    closed = after(taken, whole(Act.CLOSE), "marie", LATER)
    untaken = after(opened, whole(Act.CLOSE), "marie", LATER)
    assert (opened.status.is_open, opened.is_taken) == (True, False)
    assert (taken.status.is_open, taken.is_taken, taken.taken_by, taken.taken_at) == (True, True, "anne", NOW)
    assert (closed.status.is_open, closed.is_taken, closed.closure, closed.closed_at) == (False, True, Closure.CARRIED_OUT, LATER)
    assert (untaken.status.is_open, untaken.is_taken) == (False, False)


def test_whoever_gets_a_request_next_begins_anew() -> None:
    planned = after(after(Situation(status=Status.OPEN), whole(Act.TAKE), "anne", NOW), whole(Act.PLAN), "anne", NOW)
    assert planned.planned_on == date(2026, 3, 20)
    for act in (Act.REFUSE, Act.HAND_OVER):
        assert after(planned, whole(act), "anne", LATER) == Situation(status=transition(act).target)


def test_who_takes_back_what_nobody_had_in_hand_has_it_in_hand() -> None:
    away = after(Situation(status=Status.OPEN), whole(Act.TRANSFER), "marie", NOW)
    back = after(away, whole(Act.TAKE_BACK), "anne", LATER)
    assert (away.authority, away.is_taken) == ("EV", False)
    assert (back.authority, back.taken_by, back.taken_at) == (None, "anne", LATER)


def test_s17_what_is_decided_for_another_authority_is_transferred_to_it_by_that() -> None:
    line = transition(Act.CONFIRM)
    assert (line.target, line.abroad) == (Status.OPEN, Status.TRANSFERRED)
    assert begun(DepartmentCode("VOI"), DepartmentKind.INTERNAL) == Situation(status=Status.OPEN)
    away = begun(DepartmentCode("X-AGG"), DepartmentKind.EXTERNAL)
    assert (away.status, away.authority, away.is_taken) == (Status.TRANSFERRED, "X-AGG", False)
    assert public_status(away.status) is PublicStatus.IN_HAND


def test_s17_of_all_acts_a_decision_and_its_reopening_give_a_request_to_another_authority_beside_the_transfer() -> None:
    assert [line.act for line in LIFECYCLE if line.abroad is not None] == [Act.CONFIRM, Act.REOPEN]
    assert [line.act for line in LIFECYCLE if line.target is Status.TRANSFERRED] == [Act.TRANSFER]


@given(st.lists(st.sampled_from(Act), max_size=20))
def test_any_order_of_acts_leaves_a_situation_that_fits_its_state(acts: list[Act]) -> None:
    situation = Situation(status=Status.REVIEW)
    for act in acts:
        if is_allowed(act, situation.status):
            situation = after(situation, whole(act), "anne", NOW)
    assert (situation.planned_on is None) or situation.status in {Status.PLANNED, Status.DONE, Status.CLOSED, Status.ARCHIVED}
    assert (situation.awaited_until is not None) == (situation.status is Status.WAITING) or situation.status.is_over
    assert (situation.authority is None) or situation.status in {Status.TRANSFERRED, Status.DONE, Status.CLOSED, Status.ARCHIVED}
    assert (situation.closure is not None) == (situation.closed_at is not None)
    if situation.status in {Status.ACCEPTED, Status.PLANNED, Status.WAITING}:
        assert situation.is_taken


def test_the_requester_sees_five_words() -> None:
    assert {public_status(status) for status in Status} == set(PublicStatus)
    assert public_status(Status.WAITING) is PublicStatus.AWAITS_YOU
