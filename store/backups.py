"""A folder of backups: the states of an installation, each whole or recognised as broken off, and the originals they share.

originals/ab/ab12…                  an original, as in the folder of originals
originals/packs/NAME/000…-000…      a piece of a pack, from which byte to which: a pack only grows, so a piece stays what it is
states/20261127T020000Z/            a state: the database, the secret key, the settings, and
SHA256SUMS                      the SHA-256 of every file it needs, as `sha256sum --check` reads it from the folder of backups
manifest.json                   what it holds; written last, so that a state without one was broken off
"""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from domain.errors import UnavailableError
from store import sealing
from store.blobs import Blobs
from store.durable import FILE_MODE, FOLDER_MODE, PIECE_BYTES, digest_of, make, sync, written
from store.sealing import Safe
from store.snapshots import Tell

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
ORIGINALS, STATES, PACKS = "originals", "states", "packs"
_LOCK = ".lock"
ERASURES = "erasures.jsonl"
"""What was erased until the last backup: of all states, for what was erased stays so (`flows.erasure_log`)."""
_OURS = frozenset({ORIGINALS, STATES, ERASURES, f".{ERASURES}", _LOCK})
_STAMP = "%Y%m%dT%H%M%SZ"
_SECOND = timedelta(seconds=1)
_FORMAT = 1
_LINE = re.compile(r"([0-9a-f]{64})  ((?:originals|states)(?:/(?!\.)[\w.-]+){2,3})", re.ASCII)
"""Of a list of checksums. No path leads out of the folder of backups."""
_OFFSET_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a state holds. ``at`` is the moment of its database; ``originals`` is where they are, empty where they are in the backup."""

    format: int
    release: str
    at: datetime
    finished_at: datetime
    database: str
    revision: str
    counts: Mapping[str, int]
    originals: str
    files: int
    size: int
    sums: str
    """SHA-256 of its list of checksums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file that a state needs: its path in the folder of backups, and its SHA-256. ``is_new`` where this backup has written it."""

    path: str
    sha256: str
    size: int
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A whole state: its folder, and what it says of itself."""

    folder: Path
    manifest: Manifest

    @property
    def home(self) -> Path:
        """Return the folder of backups it is in."""
        return self.folder.parent.parent


class FolderError(UnavailableError):
    """Something about a folder of backups that a person can set right; ``path`` is the file or folder."""

    def __init__(self, path: Path) -> None:
        """Keep where it is."""
        super().__init__(f"{path}: {self.__doc__}")
        self.path = path


class NoBackupError(FolderError):
    """There is no whole backup there."""


class DamagedError(FolderError):
    """It is not what was written."""


class NewerError(FolderError):
    """A newer release has written it."""


class BusyBackupError(FolderError):
    """Another backup into it is running."""


class ForeignFolderError(FolderError):
    """It holds something that is no backup."""


@contextmanager
def own(home: Path) -> Iterator[None]:
    """Own the folder of backups while the block runs; it is made if it is missing, for its owner only.

    Raises BusyBackupError, ForeignFolderError, UnavailableError.
    """
    with disk(home):
        home.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if {entry.name for entry in home.iterdir()} - _OURS:
            raise ForeignFolderError(home)
        descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        if not _is_locked(descriptor):
            raise BusyBackupError(home)
        yield
    finally:
        os.close(descriptor)


def is_busy(home: Path) -> bool:
    """Tell whether a backup into the folder is running."""
    try:
        descriptor = os.open(home / _LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _is_locked(descriptor)
    finally:
        os.close(descriptor)


def free_moment(home: Path, at: datetime) -> datetime:
    """Return the first moment from ``at`` on that no state is called after."""
    while (home / STATES / at.astimezone(UTC).strftime(_STAMP)).exists():
        at += _SECOND
    return at


def begin(home: Path, at: datetime) -> Path:
    """Make the folder of a new state; what was broken off before is removed. Whoever calls owns the folder of backups."""
    with disk(home):
        for broken in broken_off(home):
            shutil.rmtree(broken)
        folder = home / STATES / at.astimezone(UTC).strftime(_STAMP)
        (home / STATES).mkdir(mode=FOLDER_MODE, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE)
    return folder


def finish(folder: Path, manifest: Callable[[int, int, str], Manifest], entries: Iterable[Entry]) -> Manifest:
    """Write what a state holds, its manifest last; on return it survives a power cut.

    ``manifest`` makes it of how many files it has, how many bytes, and the SHA-256 of its list of checksums.
    """
    count, size, digest = 0, 0, sha256()
    with disk(folder):
        with written(folder / SUMS) as file:
            for entry in entries:
                line = f"{entry.sha256}  {entry.path}\n".encode()
                file.write(line)
                digest.update(line)
                count, size = count + 1, size + entry.size
        made = manifest(count, size, digest.hexdigest())
        beside = folder / f".{MANIFEST}"
        with written(beside) as file:
            file.write(json.dumps(asdict(made), default=datetime.isoformat, indent=2).encode())
        beside.replace(folder / MANIFEST)
        for one in (folder, folder.parent, folder.parent.parent):
            sync(one)
    return made


def keep(home: Path, count: int) -> int:
    """Remove all but the newest states, and the originals that none of them needs; return how many states went.

    Whoever calls owns the folder.
    """
    with disk(home):
        found, damaged = readable(home)
        for old in found[count:]:
            # First what says that it is whole: who is killed meanwhile leaves one that was broken off.
            (old.folder / MANIFEST).unlink()
            shutil.rmtree(old.folder)
        # What a damaged one needs nobody knows.
        if len(found) > count and not damaged:
            needed = {entry.path for state in found[:count] for entry in listed(state)}
            for path in (home / ORIGINALS).rglob("*"):
                if path.is_file() and str(path.relative_to(home)) not in needed:
                    path.unlink()
    return max(len(found) - count, 0)


def states(home: Path) -> tuple[State, ...]:
    """Return the whole states of a folder of backups, newest first. Raises UnavailableError."""
    with disk(home):
        return tuple(State(folder=one, manifest=_manifest(one)) for one in _whole(home))


def readable(home: Path) -> tuple[tuple[State, ...], tuple[Path, ...]]:
    """Return the whole states whose lists can be read, newest first, and the folders of those that are damaged. Raises UnavailableError."""
    found: list[State] = []
    damaged: list[Path] = []
    with disk(home):
        for folder in _whole(home):
            try:
                state = State(folder=folder, manifest=_manifest(folder))
            except (DamagedError, NewerError):
                damaged.append(folder)
                continue
            is_whole = (folder / SUMS).is_file() and digest_of(folder / SUMS) == state.manifest.sums
            found.append(state) if is_whole else damaged.append(folder)
    return tuple(found), tuple(damaged)


def broken_off(home: Path) -> tuple[Path, ...]:
    """Return the folders of states that were never finished, oldest first. Raises UnavailableError."""
    with disk(home):
        return tuple(one for one in reversed(_folders(home)) if not (one / MANIFEST).is_file())


def _whole(home: Path) -> Iterator[Path]:
    return (one for one in _folders(home) if (one / MANIFEST).is_file())


def _folders(home: Path) -> list[Path]:
    """Return the folders of states, newest first."""
    return sorted((home / STATES).iterdir(), reverse=True) if (home / STATES).is_dir() else []


def find(source: Path) -> State:
    """Return the state that a path means: a state's own folder, or the newest one of a folder of backups. Raises NoBackupError."""
    if (source / MANIFEST).is_file() and source.parent.name == STATES:
        with disk(source):
            return State(folder=source.absolute(), manifest=_manifest(source))
    with disk(source):
        newest = next(_whole(source), None)
        if newest is None:
            raise NoBackupError(source)
        # Older ones that are damaged are nobody's business here.
        return State(folder=newest, manifest=_manifest(newest))


def listed(state: State) -> Iterator[Entry]:
    """Yield the files a state needs, their size as it is now, -1 where they are missing. Raises UnavailableError."""
    with disk(state.folder), (state.folder / SUMS).open("rb") as lines:
        for line in lines:
            found = _LINE.fullmatch(line.decode("utf-8", "replace").rstrip("\n"))
            if found is None:
                raise DamagedError(state.folder / SUMS)
            digest, path = found[1], found[2]
            file = state.home / path
            yield Entry(path=path, sha256=digest, size=file.stat().st_size if file.is_file() else -1)


def faults(state: State, tell: Tell) -> Iterator[str]:
    """Yield the files of a state that are missing or altered. Raises UnavailableError."""
    with disk(state.folder):
        if not (state.folder / SUMS).is_file() or digest_of(state.folder / SUMS) != state.manifest.sums:
            yield str((state.folder / SUMS).relative_to(state.home))
            return
    done = 0
    for entry in listed(state):
        with disk(state.home):
            is_whole = entry.size >= 0 and digest_of(state.home / entry.path) == entry.sha256
        if not is_whole:
            yield entry.path
        done += max(entry.size, 0)
        tell("checksums", done, state.manifest.size)


def entry_of(home: Path, path: Path) -> Entry:
    """Return the entry of a file that is in the folder of backups."""
    with disk(path):
        return Entry(path=str(path.relative_to(home)), sha256=digest_of(path), size=path.stat().st_size, is_new=True)


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, on disk when this returns. Raises UnavailableError."""
    with disk(path):
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with written(path) as file:
            file.write(content)


def put_erasures(home: Path, content: bytes) -> None:
    """Write what was erased in place of what was known of it. Raises UnavailableError."""
    beside = home / f".{ERASURES}"
    write(beside, content)
    with disk(home):
        beside.replace(home / ERASURES)
        sync(home)


def copy_originals(source: Path, home: Path, known: Mapping[str, str], safe: Safe, tell: Tell) -> Iterator[Entry]:
    """Copy what is missing of the folder of originals, and yield an entry for all there is of it; what is sealed stays so.

    ``known`` are the checksums of the last backup by path: what was copied then is not read again. An original that is not what was
    received is not copied, and its entry has no checksum; of a sealed one that is told with its key in the ``safe``. Raises
    UnavailableError.
    """
    files = sorted(Blobs(source).kept().items())
    done, total = 0, sum(size for _, size in files)
    for name, size in files:
        if name.startswith(f"{PACKS}/"):
            yield from _pieces(source, home, name, size, known)
        elif name.endswith(sealing.SUFFIX):
            yield _sealed(source, home, name, size, known, safe)
        else:
            yield _original(source, home, name, size)
        done += size
        tell("originals", done, total)


def put_originals_back(state: State, folder: Path, tell: Tell) -> int:
    """Copy the originals of a state into a folder of originals, what is whole there left as it is; return how many files there are.

    Raises UnavailableError.
    """
    packs: dict[str, list[str]] = {}
    count, done = 0, 0
    for entry in listed(state):
        parts = entry.path.split("/")
        if parts[0] != ORIGINALS:
            continue
        if parts[1] == PACKS:
            packs.setdefault(parts[2], []).append(entry.path)
        else:
            _join([state.home / entry.path], folder.joinpath(*parts[1:]), entry.sha256)
            count += 1
        done += entry.size
        tell("originals", done, state.manifest.size)
    for name, pieces in packs.items():
        _join([state.home / piece for piece in sorted(pieces)], folder / PACKS / name)
    return count + len(packs)


def _original(source: Path, home: Path, name: str, size: int) -> Entry:
    digest, place = name.split("/")[1], home / ORIGINALS / name
    path = f"{ORIGINALS}/{name}"
    with disk(home):
        if place.is_file() and place.stat().st_size == size:
            return Entry(path=path, sha256=digest, size=size)
        found = _copied(source / name, place, 0, size, expected=digest)
    return Entry(path=path, sha256=digest if found == digest else "", size=size, is_new=True)


def _sealed(source: Path, home: Path, name: str, size: int, known: Mapping[str, str], safe: Safe) -> Entry:
    place, path = home / ORIGINALS / name, f"{ORIGINALS}/{name}"
    with disk(home):
        if place.is_file() and place.stat().st_size == size:
            return Entry(path=path, sha256=known.get(path) or digest_of(place), size=size)
        is_sound = sealing.is_sound(source / name, safe)
        found = _copied(source / name, place, 0, size) if is_sound else ""
    return Entry(path=path, sha256=found, size=size, is_new=True)


def _pieces(source: Path, home: Path, name: str, size: int, known: Mapping[str, str]) -> Iterator[Entry]:
    """Yield the pieces of a pack, the last of them what has come since the last backup."""
    folder, end = home / ORIGINALS / name, 0
    with disk(home):
        for piece in sorted(folder.glob(f"{'[0-9]' * _OFFSET_DIGITS}-*")):
            first, _, last = piece.name.partition("-")
            if int(first) != end:
                break
            end = int(last)
            path = f"{ORIGINALS}/{name}/{piece.name}"
            yield Entry(path=path, sha256=known.get(path) or digest_of(piece), size=piece.stat().st_size)
        if size > end:
            piece = folder / f"{end:0{_OFFSET_DIGITS}}-{size:0{_OFFSET_DIGITS}}"
            digest = _copied(source / name, piece, end, size)
            yield Entry(path=f"{ORIGINALS}/{name}/{piece.name}", sha256=digest, size=size - end, is_new=True)


def _copied(source: Path, place: Path, start: int, end: int, expected: str = "") -> str:
    """Copy a part of a file to a place, whole or not at all and not where it is not what is ``expected``; return its SHA-256."""
    digest, left = sha256(), end - start
    make(place.parent)
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    try:
        with source.open("rb") as file, written(temporary) as copy:
            file.seek(start)
            while left and (piece := file.read(min(left, PIECE_BYTES))):
                digest.update(piece)
                copy.write(piece)
                left -= len(piece)
        # Shorter than it was: whoever wrote it gave up what he had begun. The next backup looks again.
        found = "" if left else digest.hexdigest()
        if found and expected in ("", found):
            temporary.replace(place)
            sync(place.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return found


def _join(pieces: Iterable[Path], place: Path, expected: str = "") -> None:
    """Put a file together of its pieces, unless it is there already, and is what is ``expected``; a pack may have grown since."""
    pieces = tuple(pieces)
    with disk(place):
        size = sum(piece.stat().st_size for piece in pieces)
        if place.is_file() and place.stat().st_size >= size and (not expected or digest_of(place) == expected):
            return
        place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        temporary = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
        with written(temporary, 0o640) as file:
            for piece in pieces:
                with piece.open("rb") as source:
                    shutil.copyfileobj(source, file, PIECE_BYTES)
        temporary.replace(place)
        sync(place.parent)


def _manifest(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        if told["format"] != _FORMAT:
            raise NewerError(folder / MANIFEST)
        return Manifest(**{**told, "at": datetime.fromisoformat(told["at"]), "finished_at": datetime.fromisoformat(told["finished_at"])})
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(folder / MANIFEST) from error


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def disk(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into UnavailableError."""
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"{error.filename or place} cannot be used: {error.strerror}. Check disk space and permissions.") from error
