"""Files of a drop folder: read when nobody writes them, removed when they are still what was read."""

import errno
import fcntl
import os
import secrets
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from domain.errors import CitoyenError
from ingest.drop.faults import is_in_use
from ingest.drop.listing import Beat, Entry, changed_ns
from ingest.drop.names import own_name, parked_name

_PIECE_BYTES = 4 * 2**20
_AGAIN = frozenset({errno.EAGAIN, errno.EWOULDBLOCK})
_HERE = frozenset({errno.EEXIST, errno.ENOTEMPTY})


Busy = Callable[[int], bool]
"""Tells of a file that was opened whether another program has it open for writing."""


class ChangedError(CitoyenError):
    """The file is not, or no longer, what was seen: somebody writes it. Look again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file that was read: its bytes, all of one and the same moment."""

    entry: Entry
    content: bytes


def read(root: Path, entry: Entry, beat: Beat, is_busy: Busy) -> Read:
    """Read a file. Raises ChangedError where somebody writes it or has replaced it, OSError where it cannot be read."""
    try:
        return _read(root, entry, beat, is_busy)
    except OSError as error:
        if is_in_use(error):
            raise ChangedError(entry.name) from error
        raise


def _read(root: Path, entry: Entry, beat: Beat, is_busy: Busy) -> Read:
    with _opened(root / entry.name) as descriptor:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or not _is_same(before, entry) or is_busy(descriptor):
            raise ChangedError(entry.name)
        content = b"".join(_pieces(descriptor, entry.size, beat))
        after = os.fstat(descriptor)
        if not _is_same(after, entry) or after.st_ctime_ns != before.st_ctime_ns or len(content) != entry.size:
            raise ChangedError(entry.name)
    return Read(entry=entry, content=content)


def remove(root: Path, taken: Read, done: Path | None) -> bool:
    """Remove a file that was read, or move it to ``done``; tell whether it is gone. What has replaced it meanwhile stays.

    First it gets a name of ours, in one step, and is compared under it: between a comparison and a removal nobody can then put another
    file under the name. What turns out to be another is found under our name by the next look, and taken in. Raises OSError.
    """
    entry = taken.entry
    path = root / entry.name
    try:
        if not _is_alike(path.lstat(), entry):
            return False
        parked = path.with_name(parked_name(path.name, secrets.token_hex(4)))
        path.rename(parked)
        # Some shares number a file by its name: under another name only its content tells that it is the same.
        if not _is_same(parked.lstat(), entry) and not _holds(parked, taken.content):
            return False
        if done is None:
            parked.unlink()
        else:
            _move(parked, done, own_name(entry.name))
    except FileNotFoundError:
        pass
    return True


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether something is a file with this content."""
    state = path.lstat()
    if not stat.S_ISREG(state.st_mode) or state.st_size != len(content):
        return False
    at = 0
    with _opened(path) as descriptor:
        while piece := os.read(descriptor, _PIECE_BYTES):
            if content[at : at + len(piece)] != piece:
                return False
            at += len(piece)
    return at == len(content)


def _move(parked: Path, done: Path, name: str) -> None:
    """Move a file below ``done`` under a name that is free there."""
    wanted = done / name
    wanted.parent.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        target = wanted if number == 1 else wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        try:
            os.link(parked, target)
        except OSError as error:
            if error.errno in _HERE:
                continue
            # Shares and sticks know no second name for a file.
            if target.exists():
                continue
            parked.rename(target)
            return
        parked.unlink()
        return


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # Neither through a link nor waiting for a pipe that took the file's place.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _pieces(descriptor: int, size: int, beat: Beat) -> Iterator[bytes]:
    rest = size + 1  # one more than there should be tells that it grew
    while rest > 0 and (piece := os.read(descriptor, min(rest, _PIECE_BYTES))):
        beat()
        rest -= len(piece)
        yield piece


def _is_same(state: os.stat_result, entry: Entry) -> bool:
    return (state.st_dev, state.st_ino) == (entry.device, entry.inode) and _is_alike(state, entry)


def _is_alike(state: os.stat_result, entry: Entry) -> bool:
    return (state.st_size, changed_ns(state)) == (entry.size, entry.changed_ns)


def is_open_here(descriptor: int) -> bool:
    """Tell whether a program of this machine, such as its own Samba, has the file open for writing; False where that cannot be found out.

    A read lease is given only where none has (fcntl(2), "Leases"). Some copiers add page after page to a file that is whole after each.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        # Who opens it in this instant would by default end our process by SIGIO; SIGURG does nothing.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno in _AGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def nobody_tells(_descriptor: int) -> bool:
    """Return False: of a share nothing is told. Without an oplock from its server, SMB refuses every lease, as if all files were open."""
    return False
