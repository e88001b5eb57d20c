"""Between which numbers what is hidden in a table lies, for somebody who sees the rest and knows that none of it is 0. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Spot = TypeVar("Spot", bound=Hashable)
_BOUNDLESS = 10**12
"""More than is ever counted: of what has no whole beside it nobody knows how much there may be."""


def alone(numbers: Mapping[Spot, int], lines: Sequence[tuple[Sequence[Spot], Spot]], hidden: Mapping[Spot, object]) -> frozenset[Spot]:
    """Return those of the ``hidden`` that have one value alone; ``lines``: which parts make which whole.

    What rows and columns say of each is drawn closer in turn until it stays (shuttle algorithm: Buzzigoli and Giusti 1999, An algorithm to
    calculate the lower and upper bounds of the elements of an array given its marginals). Rounds are as many as lines at most.
    """
    least = {one: min(1, numbers.get(one, 0)) for one in hidden}
    most = dict.fromkeys(hidden, _BOUNDLESS)
    kept = [
        (found, sum(numbers.get(one, 0) for one in parts if one not in hidden), whole)
        for parts, whole in lines
        if (found := [one for one in parts if one in hidden])
    ]
    for _ in kept:
        before = sum(most.values()) - sum(least.values())
        for parts, known, whole in kept:
            _draw(parts, known, whole, numbers, least, most)
        if sum(most.values()) - sum(least.values()) == before:
            break
    return frozenset(one for one in hidden if least[one] == most[one])


def _draw(
    parts: Sequence[Spot], known: int, whole: Spot, numbers: Mapping[Spot, int], least: dict[Spot, int], most: dict[Spot, int]
) -> None:
    """Draw closer what one line tells of its parts and of its whole; ``known`` is what its other parts make."""
    low, high = sum(least[one] for one in parts), sum(most[one] for one in parts)
    if whole in least:
        least[whole], most[whole] = max(least[whole], known + low), min(most[whole], known + high)
        from_whole = least[whole] - known, most[whole] - known
    else:
        from_whole = (numbers.get(whole, 0) - known,) * 2
    for one in parts:
        other_low, other_high = low - least[one], high - most[one]
        least[one], most[one] = max(least[one], from_whole[0] - other_high), min(most[one], from_whole[1] - other_low)
        low, high = other_low + least[one], other_high + most[one]
