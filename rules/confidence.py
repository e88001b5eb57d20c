"""How sure a subject is: the share of evidence it has, as the chance to be right that such a share had."""

import math
from collections.abc import Sequence

_CONSTANT = -1.84
_OF_SHARE = 4.97
_OF_LEAD = 2.70
"""Fitted by bench/calibrate.py on the first runs of labelled messages, before the rules had been mended for them."""
_SUREST = 0.97
"""No few hundred messages can show that anything is surer."""


def confidence(share: float, lead: float) -> float:
    """Return the chance that the best subject is right: more with its share of evidence and with its lead over the next."""
    return round(min(_SUREST, 1 / (1 + math.exp(-(_CONSTANT + _OF_SHARE * share + _OF_LEAD * lead)))), 4)


def confidences(shares: Sequence[float]) -> tuple[float, ...]:
    """Return the chances of subjects from their shares of evidence, best first: none of the others has more than the best leaves."""
    if not shares:
        return ()
    best, others = shares[0], shares[1:]
    chance = confidence(best, best - others[0] if others else best)
    return (chance, *(round(min(chance, 1 - chance, share), 4) for share in others))
