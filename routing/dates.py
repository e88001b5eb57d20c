"""What lists and reminders read of a request's clocks, as it stands."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.deadline import Alerts, Clock
from domain.reminder import Watch
from domain.request import Status
from domain.timing import LEGAL_NEAR_DAYS, NOT_PRESSING, Dates, Timing, Urgency
from routing.calendar import Calendar
from routing.deadlines import last_moment
from routing.reminders import is_watched, look_anew, look_first


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a request stands, as far as its deadlines ask. Moments are aware.

    ``receipt_on`` and ``acknowledge_on`` are the last days of what its requester is owed and has not been sent yet.
    """

    status: Status
    is_taken: bool
    received_at: datetime
    awaited_until: date | None = None
    snoozed_until: date | None = None
    asked_on: date | None = None
    receipt_on: date | None = None
    acknowledge_on: date | None = None


def dates_of(timing: Timing, standing: Standing, alerts: Alerts, calendar: Calendar, now: datetime) -> Dates:
    """Return the dates of a request whose state or deadlines have just changed."""
    dates = _dates(timing, standing, calendar, now)
    return replace(dates, remind_at=look_anew(watch_of(standing, dates), alerts, calendar, now))


def first_dates(timing: Timing, standing: Standing, alerts: Alerts, calendar: Calendar, now: datetime) -> Dates:
    """Return the dates of a request that is just kept, maybe long after it came."""
    dates = _dates(timing, standing, calendar, now)
    return replace(dates, remind_at=look_first(watch_of(standing, dates), alerts, calendar))


def watch_of(standing: Standing, dates: Dates) -> Watch:
    """Return what the reminders of a request depend on."""
    return Watch(
        status=standing.status,
        is_taken=standing.is_taken,
        received_at=standing.received_at,
        take_by=dates.take_by,
        complete_by=dates.complete_by,
        legal_on=dates.legal_on,
        awaited_until=standing.awaited_until,
        snoozed_until=standing.snoozed_until,
        asked_on=dates.asked_on,
        receipt_on=dates.receipt_on,
        acknowledge_on=dates.acknowledge_on,
    )


def urgencies(dates: Dates, status: Status, calendar: Calendar, now: datetime) -> tuple[Urgency, ...]:
    """Return how a request stands with its deadlines at a moment, the worst first; nothing where there is time."""
    today = calendar.local(now).date()
    found: list[Urgency] = []
    if dates.legal_on is not None and _is_pressing(status, dates.legal_on, today):
        found.append(Urgency.LEGAL)
    if dates.due_at is not None:
        if dates.due_at < now:
            found.append(Urgency.OVERDUE)
        elif calendar.local(dates.due_at).date() <= calendar.next_working_day(today):
            found.append(Urgency.SOON)
    return tuple(found)


def _dates(timing: Timing, standing: Standing, calendar: Calendar, now: datetime) -> Dates:
    clocks = timing.clocks
    complete_by = None if timing.chosen_on is None else calendar.end_of(timing.chosen_on)
    if complete_by is None and clocks.completion is not None:
        complete_by = last_moment(clocks.completion, calendar)
    take_by = None if clocks.taking is None else last_moment(clocks.taking, calendar)
    if take_by is not None and complete_by is not None:
        take_by = min(take_by, complete_by)
    legal_on = None if clocks.legal is None else clocks.legal.on
    is_pressing = legal_on is not None and _is_pressing(standing.status, legal_on, calendar.local(now).date())
    return Dates(
        take_by=take_by,
        complete_by=complete_by,
        legal_on=legal_on,
        due_at=_next_target(standing, take_by, complete_by),
        pressing_on=legal_on if legal_on is not None and is_pressing else NOT_PRESSING,
        snoozed_until=standing.snoozed_until,
        asked_on=standing.asked_on,
        receipt_on=standing.receipt_on,
        acknowledge_on=standing.acknowledge_on,
    )


def _next_target(standing: Standing, take_by: datetime | None, complete_by: datetime | None) -> datetime | None:
    if not is_watched(Clock.COMPLETION, standing.status):
        return None
    is_untaken = is_watched(Clock.TAKING, standing.status) and not standing.is_taken
    return take_by if is_untaken and take_by is not None else complete_by


def _is_pressing(status: Status, legal_on: date, today: date) -> bool:
    return is_watched(Clock.LEGAL, status) and legal_on <= today + timedelta(days=LEGAL_NEAR_DAYS)
