"""How often one address may try to sign in, and one key call: in this process's memory, or counted together by those that share a port.

Lock-out of an account is in the database.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from domain.errors import UnavailableError
from store.tries import SharedTries

MOST_ADDRESSES = 10_000
_log = logging.getLogger(__name__)


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
        """Start with nobody known. With ``tries`` all processes count together those of this ``name``.

        Where these cannot be counted, a full disk say, each process counts by itself: nobody is locked out, and none let through at will.
        """
        self._name = name
        self._tries = tries
        self._is_alone = False
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def admits(self, address: str, limit: int | None = None) -> bool:
        """Return whether one more try is allowed, and count it if so; ``limit`` for an address that has its own."""
        now = self._clock()
        most = self._limit if limit is None else limit
        together = self._together(address, most, now)
        return self._by_itself(address, most, now) if together is None else together

    def _together(self, address: str, most: int, now: float) -> bool | None:
        """Return what all processes have counted; None where that cannot be had."""
        if self._tries is None:
            return None
        try:
            is_admitted = self._tries.admits(self._name, address, most=most, seconds=self._seconds, now=now)
        except UnavailableError as error:
            if not self._is_alone:
                _log.warning("%s From now on this process counts “%s” by itself.", error, self._name)
            self._is_alone = True
            return None
        self._is_alone = False
        return is_admitted

    def _by_itself(self, address: str, most: int, now: float) -> bool:
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
