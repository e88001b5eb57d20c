"""Whether a process is alive, whether it is ready to be sent work, and whether work is done: what machines ask."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from domain.errors import UnavailableError
from flows import checks
from flows.wiring import Installation
from store import jobs
from store.bucket import BucketBlobs

WAITS_TOO_LONG_SECONDS = 900.0
"""A job due for a quarter of an hour: nobody works, though a sweep comes every half minute."""
FRESH_SECONDS = 2.0
"""However many ask, the database and the disk are asked so seldom; and who comes while one looks waits for him no longer."""
_SLOW: dict[str, object] = {"answer": "takes too long"}
OK, UNAVAILABLE = 200, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered: an HTTP status, and words for who looks."""

    status: int
    content: dict[str, object]


class Readiness:
    """Looks at one installation, for this process. Safe for many threads; of those who come together one looks."""

    def __init__(self, installation: Installation, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without having looked. ``clock`` gives seconds."""
        self._installation = installation
        self._clock = clock
        self._lock = Lock()
        self._found: tuple[float, dict[str, object]] | None = None

    def live(self) -> Answer:
        """Return 200 while all loops stir, else 503 with those that do not: start the process anew. Asks neither database nor disk."""
        stalled = self._installation.pulse.stalled()
        if stalled:
            return Answer(status=UNAVAILABLE, content={"status": "stalled", "loops": list(stalled)})
        return Answer(status=OK, content={"status": "ok"})

    def ready(self) -> Answer:
        """Return 200 where database, tables and originals are as they must be and the process stays, else 503 with what is wrong."""
        is_closing, stalled = self._installation.pulse.is_closing, self._installation.pulse.stalled()
        found = self._looked()
        wrong = [name for name, how in found.items() if how != "ok"]
        status = "closing" if is_closing else "stalled" if stalled else "unavailable" if wrong else "ok"
        return Answer(status=OK if status == "ok" else UNAVAILABLE, content={"status": status, **found})

    def work(self) -> Answer:
        """Return 200 where the database answers and work is done, else 503: whichever process does it."""
        try:
            with self._installation.database.read() as session:
                oldest = jobs.oldest_due(session, datetime.now(UTC))
        except UnavailableError:
            return Answer(status=UNAVAILABLE, content={"status": "unavailable", "oldest_job_seconds": None})
        seconds = round(max(oldest.values(), default=0.0), 1)
        is_late = seconds > WAITS_TOO_LONG_SECONDS
        return Answer(status=UNAVAILABLE if is_late else OK, content={"status": "late" if is_late else "ok", "oldest_job_seconds": seconds})

    def metrics(self) -> bytes:
        """Return the figures of this process, and of those that serve with it."""
        self._note()
        return self._installation.meters.text()

    def write_down(self) -> None:
        """Write the figures of this process where those read them that serve with it."""
        self._note()
        self._installation.meters.write_down()

    def _note(self) -> None:
        loops, connections = self._installation.pulse.quiet(), self._installation.database.connections()
        self._installation.meters.now(loops=loops, connections=connections)

    def _looked(self) -> dict[str, object]:
        # A database that does not answer must not take one thread after the other that serves pages.
        if not self._lock.acquire(timeout=FRESH_SECONDS):
            return _SLOW
        try:
            if self._found is None or self._clock() - self._found[0] > FRESH_SECONDS:
                found = {**self._database(), **self._originals()}
                self._found = (self._clock(), found)
            return self._found[1]
        finally:
            self._lock.release()

    def _database(self) -> dict[str, object]:
        try:
            is_current = self._installation.database.is_current()
        except UnavailableError:
            return {"database": "unavailable", "tables": "unknown"}
        return {"database": "ok", "tables": "ok" if is_current else "of another version"}

    def _originals(self) -> dict[str, object]:
        blobs = self._installation.blobs
        try:
            if blobs.safe.fault is not None:
                return {"originals": "key missing or wrong"}
        except UnavailableError:
            return {"originals": "unknown"}
        if not isinstance(blobs, BucketBlobs):
            return {"originals": "unavailable" if checks.originals_mistakes(self._installation.settings) else "ok"}
        try:
            blobs.reach()
        except UnavailableError:
            return {"originals": "unavailable"}
        return {"originals": "ok"}
