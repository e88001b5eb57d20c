"""The sweep goes on whatever happens."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from flows.publication import publish_at
from flows.rulesets import Author, new_draft
from flows.wiring import Installation
from store import jobs, outbox
from store.outbox import Held, Letter
from tests.installations import BREVILLE
from workers import tasks
from workers.schedule import Sweeper
from workers.tasks import Drainer

WORDS = "paroles d’un habitant"


def test_a_fault_does_not_end_the_sweeps_and_what_people_wrote_is_in_no_log(
    embedded_hall: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    with embedded_hall.database.write() as session:
        jobs.add(session, town=BREVILLE, queue="mail", kind="read", subject_id=7, now=datetime.now(UTC))

    def broken(_queue: str) -> None:
        raise ValueError(WORDS)

    Sweeper(embedded_hall, broken).sweep()
    assert "ValueError" in caplog.text
    assert "in broken" in caplog.text
    assert WORDS not in caplog.text


def test_a_fault_of_a_drain_is_logged_without_what_people_wrote(
    embedded_hall: Installation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)

    def broken(*_arguments: object) -> None:
        raise ValueError(WORDS)

    monkeypatch.setattr(tasks, "work", broken)
    Drainer(embedded_hall).drain("mail")
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text


def test_the_sweep_publishes_what_is_due(embedded_hall: Installation) -> None:
    author = Author(name="claire", now=datetime.now(UTC) - timedelta(days=2))
    number = new_draft(embedded_hall, BREVILLE, author).number
    day = author.now + timedelta(days=1)
    publish_at(embedded_hall, BREVILLE, number, day, author, reason=None, progress=lambda _done, _all: None)
    Sweeper(embedded_hall, lambda _queue: None).sweep()
    assert embedded_hall.towns.get(BREVILLE).basis.ruleset == number


def test_the_sweep_lets_letters_go_that_were_held_because_they_were_too_many(embedded_hall: Installation) -> None:
    letter = Letter(town=BREVILLE, request=None, kind="notice", recipient="voirie@metropole.example", payload={})
    with embedded_hall.database.write() as session:
        letter_id = outbox.add(session, letter, datetime.now(UTC) - timedelta(hours=2))
        outbox.mark_held(session, letter_id, Held.TOO_MANY)
    Sweeper(embedded_hall, lambda _queue: None).sweep()
    with embedded_hall.database.read() as session:
        assert outbox.get(session, letter_id).state == "waiting"
        assert jobs.due(session, datetime.now(UTC) + timedelta(seconds=1)) == {"later": 1}
