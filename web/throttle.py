"""How often one address may try to sign in, and one key call. In this process's memory: lock-out of an account is in the database."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_ADDRESSES = 10_000


class Throttle:
    """Lets an address through ``limit`` times in ``seconds``. Thread-safe; forgets the addresses not seen for longest."""

    def __init__(self, *, limit: int = 20, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nobody known."""
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def admits(self, address: str, limit: int | None = None) -> bool:
        """Return whether one more try is allowed, and count it if so; ``limit`` for an address that has its own."""
        now = self._clock()
        with self._lock:
            recent = self._seen.pop(address, None) or deque()
            while recent and now - recent[0] >= self._seconds:
                recent.popleft()
            is_admitted = len(recent) < (self._limit if limit is None else limit)
            if is_admitted:
                recent.append(now)
            self._seen[address] = recent
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
        return is_admitted
