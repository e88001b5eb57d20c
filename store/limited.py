"""Requests that are left alone because their requesters have asked for it (limitation: GDPR, article 18); those merged into one with it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from domain.ids import RequestId, TownId
from domain.request import Status
from store.columns import UtcDateTime
from store.schema import NextLookRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into

_LIVING = tuple(one.value for one in Status if not one.is_over)


def is_limited(session: Session, request: RequestId) -> bool:
    """Tell whether a request is left alone, or the one it is a part of."""
    return session.scalar(select(exists().where(RequestRow.id == request, limited(RequestRow.id)))) is True


def limited(request: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Return what is true of a row whose request is left alone, or is a part of one that is."""
    own, main = aliased(RequestRow), aliased(RequestRow)
    whole = or_(main.id == own.id, main.id == own.merged_into)
    return exists().where(and_(own.id == request, whole, main.limited_at.is_not(None)))


def family(session: Session, request: RequestId) -> tuple[RequestId, ...]:
    """Return a request with those that are a part of it."""
    own = or_(RequestRow.id == request, RequestRow.merged_into == request)
    return tuple(map(RequestId, session.scalars(select(RequestRow.id).where(own))))


def look_from(session: Session, request: RequestId, town: TownId, at: datetime) -> None:
    """Have reminders look at a request that is not over from a moment on, if they were to look at it later only."""
    own = (RequestRow.id == request, RequestRow.status.in_(_LIVING))
    living = select(RequestRow.id, literal(town), literal(at, UtcDateTime())).where(*own)
    looking = insert_into(dialect_of(session), NextLookRow).from_select(["request_id", "town", "at"], living)
    earlier = table_of(NextLookRow).c.at > at
    session.execute(looking.on_conflict_do_update(index_elements=["request_id"], set_={"at": at}, where=earlier))
