"""Forms that citizens have begun and not sent (brouillons). Answers come in sealed; nothing here can read them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.ids import CitizenId
from store.schema import CitizenFormRow
from store.upsert import dialect_of, insert_into

KEPT = timedelta(days=30)
MOST = 20
"""Forms one citizen has begun at a time; the oldest goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A form somebody has begun: its code, what stands in it, sealed, and when it was saved."""

    code: str
    content: str = field(repr=False)
    saved_at: datetime


def save(session: Session, citizen: CitizenId, begun: Begun) -> None:
    """Write what stands in a form in place of what stood there before."""
    values = {"citizen_id": citizen, "code": begun.code, "content": begun.content, "saved_at": begun.saved_at}
    saving = insert_into(dialect_of(session), CitizenFormRow).values(values)
    changed = {"content": begun.content, "saved_at": begun.saved_at}
    session.execute(saving.on_conflict_do_update(index_elements=["citizen_id", "code"], set_=changed))
    for old in of_citizen(session, citizen)[MOST:]:
        forget(session, citizen, old.code)


def find(session: Session, citizen: CitizenId, code: str, now: datetime) -> Begun | None:
    """Return what stands in a form somebody has begun, unless that is too long ago."""
    row = session.get(CitizenFormRow, (citizen, code), populate_existing=True)
    return None if row is None or row.saved_at <= now - KEPT else Begun(code=row.code, content=row.content, saved_at=row.saved_at)


def of_citizen(session: Session, citizen: CitizenId) -> tuple[Begun, ...]:
    """Return the forms somebody has begun, the last saved first."""
    chosen = select(CitizenFormRow).where(CitizenFormRow.citizen_id == citizen)
    rows = session.scalars(chosen.order_by(CitizenFormRow.saved_at.desc(), CitizenFormRow.code))
    return tuple(Begun(code=row.code, content=row.content, saved_at=row.saved_at) for row in rows)


def forget(session: Session, citizen: CitizenId, code: str) -> None:
    """Forget a form somebody has begun: it was sent, or he wants it no more."""
    session.execute(delete(CitizenFormRow).where(CitizenFormRow.citizen_id == citizen, CitizenFormRow.code == code))


def has_old(session: Session, now: datetime) -> bool:
    """Tell whether forms were begun too long ago."""
    return session.scalar(select(CitizenFormRow.code).where(CitizenFormRow.saved_at <= now - KEPT).limit(1)) is not None


def purge(session: Session, now: datetime) -> None:
    """Forget forms that were begun too long ago."""
    session.execute(delete(CitizenFormRow).where(CitizenFormRow.saved_at <= now - KEPT))
