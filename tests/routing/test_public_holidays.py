from datetime import date

import holidays as vacanza
import pytest

from domain.deadline import Holiday
from domain.town import CustomaryDay
from routing.public_holidays import easter_sunday, public_holidays

YEARS = range(2010, 2051)
EVERYWHERE = {
    (1, 1): Holiday.NEW_YEAR,
    (5, 1): Holiday.LABOUR_DAY,
    (5, 8): Holiday.VICTORY,
    (7, 14): Holiday.NATIONAL_DAY,
    (8, 15): Holiday.ASSUMPTION,
    (11, 1): Holiday.ALL_SAINTS,
    (11, 11): Holiday.ARMISTICE,
    (12, 25): Holiday.CHRISTMAS,
}
LIBRARY = {
    "metropole": None,
    "alsace-moselle": "57",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "la-reunion": "974",
    "mayotte": "976",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "saint-pierre-et-miquelon": "PM",
    "nouvelle-caledonie": "NC",
    "polynesie-francaise": "PF",
    "wallis-et-futuna": "WF",
}
CUSTOMS = {
    "guadeloupe": tuple(CustomaryDay),
    "martinique": (CustomaryDay.SCHOELCHER,),
    "saint-martin": (CustomaryDay.SCHOELCHER,),
}
"""What the library counts among the public holidays there, and we leave to the town."""


@pytest.mark.parametrize("calendar", LIBRARY)
def test_every_calendar_agrees_with_an_independent_library(calendar: str) -> None:
    for year in YEARS:
        theirs = set(vacanza.country_holidays("FR", subdiv=LIBRARY[calendar], years=year))
        if calendar in {"saint-barthelemy", "saint-martin"} and year < 2012:
            continue
        assert set(public_holidays(calendar, year, customary_days=CUSTOMS.get(calendar, ()))) == theirs, year


def test_mainland_france_has_eleven_holidays_with_their_names() -> None:
    expected = {date(2026, month, day): name for (month, day), name in EVERYWHERE.items()}
    expected |= {
        date(2026, 4, 6): Holiday.EASTER_MONDAY,
        date(2026, 5, 14): Holiday.ASCENSION,
        date(2026, 5, 25): Holiday.WHIT_MONDAY,
    }
    assert public_holidays("metropole", 2026) == expected
    assert public_holidays("FR", 2026) == expected


@pytest.mark.parametrize(
    ("calendar", "day", "holiday"),
    [
        ("alsace-moselle", date(2026, 4, 3), Holiday.GOOD_FRIDAY),
        ("alsace-moselle", date(2026, 12, 26), Holiday.SAINT_STEPHEN),
        ("mayotte", date(2026, 4, 27), Holiday.ABOLITION),
        ("martinique", date(2026, 5, 22), Holiday.ABOLITION),
        ("guadeloupe", date(2026, 5, 27), Holiday.ABOLITION),
        ("saint-martin", date(2026, 5, 28), Holiday.ABOLITION),
        ("guyane", date(2026, 6, 10), Holiday.ABOLITION),
        ("saint-barthelemy", date(2026, 10, 9), Holiday.ABOLITION),
        ("la-reunion", date(2026, 12, 20), Holiday.ABOLITION),
        ("nouvelle-caledonie", date(2026, 9, 24), Holiday.CITIZENSHIP),
        ("polynesie-francaise", date(2026, 4, 3), Holiday.GOOD_FRIDAY),
        ("polynesie-francaise", date(2026, 3, 5), Holiday.GOSPEL),
        ("polynesie-francaise", date(2024, 6, 29), Holiday.AUTONOMY),
        ("polynesie-francaise", date(2025, 11, 20), Holiday.MATARII),
        ("wallis-et-futuna", date(2026, 4, 28), Holiday.SAINT_PETER_CHANEL),
        ("wallis-et-futuna", date(2026, 6, 29), Holiday.SAINTS_PETER_AND_PAUL),
        ("wallis-et-futuna", date(2026, 7, 29), Holiday.TERRITORY),
    ],
)
def test_days_of_one_calendar_are_those_of_no_other(calendar: str, day: date, holiday: Holiday) -> None:
    assert public_holidays(calendar, day.year)[day] is holiday
    assert day not in public_holidays("metropole", day.year)


def test_polynesia_changed_its_day_in_2025() -> None:
    assert date(2025, 6, 29) not in public_holidays("polynesie-francaise", 2025)
    assert date(2024, 11, 20) not in public_holidays("polynesie-francaise", 2024)


def test_good_friday_is_kept_in_alsace_and_moselle_where_the_town_says_so() -> None:
    assert date(2026, 4, 3) not in public_holidays("alsace-moselle", 2026, good_friday=False)
    assert date(2026, 12, 26) in public_holidays("alsace-moselle", 2026, good_friday=False)
    assert date(2026, 4, 3) in public_holidays("polynesie-francaise", 2026, good_friday=False)


def test_days_of_custom_are_kept_in_the_antilles_where_the_town_says_so() -> None:
    days = {date(2026, 3, 12): Holiday.MID_LENT, date(2026, 4, 3): Holiday.GOOD_FRIDAY, date(2026, 7, 21): Holiday.SCHOELCHER}

    usual, kept = public_holidays("guadeloupe", 2026), public_holidays("guadeloupe", 2026, customary_days=tuple(CustomaryDay))

    assert not days.keys() & usual.keys()
    assert kept == {**usual, **days}
    assert public_holidays("metropole", 2026, customary_days=tuple(CustomaryDay)) == public_holidays("metropole", 2026)


def test_two_holidays_on_one_day_are_one() -> None:
    # In 2008 Ascension fell on 1 May.
    assert public_holidays("metropole", 2008)[date(2008, 5, 1)] is Holiday.LABOUR_DAY
    assert len(public_holidays("metropole", 2008)) == 10


@pytest.mark.parametrize(
    ("year", "day"), [(1818, date(1818, 3, 22)), (1943, date(1943, 4, 25)), (2000, date(2000, 4, 23)), (2026, date(2026, 4, 5))]
)
def test_easter_is_that_of_the_tables(year: int, day: date) -> None:
    assert easter_sunday(year) == day
