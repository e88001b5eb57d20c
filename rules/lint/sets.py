"""Conditions as sets: which of two holds wherever the other does, which never hold together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from domain.place import Parity
from domain.ruleset import InSeason, OnStreet, ReceivedDuring, Weekday, YearDay

WORDS, ALL_WORDS, NO_WORDS = "words", "all words", "no words"
SUBJECT, SECTOR, STREET, ATTACHMENT = "subject", "sector", "street", "attachment"
MOMENT = "moment"
"""Times are compared by what they are: all of a kind have one key."""
SINGLE = frozenset((SUBJECT, SECTOR, "owner", "channel", "requester", "sender", "outside", "open"))
"""Dimensions in which a message has one value at most: asking for two of them at once is a contradiction."""

_MINUTES = 24 * 60
_LEAP_YEAR = 2024
_YEAR = 366
_HIGHEST = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A leaf as a set: it holds when the message has one of ``keys`` in this dimension (all of them for words that must all be there).

    ``leaf`` is kept where the keys do not say all of it: house numbers, hours, seasons.
    """

    dimension: str
    keys: frozenset[str]
    leaf: OnStreet | ReceivedDuring | InSeason | None = None


def includes(one: Atom, other: Atom) -> bool:
    """Return whether a message that has what ``one`` asks surely has what ``other`` asks."""
    compared = _INCLUDES.get((one.dimension, other.dimension))
    if compared is not None:
        return compared(one, other)
    return one.dimension == other.dimension and bool(one.keys) and one.keys <= other.keys


def are_disjoint(one: Atom, other: Atom) -> bool:
    """Return whether no message has what both ask."""
    if one.dimension == other.dimension:
        if one.dimension == MOMENT:
            return _never_together(one, other)
        return one.dimension in SINGLE and bool(one.keys) and bool(other.keys) and one.keys.isdisjoint(other.keys)
    if NO_WORDS not in {one.dimension, other.dimension}:
        return False
    missing, asked = (one, other) if one.dimension == NO_WORDS else (other, one)
    if asked.dimension == ALL_WORDS:
        return any(_is_within_one(word, missing.keys) for word in asked.keys)
    return asked.dimension == WORDS and all(_is_within_one(word, missing.keys) for word in asked.keys)


def is_within(narrow: str, wide: str) -> bool:
    """Return whether a message with one word or phrase has the other too: « bassin vide » has « bassin », and « bassi* »."""
    if narrow == wide:
        return True
    if not narrow or not wide:
        return False
    if wide.endswith("*"):
        return f" {wide[:-1]}" in f" {narrow.removesuffix('*')}"
    # The last word of « bassin vi* » may be any; those before it are there.
    return f" {wide} " in f" {narrow.rpartition(' ')[0] if narrow.endswith('*') else narrow} "


def wider(dimension: str, key: str, beginnings: Iterable[int]) -> Iterator[str]:
    """Yield the keys of what a key may be within; ``beginnings`` are the lengths of those that end in a star."""
    yield key
    if dimension == ATTACHMENT:
        yield from {f"{key.partition('/')[0]}/*", "*"} - {key}
    if dimension != WORDS:
        return
    words = key.split(" ")
    for first in range(len(words)):
        rest = " ".join(words[first:])
        yield from (found for last in range(first + 1, len(words) + 1) if (found := " ".join(words[first:last])) != key)
        yield from (found for length in beginnings if length <= len(rest) and (found := f"{rest[:length]}*") != key)


def _is_within_one(word: str, words: frozenset[str]) -> bool:
    return word in words or any(is_within(word, one) for one in words)


def _each_is_within_one(one: Atom, other: Atom) -> bool:
    return bool(one.keys) and all(_is_within_one(word, other.keys) for word in one.keys)


def _all_of_one_word(one: Atom, other: Atom) -> bool:
    """Return whether one of several words is all of others: only where there is one."""
    return len(one.keys) == 1 and all(is_within(word, wide) for word in one.keys for wide in other.keys)


def _types_within(one: Atom, other: Atom) -> bool:
    return all(any(wide in {kind, "*", f"{kind.partition('/')[0]}/*"} for wide in other.keys) for kind in one.keys)


def _streets_within(one: Atom, other: Atom) -> bool:
    if not isinstance(one.leaf, OnStreet) or not isinstance(other.leaf, OnStreet) or not one.keys or not one.keys <= other.keys:
        return False
    inner, outer = one.leaf, other.leaf
    if outer.low is None and outer.high is None and outer.parity is Parity.ALL:
        return True
    if inner.low is None and inner.high is None and inner.parity is Parity.ALL:
        # A place without a number is in no range.
        return False
    same_side = outer.parity in {Parity.ALL, inner.parity}
    return same_side and (outer.low or 0) <= (inner.low or 0) and _top(inner) <= _top(outer)


def _top(leaf: OnStreet) -> int:
    return _HIGHEST if leaf.high is None else leaf.high


def _moments_within(one: Atom, other: Atom) -> bool:
    match one.leaf, other.leaf:
        case (ReceivedDuring() as inner, ReceivedDuring() as outer):
            return _hours(inner) <= _hours(outer) and set(inner.days) <= set(outer.days)
        case (InSeason() as inner, InSeason() as outer):
            return _days(inner) <= _days(outer)
        case _:
            return False


def _never_together(one: Atom, other: Atom) -> bool:
    match one.leaf, other.leaf:
        case (InSeason() as first, InSeason() as second):
            return _days(first).isdisjoint(_days(second))
        case (ReceivedDuring() as first, ReceivedDuring() as second):
            named = {*first.days, *second.days}
            apart = set(first.days).isdisjoint(second.days) and Weekday.HOLIDAY not in named
            hours, others = _hours(first), _hours(second)
            # Hours of one may fall on the days of the other.
            return apart and hours.isdisjoint(others) and not (hours and second.days) and not (others and first.days)
        case _:
            return False


@lru_cache(maxsize=1 << 10)
def _hours(leaf: ReceivedDuring) -> frozenset[int]:
    """Return the minutes of the day that a leaf names."""
    if leaf.start is None or leaf.end is None:
        return frozenset()
    start, end = _minute(leaf.start), _minute(leaf.end)
    return frozenset(range(start, end)) if start <= end else frozenset((*range(start, _MINUTES), *range(end)))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


@lru_cache(maxsize=1 << 10)
def _days(leaf: InSeason) -> frozenset[int]:
    """Return the days of the year that a leaf names; none where it names one that does not exist."""
    first, last = _day(leaf.first_day), _day(leaf.last_day)
    if first is None or last is None:
        return frozenset()
    return frozenset(range(first, last + 1)) if first <= last else frozenset((*range(first, _YEAR + 1), *range(1, last + 1)))


def _day(day: YearDay) -> int | None:
    try:
        return date(_LEAP_YEAR, day.month, day.day).timetuple().tm_yday
    except ValueError:
        return None


_INCLUDES: Mapping[tuple[str, str], Callable[[Atom, Atom], bool]] = {
    (WORDS, WORDS): _each_is_within_one,
    (WORDS, ALL_WORDS): _all_of_one_word,
    (ALL_WORDS, WORDS): lambda one, other: any(_is_within_one(word, other.keys) for word in one.keys),
    (ALL_WORDS, ALL_WORDS): lambda one, other: all(any(is_within(word, wide) for word in one.keys) for wide in other.keys),
    # Where a word is missing, so is every phrase with it.
    (NO_WORDS, NO_WORDS): lambda one, other: all(_is_within_one(word, one.keys) for word in other.keys),
    (ATTACHMENT, ATTACHMENT): _types_within,
    (STREET, STREET): _streets_within,
    (MOMENT, MOMENT): _moments_within,
}
"""How two dimensions are compared; others by their keys."""
