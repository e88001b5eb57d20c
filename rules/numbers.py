"""House numbers beside a street's name: « 12 bis rue », « au 31 de la rue », « rue … devant le 22 »."""

import re

from rules.forms import Target
from rules.gazetteer import Naming
from rules.names import KINDS, PARTICLES
from rules.words import STOPWORDS, Words, word_set

_NUMBER = re.compile(r"(\d{1,4})(bis|ter|quater|[a-h])?")
_SUFFIXES = frozenset({"bis", "ter", "quater", "a", "b", "c"})
_UNITS = word_set(
    """
    h heure heures min minutes mn cm m mm metre metres km ans an annees jours jour semaines mois euros eur kg litres l fois personnes
    degres eme e er etage janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre enfants pieces voitures
    repas
    """
)
_NUMBER_LEADS = word_set("n no num numero devant au face hauteur niveau entre du le vers pres cote a et aux")
_NUMBER_SIGNS = word_set("devant face hauteur niveau numero n no num entre")
_REACH_AFTER = 12
_REACH_BEFORE = 4
_NUMBER_DIGITS = 3
_SHORT_KIND = 2


def with_number(words: Words, naming: Naming) -> tuple[int, int, str | None]:
    """Return first and last word with the house number, before the name (« au 12 bis de la rue ») or after it (« devant le 22 »)."""
    if naming.form.target is not Target.STREET or (naming.form.core[0][-1:].isdigit() and len(naming.form.core) == 1):
        return naming.first, naming.last, None
    before = _number_before(words, naming.first)
    if before is not None:
        return before[0], naming.last, before[1]
    after = _number_after(words, naming.last)
    return (naming.first, after[0], after[1]) if after is not None else (naming.first, naming.last, None)


def _number_before(words: Words, first: int) -> tuple[int, str] | None:
    """Return the number right before a name and its first word: « 12 », « 12 bis », « 12 et 14 », « n° 12 de la »."""
    index = first - 1
    while index >= 0 and words.forms[index] in PARTICLES and words.sentences[index] == words.sentences[first]:
        index -= 1
    suffix = ""
    if index > 0 and words.forms[index] in _SUFFIXES and words.forms[index - 1].isdigit():
        suffix, index = words.forms[index], index - 1
    if index < 0 or first - index > _REACH_BEFORE or words.sentences[index] != words.sentences[first]:
        return None
    number = _house_number(words, index, suffix)
    if number is None or "\n" in words.gap(index).strip(" "):
        return None
    pair = index - 2
    if (
        pair >= 0
        and words.forms[index - 1] in {"et", "au", "a"}
        and words.forms[pair].isdigit()
        and len(words.forms[pair]) <= _NUMBER_DIGITS
    ):
        return pair, _house_number(words, pair, "") or number
    return index, number


def _number_after(words: Words, last: int) -> tuple[int, str] | None:
    """Return the number after a name and its last word: « devant le 22 », « au niveau du n° 30 », « 14 » alone."""
    limit = min(len(words), last + 1 + _REACH_AFTER)
    signed = False
    for index in range(last + 1, limit):
        if words.sentences[index] > words.sentences[last] + 1 or (index > last + 1 and _begins_place(words, index)):
            return None
        signed = signed and words.sentences[index] == words.sentences[index - 1]
        form = words.forms[index]
        number = _house_number(words, index, "")
        if number is not None:
            next_to = words.sentences[index] == words.sentences[last] and (
                index == last + 1 or (words.forms[index - 1] == "au" and index == last + 2)
            )
            if signed or next_to:
                return _number_end(words, index), _suffixed(words, index, number)
        elif form in _NUMBER_SIGNS:
            signed = True
        elif form not in _NUMBER_LEADS and form not in STOPWORDS and form not in {"juste", "environ", "batiment", "immeuble"}:
            signed = False
    return None


def _begins_place(words: Words, index: int) -> bool:
    """Return whether a word is a kind of street, so that another name begins."""
    return words.forms[index] in KINDS and len(words.forms[index]) > _SHORT_KIND


def _house_number(words: Words, index: int, suffix: str) -> str | None:
    """Return the house number written at a word; None for hours, lengths, dates, years and telephone numbers."""
    found = _NUMBER.fullmatch(words.forms[index])
    if found is None or found[1].startswith("0"):
        return None
    following = words.forms[index + 1] if index + 1 < len(words) else ""
    gap = words.gap(index)
    if gap[:1] in {"%", "€", "°"} or (following in _UNITS and not gap.strip()):
        return None
    after_digits = index > 0 and words.forms[index - 1].isdigit() and len(words.gap(index - 1)) == 1
    before_digits = following.isdigit() and len(gap) == 1 and gap in " .,"
    if after_digits or before_digits:
        return None
    return f"{int(found[1])} {found[2] or suffix}".strip()


def _suffixed(words: Words, index: int, number: str) -> str:
    """Return a number with the « bis » that follows it."""
    follows = index + 1 < len(words) and words.forms[index + 1] in {"bis", "ter", "quater"}
    return f"{number} {words.forms[index + 1]}" if follows and " " not in number else number


def _number_end(words: Words, index: int) -> int:
    """Return the last word of a number: the « bis » after it if there is one."""
    return index + 1 if index + 1 < len(words) and words.forms[index + 1] in {"bis", "ter", "quater"} else index
