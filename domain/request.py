"""Requests and where they stand."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a request stands (état); the later ones come with the life of a request."""

    REVIEW = "review"
    """À vérifier."""
    OPEN = "open"
    """Ouverte – non prise en charge."""
    CLOSED = "closed"
    """Close."""


class Addition(StrEnum):
    """What a message is to the request it was added to (nature de l'ajout)."""

    CHASER = "chaser"
    """Relance de l'usager: he asks again, or adds something."""
    THANKS = "thanks"
    """Remerciement: nobody has to do anything."""
    ANSWER = "answer"
    """Réponse d'un service: somebody of the town answers a letter of ours."""
    MERGED = "merged"
    """Demande rattachée: an agent, or the order of a thread, says it is the same matter."""


class Tie(StrEnum):
    """What speaks for a message belonging to a request (lien), the strongest first."""

    LETTER = "letter"
    """It answers a letter of ours, whose Message-ID nobody can guess."""
    CODE = "code"
    NUMBER = "number"
    THREAD = "thread"
    """It answers a mail that became the request, or was added to it."""
    SENDER = "sender"
    """It says that it completes something, and its sender wrote about the request shortly before."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RequestNumber:
    """Number of a request (numéro de fiche): counter per town and year, ``2026/0147``; grows past 9999."""

    year: int
    counter: int

    def __str__(self) -> str:
        """Return the number as printed."""
        return f"{self.year}/{self.counter:04d}"
