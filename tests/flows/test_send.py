"""Letters that leave: through a relay, or held without one."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from flows.settings import Settings
from flows.wiring import Installation
from flows.work import work
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
