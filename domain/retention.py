"""How long what is kept (durées de conservation): terms of a town, the legal least, and why something is held back."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.ids import RequestId, SubjectCode
from domain.ruleset import Nature

OWED_MONTHS = 48
"""The least for what its requester is owed a decision of: the prescription of debts of public bodies (loi n° 68-1250, article 1)."""
OTHER_MONTHS = 3
"""The least for all else: as long as somebody may come back to it."""
REJECTED_MONTHS = 1
JUNK_DAYS = 7
CALLS_MONTHS = 1
READINGS_MONTHS = 6
"""The least for who read what: CNIL, délibération 2021-122, asks for six months to a year."""
MOST_MONTHS = 1200
MOST_DAYS = 3650
_OWED = frozenset({Nature.REQUEST, Nature.COMPLAINT})


class Kept(StrEnum):
    """What is kept for a time of its own (catégorie)."""

    REQUESTS = "requests"
    """Closed: anonymised, for their numbers and figures stay."""
    REJECTED = "rejected"
    """Rejected in review: anonymised."""
    ARRIVALS = "arrivals"
    """Spam and machine mail that became no request: their contents are deleted."""
    CALLS = "calls"
    """Rows of call logs: numbers, names and notes are deleted."""
    READINGS = "readings"
    """Who read which request: deleted."""


class HeldWhy(StrEnum):
    """Why something whose time is over stays (motif de maintien)."""

    OPEN = "open"
    LETTER = "letter"
    """A letter about it is still to leave."""
    DISPUTE = "dispute"
    LEGAL = "legal"
    LIMITATION = "limitation"


class HoldKind(StrEnum):
    """What people hold a request back for (maintien)."""

    DISPUTE = "dispute"
    """Contentieux, or one that is to be feared."""
    LEGAL = "legal"
    """A duty by law: archives, an inquiry of the court of auditors."""
    LIMITATION = "limitation"
    """Its requester wants it kept and not used (article 18 of the GDPR)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long a town keeps what, counted from the closing, rejection or arrival (durées).

    ``months`` is for every subject that is not among ``subjects``. ``first_hour`` and ``last_hour`` are by the town's clock: at night runs
    begin a batch of ``batch`` requests from the one until the other. ``controller`` and ``officer`` stand in the register sheet.
    """

    months: int = 60
    subjects: Mapping[SubjectCode, int] = field(default_factory=dict)
    rejected_months: int = 12
    junk_days: int = 30
    calls_months: int = 12
    readings_months: int = 12
    is_nightly: bool = False
    first_hour: int = 1
    last_hour: int = 5
    batch: int = 50
    controller: str = ""
    officer: str = ""
    rights_contact: str = ""

    def months_of(self, subject: SubjectCode, nature: Nature | None) -> int:
        """Return how many months after its closing a request is kept: what the town says, never less than the law."""
        return max(self.subjects.get(subject, self.months), least_months(nature))

    def is_night(self, hour: int) -> bool:
        """Tell whether runs may go on in an hour of the day; a window may reach over midnight."""
        if self.first_hour <= self.last_hour:
            return self.first_hour <= hour < self.last_hour
        return hour >= self.first_hour or hour < self.last_hour


DEFAULT = Terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """So many of a subject that were received in a year would go, or stay although their time is over."""

    kept: Kept
    subject: SubjectCode | None
    year: int
    count: int
    held: HeldWhy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why a request is held back (maintien); ``ended_at`` is not told of one that holds."""

    id: int
    request: RequestId
    kind: HoldKind
    reason: str
    author: str
    on: date


def least_months(nature: Nature | None) -> int:
    """Return the least months a closed request of a nature is kept; of an unknown nature, the longer."""
    return OTHER_MONTHS if nature is not None and nature not in _OWED else OWED_MONTHS


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier, the last of its month where that is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))
