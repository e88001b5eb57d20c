"""How alike the words said and the words of a name are: misspelt, shortened, with initials, in another order."""

from collections.abc import Sequence, Set
from typing import NamedTuple

from rules.given_names import GIVEN_NAMES
from rules.names import MONTHS, TITLES
from rules.near_words import allowed, edits
from rules.words import STOPWORDS, word_set

_LEAST_EDIT = 0.05
_SHARE_OF_EDIT = 0.5
_SAME = 1.0
_INITIALS = 0.96
_PERSON_SHORTENED = 0.9
_WITHOUT_YEAR = 0.97
_BEGUN = 0.62
_ENDED = 0.55
_EXTRA = 0.9
_OTHER_ORDER = 0.95
_FEW_LETTERS = 4
_MANY_LETTERS = 7
_ABBREVIATION = 2
_SHORT = 5
_LONG = 10
_ONE_AND_A_HALF = 1.5
_TWO_EDITS = 0.58
"""What two wrong letters leave of a name of one word: such a name is proposed, and people are asked."""
_SHORT_AND_WRONG = 0.5
"""Worth of a name of four letters with a wrong one: too little to be believed unasked."""
_SHORTENED_AND_WRONG = 0.6
"""Worth of a name of which words were left out and others are misspelt: « rue Lavri » for Rue du Général-Lanri."""
_SKIPPED = TITLES | GIVEN_NAMES
_WRITTEN_OUT = TITLES | word_set("saint sainte saints saintes notre dame")
"""Words that abbreviations are written out to: what stands there is meant, and no name that sounds like it."""


class Likeness(NamedTuple):
    """How alike (0 to 1) and how many of the words said this takes."""

    worth: float
    taken: int


UNLIKE = Likeness(0.0, 0)


def compare(said: Sequence[str], initials: str, core: Sequence[str], glued: str) -> Likeness:
    """Return how alike the beginning of what was said is to a name. ``initials`` are single letters said before the words."""
    whole = _as_one(said, core, glued)
    return whole if whole.worth >= _PERSON_SHORTENED else max(whole, _in_turn(said, initials, core), _in_other_order(said, core))


def _as_one(said: Sequence[str], core: Sequence[str], glued: str) -> Likeness:
    """Compare all words written as one, so that words parted or joined do not count."""
    best = UNLIKE
    for taken in (len(core), len(core) + 1, len(core) - 1):
        if not 0 < taken <= len(said):
            continue
        one = "".join(said[:taken])
        limit = allowed(len(glued)) if taken == len(core) else min(1.0, allowed(len(glued)))
        if abs(len(one) - len(glued)) > limit + 1 or numbers_of(said[:taken]) != numbers_of(core):
            continue
        if taken > len(core) and said[taken - 1] in STOPWORDS:
            continue
        fit = _words_fit(said, core) if taken == len(core) else 1.0
        away = edits(one, glued, limit) if fit else limit + 1
        if away <= limit:
            best = max(best, Likeness(_worth(away, len(glued)) * fit, taken))
    return best


def _words_fit(said: Sequence[str], core: Sequence[str]) -> float:
    """Return how well each word said may stand for the word of the name: « général Leblanc » is not « général Leclerc »."""
    worth = 1.0
    for one, known in zip(said, core, strict=False):
        if one != known:
            away = edits(one, known, _most(one, known))
            if away > _most(one, known):
                return 0.0
            if away > allowed(len(known)) and len(core) > 1:
                worth = _TWO_EDITS
    return worth


def _most(one: str, known: str) -> float:
    """Return how many edits a word within a longer name may have: one more for a short one that begins alike."""
    return allowed(len(known)) + (len(known) <= _SHORT and one[:1] == known[:1])


def _in_turn(said: Sequence[str], initials: str, core: Sequence[str]) -> Likeness:
    """Compare word by word in order; words of the name may be left out, which costs by what they are."""
    start = 1 if len(said) > 1 and len("".join(core)) >= _FEW_LETTERS and said[0] in _SKIPPED and said[0] not in core else 0
    total, position, taken, letters = 0.0, 0, start, 0
    dropped: list[str] = []
    for one in said[start:]:
        found = next(((at, away) for at in range(position, len(core)) if (away := _away(one, core[at])) is not None), None)
        if found is None:
            break
        dropped.extend(core[position : found[0]])
        total += found[1]
        letters += len(core[found[0]])
        position, taken = found[0] + 1, taken + 1
    rest = core[position:]
    if start and len(core) == 1 and total:
        return UNLIKE  # a person's first name and another name than this: « Alphonse Allais » is no « Palais »
    if taken == start or letters < _FEW_LETTERS or (not dropped and not rest and not start):
        return UNLIKE if start or dropped or rest or taken == 0 else Likeness(_worth(total, letters), taken)
    if all(word.isdigit() for word in said[start:taken]):
        return UNLIKE
    shortened = _worth_of_less(dropped, rest, initials, taken - start, letters, MONTHS.intersection(core))
    wrong = _SHORTENED_AND_WRONG if total >= 1 and shortened < _WITHOUT_YEAR else 1.0
    return Likeness(_worth(total, letters) * shortened * wrong * (_EXTRA if start else 1.0), taken)


def _away(one: str, known: str) -> float | None:
    """Return the edits between a word said and one of the name, if it may stand for it; a title may be cut short."""
    if one == known:
        return 0.0
    if one.isdigit() or known.isdigit() or one in _WRITTEN_OUT:
        return None
    if known in TITLES and len(one) >= _ABBREVIATION and known.startswith(one):
        return 0.0
    limit = allowed(len(known))
    away = edits(one, known, limit)
    return away if away <= limit else None


def _worth_of_less(dropped: Sequence[str], rest: Sequence[str], initials: str, words: int, letters: int, months: Set[str]) -> float:
    """Return what a name is worth without some of its words."""
    worth = _SAME
    if rest:
        is_date = bool(months) and rest[0].isdigit() and len(rest) == 1
        worth *= _WITHOUT_YEAR if is_date else _BEGUN if words > 1 or letters >= _MANY_LETTERS else _ENDED
    if dropped:
        if initials:
            fits = "".join(word[0] for word in dropped if word not in TITLES).endswith(initials)
            return worth * _INITIALS if fits else 0.0
        worth *= _PERSON_SHORTENED if all(word in _SKIPPED for word in dropped) else _ENDED
    return worth


def _in_other_order(said: Sequence[str], core: Sequence[str]) -> Likeness:
    """Compare the same words in another order: « rue Ferry Jules »."""
    size = len(core)
    if 1 < size <= len(said) and sorted(said[:size]) == sorted(core) and not MONTHS.intersection(core):
        return Likeness(_OTHER_ORDER, size)
    return UNLIKE


def numbers_of(words: Sequence[str]) -> list[str]:
    """Return the numbers among the words of a name: « 8 mai » is never a misspelt « 11 novembre »."""
    return [word for word in words if word.isdigit()]


def _worth(away: float, letters: int) -> float:
    """Return what a name is worth so many edits away."""
    if letters < _SHORT and away >= 1:
        return _SHORT_AND_WRONG
    worth = 1.0 - away * max(_LEAST_EDIT, _SHARE_OF_EDIT / max(letters, 1))
    return worth * _TWO_EDITS if away > _ONE_AND_A_HALF and letters < _LONG else worth
