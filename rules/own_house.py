"""Where a message tells first of trouble at the sender's own house or premises; what it names afterwards is beside the point."""

from collections.abc import Iterator, Sequence

from rules.context import Meaning
from rules.words import Words, phrase_list, word_set

_MINE = word_set("ma mon mes notre nos")
_US = word_set("moi nous")
_HOUSE = word_set(
    """
    maison appartement appart logement immeuble residence domicile pavillon studio facade toit toiture cave garage portail fenetre fenetres
    balcon terrasse jardin cour chambre palier grenier volets cuisine escalier hall entree porte boite haie cloture mur muret allee
    compteur robinet robinets salon veranda
    """
)
"""What stands where the sender lives."""
_THINGS = word_set("bac bacs poubelle poubelles encombrants cave toiture appartement logement maison sous-sol")
"""What is the sender's own and may suffer by itself: « mon bac n'a pas été vidé »."""
_PREMISES = word_set(
    """
    vitrine vitrines locaux local bureau bureaux atelier ateliers cuisine cuisines chambres cabinet magasin boutique entrepot hangar depot
    commerce restaurant bar officine salon etude agence rideau terrasse caves reserve fauteuils bacs quais machines caisses comptoir
    """
)
"""What stands where a firm works; only who writes for one means its own."""
_LEADS = word_set("dans devant sous sur contre derriere a en au")
_PART_OF = word_set(
    """
    hall cage cave caves entree sous-sol parking cour toit toiture facade facades mur murs porte portail grille fenetre fenetres jardin
    escalier palier grenier local garage garages boites poubelles trottoir pied bas haut devant eau
    robinet robinets sol plafond vitre vitres
    """
)
"""« Dans le hall de mon immeuble »; of « de ma fenêtre » only the view is told."""
_AWAY = frozenset({("pres", "de"), ("loin", "de"), ("pas", "de"), ("cote", "de"), ("avant", "de"), ("sortant", "de")})
_GOING = word_set(
    "de rentre rentrais rentrait rentrant rentrer retour vers arrive arrivant arriver rentree reviens revenais pres loin jusque jusqu"
)
_IS_BY = phrase_list("est en face|est loin|est a cote|donne sur|donnent sur|est situe|est situee|se trouve|est au calme|est calme")
_FOUND = word_set("trouve trouvee recupere recueilli recueillie ramasse")
"""What was found before the door comes from elsewhere: « j'ai trouvé un portefeuille devant chez moi »."""
_TURNING = (
    *(("mais",), ("reste",), ("restent",), ("sinon",), ("or",), ("en", "revanche"), ("par", "contre"), ("c", "est"), ("ce", "sont")),
    *(("c", "etait"), ("il", "s", "agit"), ("je", "parle"), ("je", "veux", "parler"), ("le", "probleme")),
)
"""So begins a sentence that says where it is after all."""
_NEAR_LEAD = 4


def house_told_in(words: Words, meaning: Meaning, *, for_firm: bool) -> int | None:
    """Return the sentence that first tells of something at the sender's own house, None where none does.

    ``for_firm``: the sender writes for a firm, whose premises are its own as well.
    """
    for index in _own_words(words, for_firm=for_firm):
        if meaning.worth[index] >= 1 and index not in meaning.well and not _is_aside(words, words.sentences[index]):
            return words.sentences[index]
    return None


def turns_to_another(words: Words, sentence: int) -> bool:
    """Return whether a sentence begins as one that says where it is after all: « Mais rue Thiers … », « Reste celui du … »."""
    first = words.sentences.index(sentence)
    return any(words.forms[first : first + len(turn)] == turn for turn in _TURNING)


def _own_words(words: Words, *, for_firm: bool) -> Iterator[int]:
    forms = words.forms
    own = _HOUSE | _PREMISES if for_firm else _HOUSE
    for index, form in enumerate(forms[:-1]):
        if form == "chez" and forms[index + 1] in _US:
            is_own = _GOING.isdisjoint(_before(words, index, 1)) and _before(words, index, 2) not in _AWAY
        elif form in _MINE and forms[index + 1] in own:
            is_own = _is_led(words, index)
        else:
            is_own = False
        if not is_own and form in _MINE and forms[index + 1] in _THINGS:
            is_own = not _before(words, index, 1)
        if is_own:
            yield index


def _is_led(words: Words, index: int) -> bool:
    """Return whether what stands before « mon immeuble » says that something is there: « devant », « dans le hall de »."""
    before = _before(words, index, _NEAR_LEAD)
    if before[-1:] and before[-1] in _LEADS:
        return not (before[-1] == "a" and before[-2:-1] in (("face",), ("pas",)))
    return before[-1:] == ("de",) and before[-2:-1] != () and before[-2] in _PART_OF


def _before(words: Words, index: int, count: int) -> Sequence[str]:
    """Return the words before one in its sentence, few."""
    sentence = words.sentences[index]
    return tuple(words.forms[at] for at in range(max(0, index - count), index) if words.sentences[at] == sentence)


def _is_aside(words: Words, sentence: int) -> bool:
    """Return whether a sentence only says where the house lies, or what was found before it."""
    first = words.sentences.index(sentence)
    forms = [form for form, number in zip(words.forms[first:], words.sentences[first:], strict=True) if number == sentence]
    joined = f" {' '.join(forms)} "
    return any(f" {phrase} " in joined for phrase in _IS_BY) or not _FOUND.isdisjoint(forms)
