"""A chart's scale: from values to places, with round ticks. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From ``low`` to ``high`` along ``length``; both are ticks, and zero lies between them or is one."""

    low: Decimal
    high: Decimal
    step: Decimal
    length: float

    def at(self, value: Decimal) -> float:
        """Return how far from the low end a value lies."""
        return float((value - self.low) / (self.high - self.low)) * self.length

    def ticks(self) -> tuple[Decimal, ...]:
        """Return the ticks, the lowest first."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * index for index in range(count + 1))


def scale_of(values: Iterable[Decimal], length: float, *, most: int = 6, least_step: Decimal = Decimal(0)) -> Scale:
    """Return a scale that holds zero and all values, with at most so many steps of 1, 2, 2.5 or 5 times a power of ten."""
    found = (Decimal(0), *values)
    low, high = min(found), max(found)
    if low == high:
        high = max(least_step, Decimal(1))
    step = max(_step((high - low) / most, whole=least_step == 1), least_step)
    while True:
        first = (low / step).to_integral_value(ROUND_FLOOR) * step
        last = (high / step).to_integral_value(ROUND_CEILING) * step
        if (last - first) / step <= most:
            return Scale(low=first, high=last, step=step, length=length)
        step = _step(step * Decimal("1.01"), whole=least_step == 1)


def _step(least: Decimal, *, whole: bool) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    found = next(one * power for one in _ROUND if one * power >= least)
    if whole and found != found.to_integral_value():
        return _step(found * Decimal("1.01"), whole=whole)
    return found
