"""Compound files made for tests ([MS-CFB]): streams and storages by name, small streams in the stream of small ones."""

import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


class _File:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.table: list[int] = []
        self.small = bytearray()
        self.small_table: list[int] = []
        self.entries: list[list[object]] = []

    def put(self, content: bytes) -> int:
        """Put a stream into sectors and return the first."""
        count = -(-len(content) // _SECTOR)
        if not count:
            return _END
        first = len(self.sectors)
        self.sectors += [content[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0") for at in range(count)]
        self.table += [*range(first + 1, first + count), _END]
        return first

    def put_small(self, content: bytes) -> int:
        count = -(-len(content) // _SMALL)
        if not count:
            return _END
        first = len(self.small_table)
        self.small += content.ljust(count * _SMALL, b"\0")
        self.small_table += [*range(first + 1, first + count), _END]
        return first

    def add(self, tree: Tree) -> int:
        """Add what lies in a storage, each the right neighbour of the one before; return the first."""
        numbers = []
        for name, inner in tree.items():
            number = len(self.entries)
            numbers.append(number)
            if isinstance(inner, bytes):
                start = self.put_small(inner) if len(inner) < _CUTOFF else self.put(inner)
                self.entries.append([name, 2, _FREE, _FREE, start, len(inner)])
            else:
                self.entries.append([name, 1, _FREE, _FREE, 0, 0])
                self.entries[number][3] = self.add(inner)
        for one, following in pairwise(numbers):
            self.entries[one][2] = following
        return numbers[0] if numbers else _FREE


def compound(tree: Tree) -> bytes:
    """Return a compound file with these streams and storages."""
    file = _File()
    file.entries.append(["Root Entry", 5, _FREE, _FREE, 0, 0])
    file.entries[0][3] = file.add(tree)
    file.entries[0][4], file.entries[0][5] = file.put(bytes(file.small)), len(file.small)
    small_table = file.put(
        struct.pack(f"<{len(file.small_table)}I", *file.small_table).ljust(-(-4 * len(file.small_table) // 512) * 512, b"\xff")
    )
    directory = b""
    for name, kind, right, child, start, size in file.entries:
        wide = str(name).encode("utf-16-le") + b"\0\0"
        directory += wide.ljust(64, b"\0") + struct.pack("<HBBIII16x4x16xIQ", len(wide), kind, 1, _FREE, right, child, start, size)
    first_directory = file.put(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    count = 1
    while count * (_SECTOR // 4) < len(file.table) + count:
        count += 1
    first_table = len(file.sectors)
    numbers = [*file.table, *[_TABLE] * count]
    table = struct.pack(f"<{len(numbers)}I", *numbers).ljust(count * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, count, first_directory, 0, _CUTOFF, small_table, 1, _END, 0)
    named = [*range(first_table, first_table + count), *[_FREE] * (109 - count)]
    return head + struct.pack("<109I", *named) + b"".join(file.sectors) + table
