"""Messages whose requests all wait for people, to be read again."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.ids import DraftId, TownId
from domain.request import Status
from store.schema import JobRow, RequestRow


def waiting(session: Session, town: TownId) -> tuple[DraftId, ...]:
    """Return the messages of which a request waits in review, the oldest first."""
    statement = select(RequestRow.draft_id).where(RequestRow.status == Status.REVIEW, RequestRow.merged_into.is_(None))
    found = session.scalars(statement.where(RequestRow.town == town).distinct().order_by(RequestRow.draft_id))
    return tuple(map(DraftId, found))


def left(session: Session, town: TownId, kind: str) -> int:
    """Return how many jobs of a kind a town still has to wait for; those that failed for good are told elsewhere."""
    ahead = JobRow.state.in_(("ready", "running"))
    return session.scalar(select(func.count()).where(JobRow.kind == kind, JobRow.town == town, ahead)) or 0
