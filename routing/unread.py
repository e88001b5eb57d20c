"""By when a department has opened what it was given, before it goes back to review (retour des demandes non lues)."""

from datetime import datetime, timedelta

from domain.deadline import Delay, Unit
from routing.calendar import Calendar
from routing.promises import read_delay

USUAL = "5 jo"
"""For departments whose members are known.

Longer than the two working days of taking in charge and the day after, on which the head is told; shorter than what the director hears of
(DOMAIN §3, per type settings: 2 jo, J+1, J+5).
"""
NEVER = "aucun"
_HOUR_SECONDS = 3_600


def unread_after(written: str | None, *, has_members: bool) -> Delay | None:
    """Return how long a department has, None: as long as it wants. ``written`` is the town's word, such as ``5 jo`` or ``aucun``.

    Where the town says nothing, those whose members are known have the usual time, and no others: a mailbox does not tell who read in it.
    """
    word = written or (USUAL if has_members else NEVER)
    return None if word == NEVER else read_delay(word)


def unread_at(at: datetime, delay: Delay, calendar: Calendar) -> datetime:
    """Return when what was given at a moment goes back if nobody has opened it: hours are opening hours, days working days to their end.

    ``j`` are days of the calendar. ValueError for months.
    """
    day = calendar.local(at).date()
    match delay.unit:
        case Unit.HOURS if calendar.has_hours:
            return calendar.add_open_seconds(at, delay.amount * _HOUR_SECONDS)
        case Unit.HOURS:
            return at + timedelta(hours=delay.amount)
        case Unit.WORKING_DAYS:
            return calendar.after(calendar.nth_working_day(day, delay.amount))
        case Unit.DAYS:
            return calendar.after(day + timedelta(days=delay.amount))
        case Unit.MONTHS:
            raise ValueError("what is unread goes back after days or hours")
