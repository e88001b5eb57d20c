"""Reminders to staff: of what, for which day, and up to whom."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.deadline import Clock
from domain.request import Status


class Level(StrEnum):
    """Up to whom a reminder goes (niveau d'escalade); whoever stands below is told as well."""

    AGENT = "agent"
    HEAD = "head"
    """Responsable du service."""
    DIRECTOR = "director"
    """Direction générale des services."""
    ELECTED = "elected"
    """Élu délégué."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a request's reminders depend on. Moments are aware."""

    status: Status
    is_taken: bool
    received_at: datetime
    take_by: datetime | None
    complete_by: datetime | None
    legal_on: date | None
    awaited_until: date | None = None
    snoozed_until: date | None = None
    asked_on: date | None = None
    receipt_on: date | None = None
    acknowledge_on: date | None = None
    """Last days of what has not left yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder of one clock (alerte). ``day`` is the one it is for, ``at`` the moment from which it may be sent.

    ``late_days`` are working days from ``due_on`` to ``day``, 0 while it is in time. `routing.reminders.late_days` tells another day’s.
    """

    clock: Clock
    due_on: date
    day: date
    at: datetime
    late_days: int
    level: Level
