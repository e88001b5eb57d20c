"""Which letter is due on which occasion (occasion d'écrire): by what happened, the nature of the request, its regime and how it ended."""

from collections.abc import Mapping
from enum import StrEnum

from domain.deadline import Silence
from domain.request import Closure
from domain.ruleset import Nature


class Language(StrEnum):
    """What a model is written in (langue). French counts; another one stands below it for whoever wrote in it."""

    FRENCH = "fr"
    ENGLISH = "en"


class ModelKey(StrEnum):
    """The models every town has; each may write its own text for it."""

    REGISTERED = "accuse_enregistrement"
    RECEIVED_SVR = "accuse_reception_svr"
    RECEIVED_SVA = "accuse_reception_sva"
    REPORT_NOTED = "prise_en_compte"
    RECEIVED = "reception_simple"
    PIECES = "demande_pieces"
    PIECES_AGAIN = "relance_pieces"
    TRANSFERRED = "avis_transmission"
    TO_AUTHORITY = "transmission_autorite"
    PLANNED = "intervention_programmee"
    HOLDING = "reponse_attente"
    MESSAGE = "message"
    """An agent's own words."""
    CLOSED = "cloture"
    REFUSED = "refus"
    DUPLICATE = "doublon"
    REOPENED = "reouverture"
    DEPOSIT = "recepisse_depot"
    CERTIFICATE = "attestation_sva"
    """That silence has accepted a request, for who asks for it (article L232-3)."""
    DATA_RIGHTS = "reponse_rgpd"
    DISCREET = "suivi_confidentiel"
    """In place of whatever would tell of a confidential request: a mailbox is read by more people than its owner."""
    TRANSMITTED = "transmission_service"
    """What tells a department that a request is its own."""
    REMINDER_1 = "relance_service_1"
    """A deadline, as it is told who does the work."""
    REMINDER_2 = "relance_service_2"
    """The same, told the head of the department as well."""
    REMINDER_3 = "relance_service_3"
    """The same, told the direction and whoever stands above."""
    IMPLICIT_DECISION = "alerte_decision_implicite"
    """That silence is about to decide, or has decided."""
    DUE_TODAY = "echeances_jour"
    """The mail of a day's reminders; each of them stands in it by its own model."""
    OVERDUE = "echeance_depassee"
    """The mail that tells at once of a reminder of what was due at an hour."""
    SMS_RECEIVED = "sms_recu"
    SMS_ANSWERED = "sms_reponse"
    SMS_NEWS = "sms_suivi"
    ACCOUNT_CONFIRMED = "compte_confirmation"
    """What brings the link by which an account, an address or an identity is confirmed."""
    ACCOUNT_CODE = "compte_code"
    """What brings the code that proves whose requests are."""
    ACCOUNT_PASSWORD = "compte_mot_de_passe"  # noqa: S105 - what the mail is for
    ACCOUNT_TOLD = "compte_avis"
    """What tells of what was done to an account."""


STAFF = frozenset(
    {
        *(ModelKey.TRANSMITTED, ModelKey.REMINDER_1, ModelKey.REMINDER_2, ModelKey.REMINDER_3),
        *(ModelKey.IMPLICIT_DECISION, ModelKey.DUE_TODAY, ModelKey.OVERDUE),
    }
)
"""What the town's own people are written."""
ENTRIES = frozenset({ModelKey.REMINDER_1, ModelKey.REMINDER_2, ModelKey.REMINDER_3, ModelKey.IMPLICIT_DECISION})
"""Those that stand in a mail with others: their subject is a line of it, their text what stands below that."""
SMS = frozenset({ModelKey.SMS_RECEIVED, ModelKey.SMS_ANSWERED, ModelKey.SMS_NEWS})
"""Short texts to mobile telephones; their subject is what the town hall calls them, and is not sent."""
ACCOUNT = frozenset({ModelKey.ACCOUNT_CONFIRMED, ModelKey.ACCOUNT_CODE, ModelKey.ACCOUNT_PASSWORD, ModelKey.ACCOUNT_TOLD})
"""Mails about a personal account of the portal; they belong to no request."""
APART = STAFF | SMS | ACCOUNT
"""What is no letter to a requester or an authority: no rule asks for it, nobody signs it, it has one model."""
ACKNOWLEDGEMENTS = frozenset({ModelKey.RECEIVED_SVR, ModelKey.RECEIVED_SVA, ModelKey.REPORT_NOTED, ModelKey.RECEIVED})
"""Sent when a request has its number and its department."""
TELLING = frozenset(ModelKey) - APART - ACKNOWLEDGEMENTS - {ModelKey.REGISTERED, ModelKey.REOPENED, ModelKey.DISCREET}
"""What says something of the matter itself: no such mail leaves of a confidential request."""
PRINTED = frozenset(
    {
        *(*ACKNOWLEDGEMENTS, ModelKey.PIECES, ModelKey.PIECES_AGAIN, ModelKey.TRANSFERRED, ModelKey.TO_AUTHORITY),
        *(ModelKey.CLOSED, ModelKey.REFUSED, ModelKey.MESSAGE),
        *(ModelKey.DEPOSIT, ModelKey.CERTIFICATE, ModelKey.DATA_RIGHTS),
    }
)
"""What goes by post to somebody without e-mail; the others only save him a question."""
FRENCH_ONLY = frozenset({ModelKey.TO_AUTHORITY})
"""What goes to other authorities."""
ON_DEMAND = (ModelKey.DEPOSIT, ModelKey.CERTIFICATE, ModelKey.DATA_RIGHTS)
"""What is written when somebody asks for it."""
INFORMATION, NO_ACTION, THANKS = "cloture-information", "cloture-sans-suite", "cloture-remerciement"
NAMED: Mapping[str, ModelKey] = {
    "refus-domaine-prive": ModelKey.REFUSED,
    "transmission-L114-2": ModelKey.TRANSFERRED,
    INFORMATION: ModelKey.CLOSED,
    NO_ACTION: ModelKey.CLOSED,
    THANKS: ModelKey.CLOSED,
}
"""Models that are shipped beside those of each kind, for rules to ask for, with the kind each of them is of."""
VARIANTS = frozenset({INFORMATION, NO_ACTION})
"""Those used by themselves, by how a request ended: a town that wrote its own closing letter, and none of these, goes on with that."""
_APART = "-"
_LIKE = frozenset({ModelKey.REPORT_NOTED, ModelKey.RECEIVED})
"""Either acknowledges what needs no date of an implicit decision."""
SIGNED = frozenset({ModelKey.REFUSED, ModelKey.CERTIFICATE})
"""What is void without the name and the quality of who signs it (article L212-1)."""


def kind_of(name: str) -> ModelKey | None:
    """Return the kind of a model by its name: a town's own are called after theirs, such as ``cloture-inondation``; None for no name."""
    if name in NAMED:
        return NAMED[name]
    base = name.partition(_APART)[0]
    return ModelKey(base) if base in set(ModelKey) else None


_TEXTED: Mapping[ModelKey, ModelKey] = {
    **dict.fromkeys((*ACKNOWLEDGEMENTS, ModelKey.REGISTERED), ModelKey.SMS_RECEIVED),
    **dict.fromkeys((ModelKey.CLOSED, ModelKey.REFUSED), ModelKey.SMS_ANSWERED),
    **dict.fromkeys((ModelKey.PIECES, ModelKey.PIECES_AGAIN, ModelKey.PLANNED), ModelKey.SMS_NEWS),
    **dict.fromkeys((ModelKey.TRANSFERRED, ModelKey.DUPLICATE, ModelKey.REOPENED), ModelKey.SMS_NEWS),
}
"""Not what an agent says in words of his own: who sends them would believe that they arrived."""


def texted(model: ModelKey) -> ModelKey | None:
    """Return the text message that tells a mobile telephone of what a letter tells; None where none does."""
    return _TEXTED.get(model)


def may_stand_for(name: str, wanted: ModelKey) -> bool:
    """Tell whether a letter may be written by a model a rule asks for: it is of that kind, or says no less."""
    kind = kind_of(name)
    return kind is wanted or (kind in _LIKE and wanted in _LIKE)


def acknowledgement(nature: Nature, silence: Silence) -> ModelKey:
    """Return the acknowledgement of a request (R112-5, R112-11-1): with the date of the implicit decision where there is one."""
    if nature in {Nature.REQUEST, Nature.COMPLAINT} and silence is not Silence.NONE:
        return ModelKey.RECEIVED_SVA if silence is Silence.ACCEPTANCE else ModelKey.RECEIVED_SVR
    return ModelKey.REPORT_NOTED if nature is Nature.REPORT else ModelKey.RECEIVED


def closing(closure: Closure) -> ModelKey:
    """Return the letter that closes a request."""
    return {Closure.REFUSED: ModelKey.REFUSED, Closure.DUPLICATE: ModelKey.DUPLICATE}.get(closure, ModelKey.CLOSED)


def variant(closure: Closure) -> str | None:
    """Return the model that closes a request that ended so, where it has one of its own."""
    return {Closure.ANSWERED: INFORMATION, Closure.NO_ACTION: NO_ACTION}.get(closure)
