"""A request as its letters name it: the merge fields, filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers

from domain.deadline import Silence
from domain.department import Confidentiality, Department
from domain.draft import Flag, Requester, Role, Trait
from domain.ids import DepartmentCode
from domain.inbound import Channel
from domain.ruleset import Nature, Subject
from domain.town import Signatory
from flows.clocks import find_promise
from flows.correspondence.enclosures import name_of
from flows.correspondence.hand import DAYS, Hand
from flows.correspondence.occasion import Occasion
from flows.opinion import arrived_at
from flows.town_views import TownView
from ingest.own_reference import own_reference
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
    Channel.PORTAL: {Language.FRENCH: "portail", Language.ENGLISH: "portal"},
}
_SALUTATION: Mapping[Language, str] = {Language.FRENCH: "Madame, Monsieur", Language.ENGLISH: "Dear Sir or Madam"}
_SALUTATIONS: Mapping[Language, Mapping[str, str]] = {
    Language.FRENCH: {"Madame": "Madame", "Monsieur": "Monsieur"},
    Language.ENGLISH: {"Madame": "Dear Madam", "Monsieur": "Dear Sir"},
}
_CIVILITY = re.compile(r"\s*(m\.|mr\.?|monsieur|mme\.?|madame|mlle\.?|mademoiselle)(?=\s)", re.IGNORECASE)
_OF_TWO = re.compile(r"\b(?:et|ou)\b|[/&]")
_CIVIL = {
    **dict.fromkeys(("m.", "mr", "mr.", "monsieur"), "Monsieur"),
    **dict.fromkeys(("mme", "mme.", "madame", "mlle", "mlle.", "mademoiselle"), "Madame"),
}
_OUR_REFERENCE: Mapping[Language, str] = {Language.FRENCH: "fiche n°\u00a0{}", Language.ENGLISH: "request no.\u00a0{}"}
_RECEPTION: Mapping[Language, str] = {Language.FRENCH: "Accueil de la mairie", Language.ENGLISH: "Town hall reception"}
_OF = {"guadeloupe": "de la ", "guyane": "de la ", "martinique": "de la ", "polynésie française": "de la ", "réunion": "de La "}
"""Courts of overseas France, by the name their towns may write."""
_VOWEL = re.compile(r"[aeiouyéèêâîôû]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the fields of a letter are filled from. ``requester`` is who is written to: who asks, or who writes for him.

    ``main`` is the reference of the request this one is a part of. ``agent`` is the name of who acted, ``quality`` what he is at the town
    hall. ``is_discreet``: nothing of the matter may show.
    """

    view: TownView
    record: RequestRecord
    occasion: Occasion
    now: datetime
    url: str
    requester: Requester
    agent: str | None = None
    quality: str | None = None
    main: str | None = None
    has_logo: bool = False
    by: str = "courriel"
    """How the letter goes, as models ask for it: ``courriel`` or ``papier``."""
    is_discreet: bool = False
    language: Language = Language.FRENCH
    hand: Hand | None = None
    """Who is to sign it, on a day nobody knows yet."""
    follow: str | None = None
    """Where the requester follows it on the town's portal; None where that is closed."""


def fields_of(known: Known) -> Fields:
    """Return the merge fields of a letter; what is not known is None, and stops a letter that needs it."""
    town, occasion, language = known.view.town, known.occasion, known.language
    signatory = known.hand.signatory if known.hand else find_signatory(town.signatories, occasion.agent)
    external = _department(known.view, occasion.authority)
    return Fields(
        collectivite=fields.Collectivite(
            nom=town_hall(town.name),
            adresse=", ".join(town.address),
            telephone=dialled(town.phone),
            courriel=town.email,
            site=town.site,
            commune=town.name,
            logo=known.has_logo or None,
        ),
        fiche=_file(known),
        demandeur=_requester(known),
        service=_service(known),
        agent=_agent(known),
        signataire=_signatory(signatory),
        pieces=fields.Pieces(
            liste=() if known.is_discreet else occasion.pieces,
            date_limite=_optional_day(occasion.day if occasion.pieces else None, language),
            suspend=occasion.suspends,
        ),
        autorite=fields.Autorite(
            nom=external.label if external else None,
            courriel=external.email if external else None,
            telephone=dialled(external.phone) if external else None,
            adresse=external.address if external else None,
        ),
        recours=fields.Recours(tribunal=court(town.court), texte=appeal(court(town.court), language)),
        reponse=fields.Reponse(texte=None if known.is_discreet else occasion.answer, motif=None if known.is_discreet else occasion.reason),
        intervention=fields.Intervention(date=_optional_day(None if occasion.pieces else occasion.day, language)),
        date_courrier=DAYS[language] if known.hand else day(known.now.astimezone(_zone(known.view)).date(), language),
        references=fields.References(
            nos=_OUR_REFERENCE[language].format(reference(known.record)),
            vos=None if known.is_discreet else their_reference(known.record),
        ),
        pj=fields.Pj(liste=() if known.is_discreet else occasion.enclosed),
    )


def appeal(tribunal: str | None, language: Language = Language.FRENCH) -> str:
    """Return how a decision may be appealed against, and within which period.

    Source: code de justice administrative, art. R. 421-1 and R. 421-5; CRPA, art. L. 411-2.
    """
    if language is Language.ENGLISH:
        before = f"the administrative court ({tribunal})" if tribunal else "the administrative court"
        return (
            "Within two months of being notified of this decision you may ask the town hall to reconsider it, or bring the matter before "
            f"{before}, on the spot, by post or at www.telerecours.fr. Asking the town hall interrupts that period."
        )
    return (
        "Si vous contestez cette décision, vous pouvez, dans un délai de deux mois à compter de sa notification, former un recours "
        f"gracieux auprès de la mairie ou saisir le {tribunal or 'tribunal administratif'} (sur place, par courrier ou sur "
        "www.telerecours.fr). Le recours gracieux formé dans ce délai interrompt le délai pour saisir le tribunal."
    )


def parted(name: str) -> tuple[str | None, str]:
    """Return the given name of somebody, where one is told from it, and the family name: « NOM Prénom » as requesters', « Prénom Nom »."""
    words = name.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    if capitals or len(words) == 1:
        return None, name
    return words[0], " ".join(words[1:])


def _requester(known: Known) -> fields.Demandeur:
    who, language = known.requester, known.language
    given, family = parted(who.name) if who.name else (None, None)
    return fields.Demandeur(
        civilite=_SALUTATIONS[language].get(_civility(known) or "", _SALUTATION[language]),
        nom=who.name or who.organisation,
        adresse_bloc=who.address,
        prenom=given,
        nom_famille=family,
        courriel=who.email,
        telephone=dialled(who.phone),
    )


def _civility(known: Known) -> str | None:
    """Return « Madame » or « Monsieur » where whoever is written to calls himself so; None where that is not known beyond doubt."""
    name = known.requester.name
    quotes = [one.quote for one in known.record.draft.provenance if one.trait is Trait.NAME and one.value == name and name]
    said = {_CIVIL[found[1].lower()] for quote in quotes for found in (_CIVILITY.match(quote),) if found and not _OF_TWO.search(quote)}
    return said.pop() if len(said) == 1 else None


def _agent(known: Known) -> fields.Agent:
    given, family = parted(known.agent) if known.agent else (None, None)
    return fields.Agent(nom=known.agent, qualite=known.quality, prenom=given, nom_famille=family)


def _signatory(one: Signatory | None) -> fields.Signataire:
    if one is None:
        return fields.Signataire(nom=None, qualite=None)
    given, family = parted(one.name)
    return fields.Signataire(nom=one.name, qualite=one.quality, prenom=given, nom_famille=family, delegation=one.delegation)


def find_signatory(signatories: tuple[Signatory, ...], agent: str | None) -> Signatory | None:
    """Return who signs what an agent does: whom the town names for him, else for all."""
    own = next((one for one in signatories if one.agent is not None and one.agent == agent), None)
    return own or next((one for one in signatories if one.agent is None), None)


def reference(record: RequestRecord) -> str:
    """Return how a requester calls his request: its number, else its tracking code."""
    return str(record.line.number or record.line.tracking)


def their_reference(record: RequestRecord) -> str | None:
    """Return how the requester calls the matter himself, where his letter or his mail says so (« N/Réf. »)."""
    draft = record.draft
    return draft.their_reference or own_reference(f"{draft.heading or ''}\n{draft.text}\n{draft.signature}")


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
        lien_suivi=known.follow,
        lien=f"{known.url}/requests/{record.line.id}",
        principale=known.main,
        est_danger=Flag.DANGER in record.line.flags,
        autres=occasion.references,
        copie=None if is_discreet else occasion.copy,
        jointes=() if is_discreet else occasion.enclosed,
        deposees=() if is_discreet else _given(record),
        non_jointes=() if is_discreet else occasion.left_out,
        canal=known.by,
        est_enregistrement=occasion.is_receipt,
        est_confidentielle=is_secret(record),
    )


def _given(record: RequestRecord) -> tuple[str, ...]:
    return tuple(name_of(record, one) for one in record.draft.attachments if one.role is Role.FILE)


def _service(known: Known) -> fields.Service:
    """Return the department in charge; of a request that is secret the town hall, for its name alone would tell."""
    town = known.view.town
    at_town_hall = ", ".join(town.address)
    department = _department(known.view, known.record.line.department)
    if known.is_discreet or department is None:
        return fields.Service(nom=_RECEPTION[known.language], telephone=dialled(town.phone), courriel=town.email, adresse=at_town_hall)
    server = _department(known.view, department.served_by) if department.served_by else None
    phone = department.phone or (server.phone if server else None) or town.phone
    email = department.email or (server.email if server else None) or town.email
    address = department.address or (server.address if server else None) or at_town_hall
    return fields.Service(nom=department.label, telephone=dialled(phone), courriel=email, adresse=address)


def _department(view: TownView, code: DepartmentCode | None) -> Department | None:
    return next((one for one in view.ruleset.departments if one.code == code), None)


def _optional_day(on: date | None, language: Language) -> str | None:
    return None if on is None else day(on, language)


def _zone(view: TownView) -> ZoneInfo:
    return ZoneInfo(view.town.timezone)
