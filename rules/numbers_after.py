"""House numbers that stand apart from a street's name, after it: « devant le 22 », « au pied du 14 », « Mme Klein, au 47 »."""

from rules.house_number import (
    POSTCODE_DIGITS,
    SIGNS_OF_NUMBER,
    Numbered,
    before_signs,
    house_number,
    is_numbered_thing,
    joined_pair,
    number_end,
    opens_stretch,
    suffixed,
)
from rules.names import KINDS, PARTICLES
from rules.prose import EVERYDAY, UNITS
from rules.words import STOPWORDS, Words, word_set

NUMBER_SIGNS = word_set("devant dvt face hauteur niveau numero n no num entre")
HOUSE_PARTS = word_set(
    "droit pied contre cote sous derriere portail garage entree fenetre fenetres facade mur immeuble maison residence porte vitrine grille "
    "haie balcon balcons vitre vitres"
)
"""Words that point to a house only where « le », « du » leads to its number: « au droit du 25 », « le portail du 8 »."""
_NUMBER_LEADS = word_set(
    "n no num numero devant au face hauteur niveau entre du le vers pres cote a et aux juste environ batiment immeuble"
)
ARTICLES = word_set("le du n no num numero")
_BESIDE = word_set("avant apres")
_JUST = word_set("juste peu")
_ABOUT = word_set("vers environs alentours")
_ABOUT_LEADS = word_set("le du")
_LAST_DAY = 31
_HOMES = word_set("chez mon ma notre nos")
_HOME_REACH = 3
_WHOLE = frozenset({"tout", "toute"})
_REACH_AFTER = 12
_SHORT_KIND = 2
_SHORTEST_PLURAL = 4
_CLAUSE_ENDS = frozenset(",;.:!?()\n")
_OF = frozenset({"de", "du", "d"})
_WITHIN = frozenset({" ", "'", "’"})
_ENDING_IN_S = word_set("depuis toujours jamais apres plus pas puis alors mais hors moins autrefois parfois")
CORRECTIONS = word_set(
    "pardon plutot erreur excusez excuse rectification rectificatif rectifie correction desole desolee trompe trompee dire"
)
_CORRECTION_REACH = 8
_BEFORE_CORRECTED = word_set(
    "le la au du de c est n no num numero devant non ma part je me suis voulais veux moi en fait il s agit plutot erreur pardon mais"
)


def number_after(words: Words, first: int, last: int) -> Numbered | None:
    """Return a name with the number after it: « devant le 22 », « au niveau du n° 30 », « 14 » alone, « chez nous au 11 ».

    Where « toute la rue » is meant, one home in it is not the place; where « entre le 10 et le square » is said, no single number is.
    """
    limit = min(len(words), last + 1 + _REACH_AFTER)
    signed = False
    for index in range(last + 1, limit):
        if words.sentences[index] > words.sentences[last] + 1 or (index > last + 1 and begins_place(words, index)):
            return None
        labelled = words.forms[index - 1] in SIGNS_OF_NUMBER and words.gap(index - 1).strip(" °") == ":"
        signed = signed and (labelled or words.sentences[index] == words.sentences[index - 1])
        form = words.forms[index]
        number = joined_pair(words, index) or (
            house_number(words, index, "") if len(form) < POSTCODE_DIGITS or not form.isdigit() else None
        )
        may_count = not is_numbered_thing(words, index)
        if number is not None and _is_of_the_next(words, index):
            return None
        if number is not None and may_count and (_is_counted_on(words, first, last, index) or (signed and not counts_things(words, index))):
            return with_end(words, first, index, number)
        signed = form in NUMBER_SIGNS or (signed and (number is not None or _leads_on(form)))
    return None


def with_end(words: Words, first: int, index: int, number: str) -> Numbered | None:
    """Return a name with a number: a pair, one, or two ends of a stretch; None where the stretch ends at no number."""
    if joined_pair(words, index) is not None:
        return Numbered(first, index + 1, number)
    stretch = _stretch_after(words, index, number, first)
    if stretch is not None or _opens_other_stretch(words, index):
        return stretch
    return Numbered(first, number_end(words, index), suffixed(words, index, number))


def _is_counted_on(words: Words, first: int, last: int, index: int) -> bool:
    """Return whether a number with no sign far before it is a house's: right after the name, of a home, or led to by a house's part."""
    led = words.forms[index - 1] == "au"
    next_to = words.sentences[index] == words.sentences[last] and (index == last + 1 or (led and index == last + 2))
    if next_to and not counts_things(words, index):
        return True
    if _is_about(words, index):
        return True
    whole = not _WHOLE.isdisjoint(words.forms[max(0, first - 2) : first])
    return leads_from_part(words, index) or (led and not whole and (_at_home(words, index) or _stands_apart(words, index)))


def _is_of_the_next(words: Words, index: int) -> bool:
    """Return whether a number is that of another street, named at once: « … devant le 4 rue Thiers », « le 4 de la rue Thiers »."""
    at = number_end(words, index)
    if _leads_within(words, at) and words.forms[at + 1] in _OF:
        at += 1
        while _leads_within(words, at) and words.forms[at + 1] in PARTICLES:
            at += 1
    if not (_leads_within(words, at) and begins_place(words, at + 1)):
        return False
    at += 1
    while _leads_within(words, at) and words.forms[at + 1] in PARTICLES:
        at += 1
    return _leads_within(words, at) and words.forms[at + 1] not in EVERYDAY and words.forms[at + 1] not in STOPWORDS


def _leads_within(words: Words, index: int) -> bool:
    """Return whether only a blank or an apostrophe parts a word from the next."""
    return index + 1 < len(words) and words.gap(index) in _WITHIN


def _is_about(words: Words, index: int) -> bool:
    """Return whether « vers le 150 » tells of a house: no day, no hour is so late, nothing is counted."""
    form = words.forms[index]
    if index < 2 or words.forms[index - 1] not in _ABOUT_LEADS or words.forms[index - 2] not in _ABOUT:  # noqa: PLR2004, two words
        return False
    return form.isdigit() and int(form) > _LAST_DAY and not is_date(words, index) and next_telling(words, index) not in KINDS


def _leads_on(form: str) -> bool:
    """Return whether a sign of a number still counts after a word."""
    return form in _NUMBER_LEADS or form in STOPWORDS


def corrected(words: Words, said: Numbered) -> Numbered:
    """Return a name with the number put in place of the one first said: « devant le 10 rue des Glycines, non pardon, le 17 »."""
    until = min(len(words), said.last + 1 + _CORRECTION_REACH)
    if CORRECTIONS.isdisjoint(words.forms[said.last + 1 : until]):
        return said
    cue = next(at for at in range(said.last + 1, until) if words.forms[at] in CORRECTIONS)
    if words.sentences[cue] > words.sentences[said.last] + 1:
        return said
    for index in range(cue + 1, min(len(words), cue + 1 + _CORRECTION_REACH)):
        number = house_number(words, index, "")
        if number is not None:
            is_led = words.forms[index - 1] in ARTICLES or words.forms[index - 1] == "au"
            is_meant = is_led and next_telling(words, index) not in KINDS and not is_date(words, index)
            return said._replace(number=suffixed(words, index, number), last=number_end(words, index), between=None) if is_meant else said
        if words.forms[index] not in _BEFORE_CORRECTED:
            break
    return said


def leads_from_part(words: Words, index: int) -> bool:
    """Return whether what leads to a number says that it is a house: « au pied du 22 », « les fenêtres du 8 », « juste après le 5 »."""
    before = index - 1
    if before < 1 or words.forms[before] not in ARTICLES or words.sentences[before] != words.sentences[index]:
        return False
    while before > 0 and words.forms[before] in ARTICLES:
        before -= 1
    form = words.forms[before]
    is_sign = form in HOUSE_PARTS or (form in _BESIDE and before > 0 and words.forms[before - 1] in _JUST)
    return is_sign and next_telling(words, index) not in KINDS


def _stands_apart(words: Words, index: int) -> bool:
    """Return whether « au » and a number stand apart between commas, as where somebody lives: « Mme Klein, au 47, a vu … »."""
    if index < 2 or _CLAUSE_ENDS.isdisjoint(words.gap(index - 2)):  # noqa: PLR2004, a word before « au »
        return False
    end = number_end(words, index)
    return end + 1 == len(words) or not _CLAUSE_ENDS.isdisjoint(words.gap(end))


def counts_things(words: Words, index: int) -> bool:
    """Return whether a bare number says how many: « rue Thiers, 22 sacs »."""
    if index + 1 >= len(words) or words.gap(index) != " " or words.forms[index - 1] in ARTICLES or words.forms[index - 1] in PARTICLES:
        return False
    form = words.forms[index + 1]
    plural = form[-1:] in {"s", "x"} and len(form) >= _SHORTEST_PLURAL
    return plural and form not in STOPWORDS and form not in _ENDING_IN_S and words.original(index + 1).islower()


def is_date(words: Words, index: int) -> bool:
    """Return whether a number is a day or a measure: « le 12/03 », « le 12 mars », « 12-mars »."""
    if "/" in words.gap(index):
        return True
    is_next = index + 1 < len(words) and words.sentences[index + 1] == words.sentences[index] and not words.gap(index).strip(" -")
    return is_next and words.forms[index + 1] in UNITS


def next_telling(words: Words, index: int) -> str:
    """Return the first word after a number that is no small one, within reach; empty where none is."""
    following = words.forms[number_end(words, index) + 1 : index + 2 + _HOME_REACH]
    return next((form for form in following if form not in PARTICLES), "")


def _opens_other_stretch(words: Words, index: int) -> bool:
    """Return whether « entre » leads to a number and « et » from it to what is no number: « entre le 10 et le square »."""
    link = number_end(words, index) + 1
    return link < len(words) and words.forms[link] == "et" and words.forms[before_signs(words, index)] == "entre"


def _at_home(words: Words, index: int) -> bool:
    """Return whether the number is that of a home just spoken of, « chez nous au 11 », « notre garage au 14 », and of no other street."""
    before = words.forms[max(0, index - _HOME_REACH) : index]
    return not _HOMES.isdisjoint(before) and next_telling(words, index) not in KINDS


def _stretch_after(words: Words, index: int, number: str, first: int) -> Numbered | None:
    """Return a name with the two numbers of a stretch, of which the lower stands at ``index``."""
    link = number_end(words, index) + 1
    end = link + 1
    while end < len(words) and words.forms[end] in SIGNS_OF_NUMBER:
        end += 1
    if end >= len(words) or words.sentences[end] != words.sentences[index] or not opens_stretch(words, index, link):
        return None
    high = house_number(words, end, "")
    return Numbered(first, number_end(words, end), between=(suffixed(words, index, number), suffixed(words, end, high))) if high else None


def begins_place(words: Words, index: int) -> bool:
    """Return whether a word is a kind of street, so that another name begins."""
    return words.forms[index] in KINDS and len(words.forms[index]) > _SHORT_KIND
