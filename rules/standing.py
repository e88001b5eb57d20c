"""Whether a name may stand where it stands: a bare common word needs its article, a bare hamlet a preposition, a number or its capital."""

import re

from rules.cues import TITLES
from rules.forms import Target
from rules.given_names import GIVEN_NAMES
from rules.names import DISTANT_KINDS, KINDS, MONTHS, ONE_BUILDING, PARTICLES
from rules.naming import Naming
from rules.numbers_after import NUMBER_SIGNS
from rules.prose import EVERYDAY, SUFFIXES
from rules.windows import suffix_at
from rules.words import Words, word_set

_HOUSE_NUMBER = re.compile(r"\d{1,4}(?:[a-z]|bis|ter|quater)?")
_LONG_WORD = 7
_SIGN_REACH = 6
_BEFORE_DATES = word_set("le depuis jusqu avant apres ce des lundi mardi mercredi jeudi vendredi samedi dimanche")
_ARTICLES = word_set("le la l du au")
_ARTICLES_OF_MANY = _ARTICLES | word_set("les des aux")
_PLURALS = frozenset(ONE_BUILDING.values())
_AFTER_NUMBERS = frozenset(",;:.!?)-–\n")
_LEADS = word_set("a au de du hameau dit lieu village quartier route chemin vers")


def may_stand(words: Words, naming: Naming) -> bool:
    """Return whether a name may stand where it stands."""
    form, first = naming.form, naming.first
    if (form.target is Target.SECTOR and not words.original(first)[:1].isupper()) or _is_date(words, naming):
        return False
    bare = first == naming.last or len(form.core) == 1
    typed = naming.typed or (words.forms[first] in KINDS and first != naming.last)
    is_road = not form.kind and form.core[0][-1:].isdigit()
    if not bare or typed or is_road:
        return True
    match form.target:
        case Target.LANDMARK:
            return _article_before(words, first)
        case Target.COMMUNE | Target.SECTOR:
            return words.original(first)[:1].isupper()
        case Target.STREET if form.kind in DISTANT_KINDS or not form.kind:
            return (
                _after_number(words, first)
                or _led_by_preposition(words, first)
                or _is_proper(words, first)
                or _before_number(words, first)
                or _opens(words, first)
            )
        case Target.STREET:
            return _after_number(words, first) or _before_number(words, naming.last)


def stands_by_number(words: Words, naming: Naming) -> bool:
    """Return whether a house number stands right before a name or follows it with its sign: « 15, l'Église », « du Stade, n° 17 »."""
    return _after_number(words, naming.first) or _before_number(words, naming.last)


def _is_date(words: Words, naming: Naming) -> bool:
    """Return whether the day that a street is named after is a date here: no kind before it, no house number, no old year."""
    form, first, last = naming.form, naming.first, naming.last
    if form.target is not Target.STREET or naming.typed or len(form.core) == 1 or form.core[1] not in MONTHS:
        return False
    is_led = first > 0 and words.forms[first - 1] in _BEFORE_DATES and words.sentences[first - 1] == words.sentences[first]
    return is_led or not (words.forms[last].isdigit() or stands_by_number(words, naming))


def _article_before(words: Words, index: int) -> bool:
    """Return whether a definite article, alone or within « du », « au », stands right before a word."""
    articles = _ARTICLES_OF_MANY if words.forms[index] in _PLURALS else _ARTICLES
    return index > 0 and words.forms[index - 1] in articles and words.sentences[index - 1] == words.sentences[index]


def _led_by_preposition(words: Words, index: int) -> bool:
    """Return whether « à », « au », « de », « hameau de » or a number leads to a word written with a capital."""
    before = [form for form in words.forms[max(0, index - 3) : index] if form not in {"la", "le", "l", "les"}]
    if not before or not (before[-1] in _LEADS or before[-1].isdigit()):
        return False
    return words.original(index)[:1].isupper() or _is_unlike_prose(words, index)


def _is_unlike_prose(words: Words, index: int) -> bool:
    """Return whether a word in small letters can hardly be another word: long, not everyday, and « à » leads to it without article."""
    form = words.forms[index]
    return len(form) >= _LONG_WORD and form not in EVERYDAY and words.forms[index - 1] in {"a", "vers", "dit"}


def _is_proper(words: Words, index: int) -> bool:
    """Return whether a word has its capital because it is a name, and that of no person: « trottoir cassé Laplaçote »."""
    if not index or not words.original(index)[:1].isupper() or words.sentences[index] != words.sentences[index - 1]:
        return False
    return "\n" not in words.gap(index - 1) and words.forms[index] not in EVERYDAY and not _ends_name(words, index)


def _opens(words: Words, index: int) -> bool:
    """Return whether a name alone opens a sentence as the place it is about: « Kerlann : plus d'eau », « Schlossgass 12, le mur … »."""
    is_first = index == 0 or words.sentences[index - 1] != words.sentences[index] or "\n" in words.gap(index - 1)
    form = words.forms[index]
    if not is_first or not words.original(index)[:1].isupper() or form in EVERYDAY or form in GIVEN_NAMES:
        return False
    if words.gap(index).strip(" \u00a0\u202f")[:1] == ":":
        return True
    at = index + 1
    is_numbered = at < len(words) and _HOUSE_NUMBER.fullmatch(words.forms[at]) is not None and words.gap(index).strip(" ,") == ""
    return is_numbered and words.gap(at).strip(" ")[:1] in _AFTER_NUMBERS


def _ends_name(words: Words, index: int) -> bool:
    """Return whether the word before a word belongs to the same name: a title, a given name, another word with a capital."""
    before = words.forms[index - 1] if index else ""
    if before in TITLES or before in GIVEN_NAMES:
        return True
    return bool(before) and before not in PARTICLES and words.original(index - 1)[:1].isupper() and words.gap(index - 1).strip(" -") == ""


def _before_number(words: Words, index: int) -> bool:
    """Return whether « au niveau du 25 », « devant le n° 4 » follows a name."""
    following = words.forms[index + 1 : index + 1 + _SIGN_REACH]
    signs = [at for at, form in enumerate(following) if form in NUMBER_SIGNS]
    if not signs or words.forms[index] in EVERYDAY or _ends_name(words, index):
        return False
    return any(form[:1].isdigit() for form in following[signs[0] :])


def _after_number(words: Words, index: int) -> bool:
    """Return whether a house number stands right before a name: « au 25 Presbytère », « 12 bis de la Wanne »."""
    at = index - 1
    while at >= 0 and (words.forms[at] in PARTICLES or words.forms[at] in SUFFIXES or suffix_at(words, at)):
        at -= 1
    is_number = at >= 0 and _HOUSE_NUMBER.fullmatch(words.forms[at]) is not None and ")" not in words.gap(at)
    return is_number and words.sentences[at] == words.sentences[index]
