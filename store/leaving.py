"""What somebody has in hand whose account is closed: requests in his name, claims in review, tasks, absences in which he stands in."""

from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.api_key import ApiKeyId
from domain.ids import RequestId
from domain.request import OPEN_STATUSES
from store.absences import AbsenceId
from store.schema import AbsenceRow, ApiKeyRow, ClaimRow, RequestRow, TaskRow


def in_hand(session: Session, login: str) -> tuple[RequestId, ...]:
    """Return the open requests that stand in an agent's name, in the order they were kept; parts of others do not count."""
    own = (RequestRow.taken_by == login, RequestRow.status.in_(OPEN_STATUSES), RequestRow.merged_into.is_(None))
    return tuple(map(RequestId, session.scalars(select(RequestRow.id).where(*own).order_by(RequestRow.id))))


def release_claims(session: Session, login: str) -> int:
    """End all claims of an agent in review and return how many there were."""
    released = delete(ClaimRow).where(ClaimRow.agent == login).returning(ClaimRow.request_id)
    return len(session.scalars(released.execution_options(synchronize_session=False)).all())


def claims(session: Session, login: str) -> int:
    """Return how many requests in review an agent holds."""
    return len(session.scalars(select(ClaimRow.request_id).where(ClaimRow.agent == login)).all())


def tasks(session: Session, login: str) -> int:
    """Return how many open tasks an agent has."""
    return len(session.scalars(select(TaskRow.id).where(TaskRow.agent == login, TaskRow.ended_at.is_(None))).all())


def give_tasks_back(session: Session, login: str) -> int:
    """Give the open tasks of an agent to the departments in which their requests lie, and return how many."""
    of_request = select(RequestRow.department).where(RequestRow.id == TaskRow.request_id).scalar_subquery()
    own = update(TaskRow).where(TaskRow.agent == login, TaskRow.ended_at.is_(None))
    given = own.values(agent=None, department=of_request).returning(TaskRow.id)
    return len(session.scalars(given.execution_options(synchronize_session=False)).all())


def standing_in(session: Session, login: str, day: date) -> tuple[AbsenceId, ...]:
    """Return the absences from a day on in which an agent stands in for somebody, in the order they were said."""
    own = (AbsenceRow.deputy == login, AbsenceRow.taken_back_at.is_(None), AbsenceRow.last_day >= day)
    return tuple(map(AbsenceId, session.scalars(select(AbsenceRow.id).where(*own).order_by(AbsenceRow.id))))


def keys_of(session: Session, login: str) -> tuple[ApiKeyId, ...]:
    """Return the keys of the API that an agent made and that nobody ended."""
    own = select(ApiKeyRow.id).where(ApiKeyRow.created_by == login, ApiKeyRow.revoked_at.is_(None)).order_by(ApiKeyRow.id)
    return tuple(map(ApiKeyId, session.scalars(own)))
