"""The folder of call logs: each file that is still is kept, read, and removed; what is no call log stays there, in sight."""

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import UnreadableInputError
from domain.ids import TownId
from flows.call_backs import follow
from flows.call_faults import OldWorkbookError, SourceError, SourceFault
from flows.calls import chunks_of, keep_file, read_log
from flows.wiring import Installation
from ingest.drop.names import is_passed_over, shown
from store import call_logs
from store.call_logs import Origin

STILL_SECONDS = 3.0
"""A file is taken when nothing of it has changed for so long."""
ACTOR = "system"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was, and since when it is so; ``is_left``: it was tried and could not be dealt with."""

    size: int
    changed_ns: int
    since: float
    left: SourceError | None = None


class CallsFolder:
    """Takes the logs of one folder in. Not for several threads."""

    def __init__(
        self,
        installation: Installation,
        path: Path,
        town: TownId,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._installation = installation
        self._path = path.absolute()
        self._town = town
        self._clock = clock
        self._ticks = ticks
        self._seen: dict[str, _Seen] = {}

    def look(self) -> int:
        """Take in what is ready and return how many files that were. Raises SourceError with what is wrong, UnavailableError."""
        found = self._list()
        self._seen = {name: seen for name, seen in self._seen.items() if name in found}
        taken = 0
        for name, state in sorted(found.items(), key=lambda one: (one[1].st_mtime_ns, one[0])):
            taken += self._take(name, state)
        left = next((seen.left for seen in self._seen.values() if seen.left is not None), None)
        if left is not None:
            raise left
        with self._installation.database.write() as session:
            call_logs.set_looked(session, self._town, str(self._path), self._clock())
        return taken

    def close(self) -> None:
        """Nothing is held."""

    def note_fault(self, error: SourceError) -> None:
        """Write what keeps logs from being taken in. Raises UnavailableError."""
        with self._installation.database.write() as session:
            call_logs.set_fault(session, self._town, str(self._path), error.fault, error.detail, self._clock())

    def _list(self) -> dict[str, os.stat_result]:
        try:
            with os.scandir(self._path) as entries:
                kept = [entry for entry in entries if not is_passed_over(entry.name)]
                states = {entry.name: entry.stat(follow_symlinks=False) for entry in kept}
        except FileNotFoundError as error:
            raise SourceError(SourceFault.MISSING) from error
        except NotADirectoryError as error:
            raise SourceError(SourceFault.SPECIAL) from error
        except PermissionError as error:
            raise SourceError(SourceFault.FORBIDDEN) from error
        except OSError as error:
            raise SourceError(SourceFault.AWAY, error.strerror or "") from error
        return {name: state for name, state in states.items() if stat.S_ISREG(state.st_mode)}

    def _take(self, name: str, state: os.stat_result) -> bool:
        seen = self._seen.get(name)
        if seen is None or (seen.size, seen.changed_ns) != (state.st_size, state.st_mtime_ns):
            self._seen[name] = _Seen(state.st_size, state.st_mtime_ns, self._ticks())
            return False
        if seen.left is not None or self._ticks() - seen.since < STILL_SECONDS:
            return False
        fault = self._import(name, state)
        if fault is None:
            del self._seen[name]
            return True
        self._seen[name] = _Seen(seen.size, seen.changed_ns, seen.since, fault)
        return False

    def _import(self, name: str, state: os.stat_result) -> SourceError | None:
        """Keep a file, read it and remove it; return what is wrong with it."""
        path = self._path / name
        try:
            log = keep_file(self._installation, self._town, Origin(source=shown(name), actor=ACTOR), chunks_of(path), self._clock())
        except UnreadableInputError as error:
            fault = SourceFault.FORBIDDEN if isinstance(error.__cause__, PermissionError) else SourceFault.AWAY
            return SourceError(fault, shown(name))
        try:
            read_log(self._installation, log.id, self._clock, _nobody)
        except OldWorkbookError:
            return SourceError(SourceFault.OLD_WORKBOOK, shown(name))
        except UnreadableInputError:
            return SourceError(SourceFault.NOT_A_LOG, shown(name))
        follow(self._installation, self._clock())
        try:
            now = path.stat()
            if (now.st_size, now.st_mtime_ns) == (state.st_size, state.st_mtime_ns):
                path.unlink()
        except FileNotFoundError:
            return None
        except OSError:
            return SourceError(SourceFault.KEPT, shown(name))
        return None


def _nobody(_done: int) -> None:
    """Nobody waits to hear how far it is."""
