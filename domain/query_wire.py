"""Queries as JSON: written for the database, programs and the command line, and read again with all that does not fit. Pure.

``{"all": [{"subject": ["VOI-*"]}, {"none": [{"state": ["closed"]}]}, {"received": {"last": 30}}, {"words": "nid de poule"}]}``
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import category

from domain.errors import CitoyenError
from domain.inbound import Channel
from domain.query import (
    ANY_OPEN,
    ANY_OVER,
    DEEPEST,
    LONGEST,
    MOST_CRITERIA,
    MOST_DAYS,
    MOST_VALUES,
    NOBODY,
    Answer,
    Around,
    Between,
    Choice,
    Contact,
    Criterion,
    Group,
    Join,
    Lateness,
    Moment,
    OneOf,
    Phrase,
    Says,
    Way,
)
from domain.request import Closure, Status

FROM, TO = "from", "to"
VALUES: Mapping[Choice, tuple[str, ...]] = {
    Choice.CHANNEL: tuple(Channel),
    Choice.STATE: (ANY_OPEN, ANY_OVER, *Status),
    Choice.CLOSURE: tuple(Closure),
    Choice.PRIORITY: ("1", "2", "3", "4"),
    Choice.LATENESS: tuple(Lateness),
    Choice.ANSWER: tuple(Answer),
    Choice.CONTACT: tuple(Contact),
}
"""Values of choices that are the same in every town."""
EMPTY_MEANS = frozenset({Choice.AGENT, Choice.SECTOR, Choice.STREET})
"""Choices that may be none."""


class Wrong(StrEnum):
    """What does not fit."""

    FORM = "form"
    UNKNOWN = "unknown"
    """There is no such criterion."""
    NO_VALUE = "no_value"
    BAD_VALUE = "bad_value"
    MANY_VALUES = "many_values"
    NO_TEXT = "no_text"
    LONG = "long"
    NO_DAY = "no_day"
    BAD_DAY = "bad_day"
    UPSIDE_DOWN = "upside_down"
    BAD_COUNT = "bad_count"
    EMPTY_GROUP = "empty_group"
    DEEP = "deep"
    MANY = "many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What does not fit, at the criterion that lies at ``path``: places within groups, from the outermost."""

    path: tuple[int, ...]
    wrong: Wrong
    value: str = ""


class UnreadableQueryError(CitoyenError):
    """What was to be a query is none."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{one.wrong} at {'.'.join(map(str, one.path)) or 'the query'}" for one in faults))
        self.faults = faults


def to_json(criterion: Criterion) -> dict[str, object]:
    """Return a query, or a part of one, as JSON takes it; `from_json` gives the same back."""
    match criterion:
        case Group(join=join, parts=parts):
            return {join.value: [to_json(one) for one in parts]}
        case OneOf(of=choice, values=values):
            return {choice.value: list(values)}
        case Says(of=phrase, text=text):
            return {phrase.value: text}
        case Between(of=moment, first=first, last=last):
            ends = {FROM: first, TO: last}
            return {moment.value: {name: day.isoformat() for name, day in ends.items() if day is not None}}
        case Around(of=moment, way=way, days=days):
            return {moment.value: {way.value: days}}


def from_json(found: object) -> Group:
    """Return the query of `to_json`; one criterion alone is a group of one. Raises UnreadableQueryError with all that does not fit."""
    reading = _Reading()
    criterion = reading.read(found, ())
    if reading.faults or criterion is None:
        raise UnreadableQueryError(tuple(reading.faults))
    return criterion if isinstance(criterion, Group) else Group(join=Join.ALL, parts=(criterion,))


class _Reading:
    """Reads a query and keeps what cannot be read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._left = MOST_CRITERIA

    def read(self, found: object, path: tuple[int, ...]) -> Criterion | None:  # noqa: PLR0911 - a line for each kind
        self._left -= 1
        if self._left < 0:
            return self._fault((), Wrong.MANY) if self._left == -1 else None
        if not isinstance(found, Mapping) or len(found) != 1:
            return self._fault(path, Wrong.FORM)
        ((key, content),) = found.items()
        if key in set(Join):
            return self._group(Join(key), content, path)
        if key in set(Choice):
            return self._one_of(Choice(key), content, path)
        if key in set(Phrase):
            return self._says(Phrase(key), content, path)
        if key in set(Moment):
            return self._days(Moment(key), content, path)
        return self._fault(path, Wrong.UNKNOWN, key)

    def _group(self, join: Join, content: object, path: tuple[int, ...]) -> Criterion | None:
        if not isinstance(content, list | tuple):
            return self._fault(path, Wrong.FORM)
        if not content:
            return self._fault(path, Wrong.EMPTY_GROUP)
        if len(path) >= DEEPEST:
            return self._fault(path, Wrong.DEEP)
        parts = tuple(self.read(one, (*path, place)) for place, one in enumerate(content))
        return Group(join=join, parts=tuple(one for one in parts if one is not None))

    def _one_of(self, choice: Choice, content: object, path: tuple[int, ...]) -> Criterion | None:
        if not isinstance(content, list | tuple) or not all(isinstance(one, str) for one in content):
            return self._fault(path, Wrong.FORM)
        values = tuple(dict.fromkeys(str(one).strip() for one in content))
        if not values:
            return self._fault(path, Wrong.NO_VALUE)
        if len(values) > MOST_VALUES:
            return self._fault(path, Wrong.MANY_VALUES)
        if too_long := next((one for one in values if len(one) > LONGEST), None):
            return self._fault(path, Wrong.LONG, too_long[:LONGEST])
        known = VALUES.get(choice)
        for one in values:
            is_fit = (
                one in known if known is not None else (bool(one) and _cleaned(one) == one) or (choice in EMPTY_MEANS and one == NOBODY)
            )
            if not is_fit:
                return self._fault(path, Wrong.BAD_VALUE, one)
        return OneOf(of=choice, values=values)

    def _says(self, phrase: Phrase, content: object, path: tuple[int, ...]) -> Criterion | None:
        if not isinstance(content, str):
            return self._fault(path, Wrong.FORM)
        text = " ".join(_cleaned(content).split())
        if len(text) > LONGEST:
            return self._fault(path, Wrong.LONG, text[:LONGEST])
        # Words are looked for: of dots alone nothing would be left, and everything found.
        return Says(of=phrase, text=text) if any(sign.isalnum() for sign in text) else self._fault(path, Wrong.NO_TEXT)

    def _days(self, moment: Moment, content: object, path: tuple[int, ...]) -> Criterion | None:
        if not isinstance(content, Mapping):
            return self._fault(path, Wrong.FORM)
        ways = [name for name in content if name in set(Way)]
        if not ways:
            return self._between(moment, content, path)
        count = content[ways[0]]
        if len(content) > 1:
            return self._fault(path, Wrong.FORM)
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_DAYS:
            return self._fault(path, Wrong.BAD_COUNT, str(count)[:LONGEST])
        return Around(of=moment, way=Way(ways[0]), days=count)

    def _between(self, moment: Moment, content: Mapping[object, object], path: tuple[int, ...]) -> Criterion | None:
        if not content or content.keys() - {FROM, TO}:
            return self._fault(path, Wrong.FORM if content else Wrong.NO_DAY)
        days: dict[object, date] = {}
        for name, text in content.items():
            found = _day(str(text))
            if found is None:
                return self._fault(path, Wrong.BAD_DAY, str(text)[:LONGEST])
            days[name] = found
        first, last = days.get(FROM), days.get(TO)
        if first is not None and last is not None and last < first:
            return self._fault(path, Wrong.UPSIDE_DOWN)
        return Between(of=moment, first=first, last=last)

    def _fault(self, path: tuple[int, ...], wrong: Wrong, value: object = "") -> Criterion | None:
        """Keep a fault, and return that there is no criterion."""
        self.faults.append(Fault(path=path, wrong=wrong, value=_cleaned(str(value)[:LONGEST])))
        return None


def _cleaned(text: str) -> str:
    """Return a text with a blank for each sign of control or half of a character: no database takes NUL or these."""
    return "".join(" " if category(one) in {"Cc", "Cs"} else one for one in text)


_FIRST_YEAR, _LAST_YEAR = 1970, 2100


def _day(text: str) -> date | None:
    """Return a day of a town hall's requests."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
