"""Arrivals and what became of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, Protocol, TypeVarTuple

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import InboundId, RequestId, Sha256, TownId
from domain.inbound import Channel, Envelope, Inbound, Outcome
from domain.request import RequestNumber
from domain.wording import say
from store import history, quick
from store.history import HistoryLine
from store.mapping import dump, load
from store.schema import DraftRow, FollowUpRow, InboundRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into

Columns = TypeVarTuple("Columns")
_LEDGER_PAGE = 500
_ACTOR = "receiving"
_BECAME_REQUESTS = frozenset({Outcome.DRAFTED, Outcome.ATTACHED})


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
    restricted: tuple[RequestId, ...] = ()
    """Those of its requests that are not for everybody."""


def add(session: Session, inbound: Inbound) -> tuple[InboundId, bool]:
    """Write an arrival; return its id and whether it is new. The same content again in town and channel counts one more delivery.

    Addresses it had not come in at before are added to the envelope's recipients; which mailbox it came in at first stays as it was.
    Where it has become a request already, or was added to one, the history of that request tells it.
    Where two deliver the same at once, the second waits for the first to commit.
    """
    return add_many(session, (inbound,))[0]


def add_many(session: Session, arrivals: Sequence[Inbound]) -> tuple[tuple[InboundId, bool], ...]:
    """Write arrivals in one statement, each as `add` writes one; of the same content twice among them, the first is the new one."""
    alike: defaultdict[_Identity, list[Inbound]] = defaultdict(list)
    for arrival in arrivals:
        alike[_identity(arrival)].append(arrival)
    if not alike:
        return ()
    rows = quick.insert(session, _adding(dialect_of(session)), [_values(group) for group in alike.values()])
    ids: dict[_Identity, InboundId] = {}
    fresh: set[_Identity] = set()
    for inbound_id, deliveries, *of in rows:
        identity = tuple(of)
        ids[identity] = InboundId(inbound_id)
        if deliveries == len(alike[identity]):
            fresh.add(identity)
        else:
            _add_recipients(session, InboundId(inbound_id), alike[identity])
    firsts = {identity: group[0] for identity, group in alike.items() if identity in fresh}
    return tuple((ids[_identity(arrival)], firsts.get(_identity(arrival)) is arrival) for arrival in arrivals)


def get(session: Session, inbound_id: InboundId) -> InboundRecord:
    """Return an arrival. Raises NotFoundError."""
    return _record(session, _GETTING, inbound_id)


def hold(session: Session, inbound_id: InboundId) -> InboundRecord:
    """Return an arrival as it is now; a delivery that adds recipients waits until this transaction ends. Raises NotFoundError."""
    return _record(session, _HOLDING, inbound_id)


def set_outcome(session: Session, inbound_id: InboundId, outcome: Outcome, reason: str | None) -> None:
    """Say what became of an arrival. Raises NotFoundError."""
    if not quick.rows(session, _CLOSING, of_inbound=inbound_id, as_outcome=outcome, for_reason=reason):
        raise NotFoundError(say("There is no arrival {id}.", id=inbound_id))


def ledger(
    session: Session, *, town: TownId | None = None, since: datetime | None = None, until: datetime | None = None
) -> Iterator[LedgerLine]:
    """Yield one line per arrival in order of arrival, received from ``since`` on and before ``until``; read page by page."""
    after = 0
    while rows := session.scalars(_ledger_page(town, since, until).where(InboundRow.id > after)).all():
        after = rows[-1].id
        references = _references(session, [row.id for row in rows])
        yield from (_ledger_line(row, references[row.id]) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """Which lines of the ledger are asked for: received from ``since`` on and before ``until``. None: whatever."""

    town: TownId | None = None
    since: datetime | None = None
    until: datetime | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None


def newest(session: Session, wanted: LedgerFilter, *, before: InboundId | None, limit: int) -> tuple[LedgerLine, ...]:
    """Return lines of the ledger, the one that came in last first; ``before`` is the id of the last one seen."""
    page = _filtered(select(InboundRow), wanted).order_by(InboundRow.id.desc()).limit(limit)
    rows = session.scalars(page if before is None else page.where(InboundRow.id < before)).all()
    references = _references(session, [row.id for row in rows])
    return tuple(_ledger_line(row, references[row.id]) for row in rows)


def outcomes(session: Session, wanted: LedgerFilter) -> dict[Outcome, int]:
    """Return how many arrivals came to each outcome; what nothing came to is left out."""
    counting = _filtered(select(InboundRow.outcome, func.count()), wanted).group_by(InboundRow.outcome)
    return {Outcome(outcome): count for outcome, count in session.execute(counting)}


class _Arrived(Protocol):
    """A row of arrivals, as the mapped class or as the columns that say what came."""

    town: str
    channel: str
    source_id: str | None
    sha256: str
    size: int
    content_key: str
    received_at: datetime
    mailbox: str | None
    envelope: dict[str, Any]  # Any: a JSON document


def loaded(row: _Arrived) -> Inbound:
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


_Identity = tuple[str, ...]
"""Town, channel and content key: arrivals that share them are one row."""


def _identity(arrival: Inbound) -> _Identity:
    return arrival.town, str(arrival.channel), arrival.content_key


def _values(alike: Sequence[Inbound]) -> dict[str, object]:
    """Return the row of the first of several deliveries of the same content, with the recipients of all."""
    first = alike[0]
    envelope = _widened(first.envelope, first.mailbox, alike[1:])
    return {
        "town": first.town,
        "channel": first.channel,
        "source_id": first.source_id,
        "sha256": first.sha256,
        "size": first.size,
        "content_key": first.content_key,
        "received_at": first.received_at,
        "mailbox": first.mailbox,
        "envelope": dump(envelope),
        "deliveries": len(alike),
    }


def _widened(envelope: Envelope, mailbox: str | None, again: Sequence[Inbound]) -> Envelope:
    """Return an envelope with the addresses at which other deliveries came in, however their letters are written."""
    known = {address.lower() for address in (mailbox, *envelope.recipients) if address}
    came = (address for one in again for address in (*one.envelope.recipients, one.mailbox) if address)
    added: dict[str, str] = {}
    for address in came:
        if address.lower() not in known:
            added.setdefault(address.lower(), address)
    return replace(envelope, recipients=(*envelope.recipients, *added.values())) if added else envelope


def _add_recipients(session: Session, inbound_id: InboundId, again: Sequence[Inbound]) -> None:
    """Add the addresses of more deliveries to an arrival's envelope; its row is locked since they were counted."""
    row = session.get_one(InboundRow, inbound_id, populate_existing=True)
    envelope = load(Envelope, row.envelope)
    widened = _widened(envelope, row.mailbox, again)
    if widened != envelope:
        row.envelope = dump(widened)
        session.flush()
        if row.outcome in _BECAME_REQUESTS:
            _tell(session, row, widened.recipients[len(envelope.recipients) :], again[0].received_at)


def _tell(session: Session, row: InboundRow, added: Sequence[str], now: datetime) -> None:
    """Write into the history of the requests an arrival has become, or was added to, that it came in elsewhere too."""
    drafts = select(DraftRow.id).where(DraftRow.inbound_id == row.id)
    became = select(RequestRow.id).where(RequestRow.draft_id.in_(drafts))
    followed = select(FollowUpRow.request_id).where(FollowUpRow.draft_id.in_(drafts))
    told = HistoryLine(at=now, actor=_ACTOR, action="received_again", details={"inbound": row.id, "mailboxes": list(added)})
    for request in sorted({*session.scalars(became), *session.scalars(followed)}):
        history.append(session, TownId(row.town), RequestId(request), told)


@cache
def _adding(dialect: str) -> ReturningInsert[int, int, str, str, str]:
    new = insert_into(dialect, InboundRow)
    again = new.on_conflict_do_update(
        index_elements=["content_key", "town", "channel"], set_={"deliveries": InboundRow.deliveries + new.excluded.deliveries}
    )
    return again.returning(InboundRow.id, InboundRow.deliveries, InboundRow.town, InboundRow.channel, InboundRow.content_key)


_ARRIVALS = table_of(InboundRow)
_COLUMNS = ("town", "channel", "source_id", "sha256", "size", "content_key", "received_at", "mailbox", "envelope")
_STANDING = ("deliveries", "outcome", "reason")
_GETTING = select(*(_ARRIVALS.c[name] for name in (*_COLUMNS, *_STANDING))).where(_ARRIVALS.c.id == bindparam("of_inbound"))
_HOLDING = _GETTING.with_for_update(key_share=True)
_CLOSING = (
    update(_ARRIVALS)
    .where(_ARRIVALS.c.id == bindparam("of_inbound"))
    .values(outcome=bindparam("as_outcome"), reason=bindparam("for_reason"))
    .returning(_ARRIVALS.c.id)
)


def _record(session: Session, statement: Select[*tuple[Any, ...]], inbound_id: InboundId) -> InboundRecord:  # Any: its columns
    for *came, deliveries, outcome, reason in quick.rows(session, statement, of_inbound=inbound_id):
        inbound = loaded(SimpleNamespace(**dict(zip(_COLUMNS, came, strict=True))))
        return InboundRecord(id=inbound_id, inbound=inbound, deliveries=deliveries, outcome=Outcome(outcome), reason=reason)
    raise NotFoundError(say("There is no arrival {id}.", id=inbound_id))


def _ledger_page(town: TownId | None, since: datetime | None, until: datetime | None) -> Select[InboundRow]:
    page = select(InboundRow).order_by(InboundRow.id).limit(_LEDGER_PAGE)
    return _filtered(page, LedgerFilter(town=town, since=since, until=until))


def _filtered(found: Select[*Columns], wanted: LedgerFilter) -> Select[*Columns]:
    if wanted.town is not None:
        found = found.where(InboundRow.town == wanted.town)
    if wanted.since is not None:
        found = found.where(InboundRow.received_at >= wanted.since)
    if wanted.until is not None:
        found = found.where(InboundRow.received_at < wanted.until)
    if wanted.channel is not None:
        found = found.where(InboundRow.channel == wanted.channel)
    if wanted.outcome is not None:
        found = found.where(InboundRow.outcome == wanted.outcome)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """A request that an arrival became, and how it is called."""

    request: RequestId
    name: str
    is_restricted: bool


def _references(session: Session, inbound_ids: Sequence[int]) -> defaultdict[int, list[_Reference]]:
    references: defaultdict[int, list[_Reference]] = defaultdict(list)
    columns = (DraftRow.inbound_id, RequestRow.id, RequestRow.year, RequestRow.counter, RequestRow.tracking, RequestRow.confidentiality)
    joined = select(*columns).join(RequestRow, RequestRow.draft_id == DraftRow.id)
    for row in session.execute(joined.where(DraftRow.inbound_id.in_(inbound_ids)).order_by(RequestRow.id)):
        number = None if row.year is None or row.counter is None else RequestNumber(year=row.year, counter=row.counter)
        name = row.tracking if number is None else str(number)
        is_restricted = row.confidentiality > Confidentiality.NORMAL
        references[row.inbound_id].append(_Reference(request=RequestId(row.id), name=name, is_restricted=is_restricted))
    return references


def _ledger_line(row: InboundRow, references: Sequence[_Reference]) -> LedgerLine:
    return LedgerLine(
        id=InboundId(row.id),
        town=TownId(row.town),
        channel=Channel(row.channel),
        source_id=row.source_id,
        sha256=Sha256(row.sha256),
        received_at=row.received_at,
        outcome=Outcome(row.outcome),
        requests=tuple(one.name for one in references),
        reason=row.reason,
        restricted=tuple(one.request for one in references if one.is_restricted),
    )
