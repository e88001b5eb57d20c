"""Address files that somebody handed over on screen: kept beside the data until he says whether they are to count."""

import re
import secrets
import shutil
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from domain.errors import NotFoundError
from domain.ids import TownId
from flows.settings import Settings

KEPT_SECONDS = 24 * 3600.0
"""Who looks at what a file changes decides on the same day, or hands it over again."""
MOST_FILES = 4
_FOLDER = "address-files"
_TOKEN = re.compile(r"[0-9a-f]{32}")
_ODD = re.compile(r"[^\w.() -]")
_LONGEST_NAME = 100


def keep_files(settings: Settings, town: TownId, files: Sequence[tuple[str, BinaryIO]]) -> str:
    """Keep files by their names and return the token they are found by; those nobody came back for are removed."""
    home = _home(settings, town)
    _forget_old(home)
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
        raise NotFoundError("These files are not kept any more.")
    return found


def drop_files(settings: Settings, town: TownId, token: str) -> None:
    """Remove the files of a token; those that are gone are left."""
    if _TOKEN.fullmatch(token):
        shutil.rmtree(_home(settings, town) / token, ignore_errors=True)


def _home(settings: Settings, town: TownId) -> Path:
    # A town's short name may hold what no folder's may.
    return settings.data / _FOLDER / sha256(town.encode()).hexdigest()[:16]


def _forget_old(home: Path) -> None:
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _plain(name: str) -> str:
    """Return a name that is one, and no way elsewhere."""
    plain = _ODD.sub("_", name.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:].lstrip(".")
    return plain or "adresses.csv"
