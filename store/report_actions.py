"""What a town says it did in a year, in its own words, for the annual report."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import TownId
from store.schema import ReportActionsRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """A town's words on a year (actions). ``version`` 0: nothing was written yet."""

    text: str
    version: int


def get(session: Session, town: TownId, year: int) -> Actions:
    """Return a town's words on a year; empty where it has none."""
    row = session.scalars(select(ReportActionsRow).filter_by(town=town, year=year)).one_or_none()
    return Actions(text="", version=0) if row is None else Actions(text=row.text, version=row.version)


def put(session: Session, town: TownId, year: int, text: str, seen: int) -> None:
    """Keep a town's words on a year in place of version ``seen``. Raises ConflictError where somebody wrote meanwhile."""
    if seen == 0:
        new = insert_into(dialect_of(session), ReportActionsRow).values(town=town, year=year, text=text, version=1)
        written = session.execute(new.on_conflict_do_nothing(index_elements=["town", "year"]).returning(ReportActionsRow.version)).first()
    else:
        own = (ReportActionsRow.town == town, ReportActionsRow.year == year, ReportActionsRow.version == seen)
        changed = update(ReportActionsRow).where(*own).values(text=text, version=seen + 1).returning(ReportActionsRow.version)
        written = session.execute(changed.execution_options(synchronize_session=False)).first()
    if written is None:
        raise ConflictError(f"The actions of {year} of {town} were changed meanwhile.")
