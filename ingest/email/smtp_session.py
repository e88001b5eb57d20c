"""One SMTP connection: what the door answers to each command."""

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import AnyStr, Protocol, cast

from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session as SmtpSession

from domain.errors import SuspendedError, UnavailableError
from domain.frames import frames
from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope, Mailbox
from ingest.email.receiving import Memory, NoRoomError, Pace, Receiving, TooLargeError
from ingest.email.smtp_answers import put_off
from ingest.email.smtp_bulk import Bulk, Heard
from ingest.email.smtp_clients import network_of
from ingest.email.smtp_commands import plain_mail, plain_recipient
from ingest.email.smtp_loop import CommandLoop
from ingest.email.smtp_settings import DoorCalls, DoorSettings

_log = logging.getLogger(__name__)
# aiosmtpd writes every command into its log, addresses included; ours names ids, never people.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

_CHUNK = 2**18
_BULK_BYTES = 2**16
"""From so many on, the rest of a message goes past the stream: for less, changing over costs more than it saves."""
_SIZE = re.compile(r"\sSIZE=([0-9]+)(?:\s|$)", re.IGNORECASE)
_ADDRESS = re.compile(r'(?:"[^"\x00-\x1f\x7f]*"|[^\s@<>\x00-\x1f\x7f]+)@[^\s@<>\x00-\x1f\x7f]+')
_NOBODY = "<>"
"""Sender of bounces (RFC 5321, 4.5.5)."""


class _Accepted(SmtpEnvelope):
    """A transaction, with the mailboxes its recipients were found to be."""

    def __init__(self) -> None:
        super().__init__()
        self.mailboxes: list[tuple[str, Mailbox]] = []


class Host(Protocol):
    """The door a session belongs to."""

    @property
    def settings(self) -> DoorSettings:
        """Return where it stands and how it is built."""
        ...

    @property
    def calls(self) -> DoorCalls:
        """Return what it asks the house."""
        ...

    @property
    def memory(self) -> Memory:
        """Return the room for messages on their way."""
        ...

    def is_closing(self) -> bool:
        """Tell whether no new message is begun."""
        ...

    def admit(self, session: "Session", client: str) -> bool:
        """Count a new connection; False where there are too many."""
        ...

    def leave(self, session: "Session", client: str) -> None:
        """Count a connection that ended."""
        ...

    async def keep(self, arrivals: tuple[Arrival, ...]) -> None:
        """Wait until arrivals are durable. Raises UnavailableError."""
        ...


class _Hooks:
    """What aiosmtpd asks at each step."""

    async def handle_MAIL(self, _server: object, _session: object, envelope: _Accepted, address: str, options: list[str]) -> str:
        """Answer to a sender; aiosmtpd takes whatever stands between the brackets."""
        if address != _NOBODY and not _ADDRESS.fullmatch(address):
            return "553 5.1.7 The sender's address is malformed"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: "Session", _session: object, envelope: _Accepted, address: str, _options: list[str]) -> str:
        """Answer to a recipient."""
        return await server.recipient(envelope, address)


class Session(CommandLoop):
    """One connection."""

    # The stream's limit: command lines are held to their own, far shorter one, a chunk of a message may be this long.
    line_length_limit = _CHUNK

    def __init__(self, door: Host) -> None:
        self._door = door
        self._client = ""
        self._network = ""
        self._is_admitted = False
        self._is_in_message = False
        self._unknown = 0
        super().__init__(
            _HOOKS,
            data_size_limit=door.settings.max_bytes,
            enable_SMTPUTF8=True,
            hostname=door.settings.hostname,
            ident="Citoyen",
            tls_context=door.settings.tls,
            timeout=door.settings.limits.idle_seconds,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or turn away where there are too many; after STARTTLS it is called again."""
        if not self._is_admitted:
            peer = transport.get_extra_info("peername")
            self._client = str(peer[0]) if peer else "local"
            self._network = network_of(self._client)
            if not self._door.admit(self, self._network):
                self._say_last(cast(asyncio.Transport, transport), "421 4.3.2 Too many connections, try again later")
                return
            self._is_admitted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        if self._is_admitted:
            self._door.leave(self, self._network)
            super().connection_lost(error)
        elif self._ending is not None:  # turned away: there is no session that could end
            self._ending.cancel()

    def eof_received(self) -> bool | None:
        """Handle the client's end of sending."""
        return super().eof_received() if self._is_admitted else False

    def dismiss(self) -> None:
        """End the session unless a message is on its way."""
        if not self._is_in_message and self.transport is not None:
            self._say_last(cast(asyncio.Transport, self.transport), "421 4.3.2 Closing, try again later")

    def abort(self) -> None:
        """End the session now."""
        if self.transport is not None:
            cast(asyncio.Transport, self.transport).abort()

    def _say_last(self, transport: asyncio.Transport, line: str) -> None:
        if not transport.is_closing():
            self._door.calls.answered(line)
            transport.write(f"{line}\r\n".encode())
            self._end(transport)

    def _create_envelope(self) -> _Accepted:
        return _Accepted()

    def _quick(self, verb: bytes, arg: str) -> str | None:
        match verb:
            case b"MAIL":
                return self._quick_mail(arg)
            case b"RCPT":
                return self._quick_recipient(arg)
            case _:
                return None

    def _quick_mail(self, arg: str) -> str | None:
        """Begin a message where all is as usual; None where aiosmtpd must look closer."""
        envelope = cast(_Accepted, self.envelope)
        if self.session is None or not self.session.host_name or envelope.mail_from:
            return None
        mail = plain_mail(arg)
        if mail is None or (mail.options and not self.session.extended_smtp):
            return None
        if mail.size > self._door.settings.max_bytes:
            return self._too_large()
        envelope.mail_from = mail.sender
        envelope.mail_options.extend(mail.options)
        envelope.smtp_utf8 = "SMTPUTF8" in mail.options
        return "250 2.1.0 OK"

    def _quick_recipient(self, arg: str) -> str | None:
        """Take a recipient that is remembered; None where aiosmtpd must look closer."""
        envelope = cast(_Accepted, self.envelope)
        if self.session is None or not self.session.host_name or not envelope.mail_from:
            return None
        address = plain_recipient(arg)
        mailbox = self._door.calls.remembered(address) if address else None
        if address is None or mailbox is None or len(envelope.rcpt_tos) >= self._door.settings.limits.recipients:
            return None
        return self._accepted(envelope, address, mailbox)

    async def push(self, status: AnyStr) -> None:
        """Give an answer."""
        self._door.calls.answered(status if isinstance(status, str) else status.decode("ascii", "replace"))
        await super().push(status)

    async def smtp_EHLO(self, hostname: str | None) -> None:
        """Greet, and announce what we do, in one piece."""
        if not hostname:
            await self.push("501 5.5.4 Syntax: EHLO hostname")
            return
        session = cast(SmtpSession, self.session)
        self._set_rset_state()  # type: ignore[no-untyped-call]  # aiosmtpd left it without types
        session.extended_smtp, session.host_name = True, hostname
        able = [self.hostname, f"SIZE {self._door.settings.max_bytes}", "8BITMIME", "SMTPUTF8", "PIPELINING"]
        able += ["STARTTLS"] if self.tls_context and not self._tls_protocol else []
        await self.push("".join(f"250-{line}\r\n" for line in able) + "250 HELP")

    async def smtp_STARTTLS(self, arg: str) -> None:
        """Begin to encrypt, once: within TLS there is nothing more to begin (RFC 3207, 4.2)."""
        if self._tls_protocol:
            await self.push("503 5.5.1 Encrypted already")
            return
        await super().smtp_STARTTLS(arg)

    async def handle_exception(self, error: Exception) -> str:
        """Answer where a command failed for a fault of ours."""
        _log.error("SMTP session: %s", frames(error))
        return "451 4.3.0 Something went wrong here, try again later"

    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a message; one declared too large is refused before it is sent (RFC 1870, 6.1)."""
        declared = _SIZE.search(arg or "")
        if declared and int(declared[1]) > self._door.settings.max_bytes:
            await self.push(self._too_large())
            return
        await super().smtp_MAIL(arg)

    async def recipient(self, envelope: _Accepted, address: str) -> str:
        """Return the answer to a recipient."""
        limits = self._door.settings.limits
        if len(envelope.rcpt_tos) >= limits.recipients:
            return "452 4.5.3 Too many recipients"
        try:
            mailbox = await self._mailbox(address)
        except SuspendedError:
            # Whoever sends it keeps it, and tries again for days: nothing is lost (RFC 5321, 4.5.4.1).
            return "450 4.2.1 This mailbox takes no mail at the moment, try again later"
        except UnavailableError:
            return "451 4.3.0 Recipients cannot be looked up now, try again later"
        if mailbox is None:
            self._unknown += 1
            if self._unknown > limits.unknown_recipients:
                self._is_over = True
                return "421 4.7.0 Too many unknown recipients"
            return "550 5.1.1 No such mailbox here"
        return self._accepted(envelope, address, mailbox)

    def _accepted(self, envelope: _Accepted, address: str, mailbox: Mailbox) -> str:
        envelope.rcpt_tos.append(address)
        envelope.mailboxes.append((_plain(address), mailbox))
        return "250 2.1.5 OK"

    async def _mailbox(self, address: str) -> Mailbox | None:
        remembered = self._door.calls.remembered(_plain(address))
        if remembered is not None:
            return remembered
        # A town may have been added a moment ago; the database must not hold up the other sessions.
        return await asyncio.to_thread(self._door.calls.find, _plain(address))

    async def smtp_DATA(self, arg: str | None) -> None:
        """Receive a message in chunks; aiosmtpd reads line by line, which costs six times the processor on large mail."""
        if await self.check_helo_needed():
            return
        envelope = cast(_Accepted, self.envelope)
        if not envelope.mailboxes:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        if self._door.is_closing():
            self.dismiss()
            return
        self._is_in_message = True
        began = self.loop.time()
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            answer = await self._taken(envelope)
        finally:
            self._is_in_message = False
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd left it without types
        self._door.calls.took(answer, self.loop.time() - began)
        await self.push(answer)
        if self._door.is_closing():
            self.dismiss()

    async def _taken(self, envelope: _Accepted) -> str:
        """Receive and keep a message and return the answer."""
        receiving = Receiving(self._door.memory, self._door.settings.max_bytes, self._network)
        try:
            await self._receive(receiving)
            self._is_keeping = True
            await self._door.keep(self._arrivals(envelope, receiving.content()))
        except TooLargeError:
            return self._too_large()
        except NoRoomError:
            return "452 4.3.1 Too much mail at once, try again later"
        except UnavailableError as error:
            _log.error("a message was put off: %s", error)
            return put_off(error)
        finally:
            receiving.release()
            self._is_keeping = False
            self._reset_timeout()
        return "250 2.0.0 OK, kept"

    async def _receive(self, receiving: Receiving) -> None:
        pace = Pace(self._door.settings.limits, self.loop.time())

        def heard(size: int) -> None:
            if not size or pace.is_too_slow(size, self.loop.time()) or receiving.is_endless:
                self._close()
                raise ConnectionResetError("the message did not end")
            self._reset_timeout()

        came, is_over = 0, False
        while not is_over and (came < _BULK_BYTES or self._reader._buffer or self._reader.at_eof()):  # type: ignore[attr-defined]
            chunk = await self._reader.read(_CHUNK)
            heard(len(chunk))
            came += len(chunk)
            is_over = receiving.feed(chunk)
        if is_over:
            self._give_back(receiving.rest)
        else:
            await self._receive_bulk(receiving, heard)
        receiving.check()

    async def _receive_bulk(self, receiving: Receiving, heard: Heard) -> None:
        """Receive the rest of a large message."""
        transport = cast(asyncio.Transport, self.transport)

        def done() -> None:
            transport.set_protocol(self)
            self._give_back(receiving.rest)

        bulk = Bulk(self, receiving, heard, done)
        transport.set_protocol(bulk)
        await bulk.over()

    def _give_back(self, rest: bytes) -> None:
        """Let what follows the message belong to the next command."""
        self._reader._buffer[:0] = rest  # type: ignore[attr-defined]  # a stream cannot be given back what was read

    def _arrivals(self, envelope: _Accepted, raw: bytes) -> tuple[Arrival, ...]:
        """Return one arrival for each town among the recipients; no town sees another's."""
        by_town: defaultdict[TownId, list[tuple[str, Mailbox]]] = defaultdict(list)
        for address, mailbox in envelope.mailboxes:
            by_town[mailbox.town].append((address, mailbox))
        sender = None if envelope.mail_from in (None, "", _NOBODY) else _plain(envelope.mail_from)
        received_at = self._door.calls.clock()
        return tuple(
            Arrival(
                raw=raw,
                channel=Channel.EMAIL,
                town=town,
                mailbox=_telling(mailbox for _, mailbox in found).address,
                envelope=Envelope(sender=sender, recipients=tuple(address for address, _ in found), client=self._client),
                received_at=received_at,
            )
            for town, found in by_town.items()
        )

    def _too_large(self) -> str:
        return f"552 5.3.4 Message too large, at most {self._door.settings.max_bytes} bytes are taken"


_HOOKS = _Hooks()


def _telling(mailboxes: Iterable[Mailbox]) -> Mailbox:
    """Return the mailbox that says most of what a message is about: the first that speaks for a department, else the first."""
    return max(mailboxes, key=lambda mailbox: mailbox.department is not None)


def _plain(address: str) -> str:
    """Return an address without bytes that are no characters."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
