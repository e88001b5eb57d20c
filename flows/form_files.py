"""Files that came with a form which was not sent yet: kept for a while, so that nobody has to choose them again.

They lie in the data folder, or beside the originals where those lie in a folder that several machines share: whichever of them is sent the
form again finds them. Each lies under the hash of a name drawn by lot that only the page of who sent it bears, signed. No address reads
them: they come back only by being sent with the form.
"""

import logging
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock

from domain.errors import UnavailableError
from domain.ids import Sha256
from flows.settings import Settings
from store import sealing
from store.sealing import GivesSafe, Opened, SpoiltError, no_safe

_log = logging.getLogger(__name__)
FOR_S = 2 * 3600
MOST_BYTES = 2**30
"""Of all that is kept at one time; beyond it nothing more is kept, and files are chosen again."""
_SWEPT_EVERY_S = 300.0


class FormFiles:
    """The files in a folder that wait for their form to be sent. Safe for any number of threads and processes."""

    def __init__(
        self, folder: Path, *, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.time, safe: GivesSafe = no_safe
    ) -> None:
        """Keep them in ``folder``, which is made when there is something to keep. ``clock`` gives seconds since 1970.

        They are sealed as originals are; where the key of those is missing none is kept.
        """
        self._safe = safe
        self._folder = folder
        self._most_bytes = most_bytes
        self._clock = clock
        self._lock = Lock()
        self._swept_at = float("-inf")
        self._size = 0

    def keep(self, content: bytes) -> str | None:
        """Keep a file and return its name; None where there is no room, or the disk does not take it."""
        with self._lock:
            if self._clock() - self._swept_at > _SWEPT_EVERY_S:
                self._sweep()
            if self._size + len(content) > self._most_bytes:
                return None
            self._size += len(content)
        name = secrets.token_urlsafe(24)
        try:
            self._write(self._place(name), self._safe().seal(Sha256(sha256(content).hexdigest()), content))
        except UnavailableError as error:
            _log.warning("a file of a form that was not sent yet cannot be kept: %s", error)
            return None
        except OSError as error:
            _log.warning("a file of a form that was not sent yet cannot be kept: %s", error.strerror)
            return None
        return name

    def find(self, name: str) -> bytes | None:
        """Return a file; None where its time is over, or it was never here."""
        place = self._place(name)
        try:
            if self._clock() - place.stat().st_mtime > FOR_S:
                return None
            raw = place.read_bytes()
        except OSError:
            return None
        key = sealing.key_id(raw)
        try:
            return raw if key is None else sealing.whole(Opened(BytesIO(raw), self._safe().key_of(key)))
        except (UnavailableError, SpoiltError):
            return None

    def hold(self, name: str) -> None:
        """Begin the time of a file anew: its form was shown once more."""
        now = self._clock()
        with suppress(OSError):
            os.utime(self._place(name), (now, now))

    def forget(self, name: str) -> None:
        """Remove a file: its form was sent."""
        with suppress(OSError):
            self._place(name).unlink()

    def sweep(self) -> None:
        """Remove the files whose time is over."""
        with self._lock:
            self._sweep()

    def _sweep(self) -> None:
        now, size = self._clock(), 0
        with suppress(FileNotFoundError):
            for one in self._folder.iterdir():
                with suppress(FileNotFoundError):  # another process sweeps too
                    found = one.stat()
                    if now - found.st_mtime > FOR_S:
                        one.unlink()
                    else:
                        size += found.st_size
        self._swept_at, self._size = now, size

    def _write(self, place: Path, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            now = self._clock()
            os.utime(place, (now, now))
        except OSError:
            place.unlink(missing_ok=True)
            raise

    def _place(self, name: str) -> Path:
        return self._folder / sha256(name.encode("utf-8", "replace")).hexdigest()


def folder_of(settings: Settings) -> Path:
    """Return where an installation keeps them: all its machines see the folder of originals that the settings name."""
    return (settings.blobs_folder if settings.blobs_url and not settings.has_bucket else settings.data) / "form-files"
