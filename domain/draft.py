"""What an arrival says, normalised: what every channel's reader returns."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.authenticity import Authenticity, ElectronicSignature
from domain.call import Call, CallBack
from domain.evidence import Part, Span
from domain.ids import DepartmentCode, Sha256, TrackingCode
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
    """An electronic signature (S/MIME, PGP); it is kept as it came."""


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

    ``name`` is written ``NOM Prénom``; ``address`` is one line as the requester gave it. Telephones are E.164: ``phone`` is the one to
    call, ``other_phones`` are those he gives beside, ``fax`` his machine's (télécopie). ``siren``, ``siret``, ``rna`` and ``vat`` are the
    numbers of a firm or association in the registers, without blanks (`ingest.registers`); ``siren`` is known wherever ``siret`` or ``vat``
    is.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    address: str | None = None
    other_phones: tuple[str, ...] = ()
    siren: str | None = None
    siret: str | None = None
    rna: str | None = None
    vat: str | None = None
    fax: str | None = None


class Trait(StrEnum):
    """What is known of a requester (renseignement)."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    SIREN = "siren"
    SIRET = "siret"
    RNA = "rna"
    VAT = "vat"
    FAX = "fax"


class ReadIn(StrEnum):
    """Where a message says who its requester is (lieu de lecture)."""

    FROM = "from"
    SENDER = "sender"
    REPLY_TO = "reply_to"
    FORWARDED = "forwarded"
    """The header of a message that was handed on, attached or written above it by a client."""
    FORM = "form"
    """An answer in a form."""
    SIGNATURE = "signature"
    TEXT = "text"
    LETTERHEAD = "letterhead"
    """The sender's lines at the head or the foot of a letter on paper."""
    FAX_LINE = "fax_line"
    """The line a fax machine prints on each page."""
    SIGNATORIES = "signatories"
    """The table or list of those who sign a petition."""
    CALL_LOG = "call_log"
    """What the switchboard logged of a call: the caller's number, the name it showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a value of the requester was read from (provenance).

    ``quote`` holds the words as they stand there. ``where`` is their place in the text of the draft or in its ``signature``, None where
    they stand in neither: in a header, in an answer of a form.
    """

    trait: Trait
    value: str
    read_in: ReadIn
    quote: str
    where: Span | None = None


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
    SECOND_LETTER = "second_letter"
    """Another letter seems to begin within it."""
    STANDARD_READING = "standard_reading"
    """Our reader failed on it; a plainer one read it."""
    DAMAGED = "damaged"
    """Of a document on paper not every page could be had."""
    HOLDS_FILES = "holds_files"
    """Other files lie in the document."""
    ACTIVE = "active"
    """A document that runs something when it is opened; nothing of it was run."""
    ADOBE_FORM = "adobe_form"
    """A form of the kind XFA, whose contents only Adobe's programs show."""
    OLD_FORMAT = "old_format"
    """A text of Word before 2007 (.doc), which is not read."""


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
        Remark.SECOND_LETTER,
        Remark.STANDARD_READING,
        Remark.DAMAGED,
        Remark.HOLDS_FILES,
        Remark.ADOBE_FORM,
        Remark.OLD_FORMAT,
    }
)
"""Remarks after which a person must look at the original: something in it was not read."""


class Cover(StrEnum):
    """What a mail is that says nothing itself but brings a letter (mail d'accompagnement)."""

    PERSON = "person"
    """A person attached it: the mail tells who writes."""
    COPIER = "copier"
    """A copier sent what somebody scanned."""
    FAX = "fax"
    """A fax server sent what came in by fax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedWord:
    """Where a word stands on the paper (mot situé): characters ``start`` to ``end`` of a part of the draft.

    ``page`` counts from 0 in the file. Edges are in ten-thousandths of the upright page's width and height. ``confidence`` is 0 to 100.
    """

    part: Part
    start: int
    end: int
    page: int
    left: int
    top: int
    right: int
    bottom: int
    confidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a letter on paper has beside its words (courrier papier).

    ``pages`` are its first and last page in the file, from 0; ``text_pages`` how many of them have words. ``quality`` lies between 0
    and 1. ``received_on`` is the day of the stamp of arrival or of the fax machine, ``written_on`` the letter's own. ``fax`` is the
    sending machine's number in E.164, ``fax_name`` how it calls itself. ``registered`` is the number of a registered letter,
    ``department`` the one that the separator sheet before it names. ``file`` counts the arrival's files from 0. ``cut_from`` is the
    tracking code of the request that it was a part of until somebody cut it off; ``is_joined``: its pages are another letter's by now.
    """

    pages: tuple[int, int]
    text_pages: int
    quality: float
    received_on: date | None = None
    written_on: date | None = None
    fax: str | None = None
    fax_name: str | None = None
    registered: str | None = None
    department: DepartmentCode | None = None
    enclosures: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    layout: tuple[PlacedWord, ...] = ()
    file: int = 0
    cut_from: TrackingCode | None = None
    is_joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One request as a message puts it (brouillon), before anybody has an opinion on it.

    A reader returns one a message; `rules.split` cuts it into several where the message asks several things. Then ``text`` is the
    part and ``offset`` its first character in the whole text. ``sender`` is the address in From, which need not be the requester's:
    what is handed on or filled in names another. ``sent_at`` is the sender's own date, ``cited`` the request numbers
    (``2026/0147``) and tracking codes found, in order; ``point`` a position that came with it (a photo's GPS). ``hint`` is the
    subject the sender ticked. Of machine mail, ``witness`` says why it is taken for it, ``report`` what a mail system tells of a letter.
    ``authenticity`` is what is known of the sender of a mail, ``signed_by`` who signed it electronically. ``signature`` holds the lines he
    signs or heads his letter with, which are no part of ``text``; ``provenance`` says of each value of the requester where it was read.
    ``proxy`` is who writes for the requester: a lawyer for his client, a guardian (mandataire). ``co_signatories`` are who signs a petition
    beside him. ``paper`` is known of what came on paper. ``cover`` says that a mail only brings what is attached to it. ``call_back`` are
    the unanswered calls that a draft asks to return, ``call`` the answered one that a call card is about.
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
    signed_by: ElectronicSignature | None = None
    signature: str = ""
    provenance: tuple[Provenance, ...] = ()
    proxy: Requester | None = None
    co_signatories: tuple[str, ...] = ()
    paper: Paper | None = None
    cover: Cover | None = None
    call_back: CallBack | None = None
    call: Call | None = None
    language: str | None = None
    """The one its requester chose to be asked in (``en``), None where he had no choice."""
    their_reference: str | None = None
    """How the sender of a letter calls the matter in its head (« N/Réf. »), to be named in the answer."""
