"""Nudges, sent after the commit by a thread of their own, so that no broker can hold up who committed."""

import logging
from collections.abc import Callable
from threading import Condition, Thread

from amqp.exceptions import AMQPError  # type: ignore[import-untyped]  # ships no types
from kombu.exceptions import KombuError

_log = logging.getLogger(__name__)


_PAUSE_SECONDS = 0.05
"""After a nudge: publishing costs more processor time than taking a mail in, and one nudge does for all that is committed meanwhile."""


class Nudger:
    """Publishes one nudge for all rings of a queue that come while it is busy, or pauses after the last."""

    def __init__(self, publish: Callable[[str], None]) -> None:
        self._publish = publish
        self._rung: set[str] = set()
        self._is_stopping = False
        self._is_down = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="nudger", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def nudge(self, queue: str) -> None:
        """Ask for a nudge; returns at once."""
        with self._changed:
            self._rung.add(queue)
            self._changed.notify()

    def stop(self, *, seconds: float = 5.0) -> None:
        """Send what was asked for and end the thread."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while (rung := self._next()) is not None:
            for queue in sorted(rung):
                self._send(queue)
            with self._changed:
                self._changed.wait_for(lambda: self._is_stopping, timeout=_PAUSE_SECONDS)

    def _next(self) -> set[str] | None:
        with self._changed:
            while not self._rung and not self._is_stopping:
                self._changed.wait()
            rung, self._rung = self._rung, set()
            return rung or None

    def _send(self, queue: str) -> None:
        try:
            self._publish(queue)
        except (KombuError, AMQPError, OSError) as error:
            if not self._is_down:
                _log.error("the broker takes no nudges (%s); the sweep finds the work", type(error).__name__)
            self._is_down = True
        else:
            if self._is_down:
                _log.warning("the broker takes nudges again")
            self._is_down = False
