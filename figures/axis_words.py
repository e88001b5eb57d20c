"""What axes and their keys are called where no town names them."""

from collections.abc import Mapping

from domain.draft import RequesterKind
from domain.figures import Axis
from domain.inbound import Channel
from domain.request import Closure, Status
from domain.ruleset import Nature
from figures.periods import month_label
from figures.words import Said, sentence

AXES: Mapping[Axis, Said] = {
    Axis.CHANNEL: Said("canal", "channel"),
    Axis.NATURE: Said("nature", "nature"),
    Axis.THEME: Said("thème", "theme"),
    Axis.SUBJECT: Said("type de demande", "subject"),
    Axis.SECTOR: Said("secteur", "sector"),
    Axis.STREET: Said("rue", "street"),
    Axis.DEPARTMENT: Said("service", "department"),
    Axis.AGENT: Said("agent", "agent"),
    Axis.PRIORITY: Said("priorité", "priority"),
    Axis.STATE: Said("état", "state"),
    Axis.CLOSURE: Said("motif de clôture", "reason of closing"),
    Axis.REQUESTER: Said("sorte de demandeur", "kind of requester"),
    Axis.RULE: Said("règle", "rule"),
    Axis.LETTER: Said("courrier type", "model of letter"),
    Axis.MONTH: Said("mois", "month"),
    Axis.WEEK: Said("semaine", "week"),
    Axis.WEEKDAY: Said("jour de la semaine", "day of the week"),
    Axis.HOUR: Said("heure", "hour"),
}
IN_ORDER = frozenset({Axis.MONTH, Axis.WEEK, Axis.WEEKDAY, Axis.HOUR, Axis.PRIORITY})
"""Whose keys have an order of their own."""
_HOURS = tuple(str(hour) for hour in range(24))
ANONYMOUS = "anonymous"
_NONE = Said("Non renseigné", "None known")
_NONES: Mapping[Axis, Said] = {
    Axis.SECTOR: Said("Non coté", "No sector"),
    Axis.STREET: Said("Sans rue", "No street"),
    Axis.DEPARTMENT: Said("Sans service", "No department"),
    Axis.AGENT: Said("Sans agent", "No agent"),
    Axis.CLOSURE: Said("Non close", "Not closed"),
    Axis.RULE: Said("Sans règle", "No rule"),
}
ENUMERATED: Mapping[Axis, Mapping[str, Said]] = {
    Axis.CHANNEL: {
        Channel.EMAIL: Said("Courriel", "E-mail"),
        Channel.SCAN: Said("Courrier", "Letter"),
        Channel.FAX: Said("Télécopie", "Fax"),
        Channel.PHONE: Said("Téléphone", "Telephone"),
        Channel.FORM: Said("Formulaire en ligne", "Online form"),
        Channel.COUNTER: Said("Accueil", "Town hall desk"),
        Channel.PORTAL: Said("Portail", "Portal"),
    },
    Axis.NATURE: {
        Nature.REPORT: Said("Signalement", "Report"),
        Nature.REQUEST: Said("Demande", "Request"),
        Nature.COMPLAINT: Said("Réclamation", "Complaint"),
        Nature.QUESTION: Said("Information", "Question"),
        Nature.OTHER: Said("Autre", "Other"),
    },
    Axis.PRIORITY: {
        "1": Said("Danger", "Danger"),
        "2": Said("Haute", "High"),
        "3": Said("Normale", "Normal"),
        "4": Said("Basse", "Low"),
    },
    Axis.STATE: {
        Status.REVIEW: Said("À vérifier", "To review"),
        Status.REJECTED: Said("Rejetée", "Rejected"),
        Status.OPEN: Said("Ouverte – non prise en charge", "Open – not taken in charge"),
        Status.ACCEPTED: Said("Prise en charge", "Taken in charge"),
        Status.PLANNED: Said("Intervention programmée", "Planned"),
        Status.WAITING: Said("En attente du demandeur", "Waiting for the requester"),
        Status.TRANSFERRED: Said("Transférée à un tiers", "Transferred to another authority"),
        Status.DONE: Said("Traitée – à clôturer", "Dealt with – to be closed"),
        Status.CLOSED: Said("Close", "Closed"),
        Status.ARCHIVED: Said("Archivée", "Archived"),
    },
    Axis.CLOSURE: {
        Closure.CARRIED_OUT: Said("Réalisée", "Carried out"),
        Closure.ANSWERED: Said("Répondu", "Answered"),
        Closure.REFUSED: Said("Refusée", "Refused"),
        Closure.NO_ACTION: Said("Sans suite", "No action taken"),
        Closure.NOT_OURS: Said("Hors compétence – transmise", "Not ours – transferred"),
        Closure.DUPLICATE: Said("Doublon", "Duplicate"),
        Closure.INADMISSIBLE: Said("Irrecevable ou abusive", "Inadmissible or abusive"),
        Closure.WITHDRAWN: Said("Retirée par le demandeur", "Withdrawn by the requester"),
    },
    Axis.REQUESTER: {
        RequesterKind.PERSON: Said("Particulier", "Person"),
        RequesterKind.COMPANY: Said("Entreprise", "Company"),
        RequesterKind.ASSOCIATION: Said("Association", "Association"),
        RequesterKind.ADMINISTRATION: Said("Administration", "Administration"),
        RequesterKind.UNKNOWN: Said("Inconnu", "Unknown"),
        ANONYMOUS: Said("Anonyme", "Anonymous"),
    },
    Axis.WEEKDAY: {
        "1": Said("Lundi", "Monday"),
        "2": Said("Mardi", "Tuesday"),
        "3": Said("Mercredi", "Wednesday"),
        "4": Said("Jeudi", "Thursday"),
        "5": Said("Vendredi", "Friday"),
        "6": Said("Samedi", "Saturday"),
        "7": Said("Dimanche", "Sunday"),
    },
    Axis.HOUR: {hour: Said(f"{hour}\u00a0h", f"{int(hour):02}:00") for hour in _HOURS},
}
"""The axes whose keys are all known, with their words."""
Names = Mapping[Axis, Mapping[str, str]]
"""What the town calls the keys of the other axes, in its present words."""


def axis_title(axis: Axis, language: str) -> str:
    """Return what stands above the keys of an axis."""
    return sentence(AXES[axis].told(language))


def key_label(axis: Axis, key: str, names: Names, language: str) -> str:
    """Return a key in words; what nobody has a name for any more goes by its code."""
    if not key:
        return _NONES.get(axis, _NONE).told(language)
    if found := ENUMERATED.get(axis, {}).get(key):
        return found.told(language)
    if axis is Axis.MONTH:
        return month_label(key, language)
    if axis is Axis.WEEK:
        year, week = key.split("-W")
        return Said("Semaine {week}, {year}", "Week {week}, {year}").filled(language, week=int(week), year=year)
    return names.get(axis, {}).get(key, key)
