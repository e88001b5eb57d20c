"""How a figure comes from what was counted (formule). Pure functions of what `domain.figures.Counts` holds under one key.

A formula names the quantities it adds up, so that what stands for too few people is found before anything is shown (`figures.masking`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

import numpy as np

from domain.figures import Counts, Duration, Keys, Measure, Spread
from figures.table import Unit

DIGITS: Mapping[Unit, int] = {
    Unit.COUNT: 0,
    Unit.RATE: 3,
    Unit.SECONDS: 1,
    Unit.MINUTES: 1,
    Unit.DAYS: 1,
    Unit.PER_REQUEST: 2,
    Unit.STARS: 2,
}
"""Decimals a figure is rounded to, half away from nought; a rate's three are one of per cent."""


_STEPS = {unit: Decimal(1).scaleb(-digits) for unit, digits in DIGITS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many durations lie from ``least`` to below ``under``, in the duration's unit; None: no limit. Can be added up like a measure."""

    duration: Duration
    least: int | None = None
    under: int | None = None


Quantity = Measure | Span
"""What is added up: the parts of a whole have its sum, so that one that is hidden could be computed from the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """All that was counted under one key."""

    counts: Mapping[Measure, int] = field(default_factory=dict)
    spreads: Mapping[Duration, Spread] = field(default_factory=dict)

    def number(self, quantity: Quantity) -> int:
        """Return how much there is of a quantity."""
        if isinstance(quantity, Measure):
            return self.counts.get(quantity, 0)
        spread = self.spreads.get(quantity.duration)
        return 0 if spread is None else spread.number(quantity.least, quantity.under)


def slices(counts: Counts) -> dict[Keys, Slice]:
    """Return what was counted, by key; a key of which nothing was counted is not there."""
    numbers: dict[Keys, dict[Measure, int]] = {}
    spreads: dict[Keys, dict[Duration, Spread]] = {}
    for (keys, measure), count in counts.counts.items():
        numbers.setdefault(keys, {})[measure] = count
    for (keys, duration), spread in counts.spreads.items():
        spreads.setdefault(keys, {})[duration] = spread
    return {keys: Slice(counts=numbers.get(keys, {}), spreads=spreads.get(keys, {})) for keys in (*numbers, *(set(spreads) - set(numbers)))}


def merged(found: Sequence[Slice]) -> Slice:
    """Return what was counted under several keys as one."""
    if len(found) == 1:
        return found[0]
    counts: dict[Measure, int] = {}
    spreads: dict[Duration, list[Spread]] = {}
    for one in found:
        for measure, number in one.counts.items():
            counts[measure] = counts.get(measure, 0) + number
        for duration, spread in one.spreads.items():
            spreads.setdefault(duration, []).append(spread)
    return Slice(counts=counts, spreads={duration: _together(ones) for duration, ones in spreads.items()})


def _together(spreads: Sequence[Spread]) -> Spread:
    if len(spreads) == 1:
        return spreads[0]
    ordered = np.concatenate([np.asarray(one.ordered) for one in spreads])
    ordered.sort()
    return Spread(memoryview(ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A quantity itself; 0 where there is none."""

    of: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``of`` to the sum of ``among``; nothing where that sum is nought."""

    of: Quantity
    among: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The percentile of a duration by nearest rank: the smallest value that at least ``percent`` of a hundred do not exceed.

    So it is always a value that occurred (Hyndman and Fan 1996, definition 1); the median of an even number is the lower of the middle two.
    """

    of: Duration
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The sum of a duration's values to the quantity ``over``; nothing where that is nought."""

    of: Duration
    over: Quantity


Formula = Total | Share | Rank | Mean


def value(formula: Formula, of: Slice, unit: Unit, step: int = 1) -> Decimal | None:
    """Return a figure, rounded to the digits of its unit (`DIGITS`); None where there is nothing to count it from.

    Numbers of requests are taken to the nearest multiple of ``step``, in shares too.
    """
    exact = _exact(formula, of, step)
    return None if exact is None else exact.quantize(_STEPS[unit], rounding=ROUND_HALF_UP)


def coarse(number: int, step: int) -> int:
    """Return the nearest multiple of a step, the larger of two that are."""
    return (number + step // 2) // step * step


def _exact(formula: Formula, of: Slice, step: int) -> Decimal | None:
    match formula:
        case Total():
            return Decimal(coarse(of.number(formula.of), step))
        case Share():
            return _divided(coarse(of.number(formula.of), step), sum(coarse(of.number(one), step) for one in formula.among))
        case Mean():
            spread = of.spreads.get(formula.of)
            return _divided(0 if spread is None else int(np.asarray(spread.ordered).sum(dtype=np.int64)), of.number(formula.over))
        case Rank():
            spread = of.spreads.get(formula.of)
            return None if spread is None else Decimal(nearest_rank(spread, formula.percent))
        case _:
            assert_never(formula)


def nearest_rank(spread: Spread, percent: int) -> int:
    """Return the value at the rank ⌈percent·n/100⌉ of all values in order, of which there is at least one. In whole numbers, so exact."""
    return int(spread.ordered[-(-percent * spread.total // 100) - 1])


def quantities(formula: Formula) -> frozenset[Quantity]:
    """Return what stands behind a figure: where one of these is too few, the figure must not be told."""
    match formula:
        case Total():
            return frozenset({formula.of})
        case Share():
            return frozenset({formula.of, *formula.among})
        case Mean():
            return frozenset({formula.over, Span(duration=formula.of)})
        case Rank():
            return frozenset({Span(duration=formula.of)})
        case _:
            assert_never(formula)


def parts(formula: Formula) -> frozenset[Quantity]:
    """Return what could be computed from the figure, the whole and the other parts; nothing from a percentile."""
    return frozenset() if isinstance(formula, Rank) else quantities(formula)


def measures(formulas: Iterable[Formula]) -> frozenset[Measure]:
    """Return the measures that have to be counted for formulas."""
    return frozenset(one for formula in formulas for one in quantities(formula) if isinstance(one, Measure))


def durations(formulas: Iterable[Formula]) -> frozenset[Duration]:
    """Return the durations that have to be counted for formulas."""
    return frozenset(one.duration for formula in formulas for one in quantities(formula) if isinstance(one, Span))


def _divided(number: int, by: int) -> Decimal | None:
    return Decimal(number) / Decimal(by) if by else None
