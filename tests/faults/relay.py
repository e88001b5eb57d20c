"""A relay that writes down each letter it takes."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, as often as it was handed over. A mailbox that gets the same Message-ID again shows one."""

    recipient: str
    subject: str
    token: str


@dataclass(slots=True)
class Relay:
    """Takes every letter."""

    taken: list[Letter] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        (recipient,) = envelope.rcpt_tos
        self.taken.append(Letter(recipient=recipient, subject=str(mail["Subject"]), token=str(mail["Message-ID"])))
        return "250 OK"


@contextmanager
def relay() -> Iterator[tuple[Relay, str]]:
    """Run a relay, and yield it with its address."""
    taker = Relay()
    controller = Controller(taker, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield taker, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
