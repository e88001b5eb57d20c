"""What machines that watch are told, by however many of them."""

from threading import Event, Thread

import pytest

from domain.errors import UnavailableError
from flows import readiness
from flows.readiness import Readiness
from flows.wiring import Installation
from store.engine import Database


def test_a_database_that_is_long_in_saying_nothing_is_asked_once_however_many_ask(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, asked = [0.0], list[float]()

    def away(_database: Database) -> bool:
        asked.append(at[0])
        at[0] += 10
        raise UnavailableError("nobody answers")

    monkeypatch.setattr(Database, "is_current", away)
    ready = Readiness(town_hall, lambda: at[0])
    assert [ready.ready().status for _ in range(3)] == [503, 503, 503]
    assert asked == [0.0]


def test_who_asks_while_another_waits_for_the_database_is_told_at_once(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    looking, over = Event(), Event()

    def hangs(_database: Database) -> bool:
        looking.set()
        assert over.wait(60)
        return True

    monkeypatch.setattr(Database, "is_current", hangs)
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0.01)
    ready = Readiness(town_hall)
    first = Thread(target=ready.ready)
    first.start()
    try:
        assert looking.wait(60)
        answer = ready.ready()
    finally:
        over.set()
        first.join()
    assert (answer.status, answer.content) == (503, {"status": "unavailable", "answer": "takes too long"})
    assert ready.ready().status == 200
