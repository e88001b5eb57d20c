"""The sweep: finds work whose nudge was lost, and does what has its day: publications, steps of learning, reminders."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from domain.errors import UnavailableError
from domain.frames import frames
from flows.bursts import forget_old
from flows.call_backs import follow
from flows.departments.moving import settle_closed
from flows.departments.unread import return_unread
from flows.form_files import FormFiles, folder_of
from flows.learning import close_due
from flows.once import forget_answers
from flows.post import release
from flows.publication import publish_due
from flows.remind import remind
from flows.search import catch_up
from flows.typed import forget_typed
from flows.wiring import Installation
from store import jobs

_log = logging.getLogger(__name__)
_INDEX_SECONDS = 2.0
"""How soon a request is found by its words."""
_INDEX_BATCHES = 10
"""Batches of one go: an index that is made anew leaves room for others."""


class Sweeper:
    """Looks for due work at start and every ``sweep_seconds``, and tells of each queue that has some."""

    def __init__(self, installation: Installation, tell: Callable[[str], None], queues: tuple[str, ...] = jobs.QUEUES) -> None:
        self._installation = installation
        self._tell = tell
        self._queues = queues
        self._stopping = Event()
        self._thread = Thread(target=self.run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Sweep in a thread."""
        self._thread.start()

    def stop(self, *, seconds: float = 30.0) -> None:
        """End the sweeping after the sweep in hand."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def end(self) -> None:
        """Ask `run` to return; for signal handlers."""
        self._stopping.set()

    def run(self) -> None:
        """Sweep until stopped; beside it the index of searches is kept up to date."""
        indexing = Thread(target=self._keep_index, name="search index", daemon=True)
        indexing.start()
        while not self._stopping.is_set():
            self.sweep()
            self._stopping.wait(self._installation.settings.sweep_seconds)
        indexing.join()

    def sweep(self) -> None:
        """Tell of each queue that has due work, and do what has its day. Raises nothing: a fault today must not end tomorrow's sweeps."""
        now = datetime.now(UTC)
        parts = (
            self._recall,
            self._tell_of_due,
            self._publish_due,
            self._close_steps,
            self._release_letters,
            self._forget_bursts,
            self._forget_answers,
            self._forget_typed,
            self._forget_form_files,
            self._follow_calls,
            self._settle_closed,
            self._return_unread,
            self._remind,
        )
        for part in parts:
            _try(part, now)

    def _keep_index(self) -> None:
        while not self._stopping.wait(_INDEX_SECONDS):
            _try(self._catch_up, datetime.now(UTC))

    def _catch_up(self, _now: datetime) -> None:
        catch_up(self._installation, batches=_INDEX_BATCHES)

    def _publish_due(self, now: datetime) -> None:
        publish_due(self._installation, now)

    def _close_steps(self, now: datetime) -> None:
        close_due(self._installation, now)

    def _release_letters(self, now: datetime) -> None:
        release(self._installation, now)

    def _forget_bursts(self, now: datetime) -> None:
        forget_old(self._installation, now)

    def _forget_answers(self, now: datetime) -> None:
        forget_answers(self._installation, now)

    def _forget_typed(self, now: datetime) -> None:
        forget_typed(self._installation, now)

    def _forget_form_files(self, _now: datetime) -> None:
        FormFiles(folder_of(self._installation.settings)).sweep()

    def _follow_calls(self, now: datetime) -> None:
        follow(self._installation, now)

    def _settle_closed(self, now: datetime) -> None:
        settle_closed(self._installation, now)

    def _return_unread(self, now: datetime) -> None:
        return_unread(self._installation, now)

    def _remind(self, now: datetime) -> None:
        remind(self._installation, now)

    def _recall(self, now: datetime) -> None:
        with self._installation.database.read() as session:
            is_any_astray = jobs.is_any_astray(session, now)
        if is_any_astray:
            with self._installation.database.write() as session:
                jobs.recall(session, now)

    def _tell_of_due(self, now: datetime) -> None:
        with self._installation.database.read() as session:
            due = jobs.due(session, now)
        for queue in self._queues:
            if due.get(queue):
                self._tell(queue)


def _try(part: Callable[[datetime], None], now: datetime) -> None:
    try:
        part(now)
    except UnavailableError as error:
        _log.error("sweep: %s", error)
    except Exception as error:  # noqa: BLE001 — the task boundary: whatever happens, the next sweep comes
        _log.error("sweep: %s", frames(error))
