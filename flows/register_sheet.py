"""The register sheet of the processing (registre des activités de traitement, GDPR article 30), made from a town's settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from domain.department import Confidentiality, DepartmentKind
from domain.ids import SubjectCode, TownId
from domain.retention import Terms, least_months
from domain.ruleset import RuleSet
from domain.town import Town
from flows.printing import pdf
from flows.wiring import Installation
from store import retention

UNSAID = {"fr": "(à compléter)", "en": "(to be filled in)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the sheet: its title and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The sheet (fiche de registre)."""

    language: str
    title: str
    parts: tuple[Part, ...]


_FIXED: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Registre des activités de traitement – Gestion des demandes des usagers – {town}",
        "controller": "Responsable du traitement",
        "officer": "Délégué à la protection des données : {who}",
        "rights": "Exercice des droits : {who}",
        "purpose": "Finalités",
        "purposes": "Recevoir les demandes, signalements, réclamations et courriers des usagers par tous les canaux, les transmettre "
        "aux services "
        "compétents, y répondre dans les délais, en assurer le suivi|Établir des statistiques sans données personnelles",
        "basis": "Base légale",
        "bases": "Mission d’intérêt public (article 6, paragraphe 1, point e, du RGPD)|Obligation légale pour les accusés de réception "
        "et la "
        "motivation des décisions (article 6, paragraphe 1, point c ; code des relations entre le public et l’administration, articles "
        "L. 112-3, "
        "L. 112-11 et L. 211-2)",
        "people": "Personnes concernées",
        "peoples": "Usagers qui s’adressent à la commune, leurs mandataires et cosignataires|Personnes citées dans leurs "
        "messages|Agents de la commune",
        "data": "Catégories de données",
        "datas": "Identité et coordonnées : nom, adresse, courriel, téléphone|Contenu des messages, pièces jointes, originaux|Lieu du "
        "problème"
        "|Réponses, courriers, notes internes, historique|Données de connexion et journal des agents",
        "sensitive": "Données sensibles (article 9) : seulement si l’usager les écrit. Types de demande réservés aux membres du service "
        "désigné : {codes}",
        "none": "aucun",
        "recipients": "Destinataires",
        "outside": "Hors de la commune, lorsque la demande les concerne : {names}",
        "own": "Services de la commune, selon leurs droits : {names}",
        "transfer": "Transferts hors de l’Union européenne : aucun par le logiciel",
        "durations": "Durées de conservation, puis anonymisation",
        "all": "Demandes closes : {months} mois après la clôture",
        "subject": "{label} ({code}) : {months} mois après la clôture",
        "rejected": "Messages rejetés à la vérification : {months} mois",
        "junk": "Courriels indésirables et automatiques : {days} jours",
        "calls": "Appels téléphoniques : {months} mois",
        "readings": "Consultations des demandes par les agents : {months} mois",
        "night_yes": "Exécution automatique chaque nuit, de {first} h à {last} h",
        "night_no": "Exécution à la demande d’un administrateur",
        "stays": "Après anonymisation restent : numéro, dates, type, service, état, origine, secteur",
        "security": "Mesures de sécurité",
        "securities": "Droits par rôle et par service, vérifiés sur le serveur ; trois niveaux de confidentialité|Mots de passe hachés "
        "(argon2), "
        "second facteur, limitation des tentatives|Journal d’audit chaîné, consultations enregistrées|Pièces jointes servies en "
        "téléchargement, "
        "courriels affichés sans contenu distant|Sauvegardes vérifiées, restauration testée",
        "subjects": "Exercice des droits",
        "subjects_lines": "Accès, rectification, effacement, limitation, opposition, portabilité : réponse en un mois, prolongeable de "
        "deux mois avec "
        "le motif (article 12)|Réclamation auprès de la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07",
    },
    "en": {
        "title": "Record of processing activities – Management of citizens’ requests – {town}",
        "controller": "Controller",
        "officer": "Data protection officer: {who}",
        "rights": "Rights are exercised with: {who}",
        "purpose": "Purposes",
        "purposes": "To receive requests, reports, complaints and letters of citizens by every channel, pass them to the departments in "
        "charge, "
        "answer them in time, and follow them up|To make statistics without personal data",
        "basis": "Legal basis",
        "bases": "Task in the public interest (article 6(1)(e) of the GDPR)|Legal obligation for acknowledgements and reasons of "
        "decisions (article "
        "6(1)(c); code des relations entre le public et l’administration, articles L. 112-3, L. 112-11 and L. 211-2)",
        "people": "Data subjects",
        "peoples": "Citizens who turn to the town, those who write for them or sign with them|Persons named in their messages|Agents of "
        "the town",
        "data": "Categories of data",
        "datas": "Identity and contact: name, address, e-mail, telephone|Contents of messages, attachments, originals|Place of the problem"
        "|Answers, letters, internal notes, history|Sign-ins and journal of agents",
        "sensitive": "Special categories (article 9): only where the citizen writes them. Types of request kept to members of the "
        "department: {codes}",
        "none": "none",
        "recipients": "Recipients",
        "outside": "Outside the town, where the request concerns them: {names}",
        "own": "Departments of the town, by their rights: {names}",
        "transfer": "Transfers outside the European Union: none by the software",
        "durations": "How long it is kept, then anonymised",
        "all": "Closed requests: {months} months after closing",
        "subject": "{label} ({code}): {months} months after closing",
        "rejected": "Messages rejected in review: {months} months",
        "junk": "Spam and automatic mail: {days} days",
        "calls": "Telephone calls: {months} months",
        "readings": "Who opened which request: {months} months",
        "night_yes": "Done by itself every night, from {first} to {last} h",
        "night_no": "Done when an administrator asks for it",
        "stays": "After anonymisation these stay: number, dates, type, department, state, origin, sector",
        "security": "Security",
        "securities": "Rights by role and department, checked on the server; three levels of confidentiality|Hashed passwords (argon2), "
        "second factor, "
        "throttling|Chained audit journal, readings written down|Attachments served as downloads, mails shown without remote content"
        "|Verified backups, tested restore",
        "subjects": "Rights of data subjects",
        "subjects_lines": "Access, rectification, erasure, limitation, objection, portability: answered within one month, extendable by "
        "two with the "
        "reason (article 12)|Complaints to the CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, France",
    },
}


def sheet_of(installation: Installation, town: TownId, language: str) -> Sheet:
    """Return the sheet of a town, in French or English."""
    view = installation.towns.get(town)
    with installation.database.read() as session:
        terms, _ = retention.terms(session, town)
    return made(view.town, view.ruleset, terms, language)


def made(town: Town, ruleset: RuleSet, terms: Terms, language: str) -> Sheet:
    """Return the sheet of what is set; pure."""
    words = _FIXED[language]
    unsaid = UNSAID[language]
    controller = terms.controller or town.name
    fixed = {name: tuple(words[name].split("|")) for name in ("purposes", "bases", "peoples", "datas", "securities", "subjects_lines")}
    social = ", ".join(one.label for one in ruleset.subjects if one.confidentiality is Confidentiality.SOCIAL) or words["none"]
    parts = (
        Part(
            title=words["controller"],
            lines=(
                controller,
                words["officer"].format(who=terms.officer or unsaid),
                words["rights"].format(who=terms.rights_contact or unsaid),
            ),
        ),
        Part(title=words["purpose"], lines=fixed["purposes"]),
        Part(title=words["basis"], lines=fixed["bases"]),
        Part(title=words["people"], lines=fixed["peoples"]),
        Part(title=words["data"], lines=(*fixed["datas"], words["sensitive"].format(codes=social))),
        Part(title=words["recipients"], lines=(*recipients(ruleset, language), words["transfer"])),
        Part(title=words["durations"], lines=(*kept_for(ruleset, terms, language), *_runs(terms, words))),
        Part(title=words["security"], lines=fixed["securities"]),
        Part(title=words["subjects"], lines=fixed["subjects_lines"]),
    )
    return Sheet(language=language, title=words["title"].format(town=town.name), parts=parts)


def markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown."""
    lines = [f"# {sheet.title}", ""]
    for part in sheet.parts:
        lines += [f"## {part.title}", "", *(f"- {one}" for one in part.lines), ""]
    return "\n".join(lines)


def as_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as PDF. Raises UnprintableError, UnavailableError."""
    body = "".join(f"<h2>{escape(part.title)}</h2><ul>{_items(part.lines)}</ul>" for part in sheet.parts)
    style = "body{font-family:'Liberation Sans';font-size:10pt}h1{font-size:15pt}h2{font-size:12pt;margin:1.2em 0 .3em}li{margin:.15em 0}"
    head = f'<meta charset="utf-8"><title>{escape(sheet.title)}</title><style>{style}</style>'
    html = f'<!doctype html><html lang="{sheet.language}"><head>{head}</head><body><h1>{escape(sheet.title)}</h1>{body}</body></html>'
    return pdf.render(html)


def _items(lines: Sequence[str]) -> str:
    return "".join(f"<li>{escape(one)}</li>" for one in lines)


def recipients(ruleset: RuleSet, language: str) -> Iterator[str]:
    """Yield who gets what people write: the departments of the town, and those outside it."""
    words = _FIXED[language]
    for key, kinds in (("own", {DepartmentKind.INTERNAL}), ("outside", set(DepartmentKind) - {DepartmentKind.INTERNAL})):
        names = ", ".join(one.label for one in ruleset.departments if one.kind in kinds)
        if names:
            yield words[key].format(names=names)


def kept_for(ruleset: RuleSet, terms: Terms, language: str) -> Iterator[str]:
    """Yield how long what people write is kept: in general, by subject where that is longer or shorter, what is never dealt with, calls."""
    words = _FIXED[language]
    natures: dict[SubjectCode, int] = {one.code: terms.months_of(one.code, one.nature) for one in ruleset.subjects}
    yield words["all"].format(months=max(terms.months, least_months(None)) if terms.months < least_months(None) else terms.months)
    for one in ruleset.subjects:
        if natures[one.code] != terms.months:
            yield words["subject"].format(label=one.label, code=one.code, months=natures[one.code])
    yield words["rejected"].format(months=terms.rejected_months)
    yield words["junk"].format(days=terms.junk_days)
    yield words["calls"].format(months=terms.calls_months)


def _runs(terms: Terms, words: Mapping[str, str]) -> Iterator[str]:
    yield words["readings"].format(months=terms.readings_months)
    night = words["night_yes"].format(first=terms.first_hour, last=terms.last_hour)
    yield night if terms.is_nightly else words["night_no"]
    yield words["stays"]
