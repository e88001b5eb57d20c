"""By when what is due, from what its type promises, how it was received and what was waited: nothing else moves a deadline.

A period that begins on a day does not count that day. Every deadline is counted from the reception, so a request that goes to another
department, or turns out to be about another subject, keeps the day its legal period began. Articles are those of the CRPA.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import assert_never

from domain.deadline import (
    Acknowledgement,
    Clock,
    Clocks,
    Count,
    Delay,
    Due,
    Lack,
    Ours,
    Promise,
    Reception,
    Silence,
    Suspension,
    Theirs,
    Unit,
    Waited,
)
from domain.inbound import Channel
from routing.calendar import Calendar

_ELECTRONIC = frozenset({Channel.EMAIL, Channel.FORM, Channel.PORTAL})
_ON_PAPER = frozenset({Channel.SCAN, Channel.FAX, Channel.COUNTER})
"""What is only said on the telephone has no form of acknowledgement in the texts."""
_RECEIPT = Delay(amount=1, unit=Unit.WORKING_DAYS)
"""At once, or where that is impossible within a working day (R. 112-11-2)."""
_ELECTRONIC_ACKNOWLEDGEMENT = Delay(amount=10, unit=Unit.WORKING_DAYS)
"""R. 112-11-2, from the reception by the administration that decides."""
_HOUR_SECONDS = 3600
_HOUR = timedelta(hours=1)
_MONTHS = 12
_KEPT = 65_536
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    """A suspension: its moments in UTC, which no change of the clock puts out of order, its days in the town's time.

    ``came_on`` is the day the pieces came, maybe after ``until_on``.
    """

    since: datetime
    until: datetime
    since_on: date
    until_on: date
    came_on: date | None
    lack: Lack

    def told(self) -> Waited:
        return Waited(since=self.since_on, until=self.until_on, is_over=self.came_on is not None)


def clocks(promise: Promise, reception: Reception, calendar: Calendar, suspensions: Sequence[Suspension] = ()) -> Clocks:
    """Return all that is due for a request.

    A suspension that still runs counts until the day that was given; when the requester answers earlier, what it moved comes earlier.
    Nothing is owed for abusive sends (L. 112-3, L. 112-11): the caller does not ask. Taking in charge is never due after the completion.
    """
    received = calendar.local(reception.at)
    waits = _waits(suspensions, calendar)
    receipt, acknowledgement = _acknowledgements(promise, reception, received.date(), calendar)
    is_theirs = isinstance(reception.competence, Theirs)
    taking, completion = _targets(_handing_over(promise) if is_theirs else promise, received, calendar, waits)
    legal = _legal(promise, reception, received.date(), waits)
    return Clocks(legal=legal, receipt=receipt, acknowledgement=acknowledgement, taking=taking, completion=completion)


def targets(promise: Promise, since: datetime, calendar: Calendar, suspensions: Sequence[Suspension] = ()) -> tuple[Due, Due | None]:
    """Return by when a request is to be taken in charge and done, counted from a moment: a request that is opened again has new targets."""
    return _targets(promise, calendar.local(since), calendar, _waits(suspensions, calendar))


def last_moment(due: Due, calendar: Calendar) -> datetime:
    """Return the last moment that is in time: a day is included to its last second."""
    return calendar.end_of(due.on) if due.at is None else due.at


def legal_due(since: date, period: Delay) -> date:
    """Return the day on which a legal period that began on a day ends: the same quantième, else the last day of the month.

    Moved for no Saturday, Sunday or holiday. ValueError if the period is in working days or hours.
    """
    match period.unit:
        case Unit.DAYS:
            return since + period.amount * _DAY
        case Unit.MONTHS:
            years, month = divmod(since.month - 1 + period.amount, _MONTHS)
            return _same_day(since.year + years, month + 1, since.day)
        case Unit.WORKING_DAYS | Unit.HOURS:
            raise ValueError("a legal period is in months or days")
        case _:
            assert_never(period.unit)


def _same_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return (date(year, month, 28) + 4 * _DAY).replace(day=1) - _DAY


def _legal(promise: Promise, reception: Reception, received_on: date, waits: Sequence[_Wait]) -> Due | None:
    if promise.period is None:
        return None
    if not waits and promise.silence is not Silence.ACCEPTANCE:
        return _undisturbed_period(promise.period, _first_had_it(reception, received_on))
    required = [wait for wait in waits if wait.lack is Lack.REQUIRED]
    match promise.silence:
        case Silence.ACCEPTANCE:
            since = _decider_had_it(reception, received_on)
            return None if since is None else _accepted(promise.period, since, required)
        case Silence.REJECTION | Silence.NONE:
            return _rejected(promise.period, _first_had_it(reception, received_on), required)
        case _:
            assert_never(promise.silence)


def _decider_had_it(reception: Reception, received_on: date) -> date | None:
    """Return when the administration that decides received it: silence is acceptance from there (L. 114-3)."""
    return reception.competence.received_on if isinstance(reception.competence, Theirs) else received_on


def _first_had_it(reception: Reception, received_on: date) -> date:
    """Return when any administration first received it: silence is rejection from there (L. 114-3)."""
    first = reception.competence.first_on if isinstance(reception.competence, Ours) else None
    return received_on if first is None else min(first, received_on)


@lru_cache(maxsize=_KEPT)
def _undisturbed_period(period: Delay, since: date) -> Due:
    return _rejected(period, since, ())


def _rejected(period: Delay, since: date, waits: Sequence[_Wait]) -> Due:
    """Return the end of a period that stands still while required pieces are waited for (L. 114-5)."""
    on, cursor = legal_due(since, period), since
    waited: list[Waited] = []
    for wait in waits:
        begins = max(wait.since_on, cursor)
        if wait.since_on > on or wait.until_on <= begins:
            continue
        on, cursor = on + (wait.until_on - begins), wait.until_on
        waited.append(wait.told())
    return _legal_due(period, since, on, tuple(waited))


def _accepted(period: Delay, since: date, waits: Sequence[_Wait]) -> Due | None:
    """Return the end of a period that only begins when the file is complete (L. 114-5), None as long as it is not."""
    on = legal_due(since, period)
    waited: list[Waited] = []
    for wait in waits:
        if wait.since_on > on:
            break
        if wait.came_on is None:
            return None
        since = max(since, wait.came_on)
        on = legal_due(since, period)
        waited.append(replace(wait.told(), until=wait.came_on))
    return _legal_due(period, since, on, tuple(waited))


def _legal_due(period: Delay, since: date, on: date, waited: tuple[Waited, ...]) -> Due:
    count = Count.MONTHS if period.unit is Unit.MONTHS else Count.DAYS
    return Due(clock=Clock.LEGAL, count=count, amount=period.amount, since=since, on=on, waited=waited)


def _acknowledgements(promise: Promise, reception: Reception, on: date, calendar: Calendar) -> tuple[Due | None, Due | None]:
    """Return the receipt and the acknowledgement; that of the administration that decides is not ours to send (L. 114-4)."""
    is_ours = isinstance(reception.competence, Ours) and promise.acknowledgement is not Acknowledgement.RECEIPT
    if reception.channel in _ELECTRONIC:
        receipt = _undisturbed_days(Clock.RECEIPT, _RECEIPT, on, calendar)
        full = _undisturbed_days(Clock.ELECTRONIC_ACKNOWLEDGEMENT, _ELECTRONIC_ACKNOWLEDGEMENT, on, calendar) if is_ours else None
        return receipt, full
    owed = is_ours and reception.channel in _ON_PAPER and promise.acknowledgement is Acknowledgement.EVERY_CHANNEL
    return None, _undisturbed_days(Clock.ACKNOWLEDGEMENT, promise.acknowledged_in, on, calendar) if owed else None


def _handing_over(promise: Promise) -> Promise:
    """Return what is promised of a request that another administration decides: that it is handed over."""
    return replace(promise, completed_in=None, handed_over_in=promise.handed_over_in or promise.taken_in)


def _targets(promise: Promise, since: datetime, calendar: Calendar, waits: Sequence[_Wait]) -> tuple[Due, Due | None]:
    own_waits = waits if promise.waits else ()
    if promise.handed_over_in is not None:
        completion = _goal(Clock.HANDING_OVER, promise.handed_over_in, promise, since, calendar, own_waits)
    elif promise.completed_in is not None:
        completion = _goal(Clock.COMPLETION, promise.completed_in, promise, since, calendar, own_waits)
    else:
        completion = None
    taking = _goal(Clock.TAKING, promise.taken_in, promise, since, calendar, ())
    if completion is not None and (completion.on < taking.on or (completion.on == taking.on and completion.at is not None)):
        taking = replace(completion, clock=Clock.TAKING)
    return taking, completion


def _goal(clock: Clock, delay: Delay, promise: Promise, since: datetime, calendar: Calendar, waits: Sequence[_Wait]) -> Due:
    if delay.unit is Unit.HOURS:
        day_and_night = promise.on_call or not calendar.has_hours
        return (_in_hours if day_and_night else _in_opening_hours)(clock, delay.amount, since, calendar, waits)
    return _in_days(clock, delay, since.date(), calendar, waits) if waits else _undisturbed_days(clock, delay, since.date(), calendar)


@lru_cache(maxsize=_KEPT)
def _undisturbed_days(clock: Clock, delay: Delay, since: date, calendar: Calendar) -> Due:
    """Return a deadline that no wait moves: the same for all that came on a day, and kept, since a night's reminders ask a million."""
    return _in_days(clock, delay, since, calendar, ())


def _in_days(clock: Clock, delay: Delay, since: date, calendar: Calendar, waits: Sequence[_Wait]) -> Due:
    """Return a deadline in working days, days or months; days for which the requester is waited for do not count.

    The day on which he is asked counts, the day on which he answers does not; when he is asked on the last day, it falls on the day he
    answers, or the next working day.
    """
    if delay.unit is Unit.MONTHS:
        return replace(_rejected(delay, since, waits), clock=clock)
    working = delay.unit is Unit.WORKING_DAYS
    cursor, left = since, delay.amount
    on = calendar.nth_working_day(cursor, left) if working else cursor + left * _DAY
    waited: list[Waited] = []
    for wait in waits:
        begins = max(wait.since_on, cursor)
        if wait.since_on > on or wait.until_on <= begins:
            continue
        passed = calendar.working_days_between(cursor, begins) if working else (begins - cursor).days
        cursor, left = wait.until_on, max(0, left - passed)
        on = calendar.nth_working_day(cursor, left) if working else cursor + left * _DAY
        waited.append(wait.told())
    return Due(
        clock=clock,
        count=Count.WORKING_DAYS if working else Count.DAYS,
        amount=delay.amount,
        since=since,
        on=on,
        skipped=calendar.days_off(since, on) if working else (),
        waited=tuple(waited),
    )


def _in_hours(clock: Clock, hours: int, since: datetime, calendar: Calendar, waits: Sequence[_Wait]) -> Due:
    """Return a deadline in hours that run day and night; they are those that pass, not those the clock shows."""
    start = since.replace(microsecond=0)
    cursor = start.astimezone(UTC)
    at = cursor + hours * _HOUR
    waited: list[Waited] = []
    for wait in waits:
        begins = max(wait.since, cursor)
        if wait.since >= at or wait.until <= begins:
            continue
        at, cursor = at + (wait.until - begins), wait.until
        waited.append(wait.told())
    return _due_at(Count.HOURS, clock, hours, start, at.astimezone(calendar.zone), waited)


def _in_opening_hours(clock: Clock, hours: int, since: datetime, calendar: Calendar, waits: Sequence[_Wait]) -> Due:
    """Return a deadline in hours of opening: what comes while the town hall is closed begins when it opens."""
    start = since.replace(microsecond=0)
    cursor, left = start.astimezone(UTC), hours * _HOUR_SECONDS
    at = calendar.add_open_seconds(start, left)
    waited: list[Waited] = []
    for wait in waits:
        begins = max(wait.since, cursor)
        if wait.since >= at or wait.until <= begins:
            continue
        left -= calendar.open_seconds_between(cursor, begins)
        cursor = wait.until
        at = calendar.add_open_seconds(cursor, left)
        waited.append(wait.told())
    due = _due_at(Count.OPENING_HOURS, clock, hours, start, at, waited)
    closed = tuple(off for off in calendar.days_off(due.since, due.on) if not calendar.has_hours_on(off.day))
    return replace(due, skipped=closed) if closed else due


def _due_at(count: Count, clock: Clock, hours: int, since: datetime, at: datetime, waited: Sequence[Waited]) -> Due:
    return Due(clock=clock, count=count, amount=hours, since=since.date(), on=at.date(), since_at=since, at=at, waited=tuple(waited))


def _waits(suspensions: Sequence[Suspension], calendar: Calendar) -> tuple[_Wait, ...]:
    """Return suspensions in the town's time, the first one first; they end on the day given at the latest."""
    return tuple(sorted((_wait(one, calendar) for one in suspensions), key=lambda wait: wait.since)) if suspensions else ()


def _wait(suspension: Suspension, calendar: Calendar) -> _Wait:
    expiry = calendar.after(suspension.given_until).astimezone(UTC)
    came = suspension.ended_at
    in_time = came is not None and came < expiry
    return _Wait(
        since=suspension.since.astimezone(UTC).replace(microsecond=0),
        until=came.astimezone(UTC).replace(microsecond=0) if came is not None and in_time else expiry,
        since_on=calendar.local(suspension.since).date(),
        until_on=calendar.local(came).date() if came is not None and in_time else suspension.given_until,
        came_on=None if came is None else calendar.local(came).date(),
        lack=suspension.lack,
    )
