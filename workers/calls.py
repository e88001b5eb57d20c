"""Reads on the call logs that grow, and takes in what is laid in the folder of call logs, each by a thread of its own."""

import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Protocol

from domain.errors import UnavailableError
from domain.frames import frames
from domain.ids import TownId
from flows.call_backs import follow
from flows.call_faults import SourceError, SourceFault
from flows.calls_folder import CallsFolder
from flows.calls_options import folder_town, tail_sources
from flows.calls_tail import Tail
from flows.wiring import Installation

FOLDER_SECONDS = 2.0
"""How often the folder of call logs is looked at."""
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_GROWTH = 2.0
_JITTER = 0.2
_STOP_SECONDS = 15.0
_TAKEOVER_SECONDS = 5.0
_FOLLOW_SECONDS = 10.0
_log = logging.getLogger(__name__)


class Source(Protocol):
    """Something calls are read from."""

    def look(self) -> int:
        """Read what is new. Raises SourceError, UnavailableError."""
        ...

    def note_fault(self, error: SourceError) -> None:
        """Write what keeps it from being read. Raises UnavailableError."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


class CallWatcher:
    """Every call log of the settings that grows, and the folder of call logs."""

    def __init__(self, installation: Installation) -> None:
        """Look up the towns they belong to. Raises ConfigurationError, UnavailableError."""
        self._stopping = Event()
        settings = installation.settings
        is_any = bool(settings.call_logs) or settings.calls_folder is not None
        towns = installation.towns.ids() if is_any else ()
        watches = [
            _Watch(installation, one.town, f"{one.town} {one.path}", Tail(installation, one, _now), one.table.poll_seconds, self._stopping)
            for one in (tail_sources(settings, towns) if towns or not is_any else ())
        ]
        # Before the first run has named a town there is nobody to read them for; the next start does.
        town = folder_town(settings, towns) if towns else None
        if town is not None and settings.calls_folder is not None:
            folder = CallsFolder(installation, settings.calls_folder, town, _now)
            watches.append(_Watch(installation, town, f"{town} {settings.calls_folder}", folder, FOLDER_SECONDS, self._stopping))
        self._watches = tuple(watches)

    @property
    def sources(self) -> int:
        """Return how many sources are watched."""
        return len(self._watches)

    def start(self) -> None:
        """Start watching all of them."""
        for watch in self._watches:
            watch.thread.start()

    def stop(self) -> None:
        """End all of them; what is being kept is finished, and what a share holds up is left behind."""
        self._stopping.set()
        deadline = time.monotonic() + _STOP_SECONDS
        for watch in self._watches:
            if watch.thread.ident is not None:
                watch.thread.join(max(0.0, deadline - time.monotonic()))


class _Watch:
    """One source, looked at for as long as the process lives."""

    def __init__(self, installation: Installation, town: TownId, name: str, source: Source, seconds: float, stopping: Event) -> None:
        self._installation = installation
        self._town = town
        self._name = name
        self._source = source
        self._seconds = seconds
        self._stopping = stopping
        self._pause = _FIRST_PAUSE_SECONDS
        self._followed = float("-inf")
        self.thread = Thread(target=self._run, name=f"calls-{name.rpartition('/')[2]}", daemon=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._installation.database.hold(f"calls {self._name}") as hold:
                    if hold is None:
                        self._stopping.wait(_TAKEOVER_SECONDS)
                        continue
                    try:
                        self._watch(hold.is_held)
                    finally:
                        self._source.close()
            except SourceError as error:
                self._note(error)
            except UnavailableError as error:
                self._note(SourceError(SourceFault.UNAVAILABLE, str(error)))
            except Exception as error:  # noqa: BLE001 — the task boundary: one source's fault must not end its watch for good
                self._installation.meters.error("calls", error)
                _log.error("call log %s: %s", self._name, frames(error))
                self._rest()

    def _watch(self, is_held: Callable[[], bool]) -> None:
        while not self._stopping.is_set() and is_held():
            if self._installation.towns.find_suspension(self._town) is not None:
                # What stands in the call logs of a town that takes nothing new stays there.
                self._stopping.wait(self._seconds)
                continue
            is_new = bool(self._source.look())
            self._pause = _FIRST_PAUSE_SECONDS
            if is_new or time.monotonic() - self._followed > _FOLLOW_SECONDS:
                follow(self._installation, _now())
                self._followed = time.monotonic()
            self._stopping.wait(self._seconds)

    def _note(self, error: SourceError) -> None:
        if self._stopping.is_set():
            return
        self._installation.meters.trouble("calls", error.fault)
        _log.error("call log %s: %s", self._name, error)
        try:
            self._source.note_fault(error)
        except UnavailableError as away:
            _log.error("call log %s: %s", self._name, away)
        self._rest()

    def _rest(self) -> None:
        """Wait before the next try, longer each time."""
        pause = self._pause * (1 + _JITTER * random.random())  # noqa: S311 — no secret
        self._pause = min(_LONGEST_PAUSE_SECONDS, _GROWTH * self._pause)
        self._stopping.wait(pause)


def _now() -> datetime:
    return datetime.now(UTC)
