"""What a citizen may do to a request of his on the portal, and how he rates the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.lifecycle import Situation
from domain.request import Closure, Status

CHANGEABLE_FOR = timedelta(days=14)
"""So long a rating may be changed by who gave it."""
MOST_WORDS = 1_000
"""Characters of the words of a rating."""


class PortalAct(StrEnum):
    """What a citizen sends about a request (démarche de l'usager). Each is an arrival."""

    MESSAGE = "message"
    """Ajouter un message ou des photos."""
    PIECES = "pieces"
    """Répondre à une demande de pièces."""
    WITHDRAW = "withdraw"
    """Retirer la demande."""
    REOPEN = "reopen"
    """Demander la réouverture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How an answer is rated (évaluation): ``stars`` from 1 to 5, ``words`` where some were written; first ``at``, last ``changed_at``."""

    stars: int
    words: str | None
    at: datetime
    changed_at: datetime


def possible_acts(
    status: Status, closed_at: datetime | None, now: datetime, *, reopen_days: int, is_withdrawn: bool, is_reopening: bool
) -> tuple[PortalAct, ...]:
    """Return what its requester may do to a request that stands so; ``reopen_days`` after its closing he may ask for reopening.

    ``is_withdrawn``, ``is_reopening``: he has asked for that already, and nothing was decided of it since.
    """
    if status.is_over:
        is_late = status is not Status.CLOSED or closed_at is None or now - closed_at > timedelta(days=reopen_days)
        return () if is_late or is_reopening else (PortalAct.REOPEN,)
    answer = PortalAct.PIECES if status is Status.WAITING else PortalAct.MESSAGE
    return (answer,) if is_withdrawn else (answer, PortalAct.WITHDRAW)


def may_rate(situation: Situation, rating: Rating | None, now: datetime) -> bool:
    """Tell whether the answer may be rated, or its rating changed, now; who has withdrawn his request was given none."""
    if situation.status is not Status.CLOSED or situation.closed_at is None or situation.closure is Closure.WITHDRAWN:
        return False
    return rating is None or now - rating.at <= CHANGEABLE_FOR
