"""Letters that leave: through a relay, or held without one."""

import email
import email.policy
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from flows import send as send_module
from flows import work as work_module
from flows.send import release_held
from flows.settings import Settings
from flows.wiring import Installation
from flows.work import LEASE, work
from store import jobs, outbox
from store.outbox import Letter, OutboxId
from tests.installations import BREVILLE, NOW
from tests.servers import free_port

LATER = NOW + timedelta(seconds=1)


class _Relay:
    """Keeps what it is given; refuses while told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusal: str | None = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refusal is not None:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def relay() -> Iterator[tuple[_Relay, int]]:
    handler = _Relay()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


def _with_relay(town_hall: Installation, address: str) -> Installation:
    return replace(town_hall, settings=Settings.model_validate({**town_hall.settings.model_dump(), "relay_url": address}))


def _letter(town_hall: Installation) -> OutboxId:
    payload = {"subject": "Demande 2026/0001 – Nid-de-poule", "body": "À vous.\n"}
    letter = Letter(town=BREVILLE, request=None, kind="notice", recipient="voirie@breville.example", payload=payload)
    with town_hall.database.write() as session:
        letter_id = outbox.add(session, letter, NOW)
        jobs.add(session, town=BREVILLE, queue="later", kind="send", subject_id=letter_id, now=NOW)
    return letter_id


def test_a_letter_leaves_once_from_the_towns_address(town_hall: Installation, relay: tuple[_Relay, int]) -> None:
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    letter_id = _letter(opened)
    assert work(opened, "later", LATER).done == 1
    assert work(opened, "later", LATER + timedelta(hours=1)).claimed == 0
    (mail,) = relay[0].mails
    assert mail["From"] == "mairie@breville.example"
    assert mail["To"] == "voirie@breville.example"
    assert mail["Subject"] == "Demande 2026/0001 – Nid-de-poule"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<citoyen.breville.{letter_id}@breville.example>"
    assert mail.get_content().splitlines() == ["À vous."]
    with opened.database.read() as session:
        assert outbox.get(session, letter_id).state == "sent"


def test_a_relay_that_refuses_is_asked_again_later(town_hall: Installation, relay: tuple[_Relay, int]) -> None:
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    letter_id = _letter(opened)
    relay[0].refusal = "451 later"
    assert work(opened, "later", LATER).failed == 1
    relay[0].refusal = None
    assert work(opened, "later", LATER + timedelta(minutes=1)).done == 1
    with opened.database.read() as session:
        assert outbox.get(session, letter_id).state == "sent"


def test_a_relay_that_is_away_is_asked_again_and_its_password_is_not_told(town_hall: Installation) -> None:
    opened = _with_relay(town_hall, f"smtp://user:hunter2@127.0.0.1:{free_port()}")
    _letter(opened)
    assert work(opened, "later", LATER).failed == 1
    with opened.database.read() as session:
        (line,) = jobs.waiting_page(session, after=None, limit=10)
    assert line.last_error is not None
    assert "CITOYEN_RELAY_URL" in line.last_error
    assert "hunter2" not in line.last_error


def test_letters_held_without_a_relay_leave_once_there_is_one(town_hall: Installation, relay: tuple[_Relay, int]) -> None:
    letter_ids = [_letter(town_hall), _letter(town_hall)]
    assert work(town_hall, "later", LATER).done == 2
    release_held(town_hall, LATER)
    assert _states(town_hall, letter_ids) == ["held", "held"]
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    release_held(opened, LATER)
    assert _states(opened, letter_ids) == ["waiting", "waiting"]
    assert work(opened, "later", LATER).done == 2
    release_held(opened, LATER)
    assert work(opened, "later", LATER + timedelta(hours=1)).claimed == 0
    assert _states(opened, letter_ids) == ["sent", "sent"]
    assert len(relay[0].mails) == 2


def test_a_relay_that_answers_slowly_does_not_outlive_the_lease(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_module, "_SECONDS", 1.0)
    with _slow_relay(0.4) as port:
        opened = _with_relay(town_hall, f"smtp://127.0.0.1:{port}")
        _letter(opened)
        began = time.monotonic()
        assert work(opened, "later", LATER).failed == 1
        assert time.monotonic() - began < 2


def test_a_letter_the_relay_has_taken_is_not_sent_again_because_it_hung_up(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_module, "_SECONDS", 1.0)
    with _slow_relay(0, silent_after=b"QUIT") as port:
        opened = _with_relay(town_hall, f"smtp://127.0.0.1:{port}")
        _letter(opened)
        assert work(opened, "later", LATER).done == 1


def test_a_letter_begun_at_the_end_of_a_batch_ends_within_its_lease() -> None:
    assert timedelta(seconds=work_module._BATCH_SECONDS + send_module._SECONDS) < LEASE


@contextmanager
def _slow_relay(pause_seconds: float, silent_after: bytes | None = None) -> Iterator[int]:
    """A relay that takes its time over each answer, or says nothing any more from a command on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve_slowly, args=(server, pause_seconds, silent_after), daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join(10)


def _serve_slowly(server: socket.socket, pause_seconds: float, silent_after: bytes | None) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as lines, suppress(OSError):
        connection.sendall(b"220 slow\r\n")
        is_in_message = False
        for line in lines:
            if is_in_message and line != b".\r\n":
                continue
            is_in_message = line.upper().startswith(b"DATA")
            if silent_after and line.upper().startswith(silent_after):
                continue
            time.sleep(pause_seconds)
            connection.sendall(b"354 go on\r\n" if is_in_message else b"250 OK\r\n")


def _states(opened: Installation, letter_ids: list[OutboxId]) -> list[str]:
    with opened.database.read() as session:
        return [outbox.get(session, letter_id).state for letter_id in letter_ids]
