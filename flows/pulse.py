"""The pulse of a process: which of its loops stir, and whether it is on its way out."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, get_ident

WORK_SECONDS = 900.0
"""A loop that works: the slowest single step (a page of paper, a long call log, a large town's reminders) takes minutes."""
ROUND_SECONDS = 180.0
"""A loop that only goes its rounds, and may have to wait for a database that is away."""


@dataclass(slots=True)
class _Loop:
    """A thread's loop; changed by its own thread alone."""

    name: str
    limit_seconds: float
    stirred_at: float


class Pulse:
    """Loops say that they get on; one that has been silent for longer than it may is stalled. Safe for many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Watch nothing yet. ``clock`` gives seconds."""
        self._clock = clock
        self._loops: dict[int, _Loop] = {}
        self._changing = Lock()
        self._closing = Event()

    @contextmanager
    def watched(self, name: str, limit_seconds: float) -> Iterator[None]:
        """Watch this thread while the block runs: it has to stir at least every ``limit_seconds``. Inner blocks count before outer ones."""
        thread = get_ident()
        with self._changing:
            outer = self._loops.get(thread)
            self._loops[thread] = _Loop(name=name, limit_seconds=limit_seconds, stirred_at=self._clock())
        try:
            yield
        finally:
            with self._changing:
                if outer is None:
                    del self._loops[thread]
                else:
                    outer.stirred_at = self._clock()
                    self._loops[thread] = outer

    def stir(self) -> None:
        """Say that this thread gets on; of a thread that is not watched, nothing is said."""
        loop = self._loops.get(get_ident())
        if loop is not None:
            loop.stirred_at = self._clock()

    def quiet(self) -> Mapping[str, float]:
        """Return for how many seconds each loop has not stirred; of loops of one name, the quietest."""
        found: dict[str, float] = {}
        now = self._clock()
        for loop in self._watched():
            found[loop.name] = max(found.get(loop.name, 0.0), now - loop.stirred_at)
        return found

    def stalled(self) -> tuple[str, ...]:
        """Return the names of the loops that have been quiet for longer than they may."""
        now = self._clock()
        return tuple(sorted({loop.name for loop in self._watched() if now - loop.stirred_at > loop.limit_seconds}))

    def close(self) -> None:
        """Say that the process is on its way out."""
        self._closing.set()

    @property
    def is_closing(self) -> bool:
        """Tell whether the process is on its way out."""
        return self._closing.is_set()

    def _watched(self) -> tuple[_Loop, ...]:
        with self._changing:
            return tuple(self._loops.values())
