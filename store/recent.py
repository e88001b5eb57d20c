"""The messages of the last hours by sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, delete, select
from sqlalchemy.orm import Session

from domain.ids import DraftId, RequestId, TownId
from store import quick
from store.schema import RecentMessageRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentMessage:
    """A message and the request it went to. ``words`` are digests of its words."""

    draft: DraftId
    request: RequestId
    words: frozenset[int]


def of_sender(session: Session, town: TownId, sender: str, *, since: datetime, limit: int) -> tuple[RecentMessage, ...]:
    """Return the messages of a sender since then, the last first."""
    statement = (
        select(RecentMessageRow)
        .where(RecentMessageRow.town == town, RecentMessageRow.sender == sender, RecentMessageRow.at > since)
        .order_by(RecentMessageRow.at.desc(), RecentMessageRow.draft_id.desc())
        .limit(limit)
    )
    return tuple(
        RecentMessage(draft=DraftId(row.draft_id), request=RequestId(row.request_id), words=frozenset(row.words))
        for row in session.scalars(statement)
    )


def drafts_of(session: Session, town: TownId, sender: str, *, since: datetime, limit: int) -> tuple[DraftId, ...]:
    """Return the messages of a sender since then that went to a request, the last first."""
    statement = (
        select(RecentMessageRow.draft_id)
        .where(RecentMessageRow.town == town, RecentMessageRow.sender == sender, RecentMessageRow.at > since)
        .order_by(RecentMessageRow.at.desc(), RecentMessageRow.draft_id.desc())
        .limit(limit)
    )
    return tuple(map(DraftId, session.scalars(statement)))


def add(  # noqa: PLR0913 — a message of this table has these fields, each named by the caller
    session: Session, *, town: TownId, sender: str, draft: DraftId, request: RequestId, words: Sequence[int], at: datetime
) -> None:
    """Remember a message; one that is remembered stays as it is."""
    values = {"draft_id": draft, "town": town, "sender": sender, "at": at, "request_id": request, "words": list(words)}
    quick.add(session, _adding(dialect_of(session)), (values,))


def has_before(session: Session, before: datetime) -> bool:
    """Tell whether there are messages of before."""
    return session.scalars(select(RecentMessageRow.draft_id).where(RecentMessageRow.at < before).limit(1)).first() is not None


def forget(session: Session, before: datetime) -> None:
    """Forget the messages of before."""
    session.execute(delete(RecentMessageRow).where(RecentMessageRow.at < before))


@cache
def _adding(dialect: str) -> Insert:
    return insert_into(dialect, RecentMessageRow).on_conflict_do_nothing(index_elements=["draft_id"])
