"""Keys by which other software calls the API (clés d'API), and what each may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.ids import TownId

ApiKeyId = NewType("ApiKeyId", int)


class Scope(StrEnum):
    """What a key allows (droit)."""

    FORMS = "forms"
    """Hand in submissions of the town's forms, also as a form builder's webhook."""
    ENTRIES = "entries"
    """Enter calls and visits at the counter, and any file on any channel."""
    CALLS = "calls"
    """Hand in telephone logs."""
    OPEN311 = "open311"
    """Post Open311 requests."""
    REVIEW = "review"
    """Work in the review queue in the name of the town's agents."""
    REQUESTS_READ = "requests:read"
    """Read requests, their history and the files of requesters; of those that are not for everybody only that they are there."""
    REQUESTS_RESTRICTED = "requests:restricted"
    """Read the content of restricted requests, too. That of social ones no key opens."""
    REQUESTS_WRITE = "requests:write"
    """Do to requests what an agent of the town may do, and merge files of requesters, in the name of one of its agents."""
    PEOPLE = "people"
    """Say who belongs to which department, in the name of an administrator."""
    WEBHOOKS = "webhooks"
    """Make webhooks, look at what they were told, and let it be told again."""
    JOURNAL = "journal"
    """Read and verify the journal of the town, in the name of an agent who may."""
    PROTECTION = "protection"
    """Work on what people ask for by their rights, in the name of the data protection officer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key without its secret. ``town`` None: of all towns of the installation. ``per_minute`` is how many calls it has in a minute.

    ``start`` are its first characters, by which people tell it from others.
    """

    id: ApiKeyId
    town: TownId | None
    name: str
    start: str
    scopes: frozenset[Scope]
    per_minute: int
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Return whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
