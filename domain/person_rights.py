"""What people ask for by their rights to their data (GDPR, articles 15 to 21), each with its clock of one month."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.ids import RequestId, TownId

MONTHS, EXTENDED_MONTHS = 1, 3
"""Article 12(3): one month, and two more where it is complex, with the reason told."""


class Right(StrEnum):
    """What is asked for (droit exercé)."""

    ACCESS = "access"
    """Droit d'accès (article 15)."""
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    LIMITATION = "limitation"
    PORTABILITY = "portability"
    OBJECTION = "objection"


class IdentityProof(StrEnum):
    """How it stands with who he says he is (justification d'identité)."""

    UNCHECKED = "unchecked"
    ASKED = "asked"
    PROVEN = "proven"


class RightsState(StrEnum):
    """How far it is (état)."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """By what somebody is looked for: his names, addresses of e-mail, telephones, as he has given them (personne concernée)."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class MentionKind(StrEnum):
    """Where else than in requests somebody may be named by people of the town hall (mention)."""

    QUERY = "query"
    FILTER = "filter"
    QUESTION = "question"
    """To the figures."""
    EXAMPLE = "example"
    """Of a version of the rule set, which never changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Something that may name a person: ``id`` of the row, or of the example; ``version`` of the rule set, 0 for all others."""

    kind: MentionKind
    id: str
    version: int = 0
    name: str = ""
    """What it is called; may hold the person's own name. Empty where only that it was there is kept."""
    owner: str = ""

    @property
    def mark(self) -> str:
        """Return what it is known by, without a word of anybody."""
        return f"{self.kind}:{self.version}:{self.id}"


def read_mark(mark: str) -> Mention | None:
    """Return what a mark says; None where it is none."""
    kind, _, rest = mark.partition(":")
    version, _, named = rest.partition(":")
    if kind not in set(MentionKind) or not (version.isascii() and version.isdecimal()) or not named:
        return None
    return Mention(kind=MentionKind(kind), id=named, version=int(version))


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """A request by somebody's rights (demande d'exercice de droits); ``chosen`` are the requests that an agent says are his.

    ``mentions`` are the marks of what else named him when his data were erased.
    """

    id: int
    town: TownId
    right: Right
    person: Person
    received_on: date
    due_on: date
    identity: IdentityProof
    state: RightsState
    extended_why: str | None
    outcome_why: str | None
    chosen: tuple[RequestId, ...]
    version: int
    mentions: tuple[str, ...] = ()


def due_on(received_on: date, *, months: int = MONTHS) -> date:
    """Return the last day to answer: the same day so many months later, the last of its month where that is shorter."""
    years, month = divmod(received_on.year * 12 + received_on.month - 1 + months, 12)
    return date(years, month + 1, min(received_on.day, calendar.monthrange(years, month + 1)[1]))
