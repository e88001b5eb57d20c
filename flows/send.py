"""Send a letter of the outbox through the relay; held in sight is what has no way out, or nobody to read it.

Nothing else of Citoyen speaks SMTP to the world, so what this never addresses is never answered. The mailbox of a department may be read
here too: it gets alerts only (`flows.post`), and the letter that comes back from there is known by its seal (`flows.undelivered.is_own`),
and by its header alone as well.

A letter says in its header that no person wrote it (RFC 3834, 3.1.7; what Exchange understands beside), and its envelope names the sender,
not `<>`: failures must come back. No « Precedence »: it is of no standard, and some servers then report no failure.
"""

import re
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy.orm import Session

from domain.draft import Attachment
from domain.errors import UnavailableError, UnreadableInputError
from domain.ids import RequestId, TownId
from domain.machine import Fate, fault_of
from domain.town import Town
from flows import notice, post, undelivered
from flows.departed import depart
from flows.kinds import JobKind
from flows.mail_address import is_address
from flows.mail_form import OUTGOING
from flows.password_links import with_link
from flows.settings import Settings
from flows.sms import sending
from flows.steps import Change, LaterError
from flows.undelivered import Told
from flows.wiring import Installation
from ingest.email import letter_token
from ingest.email.delivery import status_of
from letters import page
from store import added_files, limited, outbox, report_schedules, requests
from store import relay as turns
from store.jobs import Job
from store.outbox import Held, LetterRecord, OutboxId
from store.requests import RequestRecord

_SECONDS = 20.0
"""For a whole letter, from the first to the last word with the relay: well within what a batch leaves of its lease."""
_BLINK_SECONDS = 0.001
"""When time is up: a socket's time-out of 0 would mean something else."""
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

_PERMANENT = 500
_TOO_LARGE = 552
_OF_SIZE = frozenset({None, "5.2.3", "5.3.4"})
"""What a relay says beside 552 where it is the size that it minds (RFC 1870; RFC 3463, 3.3 and 3.4)."""
_A_MINUTE = timedelta(minutes=1)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_MACHINES = re.compile(
    r"(?:mailer-?daemon|mail-daemon|mdaemon|double-bounce|bounces?|postmaster|no-?reply|do-?not-?reply|ne-?pas-?repondre|listserv|majordomo|"
    r"microsoftexchange[0-9a-f]{16,})(?:[+._=-].*)?|owner-.+|.+-(?:request|owner|bounces?|unsubscribe)"
)
"""Local parts behind which nobody reads, or that answer by themselves (RFC 3834, 2; RFC 2142)."""

_NOT_ALONG = "Pièces qui n’ont pas pu être jointes à ce courriel, à demander à la mairie\u00a0:"
_Reply = tuple[int, bytes]


class _TooLargeError(Exception):
    """The relay takes no letter of this size; another attempt would change nothing."""


def send(installation: Installation, job: Job, copier: "Copier | None" = None) -> Change:
    """Hand a letter to the relay and return the change that says so.

    ``copier`` makes what goes along as a PDF of the same words. A crash between the relay's yes and the commit sends it again, under the
    same Message-ID, so that mailboxes show it once.

    Raises UnavailableError where the relay does not take it, LaterError where it has had as many letters as it takes in a minute.
    """
    letter_id = OutboxId(job.subject_id)
    with installation.database.read() as session:
        record = outbox.get(session, letter_id)
        is_limited = record.letter.request is not None and limited.is_limited(session, record.letter.request)
    if record.state in {"sent", "kept", "withdrawn"} or record.held_why in {Held.TO_SIGN, Held.UNSIGNED}:
        return _nothing
    if is_limited:
        return partial(_hold_limited, letter_id)
    if record.letter.payload.get("way") == post.BY_SMS:
        return sending.send(installation, record, _clock())
    return _mailed(installation, record, copier)


def _mailed(installation: Installation, record: LetterRecord, copier: "Copier | None") -> Change:
    letter_id = record.id
    if not is_peoples(record.letter.recipient):
        installation.meters.letter("held")
        return partial(_hold_told, record, Held.MACHINE)
    relay = installation.settings.relay_url
    if relay is None:
        installation.meters.letter("held")
        return partial(_hold, letter_id)
    if record.letter.kind != notice.ALERT:
        _wait_for_turn(installation, relay)
    if record.letter.may_be_withdrawn and not _leave(installation, letter_id):
        return _nothing
    town = installation.towns.get(record.letter.town).town
    enclosed, token = enclosures(installation, record), _token(installation.settings, record)
    copy = NO_COPY if copier is None else copier(installation, record)
    enclosed = (*copy.pieces, *enclosed)
    try:
        refused = _hand_over_lightened(relay, partial(message, installation.settings, town, record), enclosed, token)
    except _TooLargeError:
        installation.meters.letter("held")
        return partial(_hold_told, record, Held.TOO_LARGE)
    except UnavailableError:
        installation.meters.letter("failed")
        raise
    installation.meters.letter("sent" if refused is None else "refused")
    return partial(_sent, record, token, copy) if refused is None else partial(_refused, record, token, refused)


def _wait_for_turn(installation: Installation, relay: SecretStr) -> None:
    most, now = installation.settings.relay_per_minute, _clock()
    if most is None:
        return
    with installation.database.write() as session:
        is_ours = turns.take_turn(session, urlsplit(relay.get_secret_value()).hostname or "", now, most)
    if not is_ours:
        raise LaterError(now.replace(second=0, microsecond=0) + _A_MINUTE - now)


def _clock() -> datetime:
    return datetime.now(UTC)


def _leave(installation: Installation, letter: OutboxId) -> bool:
    """Tell whether a letter may leave; said before the relay has it, or whoever takes its cause back could believe it still here."""
    with installation.database.write() as session:
        return outbox.leave(session, letter)


def release_held(installation: Installation, now: datetime) -> None:
    """Let letters go that were held for want of a relay or a gateway, if there is one now; for a process that starts."""
    if installation.settings.relay_url is not None:
        with installation.database.write() as session:
            outbox.release_held(session, JobKind.SEND, now)
    if installation.settings.sms_gateways:
        with installation.database.write() as session:
            outbox.release_held(session, JobKind.SEND, now, Held.NO_GATEWAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece that goes along with a letter (pièce jointe); ``content`` None: it could not be read, or the relay does not take it.

    ``is_copy``: it says what the mail says, as a PDF; nobody misses it.
    """

    name: str
    media_type: str
    content: bytes | None
    is_copy: bool = False


def _keep_nothing(_session: Session, _now: datetime) -> None:
    """Write nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A letter as PDF for its mail, if it has one; ``keep`` writes, in the transaction that says that it left, what became of it."""

    pieces: tuple[Piece, ...] = ()
    keep: Callable[[Session, datetime], None] = _keep_nothing


NO_COPY = Copy()
Copier = Callable[[Installation, LetterRecord], Copy]


def enclosures(installation: Installation, record: LetterRecord) -> tuple[Piece, ...]:
    """Return the pieces that go along with a letter, from the original they lie in, or as agents added them. Raises UnavailableError."""
    named = record.letter.payload.get("attachments")
    if record.letter.request is None:
        return _report(installation, record.letter.town, record.letter.payload.get("report"))
    if not isinstance(named, list):
        return _added(installation, record.letter.request, record.letter.payload.get("added"))
    with installation.database.read() as session:
        request = requests.get(session, record.letter.request)
    known = {one.part: one for one in request.draft.attachments}
    return tuple(_piece(installation, request, known[part]) for part in named if part in known)


def _report(installation: Installation, town: TownId, file: object) -> tuple[Piece, ...]:
    """Return the document of figures a letter brings."""
    if not isinstance(file, int):
        return ()
    with installation.database.read() as session:
        found = report_schedules.find_file(session, town, file)
    return () if found is None else (Piece(name=found.name, media_type=found.media_type, content=found.content),)


def _added(installation: Installation, request: RequestId, named: object) -> tuple[Piece, ...]:
    """Return the files agents added that go along; one that was withdrawn since, or is not to be shared any more, stays here."""
    if not isinstance(named, list):
        return ()
    with installation.database.read() as session:
        own = [one for one in added_files.of_whole(session, request) if one.id in named and one.is_shareable]
    return tuple(Piece(name=one.filename, media_type=one.media_type, content=installation.blobs.read(one.sha256)) for one in own)


def _piece(installation: Installation, request: RequestRecord, one: Attachment) -> Piece:
    name = one.filename or str(one.part + 1)
    try:
        content, _, _ = installation.reader.attachment(installation.blobs.path(request.inbound.sha256), one.part)
    except UnreadableInputError:
        return Piece(name=name, media_type=one.media_type, content=None)
    return Piece(name=name, media_type=one.media_type, content=content)


def _hand_over_lightened(
    relay: SecretStr, write: Callable[[Sequence[Piece]], EmailMessage], enclosed: Sequence[Piece], token: str
) -> str | None:
    """Hand a letter over; where that is too large for the relay, without its copy, then without its pieces, which it then says.

    Returns and raises as `_hand_over`.
    """
    own = [one for one in enclosed if not one.is_copy]
    for some in (enclosed, *([own] if len(own) < len(enclosed) else ())):
        try:
            return _hand_over(relay, write(some), token)
        except _TooLargeError:
            if not any(one.content is not None for one in some):
                raise
    return _hand_over(relay, write([replace(one, content=None) for one in own]), token)


def message(settings: Settings, town: Town, record: LetterRecord, enclosed: Sequence[Piece] = ()) -> EmailMessage:
    """Return a letter as a mail: plain, and HTML where it has that, too; with its pieces, and with the names of those that do not go along.

    One to a requester answers his own, where he wrote one, and his answer comes to the town whatever the relay lets it be sent from.
    """
    payload = record.letter.payload
    sender = settings.relay_from or town.email
    mail = EmailMessage(policy=OUTGOING)
    mail["From"] = sender
    mail["To"] = record.letter.recipient
    if "html" in payload and sender.lower() != town.email.lower():
        mail["Reply-To"] = town.email
    mail["Subject"] = str(payload["subject"])
    mail["Date"] = format_datetime(_dated(town, record))
    mail["Message-ID"] = f"<{_token(settings, record)}@{sender.rpartition('@')[2]}>"
    answered = str(payload.get("answers", ""))
    if _MESSAGE_ID.fullmatch(answered) and answered.isascii():
        mail["In-Reply-To"] = mail["References"] = answered
    mail["Auto-Submitted"] = "auto-replied" if record.letter.kind == notice.RECEIPT else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "DR, RN, NRN, OOF, AutoReply"
    if leave := str(payload.get("unsubscribe", "")):
        # RFC 2369 and 8058: a mail program offers to end it with one press.
        mail["List-Unsubscribe"] = f"<{leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    missing = [one.name for one in enclosed if one.content is None]
    body = with_link(settings, payload)
    if missing:
        told = f"{_NOT_ALONG}\n" + "".join(f"- {name}\n" for name in missing)
        body = f"{body.rstrip()}\n\n{told}"
    mail.set_content(body)
    if "html" in payload:
        words = str(payload["html"])
        mail.add_alternative(page.extended(words, told) if missing else words, subtype="html")
    for one in enclosed:
        if one.content is not None:
            main, _, sub = one.media_type.partition("/")
            mail.add_attachment(one.content, maintype=main, subtype=sub or "octet-stream", filename=one.name)
    return mail


def _dated(town: Town, record: LetterRecord) -> datetime:
    """Return when a letter was written, or signed where it was; of some that moment is not known, but its day."""
    if (at := post.signed_at(record.letter.payload)) is not None:
        return at
    on = post.signed_on(record.letter.payload)
    return record.created_at if on is None else datetime(on.year, on.month, on.day, 12, tzinfo=ZoneInfo(town.timezone))


def is_peoples(recipient: str) -> bool:
    """Whether somebody may read at an address: it is one, and not a machine's."""
    address = recipient.strip().lower()
    return is_address(address) and not _MACHINES.fullmatch(address.rpartition("@")[0])


def _token(settings: Settings, record: LetterRecord) -> str:
    return letter_token.token(settings.secret_key.get_secret_value().encode(), record.letter.town, record.id)


def _hand_over(relay: SecretStr, mail: EmailMessage, token: str) -> str | None:
    """Hand a letter over; return what the relay said of a recipient there is not, None when it took the letter."""
    try:
        with closing(_connection(relay)) as client:
            _introduce(client, relay)
            client.ehlo_or_helo_if_needed()
            _check_size(client, mail)
            # RFC 3461: reports name the envelope, and return no more of the letter than its header.
            reports = client.has_extn("dsn")
            options = (f"ENVID={token}", "RET=HDRS") if reports else ()
            client.send_message(mail, mail_options=options, rcpt_options=("NOTIFY=FAILURE,DELAY",) if reports else ())
            # The relay has it: whatever goes wrong from here on must not send it again.
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
    except smtplib.SMTPRecipientsRefused as error:
        said = _permanent(error)
        if said is None:
            raise UnavailableError("The relay did not take the recipient. Check CITOYEN_RELAY_URL.") from error
        return said
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if error.smtp_code == _TOO_LARGE and status_of(_words(error.smtp_error)) in _OF_SIZE:
            raise _TooLargeError from error
        raise UnavailableError(f"The relay did not take the mail ({type(error).__name__}). Check CITOYEN_RELAY_URL.") from error
    except (OSError, smtplib.SMTPException) as error:
        # The error's own text may quote the recipient.
        raise UnavailableError(f"The relay did not take the mail ({type(error).__name__}). Check CITOYEN_RELAY_URL.") from error
    return None


def _permanent(error: smtplib.SMTPRecipientsRefused) -> str | None:
    """Return what a relay says of an address that there is not; None for all that another attempt, or another setting, may change."""
    for code, said in error.recipients.values():
        words = _words(said)
        if code >= _PERMANENT and (status_of(words) or "").startswith(("5.1.", "5.2.")):
            return words
    return None


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _check_size(client: smtplib.SMTP, mail: EmailMessage) -> None:
    """Raise _TooLargeError where the relay said at its door how much it takes, and this is more (RFC 1870)."""
    most = client.esmtp_features.get("size", "").strip()
    if most.isascii() and most.isdecimal() and 0 < int(most) < len(mail.as_bytes()):
        raise _TooLargeError


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
    host, port = address.hostname or "", address.port or PORTS[address.scheme]
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


def _hold_limited(letter: OutboxId, session: Session, _now: datetime) -> tuple[str, ...]:
    outbox.mark_held(session, letter, Held.LIMITED)
    return ()


def _hold_told(record: LetterRecord, why: Held, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_held(session, record.id, why)
    if record.held_why is not why:
        post.tell_held(session, record.id, record.letter, why, now)
    return ()


def _sent(record: LetterRecord, token: str, copy: Copy, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_sent(session, record.id, now, token)
    copy.keep(session, now)
    depart(session, record.letter, now)
    return ()


def _refused(record: LetterRecord, token: str, said: str, session: Session, now: datetime) -> tuple[str, ...]:
    outbox.mark_sent(session, record.id, now, token)
    status = status_of(said)
    told = Told(fate=Fate.FAILED, fault=fault_of(status), status=status, is_proven=True, is_of_address=True, inbound=None)
    undelivered.tell(session, record, told, now)
    return ()
