"""Who did what to what in the installation. Append only; never holds what people wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from store.schema import JournalRow, table_of

Details = Mapping[str, object]

_ADDING = insert(table_of(JournalRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of the journal. ``id`` grows; ``town`` None: of the installation."""

    id: int
    at: datetime
    town: TownId | None
    actor: str
    action: str
    object: str
    details: Details


def append(  # noqa: PLR0913 — a line of the journal has these fields, each named by the caller
    session: Session,
    *,
    at: datetime,
    town: TownId | None,
    actor: str,
    action: str,
    object: str,
    details: Details,
) -> None:
    """Write one line."""
    values = {"at": at, "town": town, "actor": actor, "action": action, "object": object, "details": dict(details)}
    session.execute(_ADDING, values)


def page(session: Session, town: TownId | None, *, after: int | None, limit: int) -> tuple[JournalLine, ...]:
    """Return lines of a town, or of all, newest first; ``after`` is the id of the last line seen."""
    statement = select(JournalRow).order_by(JournalRow.id.desc()).limit(limit)
    if town is not None:
        statement = statement.where(JournalRow.town == town)
    if after is not None:
        statement = statement.where(JournalRow.id < after)
    return tuple(_line(row) for row in session.scalars(statement))


def _line(row: JournalRow) -> JournalLine:
    return JournalLine(
        id=row.id,
        at=row.at,
        town=None if row.town is None else TownId(row.town),
        actor=row.actor,
        action=row.action,
        object=row.object,
        details=row.details,
    )
