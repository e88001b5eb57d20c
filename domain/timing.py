"""What is kept of a request's clocks, and what lists read of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.deadline import Clocks
from domain.ruleset import Alert

NOT_PRESSING = date(9999, 12, 31)
"""Stands for the day of a legal clock that is not near: databases compare days, and order nothing by what is not there."""
LEGAL_NEAR_DAYS = 15
"""From so many days before it on, an implicit decision is near: the first legal alert comes then (DOMAIN 3, per type settings)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All that is due for a request, with what it was counted from (tenue des délais).

    ``target`` is the delay as the rules gave it and ``alert`` whether they rang the duty desk; both belong to its subject.
    """

    clocks: Clocks
    target: str
    alert: Alert = Alert.NONE
    counted_from: datetime | None = None
    """From when the town's own targets count, where that is not the reception: the request was opened again."""
    chosen_on: date | None = None
    """The day an agent has set for the completion, in place of the one that was counted."""
    passed_on: date | None = None
    """The day the authority that decides was given it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What lists and reminders read of a timing (échéances suivies). Moments are aware; each is the last one that is in time."""

    take_by: datetime | None = None
    complete_by: datetime | None = None
    legal_on: date | None = None
    due_at: datetime | None = None
    """The next of the town's own targets; None where none counts: the request waits, is done or over."""
    pressing_on: date = NOT_PRESSING
    """The day of the legal clock once it is near."""
    remind_at: datetime | None = None
    """When reminders are to be looked at next; what is read of a request leaves it out."""
    snoozed_until: date | None = None
    """Until this day nobody is reminded of the town's own targets."""
    asked_on: date | None = None
    """The day its requester was asked for what he is waited for; None while he is not."""
    receipt_on: date | None = None
    """The last day for the record of receipt, as long as it has not left; None where none is owed."""
    acknowledge_on: date | None = None
    """The last day for the acknowledgement, as long as it has not left; None where none is owed."""


class Urgency(StrEnum):
    """How a request stands with its deadlines (urgence), as lists mark it."""

    LEGAL = "legal"
    """An implicit decision is near, or was born."""
    OVERDUE = "overdue"
    SOON = "soon"
    """Due today or on the next working day."""
