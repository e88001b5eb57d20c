"""Who follows a report without having sent it, by e-mail: confirmed by a link, told once of each change, forgotten when it is over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from sqlalchemy import Select, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from domain.ids import RequestId, TownId
from domain.request import Status
from store.schema import FollowerRow, OutboxRow, RequestRow, table_of

FollowerId = NewType("FollowerId", int)
KIND = "follow"
"""What the outbox calls the mails to them."""
RECEIVED, WITH_DEPARTMENT, CLOSED = "received", "with_department", "closed"
_ENDED = tuple(one.value for one in (Status.CLOSED, Status.ARCHIVED, Status.REJECTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Somebody who follows a report (abonné). ``told`` is the state he was told of last; ``confirmed_at`` None: nothing is sent yet."""

    id: FollowerId
    request: RequestId
    town: TownId
    address: str | None = field(repr=False)
    language: str
    told: str
    created_at: datetime
    confirmed_at: datetime | None


def ask(session: Session, wanted: Follower) -> Follower:
    """Keep that somebody wants to follow a report, and return him; asked again, he stays who he is. ``id`` of what is wanted is nothing."""
    known = session.scalars(
        select(FollowerRow).where(FollowerRow.request_id == wanted.request, FollowerRow.address == wanted.address)
    ).one_or_none()
    if known is not None:
        return _follower(known)
    row = FollowerRow(
        request_id=wanted.request,
        town=wanted.town,
        address=wanted.address,
        language=wanted.language,
        told=wanted.told,
        created_at=wanted.created_at,
        confirmed_at=wanted.confirmed_at,
    )
    session.add(row)
    session.flush()
    return _follower(row)


def find(session: Session, follower: int) -> Follower | None:
    """Return somebody who follows, or wants to; None where he is not there any more."""
    row = session.get(FollowerRow, follower, populate_existing=True)
    return None if row is None or row.address is None else _follower(row)


def confirm(session: Session, follower: FollowerId, told: str, now: datetime) -> None:
    """Say that the address is his; from now on he is told of what changes."""
    own = update(FollowerRow).where(FollowerRow.id == follower, FollowerRow.confirmed_at.is_(None))
    session.execute(own.values(confirmed_at=now, told=told).execution_options(synchronize_session=False))


def end(session: Session, follower: FollowerId) -> None:
    """Forget somebody who follows no more."""
    gone = delete(FollowerRow).where(FollowerRow.id == follower).returning(FollowerRow.address)
    _empty_letters(session, session.scalars(gone.execution_options(synchronize_session=False)).all())


def count(session: Session, request: RequestId) -> int:
    """Return how many people follow a report, or have followed it to its end."""
    return counts(session, (request,)).get(request, 0)


def counts(session: Session, requests: Collection[RequestId]) -> Mapping[RequestId, int]:
    """Return how many people follow each of these reports; those nobody follows are left out."""
    if not requests:
        return {}
    asked = select(FollowerRow.request_id, func.count()).where(FollowerRow.request_id.in_(requests), FollowerRow.confirmed_at.is_not(None))
    return {RequestId(request): number for request, number in session.execute(asked.group_by(FollowerRow.request_id))}


def asked_since(session: Session, address: str, since: datetime) -> int:
    """Return how many reports a mailbox was asked for lately: nobody's is filled with links he has not asked for.

    What stands behind a plus is a name of the same mailbox at most providers (RFC 5233).
    """
    local, _, domain = address.rpartition("@")
    mailbox = local.partition("+")[0]
    is_its = or_(
        FollowerRow.address == f"{mailbox}@{domain}",
        and_(FollowerRow.address.startswith(f"{mailbox}+", autoescape=True), FollowerRow.address.endswith(f"@{domain}", autoescape=True)),
    )
    asked = select(func.count()).where(is_its, FollowerRow.created_at >= since)
    return session.scalar(asked) or 0


_MAIN = aliased(RequestRow)
"""The request that stands for the one followed: itself, or the one it is a part of by now."""
_STAGE = case((_MAIN.status.in_(_ENDED), CLOSED), (_MAIN.status == Status.REVIEW.value, RECEIVED), else_=WITH_DEPARTMENT)
"""The states of `flows.open311.shown.Stage`."""


def to_tell(session: Session, after: int, limit: int) -> Sequence[tuple[Follower, RequestId, str]]:
    """Return those who were not told yet where their report stands, with the request that stands for it and its state, by id."""
    asked = (
        select(FollowerRow, _MAIN.id, _STAGE)
        .join(RequestRow, RequestRow.id == FollowerRow.request_id)
        .join(_MAIN, _MAIN.id == func.coalesce(RequestRow.merged_into, RequestRow.id))
        .where(FollowerRow.id > after, FollowerRow.address.is_not(None), FollowerRow.confirmed_at.is_not(None), FollowerRow.told != _STAGE)
        .where(_MAIN.limited_at.is_(None), _MAIN.erased_at.is_(None))
        .order_by(FollowerRow.id)
        .limit(limit)
    )
    return [(_follower(row), RequestId(main), stage) for row, main, stage in session.execute(asked)]


def mark_told(session: Session, follower: Follower, stage: str) -> bool:
    """Say that somebody was told of a state; False where another process was faster."""
    own = update(FollowerRow).where(FollowerRow.id == follower.id, FollowerRow.told == follower.told, FollowerRow.address.is_not(None))
    return session.scalar(own.values(told=stage).returning(FollowerRow.id).execution_options(synchronize_session=False)) is not None


def forget(session: Session, *, asked_before: datetime, closed_before: datetime) -> int:
    """Forget who never confirmed, and the addresses of those whose report has been over for long; return how many."""
    stale = delete(FollowerRow).where(FollowerRow.confirmed_at.is_(None), FollowerRow.created_at < asked_before)
    over = select(FollowerRow.id, FollowerRow.address).where(
        FollowerRow.address.is_not(None), FollowerRow.request_id.in_(_over(closed_before))
    )
    gone = session.scalars(stale.returning(FollowerRow.address).execution_options(synchronize_session=False)).all()
    ended = session.execute(over).all()
    emptied = update(FollowerRow).where(FollowerRow.id.in_([one.id for one in ended])).values(address=None)
    session.execute(emptied.execution_options(synchronize_session=False))
    _empty_letters(session, [*gone, *(one.address for one in ended)])
    return len(gone) + len(ended)


def has_due(session: Session, *, asked_before: datetime, closed_before: datetime) -> bool:
    """Tell whether there is anything to forget; for a sweep that comes every minute."""
    is_stale = and_(FollowerRow.confirmed_at.is_(None), FollowerRow.created_at < asked_before)
    is_over = and_(FollowerRow.address.is_not(None), FollowerRow.request_id.in_(_over(closed_before)))
    return session.scalar(select(FollowerRow.id).where(or_(is_stale, is_over)).limit(1)) is not None


def forget_of(session: Session, requests: Collection[RequestId]) -> None:
    """Forget who follows these reports, and the mails that were sent to them."""
    gone = delete(FollowerRow).where(FollowerRow.request_id.in_(requests)).returning(FollowerRow.address)
    _empty_letters(session, session.scalars(gone.execution_options(synchronize_session=False)).all())


def _over(before: datetime) -> Select[int]:
    return select(RequestRow.id).where(RequestRow.status.in_(_ENDED), RequestRow.closed_at < before)


def _empty_letters(session: Session, addresses: Collection[str | None]) -> None:
    """Empty the mails that have left: the outbox is no list of who followed what."""
    known = {one for one in addresses if one is not None}
    if known:
        sent = table_of(OutboxRow)
        own = (sent.c.recipient.in_(known), sent.c.kind == KIND, sent.c.state.in_(("sent", "kept", "held", "withdrawn")))
        session.execute(update(sent).where(*own).values(recipient="", payload={}, token=None))
        session.execute(update(sent).where(*own, sent.c.state != "sent").values(state="withdrawn", held_why=None))


def _follower(row: FollowerRow) -> Follower:
    return Follower(
        id=FollowerId(row.id),
        request=RequestId(row.request_id),
        town=TownId(row.town),
        address=row.address,
        language=row.language,
        told=row.told,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
    )
