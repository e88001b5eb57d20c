"""The sweep goes on whatever happens."""

import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread, current_thread

import pytest

from domain.errors import UnavailableError
from flows.publication import publish_at
from flows.rulesets import Author, new_draft
from flows.wiring import Installation
from flows.work import LEASE
from store import jobs, outbox
from store.outbox import Held, Letter
from tests.installations import BREVILLE, installation, settings, wait_until
from workers import schedule, tasks
from workers.schedule import Beat, Sweeper
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


def test_what_was_put_off_by_a_clock_that_was_ahead_does_not_wait_for_its_time(embedded_hall: Installation) -> None:
    """Nobody need have seen the clock jump: it may have gone forth and back between two sweeps, or work begun before ended after it."""
    told: list[str] = []
    sweeper = Sweeper(embedded_hall, told.append)
    sweeper.sweep()
    ahead = datetime.now(UTC) + timedelta(days=1)
    with embedded_hall.database.write() as session:
        jobs.add(session, town=BREVILLE, queue="mail", kind="read", subject_id=7, now=ahead)
        jobs.add(session, town=BREVILLE, queue="later", kind="send", subject_id=8, now=ahead, not_before=ahead + timedelta(minutes=5))
    told.clear()
    sweeper.sweep()
    assert told.count("mail") == 1
    with embedded_hall.database.read() as session:
        (letter,) = [one for one in jobs.waiting_page(session, after=None, limit=10) if one.kind == "send"]
    assert timedelta(minutes=4) < letter.not_before - datetime.now(UTC) < timedelta(minutes=6), "what is to wait for minutes still does"


def test_work_in_hand_stays_whose_it_is_when_the_clock_is_set_back_however_many_sweep(embedded_hall: Installation) -> None:
    now = datetime.now(UTC)
    with embedded_hall.database.write() as session:
        jobs.add(session, town=BREVILLE, queue="later", kind="send", subject_id=8, now=now)
        jobs.add(session, town=BREVILLE, queue="mail", kind="read", subject_id=7, now=now)
        (letter,) = jobs.claim(session, "later", now=now, lease=LEASE, limit=1)
        jobs.claim(session, "mail", now=now + timedelta(hours=1), lease=LEASE, limit=1)
    for _ in range(3):
        Sweeper(embedded_hall, lambda _queue: None).sweep()
    with embedded_hall.database.read() as session:
        ends = {one.id: one.not_before - now for one in jobs.waiting_page(session, after=None, limit=10) if one.kind in {"send", "read"}}
    assert ends.pop(letter.id) > timedelta(seconds=100), "a letter that is being handed over is not handed over again"
    assert all(timedelta(seconds=100) < end < LEASE + timedelta(minutes=1) for end in ends.values()), "nor does one wait for the old time"


def test_the_sweep_lets_letters_go_that_were_held_because_they_were_too_many(embedded_hall: Installation) -> None:
    letter = Letter(town=BREVILLE, request=None, kind="notice", recipient="voirie@metropole.example", payload={})
    with embedded_hall.database.write() as session:
        letter_id = outbox.add(session, letter, datetime.now(UTC) - timedelta(hours=2))
        outbox.mark_held(session, letter_id, Held.TOO_MANY)
    Sweeper(embedded_hall, lambda _queue: None).sweep()
    with embedded_hall.database.read() as session:
        assert outbox.get(session, letter_id).state == "waiting"
        # Beside it the night's counts may be asked for, one a town.
        waiting = jobs.waiting_page(session, after=None, limit=9)
        assert [(one.queue, one.subject_id) for one in waiting if one.kind == "send"] == [("later", letter_id)]


def test_who_is_told_to_stop_does_not_wait_for_the_rest_of_a_sweep(embedded_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def away(_installation: Installation, _now: datetime) -> None:
        done.append("publish_due")
        sweeper.end()
        raise UnavailableError("The database is away, and to find that out takes seconds.")

    monkeypatch.setattr(schedule, "publish_due", away)
    monkeypatch.setattr(schedule, "remind", lambda *_: done.append("remind"))
    sweeper = Sweeper(embedded_hall, lambda _queue: None)
    sweeper.sweep()
    assert done == ["publish_due"]


def test_of_two_beats_one_sweeps_and_the_other_takes_over(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_TAKEOVER_SECONDS", 0.1)
    swept: list[str] = []
    monkeypatch.setattr(Sweeper, "sweep", lambda _sweeper: swept.append(current_thread().name))
    values = {"database_url": postgresql_url, "broker_url": "amqp://127.0.0.1:1", "sweep_seconds": 0.5}
    opened = installation(settings(tmp_path / "data", **values))
    beats = [Beat(opened), Beat(opened)]
    threads = [Thread(target=beat.run, name=name) for beat, name in zip(beats, ("first", "second"), strict=True)]
    threads[0].start()
    wait_until(lambda: "first" in swept)
    threads[1].start()
    time.sleep(1.5)
    assert set(swept) == {"first"}
    beats[0].end()
    wait_until(lambda: "second" in swept)
    beats[1].end()
    for thread in threads:
        thread.join()
    opened.close()
