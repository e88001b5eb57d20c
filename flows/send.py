"""Send a letter of the outbox through the relay; without one it is held in sight."""

import smtplib
import ssl
import time
from contextlib import closing, suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr
from sqlalchemy.orm import Session

from domain.errors import UnavailableError
from domain.town import Town
from flows.kinds import JobKind
from flows.settings import Settings
from flows.steps import Change
from flows.wiring import Installation
from store import outbox
from store.jobs import Job
from store.outbox import LetterRecord, OutboxId

_SECONDS = 20.0
"""For a whole letter, from the first to the last word with the relay: well within what a batch leaves of its lease."""
_BLINK_SECONDS = 0.001
"""When time is up: a socket's time-out of 0 would mean something else."""
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

_Reply = tuple[int, bytes]


def send(installation: Installation, job: Job) -> Change:
    """Hand a letter to the relay and return the change that says so.

    A crash between the relay's yes and the commit sends it again, under the same Message-ID, so that mailboxes show it once.
    Raises UnavailableError where the relay does not take it.
    """
    letter_id = OutboxId(job.subject_id)
    with installation.database.read() as session:
        record = outbox.get(session, letter_id)
    if record.state == "sent":
        return _nothing
    relay = installation.settings.relay_url
    if relay is None:
        return partial(_hold, letter_id)
    town = installation.towns.get(record.letter.town).town
    _hand_over(relay, message(installation.settings, town, record))
    return partial(_sent, letter_id)


def release_held(installation: Installation, now: datetime) -> None:
    """Let letters go that were held for want of a relay, if there is one now; for a process that starts."""
    if installation.settings.relay_url is not None:
        with installation.database.write() as session:
            outbox.release_held(session, JobKind.SEND, now)


def message(settings: Settings, town: Town, record: LetterRecord) -> EmailMessage:
    """Return a letter as a mail."""
    sender = settings.relay_from or town.email
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = record.letter.recipient
    mail["Subject"] = str(record.letter.payload["subject"])
    mail["Date"] = format_datetime(record.created_at)
    mail["Message-ID"] = f"<citoyen.{record.letter.town}.{record.id}@{sender.rpartition('@')[2]}>"
    # Neither an absence notice nor our own door answers or files it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(str(record.letter.payload["body"]))
    return mail


def _hand_over(relay: SecretStr, mail: EmailMessage) -> None:
    try:
        with closing(_connection(relay)) as client:
            _introduce(client, relay)
            client.send_message(mail)
            # The relay has it: whatever goes wrong from here on must not send it again.
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
    except (OSError, smtplib.SMTPException) as error:
        # The error's own text may quote the recipient.
        raise UnavailableError(f"The relay did not take the mail ({type(error).__name__}). Check CITOYEN_RELAY_URL.") from error


class _Hurried(smtplib.SMTP):
    """A client whose whole dialogue ends in time: smtplib's own limit is one for each of a dozen answers."""

    def connect(  # type: ignore[override]  # smtplib's types leave open what a source address is; ours is never given
        self, host: str = "localhost", port: int = 0, source_address: tuple[str, int] | None = None
    ) -> _Reply:
        """Connect; from here on the time runs."""
        self._deadline = time.monotonic() + self.timeout
        return super().connect(host, port, source_address)

    def getreply(self) -> _Reply:
        """Wait for an answer, and leave what is sent next the time that is left."""
        self._hurry()
        reply = super().getreply()
        self._hurry()
        return reply

    def _hurry(self) -> None:
        if self.sock is not None:
            self.sock.settimeout(max(self._deadline - time.monotonic(), _BLINK_SECONDS))


class _HurriedTls(_Hurried, smtplib.SMTP_SSL):
    """The same, encrypted from the first word."""


def _connection(relay: SecretStr) -> smtplib.SMTP:
    address = urlsplit(relay.get_secret_value())
    host, port = address.hostname or "", address.port or _PORTS[address.scheme]
    if address.scheme == "smtps":
        return _HurriedTls(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    return _Hurried(host, port, timeout=_SECONDS)


def _introduce(client: smtplib.SMTP, relay: SecretStr) -> None:
    address = urlsplit(relay.get_secret_value())
    if address.scheme == "smtp+starttls":
        client.starttls(context=ssl.create_default_context())
    if address.username:
        client.login(unquote(address.username), unquote(address.password or ""))


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    return ()


def _hold(letter: OutboxId, session: Session, _now: datetime) -> tuple[str, ...]:
    outbox.mark_held(session, letter)
    return ()


def _sent(letter: OutboxId, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_sent(session, letter, now)
    return ()
