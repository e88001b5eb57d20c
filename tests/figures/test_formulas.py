from decimal import Decimal

import pytest

from domain.figures import Axis, Counts, Duration, Measure, Spread
from figures.formulas import Mean, Rank, Share, Slice, Span, Total, durations, measures, nearest_rank, parts, quantities, slices, value
from figures.indicators import INDICATORS
from figures.table import Unit


@pytest.mark.parametrize(
    ("spread", "percent", "expected"),
    [
        ({7: 1}, 50, 7),
        ({1: 1, 2: 1}, 50, 1),
        ({1: 1, 2: 1, 3: 1}, 50, 2),
        ({15: 1, 20: 1, 35: 1, 40: 1, 50: 1}, 30, 20),
        ({15: 1, 20: 1, 35: 1, 40: 1, 50: 1}, 40, 20),
        ({15: 1, 20: 1, 35: 1, 40: 1, 50: 1}, 100, 50),
        ({3: 9, 100: 1}, 90, 3),
        ({3: 89, 100: 11}, 90, 100),
        ({5: 10**5, 1: 10**5}, 50, 1),
    ],
)
def test_percentile_is_the_nearest_rank(spread: dict[int, int], percent: int, expected: int) -> None:
    assert nearest_rank(Spread.of(spread), percent) == expected


_OF_RATINGS = [INDICATORS[code].formula for code in ("satisfaction_mean", "satisfied_share", "ratings", "rating_rate")]


@pytest.mark.parametrize(
    ("formula", "unit", "expected"),
    [
        (Total(of=Measure.RECEIVED), Unit.COUNT, "8"),
        (Total(of=Measure.CLOSED), Unit.COUNT, "0"),
        (Share(of=Measure.URGENT, among=(Measure.RECEIVED,)), Unit.RATE, "0.125"),
        (Share(of=Measure.CHASERS, among=(Measure.RECEIVED,)), Unit.PER_REQUEST, "0.63"),
        (Share(of=Measure.CLOSED, among=(Measure.CLOSED,)), Unit.RATE, None),
        (Total(of=Span(duration=Duration.TO_CLOSING, least=10)), Unit.COUNT, "3"),
        (Total(of=Span(duration=Duration.TO_CLOSING, under=10)), Unit.COUNT, "4"),
        (Mean(of=Duration.TO_CLOSING, over=Span(duration=Duration.TO_CLOSING)), Unit.DAYS, "8.3"),
        (Rank(of=Duration.TO_CLOSING, percent=50), Unit.DAYS, "2.0"),
        (Rank(of=Duration.AGE, percent=50), Unit.DAYS, None),
        (INDICATORS["satisfaction_mean"].formula, Unit.STARS, "3.67"),
        (INDICATORS["satisfied_share"].formula, Unit.RATE, "0.667"),
        (INDICATORS["ratings"].formula, Unit.COUNT, "3"),
        (INDICATORS["rating_rate"].formula, Unit.RATE, "0.429"),
    ],
)
def test_formula_gives_its_figure_to_the_digit(formula: Total | Share | Mean | Rank, unit: Unit, expected: str | None) -> None:
    one = Slice(
        counts={Measure.RECEIVED: 8, Measure.URGENT: 1, Measure.CHASERS: 5},
        spreads={Duration.TO_CLOSING: Spread.of({20: 2, 2: 4, 10: 1})},
    )
    if formula in _OF_RATINGS:
        one = Slice(counts={Measure.CLOSED: 7}, spreads={Duration.STARS: Spread.of({5: 1, 4: 1, 2: 1})})
    assert value(formula, one, unit) == (None if expected is None else Decimal(expected))
    assert expected is None or str(value(formula, one, unit)) == expected


def test_a_tie_is_rounded_away_from_nought() -> None:
    half = Slice(counts={Measure.URGENT: 1, Measure.RECEIVED: 2000})
    assert value(Share(of=Measure.URGENT, among=(Measure.RECEIVED,)), half, Unit.RATE) == Decimal("0.001")


def test_counts_fall_into_one_slice_for_each_key() -> None:
    counted = Counts(
        counts={(("VOI",), Measure.RECEIVED): 3, (("EAU",), Measure.RECEIVED): 1},
        spreads={(("VOI",), Duration.AGE): Spread.of({4: 2}), (("PRO",), Duration.AGE): Spread.of({9: 1})},
    )
    found = slices(counted)
    assert set(found) == {("VOI",), ("EAU",), ("PRO",)}
    assert found["VOI",].counts == {Measure.RECEIVED: 3}
    assert found["VOI",].spreads == {Duration.AGE: {4: 2}}
    assert found["PRO",].counts == {}


def test_what_has_to_be_counted_is_what_stands_in_the_formula() -> None:
    formulas = [INDICATORS[code].formula for code in ("waiting_mean", "auto_routing_rate")]
    assert measures(formulas) == {Measure.CLOSED, Measure.DECIDED_ALONE, Measure.REVIEWED}
    assert durations(formulas) == {Duration.WAITING}


def test_nothing_can_be_computed_from_a_percentile() -> None:
    rank = Rank(of=Duration.AGE, percent=50)
    assert not parts(rank)
    assert quantities(rank) == {Span(duration=Duration.AGE)}


def test_every_measure_and_duration_that_is_counted_stands_in_an_indicator() -> None:
    formulas = [one.formula for one in INDICATORS.values()]
    assert measures(formulas) == set(Measure)
    assert durations(formulas) == set(Duration)


@pytest.mark.parametrize(
    ("code", "without"),
    [
        ("received", {Axis.LETTER}),
        ("closed", {Axis.LETTER, Axis.HOUR}),
        ("stock", {Axis.LETTER, Axis.HOUR, Axis.WEEKDAY}),
        ("stock_age_median", {Axis.LETTER, Axis.HOUR, Axis.WEEKDAY}),
        ("reopen_rate", {Axis.LETTER, Axis.HOUR}),
        ("letters", {Axis.HOUR}),
        ("taking_median", {Axis.LETTER}),
        ("waiting_mean", {Axis.LETTER, Axis.HOUR}),
        ("satisfaction_mean", {Axis.LETTER, Axis.HOUR}),
    ],
)
def test_indicator_knows_by_which_axes_it_is_counted(code: str, without: set[Axis]) -> None:
    assert set(Axis) - INDICATORS[code].axes == without
