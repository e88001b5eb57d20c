"""What speaks against a rule set, told to who may not read all requests it was tried on."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from domain.backtest import BacktestReport, Comparison, Contrast, OfLevel, Tally
from domain.department import Confidentiality
from domain.ids import TownId
from flows.backtest import within
from flows.doubts import NO_DOUBTS, of_backtest
from rules.backtest import merged

NORMAL, SOCIAL = Confidentiality.NORMAL, Confidentiality.SOCIAL


def _report(right: Mapping[Confidentiality, tuple[int, int]]) -> BacktestReport:
    """Return a back-test of ten requests of each level, of which so many were right before and after."""
    levels = tuple(OfLevel(level=level, comparison=_comparison(*counts), change_count=0) for level, counts in right.items())
    comparison = merged(one.comparison for one in levels)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return BacktestReport(
        town=TownId("breville"),
        number=2,
        revision=1,
        published=1,
        at=at,
        since=None,
        comparison=comparison,
        change_count=0,
        levels=levels,
    )


def _comparison(before: int, after: int) -> Comparison:
    overall = Contrast(before=Tally(requests=10, right=before), after=Tally(requests=10, right=after))
    return Comparison(overall=overall, by_subject={}, by_department={})


def test_figures_are_of_what_the_reader_may_read() -> None:
    report = _report({NORMAL: (9, 8), SOCIAL: (9, 1)})
    assert of_backtest(report, NORMAL).against == ("Agents agree with it on 8 of 10 requests, with rule set 1 on 9.",)
    assert of_backtest(report).against == ("Agents agree with it on 9 of 20 requests, with rule set 1 on 18.",)


@pytest.mark.parametrize("after", [9, 8, 5, 4, 0])
def test_of_what_he_may_not_read_he_is_told_nothing_however_much_is_lost(after: int) -> None:
    """DOMAIN 6: he could try one word after the other, and learn from the answers what is in a request."""
    report = _report({NORMAL: (9, 9), SOCIAL: (9, after)})
    assert of_backtest(report, NORMAL) == NO_DOUBTS
    assert bool(of_backtest(report, SOCIAL).against) is (after < 9)


def test_a_back_test_kept_before_levels_were_told_apart_gives_no_figures() -> None:
    old = BacktestReport(
        town=TownId("breville"),
        number=2,
        revision=1,
        published=1,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        since=None,
        comparison=_comparison(9, 3),
        change_count=0,
    )
    assert within(old, NORMAL) is None and within(old, SOCIAL) == old
    assert of_backtest(old, NORMAL) == NO_DOUBTS and of_backtest(old, SOCIAL).against
