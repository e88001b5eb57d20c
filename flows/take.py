"""Take files in from a drop folder: each that is still and whole becomes one arrival; only then it is removed there."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from sqlalchemy.orm import Session

from domain.errors import UnavailableError
from domain.frames import frames
from domain.ids import Sha256
from flows.dropped import arrival, means_something
from flows.folders import DropFolder
from flows.receive import Received, receive
from flows.wiring import Installation
from ingest.drop.files import ChangedError, Read, is_open_here, nobody_tells, read, remove
from ingest.drop.listing import Beat, Entry, Listing, file_system, is_local, list_folder, refuse_bare_mount_point, refuse_if_away
from ingest.drop.names import is_locked, key_of, locked, own_name, shown
from ingest.drop.whole import Wholeness, is_whole
from store import folders
from store.folders import DroppedFile, FileState, Folder

_BATCH = 50
"""Files of one commit."""
_BATCH_BYTES = 64 * 2**20
"""Bytes of one commit, but for a single file that is larger."""
_IN_SIGHT = timedelta(seconds=10)
"""Most files are taken sooner; one that is written for longer is shown."""
_FIRST_PAUSE_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 3600.0
_GROWTH = 2.0
_TELL_EVERY = timedelta(minutes=1)
"""How often it is written down that a folder was looked through, where nothing happens in it."""
_WAITS = frozenset({FileState.INCOMPLETE, FileState.LOCKED})
_TRIED_AGAIN = frozenset({FileState.FORBIDDEN, FileState.UNREADABLE, FileState.UNKEPT, FileState.KEPT})

Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """A file as it was at the last look: its mark, since when (by a clock that never jumps) that has not changed, when it came in sight."""

    mark: tuple[int, int]
    still_since: float
    first: datetime
    is_cut: bool = False
    """It was read, and has no end."""


@dataclass(slots=True)
class _Again:
    """When a file that went wrong is tried again."""

    mark: tuple[int, int]
    at: float
    pause: float = _FIRST_PAUSE_SECONDS


@dataclass(slots=True)
class _Look:
    """One look: what is to be shown after it, by key, and in how many seconds the next one has something to do."""

    shown: dict[str, DroppedFile] = field(default_factory=dict)
    next_seconds: float = float("inf")

    def wake_in(self, seconds: float) -> None:
        self.next_seconds = min(self.next_seconds, max(0.0, seconds))


class Taker:
    """A drop folder, and what is remembered of it from one look to the next."""

    def __init__(
        self,
        installation: Installation,
        folder: DropFolder,
        clock: Clock,
        *,
        wholeness: Wholeness = is_whole,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember nothing yet. ``ticks`` is a clock in seconds that never jumps."""
        self._installation = installation
        self._folder = folder
        self._clock = clock
        self._wholeness = wholeness
        self._ticks = ticks
        self._place: Folder | None = None
        self._written: dict[str, DroppedFile] = {}
        self._seen: dict[str, _Seen] = {}
        self._again: dict[str, _Again] = {}
        self._told_at: datetime | None = None
        self._has_fault = True
        self.listing: Listing | None = None
        """What the last look found."""
        self.file_system: str | None = None

    def look(self, beat: Beat) -> float:
        """Take in all that is ready and return in how many seconds the next look has something to do, at most infinity.

        ``beat`` is called at every step; what it raises ends the look, and nothing is lost by that. Raises FolderError, UnavailableError.
        """
        place = self._place or self._load()
        folder = self._folder
        listing = list_folder(folder.path, is_deep=folder.is_deep, passed=folder.done, beat=beat)
        kind = file_system(folder.path)
        refuse_bare_mount_point(place.file_system, kind, listing)
        self.listing, self.file_system = listing, kind
        look = _Look()
        self._forget_gone({entry.name for entry in listing.entries})
        locks = locked(listing.names)
        ready = [entry for entry in listing.entries if self._is_ready(look, entry, locks)]
        ready.sort(key=lambda entry: (entry.changed_ns, entry.name))
        for batch in self._batches(look, ready, beat):
            beat()
            self._keep(look, batch, beat)
        self._show_folders(look, listing)
        self._tell(look, kind)
        return look.next_seconds

    def note_fault(self, fault: str, detail: str) -> None:
        """Write what keeps the folder's files from being taken in. Raises UnavailableError."""
        self._has_fault = True
        with self._installation.database.write() as session:
            folders.set_fault(session, self._folder.town, str(self._folder.path), fault, detail, self._clock())

    def _load(self) -> Folder:
        with self._installation.database.write() as session:
            place = folders.folder(session, self._folder.town, str(self._folder.path))
            self._written = {one.key: one for one in folders.files(session, place.id)}
        self._place = place
        return place

    def _forget_gone(self, names: set[str]) -> None:
        self._seen = {name: one for name, one in self._seen.items() if name in names}
        self._again = {name: one for name, one in self._again.items() if name in names}

    # ---- what is ready

    def _is_ready(self, look: _Look, entry: Entry, locks: frozenset[str]) -> bool:
        """Tell whether a file may be taken in now; what may not and should be seen is shown."""
        if not entry.is_ordinary:
            self._show(look, entry, _state_of(entry))
            return False
        last = own_name(entry.name).rpartition("/")[2].lower()
        if not any(fnmatchcase(last, pattern) for pattern in self._folder.patterns):
            return False
        seen = self._observe(entry)
        still = self._ticks() - seen.still_since
        if still < self._folder.still_seconds:
            look.wake_in(self._folder.still_seconds - still)
            self._show_growing(look, entry, seen)
            return False
        if entry.size > self._folder.max_bytes:
            self._show(look, entry, FileState.TOO_LARGE)
            return False
        if (again := self._again.get(entry.name)) is not None and again.mark == seen.mark and again.at > self._ticks():
            look.wake_in(again.at - self._ticks())
            self._show_again(look, entry)
            return False
        return not self._must_wait(look, entry, seen, locks)

    def _observe(self, entry: Entry) -> _Seen:
        mark = _mark(entry)
        seen = self._seen.get(entry.name)
        if seen is None:
            seen = self._seen[entry.name] = _Seen(mark=mark, still_since=self._ticks(), first=self._clock())
        elif seen.mark != mark:
            seen.mark, seen.still_since, seen.is_cut = mark, self._ticks(), False
        return seen

    def _must_wait(self, look: _Look, entry: Entry, seen: _Seen, locks: frozenset[str]) -> bool:
        """Show a file that has no end, or a lock, until it is given up and taken as it is."""
        is_barred = is_locked(entry.name, locks)
        if not is_barred and not seen.is_cut and entry.size > 0:
            return False
        row = self._written.get(_key(entry))
        since = row.since if row is not None and row.state in _WAITS and _is_of(row, entry) else self._clock()
        rest = self._folder.give_up_seconds - (self._clock() - since).total_seconds()
        if rest <= 0:
            return False
        look.wake_in(rest)
        self._show(look, entry, FileState.LOCKED if is_barred else FileState.INCOMPLETE, since)
        return True

    def _is_given_up(self, entry: Entry) -> bool:
        """Tell whether a file has been waiting for its end, or for its lock to go, for long enough."""
        row = self._written.get(_key(entry))
        if row is None or row.state not in _WAITS or not _is_of(row, entry):
            return self._folder.give_up_seconds <= 0
        return (self._clock() - row.since).total_seconds() >= self._folder.give_up_seconds

    # ---- taking in

    def _batches(self, look: _Look, ready: Sequence[Entry], beat: Beat) -> Iterator[list[Read]]:
        batch: list[Read] = []
        size = 0
        for entry in ready:
            beat()
            found = self._read(look, entry, beat)
            if found is None:
                continue
            if batch and (len(batch) >= _BATCH or size + entry.size > _BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(found)
            size += entry.size
        if batch:
            yield batch

    def _read(self, look: _Look, entry: Entry, beat: Beat) -> Read | None:
        """Return a file's content where it is whole, or has been given up. Raises FolderError where the share is away."""
        try:
            found = read(self._folder.path, entry, beat, is_open_here if self._is_of_this_machine(entry) else nobody_tells)
        except ChangedError:
            seen = self._seen[entry.name]
            seen.still_since, seen.is_cut = self._ticks(), False
            look.wake_in(self._folder.still_seconds)
            self._show_growing(look, entry, seen)
            return None
        except FileNotFoundError:
            return None
        except OSError as error:
            refuse_if_away(self._folder.path, error)
            self._fail(look, entry, FileState.FORBIDDEN if isinstance(error, PermissionError) else FileState.UNREADABLE)
            return None
        if self._wholeness(found.content) or self._is_given_up(entry):
            return found
        seen = self._seen[entry.name]
        seen.is_cut = True
        self._must_wait(look, entry, seen, frozenset())
        return None

    def _is_of_this_machine(self, entry: Entry) -> bool:
        """Tell whether a file lies on the folder's own disk, and that is one of this machine: a share may be mounted below it."""
        is_own = self.listing is not None and entry.device == self.listing.device
        # An overlay may number the devices of its files otherwise than that of its folders.
        return is_local(self.file_system) and (is_own or self.file_system == "overlay")

    def _keep(self, look: _Look, batch: Sequence[Read], beat: Beat) -> None:
        """Keep files in one commit, then remove them."""
        place = self._placed
        new = [one for one in batch if not self._is_kept(one)]
        now = self._clock()
        rows: dict[str, DroppedFile] = {}

        def note(session: Session, received: Sequence[Received]) -> None:
            for one, kept in zip(new, received, strict=True):
                row = self._row(one.entry, FileState.KEPT, now)
                rows[row.key] = replace(row, sha256=_digest(one.content), inbound_id=kept.inbound_id)
            folders.put_files(session, place.id, list(rows.values()))
            folders.count_taken(session, place.id, len(new), now)

        try:
            arrivals = [arrival(self._folder, one.entry.name, one.entry.changed_ns, one.content, now) for one in new]
            if arrivals:
                receive(self._installation, arrivals, note)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 — one file that we cannot deal with must not keep all others
            self._keep_apart(look, batch, beat, error)
            return
        self._written |= rows
        self._remove_all(look, batch, beat)

    def _keep_apart(self, look: _Look, batch: Sequence[Read], beat: Beat, error: Exception) -> None:
        if len(batch) > 1:
            half = len(batch) // 2
            self._keep(look, batch[:half], beat)
            self._keep(look, batch[half:], beat)
            return
        _log.error("drop folder of %s, a file of %d bytes: %s", self._folder.town, batch[0].entry.size, frames(error))
        self._fail(look, batch[0].entry, FileState.UNKEPT)

    def _is_kept(self, one: Read) -> bool:
        """Tell whether a file became an arrival before, and only its removal is still to be done."""
        row = self._written.get(_key(one.entry))
        return row is not None and row.state is FileState.KEPT and row.sha256 == _digest(one.content)

    def _remove_all(self, look: _Look, batch: Sequence[Read], beat: Beat) -> None:
        gone: set[str] = set()
        for one in batch:
            beat()  # what ends here is removed by the next look: its row says that it is kept
            try:
                if not remove(self._folder.path, one, self._folder.done):
                    look.wake_in(self._folder.still_seconds)  # another is there already
            except OSError as error:
                refuse_if_away(self._folder.path, error)
                _log.warning("drop folder of %s: a file that is kept cannot be removed (%s)", self._folder.town, error.strerror)
                self._fail(look, one.entry, FileState.KEPT)
            else:
                gone.add(_key(one.entry))
        with self._installation.database.write() as session:
            folders.drop_files(session, self._placed.id, gone)
        self._written = {key: row for key, row in self._written.items() if key not in gone}

    # ---- what is shown

    def _show(self, look: _Look, entry: Entry, state: FileState, since: datetime | None = None) -> None:
        """Let a file be seen; since when it is so stays, as long as it is the same."""
        row = self._row(entry, state, since or self._clock())
        before = self._written.get(row.key)
        if before is not None and before.state is state and (_is_of(before, entry) or state is FileState.GROWING):
            row = replace(row, since=before.since, sha256=before.sha256, inbound_id=before.inbound_id)
        elif before is None or before.state is not state:
            self._log_once(state, row)
        look.shown[row.key] = row

    def _show_folders(self, look: _Look, listing: Listing) -> None:
        """Show the sub-folders whose names mean nothing, and those that are not looked into though others are."""
        for above in listing.inside:
            if "/" not in above and not means_something(self._folder, above):
                self._show(look, Entry(name=above), FileState.UNKNOWN)
        for below in listing.folders if self._folder.is_deep else ():
            self._show(look, Entry(name=below), FileState.TOO_DEEP)

    def _show_growing(self, look: _Look, entry: Entry, seen: _Seen) -> None:
        row = self._written.get(_key(entry))
        if row is not None and row.state is FileState.KEPT and _is_of(row, entry):
            look.shown[row.key] = row
        elif self._clock() - seen.first >= _IN_SIGHT:
            self._show(look, entry, FileState.GROWING, seen.first)
        elif row is not None and _is_of(row, entry):
            look.shown[row.key] = row  # after a start all files are looked at anew

    def _show_again(self, look: _Look, entry: Entry) -> None:
        row = self._written.get(_key(entry))
        if row is not None and row.state in _TRIED_AGAIN:
            look.shown[row.key] = row

    def _fail(self, look: _Look, entry: Entry, state: FileState) -> None:
        """Show a file that went wrong, and try it again later, later each time."""
        before = self._again.get(entry.name)
        is_same = before is not None and before.mark == _mark(entry)
        pause = min(_LONGEST_PAUSE_SECONDS, _GROWTH * before.pause) if is_same and before is not None else _FIRST_PAUSE_SECONDS
        self._again[entry.name] = _Again(mark=_mark(entry), at=self._ticks() + pause, pause=pause)
        look.wake_in(pause)
        self._show(look, entry, state)

    def _tell(self, look: _Look, kind: str | None) -> None:
        """Write what is to be seen of the folder now, where that is not what is written."""
        changed = [row for key, row in look.shown.items() if self._written.get(key) != row]
        gone = self._written.keys() - look.shown.keys()
        now = self._clock()
        is_due = self._has_fault or self._told_at is None or now - self._told_at >= _TELL_EVERY
        if not (changed or gone or is_due or kind != self._placed.file_system):
            return
        with self._installation.database.write() as session:
            folders.put_files(session, self._placed.id, changed)
            folders.drop_files(session, self._placed.id, gone)
            folders.set_looked(session, self._placed.id, kind, now)
        self._written, self._told_at, self._has_fault = look.shown, now, False
        self._place = Folder(id=self._placed.id, file_system=kind)

    def _log_once(self, state: FileState, row: DroppedFile) -> None:
        if state in (FileState.GROWING, FileState.KEPT, FileState.LOCKED):
            return
        _log.warning("drop folder of %s: a file is %s; citoyen folders status names it (%s)", self._folder.town, state, row.key[:8])

    @property
    def _placed(self) -> Folder:
        return self._place or self._load()

    @staticmethod
    def _row(entry: Entry, state: FileState, since: datetime) -> DroppedFile:
        return DroppedFile(
            key=_key(entry),
            name=shown(own_name(entry.name)),
            state=state,
            size=entry.size,
            changed_ns=entry.changed_ns,
            since=since,
        )


def _state_of(entry: Entry) -> FileState:
    """Return why something that is no ordinary file is not opened."""
    if entry.is_special:
        return FileState.SPECIAL
    return FileState.FORBIDDEN if entry.is_forbidden else FileState.UNREADABLE


def _mark(entry: Entry) -> tuple[int, int]:
    return entry.size, entry.changed_ns


def _key(entry: Entry) -> str:
    return key_of(own_name(entry.name))


def _is_of(row: DroppedFile, entry: Entry) -> bool:
    return (row.size, row.changed_ns) == _mark(entry)


def _digest(content: bytes) -> Sha256:
    return Sha256(hashlib.sha256(content).hexdigest())
