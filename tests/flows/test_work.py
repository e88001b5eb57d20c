"""The way of a message through the queues, and what happens to work that fails."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from threading import Event

import pytest
from sqlalchemy.orm import Session

from domain.errors import UnavailableError, UnreadableInputError
from domain.ids import RequestId
from domain.inbound import Outcome
from domain.request import Status
from flows import work as work_module
from flows.receive import receive
from flows.steps import Change, Step
from flows.wiring import Installation
from flows.work import LEASE, Worked, work
from store import jobs, journal, outbox, requests
from store.jobs import Job
from store.outbox import OutboxId
from tests.installations import AUVILLE, NOW, POTHOLE, arrival, ledger, mail

REPLY = {"In-Reply-To": "<x@breville.example>"}
LATER = NOW + timedelta(seconds=1)


def _drain(town_hall: Installation, now: datetime = LATER) -> None:
    while any(work(town_hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def _take_in(town_hall: Installation, *raws: bytes, mailbox: str = "mairie@breville.example") -> None:
    receive(town_hall, [arrival(raw, mailbox=mailbox) for raw in raws])
    _drain(town_hall)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, Step]:
    """The steps by kind of job, for a test to put others in their place."""
    changed: dict[str, Step] = dict(work_module._STEPS)
    monkeypatch.setattr(work_module, "_STEPS", changed)
    return changed


def test_a_clear_request_reaches_its_department_with_a_number_and_a_notice(town_hall: Installation) -> None:
    _take_in(town_hall, mail(POTHOLE))
    (line,) = ledger(town_hall)
    assert (line.outcome, line.requests) == (Outcome.DRAFTED, ("2026/0001",))
    with town_hall.database.read() as session:
        request = requests.get(session, RequestId(1))
        (letter,) = outbox.held(session, after=None, limit=10)
        actions = [entry.action for entry in journal.page(session, line.town, after=None, limit=10)]
    assert (request.line.status, request.line.subject, request.line.department) == (Status.OPEN, "VOI-01", "VOI")
    assert request.place.street == "Rue de Poterie"
    assert request.requester.email == "sylvie.lebrun@courriel.example"
    assert [entry.action for entry in request.history] == ["created", "numbered"]
    assert letter.letter.recipient == "voirie@breville.example"
    assert "2026/0001" in str(letter.letter.payload["subject"])
    assert "nid de poule" in str(letter.letter.payload["body"])
    assert "http://127.0.0.1:8000/requests/1" in str(letter.letter.payload["body"])
    assert actions == ["request.numbered", "request.created"]


def test_the_journal_holds_nothing_of_what_people_wrote(town_hall: Installation) -> None:
    _take_in(town_hall, mail(POTHOLE))
    with town_hall.database.read() as session:
        told = repr(journal.page(session, None, after=None, limit=10))
    assert "poule" not in told
    assert "lebrun" not in told.lower()


def test_what_nobody_recognises_goes_to_people(town_hall: Installation) -> None:
    _take_in(town_hall, mail("Bonjour, qu'en est-il de cette affaire ? Merci.", subject="question"))
    (line,) = ledger(town_hall)
    with town_hall.database.read() as session:
        request = requests.get(session, RequestId(1))
    assert line.outcome is Outcome.DRAFTED
    assert (request.line.status, request.line.subject, request.line.number) == (Status.REVIEW, "AUT-00", None)


def test_a_mailbox_proposes_its_department_where_nothing_else_does(town_hall: Installation) -> None:
    _take_in(town_hall, mail("Bonjour, qu'en est-il de cette affaire ? Merci.", subject="question"), mailbox="ccas@breville.example")
    with town_hall.database.read() as session:
        request = requests.get(session, RequestId(1))
    assert (request.line.status, request.line.department, request.line.confidentiality) == (Status.REVIEW, "CCAS", 2)


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", mail("\n", subject="")])
def test_an_empty_message_is_kept_for_people_and_says_why(town_hall: Installation, raw: bytes) -> None:
    _take_in(town_hall, raw)
    (line,) = ledger(town_hall)
    assert line.outcome is Outcome.DRAFTED
    with town_hall.database.read() as session:
        request = requests.get(session, RequestId(1))
    assert request.line.status is Status.REVIEW
    assert "unreadable" in request.history[0].details["reasons"]  # type: ignore[operator]  # a list of words


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Auto-Submitted": "auto-replied"}, Outcome.MACHINE),
        ({"List-Unsubscribe": "<mailto:a@b.example>", "Precedence": "bulk"}, Outcome.MACHINE),
    ],
)
def test_machine_mail_makes_no_request(town_hall: Installation, headers: Mapping[str, str], outcome: Outcome) -> None:
    _take_in(town_hall, mail("Je suis absente jusqu'au 12.", subject="Réponse automatique", headers=headers))
    (line,) = ledger(town_hall)
    assert (line.outcome, line.requests) == (outcome, ())
    assert line.reason


def test_a_follow_up_is_attached_to_the_request_it_cites(town_hall: Installation) -> None:
    _take_in(town_hall, mail(POTHOLE))
    chase = mail(
        "Toujours rien pour ma demande 2026/0001, je vous relance.",
        number=2,
        subject="Re: demande 2026/0001",
        headers=REPLY,
    )
    _take_in(town_hall, chase)
    _first, line = ledger(town_hall)
    with town_hall.database.read() as session:
        history = requests.get(session, RequestId(1)).history
    assert (line.outcome, line.reason, line.requests) == (Outcome.ATTACHED, "2026/0001", ())
    assert [entry.action for entry in history] == ["created", "numbered", "followed_up"]


def test_a_follow_up_to_a_request_nobody_knows_goes_to_people(town_hall: Installation) -> None:
    chase = mail("Toujours rien pour ma demande 2026/0099, je vous relance.", subject="Re: demande 2026/0099", headers=REPLY)
    _take_in(town_hall, chase)
    with town_hall.database.read() as session:
        request = requests.get(session, RequestId(1))
    assert request.line.status is Status.REVIEW
    assert "unknown_request" in request.history[0].details["reasons"]  # type: ignore[operator]  # a list of words


def test_a_batch_is_one_claim_and_its_numbers_have_no_gap(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(30)])
    assert work(town_hall, "mail", LATER) == Worked(claimed=30, done=30)
    assert work(town_hall, "mail", LATER + timedelta(minutes=1)) == Worked(claimed=30, done=30)
    assert sorted(line.requests[0] for line in ledger(town_hall)) == [f"2026/{number:04d}" for number in range(1, 31)]


def test_a_job_that_fails_does_not_touch_its_neighbours(town_hall: Installation, steps: dict[str, Step]) -> None:
    steps["read"] = partial(_failing, steps["read"], 2, ValueError("made of what people wrote"))
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(3)])
    assert work(town_hall, "mail", LATER) == Worked(claimed=3, done=2, failed=1)
    with town_hall.database.read() as session:
        (failed,) = [line for line in jobs.waiting_page(session, after=None, limit=10) if line.kind == "read"]
    assert (failed.state, failed.attempts) == ("ready", 1)
    assert failed.last_error is not None
    assert failed.last_error.startswith("ValueError in _failing")
    assert "people wrote" not in failed.last_error


def test_an_effect_that_cannot_be_kept_does_not_touch_its_neighbours(town_hall: Installation, steps: dict[str, Step]) -> None:
    def broken(_session: Session, _now: datetime) -> tuple[str, ...]:
        raise ValueError

    read = steps["read"]
    steps["read"] = lambda opened, job: broken if job.subject_id == 2 else read(opened, job)
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(3)])
    assert work(town_hall, "mail", LATER) == Worked(claimed=3, done=2, failed=1)


def test_a_poisoned_job_is_parked_in_sight_and_can_be_revived(town_hall: Installation, steps: dict[str, Step]) -> None:
    good = steps["read"]
    steps["read"] = partial(_failing, good, 1, UnavailableError("The disk is away."))
    receive(town_hall, [arrival(mail(POTHOLE))])
    now, attempts = LATER, 0
    while not (worked := work(town_hall, "mail", now)).parked:
        attempts += worked.claimed
        now += timedelta(hours=1, minutes=15)
    with town_hall.database.read() as session:
        (parked,) = jobs.parked(session, after=None, limit=10)
    assert (attempts, parked.attempts, parked.last_error) == (7, 8, "The disk is away.")
    assert ledger(town_hall)[0].outcome is Outcome.PENDING
    steps["read"] = good
    with town_hall.database.write() as session:
        jobs.revive(session, parked.id, now)
    _drain(town_hall, now + timedelta(seconds=1))
    assert ledger(town_hall)[0].outcome is Outcome.DRAFTED


def test_what_can_never_be_read_is_parked_at_once(town_hall: Installation, steps: dict[str, Step]) -> None:
    steps["read"] = partial(_failing, steps["read"], 1, UnreadableInputError("no mail"))
    receive(town_hall, [arrival(mail(POTHOLE))])
    assert work(town_hall, "mail", LATER).parked == 1


def test_a_worker_whose_lease_ran_out_keeps_nothing(town_hall: Installation, steps: dict[str, Step]) -> None:
    read = steps["read"]

    def slow(opened: Installation, job: Job) -> Change:
        change = read(opened, job)
        if job.attempts == 1:
            assert work(opened, "mail", LATER + LEASE + timedelta(seconds=1)).done == 1
        return change

    steps["read"] = slow
    receive(town_hall, [arrival(mail(POTHOLE))])
    assert work(town_hall, "mail", LATER) == Worked(claimed=1, lost=1)
    _drain(town_hall, LATER + 2 * LEASE)
    assert ledger(town_hall)[0].requests == ("2026/0001",)


def test_a_job_whose_worker_died_is_claimed_when_its_lease_ends(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    with town_hall.database.write() as session:
        assert jobs.claim(session, "mail", now=LATER, lease=LEASE)
    assert work(town_hall, "mail", LATER + timedelta(seconds=60)).claimed == 0
    assert work(town_hall, "mail", LATER + LEASE + timedelta(seconds=1)).done == 1


def test_what_people_wrote_is_in_no_log(town_hall: Installation, steps: dict[str, Step], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    route = steps["route"]
    steps["route"] = partial(_failing, route, 2, ValueError("nid de poule"))
    _take_in(town_hall, mail(POTHOLE), mail(POTHOLE, number=2))
    assert caplog.records
    assert "poule" not in caplog.text
    assert "lebrun" not in caplog.text.lower()


def test_a_letter_without_relay_is_held_in_sight(town_hall: Installation) -> None:
    _take_in(town_hall, mail(POTHOLE))
    with town_hall.database.read() as session:
        assert outbox.get(session, OutboxId(1)).state == "held"


def _failing(good: Step, subject_id: int, error: Exception, opened: Installation, job: Job) -> Change:
    if job.subject_id == subject_id:
        raise error
    return good(opened, job)


def test_a_slow_neighbour_costs_nobody_an_attempt(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(3)])
    with monkeypatch.context() as patch:
        patch.setattr(work_module, "_BATCH_SECONDS", -1)
        for seconds in range(jobs.MAX_ATTEMPTS + 1):
            assert work(town_hall, "mail", LATER + timedelta(seconds=seconds)) == Worked(claimed=3, put_back=3)
    assert work(town_hall, "mail", LATER + timedelta(minutes=1)) == Worked(claimed=3, done=3)


def _away(*_arguments: object) -> None:
    raise UnavailableError("The disk is full.")


def test_work_that_cannot_be_kept_because_the_disk_is_full_is_never_parked(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(3)])
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "finish", _away)
        for minute in range(2 * jobs.MAX_ATTEMPTS):
            with pytest.raises(UnavailableError):
                work(town_hall, "mail", LATER + timedelta(minutes=minute))
    with_room = LATER + timedelta(minutes=2 * jobs.MAX_ATTEMPTS)
    assert work(town_hall, "mail", with_room) == Worked(claimed=3, done=3)


def test_who_is_told_to_end_finishes_what_he_has_in_hand_and_gives_the_rest_back_untried(
    town_hall: Installation, steps: dict[str, Step]
) -> None:
    is_over, read = Event(), steps["read"]

    def ending(opened: Installation, job: Job) -> Change:
        if job.subject_id == 2:
            is_over.set()
        return read(opened, job)

    steps["read"] = ending
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(4)])
    assert work(town_hall, "mail", LATER, None, is_over.is_set) == Worked(claimed=4, done=2, put_back=2)
    with town_hall.database.read() as session:
        waiting = jobs.waiting_page(session, after=None, limit=10)
    assert [(one.state, one.attempts) for one in waiting if one.kind == "read"] == [("ready", 0)] * 2


def test_what_fails_because_its_reader_is_gone_already_was_no_attempt(town_hall: Installation, steps: dict[str, Step]) -> None:
    is_over = Event()

    def closed(_opened: Installation, _job: Job) -> Change:
        is_over.set()
        raise UnavailableError("The reader is closed.")

    steps["read"] = closed
    receive(town_hall, [arrival(mail(POTHOLE))])
    assert work(town_hall, "mail", LATER, None, is_over.is_set) == Worked(claimed=1, put_back=1)
    with town_hall.database.read() as session:
        (job,) = jobs.waiting_page(session, after=None, limit=10)
    assert (job.state, job.attempts) == ("ready", 0)


def test_work_that_could_not_even_be_given_back_is_taken_up_as_soon_as_there_is_room(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(3)])
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "finish", _away)
        patch.setattr(jobs, "put_back", _away)
        with pytest.raises(UnavailableError):
            work(town_hall, "mail", LATER)
    assert work(town_hall, "mail", LATER + timedelta(seconds=1)) == Worked(claimed=3, done=3)


def test_a_letter_that_the_relay_has_is_not_handed_over_again_because_that_could_not_be_kept(
    town_hall: Installation, steps: dict[str, Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = list[int]()

    def hand_over(_opened: Installation, job: Job) -> Change:
        handed.append(job.subject_id)
        return lambda _session, _now: ()

    steps["send"] = hand_over
    _take_in_unsent(town_hall)
    for minute, fault in enumerate((UnavailableError("The disk is full."), ValueError("a fault of ours")), start=1):
        with monkeypatch.context() as patch:
            patch.setattr(jobs, "finish", partial(_raise, fault))
            try:
                assert work(town_hall, "later", LATER + timedelta(minutes=10 * minute)).failed == 1
            except UnavailableError as error:
                assert error is fault
    assert work(town_hall, "later", LATER + timedelta(hours=1)).done == 1
    assert handed == [1]


def test_each_letter_that_the_relay_has_is_written_down_before_the_next_is_handed_over(
    town_hall: Installation, steps: dict[str, Step]
) -> None:
    done = list[int]()

    def hand_over(opened: Installation, _job: Job) -> Change:
        with opened.database.read() as session:
            done.append(sum(jobs.counts(session).values()))
        return lambda _session, _now: ()

    steps["send"] = hand_over
    _take_in_unsent(town_hall, 3)
    assert work(town_hall, "later", LATER + timedelta(minutes=10)).done == 3
    assert done == [3, 2, 1]


def _take_in_unsent(town_hall: Installation, count: int = 1) -> None:
    """Take mails in, each of which makes a letter to a department. What one step leaves to the next is due when it took so long."""
    receive(town_hall, [arrival(mail(POTHOLE, number=number)) for number in range(count)])
    now = LATER
    while work(town_hall, "mail", now).claimed:
        now += timedelta(minutes=1)


def _raise(error: Exception, *_arguments: object) -> None:
    raise error


def test_a_town_is_served_while_another_has_a_storm(town_hall: Installation) -> None:
    """9.5: of a batch each town has its share, so who writes to the calm one waits for a batch, not for the storm."""
    receive(town_hall, [arrival(mail(f"{POTHOLE}\n{number}", number=number)) for number in range(60)])
    receive(town_hall, [arrival(mail(POTHOLE, number=99), town_id=AUVILLE, mailbox="mairie@auville.example")])
    first, second = (work(town_hall, "mail", LATER + timedelta(seconds=30 * number), 20) for number in range(2))
    assert (first.done, second.done) == (20, 20)
    with town_hall.database.read() as session:
        (calm,) = requests.open_page(session, AUVILLE, after=None, limit=10)
        left = jobs.due(session, LATER + timedelta(seconds=60))["mail"]
    assert calm.town == AUVILLE
    # Of the storm's sixty, some are routed, some read, and the others wait.
    assert left > 40
