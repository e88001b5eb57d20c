"""Requests that are left alone at their requester's wish: nobody is told, nothing leaves, until that ends (GDPR, article 18; S44)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from domain.ids import RequestId
from domain.request import Status
from domain.retention import HoldKind
from domain.rights import Role
from flows import accounts
from flows.departments.unread import return_unread
from flows.merge import merge
from flows.remind import remind
from flows.reminder_words import DIGEST
from flows.retention_terms import free, hold_back
from flows.wiring import Installation
from store import limited, outbox, print_batches, reminders, retention
from store.agents import NewAgent
from store.outbox import Held
from store.schema import OutboxRow
from tests.flows.waiting_hall import ANNE, FIRST, HOLE, at, come, decide, mail, open_hall, record, work_all
from tests.installations import BREVILLE

DPO = "delphine"
NOW = at("2026-03-13T10:00")


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town with one open request, whose letters wait, and a data protection officer."""
    opened = open_hall(tmp_path / "data", database_url)
    accounts.add_agent(opened, NewAgent(town=BREVILLE, login=DPO, name=DPO, roles=frozenset({Role.DPO}), password_hash="x"), NOW)
    come(opened, mail(HOLE, 1))
    decide(opened)
    yield opened
    opened.close()


def limit(hall: Installation) -> None:
    hold_back(hall, FIRST, HoldKind.LIMITATION, "article 18", DPO, NOW)


def let_go(hall: Installation, moment: datetime) -> None:
    with hall.database.read() as session:
        (hold,) = retention.holds(session, BREVILLE, FIRST)
    free(hall, BREVILLE, hold.id, DPO, moment)


def standing(hall: Installation) -> dict[str, int]:
    """Return how many letters about the request lie how."""
    with hall.database.read() as session:
        rows = session.execute(select(OutboxRow.state, OutboxRow.held_why).where(OutboxRow.request_id == FIRST)).all()
    return {
        state: len([row for row in rows if (row.held_why or row.state) == state]) for state in {row.held_why or row.state for row in rows}
    }


def raised(hall: Installation) -> int:
    with hall.database.read() as session:
        return len([one for one in reminders.of_request(session, FIRST) if one.over_at is None])


def mails(hall: Installation) -> list[str]:
    """Return the mails that tell people of reminders."""
    with hall.database.read() as session:
        return [str(one) for one in session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == DIGEST))]


def test_no_letter_leaves_before_the_limitation_ends(hall: Installation) -> None:
    """Letters to the requester, notices to the department: none, whatever wrote them and when."""
    with hall.database.read() as session:
        before = len(outbox.of_request(session, FIRST))
    assert before > 1
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'waiting', held_why = NULL"))
        session.execute(text("UPDATE jobs SET state = 'ready', attempts = 0 WHERE kind = 'send'"))
    limit(hall)
    work_all(hall, "2026-03-13T12:00")
    assert standing(hall) == {Held.LIMITED: before}
    let_go(hall, NOW + timedelta(hours=5))
    assert standing(hall) == {"waiting": before}
    work_all(hall, "2026-03-13T17:00")
    # There is no relay in this town.
    assert standing(hall) == {Held.NO_RELAY: before}


def test_letters_of_what_is_a_part_of_it_do_not_leave_either(hall: Installation) -> None:
    come(hall, mail(HOLE.replace("22", "9"), 2), "2026-03-13T09:20")
    other = RequestId(2)
    merge(hall, other, FIRST, ANNE, NOW)
    limit(hall)
    with hall.database.read() as session:
        assert limited.is_limited(session, other) and limited.is_limited(session, FIRST)
        assert set(limited.family(session, FIRST)) == {FIRST, other}
    let_go(hall, NOW)
    with hall.database.read() as session:
        assert not limited.is_limited(session, other)


def test_letters_on_paper_are_in_no_batch(hall: Installation) -> None:
    with hall.database.write() as session:
        letter = outbox.of_request(session, FIRST)[0].id
        outbox.keep_here(session, letter, Held.PRINT)
    with hall.database.read() as session:
        assert print_batches.waiting(session, BREVILLE) == (letter,)
    limit(hall)
    with hall.database.read() as session:
        assert print_batches.waiting(session, BREVILLE) == ()
    let_go(hall, NOW)
    with hall.database.read() as session:
        assert print_batches.waiting(session, BREVILLE) == (letter,)


def test_nobody_is_reminded_of_it_and_everything_is_told_afterwards(hall: Installation) -> None:
    remind(hall, at("2026-03-13T11:00"))
    limit(hall)
    for day in range(16, 28):
        remind(hall, at(f"2026-03-{day}T10:00"))
    assert raised(hall) == 0 and mails(hall) == []
    let_go(hall, at("2026-03-28T10:00"))
    remind(hall, at("2026-03-30T10:00"))
    assert raised(hall) > 0 and len(mails(hall)) > 0


def test_what_was_raised_before_is_told_of_no_more(hall: Installation) -> None:
    remind(hall, at("2026-03-25T10:00"))
    assert raised(hall) > 0
    limit(hall)
    assert raised(hall) == 0


def test_a_request_that_nobody_opens_stays_where_it_is(hall: Installation) -> None:
    limit(hall)
    return_unread(hall, at("2026-06-01T10:00"))
    assert record(hall).line.status is Status.OPEN
    let_go(hall, NOW)
