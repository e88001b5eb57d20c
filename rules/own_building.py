"""The building a sender lives or works in, spoken of without saying which: « l'immeuble », « la cage d'escalier », « la classe de CE1 »."""

from rules.words import Words, folded_words, word_set

_BUILDING = word_set("immeuble residence batiment appartement logement")
_DEFINITE = word_set("l la le du")
_OF_ANOTHER = word_set(
    """
    de du des d en voisin voisine voisins situe situee au rue place communal communale municipal municipale public publique abandonne
    abandonnee neuf neuve ancien ancienne vide desaffecte desaffectee scolaire administratif qui no numero
    """
)
"""What says after « l'immeuble », « la résidence » which one it is, or that it is none where people live."""
_BESIDE = word_set("cote proximite angle")
_OWN = (
    *(" parties communes ", " cage d escalier ", " cages d escalier ", " local poubelles ", " local a poubelles ", " montee d escalier "),
    *(" le bailleur ", " mon bailleur ", " nos locaux ", " notre local ", " notre etablissement ", " nos classes ", " notre ecole "),
    *(" nos salles ", " nos ateliers ", " nos bureaux ", " la maison sera ", " la maison restera ", " la maison va rester "),
)
"""What only those who live or work in a building speak of without saying where it is."""
_ESTABLISHMENTS = word_set(
    """
    ecole ecoles maternelle groupe college lycee creche halte micro ehpad foyer clinique hopital institut institution internat
    mediatheque bibliotheque conservatoire accueil centre maison residence
    """
)
_ROOMS = word_set(
    """
    classe classes toilettes sanitaires preau couloir couloirs cantine salle salles refectoire dortoir cour etablissement ecole college
    lycee creche locaux chaufferie chambres ateliers radiateurs
    """
)


def speaks_of_own_building(words: Words, organisation: str | None) -> bool:
    """Return whether a message speaks of the building its sender lives or works in and says nowhere which.

    ``organisation`` is whom the sender writes for: only a school means its own by « la classe ».
    """
    if any(sign in words.joined for sign in _OWN) or any(_is_own_building(words, at) for at in _buildings(words)):
        return True
    kind = folded_words(organisation)[:1] if organisation else []
    return not _ESTABLISHMENTS.isdisjoint(kind) and not _ROOMS.isdisjoint(words.forms)


def _buildings(words: Words) -> list[int]:
    """Return where « immeuble », « résidence » stand; most messages have none."""
    return [] if _BUILDING.isdisjoint(words.forms) else [at for at, form in enumerate(words.forms) if form in _BUILDING]


def _is_own_building(words: Words, index: int) -> bool:
    """Return whether « l'immeuble » stands alone, so that only the sender's own can be meant."""
    if not index or words.forms[index - 1] not in _DEFINITE:
        return False
    if index + 1 == len(words) or words.sentences[index + 1] != words.sentences[index]:
        return True
    if words.forms[index + 1] == "a" and not _BESIDE.isdisjoint(words.forms[index + 2 : index + 4]):
        return False
    if words.forms[index + 1] == "n" and words.forms[index + 2 : index + 3] and words.forms[index + 2][0].isdigit():
        return False
    return words.forms[index + 1] not in _OF_ANOTHER and not words.original(index + 1)[:1].isupper() and words.gap(index) != "-"
