"""Originals of middling size, many in one file: all that are kept together wait for the disk once, and are written once.

A database writes what it keeps twice, a file of its own makes each wait for the disk by itself.
"""

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

FOLDER = "packs"
_MOST_BYTES = 2**28
"""Of one pack: a backup copies each once and, while it grows, its end."""
_ZEROS = 2**20
"""Bytes that are overwritten at once."""
_FILE_MODE = 0o640
_TOLD = re.compile(rb"pack ([0-9a-f]{24}) ([0-9]{1,12}) ([0-9]{1,12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an original lies: the name of its pack, and from which byte on how many are its."""

    pack: str
    start: int
    size: int

    def told(self) -> bytes:
        """Return it in the words that `place` understands."""
        return f"pack {self.pack} {self.start} {self.size}".encode()


def place(told: bytes) -> Place | None:
    """Return the place that words tell of, None where they are something else."""
    found = _TOLD.fullmatch(told)
    return found and Place(pack=found[1].decode(), start=int(found[2]), size=int(found[3]))


class Packs:
    """The packs of a folder. Safe for any number of threads and processes: each process writes packs of its own, and only at their end."""

    def __init__(self, folder: Path) -> None:
        """``folder`` holds the folder of packs; it is there when something is kept."""
        self._folder = folder / FOLDER
        self._pack: _Pack | None = None
        self._turn = Lock()

    def put_many(self, raws: Sequence[bytes]) -> tuple[Place, ...]:
        """Keep originals; on return they survive a power cut. Raises OSError; then none is kept."""
        with self._turn:
            pack, self._pack = self._open(), None
            try:
                places = pack.write(raws)
            except BaseException:
                pack.give_up()
                raise
            self._pack = pack
        return places

    def read(self, at: Place) -> bytes:
        """Return what lies at a place, less where the pack was cut short. Raises OSError."""
        with self.path(at).open("rb") as file:
            file.seek(at.start)
            return file.read(at.size)

    def destroy(self, at: Place) -> None:
        """Overwrite what lies at a place, on disk when this returns; a pack that is not there has nothing of it. Raises OSError."""
        try:
            descriptor = os.open(self.path(at), os.O_WRONLY)
        except FileNotFoundError:
            return
        try:
            rest = max(0, min(at.size, os.fstat(descriptor).st_size - at.start))
            done = 0
            while done < rest:
                done += os.pwrite(descriptor, bytes(min(_ZEROS, rest - done)), at.start + done)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def path(self, at: Place) -> Path:
        """Return the file of a pack."""
        return self._folder / at.pack

    def _open(self) -> "_Pack":
        """Return the pack to write to: not one that is full, nor one that another process writes to that we are a copy of."""
        pack = self._pack
        if pack is not None and pack.is_ours() and pack.size < _MOST_BYTES:
            return pack
        if pack is not None:
            pack.close()
        name = secrets.token_hex(12)
        _make(self._folder)
        return _Pack(self._folder / name)


class _Pack:
    """A pack that is written to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = os.getpid()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, _FILE_MODE)
        self.size = 0
        """Of what is on disk for certain."""
        try:
            _sync(path.parent)
        except BaseException:
            self.give_up()
            raise

    def is_ours(self) -> bool:
        """Tell whether this process has made it."""
        return self._process == os.getpid()

    def write(self, raws: Sequence[bytes]) -> tuple[Place, ...]:
        """Write originals at the end."""
        places: list[Place] = []
        end = self.size
        for raw in raws:
            rest = memoryview(raw)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            places.append(Place(pack=self._path.name, start=end, size=len(raw)))
            end += len(raw)
        os.fdatasync(self._descriptor)
        self.size = end
        return tuple(places)

    def give_up(self) -> None:
        """Write to it no more, for something went wrong; what was begun takes no room on a disk that may be full."""
        with suppress(OSError):  # the first error is the one to tell; a leftover is never read
            os.ftruncate(self._descriptor, self.size)
            if not self.size:
                self._path.unlink()
        self.close()

    def close(self) -> None:
        """Write to it no more."""
        with suppress(OSError):  # what had to be on disk was synced
            os.close(self._descriptor)


def _make(folder: Path) -> None:
    """Make a folder that survives a power cut."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
