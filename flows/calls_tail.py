"""A call log that grows, read on: rotated, cut short, gone and back, on a share that is only to be read; nothing lost, nothing twice."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from domain.call import Leg
from flows.call_faults import SourceError, SourceFault
from flows.call_files import HEAD_BYTES, LogFile, open_log_file, open_rotated, siblings
from flows.calls_options import TailSource, is_enough, mappings_of, opened, options_for, read_on_by
from flows.calls_reading import LogReading, Manner
from flows.wiring import Installation
from ingest.phone.log import LogOptions, OpenedLog, open_mapped
from ingest.phone.source import LastLine
from store import call_logs
from store.call_logs import CallLog, Mark, Origin

QUIET = timedelta(seconds=15)
"""A call is kept when its last row began so long ago: the rows of its other legs come together with it."""
STILL_SECONDS = 15.0
"""When a log has not grown for so long, all its calls are kept, whatever the switchboard's clock says."""
ACTOR = "system"
_TELL_EVERY_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Tail:
    """Follows one log. Not for several threads."""

    def __init__(
        self,
        installation: Installation,
        source: TailSource,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._installation = installation
        self._source = source
        self._clock = clock
        self._ticks = ticks
        self._file: LogFile | None = None
        self._reading: LogReading | None = None
        self._mark: Mark | None = None
        self._is_known = False
        self._since_ns = 0
        """What was rotated away and written to last before this moment was read, or was nobody's (ns since 1970)."""
        self._grown = ticks()
        self._is_open = False
        """Calls were read that wait for further rows."""
        self._told: float | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
        self._file = self._reading = None
        self._is_known = False

    def look(self) -> bool:
        """Read on what the log has grown by, and tell whether there was anything. Raises SourceError, UnavailableError."""
        if not self._is_known:
            self._remember()
        try:
            grown = self._look()
        except OSError as error:
            self.close()
            raise self._away(error) from error
        if self._told is None or self._ticks() - self._told > _TELL_EVERY_SECONDS:
            with self._installation.database.write() as session:
                call_logs.set_looked(session, self._source.town, str(self._source.path), self._clock())
            self._told = self._ticks()
        return grown

    def note_fault(self, error: SourceError) -> None:
        """Write what keeps the log from being read. Raises UnavailableError."""
        self._told = None
        with self._installation.database.write() as session:
            call_logs.set_fault(session, self._source.town, str(self._source.path), error.fault, error.detail, self._clock())

    # ---- which file

    def _look(self) -> bool:
        file = open_log_file(self._source.path)
        if file is None:
            # It may just be between its renaming and its making anew: what was written before the renaming is read all the same.
            self._read_on()
            raise SourceError(SourceFault.MISSING)
        with ExitStack() as stack:
            stack.enter_context(closing(file))
            if not self._is_same(file):
                self._leave()
                before = file.mark()
                self._catch_up()
                self._begin(file, before, LastLine.AWAITED)
            if self._reading is None:
                return False
            if self._file is None or self._file.state.st_ino != file.state.st_ino:
                if self._file is not None:
                    self._file.close()
                self._file = file
                stack.pop_all()
        return self._read_on()

    def _is_same(self, file: LogFile) -> bool:
        """Tell whether a file is the log that was read so far, wherever it lies by now."""
        mark, reading = self._mark, self._reading
        if mark is None or reading is None:
            return False
        return file.is_marked(mark) and file.size() >= reading.ends

    def _remember(self) -> None:
        """Take up where the process before left off."""
        with self._installation.database.read() as session:
            log = call_logs.growing(session, self._source.town, str(self._source.path))
        self._is_known = True
        # A stop may have come between the end of that log and the reading of those rotated away since.
        self._since_ns = self._first_look()
        if log is None or log.mark is None or log.state is not call_logs.LogState.GROWING:
            return
        file = self._find(log.mark, log.progress.ends)
        if file is None:
            there = open_log_file(self._source.path)
            if there is None:
                self._is_known = False
                raise SourceError(SourceFault.MISSING)
            there.close()
            _log.warning("call log %d of %s: the end of the file that was rotated away is nowhere to be found", log.id, log.town)
            self._close_log(log)
            return
        self._file = file
        manner = Manner.load(log.manner)
        found = None if manner is None else read_on_by(file.stream, self._options(), manner.plan)
        if manner is None or found is None:
            self._file = None
            file.close()
            self._close_log(log)
            return
        self._mark = log.mark
        self._reading = self._resumed(log, found, manner)

    def _resumed(self, log: CallLog, found: OpenedLog, manner: Manner) -> LogReading:
        fixed = OpenedLog(plan=found.plan, found=found.found, detection=found.detection, lines=manner.lines)
        self._is_open = True
        reading = LogReading(self._installation, log, fixed, self._options(), self._clock)
        reading.carry(manner.carried)
        return reading

    def _find(self, mark: Mark, ends: int) -> LogFile | None:
        """Return the log that was read, open: at its path, or beside it, where rotation has put it or its copy, packed or not."""
        # Twice beside it: one that is packed while the folder is listed may be in the first list under neither name.
        for path in chain((self._source.path,), siblings(self._source.path), siblings(self._source.path)):
            file = open_log_file(path) if path == self._source.path else open_rotated(path)
            if file is None:
                continue
            if file.is_marked(mark) and file.size() >= ends:
                return file
            file.close()
        return None

    def _first_look(self) -> int:
        """Return the moment before which nothing here was anybody's: a log rotated away earlier is not read (in ns since 1970).

        When a single log was begun says nothing of it: after a stop one is begun long after it was written.
        """
        with self._installation.database.read() as session:
            first = call_logs.first_look(session, self._source.town, str(self._source.path))
        return int((first or self._clock()).timestamp() * 1e9)

    def _catch_up(self) -> None:
        """Read the files that were begun and rotated away again before they were read, all between two looks: a stop may take days."""
        with self._installation.database.read() as session:
            known = call_logs.wholes(session, self._source.town, str(self._source.path))
        for path in reversed(list(siblings(self._source.path))):
            file = open_rotated(path)
            if file is None:
                continue
            with closing(file):
                if file.state.st_mtime_ns < self._since_ns or any(file.is_whole(one) for one in known):
                    continue
                self._begin(file, file.mark(), LastLine.READ)
                if self._reading is not None:
                    self._reading.read(file.stream, LastLine.READ, _nobody)
                    self._finish(self._reading, file.size())
                self._reading = self._mark = None

    # ---- reading

    def _leave(self) -> None:
        """Read the log before, if one was read, to its end: where it was put, or what is held of it."""
        reading, mark, file = self._reading, self._mark, self._file
        self._reading = self._mark = self._file = None
        if reading is None or mark is None:
            return
        with ExitStack() as stack:
            if file is not None:
                stack.enter_context(closing(file))
            rest = file
            if file is None or not file.is_marked(mark) or file.size() < reading.ends:
                rest = self._find(mark, reading.ends)
                if rest is not None:
                    stack.enter_context(closing(rest))
            size = reading.ends
            if rest is None:
                _log.warning("call log %d: what was written to it last was cut off before it could be read", reading.log.id)
                self._since_ns = self._first_look()
            else:
                reading.read(rest.stream, LastLine.READ, _nobody)
                size, self._since_ns = rest.size(), rest.state.st_mtime_ns
            self._finish(reading, size)

    def _finish(self, reading: LogReading, size: int) -> None:
        """Read no more of a log; the calls that may go on in the next one are written down with it, as a stop may come between the two."""
        manner = Manner.load(reading.log.manner)
        if manner is not None:
            with self._installation.database.write() as session:
                call_logs.set_manner(session, reading.log.id, replace(manner, carried=reading.last_legs).dump())
        reading.finish(size)

    def _carried(self) -> tuple[Leg, ...]:
        """Return the legs of calls that may go on in a log that begins, as the one before it left them."""
        with self._installation.database.read() as session:
            before = call_logs.growing(session, self._source.town, str(self._source.path))
        manner = Manner.load(before.manner) if before is not None and before.state is call_logs.LogState.DONE else None
        return manner.carried if manner is not None else ()

    def _begin(self, file: LogFile, before: Mark, last: LastLine) -> None:
        """Begin a log anew, once there is enough of it to know what it is; ``last`` says whether its last line may still be being written.

        One that was copied and cut since ``before`` is another by now: it is begun at the next look, when its copy is read.
        """
        options = replace(self._options(), last=last)
        found = self._opened(file, options)
        mark = file.mark_since(before)
        if found is None or mark is None:
            return
        manner = Manner(plan=found.plan, lines=found.lines, carried=self._carried())
        now = self._clock()
        with self._installation.database.write() as session:
            origin = Origin(source=str(self._source.path), actor=ACTOR)
            log = call_logs.add(session, self._source.town, origin, now)
            call_logs.begin(session, log.id, found.plan.layout.value, manner.dump(), call_logs.LogState.GROWING, now)
            call_logs.set_mark(session, log.id, mark)
            log = call_logs.get(session, log.id)
        self._mark = mark
        self._reading = LogReading(self._installation, log, found, options, self._clock)
        self._reading.carry(manner.carried)
        self._reading.look_around()

    def _opened(self, file: LogFile, options: LogOptions) -> OpenedLog | None:
        """Return what a log is; None while too little of it is there. Raises SourceError."""
        mappings = mappings_of(self._installation, self._source.town)
        wanted = self._source.table.mapping
        if wanted is not None:
            mapping = mappings.get(wanted)
            if mapping is None:
                raise SourceError(SourceFault.NO_MAPPING, wanted)
            mapped = open_mapped(file.stream, options, mapping)
            if isinstance(mapped, OpenedLog):
                return mapped if is_enough(mapped) else None
            if file.state.st_size > HEAD_BYTES:
                raise SourceError(SourceFault.NO_MAPPING, wanted)
            return None
        found = opened(file.stream, options, mappings.values())
        if found is not None and is_enough(found):
            return found
        before = self._before(file, options)
        if before is None and found is None and file.state.st_size > HEAD_BYTES:
            raise SourceError(SourceFault.NOT_A_LOG, self._source.path.name)
        return before

    def _before(self, file: LogFile, options: LogOptions) -> OpenedLog | None:
        """Return a log that has only begun as the one before it at the same place was read, where that fits."""
        with self._installation.database.read() as session:
            log = call_logs.growing(session, self._source.town, str(self._source.path))
        manner = None if log is None else Manner.load(log.manner)
        found = None if manner is None else read_on_by(file.stream, options, manner.plan)
        return found if found is not None and found.detection.first is not None else None

    def _read_on(self) -> bool:
        """Read what is there and keep it. Returns whether the log has grown."""
        reading, file, mark = self._reading, self._file, self._mark
        if reading is None or file is None or mark is None:
            return False
        grown = reading.read(file.stream, LastLine.AWAITED, _nobody)
        if not file.is_marked(mark):
            # It was copied and cut meanwhile, so what was read may be another log's: what is not kept yet is read again, from its copy.
            self.close()
            return True
        if grown:
            self._grown = self._ticks()
            self._is_open = True
            reading.keep_open(self._clock() - QUIET, file.state.st_size)
            self._lengthen(file)
            return True
        if self._is_open:
            is_still = self._ticks() - self._grown > STILL_SECONDS
            reading.keep_open(None if is_still else self._clock() - QUIET, file.state.st_size)
            self._is_open = not is_still
        return False

    def _lengthen(self, file: LogFile) -> None:
        """Know a log by more of its bytes when there are more."""
        if self._mark is not None and self._mark.head_bytes < HEAD_BYTES and self._reading is not None:
            mark = file.mark_since(self._mark)
            if mark is not None and mark.head_bytes > self._mark.head_bytes:
                with self._installation.database.write() as session:
                    call_logs.set_mark(session, self._reading.log.id, mark)
                self._mark = mark

    def _close_log(self, log: CallLog) -> None:
        with self._installation.database.write() as session:
            call_logs.set_state(session, log.id, call_logs.LogState.DONE, self._clock())

    def _options(self) -> LogOptions:
        return options_for(self._installation.towns.get(self._source.town), self._installation.settings, self._clock(), self._source.table)

    @staticmethod
    def _away(error: OSError) -> SourceError:
        fault = SourceFault.FORBIDDEN if isinstance(error, PermissionError) else SourceFault.AWAY
        return SourceError(fault, error.strerror or "")


def _nobody(_done: int) -> None:
    """Nobody waits to hear how far it is."""
