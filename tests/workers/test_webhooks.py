"""Webhooks are told beside each other: who is slow or silent keeps nobody waiting, and a process that dies has lost nothing (S45)."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.webhook import CHOICE, WebhookTerms
from flows.webhooks import keeping, sending
from flows.wiring import Installation
from store import history, webhooks
from store.history import HistoryLine
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import FIRST, HOLE, come, mail
from tests.hook_server import Hook, listening
from tests.installations import BREVILLE
from workers.webhooks import WebhookSender


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    come(opened, mail(HOLE, 1))
    yield replace(opened, settings=opened.settings.model_copy(update={"webhook_networks": "127.0.0.0/8"}))
    opened.close()


def hooked(hall: Installation, url: str, name: str = "GMAO") -> None:
    terms = WebhookTerms(name=name, url=url, events=frozenset(CHOICE))
    keeping.add(hall, BREVILLE, terms, "root", datetime.now(UTC))


def happen(hall: Installation, *actions: str) -> None:
    for action in actions:
        with hall.database.write() as session:
            history.append(session, BREVILLE, FIRST, HistoryLine(at=datetime.now(UTC), actor="anne", action=action, details={}))


def wait(until: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_addresses_that_do_not_answer_keep_no_other_waiting(hall: Installation) -> None:
    with listening(Hook(seconds=3.0)) as slow, listening(Hook()) as quick:
        for number in range(6):
            hooked(hall, slow.url, f"lent {number}")
        hooked(hall, quick.url, "rapide")
        with hall.database.write() as session:
            for one in webhooks.all_of(session, BREVILLE):
                if one.terms.name.startswith("lent"):  # they have not answered before
                    delivery = webhooks.add_ping(session, one, datetime.now(UTC))
                    webhooks.mark_failed(session, delivery, webhooks.Tried(answer=None, said="timeout"), datetime.now(UTC), None)
        happen(hall, "planned", "unplanned", "closed")
        sender = WebhookSender(hall)
        begun = time.monotonic()
        sender.start()
        wait(lambda: len(quick.taken) == 3, 2.5)
        assert time.monotonic() - begun < 2.5
        assert len(slow.taken) <= 2  # half of the four places
        sender.stop()
    assert quick.types == ["request.status_changed", "request.status_changed", "request.closed"]


def test_addresses_that_answer_slowly_and_have_much_to_be_told_keep_no_other_waiting(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TURN_SECONDS", 0.5)
    with listening(Hook(seconds=0.6)) as slow, listening(Hook()) as quick:
        for number in range(4):
            hooked(hall, slow.url, f"lent {number}")
        happen(hall, *["planned", "unplanned"] * 8)
        hooked(hall, quick.url, "rapide")
        happen(hall, "closed")
        sender = WebhookSender(hall)
        sender.start()
        wait(lambda: quick.types == ["request.closed"], 5)
        sender.stop()
        # Each has its turn: none of the slow ones was forgotten for the others.
        assert len(slow.taken) >= 4


def test_a_process_that_is_killed_in_the_middle_of_telling_has_lost_nothing(hall: Installation, tmp_path: Path, database_url: str) -> None:
    with listening(Hook(seconds=30.0)) as hook:
        hooked(hall, hook.url)
        happen(hall, "planned", "unplanned")
        command = [sys.executable, "-P", "-m", "tests.workers.webhook_process", str(tmp_path / "data"), database_url, "127.0.0.0/8"]
        process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
        try:
            wait(lambda: len(hook.taken) == 1, 40)
        finally:
            process.kill()
            process.wait()
        hook.seconds = 0
        sender = WebhookSender(hall)
        sender.start()
        wait(lambda: len(hook.taken) == 3, 30)
        sender.stop()
    ids = [headers["webhook-id"] for headers, _ in hook.taken]
    assert ids[0] == ids[1] != ids[2]
    with hall.database.read() as session:
        assert webhooks.waiting(session, BREVILLE) == {}


def test_what_a_fault_of_ours_says_is_said_and_others_are_told(hall: Installation, caplog: pytest.LogCaptureFixture) -> None:
    with listening(Hook()) as hook:
        hooked(hall, hook.url)
        happen(hall, "planned")

        class Broken(WebhookSender):
            looks = 0

            def look(self) -> int:
                self.looks += 1
                if self.looks == 1:
                    raise ZeroDivisionError
                return super().look()

        sender = Broken(hall)
        sender.start()
        wait(lambda: len(hook.taken) == 1)
        sender.stop()
    assert "ZeroDivisionError" in caplog.text
