"""Which merge fields stand in which document: what goes to the town's own people, to a telephone or about an account names less.

What leaves by itself, such as the mail that tells a department of a request, is never held for want of a field. So its model is tried as
it is saved: on a request that has little, and on one that is confidential.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from letters import account
from letters.example import EXAMPLE
from letters.fields import KNOWN, Compte, Fields, Transmission
from letters.kinds import ACCOUNT, APART, ENTRIES, SMS, STAFF, Language, ModelKey
from letters.model import Model, UnresolvedError, Written, faults, names, write

_OWN_GROUPS = ("transmission.", "relance.", "echeances.", "compte.")
_HALL = frozenset(name for name in KNOWN if name.startswith("collectivite.") and name != "collectivite.logo") | {"date_courrier"}
_FILE = frozenset(
    f"fiche.{name}"
    for name in (
        *("reference", "numero", "objet", "type", "nature", "regime", "origine", "date_reception", "heure_reception", "localisation"),
        *("date_limite", "date_decision_implicite", "lien", "est_danger", "est_confidentielle"),
    )
)
"""What the town's own people are told of a request. Who asks stands on its page: a mailbox has more readers than that."""
_STAFF_OWN: Mapping[ModelKey, frozenset[str]] = {
    ModelKey.TRANSMITTED: _FILE | {"service.nom", *(name for name in KNOWN if name.startswith("transmission."))},
    ModelKey.OVERDUE: _FILE | {name for name in KNOWN if name.startswith("relance.")},
    ModelKey.DUE_TODAY: frozenset(name for name in KNOWN if name.startswith("echeances.")),
    **dict.fromkeys(ENTRIES, _FILE | {name for name in KNOWN if name.startswith("relance.") and name != "relance.ligne"}),
}
_TEXTED = _HALL | {
    *("fiche.reference", "fiche.numero", "fiche.suivi", "fiche.date_reception", "fiche.heure_reception", "fiche.date_limite"),
    *("fiche.lien_suivi", "fiche.est_danger", "fiche.nature", "fiche.regime", "intervention.date", "pieces.date_limite"),
}
"""Whoever holds a telephone reads what stands on it: nothing of whom or what it is about."""
_WANTED: Mapping[ModelKey, frozenset[str]] = {
    ModelKey.DUE_TODAY: frozenset(f"echeances.{name}" for name in ("decisions", "retards", "usagers", "a_venir", "reste")),
    ModelKey.OVERDUE: frozenset({"relance.ligne"}),
}
_OF_ACCOUNTS: Mapping[ModelKey, frozenset[str]] = {
    ModelKey.ACCOUNT_CONFIRMED: frozenset({"compte.a_confirmer", "compte.objet", "compte.lien", "compte.validite"}),
    ModelKey.ACCOUNT_CODE: frozenset({"compte.code", "compte.validite"}),
    ModelKey.ACCOUNT_PASSWORD: frozenset({"compte.lien", "compte.validite"}),
    ModelKey.ACCOUNT_TOLD: frozenset({"compte.evenement", "compte.objet", "compte.texte", "compte.lien"}),
}
"""What belongs to nobody: such a mail is read by whoever has the mailbox, who may not be whom it is for."""
_BARE = replace(
    EXAMPLE,
    collectivite=replace(EXAMPLE.collectivite, telephone=None, site=None, logo=None),
    fiche=replace(EXAMPLE.fiche, numero=None, localisation=None, date_limite=None, date_decision_implicite=None, lien_suivi=None),
    intervention=replace(EXAMPLE.intervention, date=None),
    pieces=replace(EXAMPLE.pieces, date_limite=None),
    transmission=replace(EXAMPLE.transmission, resume=None, motif=None),
    relance=replace(EXAMPLE.relance, jours=None),
    echeances=replace(EXAMPLE.echeances, reste=None),
)


def hushed(known: Fields) -> Fields:
    """Return the fields of a confidential request as a mail to the town's own people may say them: nothing of the matter."""
    return replace(
        known,
        fiche=replace(known.fiche, objet="", type="", localisation=None, details="", est_confidentielle=True),
        service=replace(known.service, nom=""),
        transmission=Transmission(
            priorite=known.transmission.priorite, delai=known.transmission.delai, resume=None, motif=known.transmission.motif
        ),
    )


def fields_for(kind: ModelKey) -> frozenset[str]:
    """Return the fields a model of a kind may name."""
    if kind in STAFF:
        return _HALL | _STAFF_OWN[kind]
    if kind in SMS:
        return _TEXTED
    if kind in ACCOUNT:
        return _HALL | _OF_ACCOUNTS[kind]
    return frozenset(name for name in KNOWN if not name.startswith(_OWN_GROUPS))


def misplaced(kind: ModelKey, model: Model) -> tuple[str, ...]:
    """Return the fields a model without faults names and may not, in alphabetical order."""
    return tuple(sorted(names(model) - fields_for(kind)))


def missing(kind: ModelKey, model: Model) -> tuple[str, ...]:
    """Return the fields a model without faults has to name and does not: those that the mail is for."""
    return tuple(sorted(_WANTED.get(kind, frozenset()) - names(model)))


def unguarded(kind: ModelKey, model: Model) -> tuple[str, ...]:
    """Return the fields without which a model could not be written, of what must leave whatever a request has; no more than one a trial."""
    if kind not in APART or any(faults(model)) or misplaced(kind, model):
        return ()
    return tuple(dict.fromkeys(_lacking(kind, model)))


def uncarried(kind: ModelKey, model: Model) -> tuple[str, ...]:
    """Return the fields that a mail about an account is for and that do not stand whole in the text of each, in alphabetical order."""
    return _of_accounts(kind, model, account.left_out)


def exposed(kind: ModelKey, model: Model) -> tuple[str, ...]:
    """Return the fields of a mail about an account that are for its recipient alone, and that its heading tells."""
    return _of_accounts(kind, model, account.exposed)


def _of_accounts(kind: ModelKey, model: Model, asked: Callable[[ModelKey, Written, Compte], tuple[str, ...]]) -> tuple[str, ...]:
    if kind not in ACCOUNT or any(faults(model)) or misplaced(kind, model) or unguarded(kind, model):
        return ()
    found = {name for known in _trials(kind) for name in asked(kind, write(model, known), known.compte)}
    return tuple(sorted(found))


def _trials(kind: ModelKey) -> tuple[Fields, ...]:
    """Return what a model must be able to say: of requests that have little and of confidential ones, of all that is told of an account."""
    if kind in STAFF:
        return (_BARE, hushed(EXAMPLE), hushed(_BARE))
    cases = account.cases(kind, Language.FRENCH)
    return tuple(replace(one, compte=case) for case in cases for one in (EXAMPLE, _BARE)) if cases else (_BARE,)


def _lacking(kind: ModelKey, model: Model) -> Iterator[str]:
    for known in _trials(kind):
        try:
            write(model, known)
        except UnresolvedError as error:
            yield error.field
