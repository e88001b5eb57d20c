"""What is counted of requests (chiffres): by which axes, how much of what, and for whom; the question to the facts and their answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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
    """What takes time; whole numbers of the unit named. Counted by the day of reception, closings by that of the closing."""

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
    """A question to the facts of one town. ``axes``: at most two. ``filters``: of each axis named, only these keys."""

    town: TownId
    period: Period
    axes: tuple[Axis, ...] = ()
    measures: frozenset[Measure] = frozenset()
    durations: frozenset[Duration] = frozenset()
    filters: Mapping[Axis, frozenset[str]] = field(default_factory=dict)
    sight: Sight = field(default_factory=Sight)


Keys = tuple[str, ...]
"""One of each axis asked for, in their order; an empty string is "none known"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is. ``counts`` has no zeros. ``spreads``: of each duration, how many times each value occurs."""

    counts: Mapping[tuple[Keys, Measure], int]
    spreads: Mapping[tuple[Keys, Duration], Mapping[int, int]]
