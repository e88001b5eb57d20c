"""How the SMTP door is built and what it may ask."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.inbound import Mailbox
from ingest.email.group import Keep

FindMailbox = Callable[[str], Mailbox | None]


def _unheard(_answer: str) -> None:
    """Count nothing."""


def _untimed(_answer: str, _seconds: float) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLimits:
    """How much strangers may ask of the door at once."""

    connections: int = 500
    connections_per_client: int = 100
    """A client is an IPv4 address or a network of IPv6, see `smtp_clients.network_of`."""
    recipients: int = 100
    """RFC 5321, 4.5.3.1.8: at least so many are taken."""
    unknown_recipients: int = 20
    """More in one session is somebody guessing addresses."""
    idle_seconds: float = 300.0
    """RFC 5321, 4.5.3.2.7: at least five minutes."""
    message_seconds: float = 1800.0
    """A message that drips in for longer only holds memory."""
    slow_seconds: float = 300.0
    slow_bytes: int = 2**16
    """Of a message must come within that time: less, 200 bytes a second, is sent by nobody who wants to be done."""
    memory_bytes: int = 512 * 2**20
    """Messages being received or waiting for their commit, all together."""
    memory_bytes_per_client: int = 256 * 2**20
    """Those of one client, which may be the server that takes in all the town's mail; one message of the largest size always fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSettings:
    """Where the door stands and how it is built."""

    host: str
    port: int
    max_bytes: int
    hostname: str = "citoyen"
    tls: ssl.SSLContext | None = None
    limits: DoorLimits = DoorLimits()
    alone_seconds: float = 0.0
    """So long a commit may hold up the event loop while nobody else is connected: more than none only where the loop is the door's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCalls:
    """What the door asks the house.

    ``remembered`` answers from memory; ``find`` may wait for the database and raise UnavailableError; ``keep`` returns when all
    arrivals are durable or raises UnavailableError; ``clock`` gives aware moments.
    """

    remembered: FindMailbox
    find: FindMailbox
    keep: Keep
    clock: Callable[[], datetime]
    answered: Callable[[str], None] = _unheard
    """Hears every answer; returns at once."""
    took: Callable[[str, float], None] = _untimed
    """Hears the answer to a message, and how many seconds it came after DATA; returns at once."""
