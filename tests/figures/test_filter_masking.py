"""What two questions tell together, of which one has a filter more, or another one (S40)."""

from collections.abc import Mapping
from datetime import date
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures import Axis, Counts, Keys, Measure, Period
from figures.answers import Count, Discretion, Wanted, answer
from figures.filter_masking import is_telling
from figures.masking import is_few
from figures.question import Question
from figures.table import Cell

MASKED = Discretion(is_all=True)
YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
DEPARTMENTS = {"EAU": 100, "PRO": 7, "CCAS": 2}
Rows = Mapping[tuple[str, str], int]
"""Requests by department and channel."""


def counting(rows: Rows) -> Count:
    def count(wanted: Wanted) -> Counts:
        found: dict[tuple[Keys, Measure], int] = {}
        for (department, channel), many in rows.items():
            own = {Axis.DEPARTMENT: department, Axis.CHANNEL: channel}
            if many and all(own[axis] in keys for axis, keys in wanted.filters.items()):
                place = tuple(own[axis] for axis in wanted.axes), Measure.RECEIVED
                found[place] = found.get(place, 0) + many
        return Counts(counts=found, spreads={})

    return count


def whole(rows: Rows, **filters: tuple[str, ...]) -> Cell:
    """Return what an élu is told of all requests that a filter lets through."""
    asked = Question(indicators=("received",), period=YEAR, filters={Axis(name): frozenset(keys) for name, keys in filters.items()})
    return answer(asked, counting(rows), {}, MASKED, "fr").total.cells[0]


ONE_CHANNEL: Rows = {(department, "email"): many for department, many in DEPARTMENTS.items()}


@pytest.mark.parametrize(
    ("departments", "told"),
    [
        (("EAU",), 100),
        (("PRO",), None),  # Beside the table by department, which hides PRO with CCAS, it would tell CCAS.
        (("EAU", "PRO"), None),  # All less these is CCAS.
        (("PRO", "CCAS"), 9),
        (("EAU", "PRO", "CCAS"), 109),
    ],
)
def test_a_filter_does_not_tell_what_the_table_beside_it_hides(departments: tuple[str, ...], told: int | None) -> None:
    found = whole(ONE_CHANNEL, department=departments)
    assert (None if found.is_masked else int(found.value or 0)) == told


def test_a_filter_by_all_that_are_one_each_is_not_told() -> None:
    """Beside the table, which tells who is there at all, their sum would tell each."""
    rows: Rows = {**{(f"D{one}", "email"): 1 for one in range(5)}, ("EAU", "email"): 9, ("PRO", "email"): 30}
    ones = tuple(f"D{one}" for one in range(5))
    assert whole(rows, department=ones).is_masked and not whole(rows, department=(*ones, "EAU")).is_masked


def test_a_filter_by_two_axes_is_not_told_beside_none() -> None:
    rows: Rows = {("EAU", "email"): 50, ("EAU", "phone"): 2, ("PRO", "email"): 1, ("PRO", "phone"): 1}
    assert whole(rows, department=("EAU",), channel=("email",)).is_masked


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5))
def test_no_two_filters_of_one_axis_that_are_told_differ_by_few(numbers: list[int]) -> None:
    named = {str(at): number for at, number in enumerate(numbers)}
    chosen = [set(ones) for ones in chain.from_iterable(combinations(named, many) for many in range(len(named) + 1))]
    told = [ones for ones in chosen if not is_telling(named, ones) and not is_few(sum(named[one] for one in ones))]
    for one, other in product(told, told):
        assert not (one < other) or not is_few(sum(named[key] for key in other - one))


def test_rounded_numbers_and_shares_of_them() -> None:
    rows: Rows = {("EAU", "email"): 102, ("PRO", "email"): 8}
    asked = Question(indicators=("received", "urgent_share"), period=YEAR, rows=Axis.DEPARTMENT)
    found = answer(asked, counting(rows), {}, Discretion(is_all=True, step=5), "fr")
    assert [(line.key, str(line.cells[0].value)) for line in (*found.lines, found.total)] == [("EAU", "100"), ("PRO", "10"), (None, "110")]
    assert "Les nombres sont arrondis à 5\u00a0près, et les parts calculées sur ceux-ci." in found.notes
