"""The keys that seal originals: read from a file or a command outside of the data folder, and held against what was sealed before."""

import os
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from domain.errors import ConfigurationError, Mistake, UnavailableError
from flows.blob_settings import BlobSettings
from flows.wording import say
from store import sealed_keys
from store.engine import Database
from store.sealing import Safe, keys_in

KEY_FILE, KEY_COMMAND = "CITOYEN_ORIGINALS_KEY_FILE", "CITOYEN_ORIGINALS_KEY_COMMAND"
_COMMAND_SECONDS = 30.0
_AGAIN_SECONDS = 10.0
"""A key that is missing is looked for again so often: a disk that is mounted late needs no new start."""


class KeptSafe:
    """The safe of an installation, read once, and again as long as something is wrong with it. Safe to share between threads."""

    def __init__(self, settings: BlobSettings, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """Read nothing yet. ``clock`` gives seconds."""
        self._settings = settings
        self._database = database
        self._clock = clock
        self._lock = Lock()
        self._found: tuple[float, Safe] | None = None

    def get(self) -> Safe:
        """Return the safe. Raises UnavailableError where the database does not say what was sealed before."""
        with self._lock:
            found = self._found
            if found is None or (found[1].fault is not None and self._clock() - found[0] > _AGAIN_SECONDS):
                found = (self._clock(), safe_of(self._settings, self._database))
                self._found = found
            return found[1]


def begin_key(settings: BlobSettings, database: Database, now: datetime) -> None:
    """Say in the database by which key originals are sealed from now on, before the first of them is. Raises UnavailableError."""
    safe, known = _held_against(settings, database)
    if safe.fault is None and safe.keys and safe.keys[0].id not in known:
        with database.write() as session:
            sealed_keys.begin(session, safe.keys[0].id, now)


def safe_of(settings: BlobSettings, database: Database) -> Safe:
    """Return what originals are sealed with. Raises UnavailableError."""
    safe, known = _held_against(settings, database)
    if safe.fault is None and safe.keys and safe.keys[0].id not in known:
        # Not written down here: whoever asks may be writing to the database just now.
        return replace(safe, fault=say("The key {key} of the originals is a new one: start Citoyen anew.", key=safe.keys[0].id))
    return safe


def _held_against(settings: BlobSettings, database: Database) -> tuple[Safe, frozenset[str]]:
    read = keys_of(settings)
    with database.read() as session:
        known = sealed_keys.current(session)
    return replace(read, fault=read.fault or _unfit(read, known)), known


def keys_of(settings: BlobSettings) -> Safe:
    """Return the keys the settings name, none where they name none."""
    file, command = settings.originals_key_file, settings.originals_key_command
    if file is None and not command:
        return Safe()
    where = file if file is not None else KEY_COMMAND
    try:
        text = file.read_text(encoding="ascii") if file is not None else _printed(command)
    except (OSError, subprocess.SubprocessError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return Safe(fault=say("The key of the originals cannot be read from {where}: {reason}.", where=where, reason=reason))
    except UnicodeDecodeError:
        text = ""
    try:
        return Safe(keys=keys_in(text))
    except ValueError:
        return Safe(fault=say("What {where} gives is no key: each line has 64 hexadecimal digits.", where=where))


def mistake_of(fault: str) -> Mistake:
    """Return what is wrong with the keys as a mistake that says what to do."""
    remedy = say("Put the key back where the settings say. Until then nothing new is taken in, and what is sealed cannot be read.")
    return Mistake(where=KEY_FILE, what=fault, remedy=remedy)


def look_at_keys(settings: BlobSettings, database: Database) -> str:
    """Say whether originals are sealed, and by which key. Raises ConfigurationError where the keys will not do, UnavailableError."""
    read, known = _held_against(settings, database)
    if read.fault is not None:
        raise ConfigurationError(mistake_of(read.fault))
    if not read.keys:
        return say("not sealed")
    if lost := known - {one.id for one in read.keys}:
        what = say("Originals are sealed by keys that are not there: {keys}.", keys=", ".join(sorted(lost)))
        remedy = say("Add these keys below the first, or run “citoyen originals rotate” where they are; “citoyen originals status” counts.")
        raise ConfigurationError(Mistake(where=KEY_FILE, what=what, remedy=remedy))
    if settings.originals_key_file is not None and _is_open(settings.originals_key_file):
        what = say("Others than its owner can read {file}.", file=settings.originals_key_file)
        raise ConfigurationError(Mistake(where=KEY_FILE, what=what, remedy=say("Run: {command}", command="chmod 600")))
    return say("sealed by the key {key}", key=read.keys[0].id)


def _unfit(read: Safe, known: frozenset[str]) -> str | None:
    """Return why the keys are not those by which originals were sealed before; None where they are, or none was."""
    if not known:
        return None
    if not read.keys:
        return say("Originals here are sealed, and the settings name no key any more.")
    if not known & {one.id for one in read.keys}:
        return say("This is another key than the originals are sealed by ({keys}).", keys=", ".join(sorted(known)))
    return None


def _is_open(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & 0o007)
    except OSError as error:
        raise UnavailableError(str(error)) from error


def _printed(command: str) -> str:
    run = subprocess.run(  # noqa: S603 - the administrator's own command; no shell reads it
        shlex.split(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_COMMAND_SECONDS,
        check=True,
        encoding="ascii",
        errors="replace",
        env=dict(os.environ),
    )
    return run.stdout
