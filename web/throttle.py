"""How often one address may try to sign in, and one key call: in this process's memory, or counted together by those that share a port.

Lock-out of an account is in the database.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from store.tries import SharedTries

MOST_ADDRESSES = 10_000


class Throttle:
    """Lets an address through ``limit`` times in ``seconds``. Thread-safe; forgets the addresses not seen for longest."""

    def __init__(
        self,
        *,
        limit: int = 20,
        seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        name: str = "",
        tries: SharedTries | None = None,
    ) -> None:
        """Start with nobody known. With ``tries`` all processes count together those of this ``name``."""
        self._name = name
        self._tries = tries
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def admits(self, address: str, limit: int | None = None) -> bool:
        """Return whether one more try is allowed, and count it if so; ``limit`` for an address that has its own."""
        now = self._clock()
        most = self._limit if limit is None else limit
        if self._tries is not None:
            return self._tries.admits(self._name, address, most=most, seconds=self._seconds, now=now)
        with self._lock:
            recent = self._seen.pop(address, None) or deque()
            while recent and now - recent[0] >= self._seconds:
                recent.popleft()
            is_admitted = len(recent) < most
            if is_admitted:
                recent.append(now)
            self._seen[address] = recent
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
        return is_admitted
