"""Work that a share which answers nothing may hold up for ever: done in a thread of its own, and not waited for without end."""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from domain.errors import CitoyenError

Result = TypeVar("Result")

_TURN_SECONDS = 0.2
_STOP_SECONDS = 5.0
"""So long without a stir, and work in hand is left behind when the process ends."""


class StoppedError(CitoyenError):
    """The work was told to end, or is not waited for any more."""


class HungError(CitoyenError):
    """Nothing has stirred for too long. The thread may still be in it; until it comes back no other work is begun."""


class Patience(Generic[Result]):
    """Does one thing at a time, as long as it stirs at least every ``seconds``."""

    def __init__(self, seconds: float, stopping: Event) -> None:
        self._seconds = seconds
        self._stopping = stopping
        self._thread: Thread | None = None

    def call(self, what: Callable[[Callable[[], None]], Result]) -> Result:
        """Return what ``what`` returns, or raise what it raises; it is given a function to call at every step.

        Raises HungError, also where an earlier call has not come back, and StoppedError.
        """
        if self._thread is not None and self._thread.is_alive():
            raise HungError
        work = _Work(what, self._stopping)
        self._thread = Thread(target=work.run, name="patience", daemon=True)
        self._thread.start()
        while not work.done.wait(_TURN_SECONDS):
            quiet = time.monotonic() - work.stirred_at
            if self._stopping.is_set() and quiet > _STOP_SECONDS:
                work.is_left.set()
                raise StoppedError
            if quiet > self._seconds:
                work.is_left.set()
                raise HungError
        return work.result()


class _Work(Generic[Result]):
    """One thing on its way."""

    def __init__(self, what: Callable[[Callable[[], None]], Result], stopping: Event) -> None:
        self._what = what
        self._stopping = stopping
        self._results: list[Result] = []
        self._error: BaseException | None = None
        self.stirred_at = time.monotonic()
        self.is_left = Event()
        self.done = Event()

    def run(self) -> None:
        try:
            self._results.append(self._what(self._stir))
        except BaseException as error:  # noqa: BLE001 — raised again by who waits
            self._error = error
        self.done.set()

    def result(self) -> Result:
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _stir(self) -> None:
        self.stirred_at = time.monotonic()
        if self.is_left.is_set() or self._stopping.is_set():
            raise StoppedError
