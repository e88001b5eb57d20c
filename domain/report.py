"""Documents of figures (documents chiffrés) a town has made again and again, and whom they go to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from domain.ids import DepartmentCode, TownId

ScheduleId = NewType("ScheduleId", int)
LAST_DAY_OF_MONTH = 28
"""The last that every month has."""


class ReportKind(StrEnum):
    """Which document."""

    WEEKLY = "weekly"
    """One page for a department: its week, what is late, what comes near (tableau de bord hebdomadaire)."""
    MONTHLY = "monthly"
    """Two pages for the direction (tableau mensuel de la DGS)."""
    SECTOR = "sector"
    """Two pages on a sector, for its deputy mayor (fiche de secteur, adjoint de quartier)."""
    ANNUAL = "annual"
    """Eight to twelve pages for the council, of nobody's data (rapport annuel au conseil municipal)."""


class Rhythm(StrEnum):
    """How often it leaves."""

    WEEK = "week"
    MONTH = "month"


class RecipientKind(StrEnum):
    """Who gets it."""

    AGENT = "agent"
    """By his login, at his own address, as long as he may see the figures."""
    DEPARTMENT = "department"
    """By its code, at its mailbox: the weekly dashboard of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets a document."""

    kind: RecipientKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsked:
    """Which document is asked for: of a department (WEEKLY), of a sector (SECTOR), else of the whole town."""

    kind: ReportKind
    department: DepartmentCode | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a document leaves, and to whom. ``day``: 1 Monday to 7, or 1 to 28 of a month; ``hour`` 0 to 23, by the town's clock."""

    asked: ReportAsked
    rhythm: Rhythm
    day: int
    hour: int
    language: str
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSchedule:
    """A schedule as it is kept. ``since``: what was due before is not sent."""

    id: ScheduleId
    town: TownId
    schedule: Schedule
    since: datetime
    version: int


def last_due(schedule: Schedule, local: datetime) -> datetime:
    """Return when a document was due last, at or before a moment of the town's own time."""
    day = _last_day(schedule, local.date())
    due = _at(day, schedule.hour, local)
    return due if due <= local else _at(_last_day(schedule, day - timedelta(days=1)), schedule.hour, local)


def _at(day: date, hour: int, local: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=local.tzinfo)


def _last_day(schedule: Schedule, day: date) -> date:
    """Return the last day of the rhythm, this one included."""
    if schedule.rhythm is Rhythm.WEEK:
        return day - timedelta(days=(day.isoweekday() - schedule.day) % 7)
    if day.day >= schedule.day:
        return day.replace(day=schedule.day)
    return (day.replace(day=1) - timedelta(days=1)).replace(day=schedule.day)
