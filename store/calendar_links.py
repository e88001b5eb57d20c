"""Secret addresses of calendars. Hashes come in; nothing here knows a secret."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId, DepartmentCode, TownId
from store.schema import CalendarLinkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLink:
    """A secret address at which an agent's calendar is read. ``department`` None: what he has in hand. ``alarm_days`` None: no alarm."""

    id: int
    town: TownId
    agent: AgentId
    department: DepartmentCode | None
    alarm_days: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link to add, as `CalendarLink`."""

    town: TownId
    agent: AgentId
    department: DepartmentCode | None
    secret_hash: str = field(repr=False)
    alarm_days: int | None


def add(session: Session, new: NewLink, now: datetime) -> int:
    """Write a link and return its id."""
    values = {
        "town": new.town,
        "agent_id": new.agent,
        "department": new.department,
        "secret_hash": new.secret_hash,
        "alarm_days": new.alarm_days,
        "created_at": now,
    }
    return session.scalars(insert(CalendarLinkRow).values(values).returning(CalendarLinkRow.id)).one()


def find(session: Session, secret_hash: str) -> CalendarLink | None:
    """Return the link with this hash that was not ended."""
    found = select(CalendarLinkRow).where(CalendarLinkRow.secret_hash == secret_hash, CalendarLinkRow.ended_at.is_(None))
    row = session.scalar(found)
    return None if row is None else _link(row)


def of_agent(session: Session, agent: AgentId) -> tuple[CalendarLink, ...]:
    """Return the links of an agent that were not ended, the oldest first."""
    own = select(CalendarLinkRow).where(CalendarLinkRow.agent_id == agent, CalendarLinkRow.ended_at.is_(None))
    return tuple(map(_link, session.scalars(own.order_by(CalendarLinkRow.id))))


def end(session: Session, agent: AgentId, link: int, now: datetime) -> bool:
    """End a link of an agent; False where he has none of this id that was not ended."""
    own = (CalendarLinkRow.id == link, CalendarLinkRow.agent_id == agent, CalendarLinkRow.ended_at.is_(None))
    ended = update(CalendarLinkRow).where(*own).values(ended_at=now).returning(CalendarLinkRow.id)
    return session.scalar(ended.execution_options(synchronize_session=False)) is not None


def _link(row: CalendarLinkRow) -> CalendarLink:
    return CalendarLink(
        id=row.id,
        town=TownId(row.town),
        agent=AgentId(row.agent_id),
        department=None if row.department is None else DepartmentCode(row.department),
        alarm_days=row.alarm_days,
        created_at=row.created_at,
    )
