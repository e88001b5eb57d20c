"""A request as its letters name it: the merge fields, filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers

from domain.deadline import Silence
from domain.department import Confidentiality, Department
from domain.draft import Flag, Requester
from domain.ids import DepartmentCode
from domain.inbound import Channel
from domain.ruleset import Nature, Subject
from domain.town import Signatory
from flows.clocks import find_promise
from flows.correspondence.occasion import Occasion
from flows.opinion import arrived_at
from flows.town_views import TownView
from letters import fields
from letters.fields import Fields
from letters.kinds import Language
from store.requests import RequestRecord

SPACE = "\u00a0"
DISCREET: Mapping[Language, str] = {Language.FRENCH: "démarche auprès de la mairie", Language.ENGLISH: "a matter for the town hall"}
"""What a mail calls a request that its mailbox's other readers should learn nothing of."""
_DIALLED_AT_HOME = (33, 687)
"""France and New Caledonia: their numbers are written as they are dialled there."""
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    Language.FRENCH: (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_CHANNELS: Mapping[Channel, Mapping[Language, str]] = {
    Channel.EMAIL: {Language.FRENCH: "courriel", Language.ENGLISH: "e-mail"},
    Channel.SCAN: {Language.FRENCH: "courrier", Language.ENGLISH: "letter"},
    Channel.FAX: {Language.FRENCH: "télécopie", Language.ENGLISH: "fax"},
    Channel.PHONE: {Language.FRENCH: "téléphone", Language.ENGLISH: "telephone"},
    Channel.FORM: {Language.FRENCH: "formulaire", Language.ENGLISH: "form"},
    Channel.COUNTER: {Language.FRENCH: "guichet", Language.ENGLISH: "visit"},
}
_SALUTATION: Mapping[Language, str] = {Language.FRENCH: "Madame, Monsieur", Language.ENGLISH: "Dear Sir or Madam"}
_RECEPTION: Mapping[Language, str] = {Language.FRENCH: "Accueil de la mairie", Language.ENGLISH: "Town hall reception"}
_OF = {"guadeloupe": "de la ", "guyane": "de la ", "martinique": "de la ", "polynésie française": "de la ", "réunion": "de La "}
"""Courts of overseas France, by the name their towns may write."""
_VOWEL = re.compile(r"[aeiouyéèêâîôû]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the fields of a letter are filled from. ``requester`` is who is written to: who asks, or who writes for him.

    ``main`` is the reference of the request this one is a part of. ``agent`` is the name of who acted. ``is_discreet``: nothing of the
    matter may show.
    """

    view: TownView
    record: RequestRecord
    occasion: Occasion
    now: datetime
    url: str
    requester: Requester
    agent: str | None = None
    main: str | None = None
    is_discreet: bool = False
    language: Language = Language.FRENCH


def fields_of(known: Known) -> Fields:
    """Return the merge fields of a letter; what is not known is None, and stops a letter that needs it."""
    town, occasion, language = known.view.town, known.occasion, known.language
    signatory = find_signatory(town.signatories, occasion.agent)
    external = _department(known.view, occasion.authority)
    return Fields(
        collectivite=fields.Collectivite(
            nom=town_hall(town.name),
            adresse=", ".join(town.address),
            telephone=dialled(town.phone),
            courriel=town.email,
            site=town.site,
        ),
        fiche=_file(known),
        demandeur=fields.Demandeur(
            civilite=_SALUTATION[language],
            nom=known.requester.name or known.requester.organisation,
            adresse_bloc=known.requester.address,
            courriel=known.requester.email,
            telephone=dialled(known.requester.phone),
        ),
        service=_service(known),
        agent=fields.Agent(nom=known.agent, qualite=None),
        signataire=fields.Signataire(nom=signatory.name if signatory else None, qualite=signatory.quality if signatory else None),
        pieces=fields.Pieces(
            liste=() if known.is_discreet else occasion.pieces,
            date_limite=_optional_day(occasion.day if occasion.pieces else None, language),
            suspend=occasion.suspends,
        ),
        autorite=fields.Autorite(
            nom=external.label if external else None,
            courriel=external.email if external else None,
            telephone=dialled(external.phone) if external else None,
        ),
        recours=fields.Recours(tribunal=court(town.court)),
        reponse=fields.Reponse(texte=None if known.is_discreet else occasion.answer, motif=None if known.is_discreet else occasion.reason),
        intervention=fields.Intervention(date=_optional_day(None if occasion.pieces else occasion.day, language)),
        date_courrier=day(known.now.astimezone(_zone(known.view)).date(), language),
    )


def find_signatory(signatories: tuple[Signatory, ...], agent: str | None) -> Signatory | None:
    """Return who signs what an agent does: whom the town names for him, else for all."""
    own = next((one for one in signatories if one.agent is not None and one.agent == agent), None)
    return own or next((one for one in signatories if one.agent is None), None)


def reference(record: RequestRecord) -> str:
    """Return how a requester calls his request: its number, else its tracking code."""
    return str(record.line.number or record.line.tracking)


def is_secret(record: RequestRecord) -> bool:
    """Tell whether nothing of a request may stand in a mail."""
    return record.line.confidentiality is not Confidentiality.NORMAL


def subject_of(view: TownView, record: RequestRecord) -> Subject | None:
    """Return the type of a request; None where the rule set does not know it any more."""
    return next((one for one in view.ruleset.subjects if one.code == record.line.subject), None)


def silence_of(view: TownView, record: RequestRecord) -> Silence:
    """Return what silence means for a request."""
    promise = find_promise(view.ruleset, record.line.subject)
    return Silence.NONE if promise is None else promise.silence


def day(on: date, language: Language = Language.FRENCH) -> str:
    """Return a day as letters write it: « 1er mai 2026 », “1 May 2026”, with spaces that do not break."""
    number = "1er" if on.day == 1 and language is Language.FRENCH else str(on.day)
    return SPACE.join((number, _MONTHS[language][on.month - 1], str(on.year)))


def clock(at: datetime, language: Language = Language.FRENCH) -> str:
    """Return a time of day: « 9 h 14 », “9:14”."""
    return f"{at.hour}{SPACE}h{SPACE}{at.minute:02d}" if language is Language.FRENCH else f"{at.hour}:{at.minute:02d}"


def court(name: str | None) -> str | None:
    """Return the administrative court of a town with its article: « tribunal administratif d’Orléans »."""
    if name is None or name.lower().startswith("tribunal"):
        return name
    bare = name.removeprefix("La ").removeprefix("la ")
    overseas = _OF.get(bare.lower())
    if overseas is not None:
        return f"tribunal administratif {overseas}{bare}"
    return f"tribunal administratif {'d’' if _VOWEL.match(name) else 'de '}{name}"


def town_hall(name: str) -> str:
    """Return a town as its letters call it: « Mairie de Valognes »; a name that says what it is stays as it is."""
    if re.match(r"(?:mairie|ville|commune|hôtel de ville|communauté|métropole)\b", name, re.IGNORECASE):
        return name
    if name.startswith(("Le ", "Les ")):
        article, _, rest = name.partition(" ")
        return f"Mairie {'du' if article == 'Le' else 'des'} {rest}"
    if name.startswith(("La ", "L’", "L'")):
        return f"Mairie de {name}"
    return f"Mairie {'d’' if _VOWEL.match(name) else 'de '}{name}"


def dialled(e164: str | None) -> str | None:
    """Return a telephone number as it is dialled in its country; one that is none stays as it is."""
    if e164 is None:
        return None
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    kinds = phonenumbers.PhoneNumberFormat
    form = kinds.NATIONAL if parsed.country_code in _DIALLED_AT_HOME else kinds.INTERNATIONAL
    return phonenumbers.format_number(parsed, form).replace(" ", SPACE)


def _file(known: Known) -> fields.Fiche:
    record, view, occasion = known.record, known.view, known.occasion
    subject = subject_of(view, record)
    silence = silence_of(view, record)
    timing = record.timing
    legal = timing.clocks.legal if timing is not None else None
    completion = timing.clocks.completion if timing is not None else None
    due_on = (timing.chosen_on if timing is not None else None) or (completion.on if completion is not None else None)
    at = arrived_at(record.draft, record.inbound).astimezone(_zone(view))
    is_discreet, language = known.is_discreet, known.language
    return fields.Fiche(
        reference=reference(record),
        numero=str(record.line.number) if record.line.number else None,
        suivi=str(record.line.tracking),
        objet=DISCREET[language] if is_discreet else record.line.heading,
        type=DISCREET[language] if is_discreet or subject is None else subject.label,
        nature=subject.nature.value if subject else Nature.OTHER.value,
        regime=silence.value,
        origine=_CHANNELS[record.line.channel][language],
        date_reception=day(at.date(), language),
        heure_reception=clock(at, language),
        localisation=None if is_discreet else record.line.place,
        details="" if is_discreet else record.details,
        date_limite=_optional_day(due_on, language),
        date_decision_implicite=_optional_day(None if legal is None or silence is Silence.NONE else legal.on, language),
        lien_suivi=None,
        lien=f"{known.url}/requests/{record.line.id}",
        principale=known.main,
        est_danger=Flag.DANGER in record.line.flags,
        autres=occasion.references,
        copie=None if is_discreet else occasion.copy,
        jointes=() if is_discreet else occasion.enclosed,
        non_jointes=() if is_discreet else occasion.left_out,
        est_enregistrement=occasion.is_receipt,
    )


def _service(known: Known) -> fields.Service:
    """Return the department in charge; of a request that is secret the town hall, for its name alone would tell."""
    town = known.view.town
    department = _department(known.view, known.record.line.department)
    if known.is_discreet or department is None:
        return fields.Service(nom=_RECEPTION[known.language], telephone=dialled(town.phone), courriel=town.email)
    server = _department(known.view, department.served_by) if department.served_by else None
    phone = department.phone or (server.phone if server else None) or town.phone
    email = department.email or (server.email if server else None) or town.email
    return fields.Service(nom=department.label, telephone=dialled(phone), courriel=email)


def _department(view: TownView, code: DepartmentCode | None) -> Department | None:
    return next((one for one in view.ruleset.departments if one.code == code), None)


def _optional_day(on: date | None, language: Language) -> str | None:
    return None if on is None else day(on, language)


def _zone(view: TownView) -> ZoneInfo:
    return ZoneInfo(view.town.timezone)
