"""Names read after a kind of street or a house number: there something is named for certain, so misspellings count."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rules.forms import Form, Target
from rules.likeness import compare
from rules.name_index import NameIndex
from rules.names import DISTANT_KINDS, PARTICLES, TAKEN_FOR_ANOTHER, is_like_particle, tail_of
from rules.prose import EVERYDAY
from rules.windows import Window
from rules.words import Words

LEAST_SCORE = 0.4
OTHER_KIND = 0.64
_WAYS_TO_HAMLETS = frozenset({"chemin", "route", "chasse"})
"""« Le chemin de la Brique » may be the one that leads to the hamlet."""
_GARDEN = "square"
_OTHER_THAN_GARDEN = 0.55
"""Who says « square » seldom means a street: people are asked."""
NO_KIND = 0.93
_CONTRARY = 0.88
_FEWER_ARTICLES = 0.96
_MOST_MISSPELT = 0.97
_FEWER_PARTICLES = 0.99
_SAME_ENDING = 1.02
_CUT_SHORT = 0.85
_SURELY_LONGER = 0.8
_CERTAIN = 0.96
_NEXT = 0.02
_OTHER_KIND_MISSPELT = 0.55


class Reading(NamedTuple):
    """A name that the words may mean, the last word it takes and how surely (0 to 1)."""

    form: Form
    last: int
    score: float


def read_after(index: NameIndex, kind: str, words: Words, start: int, window: Window) -> tuple[Reading, ...]:
    """Return what the words from ``start`` on may name. ``kind`` is empty where only a number leads to them.

    A word that nothing is like is compared with many where a name is surely written: after a number, or with a capital.
    """
    unwanted = [word for word in window.words if is_like_particle(word) and not index.has_word(word)]
    if unwanted:
        fewer = _read_window(index, kind, words, start, window.without(unwanted))
        whole = _read_window(index, kind, words, start, window) if window.words[0] in unwanted else ()
        return fewer + tuple(reading for reading in whole if reading.score >= _SURELY_LONGER)
    return _read_window(index, kind, words, start, window)


def _read_window(index: NameIndex, kind: str, words: Words, start: int, window: Window) -> tuple[Reading, ...]:
    """Return what the words of a window may name."""
    if not window.words:
        return ()
    exact = tuple(_exact(index, kind, words, start, window))
    certain = [reading for reading in exact if reading.score >= _CERTAIN and (kind == reading.form.kind or not kind)]
    if certain and not window.initials:
        others = tuple(_misspelt(index, kind, words, start, window, _going_on(index, words, certain[-1], window)))
        if any(reading.score >= _SURELY_LONGER and reading.last > certain[-1].last for reading in others):
            exact = tuple(reading._replace(score=reading.score * _CUT_SHORT) for reading in exact)
        return _lowered_below_longer(exact) + others
    known = {reading.form.glued for reading in exact}
    names = () if window.words[0] in EVERYDAY else index.candidates(window.words, far=_is_surely_name(words, start, window))
    others = tuple(_misspelt(index, kind, words, start, window, [name for name in names if name not in known]))
    return _lowered_below_longer(exact) + _no_surer(others, exact)


def _lowered_below_longer(exact: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return the readings, none surer than a longer one whose words are all there: « Route Pierre » within « route Pierre Loti »."""
    last = max((reading.last for reading in exact), default=0)
    longest = max((reading.score for reading in exact if reading.last == last), default=1.0)
    return tuple(reading if reading.last == last else reading._replace(score=min(reading.score, longest - _NEXT)) for reading in exact)


def _no_surer(others: tuple[Reading, ...], exact: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return misspelt readings, none surer than a whole name that is there with another kind of street; people then choose."""
    most = max((reading.score for reading in exact), default=1.0)
    return tuple(reading._replace(score=min(reading.score, most - _NEXT)) for reading in others)


def _is_surely_name(words: Words, start: int, window: Window) -> bool:
    """Return whether a number stands before, or the first word has a capital."""
    before = words.forms[max(0, start - 4) : start]
    return words.original(window.places[0])[:1].isupper() or any(form[:1].isdigit() for form in before)


def _exact(index: NameIndex, kind: str, words: Words, start: int, window: Window) -> Iterator[Reading]:
    """Yield the names that are there letter by letter, small words apart."""
    name = ""
    for word, place in zip(window.words, window.places, strict=True):
        name += word
        for form in index.named(name):
            worth = kind_worth(kind, form) * form.worth
            if worth < LEAST_SCORE:
                continue
            fits = _particles_fit(words, start, place, form)
            if (
                fits == 1
                or window.words[0] not in EVERYDAY
                or len(form.core) > 1
                or (fits > _CONTRARY and _is_surely_name(words, start, window))
            ):
                yield Reading(form, place, worth * fits)


def _misspelt(index: NameIndex, kind: str, words: Words, start: int, window: Window, names: Iterable[str]) -> Iterator[Reading]:
    """Yield the names that are alike enough to the words of the window."""
    for name in names:
        own = index.named(name)
        alike = compare(window.words, window.initials, own[0].core, name)
        if alike.worth < LEAST_SCORE:
            continue
        last = window.places[alike.taken - 1]
        for form in own:
            fits = kind_worth(kind, form)
            score = alike.worth * form.worth * (fits if fits >= NO_KIND else min(fits, _OTHER_KIND_MISSPELT))
            if score >= LEAST_SCORE:
                yield Reading(form, last, min(_MOST_MISSPELT, score * _ending_fits(words, start, last, form)))


def _going_on(index: NameIndex, words: Words, exact: Reading, window: Window) -> tuple[str, ...]:
    """Return the longer names that may be meant where an exact one is followed by a word that is not everyday.

    Where that has a capital as well, the exact name may be a misspelt part of any: « rue de la Grade Vallée ».
    """
    following = [(word, place) for word, place in zip(window.words, window.places, strict=True) if place > exact.last]
    if not following or following[0][0] in EVERYDAY:
        return ()
    name = exact.form.glued
    longer = index.longer_than(name)
    named = words.original(following[0][1])[:1].isupper() and words.original(exact.last)[-1:].islower()
    if named:
        return tuple(dict.fromkeys((*(longer or ()), *(other for other in index.candidates(window.words) if other != name))))
    return (
        longer
        if longer is not None
        else tuple(other for other in index.candidates(window.words) if other.startswith(name) and other != name)
    )


def _particles_fit(words: Words, start: int, last: int, form: Form) -> float:
    """Return how well the small words said fit the name: « rue La Fontaine » is not Rue de la Fontaine."""
    said = words.forms[start : last + 1]
    if tail_of(said) == form.tail:
        return 1.0
    own = [word for word in said if word in PARTICLES]
    known = [word for word in form.tail.split() if word in PARTICLES]
    if own == known:
        return 1.0
    if not own:
        return _FEWER_PARTICLES
    named = words.original(start)[:1].isupper() and not words.original(last).isupper()
    rest = iter(known)
    return _FEWER_ARTICLES if not named and all(word in rest for word in own) else _CONTRARY


def _ending_fits(words: Words, start: int, last: int, form: Form) -> float:
    """Return whether a misspelt or shortened name ends in the same small words."""
    said = [word for word in words.forms[start : last + 1] if word in PARTICLES]
    known = [word for word in form.tail.split() if word in PARTICLES]
    return _SAME_ENDING if said and said == known[-len(said) :] else 1.0


def kind_worth(said: str, form: Form) -> float:
    """Return how well a kind said fits that of a name; 0 where it cannot be meant."""
    known = form.kind
    if form.target is not Target.STREET and not known:
        return NO_KIND if not said else 0.0
    if said == known or {said, known} <= DISTANT_KINDS:
        return 1.0
    if not said or not known:
        return NO_KIND
    if known in DISTANT_KINDS and said in _WAYS_TO_HAMLETS:
        return OTHER_KIND
    if said == _GARDEN:
        return _OTHER_THAN_GARDEN
    return OTHER_KIND if said in TAKEN_FOR_ANOTHER and known in TAKEN_FOR_ANOTHER else 0.0
