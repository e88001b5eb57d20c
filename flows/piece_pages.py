"""Pages of attachments, read while somebody waits: one attachment at a time in a process, and what was read is at hand for some minutes."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Protocol

from domain.errors import BusyError
from domain.ids import Sha256
from domain.inbound import Channel
from domain.paper import Page
from flows.wording import say
from ingest.paper.opening.survey import Survey

MOST_PAGES = 10
"""Read while somebody waits for them; a page that is a picture takes a second or two."""
KEPT_SECONDS = 600.0
MOST_KEPT = 16
"""Attachments whose pages are at hand; those of one are a megabyte or two. They lie in memory alone, and nobody finds out what is there:
who asks has shown that he may read the attachment itself."""
WAIT_SECONDS = 30.0
MOST_WAITING = 4
"""Who waits holds a thread of the server: everybody's."""


class Reads(Protocol):
    """What reads pages: `ingest.paper.reader.PaperReader`."""

    def pages(self, path: Path, survey: Survey, numbers: range, channel: Channel) -> Iterator[Page]:
        """Yield pages in no order."""
        ...


class PiecePages:
    """The first pages of attachments by what they hold. Safe for many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep nothing yet. ``clock`` gives seconds."""
        self._clock = clock
        self._kept: OrderedDict[Sha256, tuple[float, tuple[Page, ...]]] = OrderedDict()
        self._lock, self._turn = Lock(), Lock()
        self._waiting = BoundedSemaphore(1 + MOST_WAITING)

    def read(self, paper: Reads, path: Path, survey: Survey, digest: Sha256) -> tuple[Page, ...]:
        """Return the first pages of the file with a digest, in order. Raises BusyError where many wait already, or one for too long."""
        if (kept := self._find(digest)) is not None:
            return kept
        with self._own_turn():
            # Who waited perhaps waited for just this.
            if (kept := self._find(digest)) is not None:
                return kept
            wanted = range(min(len(survey.pages), MOST_PAGES))
            found = tuple(sorted(paper.pages(path, survey, wanted, Channel.EMAIL), key=lambda page: page.number))
        with self._lock:
            self._kept[digest] = (self._clock(), found)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _find(self, digest: Sha256) -> tuple[Page, ...] | None:
        with self._lock:
            for old in [key for key, (at, _) in self._kept.items() if self._clock() - at > KEPT_SECONDS]:
                del self._kept[old]
            kept = self._kept.get(digest)
        return None if kept is None else kept[1]

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turn.acquire(timeout=WAIT_SECONDS):
                raise _busy()
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._waiting.release()


def _busy() -> BusyError:
    return BusyError(say("Other attachments are being read just now. Try again in some seconds."))
