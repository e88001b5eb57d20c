"""The data folder: one process at a time keeps an engine in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import ConfigurationError, Mistake

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
        raise _unusable(folder, error) from error
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
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        Mistake(
            where="CITOYEN_DATA",
            what=f"The data folder {folder} cannot be used: {error.strerror}.",
            remedy="Give this user the right to write there, or set CITOYEN_DATA to another folder.",
        )
    )


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise ConfigurationError(
            Mistake(
                where="CITOYEN_DATA",
                what=f"The data folder {folder} is in use by process {owner}.",
                remedy="Stop that process, or set CITOYEN_DATA to another folder.",
            )
        ) from error
