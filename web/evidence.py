"""What spoke for an answer, as short as it can be told: the same words once, and nothing that hardly counted."""

from collections.abc import Iterable
from dataclasses import replace

from domain.evidence import Answer, Evidence

LEAST_SHARE = 0.05
"""Of all that spoke for the answer; what weighs less decided nothing, and would hide what did."""

MOST_LIGHT = 3


def told(evidence: Iterable[Evidence[Answer]]) -> tuple[Evidence[Answer], ...]:
    """Return the evidence worth telling, that of the same words by the same rule as one."""
    merged: dict[tuple[str, str], Evidence[Answer]] = {}
    for one in evidence:
        key = (one.rule, one.quote.casefold())
        known = merged.get(key)
        merged[key] = one if known is None else replace(known, weight=min(known.weight + one.weight, known.ceiling))
    least = LEAST_SHARE * sum(one.weight for one in merged.values())
    worth = tuple(one for one in merged.values() if one.weight >= least)
    # Very many that all weigh little: the heaviest stand for them.
    return worth or tuple(sorted(merged.values(), key=lambda one: -one.weight)[:MOST_LIGHT])
