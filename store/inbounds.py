"""Arrivals and what became of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.errors import NotFoundError
from domain.ids import InboundId, Sha256, TownId
from domain.inbound import Channel, Envelope, Inbound, Outcome
from domain.request import RequestNumber
from store.mapping import dump, load
from store.schema import DraftRow, InboundRow, RequestRow
from store.upsert import dialect_of, insert_into

_LEDGER_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRecord:
    """An arrival as it is kept, with what became of it."""

    id: InboundId
    inbound: Inbound
    deliveries: int
    outcome: Outcome
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One arrival in the account of what came in. ``requests`` are numbers (``2026/0147``) or, in review, tracking codes."""

    id: InboundId
    town: TownId
    channel: Channel
    source_id: str | None
    sha256: Sha256
    received_at: datetime
    outcome: Outcome
    requests: tuple[str, ...]
    reason: str | None


def add(session: Session, inbound: Inbound) -> tuple[InboundId, bool]:
    """Write an arrival; return its id and whether it is new. The same content again in town and channel counts one more delivery.

    Recipients it had not been delivered to before are added to the envelope; which mailbox it came in at stays as it was.
    Where two deliver the same at once, the second waits for the first to commit.
    """
    values = {
        "town": inbound.town,
        "channel": inbound.channel,
        "source_id": inbound.source_id,
        "sha256": inbound.sha256,
        "size": inbound.size,
        "content_key": inbound.content_key,
        "received_at": inbound.received_at,
        "mailbox": inbound.mailbox,
        "envelope": dump(inbound.envelope),
    }
    inbound_id, deliveries = session.execute(_adding(dialect_of(session)), values).one()
    is_new = deliveries == 1
    if not is_new:
        _add_recipients(session, InboundId(inbound_id), inbound.envelope.recipients)
    return InboundId(inbound_id), is_new


def get(session: Session, inbound_id: InboundId) -> InboundRecord:
    """Return an arrival. Raises NotFoundError."""
    row = _row(session, inbound_id)
    return InboundRecord(id=inbound_id, inbound=loaded(row), deliveries=row.deliveries, outcome=Outcome(row.outcome), reason=row.reason)


def set_outcome(session: Session, inbound_id: InboundId, outcome: Outcome, reason: str | None) -> None:
    """Say what became of an arrival. Raises NotFoundError."""
    row = _row(session, inbound_id)
    row.outcome = outcome
    row.reason = reason
    session.flush()


def ledger(
    session: Session, *, town: TownId | None = None, since: datetime | None = None, until: datetime | None = None
) -> Iterator[LedgerLine]:
    """Yield one line per arrival in order of arrival, received from ``since`` on and before ``until``; read page by page."""
    after = 0
    while rows := session.scalars(_ledger_page(town, since, until).where(InboundRow.id > after)).all():
        after = rows[-1].id
        references = _references(session, [row.id for row in rows])
        yield from (_ledger_line(row, references[row.id]) for row in rows)


def loaded(row: InboundRow) -> Inbound:
    """Return the arrival a row holds."""
    return Inbound(
        town=TownId(row.town),
        channel=Channel(row.channel),
        source_id=row.source_id,
        sha256=Sha256(row.sha256),
        size=row.size,
        content_key=Sha256(row.content_key),
        received_at=row.received_at,
        mailbox=row.mailbox,
        envelope=load(Envelope, row.envelope),
    )


def _add_recipients(session: Session, inbound_id: InboundId, recipients: Sequence[str]) -> None:
    """Add recipients to an arrival's envelope; its row is locked since its delivery was counted."""
    row = session.get_one(InboundRow, inbound_id, populate_existing=True)
    envelope = load(Envelope, row.envelope)
    every = tuple(dict.fromkeys((*envelope.recipients, *recipients)))
    if every != envelope.recipients:
        row.envelope = dump(replace(envelope, recipients=every))
        session.flush()


@cache
def _adding(dialect: str) -> ReturningInsert[int, int]:
    again = insert_into(dialect, InboundRow).on_conflict_do_update(
        index_elements=["town", "channel", "content_key"], set_={"deliveries": InboundRow.deliveries + 1}
    )
    return again.returning(InboundRow.id, InboundRow.deliveries)


def _row(session: Session, inbound_id: InboundId) -> InboundRow:
    row = session.get(InboundRow, inbound_id)
    if row is None:
        raise NotFoundError(f"There is no arrival {inbound_id}.")
    return row


def _ledger_page(town: TownId | None, since: datetime | None, until: datetime | None) -> Select[InboundRow]:
    page = select(InboundRow).order_by(InboundRow.id).limit(_LEDGER_PAGE)
    if town is not None:
        page = page.where(InboundRow.town == town)
    if since is not None:
        page = page.where(InboundRow.received_at >= since)
    if until is not None:
        page = page.where(InboundRow.received_at < until)
    return page


def _references(session: Session, inbound_ids: Sequence[int]) -> defaultdict[int, list[str]]:
    references: defaultdict[int, list[str]] = defaultdict(list)
    statement = (
        select(DraftRow.inbound_id, RequestRow.year, RequestRow.counter, RequestRow.tracking)
        .join(RequestRow, RequestRow.draft_id == DraftRow.id)
        .where(DraftRow.inbound_id.in_(inbound_ids))
        .order_by(RequestRow.id)
    )
    for inbound_id, year, counter, tracking in session.execute(statement):
        number = None if year is None or counter is None else RequestNumber(year=year, counter=counter)
        references[inbound_id].append(tracking if number is None else str(number))
    return references


def _ledger_line(row: InboundRow, references: Sequence[str]) -> LedgerLine:
    return LedgerLine(
        id=InboundId(row.id),
        town=TownId(row.town),
        channel=Channel(row.channel),
        source_id=row.source_id,
        sha256=Sha256(row.sha256),
        received_at=row.received_at,
        outcome=Outcome(row.outcome),
        requests=tuple(references),
        reason=row.reason,
    )
