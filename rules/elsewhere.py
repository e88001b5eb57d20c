"""Other towns that a message names: what lies in one of them, said before or behind the town's name."""

import re
from bisect import bisect_left
from collections.abc import Sequence, Set

from domain.place import Places
from rules.forms import Target
from rules.landmark_names import LANDMARK_KINDS
from rules.mentions import Mention
from rules.names import PARTICLES
from rules.roles import Role, is_passed_by
from rules.words import Words, read_words, word_set

_NEXT = 6
_REACH = 3
_TO_A_COMMUNE = frozenset({"a", "sur", "commune", "de", "la", "en", "dans", "bourg", "du", "au"})
"""Words between a street and the other town it lies in; « rue Carnot, je rentre de Brix » names none."""
_OF_A_COMMUNE = frozenset({"de", "d", "du", "des", "la", "le", "les", "l", "commune", "ville"})
"""Words between a place of interest and its town: « le cimetière de la commune de Brix »."""
_IN_A_COMMUNE = frozenset({"a", "au", "aux", "sur"})
_FROM = frozenset({"de", "du", "depuis", "des"})
"""« Le car de l'école à Brix » leads from one to the other."""
_POSTCODE_NEAR = 8
_POSTCODE_REACH = 60
_INTO_A_COMMUNE = frozenset({"a", "sur", "commune", "entree", "sortie", "bourg", "centre", "village"})
_TOWNS = frozenset({"commune", "ville", "bourg", "village"})
_ARTICLES = frozenset({"l", "la", "le", "les"})
_OF = frozenset({"de", "d", "du", "des"})
_BEFORE_NAME = _ARTICLES | _OF | _TOWNS
_UNLIKE_HERE = word_set("comme que qu contrairement ainsi")
"""« Comme à Brix, rue Carnot » compares."""
_GOING_ON = (
    PARTICLES
    | _TOWNS
    | word_set("dans devant face pres derriere cote niveau hauteur droit angle coin centre entree sortie rue place n numero")
) - {"et"}
"""Words by which a message goes on from a town to what lies there: « à Brix, dans le bourg, devant la boulangerie »."""
_LONGEST_WAY = 8
_PUBLIC = LANDMARK_KINDS | word_set("mairie gare poste bourg place monument dechetterie decheterie boulangerie caserne gendarmerie hopital")
"""What every town has: « le stade de Brix » lies in Brix."""
_POSTCODE = re.compile(r"\b(\d{5})\s+([A-ZÉÈ][\w'’-]+(?:[ -][A-ZÉÈa-z][\w'’-]+){0,3})")
_CLAUSE_ENDS = frozenset(",;:")


def is_locative(mention: Mention) -> bool:
    """Return whether « à », « sur », « de la commune de » leads to a commune, or what every town has: « le stade de Brix »."""
    words, first = mention.words, mention.naming.first
    before = words.forms[max(0, first - 3) : first]
    if mention.role in {Role.HOME, Role.PASSING}:
        return False
    return bool(_INTO_A_COMMUNE & set(before)) or _is_of_public(words, first)


def commune_of(places: Places, mention: Mention, mentions: Sequence[Mention]) -> str | None:
    """Return the other commune that a street or a place of interest is said to lie in; None where none is.

    ``mentions`` are all of its part, in order.
    """
    at = bisect_left(mentions, mention.start, key=_start)
    others = [one for one in mentions[at:][:_NEXT] if one.naming.form.target is Target.COMMUNE and one.naming.first > mention.end]
    behind = next((one for one in others if _leads_to(mention, one)), None)
    before = next((one for one in reversed(mentions[max(0, at - _NEXT) : at]) if one.naming.form.target is Target.COMMUNE), None)
    named = behind or (before if before is not None and _leads_from(before, mention) else None)
    if named is not None:
        return places.neighbours[named.naming.form.entry].name
    said = postcode_after(mention) if mention.naming.form.target is Target.STREET else None
    is_other = said is not None and said[1] != places.postcode and not names_town(said[2], places.town_name)
    return said[2] if said is not None and is_other else None


def postcode_after(mention: Mention) -> re.Match[str] | None:
    """Return the postcode and town written right after a mention."""
    end = mention.words.ends[mention.end]
    found = _POSTCODE.search(mention.words.source[end : end + _POSTCODE_REACH])
    return found if found is not None and found.start() < _POSTCODE_NEAR else None


def names_town(text: str, town: str) -> bool:
    """Return whether words after a postcode name the town itself."""
    return read_words(text).joined.strip().startswith(read_words(town).joined.strip()[:5])


def _leads_to(mention: Mention, commune: Mention) -> bool:
    """Return whether small words lead from a place to the commune it lies in: « à Yvetot-Bocage », « 50260 Négreville »."""
    words = mention.words
    between = words.forms[mention.end + 1 : commune.naming.first]
    if words.sentences[commune.naming.first] != words.sentences[mention.end] or len(between) > _REACH:
        return False
    if mention.naming.form.target is Target.STREET:
        return all(form in _TO_A_COMMUNE or form.isdigit() for form in between)
    if bool(between) and _OF_A_COMMUNE.issuperset(between):
        return words.gap(mention.end).strip(" ") == ""
    return bool(between) and _is_into(between) and _before(words, mention.naming.first) not in _FROM


def _is_into(between: Sequence[str]) -> bool:
    """Return whether words lead into a commune: « à », « sur la commune de »."""
    return between[0] in _IN_A_COMMUNE and _OF_A_COMMUNE.issuperset(between[1:])


def _leads_from(commune: Mention, mention: Mention) -> bool:
    """Return whether a message goes on from a commune to a place that lies there: « à Brix, rue Thiers », « Brix : le stade »."""
    words, first = commune.words, commune.naming.first
    later = words.sentences[mention.start] - words.sentences[first]
    if later > _is_heading(words, commune.naming.last) or commune.role in {Role.HOME, Role.PASSING, Role.DENIED, Role.SIGNED}:
        return False
    lead = _begin(words, first, _BEFORE_NAME)
    is_into = _follows_in_sentence(words, lead) and words.forms[lead - 1] in _IN_A_COMMUNE
    opens = lead - 1 if is_into else lead
    is_first = not _follows_in_sentence(words, opens)
    if not is_first and words.forms[opens - 1] in _UNLIKE_HERE:
        return False
    if not (is_into or (is_first and _ends_clause(words, commune.naming.last))):
        return False
    between = range(commune.naming.last + 1, mention.start)
    if len(between) <= _LONGEST_WAY and all(words.forms[at] in _GOING_ON for at in between):
        return True
    # « À Brix, un lampadaire est cassé rue Thiers. »
    return is_first and _ends_clause(words, commune.naming.last) and not any(_ends_clause(words, at) for at in between)


def _is_heading(words: Words, last: int) -> bool:
    """Return whether a colon after a commune makes it the heading of what follows: « Brix : un trou rue Thiers »."""
    return words.gap(last).strip()[:1] == ":"


def _ends_clause(words: Words, index: int) -> bool:
    return not _CLAUSE_ENDS.isdisjoint(words.gap(index))


def _begin(words: Words, first: int, passed: Set[str]) -> int:
    """Return the first of the small words that lead to a word in its sentence; the word itself where none does."""
    at = first
    while _follows_in_sentence(words, at) and words.forms[at - 1] in passed:
        at -= 1
    return at


def _before(words: Words, first: int) -> str:
    """Return the last word of the same sentence before a word, articles apart; empty where there is none."""
    at = _begin(words, first, _ARTICLES)
    return words.forms[at - 1] if _follows_in_sentence(words, at) else ""


def _follows_in_sentence(words: Words, index: int) -> bool:
    """Return whether a word stands before another in the same sentence."""
    return index > 0 and words.sentences[index - 1] == words.sentences[index]


def _is_of_public(words: Words, first: int) -> bool:
    """Return whether « de » leads to a commune from what every town has, and nobody only goes there: « le stade de Brix »."""
    noun = _begin(words, first, _OF) - 1
    if noun < 0 or noun == first - 1 or words.forms[noun] not in _PUBLIC or words.sentences[noun] != words.sentences[first]:
        return False
    return not is_passed_by(words, noun)


def _start(mention: Mention) -> int:
    return mention.start
