"""What a department is told besides its mailbox: that a requester asks again, where the department has none.

It rings for whoever works there then, and stands in the mails of the day: of its members, or of the director where nobody of them can be
reached. It holds until somebody does something to the request.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.deadline import Clock
from domain.ids import RequestId
from domain.reminder import Level, Reminder, Watch
from flows.deputies import mailbox_of
from flows.town_views import TownView
from routing.calendar import calendar_of
from store import reminders
from store.reminders import Candidate, Raised
from store.requests import RequestRecord


def ring(session: Session, view: TownView, record: RequestRecord, now: datetime) -> None:
    """Ring for the department in charge of an open request whose requester asks again, once a day, if no mailbox of it is told."""
    line = record.line
    if not line.status.is_open or mailbox_of(view.ruleset, line.department) is not None:
        return
    today = calendar_of(view.town).local(now).date()
    watch = Watch(
        status=line.status,
        is_taken=line.situation.is_taken,
        received_at=line.received_at,
        take_by=line.dates.take_by,
        complete_by=line.dates.complete_by,
        legal_on=line.dates.legal_on,
    )
    candidate = Candidate(request=line.id, subject=line.subject, department=line.department, since=now, watch=watch)
    told = Reminder(clock=Clock.CHASER, due_on=today, day=today, at=now, late_days=0, level=Level.AGENT)
    reminders.add(session, view.town.id, (Raised(candidate=candidate, reminder=told),), now)


def unring(session: Session, request: RequestId, at: datetime, now: datetime) -> None:
    """Let what rang at a moment ring no longer: whoever was thought to ask again did not."""
    reminders.end_raised(session, request, Clock.CHASER, at, now)
