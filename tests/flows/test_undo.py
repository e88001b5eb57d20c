"""A confirmation is undone until a notice of it has left: exactly as it was, and nothing of it counts (issue 7, point 2)."""

import sys
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from domain.errors import ConflictError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act, Step
from domain.request import Status
from domain.review import RateBy
from flows import send as sending
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.correspondence import held
from flows.kinds import JobKind
from flows.learning import close_step
from flows.undo import undo
from flows.wiring import Installation
from flows.work import work
from store import confirmations, jobs, journal, learned, outbox, rates
from store.outbox import Held, LetterRecord
from store.requests import RequestRecord
from tests.flows.confirming import ANNE, LATER, VAGUE, hire, request, take_in
from tests.installations import BREVILLE, POTHOLE

PAVEMENT = Correction(subject=SubjectCode("VOI-02"), street="rue de poterie", number="22")
FIRST = RequestId(1)
ROADS, CITIZEN = "voirie@breville.example", "sylvie.lebrun@courriel.example"
SOON, GONE = LATER + timedelta(seconds=10), LATER + timedelta(seconds=21)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town whose notices wait 20 seconds, with a relay; one vague request in review."""
    settings = town_hall.settings.model_copy(update={"undo_seconds": 20.0, "relay_url": SecretStr("smtp://127.0.0.1:1")})
    hire(town_hall)
    arrive(town_hall, VAGUE)
    return replace(town_hall, settings=settings)


def arrive(hall: Installation, text: str, first: int = 1) -> None:
    """Let a mail become a request; nothing is written to anybody yet."""
    take_in(replace(hall, settings=hall.settings.model_copy(update={"relay_url": None})), text, first=first)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the relay was given."""
    given: list[str] = []
    monkeypatch.setattr(sending, "_hand_over", lambda _relay, mail, _token: given.append(str(mail["To"])))
    return given


def drain(hall: Installation, now: datetime) -> None:
    while work(hall, "later", now).claimed:
        pass


def letters(hall: Installation) -> tuple[LetterRecord, ...]:
    with hall.database.read() as session:
        return tuple(one for one in outbox.of_request(session, FIRST) if one.letter.kind == "notice")


def stood(record: RequestRecord) -> tuple[object, ...]:
    """Return how a request stands, but for its number, its version and when it is looked at next."""
    line = record.line
    return (line.situation, line.subject, line.department, line.priority, line.confidentiality, record.place, record.timing, line.reasons)


def taught(hall: Installation) -> dict[tuple[str, str], int]:
    with hall.database.write() as session:
        step = close_step(session, BREVILLE, LATER)
        return {} if step is None else {(code, word): n for code, word, n in learned.counts(session, BREVILLE, step)}


def test_undone_in_time_a_request_stands_as_before_and_nothing_leaves(hall: Installation, sent: list[str]) -> None:
    before = request(hall, 1)
    number = confirm(hall, FIRST, PAVEMENT, ANNE, LATER).number
    drain(hall, SOON)
    assert sent == []
    after = undo(hall, FIRST, ANNE, SOON)
    assert stood(after) == stood(before)
    assert after.line.status is Status.REVIEW and after.line.number == number
    drain(hall, GONE)
    assert sent == [] and [one.state for one in letters(hall)] == ["withdrawn"]
    assert taught(hall) == {}
    assert [line.action for line in after.history] == ["created", "corrected", "numbered", "undone"]
    assert after.history[-1].details["department"] == {"before": "VOI", "after": "ACC"}
    with hall.database.read() as session:
        assert confirmations.find_latest(session, FIRST) is None
        assert confirmations.confirmed_ids(session, BREVILLE) == ()
        assert list(confirmations.choices(session, BREVILLE)) == []
        assert list(confirmations.confirmed(session, BREVILLE, FIRST, FIRST)) == []
        assert rates.rates(session, BREVILLE, RateBy.SUBJECT, None, None) == ()
        assert "request.undone" in {entry.action for entry in journal.page(session, BREVILLE, after=None, limit=50)}
    assert undo(hall, FIRST, ANNE, SOON) == after  # a second click


def test_decided_again_it_keeps_its_number_and_the_next_one_has_the_next(hall: Installation, sent: list[str]) -> None:
    first = confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    undo(hall, FIRST, ANNE, SOON)
    arrive(hall, f"{VAGUE} bis", first=2)
    other = confirm(hall, RequestId(2), Correction(), ANNE, SOON)
    again = confirm(hall, FIRST, PAVEMENT, ANNE, SOON)
    assert (first.number.counter, other.number.counter, again.number.counter, again.confirmation.rank) == (1, 2, 1, 2)
    drain(hall, GONE + timedelta(seconds=20))
    assert sorted(sent) == [CITIZEN, CITIZEN, ROADS, ROADS]  # once for each request
    assert {count for (_code, _word), count in taught(hall).items()} <= {1, 2}
    assert [line.action for line in request(hall, 1).history].count("numbered") == 1


def test_once_a_notice_has_left_it_is_refused_with_what_happened(hall: Installation, sent: list[str]) -> None:
    confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    drain(hall, GONE)
    assert sorted(sent) == [CITIZEN, ROADS]
    before = request(hall, 1)
    with pytest.raises(ConflictError, match=r"the notice to voirie@breville.example left, 2026-03-12 at 09:19"):
        undo(hall, FIRST, ANNE, GONE)
    assert request(hall, 1) == before


def test_a_worker_killed_with_the_letter_in_its_hand_leaves_nothing_to_undo(
    hall: Installation, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(hall, FIRST, PAVEMENT, ANNE, LATER)

    def killed(_relay: object, _mail: object, _token: object) -> None:
        sys.exit(9)

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(sending, "_hand_over", killed)
        drain(hall, GONE)
    assert [one.state for one in letters(hall)] == ["leaving"]
    with pytest.raises(ConflictError, match="is just leaving"):
        undo(hall, FIRST, ANNE, GONE)
    drain(hall, GONE + timedelta(minutes=5))  # the lease of the dead worker is over
    assert sorted(sent) == [CITIZEN, ROADS]
    assert [one.state for one in letters(hall)] == ["sent"]


def test_a_worker_that_read_a_letter_before_it_was_withdrawn_does_not_send_it(hall: Installation, sent: list[str]) -> None:
    confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    with hall.database.write() as session:
        (job,) = jobs.claim(session, "later", now=GONE, lease=timedelta(minutes=1), limit=1)
    assert job.kind == JobKind.SEND
    undo(hall, FIRST, ANNE, GONE)
    with hall.database.read() as session:
        assert outbox.get(session, outbox.OutboxId(job.subject_id)).state == "withdrawn"
    change = sending.send(hall, job)
    with hall.database.write() as session:
        change(session, GONE)
        jobs.finish(session, [job], GONE)
    assert sent == [] and letters(hall)[0].state == "withdrawn"


def test_a_letter_is_not_held_again_after_it_was_withdrawn(hall: Installation) -> None:
    without = replace(hall, settings=hall.settings.model_copy(update={"relay_url": None}))
    confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    with hall.database.write() as session:
        (job,) = jobs.claim(session, "later", now=GONE, lease=timedelta(minutes=1), limit=1)
    change = sending.send(without, job)  # it has seen that there is no relay
    undo(hall, FIRST, ANNE, GONE)
    with hall.database.write() as session:
        change(session, GONE)
    assert letters(hall)[0].state == "withdrawn"


def test_without_a_relay_nothing_has_left_and_it_can_be_undone(hall: Installation) -> None:
    without = replace(hall, settings=hall.settings.model_copy(update={"relay_url": None}))
    confirm(without, FIRST, PAVEMENT, ANNE, LATER)
    drain(without, GONE)
    assert [one.state for one in letters(hall)] == ["held"]
    assert undo(without, FIRST, ANNE, GONE + timedelta(hours=2)).line.status is Status.REVIEW


def test_workers_and_undo_race_and_exactly_one_wins(hall: Installation, sent: list[str]) -> None:
    for turn in range(6):
        arrive(hall, f"{VAGUE} tour {turn}", first=20 + turn)
        one = RequestId(2 + turn)
        confirm(hall, one, PAVEMENT, ANNE, LATER)
        sent.clear()

        def undone(one: RequestId = one) -> bool:
            try:
                undo(hall, one, ANNE, GONE)
            except ConflictError:
                return False
            return True

        with ThreadPoolExecutor(3) as threads:
            workers = [threads.submit(drain, hall, GONE) for _ in range(2)]
            is_undone = threads.submit(undone).result()
            for worker in workers:
                worker.result()
        drain(hall, GONE + timedelta(minutes=5))
        assert (len(sent) == 0) is is_undone
        assert request(hall, one).line.status is (Status.REVIEW if is_undone else Status.OPEN)


def test_what_somebody_has_done_since_is_not_undone(hall: Installation) -> None:
    confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    act(hall, Asked(request=FIRST, step=Step(act=Act.TAKE)), ANNE, SOON)
    with pytest.raises(ConflictError, match="anne has changed it since"):
        undo(hall, FIRST, ANNE, SOON)
    with pytest.raises(ConflictError, match="Nothing that could be undone"):
        arrive(hall, f"{VAGUE} bis", first=2)
        undo(hall, RequestId(2), ANNE, SOON)


def test_a_correction_of_an_open_request_is_undone_to_where_it_stood(hall: Installation, sent: list[str]) -> None:
    arrive(hall, POTHOLE, first=2)
    second = RequestId(2)
    act(hall, Asked(request=second, step=Step(act=Act.TAKE)), ANNE, LATER)
    before = request(hall, 2)
    confirm(hall, second, Correction(department=DepartmentCode("CCAS")), ANNE, LATER)
    after = undo(hall, second, ANNE, SOON)
    assert stood(after) == stood(before) and after.line.situation.taken_by == ANNE
    drain(hall, GONE)
    assert "social@breville.example" not in sent


def test_a_department_without_mailbox_is_told_here_and_time_is_over_after_the_wait(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(), ANNE, LATER)
    assert letters(hall) == ()
    with pytest.raises(ConflictError, match="its department sees it since"):
        undo(hall, FIRST, ANNE, GONE)
    assert undo(hall, FIRST, ANNE, SOON).line.status is Status.REVIEW


def test_a_letter_that_is_let_go_while_its_decision_is_undone_neither_breaks_that_nor_leaves(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    with hall.database.write() as session:
        letter = next(one for one in outbox.of_request(session, FIRST) if one.letter.kind == "letter")
        outbox.mark_held(session, letter.id, Held.ABUSIVE)
    expect, undone = held.InHand.expect, []
    with ThreadPoolExecutor(1) as threads:

        def slowly(one: held.InHand, why: Collection[Held]) -> None:
            undone.append(threads.submit(undo, hall, FIRST, ANNE, SOON))
            time.sleep(0.5)
            expect(one, why)

        monkeypatch.setattr(held.InHand, "expect", slowly)
        held.release(hall, letter.id, ANNE, SOON)
    assert [one.result().line.status for one in undone] == [Status.REVIEW]
    with hall.database.read() as session:
        assert outbox.get(session, letter.id).state == "withdrawn"
