"""Everything in one process."""

import asyncio
import itertools
import smtplib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from celery.utils.threads import default_socket_timeout

from domain.errors import ConfigurationError, UnavailableError
from domain.ids import Sha256
from domain.inbound import Outcome
from flows.receive import receive
from flows.settings import Settings
from flows.wiring import Installation
from flows.work import work
from store import jobs, outbox
from store.blobs import Blobs
from store.outbox import OutboxId
from tests.installations import MAYOR, POTHOLE, arrival, ledger, mail, wait_until
from tests.servers import free_port
from workers.embedded import embedded


def _on_free_port(opened: Installation, **values: object) -> Installation:
    settings = Settings.model_validate({**opened.settings.model_dump(), "smtp_port": free_port(), **values})
    return replace(opened, settings=settings)


def _send(port: int, number: int = 1) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail("sylvie.lebrun@courriel.example", [MAYOR], mail(POTHOLE, number=number))


def _has_outcome(opened: Installation) -> bool:
    return all(line.outcome is not Outcome.PENDING for line in ledger(opened)) and bool(ledger(opened))


def test_a_mail_through_the_door_is_a_request_well_within_a_second(embedded_hall: Installation) -> None:
    opened = _on_free_port(embedded_hall)

    async def run() -> float:
        async with embedded(opened) as engine:
            await asyncio.to_thread(_send, engine.door.port, 0)
            await asyncio.to_thread(wait_until, lambda: _has_outcome(opened))
            began = time.monotonic()
            await asyncio.to_thread(_send, engine.door.port)
            await asyncio.to_thread(wait_until, lambda: len([line for line in ledger(opened) if line.requests]) == 2)
            return time.monotonic() - began

    assert asyncio.run(run()) < 2  # a loaded machine; 0.05 s on a quiet one
    assert [line.requests for line in ledger(opened)] == [("2026/0001",), ("2026/0002",)]


def test_it_starts_and_stops_at_once(embedded_hall: Installation) -> None:
    opened = _on_free_port(embedded_hall)

    async def run() -> None:
        async with embedded(opened):
            pass

    asyncio.run(run())
    asyncio.run(run())


def test_its_end_leaves_the_time_out_of_new_sockets_as_it_was(embedded_hall: Installation) -> None:
    """Each of its workers sets one while it ends and puts back what it found, which may be another's."""
    opened = _on_free_port(embedded_hall)
    together, entered = threading.Barrier(len(jobs.QUEUES)), itertools.count()
    left = [threading.Event() for _ in jobs.QUEUES]

    @contextmanager
    def first_in_first_out(seconds: float) -> Iterator[None]:
        number = next(entered)
        if number >= len(jobs.QUEUES):
            with default_socket_timeout(seconds):
                yield
            return
        found = default_socket_timeout(seconds)
        found.__enter__()
        together.wait(20)
        yield
        if number:
            assert left[number - 1].wait(20)
        found.__exit__(None, None, None)
        left[number].set()

    async def run() -> None:
        async with embedded(opened):
            pass

    with patch("celery.worker.worker.default_socket_timeout", first_in_first_out):
        asyncio.run(run())
    assert socket.getdefaulttimeout() is None


def test_what_a_killed_predecessor_had_in_hand_is_taken_up_at_once(embedded_hall: Installation) -> None:
    opened = _on_free_port(embedded_hall)
    now = datetime.now(UTC)
    receive(opened, [replace(arrival(mail(POTHOLE)), received_at=now)])
    with opened.database.write() as session:
        assert jobs.claim(session, "mail", now=datetime.now(UTC), lease=timedelta(hours=1))

    async def run() -> None:
        async with embedded(opened):
            await asyncio.to_thread(wait_until, lambda: _has_outcome(opened))

    asyncio.run(run())


def test_letters_held_for_want_of_a_relay_wait_for_the_one_that_is_set_now(embedded_hall: Installation) -> None:
    receive(embedded_hall, [replace(arrival(mail(POTHOLE)), received_at=datetime.now(UTC))])
    while any(work(embedded_hall, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
        pass
    opened = _on_free_port(embedded_hall, relay_url=f"smtp://127.0.0.1:{free_port()}")

    def state() -> str:
        with opened.database.read() as session:
            return outbox.get(session, OutboxId(1)).state

    async def run() -> None:
        async with embedded(opened):
            pass

    assert state() == "held"
    asyncio.run(run())
    assert state() == "waiting"


def test_a_second_process_on_the_same_folder_is_refused(embedded_hall: Installation) -> None:
    opened = _on_free_port(embedded_hall)

    async def run() -> None:
        async with embedded(opened):
            with pytest.raises(ConfigurationError, match="CITOYEN_DATA"):
                async with embedded(_on_free_port(opened)):
                    pass

    asyncio.run(run())


def test_without_disk_the_sender_keeps_his_mail_and_nothing_is_half_stored(embedded_hall: Installation, tmp_path: Path) -> None:
    class Away(Blobs):
        def put_many(self, raws: Sequence[bytes]) -> tuple[Sha256, ...]:
            raise UnavailableError("away")

    opened = _on_free_port(replace(embedded_hall, blobs=Away(tmp_path)))

    async def run() -> int:
        async with embedded(opened) as engine:
            with pytest.raises(smtplib.SMTPDataError) as caught:
                await asyncio.to_thread(_send, engine.door.port)
            return caught.value.smtp_code

    assert asyncio.run(run()) == 451
    assert ledger(opened) == ()


def test_a_mail_to_nobody_here_is_refused(embedded_hall: Installation) -> None:
    opened = _on_free_port(embedded_hall)

    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail("a@b.example", ["personne@breville.example"], mail(POTHOLE))

    async def run() -> tuple[int, bytes]:
        async with embedded(opened) as engine:
            with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
                await asyncio.to_thread(send, engine.door.port)
            return caught.value.recipients["personne@breville.example"]

    code, words = asyncio.run(run())
    assert code == 550
    assert words.startswith(b"5.1.1")
