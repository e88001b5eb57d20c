"""How sure a subject is: what its evidence comes to, as the chance to be right that such evidence had."""

import math
from collections.abc import Sequence

_CONSTANT = -2.05
_OF_SHARE = 2.26
_OF_LEAD = 5.33
_OF_SAID = 1.74
"""Fitted by bench/calibrate.py on messages decided by what other writers teach."""
_SUREST = 0.97
"""No few hundred messages can show that anything is surer."""


def confidence(share: float, lead: float, said: float) -> float:
    """Return the chance that the best subject is right.

    It is more with its share of the evidence, with its lead over the next subject's share, and with all that was ``said`` for it: the sum
    of the weights that speak for it. One weak word without a rival has a large share, and yet is little.
    """
    return round(min(_SUREST, 1 / (1 + math.exp(-(_CONSTANT + _OF_SHARE * share + _OF_LEAD * lead + _OF_SAID * said)))), 4)


def confidences(shares: Sequence[float], said: float) -> tuple[float, ...]:
    """Return the chances of subjects from their shares of evidence, best first, and from all that was said for the best.

    None of the others has more than the best leaves.
    """
    if not shares:
        return ()
    best, others = shares[0], shares[1:]
    chance = confidence(best, best - others[0] if others else best, said)
    return (chance, *(round(min(chance, 1 - chance, share), 4) for share in others))
