"""One house number read at a word of a text: « 12 », « 12 bis », « 12-14 »; never an hour, a length, a date or a telephone."""

import re
from typing import NamedTuple

from rules.names import KINDS
from rules.prose import SUFFIXES, UNITS
from rules.scanned import figures
from rules.windows import suffix_at
from rules.words import Words, word_set

_NUMBER = re.compile(r"(\d{1,5})(bis|ter|quater|[a-z])?")
_ENDS = frozenset({".", ",", "\n", ")", "!", ";", ":"})
_APOSTROPHES = frozenset("'’")
_PAIR_SIGNS = frozenset("-/–")
SIGNS_OF_NUMBER = word_set("le les n no num numero numeros")
_LITTLE_WORDS = frozenset({"a", "c", "d", "j", "t"})
"""Letters that are words as well: « 12 a » is « 12 has », « c » is « c'est »."""
_SIGNS = word_set("n no num numero")
_THINGS = word_set(
    """
    lampadaire candelabre reverbere luminaire lumineux foyer poteau mat support armoire coffret borne bus ligne car arret point bac
    conteneur horodateur regard bouche hydrant reference dossier demande fiche
    """
)
_OTHER_THINGS = _THINGS | word_set(
    """
    appartement appt apt chambre studio lot box bureau salle classe parcelle section facture contrat compte client compteur permis arrete
    deliberation decision courrier lettre avis titre quittance carte badge sortie quai piquet tombe concession casier table tournee
    ticket siege equipe poteaux candelabres lampadaires
    """
)
"""Things that have numbers of their own, whatever their length, where no street's name follows."""
NUMBER_DIGITS = 3
POSTCODE_DIGITS = 5
_LONGEST_MISREAD = 4
_WIDEST_PAIR = 40


class Numbered(NamedTuple):
    """A street's name with its house number or, in ``between``, the two numbers of a stretch (« entre le 12 et le 20 »)."""

    first: int
    last: int
    number: str | None = None
    between: tuple[str, str] | None = None


def joined_pair(words: Words, index: int) -> str | None:
    """Return the first of two numbers joined by a dash, « 12-14 », which stand for one address; None for dates and telephones."""
    if index < 0 or index + 1 >= len(words) or words.gap(index).strip() not in _PAIR_SIGNS or not words.gap(index).strip():
        return None
    low, high = words.forms[index], words.forms[index + 1]
    if not (low.isdigit() and high.isdigit()) or low.startswith("0") or not int(low) < int(high) <= int(low) + _WIDEST_PAIR:
        return None
    before = words.forms[index - 1] if index else ""
    return None if before == "le" and words.gap(index).strip() == "/" else str(int(low))


def house_number(words: Words, index: int, suffix: str, name_at: int | None = None) -> str | None:
    """Return the house number written at a word; None for hours, lengths, dates, years and telephone numbers.

    ``name_at`` is where a name begins before which it stands: « 28 l hôtel Corbet » are no litres.
    """
    form = words.forms[index]
    if not form.isdigit() and len(form) <= _LONGEST_MISREAD and _may_be_misread(words, index, name_at):
        form = figures(words.original(index)) or form
    found = _NUMBER.fullmatch(form)
    if found is None or found[1].startswith("0"):
        return None
    if found[2] and found[2] in UNITS and words.original(index)[-1].islower() and not _is_before_street(words, index, name_at):
        return None
    following = words.forms[index + 1] if index + 1 < len(words) else ""
    gap = words.gap(index)
    if gap[:1] in {"%", "€", "°"} or (following in UNITS and not gap.strip() and not suffix and not _is_article(words, index + 1, name_at)):
        return None
    after_digits = index > 0 and words.forms[index - 1].isdigit() and len(words.gap(index - 1)) == 1 and not _is_signed(words, index - 1)
    before_digits = following.isdigit() and len(gap) == 1 and gap in " .,"
    if after_digits or before_digits:
        return None
    return f"{int(found[1])} {found[2] or suffix}".strip()


def _is_signed(words: Words, index: int) -> bool:
    """Return whether « n° » stands right before a number."""
    return index > 0 and words.forms[index - 1] in _SIGNS and words.sentences[index - 1] == words.sentences[index]


def is_of_a_thing(words: Words, index: int) -> bool:
    """Return whether a long number is that of a thing, « lampadaire n° 4521 rue Thiers »."""
    is_long = len(words.forms[index]) >= NUMBER_DIGITS and words.forms[index].isdigit()
    return is_long and _is_signed(words, index) and index > 1 and words.forms[index - 2] in _THINGS


def _may_be_misread(words: Words, index: int, name_at: int | None) -> bool:
    """Return whether letters in a word may be misread figures: « 1O », « l2 » before a street; « 3l » only right before its kind."""
    written = words.original(index)
    is_measure = written[-1] == "l" and written[0].isdigit()
    return name_at is not None and (not is_measure or _is_before_street(words, index, name_at))


def is_numbered_thing(words: Words, index: int) -> bool:
    """Return whether a number is that of a thing or paper, « lampadaire n° 12 », « mon dossier numéro 7 », no street's name following."""
    return _is_signed(words, index) and index > 1 and words.forms[index - 2] in _OTHER_THINGS


def _is_before_street(words: Words, index: int, name_at: int | None) -> bool:
    """Return whether « 6e » right before a kind of street is number 6 E: « au 6e route de la Pierre », but « la 2e rue »."""
    is_led = not index or words.forms[index - 1] in {"du", "au", "le", "n", "devant"}
    return name_at == index + 1 and words.forms[name_at] in KINDS and is_led


def _is_article(words: Words, index: int, name_at: int | None) -> bool:
    """Return whether a letter that may be a unit leads to a name: « l'église », « L Hôtel »."""
    return words.gap(index)[:1] in _APOSTROPHES or (words.forms[index] == "l" and index + 1 == name_at)


def suffixed(words: Words, index: int, number: str) -> str:
    """Return a number with the « bis » that follows it."""
    follows = _suffix_after(words, index)
    return f"{number} {words.forms[index + 1]}" if follows and " " not in number else number


def number_end(words: Words, index: int) -> int:
    """Return the last word of a number: the « bis » or letter after it if there is one."""
    return index + 1 if _suffix_after(words, index) else index


def _suffix_after(words: Words, index: int) -> bool:
    """Return whether the word after a number is its « bis » or letter; a small « a » only where it ends, since « 12 a » is « 12 has »."""
    if index + 1 >= len(words):
        return False
    form = words.forms[index + 1]
    if form in SUFFIXES:
        return True
    is_ended = index + 2 == len(words) or words.gap(index + 1).lstrip(" ")[:1] in _ENDS
    return bool(suffix_at(words, index + 1)) and (words.original(index + 1).isupper() or is_ended or form not in _LITTLE_WORDS)


def before_signs(words: Words, index: int) -> int:
    """Return the last word before a number that is no « le », « n° »; -1 where there is none in its sentence."""
    before = index - 1
    while before >= 0 and words.forms[before] in SIGNS_OF_NUMBER:
        before -= 1
    return before if before >= 0 and words.sentences[before] == words.sentences[index] else -1


def opens_stretch(words: Words, index: int, link: int) -> bool:
    """Return whether « entre » leads to the number at ``index`` and « et » from it, or « du » and « au »."""
    opener = before_signs(words, index)
    return opener >= 0 and (words.forms[opener], words.forms[link]) in {("entre", "et"), ("du", "au"), ("des", "aux"), ("de", "a")}
