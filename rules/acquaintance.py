"""Whether two requesters are one: evidence from numbers, contacts, names and addresses; homonyms are never taken for one (S10)."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.dossier import Clue, ContactKind, Identity, Likelihood, Likeness
from rules.words import fold, folded_words, word_set

_CIVILITIES = word_set("m mr mme mlle monsieur madame mademoiselle messieurs mesdames dr docteur me maitre famille et epoux veuve vve nee")
_COMPANY_FORMS = word_set(
    "sarl sas sasu eurl sa sci snc selarl scp ei eirl earl gaec ste societe ets etablissements association asso cabinet"
)
_ROADS = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "bvd": "boulevard",
    "r": "rue",
    "pl": "place",
    "imp": "impasse",
    "all": "allee",
    "ch": "chemin",
    "chem": "chemin",
    "che": "chemin",
    "rte": "route",
    "res": "residence",
    "sq": "square",
    "lot": "lotissement",
    "st": "saint",
    "ste": "sainte",
    "gal": "general",
    "mal": "marechal",
    "dr": "docteur",
}
_ARTICLES = word_set("a au aux d de des du en l la le les")
_NUMBER = re.compile(r"\s*(\d{1,4})\s*(bis|ter|quater|[a-e])?\b(?!\d)", re.IGNORECASE)
_POSTCODE = re.compile(r"\b\d{5}\b")
_LONG = 5
"""Letters from which a name that differs by one is held for misspelt."""
_FULL = 2
"""Names that make a person's name whole: family and given."""


def likeness(asked: Identity, known: Identity) -> Likeness | None:
    """Return how much speaks for two requesters being one, None where it is not worth a look.

    The same register number, or the same mailbox or telephone under names that fit, is sure; a name and an address alone are likely at
    most, for father and son share both; a name alone says nothing. Symmetric, and linear in the length of what is compared.
    """
    clues = tuple(_clues(asked, known))
    level = None if _contradict(asked, known) else _level(frozenset(clues))
    return None if level is None else Likeness(level=level, clues=clues)


def _clues(mine: Identity, theirs: Identity) -> Iterator[Clue]:
    shared = {contact.kind for contact in {*mine.contacts} & {*theirs.contacts}}
    asked, known = mine.requester, theirs.requester
    for kind, clue in (
        (ContactKind.SIRET, Clue.SIRET),
        (ContactKind.RNA, Clue.RNA),
        (ContactKind.SIREN, Clue.SIREN),
        (ContactKind.EMAIL, Clue.EMAIL),
        (ContactKind.PHONE, Clue.PHONE),
    ):
        if kind in shared:
            yield clue
    named = compare_names(asked.name, known.name)
    if named is not None:
        yield named
    if _are_other_organisations(asked.organisation, known.organisation):
        yield Clue.OTHER_ORGANISATION
    if is_same_address(asked.address, known.address):
        yield Clue.ADDRESS


def _level(clues: frozenset[Clue]) -> Likelihood | None:
    if clues & {Clue.SIRET, Clue.RNA}:
        return Likelihood.SURE
    is_other = bool(clues & {Clue.OTHER_NAME, Clue.OTHER_ORGANISATION})
    if Clue.EMAIL in clues:
        return Likelihood.TO_CONFIRM if is_other else Likelihood.SURE
    if Clue.PHONE in clues:
        return _by_phone(clues, is_other=is_other)
    return None if is_other and Clue.SIREN not in clues else _without_contact(clues)


def _by_phone(clues: frozenset[Clue], *, is_other: bool) -> Likelihood:
    if is_other:
        return Likelihood.TO_CONFIRM
    # A telephone stands in a home or an office: without the name it may be anybody of it.
    return Likelihood.SURE if Clue.NAME in clues else Likelihood.LIKELY


def _without_contact(clues: frozenset[Clue]) -> Likelihood | None:
    if Clue.SIREN in clues or clues >= {Clue.ADDRESS, Clue.NAME}:
        return Likelihood.LIKELY
    return Likelihood.TO_CONFIRM if clues >= {Clue.ADDRESS, Clue.NAME_FITS} else None


def _contradict(mine: Identity, theirs: Identity) -> bool:
    """Whether both give a number of the same register, and none the same: two bodies, whatever else they share."""
    for kind in (ContactKind.SIRET, ContactKind.RNA):
        one, other = ({contact for contact in each.contacts if contact.kind is kind} for each in (mine, theirs))
        if one and other and not one & other:
            return True
    return False


def compare_names(one: str | None, other: str | None) -> Clue | None:
    """Return whether two names are the same, fit or are others; None where one is not given. Civilities and order do not count."""
    mine, theirs = _names(one or ""), _names(other or "")
    if not mine or not theirs:
        return None
    shorter, longer = sorted((mine, theirs), key=len)
    pairs = _paired(shorter, longer)
    if pairs is None:
        return Clue.OTHER_NAME
    is_whole = len(shorter) >= _FULL and len(shorter) == len(longer)
    return Clue.NAME if is_whole and all(a == b for a, b in pairs) else Clue.NAME_FITS


def _paired(shorter: tuple[str, ...], longer: tuple[str, ...]) -> tuple[tuple[str, str], ...] | None:
    """Return each name of the shorter one beside the one of the longer it is, or stands for; None where one is none of them."""
    left = list(longer)
    pairs: list[tuple[str, str]] = []
    for name in sorted(shorter, key=len, reverse=True):
        found = next((each for each in left if each == name), None) or next((each for each in left if _stands_for(name, each)), None)
        if found is None:
            return None
        left.remove(found)
        pairs.append((name, found))
    # Initials alone name nobody.
    return tuple(pairs) if any(len(name) > 1 and len(each) > 1 for name, each in pairs) else None


def _stands_for(name: str, other: str) -> bool:
    """Whether one name is the other's initial, or the other with one letter wrong."""
    if min(len(name), len(other)) == 1:
        return name[0] == other[0]
    return min(len(name), len(other)) >= _LONG and OSA.distance(name, other, score_cutoff=1) <= 1


@lru_cache(maxsize=4096)
def _names(written: str) -> tuple[str, ...]:
    """Return the names in a name, folded, each once; civilities are none."""
    return tuple(dict.fromkeys(word for word in folded_words(written.replace("-", " ")) if word not in _CIVILITIES))


def _are_other_organisations(one: str | None, other: str | None) -> bool:
    """Whether two requesters write for different organisations, or one of them for none."""
    if one is None and other is None:
        return False
    mine, theirs = _organisation(one or ""), _organisation(other or "")
    return not (mine and theirs and (mine <= theirs or theirs <= mine))


def _organisation(written: str) -> frozenset[str]:
    return frozenset(folded_words(written)) - _COMPANY_FORMS - _ARTICLES


def is_same_address(one: str | None, other: str | None) -> bool:
    """Whether two postal addresses are one: number and street alike, and no other postcode. Abbreviations and articles do not count."""
    mine, theirs = _address(one or ""), _address(other or "")
    if mine is None or theirs is None:
        return False
    (my_number, my_street, my_postcode), (number, street, postcode) = mine, theirs
    if my_number != number or (my_postcode and postcode and my_postcode != postcode):
        return False
    shorter, longer = sorted((my_street, street), key=len)
    return bool(shorter) and set(shorter) <= set(longer)


@lru_cache(maxsize=4096)
def _address(written: str) -> tuple[str, tuple[str, ...], str] | None:
    """Return number, the words of the street and the postcode; None for an address without a number, which is half a town's."""
    found = _NUMBER.match(written)
    if found is None:
        return None
    rest = written[found.end() :]
    postcode = _POSTCODE.search(rest)
    street = rest[: postcode.start()] if postcode else rest
    words = tuple(_ROADS.get(word, word) for word in folded_words(street) if word not in _ARTICLES)
    return fold("".join(part or "" for part in found.groups())), words, postcode.group() if postcode else ""
