"""What figures keep of a request (fait statistique): codes, days and whole numbers, nothing that names or quotes anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.figures import Axis, Duration, Measure
from domain.ids import RequestId, TownId

KEYED = (
    Axis.CHANNEL,
    Axis.NATURE,
    Axis.THEME,
    Axis.SUBJECT,
    Axis.SECTOR,
    Axis.STREET,
    Axis.DEPARTMENT,
    Axis.AGENT,
    Axis.PRIORITY,
    Axis.STATE,
    Axis.CLOSURE,
    Axis.REQUESTER,
    Axis.RULE,
)
"""Axes whose key a request has, whatever is counted of it."""
OF_RECEPTION = (
    Measure.REORIENTED,
    Measure.MERGED,
    Measure.TRANSFERRED,
    Measure.ANONYMOUS,
    Measure.ABUSIVE,
    Measure.URGENT,
    Measure.ACKNOWLEDGED_DUE,
    Measure.ACKNOWLEDGED_IN_TIME,
)
"""What is true of a request or not, counted by the day it was received."""
OF_DECISION = (Measure.REVIEWED, Measure.DECIDED_ALONE, Measure.CORRECTED)
OF_CLOSING = (Measure.CLOSED_DUE, Measure.CLOSED_IN_TIME, Measure.REFUSED)
OF_MOMENT = (Measure.REOPENED, Measure.CHASERS, Measure.IMPLICIT)
SINCE_RECEPTION = (Duration.TO_RECORD, Duration.TO_ACKNOWLEDGE, Duration.TO_TRANSMISSION, Duration.TO_TAKING)
UNTIL_CLOSING = (Duration.TO_CLOSING, Duration.TO_CLOSING_WORKING, Duration.WAITING, Duration.ELSEWHERE, Duration.STARS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The first decision that sent a request on (décision)."""

    day: date
    agent: str
    """By login; empty where nobody did."""
    marks: frozenset[Measure]
    """Of `OF_DECISION`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closing (clôture). ``closure`` is how that one ended, ``agent`` who closed it; ``durations`` of `UNTIL_CLOSING`, in their units."""

    day: date
    closure: str
    agent: str
    marks: frozenset[Measure]
    """Of `OF_CLOSING`."""
    durations: Mapping[Duration, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Days at whose end a request was open (période d'ouverture): from ``since`` to the day before ``until``, None as long as it lasts."""

    since: date
    until: date | None
    target: date | None = None
    """The last day that is in time."""
    planned: date | None = None
    """The day that is planned for it, as it stands."""

    @property
    def late(self) -> date | None:
        """Return the first of its days that is after the target."""
        first = None if self.target is None else max(self.since, self.target + timedelta(days=1))
        return None if first is None or (self.until is not None and first >= self.until) else first


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What figures keep of one request. Days are in the town's time zone; ``keys`` has each of `KEYED`, empty where none is known."""

    town: TownId
    request: RequestId
    day: date
    hour: int
    keys: Mapping[Axis, str]
    marks: frozenset[Measure]
    """Of `OF_RECEPTION`."""
    durations: Mapping[Duration, int] = field(default_factory=dict)
    """Of `SINCE_RECEPTION`, in their units."""
    decided: Decided | None = None
    closings: tuple[Closing, ...] = ()
    moments: tuple[tuple[Measure, date], ...] = ()
    """Each of `OF_MOMENT`. An implicit decision stands here before its day: nobody counts days that have not come."""
    letters: tuple[tuple[str, date], ...] = ()
    """The model of each letter that left, and when."""
    spells: tuple[Spell, ...] = ()
