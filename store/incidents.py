"""Incidents: which requests are included in which, how many people told of one fact, and what is done to all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, distinct, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.incident import FactFigures, Gathered, Inclusion, StepId, StepToFollow
from domain.lifecycle import Act, Step
from domain.request import OPEN_STATUSES, Addition, Closure
from domain.wording import say
from store import requests
from store.mapping import dump, load
from store.moment import once
from store.request_lines import RequestLine, line
from store.schema import FollowUpRow, IncidentStepRow, InclusionRow, OutboxRow, RequestRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """A request of an incident, beside the main one; who included it, and when."""

    line: RequestLine
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """An incident as a list shows it: its main request, how many are included, and how many of these are open yet."""

    main: RequestLine
    included: int
    still_open: int


def hold(session: Session, wanted: Collection[RequestId]) -> dict[RequestId, RequestId]:
    """Make all others who would change these requests or the mains of their incidents wait until this transaction ends.

    Return each as what it is by then, see `requests.hold`. Always held in this order, so that two do not wait for each other.
    Raises NotFoundError.
    """
    mains = {main for one in wanted if (main := find_main(session, one)) is not None}
    return {one: requests.hold(session, one) for one in sorted({*wanted, *mains})}


@once
def find_main(session: Session, request: RequestId) -> RequestId | None:
    """Return the request that one is included in."""
    found = session.scalar(_MAIN, {"request": request})
    return None if found is None else RequestId(found)


def find(session: Session, request: RequestId) -> Inclusion | None:
    """Return how a request is included in another one."""
    row = session.scalar(select(InclusionRow).where(InclusionRow.request_id == request))
    if row is None:
        return None
    return Inclusion(request=request, main=RequestId(row.main_id), town=TownId(row.town), agent=row.agent, at=row.at)


def include(session: Session, inclusion: Inclusion) -> bool:
    """Include a request in another one, and what was included in it too; False where it was in that one before. All are held."""
    values = {
        "request_id": inclusion.request,
        "main_id": inclusion.main,
        "town": inclusion.town,
        "agent": inclusion.agent,
        "at": inclusion.at,
    }
    is_new = session.scalar(_including(dialect_of(session)), values) is not None
    _point(session, inclusion.request, inclusion.main)
    return is_new


def detach(session: Session, request: RequestId) -> bool:
    """Take a request out of its incident; False where it was in none."""
    gone = delete(InclusionRow).where(InclusionRow.request_id == request).returning(InclusionRow.request_id)
    return session.scalar(gone.execution_options(synchronize_session=False)) is not None


def follow_merge(session: Session, gone: RequestId, kept: RequestId) -> None:
    """Let incidents follow a request that became a part of another: what was included in it is in that one, or where that is."""
    above = find_main(session, kept)
    if above == gone:
        detach(session, kept)
        above = None
    detach(session, gone)
    _point(session, gone, above or kept)


def included(session: Session, main: RequestId, *, limit: int | None = None) -> tuple[Included, ...]:
    """Return the requests included in one, in the order they were kept."""
    rows = (
        select(InclusionRow, RequestRow)
        .join(RequestRow, RequestRow.id == InclusionRow.request_id)
        .where(InclusionRow.main_id == main)
        .order_by(InclusionRow.request_id)
        .limit(limit)
    )
    return tuple(Included(line=line(row), agent=one.agent, at=one.at) for one, row in session.execute(rows))


def included_ids(session: Session, main: RequestId) -> tuple[RequestId, ...]:
    """Return the ids of the requests included in one, in the order they were kept."""
    return tuple(
        map(
            RequestId,
            session.scalars(select(InclusionRow.request_id).where(InclusionRow.main_id == main).order_by(InclusionRow.request_id)),
        )
    )


def page(session: Session, town: TownId, *, after: RequestId | None, limit: int) -> tuple[IncidentLine, ...]:
    """Return incidents of a town, that of the latest main request first; ``after`` is the main request last seen."""
    mains = select(InclusionRow.main_id).where(InclusionRow.town == town)
    if after is not None:
        mains = mains.where(InclusionRow.main_id < after)
    found = [RequestId(one) for one in session.scalars(mains.distinct().order_by(InclusionRow.main_id.desc()).limit(limit))]
    counted = gathered(session, found)
    return tuple(
        IncidentLine(main=one, included=counted[one.id].included, still_open=counted[one.id].still_open)
        for one in requests.lines(session, found)
    )


_MAIN = select(InclusionRow.main_id).where(InclusionRow.request_id == bindparam("request"))
_COUNTING = (
    select(InclusionRow.main_id, func.count(), func.count().filter(RequestRow.status.in_(OPEN_STATUSES)))
    .join(RequestRow, RequestRow.id == InclusionRow.request_id)
    .where(InclusionRow.main_id.in_(bindparam("wanted", expanding=True)))
    .group_by(InclusionRow.main_id)
)
_KINDS = (
    select(FollowUpRow.request_id, FollowUpRow.kind, func.count())
    .where(FollowUpRow.request_id.in_(bindparam("wanted", expanding=True)))
    .group_by(FollowUpRow.request_id, FollowUpRow.kind)
)
"""Every page of a request asks these: they are put together once."""


def gathered(session: Session, wanted: Sequence[RequestId]) -> dict[RequestId, Gathered]:
    """Return what came together in each of some requests."""
    asked = {"wanted": list(wanted)}
    parts = {main: (many, still_open) for main, many, still_open in session.execute(_COUNTING, asked)}
    added: dict[tuple[int, str], int] = {(request, kind): many for request, kind, many in session.execute(_KINDS, asked)}
    return {
        one: Gathered(
            included=parts.get(one, (0, 0))[0],
            still_open=parts.get(one, (0, 0))[1],
            chasers=added.get((one, Addition.CHASER), 0) + added.get((one, Addition.ASKED_AGAIN), 0),
            duplicates=added.get((one, Addition.MERGED), 0),
            contacts=1 + sum(many for (request, kind), many in added.items() if request == one and kind != Addition.ANSWER),
        )
        for one in wanted
    }


def figures(session: Session, town: TownId, since: datetime, until: datetime) -> FactFigures:
    """Return how often citizens of a town told of one fact more than once from a moment on, until another."""
    came = (RequestRow.town == town, RequestRow.received_at >= since, RequestRow.received_at < until)
    asked = FollowUpRow.kind.in_((Addition.CHASER, Addition.ASKED_AGAIN))
    again = exists().where(FollowUpRow.draft_id == RequestRow.draft_id, FollowUpRow.kind == Addition.ASKED_AGAIN)
    is_duplicate = or_(RequestRow.closure == Closure.DUPLICATE, RequestRow.merged_into.is_not(None) & ~again)
    is_included = exists().where(InclusionRow.request_id == RequestRow.id)
    leads = exists().where(InclusionRow.main_id == RequestRow.id)
    counted = select(
        func.count(), func.count().filter(is_duplicate), func.count().filter(leads), func.count().filter(is_included)
    ).select_from(RequestRow)
    received, duplicates, led, included = session.execute(counted.where(*came)).one()
    chasing = select(func.count(distinct(FollowUpRow.draft_id))).where(
        FollowUpRow.town == town, FollowUpRow.at >= since, FollowUpRow.at < until, asked
    )
    chasers = session.scalars(chasing).one()
    return FactFigures(received=received, chasers=chasers, duplicates=duplicates, incidents=led, included=included)


def add_step(session: Session, step: StepToFollow) -> StepId:
    """Write what is to be done to the included requests of one, and return its id; what was written of that version before stays.

    The main request is held.
    """
    values = {
        "town": step.town,
        "main_id": step.main,
        "version": step.version,
        "agent": step.agent,
        "at": step.at,
        "step": dump(step.step),
        "event": step.event,
        "most": int(step.most),
    }
    known = select(IncidentStepRow.id).where(IncidentStepRow.main_id == step.main, IncidentStepRow.version == step.version)
    added = session.scalar(_adding_step(dialect_of(session)), values) or session.scalars(known).one()
    return StepId(added)


def get_step(session: Session, step: StepId) -> StepToFollow:
    """Return what is to be done to the included requests of one. Raises NotFoundError."""
    row = session.get(IncidentStepRow, step)
    if row is None:
        raise NotFoundError(say("There is no step {id} of an incident.", id=step))
    return StepToFollow(
        town=TownId(row.town),
        main=RequestId(row.main_id),
        version=row.version,
        agent=row.agent,
        at=row.at,
        step=load(Step, row.step),
        event=row.event,
        most=Confidentiality(row.most),
    )


def finish_step(session: Session, step: StepId, now: datetime) -> None:
    """Say that the included requests have followed."""
    done = update(IncidentStepRow).where(IncidentStepRow.id == step).values(done_at=now)
    session.execute(done.execution_options(synchronize_session=False))


def begin_again(session: Session, step: StepId, agent: str, most: Confidentiality) -> None:
    """Say that the included requests are to follow once more, in the name of who says so: some are there that were not.

    One that is under way and reaches further goes on as it was begun.
    """
    takes_over = or_(IncidentStepRow.done_at.is_not(None), IncidentStepRow.most <= int(most))
    undone = update(IncidentStepRow).where(IncidentStepRow.id == step, takes_over).values(done_at=None, agent=agent, most=int(most))
    session.execute(undone.execution_options(synchronize_session=False))


def closed_together(session: Session, main: RequestId) -> frozenset[datetime]:
    """Return when requests were closed together with their main one."""
    steps = session.execute(select(IncidentStepRow.at, IncidentStepRow.step).where(IncidentStepRow.main_id == main))
    return frozenset(at for at, step in steps if load(Step, step).act is Act.CLOSE)


def told_of(session: Session, events: Collection[str]) -> set[tuple[str, str]]:
    """Return who was told of events, each with the event."""
    found = select(OutboxRow.recipient, OutboxRow.event).where(OutboxRow.event.in_(events), OutboxRow.state != "withdrawn")
    return {(recipient.lower(), event) for recipient, event in session.execute(found) if event is not None}


def is_under_way(session: Session, main: RequestId) -> bool:
    """Tell whether the included requests of one are still being dealt with."""
    waiting = select(IncidentStepRow.id).where(IncidentStepRow.main_id == main, IncidentStepRow.done_at.is_(None)).limit(1)
    return session.scalar(waiting) is not None


def _point(session: Session, main: RequestId, other: RequestId) -> None:
    """Include in another request what was included in one."""
    moving = update(InclusionRow).where(InclusionRow.main_id == main, InclusionRow.request_id != other).values(main_id=other)
    session.execute(moving.execution_options(synchronize_session=False))


@cache
def _including(dialect: str) -> ReturningInsert[int]:
    return insert_into(dialect, InclusionRow).on_conflict_do_nothing(index_elements=["request_id"]).returning(InclusionRow.request_id)


@cache
def _adding_step(dialect: str) -> ReturningInsert[int]:
    return insert_into(dialect, IncidentStepRow).on_conflict_do_nothing(index_elements=["main_id", "version"]).returning(IncidentStepRow.id)
