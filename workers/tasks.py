"""What a nudge sets off."""

import logging
from datetime import UTC, datetime
from threading import Event

from domain.errors import UnavailableError
from domain.frames import frames
from flows.pulse import WORK_SECONDS
from flows.wiring import Installation
from flows.work import work

_log = logging.getLogger(__name__)


class Drainer:
    """Works on queues until they are empty or the process is to stop; then the job in hand is finished, and those after it given back."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._stopping = Event()

    def drain(self, queue: str) -> None:
        """Work on what is due in a queue until nothing is. Raises nothing; what stays undone, a sweep finds."""
        try:
            with self._installation.pulse.watched(f"work {queue}", WORK_SECONDS):
                is_over = self._stopping.is_set
                while not is_over() and work(self._installation, queue, datetime.now(UTC), None, is_over).claimed:
                    pass
        except UnavailableError as error:
            self._installation.meters.error("queue", error)
            _log.error("queue %s: %s The next sweep tries again.", queue, error)
        except Exception as error:  # noqa: BLE001 — the task boundary: Celery would log the message, which may quote what people wrote
            self._installation.meters.error("queue", error)
            _log.error("queue %s: %s\nThe next sweep tries again.", queue, frames(error))

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping.set()
