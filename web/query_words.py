"""What the desk calls the criteria of queries and their values, and a query in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.mailing import Outcome
from domain.query import (
    ANY_OPEN,
    ANY_OVER,
    FAMILY,
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
from domain.rights import Role
from web.life_words import CLOSURES, STATUSES
from web.words import CHANNELS, N_, PRIORITIES

QUERY_JOINS: Mapping[str, str] = {
    Join.ALL: N_("All of these"),
    Join.ANY: N_("At least one of these"),
    Join.NONE: N_("None of these"),
}
QUERY_CRITERIA: Mapping[str, str] = {
    **QUERY_JOINS,
    Choice.SUBJECT: N_("Subject"),
    Choice.DEPARTMENT: N_("Department"),
    Choice.SECTOR: N_("Sector"),
    Choice.STREET: N_("Street"),
    Phrase.ADDRESS: N_("Words of the place"),
    Choice.STATE: N_("Status"),
    Choice.LATENESS: N_("Overdue or not"),
    Choice.ANSWER: N_("Answered or not"),
    Choice.CLOSURE: N_("How it ended"),
    Choice.PRIORITY: N_("Priority"),
    Choice.AGENT: N_("Taken in charge by"),
    Choice.CHANNEL: N_("Channel"),
    Choice.MAILBOX: N_("Mailbox it came by"),
    Moment.RECEIVED: N_("Received"),
    Moment.DUE: N_("Due"),
    Moment.ANSWERED: N_("Answered on"),
    Moment.CLOSED: N_("Closed on"),
    Phrase.WORDS: N_("Words of the text"),
    Phrase.REQUESTER: N_("Name of the requester"),
    Choice.CONTACT: N_("The requester can be reached by"),
}
QUERY_LEAVES = tuple(key for key in QUERY_CRITERIA if key not in set(Join))
"""Criteria in the order in which they are offered."""
QUERY_WAYS: Mapping[str, str] = {
    "between": N_("Between two days"),
    Way.LAST: N_("In the last so many days"),
    Way.NEXT: N_("In the next so many days"),
    Way.BEFORE: N_("More than so many days ago"),
}
QUERY_VALUES: Mapping[Choice, Mapping[str, str]] = {
    Choice.CHANNEL: CHANNELS,
    Choice.STATE: {ANY_OPEN: N_("Open, in whatever state"), ANY_OVER: N_("Over"), **STATUSES},
    Choice.CLOSURE: CLOSURES,
    Choice.PRIORITY: {str(number): words for number, words in PRIORITIES.items()},
    Choice.LATENESS: {Lateness.LATE: N_("Overdue"), Lateness.IN_TIME: N_("Not overdue")},
    Choice.ANSWER: {Answer.ANSWERED: N_("Answered by a letter"), Answer.UNANSWERED: N_("Not answered by a letter")},
    Choice.CONTACT: {
        Contact.EMAIL: N_("E-mail"),
        Contact.PHONE: N_("Telephone"),
        Contact.ADDRESS: N_("Postal address"),
        Contact.NONE: N_("Nothing that is known"),
    },
}
"""Values that are the same in every town."""
QUERY_NONE: Mapping[Choice, str] = {
    Choice.AGENT: N_("Nobody yet"),
    Choice.SECTOR: N_("No sector"),
    Choice.STREET: N_("No street"),
}
ME_WORD = N_("Whoever looks")
FAMILY_WORD = N_("all of %(family)s")
MAILING_OUTCOMES: Mapping[str, str] = {
    Outcome.MAIL: N_("by e-mail"),
    Outcome.POST: N_("by post, to be printed"),
    Outcome.TOLD: N_("the same person by another request"),
    Outcome.UNREACHED: N_("no address, or one that takes no letters"),
    Outcome.REFUSED: N_("not yours to write of"),
    Outcome.GONE: N_("not there any more, or part of another request"),
}
SHARED_ROLES: Mapping[Role, str] = {
    Role.RECEPTION: N_("the reception"),
    Role.AGENT: N_("the agents of departments"),
    Role.HEAD: N_("the heads of departments"),
    Role.REGULATOR: N_("the regulators"),
}
"""Roles as one shares with them, where the general word is of one request."""
_FROM, _TO, _BOTH, _ON = N_("from %(first)s on"), N_("until %(last)s"), N_("from %(first)s to %(last)s"), N_("on %(first)s")
_AROUND: Mapping[Way, tuple[str, str]] = {
    Way.LAST: (N_("today"), N_("in the last %(days)s days")),
    Way.NEXT: (N_("today"), N_("in the next %(days)s days")),
    Way.BEFORE: (N_("more than a day ago"), N_("more than %(days)s days ago")),
}
Names = Mapping[Choice, Mapping[str, str]]
"""What the values of choices are called in a town, in the reader's language."""
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A criterion in words: ``label``, what is asked of it, and, of a group, its parts."""

    label: str
    asked: str
    parts: "tuple[Brief, ...]" = ()


def brief(criterion: Criterion, names: Names, say: Say, day: Callable[[object], str]) -> Brief:
    """Return a criterion in words; ``say`` translates, ``day`` writes a date."""
    match criterion:
        case Group(join=join, parts=parts):
            return Brief(label=say(QUERY_JOINS[join]), asked="", parts=tuple(brief(one, names, say, day) for one in parts))
        case OneOf(of=choice, values=values):
            return Brief(label=say(QUERY_CRITERIA[choice]), asked=", ".join(value_name(choice, one, names, say) for one in values))
        case Says(of=phrase, text=text):
            return Brief(label=say(QUERY_CRITERIA[phrase]), asked=text)
        case Between(of=moment, first=first, last=last):
            words = _FROM if last is None else _TO if first is None else _ON if first == last else _BOTH
            return Brief(label=say(QUERY_CRITERIA[moment]), asked=say(words) % {"first": first and day(first), "last": last and day(last)})
        case Around(of=moment, way=way, days=days):
            return Brief(label=say(QUERY_CRITERIA[moment]), asked=say(_AROUND[way][days > 1]) % {"days": days})


def value_name(choice: Choice, value: str, names: Names, say: Say) -> str:
    """Return what a value is called; of one that is gone, the value itself."""
    if not value:
        return say(QUERY_NONE[choice])
    known = names.get(choice, {}).get(value)
    if known is None and choice is Choice.SUBJECT and value.endswith(FAMILY):
        return say(FAMILY_WORD) % {"family": value.removesuffix(FAMILY)}
    return known or value
