from datetime import UTC, date, datetime, time

import pytest

from domain.ids import TownId
from domain.ruleset import Weekday
from domain.town import OpeningHours, Town
from routing.calendar import is_holiday, moment

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
