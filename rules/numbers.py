"""House numbers beside a street's name: « 12 bis rue », « au 31 de la rue », « rue … devant le 22 »."""

import re
from typing import NamedTuple

from rules.forms import Target
from rules.gazetteer import Naming
from rules.names import KINDS, PARTICLES
from rules.prose import SUFFIXES, UNITS
from rules.windows import suffix_at
from rules.words import STOPWORDS, Words, word_set

_NUMBER = re.compile(r"(\d{1,5})(bis|ter|quater|[a-z])?")
_APOSTROPHES = frozenset("'’")
_PAIR_SIGNS = frozenset("-/–")
_NUMBER_LEADS = word_set("n no num numero devant au face hauteur niveau entre du le vers pres cote a et aux")
_NUMBER_SIGNS = word_set("devant face hauteur niveau numero n no num entre")
_SIGNS_OF_NUMBER = word_set("le les n no num numero numeros")
_HOMES = word_set("chez mon ma notre nos")
_HOME_REACH = 3
_WHOLE = frozenset({"tout", "toute"})
_REACH_AFTER = 12
_REACH_BEFORE = 4
_NUMBER_DIGITS = 3
_SHORT_KIND = 2
_POSTCODE_DIGITS = 5
_WIDEST_PAIR = 40


class Numbered(NamedTuple):
    """A street's name with its house number or, in ``between``, the two numbers of a stretch (« entre le 12 et le 20 »)."""

    first: int
    last: int
    number: str | None = None
    between: tuple[str, str] | None = None


def with_number(words: Words, naming: Naming) -> Numbered:
    """Return the name with the number before it (« au 12 bis de la rue ») or after it (« devant le 22 »), first and last word of both."""
    first, last = naming.first, naming.last
    if naming.form.target is not Target.STREET:
        return Numbered(first, last)
    if naming.form.core[0][-1:].isdigit() and len(naming.form.core) == 1:
        return Numbered(first, _kilometre_end(words, last))
    return _number_before(words, first, last) or _number_after(words, first, last) or Numbered(first, last)


def _kilometre_end(words: Words, last: int) -> int:
    """Return the last word of the kilometre post said after a numbered road (« au PK 12+300 »), so that it is shown; else the road's."""
    for index in range(last + 1, min(last + 1 + _REACH_BEFORE, len(words) - 1)):
        if words.forms[index] in {"pk", "pr"} and words.forms[index + 1].isdigit():
            end = index + 1
            return end + 1 if end + 1 < len(words) and words.gap(end).strip() == "+" and words.forms[end + 1].isdigit() else end
        if words.forms[index] not in PARTICLES and words.forms[index] not in STOPWORDS:
            break
    return last


def _number_before(words: Words, first: int, last: int) -> Numbered | None:
    """Return a name with the number right before it: « 12 », « 12 bis », « 12 et 14 », « n° 12 de la », « entre le 12 et le 20 »."""
    index = first - 1
    while (
        index >= 0 and words.forms[index] in PARTICLES and words.sentences[index] == words.sentences[first] and not suffix_at(words, index)
    ):
        index -= 1
    suffix = suffix_at(words, index)
    index -= bool(suffix)
    if index < 0 or first - index > _REACH_BEFORE or words.sentences[index] != words.sentences[first]:
        return None
    joined = _joined_pair(words, index - 1)
    if joined is not None:
        return Numbered(index - 1, last, joined)
    number = _house_number(words, index, suffix)
    if number is None or "\n" in words.gap(index).strip(" "):
        return None
    link = _before_signs(words, index)
    low = _house_number(words, link - 1, "") if link > 0 else None
    if low is not None and _opens_stretch(words, link - 1, link):
        return Numbered(link - 1, last, between=(low, number))
    pair = index - 2
    if (
        pair >= 0
        and words.forms[index - 1] in {"et", "au", "a"}
        and words.forms[pair].isdigit()
        and len(words.forms[pair]) <= _NUMBER_DIGITS
    ):
        return Numbered(pair, last, _house_number(words, pair, "") or number)
    return Numbered(index, last, number)


def _number_after(words: Words, first: int, last: int) -> Numbered | None:
    """Return a name with the number after it: « devant le 22 », « au niveau du n° 30 », « 14 » alone, « chez nous au 11 ».

    Where « toute la rue » is meant, one home in it is not the place.
    """
    limit = min(len(words), last + 1 + _REACH_AFTER)
    signed = False
    whole = not _WHOLE.isdisjoint(words.forms[max(0, first - 2) : first])
    for index in range(last + 1, limit):
        if words.sentences[index] > words.sentences[last] + 1 or (index > last + 1 and _begins_place(words, index)):
            return None
        signed = signed and words.sentences[index] == words.sentences[index - 1]
        form = words.forms[index]
        pair = _joined_pair(words, index)
        number = pair or (_house_number(words, index, "") if len(form) < _POSTCODE_DIGITS or not form.isdigit() else None)
        if number is not None:
            led = words.forms[index - 1] == "au"
            next_to = words.sentences[index] == words.sentences[last] and (index == last + 1 or (led and index == last + 2))
            if signed or next_to or (led and not whole and _at_home(words, index)):
                if pair is not None:
                    return Numbered(first, index + 1, pair)
                return _stretch_after(words, index, number, first) or Numbered(
                    first, _number_end(words, index), _suffixed(words, index, number)
                )
        elif form in _NUMBER_SIGNS:
            signed = True
        elif form not in _NUMBER_LEADS and form not in STOPWORDS and form not in {"juste", "environ", "batiment", "immeuble"}:
            signed = False
    return None


def _at_home(words: Words, index: int) -> bool:
    """Return whether the number is that of a home just spoken of, « chez nous au 11 », « notre garage au 14 », and of no other street."""
    before = words.forms[max(0, index - _HOME_REACH) : index]
    following = next((form for form in words.forms[_number_end(words, index) + 1 : index + 2 + _HOME_REACH] if form not in PARTICLES), "")
    return not _HOMES.isdisjoint(before) and following not in KINDS


def _stretch_after(words: Words, index: int, number: str, first: int) -> Numbered | None:
    """Return a name with the two numbers of a stretch, of which the lower stands at ``index``."""
    link = _number_end(words, index) + 1
    end = link + 1
    while end < len(words) and words.forms[end] in _SIGNS_OF_NUMBER:
        end += 1
    if end >= len(words) or words.sentences[end] != words.sentences[index] or not _opens_stretch(words, index, link):
        return None
    high = _house_number(words, end, "")
    return (
        Numbered(first, _number_end(words, end), between=(_suffixed(words, index, number), _suffixed(words, end, high))) if high else None
    )


def _opens_stretch(words: Words, index: int, link: int) -> bool:
    """Return whether « entre » leads to the number at ``index`` and « et » from it, or « du » and « au »."""
    opener = _before_signs(words, index)
    return opener >= 0 and (words.forms[opener], words.forms[link]) in {("entre", "et"), ("du", "au"), ("des", "aux"), ("de", "a")}


def _before_signs(words: Words, index: int) -> int:
    """Return the last word before a number that is no « le », « n° »; -1 where there is none in its sentence."""
    before = index - 1
    while before >= 0 and words.forms[before] in _SIGNS_OF_NUMBER:
        before -= 1
    return before if before >= 0 and words.sentences[before] == words.sentences[index] else -1


def _begins_place(words: Words, index: int) -> bool:
    """Return whether a word is a kind of street, so that another name begins."""
    return words.forms[index] in KINDS and len(words.forms[index]) > _SHORT_KIND


def _joined_pair(words: Words, index: int) -> str | None:
    """Return the first of two numbers joined by a dash, « 12-14 », which stand for one address; None for dates and telephones."""
    if index < 0 or index + 1 >= len(words) or words.gap(index).strip() not in _PAIR_SIGNS or not words.gap(index).strip():
        return None
    low, high = words.forms[index], words.forms[index + 1]
    if not (low.isdigit() and high.isdigit()) or low.startswith("0") or not int(low) < int(high) <= int(low) + _WIDEST_PAIR:
        return None
    before = words.forms[index - 1] if index else ""
    return None if before == "le" and words.gap(index).strip() == "/" else str(int(low))


def _house_number(words: Words, index: int, suffix: str) -> str | None:
    """Return the house number written at a word; None for hours, lengths, dates, years and telephone numbers."""
    found = _NUMBER.fullmatch(words.forms[index])
    if found is None or found[1].startswith("0"):
        return None
    if found[2] and found[2] in UNITS and words.original(index)[-1].islower():
        return None
    following = words.forms[index + 1] if index + 1 < len(words) else ""
    gap = words.gap(index)
    if gap[:1] in {"%", "€", "°"} or (
        following in UNITS and not gap.strip() and not suffix and words.gap(index + 1)[:1] not in _APOSTROPHES
    ):
        return None
    after_digits = index > 0 and words.forms[index - 1].isdigit() and len(words.gap(index - 1)) == 1
    before_digits = following.isdigit() and len(gap) == 1 and gap in " .,"
    if after_digits or before_digits:
        return None
    return f"{int(found[1])} {found[2] or suffix}".strip()


def _suffixed(words: Words, index: int, number: str) -> str:
    """Return a number with the « bis » that follows it."""
    follows = _suffix_after(words, index)
    return f"{number} {words.forms[index + 1]}" if follows and " " not in number else number


def _number_end(words: Words, index: int) -> int:
    """Return the last word of a number: the « bis » or letter after it if there is one."""
    return index + 1 if _suffix_after(words, index) else index


def _suffix_after(words: Words, index: int) -> bool:
    """Return whether the word after a number is its « bis »; a letter only where it is a capital, since « 12 a » is « 12 has »."""
    if index + 1 >= len(words):
        return False
    form = words.forms[index + 1]
    return form in SUFFIXES or (bool(suffix_at(words, index + 1)) and words.original(index + 1).isupper())
