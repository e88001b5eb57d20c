"""What follows a request: messages added to it, requests linked to it, requests merged into it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.draft import Draft, Requester
from domain.ids import DraftId, InboundId, RequestId, TownId
from domain.request import Addition, Status, Tie
from store import quick
from store.mapping import load
from store.moment import once
from store.request_lines import AS_LINES, RequestLine, line
from store.schema import DraftRow, FollowUpRow, InboundRow, LinkRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into
from store.versions import outgrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A message that was added to a request; ``received_at`` is when it came."""

    kind: Addition
    draft_id: DraftId
    draft: Draft
    inbound_id: InboundId
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another request and what it is to this one: the later one follows the earlier. ``is_proven`` False: people are asked."""

    other: RequestLine
    is_earlier: bool
    tie: Tie
    is_proven: bool


def add(session: Session, town: TownId, request: RequestId, draft: DraftId, kind: Addition, now: datetime) -> bool:
    """Add a message to a request; False where it was added before."""
    values = {"town": town, "request_id": request, "draft_id": draft, "kind": kind, "at": now}
    return session.scalar(_adding(dialect_of(session)), values) is not None


def was_added(session: Session, draft: DraftId) -> bool:
    """Tell whether a message was added to a request for what it says, and not because a request it became was merged."""
    is_said = FollowUpRow.kind.not_in((Addition.MERGED, Addition.ASKED_AGAIN))
    added = select(FollowUpRow.draft_id).where(FollowUpRow.draft_id == draft, is_said).limit(1)
    return session.scalars(added).first() is not None


def of(session: Session, request: RequestId) -> tuple[Added, ...]:
    """Return what was added to a request, in the order it came."""
    statement = (
        select(FollowUpRow.kind, DraftRow, InboundRow.received_at)
        .join(DraftRow, DraftRow.id == FollowUpRow.draft_id)
        .join(InboundRow, InboundRow.id == DraftRow.inbound_id)
        .where(FollowUpRow.request_id == request)
        .order_by(InboundRow.received_at, DraftRow.id)
    )
    return tuple(
        Added(
            kind=Addition(kind),
            draft_id=DraftId(draft.id),
            draft=load(Draft, draft.document),
            inbound_id=InboundId(draft.inbound_id),
            received_at=received_at,
        )
        for kind, draft, received_at in session.execute(statement)
    )


def requests_of(session: Session, draft: DraftId) -> tuple[RequestId, ...]:
    """Return the requests a message became and those it was added to, each as the one it is a part of by now."""
    found = [merged or own for statement in (_BECAME, _WAS_ADDED) for own, merged in quick.rows(session, statement, of_draft=draft)]
    return tuple(dict.fromkeys(map(RequestId, found)))


def link(session: Session, town: TownId, later: RequestId, earlier: RequestId, tie: Tie, *, is_proven: bool) -> None:
    """Say that a request follows another, or may; what was said first stays."""
    values = {"town": town, "request_id": later, "followed_id": earlier, "evidence": tie, "is_proven": is_proven}
    session.execute(_linking(dialect_of(session)), values)


def prove(session: Session, later: RequestId, earlier: RequestId, tie: Tie) -> None:
    """Say that a request surely follows another; that people were asked before is over."""
    asked = (LinkRow.request_id == later, LinkRow.followed_id == earlier, LinkRow.is_proven.is_(False))
    proven = update(LinkRow).where(*asked).values(is_proven=True, evidence=tie)
    session.execute(proven.execution_options(synchronize_session=False))


def links(session: Session, request: RequestId) -> tuple[Link, ...]:
    """Return the requests a request follows, then those that follow it."""
    return tuple(
        Link(other=line(row), is_earlier=is_earlier, tie=Tie(link.evidence), is_proven=link.is_proven)
        for statement, is_earlier in ((_FOLLOWED, True), (_FOLLOWING, False))
        for link, row in session.execute(statement, {"request": request})
    )


_LINKED = select(LinkRow, RequestRow).order_by(RequestRow.id).options(*AS_LINES)
_FOLLOWED = _LINKED.join(RequestRow, RequestRow.id == LinkRow.followed_id).where(LinkRow.request_id == bindparam("request"))
_FOLLOWING = _LINKED.join(RequestRow, RequestRow.id == LinkRow.request_id).where(LinkRow.followed_id == bindparam("request"))


def merge(session: Session, request: RequestId, main: RequestId) -> int:
    """Make a request a part of another: from now on its number and its code mean that one. What was merged into it goes along.

    Return the version all of them have then: whoever saw one of them before sees it again first.
    """
    parts = session.scalars(select(RequestRow.id).where(RequestRow.merged_into == request)).all()
    changed = {"merged_into": main}
    for condition, values in (
        (RequestRow.id == request, {**changed, "status": Status.CLOSED}),
        (RequestRow.merged_into == request, changed),
    ):
        session.execute(update(RequestRow).where(condition).values(values).execution_options(synchronize_session=False))
    return outgrow(session, {main, request, *parts})


@once
def merged(session: Session, main: RequestId) -> tuple[RequestLine, ...]:
    """Return the requests that were merged into one."""
    return tuple(map(line, session.scalars(_MERGED, {"main": main})))


_MERGED = select(RequestRow).where(RequestRow.merged_into == bindparam("main")).order_by(RequestRow.id).options(*AS_LINES)


def requesters(session: Session, main: RequestId) -> tuple[Requester, ...]:
    """Return who asked: in the request itself, and in those merged into it."""
    statement = select(RequestRow.requester).where((RequestRow.id == main) | (RequestRow.merged_into == main)).order_by(RequestRow.id)
    return tuple(load(Requester, document) for document in session.scalars(statement))


_REQUEST, _FOLLOW_UP = table_of(RequestRow).c, table_of(FollowUpRow)
_OWN = select(_REQUEST.id, _REQUEST.merged_into).order_by(_REQUEST.id)
_BECAME = _OWN.where(_REQUEST.draft_id == bindparam("of_draft"))
_WAS_ADDED = _OWN.join(_FOLLOW_UP, _FOLLOW_UP.c.request_id == _REQUEST.id).where(_FOLLOW_UP.c.draft_id == bindparam("of_draft"))


@cache
def _adding(dialect: str) -> ReturningInsert[int]:
    return insert_into(dialect, FollowUpRow).on_conflict_do_nothing().returning(FollowUpRow.request_id)


@cache
def _linking(dialect: str) -> Insert:
    return insert_into(dialect, LinkRow).on_conflict_do_nothing()
