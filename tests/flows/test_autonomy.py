"""How much a rule does alone: lowered by a burst of corrections, raised once its precision was measured (issue 7, point 2)."""

from datetime import datetime, timedelta

import pytest

from domain.autonomy import Level, Terms, is_burst
from domain.decision import Reason
from domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId, RuleId, SubjectCode
from domain.request import Status
from domain.review import RateBy
from domain.rights import Role
from flows import accounts
from flows.autonomy import Wish, set_level, set_terms, standings
from flows.confirm import Correction, confirm
from flows.replay import Verdict, replay_one
from flows.undo import undo
from flows.wiring import Installation
from store import autonomy as stored
from store import journal, rates, requests
from store.agents import NewAgent
from tests.flows.confirming import ANNE, LATER, VAGUE, hire, request, take_in
from tests.installations import BREVILLE, NOW, POTHOLE

BOSS = "chef"
OWN = RuleId("R0")
WRONG, RIGHT = Correction(department=DepartmentCode("ACC")), Correction()
TERMS = Terms(confirmations=5, precision=0.8, corrections=3, of_requests=10)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with an agent and an administrator."""
    hire(town_hall)
    accounts.add_agent(
        town_hall,
        NewAgent(town=BREVILLE, login=BOSS, name=BOSS, roles=frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR}), password_hash="x"),
        NOW,
    )
    return town_hall


def potholes(hall: Installation, count: int, first: int = 1) -> tuple[RequestId, ...]:
    """Let potholes come in, and return their requests."""
    with hall.database.read() as session:
        before = set(requests.ids(session, BREVILLE))
    texts = (POTHOLE.replace("Bonjour", f"Bonjour, c’est la {number}e fois que je le dis") for number in range(first, first + count))
    take_in(hall, *texts, first=first)
    with hall.database.read() as session:
        return tuple(one for one in requests.ids(session, BREVILLE) if one not in before)


def level(hall: Installation) -> Level:
    with hall.database.read() as session:
        return next((one.level for one in standings(session, BREVILLE) if one.rule == OWN), Level.AUTOMATIC)


def actions(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [entry.action for entry in journal.page(session, BREVILLE, after=None, limit=200) if entry.action.startswith("autonomy")]


def terms(hall: Installation, asked: Terms = TERMS) -> None:
    set_terms(hall, BREVILLE, asked, BOSS, NOW)


@pytest.mark.parametrize(
    ("before", "after", "is_one"),
    [
        ((), (), False),
        ((True, True), (), True),
        ((), (True, True), True),
        ((True,), (True,), True),
        ((*[False] * 7, True, True), (), True),
        ((*[False] * 8, True), (*[False] * 8, True), False),
        ((*[False] * 4, True), (*[False] * 3, True), True),
        ((*[False] * 9, True, True), (), False),
    ],
)
def test_a_burst_is_three_corrected_of_any_ten_in_a_row(before: tuple[bool, ...], after: tuple[bool, ...], *, is_one: bool) -> None:
    assert is_burst(before, after, Terms()) is is_one


def test_a_rule_works_alone_until_a_burst_of_corrections_lowers_it(hall: Installation) -> None:
    found = potholes(hall, 4)
    assert {request(hall, one).line.status for one in found} == {Status.OPEN}
    for one in found[:2]:
        confirm(hall, one, WRONG, ANNE, LATER)
    assert level(hall) is Level.AUTOMATIC
    confirm(hall, found[2], WRONG, ANNE, LATER)
    assert level(hall) is Level.PRESELECT
    assert actions(hall) == ["autonomy.lowered"]
    with hall.database.read() as session:
        said = stored.find(session, BREVILLE, OWN)
    assert said is not None
    assert (said.by, said.since, said.why) == ("system", LATER, "3/10")
    (next_one,) = potholes(hall, 1, first=9)
    line = request(hall, next_one).line
    assert (line.status, line.reasons, line.number) == (Status.REVIEW, (Reason.RULE_ON_PROBATION,), None)
    assert (line.subject, line.department) == ("VOI-01", "VOI")
    assert replay_one(hall, next_one).verdict is Verdict.IDENTICAL


def test_right_ones_between_the_wrong_ones_make_no_burst(hall: Installation) -> None:
    terms(hall, Terms(confirmations=5, precision=0.8, corrections=2, of_requests=3))
    found = potholes(hall, 7)
    for one in (found[0], found[3], found[6]):
        confirm(hall, one, WRONG, ANNE, LATER)
    assert level(hall) is Level.AUTOMATIC
    confirm(hall, found[5], WRONG, ANNE, LATER)  # beside the last one, though corrected out of order
    assert level(hall) is Level.PRESELECT


def test_doubtful_proposals_are_there_to_be_corrected_and_lower_nothing(hall: Installation) -> None:
    take_in(hall, *(f"{VAGUE} {number}" for number in range(4)))
    for number in range(1, 5):
        confirm(hall, RequestId(number), Correction(subject=SubjectCode("VOI-02")), ANNE, LATER)
    assert actions(hall) == []
    with hall.database.read() as session:
        assert all(one.level is Level.AUTOMATIC for one in standings(session, BREVILLE))


def test_undoing_the_correction_that_lowered_a_rule_lets_it_work_again(hall: Installation) -> None:
    found = potholes(hall, 3)
    for one in found:
        confirm(hall, one, WRONG, ANNE, LATER)
    assert level(hall) is Level.PRESELECT
    undo(hall, found[2], ANNE, LATER)
    assert level(hall) is Level.AUTOMATIC
    confirm(hall, found[2], WRONG, ANNE, LATER)
    assert level(hall) is Level.PRESELECT


def test_it_works_alone_again_once_that_was_earned_and_somebody_says_so(hall: Installation) -> None:
    terms(hall)
    for one in potholes(hall, 3):
        confirm(hall, one, WRONG, ANNE, LATER)
    raised = Wish(town=BREVILLE, rule=OWN, level=Level.AUTOMATIC, why="règle corrigée")
    with pytest.raises(ConflictError, match=r"of its last 3 confirmed proposals 0 were right; wanted are 80 per cent of 5"):
        set_level(hall, raised, BOSS, LATER)
    on_trial = potholes(hall, 5, first=20)
    assert {request(hall, one).line.status for one in on_trial} == {Status.REVIEW}
    for count, one in enumerate(on_trial):
        confirm(hall, one, WRONG if count == 0 else RIGHT, ANNE, LATER + timedelta(minutes=count))
    with hall.database.read() as session:
        (standing,) = (one for one in standings(session, BREVILLE) if one.rule == OWN)
    assert (standing.measured.confirmed, standing.measured.right, standing.is_proposed) == (5, 4, True)
    luc = NewAgent(town=BREVILLE, login="luc", name="luc", roles=frozenset({Role.RECEPTION}), password_hash="x")
    accounts.add_agent(hall, luc, NOW)
    with pytest.raises(ForbiddenError, match="Who may: the regulator, an administrator"):
        set_level(hall, raised, "luc", LATER)
    later = LATER + timedelta(hours=1)
    assert set_level(hall, raised, BOSS, later).level is Level.AUTOMATIC
    assert set_level(hall, raised, BOSS, later).said is not None  # the same again changes nothing
    assert actions(hall).count("autonomy.set") == 1
    assert request(hall, arrive_later(hall, later)).line.status is Status.OPEN


def arrive_later(hall: Installation, _now: datetime) -> RequestId:
    (found,) = potholes(hall, 1, first=40)
    return found


def test_an_administrator_lowers_a_rule_by_hand_with_a_reason(hall: Installation) -> None:
    wish = Wish(town=BREVILLE, rule=OWN, level=Level.PROPOSE, why="nouvelle équipe")
    with pytest.raises(InvalidError, match="reason is missing"):
        set_level(hall, Wish(town=BREVILLE, rule=OWN, level=Level.PROPOSE, why=" "), BOSS, LATER)
    with pytest.raises(NotFoundError, match="has no rule"):
        set_level(hall, Wish(town=BREVILLE, rule=RuleId("R99"), level=Level.PROPOSE, why="x"), BOSS, LATER)
    assert set_level(hall, wish, BOSS, LATER).level is Level.PROPOSE
    (one,) = potholes(hall, 1)
    assert request(hall, one).line.reasons == (Reason.RULE_ON_PROBATION,)


@pytest.mark.parametrize(
    "asked", [Terms(confirmations=0), Terms(precision=0.0), Terms(precision=1.1), Terms(corrections=0), Terms(of_requests=2)]
)
def test_terms_that_cannot_be_are_refused(hall: Installation, asked: Terms) -> None:
    with pytest.raises(InvalidError):
        set_terms(hall, BREVILLE, asked, BOSS, NOW)
    with hall.database.read() as session:
        assert stored.terms(session, BREVILLE) == Terms()


def test_the_rate_of_corrections_is_told_by_rule_subject_department_agent_and_period(hall: Installation) -> None:
    found = potholes(hall, 4)
    confirm(hall, found[0], WRONG, ANNE, LATER)
    confirm(hall, found[1], RIGHT, ANNE, LATER)
    confirm(hall, found[2], RIGHT, BOSS, LATER + timedelta(days=40))
    confirm(hall, found[0], RIGHT, BOSS, LATER + timedelta(days=41))  # as it stands: the same, nothing new
    with hall.database.read() as session:

        def told(by: RateBy, since: datetime | None = None, until: datetime | None = None) -> list[tuple[str, int, int]]:
            return [(one.key, one.decided, one.corrected) for one in rates.rates(session, BREVILLE, by, since, until)]

        assert told(RateBy.RULE) == [("R0", 3, 1)]
        assert told(RateBy.SUBJECT) == [("VOI-01", 3, 1)]
        assert told(RateBy.DEPARTMENT) == [("VOI", 3, 1)]
        assert told(RateBy.AGENT) == [("anne", 2, 1), ("chef", 1, 0)]
        assert told(RateBy.AGENT, since=LATER + timedelta(days=1)) == [("chef", 1, 0)]
        assert told(RateBy.AGENT, until=LATER + timedelta(days=1)) == [("anne", 2, 1)]
        assert rates.rate(session, BREVILLE, "2026-03", None, LATER + timedelta(days=1)).share == 0.5
