"""Requests and where they stand."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a request stands (état); the later ones come with the life of a request."""

    REVIEW = "review"
    """À vérifier."""
    OPEN = "open"
    """Ouverte – non prise en charge."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RequestNumber:
    """Number of a request (numéro de fiche): counter per town and year, ``2026/0147``; grows past 9999."""

    year: int
    counter: int

    def __str__(self) -> str:
        """Return the number as printed."""
        return f"{self.year}/{self.counter:04d}"
