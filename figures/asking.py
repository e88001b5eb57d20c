"""A question as people and programs write it: as the query of an address, and as JSON. What does not fit is told, all at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from domain.figures import Axis, Period
from figures.faults import Fault, Field, UnaskableError, faults
from figures.periods import Named, named_period
from figures.question import Question, View

NONE_KNOWN = "-"
"""How the key of "none known" is written: an empty field of a form asks for nothing. A key that begins so is written with one more."""
_LONGEST_ID = 18
"""Digits of a number that any database compares."""
_TRUE = frozenset({"1", "true", "on", "yes"})
_FALSE = frozenset({"0", "false", "off", "no", ""})
Pairs = Iterable[tuple[str, str]]
Known = TypeVar("Known", bound=StrEnum)


def to_pairs(question: Question) -> tuple[tuple[str, str], ...]:
    """Return a question as names and values, for a query string; `from_pairs` gives the same question back."""
    return tuple(_pairs(question))


def _pairs(question: Question) -> Iterator[tuple[str, str]]:
    yield Field.SHOW, ",".join(question.indicators)
    yield from ((field, axis) for field, axis in ((Field.BY, question.rows), (Field.AND_BY, question.columns)) if axis is not None)
    if question.named is not None:
        yield Field.PERIOD, question.named
    else:
        yield Field.FROM, question.period.first.isoformat()
        yield Field.TO, question.period.last.isoformat()
    if question.is_compared:
        yield Field.COMPARE, "1"
    yield from ((axis, _written(key)) for axis, keys in question.filters.items() for key in sorted(keys))
    if question.view is not View.TABLE:
        yield Field.VIEW, question.view
    if question.limit is not None:
        yield Field.LIMIT, str(question.limit)
    if question.query is not None:
        yield Field.QUERY, str(question.query)


def from_pairs(pairs: Pairs, today: date) -> Question:
    """Return the question that names and values ask; empty values ask for nothing, and other names are an error.

    ``today`` is a day of the town; without a period the last twelve months are meant. Raises UnaskableError with all that does not fit.
    """
    reading = _Reading(today)
    given = [(name, text) for name, text in pairs if text]
    question = reading.question(given)
    found = (*reading.found, *(faults(question) if question is not None else ()))
    if found or question is None:
        raise UnaskableError(found)
    return question


def to_json(question: Question) -> dict[str, object]:
    """Return a question as JSON takes it; `from_json` gives the same question back."""
    period: object = question.named
    if question.named is None:
        period = {"from": question.period.first.isoformat(), "to": question.period.last.isoformat()}
    return {
        "show": list(question.indicators),
        "by": question.rows,
        "and_by": question.columns,
        "period": period,
        "compare": question.is_compared,
        "filters": {str(axis): sorted(keys) for axis, keys in question.filters.items()},
        "view": question.view,
        "limit": question.limit,
        "query": question.query,
    }


def from_json(found: object, today: date) -> Question:
    """Return the question of `to_json`. Raises UnaskableError with all that does not fit."""
    return from_pairs(_pairs_of(found), today)


def _pairs_of(found: object) -> Iterator[tuple[str, str]]:
    if not isinstance(found, Mapping):
        raise _malformed(Field.SHOW, found)
    for name, content in found.items():
        if name == Field.PERIOD and isinstance(content, Mapping):
            yield from ((str(end), str(day)) for end, day in content.items())
        elif name == "filters" and isinstance(content, Mapping):
            yield from _filters_of(content)
        elif content is not None:
            yield str(name), _text(str(name), content)


def _text(name: str, content: object) -> str:
    match content:
        case list() if name == Field.SHOW:
            return ",".join(str(one) for one in content)
        case bool():
            return "1" if content else ""
        case str() | int():
            return str(content)
        case _:
            raise _malformed(name, content)


def _malformed(name: str, content: object) -> UnaskableError:
    return UnaskableError((Fault.about(name, "malformed", value=content),))


def _filters_of(filters: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    for axis, keys in filters.items():
        if str(axis) not in set(Axis):
            raise UnaskableError((Fault.about(str(axis), "unknown_axis", value=str(axis)),))
        if not isinstance(keys, list) or not keys:
            raise _malformed(str(axis), keys)
        yield from ((str(axis), _written(str(key))) for key in keys)


class _Reading:
    """Reads a question and keeps what cannot be read."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.found: list[Fault] = []

    def question(self, given: list[tuple[str, str]]) -> Question | None:
        """Return the question, None where it cannot be read."""
        single: dict[str, str] = {}
        asked: list[str] = []
        filters: dict[Axis, set[str]] = {}
        for name, text in given:
            if name in set(Axis):
                filters.setdefault(Axis(name), set()).add(_read(text))
            elif name == Field.SHOW:
                asked += [one.strip() for one in text.split(",") if one.strip()]
            elif name not in set(Field):
                self._fault(name, "unknown_field", value=name)
            elif single.setdefault(name, text) != text:
                self._fault(name, "twice", value=text)
        named = self._one(single, Field.PERIOD, Named, "unknown_period")
        period = self._period(single, named)
        rows, columns = (self._one(single, field, Axis, "unknown_axis") for field in (Field.BY, Field.AND_BY))
        view = self._one(single, Field.VIEW, View, "unknown_view") or View.TABLE
        is_compared, limit = self._flag(single.get(Field.COMPARE, "")), self._limit(single.get(Field.LIMIT))
        query = self._query(single.get(Field.QUERY))
        if period is None or self.found:
            return None
        return Question(
            indicators=tuple(dict.fromkeys(asked)),
            period=period,
            rows=rows,
            columns=columns,
            is_compared=is_compared,
            filters={axis: frozenset(keys) for axis, keys in filters.items()},
            view=view,
            named=named,
            limit=limit,
            query=query,
        )

    def _fault(self, field: str, code: str, **values: object) -> None:
        self.found.append(Fault.about(field, code, **values))

    def _one(self, single: Mapping[str, str], field: Field, of: Callable[[str], Known], code: str) -> Known | None:
        if (text := single.get(field)) is None:
            return None
        try:
            return of(text)
        except ValueError:
            self._fault(field, code, value=text)
            return None

    def _period(self, single: Mapping[str, str], named: Named | None) -> Period | None:
        first, last = (self._day(single, field) for field in (Field.FROM, Field.TO))
        has_days = Field.FROM in single or Field.TO in single
        if Field.PERIOD in single and has_days:
            self._fault(Field.PERIOD, "two_periods")
        if named is not None:
            return named_period(named, self._today)
        if not has_days:
            return named_period(Named.MONTHS_12, self._today)
        if Field.FROM not in single:
            self._fault(Field.FROM, "no_first_day")
        return None if first is None else Period(first=first, last=self._today if last is None else last)

    def _day(self, single: Mapping[str, str], field: Field) -> date | None:
        if (text := single.get(field)) is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._fault(field, "no_day", value=text)
            return None

    def _flag(self, text: str) -> bool:
        if text.lower() not in _TRUE | _FALSE:
            self._fault(Field.COMPARE, "no_flag", value=text)
        return text.lower() in _TRUE

    def _query(self, text: str | None) -> int | None:
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or not int(text[:_LONGEST_ID]) > 0 or len(text) > _LONGEST_ID:
            self._fault(Field.QUERY, "no_query", value=text)
            return None
        return int(text)

    def _limit(self, text: str | None) -> int | None:
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > len("1000"):
            self._fault(Field.LIMIT, "no_limit", value=text)
            return None
        return int(text)


def _written(key: str) -> str:
    return f"{NONE_KNOWN}{key}" if not key or key.startswith(NONE_KNOWN) else key


def _read(text: str) -> str:
    return text.removeprefix(NONE_KNOWN)
