"""Originals by the SHA-256 of their content: large ones each a file in a folder, small ones wherever they are found."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from domain.errors import NotFoundError, UnavailableError
from domain.ids import Sha256
from store import packs, sealing
from store.arriving import FILE_MODE, Incoming, disk, is_kept_again, sync, temporary_of, written
from store.copies import Copies
from store.packs import Packs, Place
from store.sealing import GivesSafe, LockedError, Opened, Safe, Sealer, SpoiltError, no_safe

_READ_BYTES = 2**20
_OPEN_AT_ONCE = 64
"""Files of one batch held open together, far below the usual limit of 1,024 for a process."""

_ORIGINALS = re.compile(r"[0-9a-f]{2}|packs")
"""What the folders of originals and packs are called."""
_FOLDER_MODE = 0o750


class AlteredError(UnavailableError):
    """An original on disk is no longer what was received: restore it from the backup. Retried and then parked like what is away."""


class Resealed(StrEnum):
    """What became of a file that was to be sealed by the key of today."""

    SEALED = "sealed"
    SAME = "same"
    GONE = "gone"
    UNREADABLE = "unreadable"


Small = Callable[[Sha256], bytes | None]
"""Finds an original that is no file of its own, or the words of its place in a pack (`store.originals`)."""


def nothing_small(_digest: Sha256) -> None:
    """Find nothing."""


class Blobs:
    """Originals under a folder: ``ab/ab12...``, and those that ``small`` finds. Safe for any number of threads and processes at once.

    Where there is a key they are sealed on their way to the disk, and so is what was put into the database (`sealed`); those that came
    before, or were sealed by an older key, are read beside them.
    """

    def __init__(self, folder: Path, small: Small = nothing_small, safe: GivesSafe = no_safe) -> None:
        self._folder = folder
        self._small = small
        self._safe = safe
        self._copies = Copies()
        self._packs = Packs(folder)

    @property
    def safe(self) -> Safe:
        """Return what originals are sealed with."""
        return self._safe()

    def put(self, raw: bytes) -> Sha256:
        """Keep an original and return its digest; on return it survives a power cut. Raises UnavailableError."""
        return self.put_many((raw,))[0]

    def put_many(self, raws: Sequence[bytes]) -> tuple[Sha256, ...]:
        """Keep several originals, sharing the waits for the disk: all files are synced first, then each folder once.

        On return all survive a power cut. Raises UnavailableError; some may have been kept then, which does no harm.
        """
        digests = tuple(Sha256(sha256(raw).hexdigest()) for raw in raws)
        by_digest = dict(zip(digests, raws, strict=True))
        fresh = tuple(by_digest)
        with disk(self._folder):
            for start in range(0, len(fresh), _OPEN_AT_ONCE):
                self._keep({digest: by_digest[digest] for digest in fresh[start : start + _OPEN_AT_ONCE]})
            # Also for what was there before: whoever renamed it may not have synced the folder yet.
            for folder in {self._place(digest).parent for digest in fresh}:
                sync(folder)
        return digests

    def sealed(self, digest: Sha256, raw: bytes) -> bytes:
        """Return an original as it is kept in a pack or in the database. Raises LockedError."""
        return self.safe.seal(digest, raw)

    def places(self, digest: Sha256) -> tuple[str, ...]:
        """Return under which names of `kept` a large original may be. Raises LockedError."""
        self.safe.refuse_locked()
        return self.safe.places(digest)

    def pack_many(self, raws: Sequence[bytes]) -> tuple[bytes, ...]:
        """Keep several originals of middling size in a pack, with one wait for the disk; return the words of the places (`store.packs`).

        They are as `sealed` gave them. On return all survive a power cut. Raises UnavailableError.
        """
        if not raws:
            return ()
        with disk(self._folder):
            self._make(self._folder)
            return tuple(place.told() for place in self._packs.put_many(raws))

    def put_stream(self, chunks: Iterable[bytes]) -> tuple[Sha256, int]:
        """Keep an original that need not fit into memory; return digest and size. Raises UnavailableError and what reading raises."""
        with self.incoming() as incoming:
            for chunk in chunks:
                incoming.write(chunk)
            return incoming.keep(), incoming.size

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """Give what an original is written to piece by piece; what is not kept when the block ends is removed. Raises UnavailableError."""
        with disk(self._folder):
            self._make(self._folder)
            path = temporary_of(self._folder / "incoming")
            key = self.safe.key()
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        try:
            yield Incoming(descriptor, path, self._settle, None if key is None else Sealer(key))
        finally:
            os.close(descriptor)
            with suppress(OSError):  # it was moved to its place, or is a leftover that is never read
                path.unlink(missing_ok=True)

    def _settle(self, temporary: Path, digest: Sha256, size: int) -> None:
        """Move a file that is on disk to the place of its digest."""
        with disk(self._folder):
            place = self._place(digest)
            self._make(place.parent)
            if not is_kept_again(place, size):
                temporary.replace(place)
            sync(place.parent)

    def begins(self, name: str, size: int) -> bytes:
        """Return how a file of `kept` begins, empty where it is gone. Raises UnavailableError."""
        with disk(self._folder):
            try:
                with (self._folder / name).open("rb") as file:
                    return file.read(size)
            except FileNotFoundError:
                return b""

    def packed(self, place: Place) -> bytes:
        """Return what lies at a place in a pack, as it is, empty where nothing does. Raises UnavailableError."""
        with disk(self._folder):
            try:
                return self._packs.read(place)
            except FileNotFoundError:
                return b""

    def reseal(self, name: str) -> Resealed:
        """Seal a file of `kept` by the key of today, and remove it as it was. Raises UnavailableError."""
        old = self._folder / name
        with disk(self._folder):
            try:
                file = old.open("rb")
            except FileNotFoundError:
                return Resealed.GONE
            with file:
                try:
                    return self._resealed(old, file)
                except (SpoiltError, LockedError):
                    return Resealed.UNREADABLE

    def _resealed(self, old: Path, file: BinaryIO) -> Resealed:
        opened = self._opened(file) if old.suffix == sealing.SUFFIX else None
        with self.incoming() as incoming:
            for piece in opened.pieces() if opened is not None else iter(lambda: file.read(_READ_BYTES), b""):
                incoming.write(piece)
            digest = incoming.sealed_for(old.name if opened is None else opened.digest)
            if digest is None:
                return Resealed.UNREADABLE
            # Dated as before: whoever is about to destroy it must not take it for one that came again.
            os.utime(incoming.path, ns=(os.fstat(file.fileno()).st_mtime_ns,) * 2)
            new = self._place(digest)
            self._make(new.parent)
            if not new.is_file() or new.stat().st_size != incoming.path.stat().st_size:
                incoming.path.replace(new)
            sync(new.parent)
        try:
            old.unlink()
        except FileNotFoundError:
            # Somebody destroyed it while it was sealed.
            new.unlink(missing_ok=True)
            return Resealed.GONE
        sync(old.parent)
        return Resealed.SEALED

    def path(self, digest: Sha256) -> Path:
        """Return a file of an original, to be opened at once. Raises NotFoundError, AlteredError, UnavailableError."""
        found = self._found(digest)
        if found is None:
            return self._copy(digest, (self._found_small(digest),))
        path, file = found
        with file:
            if not self.safe.is_sealing:
                return path
            # A copy also of what is not sealed yet: while it is, its file goes away (`flows.sealing`).
            return self._copy(digest, self._pieces(digest, path, file))

    def read(self, digest: Sha256) -> bytes:
        """Return an original as it was received. Raises NotFoundError, AlteredError if the file was changed, UnavailableError."""
        found = self._found(digest)
        if found is None:
            return self._found_small(digest)
        path, file = found
        with file, disk(self._folder):
            return b"".join(self._pieces(digest, path, file))

    def head(self, digest: Sha256, size: int) -> bytes:
        """Return how an original begins, its first ``size`` bytes; no more of a large one is read, nor is it compared with its digest.

        Raises NotFoundError, AlteredError, UnavailableError.
        """
        found = self._found(digest)
        if found is None:
            return self._found_small(digest)[:size]
        path, file = found
        with file, disk(self._folder):
            if path.suffix != sealing.SUFFIX:
                return file.read(size)
            with self._telling(digest, path):
                return self._opened(file).part(0, size)

    def _found(self, digest: Sha256) -> tuple[Path, BinaryIO] | None:
        """Return the file of an original, open; None where it is no file of its own."""
        # What was anonymised names no original: an empty name would be the folder itself.
        if not digest:
            return None
        with disk(self._folder):
            # Twice: while it is sealed anew, it may come to a place that was looked at, and go from one that was not yet.
            for name in (*self.safe.places(digest), *(self.safe.places(digest) if self.safe.is_sealing else ())):
                path = self._folder / name
                with suppress(FileNotFoundError):
                    return path, path.open("rb")
        return None

    def _pieces(self, digest: Sha256, path: Path, file: BinaryIO) -> Iterator[bytes]:
        """Yield what was received, and raise AlteredError at the end if it was not this."""
        found = sha256()
        with self._telling(digest, path):
            pieces = self._opened(file).pieces() if path.suffix == sealing.SUFFIX else iter(lambda: file.read(_READ_BYTES), b"")
            for piece in pieces:
                found.update(piece)
                yield piece
        if found.hexdigest() != digest:
            raise altered(digest, path)

    def _opened(self, file: BinaryIO) -> Opened:
        name = sealing.key_id(file.read(sealing.HEAD_BYTES))
        file.seek(0)
        if name is None:
            raise SpoiltError
        return Opened(file, self.safe.key_of(name))

    @contextmanager
    def _telling(self, digest: Sha256, path: Path) -> Iterator[None]:
        try:
            yield
        except SpoiltError as error:
            raise altered(digest, path) from error

    def destroy(self, digest: Sha256, told: str, since: datetime) -> None:
        """Destroy an original where it lies, for good; ``told`` are the words of its place in a pack, empty where it is a file of its own.

        A file that was put again after ``since`` stays; what is not there is as good as destroyed. Raises UnavailableError.
        """
        with disk(self._folder):
            self._forget_copy(digest)
            place = packs.place(told.encode())
            if place is not None:
                self._packs.destroy(place)
                return
            # As it came first: who seals it just now looks whether that is still there once it is sealed (`flows.sealing`).
            for name in reversed(self.places(digest)):
                path = self._folder / name
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime <= since.timestamp():
                        path.unlink()
                        sync(path.parent)

    def kept(self) -> dict[str, int]:
        """Return the sizes of all originals and packs by their place in the folder; what is just being written is left out.

        Raises UnavailableError.
        """
        with disk(self._folder):
            folders = [one for one in self._folder.iterdir() if one.is_dir()] if self._folder.is_dir() else []
            files = [(one.name, file) for one in folders if _ORIGINALS.fullmatch(one.name) for file in os.scandir(one)]
            return {f"{name}/{file.name}": file.stat().st_size for name, file in files if file.is_file() and not file.name.startswith(".")}

    def check(self) -> None:
        """See whether originals can be kept. Raises UnavailableError."""
        with disk(self._folder):
            self._make(self._folder)
            path = temporary_of(self._folder / "check")
            path.touch(mode=FILE_MODE)
            path.unlink()

    def _copy(self, digest: Sha256, pieces: Iterable[bytes]) -> Path:
        with disk(Path(tempfile.gettempdir())):
            return self._copies.path(digest, pieces)

    def _forget_copy(self, digest: Sha256) -> None:
        self._copies.forget(digest)

    def _found_small(self, digest: Sha256) -> bytes:
        raw = self._small(digest)
        if raw is None:
            # Under which name a sealed one lies nobody knows without its key.
            self.safe.refuse_locked()
            raise nowhere(digest, str(self._folder))
        return self.of_row(digest, raw)

    def of_row(self, digest: Sha256, raw: bytes) -> bytes:
        """Return the original that a row of the database holds, or tells the place of. Raises AlteredError, UnavailableError."""
        # Words are no place where they are themselves what was received.
        if sha256(raw).hexdigest() == digest:
            return raw
        place = packs.place(raw)
        if place is None:
            found = self._unsealed(digest, raw)
            if found is None:
                raise AlteredError(f"The original {digest} was altered in the database. Restore it from the backup.")
            return found
        path = self._packs.path(place)
        with disk(self._folder):
            found = self._unsealed(digest, self._packs.read(place)) if path.is_file() else None
        if found is None:
            raise altered(digest, path)
        return found

    def _unsealed(self, digest: Sha256, raw: bytes) -> bytes | None:
        """Return an original of bytes that were kept, None where they are not it. Raises LockedError."""
        if sha256(raw).hexdigest() == digest:
            return raw
        name = sealing.key_id(raw)
        if name is None:
            return None
        try:
            opened = sealing.whole(Opened(BytesIO(raw), self.safe.key_of(name)))
        except SpoiltError:
            return None
        return opened if sha256(opened).hexdigest() == digest else None

    def _place(self, digest: Sha256) -> Path:
        return self._folder / self.safe.place(digest)

    def _keep(self, by_digest: dict[Sha256, bytes]) -> None:
        places = {digest: self._place(digest) for digest in by_digest}
        missing = {
            places[digest]: self.sealed(digest, raw)
            for digest, raw in by_digest.items()
            if not is_kept_again(places[digest], self.safe.size(len(raw)))
        }
        for folder in {place.parent for place in missing}:
            self._make(folder)
        with written(missing) as temporaries:
            for place, temporary in temporaries.items():
                temporary.replace(place)

    def _make(self, folder: Path) -> None:
        """Make a folder that survives a power cut."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        sync(folder.parent)


def nowhere(digest: Sha256, place: str) -> NotFoundError:
    """Return the error of an original that is neither where large ones are nor in the database."""
    return NotFoundError(f"No original {digest} is kept in {place} or in the database.")


def altered(digest: Sha256, path: Path) -> AlteredError:
    """Return the error of an original that is not what was received."""
    return AlteredError(f"The original {digest} was altered on disk. Restore {path} from the backup.")
