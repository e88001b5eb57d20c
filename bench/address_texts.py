"""Sentences of citizens that say where, and towns to find it in, for `bench/addresses.py`."""

import random
from collections.abc import Iterator


def _listed(text: str) -> list[str]:
    """Return the words of a list written as text, in their order."""
    return text.split()


TEXTS = tuple(
    """
Bonjour, il y a un trou dans la chaussée devant le {n} {s}. Merci.
lampadaire en panne, {n} {s} {p} {c}
Un lampadaire ne marche plus {n} {s} à {c}.
Bonjour,¶Le trottoir est défoncé au {n}, {s}.¶Cordialement,¶Paul Lemoine¶4 allée Imaginaire¶{p} {c}
Je vous signale un nid-de-poule au niveau du {n} {s}, merci de faire le nécessaire rapidement.
Nid de poule dangereux au n° {n} {s}
Madame, Monsieur, depuis trois semaines l'éclairage public est éteint à hauteur du {n} de la {s} et personne n'intervient.
Les poubelles n'ont pas été ramassées ce matin au {n} {s}, {p} {c}.
Bonjour, j'habite 3 impasse Imaginaire. Je souhaite signaler un lampadaire cassé {n} {s}.
Il y a des encombrants abandonnés depuis 8 jours en face du {n} {s}. C'est sale.
Un arbre menace de tomber en face du {n}, {s}, {c}
LE LAMPADAIRE SITUE AU {n} {s} EST EN PANNE DEPUIS LE 12 MARS
Dépôt sauvage {s} au {n}, des sacs et des gravats.
Signalement : avaloir bouché, {s}, devant le {n}. Il pleut et l'eau monte.
Bonjour, {s} au niveau du n°{n} le trottoir s'affaisse.
Objet : éclairage¶Adresse : {n} {s}, {p} {c}¶Message : le lampadaire clignote toute la nuit.
Bonsoir, la plaque d'égout fait du bruit devant chez ma voisine au {n} {s}. Merci
Le panneau stop est couché par terre à côté du {n} {s} depuis la tempête du 14 novembre.
Bonjour Monsieur le Maire, je passe tous les jours {s} et il y a un énorme trou devant le {n}.
Suite à l'accident de mardi, le candélabre du {n} {s} penche dangereusement.
trou dans la chaussée {n} {s}
Des tags sur le mur du {n} {s} à nettoyer svp, merci d'avance. Mme Imaginaire
Chien errant qui aboie vers le {n} {s}, pouvez-vous passer ? Tél 06 39 98 12 34
Notre poubelle jaune n'a pas été vidée. Adresse de collecte : {n} {s} ({c}).
Bonjour, la haie du {n} {s} déborde sur le trottoir et gêne les poussettes.
Merci d'intervenir au {n} {s} pour un lampadaire qui reste allumé en plein jour.
bjr ya 1 lampadaire hs o {n} {s} merci
Des rats ont été vus au {n} {s}, {c}. Que fait la mairie ?
Je me permets de vous écrire car la route est très abîmée. L'endroit exact est le {n} {s}, à {c} ({p}).
Fuite d'eau sur la chaussée devant le {n} {s} !!!
Voiture ventouse stationnée {n} {s} depuis deux mois, plaque illisible.
Le banc situé {n} {s} est cassé. Cordialement, M. Durand, 12 quai Imaginaire 75000 Paris
Devant la maison du {n} {s} le trottoir est plein de crottes de chien.
{n} {s} : lampadaire éteint
Trou au {n} {s} signalé plusieurs fois, toujours rien. Je travaille rue de l'Invention Imaginaire.
""".strip().splitlines()
)
"""With ``n`` the number, ``s`` the street, ``c`` the commune, ``p`` its postcode."""

PLAIN_TEXTS = tuple(
    """
Bonjour, il y a un trou dans la chaussée {s}. Merci.
lampadaire en panne {s} {p} {c}
L'éclairage public est éteint {s} à {c}.
Nid-de-poule {s}, merci d'intervenir.
Des encombrants sont abandonnés {s} depuis 8 jours.
trou dans la chaussée {s}
""".strip().splitlines()
)
"""For streets without a number."""

_FIRST = _listed(
    """
    Jean Paul Marie Anne Louis Pierre Jacques Henri Jules Victor Émile Georges Charles André Marcel Lucie Rosa Simone Louise
    Gaston
    """
)
_LAST = _listed(
    """
    Aubert Bazire Cordier Delage Esnault Ferrand Guillou Hamelin Imbert Jourdain Kerbrat Lambert Marchand Nicolle Oudin Perrot
    Quesnel Renault Sauvage Thibault Ursin Vallée Weber Yvon Zeller Bodin Carré Doucet Évrard Fournier Gautier Huet Jolly
    Langlois Mercier Noël Ollivier Picard Rivière Simon Tessier Vidal Bonnet Colin Duval Faure Garnier Hubert Legrand Martel
    Pasquier Roussel Vasseur
    """
)
_THINGS = _listed(
    """
    Moulin Lavoir Château Pré Pont Bourg Lac Port Stade Four Puits Verger Marché Théâtre Calvaire Ruisseau Coteau Vallon Bocage
    Tertre Levant Couchant Parc Clos Bois Marais Gué Chêne Hêtre Houx
    """
)
_GROUPS = _listed(
    """
    Acacias Bleuets Cerisiers Dahlias Érables Frênes Genêts Hortensias Iris Jonquilles Lilas Marronniers Noisetiers Ormes
    Peupliers Roses Saules Tilleuls Violettes Alouettes Bergers Carriers Drapiers Forgerons Hirondelles Jardins Lavandières
    Meuniers Mésanges Pêcheurs Sources Tanneurs Vignes Prés Champs Landes Sablons Marais Fossés Remparts
    """
)
_QUALITIES = _listed(
    """
    Haut Bas Vieux Grand Petit Neuf Noir Blanc Rouge Vert Long Rond Joli Beau
    """
)
_KINDS = _listed(
    """
    Rue Avenue Impasse Allée Chemin Place Square Route Boulevard Passage
    """
)
_TITLES = ("", "", "", "Docteur ", "Général ", "Saint-", "Capitaine ", "Professeur ", "Abbé ", "Président ")
_SYLLABLES = _listed(
    """
    ba bel bri cor dan fer gar guer ker lan lo mar mon nan or pel plou quer ro sau ta tré va ville zac mel do ri li gny
    """
)


def invented_streets(dice: random.Random) -> Iterator[str]:
    """Yield names of streets without end, some of which are much alike."""
    while True:
        kind = dice.choice(_KINDS)
        match dice.randrange(6):
            case 0:
                yield f"{kind} {dice.choice(_TITLES)}{dice.choice(_FIRST)} {_surname(dice)}"
            case 1:
                yield f"{kind} du {dice.choice(_QUALITIES)} {dice.choice(_THINGS)}"
            case 2:
                yield f"{kind} des {dice.choice(_GROUPS)}"
            case 3:
                yield f"{kind} {dice.choice(_FIRST)}-{dice.choice(_FIRST)} {dice.choice(_LAST)}"
            case 4:
                yield f"{kind} de {_hamlet(dice)}"
            case _:
                yield f"{kind} du {dice.choice(_THINGS)} de {_hamlet(dice)}"


def _surname(dice: random.Random) -> str:
    return dice.choice(_LAST) if dice.random() < 0.5 else _hamlet(dice)


def _hamlet(dice: random.Random) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 4))).capitalize()
