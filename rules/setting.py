"""Addresses that a message only carries along: below the closing, in a footer, a quotation or the town hall's own letterhead."""

import re

from rules.words import Words, word_set

_CLOSINGS = word_set("cordialement salutations respectueusement sincerement cdt cdlt courtoisement")
_AFTERWORDS = word_set("ps post scriptum nb")
_COMPANY = word_set("siret siren rcs sarl sas sasu eurl tva siege capital naf ape snc scp")
_LETTERHEAD = 80
_SIDE = 12
_TOWN_HALL_LINE = re.compile(
    r"^\s*(?:(?:monsieur|madame)[^\n]{0,12} (?:le|la) maire|mairie|h[oô]tel de ville)\b[^\n]{0,40}$", re.IGNORECASE
)
_SHOPS = word_set(
    """
    bar cafe restaurant brasserie bistrot bistro pizzeria snack hotel auberge pharmacie boulangerie boucherie charcuterie epicerie garage
    coiffure salon cabinet clinique librairie tabac presse pressing fleuriste opticien banque agence camping creperie traiteur magasin
    boutique societe entreprise sci cave caveau laverie ets etablissements
    """
)
_BETWEEN = word_set("de du des la le les l d")


def closing_of(words: Words) -> int:
    """Return the last word that closes the message (« Cordialement »); the number of words where nothing does."""
    forms = words.forms
    for index in range(len(forms) - 1, -1, -1):
        if forms[index] in _AFTERWORDS:
            break
        if forms[index] in _CLOSINGS:
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
    if words.ends[last] == end and _TOWN_HALL_LINE.match(source[begin:end]) is not None:
        return True
    before = source[source.rfind("\n", 0, max(0, begin - 1)) + 1 : max(0, begin - 1)]
    return source[begin : words.starts[first]].strip() == "" and len(before) < _LETTERHEAD and _TOWN_HALL_LINE.match(before) is not None


def names_a_shop(words: Words, first: int) -> bool:
    """Return whether the name is that of a shop or company: « bar de la Gare »."""
    at = first - 1
    while at >= 0 and words.forms[at] in _BETWEEN and words.gap(at) in {" ", "'", "’"}:
        at -= 1
    return at >= 0 and words.forms[at] in _SHOPS and words.sentences[at] == words.sentences[first] and not words.breaks[at]
