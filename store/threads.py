"""Which mails belong together, by their Message-IDs and those they refer to."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256

from sqlalchemy import Insert, String, bindparam, func, select
from sqlalchemy.orm import Session

from domain.ids import DraftId, TownId
from store import quick
from store.columns import storable
from store.schema import ThreadRow, table_of
from store.upsert import dialect_of, insert_into

_KEY_CHARACTERS = 32


def hold(session: Session, town: TownId, message_ids: Iterable[str]) -> None:
    """Make all others who would keep or look for these mails wait until this transaction ends.

    So that of a mail and its answer, routed at the same moment, the second always finds the first. SQLite has one writer anyway.
    """
    if dialect_of(session) != "sqlite":
        for key in sorted({_key(one) for one in message_ids}):
            quick.rows(session, _LOCKING, name=f"{town} {key}")


def keep(session: Session, town: TownId, draft: DraftId, own: str | None, references: Iterable[str]) -> None:
    """Write what a mail is called and what it refers to; what is there already stays."""
    keys = {_key(one): False for one in references} | ({_key(own): True} if own else {})
    if keys:
        rows = [{"town": town, "key": key, "draft_id": draft, "is_own": is_own} for key, is_own in keys.items()]
        quick.add(session, _adding(dialect_of(session)), rows)


def named(session: Session, town: TownId, message_ids: Sequence[str]) -> tuple[DraftId, ...]:
    """Return the drafts of the town's mails with these Message-IDs, in order of arrival. Two mails may bear the same."""
    return _drafts(session, town, message_ids, is_own=True)


def answering(session: Session, town: TownId, message_id: str) -> tuple[DraftId, ...]:
    """Return the drafts of the town's mails that refer to this Message-ID, in order of arrival."""
    return _drafts(session, town, (message_id,), is_own=False)


def _drafts(session: Session, town: TownId, message_ids: Sequence[str], *, is_own: bool) -> tuple[DraftId, ...]:
    found = _NAMED.rows(session, [_key(one) for one in message_ids], of_town=town, own=is_own)
    return tuple(map(DraftId, sorted({draft_id for (draft_id,) in found})))


def _key(message_id: str) -> str:
    return sha256(storable(message_id).encode()).hexdigest()[:_KEY_CHARACTERS]


_LOCKING = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=String()), 0)))
_THREADS = table_of(ThreadRow).c
_NAMED = quick.Lookup(
    select(_THREADS.draft_id).where(_THREADS.town == bindparam("of_town"), _THREADS.is_own == bindparam("own")), _THREADS.key
)


@cache
def _adding(dialect: str) -> Insert:
    return insert_into(dialect, ThreadRow).on_conflict_do_nothing()
