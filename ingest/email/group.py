"""Group commit: who waits for the disk at the same time waits for one commit together."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from domain.errors import SuspendedError, UnavailableError
from domain.frames import frames
from domain.inbound import Arrival

Keep = Callable[[Sequence[Arrival]], object]
"""Makes arrivals durable, all or none; raises UnavailableError."""

_MOST_ARRIVALS = 256
_MOST_BYTES = 64 * 2**20
"""A batch stays small enough that nobody waits long for the others' bytes."""

_PATIENCE = 2.0
"""So many times the last commit one waits for others to be ready."""
_LONGEST_PATIENCE_SECONDS = 0.005

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    arrivals: tuple[Arrival, ...]
    answered: "asyncio.Future[None]"


class GroupCommit:
    """Threads that keep whatever came while they kept the last. Used from one event loop."""

    def __init__(self, keep: Keep, *, at_once: int = 1, alone_seconds: float = 0.0) -> None:
        """Keep so many batches at the same time: more than one only where each waits long for the disk by itself.

        Who comes alone holds up the loop itself where the last commit took less than ``alone_seconds``: a thread that is woken, and
        wakes the loop, takes as long as the disk.
        """
        self._keep = keep
        self._alone_seconds = alone_seconds
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="group-commit")
        self._waiting: list[_Waiting] = []
        self._committing = 0
        self._being_kept = 0
        self._crowd = 1
        """How many waited or were being kept together a moment ago: so many are likely to come again."""
        self._took = 0.0
        """Seconds of the last commit."""
        self._gathering: asyncio.TimerHandle | None = None
        self._rest = asyncio.Event()
        """Nothing waits and nothing is being kept."""
        self._rest.set()

    async def keep(self, arrivals: tuple[Arrival, ...], *, others: int = 1) -> None:
        """Wait until arrivals are durable. Raises UnavailableError; who stops waiting does not stop the commit.

        ``others`` are connected and would have to wait where the loop is held up.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(arrivals=arrivals, answered=loop.create_future())
        if not others and self._rest.is_set() and self._took < self._alone_seconds:
            self._keep_here(waiting)
            await waiting.answered
            return
        self._waiting.append(waiting)
        self._crowd = max(self._crowd, len(self._waiting) + self._being_kept)
        self._rest.clear()
        self._begin(loop)
        await waiting.answered

    async def drained(self) -> None:
        """Wait until nothing waits."""
        await self._rest.wait()

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True)

    def _begin(self, loop: asyncio.AbstractEventLoop, *, is_patient: bool = True) -> None:
        """Begin the next commit if somebody waits and a thread is free.

        Where others were just answered, it is worth a moment until they are back: else they and those waiting take turns for ever, each
        half having a commit of its own. Whoever comes alone never waits.
        """
        while self._waiting and self._committing < self._at_once:
            if is_patient and self._at_once == 1 and len(self._waiting) < self._crowd:
                if self._gathering is None:
                    self._gathering = loop.call_later(min(self._took * _PATIENCE, _LONGEST_PATIENCE_SECONDS), self._gathered, loop)
                return
            if self._gathering is not None:
                self._gathering.cancel()
                self._gathering = None
            count = _fitting(self._waiting)
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            self._committing += 1
            self._being_kept += len(batch)
            # Not by the loop's own means of waiting for a thread: they cost as much as all else of a message here.
            self._threads.submit(self._commit, loop, batch)

    def _gathered(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wait no longer: so many there are now."""
        self._gathering = None
        self._crowd = max(1, len(self._waiting))
        self._begin(loop, is_patient=False)

    def _keep_here(self, waiting: _Waiting) -> None:
        """Keep what came alone."""
        started = time.monotonic()
        (error,) = self._errors([waiting])
        self._took, self._crowd = time.monotonic() - started, 1
        _answer(waiting, error)

    def _commit(self, loop: asyncio.AbstractEventLoop, batch: list[_Waiting]) -> None:
        """Keep a batch and tell the loop; run by a thread."""
        started = time.monotonic()
        errors = self._errors(batch)
        loop.call_soon_threadsafe(self._committed, loop, batch, errors, time.monotonic() - started)

    def _errors(self, batch: list[_Waiting]) -> list[UnavailableError | None]:
        """Keep a batch; return what each of them is answered."""
        try:
            self._keep(tuple(arrival for waiting in batch for arrival in waiting.arrivals))
        except SuspendedError as error:
            # One town takes nothing new: what came for others at the same moment is not put off for that.
            return [error] if len(batch) == 1 else [one for waiting in batch for one in self._errors([waiting])]
        except UnavailableError as error:
            return [error] * len(batch)
        except Exception as error:  # noqa: BLE001 - the boundary of a commit: whoever waits must be answered
            if len(batch) > 1:
                # One of them cannot be kept: the others must not suffer.
                return [one for waiting in batch for one in self._errors([waiting])]
            _log.error("an arrival could not be kept: %s", frames(error))
            unavailable = UnavailableError("The arrival could not be kept. The log says why.")
            unavailable.__cause__ = error
            return [unavailable]
        return [None] * len(batch)

    def _committed(
        self, loop: asyncio.AbstractEventLoop, batch: list[_Waiting], errors: list[UnavailableError | None], took: float
    ) -> None:
        for waiting, error in zip(batch, errors, strict=True):
            _answer(waiting, error)
        self._committing -= 1
        self._being_kept -= len(batch)
        self._took = took
        self._begin(loop)
        if not self._committing and not self._waiting:
            self._rest.set()


def _fitting(waiting: Sequence[_Waiting]) -> int:
    """Return how many fit into one commit, at least one."""
    arrivals = size = 0
    for count, one in enumerate(waiting):
        arrivals += len(one.arrivals)
        size += sum(len(arrival.raw) for arrival in one.arrivals)
        if count and (arrivals > _MOST_ARRIVALS or size > _MOST_BYTES):
            return count
    return len(waiting)


def _answer(waiting: _Waiting, error: UnavailableError | None) -> None:
    if waiting.answered.done():
        return  # whoever waited is gone
    if error is None:
        waiting.answered.set_result(None)
    else:
        waiting.answered.set_exception(error)
