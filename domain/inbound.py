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
    PORTAL = "portal"
    """What a citizen sends about a request of his, signed in or by its tracking code."""


class Outcome(StrEnum):
    """What became of an arrival. Each has exactly one."""

    PENDING = "pending"
    DRAFTED = "drafted"
    ATTACHED = "attached"
    MACHINE = "machine"
    SPAM = "spam"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate_of"


class BlankPages(StrEnum):
    """What blank pages mean in a folder where no sheet and no patch lies (pages blanches).

    The back of a sheet printed on one side is no end of a letter. A heap may have been scanned on both sides where its pages are even in
    number and no front is blank whose back is not.
    """

    REMOVE = "remove"
    """They never end a letter."""
    SEPARATE = "separate"
    """They end a letter, backs too unless every second page is blank."""
    JUDGE = "judge"
    """They end a letter; the back of what may be a heap scanned on both sides only if the page behind looks like the first of a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Address at which a town receives (boîte de réception), with the department it speaks for, if any.

    ``scanner`` names the machine what counts as having come in there was scanned by.
    """

    address: str
    town: TownId
    name: str
    department: DepartmentCode | None = None
    scanner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """What a drop folder says of the files it takes in (dépôt): the machine that laid them there, and the department they are for."""

    scanner: str | None = None
    department: DepartmentCode | None = None
    blank_pages: BlankPages = BlankPages.JUDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How a message was handed over: SMTP sender and recipients (RFC 5321), address of the client; or the drop folder it lay in."""

    sender: str | None = None
    recipients: tuple[str, ...] = ()
    client: str | None = None
    drop: Drop | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something handed over and not yet kept: the bytes as they came, for one town. ``received_at`` is aware.

    ``source_id`` is what the sender's side knows it by, such as its file name; None for a mail, which says so itself.
    """

    raw: bytes
    channel: Channel
    town: TownId
    mailbox: str | None
    envelope: Envelope
    received_at: datetime
    source_id: str | None = None


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

    ``is_person``: people have said that a person wrote it, so nothing in it makes it machine mail. ``town_name`` is the town's own, which
    agents leave out where they note an address; ``timezone`` the IANA name of the one that moments without an offset are written in.
    ``numbers`` are the telephones and fax machines of the town hall and its departments, in E.164: printed on its forms, nobody else's.
    """

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    region: str = "FR"
    is_person: bool = False
    town_name: str | None = None
    timezone: str = "Europe/Paris"
    numbers: frozenset[str] = frozenset()
