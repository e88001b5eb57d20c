"""Notices to a department whose mailbox is read here: they are shown, and do not go round by mail."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.department import DepartmentKind
from domain.ids import JobId, RequestId, TownId
from domain.inbound import Mailbox
from flows.post import post
from flows.send import send
from flows.town_folder import read_town
from flows.wiring import Installation
from store import history, jobs, journal, outbox, towns
from store.jobs import Job
from store.outbox import Held, Letter, LetterRecord, OutboxId
from tests.flows.test_follow_up import take_in, write
from tests.installations import AUVILLE, BREVILLE, MAYOR, NOW, POTHOLE, ROADS, mailboxes, places, ruleset, town


def _serve(hall: Installation, address: str, town_id: TownId = BREVILLE) -> None:
    """Make an address a mailbox that is read here."""
    with hall.database.write() as session:
        boxes = (*mailboxes(town_id), Mailbox(address=address, town=town_id, name="Voirie"))
        towns.save_town(session, town(town_id), ruleset(town_id), places(), boxes, NOW)


def _posted(hall: Installation, kind: str, recipient: str, times: int = 1) -> LetterRecord:
    letter = Letter(town=BREVILLE, request=None, kind=kind, recipient=recipient, payload={"subject": "x", "body": "y"})
    with hall.database.write() as session:
        for _ in range(times):
            post(hall.settings, session, [letter], NOW)
        return outbox.get(session, OutboxId(1))


@pytest.mark.parametrize("kind", ["notice", "follow_up"])
@pytest.mark.parametrize(("address", "town_id"), [(ROADS, BREVILLE), ("Voirie@Breville.example", BREVILLE), (ROADS, AUVILLE)])
def test_what_is_only_told_stays_here(town_hall: Installation, kind: str, address: str, town_id: TownId) -> None:
    _serve(town_hall, address, town_id)
    letter = _posted(town_hall, kind, ROADS, times=3)
    assert (letter.state, letter.held_why) == ("kept", Held.OURS)
    with town_hall.database.read() as session:
        assert jobs.waiting_page(session, after=None, limit=9) == ()
        told = [line for line in journal.page(session, BREVILLE, after=None, limit=50) if line.action == "letter.held"]
        assert outbox.held(session, after=None, limit=9) == ()
    assert [line.details for line in told] == [{"why": "ours"}]


def test_a_danger_is_told_by_mail_too(town_hall: Installation) -> None:
    assert _posted(town_hall, "alert", MAYOR).state == "waiting"


def test_a_request_says_where_its_notice_went(town_hall: Installation) -> None:
    _serve(town_hall, ROADS)
    take_in(town_hall, write(POTHOLE, 1))
    with town_hall.database.read() as session:
        letters = outbox.of_request(session, RequestId(1))
        actions = [line.action for line in history.lines(session, RequestId(1))]
    assert [(one.letter.recipient, one.state) for one in letters] == [(ROADS, "kept")]
    assert "letter_held" in actions


def test_a_letter_that_is_kept_does_not_leave_even_where_a_job_asks_for_it(town_hall: Installation) -> None:
    _serve(town_hall, ROADS)
    _posted(town_hall, "notice", ROADS)
    # Nobody listens there: an attempt would raise UnavailableError.
    settings = town_hall.settings.model_copy(update={"relay_url": SecretStr("smtp://127.0.0.1:1")})
    job = Job(id=JobId(1), town=BREVILLE, queue="later", kind="send", subject_id=1, attempts=1, lease="x", created_at=NOW)
    change = send(replace(town_hall, settings=settings), job)
    with town_hall.database.write() as session:
        assert change(session, NOW) == ()
        assert outbox.get(session, OutboxId(1)).state == "kept"


def test_the_departments_of_the_demo_town_are_written_to_where_nobody_reads_for_the_town() -> None:
    demo = read_town(Path(__file__).resolve().parents[2] / "demo" / "valognes")
    own = {one.address for one in demo.mailboxes} | {demo.town.email}
    addresses = [one.email for one in demo.ruleset.departments if one.kind is DepartmentKind.INTERNAL]
    assert len(addresses) > 10
    for address in addresses:
        assert address is not None and address.endswith(".example") and address not in own
