"""A request goes back to review by itself: nobody of its department has opened it, or the department is closed and nobody takes over."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.lifecycle import Situation
from domain.request import Status
from flows import clocks
from flows.acting import Acting
from flows.post import ACTOR, post
from flows.settings import Settings
from flows.town_views import TownView
from flows.transmission import Transmitting, given_back
from store import requests
from store.requests import RequestRecord

UNREAD = "returned_unread"
CLOSED = "returned_closed"
"""What stands in the history and in the journal."""
_BECAUSE = {
    UNREAD: "Personne du service ne l’a ouverte dans le délai prévu.",
    CLOSED: "Son service est fermé, et aucun autre ne le reprend.",
}


def give_back(settings: Settings, view: TownView, session: Session, record: RequestRecord, action: str, now: datetime) -> tuple[str, ...]:
    """Put a request back into review, which whoever calls holds, and tell people so once; return the queues that have work then.

    The legal clock goes on as it was.
    """
    requests.stand(session, record.line.id, Situation(status=Status.REVIEW))
    clocks.come_back(session, view, record.line.id, now)
    facts = {"before": record.line.status.value, "department": record.line.department}
    Acting(agent=ACTOR, now=now).write_down(session, record, action, facts)
    transmitting = Transmitting(settings=settings, view=view, session=session, now=now, actor=ACTOR)
    return post(settings, session, given_back(transmitting, record, _BECAUSE[action]), now)
