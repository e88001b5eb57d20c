"""Addresses that a message only carries along: below the closing, in a footer, a quotation or the town hall's own letterhead."""

import re
from collections.abc import Iterator, Set
from enum import Enum

from rules.cues import TITLES
from rules.words import Words, word_set

CLOSINGS = word_set("cordialement salutations respectueusement sincerement cdt cdlt courtoisement")
_AFTERWORDS = word_set("ps post scriptum nb")
_COMPANY = word_set("siret siren rcs sarl sas sasu eurl tva siege capital naf ape snc scp")
_LETTERHEAD = 80
_LABEL = 40
_SIDE = 12
_TOWN_HALL_LINE = re.compile(
    r"^\s*(?:(?:monsieur|madame)[^\n]{0,12} (?:le|la) maire|mairie|h[oô]tel de ville)\b[^\n]{0,40}$", re.IGNORECASE
)
_REST_OF_ADDRESS = re.compile(
    r"[\s,;–—-]*(?:(?:bp|cs)\b[^\n]{0,12})?[\s,;–—-]*(?:\d{5}\b[^\n]{0,40}|(?-i:[A-ZÀ-Ý])[\w'’ -]{1,30})?[\s.,]*", re.IGNORECASE
)
"""What ends the line of a postal address: « – BP 12 – 50700 Valognes »."""
_TOWN_HALL_BEFORE = re.compile(
    r"(?<!\bla )(?<!\bnotre )(?<!\bl['’])\b(?:mairie|h[oô]tel de ville)(?: (?:de|d['’]|du) ?[\w'’-]+(?: [\w'’-]+){0,2})?\s*[,:(–-]\s*$",
    re.IGNORECASE,
)
"""What says that an address is that of the town hall: « Mairie de Valmont, » but not « devant la mairie, »."""
_OF_THE_PERSON = re.compile(
    r"demandeur|d[eé]clarant|exp[eé]diteur|plaignant|signataire|requ[eé]rant|usager|personnelle|postale|contact|coordonn[eé]es|domicile|"
    r"\bjoindre\b|r[eé]f[eé]rente?\b|responsable|correspondante?\b|interlocut|repr[eé]sentante?\b|port[eé]e? par|"
    r"r[eé]ponse [aà]|"
    r"\b(?:mon|votre|notre) adresse",
    re.IGNORECASE,
)
_OF_THE_PROBLEM = re.compile(
    r"\b(?:lieu|localisation|emplacement|endroit|situation|intervention|incident|probl[eè]me|signalement|d[eé]sordre|rue concern[eé]e|"
    r"adresse concern[eé]e|voie)\b",
    re.IGNORECASE,
)
_NAME_LABEL = re.compile(r"\s*(?:nom|pr[eé]nom|de|civilit[eé]|demandeur|exp[eé]diteur|signalé par)\b[^:\n]{0,20}:", re.IGNORECASE)
_FORM_LINES = 3
_SHOPS = word_set(
    """
    bar cafe restaurant brasserie bistrot bistro pizzeria snack hotel auberge pharmacie boulangerie boucherie charcuterie epicerie garage
    coiffure salon cabinet clinique librairie tabac presse pressing fleuriste opticien banque agence camping creperie traiteur magasin
    boutique societe entreprise sci cave caveau laverie ets etablissements
    """
)
_PERSON = 4
_SPOKESMEN = TITLES | word_set(
    "parole referent referente representant representante signataire responsable correspondant correspondante contact"
)
"""Words after which a name is a person's: « M. », « le porte-parole, Paul Ray, 5 rue Siquet »."""
_GREETED = word_set("monsieur madame mesdames messieurs")
"""« Monsieur, rue Siquet il y a … » greets the reader."""
_MOVING = (" emmenag", " demenag")
_DELIVERED = re.compile(
    r"^(?!.*\b(?:brul|vol[ee]|renvers|deborde|vid[ee]|cass)\w*).*\b(?:"
    r"un composteur|(?:recevoir|obtenir|commander|demander?|souhaite|voudrais|faudrait|besoin d) (?:d )?(?:un |une |des |autre )*"
    r"(?:bac|bacs|conteneur individuel|poubelle|sacs? (?:jaunes?|de tri)))\b",
    re.DOTALL,
)
_BROUGHT = word_set("composteur bac bacs conteneur poubelle sac sacs")
"""What a household asks for is brought to where it lives: a composter, a bin of its own."""
_HOME_SIGNS = word_set("chez voisin voisins ma mon mes notre nos leur")
_RESIDENTS = word_set("habitants habitantes riverains riveraines soussignes soussignees residents proprietaires locataires")
_THEIRS = word_set("rue avenue allee impasse place quartier lotissement residence immeuble hameau cour ruelle chemin")
"""Of several who write as « les habitants »: « l'éclairage de leur rue »."""
_LEADS_HOME = word_set("devant sous dans contre derriere sur de d")
_LEADING_PAIRS = frozenset({("pres", "de"), ("face", "a")})
_OWN = word_set(
    """
    cave garage portail mur facade logement appartement immeuble maison toit jardin rue voisin voisine voisins voisines palier bac
    poubelle poubelles chambre fenetre trottoir compteur haie terrain quartier domicile adresse allee impasse cour
    encombrants dechets ordures sacs composteur toiture cloture balcon terrasse vitres volets pelouse gazon
    """
)
_DOOR = word_set(
    "garage portail mur facade maison immeuble logement appartement jardin fenetre fenetres bac bacs domicile haie compteur trottoir cave"
)
"""What is the sender's own and stands at his address, not only somewhere in his street."""
_NOT_A_HOME = word_set(
    """
    fille fils mere pere femme mari epoux epouse enfant enfants famille soeur frere parents part demande dossier courrier lettre facture
    compte identite naissance mariage
    """
)
"""What is the sender's own and no place: « le certificat de ma fille »."""
_WHOLE_STREET = (" toute la rue ", " toute l avenue ", " toute l allee ", " tout le quartier ")
_AFTER_PERSON = frozenset({",", "(", "-", "–", ";"})
_BETWEEN = word_set("de du des la le les l d")


class Label(Enum):
    """Whose address a label of a form says that it leads to."""

    PERSON = "person"
    PROBLEM = "problem"


def closing_of(words: Words) -> int:
    """Return the last word that closes the message (« Cordialement »); the number of words where nothing does."""
    forms = words.forms
    if CLOSINGS.isdisjoint(forms):
        return len(forms)
    for index in range(len(forms) - 1, -1, -1):
        if forms[index] in _AFTERWORDS:
            break
        if forms[index] in CLOSINGS:
            return index
    return len(forms)


def is_carried_along(words: Words, first: int, last: int) -> bool:
    """Return whether the line of a name is a quotation, a company's footer or the town hall's own address."""
    source = words.source
    begin = source.rfind("\n", 0, words.starts[first]) + 1
    if source.startswith(">", begin):
        return True
    beside = [*range(max(0, first - _SIDE), first), *range(last + 1, min(len(words), last + 1 + _SIDE))]
    end = source.find("\n", words.ends[last])
    if any(words.forms[at] in _COMPANY and begin <= words.starts[at] and (end < 0 or words.starts[at] < end) for at in beside):
        return True
    if _TOWN_HALL_BEFORE.search(source[max(begin, words.starts[first] - _LETTERHEAD) : words.starts[first]]) is not None:
        return True
    if words.ends[last] == end and _TOWN_HALL_LINE.match(source[begin:end]) is not None:
        return True
    before = source[source.rfind("\n", 0, max(0, begin - 1)) + 1 : max(0, begin - 1)]
    is_below = source[begin : words.starts[first]].strip() == "" and len(before) < _LETTERHEAD and _TOWN_HALL_LINE.match(before) is not None
    # Below « Madame le Maire, » a sentence may begin with a street as well: « Rue Thiers, les voitures … ».
    return is_below and _REST_OF_ADDRESS.fullmatch(source[words.ends[last] : len(source) if end < 0 else end]) is not None


def label_of(words: Words, first: int) -> Label | None:
    """Return what the label before an address on its line says it is: « Adresse du demandeur : », « Lieu du problème : »."""
    source = words.source
    line = source[source.rfind("\n", 0, words.starts[first]) + 1 : words.starts[first]]
    label, colon, _ = line.rpartition(":")
    if not colon or len(label) > _LABEL:
        return None
    if _OF_THE_PROBLEM.search(label) is not None:
        return Label.PROBLEM
    if label.strip().lower() == "adresse":
        above = source[: words.starts[first]].splitlines()[-1 - _FORM_LINES : -1]
        return Label.PERSON if any(_NAME_LABEL.match(each) is not None for each in above) else None
    return Label.PERSON if _OF_THE_PERSON.search(label) is not None else None


def speaks_of_home(words: Words, sentences: Set[int] | None = None) -> bool:
    """Return whether a message speaks of where its sender lives: « devant chez moi », « sous mes fenêtres », « ma cave ».

    Where ``sentences`` are given, only these are looked at.
    """
    if sentences is None:
        return any(sign in words.joined for sign in _MOVING) or _is_delivered(words) or any(True for _ in _home_words(words))
    return any(words.sentences[index] in sentences for index in _home_words(words))


def _is_delivered(words: Words) -> bool:
    """Return whether a message asks for what is brought to a house; the words rarer than that tell most messages apart at once."""
    return not _BROUGHT.isdisjoint(words.forms) and _DELIVERED.search(words.joined) is not None


def speaks_of_own_door(words: Words) -> bool:
    """Return whether a message speaks of the sender's very house, « devant chez moi », « notre portail », and of no whole street."""
    if any(sign in words.joined for sign in _WHOLE_STREET):
        return False
    return any(words.forms[index] == "chez" or not _DOOR.isdisjoint(words.forms[index + 1 : index + 2]) for index in _home_words(words))


def _home_words(words: Words) -> Iterator[int]:
    """Yield the words that lead to the sender's home."""
    forms = words.forms
    if _HOME_SIGNS.isdisjoint(forms):
        return
    for index in [at for at, form in enumerate(forms) if form in _HOME_SIGNS]:
        form = forms[index]
        before, after = forms[index - 1 : index], forms[index + 1 : index + 2]
        match form:
            case "chez":
                at_home = after in {("moi",), ("nous",)}
            case "voisin" | "voisins":
                at_home = after in {("du",), ("de",), ("d",)}
            case "leur":
                at_home = not (_THEIRS.isdisjoint(after) or _RESIDENTS.isdisjoint(forms))
            case _:
                at_home = _NOT_A_HOME.isdisjoint(after) and (
                    not _LEADS_HOME.isdisjoint(before) or forms[max(0, index - 2) : index] in _LEADING_PAIRS or not _OWN.isdisjoint(after)
                )
        if at_home:
            yield index


def follows_a_person(words: Words, first: int) -> bool:
    """Return whether a person stands before an address as one who lives there: « Mme Ray, 5 rue Siquet »."""
    if not first or words.gap(first - 1).strip(" ") not in _AFTER_PERSON:
        return False
    for at in range(first - 1, max(0, first - _PERSON) - 1, -1):
        if words.sentences[at] != words.sentences[first] or "\n" in words.gap(at):
            return False
        if words.forms[at] in _SPOKESMEN:
            return at < first - 1 or words.forms[at] not in _GREETED
    return False


def names_a_shop(words: Words, first: int) -> bool:
    """Return whether the name is that of a shop or company: « bar de la Gare »."""
    at = first - 1
    while at >= 0 and words.forms[at] in _BETWEEN and words.gap(at) in {" ", "'", "’"}:
        at -= 1
    return at >= 0 and words.forms[at] in _SHOPS and words.sentences[at] == words.sentences[first] and not words.breaks[at]
