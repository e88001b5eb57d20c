"""Call logs that are handed over whole: kept as they came, then read; the same file twice is one log."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import CitoyenError, UnreadableInputError
from domain.ids import Sha256, TownId
from flows.call_faults import OldWorkbookError, SourceFault, not_a_log
from flows.calls_options import mappings_of, opened, options_for
from flows.calls_reading import LogReading, Manner, Told, report_of
from flows.kinds import OCR, JobKind
from flows.steps import Change
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable
from ingest.phone.log import LogOptions, LogReport, OpenedLog, Stream, open_mapped, rows_of
from ingest.phone.mapping import ColumnMapping, MappingFault
from ingest.phone.packed import unpacked
from ingest.phone.plan import Reading
from ingest.phone.source import LastLine
from store import call_logs, jobs, journal
from store.call_logs import CallLog, FaultyRow, LogState, Origin
from store.calls import CallLogId
from store.jobs import Job

NOT_A_LOG = SourceFault.NOT_A_LOG.value
CHUNK = 1 << 20
SAMPLED = 10
_ABOVE = frozenset({Rule.HEADER, Rule.BLANK})
LEASE = timedelta(minutes=5)
"""How long a worker has it to itself; prolonged as the reading goes on."""
Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)


class MappingError(CitoyenError):
    """A column mapping does not fit a log."""

    def __init__(self, faults: tuple[MappingFault, ...]) -> None:
        super().__init__(say("The mapping does not fit this log."))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a log is to be read: by a mapping, and from when on calls are put before people; None: found out."""

    mapping: ColumnMapping | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that is kept. ``read_in``: so much later a worker reads it, unless it is read by then; None: who keeps it does."""

    digest: Sha256
    size: int
    read_in: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What a log was found to be, and what its first rows that tell of calls, or cannot be read, say."""

    log: OpenedLog
    rows: tuple[Reading, ...]


def chunks_of(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece. Raises UnreadableInputError."""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error


def keep_file(installation: Installation, town: TownId, origin: Origin, chunks: Iterable[bytes], now: datetime) -> CallLog:
    """Keep a whole log and write it down, both durable; where it came before, that one. Raises UnavailableError, UnreadableInputError."""
    digest, size = installation.blobs.put_stream(chunks)
    return keep_blob(installation, town, origin, Kept(digest=digest, size=size), now)


def keep_blob(installation: Installation, town: TownId, origin: Origin, kept: Kept, now: datetime) -> CallLog:
    """Write a log down whose file is kept already; where it came before, return that one."""
    with installation.database.write() as session:
        log = call_logs.add(session, town, origin, now, digest=kept.digest, size=kept.size)
        if log.created_at == now and log.state is LogState.WAITING:
            if kept.read_in is not None:
                due = now + kept.read_in
                jobs.add(session, town=town, queue=OCR, kind=JobKind.CALLS, subject_id=log.id, now=now, not_before=due)
            details = {"sha256": kept.digest, "size": kept.size}
            row = f"call_log:{log.id}"
            journal.append(session, at=now, town=town, actor=origin.actor, action="calls.received", object=row, details=details)
    if kept.read_in is not None:
        installation.bell.ring(OCR)
    return log


def read_log(installation: Installation, log_id: CallLogId, clock: Clock, told: Told, wish: Wish | None = None) -> LogReport:
    """Read a whole log that is kept, from end to end, and return what became of its rows; nothing of it is kept twice.

    Raises UnreadableInputError for a file that is no call log, MappingError, UnavailableError.
    """
    wish = wish or Wish()
    with installation.database.read() as session:
        log = call_logs.get(session, log_id)
        if log.state is LogState.DONE:
            return kept_report(log, tuple(_unreadable(one) for one in call_logs.faults(session, log_id)))
    if log.digest is None:
        raise UnreadableInputError(say("This log grows; it is read by itself."))
    view = installation.towns.get(log.town)
    options = options_for(view, installation.settings, clock())
    with installation.blobs.path(log.digest).open("rb") as file:
        stream = unpacked(file)
        found = _opened(installation, view, stream, options, wish)
        if found is None:
            refused = not_a_log(file)
            fault = SourceFault.OLD_WORKBOOK.value if isinstance(refused, OldWorkbookError) else NOT_A_LOG
            with installation.database.write() as session:
                call_logs.set_state(session, log.id, LogState.FAILED, clock(), fault)
            raise refused
        manner = Manner(plan=found.plan, lines=found.lines)
        with installation.database.write() as session:
            call_logs.begin(session, log.id, found.plan.layout.value, manner.dump(), LogState.READING, clock())
            log = call_logs.get(session, log.id)
        reading = LogReading(installation, log, found, options, clock)
        reading.since = wish.since
        reading.look_around()
        reading.read(stream, LastLine.READ, told)
        return reading.finish(log.progress.size)


def read_calls(installation: Installation, job: Job) -> Change:
    """Read a log that was handed over and that nobody has read yet: the step of a worker, which prolongs its own lease."""

    def prolong(_done: int) -> None:
        with installation.database.write() as session:
            jobs.extend(session, job, _now(), LEASE)
        installation.pulse.stir()

    prolong(0)
    try:
        read_log(installation, CallLogId(job.subject_id), _now, prolong)
    except UnreadableInputError as error:
        # The log says so itself, and no other try would read it.
        _log.warning("call log %d: %s", job.subject_id, error)
    return _nothing


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    """Change nothing more: every batch of a log is kept as it is read; the call-backs become arrivals at the next sweep."""
    return ()


def _now() -> datetime:
    return datetime.now(UTC)


def kept_report(log: CallLog, unreadable: Iterable[Unreadable] = ()) -> LogReport:
    """Return what became of the rows of a log, as it is kept."""
    return report_of(log.counts, unreadable)


def sample(installation: Installation, view: TownView, path: Path, options: LogOptions, wish: Wish) -> Sampled:
    """Return what a file is and what its first rows say; nothing is kept. Raises UnreadableInputError, MappingError."""
    try:
        with path.open("rb") as file:
            stream = unpacked(file)
            found = _opened(installation, view, stream, options, wish)
            if found is None:
                raise not_a_log(file)
            rows: list[Reading] = []
            for row in rows_of(stream, found, options):
                if not isinstance(row.reading, Skipped) or row.reading.rule not in _ABOVE:
                    rows.append(row.reading)
                if len(rows) >= SAMPLED:
                    break
    except OSError as error:
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error
    return Sampled(log=found, rows=tuple(rows))


def _opened(installation: Installation, view: TownView, stream: Stream, options: LogOptions, wish: Wish) -> OpenedLog | None:
    if wish.mapping is None:
        return opened(stream, options, mappings_of(installation, view.town.id).values())
    mapped = open_mapped(stream, options, wish.mapping)
    if isinstance(mapped, OpenedLog):
        return mapped
    raise MappingError(mapped)


def _unreadable(one: FaultyRow) -> Unreadable:
    return Unreadable(line=one.line, reason=Reason(one.reason), value=one.value)
