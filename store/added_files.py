"""Files agents added to requests; what lies in them lies with the originals."""

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import RequestId, Sha256, TownId
from domain.note import AddedFile, FileId
from store.schema import AddedFileRow, RequestRow


def add(session: Session, file: AddedFile) -> FileId:
    """Write a file, whatever its ``id`` says, and return its id."""
    values = {
        "town": file.town,
        "request_id": file.request,
        "sha256": file.sha256,
        "filename": file.filename,
        "media_type": file.media_type,
        "size": file.size,
        "is_shareable": file.is_shareable,
        "author": file.author,
        "at": file.at,
    }
    return FileId(session.scalars(insert(AddedFileRow).values(values).returning(AddedFileRow.id)).one())


def of_request(session: Session, request: RequestId) -> tuple[AddedFile, ...]:
    """Return the files that were added to a request and not withdrawn, oldest first."""
    rows = select(AddedFileRow).where(AddedFileRow.request_id == request, AddedFileRow.withdrawn_at.is_(None))
    return tuple(map(_file, session.scalars(rows.order_by(AddedFileRow.id))))


def of_whole(session: Session, request: RequestId) -> tuple[AddedFile, ...]:
    """Return the files that were added to a request, or to one that is a part of it by now, and not withdrawn, oldest first."""
    parts = select(RequestRow.id).where(RequestRow.merged_into == request)
    rows = select(AddedFileRow).where(
        (AddedFileRow.request_id == request) | AddedFileRow.request_id.in_(parts), AddedFileRow.withdrawn_at.is_(None)
    )
    return tuple(map(_file, session.scalars(rows.order_by(AddedFileRow.id))))


def count(session: Session, request: RequestId) -> int:
    """Return how many files were added to a request and not withdrawn."""
    counting = select(func.count()).where(AddedFileRow.request_id == request, AddedFileRow.withdrawn_at.is_(None))
    return session.scalars(counting).one()


def find(session: Session, request: RequestId, file: FileId) -> AddedFile | None:
    """Return a file of a request; None for one that is not there, or was withdrawn."""
    row = session.get(AddedFileRow, file, populate_existing=True)
    return None if row is None or row.request_id != request or row.withdrawn_at is not None else _file(row)


def withdraw(session: Session, file: FileId, now: datetime) -> None:
    """Write that a file is not to be shown any more; what lies in it stays."""
    _set(session, file, {"withdrawn_at": now})


def share(session: Session, file: FileId, *, is_shareable: bool) -> None:
    """Write whether a file may go along with a letter to somebody outside."""
    _set(session, file, {"is_shareable": is_shareable})


def _set(session: Session, file: FileId, values: dict[str, object]) -> None:
    session.execute(update(AddedFileRow).where(AddedFileRow.id == file).values(values).execution_options(synchronize_session=False))


def _file(row: AddedFileRow) -> AddedFile:
    return AddedFile(
        id=FileId(row.id),
        town=TownId(row.town),
        request=RequestId(row.request_id),
        sha256=Sha256(row.sha256),
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        is_shareable=row.is_shareable,
        author=row.author,
        at=row.at,
    )
