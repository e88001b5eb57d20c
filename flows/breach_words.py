"""A breach in words, field by field, in French and English: the page, the CSV file and the PDF say the same."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.breach import BreachFacts, BreachNature, BreachRisk, Clock
from figures.words import Said

FIELDS: Mapping[str, Said] = {
    "what": Said("Ce qui s’est passé", "What happened"),
    "began_at": Said("Début", "Began"),
    "known_at": Said("Connue le", "Known on"),
    "natures": Said("Nature", "Nature"),
    "persons": Said("Catégories de personnes", "Categories of persons"),
    "persons_count": Said("Nombre approximatif de personnes", "About how many persons"),
    "data": Said("Catégories de données", "Categories of data"),
    "records_count": Said("Nombre approximatif d’enregistrements", "About how many records"),
    "consequences": Said("Conséquences probables", "Likely consequences"),
    "measures": Said("Mesures prises ou proposées", "Measures taken or proposed"),
    "risk": Said("Risque pour les personnes", "Risk for persons"),
    "authority_at": Said("Notifiée à la CNIL le", "CNIL told on"),
    "authority_why": Said("CNIL : motif du retard ou de l’absence de notification", "CNIL: why late, or not told"),
    "persons_at": Said("Personnes informées le", "Persons told on"),
    "persons_why": Said("Personnes : motif si elles ne sont pas informées", "Persons: why they are not told"),
    "is_closed": Said("Close", "Closed"),
}
NATURES: Mapping[str, Said] = {
    BreachNature.CONFIDENTIALITY: Said("Confidentialité : vues ou transmises à tort", "Confidentiality: seen or handed out wrongly"),
    BreachNature.INTEGRITY: Said("Intégrité : modifiées", "Integrity: altered"),
    BreachNature.AVAILABILITY: Said("Disponibilité : perdues ou inaccessibles", "Availability: lost or out of reach"),
}
RISKS: Mapping[str, Said] = {
    BreachRisk.UNJUDGED: Said("Pas encore évalué", "Not judged yet"),
    BreachRisk.UNLIKELY: Said("Peu probable : inscription au registre seulement", "Unlikely: the register only"),
    BreachRisk.LIKELY: Said("Probable : la CNIL est notifiée", "Likely: the CNIL is told"),
    BreachRisk.HIGH: Said("Élevé : la CNIL et les personnes sont informées", "High: the CNIL and the persons are told"),
}
CLOCKS: Mapping[str, Said] = {
    Clock.RUNNING: Said("À notifier à la CNIL avant le {moment}", "The CNIL is to be told by {moment}"),
    Clock.OVER: Said("Délai de 72 heures dépassé depuis le {moment}", "72 hours are over since {moment}"),
    Clock.TOLD: Said("Notifiée à la CNIL dans les 72 heures", "CNIL told within 72 hours"),
    Clock.TOLD_LATE: Said("Notifiée à la CNIL après 72 heures", "CNIL told after 72 hours"),
    Clock.NOT_NEEDED: Said("Notification à la CNIL non requise", "The CNIL need not be told"),
}
_YES, _NO = Said("oui", "yes"), Said("non", "no")


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment in the town's time as registers write it: ``03/04/2026 14:05``."""
    return f"{moment.astimezone(zone):%d/%m/%Y %H:%M}"


def clock_words(clock: Clock, facts: BreachFacts, zone: ZoneInfo, language: str) -> str:
    """Return how it stands with telling the CNIL."""
    return CLOCKS[clock].filled(language, moment=moment_words(facts.due_at, zone))


def field_words(facts: BreachFacts, name: str, zone: ZoneInfo, language: str) -> str:
    """Return what a breach says in a field; empty where it says nothing."""
    match getattr(facts, name):
        case bool() as is_so:
            return (_YES if is_so else _NO).told(language)
        case BreachRisk() as risk:
            return RISKS[risk].told(language)
        case tuple() as natures:
            return " ; ".join(NATURES[one].told(language) for one in natures)
        case datetime() as moment:
            return moment_words(moment, zone)
        case None:
            return ""
        case value:
            return str(value)


def told(table: Mapping[str, Said], language: str) -> dict[str, str]:
    """Return a table of words in a language, its keys as they are written down."""
    return {key.value if isinstance(key, StrEnum) else key: one.told(language) for key, one in table.items()}
