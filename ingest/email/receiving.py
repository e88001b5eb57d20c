"""A message on its way in through SMTP: chunks in, the message out."""

from collections import Counter
from typing import Protocol

_END = b"\r\n.\r\n"
_BEFORE = b"\r\n"
"""The line end of the DATA command stands before the first line, so that a lone dot there ends an empty message."""


class SlowLimits(Protocol):
    """How slow a message may be: in all; and how much of it must come within a shorter time."""

    @property
    def message_seconds(self) -> float: ...  # noqa: D102 — as there
    @property
    def slow_seconds(self) -> float: ...  # noqa: D102
    @property
    def slow_bytes(self) -> int: ...  # noqa: D102


class TooLargeError(Exception):
    """The message is larger than announced."""


class NoRoomError(Exception):
    """Too much is being received at once."""


class Memory:
    """How many bytes all messages on their way may hold together, and those of one client. Used from one event loop."""

    def __init__(self, most_bytes: int, most_of_one: int | None = None) -> None:
        self._most = most_bytes
        self._most_of_one = most_bytes if most_of_one is None else most_of_one
        self._held = 0
        self._by_client: Counter[str] = Counter()

    def take(self, size: int, client: str = "") -> bool:
        """Take room; False where there is none."""
        if self._held + size > self._most or self._by_client[client] + size > self._most_of_one:
            return False
        self._held += size
        self._by_client[client] += size
        return True

    def give_back(self, size: int, client: str = "") -> None:
        """Give room back."""
        self._held -= size
        self._by_client[client] -= size
        if self._by_client[client] <= 0:
            del self._by_client[client]


class Pace:
    """How fast a message comes in. ``now`` and the limits are in seconds of one clock."""

    def __init__(self, limits: SlowLimits, now: float) -> None:
        self._limits = limits
        self._deadline = now + limits.message_seconds
        self._since = now
        self._came = 0

    def is_too_slow(self, size: int, now: float) -> bool:
        """Take note of so many bytes more; tell whether they and those before came too slowly to be waited for."""
        self._came += size
        if now - self._since < self._limits.slow_seconds:
            return now > self._deadline
        is_slow = self._came < self._limits.slow_bytes
        self._since, self._came = now, 0
        return is_slow or now > self._deadline


class Receiving:
    """A message on its way in: chunks in, dot-stuffing out, its size watched, in time linear in its length."""

    def __init__(self, memory: Memory, max_bytes: int, client: str = "") -> None:
        self._memory = memory
        self._client = client
        self._most = max_bytes
        self._parts: list[bytes] = []
        self._tail = _BEFORE
        self._size = 0
        self._held = 0
        self._has_room = True
        self.rest = b""

    @property
    def is_endless(self) -> bool:
        """Tell whether so much too much has come that waiting for the end is no longer polite."""
        return self._size > 4 * self._most

    def feed(self, chunk: bytes) -> bool:
        """Take a chunk; True when the message is complete. A line ends with CR LF only: a lone LF ends nothing (RFC 5321, 2.3.8)."""
        stop = self._stop(chunk)
        if stop is None:
            self._hold(chunk)
            self._tail = (self._tail + chunk[1 - len(_END) :])[1 - len(_END) :]
            return False
        self.rest = chunk[stop:]
        self._hold(chunk[:stop])
        return True

    def check(self) -> None:
        """Raise what is wrong with the complete message."""
        if self._size > self._most + len(_END) - len(_BEFORE):
            raise TooLargeError
        if not self._has_room:
            raise NoRoomError

    def content(self) -> bytes:
        """Return the message as it was before dots were doubled (RFC 5321, 4.5.2)."""
        parts, self._parts = self._parts, []
        _cut(parts, len(_END) - len(_BEFORE))
        if parts and parts[0].startswith(b"."):
            parts[0] = parts[0][1:]
        # Copied once; a large message costs little else.
        return b"".join(parts).replace(b"\r\n.", b"\r\n")

    def release(self) -> None:
        """Give back the memory."""
        self._parts = []
        self._memory.give_back(self._held, self._client)
        self._held = 0

    def _stop(self, chunk: bytes) -> int | None:
        """Return where in a chunk the message is over, its end included; None where it goes on."""
        # The end may have begun in the chunk before.
        at = (self._tail + chunk[: len(_END) - 1]).find(_END)
        if at >= 0:
            return at + len(_END) - len(self._tail)
        at = chunk.find(_END)
        return None if at < 0 else at + len(_END)

    def _hold(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most + len(_END):
            self.release()
        elif self._has_room and self._memory.take(len(piece), self._client):
            self._parts.append(piece)
            self._held += len(piece)
        else:
            self._has_room = False
            self.release()


def _cut(parts: list[bytes], size: int) -> None:
    """Take the last bytes away, however they are spread."""
    while size:
        last = parts.pop()
        if len(last) > size:
            parts.append(last[:-size])
        size -= min(size, len(last))
