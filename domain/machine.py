"""What a machine wrote to the town: of which sort, by which sign it is known, and what it reports of a letter."""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What sort of machine mail it is (nature du message automatique)."""

    ANSWER = "answer"
    """An automatic answer: an absence, the acknowledgement of a ticket system."""
    RECEIPT = "receipt"
    """Somebody has read, or thrown away, a letter (RFC 8098)."""
    DELIVERED = "delivered"
    """A mail system has handed a letter over (RFC 3464)."""
    DELAYED = "delayed"
    FAILED = "failed"
    CHALLENGE = "challenge"
    """A filter holds a letter until somebody proves to be a person: people may want to click."""
    MANY = "many"
    """Sent to many."""
    ADVERTISING = "advertising"
    FRAUD = "fraud"
    FILTERED = "filtered"
    """A filter on the way has called it spam."""


class Sign(StrEnum):
    """By what a machine mail is known (indice)."""

    FIELD = "field"
    """A field of its header says so."""
    REPORT = "report"
    """It holds a report for machines (RFC 3462)."""
    SENDER = "sender"
    SUBJECT = "subject"
    WORDS = "words"
    """Several turns of phrase of its text, together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Why a mail is taken for a machine's; ``quote`` is what was read there, as a person can find it again."""

    sort: Sort
    sign: Sign
    quote: str


class Fate(StrEnum):
    """What became of a letter for one recipient (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientReport:
    """What a mail system says of one recipient. ``status`` is ``5.1.1`` (RFC 3463), ``diagnostic`` the other server's own words."""

    address: str | None
    fate: Fate
    status: str | None = None
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What a mail system says became of a letter.

    ``letters`` are the Message-IDs of what it returns, ``envelope_id`` what the sender's envelope was called (RFC 3461, 4.4).
    """

    recipients: tuple[RecipientReport, ...] = ()
    letters: tuple[str, ...] = ()
    envelope_id: str | None = None


class Fault(StrEnum):
    """Why an address does not take letters, as people say it."""

    UNKNOWN_ADDRESS = "unknown_address"
    UNKNOWN_DOMAIN = "unknown_domain"
    CLOSED = "closed"
    FULL = "full"
    TOO_LARGE = "too_large"
    UNREACHABLE = "unreachable"
    LOOP = "loop"
    REFUSED = "refused"
    GATEWAY = "gateway"
    """The gateway of text messages refused it."""
    NOT_THERE = "not_there"
    """The post brought it back: whom it is for does not live there (NPAI)."""
    OTHER = "other"


_FAULTS = {
    "1.2": Fault.UNKNOWN_DOMAIN,
    "1.10": Fault.UNKNOWN_ADDRESS,
    "2.1": Fault.CLOSED,
    "2.2": Fault.FULL,
    "2.3": Fault.TOO_LARGE,
    "3.1": Fault.FULL,
    "3.4": Fault.TOO_LARGE,
    "4.4": Fault.UNKNOWN_DOMAIN,
    "4.6": Fault.LOOP,
    "4.14": Fault.LOOP,
}
_FAULTS_OF_CLASS = {"1": Fault.UNKNOWN_ADDRESS, "4": Fault.UNREACHABLE, "7": Fault.REFUSED}


def fault_of(status: str | None) -> Fault:
    """Return why a letter was not taken, by its status code (RFC 3463 and its registry)."""
    _, _, rest = (status or "").partition(".")
    if rest == "4.4" and (status or "").startswith("4"):
        return Fault.UNREACHABLE  # the domain could not be looked up now
    return _FAULTS.get(rest) or _FAULTS_OF_CLASS.get(rest.partition(".")[0], Fault.OTHER)
