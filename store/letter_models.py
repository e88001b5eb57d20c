"""Models of letters that towns have written themselves, with all their versions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from domain.ids import TownId
from store.schema import LetterModelRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """A version of a town's own model. ``number`` counts from 1; without words the shipped model counts from then on."""

    key: str
    number: int
    subject: str | None
    text: str | None
    author: str
    at: datetime


def latest(session: Session, town: TownId, key: str) -> ModelVersion | None:
    """Return the last version of a model, None where the town never wrote one."""
    statement = select(LetterModelRow).where(LetterModelRow.town == town, LetterModelRow.key == key)
    row = session.scalar(statement.order_by(LetterModelRow.number.desc()).limit(1))
    return None if row is None else _version(row)


def versions(session: Session, town: TownId, key: str) -> tuple[ModelVersion, ...]:
    """Return all versions of a model, the first one first."""
    statement = select(LetterModelRow).where(LetterModelRow.town == town, LetterModelRow.key == key).order_by(LetterModelRow.number)
    return tuple(map(_version, session.scalars(statement)))


def keys(session: Session, town: TownId) -> tuple[str, ...]:
    """Return the models a town has written and writes by, in alphabetical order."""
    newer = aliased(LetterModelRow)
    is_replaced = exists().where(newer.town == town, newer.key == LetterModelRow.key, newer.number > LetterModelRow.number)
    statement = select(LetterModelRow.key).where(LetterModelRow.town == town, LetterModelRow.text.is_not(None), ~is_replaced)
    return tuple(session.scalars(statement.order_by(LetterModelRow.key)))


def add(session: Session, town: TownId, version: ModelVersion) -> None:
    """Write a version. IntegrityError where somebody else has written it meanwhile."""
    values = {
        "town": town,
        "key": version.key,
        "number": version.number,
        "subject": version.subject,
        "text": version.text,
        "author": version.author,
        "created_at": version.at,
    }
    session.execute(insert(LetterModelRow).values(values))


def last_number(session: Session, town: TownId, key: str) -> int:
    """Return the number of the last version, 0 where there is none."""
    statement = select(func.max(LetterModelRow.number)).where(LetterModelRow.town == town, LetterModelRow.key == key)
    return session.scalar(statement) or 0


def _version(row: LetterModelRow) -> ModelVersion:
    return ModelVersion(key=row.key, number=row.number, subject=row.subject, text=row.text, author=row.author, at=row.created_at)
