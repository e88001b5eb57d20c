"""Who works on which request in review, and what people come back to later."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, bindparam, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from domain.request import Status
from domain.review import Claim, PutOff
from domain.rights import Reach
from domain.ruleset import TOP_PRIORITY
from domain.timing import NOT_PRESSING
from store.reach import is_readable
from store.schema import ClaimRow, PutOffRow, RequestRow, TypingRow
from store.upsert import dialect_of, insert_into


def take(session: Session, claim: Claim, now: datetime) -> bool:
    """Claim a request, or renew a claim; False where somebody else holds it."""
    values = {"request_id": claim.request, "town": claim.town, "agent": claim.agent, "until": claim.until}
    inserting = _taking(dialect_of(session))
    is_free = or_(ClaimRow.agent == claim.agent, ClaimRow.until <= now)
    taking = inserting.on_conflict_do_update(
        index_elements=["request_id"], set_={"agent": inserting.excluded.agent, "until": inserting.excluded.until}, where=is_free
    )
    return session.scalar(taking.returning(ClaimRow.request_id), values) is not None


def find(session: Session, request: RequestId, now: datetime) -> Claim | None:
    """Return who holds a request; None once the lease is over."""
    row = session.scalar(_CLAIM, {"request": request, "now": now})
    return None if row is None else _claim(row)


def of(session: Session, requests: Collection[RequestId], now: datetime) -> dict[RequestId, Claim]:
    """Return who holds which of these requests."""
    rows = session.scalars(_CLAIMS, {"requests": list(requests), "now": now})
    return {RequestId(row.request_id): _claim(row) for row in rows}


def release(session: Session, request: RequestId, agent: str) -> bool:
    """End an agent's claim; False where he holds the request no more."""
    chosen = delete(ClaimRow).where(ClaimRow.request_id == request, ClaimRow.agent == agent).returning(ClaimRow.request_id)
    return session.scalar(chosen.execution_options(synchronize_session=False)) is not None


def clear(session: Session, request: RequestId) -> None:
    """End what waits on a request that left review: nobody works on it there any more, nor comes back to it, nor sends what he typed."""
    for row in (ClaimRow, PutOffRow, TypingRow):
        session.execute(delete(row).where(row.request_id == request).execution_options(synchronize_session=False))


def find_next(session: Session, town: TownId, agent: str, now: datetime, reach: Reach) -> RequestId | None:
    """Return the first request in review whose content the agent may see, that nobody else holds and that is not put off.

    Others are kept from getting it meanwhile.
    """
    statement = (
        select(RequestRow.id)
        .where(RequestRow.town == town, RequestRow.status == Status.REVIEW, ~is_others(agent, now), ~is_put_off(now))
        .where(is_readable(reach))
        .order_by(RequestRow.priority, RequestRow.pressing_on, RequestRow.received_at, RequestRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    found = session.scalar(statement)
    return None if found is None else RequestId(found)


def put_off(session: Session, put: PutOff) -> None:
    """Write that people come back to a request later; what was said before is written over."""
    values = {name: getattr(put, name) for name in ("town", "agent", "at", "until", "reason")}
    session.execute(_putting_off(dialect_of(session)), {"request_id": put.request, **values})


def bring_back(session: Session, request: RequestId) -> bool:
    """Bring a request back now; False where it was not put off."""
    chosen = delete(PutOffRow).where(PutOffRow.request_id == request).returning(PutOffRow.request_id)
    return session.scalar(chosen.execution_options(synchronize_session=False)) is not None


def find_put_off(session: Session, request: RequestId, now: datetime) -> PutOff | None:
    """Return until when a request is put off; None where it is not, or not any more."""
    return put_offs(session, (request,), now).get(request)


def put_offs(session: Session, requests: Collection[RequestId], now: datetime) -> dict[RequestId, PutOff]:
    """Return which of these requests are put off."""
    rows = session.scalars(_PUT_OFFS, {"requests": list(requests), "now": now})
    return {RequestId(row.request_id): _put_off(row) for row in rows}


_CLAIM = select(ClaimRow).where(ClaimRow.request_id == bindparam("request"), ClaimRow.until > bindparam("now"))
_CLAIMS = select(ClaimRow).where(ClaimRow.request_id.in_(bindparam("requests", expanding=True)), ClaimRow.until > bindparam("now"))
_PUT_OFFS = select(PutOffRow).where(PutOffRow.request_id.in_(bindparam("requests", expanding=True)), PutOffRow.until > bindparam("now"))
"""The queue and each draft ask these: they are put together once."""


def all_put_off(session: Session, town: TownId | None, agent: str | None, now: datetime, limit: int) -> tuple[PutOff, ...]:
    """Return what is put off in a town, or in all, by an agent or by anybody: what comes back first comes first."""
    chosen = select(PutOffRow).join(RequestRow, RequestRow.id == PutOffRow.request_id)
    is_calm = (RequestRow.priority > TOP_PRIORITY) & (RequestRow.pressing_on == NOT_PRESSING)
    chosen = chosen.where(RequestRow.status == Status.REVIEW, PutOffRow.until > now, is_calm)
    if town is not None:
        chosen = chosen.where(PutOffRow.town == town)
    if agent is not None:
        chosen = chosen.where(PutOffRow.agent == agent)
    return tuple(map(_put_off, session.scalars(chosen.order_by(PutOffRow.until, PutOffRow.request_id).limit(limit))))


def is_put_off(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a request is put off: never a danger, nor one whose legal clock is near."""
    is_waiting = exists().where(PutOffRow.request_id == RequestRow.id, PutOffRow.until > now).correlate(RequestRow)
    return (RequestRow.priority > TOP_PRIORITY) & (RequestRow.pressing_on == NOT_PRESSING) & is_waiting


def is_others(agent: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that another agent holds a request."""
    return exists().where(ClaimRow.request_id == RequestRow.id, ClaimRow.until > now, ClaimRow.agent != agent).correlate(RequestRow)


@cache
def _taking(dialect: str) -> postgresql.Insert | sqlite.Insert:
    return insert_into(dialect, ClaimRow)


@cache
def _putting_off(dialect: str) -> postgresql.Insert | sqlite.Insert:
    adding = insert_into(dialect, PutOffRow)
    written = {name: getattr(adding.excluded, name) for name in ("agent", "at", "until", "reason")}
    return adding.on_conflict_do_update(index_elements=["request_id"], set_=written)


def _claim(row: ClaimRow) -> Claim:
    return Claim(request=RequestId(row.request_id), town=TownId(row.town), agent=row.agent, until=row.until)


def _put_off(row: PutOffRow) -> PutOff:
    return PutOff(request=RequestId(row.request_id), town=TownId(row.town), agent=row.agent, at=row.at, until=row.until, reason=row.reason)
