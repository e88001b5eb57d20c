"""What a query means to a database: the condition that a request is meant. Lists, counts, figures and mailings all ask by this one.

Each criterion is true or false of every request, never unknown: what a request has not, it has not. So "none of" is the exact opposite.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, assert_never

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, exists, false, func, not_, or_, select, text, true, type_coerce
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.query import (
    ANY_OPEN,
    ANY_OVER,
    FAMILY,
    ME,
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
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from store import search
from store.folding import folded, folding
from store.reach import is_readable
from store.schema import DraftRow, InboundRow, OutboxRow, RequestRow
from store.search import Word
from store.upsert import dialect_of

Condition = ColumnElement[bool]
_LETTER = "letter"
"""Kind of the letters that go to requesters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a query is asked with: of which town, when, by whom (a login, None: by nobody), and how words are looked for.

    ``answers`` are the models of letters that say something of the matter.
    """

    town: TownId
    now: datetime
    zone: tzinfo
    me: str | None
    words: Callable[[str], tuple[Word, ...]]
    answers: tuple[str, ...]

    @property
    def today(self) -> date:
        """Return the day it is in the town."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meant:
    """The requests a query means, as a condition on `RequestRow`."""

    condition: Condition


def meant(session: Session, criteria: Group, meaning: Meaning) -> Meant:
    """Return the requests of a town that a query means; what was rejected before it had a number is none, here as in figures."""
    compiling = _Compiling(session, meaning)
    counts = or_(RequestRow.status != Status.REJECTED.value, RequestRow.counter.is_not(None), RequestRow.merged_into.is_not(None))
    return Meant(condition=and_(RequestRow.town == meaning.town, counts, compiling.condition(criteria)))


def readable(found: Meant, reach: Reach) -> Condition:
    """Return the condition that a request is meant and its reader's to read: nothing else is told of it, not even in a count."""
    return and_(found.condition, is_readable(reach))


class _Compiling:
    """Makes conditions of criteria."""

    def __init__(self, session: Session, meaning: Meaning) -> None:
        self._session = session
        self._meaning = meaning
        self._dialect = dialect_of(session)
        self._words = 0

    def condition(self, criterion: Criterion) -> Condition:
        match criterion:
            case Group(join=join, parts=parts):
                return _joined(join, [self.condition(one) for one in parts])
            case OneOf():
                return self._one_of(criterion)
            case Says(of=Phrase.WORDS, text=typed):
                return self._has_words(self._meaning.words(typed))
            case Says(of=phrase, text=typed):
                return self._named(phrase, typed)
            case Between(of=moment, first=first, last=last):
                return self._within(moment, first, last)
            case Around(of=moment, way=way, days=days):
                return self._within(moment, *_ends(way, days, self._meaning.today))
            case _:
                assert_never(criterion)

    def _one_of(self, criterion: OneOf) -> Condition:  # noqa: C901, PLR0911 - a line for each choice
        values = criterion.values
        match criterion.of:
            case Choice.SUBJECT:
                families = [RequestRow.subject.startswith(one.removesuffix("*"), autoescape=True) for one in values if one.endswith(FAMILY)]
                return _apart(or_(RequestRow.subject.in_([one for one in values if not one.endswith(FAMILY)]), *families))
            case Choice.STATE:
                return RequestRow.status.in_(sorted({status.value for one in values for status in _states(one)}))
            case Choice.PRIORITY:
                return RequestRow.priority.in_([int(one) for one in values])
            case Choice.AGENT:
                # Whoever is asked for as "me" where nobody looks is nobody's login.
                logins = [self._meaning.me or "\n" if one == ME else one.lower() for one in values]
                return _or_none(RequestRow.taken_by, logins)
            case Choice.MAILBOX:
                came = select(DraftRow.id).join(InboundRow, InboundRow.id == DraftRow.inbound_id)
                by = came.where(InboundRow.town == self._meaning.town, func.lower(InboundRow.mailbox).in_([one.lower() for one in values]))
                return RequestRow.draft_id.in_(by)
            case Choice.LATENESS:
                late = func.coalesce(RequestRow.due_at < self._meaning.now, false())
                return _either(values, {Lateness.LATE: late, Lateness.IN_TIME: not_(late)})
            case Choice.ANSWER:
                answered = self._answered(())
                return _either(values, {Answer.ANSWERED: answered, Answer.UNANSWERED: not_(answered)})
            case Choice.CONTACT:
                has = {one: _told(one.value) for one in (Contact.EMAIL, Contact.PHONE, Contact.ADDRESS)}
                return _either(values, {**has, Contact.NONE: not_(or_(*has.values()))})
            case Choice.DEPARTMENT | Choice.SECTOR | Choice.STREET | Choice.CHANNEL | Choice.CLOSURE:
                return _or_none(_COLUMNS[criterion.of], list(values))
            case _:
                assert_never(criterion.of)

    def _has_words(self, words: tuple[Word, ...]) -> Condition:
        """Return that the index of searches finds the words; nothing is found by what has no word in it."""
        if not words:
            return false()
        self._words += 1
        name = f"query_words_{self._words}"
        if self._dialect == "sqlite":
            asked, table, has = search.match(self._session, words, ()), _INDEXED, f"request_search_index MATCH :{name}"
        else:
            asked, table, has = search.query(words), "request_search", f"request_search.words @@ CAST(:{name} AS tsquery)"
        own = select(text("request_search.request_id")).select_from(text(table)).where(text(has).bindparams(bindparam(name, asked)))
        return RequestRow.id.in_(own.scalar_subquery())

    def _named(self, phrase: Phrase, typed: str) -> Condition:
        document, fields = _FIELDS[phrase]
        parts: list[ColumnElement[Any]] = [func.coalesce(document[name].as_string(), "") for name in fields]
        whole = parts[0]
        for one in parts[1:]:
            whole = whole + " " + one
        column = folding(self._dialect, whole)
        found = [
            column.contains(f" {word} " if _has_digit(word) else f" {word}", autoescape=True) for word in (folded(typed) or "").split()
        ]
        return _apart(and_(true(), *found)) if found else false()

    def _within(self, moment: Moment, first: date | None, last: date | None) -> Condition:
        begin = None if first is None else self._begin(first)
        end = None if last is None else self._begin(last + timedelta(days=1))
        if moment is Moment.ANSWERED:
            sent = [] if begin is None else [OutboxRow.sent_at >= begin]
            return self._answered((*sent, *([] if end is None else [OutboxRow.sent_at < end])))
        column = _MOMENTS[moment]
        ends = ([] if begin is None else [column >= begin]) + ([] if end is None else [column < end])
        return func.coalesce(and_(*ends), false())

    def _answered(self, when: tuple[Condition, ...]) -> Condition:
        is_answer = OutboxRow.payload["model"].as_string().in_(self._meaning.answers)
        return exists().where(
            OutboxRow.request_id == RequestRow.id, OutboxRow.kind == _LETTER, OutboxRow.sent_at.is_not(None), is_answer, *when
        )

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._meaning.zone)


_INDEXED = "request_search_index CROSS JOIN request_search ON request_search.place = request_search_index.rowid"
_COLUMNS: Mapping[Choice, Any] = {
    Choice.DEPARTMENT: RequestRow.department,
    Choice.SECTOR: RequestRow.sector,
    Choice.STREET: RequestRow.street,
    Choice.CHANNEL: RequestRow.channel,
    Choice.CLOSURE: RequestRow.closure,
}
_MOMENTS: Mapping[Moment, Any] = {
    Moment.RECEIVED: RequestRow.received_at,
    Moment.DUE: RequestRow.due_at,
    Moment.CLOSED: RequestRow.closed_at,
}
_FIELDS: Mapping[Phrase, tuple[Any, tuple[str, ...]]] = {
    Phrase.REQUESTER: (RequestRow.requester, ("name", "organisation")),
    Phrase.ADDRESS: (RequestRow.place, ("number", "street", "landmark", "text")),
}


def _apart(condition: Condition) -> Condition:
    """Return a condition of many parts in brackets of its own: SQLite takes no chain of more than a thousand."""
    return type_coerce(condition.self_group(), Boolean)


def _joined(join: Join, parts: list[Condition]) -> Condition:
    match join:
        case Join.ALL:
            return and_(true(), *parts)
        case Join.ANY:
            return or_(false(), *parts)
        case Join.NONE:
            return not_(or_(false(), *parts))
        case _:
            assert_never(join)


def _or_none(column: Any, values: list[str]) -> Condition:  # Any: a column of text
    own = func.coalesce(column.in_([one for one in values if one != NOBODY]), false())
    return or_(own, column.is_(None)) if NOBODY in values else own


def _either(values: tuple[str, ...], conditions: Mapping[Any, Condition]) -> Condition:  # Any: an enumeration of words
    return or_(false(), *(condition for word, condition in conditions.items() if word in values))


def _told(field: str) -> Condition:
    return func.coalesce(RequestRow.requester[field].as_string(), "") != ""


def _states(word: str) -> tuple[Status, ...]:
    if word == ANY_OPEN:
        return OPEN_STATUSES
    return tuple(status for status in Status if status.is_over) if word == ANY_OVER else (Status(word),)


def _ends(way: Way, days: int, today: date) -> tuple[date | None, date | None]:
    match way:
        case Way.LAST:
            return today - timedelta(days=days - 1), today
        case Way.NEXT:
            return today, today + timedelta(days=days - 1)
        case Way.BEFORE:
            return None, today - timedelta(days=days + 1)
        case _:
            assert_never(way)


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)
