"""Files that are read as what is in them: made from their beginning on, as they are read, in flat memory; backwards, once more."""

from abc import ABC, abstractmethod
from typing import Protocol

from ingest.phone.faults import Reason

MOST_BYTES = 2 * 2**30
"""So much is read of what is in a file: a log that is not packed may not be larger either."""
MOST_TIMES = 250
"""Logs are packed to a tenth, of one telephone that rings all night to a hundredth; what is packed better is made to fill disks."""
BEFORE_LOOKING = 16 * 2**20
"""So many bytes harm nobody, however well they were packed."""
CHUNK = 1 << 16


class Binary(Protocol):
    """An open binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a byte."""
        ...


class Replayed(ABC):
    """A file read as what is in it. ``fault`` is why that ended before its end, None while nothing is wrong."""

    def __init__(self) -> None:
        self.fault: Reason | None = None
        self._at = 0

    @abstractmethod
    def _restart(self) -> None:
        """Begin once more."""

    @abstractmethod
    def _next(self, size: int) -> bytes:
        """Return the next bytes, at most so many; none at the end or where no more can be had. Counts them in ``_at``."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        wanted = size if size >= 0 else MOST_BYTES
        parts: list[bytes] = []
        while wanted and (part := self._next(min(wanted, CHUNK))):
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte; backwards, by reading once more from the beginning."""
        if whence == 1:
            offset += self._at
        if whence == 2:  # noqa: PLR2004 - as files count: from the end
            while self._next(CHUNK):
                pass
            offset += self._at
        if offset < self._at or not offset:
            self._at = 0
            self.fault = None
            self._restart()
        while self._at < offset and self._next(min(offset - self._at, CHUNK)):
            pass
        return self._at
