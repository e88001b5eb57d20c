"""The sweep: finds work whose nudge was lost, and does what has its day: publications, steps of learning, reminders."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from domain.errors import UnavailableError
from domain.frames import frames
from flows import facts
from flows.bursts import forget_old
from flows.call_backs import follow
from flows.departments.moving import settle_closed
from flows.departments.unread import return_unread
from flows.form_files import FormFiles, folder_of
from flows.learning import close_due
from flows.nightly import ask_due
from flows.once import forget_answers
from flows.open311.services import Offers
from flows.portal.following import forget_due, tell_due
from flows.portal.inactive import forget_old as forget_old_links
from flows.portal.inactive import see_to as see_to_accounts
from flows.post import release
from flows.publication import publish_due
from flows.pulse import ROUND_SECONDS, WORK_SECONDS
from flows.quarantine import replay
from flows.remind import remind
from flows.reports.sending import ask_due as ask_reports
from flows.retention import run_nights
from flows.search import catch_up
from flows.typed import forget_typed
from flows.webhooks.sending import forget_old as forget_deliveries
from flows.wiring import Installation
from store import jobs

_HOLD = "citoyen beat"
_TAKEOVER_SECONDS = 5.0
"""How soon another process sees that the one that swept is gone."""
_log = logging.getLogger(__name__)
_INDEX_SECONDS = 2.0
"""How soon a request is found by its words."""
_FACT_ROUNDS = 10
"""As many times later it is counted: what comes in changes several times within seconds. Whoever asks for figures has them new."""
_INDEX_BATCHES = 10
"""Batches of one go: an index that is made anew leaves room for others."""


class Sweeper:
    """Looks for due work at start and every ``sweep_seconds``, and tells of each queue that has some."""

    def __init__(
        self,
        installation: Installation,
        tell: Callable[[str], None],
        queues: tuple[str, ...] = jobs.QUEUES,
    ) -> None:
        self._installation = installation
        self._offers = Offers(installation.database)
        self._tell = tell
        self._queues = queues
        self._rounds = 0
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

    def run(self, is_ours: Callable[[], bool] = lambda: True) -> None:
        """Sweep until stopped, or another's turn has come; beside it the index of searches and the facts are kept up to date."""
        is_over = Event()
        indexing = Thread(target=self._keep_index, args=(is_over,), name="search index", daemon=True)
        indexing.start()
        pulse, pause = self._installation.pulse, self._installation.settings.sweep_seconds
        with pulse.watched("sweep", pause + WORK_SECONDS):
            while not self._stopping.is_set() and is_ours():
                pulse.stir()
                self.sweep()
                self._stopping.wait(pause)
        is_over.set()
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
            self._forget_deliveries,
            self._follow_calls,
            self._settle_closed,
            self._return_unread,
            self._remind,
            self._replay_quarantine,
            self._ask_counts,
            self._ask_reports,
            self._forget_due,
            self._see_to_accounts,
            self._tell_followers,
        )
        for part in parts:
            # With the database away each of them waits for it: who is told to stop must not have to wait for all.
            if self._stopping.is_set():
                return
            self._try(part, now)
            self._installation.pulse.stir()

    def _keep_index(self, is_over: Event) -> None:
        while not is_over.wait(_INDEX_SECONDS):
            self._try(self._catch_up, datetime.now(UTC))
            self._rounds += 1
            if self._rounds >= _FACT_ROUNDS:
                self._try(self._count, datetime.now(UTC))

    def _catch_up(self, _now: datetime) -> None:
        catch_up(self._installation, batches=_INDEX_BATCHES)

    def _count(self, _now: datetime) -> None:
        # Where much is left, for all facts are made anew, it goes on with the next round.
        if facts.catch_up(self._installation, batches=_INDEX_BATCHES).is_all:
            self._rounds = 0

    def _publish_due(self, now: datetime) -> None:
        publish_due(self._installation, now)

    def _close_steps(self, now: datetime) -> None:
        close_due(self._installation, now)

    def _release_letters(self, now: datetime) -> None:
        release(self._installation, now)

    def _forget_bursts(self, now: datetime) -> None:
        forget_old(self._installation, now)

    def _see_to_accounts(self, now: datetime) -> None:
        see_to_accounts(self._installation, now)
        forget_old_links(self._installation, now)

    def _forget_answers(self, now: datetime) -> None:
        forget_answers(self._installation, now)

    def _forget_typed(self, now: datetime) -> None:
        forget_typed(self._installation, now)

    def _forget_form_files(self, _now: datetime) -> None:
        FormFiles(folder_of(self._installation.settings)).sweep()

    def _forget_deliveries(self, now: datetime) -> None:
        forget_deliveries(self._installation, now)

    def _follow_calls(self, now: datetime) -> None:
        follow(self._installation, now)

    def _settle_closed(self, now: datetime) -> None:
        settle_closed(self._installation, now)

    def _return_unread(self, now: datetime) -> None:
        return_unread(self._installation, now)

    def _remind(self, now: datetime) -> None:
        remind(self._installation, now)

    def _replay_quarantine(self, now: datetime) -> None:
        replay(self._installation, now)

    def _ask_counts(self, now: datetime) -> None:
        ask_due(self._installation, now)

    def _ask_reports(self, now: datetime) -> None:
        ask_reports(self._installation, now)

    def _forget_due(self, now: datetime) -> None:
        run_nights(self._installation, now)

    def _tell_followers(self, now: datetime) -> None:
        tell_due(self._installation, self._offers, now)
        forget_due(self._installation, now)

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

    def _try(self, part: Callable[[datetime], None], now: datetime) -> None:
        try:
            part(now)
        except UnavailableError as error:
            self._installation.meters.error("sweep", error)
            _log.error("sweep: %s", error)
        except Exception as error:  # noqa: BLE001 — the task boundary: whatever happens, the next sweep comes
            self._installation.meters.error("sweep", error)
            _log.error("sweep: %s", frames(error))


class Beat:
    """The sweep of a cluster: of several processes that sweep beside the workers one does it at a time."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._sweeper = Sweeper(installation, installation.bell.ring)
        self._stopping = Event()

    def end(self) -> None:
        """Ask `run` to return; for signal handlers."""
        self._stopping.set()
        self._sweeper.end()

    def run(self) -> None:
        """Sweep while it is our turn, and wait for it otherwise, until stopped."""
        pulse = self._installation.pulse
        with pulse.watched("beat", ROUND_SECONDS):
            while not self._stopping.is_set():
                try:
                    with self._installation.database.hold(_HOLD) as hold:
                        if hold is not None:
                            self._sweeper.run(hold.is_held)
                except UnavailableError as error:
                    self._installation.meters.error("beat", error)
                    _log.error("beat: %s", error)
                pulse.stir()
                self._stopping.wait(_TAKEOVER_SECONDS)
