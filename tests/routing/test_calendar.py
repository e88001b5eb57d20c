from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.deadline import DayOff, Holiday, Rest
from domain.ids import TownId
from domain.ruleset import Weekday
from domain.town import Closure, OpeningHours, Town
from routing.calendar import Calendar, calendar_of, is_holiday, moment

TOWN = Town(
    id=TownId("valmont"),
    name="Valmont",
    insee="50999",
    postcode="50999",
    timezone="Europe/Paris",
    address=(),
    email="mairie@valmont.example",
    phone=None,
    fax=None,
    site=None,
    hours=(
        OpeningHours(day=Weekday.THURSDAY, opens=time(8, 30), closes=time(12)),
        OpeningHours(day=Weekday.THURSDAY, opens=time(13, 30), closes=time(17, 30)),
    ),
    holidays="metropole",
    court=None,
)


def test_a_moment_is_in_the_towns_own_time() -> None:
    seen = moment(TOWN, datetime(2026, 3, 12, 8, 0, tzinfo=UTC))
    assert (seen.at.hour, seen.open, seen.holiday) == (9, True, False)


def test_the_town_hall_is_closed_at_lunch_and_on_other_days() -> None:
    assert not moment(TOWN, datetime(2026, 3, 12, 11, 30, tzinfo=UTC)).open
    assert not moment(TOWN, datetime(2026, 3, 13, 9, 0, tzinfo=UTC)).open


def test_a_public_holiday_closes_the_town_hall() -> None:
    ascension = moment(TOWN, datetime(2026, 5, 14, 8, 0, tzinfo=UTC))
    assert (ascension.holiday, ascension.open) == (True, False)


def test_a_day_begins_in_the_towns_time() -> None:
    assert moment(TOWN, datetime(2026, 7, 13, 22, 30, tzinfo=UTC)).holiday


def test_holidays_follow_the_region() -> None:
    assert is_holiday("alsace-moselle", date(2026, 12, 26))
    assert not is_holiday("metropole", date(2026, 12, 26))


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(TOWN, datetime(2026, 3, 12, 9, 0))


PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = tuple(day for day in Weekday if day is not Weekday.HOLIDAY)


def hours(*spans: tuple[Weekday, str, str]) -> tuple[OpeningHours, ...]:
    return tuple(OpeningHours(day=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)) for day, opens, closes in spans)


OFFICE = hours(*((day, *span) for day in WEEKDAYS[:5] for span in (("08:30", "12:00"), ("13:30", "17:30"))))
"""Valognes (DOMAIN, section 3)."""
OFFICE_AND_SATURDAY = hours(*((day, "08:30", "17:30") for day in WEEKDAYS[:5]), (Weekday.SATURDAY, "09:00", "12:00"))
"""Reims."""
MONT_DORE = hours(*((day, "07:30", "15:30") for day in WEEKDAYS[:5]))


def town(**changes: object) -> Town:
    return replace(TOWN, hours=OFFICE, **changes)  # type: ignore[arg-type]


def test_a_closure_of_the_town_is_no_working_day_and_closes_the_town_hall() -> None:
    bridge = town(closures=(Closure(first_day=date(2026, 5, 15), last_day=date(2026, 5, 15), label="pont"),))
    calendar = Calendar(bridge)

    assert not calendar.is_working_day(date(2026, 5, 15))
    assert calendar.next_working_day(date(2026, 5, 13)) == date(2026, 5, 18)
    assert not moment(bridge, datetime(2026, 5, 15, 9, tzinfo=PARIS)).open
    assert not moment(bridge, datetime(2026, 5, 15, 9, tzinfo=PARIS)).holiday
    assert calendar.days_off(date(2026, 5, 13), date(2026, 5, 18)) == (
        DayOff(day=date(2026, 5, 14), rest=Rest.HOLIDAY, holiday=Holiday.ASCENSION),
        DayOff(day=date(2026, 5, 15), rest=Rest.CLOSURE, label="pont"),
        DayOff(day=date(2026, 5, 16), rest=Rest.WEEKEND),
        DayOff(day=date(2026, 5, 17), rest=Rest.WEEKEND),
    )


def test_a_town_hall_that_opens_on_holidays_is_open_then() -> None:
    fair = replace(TOWN, hours=(*OFFICE, *hours((Weekday.HOLIDAY, "10:00", "12:00"))))

    assert moment(fair, datetime(2026, 7, 14, 11, tzinfo=PARIS)).open
    assert not moment(fair, datetime(2026, 7, 14, 9, tzinfo=PARIS)).open
    assert not Calendar(fair).is_working_day(date(2026, 7, 14))


def test_working_days_are_counted_over_the_new_year_and_back() -> None:
    calendar = Calendar(town())

    assert calendar.nth_working_day(date(2025, 12, 30), 3) == date(2026, 1, 5)
    assert calendar.nth_working_day(date(2026, 1, 5), -3) == date(2025, 12, 30)
    assert calendar.nth_working_day(date(2026, 1, 3), 0) == date(2026, 1, 5)
    assert calendar.nth_working_day(date(2026, 1, 5), 0) == date(2026, 1, 5)
    assert calendar.nth_working_day(date(2026, 1, 4), -1) == date(2026, 1, 2)
    assert calendar.working_days_between(date(2025, 12, 30), date(2026, 1, 5)) == 3
    assert calendar.working_days_between(date(2026, 1, 5), date(2025, 12, 30)) == 0


@pytest.mark.parametrize(
    ("opening", "zone", "received", "hours_wanted", "reached"),
    [
        (OFFICE, "Europe/Paris", "2026-03-13T17:00", 4, "2026-03-16T12:00"),
        (OFFICE, "Europe/Paris", "2026-03-16T12:30", 1, "2026-03-16T14:30"),
        (OFFICE, "Europe/Paris", "2026-03-15T03:00", 4, "2026-03-16T14:00"),
        (OFFICE, "Europe/Paris", "2026-04-30T16:30", 2, "2026-05-04T09:30"),
        (OFFICE_AND_SATURDAY, "Europe/Paris", "2026-03-13T17:00", 4, "2026-03-16T09:00"),
        (MONT_DORE, "Pacific/Noumea", "2026-09-23T14:30", 2, "2026-09-25T08:30"),
        # Hours of opening do not notice that the clock was changed on a closed Sunday.
        (OFFICE, "Europe/Paris", "2026-03-27T17:00", 4, "2026-03-30T12:00"),
        (OFFICE, "Europe/Paris", "2026-10-23T17:00", 4, "2026-10-26T12:00"),
    ],
)
def test_hours_run_while_the_town_hall_is_open(
    opening: tuple[OpeningHours, ...], zone: str, received: str, hours_wanted: int, reached: str
) -> None:
    holidays = "nouvelle-caledonie" if zone == "Pacific/Noumea" else "metropole"
    calendar = Calendar(replace(TOWN, hours=opening, timezone=zone, holidays=holidays))
    local = ZoneInfo(zone)

    found = calendar.add_open_seconds(datetime.fromisoformat(received).replace(tzinfo=local), hours_wanted * 3600)

    assert found == datetime.fromisoformat(reached).replace(tzinfo=local)
    assert found.utcoffset() == datetime.fromisoformat(reached).replace(tzinfo=local).utcoffset()


def test_hours_that_pass_are_counted_on_the_night_the_clock_is_changed() -> None:
    night = Calendar(replace(TOWN, hours=hours((Weekday.SUNDAY, "00:00", "06:00"), (Weekday.SUNDAY, "06:00", "12:00"))))

    assert night.add_open_seconds(datetime(2026, 3, 29, 1, tzinfo=PARIS), 2 * 3600) == datetime(2026, 3, 29, 4, tzinfo=PARIS)
    assert night.add_open_seconds(datetime(2026, 10, 25, 1, tzinfo=PARIS), 3 * 3600) == datetime(2026, 10, 25, 3, tzinfo=PARIS)
    assert night.open_seconds_between(datetime(2026, 3, 29, 0, tzinfo=PARIS), datetime(2026, 3, 30, 0, tzinfo=PARIS)) == 11 * 3600
    assert night.open_seconds_between(datetime(2026, 10, 25, 0, tzinfo=PARIS), datetime(2026, 10, 26, 0, tzinfo=PARIS)) == 13 * 3600
    # 02:30 comes twice: an hour lies between the two.
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    assert night.add_open_seconds(first, 3600) == first.replace(fold=1)
    assert night.add_open_seconds(first, 3600).utcoffset() == timedelta(hours=1)


def test_a_time_that_comes_twice_closes_the_second_time_and_one_that_is_skipped_is_read_as_if_it_were_not() -> None:
    night = Calendar(replace(TOWN, hours=hours((Weekday.SUNDAY, "00:00", "02:30"))))

    assert night.open_seconds_between(datetime(2026, 10, 25, 0, tzinfo=PARIS), datetime(2026, 10, 26, 0, tzinfo=PARIS)) == 3.5 * 3600
    assert night.open_seconds_between(datetime(2026, 3, 29, 0, tzinfo=PARIS), datetime(2026, 3, 30, 0, tzinfo=PARIS)) == 2.5 * 3600


def test_the_end_of_a_day_and_what_comes_after_are_in_the_towns_time() -> None:
    calendar = Calendar(replace(TOWN, timezone="Pacific/Noumea"))

    assert calendar.end_of(date(2026, 9, 25)).isoformat() == "2026-09-25T23:59:59+11:00"
    assert calendar.after(date(2026, 9, 25)).isoformat() == "2026-09-26T00:00:00+11:00"


def test_a_town_without_opening_hours_is_never_open_long_enough() -> None:
    calendar = Calendar(replace(TOWN, hours=hours((Weekday.HOLIDAY, "09:00", "10:00"))))

    assert not calendar.has_hours
    with pytest.raises(ValueError, match="no opening hours"):
        calendar.add_open_seconds(datetime(2026, 3, 12, 9, tzinfo=PARIS), 3600)


def test_equal_towns_share_a_calendar() -> None:
    assert calendar_of(town()) is calendar_of(town())
    assert calendar_of(town()) is not calendar_of(town(holidays="mayotte"))
