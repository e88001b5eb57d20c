"""What is counted of requests (chiffres): by which axes, how much of what, and for whom; the question to the facts and their answer."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain, groupby, repeat

from domain.ids import DepartmentCode, TownId


class Axis(StrEnum):
    """What figures are told apart by. Keys are codes, never names: a department that is renamed keeps its figures."""

    CHANNEL = "channel"
    NATURE = "nature"
    THEME = "theme"
    SUBJECT = "subject"
    SECTOR = "sector"
    STREET = "street"
    DEPARTMENT = "department"
    AGENT = "agent"
    """By login: who decided, of decisions; who closed, of closings; of all else who has the request in hand, or had it last."""
    PRIORITY = "priority"
    STATE = "state"
    CLOSURE = "closure"
    REQUESTER = "requester"
    """The kind of requester (`domain.dossier`); ``anonymous`` for nobody."""
    RULE = "rule"
    LETTER = "letter"
    """The model of a letter; of letters only."""
    MONTH = "month"
    """``2026-03``. Of this and the three below: of the day that is counted by, in the town's time zone."""
    WEEK = "week"
    """``2026-W09`` (ISO 8601)."""
    WEEKDAY = "weekday"
    """``1`` Monday to ``7``."""
    HOUR = "hour"
    """``0`` to ``23``, of the reception; of any other moment the key is empty."""


class Measure(StrEnum):
    """What can be added up. Behind each: the day it is counted by."""

    RECEIVED = "received"
    """Requests that bear a number, or wait for review. Reception."""
    REVIEWED = "reviewed"
    """Decided by an agent in review. Decision."""
    DECIDED_ALONE = "decided_alone"
    """Sent without a person's edit. Decision."""
    CORRECTED = "corrected"
    """Of REVIEWED, those whose subject, department or place was changed. Decision."""
    REORIENTED = "reoriented"
    """Requests whose department changed after they were sent on, each once. Reception."""
    CLOSED = "closed"
    """Closings, each, also of one reopened. Closing."""
    CLOSED_DUE = "closed_due"
    """Closings of what had a target day. Closing."""
    CLOSED_IN_TIME = "closed_in_time"
    """Of those, not after it (inclusive). Closing."""
    REOPENED = "reopened"
    """Reopenings, each. Reopening."""
    STOCK = "stock"
    """Open at the end of the last day (by the axes of time: of the last day in each)."""
    OVERDUE = "overdue"
    """Open at the end of the last day and after its target day."""
    CHASERS = "chasers"
    """Messages that were added as chasers (relances). Their day."""
    MERGED = "merged"
    """Duplicates: parts of another request. Reception."""
    REFUSED = "refused"
    """Closings as refused. Closing."""
    TRANSFERRED = "transferred"
    """Handed to an authority outside, each request once. Reception."""
    IMPLICIT = "implicit"
    """Implicit decisions that were born: the legal day passed without an answer. The day after the legal one."""
    ANONYMOUS = "anonymous"
    """Of nobody that can be named. Reception."""
    ABUSIVE = "abusive"
    """Marked as abusive. Reception."""
    URGENT = "urgent"
    """Of priority 1. Reception."""
    LETTERS = "letters"
    """Letters that left for requesters and authorities, by mail or on paper. Their day."""
    ACKNOWLEDGED_DUE = "acknowledged_due"
    """Requests that an acknowledgement was owed for. Reception."""
    ACKNOWLEDGED_IN_TIME = "acknowledged_in_time"
    """Of those, acknowledged not after their last day. Reception."""


class Duration(StrEnum):
    """What takes time, and what else is measured of each; whole numbers of the unit named.

    Counted by the day of reception, closings by that of the closing.
    """

    TO_RECORD = "to_record"
    """Minutes from reception to the record of receipt (AEE)."""
    TO_ACKNOWLEDGE = "to_acknowledge"
    """Minutes from reception to the acknowledgement (AR)."""
    TO_TRANSMISSION = "to_transmission"
    """Seconds from reception to the decision that sent it on (S35)."""
    TO_TAKING = "to_taking"
    """Minutes from reception to the taking in charge."""
    TO_CLOSING = "to_closing"
    """Calendar days from reception to closing."""
    TO_CLOSING_WORKING = "to_closing_working"
    """Working days of the town's calendar from reception to closing."""
    WAITING = "waiting"
    """Days that a closed request waited for its requester."""
    ELSEWHERE = "elsewhere"
    """Days that a closed request was with another authority."""
    STARS = "stars"
    """Stars, 1 to 5, that its requester gives the answer of a closing, where he rates it."""
    AGE = "age"
    """Days since reception of what is open at the end of the last day."""
    LATE = "late"
    """Days since the target day of what is open after it, at the end of the last day: 1 or more."""
    TO_PLANNED = "to_planned"
    """Days from the last day to the planned day of what is planned then; 0 where that day is past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days, both inclusive, in the town's time zone."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody's figures may be made of. ``departments`` None: of all."""

    departments: frozenset[DepartmentCode] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to the facts of one town. ``axes``: at most three. ``filters``: of each axis named, only these keys."""

    town: TownId
    period: Period
    axes: tuple[Axis, ...] = ()
    measures: frozenset[Measure] = frozenset()
    durations: frozenset[Duration] = frozenset()
    filters: Mapping[Axis, frozenset[str]] = field(default_factory=dict)
    sight: Sight = field(default_factory=Sight)


Keys = tuple[str, ...]
"""One of each axis asked for, in their order; an empty string is "none known"."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread(Mapping[int, int]):
    """How many times each value of a duration occurs (répartition). ``ordered``: every value, as often as it occurs, ascending.

    A million values lie in four bytes each; a rank is one look, and a part of them is a slice.
    """

    ordered: memoryview

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> "Spread":
        """Return the spread of values that occur so many times."""
        return cls(memoryview(array("i", chain.from_iterable(repeat(value, counts[value]) for value in sorted(counts)))))

    @property
    def total(self) -> int:
        """Return how many values there are."""
        return len(self.ordered)

    def number(self, least: int | None, under: int | None) -> int:
        """Return how many values lie from ``least`` to below ``under``; None: no limit."""
        first = 0 if least is None else bisect_left(self.ordered, least)
        last = self.total if under is None else bisect_left(self.ordered, under)
        return max(last - first, 0)

    def __getitem__(self, value: int) -> int:
        """Return how many times a value occurs; raises KeyError for one that does not."""
        found = bisect_right(self.ordered, value) - bisect_left(self.ordered, value)
        if not found:
            raise KeyError(value)
        return found

    def __iter__(self) -> Iterator[int]:
        """Yield each value once, ascending."""
        return (value for value, _ in groupby(self.ordered))

    def __len__(self) -> int:
        """Return how many different values there are."""
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is. ``counts`` has no zeros. ``spreads``: of each duration, how many times each value occurs."""

    counts: Mapping[tuple[Keys, Measure], int]
    spreads: Mapping[tuple[Keys, Duration], Spread]
