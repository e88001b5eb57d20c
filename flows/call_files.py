"""Files of call logs that are followed: opened without waiting, known again by their first bytes, unpacked where rotation packed them."""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from flows.call_faults import SourceError, SourceFault
from ingest.phone.log import Stream
from ingest.phone.packed import unpacked
from ingest.phone.replayed import Replayed
from store.call_logs import Mark, Whole

HEAD_BYTES = 1_024
"""A log is known again by so many of its first bytes: its first calls, which no other log has."""
_ROTATED = r"[._-]?(?:\d[\d._T:-]*|old|bak|prev)"
"""What rotation puts behind a name: a number or a date."""
_PACKED = ".gz"
_MOST_SIBLINGS = 200


class LogFile:
    """An open log. Not for several threads."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        found = unpacked(file)
        self.is_packed = isinstance(found, Replayed)
        self.stream: Stream = found

    @property
    def state(self) -> os.stat_result:
        """Return what its disk says of it now."""
        return os.fstat(self._file.fileno())

    def size(self) -> int:
        """Return how many bytes it has now; a packed one is read through for that."""
        return self.stream.seek(0, os.SEEK_END) if self.is_packed else self.state.st_size

    def head(self, size: int) -> bytes:
        """Return its first bytes."""
        if not self.is_packed:
            return os.pread(self._file.fileno(), size, 0)
        self.stream.seek(0)
        return self.stream.read(size)

    def is_marked(self, mark: Mark) -> bool:
        """Whether it begins like the log of a mark."""
        return self.begins_with(mark.head, mark.head_bytes)

    def begins_with(self, digest: str, size: int) -> bool:
        """Whether its first ``size`` bytes have that SHA-256."""
        head = self.head(size)
        return len(head) == size and hashlib.sha256(head).hexdigest() == digest

    def is_whole(self, known: Whole) -> bool:
        """Whether it is a log that was read to its end: its first bytes alone may be a header that all have."""
        return self.begins_with(known.head, known.head_bytes) and self.size() == known.size

    def mark(self) -> Mark:
        """Return what it will be known by."""
        return self._mark_by(self.head(HEAD_BYTES))

    def mark_since(self, before: Mark) -> Mark | None:
        """Return what it will be known by; None where it was empty at an earlier mark, or does not begin any more as it did then."""
        head = self.head(HEAD_BYTES)
        is_same = hashlib.sha256(head[: before.head_bytes]).hexdigest() == before.head
        return self._mark_by(head) if before.head_bytes and is_same else None

    def _mark_by(self, head: bytes) -> Mark:
        state = self.state
        return Mark(device=state.st_dev, inode=state.st_ino, head=hashlib.sha256(head).hexdigest(), head_bytes=len(head))

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


def open_log_file(path: Path) -> LogFile | None:
    """Open a log for reading, None where it is not there. Raises SourceError, OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceError(SourceFault.SPECIAL)
    return LogFile(FileIO(descriptor, "r"))


def open_rotated(path: Path) -> LogFile | None:
    """Open a log that rotation put there, or what it was packed into since; None where neither is there. Raises SourceError, OSError."""
    return open_log_file(path) or open_log_file(path.with_name(path.name + _PACKED))


def _rotated_state(path: Path) -> os.stat_result | None:
    """Return what the disk says of a rotated log, or of what it was packed into since it was listed; None where neither is a file."""
    for one in (path, path.with_name(path.name + _PACKED)):
        try:
            state = one.stat()
        except (FileNotFoundError, PermissionError):
            continue
        if stat.S_ISREG(state.st_mode):
            return state
    return None


def siblings(path: Path) -> Iterator[Path]:
    """Yield the files beside a log that rotation has named after it, the newest first. Raises OSError.

    One that is just being packed still lies there as it was, too: it is given once, as it was.
    """
    stem, suffix = re.escape(path.stem), re.escape(path.suffix)
    rotated = re.compile(rf"{stem}(?:{suffix}{_ROTATED}|{_ROTATED}{suffix})(?:{re.escape(_PACKED)})?", re.IGNORECASE)
    try:
        found = [one for one in path.parent.iterdir() if rotated.fullmatch(one.name)]
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.EACCES}:
            return
        raise
    dated = sorted(((state.st_mtime_ns, one) for one in found if (state := _rotated_state(one)) is not None), reverse=True)
    names = {one.name for one in found}
    yield from (one for _, one in dated[:_MOST_SIBLINGS] if not (one.suffix == _PACKED and one.stem in names))
