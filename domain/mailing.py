"""Letters to everyone a query found (envoi groupé): what became of each request."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.ids import RequestId, TownId
from domain.query import Group, QueryId

MailingId = NewType("MailingId", int)


class Outcome(StrEnum):
    """What becomes of the letter to the requester of one request (résultat)."""

    MAIL = "mail"
    POST = "post"
    TOLD = "told"
    """The same person, or address, has it by another request."""
    UNREACHED = "unreached"
    """He gave no address, or one that takes no letters."""
    REFUSED = "refused"
    """Whoever writes may not write of this one."""
    GONE = "gone"
    """It is not there any more, or was made a part of another one."""

    @property
    def is_written(self) -> bool:
        """Whether somebody gets a letter."""
        return self in {Outcome.MAIL, Outcome.POST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """A letter to everyone a query found, as it was ordered. ``done_at`` None: it is on its way."""

    id: MailingId
    town: TownId
    query: QueryId
    name: str
    criteria: Group
    text: str
    agent: str
    at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingItem:
    """One request of a mailing; ``outcome`` None: it waits. ``person``: what its requester is known again by."""

    request: RequestId
    outcome: Outcome | None
    person: str | None
    letters: int
