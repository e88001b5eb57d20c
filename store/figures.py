"""Counts for those who watch: the desk's head lines and the metrics."""

from sqlalchemy import ColumnElement, TextClause, func, select, text
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.inbound import Outcome
from domain.request import Status
from domain.rights import Reach
from store.reach import WHOLE, is_readable, is_there, is_told
from store.request_lines import CONCEALED
from store.schema import CONCEALABLE, InboundRow, RequestRow


def in_review(session: Session, town: TownId | None, reach: Reach = WHOLE) -> dict[int, int]:
    """Return how many requests of a town, or of all, that are there for somebody wait for review, by priority.

    Those that are not his to read are counted as `CONCEALED`, whatever their priority is.
    """
    found = _by_priority(session, town, RequestRow.status == Status.REVIEW, *is_there(reach))
    if reach.is_all and is_told(reach):
        # All are counted in an index that knows no secrecy, and the few confidential ones apart in theirs.
        hidden = _by_priority(session, town, text(CONCEALABLE), ~is_readable(reach))
        told = {priority: count - hidden.get(priority, 0) for priority, count in found.items()}
        found = {priority: count for priority, count in {**told, CONCEALED: sum(hidden.values())}.items() if count > 0}
    return found


def _by_priority(session: Session, town: TownId | None, *chosen: ColumnElement[bool] | TextClause) -> dict[int, int]:
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
