"""Links to a new password that somebody asked for. Hashes come in; nothing here knows what stands in a link."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId
from store.schema import PasswordLinkRow


def add(session: Session, token_hash: str, agent: AgentId, now: datetime, expires_at: datetime) -> None:
    """Write a link."""
    values = {"token_hash": token_hash, "agent_id": agent, "created_at": now, "expires_at": expires_at}
    session.execute(insert(PasswordLinkRow), values)


def count_since(session: Session, agent: AgentId, since: datetime) -> int:
    """Return how many links somebody was sent since a moment."""
    sent = (PasswordLinkRow.agent_id == agent, PasswordLinkRow.created_at > since)
    return session.scalar(select(func.count()).select_from(PasswordLinkRow).where(*sent)) or 0


def find(session: Session, token_hash: str, now: datetime) -> AgentId | None:
    """Return whose link this is, unless it is over."""
    valid = (PasswordLinkRow.token_hash == token_hash, PasswordLinkRow.expires_at > now)
    found = session.scalar(select(PasswordLinkRow.agent_id).where(*valid))
    return None if found is None else AgentId(found)


def end(session: Session, agent: AgentId, now: datetime) -> None:
    """Let none of somebody's links open anything any more; that they were sent stays known for a while."""
    session.execute(update(PasswordLinkRow).where(PasswordLinkRow.agent_id == agent).values(expires_at=now))


def purge(session: Session, before: datetime) -> None:
    """Forget links that were over before a moment."""
    session.execute(delete(PasswordLinkRow).where(PasswordLinkRow.expires_at < before))
