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


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """A request by somebody's rights (demande d'exercice de droits); ``chosen`` are the requests that an agent says are his."""

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


def due_on(received_on: date, *, months: int = MONTHS) -> date:
    """Return the last day to answer: the same day so many months later, the last of its month where that is shorter."""
    years, month = divmod(received_on.year * 12 + received_on.month - 1 + months, 12)
    return date(years, month + 1, min(received_on.day, calendar.monthrange(years, month + 1)[1]))
