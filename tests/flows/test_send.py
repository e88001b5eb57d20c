"""Letters that leave: through a relay, or held without one."""

import email
import email.policy
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from domain.machine import Fate, Fault
from flows import send as send_module
from flows import work as work_module
from flows.send import release_held
from flows.settings import Settings
from flows.wiring import Installation
from flows.work import LEASE, work
from ingest.email.letter_token import read
from store import deliveries, jobs, outbox
from store.outbox import Held, Letter, OutboxId
from tests.installations import BREVILLE, NOW
from tests.servers import free_port

LATER = NOW + timedelta(seconds=1)


class _Relay:
    """Keeps what it is given; refuses while told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refusal: str | None = None
        self.no_such: str | None = None

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:
        if self.no_such is not None:
            return self.no_such
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refusal is not None:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append(envelope)
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


def _letter(town_hall: Installation, recipient: str = "voirie@breville.example") -> OutboxId:
    payload = {"subject": "Demande 2026/0001 – Nid-de-poule", "body": "À vous.\n"}
    letter = Letter(town=BREVILLE, request=None, kind="notice", recipient=recipient, payload=payload)
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
    assert "NDR" not in mail["X-Auto-Response-Suppress"].replace(" ", "").split(",")
    token = read(opened.settings.secret_key.get_secret_value().encode(), mail["Message-ID"])
    assert token is not None
    assert (token.town, token.letter, token.is_proven) == (BREVILLE, letter_id, True)
    assert mail.get_content().splitlines() == ["À vous."]
    with opened.database.read() as session:
        record = outbox.get(session, letter_id)
    assert record.state == "sent"
    assert mail["Message-ID"] == f"<{record.token}@breville.example>"
    # Failures must come back: an empty sender would get none.
    assert relay[0].envelopes[0].mail_from == "mairie@breville.example"


def test_a_relay_that_knows_of_reports_is_asked_for_them_and_told_the_token(town_hall: Installation) -> None:
    with _reporting_relay() as (port, said):
        opened = _with_relay(town_hall, f"smtp://127.0.0.1:{port}")
        letter_id = _letter(opened)
        assert work(opened, "later", LATER).done == 1
    with opened.database.read() as session:
        token = outbox.get(session, letter_id).token
    assert any(line.startswith("mail from:<mairie@breville.example>") and f"ENVID={token}" in line and "RET=HDRS" in line for line in said)
    assert "rcpt to:<voirie@breville.example> NOTIFY=FAILURE,DELAY" in said


def test_a_recipient_there_is_not_is_told_by_the_relay_at_once(town_hall: Installation, relay: tuple[_Relay, int]) -> None:
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    relay[0].no_such = "550 5.1.1 No such user here"
    letter_id = _letter(opened)
    assert work(opened, "later", LATER).done == 1
    with opened.database.read() as session:
        told = deliveries.find(session, letter_id)
        (flagged,) = deliveries.flagged(session, BREVILLE)
    assert told is not None
    assert (told.fate, told.fault, flagged.address) == (Fate.FAILED, Fault.UNKNOWN_ADDRESS, "voirie@breville.example")


@pytest.mark.parametrize("said", ["450 4.2.1 later", "550 5.7.1 relaying denied", "550 no"])
def test_a_recipient_refused_for_any_other_reason_is_tried_again(town_hall: Installation, relay: tuple[_Relay, int], said: str) -> None:
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    relay[0].no_such = said
    _letter(opened)
    assert work(opened, "later", LATER).failed == 1
    with opened.database.read() as session:
        assert deliveries.flagged(session, BREVILLE) == ()


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "<>",
        "MAILER-DAEMON@relais.example",
        "postmaster@relais.example",
        "no-reply@relais.example",
        "ne-pas-repondre@relais.example",
        "liste-request@relais.example",
        "bounce+abc@relais.example",
        "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@relais.example",
        "voirie@relais.example, mairie@breville.example",
        "voirie@relais.example\nBcc: tous@relais.example",
        "voirie",
    ],
)
def test_nothing_leaves_for_a_machine(town_hall: Installation, relay: tuple[_Relay, int], recipient: str) -> None:
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    letter_id = _letter(opened, recipient)
    assert work(opened, "later", LATER).done == 1
    release_held(opened, LATER + timedelta(hours=1))
    assert work(opened, "later", LATER + timedelta(hours=2)).claimed == 0
    with opened.database.read() as session:
        record = outbox.get(session, letter_id)
    assert (record.state, record.held_why) == ("held", Held.MACHINE)
    assert relay[0].mails == []


@pytest.mark.parametrize(
    "recipient", ["voirie@relais.example", "nora.reply@relais.example", "bouncer@relais.example", "o'neil@relais.example"]
)
def test_people_are_written_to(town_hall: Installation, relay: tuple[_Relay, int], recipient: str) -> None:
    opened = _with_relay(town_hall, f"smtp://127.0.0.1:{relay[1]}")
    _letter(opened, recipient)
    assert work(opened, "later", LATER).done == 1
    assert [mail["To"] for mail in relay[0].mails] == [recipient]


def test_only_this_module_speaks_smtp_to_the_world() -> None:
    root = Path(send_module.__file__).resolve().parents[1]
    packages = ("domain", "ingest", "rules", "routing", "store", "flows", "workers", "web", "cli")
    found = [
        path.name for name in packages for path in (root / name).rglob("*.py") if re.search(r"\bsmtplib\b|\bsendmail\b", path.read_text())
    ]
    # The other feeds sample messages to our own door.
    assert sorted(found) == ["feed.py", "send.py"]


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


@contextmanager
def _reporting_relay() -> Iterator[tuple[int, list[str]]]:
    """A relay that offers delivery reports (RFC 3461) and keeps what it is told."""
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve_reports, args=(server, said), daemon=True)
        thread.start()
        yield server.getsockname()[1], said
    thread.join(10)


def _serve_reports(server: socket.socket, said: list[str]) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as lines, suppress(OSError):
        connection.sendall(b"220 relay\r\n")
        is_in_message = False
        for line in lines:
            if is_in_message and line != b".\r\n":
                continue
            said.append(line.decode().strip())
            is_in_message = line.upper().startswith(b"DATA")
            answers = {b"EHLO": b"250-relay\r\n250-DSN\r\n250 8BITMIME\r\n", b"DATA": b"354 go on\r\n"}
            connection.sendall(answers.get(line[:4].upper(), b"250 OK\r\n"))


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
