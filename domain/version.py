"""Life of a rule set: draft, published, retired."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import TownId


class VersionState(StrEnum):
    """Where a version of a rule set stands (état du jeu de règles)."""

    DRAFT = "brouillon"
    PUBLISHED = "publié"
    RETIRED = "retiré"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a town's rule set, without its content. Exactly one of a town is published.

    A draft counts its saves in ``revision``, so that nobody overwrites what he has not seen; ``publish_at`` is set when it waits for its
    day, as ``publish_by`` asked for ``publish_reason``, and then it cannot be edited. ``publish_fault`` says why its day passed in vain.
    ``based_on`` is the version it began as a copy of. Times are in UTC.
    """

    town: TownId
    number: int
    state: VersionState
    revision: int
    based_on: int | None
    note: str | None
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    publish_at: datetime | None = None
    publish_by: str | None = None
    publish_reason: str | None = None
    publish_fault: str | None = None
    published_at: datetime | None = None
    retired_at: datetime | None = None
