"""Which requests have changed: told by their histories, so that who looks regularly reads only what is new."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from store.schema import HistoryRow, RequestRow


def newest_marker(session: Session, settled: datetime) -> int:
    """Return the id of the last line of all histories before which everything is committed: none that is younger than ``settled``."""
    newest = session.scalar(select(func.max(HistoryRow.id))) or 0
    floor = max(0, newest - _LOOKED_AT)
    young = select(func.min(HistoryRow.id)).where(HistoryRow.id > floor, HistoryRow.at > settled)
    first = session.scalar(young)
    return newest if first is None else first - 1


_LOOKED_AT = 50_000
"""So many lines are looked at: more are not written within the minutes that count."""


def changed_since(
    session: Session, town: TownId, *, since: datetime | None, after: int | None, behind: RequestId, limit: int
) -> tuple[RequestId, ...]:
    """Return requests of a town by id, behind one: received since a moment, with a line in their history after a marker."""
    statement = select(RequestRow.id).where(RequestRow.town == town, RequestRow.id > behind).order_by(RequestRow.id).limit(limit)
    if since is not None:
        statement = statement.where(RequestRow.received_at >= since)
    if after is not None:
        statement = statement.where(RequestRow.id.in_(select(HistoryRow.request_id).where(HistoryRow.id > after)))
    return tuple(map(RequestId, session.scalars(statement)))
