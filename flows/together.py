"""What comes from many sides at the same moment, done in one go by one thread: one commit and one wait for the disk for all of it.

One thread beside that of the network, and not one for each caller: threads of one interpreter only wait for one another.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from typing import Generic, TypeVar

WAIT_S = 0.003
"""A fraction of what a commit takes on an ordinary disk."""
Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Together(Generic[Asked, Given]):
    """Does what is asked for, all that has come meanwhile in one go.

    Who comes alone is served at once. Where several came together a moment ago, they are likely to again, for they all had their answers at
    the same time: the first waits a moment for the others, or each would have a commit of his own.

    ``do`` returns what each is given, in order, or the error that it is told.
    """

    def __init__(self, do: Callable[[Sequence[Asked]], Sequence[Given | Exception]], *, most: int = 64, wait_s: float = WAIT_S) -> None:
        """Do at most so many in one go; the first waits at most so long for as many as there were lately."""
        self._do = do
        self._most = most
        self._wait_s = wait_s
        self._lately = (1, 1)
        self._is_company_there = Event()
        self._lock = Lock()
        self._waiting: list[tuple[Asked, Future[Given]]] = []
        self._is_busy = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="together")

    def ask(self, asked: Asked) -> "Future[Given]":
        """Return what will be given for this, or the error."""
        future: Future[Given] = Future()
        with self._lock:
            self._waiting.append((asked, future))
            if len(self._waiting) >= self._expected:
                self._is_company_there.set()
            if self._is_busy:
                return future
            self._is_busy = True
        self._thread.submit(self._serve)
        return future

    @property
    def _expected(self) -> int:
        """Return how many are likely to come: the more of the last two times, for a first one may have gone ahead of the others."""
        return min(max(self._lately), self._most)

    def _serve(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._is_busy = False
                    return
                is_short = len(self._waiting) < self._expected
                if is_short:
                    self._is_company_there.clear()
            if is_short:
                self._is_company_there.wait(self._wait_s)
            with self._lock:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                self._lately = (self._lately[1], len(batch))
            self._serve_batch(batch)

    def _serve_batch(self, batch: Sequence[tuple[Asked, "Future[Given]"]]) -> None:
        try:
            found = self._do([asked for asked, _ in batch])
        except Exception as error:  # noqa: BLE001 - raised where it was asked for
            found = [error] * len(batch)
        for (_, future), given in zip(batch, found, strict=True):
            if isinstance(given, Exception):
                future.set_exception(given)
            else:
                future.set_result(given)
