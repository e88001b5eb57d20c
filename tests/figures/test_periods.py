from datetime import date

import pytest

from domain.figures import Axis, Period
from figures.periods import Named, named_period, told, whole_year, year_before
from figures.timeline import keys, year_earlier, year_later

TODAY = date(2026, 3, 15)


def period(first: str, last: str) -> Period:
    return Period(first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (Named.MONTH, "2026-03-01", "2026-03-15"),
        (Named.LAST_MONTH, "2026-02-01", "2026-02-28"),
        (Named.MONTHS_3, "2026-01-01", "2026-03-15"),
        (Named.MONTHS_6, "2025-10-01", "2026-03-15"),
        (Named.MONTHS_12, "2025-04-01", "2026-03-15"),
        (Named.YEAR, "2026-01-01", "2026-03-15"),
        (Named.LAST_YEAR, "2025-01-01", "2025-12-31"),
        (Named.LAST_WEEK, "2026-03-02", "2026-03-08"),
        (Named.ALL, "1900-01-01", "2026-03-15"),
    ],
)
def test_named_period_is_that_of_the_day(name: Named, first: str, last: str) -> None:
    assert named_period(name, TODAY) == period(first, last)


def test_every_name_has_a_period() -> None:
    assert all(named_period(name, TODAY).first <= named_period(name, TODAY).last for name in Named)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-03-01", "2026-03-15", ("2025-03-01", "2025-03-15")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-29", "2024-03-01", ("2023-02-28", "2023-03-01")),
        ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
        ("1900-01-01", "2026-03-15", ("1900-01-01", "2025-03-15")),
    ],
)
def test_year_before_is_the_same_days_and_whole_months_stay_whole(first: str, last: str, expected: tuple[str, str]) -> None:
    assert year_before(period(first, last)) == period(*expected)


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ("2026-03-01", "2026-03-31", "mars 2026", "March 2026"),
        ("2026-01-01", "2026-12-31", "année 2026", "year 2026"),
        ("2026-03-01", "2026-04-15", "du 1er mars 2026 au 15 avril 2026", "1 March 2026 to 15 April 2026"),
        ("2026-01-01", "2026-03-31", "de janvier à mars 2026", "January to March 2026"),
        ("2025-08-01", "2026-02-28", "d’août 2025 à février 2026", "August 2025 to February 2026"),
        ("2026-03-02", "2026-03-02", "2 mars 2026", "2 March 2026"),
        ("1900-01-01", "2026-03-02", "jusqu’au 2 mars 2026", "until 2 March 2026"),
    ],
)
def test_period_is_told_in_words(first: str, last: str, french: str, english: str) -> None:
    assert (told(period(first, last), "fr"), told(period(first, last), "en")) == (french, english)


def test_months_and_weeks_without_anything_stand_in_the_timeline() -> None:
    assert keys(Axis.MONTH, period("2025-11-15", "2026-02-01"), set()) == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert keys(Axis.WEEK, period("2025-12-20", "2026-01-05"), set()) == ("2025-W51", "2025-W52", "2026-W01", "2026-W02")


def test_a_timeline_of_all_begins_with_what_there_is() -> None:
    assert keys(Axis.MONTH, period("1900-01-01", "2026-02-01"), {"", "2025-12"}) == ("2025-12", "2026-01", "2026-02")
    assert keys(Axis.MONTH, period("1900-01-01", "2026-02-01"), {""}) == ()


def test_keys_of_time_move_by_a_year_and_others_stay() -> None:
    assert (year_later(Axis.MONTH, "2025-03"), year_earlier(Axis.WEEK, "2026-W09")) == ("2026-03", "2025-W09")
    assert (year_later(Axis.HOUR, "9"), year_later(Axis.MONTH, "")) == ("9", "")


def test_whole_year_is_all_its_days() -> None:
    assert whole_year(2026) == period("2026-01-01", "2026-12-31")
