"""The clocks of requests: what they were counted from, what lists and reminders read of them, and the times of waiting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.deadline import Clock, Lack, Suspension
from domain.draft import Flag
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.inbound import Channel
from domain.request import Status
from domain.ruleset import Alert
from domain.timing import Dates, Timing
from domain.wording import say
from store import quick
from store.mapping import dump, load, load_decision
from store.schema import UNTIMED, NextLookRow, RequestRow, SuspensionRow, table_of
from store.upsert import dialect_of, insert_into

_REQUEST = table_of(RequestRow).c
_READ = (
    *(_REQUEST.id, _REQUEST.town, _REQUEST.status, _REQUEST.channel, _REQUEST.received_at, _REQUEST.subject, _REQUEST.taken_at),
    *(_REQUEST.awaited_until, _REQUEST.merged_into, _REQUEST.snoozed_until, _REQUEST.timing, _REQUEST.decision),
    *(_REQUEST.receipt_on, _REQUEST.acknowledge_on, _REQUEST.department),
)
_DATES = (
    *("take_by", "complete_by", "legal_on", "due_at", "pressing_on", "snoozed_until"),
    *("asked_on", "receipt_on", "acknowledge_on"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocked:
    """A request as its clocks see it. ``target`` and ``alert`` are those of its own decision, which was about ``decided_subject``.

    ``receipt_on`` and ``acknowledge_on`` are the last days of letters that have not left yet.
    """

    request: RequestId
    town: TownId
    status: Status
    channel: Channel
    received_at: datetime
    subject: SubjectCode
    department: DepartmentCode
    is_taken: bool
    is_merged: bool
    is_abusive: bool
    awaited_until: date | None
    snoozed_until: date | None
    timing: Timing | None
    decided_subject: SubjectCode
    target: str
    alert: Alert
    receipt_on: date | None = None
    acknowledge_on: date | None = None


def columns(timing: Timing | None, dates: Dates | None) -> Mapping[str, object]:
    """Return what the row of a request holds of its clocks; nothing where they are not known."""
    if timing is None or dates is None:
        return {}
    return {"timing": dump(timing), **{name: getattr(dates, name) for name in _DATES}}


def get(session: Session, request: RequestId) -> Clocked:
    """Return a request as its clocks see it. Raises NotFoundError."""
    row = session.execute(select(*_READ).where(_REQUEST.id == request)).one_or_none()
    if row is None:
        raise NotFoundError(say("There is no request {id}.", id=request))
    orientation = load_decision(row.decision).orientation
    return Clocked(
        request=RequestId(row.id),
        town=TownId(row.town),
        status=Status(row.status),
        channel=Channel(row.channel),
        received_at=row.received_at,
        subject=SubjectCode(row.subject),
        department=DepartmentCode(row.department),
        is_taken=row.taken_at is not None,
        is_merged=row.merged_into is not None,
        is_abusive=Flag.ABUSIVE in orientation.flags,
        awaited_until=row.awaited_until,
        snoozed_until=row.snoozed_until,
        timing=None if row.timing is None else load(Timing, row.timing),
        decided_subject=orientation.subject,
        target=orientation.target,
        alert=orientation.alert,
        receipt_on=row.receipt_on,
        acknowledge_on=row.acknowledge_on,
    )


def write(session: Session, town: TownId, request: RequestId, timing: Timing, dates: Dates) -> None:
    """Write the clocks of a request."""
    chosen = update(RequestRow).where(RequestRow.id == request).values(**columns(timing, dates))
    session.execute(chosen.execution_options(synchronize_session=False))
    look_next(session, town, request, dates)


def look_next(session: Session, town: TownId, request: RequestId, dates: Dates | None) -> None:
    """Write when the reminders of a request are to be looked at next, after its row: all who change both do it in this order."""
    if dates is None:
        return
    if dates.remind_at is None:
        session.execute(_FORGETTING, {"request": request})
    else:
        quick.add(session, _looking(dialect_of(session)), ({"request_id": request, "town": town, "at": dates.remind_at},))


def count_change(session: Session, request: RequestId) -> None:
    """Say that a request has changed: whoever saw it before sees it again first."""
    chosen = update(RequestRow).where(RequestRow.id == request).values(version=RequestRow.version + 1)
    session.execute(chosen.execution_options(synchronize_session=False))


def snooze(session: Session, request: RequestId, until: date) -> None:
    """Write until when nobody is reminded of the town's own targets."""
    chosen = update(RequestRow).where(RequestRow.id == request).values(snoozed_until=until)
    session.execute(chosen.execution_options(synchronize_session=False))


def untimed(session: Session, *, after: RequestId | None, limit: int) -> tuple[tuple[RequestId, TownId], ...]:
    """Return requests that are not over and whose clocks were never kept: those of before there were any."""
    # SQLite would rather go through all requests in order than look into an index that is all but empty.
    by_index = "INDEXED BY ix_requests_untimed" if dialect_of(session) == "sqlite" else ""
    chosen = text(f"SELECT id, town FROM requests {by_index} WHERE {UNTIMED} AND id > :after ORDER BY id LIMIT :limit")  # noqa: S608
    rows = session.execute(chosen, {"after": after or 0, "limit": limit})
    return tuple((RequestId(row.id), TownId(row.town)) for row in rows)


def suspend(session: Session, town: TownId, request: RequestId, suspension: Suspension) -> None:
    """Write that the requester is waited for."""
    values = {
        "town": town,
        "request_id": request,
        "since": suspension.since,
        "given_until": suspension.given_until,
        "ended_at": suspension.ended_at,
        "lack": suspension.lack.value,
    }
    session.execute(insert(SuspensionRow).values(values))


def end_suspensions(session: Session, request: RequestId, at: datetime, running_on: date | None = None) -> bool:
    """Write that the requester is waited for no longer, and tell whether he was.

    Never that it ended before it began, whatever the clock shows. ``running_on``: those alone whose time is not over on that day.
    """
    running = [SuspensionRow.request_id == request, SuspensionRow.ended_at.is_(None)]
    if running_on is not None:
        running.append(SuspensionRow.given_until >= running_on)
    rows = session.scalars(select(SuspensionRow).where(*running)).all()
    for row in rows:
        row.ended_at = max(at, row.since)
    session.flush()
    return bool(rows)


def leave(session: Session, requests: Collection[RequestId], clocks: Collection[Clock]) -> None:
    """Write that letters that were owed have left."""
    values = {_SENT[clock]: None for clock in clocks}
    chosen = update(RequestRow).where(RequestRow.id.in_(requests)).values(**values)
    session.execute(chosen.execution_options(synchronize_session=False))


_FORGETTING = delete(table_of(NextLookRow)).where(table_of(NextLookRow).c.request_id == bindparam("request"))


@cache
def _looking(dialect: str) -> postgresql.Insert | sqlite.Insert:
    looking = insert_into(dialect, NextLookRow)
    return looking.on_conflict_do_update(index_elements=["request_id"], set_={"at": looking.excluded.at})


_SENT: Mapping[Clock, str] = {Clock.RECEIPT: "receipt_on", Clock.ACKNOWLEDGEMENT: "acknowledge_on"}


_SUSPENSIONS = select(SuspensionRow).where(SuspensionRow.request_id == bindparam("request")).order_by(SuspensionRow.id)


def suspensions(session: Session, request: RequestId) -> tuple[Suspension, ...]:
    """Return the times for which the requester was waited for, the first one first."""
    rows = session.scalars(_SUSPENSIONS, {"request": request})
    return tuple(Suspension(since=row.since, given_until=row.given_until, ended_at=row.ended_at, lack=Lack(row.lack)) for row in rows)
