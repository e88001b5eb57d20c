"""Remind staff of deadlines: raise what is due, once each, and tell by mail; only while the town hall is open.

The row of a reminder is written first. A mail tells of all that its address was not told of yet: whoever is killed between the two, or
comes after a night without power, finds it then. What is changed meanwhile is no longer told, for its reminder is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.deadline import Alerts, Clock
from domain.ids import RequestId, SubjectCode, TownId
from domain.webhook import Event
from flows import clocks, reminder_words
from flows.correspondence.staff import Speaker, language_of
from flows.deputies import staff_of
from flows.escalation import Ladder
from flows.post import post
from flows.town_views import TownView
from flows.waiting import Attending, to_whom
from flows.wiring import Installation
from routing.calendar import Calendar, calendar_of
from routing.reminders import look, may_send, sending_from
from store import clocks as stored_clocks
from store import reminders, requests, standings, webhook_events
from store.reminders import BellLine, Candidate, Mailed, Raised
from store.standings import Standing
from store.webhook_events import Happened

_AT_ONCE = 2_000
_MOST_LISTED = 100
"""Requests that a mail names; a person reads no more, and the desk lists all."""
_A_DAY = timedelta(days=1)
_HOLD = "citoyen reminders"
_OF_LETTERS = frozenset({Clock.RECEIPT, Clock.ACKNOWLEDGEMENT})
"""What is due is a letter of ours: no other software waits for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """What was done: reminders raised, mails written."""

    raised: int = 0
    mails: int = 0


def remind(installation: Installation, now: datetime) -> Reminded:
    """Raise the reminders that are due in all towns that are open now, and write the mails. Raises UnavailableError.

    One process at a time does it; another one that comes meanwhile leaves it to the first.
    """
    with installation.database.read() as session:
        is_new = bool(stored_clocks.untimed(session, after=None, limit=1))
        found = standings.standings(session, now)
    waiting = [town for town in installation.towns.ids() if town in found and _is_waiting(installation, town, found[town], now)]
    if not is_new and not waiting:
        return Reminded()
    with installation.database.hold(_HOLD) as hold:
        if hold is None:
            return Reminded()
        counted = clocks.catch_up(installation, now) if is_new else 0
        done = [_Reminding.of(installation, town, now).remind() for town in (installation.towns.ids() if counted else waiting)]
    return Reminded(raised=sum(one.raised for one in done), mails=sum(one.mails for one in done))


def _is_waiting(installation: Installation, town: TownId, standing: Standing, now: datetime) -> bool:
    """Whether there is something to raise or to tell in a town, and its town hall is open."""
    newest, looked, is_any_due = standing.newest, standing.looked, standing.is_any_due
    if not is_any_due and not newest and looked.day is None:
        return False
    calendar = calendar_of(installation.towns.town(town))
    today = calendar.local(now).date()
    # On a new day everybody may be told again.
    is_any_untold = newest > looked.up_to or (newest > 0 and looked.day != today)
    return (is_any_due or is_any_untold or _was_ahead(looked, today)) and may_send(calendar, now)


def _was_ahead(looked: Mailed, today: date) -> bool:
    """Tell whether the clock was ahead when it was looked last."""
    return looked.day is not None and looked.day > today


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reminding:
    """The reminders of one town at one moment."""

    installation: Installation
    view: TownView
    calendar: Calendar
    now: datetime

    @classmethod
    def of(cls, installation: Installation, town: TownId, now: datetime) -> "_Reminding":
        """Return what is to do in a town."""
        view = installation.towns.get(town)
        return cls(installation=installation, view=view, calendar=calendar_of(view.town), now=now)

    def remind(self) -> Reminded:
        """Raise and tell, if the town hall is open."""
        if not may_send(self.calendar, self.now):
            return Reminded()
        self._look_again()
        raised, urgent = self.raise_all()
        return Reminded(raised=raised, mails=urgent + self.write_mails())

    def _look_again(self) -> None:
        """Look at everything anew where the clock was ahead and was set back since."""
        town, today = self.view.town.id, self.calendar.local(self.now).date()
        with self.installation.database.write() as session:
            looked = reminders.looked(session, town)
            if _was_ahead(looked, today):
                reminders.look_again(session, town, today, self.now)
                reminders.set_looked(session, town, today, looked.up_to)

    def raise_all(self) -> tuple[int, int]:
        """Raise what is due; return how many reminders, and how many mails told of some of them at once."""
        alerts: dict[SubjectCode, Alerts] = {}
        raised = mails = 0
        while True:
            with self.installation.database.write() as session:
                found = reminders.due(session, self.view.town.id, self.now, _AT_ONCE)
                attending = Attending(
                    settings=self.installation.settings, view=self.view, calendar=self.calendar, session=session, now=self.now
                )
                # Looked at every day, and told of nobody, until its requester wants it to go on.
                reminders.look_at(session, [(one.request, self.now + _A_DAY) for one in found if one.is_limited])
                attended = attending.attend([one for one in found if not one.is_limited])
                new = self._raise(session, attended.candidates, alerts)
                letters, rung = self._tell_urgent(session, new)
            self.installation.bell.ring(*attended.rung, *rung)
            raised, mails = raised + len(new), mails + letters
            if len(found) < _AT_ONCE:
                return raised, mails

    def _raise(self, session: Session, found: Sequence[Candidate], alerts: dict[SubjectCode, Alerts]) -> tuple[Raised, ...]:
        due: list[Raised] = []
        following: list[tuple[RequestId, datetime | None]] = []
        for one in found:
            kept = alerts.get(one.subject)
            if kept is None:
                kept = alerts[one.subject] = clocks.alerts_of(clocks.find_promise(self.view.ruleset, one.subject))
            last, coming = look(one.watch, kept, self.calendar, one.since, self.now)
            due += [Raised(candidate=to_whom(self.view, one, reminder.clock), reminder=reminder) for reminder in last]
            following.append((one.request, coming))
        new = reminders.add(session, self.view.town.id, due, self.now)
        reminders.press(session, [one.candidate.request for one in due if one.reminder.clock is Clock.LEGAL])
        reminders.look_at(session, following)
        webhook_events.tell(session, [self._happened(one) for one in new if one.reminder.clock not in _OF_LETTERS])
        return new

    def _happened(self, one: Raised) -> Happened:
        event = Event.OVERDUE if one.reminder.late_days > 0 else Event.DUE_SOON
        return Happened(town=self.view.town.id, request=one.candidate.request, event=event, at=self.now)

    def _tell_urgent(self, session: Session, raised: Sequence[Raised]) -> tuple[int, tuple[str, ...]]:
        """Write at once to those who let an hour go by: the next day's mail would come too late."""
        hours, today = [one for one in raised if self._is_of_hours(one)], self.calendar.local(self.now).date()
        letters = []
        for one in hours:
            line = requests.get(session, one.candidate.request).line
            kept = next(
                kept
                for kept in reminders.of_request(session, one.candidate.request)
                if (kept.clock, kept.day) == (one.reminder.clock, one.reminder.day)
            )
            told = BellLine(reminder=kept, request=line, is_read=False)
            to = self._ladder(session).addresses(line.department, line.status, one.reminder.level, line.situation.taken_by)
            letters += [reminder_words.urgent(self._speaker(session, address), address, today, told) for address in to]
        return len(letters), post(self.installation.settings, session, letters, self.now) if letters else ()

    def _is_of_hours(self, one: Raised) -> bool:
        """Whether something was due at an hour, and this is the first reminder of it."""
        due = {Clock.TAKING: one.candidate.watch.take_by, Clock.COMPLETION: one.candidate.watch.complete_by}.get(one.reminder.clock)
        if due is None or due == self.calendar.end_of(one.reminder.due_on):
            return False
        return one.reminder.at == sending_from(self.calendar, due)

    def write_mails(self) -> int:
        """Write the mails of the day to those who have not had one; return how many."""
        town, today = self.view.town.id, self.calendar.local(self.now).date()
        with self.installation.database.read() as session:
            newest, told = reminders.newest(session, town), reminders.mailed(session, town)
            shares = self._ladder(session).shares()
        written, rung = 0, set[str]()
        for address, share in shares.items():
            before = told.get(address)
            if before is not None and before.day == today:
                continue
            after = 0 if before is None else before.up_to
            with self.installation.database.write() as session:
                untold = reminders.untold(session, town, share, after=after, up_to=newest, limit=_MOST_LISTED)
                if not untold.lines or not reminders.claim_mail(session, town, address, today, newest):
                    continue
                letter = reminder_words.digest(self._speaker(session, address), address, today, untold)
                rung.update(post(self.installation.settings, session, (letter,), self.now))
                written += 1
        with self.installation.database.write() as session:
            reminders.set_looked(session, town, today, newest)
        self.installation.bell.ring(*sorted(rung))
        return written

    def _ladder(self, session: Session) -> Ladder:
        return Ladder(view=self.view, staff=staff_of(session, self.view, self.now))

    def _speaker(self, session: Session, address: str) -> Speaker:
        url, language = self.installation.settings.public_url, language_of(session, address)
        return Speaker(view=self.view, session=session, now=self.now, url=url, language=language)
