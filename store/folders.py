"""Drop folders: how taking in from each goes, and which files lie in them for longer than they should."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.ids import InboundId, Sha256, TownId
from store.schema import DropFolderRow, DroppedFileRow
from store.upsert import dialect_of, insert_into

_KEY = ("town", "path")
_SHARE = 500
"""Rows named in one statement."""


class FileState(StrEnum):
    """Why a file still lies there."""

    GROWING = "growing"
    """It is still being written."""
    LOCKED = "locked"
    """A lock file lies beside it."""
    INCOMPLETE = "incomplete"
    """It is still, and its end is missing."""
    KEPT = "kept"
    """It became an arrival and is still to be removed."""
    TOO_LARGE = "too_large"
    FORBIDDEN = "forbidden"
    """It may not be read."""
    UNREADABLE = "unreadable"
    """Its disk or its share does not give it out."""
    SPECIAL = "special"
    """It is a link, a pipe, a device: never followed, never opened."""
    UNKEPT = "unkept"
    """We could not deal with it, by a fault of ours."""
    TOO_DEEP = "too_deep"
    """A sub-folder below so many others that it is not looked into."""
    UNKNOWN = "unknown"
    """A sub-folder whose name means nothing to the town; its files are taken in all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder by its row, and what it lay on when it was last looked through."""

    id: int
    file_system: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedFile:
    """A file of a folder that is to be seen: ``size`` in bytes, ``changed_ns`` as its own machine's clock told.

    ``key`` is the SHA-256 of its name's bytes; ``sha256`` and ``inbound_id`` are there where it became an arrival.
    """

    key: str
    name: str
    state: FileState
    size: int
    changed_ns: int
    since: datetime
    sha256: Sha256 | None = None
    inbound_id: InboundId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderStatus:
    """How taking in from a folder goes: what was taken, what is wrong since when, how many files are to be seen by their state."""

    id: int
    town: TownId
    path: str
    taken: int
    taken_at: datetime | None
    looked_at: datetime | None
    fault: str | None
    detail: str | None
    fault_since: datetime | None
    files: dict[str, int]


def folder(session: Session, town: TownId, path: str) -> Folder:
    """Return a folder's row, written down if it is new."""
    insert = insert_into(dialect_of(session), DropFolderRow).values(town=town, path=path, taken=0)
    session.execute(insert.on_conflict_do_nothing(index_elements=_KEY))
    row = session.scalars(select(DropFolderRow).filter_by(town=town, path=path)).one()
    return Folder(id=row.id, file_system=row.file_system)


def files(session: Session, folder_id: int, limit: int | None = None) -> tuple[DroppedFile, ...]:
    """Return the files of a folder that are to be seen, by name; at most so many."""
    rows = session.scalars(select(DroppedFileRow).where(DroppedFileRow.folder_id == folder_id).order_by(DroppedFileRow.name).limit(limit))
    return tuple(_file(row) for row in rows)


def put_files(session: Session, folder_id: int, found: Sequence[DroppedFile]) -> None:
    """Write files that are to be seen; of one that is there already, what is known now."""
    rows = [
        {
            "folder_id": folder_id,
            "key": one.key,
            "name": one.name,
            "state": one.state,
            "size": one.size,
            "changed_ns": one.changed_ns,
            "since": one.since,
            "sha256": one.sha256,
            "inbound_id": one.inbound_id,
        }
        for one in found
    ]
    if rows:
        insert = insert_into(dialect_of(session), DroppedFileRow)
        fresh = {name: insert.excluded[name] for name in rows[0] if name not in ("folder_id", "key")}
        session.execute(insert.on_conflict_do_update(index_elements=["folder_id", "key"], set_=fresh), rows)


def drop_files(session: Session, folder_id: int, keys: Iterable[str]) -> None:
    """Forget files that are gone, or are to be seen no longer."""
    gone = list(keys)
    for start in range(0, len(gone), _SHARE):
        some = DroppedFileRow.key.in_(gone[start : start + _SHARE])
        session.execute(delete(DroppedFileRow).where(DroppedFileRow.folder_id == folder_id, some))


def count_taken(session: Session, folder_id: int, count: int, now: datetime) -> None:
    """Say that so many files more were taken in."""
    values = {"taken": DropFolderRow.taken + count, "taken_at": now}
    session.execute(update(DropFolderRow).where(DropFolderRow.id == folder_id).values(values).execution_options(synchronize_session=False))


def set_looked(session: Session, folder_id: int, file_system: str | None, now: datetime) -> None:
    """Say that a folder was looked through to its end, and nothing is wrong with it."""
    values = {"looked_at": now, "file_system": file_system, "fault": None, "detail": None, "fault_since": None}
    session.execute(update(DropFolderRow).where(DropFolderRow.id == folder_id).values(values))


def set_fault(session: Session, town: TownId, path: str, fault: str, detail: str, now: datetime) -> None:
    """Write what keeps a folder's files from being taken in; since when stays as it was where something was wrong before."""
    insert = insert_into(dialect_of(session), DropFolderRow).values(
        town=town, path=path, taken=0, fault=fault, detail=detail, fault_since=now
    )
    since = func.coalesce(DropFolderRow.fault_since, now)
    session.execute(insert.on_conflict_do_update(index_elements=_KEY, set_={"fault": fault, "detail": detail, "fault_since": since}))


def statuses(session: Session, town: TownId | None = None) -> Iterator[FolderStatus]:
    """Yield how taking in from each folder goes, by town and path."""
    rows = select(DropFolderRow).order_by(DropFolderRow.town, DropFolderRow.path)
    counts = select(DroppedFileRow.state, func.count()).group_by(DroppedFileRow.state)
    for row in session.scalars(rows if town is None else rows.where(DropFolderRow.town == town)).all():
        yield FolderStatus(
            id=row.id,
            town=TownId(row.town),
            path=row.path,
            taken=row.taken,
            taken_at=row.taken_at,
            looked_at=row.looked_at,
            fault=row.fault,
            detail=row.detail,
            fault_since=row.fault_since,
            files={state: count for state, count in session.execute(counts.where(DroppedFileRow.folder_id == row.id))},
        )


def _file(row: DroppedFileRow) -> DroppedFile:
    return DroppedFile(
        key=row.key,
        name=row.name,
        state=FileState(row.state),
        size=row.size,
        changed_ns=row.changed_ns,
        since=row.since,
        sha256=None if row.sha256 is None else Sha256(row.sha256),
        inbound_id=None if row.inbound_id is None else InboundId(row.inbound_id),
    )
