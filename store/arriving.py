"""Files of originals on their way to the disk: written beside their place, synced, then moved there."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from domain.errors import UnavailableError
from domain.ids import Sha256
from store import sealing
from store.sealing import Sealer

_PIECE_BYTES = 2**19
"""Written at once: for two megabytes or more Linux (6.18, ext4) makes pages as large ready, which costs five times all the copying."""
FILE_MODE = 0o640
"""What citizens write is nobody else's to read."""


class Incoming:
    """An original on its way in; a sealer seals it as it comes."""

    def __init__(self, descriptor: int, path: Path, settle: Callable[[Path, Sha256, int], None], sealer: Sealer | None) -> None:
        self._descriptor = descriptor
        self.path = path
        self._settle = settle
        self._sealer = sealer
        self._digest = sha256()
        self.size = 0
        if sealer is not None:
            os.lseek(descriptor, sealing.HEAD_BYTES, os.SEEK_SET)

    def write(self, chunk: bytes) -> None:
        """Take the next piece. Raises UnavailableError."""
        with disk(self.path.parent):
            for one in (chunk,) if self._sealer is None else self._sealer.update(chunk):
                _write(self._descriptor, one)
        self._digest.update(chunk)
        self.size += len(chunk)

    def keep(self) -> Sha256:
        """Keep what was written and return its digest; on return it survives a power cut. Raises UnavailableError."""
        digest = Sha256(self._digest.hexdigest())
        with disk(self.path.parent):
            size = self._end(digest)
        self._settle(self.path, digest, size)
        return digest

    def sealed_for(self, expected: str) -> Sha256 | None:
        """Have on disk what was written, not at its place yet, and return its digest; None where that is not what is expected.

        Raises OSError.
        """
        digest = Sha256(self._digest.hexdigest())
        if digest != expected:
            return None
        self._end(digest)
        return digest

    def _end(self, digest: Sha256) -> int:
        """Write what is still to be written, and return how large the file is. Raises OSError."""
        if self._sealer is not None:
            _write(self._descriptor, self._sealer.end())
            os.pwrite(self._descriptor, self._sealer.head(digest), 0)
        os.fsync(self._descriptor)
        return self.size if self._sealer is None else sealing.sealed_size(self.size)


def is_kept_again(path: Path, size: int) -> bool:
    """Tell whether the file is there and whole; one cut short by a failing disk is written anew.

    From now on it counts as new: whoever is about to destroy it, as nothing needed it so far, sees that by its date (`Blobs.destroy`).
    """
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return path.stat().st_size == size


@contextmanager
def written(contents: dict[Path, bytes]) -> Iterator[dict[Path, Path]]:
    """Write each content to a temporary file beside its place, on disk when this returns; what is left over is removed."""
    temporaries = {path: temporary_of(path) for path in contents}
    descriptors: list[int] = []
    try:
        for path, raw in contents.items():
            descriptor = os.open(temporaries[path], os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
            descriptors.append(descriptor)
            _write(descriptor, raw)
        for descriptor in descriptors:
            os.fsync(descriptor)
        yield temporaries
    except BaseException:
        for temporary in temporaries.values():
            with suppress(OSError):  # the first error is the one to tell; a leftover is never read
                temporary.unlink(missing_ok=True)
        raise
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _write(descriptor: int, raw: bytes) -> None:
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(descriptor, rest[:_PIECE_BYTES]) :]


def temporary_of(path: Path) -> Path:
    """Return a name beside a place that nobody else uses."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")


def sync(folder: Path) -> None:
    """Have what a folder lists on disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into UnavailableError."""
    try:
        yield
    except OSError as error:
        message = f"The folder of originals {folder} cannot be used: {error.strerror}. Check its disk space and its permissions."
        raise UnavailableError(message) from error
