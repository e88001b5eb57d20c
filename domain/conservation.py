"""What came in against what became of it: that nothing is lost, or what of it does not add up (bilan des arrivées)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import TownId
from domain.inbound import Channel, Outcome


class Flaw(StrEnum):
    """Something in the account that people must see (anomalie)."""

    OUTCOME = "outcome"
    """An arrival whose outcome is none that there is."""
    FORGOTTEN = "forgotten"
    """It waits, and no work on it is written down: nothing would ever come of it."""
    NO_REQUEST = "no_request"
    """It is said to have become a request, and there is none."""
    NOWHERE = "nowhere"
    """It is said to have been added to a request, and it is in none."""
    TWICE = "twice"
    """It is said to be set aside, and a request was made of it all the same."""
    NO_ARRIVAL = "no_arrival"
    """A request of a message that never arrived."""
    NO_FIRST = "no_first"
    """A duplicate of something that is not there."""
    ORIGINAL_MISSING = "original_missing"
    ORIGINAL_ALTERED = "original_altered"
    LETTER = "letter"
    """A letter that waits to leave, and no work on it is written down."""
    CALL_ROWS = "call_rows"
    """A call log of which a row has no outcome, or two."""
    PAGES = "pages"
    """A file of paper of which a page is in no letter, and neither blank nor a separator."""
    MAILS = "mails"
    """A mailbox that held more mails at its last count than are kept."""
    UNSEEN_FILES = "unseen_files"
    """A file has lain in a drop folder for long, and whoever takes in from there does not know of it."""
    UNREAD_LOG = "unread_log"
    """A call log has grown, and its end has not been read for long."""
    OVERDUE = "overdue"
    """It has waited for long; work on it is written down."""
    QUARANTINED = "quarantined"
    PARKED = "parked"
    """Work that was given up and waits for a person."""
    MAILS_ASIDE = "mails_aside"
    """Mails of a mailbox of which only the header could be had."""
    FILES = "files"
    """A file lies in a drop folder and is not taken, or was taken and could not be removed."""
    LOG_FAILED = "log_failed"
    """A file that was handed over as a call log and is none that can be read."""


SEEN = frozenset({Flaw.OVERDUE, Flaw.QUARANTINED, Flaw.PARKED, Flaw.MAILS_ASIDE, Flaw.FILES, Flaw.LOG_FAILED})
"""Flaws that are accounted for: nothing is lost by them, and a person has something to do. All others do not add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """All that has one flaw: how many, and the first of them by what people find them by (``arrival 12``, a folder)."""

    flaw: Flaw
    count: int
    named: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether the account does not add up by it."""
        return self.flaw not in SEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSum:
    """What came in by a channel, and how many of that came to each outcome; what nothing came to is left out."""

    town: TownId
    channel: Channel
    arrived: int
    outcomes: dict[Outcome, int]

    @property
    def accounted(self) -> int:
        """Return how many arrivals have an outcome."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Something counted whole and by what became of its parts: rows of call logs, pages of paper, mails of mailboxes.

    ``parts`` are by name. ``open`` are those of which it is not said yet: rows of calls that may still go on.
    """

    whole: int
    parts: dict[str, int]
    open: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every part of it has exactly one outcome, or may still get it."""
        return self.whole == sum(self.parts.values()) + self.open


NOTHING = Parts(whole=0, parts={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of what an account is wanted: received from ``since`` on and before ``until``. None: whatever."""

    town: TownId | None = None
    channel: Channel | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What arrived and what became of it, at one moment (bilan). ``originals`` is how many were read and compared, None if none was."""

    at: datetime
    asked: Asked
    sums: tuple[ChannelSum, ...]
    exceptions: tuple[Exceptions, ...]
    rows: Parts = NOTHING
    """Rows of call logs."""
    pages: Parts = NOTHING
    """Pages of paper that was cut."""
    originals: int | None = None

    @property
    def arrived(self) -> int:
        """Return how much arrived."""
        return sum(one.arrived for one in self.sums)

    @property
    def under_way(self) -> int:
        """Return how much of it has no outcome yet, for work on it waits or goes on."""
        return sum(one.outcomes.get(Outcome.PENDING, 0) for one in self.sums)

    @property
    def wrong(self) -> tuple[Exceptions, ...]:
        """Return by what it does not add up."""
        return tuple(one for one in self.exceptions if one.is_wrong)

    @property
    def adds_up(self) -> bool:
        """Whether each arrival has exactly one outcome, and each outcome is what it says."""
        return not self.wrong and all(one.arrived == one.accounted for one in self.sums)
