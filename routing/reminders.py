"""Which reminders of a request are due at a moment, to staff and to its requester, and when to look next.

Days before a deadline are calendar days, as are the first ones after it; then it is again every so many working days. A reminder goes only
while the town hall is open on a working day: one that is to come before the deadline comes earlier, one that is to come after it later.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from domain.deadline import Alerts, Clock
from domain.reminder import Level, Reminder, Watch
from domain.request import Status
from routing.calendar import Calendar

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_NINE, _FIVE = time(9), time(17)
"""Hours in which people of a town whose opening hours are not known are reminded."""
_OF_LETTERS = (0, 1)
"""Days around the last one of a letter that has not left: what leaves by itself leaves long before."""
_LAST_SECOND = time(23, 59, 59)
_LONGEST_CLOSURE_DAYS = 400
_KEPT = 65_536
_IN_HAND = frozenset({Status.REVIEW, Status.OPEN, Status.ACCEPTED, Status.PLANNED})
_NOT_OVER = _IN_HAND | {Status.WAITING, Status.TRANSFERRED, Status.DONE}
_WATCHED = {
    Clock.TAKING: frozenset({Status.REVIEW, Status.OPEN}),
    Clock.COMPLETION: _IN_HAND,
    Clock.LEGAL: _IN_HAND | {Status.WAITING, Status.DONE},
    Clock.ANSWER: frozenset({Status.WAITING}),
    Clock.RECEIPT: _NOT_OVER,
    Clock.ACKNOWLEDGEMENT: _NOT_OVER,
}
"""In which states a clock reminds anybody: what another authority has, what waits and what is over does not, but of what must be sent."""
SENT = frozenset({Clock.RECEIPT, Clock.ACKNOWLEDGEMENT})
"""Clocks of letters to the requester: whoever sends them is reminded. Electronic or not, an acknowledgement has one."""
_NEVER_QUIET = SENT | {Clock.LEGAL, Clock.ANSWER}
"""What a snooze does not keep from being told: the law's own days, and that the requester's time is over."""


def is_watched(clock: Clock, status: Status) -> bool:
    """Tell whether a clock reminds anybody of a request that stands so."""
    return status in _WATCHED.get(clock, ())


def may_send(calendar: Calendar, at: datetime) -> bool:
    """Tell whether reminders may go at a moment: the town hall is open, on a working day."""
    local = calendar.local(at)
    if not calendar.is_working_day(local.date()):
        return False
    return calendar.is_open(local) if calendar.has_hours else _NINE <= local.time() < _FIVE


def sending_from(calendar: Calendar, at: datetime) -> datetime:
    """Return the first moment from one on, in the town's time, at which reminders may go."""
    local = calendar.local(at)
    if may_send(calendar, local):
        return local
    opening = _opening(calendar, local.date())
    if opening is not None and opening > local:
        return opening
    if calendar.has_hours:
        opens = calendar.add_open_seconds(local, 1) - _SECOND
        if opens.date() == local.date() and may_send(calendar, opens):
            return opens
    return _opening_from(calendar, local.date() + _DAY)


def look(watch: Watch, alerts: Alerts, calendar: Calendar, since: datetime, now: datetime) -> tuple[tuple[Reminder, ...], datetime | None]:
    """Return the last reminder of each clock from ``since`` up to ``now``, both included, and when the next one of all comes.

    Those that an earlier look missed are one by now, the last of them. Nobody asks while `may_send` says no.
    """
    due: list[Reminder] = []
    coming: datetime | None = None
    for track in _tracks(watch, alerts, calendar):
        last, following = track.around(now)
        if last is not None and last.at >= since:
            due.append(last)
        if following is not None and (coming is None or following < coming):
            coming = following
    nudging = next((at for at in _nudges(watch, alerts, calendar) if at > now), None)
    return tuple(due), coming if nudging is None else min(nudging, coming or nudging)


def late_days(calendar: Calendar, clock: Clock, due_on: date, day: date) -> int:
    """Return by how many working days what a reminder tells of is late on the day on which it is told or shown, 0 while it is in time.

    That the requester asks anew is never late.
    """
    return 0 if clock is Clock.CHASER else calendar.working_days_between(due_on, day)


def nudged_on(watch: Watch, alerts: Alerts, calendar: Calendar, now: datetime) -> date | None:
    """Return the day of the last reminder up to now to a requester who is waited for (relance), None where none is due.

    One that was missed is due as long as he is waited for: who was told of it before says so himself.
    """
    past = [at for at in _nudges(watch, alerts, calendar) if at <= now]
    return past[-1].date() if past else None


def _nudges(watch: Watch, alerts: Alerts, calendar: Calendar) -> tuple[datetime, ...]:
    """Return when a requester is reminded of what he was asked for: after that day, and while his time is not over."""
    asked, until = watch.asked_on, watch.awaited_until
    if watch.status is not Status.WAITING or asked is None or until is None:
        return ()
    found = (_opening_from(calendar, asked + n * _DAY) if n > 0 else _opening_until(calendar, until + n * _DAY) for n in alerts.nudges)
    return tuple(sorted({at for at in found if asked < at.date() <= until}))


def look_anew(watch: Watch, alerts: Alerts, calendar: Calendar, now: datetime) -> datetime | None:
    """Return when to look at the reminders of a request whose state or deadlines have just changed.

    What is too late already is told at the next look, unless it was told before; what was due earlier and is in time is not told any more.
    """
    around = [track.around(now) for track in _tracks(watch, alerts, calendar)]
    late = [last.at for last, _ in around if last is not None and last.late_days]
    nudging = _nudges(watch, alerts, calendar)
    return min(late or [*(following for _, following in around if following is not None), *nudging], default=None)


def look_first(watch: Watch, alerts: Alerts, calendar: Calendar) -> datetime | None:
    """Return when to look first at the reminders of a request that was received, maybe long ago."""
    return look(watch, alerts, calendar, watch.received_at, watch.received_at)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """One reminder of a plan; ``late_days`` is 0 where it is in time."""

    at: datetime
    day: date
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The reminders of one deadline, and after which day they come again and again."""

    planned: tuple[_Planned, ...]
    again_from: date
    again_every: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    """One clock of one request. ``ends_on``: from this day on another clock speaks for it."""

    clock: Clock
    due_on: date
    plan: _Plan
    alerts: Alerts
    calendar: Calendar
    start: datetime
    ends_on: date | None
    quiet_until: date | None

    def around(self, at: datetime) -> tuple[Reminder | None, datetime | None]:
        """Return the last reminder up to a moment, and when the next one comes."""
        if self.quiet_until is None:
            last, following = self._around(at)
            return self._told(last), None if following is None else following.at
        return self._around_quiet(at, self.quiet_until)

    def _around_quiet(self, at: datetime, until: date) -> tuple[Reminder | None, datetime | None]:
        """Return the same where nobody is reminded before a day: what is planned before it is one reminder on that day."""
        opens = _opening_from(self.calendar, until)
        before, _ = self._around(opens - _SECOND)
        late = self.calendar.working_days_between(self.due_on, opens.date())
        woken = None if before is None else self._kept(_Planned(at=opens, day=opens.date(), late_days=late))
        if at >= opens:
            last, following = self._around(at)
            if last is None or last.at < opens:
                last = woken
        else:
            last, following = None, woken or self._around(opens)[1]
        return self._told(last), None if following is None else following.at

    def _around(self, at: datetime) -> tuple[_Planned | None, _Planned | None]:
        planned = self.plan.planned
        index = bisect_right(planned, at, key=_moment)
        last = planned[index - 1] if index else None
        following = planned[index] if index < len(planned) else None
        if following is None and self.plan.again_every is not None:
            repeated, following = self._repeated(at, self.plan.again_every)
            last = repeated or last
        return self._kept(last), self._kept(following)

    def _repeated(self, at: datetime, every: int) -> tuple[_Planned | None, _Planned]:
        """Return the last of those that come again and again up to a moment, and the next."""
        first = self.plan.again_from
        number = max(self.calendar.working_days_between(first, self.calendar.local(at).date()) // every, 1)
        following = _repeat(self.calendar, self.due_on, first, number * every)
        last = None
        while following.at <= at:
            last, number = following, number + 1
            following = _repeat(self.calendar, self.due_on, first, number * every)
        while last is None and number > 1:
            number -= 1
            before = _repeat(self.calendar, self.due_on, first, number * every)
            last = before if before.at <= at else None
        return last, following

    def _kept(self, planned: _Planned | None) -> _Planned | None:
        """Return a reminder unless the request was not there yet, or another clock speaks for it by then."""
        if planned is None or planned.at <= self.start or (self.ends_on is not None and planned.day >= self.ends_on):
            return None
        return planned

    def _told(self, planned: _Planned | None) -> Reminder | None:
        if planned is None:
            return None
        level = Level.DIRECTOR if self.clock is Clock.LEGAL else _level(self.alerts, planned.late_days)
        return Reminder(clock=self.clock, due_on=self.due_on, day=planned.day, at=planned.at, late_days=planned.late_days, level=level)


def _moment(planned: _Planned) -> datetime:
    return planned.at


def _level(alerts: Alerts, late_days: int) -> Level:
    levels = (Level.AGENT, Level.HEAD, Level.DIRECTOR, Level.ELECTED)
    return levels[sum(late_days >= after for after in alerts.escalation)]


def _tracks(watch: Watch, alerts: Alerts, calendar: Calendar) -> Iterator[_Track]:
    """Yield the clocks that remind of a request as it stands. A snooze keeps no implicit decision from being told."""
    completion = None if watch.complete_by is None else calendar.local(watch.complete_by)
    for clock, at in ((Clock.TAKING, watch.take_by), (Clock.COMPLETION, watch.complete_by)):
        if at is not None and watch.status in _WATCHED[clock] and not (clock is Clock.TAKING and watch.is_taken):
            local = calendar.local(at)
            ends_on = completion.date() if clock is Clock.TAKING and completion is not None else None
            moment = None if local.time() == _LAST_SECOND else at
            yield _track(watch, alerts, calendar, clock, local.date(), moment, ends_on)
    dated = (
        *((Clock.ANSWER, watch.awaited_until), (Clock.LEGAL, watch.legal_on)),
        *((Clock.RECEIPT, watch.receipt_on), (Clock.ACKNOWLEDGEMENT, watch.acknowledge_on)),
    )
    for clock, on in dated:
        if on is not None and watch.status in _WATCHED[clock]:
            yield _track(watch, alerts, calendar, clock, on, None, None)


def _track(  # noqa: PLR0913, PLR0917 — one clock is these
    watch: Watch, alerts: Alerts, calendar: Calendar, clock: Clock, due_on: date, moment: datetime | None, ends_on: date | None
) -> _Track:
    return _Track(
        clock=clock,
        due_on=due_on,
        plan=_plan(calendar, alerts, clock, due_on, moment),
        alerts=alerts,
        calendar=calendar,
        start=watch.received_at,
        ends_on=ends_on,
        quiet_until=None if clock in _NEVER_QUIET else watch.snoozed_until,
    )


@lru_cache(maxsize=_KEPT)
def _plan(calendar: Calendar, alerts: Alerts, clock: Clock, due_on: date, moment: datetime | None) -> _Plan:
    """Return the reminders of a deadline; the same for all requests that are due on a day, and kept for them."""
    days = {
        Clock.LEGAL: alerts.legal,
        Clock.TAKING: tuple(day for day in alerts.days if day >= 0),
        Clock.ANSWER: (1,),
        Clock.RECEIPT: _OF_LETTERS,
        Clock.ACKNOWLEDGEMENT: _OF_LETTERS,
    }.get(clock, alerts.days)
    found: dict[date, _Planned] = {}
    for day in sorted(set(days)):
        one = _planned(calendar, due_on, day, moment)
        found[one.day] = one
    planned = tuple(found[day] for day in sorted(found))
    late = [one.day for one in planned if one.late_days]
    again_every = None if clock in _NEVER_QUIET else alerts.again_every
    return _Plan(planned=planned, again_from=late[-1] if late else due_on, again_every=again_every)


def _planned(calendar: Calendar, due_on: date, days: int, moment: datetime | None) -> _Planned:
    if days == 0 and moment is not None:
        # Something is due at an hour: it is told when the hour is over, or the town hall opens.
        at = sending_from(calendar, moment)
        return _Planned(at=at, day=at.date(), late_days=calendar.working_days_between(due_on, at.date()))
    opens = _opening_from(calendar, due_on + days * _DAY) if days > 0 else _opening_until(calendar, due_on + days * _DAY)
    late = calendar.working_days_between(due_on, opens.date()) if days > 0 else 0
    return _Planned(at=opens, day=opens.date(), late_days=late)


@lru_cache(maxsize=_KEPT)
def _repeat(calendar: Calendar, due_on: date, since: date, working_days: int) -> _Planned:
    opens = _opening_from(calendar, calendar.nth_working_day(since, working_days))
    return _Planned(at=opens, day=opens.date(), late_days=calendar.working_days_between(due_on, opens.date()))


def _opening_from(calendar: Calendar, day: date) -> datetime:
    """Return when reminders may go first, on a day or the next one on which they may."""
    return _first_opening(calendar, day, 1)


def _opening_until(calendar: Calendar, day: date) -> datetime:
    """Return when reminders may go first on a day, or on the last one before on which they may."""
    return _first_opening(calendar, day, -1)


@lru_cache(maxsize=_KEPT)
def _first_opening(calendar: Calendar, day: date, step: int) -> datetime:
    for days in range(_LONGEST_CLOSURE_DAYS):
        opens = _opening(calendar, day + days * step * _DAY)
        if opens is not None:
            return opens
    # Opening hours that never fall on a working day: then they say nothing.
    return datetime.combine(calendar.nth_working_day(day, 0), _NINE, calendar.zone)


@lru_cache(maxsize=_KEPT)
def _opening(calendar: Calendar, day: date) -> datetime | None:
    """Return when reminders may go first on a day, None if not at all."""
    if not calendar.is_working_day(day):
        return None
    if not calendar.has_hours:
        return datetime.combine(day, _NINE, calendar.zone)
    if not calendar.has_hours_on(day):
        return None
    return calendar.add_open_seconds(datetime.combine(day, time(), calendar.zone), 1) - _SECOND
