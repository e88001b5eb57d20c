"""What comes from many sides at the same moment, done in one go by one thread: one commit and one wait for the disk for all of it.

One thread beside that of the network, and not one for each caller: threads of one interpreter only wait for one another.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Together(Generic[Asked, Given]):
    """Does what is asked for, all that has come meanwhile in one go. Nobody waits for company: who comes alone is served at once.

    ``do`` returns what each is given, in order, or the error that it is told.
    """

    def __init__(self, do: Callable[[Sequence[Asked]], Sequence[Given | Exception]], *, most: int = 64) -> None:
        """Do at most so many in one go."""
        self._do = do
        self._most = most
        self._lock = Lock()
        self._waiting: list[tuple[Asked, Future[Given]]] = []
        self._is_busy = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="together")

    def ask(self, asked: Asked) -> "Future[Given]":
        """Return what will be given for this, or the error."""
        future: Future[Given] = Future()
        with self._lock:
            self._waiting.append((asked, future))
            if self._is_busy:
                return future
            self._is_busy = True
        self._thread.submit(self._serve)
        return future

    def _serve(self) -> None:
        while True:
            with self._lock:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                if not batch:
                    self._is_busy = False
                    return
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
