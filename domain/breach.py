"""Breaches of personal data and the register of them (registre des violations; GDPR, articles 4(12), 33 and 34)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import TownId

CLOCK = timedelta(hours=72)
"""Article 33(1): so long after it is known the CNIL is told; later, with the reasons of the delay. Nights and Sundays count."""


class BreachNature(StrEnum):
    """What has gone wrong with data (nature de la violation); often more than one (EDPB, guidelines 9/2022, 2.1)."""

    CONFIDENTIALITY = "confidentiality"
    """Seen or handed out to whom it was not meant for."""
    INTEGRITY = "integrity"
    """Altered."""
    AVAILABILITY = "availability"
    """Lost, destroyed or out of reach."""


class BreachRisk(StrEnum):
    """How likely persons suffer from it (risque pour les personnes); by this it is told, and whom."""

    UNJUDGED = "unjudged"
    UNLIKELY = "unlikely"
    """Nobody has to be told; it stands in the register."""
    LIKELY = "likely"
    """The CNIL is told."""
    HIGH = "high"
    """The CNIL and the persons are told."""


class Clock(StrEnum):
    """How it stands with telling the CNIL."""

    RUNNING = "running"
    OVER = "over"
    """72 hours are over and nobody was told."""
    TOLD = "told"
    TOLD_LATE = "told_late"
    NOT_NEEDED = "not_needed"


class Lacking(StrEnum):
    """What a breach lacks before it may be closed, by the field that is to say it."""

    CONSEQUENCES = "consequences"
    MEASURES = "measures"
    RISK = "risk"
    AUTHORITY = "authority_why"
    """The CNIL was not told, or late, and it is not said why."""
    PERSONS = "persons_why"
    """The risk is high, the persons were not told, and it is not said why (article 34(3))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """What is recorded of a breach (article 33(5)). Texts are the town's own; no names belong in them.

    ``persons_count`` and ``records_count`` are about how many persons and records; None where nobody knows. ``authority_at`` is when the
    CNIL was told, ``persons_at`` when the persons were; the two ``why`` say why not, or why so late.
    """

    what: str
    began_at: datetime | None
    known_at: datetime
    natures: tuple[BreachNature, ...]
    persons: str = ""
    persons_count: int | None = None
    data: str = ""
    records_count: int | None = None
    consequences: str = ""
    measures: str = ""
    risk: BreachRisk = BreachRisk.UNJUDGED
    authority_at: datetime | None = None
    authority_why: str = ""
    persons_at: datetime | None = None
    persons_why: str = ""
    is_closed: bool = False

    @property
    def due_at(self) -> datetime:
        """Return until when the CNIL is to be told."""
        return self.known_at + CLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A breach as it was last written (violation de données); each earlier version is kept."""

    id: int
    town: TownId
    facts: BreachFacts
    version: int
    author: str
    at: datetime


def clock_of(facts: BreachFacts, now: datetime) -> Clock:
    """Return how it stands with telling the CNIL."""
    if facts.authority_at is not None:
        return Clock.TOLD if facts.authority_at <= facts.due_at else Clock.TOLD_LATE
    if facts.risk is BreachRisk.UNLIKELY:
        return Clock.NOT_NEEDED
    return Clock.RUNNING if now <= facts.due_at else Clock.OVER


def lacking(facts: BreachFacts) -> Iterator[Lacking]:
    """Yield what is not said yet and has to be before a breach is closed."""
    if not facts.consequences:
        yield Lacking.CONSEQUENCES
    if not facts.measures:
        yield Lacking.MEASURES
    if facts.risk is BreachRisk.UNJUDGED:
        yield Lacking.RISK
    is_in_time = facts.authority_at is not None and facts.authority_at <= facts.due_at
    if not is_in_time and not facts.authority_why:
        yield Lacking.AUTHORITY
    if facts.risk is BreachRisk.HIGH and facts.persons_at is None and not facts.persons_why:
        yield Lacking.PERSONS


def differing(one: BreachFacts, other: BreachFacts) -> tuple[str, ...]:
    """Return the names of the fields in which two differ."""
    return tuple(field.name for field in fields(BreachFacts) if getattr(one, field.name) != getattr(other, field.name))
