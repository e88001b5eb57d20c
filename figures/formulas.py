"""How a figure comes from what was counted (formule). Pure functions of what `domain.figures.Counts` holds under one key.

A formula names the quantities it adds up, so that what stands for too few people is found before anything is shown (`figures.masking`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from domain.figures import Counts, Duration, Keys, Measure
from figures.table import Unit

DIGITS: Mapping[Unit, int] = {
    Unit.COUNT: 0,
    Unit.RATE: 3,
    Unit.SECONDS: 1,
    Unit.MINUTES: 1,
    Unit.DAYS: 1,
    Unit.PER_REQUEST: 2,
}
"""Decimals a figure is rounded to, half away from nought; a rate's three are one of per cent."""


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
    spreads: Mapping[Duration, Mapping[int, int]] = field(default_factory=dict)

    def number(self, quantity: Quantity) -> int:
        """Return how much there is of a quantity."""
        if isinstance(quantity, Measure):
            return self.counts.get(quantity, 0)
        spread = self.spreads.get(quantity.duration, {})
        return sum(count for value, count in spread.items() if _lies_in(quantity, value))


def slices(counts: Counts) -> dict[Keys, Slice]:
    """Return what was counted, by key; a key of which nothing was counted is not there."""
    numbers: dict[Keys, dict[Measure, int]] = {}
    spreads: dict[Keys, dict[Duration, Mapping[int, int]]] = {}
    for (keys, measure), count in counts.counts.items():
        numbers.setdefault(keys, {})[measure] = count
    for (keys, duration), spread in counts.spreads.items():
        spreads.setdefault(keys, {})[duration] = spread
    return {keys: Slice(counts=numbers.get(keys, {}), spreads=spreads.get(keys, {})) for keys in (*numbers, *(set(spreads) - set(numbers)))}


def merged(found: Sequence[Slice]) -> Slice:
    """Return what was counted under several keys as one."""
    if len(found) == 1:
        return found[0]
    counts: Counter[Measure] = Counter()
    spreads: dict[Duration, Counter[int]] = {}
    for one in found:
        counts.update(one.counts)
        for duration, spread in one.spreads.items():
            spreads.setdefault(duration, Counter()).update(spread)
    return Slice(counts=counts, spreads=spreads)


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


def value(formula: Formula, of: Slice, unit: Unit) -> Decimal | None:
    """Return a figure, rounded to the digits of its unit (`DIGITS`); None where there is nothing to count it from."""
    exact = _exact(formula, of)
    return None if exact is None else exact.quantize(Decimal(1).scaleb(-DIGITS[unit]), rounding=ROUND_HALF_UP)


def _exact(formula: Formula, of: Slice) -> Decimal | None:
    match formula:
        case Total():
            return Decimal(of.number(formula.of))
        case Share():
            return _divided(of.number(formula.of), sum(of.number(one) for one in formula.among))
        case Mean():
            spread = of.spreads.get(formula.of, {})
            return _divided(sum(each * count for each, count in spread.items()), of.number(formula.over))
        case Rank():
            found = nearest_rank(of.spreads.get(formula.of, {}), formula.percent)
            return None if found is None else Decimal(found)
        case _:
            assert_never(formula)


def nearest_rank(spread: Mapping[int, int], percent: int) -> int | None:
    """Return the value at the rank ⌈percent·n/100⌉ of all values in order; None without values. In whole numbers, so exact."""
    rank = -(-percent * sum(spread.values()) // 100)
    for each in sorted(spread):
        rank -= spread[each]
        if rank <= 0:
            return each
    return None


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


def _lies_in(span: Span, number: int) -> bool:
    return (span.least is None or number >= span.least) and (span.under is None or number < span.under)
