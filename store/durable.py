"""Files of a backup that are on disk for certain, for their owner only, and what they hold."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

PIECE_BYTES = 2**20
FILE_MODE = 0o600
FOLDER_MODE = 0o700


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def written(path: Path, mode: int = FILE_MODE) -> Iterator[BinaryIO]:
    """Give a new file to write to, on disk when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(descriptor)


def make(folder: Path) -> None:
    """Make a folder that survives a power cut. Raises OSError."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        sync(folder.parent)


def sync(folder: Path) -> None:
    """Have what a folder lists on disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
