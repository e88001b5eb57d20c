"""Everything is killed in the middle of 200 messages: what was acknowledged is there, once, with one outcome."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from domain.inbound import Outcome
from flows.wiring import Installation
from store import jobs
from store.schema import HistoryRow, RequestRow
from tests.installations import MAYOR, POTHOLE, installation, ledger, mail, settings, wait_until
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("runner.py")
MESSAGES = 200
SENDERS = 4


class Processes:
    """The processes of an installation, in a group of their own each, so that all can be killed at once."""

    def __init__(self, roles: Sequence[str], environment: Mapping[str, str]) -> None:
        self._roles = roles
        self._environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = [sys.executable, str(RUNNER)]
        self._running = [
            subprocess.Popen([*command, role], env=self._environment, cwd=ROOT, start_new_session=True) for role in self._roles
        ]

    def kill(self) -> None:
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self._running:
            process.wait()
        self._running = []

    def stop(self) -> None:
        """End in order; every process must have done so by itself."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(timeout=40)
        self._running = []


class Sender:
    """Sends messages as mail servers do: whatever was not acknowledged is sent again, later."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self.waiting = list(range(MESSAGES))
        self.acknowledged: list[int] = []

    def send_until_cut_off(self) -> None:
        with ThreadPoolExecutor(SENDERS) as threads:
            for _ in range(SENDERS):
                threads.submit(self._session)

    def _session(self) -> None:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=20) as client:
                while (number := self._next()) is not None:
                    self._send(client, number)
        except (OSError, smtplib.SMTPException):
            return

    def _send(self, client: smtplib.SMTP, number: int) -> None:
        try:
            client.sendmail("sylvie.lebrun@courriel.example", [MAYOR], mail(POTHOLE, number=number))
        except BaseException:
            with self._lock:
                self.waiting.append(number)
            raise
        with self._lock:
            self.acknowledged.append(number)

    def _next(self) -> int | None:
        with self._lock:
            return self.waiting.pop(0) if self.waiting else None


def _wait_for_door(port: int) -> None:
    def is_open() -> bool:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).close()
        except OSError:
            return False
        return True

    wait_until(is_open, seconds=40)


@contextmanager
def _sending(sender: Sender) -> Iterator[None]:
    thread = threading.Thread(target=sender.send_until_cut_off)
    thread.start()
    try:
        yield
    finally:
        thread.join(60)


def _crash_twice(processes: Processes, port: int, opened: Installation) -> Sender:
    """Kill in the middle of sending, kill again in the middle of working, then let all be done."""
    sender = Sender(port)
    processes.start()
    _wait_for_door(port)
    with _sending(sender):
        wait_until(lambda: len(sender.acknowledged) >= MESSAGES // 3)
        processes.kill()
    acknowledged = set(sender.acknowledged)
    kept = {line.source_id for line in ledger(opened)}
    assert {f"<{number}@courriel.example>" for number in acknowledged} <= kept
    processes.start()
    _wait_for_door(port)
    with _sending(sender):
        wait_until(lambda: len(sender.acknowledged) >= 2 * MESSAGES // 3)
        processes.kill()
    processes.start()
    _wait_for_door(port)
    with _sending(sender):
        pass
    return sender


def _assert_each_once(opened: Installation) -> None:
    lines = ledger(opened)
    assert Counter(line.source_id for line in lines) == {f"<{number}@courriel.example>": 1 for number in range(MESSAGES)}
    assert {line.outcome for line in lines} == {Outcome.DRAFTED}
    assert Counter(len(line.requests) for line in lines) == {1: MESSAGES}
    with opened.database.read() as session:
        counters = session.scalars(select(RequestRow.counter).order_by(RequestRow.counter)).all()
        created = session.scalars(
            select(func.count()).select_from(HistoryRow).where(HistoryRow.action == "created").group_by(HistoryRow.request_id)
        ).all()
        notices = session.scalar(text("SELECT count(*) FROM outbox"))
        parked = jobs.parked(session, after=None, limit=10)
    assert list(counters) == list(range(1, MESSAGES + 1))
    assert created == [1] * MESSAGES
    assert (notices, parked) == (MESSAGES, ())


def _is_done(opened: Installation) -> bool:
    with opened.database.read() as session:
        if jobs.counts(session):
            return False
    return all(line.outcome is not Outcome.PENDING for line in ledger(opened))


@pytest.mark.timeout(240)
def test_one_process_killed_twice_loses_and_doubles_nothing(tmp_path: Path) -> None:
    port = free_port()
    opened = installation(settings(tmp_path / "data"))
    processes = Processes(["embedded"], {"CITOYEN_DATA": str(tmp_path / "data"), "CITOYEN_SMTP_PORT": str(port)})
    try:
        sender = _crash_twice(processes, port, opened)
        assert sorted(sender.acknowledged) == list(range(MESSAGES))
        wait_until(lambda: _is_done(opened), seconds=60)
        _assert_each_once(opened)
    finally:
        processes.kill()
        opened.close()


@pytest.mark.timeout(300)
def test_a_cluster_killed_twice_loses_and_doubles_nothing(
    tmp_path: Path, postgresql_url: str, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    opened = installation(settings(tmp_path / "data", database_url=postgresql_url))
    environment = {
        "CITOYEN_DATA": str(tmp_path / "data"),
        "CITOYEN_SMTP_PORT": str(port),
        "CITOYEN_DATABASE_URL": postgresql_url,
        "CITOYEN_BROKER_URL": rabbitmq_url,
        "CITOYEN_SWEEP_SECONDS": "2",
    }
    processes = Processes(["smtp", "mail", "later", "beat"], environment)
    try:
        sender = _crash_twice(processes, port, opened)
        assert sorted(sender.acknowledged) == list(range(MESSAGES))
        # The killed workers' leases have to run out first; nobody waits two minutes for that here.
        time.sleep(1)
        with opened.database.write() as session:
            session.execute(text("UPDATE jobs SET not_before = now() WHERE state = 'running'"))
        wait_until(lambda: _is_done(opened), seconds=90)
        _assert_each_once(opened)
        processes.stop()
    finally:
        processes.kill()
        opened.close()
