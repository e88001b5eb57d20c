"""The engine inside one process: a Celery worker in a thread for each queue."""

import logging
import socket
from collections.abc import Mapping
from threading import Event, Thread

from domain.errors import UnavailableError
from flows.wiring import Installation
from workers.app import Names, create_app, publish_nudge
from workers.nudger import Nudger
from workers.pool import LanePool
from workers.tasks import Drainer

_THREADS: Mapping[str, int] = {"mail": 2, "ocr": 1, "later": 1}
"""Two for mail: while one waits for a message that takes its full ten seconds to read, the other goes on."""
_START_SECONDS = 20.0
_STOP_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Lanes:
    """A lane for each queue. Rings of the installation's bell wake them."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._drainer = Drainer(installation)
        self._names = Names(installation.settings)
        publisher = create_app(installation.settings, self._names)
        self._nudger = Nudger(lambda queue: publish_nudge(publisher, self._names, queue))
        self._lanes = tuple(_Lane(installation, self._names, self._drainer, queue, threads) for queue, threads in _THREADS.items())

    def start(self) -> None:
        """Start the lanes, one after the other, and listen to the bell. Raises UnavailableError where a lane does not get ready."""
        for lane in self._lanes:
            lane.start()
        self._nudger.start()
        self._installation.bell.listen(self._nudger.nudge)

    def nudge(self, queue: str) -> None:
        """Wake a lane."""
        self._nudger.nudge(queue)

    def stop(self) -> None:
        """Finish the jobs in hand, give back the others, claim nothing more, end the threads."""
        self._installation.bell.forget(self._nudger.nudge)
        self._drainer.stop()
        # A worker that ends lowers the time-out of all new sockets and puts back what it found: of several, one may find another's.
        before = socket.getdefaulttimeout()
        for lane in self._lanes:
            lane.ask_to_stop()
        self._nudger.stop()
        for lane in self._lanes:
            lane.join()
        socket.setdefaulttimeout(before)


class _Lane:
    """One Celery worker in a thread."""

    def __init__(self, installation: Installation, names: Names, drainer: Drainer, queue: str, threads: int) -> None:
        self._queue = queue
        self._ready = Event()
        app = create_app(installation.settings, names, drainer.drain)
        # WorkController, unlike celery.apps.worker.Worker, leaves signals and logging to the process it lives in.
        self._controller = app.WorkController(
            hostname=f"{queue}@citoyen",
            pool=LanePool,
            concurrency=threads,
            queues=[names.of(queue)],
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            ready_callback=lambda _consumer: self._ready.set(),
        )
        self._thread = Thread(target=self._controller.start, name=f"lane-{queue}", daemon=True)
        self._stopping = Thread(target=self._controller.stop, name=f"stop-{queue}", daemon=True)

    def start(self) -> None:
        """Start the thread and wait until the lane takes nudges."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise UnavailableError(f"The lane {self._queue} did not get ready within {_START_SECONDS:.0f} s. Is the broker there?")

    def ask_to_stop(self) -> None:
        """Ask the worker to end after what it works on."""
        if self._thread.is_alive():
            self._stopping.start()

    def join(self) -> None:
        """Wait for the end."""
        for thread in (self._stopping, self._thread):
            if thread.is_alive():
                thread.join(_STOP_SECONDS)
        if self._thread.is_alive():
            _log.error("the lane %s did not end within %.0f s; its lease brings its jobs back", self._queue, _STOP_SECONDS)
