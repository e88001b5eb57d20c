"""Whom an identity provider means by its subjects, among the citizens of a town."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from domain.ids import CitizenId, TownId
from store.schema import CitizenIdentityRow


def find(session: Session, town: TownId, issuer: str, subject: str) -> CitizenId | None:
    """Return whom a provider means by a subject in a town."""
    row = session.get(CitizenIdentityRow, (town, issuer, subject))
    return None if row is None else CitizenId(row.citizen_id)


def is_bound(session: Session, issuer: str, citizen: CitizenId) -> bool:
    """Tell whether somebody is bound to a subject of a provider."""
    bound = select(CitizenIdentityRow.subject).where(CitizenIdentityRow.issuer == issuer, CitizenIdentityRow.citizen_id == citizen)
    return session.scalar(bound.limit(1)) is not None


def issuers(session: Session, citizen: CitizenId) -> tuple[str, ...]:
    """Return the providers that mean somebody."""
    bound = select(CitizenIdentityRow.issuer).where(CitizenIdentityRow.citizen_id == citizen).order_by(CitizenIdentityRow.issuer)
    return tuple(session.scalars(bound))


def bind(session: Session, town: TownId, issuer: str, subject: str, citizen: CitizenId, now: datetime) -> None:
    """Write whom a provider means by a subject. One that means somebody already raises IntegrityError."""
    values = {"town": town, "issuer": issuer, "subject": subject, "citizen_id": citizen, "bound_at": now}
    session.execute(insert(CitizenIdentityRow), values)


def unbind(session: Session, citizen: CitizenId) -> bool:
    """Let no provider mean somebody any more; tell whether one did."""
    gone = delete(CitizenIdentityRow).where(CitizenIdentityRow.citizen_id == citizen).returning(CitizenIdentityRow.subject)
    return bool(session.scalars(gone).all())


def unbind_since(session: Session, citizen: CitizenId, since: datetime) -> None:
    """Let no provider mean somebody that has done so only since a moment."""
    session.execute(delete(CitizenIdentityRow).where(CitizenIdentityRow.citizen_id == citizen, CitizenIdentityRow.bound_at >= since))
