"""By which keys originals are sealed, so that a setting that is lost does not let new ones lie in the clear."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.ids import Sha256
from store import sealing
from store.schema import OriginalKeyRow, OriginalRow, table_of
from store.upsert import dialect_of, insert_into

_LOOKED_AT = 64
"""Bytes of a row: words of a place in a pack have no more, and what a seal begins with is in them."""


def current(session: Session) -> frozenset[str]:
    """Return the keys that something may be sealed by."""
    return frozenset(session.scalars(select(OriginalKeyRow.id).where(OriginalKeyRow.ended_at.is_(None))))


def begin(session: Session, key: str, now: datetime) -> None:
    """Say that originals are sealed by a key from now on; one that had ended begins again."""
    beginning = insert_into(dialect_of(session), OriginalKeyRow).values(id=key, since=now)
    session.execute(beginning.on_conflict_do_update(index_elements=["id"], set_={"ended_at": None}))


def end(session: Session, keys: Collection[str], now: datetime) -> None:
    """Say that nothing is sealed by some keys any more."""
    own = table_of(OriginalKeyRow)
    session.execute(update(own).where(own.c.id.in_(keys), own.c.ended_at.is_(None)).values(ended_at=now))


def count_rows(session: Session) -> int:
    """Return how many rows of originals there are."""
    return session.scalar(select(func.count()).select_from(OriginalRow)) or 0


def rows(session: Session, after: str, limit: int) -> tuple[tuple[Sha256, bytes], ...]:
    """Return how the next rows of originals begin, by their digests."""
    raw = func.substr(OriginalRow.raw, 1, _LOOKED_AT)
    found = select(OriginalRow.sha256, raw).where(OriginalRow.sha256 > after).order_by(OriginalRow.sha256).limit(limit)
    return tuple((Sha256(digest), bytes(begins)) for digest, begins in session.execute(found))


def key_in(begins: bytes) -> str | None:
    """Return by which key what begins so is sealed, None where it is not."""
    return sealing.key_id(begins.ljust(sealing.HEAD_BYTES))


def put(session: Session, digest: str, old: bytes, new: bytes) -> bool:
    """Write an original's row anew; False where it is another by now, or gone."""
    own = table_of(OriginalRow)
    changing = update(own).where(own.c.sha256 == digest, own.c.raw == old).values(raw=new)
    return session.execute(changing.returning(own.c.sha256)).first() is not None
