"""How far the first run of the installation is. Installations that were set up by `citoyen init` have no row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.inbound import Outcome
from store.schema import FirstRunRow, InboundRow
from store.upsert import dialect_of, insert_into

_ONLY = 1
Document = dict[str, Any]  # Any: what was typed, as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRun:
    """What was typed so far, and when all of it was done."""

    document: Document
    done_at: datetime | None


def find(session: Session) -> FirstRun | None:
    """Return the first run, None where there was none."""
    row = session.get(FirstRunRow, _ONLY, populate_existing=True)
    return None if row is None else FirstRun(document=row.document, done_at=row.done_at)


def begin(session: Session, now: datetime) -> bool:
    """Begin it; tell whether it was this call that did."""
    insert = insert_into(dialect_of(session), FirstRunRow).values(id=_ONLY, document={}, begun_at=now)
    return session.execute(insert.on_conflict_do_nothing(index_elements=["id"]).returning(FirstRunRow.id)).first() is not None


def put(session: Session, document: Document) -> None:
    """Write what was typed so far."""
    session.execute(update(FirstRunRow).where(FirstRunRow.id == _ONLY).values(document=document))


def end(session: Session, now: datetime) -> None:
    """Write that it is over."""
    session.execute(update(FirstRunRow).where(FirstRunRow.id == _ONLY, FirstRunRow.done_at.is_(None)).values(done_at=now))


def has_arrivals(session: Session) -> bool:
    """Tell whether anything has come in yet."""
    return session.scalar(select(exists(select(InboundRow.id)))) is True


def has_pending(session: Session, town: TownId) -> bool:
    """Tell whether something that came in for a town is not read yet."""
    of_town = (InboundRow.town == town, InboundRow.outcome == Outcome.PENDING.value)
    return session.scalar(select(exists(select(InboundRow.id).where(*of_town)))) is True
