"""Group commit: who waits for the disk at the same time waits for one commit together."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from domain.errors import UnavailableError
from domain.frames import frames
from domain.inbound import Arrival

Keep = Callable[[Sequence[Arrival]], object]
"""Makes arrivals durable, all or none; raises UnavailableError."""

_MOST_ARRIVALS = 256
_MOST_BYTES = 64 * 2**20
"""A batch stays small enough that nobody waits long for the others' bytes."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    arrivals: tuple[Arrival, ...]
    answered: "asyncio.Future[None]"


class GroupCommit:
    """Threads that keep whatever came while they kept the last. Used from one event loop."""

    def __init__(self, keep: Keep, *, at_once: int = 1) -> None:
        """Keep so many batches at the same time: more than one only where each waits long for the disk by itself."""
        self._keep = keep
        self._at_once = at_once
        self._thread = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="group-commit")
        self._waiting: list[_Waiting] = []
        self._committing: set[asyncio.Task[None]] = set()

    async def keep(self, arrivals: tuple[Arrival, ...]) -> None:
        """Wait until arrivals are durable. Raises UnavailableError; who stops waiting does not stop the commit."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(arrivals=arrivals, answered=loop.create_future())
        self._waiting.append(waiting)
        self._begin()
        await waiting.answered

    async def drained(self) -> None:
        """Wait until nothing waits."""
        while self._committing:
            await asyncio.wait(self._committing)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=True)

    def _begin(self) -> None:
        """Begin the next commit if somebody waits and a thread is free."""
        while self._waiting and len(self._committing) < self._at_once:
            count = _fitting(self._waiting)
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            task = asyncio.get_running_loop().create_task(self._commit(batch))
            self._committing.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._committing.discard(task)
        self._begin()

    async def _commit(self, batch: list[_Waiting]) -> None:
        arrivals = tuple(arrival for waiting in batch for arrival in waiting.arrivals)
        committing = asyncio.get_running_loop().run_in_executor(self._thread, self._keep, arrivals)
        await asyncio.wait((committing,))
        error = committing.exception()
        if error is None or isinstance(error, UnavailableError):
            for waiting in batch:
                _answer(waiting, error)
        elif len(batch) > 1:
            # One of them cannot be kept: the others must not suffer.
            for waiting in batch:
                await self._commit([waiting])
        else:
            _log.error("an arrival could not be kept: %s", frames(error))
            unavailable = UnavailableError("The arrival could not be kept. The log says why.")
            unavailable.__cause__ = error
            _answer(batch[0], unavailable)


def _fitting(waiting: Sequence[_Waiting]) -> int:
    """Return how many fit into one commit, at least one."""
    arrivals = size = 0
    for count, one in enumerate(waiting):
        arrivals += len(one.arrivals)
        size += sum(len(arrival.raw) for arrival in one.arrivals)
        if count and (arrivals > _MOST_ARRIVALS or size > _MOST_BYTES):
            return count
    return len(waiting)


def _answer(waiting: _Waiting, error: BaseException | None) -> None:
    if waiting.answered.done():
        return  # whoever waited is gone
    if error is None:
        waiting.answered.set_result(None)
    else:
        waiting.answered.set_exception(error)
