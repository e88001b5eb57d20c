"""Requests that pass between the town and other software: how a file of it is read, and what became of each of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.draft import Requester
from domain.ids import DepartmentCode, SubjectCode, TownId
from domain.inbound import Channel
from domain.request import Closure, Status

ExchangeRunId = NewType("ExchangeRunId", int)


class ExchangeKind(StrEnum):
    """What a file tells (nature de la reprise)."""

    HISTORY = "history"
    """Whole requests that another software had: kept here as they were, and nobody is written to."""
    STATES = "states"
    """Where requests stand that another software works on: the acts that lead there are done here."""


class ExchangeField(StrEnum):
    """What a column may hold (champ)."""

    NUMBER = "number"
    """How the other software calls the request (vos réf.)."""
    STATUS = "status"
    RECEIVED_AT = "received_at"
    CLOSED_AT = "closed_at"
    CLOSURE = "closure"
    SUBJECT = "subject"
    DEPARTMENT = "department"
    CHANNEL = "channel"
    HEADING = "heading"
    TEXT = "text"
    PLACE = "place"
    NAME = "name"
    ORGANISATION = "organisation"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    MESSAGE = "message"
    """What the requester is told, or why it is opened again."""
    DAY = "day"
    """For which day the work is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeMapping:
    """How a file of another software is read (correspondance).

    ``outside`` names the software; ``columns`` says in which column a field is; ``values`` what its words stand for, by field; ``defaults``
    what holds where a column is missing or empty. ``moment`` is how it writes moments, as `datetime.strptime` has it; None: ISO 8601.
    """

    outside: str
    kind: ExchangeKind
    columns: Mapping[ExchangeField, str]
    values: Mapping[ExchangeField, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[ExchangeField, str] = field(default_factory=dict)
    moment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A request as another software had it. Moments are aware."""

    number: str
    status: Status
    received_at: datetime
    closed_at: datetime | None
    closure: Closure | None
    subject: SubjectCode
    department: DepartmentCode | None
    channel: Channel
    heading: str
    text: str
    place: str | None
    requester: Requester


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEntry:
    """Where a request stands by another software."""

    number: str
    status: Status
    closure: Closure | None
    message: str | None
    day: str | None


class LineOutcome(StrEnum):
    """What became of a line (issue)."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRun:
    """A file that is taken in, or was. ``line`` is the last line that is done, ``done_at`` None while there are more."""

    id: ExchangeRunId
    town: TownId
    kind: ExchangeKind
    outside: str
    file: str
    line: int
    counts: Mapping[LineOutcome, int]
    author: str
    started_at: datetime
    done_at: datetime | None
