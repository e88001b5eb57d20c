"""Nudges: merged, sent by a thread of their own, and never in the way."""

import time
from threading import Event

import pytest
from kombu.exceptions import OperationalError

from tests.installations import wait_until
from workers.nudger import Nudger


def test_rings_that_come_while_it_is_busy_are_one_nudge() -> None:
    sent: list[str] = []
    busy, go = Event(), Event()

    def publish(queue: str) -> None:
        busy.set()
        go.wait(5)
        sent.append(queue)

    nudger = Nudger(publish)
    nudger.start()
    nudger.nudge("mail")
    busy.wait(5)
    for _ in range(100):
        nudger.nudge("mail")
    nudger.nudge("later")
    go.set()
    nudger.stop()
    assert sent == ["mail", "later", "mail"]


def test_a_broker_that_is_away_holds_nobody_up_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    tried: list[str] = []

    def publish(queue: str) -> None:
        tried.append(queue)
        time.sleep(0.1)
        raise OperationalError("amqp://user:hunter2@broker.example is away")

    nudger = Nudger(publish)
    nudger.start()
    began = time.monotonic()
    for count in range(1, 4):
        nudger.nudge("mail")
        wait_until(lambda count=count: len(tried) == count)  # type: ignore[misc]  # bound on purpose
    assert time.monotonic() - began < 2
    nudger.stop()
    assert len(caplog.records) == 1
    assert "hunter2" not in caplog.text


def test_after_a_nudge_it_pauses_and_then_sends_one_for_all() -> None:
    sent: list[float] = []
    nudger = Nudger(lambda _queue: sent.append(time.monotonic()))
    nudger.start()
    began = time.monotonic()
    while time.monotonic() - began < 0.5:
        nudger.nudge("mail")
        time.sleep(0.001)
    nudger.stop()
    assert sent[0] - began < 0.05
    assert 2 <= len(sent) <= 12


def test_what_was_asked_for_in_the_pause_is_sent_before_it_ends() -> None:
    sent: list[str] = []
    nudger = Nudger(sent.append)
    nudger.start()
    nudger.nudge("mail")
    wait_until(lambda: sent == ["mail"])
    nudger.nudge("later")
    nudger.stop()
    assert sent == ["mail", "later"]
