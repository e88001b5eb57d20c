"""The clocks of a request, kept with it: counted when it is kept, decided anew, waited for, opened again; stopped when it is over.

Whoever changes where a request stands calls `follow`, whoever changes what it is about or since when it waits calls `reckon`. The legal
clock is counted from the reception, whatever happens to the request within the town.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.deadline import Alerts, Clock, Clocks, Competence, Due, Ours, Promise, Reception, Suspension, Theirs
from domain.decision import Orientation
from domain.department import DepartmentKind
from domain.draft import Flag
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.inbound import Channel
from domain.lifecycle import Act, Step
from domain.reminder import Watch
from domain.request import Status
from domain.ruleset import Alert, RuleSet
from domain.timing import Dates, Timing
from flows.decided import begins_anew, given_to
from flows.deputies import find_department
from flows.town_views import TownView
from flows.wiring import Installation
from routing.calendar import Calendar, calendar_of
from routing.dates import Standing, dates_of, first_dates, watch_of
from routing.deadlines import clocks, targets
from routing.promises import promise_of
from routing.reminders import is_watched
from store import clocks as stored
from store import reminders
from store.clocks import Clocked
from store.requests import RequestRecord

NOTHING_DUE = Clocks(legal=None, receipt=None, acknowledgement=None, taking=None, completion=None)
_AT_ONCE = 200
_TOLD = ("legal", "taking", "completion")
"""Clocks whose change is told in the history."""
_ENDS_WAITING = frozenset({Act.RESUME, Act.TRANSFER, Act.CLOSE})
"""Acts that end what waits for the requester. Whoever has the request within the town, he is asked all the same: the law counts on."""
_OURS_AGAIN = frozenset({Act.TAKE_BACK, Act.REFUSE, Act.HAND_OVER})
"""Acts after which no other authority has it."""
_log = logging.getLogger(__name__)


def started(  # noqa: PLR0913 - where, what, when, and what becomes of it
    view: TownView,
    orientation: Orientation,
    received_at: datetime,
    channel: Channel,
    now: datetime,
    *,
    is_written_to: bool = False,
    is_routed: bool = False,
) -> tuple[Timing, Dates]:
    """Return the clocks of a request that is kept in review; what is routed to a department at once has the same.

    ``is_written_to``: its town writes to requesters, so that a letter that is owed and has not left in time is told. ``is_routed``: it
    goes on at once, be it to another authority.
    """
    calendar = calendar_of(view.town)
    given = given_to(view.ruleset, orientation.department)
    is_elsewhere = is_routed and given.authority is not None
    promise = find_promise(view.ruleset, orientation.subject, orientation.target, orientation.alert)
    passed_on = calendar.local(now).date() if is_elsewhere else None
    timing = Timing(clocks=NOTHING_DUE, target=orientation.target, alert=orientation.alert, passed_on=passed_on)
    if promise is not None:
        reception = Reception(at=received_at, channel=channel, competence=_competence(timing))
        is_abusive = Flag.ABUSIVE in orientation.flags
        timing = replace(timing, clocks=_counted(timing, promise, reception, calendar, (), is_abusive=is_abusive))
    found = timing.clocks if is_written_to else NOTHING_DUE
    standing = Standing(
        status=given.status if is_elsewhere else Status.REVIEW,
        is_taken=False,
        received_at=received_at,
        # Who fills in a form has it on the page at once.
        receipt_on=_on(found.receipt) if channel is Channel.EMAIL else None,
        acknowledge_on=_on(found.acknowledgement),
    )
    return timing, first_dates(_running(view, orientation.department, timing), standing, alerts_of(promise), calendar, now)


def follow(session: Session, view: TownView, request: RequestId, now: datetime) -> None:
    """Write what follows for its clocks from how a request stands by now; no deadline moves."""
    _settle(session, view, stored.get(session, request), now, None)


def reckon(session: Session, view: TownView, request: RequestId, now: datetime, **changes: Any) -> Mapping[str, object]:  # Any: fields
    """Count the deadlines of a request anew, with other fields of its `Timing`, and return what moved.

    As the history tells it: ``{"deadlines": {"completion": {"before": …, "after": …}}}``, days as texts, None where nothing is due.
    """
    return _settle(session, view, stored.get(session, request), now, changes)


def requalify(session: Session, view: TownView, record: RequestRecord, orientation: Orientation, now: datetime) -> Mapping[str, object]:
    """Count the deadlines of a request anew that people decided otherwise, and return what moved; ``record`` is as it stood before.

    The day that an agent set for the completion stays where the subject does.
    """
    return _settle(session, view, stored.get(session, record.line.id), now, _requalified(view, record, orientation, now))


def foresee(session: Session, view: TownView, record: RequestRecord, orientation: Orientation, now: datetime) -> Timing:
    """Return the clocks that `requalify` will write where a request still stands as ``record`` says; writes nothing."""
    changes = _requalified(view, record, orientation, now)
    if changes is None and record.timing is not None:
        return record.timing
    held = replace(stored.get(session, record.line.id), subject=orientation.subject)
    return _reckoned(session, view, held, changes)[0]


def _requalified(view: TownView, record: RequestRecord, orientation: Orientation, now: datetime) -> Mapping[str, Any] | None:
    is_same = orientation.subject == record.line.subject
    before = None if record.timing is None else record.timing.passed_on
    passed_on = _passed_on(view, record, orientation, before, now)
    passing = {} if passed_on == before else {"passed_on": passed_on}
    if is_same and orientation.place == record.place:
        return passing or None
    changes: dict[str, Any] = {"target": orientation.target, "alert": orientation.alert, **passing}
    return {**changes, **({} if is_same else {"chosen_on": None})}


def _passed_on(view: TownView, record: RequestRecord, orientation: Orientation, before: date | None, now: datetime) -> date | None:
    """Return the day another authority has had a request since, once it is decided so; None where the town decides."""
    if not begins_anew(record, orientation):
        return before
    is_elsewhere = given_to(view.ruleset, orientation.department).authority is not None
    return calendar_of(view.town).local(now).date() if is_elsewhere else None


def come_back(session: Session, view: TownView, request: RequestId, now: datetime) -> Mapping[str, object]:
    """Write what follows for its clocks where another authority has a request no more, or never had, and return what moved."""
    held = stored.get(session, request)
    is_passed_on = held.timing is not None and held.timing.passed_on is not None
    return _settle(session, view, held, now, {"passed_on": None} if is_passed_on else None)


def act(session: Session, view: TownView, request: RequestId, step: Step, now: datetime) -> Mapping[str, object]:
    """Write what an act that was just done does to the clocks of a request, and return what moved."""
    held = stored.get(session, request)
    today = calendar_of(view.town).local(now).date()
    if step.act is Act.ASK and step.day is not None:
        suspension = Suspension(since=now, given_until=step.day, lack=step.lack)
        stored.suspend(session, held.town, request, suspension)
        return _settle(session, view, held, now, {})
    if step.act in _ENDS_WAITING:
        # What never came is still missing when its time is over, until somebody says that it is here: silence cannot accept before.
        stored.end_suspensions(session, request, now, None if step.act is Act.RESUME else today)
    if step.act in _OURS_AGAIN:
        return come_back(session, view, request, now)
    is_elsewhere = given_to(view.ruleset, held.department).authority is not None
    changes: Mapping[Act, Mapping[str, Any]] = {
        Act.RESUME: {},
        Act.REOPEN: {"counted_from": now, "chosen_on": None, "passed_on": today if is_elsewhere else None},
        Act.TRANSFER: {"passed_on": today},
    }
    return _settle(session, view, held, now, changes.get(step.act))


def bring(session: Session, view: TownView, request: RequestId, at: datetime, now: datetime) -> Mapping[str, object] | None:
    """Write that what a requester was asked for came at a moment, and return what moved; None where nothing was waited for.

    What stood still goes on from the day it came (L. 114-5), be that after the day he was given, and however long the message lay unread.
    """
    if not stored.end_suspensions(session, request, at):
        return None
    return _settle(session, view, stored.get(session, request), now, {})


def expire(session: Session, view: TownView, request: RequestId, now: datetime) -> Mapping[str, object]:
    """Write what follows from the end of the time a requester was given, and return what moved; what he was asked for is still missing."""
    return _settle(session, view, stored.get(session, request), now, {})


def catch_up(installation: Installation, now: datetime) -> int:
    """Count the clocks of requests of before they were kept, and return of how many."""
    done, after = 0, None
    while True:
        with installation.database.write() as session:
            some = stored.untimed(session, after=after, limit=_AT_ONCE)
            for request, town in some:
                reckon(session, installation.towns.get(town), request, now)
        done += len(some)
        if len(some) < _AT_ONCE:
            return done
        after = some[-1][0]


def find_promise(ruleset: RuleSet, subject: SubjectCode, target: str | None = None, alert: Alert = Alert.NONE) -> Promise | None:
    """Return what a subject promises by a rule set; None where it does not know the subject any more."""
    found = next((one for one in ruleset.subjects if one.code == subject), None)
    if found is None:
        return None
    try:
        return promise_of(found, target=target, alert=alert)
    except ValueError:
        # A rule set of before delays were checked: better no deadline than a mail that cannot be kept.
        _log.error("town %s: the delays of subject %s cannot be read; its requests have no deadlines", ruleset.town, subject)
        return None


def alerts_of(promise: Promise | None) -> Alerts:
    """Return when staff are warned of a type of request."""
    return Alerts() if promise is None else promise.alerts


def _settle(session: Session, view: TownView, held: Clocked, now: datetime, changes: Mapping[str, Any] | None) -> Mapping[str, object]:
    """Write the clocks of a request as it stands, counted anew where there are ``changes``, be they empty; return what moved."""
    calendar = calendar_of(view.town)
    before = _timing(held)
    timing, promise = _reckoned(session, view, held, changes)
    is_owed_anew = held.timing is not None and before.clocks.acknowledgement != timing.clocks.acknowledgement
    standing = Standing(
        status=Status.CLOSED if held.is_merged else held.status,
        is_taken=held.is_taken,
        received_at=held.received_at,
        awaited_until=held.awaited_until,
        snoozed_until=held.snoozed_until,
        asked_on=_asked_on(session, held, calendar),
        receipt_on=held.receipt_on,
        acknowledge_on=_on(timing.clocks.acknowledgement) if is_owed_anew else held.acknowledge_on,
    )
    dates = dates_of(_running(view, held.department, timing), standing, alerts_of(promise), calendar, now)
    stored.write(session, held.town, held.request, timing, dates)
    reminders.end(session, held.request, _lasting(watch_of(standing, dates), calendar, now), now)
    return {} if held.timing is None else _moved(before, timing)


def _running(view: TownView, code: DepartmentCode, timing: Timing) -> Timing:
    """Return the clocks that run where a request lies: a body outside the town takes nothing in charge here, nor does anybody for it."""
    department = find_department(view.ruleset, code)
    if department is None or department.kind is not DepartmentKind.EXTERNAL:
        return timing
    return replace(timing, clocks=replace(timing.clocks, taking=None))


def _timing(held: Clocked) -> Timing:
    return held.timing or Timing(clocks=NOTHING_DUE, target=_own_target(held), alert=_own_alert(held))


def _reckoned(session: Session, view: TownView, held: Clocked, changes: Mapping[str, Any] | None) -> tuple[Timing, Promise | None]:
    """Return the clocks of a request as it stands, counted anew where there are ``changes``, with what its subject promises."""
    timing = _timing(held)
    if changes is None and held.timing is not None:
        return timing, find_promise(view.ruleset, held.subject, timing.target, timing.alert)
    timing = replace(timing, **(changes or {}))
    promise = find_promise(view.ruleset, held.subject, timing.target, timing.alert)
    if promise is not None:
        reception = Reception(at=held.received_at, channel=held.channel, competence=_competence(timing))
        suspended = stored.suspensions(session, held.request)
        found = _counted(timing, promise, reception, calendar_of(view.town), suspended, is_abusive=held.is_abusive)
        timing = replace(timing, clocks=found)
    return timing, promise


def _asked_on(session: Session, held: Clocked, calendar: Calendar) -> date | None:
    """Return the day the requester was asked for what he is waited for."""
    if held.status is not Status.WAITING:
        return None
    running = [one.since for one in stored.suspensions(session, held.request) if one.ended_at is None]
    return calendar.local(max(running)).date() if running else None


def _on(due: Due | None) -> date | None:
    return None if due is None else due.on


def _counted(
    timing: Timing, promise: Promise, reception: Reception, calendar: Calendar, suspended: Sequence[Suspension], *, is_abusive: bool
) -> Clocks:
    found = clocks(promise, reception, calendar, suspended)
    if is_abusive:
        # Nobody is owed an answer to such sends (L. 112-3, L. 112-11).
        found = replace(found, receipt=None, acknowledgement=None)
    if timing.counted_from is not None:
        taking, completion = targets(promise, timing.counted_from, calendar, suspended)
        found = replace(found, taking=taking, completion=completion)
    return found


def _competence(timing: Timing) -> Competence:
    return Ours() if timing.passed_on is None else Theirs(received_on=timing.passed_on)


def _own_target(held: Clocked) -> str:
    """Return the delay the rules gave, as far as it was given to the subject the request has by now; else that of the subject itself."""
    return held.target if held.subject == held.decided_subject else ""


def _own_alert(held: Clocked) -> Alert:
    return held.alert if held.subject == held.decided_subject else Alert.NONE


def _lasting(watch: Watch, calendar: Calendar, now: datetime) -> set[tuple[Clock, date]]:
    """Return the clocks, with their deadlines, of which reminders that were raised still hold."""
    moments = {Clock.TAKING: watch.take_by, Clock.COMPLETION: watch.complete_by}
    days = {clock: calendar.local(at).date() for clock, at in moments.items() if at is not None}
    is_quiet = watch.snoozed_until is not None and calendar.local(now).date() < watch.snoozed_until
    if is_quiet:
        days = {}
    elif watch.is_taken:
        days.pop(Clock.TAKING, None)
    always = {
        Clock.ANSWER: watch.awaited_until,
        Clock.LEGAL: watch.legal_on,
        Clock.RECEIPT: watch.receipt_on,
        Clock.ACKNOWLEDGEMENT: watch.acknowledge_on,
    }
    days |= {clock: on for clock, on in always.items() if on is not None}
    return {(clock, on) for clock, on in days.items() if is_watched(clock, watch.status)}


def _moved(before: Timing, after: Timing) -> Mapping[str, object]:
    pairs = {name: (_day(getattr(before.clocks, name)), _day(getattr(after.clocks, name))) for name in _TOLD}
    chosen = tuple(one.chosen_on.isoformat() if one.chosen_on else None for one in (before, after))
    old, new = pairs["completion"]
    pairs["completion"] = (chosen[0] or old, chosen[1] or new)
    moved = {name: {"before": old, "after": new} for name, (old, new) in pairs.items() if old != new}
    return {"deadlines": moved} if moved else {}


def _day(due: Due | None) -> str | None:
    if due is None:
        return None
    return due.on.isoformat() if due.at is None else due.at.isoformat(timespec="minutes")
