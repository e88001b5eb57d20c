"""The SMTP door: takes mail for the towns' mailboxes and says 250 when it is durable, not before."""

import asyncio
import ssl
from collections import Counter
from pathlib import Path

from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.inbound import Arrival
from ingest.email.group import GroupCommit
from ingest.email.receiving import Memory
from ingest.email.smtp_session import Session
from ingest.email.smtp_settings import DoorCalls, DoorLimits, DoorSettings

__all__ = ["Door", "DoorCalls", "DoorLimits", "DoorSettings", "tls_context"]


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what STARTTLS needs. Raises ConfigurationError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        raise ConfigurationError(
            Mistake(
                where="CITOYEN_SMTP_CERTIFICATE",
                what=f"The certificate {certificate} with the key {key} cannot be used: {error.strerror or error}.",
                remedy="Name a PEM certificate chain and its unencrypted PEM key, both readable for this user.",
            )
        ) from error
    return context


_LARGE_BYTES = 2**18
_LARGE_AT_ONCE = 4
"""Large messages go beside: no small one waits for their bytes, and some reach the disk while others are still coming in."""


class Door:
    """A listening SMTP server."""

    def __init__(self, settings: DoorSettings, calls: DoorCalls) -> None:
        self.settings = settings
        self.calls = calls
        limits = settings.limits
        self.memory = Memory(limits.memory_bytes, max(limits.memory_bytes_per_client, settings.max_bytes))
        self._sessions: set[Session] = set()
        self._clients: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._writer: GroupCommit | None = None
        self._large_writer: GroupCommit | None = None

    @property
    def port(self) -> int:
        """Return the port it listens on; another than asked for where that was 0."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else self.settings.port

    async def start(self) -> None:
        """Listen. Raises ConfigurationError where the port cannot be had."""
        loop = asyncio.get_running_loop()
        self._writer = GroupCommit(self.calls.keep, alone_seconds=self.settings.alone_seconds)
        self._large_writer = GroupCommit(self.calls.keep, at_once=_LARGE_AT_ONCE)
        try:
            self._server = await loop.create_server(lambda: Session(self), self.settings.host, self.settings.port, backlog=1024)
        except OSError as error:
            self._writer.close()
            self._large_writer.close()
            raise ConfigurationError(
                Mistake(
                    where="CITOYEN_SMTP_PORT",
                    what=f"The door cannot listen on {self.settings.host}:{self.settings.port}: {error.strerror}.",
                    remedy="Stop what uses the port, or set CITOYEN_SMTP_HOST and CITOYEN_SMTP_PORT to another.",
                )
            ) from error

    async def stop(self, *, seconds: float = 5.0) -> None:
        """Take no more connections; who is sending a message may end it within ``seconds``, the others are told to come back."""
        if self._server is None or self._writer is None or self._large_writer is None:
            return
        self._server.close()
        for session in tuple(self._sessions):
            session.dismiss()
        deadline = asyncio.get_running_loop().time() + seconds
        while self._sessions and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        for session in tuple(self._sessions):
            session.abort()
        for writer in (self._writer, self._large_writer):
            await writer.drained()
            writer.close()
        self._server = None

    def is_closing(self) -> bool:
        """Tell whether no new message is begun."""
        return self._server is None or not self._server.is_serving()

    def admit(self, session: Session, client: str) -> bool:
        """Count a new connection; False where there are too many."""
        limits = self.settings.limits
        if len(self._sessions) >= limits.connections or self._clients[client] >= limits.connections_per_client:
            return False
        self._sessions.add(session)
        self._clients[client] += 1
        return True

    def leave(self, session: Session, client: str) -> None:
        """Count a connection that ended."""
        self._sessions.discard(session)
        self._clients[client] -= 1
        if self._clients[client] <= 0:
            del self._clients[client]

    async def keep(self, arrivals: tuple[Arrival, ...]) -> None:
        """Wait until arrivals are durable. Raises what keeping them raised."""
        is_large = sum(len(arrival.raw) for arrival in arrivals) > _LARGE_BYTES
        writer = self._large_writer if is_large else self._writer
        if writer is None:
            raise UnavailableError("The door is closed.")
        await writer.keep(arrivals, others=len(self._sessions) - 1)
