"""Things of a town that people report, by all names people give them: to tell two reports of one street apart, or together."""

from functools import lru_cache

from rules.words import STOPWORDS, fold, stem, word_set, written_words

_NAMES = """
lampadaire lampadaires candélabre candélabres réverbère réverbères luminaire luminaires lampe lampes ampoule ampoules éclairage light
feu feux tricolore tricolores
panneau panneaux stop
trou trous nid nids ornière ornières affaissement chaussée bitume goudron enrobé effondrement défoncé défoncée
dalle dalles bordure bordures pavé pavés
poubelle poubelles bac bacs conteneur conteneurs corbeille corbeilles collecte
arbre arbres tilleul tilleuls branche branches platane chêne marronnier peuplier
haie haies thuyas ronces
banc bancs
balançoire balançoires toboggan tourniquet
voiture voitures véhicule véhicules fourgon camionnette épave carcasse clio scooter moto
camion camions livraison livraisons
chien chiens aboie aboient aboiements
bar bars musique discothèque clients
rat rats souris
pigeon pigeons fientes
moustique moustiques
plaque plaques tampon
égout égouts caniveau odeur refoule
fuite fuites canalisation
tag tags graffiti graffitis insultes bombe
vitre vitres verre abribus
toilettes wc sanitaires
herbes talus faucher fauchage
ralentisseur ralentisseurs chicane chicanes coussin vitesse roulent foncent
terrasse terrasses tables
chauffage chaudière radiateurs
potelet potelets poteau poteaux borne bornes
neige verglas sel saleuse patinoire
"""
"""A line for each thing."""
_THINGS = {stem(name): line.split()[0] for line in _NAMES.strip().splitlines() for name in line.split()}
_WHOLE = word_set("toute tous toutes aucun aucune generale general entiere partout")


@lru_cache(maxsize=2048)
def words_told(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return the words of a text, read once for all that look at them: as written, folded, and as a stem, empty of a stopword.

    Plain tuples of text: there are so many of them that looking through any other objects for garbage would take longer than reading.
    """
    folded = [(word, fold(word)) for word in written_words(text)]
    return tuple([(word, form, "" if form in STOPWORDS else stem(word)) for word, form in folded])


@lru_cache(maxsize=2048)
def things_in(text: str) -> frozenset[str]:
    """Return the things that a text names, each by one name."""
    return frozenset(_THINGS[root] for _, _, root in words_told(text) if root in _THINGS)


@lru_cache(maxsize=2048)
def is_of_all(text: str) -> bool:
    """Tell whether a text speaks of a whole street, or of all of something: not one lamp, but every one."""
    words = [form for _, form, _ in words_told(text)]
    # « tous les jours », « toute la nuit » tell when, not what.
    return any(word in _WHOLE and not _TIMES.intersection(words[place + 1 : place + 4]) for place, word in enumerate(words))


_TIMES = word_set(
    """
    jour jours journee nuit nuits matin matins matinee soir soirs soiree samedi samedis dimanche dimanches week ends end semaine semaines
    temps heure heures mois annee fois suite reponse nouvelle
    """
)
