"""Which mails belong together, by their Message-IDs and those they refer to."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256

from sqlalchemy import Insert, func, select
from sqlalchemy.orm import Session

from domain.ids import DraftId, TownId
from store.columns import storable
from store.schema import ThreadRow
from store.upsert import dialect_of, insert_into

_KEY_CHARACTERS = 32


def hold(session: Session, town: TownId, message_ids: Iterable[str]) -> None:
    """Make all others who would keep or look for these mails wait until this transaction ends.

    So that of a mail and its answer, routed at the same moment, the second always finds the first. SQLite has one writer anyway.
    """
    if dialect_of(session) != "sqlite":
        for key in sorted({_key(one) for one in message_ids}):
            session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{town} {key}", 0))))


def keep(session: Session, town: TownId, draft: DraftId, own: str | None, references: Iterable[str]) -> None:
    """Write what a mail is called and what it refers to; what is there already stays."""
    keys = {_key(one): False for one in references} | ({_key(own): True} if own else {})
    if keys:
        rows = [{"town": town, "key": key, "draft_id": draft, "is_own": is_own} for key, is_own in keys.items()]
        session.execute(_adding(dialect_of(session)), rows)


def named(session: Session, town: TownId, message_ids: Sequence[str]) -> tuple[DraftId, ...]:
    """Return the drafts of the town's mails with these Message-IDs, in order of arrival. Two mails may bear the same."""
    return _drafts(session, town, message_ids, is_own=True)


def answering(session: Session, town: TownId, message_id: str) -> tuple[DraftId, ...]:
    """Return the drafts of the town's mails that refer to this Message-ID, in order of arrival."""
    return _drafts(session, town, (message_id,), is_own=False)


def _drafts(session: Session, town: TownId, message_ids: Sequence[str], *, is_own: bool) -> tuple[DraftId, ...]:
    keys = {_key(one) for one in message_ids}
    if not keys:
        return ()
    statement = select(ThreadRow.draft_id).where(ThreadRow.town == town, ThreadRow.key.in_(keys), ThreadRow.is_own.is_(is_own))
    return tuple(map(DraftId, session.scalars(statement.distinct().order_by(ThreadRow.draft_id))))


def _key(message_id: str) -> str:
    return sha256(storable(message_id).encode()).hexdigest()[:_KEY_CHARACTERS]


@cache
def _adding(dialect: str) -> Insert:
    return insert_into(dialect, ThreadRow).on_conflict_do_nothing()
