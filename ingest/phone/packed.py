"""Packed logs (``.gz``), as rotation leaves them: unpacked as they are read, in flat memory, up to a bound.

What is damaged or far larger than it says ends there, and says why; what was read before holds.
Source: RFC 1952; several members one after another are one file.
"""

import zlib
from typing import Protocol

from ingest.phone.faults import Reason

MAGIC = b"\x1f\x8b\x08"
MOST_BYTES = 2 * 2**30
"""A log that is not packed may not be larger either."""
MOST_TIMES = 250
"""Logs are packed to a tenth, of one telephone that rings all night to a hundredth; what is packed better is made to fill disks."""
_BEFORE_LOOKING = 16 * 2**20
"""So many bytes harm nobody, however well they were packed."""
_CHUNK = 1 << 16
_WITH_HEADER = 16 + zlib.MAX_WBITS


class Packed(Protocol):
    """An open binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a byte."""
        ...


class Unpacked:
    """A packed log read as though it were not. ``fault`` is why it ended before its end, None while nothing is wrong."""

    def __init__(self, stream: Packed) -> None:
        self._stream = stream
        self._restart()

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        wanted = size if size >= 0 else MOST_BYTES
        parts: list[bytes] = []
        while wanted and (part := self._next(min(wanted, _CHUNK))):
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte; backwards, by reading once more from the beginning."""
        if whence == 1:
            offset += self._at
        if whence == 2:  # noqa: PLR2004 - as files count: from the end
            while self._next(_CHUNK):
                pass
            offset += self._at
        if offset < self._at or not offset:
            self._restart()
        while self._at < offset and self._next(min(offset - self._at, _CHUNK)):
            pass
        return self._at

    def _restart(self) -> None:
        self._stream.seek(0)
        self._at = 0
        self._taken = 0
        self._rest = b""
        self._unpacker = zlib.decompressobj(_WITH_HEADER)
        self._is_within = True
        """Within a member, which must come to its end."""
        self.fault: Reason | None = None

    def _next(self, size: int) -> bytes:
        """Return the next bytes, at most so many; none at the end or where no more can be had."""
        while self.fault is None:
            if not self._rest:
                self._rest = self._stream.read(_CHUNK)
                self._taken += len(self._rest)
                if not self._rest:
                    self.fault = Reason.PACKED if self._is_within else None
                    return b""
            if not self._is_within:
                # Behind a member: another one, or zeros that fill a block of a tape.
                self._rest = self._rest.lstrip(b"\0")
                if not self._rest:
                    continue
                self._unpacker, self._is_within = zlib.decompressobj(_WITH_HEADER), True
            if part := self._unpack(size):
                return part
        return b""

    def _unpack(self, size: int) -> bytes:
        try:
            part = self._unpacker.decompress(self._rest, size)
        except zlib.error:
            self.fault = Reason.PACKED
            return b""
        self._rest = self._unpacker.unconsumed_tail
        if self._unpacker.eof:
            self._rest, self._is_within = self._unpacker.unused_data, False
        self._at += len(part)
        if self._at > MOST_BYTES or (self._at > _BEFORE_LOOKING and self._at > MOST_TIMES * self._taken):
            self.fault = Reason.TOO_LARGE
        return part


def is_packed(head: bytes) -> bool:
    """Whether a file is packed, by its first bytes and not by its name."""
    return head.startswith(MAGIC)


def unpacked(stream: Packed) -> "Packed | Unpacked":
    """Return a file as what is in it: itself where it is not packed. It stands at its beginning."""
    stream.seek(0)
    head = stream.read(len(MAGIC))
    stream.seek(0)
    return Unpacked(stream) if is_packed(head) else stream


def fault_of(stream: object) -> Reason | None:
    """Return why what was unpacked ended before its end, None where it did not."""
    return stream.fault if isinstance(stream, Unpacked) else None
