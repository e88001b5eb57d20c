"""What an arrival says, normalised: what every channel's reader returns."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.authenticity import Authenticity
from domain.ids import Sha256
from domain.inbound import Channel
from domain.machine import DeliveryReport, Witness
from domain.place import Point


class Kind(StrEnum):
    """What sort of message it is (nature du message)."""

    REQUEST = "request"
    FOLLOW_UP = "follow_up"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    NEWSLETTER = "newsletter"
    SPAM = "spam"
    BLANK = "blank"


class Flag(StrEnum):
    """Mark on a message or a draft (drapeau); the codes of the reference catalogue."""

    MULTI = "MULTI"
    """Several requests in one message."""
    THIRD_PARTY = "TIERS"
    """The department in charge is outside the town hall."""
    DANGER = "URG"
    ANONYMOUS = "ANON"
    ABUSIVE = "ABUS"
    CONFIDENTIAL = "CONF"
    FOLLOW_UP = "REL"
    INCOMPLETE_IDENTITY = "IDINC"
    UNSURE_READING = "OCR"
    LANGUAGE = "LANG"
    """Not written in French."""


class Danger(StrEnum):
    """Why a piece is kept apart (motif de mise à l'écart): nobody gets it without asking for it a second time."""

    PROGRAM = "program"
    """It runs when opened: a program or a script."""
    DISGUISED = "disguised"
    """It runs, and its name says that it is something harmless."""
    SHORTCUT = "shortcut"
    """It starts something that lies elsewhere."""
    PAGE = "page"
    """A web page or a drawing that may run in a browser."""
    MACROS = "macros"
    EMBEDDED = "embedded"
    """A document that holds a program or fetches one from elsewhere."""
    DISK_IMAGE = "disk_image"
    LOCKED = "locked"
    """Encrypted: no scanner has looked into it."""
    PROGRAM_INSIDE = "program_inside"
    """An archive or a message that holds one of the above."""
    CLOSED = "closed"
    """An archive that cannot be looked into here, or not deep enough."""
    BOMB = "bomb"
    """An archive that unpacks to an enormous size."""


class Role(StrEnum):
    """What a piece is for (rôle d'une pièce)."""

    FILE = "file"
    """Something the sender wants read or seen."""
    LAYOUT = "layout"
    """A picture that only decorates: the logo of a signature, a dot of a newsletter."""
    SIGNATURE = "signature"
    """An electronic signature (S/MIME, PGP); it is kept, not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A piece that came with the message (pièce jointe).

    ``part`` finds it again in the original (depth-first part number, from 0). ``media_type`` comes from the content, not from the sender's
    word. ``size`` is in bytes, decoded. ``danger`` says why it is kept apart.
    """

    part: int
    filename: str | None
    media_type: str
    size: int
    sha256: Sha256
    role: Role = Role.FILE
    danger: Danger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks (demandeur). Unknown is None.

    ``name`` is written ``NOM Prénom``; ``phone`` is E.164; ``address`` is one line as the requester gave it.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    address: str | None = None


class RequesterKind(StrEnum):
    """What sort of requester it is (nature du demandeur)."""

    PERSON = "particulier"
    COMPANY = "entreprise"
    ASSOCIATION = "association"
    ADMINISTRATION = "administration"
    UNKNOWN = "inconnu"


class Remark(StrEnum):
    """Something the reader met that a person should know (remarque de lecture)."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    HEADER_TOO_LARGE = "header_too_large"
    MALFORMED = "malformed"
    UNKNOWN_CHARSET = "unknown_charset"
    BAD_ENCODING = "bad_encoding"
    TEXT_CUT = "text_cut"
    ENCRYPTED = "encrypted"
    SIGNED = "signed"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"


NEEDS_EYES = frozenset(
    {
        Remark.EMPTY,
        Remark.TOO_LARGE,
        Remark.TOO_MANY_PARTS,
        Remark.TOO_DEEP,
        Remark.HEADER_TOO_LARGE,
        Remark.TEXT_CUT,
        Remark.ENCRYPTED,
        Remark.TIME_LIMIT,
        Remark.MEMORY_LIMIT,
    }
)
"""Remarks after which a person must look at the original: something in it was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One request as a message puts it (brouillon), before anybody has an opinion on it.

    A reader returns one a message; `rules.split` cuts it into several where the message asks several things. Then ``text`` is the
    part and ``offset`` its first character in the whole text. ``sender`` is the address in From, which need not be the requester's:
    what is handed on or filled in names another. ``sent_at`` is the sender's own date, ``cited`` the request numbers
    (``2026/0147``) and tracking codes found, in order; ``point`` a position that came with it (a photo's GPS). ``hint`` is the
    subject the sender ticked. Of machine mail, ``witness`` says why it is taken for it, ``report`` what a mail system tells of a letter.
    ``authenticity`` is what is known of the sender of a mail.
    """

    channel: Channel
    kind: Kind
    source_id: str | None = None
    item: int = 1
    sender: str | None = None
    sent_at: datetime | None = None
    requester: Requester = field(default_factory=Requester)
    heading: str | None = None
    text: str = ""
    offset: int = 0
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    flags: frozenset[Flag] = frozenset()
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None
    hint: str | None = None
    remarks: tuple[Remark, ...] = ()
    witness: Witness | None = None
    report: DeliveryReport | None = None
    authenticity: Authenticity | None = None
