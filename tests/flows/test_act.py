"""What departments do to requests: the acts of the table of transitions, on both databases (S3, S13, S17, S30, S37)."""

from datetime import date, timedelta

import pytest

from domain.decision import Reason
from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId, TownId
from domain.lifecycle import Act, Step
from domain.request import Closure, Status
from domain.rights import Role
from flows import accounts
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from store import jobs, journal, outbox, requests
from store.agents import NewAgent
from store.requests import RequestRecord
from tests.flows.confirming import LATER
from tests.installations import NOW, arrival, mail

VALOGNES = TownId("valognes")
ANNE, MARC = "anne", "marc"
FIRST = RequestId(1)
SECRET = "Monsieur Untel est parti en Espagne"
HOLE = "Bonjour, un nid de poule dangereux pour les vélos rue de Poterie devant le 22. Sylvie Lebrun"


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    """The demo town with two agents and one open request, 2026/0001."""
    for login in (ANNE, MARC):
        accounts.add_agent(
            demo_hall,
            NewAgent(town=VALOGNES, login=login, name=login, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x"),
            NOW,
        )
    receive(demo_hall, [arrival(mail(HOLE, number=1, subject="trou"), town_id=VALOGNES, mailbox="mairie@valognes.example")])
    for second in range(1, 62, 30):
        for queue in jobs.QUEUES:
            work(demo_hall, queue, NOW + timedelta(seconds=second))
    confirm(demo_hall, FIRST, Correction(department=DepartmentCode("VOI")), ANNE, NOW)
    return demo_hall


def do(hall: Installation, one: Act, agent: str = ANNE, *, version: int | None = None, **said: object) -> RequestRecord:
    """Do one act."""
    return act(hall, Asked(request=FIRST, step=Step(act=one, **said), version=version), agent, LATER)  # type: ignore[arg-type]


def test_a_request_goes_through_its_life_and_every_step_is_in_its_history(hall: Installation) -> None:
    do(hall, Act.TAKE)
    do(hall, Act.PLAN, day=date(2026, 3, 20))
    do(hall, Act.ASK, pieces=("une photo",), day=date(2026, 4, 10))
    do(hall, Act.RESUME)
    do(hall, Act.FINISH)
    done = do(hall, Act.CLOSE, MARC, closure=Closure.CARRIED_OUT, answer="Le trou est rebouché.")
    situation = done.line.situation
    assert (situation.status, situation.taken_by, situation.taken_at) == (Status.CLOSED, ANNE, LATER)
    assert (situation.closure, situation.closed_at, situation.planned_on, situation.awaited_until) == (
        Closure.CARRIED_OUT,
        LATER,
        None,
        None,
    )
    told = [(line.actor, line.action) for line in done.history if line.actor in {ANNE, MARC}]
    assert told[-6:] == [(ANNE, "taken"), (ANNE, "planned"), (ANNE, "asked"), (ANNE, "resumed"), (ANNE, "finished"), (MARC, "closed")]
    assert done.history[-1].details == {"before": "done", "closure": "carried_out", "answer": "Le trou est rebouché.", "untold": True}
    assert str(done.line.number) == "2026/0001"


def test_what_is_not_allowed_is_refused_with_what_is(hall: Installation) -> None:
    with pytest.raises(
        ConflictError,
        match=r"open, not taken in charge. “Plan” is .* Possible: Take in charge, Give back to review, Hand over .*, Answer and close",
    ):
        do(hall, Act.PLAN, day=date(2026, 3, 20))
    with pytest.raises(ConflictError, match="is not possible"):
        do(hall, Act.REOPEN, reason="encore")
    with hall.database.read() as session:
        assert requests.get(session, FIRST).line.situation.status is Status.OPEN


def test_what_is_missing_is_named_field_by_field_and_nothing_changes(hall: Installation) -> None:
    do(hall, Act.TAKE)
    with pytest.raises(InvalidError) as refused:
        do(hall, Act.ASK)
    assert [mistake.where for mistake in refused.value.mistakes] == ["pieces", "day"]
    with pytest.raises(InvalidError) as refused:
        do(hall, Act.CLOSE)
    assert [mistake.where for mistake in refused.value.mistakes] == ["closure", "answer"]
    with pytest.raises(InvalidError, match="is over"):
        do(hall, Act.PLAN, day=date(2020, 1, 1))
    with hall.database.read() as session:
        assert requests.get(session, FIRST).history[-1].action == "taken"


def test_a_refusal_says_its_grounds_to_the_requester(hall: Installation) -> None:
    with pytest.raises(InvalidError, match="L211-5"):
        do(hall, Act.CLOSE, closure=Closure.REFUSED, reason="trop cher")
    assert do(hall, Act.CLOSE, closure=Closure.REFUSED, answer="La voie est privée.").line.status is Status.CLOSED


def test_the_second_of_two_who_saw_the_same_is_told_and_overwrites_nothing(hall: Installation) -> None:
    with hall.database.read() as session:
        seen = requests.get(session, FIRST).line.version
    do(hall, Act.TAKE, ANNE, version=seen)
    told = "has changed meanwhile: anne, 2026-03-12 at 09:19 – Taken in charge. Possible now: Give back to review, .*Answer and close. Look"
    with pytest.raises(ConflictError, match=told):
        do(hall, Act.CLOSE, MARC, version=seen, closure=Closure.ANSWERED, answer="Merci.")
    with hall.database.read() as session:
        assert requests.get(session, FIRST).line.status is Status.ACCEPTED


def test_the_same_again_changes_nothing(hall: Installation) -> None:
    first = do(hall, Act.TAKE)
    assert do(hall, Act.TAKE, version=1) == first
    closed = do(hall, Act.CLOSE, closure=Closure.ANSWERED, answer="Merci.")
    assert do(hall, Act.CLOSE, closure=Closure.ANSWERED, answer="Merci.") == closed
    with pytest.raises(ConflictError):
        do(hall, Act.CLOSE, closure=Closure.ANSWERED, answer="Autre chose.")


def test_a_refused_request_is_decided_anew_and_keeps_its_number(hall: Installation) -> None:
    do(hall, Act.TAKE)
    refused = do(hall, Act.REFUSE, reason="Ce n’est pas la voirie.")
    assert (refused.line.status, refused.line.situation.is_taken, str(refused.line.number)) == (Status.REVIEW, False, "2026/0001")
    with hall.database.read() as session:
        (waiting,) = requests.review_page(session, VALOGNES, after=None, limit=5)
    assert (waiting.id, waiting.reasons[0], refused.line.reasons) == (FIRST, Reason.GIVEN_BACK, waiting.reasons)
    settlement = confirm(hall, FIRST, Correction(department=DepartmentCode("EV")), MARC, LATER)
    with hall.database.read() as session:
        again = requests.get(session, FIRST)
    assert (again.line.status, str(settlement.number), again.line.department) == (Status.OPEN, "2026/0001", "EV")
    assert Reason.GIVEN_BACK not in again.line.reasons


def test_a_request_that_is_refused_and_confirmed_as_it_was_opens_again(hall: Installation) -> None:
    do(hall, Act.REFUSE, reason="Pas pour nous.")
    confirm(hall, FIRST, Correction(), MARC, LATER)
    with hall.database.read() as session:
        again = requests.get(session, FIRST).line
    assert (again.status, str(again.number)) == (Status.OPEN, "2026/0001")


def test_another_department_gets_it_untaken_and_is_told(hall: Installation) -> None:
    do(hall, Act.TAKE)
    handed = do(hall, Act.HAND_OVER, department=DepartmentCode("PM"), reason="C’est une voiture.")
    assert (handed.line.status, handed.line.department, handed.line.situation.is_taken) == (Status.OPEN, "PM", False)
    with hall.database.read() as session:
        told = [record.letter.recipient for record in outbox.of_request(session, FIRST) if record.letter.kind == "notice"]
    assert told == ["st@services.valognes.example", "police.municipale@services.valognes.example"]


@pytest.mark.parametrize(
    ("one", "department", "where"),
    [
        (Act.HAND_OVER, "X-DEP", "Transfer"),
        (Act.HAND_OVER, "VOI", "Name another"),
        (Act.HAND_OVER, "NO", "Name one of the town"),
        (Act.TRANSFER, "EV", "Hand the request over"),
    ],
)
def test_only_a_department_that_can_have_it_gets_it(hall: Installation, one: Act, department: str, where: str) -> None:
    with pytest.raises(InvalidError, match=where):
        do(hall, one, department=DepartmentCode(department), reason="parce que")


def test_a_transferred_request_is_open_and_comes_back(hall: Installation) -> None:
    away = do(hall, Act.TRANSFER, department=DepartmentCode("X-DEP"))
    assert (away.line.status, away.line.situation.authority) == (Status.TRANSFERRED, "X-DEP")
    with hall.database.read() as session:
        assert [line.id for line in requests.open_page(session, VALOGNES, after=None, limit=5)] == [FIRST]
    back = do(hall, Act.TAKE_BACK)
    assert (back.line.status, back.line.situation.taken_by, back.line.situation.authority) == (Status.ACCEPTED, ANNE, None)


def test_a_closed_request_is_no_longer_listed_and_can_be_reopened(hall: Installation) -> None:
    do(hall, Act.CLOSE, closure=Closure.ANSWERED, answer="Merci.")
    with hall.database.read() as session:
        assert requests.open_page(session, VALOGNES, after=None, limit=5) == ()
    again = do(hall, Act.REOPEN, reason="Le trou est revenu.")
    assert (again.line.status, again.line.situation.closure, again.line.situation.closed_at) == (Status.OPEN, None, None)
    with hall.database.read() as session:
        subjects = [str(record.letter.payload["subject"]) for record in outbox.of_request(session, FIRST)]
    assert subjects[-1] == "Demande 2026/0001 – rouverte"


def test_the_journal_holds_no_word_of_people(hall: Installation) -> None:
    do(hall, Act.REFUSE, reason=SECRET)
    confirm(hall, FIRST, Correction(), MARC, LATER)
    do(hall, Act.CLOSE, closure=Closure.ANSWERED, answer=SECRET)
    with hall.database.read() as session:
        lines = journal.page(session, VALOGNES, after=None, limit=50)
    assert {"request.refused", "request.closed"} <= {line.action for line in lines}
    assert SECRET not in repr(lines)


def test_nobody_from_elsewhere_acts(hall: Installation) -> None:
    with pytest.raises(NotFoundError):
        do(hall, Act.TAKE, "nobody")
