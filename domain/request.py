"""Requests and where they stand."""

from dataclasses import dataclass
from enum import StrEnum

MOST_HEADING = 150
"""Characters of a heading (objet), S26: a line, not the text."""


def shortened(heading: str) -> str:
    """Return a heading that is no longer than a heading may be: cut between words where that is possible, with an ellipsis."""
    if len(heading) <= MOST_HEADING:
        return heading
    kept = heading[: MOST_HEADING - 1]
    whole = kept if heading[MOST_HEADING - 1].isspace() else kept.rpartition(" ")[0]
    return f"{(whole if len(whole) > MOST_HEADING // 2 else kept).rstrip(' ,;:.-–—')}…"


class Status(StrEnum):
    """Where a request stands (état)."""

    REVIEW = "review"
    """À vérifier."""
    REJECTED = "rejected"
    """Rejetée: in review it was found that nothing is asked; it bears no number of the year unless it had one before."""
    OPEN = "open"
    """Ouverte – non prise en charge."""
    ACCEPTED = "accepted"
    """Prise en charge: somebody of the department has it in hand."""
    PLANNED = "planned"
    """Intervention programmée."""
    WAITING = "waiting"
    """En attente du demandeur."""
    TRANSFERRED = "transferred"
    """Transférée à un tiers: another authority decides or acts (article L114-2 of the code of relations with the public)."""
    DONE = "done"
    """Traitée – à clôturer."""
    CLOSED = "closed"
    """Close."""
    ARCHIVED = "archived"
    """Archivée: kept for its time, changed by nobody."""

    @property
    def is_open(self) -> bool:
        """Whether the town still owes something (fiche ouverte): decided, and not over. Taken in charge or not is told apart."""
        return self in _OPEN

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done to it, as it stands."""
        return self in _OVER


_OPEN = frozenset({Status.OPEN, Status.ACCEPTED, Status.PLANNED, Status.WAITING, Status.TRANSFERRED, Status.DONE})
_OVER = frozenset({Status.REJECTED, Status.CLOSED, Status.ARCHIVED})
OPEN_STATUSES = tuple(status for status in Status if status in _OPEN)
"""States of a request that is open (fiche ouverte), in the order of its life."""


class Closure(StrEnum):
    """How a request ended (motif de clôture)."""

    CARRIED_OUT = "carried_out"
    """Réalisée."""
    ANSWERED = "answered"
    """Répondue."""
    REFUSED = "refused"
    """Refusée: an unfavourable decision, which says its grounds (article L211-5)."""
    NO_ACTION = "no_action"
    """Sans suite."""
    NOT_OURS = "not_ours"
    """Hors compétence – transmise."""
    DUPLICATE = "duplicate"
    """Doublon."""
    INADMISSIBLE = "inadmissible"
    """Irrecevable ou abusive."""
    WITHDRAWN = "withdrawn"
    """Retirée par le demandeur."""


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
    ASKED_AGAIN = "asked_again"
    """Demande rattachée, par laquelle l'usager relance: an agent says that its requester asks again."""
    WITHDRAWAL = "withdrawal"
    """Retrait: its requester asks nothing any more."""
    REOPENING = "reopening"
    """Demande de réouverture: of a request that is closed; the town hall decides."""


class Tie(StrEnum):
    """What speaks for a message belonging to a request (lien), the strongest first."""

    PORTAL = "portal"
    """It was sent on the portal, by who had proved that the request is his."""
    LETTER = "letter"
    """It answers a letter of ours, whose Message-ID nobody can guess."""
    CODE = "code"
    NUMBER = "number"
    THREAD = "thread"
    """It answers a mail that became the request, or was added to it."""
    SENDER = "sender"
    """It says that it completes something, and its sender wrote about the request shortly before."""
    PEOPLE = "people"
    """An agent says so: the fact came back after the earlier request was closed."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RequestNumber:
    """Number of a request (numéro de fiche): counter per town and year, ``2026/0147``; grows past 9999."""

    year: int
    counter: int

    def __str__(self) -> str:
        """Return the number as printed."""
        return f"{self.year}/{self.counter:04d}"
