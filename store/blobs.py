"""Originals by the SHA-256 of their content: large ones each a file in a folder, small ones wherever they are found."""

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from domain.errors import NotFoundError, UnavailableError
from domain.ids import Sha256
from store import packs
from store.copies import Copies
from store.packs import Packs

_PIECE_BYTES = 2**19
"""Written at once: for two megabytes or more Linux (6.18, ext4) makes pages as large ready, which costs five times all the copying."""
_OPEN_AT_ONCE = 64
"""Files of one batch held open together, far below the usual limit of 1,024 for a process."""

_ORIGINALS = re.compile(r"[0-9a-f]{2}|packs")
"""What the folders of originals and packs are called."""
_FILE_MODE = 0o640
_FOLDER_MODE = 0o750
"""What citizens write is nobody else's to read."""


class AlteredError(UnavailableError):
    """An original on disk is no longer what was received: restore it from the backup. Retried and then parked like what is away."""


Small = Callable[[Sha256], bytes | None]
"""Finds an original that is no file of its own, or the words of its place in a pack (`store.originals`)."""


def nothing_small(_digest: Sha256) -> None:
    """Find nothing."""


class Blobs:
    """Originals under a folder: ``ab/ab12...``, and those that ``small`` finds. Safe for any number of threads and processes at once."""

    def __init__(self, folder: Path, small: Small = nothing_small) -> None:
        self._folder = folder
        self._small = small
        self._copies = Copies()
        self._packs = Packs(folder)

    def put(self, raw: bytes) -> Sha256:
        """Keep an original and return its digest; on return it survives a power cut. Raises UnavailableError."""
        return self.put_many((raw,))[0]

    def put_many(self, raws: Sequence[bytes]) -> tuple[Sha256, ...]:
        """Keep several originals, sharing the waits for the disk: all files are synced first, then each folder once.

        On return all survive a power cut. Raises UnavailableError; some may have been kept then, which does no harm.
        """
        digests = tuple(Sha256(sha256(raw).hexdigest()) for raw in raws)
        by_place = {self._place(digest): raw for digest, raw in zip(digests, raws, strict=True)}
        places = tuple(by_place)
        with _disk(self._folder):
            for start in range(0, len(places), _OPEN_AT_ONCE):
                self._keep({place: by_place[place] for place in places[start : start + _OPEN_AT_ONCE]})
            # Also for what was there before: whoever renamed it may not have synced the folder yet.
            for folder in {place.parent for place in places}:
                _sync(folder)
        return digests

    def pack_many(self, raws: Sequence[bytes]) -> tuple[bytes, ...]:
        """Keep several originals of middling size in a pack, with one wait for the disk; return the words of the places (`store.packs`).

        On return all survive a power cut. Raises UnavailableError.
        """
        if not raws:
            return ()
        with _disk(self._folder):
            self._make(self._folder)
            return tuple(place.told() for place in self._packs.put_many(raws))

    def put_stream(self, chunks: Iterable[bytes]) -> tuple[Sha256, int]:
        """Keep an original that need not fit into memory; return digest and size. Raises UnavailableError and what reading raises."""
        with self.incoming() as incoming:
            for chunk in chunks:
                incoming.write(chunk)
            return incoming.keep(), incoming.size

    @contextmanager
    def incoming(self) -> Iterator["Incoming"]:
        """Give what an original is written to piece by piece; what is not kept when the block ends is removed. Raises UnavailableError."""
        with _disk(self._folder):
            self._make(self._folder)
            path = _temporary(self._folder / "incoming")
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        try:
            yield Incoming(descriptor, path, self._settle)
        finally:
            os.close(descriptor)
            with suppress(OSError):  # it was moved to its place, or is a leftover that is never read
                path.unlink(missing_ok=True)

    def _settle(self, temporary: Path, digest: Sha256, size: int) -> None:
        """Move a file that is on disk to the place of its digest."""
        with _disk(self._folder):
            place = self._place(digest)
            self._make(place.parent)
            if not _is_kept_again(place, size):
                temporary.replace(place)
            _sync(place.parent)

    def path(self, digest: Sha256) -> Path:
        """Return a file of an original, to be opened at once. Raises NotFoundError, UnavailableError."""
        path = self._place(digest)
        if path.is_file():
            return path
        return self._copy(digest, self._found_small(digest))

    def read(self, digest: Sha256) -> bytes:
        """Return an original as it was received. Raises NotFoundError, AlteredError if the file was changed, UnavailableError."""
        path = self._place(digest)
        if path.is_file():
            with _disk(self._folder):
                raw = path.read_bytes()
            if sha256(raw).hexdigest() != digest:
                raise AlteredError(f"The original {digest} was altered on disk. Restore {path} from the backup.")
            return raw
        return self._found_small(digest)

    def destroy(self, digest: Sha256, told: str, since: datetime) -> None:
        """Destroy an original where it lies, for good; ``told`` are the words of its place in a pack, empty where it is a file of its own.

        A file that was put again after ``since`` stays; what is not there is as good as destroyed. Raises UnavailableError.
        """
        with _disk(self._folder):
            self._forget_copy(digest)
            place = packs.place(told.encode())
            if place is not None:
                self._packs.destroy(place)
                return
            path = self._place(digest)
            with suppress(FileNotFoundError):
                if path.stat().st_mtime <= since.timestamp():
                    path.unlink()
                    _sync(path.parent)

    def kept(self) -> dict[str, int]:
        """Return the sizes of all originals and packs by their place in the folder; what is just being written is left out.

        Raises UnavailableError.
        """
        with _disk(self._folder):
            folders = [one for one in self._folder.iterdir() if one.is_dir()] if self._folder.is_dir() else []
            files = [(one.name, file) for one in folders if _ORIGINALS.fullmatch(one.name) for file in os.scandir(one)]
            return {f"{name}/{file.name}": file.stat().st_size for name, file in files if file.is_file() and not file.name.startswith(".")}

    def check(self) -> None:
        """See whether originals can be kept. Raises UnavailableError."""
        with _disk(self._folder):
            self._make(self._folder)
            path = _temporary(self._folder / "check")
            path.touch(mode=_FILE_MODE)
            path.unlink()

    def _copy(self, digest: Sha256, raw: bytes) -> Path:
        with _disk(Path(tempfile.gettempdir())):
            return self._copies.path(digest, raw)

    def _forget_copy(self, digest: Sha256) -> None:
        self._copies.forget(digest)

    def _found_small(self, digest: Sha256) -> bytes:
        raw = self._small(digest)
        if raw is None:
            raise nowhere(digest, str(self._folder))
        # Words are no place where they are themselves what was received.
        if sha256(raw).hexdigest() == digest:
            return raw
        place = packs.place(raw)
        if place is None:
            raise AlteredError(f"The original {digest} was altered in the database. Restore it from the backup.")
        path = self._packs.path(place)
        with _disk(self._folder):
            if path.is_file() and sha256(raw := self._packs.read(place)).hexdigest() == digest:
                return raw
        raise AlteredError(f"The original {digest} was altered on disk. Restore {path} from the backup.")

    def _place(self, digest: Sha256) -> Path:
        return self._folder / digest[:2] / digest

    def _keep(self, by_place: dict[Path, bytes]) -> None:
        missing = {place: raw for place, raw in by_place.items() if not _is_kept_again(place, len(raw))}
        for folder in {place.parent for place in missing}:
            self._make(folder)
        with _written(missing) as temporaries:
            for place, temporary in temporaries.items():
                temporary.replace(place)

    def _make(self, folder: Path) -> None:
        """Make a folder that survives a power cut."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        _sync(folder.parent)


def nowhere(digest: Sha256, place: str) -> NotFoundError:
    """Return the error of an original that is neither where large ones are nor in the database."""
    return NotFoundError(f"No original {digest} is kept in {place} or in the database.")


class Incoming:
    """An original on its way in."""

    def __init__(self, descriptor: int, path: Path, settle: Callable[[Path, Sha256, int], None]) -> None:
        self._descriptor = descriptor
        self._path = path
        self._settle = settle
        self._digest = sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Take the next piece. Raises UnavailableError."""
        with _disk(self._path.parent):
            _write(self._descriptor, chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    def keep(self) -> Sha256:
        """Keep what was written and return its digest; on return it survives a power cut. Raises UnavailableError."""
        with _disk(self._path.parent):
            os.fsync(self._descriptor)
        digest = Sha256(self._digest.hexdigest())
        self._settle(self._path, digest, self.size)
        return digest


def _is_kept_again(path: Path, size: int) -> bool:
    """Tell whether the file is there and whole; one cut short by a failing disk is written anew.

    From now on it counts as new: whoever is about to destroy it, as nothing needed it so far, sees that by its date (`Blobs.destroy`).
    """
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return path.stat().st_size == size


@contextmanager
def _written(contents: dict[Path, bytes]) -> Iterator[dict[Path, Path]]:
    """Write each content to a temporary file beside its place, on disk when this returns; what is left over is removed."""
    temporaries = {path: _temporary(path) for path in contents}
    descriptors: list[int] = []
    try:
        for path, raw in contents.items():
            descriptor = os.open(temporaries[path], os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
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


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into UnavailableError."""
    try:
        yield
    except OSError as error:
        message = f"The folder of originals {folder} cannot be used: {error.strerror}. Check its disk space and its permissions."
        raise UnavailableError(message) from error
