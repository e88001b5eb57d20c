"""Several processes that serve the desk on one port, watched by this one.

All of them take callers from the same socket, which this process holds: whoever is free takes the next, and who calls while one is started
anew waits in the queue of the socket instead of being refused.
"""

import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from cli.cluster import ROOT
from cli.serving import STOP_SECONDS, bound_socket
from cli.web_child import AT_ONCE, STIR_SECONDS, Place
from flows.settings import Settings
from flows.shared_figures import SharedFigures

COMMAND = (sys.executable, "-m", "cli.main", "web", "--place")
SILENT_SECONDS = 12 * STIR_SECONDS
"""Silent for so long, a process hangs: its pages do not come any more."""
START_SECONDS = 180.0
"""A process compiles the rules of its towns before it says anything."""
LIVED_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
_ROUND_SECONDS = 0.2
_SPARE_SECONDS = 10.0
"""For back-tests and readers that a page began, after its last page."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Process:
    """A process that serves. ``word`` is where it says that it gets on; ``began_at`` and ``heard_at`` are seconds of our clock."""

    number: int
    popen: subprocess.Popen[bytes]
    word: socket.socket
    began_at: float
    heard_at: float
    has_served: bool = False


@dataclass(slots=True)
class _Gap:
    """A process that is to be started: when, and after what pause the next time."""

    at: float
    pause: float


class WebProcesses:
    """Starts processes, watches them, starts anew those that fall, and ends them when told to."""

    def __init__(
        self, settings: Settings, count: int, *, command: tuple[str, ...] = COMMAND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start nothing yet. ``command`` is run for each process, with its place as the last argument; ``clock`` gives seconds."""
        self._settings = settings
        self._count = count
        self._command = command
        self._clock = clock
        self._selector = selectors.DefaultSelector()
        self._processes: dict[int, _Process] = {}
        self._gaps: dict[int, _Gap] = {}
        self._has_served = False
        self._signals = 0
        self._told = 0
        self._over_at = float("inf")
        self._status = 0

    def run(self) -> int:
        """Serve until told to stop; return the exit status: not 0 where the first process ended before it could serve.

        Raises ConfigurationError where the port cannot be had.
        """
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with bound_socket(self._settings) as port, tempfile.TemporaryDirectory(prefix="citoyen-web-") as folder:
                self._watch(port, Path(folder))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
        return self._status

    def stop(self) -> None:
        """Let all processes finish what they have in hand and end; told a second time, they end at once."""
        self._signals += 1

    def _watch(self, port: socket.socket, folder: Path) -> None:
        # The first alone: what hinders it would hinder all, and is told once.
        self._start(1, port, folder)
        try:
            while self._processes or (self._has_served and not self._signals):
                self._hear()
                self._bury(folder)
                self._end_silent()
                if self._signals > self._told:
                    self._tell()
                elif not self._signals:
                    self._fill_gaps(port, folder)
                if self._clock() > self._over_at:
                    self._kill()
        finally:
            self._kill()
            self._bury(folder)

    def _start(self, number: int, port: socket.socket, folder: Path) -> None:
        ours, theirs = socket.socketpair()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))}
        with theirs:
            place = Place(number=number, folder=folder, port=port.fileno(), parent=theirs.fileno())
            # A session of its own: Ctrl-C reaches this process only, which tells the others.
            try:
                popen = subprocess.Popen(  # noqa: S603 - our own interpreter and command
                    [*self._command, place.told()], env=environment, start_new_session=True, pass_fds=(port.fileno(), theirs.fileno())
                )
            except OSError:
                ours.close()
                raise
        ours.setblocking(False)
        now = self._clock()
        self._processes[number] = _Process(number=number, popen=popen, word=ours, began_at=now, heard_at=now)
        self._selector.register(ours, selectors.EVENT_READ, number)

    def _hear(self) -> None:
        for key, _ in self._selector.select(_ROUND_SECONDS):
            process = self._processes[key.data]
            try:
                said = process.word.recv(4096)
            except ConnectionResetError:
                said = b""
            if not said:
                self._selector.unregister(process.word)
                continue
            process.heard_at = self._clock()
            if not process.has_served:
                process.has_served = True
                self._gaps.pop(process.number, None)
            if not self._has_served:
                self._has_served = True
                self._gaps |= {number: _Gap(at=0.0, pause=0.0) for number in range(2, self._count + 1)}

    def _bury(self, folder: Path) -> None:
        """Let go of the processes that have ended, and say when each is started anew."""
        for process in [one for one in self._processes.values() if one.popen.poll() is not None]:
            del self._processes[process.number]
            if process.word in self._selector.get_map():
                self._selector.unregister(process.word)
            process.word.close()
            SharedFigures(folder, process.number).forget()
            if self._signals:
                continue
            status = process.popen.returncode
            if not self._has_served:
                self._status = status if status > 0 else 1
                continue
            lived = self._clock() - process.began_at
            known = self._gaps.get(process.number)
            pause = 0.0 if lived > LIVED_SECONDS else min(LONGEST_PAUSE_SECONDS, 2 * known.pause if known and known.pause else 1.0)
            self._gaps[process.number] = _Gap(at=self._clock() + pause, pause=pause)
            _log.warning("web process %d ended with status %d; it is started anew in %.0f s", process.number, status, pause)

    def _fill_gaps(self, port: socket.socket, folder: Path) -> None:
        for number, gap in self._gaps.items():
            if number in self._processes or self._clock() < gap.at:
                continue
            try:
                self._start(number, port, folder)
            except OSError as error:
                # Memory or descriptors are short: those that serve go on.
                gap.pause = min(LONGEST_PAUSE_SECONDS, 2 * gap.pause or 1.0)
                gap.at = self._clock() + gap.pause
                _log.warning("web process %d cannot be started (%s); once more in %.0f s", number, error, gap.pause)

    def _end_silent(self) -> None:
        for process in self._processes.values():
            most = SILENT_SECONDS if process.has_served else START_SECONDS
            if self._clock() - process.heard_at > most and process.popen.poll() is None:
                _log.error("web process %d has said nothing for %.0f s: it is ended", process.number, most)
                process.popen.kill()

    def _tell(self) -> None:
        """Pass on that we are to stop; told a second time, they stop at once."""
        number = AT_ONCE if self._signals > 1 else signal.SIGTERM
        self._told = self._signals
        self._over_at = min(self._over_at, self._clock() + self._settings.drain_seconds + STOP_SECONDS + _SPARE_SECONDS)
        for process in self._processes.values():
            process.popen.send_signal(number)

    def _kill(self) -> None:
        for process in self._processes.values():
            process.popen.kill()
            process.popen.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()
