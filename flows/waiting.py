"""A request that waits for its requester goes on by itself: what was asked for came, or its time is over; meanwhile he is reminded.

The legal period, and the town's own targets, go on from the day the message came, however long it lay unread. Where nothing came they go on
when the time that was given is over; what is still missing then keeps silence from accepting anything (L. 114-5).

Whoever is owed a letter that has not left in time is found here, too: those who send letters are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.deadline import Alerts, Clock, Lack
from domain.draft import Draft, Kind
from domain.ids import UNCLASSIFIED, DraftId, RequestId
from domain.lifecycle import Act, Step, after
from domain.request import Status
from flows import clocks, notice
from flows.chasers import ring
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail, way_to
from flows.correspondence.writing import Writing, is_on
from flows.post import ACTOR
from flows.settings import Settings
from flows.town_views import TownView
from letters.kinds import ModelKey
from routing.calendar import Calendar
from routing.reminders import SENT, look, nudged_on
from store import clocks as stored
from store import history, journal, outbox, reminders, requests
from store.history import HistoryLine
from store.outbox import Letter
from store.reminders import Candidate, Raised
from store.requests import RequestRecord

NUDGED = "nudged"
"""What the history calls a reminder to the requester."""
BROUGHT = "brought"
"""What it calls that what had been asked for came, though nobody waited for it any more."""
_MOST_AT_ONCE = 200
"""Requests of one transaction; the others are looked at in the next one."""


class Cause(StrEnum):
    """Why a request that waited goes on (cause de la reprise)."""

    CAME = "came"
    """Its requester wrote."""
    OVER = "over"
    """The time he was given is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A message of a requester, with when it came (aware)."""

    id: DraftId
    draft: Draft
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What is left to remind staff of, and the queues that have work."""

    candidates: tuple[Candidate, ...]
    rung: tuple[str, ...]


def bring(
    settings: Settings, view: TownView, session: Session, record: RequestRecord, brought: Brought, now: datetime
) -> tuple[Letter, ...]:
    """Let a request go on whose requester has written; return what tells its department of the message, of any request.

    ``record`` is held. Of one that had gone on already only the clocks are told that what was missing is here.
    """
    line, link = record.line, f"{settings.public_url}/requests/{record.line.id}"
    facts: dict[str, object] = {"draft": brought.id}
    if line.status is not Status.WAITING:
        moved = clocks.bring(session, view, line.id, brought.at, now)
        if moved is not None:
            _write_down(session, record, BROUGHT, {**facts, **moved}, now)
        ring(session, view, record, now)
        return notice.follow_up(view, record, brought.draft, link)
    _stand(session, record, now)
    moved = clocks.bring(session, view, line.id, brought.at, now) or clocks.expire(session, view, line.id, now)
    _write_down(session, record, "resumed", {"before": line.status.value, "cause": Cause.CAME.value, **facts, **moved}, now)
    ring(session, view, record, now)
    return notice.resumed(view, record, brought.draft, link)


def to_whom(view: TownView, candidate: Candidate, clock: Clock) -> Candidate:
    """Return a candidate as a clock's reminders tell of it: of a letter that has not left, those at the reception are told."""
    general = next((one.department for one in view.ruleset.subjects if one.code == UNCLASSIFIED), None)
    return candidate if clock not in SENT or general is None else replace(candidate, department=general)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """Looks after requests of a town whose reminders are due at a moment, which the transaction of ``session`` holds."""

    settings: Settings
    view: TownView
    calendar: Calendar
    session: Session
    now: datetime

    def attend(self, found: Sequence[Candidate]) -> Attended:
        """Let those go on whose time is over, remind requesters, and forget letters that are owed to nobody any more."""
        left: list[Candidate] = []
        rung: set[str] = set()
        attended = 0
        for one in found:
            if not self._is_concerned(one):
                left.append(one)
                continue
            attended += 1
            if attended <= _MOST_AT_ONCE:
                rung.update(self._nudge(one))
                left += [] if self._has_expired(one) else [self._still_owed(one)]
        return Attended(candidates=tuple(left), rung=tuple(sorted(rung)))

    @property
    def _today(self) -> date:
        return self.calendar.local(self.now).date()

    def _is_concerned(self, one: Candidate) -> bool:
        watch = one.watch
        if watch.status is not Status.WAITING and watch.receipt_on is None and watch.acknowledge_on is None:
            return False
        is_owed = any(on is not None and on <= self._today for on in (watch.receipt_on, watch.acknowledge_on))
        return is_owed or self._is_over(one) or nudged_on(watch, self._alerts(one), self.calendar, self.now) is not None

    def _is_over(self, one: Candidate) -> bool:
        until = one.watch.awaited_until
        return one.watch.status is Status.WAITING and until is not None and until < self._today

    def _has_expired(self, one: Candidate) -> bool:
        """Let a request go on whose requester's time is over, and tell its department; tell whether it was so."""
        if not self._is_over(one):
            return False
        told, _ = look(one.watch, self._alerts(one), self.calendar, one.watch.received_at, self.now)
        record = requests.get(self.session, one.request)
        _stand(self.session, record, self.now)
        moved = clocks.expire(self.session, self.view, one.request, self.now)
        _write_down(self.session, record, "resumed", {"before": record.line.status.value, "cause": Cause.OVER.value, **moved}, self.now)
        # Raised after what it tells of: it holds until somebody does something.
        raised = [Raised(candidate=one, reminder=reminder) for reminder in told if reminder.clock is Clock.ANSWER]
        reminders.add(self.session, self.view.town.id, raised, self.now)
        return True

    def _nudge(self, one: Candidate) -> tuple[str, ...]:
        """Remind a requester of what he was asked for, once for each day on which that is due; return the queues that have work then."""
        day = nudged_on(one.watch, self._alerts(one), self.calendar, self.now)
        if day is None or self._is_over(one) or not is_on(self.settings, self.view.town):
            return ()
        record = requests.get(self.session, one.request)
        if any(line.action == NUDGED and line.details.get("for") == day.isoformat() for line in record.history):
            return ()
        writing = Writing(settings=self.settings, view=self.view, session=self.session, now=self.now)
        written = writing.of(record, self._occasion(record, day))
        if written:
            until = record.line.situation.awaited_until
            _write_down(self.session, record, NUDGED, {"for": day.isoformat(), "day": until.isoformat() if until else None}, self.now)
        return writing.post(written)

    def _occasion(self, record: RequestRecord, day: date) -> Occasion:
        asked = next((line.details.get("pieces") for line in reversed(record.history) if line.action == "asked"), None)
        running = [one for one in stored.suspensions(self.session, record.line.id) if one.ended_at is None]
        return Occasion(
            model=ModelKey.PIECES_AGAIN,
            event=f"{ModelKey.PIECES_AGAIN}:{record.line.id}:{day.isoformat()}",
            pieces=tuple(map(str, asked)) if isinstance(asked, list) else (),
            day=record.line.situation.awaited_until,
            suspends=bool(running) and running[-1].lack is Lack.REQUIRED,
        )

    def _still_owed(self, one: Candidate) -> Candidate:
        """Return a candidate without the letters that nobody can be sent, that left, or that a town does not write."""
        watch, today = one.watch, self._today
        days = {Clock.RECEIPT: watch.receipt_on, Clock.ACKNOWLEDGEMENT: watch.acknowledge_on}
        due = {clock for clock, on in days.items() if on is not None and on <= today}
        gone = frozenset(due - set(self._owed(requests.get(self.session, one.request)))) if due else frozenset()
        if not gone:
            return one
        stored.leave(self.session, (one.request,), gone)
        receipt_on = None if Clock.RECEIPT in gone else watch.receipt_on
        acknowledge_on = None if Clock.ACKNOWLEDGEMENT in gone else watch.acknowledge_on
        return replace(one, watch=replace(watch, receipt_on=receipt_on, acknowledge_on=acknowledge_on))

    def _owed(self, record: RequestRecord) -> Iterator[Clock]:
        way = way_to(self.session, self.view, record)
        if way is None or record.draft.kind is Kind.SPAM or not is_on(self.settings, self.view.town):
            return
        sent = {one.letter.payload.get("model") for one in outbox.of_request(self.session, record.line.id) if one.state == "sent"}
        writing = Writing(settings=self.settings, view=self.view, session=self.session, now=self.now)
        if writing.acknowledged_by(record) in sent:
            return
        yield Clock.ACKNOWLEDGEMENT
        # Whoever wants no answer to go anywhere says so by an empty sender (RFC 3834, 2).
        if isinstance(way, ByMail) and record.inbound.envelope.sender != "" and ModelKey.REGISTERED not in sent:
            yield Clock.RECEIPT

    def _alerts(self, one: Candidate) -> Alerts:
        return clocks.alerts_of(clocks.find_promise(self.view.ruleset, one.subject))


def _stand(session: Session, record: RequestRecord, now: datetime) -> None:
    requests.stand(session, record.line.id, after(record.line.situation, Step(act=Act.RESUME), ACTOR, now))


def _write_down(session: Session, record: RequestRecord, action: str, facts: Mapping[str, object], now: datetime) -> None:
    town, request = record.line.town, RequestId(record.line.id)
    history.append(session, town, request, HistoryLine(at=now, actor=ACTOR, action=action, details=facts))
    journal.append(session, at=now, town=town, actor=ACTOR, action=f"request.{action}", object=f"request:{request}", details=facts)
