"""What was answered to writes that bear an Idempotency-Key, so that the same write again is answered the same and done once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from store.schema import AnsweredWriteRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that was given. ``fingerprint`` is the SHA-256 of what had been written."""

    fingerprint: str
    status: int
    answer: dict[str, object]


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def find(session: Session, caller: str, key: str, since: datetime | None = None) -> Answered | None:
    """Return what a caller was answered under a key, with ``since`` only from that moment on."""
    row = session.get(AnsweredWriteRow, (caller, key))
    if row is None or (since is not None and row.at < since):
        return None
    return Answered(fingerprint=row.fingerprint, status=row.status, answer=row.answer)


def add(session: Session, caller: str, key: str, answered: Answered, now: datetime, *, since: datetime | None = None) -> bool:
    """Write an answer down, in the place of one from before ``since``.

    False where another writer was faster: then the transaction must be given up.
    """
    values = {"caller": caller, "key": key, "fingerprint": answered.fingerprint, "status": answered.status, "answer": answered.answer}
    statement = _adding(dialect_of(session))
    return session.scalar(statement, {**values, "at": now, "since": since or _NEVER}) is not None


def has_before(session: Session, before: datetime) -> bool:
    """Tell whether there are answers given before a moment."""
    return bool(session.scalar(select(exists().where(AnsweredWriteRow.at < before))))


def forget(session: Session, before: datetime) -> None:
    """Forget answers given before a moment."""
    session.execute(delete(AnsweredWriteRow).where(AnsweredWriteRow.at < before))


@cache
def _adding(dialect: str) -> ReturningInsert[str]:
    adding = insert_into(dialect, AnsweredWriteRow)
    new = {name: adding.excluded[name] for name in ("fingerprint", "status", "answer", "at")}
    is_forgotten = AnsweredWriteRow.at < bindparam("since", type_=AnsweredWriteRow.at.type)
    return adding.on_conflict_do_update(index_elements=["caller", "key"], set_=new, where=is_forgotten).returning(AnsweredWriteRow.key)
