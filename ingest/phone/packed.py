"""Packed logs (``.gz``), as rotation leaves them: unpacked as they are read, in flat memory, up to a bound.

What is damaged or far larger than it says ends there, and says why; what was read before holds.
Source: RFC 1952; several members one after another are one file.
"""

import zlib

from ingest.phone.faults import Reason
from ingest.phone.opendocument import Spreadsheet, is_spreadsheet
from ingest.phone.replayed import BEFORE_LOOKING, CHUNK, MOST_BYTES, MOST_TIMES, Binary, Replayed
from ingest.phone.workbook import Workbook, is_workbook

MAGIC = b"\x1f\x8b\x08"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""A compound file, as older office programs wrote them."""
_WITH_HEADER = 16 + zlib.MAX_WBITS


class Unpacked(Replayed):
    """A packed log read as though it were not."""

    def __init__(self, stream: Binary) -> None:
        super().__init__()
        self._stream = stream
        self._restart()

    def _restart(self) -> None:
        self._stream.seek(0)
        self._taken = 0
        self._rest = b""
        self._unpacker = zlib.decompressobj(_WITH_HEADER)
        self._is_within = True
        """Within a member, which must come to its end."""

    def _next(self, size: int) -> bytes:
        """Return the next bytes, at most so many; none at the end or where no more can be had."""
        while self.fault is None:
            if not self._rest:
                self._rest = self._stream.read(CHUNK)
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
        if self._at > MOST_BYTES or (self._at > BEFORE_LOOKING and self._at > MOST_TIMES * self._taken):
            self.fault = Reason.TOO_LARGE
        return part


def is_packed(head: bytes) -> bool:
    """Whether a file is packed, by its first bytes and not by its name."""
    return head.startswith(MAGIC)


def unpacked(stream: Binary) -> Binary:
    """Return a file as what is in it: itself where it is neither packed nor a spreadsheet. It stands at its beginning."""
    stream.seek(0)
    head = stream.read(len(MAGIC))
    if is_packed(head):
        return Unpacked(stream)
    if is_workbook(stream):
        return Workbook(stream)
    return Spreadsheet(stream) if is_spreadsheet(stream) else stream


def is_old_workbook(stream: Binary) -> bool:
    """Whether a file is one of Excel's before 2007 (``.xls``), which nothing here opens. The file stands at its beginning afterwards."""
    stream.seek(0)
    head = stream.read(len(_COMPOUND))
    stream.seek(0)
    return head == _COMPOUND


def fault_of(stream: object) -> Reason | None:
    """Return why what was unpacked ended before its end, None where it did not."""
    return stream.fault if isinstance(stream, Replayed) else None
