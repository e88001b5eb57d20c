"""Going through the review queue without deciding: to the next or the previous request, and what would come next."""

from datetime import datetime, timedelta

from domain.ids import RequestId, TownId
from domain.request import Status
from domain.review import Claim
from domain.rights import Permission, Reach, review_reach
from flows.acting import Purpose, find_acting, find_agent
from flows.rights import lacking, standing_of
from flows.wiring import Installation
from store import claims, queue, requests
from store.queue import Way
from store.requests import RequestRecord

__all__ = ["Way", "foresee", "go", "renew"]
_TRIES = 5
"""So many are tried that a colleague took at the same moment."""


def go(installation: Installation, request: RequestId, way: Way, agent: str, now: datetime) -> RequestId | None:
    """Hold the nearest request before or behind one in the queue, and leave that one to others; None where there is none.

    Raises NotFoundError, ForbiddenError for who does not work in the queue.
    """
    with installation.database.write() as session:
        record = requests.get(session, request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.REVIEW))
        reach = review_reach(standing_of(session, installation.towns, find_agent(session, record.line.town, agent)))
        place = record.line.cursor
        for _ in range(_TRIES):
            found = queue.beside(session, record.line.town, acting.agent, now, reach, place=place, way=way)
            if found is None:
                return None
            wanted = Claim(request=found, town=record.line.town, agent=acting.agent, until=now + _lease(installation))
            if claims.take(session, wanted, now):
                claims.release(session, request, acting.agent)
                return found
            place = requests.get(session, found).line.cursor
    return None


def foresee(installation: Installation, town: TownId, but: RequestId, agent: str, now: datetime) -> RequestId | None:
    """Return what an agent gets next in a town once he is done with a request; nothing is held by that.

    Raises NotFoundError, ForbiddenError for who does not work in the queue.
    """
    with installation.database.read() as session:
        reach: Reach = review_reach(standing_of(session, installation.towns, find_agent(session, town, agent)))
        if not (reach.is_all or reach.departments):
            raise lacking(Permission.REVIEW)
        return queue.first(session, town, agent, now, reach, but=but)


def renew(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Go on holding a request in review that nobody else holds, for an agent who is at it; return the request as it stands.

    What a colleague holds by now stays his, and what is decided stays so: the page tells. Raises NotFoundError, ForbiddenError.
    """
    with installation.database.write() as session:
        record = requests.get(session, request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.REVIEW))
        if record.line.status is Status.REVIEW:
            claims.take(session, Claim(request=request, town=record.line.town, agent=acting.agent, until=now + _lease(installation)), now)
    return record


def _lease(installation: Installation) -> timedelta:
    return timedelta(minutes=installation.settings.claim_minutes)
