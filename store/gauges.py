"""Counts for those who watch: the desk's head lines and the metrics."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, func, select, text
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.inbound import Outcome
from domain.request import Status
from domain.rights import Reach
from store.columns import literally
from store.reach import WHOLE, is_readable, is_there, is_told
from store.request_lines import CONCEALED
from store.schema import CONCEALABLE, InboundRow, OutboxRow, RequestRow

LETTERS_HERE = ("waiting", "leaving", "held")
_UNSENT = literally("state <> 'sent'")
"""Literally the condition of the partial index, or SQLite would not use it."""


_CONCEALABLE_INDEX = ("ix_requests_town_concealable", "ix_requests_concealable")
"""Of a town, and of all: of itself SQLite takes an index of all that wait, and reads each row to see whose it is."""


def in_review(session: Session, town: TownId | None, reach: Reach = WHOLE) -> dict[int, int]:
    """Return how many requests of a town, or of all, that are there for somebody wait for review, by priority.

    Those that are not his to read are counted as `CONCEALED`, whatever their priority is.
    """
    found = _by_priority(session, town, RequestRow.status == Status.REVIEW, *is_there(reach))
    if reach.is_all and is_told(reach):
        # All are counted in an index that knows no secrecy, and the few confidential ones apart in theirs.
        hidden = _by_priority(session, town, text(CONCEALABLE), ~is_readable(reach), index=_CONCEALABLE_INDEX)
        told = {priority: count - hidden.get(priority, 0) for priority, count in found.items()}
        found = {priority: count for priority, count in {**told, CONCEALED: sum(hidden.values())}.items() if count > 0}
    return found


def _by_priority(
    session: Session, town: TownId | None, *chosen: ColumnElement[bool] | TextClause, index: tuple[str, str] | None = None
) -> dict[int, int]:
    """Count by priority; ``index``: which SQLite is to take, for a town or for all."""
    statement = select(RequestRow.priority, func.count()).where(*chosen).group_by(RequestRow.priority)
    if town is not None:
        statement = statement.where(RequestRow.town == town)
    if index is not None:
        statement = statement.with_hint(RequestRow, f"INDEXED BY {index[0 if town else 1]}", "sqlite")
    return {priority: count for priority, count in session.execute(statement)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many wait, and when the oldest of them came in."""

    count: int
    oldest_at: datetime


def review_by_town(session: Session) -> dict[TownId, Waiting]:
    """Return what waits for review in each town where something does."""
    waiting = select(RequestRow.town, func.count(), func.min(RequestRow.received_at)).where(RequestRow.status == Status.REVIEW)
    rows = session.execute(waiting.group_by(RequestRow.town))
    return {TownId(town): Waiting(count=count, oldest_at=oldest) for town, count, oldest in rows}


def letters_here(session: Session) -> dict[str, Waiting]:
    """Return the letters that are still in the house and have to leave, by their state."""
    here = select(OutboxRow.state, func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.state.in_(LETTERS_HERE), _UNSENT)
    return {state: Waiting(count=count, oldest_at=oldest) for state, count, oldest in session.execute(here.group_by(OutboxRow.state))}


def inbounds_by_outcome(session: Session) -> dict[Outcome, int]:
    """Return how many arrivals came to each outcome; every outcome is there."""
    found = {
        Outcome(outcome): count for outcome, count in session.execute(select(InboundRow.outcome, func.count()).group_by(InboundRow.outcome))
    }
    return {outcome: found.get(outcome, 0) for outcome in Outcome}
