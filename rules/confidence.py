"""How sure a subject is: what its evidence comes to, as the chance to be right that such evidence had."""

import math
from collections.abc import Sequence

_CONSTANT = -0.71
_OF_SHARE = 3.9
_OF_LEAD = 6.12
"""Fitted by bench/calibrate.py on messages decided by what other writers teach."""
ENOUGH = 1.2
"""What must be said for a subject for its share and lead to count in full; chosen by the same fit."""
_SUREST = 0.97
"""No few hundred messages can show that anything is surer."""


def confidence(share: float, lead: float, said: float) -> float:
    """Return the chance that the best subject is right.

    It is more with its share of the evidence and with its lead over the next subject's share. Both count the less, the less was ``said``
    for it, which is the sum of the weights that speak for it: one weak word without a rival has a large share, and yet is little.
    """
    heard = min(1.0, said / ENOUGH)
    return round(min(_SUREST, 1 / (1 + math.exp(-(_CONSTANT + heard * (_OF_SHARE * share + _OF_LEAD * lead))))), 4)


def confidences(shares: Sequence[float], said: float) -> tuple[float, ...]:
    """Return the chances of subjects from their shares of evidence, best first, and from all that was said for the best.

    None of the others has more than the best leaves.
    """
    if not shares:
        return ()
    best, others = shares[0], shares[1:]
    chance = confidence(best, best - others[0] if others else best, said)
    return (chance, *(round(min(chance, 1 - chance, share), 4) for share in others))
