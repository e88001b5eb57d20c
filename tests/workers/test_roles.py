"""The processes of a cluster, with real brokers and with none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.inbound import Outcome
from flows.receive import receive
from flows.wiring import Installation
from tests.installations import POTHOLE, arrival, installation, ledger, mail, settings, wait_until
from tests.servers import free_port
from workers import roles

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("runner.py")


@contextmanager
def _role(role: str, opened: Installation, broker: str, *, sweep_seconds: float = 3600) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CITOYEN_DATA": str(opened.settings.data),
        "CITOYEN_DATABASE_URL": opened.settings.database_address,
        "CITOYEN_BROKER_URL": broker,
        "CITOYEN_SWEEP_SECONDS": str(sweep_seconds),
    }
    process = subprocess.Popen([sys.executable, str(RUNNER), role], env=environment, cwd=ROOT, start_new_session=True)
    try:
        yield process
        process.terminate()
        assert process.wait(timeout=40) in {0, -signal.SIGTERM}
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _take_in(opened: Installation, number: int) -> None:
    receive(opened, [replace(arrival(mail(POTHOLE, number=number)), received_at=datetime.now(UTC))])


def _has_outcomes(opened: Installation, count: int) -> Callable[[], bool]:
    return lambda: len([line for line in ledger(opened) if line.outcome is Outcome.DRAFTED]) == count


def _assert_a_nudge_wakes_a_worker(opened: Installation, broker: str) -> None:
    with _role("mail", opened, broker), roles.nudging(opened):
        # The first is found by the worker's sweep at its start, which also tells that it is up.
        _take_in(opened, 1)
        wait_until(_has_outcomes(opened, 1), seconds=60)
        time.sleep(3)
        for number in range(2, 6):
            began = time.monotonic()
            _take_in(opened, number)
            wait_until(_has_outcomes(opened, number), seconds=20)
            assert time.monotonic() - began < 5


def test_a_nudge_through_rabbitmq_wakes_a_worker(tmp_path: Path, postgresql_url: str, rabbitmq_url: str) -> None:
    opened = installation(settings(tmp_path / "data", database_url=postgresql_url, broker_url=rabbitmq_url))
    _assert_a_nudge_wakes_a_worker(opened, rabbitmq_url)
    opened.close()


def test_a_nudge_through_redis_wakes_a_worker(tmp_path: Path, postgresql_url: str, redis_url: str) -> None:
    opened = installation(settings(tmp_path / "data", database_url=postgresql_url, broker_url=redis_url))
    _assert_a_nudge_wakes_a_worker(opened, redis_url)
    opened.close()


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_without_a_broker_the_sweep_does_the_work(tmp_path: Path, sqlite_url: str, scheme: str) -> None:
    broker = f"{scheme}://127.0.0.1:{free_port()}"
    opened = installation(settings(tmp_path / "data", database_url=sqlite_url, broker_url=broker))
    with roles.nudging(opened):
        began = time.monotonic()
        _take_in(opened, 1)
        assert time.monotonic() - began < 2
        with _role("mail", opened, broker, sweep_seconds=0.5):
            wait_until(_has_outcomes(opened, 1), seconds=60)
            _take_in(opened, 2)
            wait_until(_has_outcomes(opened, 2), seconds=30)
    opened.close()


@pytest.mark.parametrize("run", [roles.run_smtp, roles.run_beat, lambda opened: roles.run_worker(opened, "mail")])
def test_a_role_refuses_a_broker_that_stays_in_one_process(embedded_hall: Installation, run: Callable[[Installation], None]) -> None:
    with pytest.raises(ConfigurationError, match="CITOYEN_BROKER_URL"):
        run(embedded_hall)


def test_a_worker_of_an_unknown_queue_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    opened = installation(settings(tmp_path / "data", database_url=sqlite_url, broker_url="amqp://127.0.0.1"))
    with pytest.raises(ConfigurationError, match="no queue faxes"):
        roles.run_worker(opened, "faxes")
    opened.close()
