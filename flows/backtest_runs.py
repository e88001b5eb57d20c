"""Back-tests that are started on the desk: they run beside the pages, say how far they are, and leave a report."""

import logging
import time
from datetime import UTC, datetime
from threading import Event, Lock, Thread

from domain.errors import CitoyenError, ConflictError, UnavailableError
from domain.frames import frames
from domain.ids import TownId
from flows.backtest import Effort, backtest
from flows.rulesets import Author, write_down
from flows.wiring import Installation
from flows.wording import say
from store import backtest_runs, rulesets
from store.backtest_runs import RunId

_BEAT_SECONDS = 1.0
STOPPED = say("It was stopped, because the program ended. Start it again.")
FAILED = say("It failed by a fault of the program, which its log tells of.")

_log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The program ends: go no further."""


class BacktestRunner:
    """Runs one back-test of a town at a time: a thread of this process watches over processes that give way to pages."""

    def __init__(self, installation: Installation) -> None:
        """Start nothing yet."""
        self._installation = installation
        self._stopping = Event()
        self._lock = Lock()
        self._threads: list[Thread] = []

    def start(self, town: TownId, number: int, author: Author) -> None:
        """Begin a back-test of a version. Raises NotFoundError, ConflictError while another of the town is under way."""
        with self._installation.database.write() as session:
            rulesets.lock(session, town)
            running = backtest_runs.find_running(session, town, author.now)
            if running is not None:
                raise ConflictError(
                    say(
                        "A back-test of rule set {number} is under way, started by {author}.",
                        number=running.number,
                        author=running.started_by,
                    )
                )
            version = rulesets.version(session, town, number)
            run = backtest_runs.begin(session, town, number, version.revision, author=author.name, now=author.now)
            write_down(session, version, author, "backtest", {"revision": version.revision})
        thread = Thread(target=self._run, args=(town, number, run), name=f"backtest {run}", daemon=True)
        with self._lock:
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def stop(self, *, seconds: float = 20.0) -> None:
        """End what is under way at once; what is started later ends before it begins."""
        self._stopping.set()
        self.wait(seconds=seconds)

    def wait(self, *, seconds: float) -> None:
        """Wait for what is under way."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(seconds)

    def _run(self, town: TownId, number: int, run: RunId) -> None:
        """Run a back-test and write how it ended. Raises nothing: nobody would hear it."""
        beat = _Beat(self._installation, run, self._stopping)
        try:
            backtest(self._installation, town, number, since=None, progress=beat, effort=Effort.BESIDE)
            fault = None
        except _StoppedError:
            fault = str(STOPPED)
        except CitoyenError as error:
            fault = str(error)
        except Exception as error:  # noqa: BLE001 — the task boundary of this thread: the row says that it failed
            _log.error("back-test %d of rule set %d: %s", run, number, frames(error))
            fault = str(FAILED)
        try:
            with self._installation.database.write() as session:
                backtest_runs.end(session, run, datetime.now(UTC), fault)
        except UnavailableError as error:
            _log.error("back-test %d: its end could not be written: %s", run, error)


class _Beat:
    """Writes how far a back-test has come, once a second."""

    def __init__(self, installation: Installation, run: RunId, stopping: Event) -> None:
        self._installation = installation
        self._run = run
        self._stopping = stopping
        self._last = float("-inf")

    def __call__(self, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise _StoppedError
        if done < total and time.monotonic() - self._last < _BEAT_SECONDS:
            return
        self._last = time.monotonic()
        with self._installation.database.write() as session:
            backtest_runs.beat(session, self._run, done, total, datetime.now(UTC))
