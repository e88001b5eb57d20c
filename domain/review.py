"""Work in the review queue: who holds a request, what people come back to later, how often proposals were corrected."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import RequestId, TownId


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request in review that an agent works on (réservation), until a moment in UTC; from then on it is free again."""

    request: RequestId
    town: TownId
    agent: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """A request in review that people come back to later (mise en attente)."""

    request: RequestId
    town: TownId
    agent: str
    at: datetime
    until: datetime
    reason: str


class RateBy(StrEnum):
    """What the rate of corrections is told by (ventilation)."""

    RULE = "rule"
    SUBJECT = "subject"
    """As proposed."""
    DEPARTMENT = "department"
    """As proposed."""
    AGENT = "agent"
    """Who decided last."""
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many requests were decided by people, and how many of these otherwise than proposed (taux de correction)."""

    key: str
    decided: int
    corrected: int

    @property
    def share(self) -> float:
        """Return the share of corrections, 0 to 1; 0 where nothing was decided."""
        return self.corrected / self.decided if self.decided else 0.0
