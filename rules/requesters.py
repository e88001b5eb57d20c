"""What sort of requester asks: by the register he is in, else by the words of the organisation or name he gives."""

import re
from functools import lru_cache

from domain.draft import Requester, RequesterKind
from rules.words import fold, phrase_list

_ASSOCIATION = phrase_list(
    """
    association|associations|asso|amicale|comite|comites|club|collectif|federation|ligue|union sportive|union des|les amis de|amis du|
    foyer rural|secours|croix rouge|croix blanche|restos du coeur|banque alimentaire|mjc|maison des jeunes|parents d eleves|ape|fcpe|
    peep|scouts|eclaireurs|harmonie|fanfare|chorale|confrerie|societe de chasse|societe de peche|societe de musique|societe historique|
    anciens combattants|donneurs de sang|loi 1901|syndicat d initiative|office de tourisme|paroisse|emmaus|petanque|judo
    """
)
_ADMINISTRATION = phrase_list(
    """
    mairie|commune de|ville de|communaute de communes|communaute d agglomeration|communaute urbaine|agglomeration|metropole|prefecture|
    sous prefecture|departement|conseil departemental|conseil general|conseil regional|region|ministere|ddtm|ddt|dreal|dir|ars|caf|cpam|
    urssaf|msa|pole emploi|france travail|gendarmerie|police nationale|commissariat|tribunal|parquet|procureur|rectorat|academie|
    ecole maternelle|ecole primaire|ecole elementaire|ecole publique|college|lycee|universite|hopital|centre hospitalier|chu|ehpad|sdis|
    pompiers|tresorerie|dgfip|finances publiques|ccas|cias|syndicat mixte|syndicat intercommunal|sivom|sivu|sdem|etablissement public|
    direction departementale|direction regionale|agence regionale|agence de l eau|sous prefet|prefet|senat|assemblee nationale
    """
)
_COMPANY = phrase_list(
    """
    sarl|sas|sasu|eurl|sa|sci|snc|selarl|scp|scop|gie|ei|eirl|earl|gaec|societe|entreprise|ets|etablissements|etablissement|garage|
    boulangerie|boucherie|pharmacie|restaurant|brasserie|bar|cafe|hotel|camping|cabinet|agence|transports|transport|btp|travaux publics|
    batiment|paysage|paysagiste|immobilier|immobiliere|syndic|notaire|notaires|avocat|avocats|assurances|assurance|banque|boutique|magasin|
    supermarche|salon|atelier|et fils|freres|promotion|promoteur|constructions|demenagements|taxi|taxis|ambulances|auto ecole
    """
)
_KINDS = (
    (RequesterKind.ASSOCIATION, _ASSOCIATION),
    (RequesterKind.ADMINISTRATION, _ADMINISTRATION),
    (RequesterKind.COMPANY, _COMPANY),
)
"""In this order where two begin at the same word: « société de chasse » is an association though a « société » is a company."""
_SHORTEST_IN_NAME = 4
"""Shorter words are surnames too: « CHU Mai », « BAR Jean »."""
_STATE_DOMAIN = ".gouv.fr"
_PUBLIC_SIREN = ("1", "2")
"""With these begin the SIREN of the State and of local authorities, and no others (INSEE, « Définitions : SIREN »)."""
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1 << 12)
def requester_kind(requester: Requester) -> RequesterKind:
    """Return what sort of requester it is; unknown where he gives neither name nor organisation.

    An organisation that says nothing of itself is taken for a company, and so is a person with a SIREN; a name that is none of an
    organisation for a person.
    """
    if requester.rna:
        return RequesterKind.ASSOCIATION
    if (requester.siren or "").startswith(_PUBLIC_SIREN):
        return RequesterKind.ADMINISTRATION
    if requester.organisation or requester.siren:
        return _kind_named(requester.organisation or "") or RequesterKind.COMPANY
    if (requester.email or "").lower().endswith(_STATE_DOMAIN):
        return RequesterKind.ADMINISTRATION
    if requester.name:
        return _kind_named(requester.name, shortest=_SHORTEST_IN_NAME) or RequesterKind.PERSON
    return RequesterKind.UNKNOWN


def _kind_named(name: str, *, shortest: int = 2) -> RequesterKind | None:
    """Return what an organisation's name says. The word that comes first says it: « Garage de la Mairie » is a company."""
    line = f" {' '.join(_WORD.findall(fold(name)))} "
    found = [
        (line.find(f" {word} "), order, kind)
        for order, (kind, words) in enumerate(_KINDS)
        for word in words
        if len(word) >= shortest and f" {word} " in line
    ]
    return min(found)[2] if found else None
