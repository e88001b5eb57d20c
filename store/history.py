"""What was done to a request, line by line. Append only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from store import quick, webhook_events
from store.schema import HistoryRow, table_of

_ADDING = insert(table_of(HistoryRow))
_LINE = table_of(HistoryRow).c
_LINES = select(_LINE.at, _LINE.actor, _LINE.action, _LINE.details).where(_LINE.request_id == bindparam("of_request")).order_by(_LINE.id)
_COUNTING = select(func.count()).where(table_of(HistoryRow).c.request_id == bindparam("of_request"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One action on a request (historique). ``actor`` is an agent's login or the name of a step such as ``routing``."""

    at: datetime
    actor: str
    action: str
    details: Mapping[str, object]


def append(session: Session, town: TownId, request: RequestId, line: HistoryLine) -> None:
    """Write one action on a request, and note it for other software that is told of such."""
    values = {"at": line.at, "actor": line.actor, "action": line.action, "details": dict(line.details)}
    quick.add(session, _ADDING, ({"town": town, "request_id": request, **values},))
    webhook_events.hear(session, town, request, line.action, line.at)


def count(session: Session, request: RequestId) -> int:
    """Return how many lines the history of a request has."""
    return session.scalars(_COUNTING, {"of_request": request}).one()


def lines(session: Session, request: RequestId) -> tuple[HistoryLine, ...]:
    """Return what was done to a request, oldest first."""
    rows = session.execute(_LINES, {"of_request": request})
    return tuple(HistoryLine(at=at, actor=actor, action=action, details=details) for at, actor, action, details in rows)


Reader = Callable[[Session, RequestId], tuple[HistoryLine, ...]]
"""What is read of the history of a request, oldest first."""


def only(*actions: str) -> Reader:
    """Return what reads only the lines of some actions, for what is done often to a request with a long history; of none: nothing."""
    wanted = _LINES.where(_LINE.action.in_(actions))

    def read(session: Session, request: RequestId) -> tuple[HistoryLine, ...]:
        rows = session.execute(wanted, {"of_request": request}) if actions else ()
        return tuple(HistoryLine(at=at, actor=actor, action=action, details=details) for at, actor, action, details in rows)

    return read
