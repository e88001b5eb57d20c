"""Deadlines as the desk shows them: a day and marks in a list, each clock with how it was counted on the page of a request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.deadline import Clock, Due, Suspension
from domain.ids import TownId
from domain.request import Status
from domain.timing import Dates, Urgency
from flows.deadline_words import due_in_words, explanation
from routing.calendar import Calendar, calendar_of
from routing.dates import urgencies
from store import clocks, reminders
from store.reminders import KeptReminder
from store.requests import RequestRecord
from web.desk import Desk
from web.due_words import CLOCKS
from web.formats import plain_day
from web.translations import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A deadline that presses, in words; its colour says the same."""

    urgency: Urgency
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCell:
    """What a list shows of deadlines. ``on`` is the day of the next target, None where none counts."""

    on: date | None
    marks: tuple[Mark, ...]


NOTHING_DUE = DueCell(on=None, marks=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock of a request: by when, and how that was counted; ``how`` is empty where an agent set the day."""

    clock: Clock
    by: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """All that the page of a request shows of its deadlines. ``may_change``: an agent may set another day, or put reminders to sleep."""

    cell: DueCell
    lines: tuple[ClockLine, ...]
    snoozed_until: date | None
    chosen_on: date | None
    suspensions: tuple[Suspension, ...]
    reminders: tuple[KeptReminder, ...]
    may_change: bool
    first_day: date
    """The earliest day that may be set."""


def due_cell(desk: Desk, town: TownId, dates: Dates, status: Status, language: Language, now: datetime) -> DueCell:
    """Return what a list shows of a request's deadlines."""
    calendar = _calendar(desk, town)
    on = None if dates.due_at is None else calendar.local(dates.due_at).date()
    return DueCell(on=on, marks=tuple(_marks(dates, status, calendar, language, now)))


def due_view(desk: Desk, session: Session, record: RequestRecord, language: Language, now: datetime) -> DueView:
    """Return what the page of a request shows of its deadlines."""
    line = record.line
    is_over = line.status.is_over or line.merged_into is not None
    return DueView(
        cell=due_cell(desk, line.town, line.dates, line.status, language, now),
        lines=tuple(_lines(record, language)),
        snoozed_until=_awake(line.dates.snoozed_until, _calendar(desk, line.town), now) if not is_over else None,
        chosen_on=None if record.timing is None else record.timing.chosen_on,
        suspensions=clocks.suspensions(session, line.id),
        reminders=reminders.of_request(session, line.id),
        may_change=not is_over,
        first_day=_calendar(desk, line.town).local(now).date(),
    )


def completion_in_words(record: RequestRecord, language: Language) -> str | None:
    """Return by when a request is to be done, as it is printed; None where that is not known."""
    if record.timing is None:
        return None
    if record.timing.chosen_on is not None:
        return plain_day(record.timing.chosen_on, language.locale)
    due = record.timing.clocks.completion
    return None if due is None else due_in_words(due, language.code)


def due_notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what a line of the history tells of deadlines that moved."""
    moved = details.get("deadlines")
    if not isinstance(moved, dict):
        return
    for clock, days in moved.items():
        if isinstance(days, dict):
            name = language.gettext(CLOCKS.get(clock, clock))
            pair = " → ".join(_told_day(days.get(side), language) for side in ("before", "after"))
            yield language.gettext("%(name)s: %(days)s") % {"name": name, "days": pair}


def _told_day(text: object, language: Language) -> str:
    if not isinstance(text, str):
        return "—"
    at = datetime.fromisoformat(text)
    day = plain_day(at.date(), language.locale)
    return f"{day} {at:%H:%M}" if "T" in text else day


def _lines(record: RequestRecord, language: Language) -> Iterator[ClockLine]:
    timing = record.timing
    if timing is None:
        return
    found, dates = timing.clocks, record.line.dates
    owed = {
        Clock.RECEIPT: dates.receipt_on,
        Clock.ACKNOWLEDGEMENT: dates.acknowledge_on,
        Clock.ELECTRONIC_ACKNOWLEDGEMENT: dates.acknowledge_on,
    }
    for due in (found.legal, found.completion, found.taking, found.acknowledgement, found.receipt):
        if due is None:
            continue
        if timing.chosen_on is not None and due is found.completion:
            yield ClockLine(clock=due.clock, by=plain_day(timing.chosen_on, language.locale), how="")
        else:
            yield _line(due, language, is_owed=due.on == owed.get(due.clock))


def _line(due: Due, language: Language, *, is_owed: bool) -> ClockLine:
    how = explanation(due, language.code)
    told = (how, language.gettext("It has not left yet.")) if is_owed else (how,)
    return ClockLine(clock=due.clock, by=due_in_words(due, language.code), how=" ".join(told))


def _marks(dates: Dates, status: Status, calendar: Calendar, language: Language, now: datetime) -> Iterator[Mark]:
    today = calendar.local(now).date()
    for one in urgencies(dates, status, calendar, now):
        match one:
            case Urgency.LEGAL:
                day = "" if dates.legal_on is None else plain_day(dates.legal_on, language.locale)
                yield Mark(urgency=one, text=language.gettext("Implicit decision: %(day)s") % {"day": day})
            case Urgency.OVERDUE:
                on = today if dates.due_at is None else calendar.local(dates.due_at).date()
                late = calendar.working_days_between(on, today)
                words = language.ngettext("Late by %(num)s working day", "Late by %(num)s working days", late) % {"num": late}
                yield Mark(urgency=one, text=words if late else language.gettext("Late"))
            case Urgency.SOON:
                is_today = dates.due_at is not None and calendar.local(dates.due_at).date() == today
                yield Mark(urgency=one, text=language.gettext("Due today") if is_today else language.gettext("Due soon"))


def _awake(until: date | None, calendar: Calendar, now: datetime) -> date | None:
    return until if until is not None and until > calendar.local(now).date() else None


def _calendar(desk: Desk, town: TownId) -> Calendar:
    return calendar_of(desk.book.town(town))
