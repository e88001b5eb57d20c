"""Address files that somebody handed over on screen: kept beside the data until he says whether they are to count."""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from flows.settings import Settings
from flows.wording import say

KEPT_SECONDS = 24 * 3600.0
"""Who clicks twice does so on the same day."""
MOST_FILES = 4
_FOLDER = "address-files"
_LOCK, _DONE = "lock", ".done"
_STEP_SECONDS = 0.1
_TOKEN = re.compile(r"[0-9a-f]{32}")
_ODD = re.compile(r"[^\w.() -]")
_LONGEST_NAME = 100


@contextmanager
def alone(settings: Settings, town: TownId, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Let nobody else read files for a town while the block runs, in no process: a file of a county takes memory and a processor.

    Raises ConflictError where somebody else reads one, and goes on for longer than ``wait_seconds``.
    """
    home = _home(settings, town)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        # Let go of with the descriptor, also where the process dies.
        until = time.monotonic() + wait_seconds
        while not _is_had(descriptor):
            if time.monotonic() >= until:
                raise ConflictError(say("A file of this town is being read just now. Wait a moment, then try again."))
            time.sleep(_STEP_SECONDS)
        yield
    finally:
        os.close(descriptor)


def keep_files(settings: Settings, town: TownId, files: Sequence[tuple[str, BinaryIO]]) -> str:
    """Keep files by their names and return the token they are found by; those the town had before are removed. Within `alone`."""
    home = _home(settings, town)
    _forget(home)
    token = secrets.token_hex(16)
    for place, (name, content) in enumerate(files):
        folder = home / token / str(place)
        folder.mkdir(parents=True, mode=0o700)
        with (folder / _plain(name)).open("wb") as kept:
            shutil.copyfileobj(content, kept)
    return token


def kept_files(settings: Settings, town: TownId, token: str) -> tuple[Path, ...]:
    """Return the files of a token, in the order in which they were handed over. Raises NotFoundError."""
    folder = _home(settings, town) / token
    found = tuple(sorted(folder.glob("*/*"))) if _TOKEN.fullmatch(token) else ()
    if not found:
        raise NotFoundError(say("These files are not kept any more."))
    return found


def drop_files(settings: Settings, town: TownId, token: str) -> None:
    """Remove the files of a token; those that are gone are left."""
    if _TOKEN.fullmatch(token):
        shutil.rmtree(_home(settings, town) / token, ignore_errors=True)


def finish_files(settings: Settings, town: TownId, token: str, number: int) -> None:
    """Remove files that count now, and remember as which version of the places (0: they changed nothing), for who clicks twice."""
    home = _home(settings, town)
    (home / f"{token}{_DONE}").write_text(str(number), encoding="ascii")
    drop_files(settings, town, token)


def find_finished(settings: Settings, town: TownId, token: str) -> int | None:
    """Return as which version the files of a token count, None where they never did or nobody remembers."""
    note = _home(settings, town) / f"{token}{_DONE}"
    return int(note.read_text(encoding="ascii")) if _TOKEN.fullmatch(token) and note.is_file() else None


def _home(settings: Settings, town: TownId) -> Path:
    # A town's short name may hold what no folder's may.
    return settings.data / _FOLDER / sha256(town.encode()).hexdigest()[:16]


def _is_had(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget(home: Path) -> None:
    """Remove files that wait for an answer, and what is remembered of those before yesterday."""
    for one in home.iterdir():
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        elif one.suffix == _DONE and one.stat().st_mtime < time.time() - KEPT_SECONDS:
            one.unlink(missing_ok=True)


def _plain(name: str) -> str:
    """Return a name that is one, and no way elsewhere."""
    plain = _ODD.sub("_", name.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:].lstrip(".")
    return plain or "adresses.csv"
