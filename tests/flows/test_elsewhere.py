"""What is decided for another authority, by the rules or by people, is transferred to it by that (S17; DOMAIN §3: THIRD)."""

from datetime import timedelta

import pytest

from domain.decision import Routed
from domain.errors import InvalidError
from domain.figures import Measure
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.lifecycle import Act, PublicStatus, Step, public_status
from domain.request import Closure, Status
from domain.rights import Role
from flows import accounts
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.departments.moving import Move, move
from flows.facts_made import Knowing, Meaning, made
from flows.receive import receive
from flows.undo import undo
from flows.wiring import Installation
from flows.work import work
from routing.calendar import calendar_of
from store import jobs
from store.agents import NewAgent
from store.facts_read import sources
from store.requests import RequestRecord
from tests.flows.confirming import ANNE, LATER, VAGUE, request
from tests.installations import NOW, arrival, mail

FIRST = RequestId(1)
VALOGNES = TownId("valognes")
UNKNOWN = Meaning(nature=None, theme=None, silence=None)
BIN = "Bonjour, le bac jaune n'a pas été ramassé ce matin au 8 rue de Poterie à Valognes. Merci, Paul Roger"
TO_AGGLO = Correction(subject=SubjectCode("DEC-01"), department=DepartmentCode("X-AGG"))


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    """The demo town with somebody who decides there."""
    new = NewAgent(town=VALOGNES, login=ANNE, name=ANNE, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x")
    accounts.add_agent(demo_hall, new, NOW)
    return demo_hall


def come(hall: Installation, text: str) -> None:
    receive(hall, [arrival(mail(text, subject="bonjour"), town_id=VALOGNES, mailbox="mairie@valognes.example")])
    now = NOW + timedelta(seconds=1)
    while any(work(hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def decided(hall: Installation) -> RequestRecord:
    come(hall, VAGUE)
    confirm(hall, FIRST, TO_AGGLO, ANNE, LATER)
    return request(hall, 1)


def do(hall: Installation, wanted: Act, department: str | None = None) -> RequestRecord:
    code = None if department is None else DepartmentCode(department)
    return act(hall, Asked(request=FIRST, step=Step(act=wanted, reason="C’est à nous.", department=code)), ANNE, LATER)


def is_counted(hall: Installation) -> bool:
    """Tell whether figures count it as transferred, as it stands."""
    knowing = Knowing(calendar=calendar_of(hall.towns.get(VALOGNES).town), meaning=lambda _ruleset, _subject: UNKNOWN)
    with hall.database.read() as session:
        [source] = sources(session, (FIRST,))
    fact = made(source, knowing)
    return fact is not None and Measure.TRANSFERRED in fact.marks


def passed_on(record: RequestRecord) -> object:
    assert record.timing is not None
    return record.timing.passed_on


def test_s17_what_the_rules_route_to_another_authority_is_transferred_at_once(hall: Installation) -> None:
    come(hall, BIN)
    record = request(hall, 1)
    assert isinstance(record.decision, Routed) and record.line.department == "X-AGG"
    assert (record.line.status, record.line.situation.authority, record.line.situation.is_taken) == (Status.TRANSFERRED, "X-AGG", False)
    assert public_status(record.line.status) is PublicStatus.IN_HAND
    told = [(line.action, line.details.get("department")) for line in record.history if line.action != "letter_held"]
    assert told == [("created", None), ("numbered", None), ("transferred", "X-AGG")]
    assert str(passed_on(record)) == "2026-03-12"
    # Nothing is due from the town any more.
    assert (record.line.dates.take_by, record.line.dates.due_at, record.line.dates.remind_at) == (None, None, None)


def test_s17_what_people_decide_for_another_authority_is_transferred_and_counted_so(hall: Installation) -> None:
    record = decided(hall)
    assert (record.line.status, record.line.situation.authority) == (Status.TRANSFERRED, "X-AGG")
    assert str(record.line.number) == "2026/0001"
    assert [line.action for line in record.history][-3:] == ["corrected", "numbered", "transferred"]
    assert str(passed_on(record)) == "2026-03-12"
    assert is_counted(hall)


def test_s17_a_decision_for_another_authority_is_taken_back_as_a_whole(hall: Installation) -> None:
    decided(hall)
    record = undo(hall, FIRST, ANNE, LATER)
    assert (record.line.status, record.line.situation.authority, passed_on(record)) == (Status.REVIEW, None, None)
    assert not is_counted(hall)
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, LATER)
    assert request(hall, 1).line.status is Status.OPEN


@pytest.mark.parametrize(("wanted", "department", "status"), [(Act.HAND_OVER, "VOI", Status.OPEN), (Act.REFUSE, None, Status.REVIEW)])
def test_s17_what_another_authority_does_not_do_comes_back_in_one_step(
    hall: Installation, wanted: Act, department: str | None, status: Status
) -> None:
    decided(hall)
    record = do(hall, wanted, department)
    assert (record.line.status, record.line.situation.authority, passed_on(record)) == (status, None, None)
    # It was there, be it for a moment.
    assert is_counted(hall)


def test_s17_who_corrects_his_decision_gives_it_to_a_department_of_the_town(hall: Installation) -> None:
    decided(hall)
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, LATER)
    record = request(hall, 1)
    assert (record.line.status, record.line.department, passed_on(record)) == (Status.OPEN, "VOI", None)


def test_s17_it_goes_on_to_yet_another_authority_and_not_to_the_same(hall: Installation) -> None:
    decided(hall)
    with pytest.raises(InvalidError, match="has the request already"):
        do(hall, Act.TRANSFER, "X-AGG")
    assert do(hall, Act.TRANSFER, "X-DEP").line.situation.authority == "X-DEP"


def test_s17_requests_of_an_authority_that_are_moved_to_a_department_are_open_there(hall: Installation) -> None:
    decided(hall)
    wanted = Move(town=VALOGNES, before=DepartmentCode("X-AGG"), after=DepartmentCode("PRO"), reason="La commune le fait elle-même.")
    assert move(hall, wanted, ANNE, LATER, lambda _: None) == 1
    record = request(hall, 1)
    assert (record.line.status, record.line.department, record.line.situation.authority) == (Status.OPEN, "PRO", None)
    assert passed_on(record) is None


def reopened(hall: Installation) -> RequestRecord:
    closing = Step(act=Act.CLOSE, answer="C’est fait.", closure=Closure.ANSWERED)
    act(hall, Asked(request=FIRST, step=closing), ANNE, LATER)
    asked = Asked(request=FIRST, step=Step(act=Act.REOPEN, reason="Rien n’a été fait."))
    record = act(hall, asked, ANNE, LATER + timedelta(days=1))
    assert act(hall, asked, ANNE, LATER + timedelta(days=1)).history == record.history, "a second click changes nothing"
    return record


def test_s17_reopened_it_is_with_the_other_authority_again(hall: Installation) -> None:
    decided(hall)
    record = reopened(hall)
    assert (record.line.status, record.line.situation.authority, record.line.dates.take_by) == (Status.TRANSFERRED, "X-AGG", None)
    assert [line.action for line in record.history][-2:] == ["reopened", "transferred"]
    assert str(passed_on(record)) == "2026-03-13"


def test_s17_what_a_department_had_transferred_is_its_own_again_when_reopened_and_its_clock_runs(hall: Installation) -> None:
    come(hall, VAGUE)
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, LATER)
    do(hall, Act.TRANSFER, "X-AGG")
    record = reopened(hall)
    assert (record.line.status, record.line.department, record.line.situation.authority) == (Status.OPEN, "VOI", None)
    assert passed_on(record) is None
