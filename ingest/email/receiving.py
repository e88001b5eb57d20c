"""A message on its way in through SMTP: chunks in, the message out."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

_END = b"\r\n.\r\n"
_BLOCK_BYTES = 2**18
_MOST_SPARE = 64
"""Blocks kept for the next message: memory that the system has to hand out anew costs more than all that is written into it."""
_LEAST_ROOM = 2**12
_BEFORE = b"\r\n"
"""The line end of the DATA command stands before the first line, so that a lone dot there ends an empty message."""
_AFTER = len(_END) - len(_BEFORE)
"""Bytes of the end that are not the message's."""
_DOT = b"."


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
        self._spare: list[bytearray] = []

    def block(self) -> bytearray:
        """Return a block to receive into; a message has at most one that is not counted here yet."""
        return self._spare.pop() if self._spare else bytearray(_BLOCK_BYTES)

    def take_back(self, blocks: Iterable[bytearray]) -> None:
        """Take blocks that nobody looks at any more."""
        self._spare.extend(blocks)
        del self._spare[_MOST_SPARE:]

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
        self._parts: list[bytes | memoryview] = []
        self._blocks: list[bytearray] = []
        self._filled = _BLOCK_BYTES
        """Of the last block."""
        self._dotted = 0
        """Parts up to the last one with a dot: only in those a dot may be doubled, and none is in the base64 of a file."""
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
        stop = self._stop(chunk, 0, len(chunk))
        if stop is None:
            self._hold(chunk, _has_dot(chunk, 0, len(chunk)))
            return False
        self.rest = chunk[stop:]
        self._hold(chunk[:stop], _has_dot(chunk, 0, stop - _AFTER))
        return True

    def room(self) -> memoryview:
        """Return where the next bytes may be written; `put` takes them. For the many bytes of a large message."""
        if self._filled > _BLOCK_BYTES - _LEAST_ROOM:
            self._blocks.append(self._memory.block())
            self._filled = 0
        return memoryview(self._blocks[-1])[self._filled :]

    def put(self, size: int) -> bool:
        """Take so many bytes out of the room as `feed` takes a chunk."""
        block, start = self._blocks[-1], self._filled
        end = self._filled = start + size
        stop = self._stop(block, start, end)
        if stop is None:
            self._hold(memoryview(block)[start:end], _has_dot(block, start, end))
            return False
        self.rest = bytes(memoryview(block)[stop:end])
        self._hold(memoryview(block)[start:stop], _has_dot(block, start, stop - _AFTER))
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
        _cut(parts, _AFTER)
        dotted = b"".join(parts[: self._dotted])
        parts[: self._dotted] = [dotted.removeprefix(_DOT).replace(b"\r\n.", b"\r\n")]
        # Copied once; a large message costs little else.
        raw = b"".join(parts)
        parts.clear()
        self._let_go()
        return raw

    def release(self) -> None:
        """Give back the memory."""
        self._parts = []
        self._memory.give_back(self._held, self._client)
        self._held = 0
        self._let_go()

    def _let_go(self) -> None:
        """Give back the blocks, which no part is a piece of any more."""
        self._memory.take_back(self._blocks)
        self._blocks = []
        self._filled = _BLOCK_BYTES

    def _stop(self, chunk: bytes | bytearray, start: int, end: int) -> int | None:
        """Return where between two places of a chunk the message is over, its end included; None where it goes on."""
        # The end may have begun in the chunk before.
        at = (self._tail + chunk[start : min(end, start + len(_END) - 1)]).find(_END)
        if at >= 0:
            return start + at + len(_END) - len(self._tail)
        dot = chunk.find(_DOT, start, end)
        at = -1 if dot < 0 else chunk.find(_END, max(start, dot - len(_BEFORE)), end)
        if at >= 0:
            return at + len(_END)
        self._tail = (self._tail + chunk[max(start, end + 1 - len(_END)) : end])[1 - len(_END) :]
        return None

    def _hold(self, piece: bytes | memoryview, has_dot: bool) -> None:
        self._size += len(piece)
        if self._size > self._most + len(_END):
            self.release()
        elif self._has_room and self._memory.take(len(piece), self._client):
            self._parts.append(piece)
            self._held += len(piece)
            if has_dot:
                self._dotted = len(self._parts)
        else:
            self._has_room = False
            self.release()


def _has_dot(chunk: bytes | bytearray, start: int, end: int) -> bool:
    return chunk.find(_DOT, start, end) >= 0


def _cut(parts: list[bytes | memoryview], size: int) -> None:
    """Take the last bytes away, however they are spread."""
    while size:
        last = parts.pop()
        if len(last) > size:
            parts.append(last[:-size])
        size -= min(size, len(last))
