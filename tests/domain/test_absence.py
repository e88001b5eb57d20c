"""Who stands in for whom: chains, circles, days."""

from datetime import date

import pytest

from domain.absence import Absence, stand_in, stood_in_for

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)


def away(login: str, deputy: str | None = None, first: date = MONDAY, last: date = TUESDAY) -> Absence:
    return Absence(login=login, deputy=deputy, first_day=first, last_day=last)


@pytest.mark.parametrize(
    ("absences", "expected"),
    [
        ((), "marie"),
        ((away("luc", "marie"),), "marie"),
        ((away("marie"),), None),
        ((away("marie", "luc"),), "luc"),
        ((away("marie", "luc"), away("luc", "anne")), "anne"),
        ((away("marie", "luc"), away("luc")), None),
        ((away("marie", "luc"), away("luc", "marie")), None),
        ((away("marie", "luc"), away("luc", "anne"), away("anne", "luc")), None),
        ((away("marie", "luc"), away("marie", "anne")), "anne"),
        ((away("marie", "luc", WEDNESDAY, WEDNESDAY),), "marie"),
    ],
)
def test_the_first_of_the_chain_who_is_there_stands_in(absences: tuple[Absence, ...], expected: str | None) -> None:
    assert stand_in("marie", TUESDAY, absences) == expected


def test_both_days_of_an_absence_belong_to_it() -> None:
    absences = (away("marie", "luc", TUESDAY, WEDNESDAY),)
    found = [stand_in("marie", day, absences) for day in (MONDAY, TUESDAY, WEDNESDAY, date(2026, 3, 12))]
    assert found == ["marie", "luc", "luc", "marie"]


def test_whose_work_one_does_is_told_through_the_chain() -> None:
    absences = (away("marie", "luc"), away("luc", "anne"))
    assert stood_in_for("anne", MONDAY, absences) == {"marie", "luc"}
    assert stood_in_for("luc", MONDAY, absences) == frozenset()
    assert stood_in_for("anne", WEDNESDAY, absences) == frozenset()
