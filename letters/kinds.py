"""Which letter is due on which occasion (occasion d'écrire): by what happened, the nature of the request, its regime and how it ended."""

from enum import StrEnum

from domain.deadline import Silence
from domain.request import Closure
from domain.ruleset import Nature


class ModelKey(StrEnum):
    """The models every town has; each may write its own text for it."""

    REGISTERED = "accuse_enregistrement"
    RECEIVED_SVR = "accuse_reception_svr"
    RECEIVED_SVA = "accuse_reception_sva"
    REPORT_NOTED = "prise_en_compte"
    RECEIVED = "reception_simple"
    PIECES = "demande_pieces"
    TRANSFERRED = "avis_transmission"
    TO_AUTHORITY = "transmission_autorite"
    PLANNED = "intervention_programmee"
    HOLDING = "reponse_attente"
    CLOSED = "cloture"
    REFUSED = "refus"
    DUPLICATE = "doublon"
    REOPENED = "reouverture"
    DISCREET = "suivi_confidentiel"
    """In place of whatever would tell of a confidential request: a mailbox is read by more people than its owner."""


ACKNOWLEDGEMENTS = frozenset({ModelKey.RECEIVED_SVR, ModelKey.RECEIVED_SVA, ModelKey.REPORT_NOTED, ModelKey.RECEIVED})
"""Sent when a request has its number and its department."""
TELLING = frozenset(ModelKey) - ACKNOWLEDGEMENTS - {ModelKey.REGISTERED, ModelKey.REOPENED, ModelKey.DISCREET}
"""What says something of the matter itself: no such mail leaves of a confidential request."""
PRINTED = frozenset({*ACKNOWLEDGEMENTS, ModelKey.PIECES, ModelKey.TRANSFERRED, ModelKey.TO_AUTHORITY, ModelKey.CLOSED, ModelKey.REFUSED})
"""What goes by post to somebody without e-mail; the others only save him a question."""
SIGNED = frozenset({ModelKey.REFUSED})
"""What is void without the name and the quality of who signs it (article L212-1)."""


def acknowledgement(nature: Nature, silence: Silence) -> ModelKey:
    """Return the acknowledgement of a request (R112-5, R112-11-1): with the date of the implicit decision where there is one."""
    if nature in {Nature.REQUEST, Nature.COMPLAINT} and silence is not Silence.NONE:
        return ModelKey.RECEIVED_SVA if silence is Silence.ACCEPTANCE else ModelKey.RECEIVED_SVR
    return ModelKey.REPORT_NOTED if nature is Nature.REPORT else ModelKey.RECEIVED


def closing(closure: Closure) -> ModelKey:
    """Return the letter that closes a request."""
    return {Closure.REFUSED: ModelKey.REFUSED, Closure.DUPLICATE: ModelKey.DUPLICATE}.get(closure, ModelKey.CLOSED)
