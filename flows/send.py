"""Send a letter of the outbox through the relay; without one it is held in sight."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr
from sqlalchemy.orm import Session

from domain.errors import UnavailableError
from domain.town import Town
from flows.settings import Settings
from flows.steps import Change
from flows.wiring import Installation
from store import outbox
from store.jobs import Job
from store.outbox import LetterRecord, OutboxId

_SECONDS = 20.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


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
        with _connection(relay) as client:
            client.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        # The error's own text may quote the recipient.
        raise UnavailableError(f"The relay did not take the mail ({type(error).__name__}). Check CITOYEN_RELAY_URL.") from error


@contextmanager
def _connection(relay: SecretStr) -> Iterator[smtplib.SMTP]:
    address = urlsplit(relay.get_secret_value())
    host, port = address.hostname or "", address.port or _PORTS[address.scheme]
    tls = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=tls)
        if address.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=_SECONDS)
    )
    with client:
        if address.scheme == "smtp+starttls":
            client.starttls(context=tls)
        if address.username:
            client.login(unquote(address.username), unquote(address.password or ""))
        yield client


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    return ()


def _hold(letter: OutboxId, session: Session, _now: datetime) -> tuple[str, ...]:
    outbox.mark_held(session, letter)
    return ()


def _sent(letter: OutboxId, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_sent(session, letter, now)
    return ()
