"""What a letter may say of a request: the merge fields (champs de fusion), by the names administrators write in their models."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Collectivite:
    """The town hall."""

    nom: str
    adresse: str
    telephone: str | None
    courriel: str
    site: str | None
    commune: str = ""
    """The town's bare name."""
    logo: bool | None = None
    """The town's logo, at this place of a letter on paper; None where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """The request. Dates are in words; ``reference`` is the number, else the tracking code."""

    reference: str
    numero: str | None
    suivi: str
    objet: str
    type: str
    nature: str
    regime: str
    """``SVR``, ``SVA`` or ``aucun``."""
    origine: str
    date_reception: str
    heure_reception: str
    localisation: str | None
    details: str
    date_limite: str | None
    date_decision_implicite: str | None
    lien_suivi: str | None
    lien: str
    """Its page on the desk; for the town's own people."""
    principale: str | None
    """The request it is a part of."""
    est_danger: bool
    autres: tuple[str, ...] = ()
    """The references of all requests that one message became, where it became several; else nothing."""
    copie: str | None = None
    """What the requester wrote, as a quotation; None where it is not repeated."""
    jointes: tuple[str, ...] = ()
    """The pieces that go with a letter to another authority."""
    deposees: tuple[str, ...] = ()
    """The pieces the requester gave with it."""
    non_jointes: tuple[str, ...] = ()
    """The pieces that do not: too large for a mail, or kept apart as dangerous."""
    canal: str = "courriel"
    """How this letter goes: ``courriel`` or ``papier``."""
    est_enregistrement: bool = False
    """Whether an acknowledgement is the record of receipt as well: no other mail was sent before it."""
    est_confidentielle: bool = False
    """Whether the matter is for few: mails to the town's own people then say its number alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demandeur:
    """Who asks."""

    civilite: str
    """How he is addressed: « Madame », « Monsieur », and « Madame, Monsieur » where that is not known."""
    nom: str | None
    """The whole name; in a model that names ``prenom`` as well the family name alone."""
    adresse_bloc: str | None
    prenom: str | None = None
    nom_famille: str | None = None
    courriel: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The department in charge."""

    nom: str
    telephone: str | None
    courriel: str | None
    adresse: str | None = None
    """Where it is reached by post: its own address, else the town hall's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Who has the request in hand (article L111-2: name, quality and office)."""

    nom: str | None
    qualite: str | None
    prenom: str | None = None
    nom_famille: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signataire:
    """Who signs (article L212-1)."""

    nom: str | None
    qualite: str | None
    prenom: str | None = None
    nom_famille: str | None = None
    delegation: str | None = None
    """By which delegation he signs, as the town writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """What is asked of the requester, and until when."""

    liste: tuple[str, ...]
    date_limite: str | None
    suspend: bool
    """Whether the legal period stands still meanwhile (article L114-5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Autorite:
    """The authority a request was transferred to (article L114-2)."""

    nom: str | None
    courriel: str | None
    telephone: str | None
    adresse: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recours:
    """Ways and periods of appeal."""

    tribunal: str | None
    texte: str = ""
    """Against a decision (article R421-5): the period, the court, and the ways to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """How either side calls the matter."""

    nos: str
    vos: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pj:
    """What goes along with the letter."""

    liste: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    """What the town answers, as an agent wrote it."""

    texte: str | None
    motif: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """What is planned."""

    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """What a department is told of a request it is given; nothing of the matter where that is confidential."""

    priorite: str
    """1 to 4, 1 for danger."""
    delai: str
    """As the rules write it, such as ``5 jo``."""
    resume: str | None
    """The beginning of what the requester wrote."""
    motif: str | None
    """Why the department is told now, in a sentence, where the request is not new to the town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relance:
    """What a reminder to the town's own people is about; in a mail that tells of one reminder, ``ligne`` is that one's own words."""

    rang: str
    """``1`` to who does the work, ``2`` to the head of the department as well, ``3`` to the direction and above."""
    quoi: str
    """What is due, and by how many days it is late, in words."""
    date: str
    jours: str | None
    """By how many working days it is late; None where it is not."""
    ligne: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Echeances:
    """The reminders of a day: each in its own words, in four lists; of each how many they are, as it is to be printed."""

    jour: str
    nombre: str
    """How many requests, in words."""
    decisions: tuple[str, ...]
    retards: tuple[str, ...]
    usagers: tuple[str, ...]
    a_venir: tuple[str, ...]
    nombre_decisions: str
    nombre_retards: str
    nombre_usagers: str
    nombre_a_venir: str
    reste: str | None
    """How many more there are than stand in the mail."""
    lien: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """A personal account of the portal: what its mails bring, and nothing of whose it is."""

    a_confirmer: str = ""
    """What a link confirms: ``inscription``, ``nouvelle adresse``, ``autre adresse`` or ``identité``."""
    evenement: str = ""
    """What was done to it, in few words, to be compared."""
    objet: str = ""
    """What is to be confirmed, or was done, as a heading."""
    texte: str = ""
    """What was done in full, with what to do about it by the link."""
    lien: str = ""
    code: str = ""
    validite: str = ""
    """How long link or code serves, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """All that a model may name, such as ``fiche.numero``."""

    collectivite: Collectivite
    fiche: Fiche
    demandeur: Demandeur
    service: Service
    agent: Agent
    signataire: Signataire
    pieces: Pieces
    autorite: Autorite
    recours: Recours
    reponse: Reponse
    intervention: Intervention
    date_courrier: str
    references: References = References(nos="", vos=None)
    pj: Pj = Pj(liste=())
    transmission: Transmission = Transmission(priorite="", delai="", resume=None, motif=None)
    relance: Relance = Relance(rang="", quoi="", date="", jours=None)
    echeances: Echeances = Echeances(
        jour="",
        nombre="",
        decisions=(),
        retards=(),
        usagers=(),
        a_venir=(),
        nombre_decisions="0",
        nombre_retards="0",
        nombre_usagers="0",
        nombre_a_venir="0",
        reste=None,
        lien="",
    )
    compte: Compte = Compte()


CHOICES: Mapping[str, tuple[str, ...]] = {
    "fiche.regime": ("SVR", "SVA", "aucun"),
    "fiche.canal": ("courriel", "papier"),
    "fiche.nature": ("signalement", "demande", "réclamation", "information", "autre"),
    "relance.rang": ("1", "2", "3"),
    "compte.a_confirmer": ("inscription", "nouvelle adresse", "autre adresse", "identité"),
    "compte.evenement": (
        *("compte existant", "adresse changée", "mot de passe changé", "second facteur activé", "second facteur désactivé"),
        *("clé d’accès ajoutée", "clé d’accès retirée", "identité reliée", "compte supprimé", "suppression prochaine"),
    ),
    "demandeur.civilite": ("Madame", "Monsieur", "Madame, Monsieur", "Dear Madam", "Dear Sir", "Dear Sir or Madam"),
}
"""Fields with few values: a condition that compares them with another is never met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A merge field: ``may_lack`` says that not every request has it, ``is_list`` that it is repeated, ``is_flag`` that it is yes or no.

    ``choices`` are all its values, where they are few.
    """

    name: str
    may_lack: bool = False
    is_list: bool = False
    is_flag: bool = False
    choices: tuple[str, ...] = ()


def _known() -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for group, kind in get_type_hints(Fields).items():
        if kind is str:
            found[group] = Field(name=group)
            continue
        hints = get_type_hints(kind)
        for one in fields(kind):
            hint = hints[one.name]
            found[f"{group}.{one.name}"] = Field(
                name=f"{group}.{one.name}",
                may_lack=get_origin(hint) in {Union, UnionType} and type(None) in get_args(hint),
                is_list=get_origin(hint) is tuple,
                is_flag=hint is bool,
                choices=CHOICES.get(f"{group}.{one.name}", ()),
            )
    return found


KNOWN: Mapping[str, Field] = _known()
"""Every merge field by its name."""
GROUPS = frozenset(name.partition(".")[0] for name in KNOWN if "." in name)
