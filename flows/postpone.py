"""An agent sets another day for the completion of a request, or puts its reminders to sleep: each with a reason, for the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.errors import InvalidError, Mistake
from domain.ids import RequestId
from domain.rights import Permission
from flows import clocks
from flows.acting import Acting, Purpose, called, find_acting
from flows.holding import StandingError, changed, hold_seen
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import Message, say
from routing.calendar import calendar_of
from store import clocks as stored
from store import requests
from store.requests import RequestRecord

LONGEST_SNOOZE_DAYS = 366
POSTPONES = (Permission.TREAT, Permission.REQUALIFY)
"""Either of them is enough: whoever works on it, and whoever sees to it that requests go on."""


class Putting(StrEnum):
    """What is put off (report)."""

    DUE = "due_changed"
    """The completion date."""
    SNOOZE = "snoozed"
    """The reminders of the town's own targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """What an agent wants put off until when, and why; ``version`` is the one he saw the request in, None where he looked at none."""

    request: RequestId
    putting: Putting
    day: date
    reason: str
    version: int | None = None


def postpone(installation: Installation, wanted: Postponed, agent: str, now: datetime) -> RequestRecord:
    """Put it off, write it down, and return the request as it stands then; the same again changes nothing.

    Raises NotFoundError for a request or an agent that is not there; ConflictError where the request is over, or has changed since it was
    seen; InvalidError for a day that is over or too far, or without a reason.
    """
    with installation.database.write() as session:
        record = hold_seen(session, wanted.request, wanted.version, (agent, now), installation.towns)
        purpose = Purpose(towns=installation.towns, to=POSTPONES)
        acting, view = find_acting(session, record, agent, now, purpose), installation.towns.get(record.line.town)
        if _is_done(record, wanted, acting):
            return record
        _check(session, record, wanted, calendar_of(view.town).local(now).date())
        moved = _put(session, view, record, wanted, now)
        words = {"reason": wanted.reason.strip()}
        acting.write_down(session, record, wanted.putting.value, {"day": wanted.day.isoformat(), **moved}, words)
        return requests.get(session, record.line.id)


def _put(session: Session, view: TownView, record: RequestRecord, wanted: Postponed, now: datetime) -> Mapping[str, object]:
    stored.count_change(session, record.line.id)
    if wanted.putting is Putting.DUE:
        return clocks.reckon(session, view, record.line.id, now, chosen_on=wanted.day)
    stored.snooze(session, record.line.id, wanted.day)
    clocks.follow(session, view, record.line.id, now)
    return {}


def _is_done(record: RequestRecord, wanted: Postponed, acting: Acting) -> bool:
    last = record.history[-1] if record.history else None
    if last is None or (last.actor, last.action) != (acting.agent, wanted.putting.value):
        return False
    return (last.details.get("day"), last.details.get("reason")) == (wanted.day.isoformat(), wanted.reason.strip())


def _check(session: Session, record: RequestRecord, wanted: Postponed, today: date) -> None:
    line = record.line
    if line.status.is_over or line.merged_into is not None:
        raise StandingError(say("Request {reference} is over: nothing is due any more.", reference=called(record)), record)
    if wanted.version is not None and wanted.version != line.version:
        raise changed(session, record)
    mistakes: list[Mistake] = []
    if not wanted.reason.strip():
        mistakes.append(_mistake("reason", say("The reason is missing."), say("Say in a sentence why.")))
    if wanted.day < today:
        mistakes.append(_mistake("day", say("{day} is over.", day=wanted.day.isoformat()), say("Name a day from today on.")))
    elif wanted.putting is Putting.SNOOZE and wanted.day == today:
        mistakes.append(_mistake("day", say("Reminders come again today."), say("Name a day from tomorrow on.")))
    elif wanted.putting is Putting.SNOOZE and wanted.day > today + timedelta(days=LONGEST_SNOOZE_DAYS):
        mistakes.append(_mistake("day", say("{day} is more than a year away.", day=wanted.day.isoformat()), say("Name an earlier day.")))
    if mistakes:
        raise InvalidError(*mistakes)


def _mistake(where: str, what: Message, remedy: Message) -> Mistake:
    return Mistake(where=where, what=what, remedy=remedy)
