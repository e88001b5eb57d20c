"""Drafts: what readers made of arrivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, select
from sqlalchemy.orm import Session

from domain.draft import Draft
from domain.errors import NotFoundError
from domain.ids import DraftId, InboundId, TownId
from store.mapping import dump, load
from store.schema import DraftRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """A draft as it is kept."""

    id: DraftId
    town: TownId
    inbound_id: InboundId
    draft: Draft


def add(session: Session, inbound_id: InboundId, town: TownId, drafts: Sequence[Draft], now: datetime) -> tuple[DraftId, ...]:
    """Write the drafts of an arrival; return their ids in order. An item already there stays as it is."""
    if not drafts:
        return ()
    rows = [{"inbound_id": inbound_id, "town": town, "item": draft.item, "document": dump(draft), "created_at": now} for draft in drafts]
    session.execute(_adding(dialect_of(session)), rows)
    kept = session.execute(select(DraftRow.item, DraftRow.id).where(DraftRow.inbound_id == inbound_id))
    ids = {item: DraftId(draft_id) for item, draft_id in kept}
    return tuple(ids[draft.item] for draft in drafts)


def of_arrival(session: Session, inbound_id: InboundId) -> tuple[DraftId, ...]:
    """Return the drafts of an arrival, in order."""
    return tuple(
        DraftId(one) for one in session.scalars(select(DraftRow.id).where(DraftRow.inbound_id == inbound_id).order_by(DraftRow.item))
    )


def put(session: Session, draft_id: DraftId, draft: Draft) -> None:
    """Write a draft over what was read before, while nothing has been made of it. Raises NotFoundError."""
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFoundError(f"There is no draft {draft_id}.")
    row.document = dump(draft)
    session.flush()


def get(session: Session, draft_id: DraftId) -> DraftRecord:
    """Return a draft. Raises NotFoundError."""
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFoundError(f"There is no draft {draft_id}.")
    return DraftRecord(id=draft_id, town=TownId(row.town), inbound_id=InboundId(row.inbound_id), draft=load(Draft, row.document))


@cache
def _adding(dialect: str) -> Insert:
    return insert_into(dialect, DraftRow).on_conflict_do_nothing(index_elements=["inbound_id", "item"])
