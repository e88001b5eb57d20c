"""Mail that was set aside as a machine's, page by page: nothing of it is lost, and people see why it is there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.draft import Draft
from domain.ids import InboundId, TownId
from domain.inbound import Inbound, Outcome
from store.inbounds import loaded
from store.mapping import load
from store.schema import DraftRow, InboundRow

_ASIDE = (Outcome.MACHINE, Outcome.SPAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideMail:
    """A mail set aside. ``reason`` is its kind, or why else."""

    id: InboundId
    inbound: Inbound
    outcome: Outcome
    reason: str | None
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An arrival nothing could be made of, with the reason."""

    id: InboundId
    inbound: Inbound
    reason: str | None


def quarantined(session: Session, town: TownId | None, *, limit: int) -> tuple[Quarantined, ...]:
    """Return the arrivals of a town, or of all, that are in quarantine, the last first."""
    statement = select(InboundRow).where(InboundRow.outcome == Outcome.QUARANTINED).order_by(InboundRow.id.desc()).limit(limit)
    if town is not None:
        statement = statement.where(InboundRow.town == town)
    return tuple(Quarantined(id=InboundId(row.id), inbound=loaded(row), reason=row.reason) for row in session.scalars(statement))


def quarantined_since(session: Session, town: TownId | None, since: datetime) -> int:
    """Return how many arrivals of a town, or of all, that came in from a moment on are in quarantine."""
    statement = select(func.count()).where(InboundRow.outcome == Outcome.QUARANTINED, InboundRow.received_at >= since)
    if town is not None:
        statement = statement.where(InboundRow.town == town)
    return session.scalars(statement).one()


def page(session: Session, town: TownId | None, *, after: InboundId | None, limit: int) -> tuple[AsideMail, ...]:
    """Return the mails of a town, or of all, that were set aside, the last first; ``after`` is the id of the last one seen."""
    statement = (
        select(InboundRow, DraftRow.document)
        .join(DraftRow, DraftRow.inbound_id == InboundRow.id)
        .where(InboundRow.outcome.in_(_ASIDE), DraftRow.item == 1)
        .order_by(InboundRow.id.desc())
        .limit(limit)
    )
    if town is not None:
        statement = statement.where(InboundRow.town == town)
    if after is not None:
        statement = statement.where(InboundRow.id < after)
    return tuple(
        AsideMail(
            id=InboundId(row.id),
            inbound=loaded(row),
            outcome=Outcome(row.outcome),
            reason=row.reason,
            draft=load(Draft, document),
        )
        for row, document in session.execute(statement)
    )
