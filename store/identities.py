"""Whom identity providers mean by their subjects, and browsers on their way there and back."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from domain.ids import AgentId
from store.schema import IdentityRow, ProviderVisitRow


def find(session: Session, issuer: str, subject: str) -> AgentId | None:
    """Return whom a provider means by a subject."""
    row = session.get(IdentityRow, (issuer, subject))
    return None if row is None else AgentId(row.agent_id)


def is_bound(session: Session, issuer: str, agent: AgentId) -> bool:
    """Tell whether somebody is bound to a subject of a provider."""
    bound = select(IdentityRow.subject).where(IdentityRow.issuer == issuer, IdentityRow.agent_id == agent)
    return session.scalar(bound.limit(1)) is not None


def bind(session: Session, issuer: str, subject: str, agent: AgentId, now: datetime) -> None:
    """Write whom a provider means by a subject."""
    session.execute(insert(IdentityRow), {"issuer": issuer, "subject": subject, "agent_id": agent, "bound_at": now})


def unbind(session: Session, agent: AgentId) -> bool:
    """Let no provider mean somebody any more; tell whether one did."""
    gone = delete(IdentityRow).where(IdentityRow.agent_id == agent).returning(IdentityRow.subject)
    return bool(session.scalars(gone).all())


def add_visit(session: Session, visit_hash: str, content: str, now: datetime) -> None:
    """Write what a browser that is sent to the provider has to come back with."""
    session.execute(insert(ProviderVisitRow), {"visit_hash": visit_hash, "content": content, "created_at": now})


def take_visit(session: Session, visit_hash: str) -> str | None:
    """Return what a browser has to come back with, once."""
    gone = delete(ProviderVisitRow).where(ProviderVisitRow.visit_hash == visit_hash).returning(ProviderVisitRow.content)
    return session.scalar(gone)


def purge_visits(session: Session, before: datetime) -> None:
    """Forget browsers that were sent before a moment and never came back."""
    session.execute(delete(ProviderVisitRow).where(ProviderVisitRow.created_at < before))
