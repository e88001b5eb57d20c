"""House numbers beside a street's name: « 12 bis rue », « au 31 de la rue », « rue … devant le 22 »."""

import re

from rules.forms import ROAD, Target
from rules.house_number import (
    NUMBER_DIGITS,
    SIGNS_OF_NUMBER,
    Numbered,
    before_signs,
    house_number,
    is_of_a_thing,
    joined_pair,
    opens_stretch,
)
from rules.names import KINDS, PARTICLES
from rules.naming import Naming
from rules.numbers_after import NUMBER_SIGNS, corrected, number_after
from rules.windows import suffix_at
from rules.words import STOPWORDS, Words, word_set

_POSTCODE = re.compile(r"\d{5}")
_FILLERS = word_set("voie denommee nommee appelee dite")
_LABELS = word_set("rue voie adresse lieu localisation emplacement nom")
_ROAD_SIGNS = word_set("d rd rn cd vc cr")
_OF_ROAD = frozenset({"de", "la", "du", "d", "l"})
_KILOMETRES = word_set("km pk pr kilometre kilometrique borne")
_EXCLUDING = frozenset({"non", "pas"})
_REACH_BEFORE = 4


def with_number(words: Words, naming: Naming, *, has_houses: bool = False) -> Numbered:
    """Return the name with the number before it (« au 12 bis de la rue ») or after it (« devant le 22 »), first and last word of both.

    ``has_houses``: a numbered road has addresses of its own, « 415 RN 2 ».
    """
    first, last = naming.first, naming.last
    if naming.form.target is not Target.STREET:
        return Numbered(first, last)
    if naming.form.core[0][-1:].isdigit() and len(naming.form.core) == 1:
        end = _kilometre_end(words, last)
        said = _house_on_road(words, first, last) if has_houses and end == last else None
        return said or Numbered(first, end)
    opening = first if naming.form.kind else _before_kind(words, first)
    before = _number_meant(words, _number_before(words, opening, last))
    if before is not None and before.number is not None and _POSTCODE.fullmatch(before.number) is not None and not naming.typed:
        before = None  # « 54700 Pont-à-Mousson » is a town
    said = before or _number_on_own_line(words, first, last) or number_after(words, first, last) or Numbered(first, last)
    return corrected(words, said)


def _kilometre_end(words: Words, last: int) -> int:
    """Return the last word of the kilometre post said after a numbered road (« au PK 12+300 »), so that it is shown; else the road's."""
    for index in range(last + 1, min(last + 1 + _REACH_BEFORE, len(words) - 1)):
        if words.forms[index] in {"pk", "pr"} and words.forms[index + 1].isdigit():
            end = index + 1
            return end + 1 if end + 1 < len(words) and words.gap(end).strip() in {"+", ",", "."} and words.forms[end + 1].isdigit() else end
        if words.forms[index] not in PARTICLES and words.forms[index] not in STOPWORDS:
            break
    return last


def _house_on_road(words: Words, first: int, last: int) -> Numbered | None:
    """Return a numbered road with the house number right before it or led to after it: « 415 RN 2 », « au 12 de la D 3 »."""
    index = first - 1
    while index >= 0 and words.forms[index] in _OF_ROAD and words.sentences[index] == words.sentences[first]:
        index -= 1
    suffix = suffix_at(words, index)
    index -= bool(suffix)
    number = house_number(words, index, suffix, first) if index >= 0 and words.sentences[index] == words.sentences[first] else None
    if number is None or is_of_a_thing(words, index) or words.gap(index).strip(" ,"):
        return number_after(words, first, last)
    before = words.forms[index - 1] if index else ""
    is_day = before == "le" and index > 1 and words.forms[index - 2] not in NUMBER_SIGNS
    return None if is_day or before in _KILOMETRES else Numbered(index, last, number)


def _before_kind(words: Words, first: int) -> int:
    """Return the kind of street said before a name that has none, « route de Lézavrec »; ``first`` itself where there is none."""
    at = first - 1
    while at >= 0 and words.forms[at] in PARTICLES and words.sentences[at] == words.sentences[first]:
        at -= 1
    is_kind = at >= 0 and words.forms[at] in KINDS and not words.forms[at].isdigit() and words.sentences[at] == words.sentences[first]
    return at if is_kind and not words.breaks[at] else first


def _number_on_own_line(words: Words, first: int, last: int) -> Numbered | None:
    """Return a name with the number on a line of its own before it, as in forms: « N° : 25 / Voie : rue des Lilas »."""
    label = first - 1
    if label < 2 or words.forms[label] not in _LABELS or words.gap(label).strip() != ":":  # noqa: PLR2004, label and sign are two words
        return None
    number = house_number(words, label - 1, "")
    signed = words.forms[label - 2] in SIGNS_OF_NUMBER and words.gap(label - 2).strip(" °") == ":"
    return Numbered(first, last, number) if number is not None and signed else None


def _number_before(words: Words, first: int, last: int) -> Numbered | None:
    """Return a name with the number right before it: « 12 », « 12 bis », « 12 et 14 », « n° 12 de la », « entre le 12 et le 20 »."""
    index = first - 1
    while (
        index >= 0
        and (words.forms[index] in PARTICLES or words.forms[index] in _FILLERS)
        and words.sentences[index] == words.sentences[first]
        and not suffix_at(words, index)
    ):
        index -= 1
    suffix = suffix_at(words, index)
    index -= bool(suffix)
    index = _before_road(words, index)
    fillers = sum(form in _FILLERS for form in words.forms[index + 1 : first])
    if index < 0 or first - index - fillers > _REACH_BEFORE or words.sentences[index] != words.sentences[first]:
        return None
    joined = joined_pair(words, index - 1)
    if joined is not None:
        return Numbered(index - 1, last, joined)
    number = None if _reaches_another_place(words, index, first, last) else house_number(words, index, suffix, first)
    if number is None or is_of_a_thing(words, index) or ("\n" in words.gap(index) and not _goes_on_below(words, index)):
        return None
    link = before_signs(words, index)
    low = house_number(words, link - 1, "") if link > 0 else None
    if low is not None and opens_stretch(words, link - 1, link):
        return Numbered(link - 1, last, between=(low, number))
    pair = index - 2
    if (
        pair >= 0
        and words.forms[index - 1] in {"et", "au", "a"}
        and words.forms[pair].isdigit()
        and len(words.forms[pair]) <= NUMBER_DIGITS
    ):
        return Numbered(pair, last, house_number(words, pair, "") or number)
    return Numbered(index, last, number)


def _goes_on_below(words: Words, index: int) -> bool:
    """Return whether a line broken after a number goes on with the street: « devant le 12 / rue de Poterie »."""
    is_led = before_signs(words, index) < index - 1 or words.forms[index - 1] in {"au", "devant"}
    broken = words.gap(index).strip(" ")
    return broken == "\n" and is_led and words.original(index + 1)[:1].islower()


def _number_meant(words: Words, said: Numbered | None) -> Numbered | None:
    """Return a name with the number that another is told apart from: of « le 9 (et non le 11) de la rue Calas » the first."""
    excluding = before_signs(words, said.first) if said is not None and said.number is not None else -1
    if said is None or excluding < 0 or words.forms[excluding] not in _EXCLUDING:
        return said
    for index in range(excluding - 1, max(-1, excluding - 1 - _REACH_BEFORE), -1):
        number = house_number(words, index, "")
        if number is not None and words.sentences[index] == words.sentences[said.first]:
            return Numbered(index, said.last, number)
    return said


def _reaches_another_place(words: Words, index: int, first: int, last: int) -> bool:
    """Return whether « entre » and « et » make a number one end of a stretch: « entre le 10 et la rue Thiers »."""
    opener = before_signs(words, index)
    return opener >= 0 and words.forms[opener] == "entre" and "et" in (*words.forms[index + 1 : first], *words.forms[last + 1 : last + 2])


def _before_road(words: Words, index: int) -> int:
    """Return the last word before a numbered road that leads to a name, « 22 D 934 Le Moulin »; ``index`` itself where none does."""
    if index > 0 and words.forms[index].isdigit() and words.forms[index - 1] in _ROAD_SIGNS:
        return index - 2
    return index - 1 if index >= 0 and ROAD.fullmatch(words.forms[index]) is not None else index
