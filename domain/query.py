"""Queries (requêtes): which requests are meant, as a tree of criteria joined by and, or and not. Pure, and the same for every use.

A query is a list, a filter of figures and the target of a mailing; `store.query_conditions` alone says what it means to a database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from domain.ids import AgentId, TownId
from domain.rights import Role, Standing
from domain.saved_question import roles_in

QueryId = NewType("QueryId", int)
MOST_CRITERIA, DEEPEST, MOST_VALUES, LONGEST = 60, 6, 200, 200
"""Criteria and groups of one query; groups within groups; values of one criterion; characters of a value."""
MOST_DAYS = 3_660
FAMILY = "-*"
"""End of a value that stands for all subjects whose code begins so: ``VOI-*``."""
ME = "me"
"""Agent: whoever looks."""
NOBODY = ""
"""Agent, sector, street: none."""


class Join(StrEnum):
    """How the parts of a group belong together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    """Not any of them."""


class Choice(StrEnum):
    """What is one of several values."""

    SUBJECT = "subject"
    """By code; with `FAMILY` at its end, with all below."""
    DEPARTMENT = "department"
    SECTOR = "sector"
    STREET = "street"
    """By official name."""
    CHANNEL = "channel"
    MAILBOX = "mailbox"
    """The address of the town's own by which a message came."""
    STATE = "state"
    """A `domain.request.Status`, or `ANY_OPEN`, `ANY_OVER`."""
    CLOSURE = "closure"
    PRIORITY = "priority"
    AGENT = "agent"
    """Who has it in hand, by login."""
    LATENESS = "lateness"
    ANSWER = "answer"
    CONTACT = "contact"


class Phrase(StrEnum):
    """What has words in it."""

    WORDS = "words"
    """The text of the request, as the list is searched."""
    REQUESTER = "requester"
    """The names of who asks: each word as the beginning of one."""
    ADDRESS = "address"
    """The place: each word as the beginning of one, each number whole."""


class Moment(StrEnum):
    """What has a day; in the town's time."""

    RECEIVED = "received"
    DUE = "due"
    """The next of the town's targets, as long as it counts."""
    ANSWERED = "answered"
    """Any letter that says something of the matter left that day."""
    CLOSED = "closed"


class Lateness(StrEnum):
    """Whether a target has passed."""

    LATE = "late"
    IN_TIME = "in_time"


class Answer(StrEnum):
    """Whether a letter that says something of the matter has left."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"


class Contact(StrEnum):
    """What is known of a requester to reach him by."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NONE = "none"


class Way(StrEnum):
    """How days lie around today; all include the day they begin with."""

    LAST = "last"
    """Today and the days before it, so many together."""
    NEXT = "next"
    """Today and the days after it."""
    BEFORE = "before"
    """More than so many days ago."""


ANY_OPEN, ANY_OVER = "any_open", "any_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One of some values, at least one."""

    of: Choice
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """All words of ``text``."""

    of: Phrase
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """From a day to another one, both included; None is open, one is not."""

    of: Moment
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Days around today."""

    of: Moment
    way: Way
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Criteria together. Without parts: ALL and NONE are true of everything, ANY of nothing."""

    join: Join
    parts: "tuple[Criterion, ...]" = ()


Criterion = OneOf | Says | Between | Around | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A query under a name. ``roles``: who else sees it, by what he is; ``is_for_town``: everybody who works there."""

    id: QueryId
    town: TownId
    owner: AgentId
    owner_name: str
    is_owner_gone: bool
    """The owner's account is closed: whoever sees it may take it over."""
    name: str
    criteria: Group
    version: int
    roles: frozenset[Role] = field(default_factory=frozenset)
    is_for_town: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether anybody but its owner sees it."""
        return self.is_for_town or bool(self.roles)


def sees(agent: AgentId, standing: Standing, saved: SavedQuery) -> bool:
    """Tell whether a saved query is somebody's to use; what it finds is as far as his own rights reach."""
    if not standing.is_of(saved.town):
        return False
    return saved.owner == agent or saved.is_for_town or bool(saved.roles & roles_in(standing, saved.town))


def walk(criterion: Criterion, depth: int = 1) -> Iterator[tuple[Criterion, int]]:
    """Yield a criterion and all within it, each with how deep it lies; the outermost at 1."""
    yield criterion, depth
    if isinstance(criterion, Group):
        for part in criterion.parts:
            yield from walk(part, depth + 1)


def asks_for(criteria: Criterion, choice: Choice) -> bool:
    """Tell whether a query asks for a choice anywhere."""
    return any(isinstance(one, OneOf) and one.of is choice for one, _ in walk(criteria))
