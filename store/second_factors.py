"""Second factors and their recovery codes, and who must have one. Secrets come in sealed, codes hashed; nothing here can read them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId
from domain.rights import Role
from store.schema import RecoveryCodeRow, SecondFactorRow, SecondFactorRuleRow

_ALL = "all"
EVERYBODY: frozenset[Role] = frozenset(Role)
"""What a rule names who asks it of everybody: also of who has no role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """Somebody's second factor; ``confirmed_at`` None: offered, not in force."""

    agent: AgentId
    secret: str = field(repr=False)
    confirmed_at: datetime | None


def find(session: Session, agent: AgentId) -> SecondFactor | None:
    """Return somebody's second factor, in force or offered."""
    row = session.get(SecondFactorRow, agent, populate_existing=True)
    return None if row is None else SecondFactor(agent=agent, secret=row.secret, confirmed_at=row.confirmed_at)


def find_in_force(session: Session, agent: AgentId) -> SecondFactor | None:
    """Return the second factor that somebody is asked for."""
    found = find(session, agent)
    return found if found is not None and found.confirmed_at is not None else None


def in_force(session: Session) -> frozenset[AgentId]:
    """Return everybody who is asked for a second factor."""
    return frozenset(map(AgentId, session.scalars(select(SecondFactorRow.agent_id).where(SecondFactorRow.confirmed_at.is_not(None)))))


def offer(session: Session, agent: AgentId, secret: str, now: datetime) -> None:
    """Write a second factor that is not in force yet, in place of one that never was; one in force stays."""
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.agent_id == agent, SecondFactorRow.confirmed_at.is_(None)))
    if find(session, agent) is None:
        session.execute(insert(SecondFactorRow), {"agent_id": agent, "secret": secret, "created_at": now})


def confirm(session: Session, agent: AgentId, now: datetime) -> None:
    """Put an offered second factor into force."""
    session.execute(update(SecondFactorRow).where(SecondFactorRow.agent_id == agent).values(confirmed_at=now))


def take_step(session: Session, agent: AgentId, step: int) -> bool:
    """Take the code of a step of time; False where that one or a later one was taken before. Of two at once, one is taken."""
    is_new = or_(SecondFactorRow.last_step.is_(None), SecondFactorRow.last_step < step)
    taking = update(SecondFactorRow).where(SecondFactorRow.agent_id == agent, is_new).values(last_step=step)
    return session.scalar(taking.returning(SecondFactorRow.agent_id).execution_options(synchronize_session=False)) is not None


def forget(session: Session, agent: AgentId) -> bool:
    """Remove somebody's second factor and recovery codes; tell whether one was in force."""
    was_there = find_in_force(session, agent) is not None
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.agent_id == agent))
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.agent_id == agent))
    return was_there


def write_codes(session: Session, agent: AgentId, hashes: Collection[bytes]) -> None:
    """Write somebody's recovery codes; those of before open nothing any more."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.agent_id == agent))
    session.execute(insert(RecoveryCodeRow), [{"code_hash": one, "agent_id": agent} for one in hashes])


def take_code(session: Session, agent: AgentId, code_hash: bytes, now: datetime) -> bool:
    """Take a recovery code; False where it is none of his, or was taken before. Of two at once, one is taken."""
    is_his = (RecoveryCodeRow.code_hash == code_hash, RecoveryCodeRow.agent_id == agent, RecoveryCodeRow.used_at.is_(None))
    taking = update(RecoveryCodeRow).where(*is_his).values(used_at=now).returning(RecoveryCodeRow.agent_id)
    return session.scalar(taking.execution_options(synchronize_session=False)) is not None


def count_codes(session: Session, agent: AgentId) -> int:
    """Return how many recovery codes somebody has left."""
    left = (RecoveryCodeRow.agent_id == agent, RecoveryCodeRow.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCodeRow).where(*left)) or 0


def needed_by(session: Session, scope: str) -> frozenset[Role]:
    """Return whose roles need a second factor in a town, '' among those of the installation; `EVERYBODY` for all."""
    written = session.scalar(select(SecondFactorRuleRow.roles).where(SecondFactorRuleRow.scope == scope)) or ""
    return EVERYBODY if written == _ALL else frozenset(map(Role, written.split()))


def set_needed_by(session: Session, scope: str, roles: frozenset[Role]) -> None:
    """Write whose roles need a second factor in a town."""
    session.execute(delete(SecondFactorRuleRow).where(SecondFactorRuleRow.scope == scope))
    written = _ALL if roles == EVERYBODY else " ".join(role.value for role in Role if role in roles)
    if written:
        session.execute(insert(SecondFactorRuleRow), {"scope": scope, "roles": written})
