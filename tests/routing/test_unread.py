"""By when what was given to a department is to be opened: the town's word, and the calendar."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.deadline import Delay, Unit
from domain.ruleset import Weekday
from domain.town import OpeningHours, Town
from routing.calendar import Calendar
from routing.unread import unread_after, unread_at
from tests.installations import town

PARIS = ZoneInfo("Europe/Paris")
THURSDAY = datetime(2026, 3, 12, 16, 0, tzinfo=PARIS)


def hall(*, hours: bool) -> Calendar:
    working = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
    spans = tuple(OpeningHours(day=day, opens=time(9), closes=time(17)) for day in working) if hours else ()
    base = town()
    fields = {name: getattr(base, name) for name in Town.__slots__}
    return Calendar(Town(**{**fields, "hours": spans}))


@pytest.mark.parametrize(
    ("written", "has_members", "expected"),
    [
        (None, True, Delay(amount=5, unit=Unit.WORKING_DAYS)),
        (None, False, None),
        ("aucun", True, None),
        ("16 h", True, Delay(amount=16, unit=Unit.HOURS)),
        ("2 jo", False, Delay(amount=2, unit=Unit.WORKING_DAYS)),
    ],
)
def test_the_town_says_how_long_and_what_it_does_not_say_is_for_departments_with_members(
    written: str | None, has_members: bool, expected: Delay | None
) -> None:
    assert unread_after(written, has_members=has_members) == expected


@pytest.mark.parametrize(
    ("amount", "unit", "hours", "expected"),
    [
        # Friday, Monday, Tuesday, Wednesday, Thursday; then it is over.
        (5, Unit.WORKING_DAYS, False, datetime(2026, 3, 20, 0, 0, tzinfo=PARIS)),
        (1, Unit.WORKING_DAYS, True, datetime(2026, 3, 14, 0, 0, tzinfo=PARIS)),
        # One hour of Thursday, eight of Friday, one of Monday.
        (10, Unit.HOURS, True, datetime(2026, 3, 16, 10, 0, tzinfo=PARIS)),
        (10, Unit.HOURS, False, datetime(2026, 3, 13, 2, 0, tzinfo=PARIS)),
        (3, Unit.DAYS, True, datetime(2026, 3, 16, 0, 0, tzinfo=PARIS)),
    ],
)
def test_hours_are_opening_hours_and_days_last_to_their_end(amount: int, unit: Unit, hours: bool, expected: datetime) -> None:
    assert unread_at(THURSDAY.astimezone(UTC), Delay(amount=amount, unit=unit), hall(hours=hours)) == expected
