"""What joining two requests moved, so that it can be taken back: a request made a part of another, or included in one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from domain.incident import Inclusion
from domain.lifecycle import Situation
from store.mapping import dump, load
from store.schema import FollowUpRow, InclusionRow, JoiningRow, RequestRow, SuspensionRow
from store.versions import outgrow

JoiningId = NewType("JoiningId", int)


class JoiningKind(StrEnum):
    """What two requests were made to each other (nature du rattachement)."""

    PART = "part"
    """One became a part of the other."""
    INCLUDED = "included"
    """One was included in the incident of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """How a request stood that waited for its requester until the joining; ``version`` is the one that going on left."""

    situation: Situation
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a joining moved. ``situation`` is where the request stood, ``version`` the version the joining left it in.

    ``drafts`` are messages the main request did not have, ``parts`` requests that had become a part of this one before, ``included`` those
    that were included in it; ``inclusion`` is its own in an incident, ``led`` that of the main one in this. ``suspensions`` are times of
    waiting for the main one's requester that the joining ended, ``waited`` how it stood then. ``decides``: the request was decided by it.
    ``rises`` are the versions of the main one before and after it, and before and after it was taken back.
    """

    situation: Situation
    version: int
    drafts: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    included: tuple[int, ...] = ()
    inclusion: Inclusion | None = None
    led: Inclusion | None = None
    suspensions: tuple[int, ...] = ()
    waited: Waited | None = None
    decides: bool = False
    rises: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """That an agent joined two requests; ``undone_by`` None: it holds."""

    id: JoiningId
    town: TownId
    request: RequestId
    main: RequestId
    kind: JoiningKind
    agent: str
    at: datetime
    moved: Moved
    undone_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJoining:
    """A joining to write down."""

    town: TownId
    request: RequestId
    main: RequestId
    kind: JoiningKind
    agent: str
    at: datetime
    moved: Moved


def add(session: Session, new: NewJoining) -> JoiningId:
    """Write that two requests were joined, and return its id."""
    values = {
        "town": new.town,
        "request_id": new.request,
        "main_id": new.main,
        "kind": new.kind,
        "agent": new.agent,
        "at": new.at,
        "moved": dump(new.moved),
    }
    return JoiningId(session.scalars(insert(JoiningRow).values(values).returning(JoiningRow.id)).one())


def find_last(session: Session, request: RequestId) -> Joining | None:
    """Return the last joining of a request to another one, taken back or not."""
    row = session.scalar(select(JoiningRow).where(JoiningRow.request_id == request).order_by(JoiningRow.id.desc()).limit(1))
    if row is None:
        return None
    return Joining(
        id=JoiningId(row.id),
        town=TownId(row.town),
        request=RequestId(row.request_id),
        main=RequestId(row.main_id),
        kind=JoiningKind(row.kind),
        agent=row.agent,
        at=row.at,
        moved=load(Moved, row.moved),
        undone_by=row.undone_by,
    )


def take_back(session: Session, joining: JoiningId, agent: str, now: datetime) -> None:
    """Write that a joining was taken back."""
    undone = update(JoiningRow).where(JoiningRow.id == joining).values(undone_by=agent, undone_at=now)
    session.execute(undone.execution_options(synchronize_session="fetch"))


def running(session: Session, request: RequestId) -> tuple[tuple[int, datetime], ...]:
    """Return the times for which a requester is waited for, each with when it began."""
    found = select(SuspensionRow.id, SuspensionRow.since).where(SuspensionRow.request_id == request, SuspensionRow.ended_at.is_(None))
    return tuple((row.id, row.since) for row in session.execute(found.order_by(SuspensionRow.id)))


def wait_again(session: Session, suspensions: Sequence[int]) -> None:
    """Say that times of waiting did not end."""
    again = update(SuspensionRow).where(SuspensionRow.id.in_(suspensions)).values(ended_at=None)
    session.execute(again.execution_options(synchronize_session="fetch"))


def parts(session: Session, main: RequestId) -> tuple[int, ...]:
    """Return the requests that are a part of one."""
    return tuple(session.scalars(select(RequestRow.id).where(RequestRow.merged_into == main).order_by(RequestRow.id)))


def stand_apart(session: Session, joining: Joining) -> None:
    """Let a request that is a part of another be its own again, with what was a part of it, as far as that is where it was brought.

    Whoever saw one of them before sees it again first.
    """
    moved = joining.moved
    situation = moved.situation
    own = {
        "merged_into": None,
        "status": situation.status,
        "taken_at": situation.taken_at,
        "taken_by": situation.taken_by,
        "planned_on": situation.planned_on,
        "awaited_until": situation.awaited_until,
        "authority": situation.authority,
        "closure": situation.closure,
        "closed_at": situation.closed_at,
    }
    earlier = (RequestRow.id.in_(moved.parts), RequestRow.merged_into == joining.main)
    brought = session.scalars(select(RequestRow.id).where(*earlier)).all()
    for condition, values in ((RequestRow.id == joining.request, own), (RequestRow.id.in_(brought), {"merged_into": joining.request})):
        session.execute(update(RequestRow).where(condition).values(values).execution_options(synchronize_session=False))
    before = session.scalars(select(RequestRow.version).where(RequestRow.id == joining.main)).one()
    after = outgrow(session, {joining.main, joining.request, *brought})
    risen = replace(moved, rises=(*moved.rises, (before, after)))
    keeping = update(JoiningRow).where(JoiningRow.id == joining.id).values(moved=dump(risen))
    session.execute(keeping.execution_options(synchronize_session="fetch"))
    session.execute(delete(FollowUpRow).where(FollowUpRow.request_id == joining.main, FollowUpRow.draft_id.in_(moved.drafts)))


def grown(session: Session, main: RequestId, version: int) -> int:
    """Return the version that one of a request has become, as far as others only became parts of it, or its own again, since."""
    found = session.scalars(select(JoiningRow.moved).where(JoiningRow.main_id == main, JoiningRow.kind == JoiningKind.PART))
    rises = {before: after for moved in found for before, after in load(Moved, moved).rises}
    while version in rises:
        version = rises[version]
    return version


def point_back(session: Session, joining: Joining, led_by: RequestId) -> None:
    """Include in a request again what was included in it before the joining, as far as it is still in the incident that one leads."""
    moving = update(InclusionRow).where(InclusionRow.request_id.in_(joining.moved.included), InclusionRow.main_id == led_by)
    session.execute(moving.values(main_id=joining.request).execution_options(synchronize_session=False))
