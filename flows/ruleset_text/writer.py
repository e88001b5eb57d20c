"""The text form of a rule set, written."""

from collections.abc import Iterator, Sequence

from domain.ruleset import RuleSet
from flows.ruleset_text.entries import Entry, Section, entries
from flows.ruleset_text.layout import item_lines, lines_of

HEAD = """\
# Jeu de règles d'une commune : tout ce qui décide, en un seul texte. À modifier dans un éditeur de texte, puis à reprendre par
# « citoyen rules import ». Un texte qui contient une erreur est refusé en entier, avec la liste de toutes ses erreurs.
# Un texte se met entre guillemets dès qu'il contient « : », « # » ou commence par un chiffre ; "true" et "false" disent oui et non."""

COMMENTS = {
    Section.THRESHOLDS: """\
# Un agent décide quand la confiance est inférieure à « automatique », quand deux services sont plus proches que « ecart »,
# ou quand le lieu est moins sûr que « lieu » (de 0 à 1).""",
    Section.DEPARTMENTS: """\
# Services de la mairie, et organismes extérieurs (code en X-…). confidentialite : 0 normale, 1 restreinte, 2 sociale.
# assure_par : le service qui fait le travail de celui-ci. ferme_le : à partir de ce jour il ne reçoit plus de demandes.
# repris_par : le service de la commune à qui vont alors les demandes encore ouvertes ; sans lui, elles retournent à vérifier.
# adresse : son adresse postale, si ce n'est pas celle de la mairie.""",
    Section.SUBJECTS: """\
# Types de demande. priorite : 1 danger, 2 haute, 3 normale, 4 basse. delai : "4 h", "5 jo" (jours ouvrés), "30 j", "T 1 jo".
# service : celui qui traite, si aucune règle n'en décide autrement. sans_lieu : true quand on n'a pas besoin de savoir où.
# astreinte : true quand quelqu'un répond jour et nuit (les heures courent alors sans arrêt). suspension : false quand les délais
# courent aussi pendant qu'on attend le demandeur. accuse, prise_en_charge : délais de l'accusé sur papier et de la prise en charge.
# alertes : jours des relances, autour de la date limite, « J-5 J-1 J0 J+1 +5 jo » (puis tous les 5 jours ouvrés) ou « aucune ».
# relances : rappels au demandeur dont on attend une réponse, « J+10 » après la demande, « J-3 » avant l'échéance, ou « aucune ».
# vocabulaire : les mots des habitants, fautes comprises ; ce sont des indices, plusieurs sujets peuvent avoir les mêmes.""",
    Section.DIRECTORY: """\
# Annuaire : qui traite ces sujets dans ces secteurs, à la place du service du sujet. Les règles passent avant.""",
    Section.RULES: """\
# Règles : « si » toutes ces conditions sont réunies, « sauf » si celles-là le sont toutes aussi, « alors » …
#   conditions  sujets, themes, mots (un suffit), tous_les_mots, aucun_mot, expression, gestion_voie, voies, lieux, secteurs,
#               commune (hors ou dans), moment, saison, mairie (ouverte ou fermée), canaux, boites, demandeur, pieces_jointes,
#               drapeaux ; et pour les combiner : tous: [ … ], un_de: [ … ], non: { … }
#   effets      service ("=sujet" : celui du sujet), sujet, copies, priorite, priorite_plus, delai, confidentialite, drapeaux, revue,
#               sans_verification, alerte, texte, modele, intitule_public, continuer, arreter
#   ordre       le plus petit « rang » (1 sécurité, 4 sujet et lieu, 5 sujet, 6 lieu, 7 boîte), puis le lieu le plus précis (adresse,
#               lieu, voie, gestion, secteur, commune, aucune), puis la plus grande priorite_regle, puis la « date » la plus récente
#   vie         active: false la met en sommeil ; « du » et « au » : premier et dernier jour où elle parle""",
    Section.EXAMPLES: """\
# Exemples : un message, et ce que le jeu de règles doit en faire. Vérifiés à chaque enregistrement.""",
}
LISTED = (Section.DEPARTMENTS, Section.SUBJECTS, Section.DIRECTORY, Section.RULES, Section.EXAMPLES)
AIRY = (Section.RULES, Section.EXAMPLES)
"""Sections whose entries stand apart by an empty line."""


def write_ruleset(ruleset: RuleSet) -> str:
    """Return the whole rule set as YAML. The same rule set gives the same text, on any machine."""
    members: dict[Section, list[Entry]] = {section: [] for section in Section}
    for entry in entries(ruleset):
        members[entry.section].append(entry)
    lines = [HEAD, "version: 1", *lines_of({**members[Section.HEAD][0].content, "jeu": ruleset.number})]
    lines += ["", COMMENTS[Section.THRESHOLDS], *lines_of({Section.THRESHOLDS.value: members[Section.THRESHOLDS][0].content})]
    for section in LISTED:
        lines += ["", COMMENTS[section], *_section(section, members[section])]
    return "\n".join(lines) + "\n"


def _section(section: Section, members: Sequence[Entry]) -> Iterator[str]:
    yield f"{section.value}:" if members else f"{section.value}: []"
    for number, entry in enumerate(members):
        if number and section in AIRY:
            yield ""
        yield from item_lines(entry.content, 2)
