"""Call logs: how far each is read, what became of its rows, and where they come from by themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import Sha256, TownId
from domain.wording import say
from store.calls import CallLogId, Export
from store.schema import CallFaultRow, CallLogRow, CallMappingRow, CallSourceRow
from store.upsert import dialect_of, insert_into

MOST_FAULTS = 1_000
"""Unreadable rows of a log that are kept; of more, their number is."""
_MOST_HEADS = 100
Document = dict[str, Any]
"""A JSON document. Any: whatever whoever wrote it put there."""


class LogState(StrEnum):
    """How far a log is (état du journal)."""

    WAITING = "waiting"
    """It is kept and still to be read."""
    READING = "reading"
    GROWING = "growing"
    """It is read on whenever it has grown."""
    DONE = "done"
    FAILED = "failed"
    """It is no call log that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a log comes from: the path of a file that grows or the name of one that was handed over, and who handed it over."""

    source: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a log that grows is known by: the SHA-256 of its first ``head_bytes`` bytes, and its place on its disk."""

    device: int
    inode: int
    head: str
    head_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a log is read. ``ends``: up to this byte it was counted; ``resume`` and ``resume_line``: where to read on after a stop.

    ``span`` are the moments of the first and the last call known of it.
    """

    ends: int = 0
    resume: int = 0
    resume_line: int = 1
    size: int = 0
    span: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLog:
    """A log with its row. ``digest`` is None of one that grows, ``mark`` of a whole file. ``manner`` says how it is read."""

    id: CallLogId
    town: TownId
    source: str
    actor: str
    digest: Sha256 | None
    mark: Mark | None
    layout: str
    manner: Document
    state: LogState
    progress: Progress
    counts: Document
    fault: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def export(self) -> Export:
        """Return what tells whether another log is the same export."""
        return Export(source=self.source, layout=self.layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyRow:
    """A row that could not be read: its line, why, and what stands there."""

    line: int
    reason: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How reading from a file that grows, or from a folder, goes."""

    town: TownId
    path: str
    looked_at: datetime | None
    fault: str | None
    detail: str | None
    fault_since: datetime | None


def add(session: Session, town: TownId, origin: Origin, now: datetime, *, digest: Sha256 | None = None, size: int = 0) -> CallLog:
    """Write a log down; the town's log of that digest is returned as it is."""
    state = LogState.GROWING if digest is None else LogState.WAITING
    row: dict[str, object] = {
        "town": town,
        "source": origin.source,
        "actor": origin.actor,
        "digest": digest,
        "head_bytes": 0,
        "size": size,
        "layout": "",
        "manner": {},
        "state": state,
        "ends": 0,
        "resume": 0,
        "resume_line": 1,
        "counts": {},
        "created_at": now,
        "updated_at": now,
    }
    insert = insert_into(dialect_of(session), CallLogRow).values(row)
    added = session.scalar(insert.on_conflict_do_nothing(index_elements=["town", "digest"]).returning(CallLogRow.id))
    if added is not None:
        return get(session, CallLogId(added))
    return _log(session.scalars(select(CallLogRow).filter_by(town=town, digest=digest).execution_options(populate_existing=True)).one())


def get(session: Session, log: CallLogId) -> CallLog:
    """Return a log. Raises NotFoundError."""
    row = session.get(CallLogRow, log, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no call log {log}.", log=log))
    return _log(row)


def growing(session: Session, town: TownId, source: str) -> CallLog | None:
    """Return the newest log that grew at a path."""
    chosen = select(CallLogRow).filter_by(town=town, source=source, digest=None).order_by(CallLogRow.id.desc()).limit(1)
    row = session.scalar(chosen.execution_options(populate_existing=True))
    return None if row is None else _log(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a log that was read to its end is known by: the SHA-256 of its first ``head_bytes`` bytes, and how many it had in all."""

    head: str
    head_bytes: int
    size: int


def all_growing(session: Session, town: TownId) -> tuple[CallLog, ...]:
    """Return the logs of a town that are read on whenever they have grown."""
    rows = select(CallLogRow).where(CallLogRow.town == town, CallLogRow.state == LogState.GROWING).order_by(CallLogRow.id)
    return tuple(_log(row) for row in session.scalars(rows))


def wholes(session: Session, town: TownId, source: str) -> tuple[Whole, ...]:
    """Return by what the last logs that grew at a path and were read to their end are known."""
    chosen = select(CallLogRow.head, CallLogRow.head_bytes, CallLogRow.size).filter_by(
        town=town, source=source, digest=None, state=LogState.DONE
    )
    rows = session.execute(chosen.where(CallLogRow.head.is_not(None)).order_by(CallLogRow.id.desc()).limit(_MOST_HEADS))
    return tuple(Whole(head=row.head, head_bytes=row.head_bytes, size=row.size) for row in rows)


def first_look(session: Session, town: TownId, source: str) -> datetime | None:
    """Return since when the log that grows at a path is known to be followed.

    That is when the first one was begun there; where none is yet, since when it is missing, or when there was last too little of it.
    """
    begun = session.scalar(select(func.min(CallLogRow.created_at)).filter_by(town=town, source=source, digest=None))
    watched = session.execute(select(CallSourceRow.fault_since, CallSourceRow.looked_at).filter_by(town=town, path=source)).one_or_none()
    return min((one for one in (begun, *(watched or ())) if one is not None), default=None)


def page(session: Session, town: TownId | None, limit: int, before: CallLogId | None = None) -> tuple[CallLog, ...]:
    """Return the logs of a town, or of all, the newest first."""
    chosen = select(CallLogRow).order_by(CallLogRow.id.desc()).limit(limit)
    if town is not None:
        chosen = chosen.where(CallLogRow.town == town)
    if before is not None:
        chosen = chosen.where(CallLogRow.id < before)
    return tuple(_log(row) for row in session.scalars(chosen.execution_options(populate_existing=True)))


def begin(session: Session, log: CallLogId, layout: str, manner: Document, state: LogState, now: datetime) -> None:
    """Say how a log is read; what was counted before, and which rows were faulty, is forgotten for it is read from its beginning."""
    session.execute(delete(CallFaultRow).where(CallFaultRow.log_id == log))
    _change(session, log, layout=layout, manner=manner, state=state, counts={}, ends=0, resume=0, resume_line=1, fault=None, updated_at=now)


def set_manner(session: Session, log: CallLogId, manner: Document) -> None:
    """Write how a log is read over what was written of that before."""
    _change(session, log, manner=manner)


def advance(session: Session, log: CallLogId, progress: Progress, counts: Document, now: datetime) -> None:
    """Say how far a log is read and what became of its rows so far."""
    first, last = progress.span or (None, None)
    _change(
        session,
        log,
        ends=progress.ends,
        resume=progress.resume,
        resume_line=progress.resume_line,
        size=progress.size,
        counts=counts,
        first_at=first,
        last_at=last,
        updated_at=now,
    )


def set_mark(session: Session, log: CallLogId, mark: Mark) -> None:
    """Write what a log that grows is known by."""
    _change(session, log, device=mark.device, inode=mark.inode, head=mark.head, head_bytes=mark.head_bytes)


def set_state(session: Session, log: CallLogId, state: LogState, now: datetime, fault: str | None = None) -> None:
    """Say that a log is read to its end, or cannot be read."""
    _change(session, log, state=state, fault=fault, updated_at=now)


def add_faults(session: Session, log: CallLogId, rows: Sequence[FaultyRow]) -> None:
    """Write unreadable rows, as many as are kept of a log."""
    room = MOST_FAULTS - (session.scalar(select(func.count()).where(CallFaultRow.log_id == log)) or 0) if rows else 0
    some = [{"log_id": log, "line": one.line, "reason": one.reason, "value": one.value} for one in rows[: max(0, room)]]
    if some:
        insert = insert_into(dialect_of(session), CallFaultRow)
        session.execute(insert.on_conflict_do_nothing(index_elements=["log_id", "line"]), some)


def faults(session: Session, log: CallLogId, limit: int = MOST_FAULTS) -> tuple[FaultyRow, ...]:
    """Return the unreadable rows of a log that are kept, by line."""
    rows = session.scalars(select(CallFaultRow).filter_by(log_id=log).order_by(CallFaultRow.line).limit(limit))
    return tuple(FaultyRow(line=row.line, reason=row.reason, value=row.value) for row in rows)


def put_mapping(session: Session, town: TownId, name: str, document: Mapping[str, object], actor: str, now: datetime) -> None:
    """Keep a column mapping under a name, over the one that had it."""
    row = {"town": town, "name": name, "document": dict(document), "actor": actor, "at": now}
    insert = insert_into(dialect_of(session), CallMappingRow).values(row)
    fresh = {key: insert.excluded[key] for key in ("document", "actor", "at")}
    session.execute(insert.on_conflict_do_update(index_elements=["town", "name"], set_=fresh))


def drop_mapping(session: Session, town: TownId, name: str) -> bool:
    """Forget a mapping; False where there is none of that name."""
    gone = delete(CallMappingRow).where(CallMappingRow.town == town, CallMappingRow.name == name).returning(CallMappingRow.name)
    return session.execute(gone).one_or_none() is not None


def mappings(session: Session, town: TownId) -> dict[str, Document]:
    """Return the mappings of a town by name."""
    rows = session.execute(select(CallMappingRow.name, CallMappingRow.document).filter_by(town=town).order_by(CallMappingRow.name))
    return {name: document for name, document in rows}


def set_looked(session: Session, town: TownId, path: str, now: datetime) -> None:
    """Say that a source was looked at, and nothing is wrong with it."""
    _put_source(session, town, path, {"looked_at": now, "fault": None, "detail": None, "fault_since": None})


def set_fault(session: Session, town: TownId, path: str, fault: str, detail: str, now: datetime) -> None:
    """Write what keeps a source from being read; since when stays as it was where something was wrong before."""
    _put_source(session, town, path, {"fault": fault, "detail": detail, "fault_since": now})


def sources(session: Session, town: TownId | None = None) -> Iterator[SourceStatus]:
    """Yield how reading from each source goes, by town and path."""
    chosen = select(CallSourceRow).order_by(CallSourceRow.town, CallSourceRow.path)
    for row in session.scalars(chosen if town is None else chosen.where(CallSourceRow.town == town)):
        yield SourceStatus(
            town=TownId(row.town),
            path=row.path,
            looked_at=row.looked_at,
            fault=row.fault,
            detail=row.detail,
            fault_since=row.fault_since,
        )


def _put_source(session: Session, town: TownId, path: str, values: Mapping[str, object]) -> None:
    insert = insert_into(dialect_of(session), CallSourceRow).values({"town": town, "path": path, **values})
    fresh: dict[str, object] = dict(values)
    if values["fault"] is not None:
        fresh["fault_since"] = func.coalesce(CallSourceRow.fault_since, values["fault_since"])
    session.execute(insert.on_conflict_do_update(index_elements=["town", "path"], set_=fresh))


def _change(session: Session, log: CallLogId, **values: object) -> None:
    session.execute(update(CallLogRow).where(CallLogRow.id == log).values(values).execution_options(synchronize_session=False))


def _log(row: CallLogRow) -> CallLog:
    mark = None
    if row.head is not None:
        mark = Mark(device=row.device or 0, inode=row.inode or 0, head=row.head, head_bytes=row.head_bytes)
    span = (row.first_at, row.last_at) if row.first_at is not None and row.last_at is not None else None
    return CallLog(
        id=CallLogId(row.id),
        town=TownId(row.town),
        source=row.source,
        actor=row.actor,
        digest=None if row.digest is None else Sha256(row.digest),
        mark=mark,
        layout=row.layout,
        manner=row.manner,
        state=LogState(row.state),
        progress=Progress(ends=row.ends, resume=row.resume, resume_line=row.resume_line, size=row.size, span=span),
        counts=row.counts,
        fault=row.fault,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
