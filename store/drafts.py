"""Drafts: what readers made of arrivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import JSON, bindparam, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.draft import Draft
from domain.errors import NotFoundError
from domain.ids import DraftId, InboundId, TownId
from domain.wording import say
from store import quick
from store.mapping import dump, load
from store.schema import DraftRow, table_of
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """A draft as it is kept."""

    id: DraftId
    town: TownId
    inbound_id: InboundId
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """Where a letter lies on paper: the file of its arrival, counted from 0, and its first and last page there.

    ``is_joined``: its pages are another letter's by now.
    """

    draft: DraftId
    item: int
    file: int
    pages: tuple[int, int]
    is_joined: bool


def add(session: Session, inbound_id: InboundId, town: TownId, drafts: Sequence[Draft], now: datetime) -> tuple[DraftId, ...]:
    """Write the drafts of an arrival; return their ids in order. An item already there stays as it is."""
    if not drafts:
        return ()
    rows = [{"inbound_id": inbound_id, "town": town, "item": draft.item, "document": dump(draft), "created_at": now} for draft in drafts]
    kept = quick.insert(session, _adding(dialect_of(session)), rows)
    if len(kept) < len(rows):
        kept = quick.rows(session, _KEPT, of_inbound=inbound_id)
    ids = {item: DraftId(draft_id) for item, draft_id in kept}
    return tuple(ids[draft.item] for draft in drafts)


def of_arrival(session: Session, inbound_id: InboundId) -> tuple[DraftId, ...]:
    """Return the drafts of an arrival, in order."""
    return tuple(
        DraftId(one) for one in session.scalars(select(DraftRow.id).where(DraftRow.inbound_id == inbound_id).order_by(DraftRow.item))
    )


def next_item(session: Session, inbound_id: InboundId) -> int:
    """Return the item a further draft of an arrival has; hold the arrival first."""
    return 1 + (session.scalar(select(func.max(DraftRow.item)).where(DraftRow.inbound_id == inbound_id)) or 0)


def on_paper(session: Session, inbound_id: InboundId) -> tuple[Lying, ...]:
    """Return where the letters of an arrival lie, in the order of their pages; those of which nothing is known are not among them."""
    # The whole documents hold the place of each word: of a heap that is megabytes.
    paper = type_coerce(DraftRow.document, JSON().with_variant(JSONB(), "postgresql"))["paper"]
    rows = session.execute(
        select(DraftRow.id, DraftRow.item, paper["pages"], paper["file"], paper["is_joined"]).where(DraftRow.inbound_id == inbound_id)
    )
    found = (
        Lying(draft=DraftId(draft_id), item=item, file=file or 0, pages=(pages[0], pages[1]), is_joined=bool(is_joined))
        for draft_id, item, pages, file, is_joined in rows
        if pages is not None
    )
    return tuple(sorted(found, key=lambda one: (one.file, one.pages, one.item)))


def put(session: Session, draft_id: DraftId, draft: Draft) -> None:
    """Write a draft over what was read before; who has made something of it makes that anew. Raises NotFoundError."""
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFoundError(say("There is no draft {id}.", id=draft_id))
    row.document = dump(draft)
    session.flush()


def get(session: Session, draft_id: DraftId) -> DraftRecord:
    """Return a draft. Raises NotFoundError."""
    for town, inbound_id, document in quick.rows(session, _ONE, of_draft=draft_id):
        return DraftRecord(id=draft_id, town=TownId(town), inbound_id=InboundId(inbound_id), draft=load(Draft, document))
    raise NotFoundError(say("There is no draft {id}.", id=draft_id))


_DRAFTS = table_of(DraftRow).c
_ONE = select(_DRAFTS.town, _DRAFTS.inbound_id, _DRAFTS.document).where(_DRAFTS.id == bindparam("of_draft"))
_KEPT = select(_DRAFTS.item, _DRAFTS.id).where(_DRAFTS.inbound_id == bindparam("of_inbound"))


@cache
def _adding(dialect: str) -> ReturningInsert[int, int]:
    new = insert_into(dialect, DraftRow).on_conflict_do_nothing(index_elements=["inbound_id", "item"])
    return new.returning(_DRAFTS.item, _DRAFTS.id)
