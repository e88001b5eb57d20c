"""Houses told of by their number alone, the street said before or nowhere: « mon voisin du 7 », « la haie du 14 », « au 37 »."""

from collections.abc import Iterator, Set
from typing import NamedTuple

from rules.house_number import POSTCODE_DIGITS, Numbered, house_number, is_numbered_thing, number_end, suffixed
from rules.names import KINDS, PARTICLES
from rules.numbers_after import ARTICLES, HOUSE_PARTS, begins_place, counts_things, is_date, leads_from_part, next_telling, with_end
from rules.words import Words, word_set

_PEOPLE = word_set(
    """
    voisin voisins voisine voisines locataire locataires occupant occupants occupante habitant habitants habitante riverain riverains
    riveraine proprietaire proprietaires resident residents residente famille couple gens dame dames monsieur jeunes squatteurs bailleur
    coproprietaires syndic commercant restaurateur patron gerant personne personnes
    """
)
"""Who lives or works in a house: « les locataires du 14 »."""
_PARTS = word_set(
    """
    copropriete pavillon terrain jardin cour toit toiture cheminee gouttiere logement appartement grange hangar cave cloture muret talus
    trottoir bateau maisons batiment local locaux boutique bar restaurant cafe terrasse veranda extension dalle abri pergola construction
    chantier echafaudage antenne volets store stores enseigne alarme climatisation climatiseur pompe chaleur piscine fosse branchement
    compteur regard poubelle poubelles bac bacs encombrants gravats caravane caravanes vehicule voiture camion camionnette
    chien chiens chat chats coq coqs poules poulailler ruches pigeons arbre arbres sapin sapins peuplier peupliers platane tilleul
    marronnier saule bouleau figuier cerisier noyer cypres thuyas laurier lauriers bambous lierre ronces branches
    bruit tapage musique fumee fumees feu barbecue eaux odeurs
    """
)
"""What stands at a house: « la haie du 14 »; with those that point to one in `rules.numbers_after`."""
_OWN_STREET = word_set("ma mon notre nos cette cet ce meme")
_SIGNS = word_set("devant hauteur niveau face droit")
_NUMBER_WORDS = word_set("numero num no n")
_JOINING = _NUMBER_WORDS | {"du", "au"}
_BEFORE_NUMBER = word_set("au le du devant depuis")
_WITNESSED = word_set(
    """
    dit confirme confirment confirmer confirmera temoigner temoin temoins temoigne temoignera plaint plaignent appele appeles signale
    signalee signales signalees ecrit tombe tombee tombes glisse chute failli constate alerte prevenu prevenue avertie averti contacte
    blesse blessee observe remarque photographie filme
    """
)
"""What somebody does that only saw or suffered it: « la voisine du 14 peut en témoigner »."""
_TOO = word_set("aussi egalement pareil idem")
_ACCORDING = word_set("avec comme selon apres par grace dit dixit")
_QUARREL = word_set("souci soucis probleme problemes conflit litige differend ennuis ennui querelle guerre brouille accord difficultes")
_WITNESS_REACH = 8
_BEFORE_PEOPLE = 3
_QUARREL_REACH = 4
_OF_MONTH = 4
_CLAUSE_ENDS = frozenset(",;.:!?)")
_CLAUSE_STARTS = frozenset(",;:(–—-")
_THERE = word_set(
    """
    habite habitent habitant demeure demeurant reside resident residant situe situee situes situees installe installee installes vit vivent
    vivant seul seule loge logent sis sise domicilie domiciliee entrepris entreprise entreprises commence construit construite
    nuit encore meme et
    """
)
"""Words after which « au » and a number tell where somebody lives or something is done."""
_AGAIN = word_set("encore toujours")
_THEY = word_set("il elle ils elles")
_LIVE = word_set("habite habitent occupe occupent loue louent")
_BLAME_REACH = 4
_OF_THE_STREET = word_set("au le du n numero")
_FROM = word_set("vient viennent venant provient proviennent provenant sort sortent emane emanant")
_DAYS = (("courant",), ("dernier",), ("prochain",))
_REACHED = 5
_OTHER_REACH = 6
_TO_A_DAY = word_set(
    "jusqu jusque reporte reportee fixe fixee decale decalee avance avancee repousse repoussee prevu prevue renvoye renvoyee"
)
_CALLED = word_set(
    """
    appele appeler appel appelez appelle telephone telephoner tel compose composer joindre joignable contacter contacte rendez rdv fax
    poste
    """
)
_REACH = 60
_SENTENCES = 3
_WHOLE = frozenset({"tout", "toute"})
_NAME_REACH = 3


class House(NamedTuple):
    """A house number with the words that tell of it, both included."""

    first: int
    last: int
    number: str


def houses_told(words: Words) -> Iterator[House]:
    """Yield the houses told of by their number alone, wherever in the text."""
    for index, form in enumerate(words.forms):
        if form[0].isdigit() and (number := _house_at(words, index)) is not None:
            yield House(_lead(words, index), number_end(words, index), suffixed(words, index, number))


def house_farther_on(words: Words, first: int, last: int, until: Set[str] = frozenset()) -> Numbered | None:
    """Return a street's name with the house told of sentences later, if no other road is named before: « … à la hauteur du 14 ».

    Nor any of the words in ``until``, which tell of another place without its name.
    """
    if not _WHOLE.isdisjoint(words.forms[max(0, first - 2) : first]):
        return None
    for index in range(last + 1, min(len(words), last + 1 + _REACH)):
        if words.sentences[index] > words.sentences[last] + _SENTENCES or words.forms[index] in until or _names_road(words, index):
            return None
        number = _house_at(words, index) if words.forms[index][0].isdigit() else None
        if number is not None and _is_one_of_two(words, index):
            return None
        if number is not None:
            return with_end(words, first, index, number)
    return None


def _is_one_of_two(words: Words, index: int) -> bool:
    """Return whether a number says where only one of two things is: « l'un à l'entrée de la rue, l'autre à hauteur du 26 »."""
    return "autre" in words.forms[max(0, index - _OTHER_REACH) : index]


def _house_at(words: Words, index: int) -> str | None:
    """Return the number of a house that the words before it say to be one; None for days, things, what only a witness lives at."""
    if len(words.forms[index]) >= POSTCODE_DIGITS or is_numbered_thing(words, index):
        return None
    number = house_number(words, index, "")
    if number is None or not _is_led(words, index) or is_date(words, index) or counts_things(words, index) or _is_of_month(words, index):
        return None
    if _goes_on(words, index):
        return None
    is_apart = words.gap(number_end(words, index)).strip(" ")[:1] in _CLAUSE_ENDS
    return number if is_apart or next_telling(words, index) not in KINDS or _is_in_own_street(words, index) else None


def _is_led(words: Words, index: int) -> bool:
    """Return whether what stands before a number says that it is a house's."""
    if not index or words.sentences[index - 1] != words.sentences[index]:
        return False
    if words.forms[index - 1] in _OF_THE_STREET and _is_in_own_street(words, index):
        return True
    if words.forms[index - 1] == "le" and _is_blamed(words, index):
        return True
    if words.forms[index - 1] == "au" and _is_there(words, index):
        return not _is_reached(words, index) and not _is_witness(words, index - 1, index)
    before = _lead(words, index)
    if before == index - 1:
        return False
    signed = words.forms[before] in _SIGNS or _is_numbered(words, before, index) or leads_from_part(words, index)
    return signed or (not _JOINING.isdisjoint(words.forms[before + 1 : index]) and _is_joined(words, before, index))


def _is_blamed(words: Words, index: int) -> bool:
    """Return whether « le » and a number name a house by who lives there: « il habite le 11 », « c'est encore le 14 »."""
    before = words.forms[max(0, index - _BLAME_REACH) : index - 1]
    if before[-1:] and before[-1] in _AGAIN:
        return before[:-1] == ("c", "est")
    return len(before) > 1 and before[-2] in _THEY and before[-1] in _LIVE


def _is_joined(words: Words, before: int, index: int) -> bool:
    """Return whether « du », « n° » join a number to who lives or what stands at a house, an adjective between: « la dame âgée du 14 »."""
    near = frozenset(words.forms[max(0, before - 1) : before + 1])
    if words.forms[before] in _FROM or not near.isdisjoint(_PARTS | HOUSE_PARTS):
        return True
    return not near.isdisjoint(_PEOPLE) and not _is_witness(words, before, index)


def _is_there(words: Words, index: int) -> bool:
    """Return whether « au » and a number tell where: at the head of a clause, « Au 14, », or after what is there, « vit au 14 »."""
    before = index - 2
    if before < 0 or words.sentences[before] != words.sentences[index] or words.gap(before).strip(" ")[:1] in _CLAUSE_STARTS:
        return True
    return words.forms[before] in _THERE or words.forms[max(0, before - 1) : before + 1] == ("y", "a")


def _is_reached(words: Words, index: int) -> bool:
    """Return whether « au » leads to a day or a telephone: « jusqu'au 14 », « du 7 au 14 », « j'ai appelé au 15 »."""
    before = words.forms[max(0, index - _REACHED) : index - 1]
    return not _TO_A_DAY.isdisjoint(before[-2:]) or any(form.isdigit() for form in before) or not _CALLED.isdisjoint(before)


def _lead(words: Words, index: int) -> int:
    """Return the word that leads to a number, articles and « n° » apart; the outermost of these where none does."""
    before = index - 1
    while before > 0 and words.forms[before] in ARTICLES and words.sentences[before - 1] == words.sentences[index]:
        before -= 1
    return before


def _is_numbered(words: Words, before: int, index: int) -> bool:
    """Return whether « au n° », « devant le numéro » leads to a number."""
    led = words.forms[before + 1 : index]
    is_led = words.forms[before] in _BEFORE_NUMBER or not _NUMBER_WORDS.issuperset(led)
    return is_led and not _NUMBER_WORDS.isdisjoint(led)


def _is_in_own_street(words: Words, index: int) -> bool:
    """Return whether a number lies in the street spoken of: « au 14 de notre rue », « le 14 de la même rue »."""
    following = words.forms[number_end(words, index) + 1 : number_end(words, index) + 1 + _NAME_REACH + 1]
    kind = next((at for at, form in enumerate(following) if form in KINDS), -1)
    return kind > 0 and following[0] in {"de", "dans"} and not _OWN_STREET.isdisjoint(following[:kind])


def _is_of_month(words: Words, index: int) -> bool:
    """Return whether a number is a day: « au 14 de ce mois », « le 14 courant », « du 14 dernier »."""
    following = words.forms[index + 1 : index + _OF_MONTH]
    return following[:1] in _DAYS or following[:2] == ("du", "mois") or following == ("de", "ce", "mois")


def _goes_on(words: Words, index: int) -> bool:
    """Return whether « au », « à » leads from a number to another, as of days and ages: « du 14 au 25 »."""
    after = number_end(words, index) + 1
    led = words.forms[after : after + 1] in {("au",), ("a",)}
    return led and any(form[0].isdigit() for form in words.forms[after + 1 : after + 2])


def _is_witness(words: Words, people: int, index: int) -> bool:
    """Return whether who lives at a number only saw, said or suffered it: « la voisine du 14 confirme », « comme le voisin du 14 »."""
    sentence, start = words.sentences[index], number_end(words, index) + 1
    after = [words.forms[at] for at in range(start, min(len(words), start + _WITNESS_REACH)) if words.sentences[at] == sentence]
    if not _WITNESSED.isdisjoint(after):
        return True
    ends = start + len(after) == len(words) or words.sentences[start + len(after)] != sentence
    if after and ends and after[-1] in _TOO:
        return True
    before = [words.forms[at] for at in range(max(0, people - _BEFORE_PEOPLE), people) if words.sentences[at] == sentence]
    if _ACCORDING.isdisjoint(before) or "chez" in before:
        return False
    return _QUARREL.isdisjoint(words.forms[max(0, people - _BEFORE_PEOPLE - _QUARREL_REACH) : people])


def _names_road(words: Words, index: int) -> bool:
    """Return whether a kind of road with a name begins at a word: « rue de la Gare », not « la route »."""
    if not begins_place(words, index):
        return False
    following = (at for at in range(index + 1, min(len(words), index + 1 + _NAME_REACH)) if words.forms[at] not in PARTICLES)
    at = next(following, None)
    return at is not None and words.sentences[at] == words.sentences[index] and words.written[at][0].isupper()
