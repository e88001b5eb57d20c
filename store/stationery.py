"""What stands around the letters of towns, and the pictures of their signatures."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import TownId
from domain.stationery import Stationery
from store.mapping import load
from store.schema import SignaturePictureRow, StationeryRow
from store.upsert import dialect_of, insert_into


def find(session: Session, town: TownId) -> tuple[Stationery, int]:
    """Return what a town has set, and its version; of one that has set nothing what is usual, and 0."""
    row = session.get(StationeryRow, town, populate_existing=True)
    return (Stationery(), 0) if row is None else (load(Stationery, row.document), row.version)


def keep(session: Session, town: TownId, wanted: Stationery, author: str, now: datetime, *, seen: int) -> None:
    """Write what a town sets. Raises ConflictError where another version counts than was seen."""
    values = {"document": asdict(wanted), "version": seen + 1, "author": author, "at": now}
    if seen == 0:
        try:
            with session.begin_nested():
                session.add(StationeryRow(town=town, **values))
        except IntegrityError as error:
            raise ConflictError(f"The stationery of {town} was set meanwhile.") from error
        return
    changing = update(StationeryRow).where(StationeryRow.town == town, StationeryRow.version == seen).values(values)
    if session.scalar(changing.returning(StationeryRow.town).execution_options(synchronize_session=False)) is None:
        raise ConflictError(f"The stationery of {town} was set meanwhile.")


def picture(session: Session, town: TownId, name: str) -> bytes | None:
    """Return the picture of somebody's signature, a PNG."""
    return session.scalar(select(SignaturePictureRow.content).where(SignaturePictureRow.town == town, SignaturePictureRow.name == name))


def pictured(session: Session, town: TownId) -> frozenset[str]:
    """Return whose signature a town has a picture of."""
    return frozenset(session.scalars(select(SignaturePictureRow.name).where(SignaturePictureRow.town == town)))


def put_picture(session: Session, town: TownId, name: str, content: bytes | None, author: str, now: datetime) -> None:
    """Keep the picture of a signature in place of the one before; None: there is none any more."""
    if content is None:
        session.execute(delete(SignaturePictureRow).where(SignaturePictureRow.town == town, SignaturePictureRow.name == name))
        return
    values = {"content": content, "author": author, "at": now}
    putting = insert_into(dialect_of(session), SignaturePictureRow).on_conflict_do_update(index_elements=["town", "name"], set_=values)
    session.execute(putting, {"town": town, "name": name, **values})
