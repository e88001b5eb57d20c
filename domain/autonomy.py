"""How much a rule does alone: it proposes, preselects, or transmits by itself once it has earned that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import RuleId, TownId


class Level(StrEnum):
    """What a rule does (niveau d'autonomie)."""

    PROPOSE = "propose"
    """Proposer: people see what it would do, and choose."""
    PRESELECT = "preselect"
    """Présélectionner: its choice is filled in, people confirm it."""
    AUTOMATIC = "automatic"
    """Automatique: what nothing else speaks against leaves without people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a town asks of a rule (conditions de l'autonomie).

    It may work alone when of its last ``confirmations`` confirmed proposals the share ``precision`` was right; it stops when
    ``corrections`` of ``of_requests`` requests in a row that it decided were corrected.
    """

    confirmations: int = 30
    precision: float = 0.95
    corrections: int = 3
    of_requests: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Autonomy:
    """How much a rule of a town does alone, since when (UTC), by whose word and why."""

    town: TownId
    rule: RuleId
    level: Level
    since: datetime
    by: str
    why: str
    confirmation: int | None = None
    """The correction that lowered it by itself."""
    raised_at: datetime | None = None
    """When somebody last let it work alone: corrections of before do not speak against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The last confirmations of a rule's sure proposals: how many, and how many of them as it had proposed."""

    confirmed: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share that was right, 0 to 1; 0 where nothing was confirmed."""
        return self.right / self.confirmed if self.confirmed else 0.0

    def has_earned(self, terms: Terms) -> bool:
        """Tell whether the rule may work alone."""
        return self.confirmed >= terms.confirmations and self.precision >= terms.precision


def is_burst(before: Sequence[bool], after: Sequence[bool], terms: Terms) -> bool:
    """Tell whether a correction makes a burst (salve de corrections) with its neighbours.

    ``before`` and ``after`` say of the requests that the rule decided just before and after the corrected one, nearest first, whether
    they were corrected. People come to requests hours after they left: what counts is how near the corrected ones lie to each other.
    """
    width = terms.of_requests
    row = [*reversed(before[: width - 1]), True, *after[: width - 1]]
    windows = (row[start : start + width] for start in range(max(1, len(row) - width + 1)))
    return any(sum(window) >= terms.corrections for window in windows)
