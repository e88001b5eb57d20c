"""Files of originals that are kept in the database, for who can only read a file: made when asked for, gone with the process."""

import fcntl
import os
import secrets
import shutil
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from domain.ids import Sha256

_PREFIX = "citoyen-copies-"
_MOST = 256
"""The copies asked for longest ago are removed beyond this: whoever asked has opened them by then."""
_LEAST = 16
"""So many stay however large they are."""
_MOST_BYTES = 2**28


class Copies:
    """A folder of copies that nobody else can read, made for the first of them. Safe for any number of threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._paths: OrderedDict[Sha256, Path] = OrderedDict()
        self._sizes: dict[Sha256, int] = {}
        self._folder: Path | None = None
        self._lock = Lock()

    def path(self, digest: Sha256, pieces: Iterable[bytes]) -> Path:
        """Return a file with this content. Raises OSError and what giving the pieces raises; then there is none."""
        with self._lock:
            # Systems sweep their temporary folder: what lay there for days may be gone.
            if self._folder is None or not self._folder.is_dir():
                self._folder = self._made()
            path = self._folder / digest
            if not path.is_file():
                temporary = path.with_name(f"{digest}.{secrets.token_hex(4)}")
                try:
                    with temporary.open("wb") as file:
                        file.writelines(pieces)
                    temporary.replace(path)
                finally:
                    temporary.unlink(missing_ok=True)
                self._sizes[digest] = path.stat().st_size
            self._paths[digest] = path
            self._paths.move_to_end(digest)
            while len(self._paths) > self._most or (len(self._paths) > _LEAST and sum(self._sizes.values()) > _MOST_BYTES):
                old, gone = self._paths.popitem(last=False)
                self._sizes.pop(old, None)
                gone.unlink(missing_ok=True)
            return path

    def forget(self, digest: Sha256) -> None:
        """Remove the copy of an original, if there is one. Raises OSError."""
        with self._lock:
            self._sizes.pop(digest, None)
            path = self._paths.pop(digest, None)
            if path is not None:
                path.unlink(missing_ok=True)

    def _made(self) -> Path:
        """Make the folder, ours while we live, and remove those of processes that were killed."""
        self._paths.clear()
        self._sizes.clear()
        _remove_left_behind(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        # The lock ends with the process, however that ends. The children we start do not inherit the descriptor.
        _is_locked(descriptor)
        weakref.finalize(self, _remove, folder, descriptor)
        return folder


def _remove(folder: Path, descriptor: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(descriptor)


def _remove_left_behind(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another user's, or removed by another just now
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if _is_locked(descriptor):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    """Lock a folder for us; False where a living process has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
