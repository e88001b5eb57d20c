"""Back an installation up while it runs, and look whether a backup is whole."""

import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from domain.errors import ConfigurationError, Mistake
from flows.erasure_log import file_of, read, text_of
from flows.safe import keys_of
from flows.secret import key_file
from flows.settings import Settings
from flows.settings_file import CONFIG_FILE, config_text
from flows.settings_mistakes import PREFIX
from flows.wording import Message, say
from store import backups, snapshots
from store.backups import Entry, Manifest, State
from store.snapshots import Tell

DATABASE, SECRET, SETTINGS = "database", "secret-key", "settings"
_FORMAT = 1
_WHERE = "citoyen backup"
_MOST_FAULTS = 20
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A backup that was made: what is in it, what of it is ``fresh``, the originals that are ``damaged`` in the installation itself.

    ``damaged_states`` are older states that can be read no more: they stay, and so do all originals. ``has_key`` is False where there was
    no secret key to take along; ``removed`` is how many older states went.
    """

    state: State
    fresh_files: int
    fresh_bytes: int
    damaged: tuple[str, ...]
    damaged_states: tuple[Path, ...]
    has_key: bool
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found of the newest backup: the files of it that are missing or altered, and whether a later one was broken off."""

    state: State
    faults: tuple[str, ...]
    broken_off: str | None


def back_up(settings: Settings, home: Path, keep: int, tell: Tell) -> Done:
    """Make a backup in a folder of backups, beside what is there: the database first, then the originals, so that each row has its own.

    Raises ConfigurationError where there is nothing to back up, or the folder will not do; UnavailableError.
    """
    home = home.absolute()
    _refuse_within(settings, home)
    if not snapshots.tables(settings.database_address):
        what, remedy = say("There is no installation here: the database has no tables."), say("Set CITOYEN_DATA to its data folder.")
        raise ConfigurationError(Mistake(where=_WHERE, what=what, remedy=remedy))
    with explained(_WHERE), backups.own(home):
        earlier, damaged_states = backups.readable(home)
        known = {entry.path: entry.sha256 for entry in backups.listed(earlier[0])} if earlier else {}
        at = max(datetime.now(UTC).replace(microsecond=0), *(state.manifest.at + _SECOND for state in earlier[:1]), _EARLIEST)
        at = backups.free_moment(home, at)
        backups.put_erasures(home, text_of((*read(home / backups.ERASURES), *read(file_of(settings)))))
        folder = backups.begin(home, at)
        file = folder / f"{DATABASE}.{'sqlite' if snapshots.kind_of(settings.database_address) == 'sqlite' else 'dump'}"
        snapshot = snapshots.take(settings.database_address, file, tell)
        has_key = _write_settings(settings, folder)
        own = [backups.entry_of(home, path) for path in sorted(folder.rglob("*")) if path.is_file()]
        elsewhere = settings.blobs_url if settings.has_bucket else ""
        copied = [] if elsewhere else list(backups.copy_originals(settings.blobs_folder, home, known, keys_of(settings), tell))
        whole = [*own, *(entry for entry in copied if entry.sha256)]

        def manifest(files: int, size: int, sums: str) -> Manifest:
            return Manifest(
                format=_FORMAT,
                release=version("citoyen"),
                at=at,
                finished_at=datetime.now(UTC),
                database=snapshot.kind,
                revision=snapshot.revision,
                counts=snapshot.counts,
                originals=elsewhere,
                files=files,
                size=size,
                sums=sums,
            )

        made = backups.finish(folder, manifest, whole)
        fresh = [entry for entry in whole if entry.is_new]
        return Done(
            state=State(folder=folder, manifest=made),
            fresh_files=len(fresh),
            fresh_bytes=sum(entry.size for entry in fresh),
            damaged=_damaged(copied),
            has_key=has_key,
            damaged_states=damaged_states,
            removed=backups.keep(home, keep),
        )


def check(source: Path, tell: Tell) -> Checked:
    """Look whether every file of the newest backup is there and unchanged. Raises ConfigurationError where there is none."""
    with explained(f"{_WHERE} --check"):
        state = backups.find(source.absolute())
        found: list[str] = []
        for path in backups.faults(state, tell):
            found.append(path)
            if len(found) == _MOST_FAULTS:
                break
        later = [one.name for one in backups.broken_off(state.home) if one.name > state.folder.name]
        is_running = backups.is_busy(state.home)
    return Checked(state=state, faults=tuple(found), broken_off=later[-1] if later and not is_running else None)


_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_FOLDERS: Mapping[type[backups.FolderError], tuple[Message, Message]] = {
    backups.NoBackupError: (
        say("There is no whole backup in it."),
        say("Name the folder that “citoyen backup” writes to, or one of its states."),
    ),
    backups.DamagedError: (say("It is damaged."), say("Use another state of the backup.")),
    backups.NewerError: (say("A newer release has written it."), say("Use that release, or a newer one.")),
    backups.BusyBackupError: (say("Another backup into it is running."), say("Wait until it is done.")),
    backups.ForeignFolderError: (
        say("It holds something that is no backup."),
        say("Name a new folder, or one that “citoyen backup” has made."),
    ),
}


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn what speaks against a folder of backups, or a missing program, into a mistake that tells what to do."""
    try:
        yield
    except backups.FolderError as error:
        what, remedy = _FOLDERS[type(error)]
        raise ConfigurationError(Mistake(where=str(error.path), what=what, remedy=remedy)) from error
    except snapshots.MissingProgramError as error:
        raise ConfigurationError(Mistake(where=where, what=_missing(error), remedy=_installing(error))) from error


def _missing(error: snapshots.MissingProgramError) -> Message:
    return say(
        "The program {program} of PostgreSQL {version}, or a newer one, is not installed here.",
        program=error.program,
        version=error.version,
    )


def _installing(error: snapshots.MissingProgramError) -> Message:
    return say("Run: {command}", command=f"apt-get install postgresql-client-{error.version}")


def _refuse_within(settings: Settings, home: Path) -> None:
    """Raise ConfigurationError for a folder among what is backed up, or one that it lies in: there old originals are removed."""
    place = home.resolve()
    for folder in (settings.data, *(() if settings.has_bucket else (settings.blobs_folder,))):
        ours = folder.resolve()
        if place in ours.parents:
            what = say("{folder} holds the installation itself.", folder=home)
            raise ConfigurationError(Mistake(where=_WHERE, what=what, remedy=say("Name a folder on another disk.")))
        if place == ours or ours in place.parents:
            what = say("{folder} lies in the installation itself; what destroys that destroys the backup.", folder=home)
            raise ConfigurationError(Mistake(where=_WHERE, what=what, remedy=say("Name a folder on another disk.")))


def _write_settings(settings: Settings, folder: Path) -> bool:
    """Keep the secret key, and the settings as they stand in file and environment; tell whether there is a key."""
    key = settings.secret_key.get_secret_value()
    file = key_file(settings)
    if not key and file.is_file():
        key = file.read_text(encoding="ascii").strip()
    if key:
        backups.write(folder / SECRET, f"{key}\n".encode())
    _, text, _ = config_text()
    if text:
        backups.write(folder / SETTINGS / CONFIG_FILE, text.encode())
    said = [f"{name}={shlex.quote(value)}\n" for name, value in sorted(os.environ.items()) if name.startswith(PREFIX)]
    if said:
        backups.write(folder / SETTINGS / "environment", "".join(said).encode())
    return bool(key)


def _damaged(copied: list[Entry]) -> tuple[str, ...]:
    return tuple(entry.path for entry in copied if not entry.sha256)
