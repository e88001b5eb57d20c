"""Compound files, in which office programs before 2007 keep their streams ([MS-CFB]); any chain that goes round in circles ends."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import UnreadableInputError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES = 512
_END = 0xFFFFFFFA
"""From here on a number is no sector, but a mark ([MS-CFB] 2.1)."""
_NONE = 0xFFFFFFFF
_ENTRY_BYTES = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
ROOT = 0
"""The storage that holds all others."""
_MOST_ENTRIES = 20_000
_DAMAGED = "The document is damaged. Open it by hand, or ask for it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    number: int
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file. Raises UnreadableInputError for one whose tables cannot be followed."""

    def __init__(self, content: bytes) -> None:
        """Read the tables; streams are read when they are asked for."""
        if not content.startswith(SIGNATURE) or len(content) < _HEADER_BYTES:
            raise UnreadableInputError(_DAMAGED)
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in {9, 12} or mini_shift != 6:  # noqa: PLR2004 - [MS-CFB] 2.2 knows no others
            raise UnreadableInputError(_DAMAGED)
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        directory, _, self._cutoff, mini_table, _, first_more, _ = struct.unpack_from("<7I", content, 48)
        self._table = self._numbers(b"".join(map(self._at, self._table_sectors(first_more))))
        self._entries = tuple(self._listed(directory))
        if not self._entries or self._entries[0].kind != _ROOT:
            raise UnreadableInputError(_DAMAGED)
        self._mini_table = self._numbers(self._chained(mini_table))
        self._mini = self._chained(self._entries[0].start)[: self._entries[0].size]

    def find(self, name: str, storage: int = ROOT) -> bytes | None:
        """Return a stream that lies in a storage itself, not one of a storage within it; None where there is none of this name."""
        for entry in self._children(storage):
            if entry.kind == _STREAM and entry.name == name:
                chain = self._chained_mini(entry.start) if entry.size < self._cutoff else self._chained(entry.start)
                return chain[: entry.size]
        return None

    def storages(self, storage: int = ROOT) -> tuple[tuple[str, int], ...]:
        """Return the names of the storages within one, each with what names it here."""
        return tuple((entry.name, entry.number) for entry in self._children(storage) if entry.kind == _STORAGE)

    def names(self) -> frozenset[str]:
        """Return the names of what lies in the root."""
        return frozenset(entry.name for entry in self._children())

    # --- sectors

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        return self._content[start : start + self._sector]

    def _table_sectors(self, first_more: int) -> Iterator[int]:
        """Yield the sectors of the table of sectors: 109 are named in the header, more of them in a chain of their own."""
        most = len(self._content) // self._sector + 1
        numbers = list(struct.unpack_from("<109I", self._content, 76))
        seen: set[int] = set()
        while first_more < _END and first_more not in seen and len(seen) < most:
            seen.add(first_more)
            *more, first_more = self._numbers(self._at(first_more)) or (_NONE,)
            numbers += more
        yield from (number for number in numbers[:most] if number < _END)

    @staticmethod
    def _numbers(content: bytes) -> tuple[int, ...]:
        return struct.unpack_from(f"<{len(content) // 4}I", content)

    def _chained(self, number: int) -> bytes:
        return b"".join(map(self._at, _chain(number, self._table)))

    def _chained_mini(self, number: int) -> bytes:
        size = self._mini_sector
        return b"".join(self._mini[at * size : (at + 1) * size] for at in _chain(number, self._mini_table))

    # --- directory

    def _listed(self, directory: int) -> Iterator[_Entry]:
        content = self._chained(directory)
        for at in range(0, min(len(content) - _ENTRY_BYTES + 1, _MOST_ENTRIES * _ENTRY_BYTES), _ENTRY_BYTES):
            length, kind, left, right, child = struct.unpack_from("<HBxIII", content, at + 64)
            start, size = struct.unpack_from("<II", content, at + 116)
            name = content[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            number = at // _ENTRY_BYTES
            yield _Entry(number=number, name=name, kind=kind, left=left, right=right, child=child, start=start, size=size)

    def _children(self, storage: int = ROOT) -> Iterator[_Entry]:
        """Yield what lies in a storage: a tree of neighbours."""
        waiting, seen = [self._entries[storage].child], set[int]()
        while waiting:
            number = waiting.pop()
            if number < len(self._entries) and number not in seen:
                seen.add(number)
                entry = self._entries[number]
                yield entry
                waiting += [entry.left, entry.right]


def _chain(number: int, table: tuple[int, ...]) -> Iterator[int]:
    seen: set[int] = set()
    while number < len(table) and number not in seen:
        seen.add(number)
        yield number
        number = table[number]
