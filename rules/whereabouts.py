"""Words that say only where something is: « devant l'école », « à côté des conteneurs », « en face du gymnase »."""

from collections.abc import Set

from rules.words import Words, word_set

_ALONE = word_set("devant dvt derriere contre")
"""Lead to a thing by themselves."""
_AFTER = word_set("en a au d l")
_JOINED = word_set("face cote proximite hauteur niveau pied coin")
"""Lead to a thing after one word and before another: « en face de », « au niveau du »."""
_LEADING = _ALONE | _JOINED | {"pres"}
_OPENING = word_set("de du des d a au")
_SMALL = word_set("a de du des d l la le les un une mon ma mes notre nos votre vos leur leurs son sa ses au aux cette ce ces")
_OF = word_set("a de du des d")
_MOST = 3
"""Words of the thing: « devant la salle des fêtes », « les conteneurs à verre »."""


def whereabouts(words: Words) -> Set[int]:
    """Return the words of the things that something else is said to be by."""
    forms = words.forms
    found: set[int] = set()
    for index in [at for at, form in enumerate(forms) if form in _LEADING]:
        if _leads(forms, index, forms[index]):
            found.update(_thing(words, index))
    return found


def _leads(forms: tuple[str, ...], index: int, form: str) -> bool:
    """Return whether a word leads to where something is."""
    if form in _ALONE:
        return True
    if form == "pres":
        return forms[index + 1 : index + 2] in (("de",), ("du",), ("des",), ("d",))
    is_joined = form in _JOINED and index > 0 and forms[index - 1] in _AFTER
    return is_joined and not _OPENING.isdisjoint(forms[index + 1 : index + 2])


def _thing(words: Words, index: int) -> Set[int]:
    """Return the words of the thing after a word that leads to it: a noun, and what « de » and « à » join to it."""
    forms, found = words.forms, set[int]()
    for after in range(index + 1, len(forms)):
        if words.sentences[after] != words.sentences[index] or words.breaks[after - 1] or len(found) == _MOST:
            break
        if forms[after] in _SMALL:
            continue
        if found and forms[after - 1] not in _OF:
            break
        found.add(after)
    return found
