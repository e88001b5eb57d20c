"""Which letters a citizen with an account may do without (avis facultatifs): none the law asks for, and none that decides anything."""

from collections.abc import Mapping

from domain.citizen import Notices
from letters.kinds import ModelKey

STEPS = frozenset({ModelKey.PLANNED, ModelKey.HOLDING, ModelKey.REOPENED})
"""Tell of a step on the way, which the portal shows as well."""
OPTIONAL = STEPS | {ModelKey.CLOSED}
_SPARED: Mapping[Notices, frozenset[ModelKey]] = {Notices.EACH: frozenset(), Notices.CLOSINGS: STEPS, Notices.NONE: OPTIONAL}


def is_spared(wanted: Notices, model: ModelKey, *, is_owed: bool) -> bool:
    """Tell whether somebody is not written a letter, as he wishes.

    ``is_owed``: his request has a right to a decision; that it is closed is told in any case, for that is where the decision stands.
    """
    return model in _SPARED[wanted] and not (is_owed and model is ModelKey.CLOSED)


def is_receipt_spared(wanted: Notices) -> bool:
    """Tell whether somebody is not written by mail, as he wishes, that his message was received: the page of the portal has said so."""
    return wanted is not Notices.EACH
