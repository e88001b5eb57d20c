"""What was answered to writes that bear an Idempotency-Key, so that the same write again is answered the same and done once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import delete, exists, select
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


def find(session: Session, caller: str, key: str) -> Answered | None:
    """Return what a caller was answered under a key."""
    row = session.get(AnsweredWriteRow, (caller, key))
    return None if row is None else Answered(fingerprint=row.fingerprint, status=row.status, answer=row.answer)


def add(session: Session, caller: str, key: str, answered: Answered, now: datetime) -> bool:
    """Write an answer down; False where another writer was faster: then the transaction must be given up."""
    values = {"caller": caller, "key": key, "fingerprint": answered.fingerprint, "status": answered.status, "answer": answered.answer}
    return session.scalar(_adding(dialect_of(session)), {**values, "at": now}) is not None


def has_before(session: Session, before: datetime) -> bool:
    """Tell whether there are answers given before a moment."""
    return bool(session.scalar(select(exists().where(AnsweredWriteRow.at < before))))


def forget(session: Session, before: datetime) -> None:
    """Forget answers given before a moment."""
    session.execute(delete(AnsweredWriteRow).where(AnsweredWriteRow.at < before))


@cache
def _adding(dialect: str) -> ReturningInsert[str]:
    return insert_into(dialect, AnsweredWriteRow).on_conflict_do_nothing().returning(AnsweredWriteRow.key)
