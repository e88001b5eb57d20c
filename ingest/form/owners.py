"""Whose an answer is, or what it is about, by the words of its key and of the keys above it."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache

from ingest.form.fields import all_words


class Owner(Enum):
    """Whose or what an answer is about (à qui ou à quoi se rapporte la réponse)."""

    REQUESTER = auto()
    OTHER = auto()
    PLACE = auto()
    MATTER = auto()
    """The request itself: an address in it is where the problem is."""


_OTHER = re.compile(
    r"\b(?:tiers|victimes?|naissance|pere|mere|parents|mise? en cause|mise? cause|enfants?|eleves?|conjointe?|epou(?:x|se)|"
    r"beneficiaires?|voisine?s?|"
    r"proprietaires?|temoins?|defunte?|personne (?:concernee|visee|agee|en cause|signalee|a risque|a aider|decedee|"
    r"recensee|accueillie|isolee|malade|disparue|vulnerable|en danger)|"
    r"jeunes?|mineure?|majeure? protegee?|protegee?|decedee?|bebe|nouveau ne|patiente?|hebergee?|accueillie?|petit enfant|"
    r"futurs?|senior|child(?:ren)?|spouse|"
    r"third party|witness|suspect|landlord|neighbou?r|animal|chien|vehicule|assureur|"
    r"deceased|birth|maries?|partenaires?|locataire|auteur (?:presume|faits)|"
    r"contrevenant|responsable (?:presume|nuisances?)|mother|father|dossier de|defunts?|passagere?|equipe|elu|maire)\b"
)
_FOR_ANOTHER = (
    r"(?:representante?|responsable|tut(?:eur|rice)|mandataire|parent)(?: (?:legale?|du|de|de l|d un|l))*"
    r" (?:enfants?|jeune|mineure?|eleve|majeur(?: protege)?|defunte?)|(?:representante?|responsable) legale?"
)
_REQUESTER = re.compile(
    rf"\b(?:{_FOR_ANOTHER}|"
    r"demandeu(?:r|se)|usagere?|appelante?|declarante?|compte|contact|auteur|author|user|utilisat(?:eur|rice)|citoyen(?:ne)?|"
    r"citizen|requester|requestor|reporter|caller|clients?|customer|plaignante?|expedit(?:eur|rice)|sender|submitter|respondent|"
    r"emett(?:eur|rice)|administree?|identite|coordonnees|requerante?|signalante?|responsable|representante?|correspondante?|"
    r"interlocut(?:eur|rice)|habitante?|riveraine?|person|personne|profil|profile|account|participant|petitionnaire|applicant|"
    r"visiteur|visitor|visiteuse|resident|complainant|siege(?: social)?|domicile|domiciliation|residence|"
    r"submitted by|reported by|parent|tuteur|tutrice|titulaire|particulier|from)\b"
)
_PLACE = re.compile(
    r"\b(?:lieux?|localisation|localization|emplacement|endroit|location|place|position|geoloc\w*|geolocations?|geo|carte|map|situation|"
    r"adresse(?: \w+){0,2} (?:probleme|incident|signalement|intervention|anomalie|concernee|desordre|faits|nuisance)\w*)\b"
)
_MATTER = re.compile(
    r"\b(?:problemes?|incidents?|signalements?|anomalies?|interventions?|desordres?|evenements?|faits|concernee?s?|demandes?|report|issue|"
    r"request|problem|accident|travaux|reparation|chantier|nuisances?|requetes?|reclamation|complaint|objet trouve)\b"
)
_ACTS_FOR = re.compile(rf"\b(?:{_FOR_ANOTHER})\b")
_OWNERS = {Owner.OTHER: _OTHER, Owner.REQUESTER: _REQUESTER, Owner.PLACE: _PLACE, Owner.MATTER: _MATTER}
"""In this order where a key has words of several."""
_ANY = re.compile("|".join(one.pattern for one in _OWNERS.values()))
FACTS = re.compile(r"\b(?:faits|incidents?|accidents?|evenements?|nuisances?|problemes?|anomalies?|constats?)\b")
"""What has a day of its own, which is not when it was told."""


@lru_cache(maxsize=4096)
def owner_of(words: str) -> Owner | None:
    """Return whose or what a key says it is about."""
    if not _ANY.search(words):
        return None
    if _ACTS_FOR.search(words):
        return Owner.REQUESTER
    return next((owner for owner, expression in _OWNERS.items() if expression.search(words)), None)


@lru_cache(maxsize=4096)
def without_owner(words: str, owner: Owner) -> str:
    """Return the words of a key without those that say whose it is."""
    return " ".join(_OWNERS[owner].sub(" ", words).split())


def owner_above(parents: Sequence[str]) -> tuple[Owner | None, str]:
    """Return whose an answer is by the nearest key above that says so, and that key."""
    for parent in reversed(parents):
        if (owner := owner_of(all_words(parent))) is not None:
            return owner, parent
    return None, ""
