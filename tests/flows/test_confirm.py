"""Agents decide requests."""

import pytest
from sqlalchemy import update

from domain.confirmation import Confirmation
from domain.department import Confidentiality
from domain.errors import ConfigurationError, ConflictError, ForbiddenError, NotFoundError
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.request import Status
from domain.rights import Role
from flows import accounts
from flows.bulk import Confirming, Item, Result, bulk
from flows.confirm import Correction, confirm
from flows.holding import StandingError
from flows.learning import close_step
from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from store import confirmations, journal, learned
from store.agents import NewAgent
from store.schema import RequestRow
from tests.flows.confirming import ANNE, LATER, STRANGER, VAGUE, hire, notices, request, take_in
from tests.installations import BREVILLE, NOW, POTHOLE, arrival, mail

AS_IT_IS = Correction()
PAVEMENT = SubjectCode("VOI-02")
FIRST = RequestId(1)
VALOGNES = TownId("valognes")


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with agents and one vague request, which waits for review."""
    hire(town_hall)
    take_in(town_hall, VAGUE)
    return town_hall


def _kept(hall: Installation) -> tuple[Confirmation, ...]:
    with hall.database.read() as session:
        return confirmations.all_of(session, FIRST)


def _counts(hall: Installation) -> dict[tuple[str, str], int]:
    with hall.database.write() as session:
        step = close_step(session, BREVILLE, LATER)
        assert step is not None
        return {(code, word): n for code, word, n in learned.counts(session, BREVILLE, step)}


def test_a_request_in_review_is_confirmed_as_proposed_and_opens_under_a_number(hall: Installation) -> None:
    before = request(hall, 1)
    settlement = confirm(hall, FIRST, AS_IT_IS, ANNE, LATER)
    after = request(hall, 1)
    assert before.line.status is Status.REVIEW
    assert (after.line.status, after.line.number) == (Status.OPEN, settlement.number)
    assert (after.line.subject, after.line.department) == (before.line.subject, before.line.department)
    assert [line.action for line in after.history] == ["created", "confirmed", "numbered"]
    assert {line.actor for line in after.history[1:]} == {ANNE}


def test_a_correction_changes_the_request_and_keeps_what_the_rules_decided(hall: Installation) -> None:
    decision = request(hall, 1).decision
    confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    after = request(hall, 1)
    assert (after.line.subject, after.line.department, after.line.priority) == ("VOI-02", "VOI", 3)
    assert after.decision == decision
    assert after.history[1].action == "corrected"
    assert after.history[1].details["subject"] == {"before": "AUT-00", "after": "VOI-02"}
    (kept,) = _kept(hall)
    assert (kept.decided.subject, kept.proposed.subject, kept.agent, kept.rank) == ("VOI-02", "AUT-00", ANNE, 1)


def test_the_department_is_told_when_a_request_leaves_review(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    while work(hall, "later", LATER).claimed:
        pass
    (letter,) = notices(hall)
    assert letter.recipient == "voirie@breville.example"
    assert letter.payload["subject"] == "Demande 2026/0001 – Trottoir abîmé"


def test_deciding_the_same_again_changes_nothing(hall: Installation) -> None:
    first = confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    before = request(hall, 1)
    assert confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER) == first
    assert confirm(hall, FIRST, AS_IT_IS, ANNE, LATER) == first
    assert request(hall, 1) == before
    assert len(_kept(hall)) == 1


def test_a_later_correction_supersedes_and_both_are_kept(hall: Installation) -> None:
    first = confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    second = confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01")), ANNE, LATER)
    assert second.number == first.number
    assert [(one.rank, one.decided.subject) for one in _kept(hall)] == [(1, "VOI-02"), (2, "VOI-01")]
    assert request(hall, 1).line.subject == "VOI-01"


def test_an_open_request_that_is_corrected_stays_open_and_the_new_department_is_told(hall: Installation) -> None:
    take_in(hall, POTHOLE, first=2)
    assert request(hall, 2).line.status is Status.OPEN
    confirm(hall, RequestId(2), Correction(department=DepartmentCode("CCAS")), ANNE, LATER)
    after = request(hall, 2)
    assert (after.line.status, after.line.department, after.line.subject) == (Status.OPEN, "CCAS", "VOI-01")
    assert after.line.confidentiality is Confidentiality.SOCIAL
    while work(hall, "later", LATER).claimed:
        pass
    assert [letter.recipient for letter in notices(hall)] == ["voirie@breville.example", "social@breville.example"]


def test_the_place_is_corrected_to_one_the_town_knows(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(street="rue de poterie", number="22"), ANNE, LATER)
    place = request(hall, 1).place
    assert (place.street, place.number, place.sector, place.status) == ("Rue de Poterie", "22", "Bourg", "exact")


@pytest.mark.parametrize(
    "correction",
    [Correction(subject=SubjectCode("XXX-99")), Correction(department=DepartmentCode("XXX")), Correction(street="rue de Nulle-Part")],
)
def test_what_the_town_does_not_know_is_refused_and_nothing_is_kept(hall: Installation, correction: Correction) -> None:
    before = request(hall, 1)
    with pytest.raises(ConfigurationError):
        confirm(hall, FIRST, correction, ANNE, LATER)
    assert request(hall, 1) == before
    assert _kept(hall) == ()


@pytest.mark.parametrize("login", [STRANGER, "nobody"])
def test_only_agents_of_the_town_decide(hall: Installation, login: str) -> None:
    with pytest.raises(NotFoundError):
        confirm(hall, FIRST, AS_IT_IS, login, LATER)
    assert request(hall, 1).line.status is Status.REVIEW


def test_words_are_learned_for_the_subject_decided_but_no_names(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    counts = _counts(hall)
    assert counts["VOI-02", ""] == 1
    assert counts["VOI-02", "problem"] == 1
    assert not {"sylv", "lebrun"} & {word for _, word in counts}


def test_words_are_taken_back_when_the_subject_was_wrong(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    assert {code for code, _ in _counts(hall)} == {"VOI-02"}
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01")), ANNE, LATER)
    assert {code for code, _ in _counts(hall)} == {"VOI-01"}


def test_the_journal_has_codes_and_no_words_of_people(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(subject=PAVEMENT, street="rue de poterie"), ANNE, LATER)
    with hall.database.read() as session:
        lines = journal.page(session, BREVILLE, after=None, limit=5)
    (line,) = [one for one in lines if one.action == "request.corrected"]
    assert line.actor == ANNE
    assert line.details == {"subject": "VOI-02", "department": "VOI", "rank": 1}


def test_a_corrected_subject_goes_where_the_rules_send_it(demo_hall: Installation) -> None:
    new = NewAgent(town=VALOGNES, login=ANNE, name=ANNE, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x")
    accounts.add_agent(demo_hall, new, NOW)
    text = "Bonjour, il y a un souci sur la RD 974, pouvez-vous passer ? Paul Roger"
    receive(demo_hall, [arrival(mail(text, subject="bonjour"), town_id=VALOGNES, mailbox="mairie@valognes.example")])
    work(demo_hall, "mail", NOW)
    work(demo_hall, "mail", LATER)

    settled = confirm(demo_hall, FIRST, Correction(subject=SubjectCode("VOI-01")), ANNE, LATER).confirmation

    assert settled.proposed.subject != "VOI-01"
    assert settled.decided.department == "X-DEP"


ROSE = "rose"
"""Receives at Bréville and is nothing else."""


def _receive_only(hall: Installation) -> int:
    """Hire Rose, have Anne decide what both saw, and return the version they saw it in."""
    seen = request(hall, 1).line.version
    new = NewAgent(town=BREVILLE, login=ROSE, name=ROSE, roles=frozenset({Role.RECEPTION}), password_hash="x")
    accounts.add_agent(hall, new, NOW)
    confirm(hall, FIRST, Correction(subject=PAVEMENT), ANNE, LATER)
    return seen


@pytest.mark.parametrize("names_version", [True, False])
def test_who_only_receives_and_was_slower_is_told_who_decided_what_when(hall: Installation, names_version: bool) -> None:
    seen = _receive_only(hall)
    version = seen if names_version else None
    words = r"decided meanwhile by anne, 2026-03-12 at 09:19: Trottoir abîmé \(VOI-02\), Voirie \(VOI\)\. Nothing"
    with pytest.raises(ConflictError, match=words) as told:
        confirm(hall, FIRST, AS_IT_IS, ROSE, LATER, version)
    assert isinstance(told.value, StandingError) and told.value.last is not None
    assert (told.value.last.actor, told.value.last.action) == (ANNE, "corrected")
    (done,) = bulk(hall, BREVILLE, [Item(request=FIRST, doing=Confirming(correction=AS_IT_IS), version=version)], ROSE, LATER)
    assert done.result is Result.CONFLICT and "decided meanwhile by anne" in str(done.error)


def test_rights_are_told_of_a_request_as_it_stands_in_words(hall: Installation) -> None:
    _receive_only(hall)
    with pytest.raises(ForbiddenError, match="do not allow “Give another subject or another department” here"):
        confirm(hall, FIRST, AS_IT_IS, ROSE, LATER, request(hall, 1).line.version)


def test_what_is_not_permitted_is_no_conflict_in_a_list(hall: Installation) -> None:
    _receive_only(hall)
    item = Item(request=FIRST, doing=Confirming(correction=AS_IT_IS), version=request(hall, 1).line.version)
    (done,) = bulk(hall, BREVILLE, [item], ROSE, LATER)
    assert done.result is Result.FORBIDDEN and "do not allow" in str(done.error)


def test_who_decided_what_he_may_not_read_is_told_to_nobody(hall: Installation) -> None:
    seen = _receive_only(hall)
    with hall.database.write() as session:
        session.execute(update(RequestRow).values(confidentiality=Confidentiality.SOCIAL))
    with pytest.raises(ForbiddenError) as refused:
        confirm(hall, FIRST, AS_IT_IS, ROSE, LATER, seen)
    assert ANNE not in str(refused.value)
