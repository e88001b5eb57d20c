"""What citizens are told of their data, made of a town's settings and kept by number as soon as it is shown (GDPR, article 13)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from domain.ids import TownId
from domain.portal import Portal
from domain.privacy import PrivacyPart, PrivacyText, PrivacyVersion, PrivacyWords
from domain.retention import Terms
from domain.ruleset import Nature, RuleSet
from domain.town import Town
from figures.words import Said
from flows.register_sheet import kept_for, recipients
from flows.wiring import Installation
from store import portals, privacy_texts, retention

_PUBLIC = Said("mission d’intérêt public (RGPD, article 6, paragraphe 1, point e)", "task in the public interest (GDPR, article 6(1)(e))")
_OWED = Said(
    "mission d’intérêt public (RGPD, article 6, paragraphe 1, point e) ; pour l’accusé de réception et la motivation de la décision, "
    "obligation légale (point c ; code des relations entre le public et l’administration, articles L. 112-3 et L. 211-2)",
    "task in the public interest (GDPR, article 6(1)(e)); for the acknowledgement and the reasons of the decision, legal obligation "
    "(article 6(1)(c); code des relations entre le public et l’administration, articles L. 112-3 and L. 211-2)",
)
_NATURES: Mapping[Nature, tuple[Said, Said]] = {
    Nature.REPORT: (Said("Traiter vos signalements", "To deal with what you report"), _PUBLIC),
    Nature.REQUEST: (Said("Instruire vos demandes", "To decide on your requests"), _OWED),
    Nature.COMPLAINT: (Said("Répondre à vos réclamations", "To answer your complaints"), _OWED),
    Nature.QUESTION: (Said("Répondre à vos questions", "To answer your questions"), _PUBLIC),
    Nature.OTHER: (Said("Traiter vos autres messages", "To deal with your other messages"), _PUBLIC),
}
_ACCOUNT = Said("Tenir votre compte en ligne, si vous en créez un", "To run your account online, if you make one")
_FIGURES = Said("Établir des statistiques sans données personnelles", "To make statistics without personal data")
_WHO, _WHY = Said("Qui est responsable", "Who is responsible"), Said("Finalités et bases légales", "Purposes and legal bases")
_BASIS = Said("{purpose} : {basis}", "{purpose}: {basis}")
_WHAT = Said("Données utilisées", "Data that are used")
_DATA = (
    Said("Vos nom, adresse, courriel et téléphone, si vous les donnez", "Your name, address, e-mail and telephone, where you give them"),
    Said("Vos messages, leurs pièces jointes et le lieu concerné", "Your messages, what is attached to them, and the place in question"),
    Said("Les réponses de la mairie et l’historique de la demande", "The answers of the town hall and the history of the request"),
)
_GIVEN = Said(
    "Les champs obligatoires des formulaires sont signalés ; sans eux, la mairie ne peut pas traiter la demande",
    "Forms say which fields must be filled in; without them the town hall cannot deal with the request",
)
_AUTOMATED = Said(
    "Le service destinataire est proposé par des règles ; aucune décision vous concernant n’est prise par la seule machine",
    "Rules propose the department in charge; no decision about you is made by the machine alone",
)
_TO_WHOM = Said("Destinataires", "Recipients")
_HOW_LONG = Said("Durées de conservation", "How long they are kept")
_AFTER = Said(
    "Ensuite, tout ce qui est personnel est effacé ; restent le numéro, les dates, le type et le secteur",
    "Then all that is personal is erased; number, dates, type and sector stay",
)
_RIGHTS = Said("Vos droits", "Your rights")
_WHICH = Said(
    "Accéder à vos données, les faire rectifier ou effacer, en limiter l’usage, vous opposer à leur traitement (RGPD, articles 15 à 21) ; "
    "la réponse vient en un mois, en trois si elle est complexe",
    "To see your data, have them set right or erased, limit their use, object to it (GDPR, articles 15 to 21); the answer comes within one "
    "month, three where it is complex",
)
_HOW = Said("Pour les exercer : {contact}", "To use them: {contact}")
_OFFICER = Said("Délégué à la protection des données : {officer}", "Data protection officer: {officer}")
_ONLINE = Said(
    "Avec un compte, la page « Mon compte » permet de corriger vos coordonnées et de supprimer le compte",
    "With an account, the page “My account” lets you correct how you are reached and delete the account",
)
_TAKEN_BACK = Said(
    "Retirer à tout moment un accord donné dans un formulaire, sur la page de la demande ou auprès de la mairie ; ce qui a été fait avant "
    "reste fait",
    "To take back at any time what you agreed to in a form, on the page of the request or at the town hall; what was done before stays "
    "done",
)
_CNIL = Said(
    "Réclamation auprès de la CNIL : www.cnil.fr, ou 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07",
    "Complaints to the CNIL: www.cnil.fr, or 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, France",
)


def current(installation: Installation, town: TownId, now: datetime) -> PrivacyVersion:
    """Return what citizens of a town are told now; what differs from what was told last is kept under the next number at once."""
    view = installation.towns.get(town)
    with installation.database.read() as session:
        terms, _ = retention.terms(session, town)
        portal, _ = portals.find(session, town)
        known = privacy_texts.last(session, town)
    text = made(view.town, view.ruleset, terms, portal)
    digest = digest_of(text)
    if known is not None and known[1] == digest:
        return PrivacyVersion(town=town, number=known[0], at=known[2], text=text)
    with installation.database.write() as session:
        privacy_texts.lock(session, town)
        known = privacy_texts.last(session, town)
        if known is not None and known[1] == digest:
            return PrivacyVersion(town=town, number=known[0], at=known[2], text=text)
        new = PrivacyVersion(town=town, number=1 if known is None else known[0] + 1, at=now, text=text)
        privacy_texts.add(session, new, digest)
    return new


def digest_of(text: PrivacyText) -> str:
    """Return what is equal for the same text."""
    return hashlib.sha256(json.dumps(asdict(text), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def made(town: Town, ruleset: RuleSet, terms: Terms, portal: Portal) -> PrivacyText:
    """Return what is told as a town is set up, in both languages; pure."""
    return PrivacyText(fr=_made(town, ruleset, terms, portal, "fr"), en=_made(town, ruleset, terms, portal, "en"))


def _made(town: Town, ruleset: RuleSet, terms: Terms, portal: Portal, language: str) -> PrivacyWords:
    parts = (
        (_WHO, tuple(_responsible(town, terms, language))),
        (_WHY, tuple(_purposes(ruleset, portal, language))),
        (_WHAT, tuple(one.told(language) for one in (*_DATA, _GIVEN, _AUTOMATED))),
        (_TO_WHOM, tuple(recipients(ruleset, language))),
        (_HOW_LONG, (*kept_for(ruleset, terms, language), _AFTER.told(language))),
        (_RIGHTS, tuple(_rights(town, terms, portal, language))),
    )
    told = tuple(PrivacyPart(title=title.told(language), lines=lines) for title, lines in parts)
    return PrivacyWords(parts=told, added=portal.privacy.said_in(language))


def _responsible(town: Town, terms: Terms, language: str) -> Iterator[str]:
    yield ", ".join((terms.controller or town.name, *town.address))
    if terms.officer:
        yield _OFFICER.filled(language, officer=terms.officer)


def _purposes(ruleset: RuleSet, portal: Portal, language: str) -> Iterator[str]:
    """Yield what data are for, by the natures that the town has, each with its legal basis."""
    known = {one.nature for one in ruleset.subjects}
    for nature, (purpose, basis) in _NATURES.items():
        if nature in known:
            yield _BASIS.filled(language, purpose=purpose.told(language), basis=basis.told(language))
    if portal.accounts:
        yield _BASIS.filled(language, purpose=_ACCOUNT.told(language), basis=_PUBLIC.told(language))
    yield _FIGURES.told(language)


def _rights(town: Town, terms: Terms, portal: Portal, language: str) -> Iterator[str]:
    yield _WHICH.told(language)
    yield _TAKEN_BACK.told(language)
    yield _HOW.filled(language, contact=terms.rights_contact or town.email)
    if portal.accounts:
        yield _ONLINE.told(language)
    yield _CNIL.told(language)
