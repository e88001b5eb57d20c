"""The data folder: one process at a time keeps an engine in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import ConfigurationError, Mistake
from flows.wording import Message, say

_LOCK = "lock"


@contextmanager
def own(folder: Path) -> Iterator[None]:
    """Own the data folder while the block runs. Raises ConfigurationError where another process does, or where it cannot be made.

    The kernel lets go of the lock when the process ends, however it ends.
    """
    make(folder)
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o640)
    except OSError as error:
        raise unusable(folder, error.strerror) from error
    try:
        _lock(descriptor, folder)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def make(folder: Path) -> None:
    """Make the data folder if it is missing. Raises ConfigurationError."""
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(folder, error.strerror) from error


def owner(folder: Path) -> str | None:
    """Return the number of the process that owns the folder, None where nobody does. Creates nothing."""
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(descriptor)
    finally:
        os.close(descriptor)
    return None


def fault_of(folder: Path) -> Message | None:
    """Return why nothing can be kept in a folder, which may still have to be made; None where all is well. Creates nothing."""
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if os.access(path, os.F_OK))
    if not nearest.is_dir():
        return say("{path} is no folder", path=nearest)
    if not os.access(nearest, os.W_OK | os.X_OK):
        return say("{path} cannot be written to", path=nearest)
    # /proc and its like let root write, and keep nothing.
    if os.statvfs(nearest).f_blocks == 0:
        return say("{path} keeps no files", path=nearest)
    return None


def in_use(folder: Path, process: str) -> ConfigurationError:
    """Return the error of a folder that another process owns."""
    return ConfigurationError(
        Mistake(
            where="CITOYEN_DATA",
            what=say("The data folder {folder} is in use by process {process}.", folder=folder, process=process),
            remedy=say("Stop that process, or set CITOYEN_DATA to another folder."),
        )
    )


def unusable(folder: Path, reason: str | None) -> ConfigurationError:
    """Return the error of a folder that cannot be used."""
    return ConfigurationError(
        Mistake(
            where="CITOYEN_DATA",
            what=say("The data folder {folder} cannot be used: {reason}.", folder=folder, reason=reason),
            remedy=say("Give this user the right to write there, or set CITOYEN_DATA to another folder."),
        )
    )


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise in_use(folder, _written(descriptor)) from error


def _written(descriptor: int) -> str:
    return os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "?"
