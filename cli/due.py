"""By when what is due of a request, for people and for programs."""

from datetime import datetime

from cli import options
from cli.words import tr
from domain.timing import Urgency
from flows.wiring import Installation
from routing.calendar import Calendar, calendar_of
from routing.dates import urgencies
from store.request_lines import RequestLine

URGENCIES = {
    Urgency.LEGAL: tr("implicit decision on {day}"),
    Urgency.OVERDUE: tr("overdue since {day}"),
    Urgency.SOON: tr("{day}, soon"),
}


def due_object(installation: Installation, line: RequestLine) -> dict[str, object]:
    """Return what is due as a program reads it: moments and days, None where nothing is, and how urgent that is, the worst first."""
    dates = line.dates
    return {
        "taking": _moment(dates.take_by),
        "completion": _moment(dates.complete_by),
        "legal": None if dates.legal_on is None else dates.legal_on.isoformat(),
        "next": _moment(dates.due_at),
        "snoozed_until": None if dates.snoozed_until is None else dates.snoozed_until.isoformat(),
        "urgency": [one.value for one in urgencies(dates, line.status, _calendar(installation, line), options.now())],
    }


def due_words(installation: Installation, line: RequestLine) -> str:
    """Return what is due as people read it in a list, the worst alone."""
    dates, calendar = line.dates, _calendar(installation, line)
    found = urgencies(dates, line.status, calendar, options.now())
    if Urgency.LEGAL in found and dates.legal_on is not None:
        return URGENCIES[Urgency.LEGAL].format(day=dates.legal_on.isoformat())
    if dates.due_at is None:
        return "—"
    day = calendar.local(dates.due_at).date().isoformat()
    return URGENCIES[found[0]].format(day=day) if found else day


def _calendar(installation: Installation, line: RequestLine) -> Calendar:
    return calendar_of(installation.towns.get(line.town).town)


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
