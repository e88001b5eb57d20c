"""What a town calls the keys of its figures today: a department that was renamed has its new name over all its years."""

from collections.abc import Mapping, Set

from sqlalchemy.orm import Session

from domain.department import Confidentiality, Department
from domain.figures import Axis
from domain.ids import DepartmentCode, SubjectCode
from domain.ruleset import Effect, RuleSet
from figures.axis_words import Names
from figures.words import Said
from letters.kinds import INFORMATION, NO_ACTION, THANKS, ModelKey
from store import agents

LETTERS: Mapping[str, Said] = {
    ModelKey.REGISTERED: Said("Accusé d’enregistrement", "Record of receipt"),
    ModelKey.RECEIVED_SVR: Said("Accusé de réception, silence valant rejet", "Acknowledgement, silence rejects"),
    ModelKey.RECEIVED_SVA: Said("Accusé de réception, silence valant acceptation", "Acknowledgement, silence accepts"),
    ModelKey.REPORT_NOTED: Said("Prise en compte du signalement", "Report noted"),
    ModelKey.RECEIVED: Said("Réception du message", "Message received"),
    ModelKey.PIECES: Said("Demande de pièces", "Request for pieces"),
    ModelKey.PIECES_AGAIN: Said("Relance des pièces", "Reminder of pieces"),
    ModelKey.TRANSFERRED: Said("Avis de transmission", "Notice of transfer"),
    ModelKey.TO_AUTHORITY: Said("Transmission à l’autorité", "Transfer to the authority"),
    ModelKey.PLANNED: Said("Intervention programmée", "Planned work"),
    ModelKey.HOLDING: Said("Réponse d’attente", "Holding reply"),
    ModelKey.MESSAGE: Said("Courrier libre", "Letter in own words"),
    ModelKey.CLOSED: Said("Courrier de clôture", "Closing letter"),
    ModelKey.REFUSED: Said("Refus", "Refusal"),
    ModelKey.DUPLICATE: Said("Rattachement à une autre demande", "Joined to another request"),
    ModelKey.REOPENED: Said("Rouverte", "Opened again"),
    ModelKey.DISCREET: Said("Suivi, sans en dire l’objet", "News, without saying of what"),
    ModelKey.DEPOSIT: Said("Récépissé de dépôt", "Record of deposit"),
    ModelKey.CERTIFICATE: Said("Attestation d’acceptation implicite (SVA)", "Certificate that silence accepted"),
    ModelKey.DATA_RIGHTS: Said("Réponse sur les données personnelles (RGPD)", "Answer on personal data"),
    INFORMATION: Said("Clôture – réponse d’information", "Closing letter, an answer to a question"),
    NO_ACTION: Said("Clôture – sans suite", "Closing letter, no action"),
    THANKS: Said("Clôture – remerciement", "Closing letter, thanks"),
    "refus-domaine-prive": Said("Refus – domaine privé", "Refusal, private land"),
    ModelKey.TRANSMITTED: Said("Transmission au service", "Request given to a department"),
    ModelKey.REMINDER_1: Said("Relance au service (1)", "First reminder to a department"),
    ModelKey.REMINDER_2: Said("Relance au service (2), au responsable", "Second reminder, to the head of the department"),
    ModelKey.REMINDER_3: Said("Relance au service (3), à la direction", "Third reminder, to the direction"),
    ModelKey.IMPLICIT_DECISION: Said("Alerte de décision implicite", "Alert of an implicit decision"),
    ModelKey.DUE_TODAY: Said("Courriel des échéances du jour", "Mail of the reminders of a day"),
    ModelKey.OVERDUE: Said("Courriel d’échéance dépassée à l’heure", "Mail of what is overdue by the hour"),
    ModelKey.SMS_RECEIVED: Said("SMS – demande reçue", "Text message: request received"),
    ModelKey.SMS_ANSWERED: Said("SMS – réponse", "Text message: request answered"),
    ModelKey.SMS_NEWS: Said("SMS – suivi", "Text message: news of a request"),
    ModelKey.ACCOUNT_CONFIRMED: Said("Compte personnel : confirmation par un lien", "Personal account: confirmation by a link"),
    ModelKey.ACCOUNT_CODE: Said("Compte personnel : code", "Personal account: code"),
    ModelKey.ACCOUNT_PASSWORD: Said("Compte personnel : nouveau mot de passe", "Personal account: new password"),
    ModelKey.ACCOUNT_TOLD: Said("Compte personnel : avis de sécurité", "Personal account: security notice"),
}
"""Letters by the names of the models every town has; one of the town's own goes by its name."""


def names_of(session: Session, ruleset: RuleSet, asked: frozenset[Axis], language: str) -> Names:
    """Return the names of the keys of the axes asked for, as far as the town has any."""
    found: dict[Axis, Mapping[str, str]] = {
        Axis.SUBJECT: {one.code: one.label for one in ruleset.subjects},
        Axis.DEPARTMENT: {one.code: one.label for one in ruleset.departments},
        Axis.RULE: {one.id: one.name for one in ruleset.rules},
        Axis.LETTER: {name: words.told(language) for name, words in LETTERS.items()},
    }
    if Axis.AGENT in asked:
        found[Axis.AGENT] = {one.login: one.name or one.login for one in agents.all_agents(session)}
    return found


def guarded(ruleset: RuleSet, upto: Confidentiality | None, own: frozenset[DepartmentCode]) -> Mapping[Axis, frozenset[str]]:
    """Return the keys that tell of requests somebody may not read.

    They are subjects, themes and departments of a higher level than ``upto``, and the rules that send to them. ``upto`` None: he reads none
    but those of his own departments, which are never kept from him.
    """
    hidden = [one for one in ruleset.subjects if one.department not in own and _is_above(one.confidentiality, upto)]
    departments = [one for one in ruleset.departments if one.code not in own and _is_guarded(one, upto)]
    subjects = frozenset(one.code for one in hidden)
    guarded_departments = frozenset({*(one.code for one in departments), *(one.department for one in hidden)})
    return {
        Axis.SUBJECT: subjects,
        Axis.THEME: frozenset(one.theme for one in hidden),
        Axis.DEPARTMENT: guarded_departments,
        Axis.RULE: frozenset(one.id for one in ruleset.rules if _tells(one.effect, subjects, guarded_departments, upto)),
    }


def _tells(effect: Effect, subjects: Set[SubjectCode], departments: Set[DepartmentCode], upto: Confidentiality | None) -> bool:
    """Tell whether a rule speaks of what is confidential alone."""
    is_secret = effect.confidentiality is not None and _is_above(effect.confidentiality, upto)
    return is_secret or effect.subject in subjects or effect.department in departments


def _is_guarded(department: Department, upto: Confidentiality | None) -> bool:
    return _is_above(department.confidentiality, upto)


def _is_above(level: Confidentiality, upto: Confidentiality | None) -> bool:
    return level > max(upto or Confidentiality.NORMAL, Confidentiality.NORMAL)
