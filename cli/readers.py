"""Who reads what a command lists: an agent as far as his rights reach, or the operator himself."""

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import TownId
from domain.rights import Permission, Reach, Standing, reach, review_reach
from flows.acting import find_agent
from flows.rights import lacking, standing_of
from flows.wiring import Installation
from store import agents

OPERATOR = Reach(level=Confidentiality.NORMAL)
"""What the operator is told, as a program that names no agent is: what is not confidential, and that the rest is there."""


def find_standing(installation: Installation, session: Session, town: TownId, agent: str) -> Standing | None:
    """Return what an agent is; None for a name nobody signs in by: the operator's own. Raises NotFoundError for one of another town."""
    if agents.find_by_login(session, agent) is None:
        return None
    return standing_of(session, installation.towns, find_agent(session, town, agent))


def reach_of(standing: Standing | None) -> Reach:
    """Return which requests are told to an agent, None: to the operator."""
    return OPERATOR if standing is None else reach(standing)


def queue_of(installation: Installation, session: Session, town: TownId | None, agent: str) -> tuple[TownId | None, Reach]:
    """Return of which town (None: of all) an agent is shown the review queue, and which of its requests are told him.

    Raises NotFoundError for an agent of another town, ForbiddenError for one who does not work in the queue.
    """
    found = agents.find_by_login(session, agent)
    if found is None:
        return town, OPERATOR
    own = town or found.town
    if own is not None:
        found = find_agent(session, own, agent)
    reached = review_reach(standing_of(session, installation.towns, found))
    if not (reached.is_all or reached.departments):
        raise lacking(Permission.REVIEW)
    return own, reached
