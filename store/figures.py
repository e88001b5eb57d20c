"""Counts for those who watch: the desk's head lines and the metrics."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.inbound import Outcome
from domain.request import Status
from domain.rights import Reach
from store.reach import WHOLE, is_there
from store.schema import InboundRow, RequestRow


def in_review(session: Session, town: TownId | None, reach: Reach = WHOLE) -> dict[int, int]:
    """Return how many requests of a town, or of all, that are there for somebody wait for review, by priority."""
    chosen = (RequestRow.status == Status.REVIEW, *is_there(reach))
    statement = select(RequestRow.priority, func.count()).where(*chosen).group_by(RequestRow.priority)
    if town is not None:
        statement = statement.where(RequestRow.town == town)
    return {priority: count for priority, count in session.execute(statement)}


def inbounds_by_outcome(session: Session) -> dict[Outcome, int]:
    """Return how many arrivals came to each outcome; every outcome is there."""
    found = {
        Outcome(outcome): count for outcome, count in session.execute(select(InboundRow.outcome, func.count()).group_by(InboundRow.outcome))
    }
    return {outcome: found.get(outcome, 0) for outcome in Outcome}
