"""What citizens do on the portal to requests of theirs: acts, letters they have opened, secret addresses of feeds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.draft import Draft
from domain.following import PortalAct
from domain.ids import DraftId, InboundId, RequestId, TownId, TrackingCode
from store.mapping import load
from store.outbox import OutboxId
from store.schema import DraftRow, InboundRow, PortalActRow, PortalFeedRow, PortalOpeningRow, RequestRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAct:
    """An act that was sent; ``draft`` is what was read of it, None where it is not read yet."""

    inbound_id: InboundId
    request: RequestId
    act: PortalAct
    at: datetime
    draft_id: DraftId | None = None
    draft: Draft | None = None


def add_act(session: Session, town: TownId, request: RequestId, inbound_id: InboundId, act: PortalAct, now: datetime) -> None:
    """Write which request an arrival is about; what was written first stays."""
    values = {"inbound_id": inbound_id, "town": town, "request_id": request, "act": act, "at": now}
    session.execute(insert_into(dialect_of(session), PortalActRow).values(values).on_conflict_do_nothing())


def find_act(session: Session, inbound_id: InboundId) -> SentAct | None:
    """Return the act an arrival is, without what was read of it; None where it is none."""
    row = session.get(PortalActRow, inbound_id)
    return None if row is None else _act(row, None)


def acts_of(session: Session, request: RequestId) -> tuple[SentAct, ...]:
    """Return the acts on a request itself, not on those that are a part of it, in the order they came."""
    rows = (
        select(PortalActRow, DraftRow)
        .outerjoin(DraftRow, DraftRow.inbound_id == PortalActRow.inbound_id)
        .where(PortalActRow.request_id == request)
        .order_by(PortalActRow.at, PortalActRow.inbound_id, DraftRow.id)
    )
    return tuple(_act(act, draft) for act, draft in session.execute(rows))


def acts_among(session: Session, arrivals: Collection[InboundId]) -> dict[InboundId, PortalAct]:
    """Return which of these arrivals are acts, and what acts."""
    rows = session.execute(select(PortalActRow.inbound_id, PortalActRow.act).where(PortalActRow.inbound_id.in_(arrivals)))
    return {InboundId(row.inbound_id): PortalAct(row.act) for row in rows}


def _act(row: PortalActRow, draft: DraftRow | None) -> SentAct:
    return SentAct(
        inbound_id=InboundId(row.inbound_id),
        request=RequestId(row.request_id),
        act=PortalAct(row.act),
        at=row.at,
        draft_id=None if draft is None else DraftId(draft.id),
        draft=None if draft is None else load(Draft, draft.document),
    )


# --- letters that were opened ---------------------------------------------------------------------------------------------------------


def open_letters(session: Session, town: TownId, request: RequestId, letters: Collection[OutboxId], now: datetime) -> None:
    """Write that a requester has opened letters; when he first did stays."""
    values = [{"request_id": request, "letter_id": one, "town": town, "at": now} for one in sorted(letters)]
    if values:
        session.execute(insert_into(dialect_of(session), PortalOpeningRow).values(values).on_conflict_do_nothing())


def opened(session: Session, letters: Collection[OutboxId]) -> dict[OutboxId, datetime]:
    """Return when each of these letters was first opened on the portal; those that were not are left out."""
    rows = session.execute(select(PortalOpeningRow.letter_id, PortalOpeningRow.at).where(PortalOpeningRow.letter_id.in_(letters)))
    found: dict[OutboxId, datetime] = {}
    for row in rows:
        letter = OutboxId(row.letter_id)
        found[letter] = min(row.at, found.get(letter, row.at))
    return found


# --- feeds ----------------------------------------------------------------------------------------------------------------------------


def add_feed(session: Session, town: TownId, request: RequestId, digest: str, now: datetime) -> None:
    """Write a secret address of a request by its digest; the one before it ends."""
    end_feeds(session, request, now)
    session.add(PortalFeedRow(digest=digest, town=town, request_id=request, made_at=now, ended_at=None))
    session.flush()


def end_feeds(session: Session, request: RequestId, now: datetime) -> None:
    """End the secret addresses of a request."""
    running = update(PortalFeedRow).where(PortalFeedRow.request_id == request, PortalFeedRow.ended_at.is_(None))
    session.execute(running.values(ended_at=now).execution_options(synchronize_session=False))


def find_feed(session: Session, town: TownId, digest: str) -> RequestId | None:
    """Return the request a secret address is of; None where there is none, or it was ended."""
    own = (PortalFeedRow.digest == digest, PortalFeedRow.town == town, PortalFeedRow.ended_at.is_(None))
    found = session.scalar(select(PortalFeedRow.request_id).where(*own))
    return None if found is None else RequestId(found)


def feed_since(session: Session, request: RequestId) -> datetime | None:
    """Return since when a request has a secret address; None where it has none."""
    own = (PortalFeedRow.request_id == request, PortalFeedRow.ended_at.is_(None))
    return session.scalars(select(PortalFeedRow.made_at).where(*own)).first()


# --- found ----------------------------------------------------------------------------------------------------------------------------


def request_by_code(session: Session, town: TownId, code: TrackingCode) -> RequestId | None:
    """Return the request that bears a tracking code itself, be it a part of another; None where none does, or it is not read yet."""
    found = session.scalar(select(RequestRow.id).where(RequestRow.town == town, RequestRow.tracking == code))
    return None if found is None else RequestId(found)


def find_sent(session: Session, request: RequestId, name: str) -> InboundId | None:
    """Return the arrival that brought an act of a name on a request; None where it did not come yet."""
    came = select(PortalActRow.inbound_id).join(InboundRow, InboundRow.id == PortalActRow.inbound_id)
    found = session.scalar(came.where(PortalActRow.request_id == request, InboundRow.source_id == name))
    return None if found is None else InboundId(found)
