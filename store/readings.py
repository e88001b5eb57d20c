"""Who opened which request on which day (consultations): one row an agent, request and day, however often he looks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from store.schema import ReadingRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That somebody opened a request on a day; ``at`` is when first."""

    login: str
    day: date
    at: datetime


def is_known(session: Session, request: RequestId, login: str, day: date) -> bool:
    """Tell whether it is written down that somebody opened a request on a day."""
    return session.scalar(_KNOWN, {"request": request, "on_day": day, "by_login": login}) is not None


_KNOWN = select(ReadingRow.request_id).where(
    ReadingRow.request_id == bindparam("request"), ReadingRow.day == bindparam("on_day"), ReadingRow.login == bindparam("by_login")
)
"""Every page of a request asks this: it is put together once."""


def note(session: Session, town: TownId, request: RequestId, login: str, day: date, now: datetime) -> None:
    """Write down that somebody opened a request; known already, it stays as it is."""
    adding = insert_into(dialect_of(session), ReadingRow)
    session.execute(adding.values(request_id=request, day=day, login=login, town=town, at=now).on_conflict_do_nothing())


def of_request(session: Session, request: RequestId, limit: int) -> tuple[Reading, ...]:
    """Return who opened a request, the last first."""
    rows = session.scalars(select(ReadingRow).where(ReadingRow.request_id == request).order_by(ReadingRow.at.desc()).limit(limit))
    return tuple(Reading(login=row.login, day=row.day, at=row.at) for row in rows)
