"""Nudges, sent after the commit by a thread of their own, so that no broker can hold up who committed."""

import logging
from collections.abc import Callable
from threading import Condition, Event, Thread

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
        self._stopping = Event()
        self._is_down = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="nudger", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def nudge(self, queue: str) -> None:
        """Ask for a nudge; returns at once."""
        if queue in self._rung:
            return  # whoever takes it from there has not looked for work yet
        with self._changed:
            self._rung.add(queue)
            self._changed.notify()

    def stop(self, *, seconds: float = 5.0) -> None:
        """Send what was asked for and end the thread."""
        self._stopping.set()
        with self._changed:
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while (rung := self._next()) is not None:
            for queue in sorted(rung):
                self._send(queue)
            # Nobody's ring wakes it before that: a thread awake for each mail would cost as much as the mail.
            self._stopping.wait(_PAUSE_SECONDS)

    def _next(self) -> set[str] | None:
        with self._changed:
            while not self._rung and not self._stopping.is_set():
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
