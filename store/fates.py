"""What became of arrivals, looked up by their id or their content."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import InboundId, Sha256, TownId
from domain.inbound import Outcome
from domain.wording import say
from store.request_lines import RequestLine, line
from store.schema import DraftRow, InboundRow, RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """An arrival with what became of it so far, and the requests it led to in the order of its parts."""

    inbound_id: InboundId
    content_key: Sha256
    outcome: Outcome
    reason: str | None
    requests: tuple[RequestLine, ...]


def fate(session: Session, inbound_id: InboundId) -> Fate:
    """Return the fate of an arrival. Raises NotFoundError."""
    row = session.get(InboundRow, inbound_id)
    if row is None:
        raise NotFoundError(say("There is no arrival {id}.", id=inbound_id))
    return _fate(session, row)


def fates(session: Session, content_keys: Iterable[Sha256], town: TownId | None = None) -> dict[Sha256, Fate]:
    """Return the fate of each content that has arrived in a town, or in any: then the first where it did in several."""
    arrived = select(InboundRow).where(InboundRow.content_key.in_(list(content_keys))).order_by(InboundRow.id.desc())
    if town is not None:
        arrived = arrived.where(InboundRow.town == town)
    return {Sha256(row.content_key): _fate(session, row) for row in session.scalars(arrived).all()}


def _fate(session: Session, row: InboundRow) -> Fate:
    parts = (
        select(RequestRow)
        .join(DraftRow, DraftRow.id == RequestRow.draft_id)
        .where(DraftRow.inbound_id == row.id)
        .order_by(DraftRow.item, RequestRow.part)
    )
    return Fate(
        inbound_id=InboundId(row.id),
        content_key=Sha256(row.content_key),
        outcome=Outcome(row.outcome),
        reason=row.reason,
        requests=tuple(line(part) for part in session.scalars(parts)),
    )
