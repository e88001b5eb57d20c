"""Templates of Word and LibreOffice that towns have given, with all their versions."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, exists, func, insert, select
from sqlalchemy.orm import Session, aliased, defer

from domain.ids import TownId
from store.schema import OfficeTemplateRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """A version of a template. ``number`` counts from 1; ``kind`` and ``content`` None: it was taken away."""

    name: str
    number: int
    kind: str | None
    filename: str
    content: bytes | None = field(repr=False)
    author: str
    at: datetime


def find(session: Session, town: TownId, name: str, number: int | None = None) -> TemplateVersion | None:
    """Return a version of a template, the last one where no number is given; None where there is none."""
    statement = select(OfficeTemplateRow).where(OfficeTemplateRow.town == town, OfficeTemplateRow.name == name)
    if number is not None:
        statement = statement.where(OfficeTemplateRow.number == number)
    row = session.scalar(statement.order_by(OfficeTemplateRow.number.desc()).limit(1))
    return None if row is None else _version(row, row.content)


def current(session: Session, town: TownId) -> tuple[TemplateVersion, ...]:
    """Return the templates a town has now, without what is in them, by name."""
    return tuple(_version(row, None) for row in session.scalars(_CURRENT, {"town": town}))


_NEWER = aliased(OfficeTemplateRow)
_IS_REPLACED = exists().where(
    _NEWER.town == OfficeTemplateRow.town, _NEWER.name == OfficeTemplateRow.name, _NEWER.number > OfficeTemplateRow.number
)
_CURRENT = (
    select(OfficeTemplateRow)
    .options(defer(OfficeTemplateRow.content))
    .where(OfficeTemplateRow.town == bindparam("town"), OfficeTemplateRow.kind.is_not(None), ~_IS_REPLACED)
    .order_by(OfficeTemplateRow.name)
)
"""Every page of a request asks this: it is put together once."""


def versions(session: Session, town: TownId, name: str) -> tuple[TemplateVersion, ...]:
    """Return all versions of a template, without what is in them, the last one first."""
    statement = (
        select(OfficeTemplateRow)
        .options(defer(OfficeTemplateRow.content))
        .where(OfficeTemplateRow.town == town, OfficeTemplateRow.name == name)
    )
    return tuple(_version(row, None) for row in session.scalars(statement.order_by(OfficeTemplateRow.number.desc())))


def last_number(session: Session, town: TownId, name: str) -> int:
    """Return the number of the last version, 0 where there is none."""
    statement = select(func.max(OfficeTemplateRow.number)).where(OfficeTemplateRow.town == town, OfficeTemplateRow.name == name)
    return session.scalar(statement) or 0


def add(session: Session, town: TownId, version: TemplateVersion) -> None:
    """Write a version. IntegrityError where somebody else has written it meanwhile."""
    values = {
        "town": town,
        "name": version.name,
        "number": version.number,
        "kind": version.kind,
        "filename": version.filename,
        "content": version.content,
        "author": version.author,
        "created_at": version.at,
    }
    session.execute(insert(OfficeTemplateRow).values(values))


def _version(row: OfficeTemplateRow, content: bytes | None) -> TemplateVersion:
    return TemplateVersion(
        name=row.name, number=row.number, kind=row.kind, filename=row.filename, content=content, author=row.author, at=row.created_at
    )
