"""What is new for an agent: who was named where, what was given to him, and whether he has read it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId, RequestId, TownId
from domain.note import Ring, RingId, RingKind
from store.schema import RingRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRing:
    """What is new on a request, and who did it."""

    town: TownId
    request: RequestId
    kind: RingKind
    item: int
    actor: str


def ring(session: Session, new: NewRing, agents: Collection[AgentId], now: datetime) -> None:
    """Tell some agents what is new; who was told of the same before is not told twice."""
    said = {"town": new.town, "request_id": new.request, "kind": new.kind, "item": new.item, "actor": new.actor, "at": now}
    rows = [{**said, "agent_id": agent} for agent in dict.fromkeys(agents)]
    if rows:
        session.execute(insert_into(dialect_of(session), RingRow).on_conflict_do_nothing(), rows)


def forget(session: Session, kind: RingKind, item: int) -> None:
    """Take back what is new of something: it is not so any more, and may become so again."""
    session.execute(delete(RingRow).where(RingRow.kind == kind, RingRow.item == item).execution_options(synchronize_session=False))


def unread(session: Session, agent: AgentId, town: TownId | None, most: int) -> dict[RequestId, int]:
    """Return how much of each request an agent has not read, of a town or of all; of so much at most, the newest."""
    asked: dict[str, object] = {"agent": agent, "most": most}
    found = session.scalars(_UNREAD, asked) if town is None else session.scalars(_UNREAD_OF, {**asked, "town": town})
    return {RequestId(one): count for one, count in Counter(found).items()}


def count_unread(session: Session, agent: AgentId, town: TownId | None, most: int) -> int:
    """Return how much an agent has not read, of a town or of all, whatever he may read by now; at most so much."""
    return sum(unread(session, agent, town, most).values())


def newest(session: Session, agent: AgentId, town: TownId | None, limit: int) -> tuple[Ring, ...]:
    """Return what is new for an agent, of a town or of all, the newest first."""
    rows = select(RingRow).where(RingRow.agent_id == agent)
    if town is not None:
        rows = rows.where(RingRow.town == town)
    return tuple(map(_ring, session.scalars(rows.order_by(RingRow.id.desc()).limit(limit))))


def mark_read(session: Session, agent: AgentId, up_to: int, now: datetime, only: int | None = None) -> None:
    """Say that an agent has read what is new up to an id, or one of it."""
    own = (RingRow.agent_id == agent, RingRow.read_at.is_(None), RingRow.id <= up_to if only is None else RingRow.id == only)
    session.execute(update(RingRow).where(*own).values(read_at=now).execution_options(synchronize_session=False))


def is_unread(session: Session, agent: AgentId, request: RequestId) -> bool:
    """Tell whether anything of a request is new to an agent."""
    return session.scalar(_IS_UNREAD, {"agent": agent, "request": request}) is not None


def mark_seen(session: Session, agent: AgentId, request: RequestId, now: datetime) -> None:
    """Say that an agent has looked at a request."""
    own = update(RingRow).where(RingRow.agent_id == agent, RingRow.request_id == request, RingRow.read_at.is_(None))
    session.execute(own.values(read_at=now).execution_options(synchronize_session=False))


_OWN = RingRow.agent_id == bindparam("agent")
_UNREAD = select(RingRow.request_id).where(_OWN, RingRow.read_at.is_(None)).order_by(RingRow.id.desc()).limit(bindparam("most"))
_UNREAD_OF = _UNREAD.where(RingRow.town == bindparam("town"))
_IS_UNREAD = select(RingRow.id).where(_OWN, RingRow.request_id == bindparam("request"), RingRow.read_at.is_(None)).limit(1)
"""Pages of the desk ask these: they are put together once."""


def _ring(row: RingRow) -> Ring:
    return Ring(
        id=RingId(row.id),
        town=TownId(row.town),
        agent=AgentId(row.agent_id),
        request=RequestId(row.request_id),
        kind=RingKind(row.kind),
        item=row.item,
        actor=row.actor,
        at=row.at,
        is_read=row.read_at is not None,
    )
