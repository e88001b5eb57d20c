"""What arrives: the original and how it came."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import DepartmentCode, Sha256, TownId


class Channel(StrEnum):
    """Way a message came in (canal, origine)."""

    EMAIL = "email"
    SCAN = "scan"
    FAX = "fax"
    PHONE = "phone"
    FORM = "form"
    COUNTER = "counter"


class Outcome(StrEnum):
    """What became of an arrival. Each has exactly one."""

    PENDING = "pending"
    DRAFTED = "drafted"
    ATTACHED = "attached"
    MACHINE = "machine"
    SPAM = "spam"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Address at which a town receives (boîte de réception), with the department it speaks for, if any."""

    address: str
    town: TownId
    name: str
    department: DepartmentCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How a message was handed over: SMTP sender and recipients (RFC 5321), address of the client."""

    sender: str | None = None
    recipients: tuple[str, ...] = ()
    client: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something handed over and not yet kept: the bytes as they came, for one town. ``received_at`` is aware."""

    raw: bytes
    channel: Channel
    town: TownId
    mailbox: str | None
    envelope: Envelope
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One arrival (arrivée): where its original is kept and how it came.

    ``received_at`` is in UTC. ``size`` is in bytes. ``content_key`` is equal for two deliveries of the same thing.
    """

    town: TownId
    channel: Channel
    source_id: str | None
    sha256: Sha256
    size: int
    content_key: Sha256
    received_at: datetime
    mailbox: str | None
    envelope: Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """What a reader must know of the town it reads for: its own addresses and domains (lower case), region of its telephone numbers.

    ``is_person``: people have said that a person wrote it, so nothing in it makes it machine mail.
    """

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    region: str = "FR"
    is_person: bool = False
