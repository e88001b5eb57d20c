"""What lies in a drop folder, and what kind of disk or share it lies on."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.drop.faults import Fault, FolderError, is_away, of_error
from ingest.drop.names import is_passed_over

_MOUNTS = Path("/proc/self/mountinfo")
DEEPEST = 8
"""Folders within folders that are looked into: a path of more, each with the longest name, would be too long for the system."""
_LOCAL = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "bcachefs", "f2fs", "jfs", "tmpfs", "ramfs", "overlay", "vfat", "exfat"})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR})
_CLOSED = frozenset({errno.EACCES, errno.EPERM})
_LATEST_NS = 2**63 - 1
"""What a database column holds: the year 2262. Clocks of copiers, and file systems, know later ones."""

Beat = Callable[[], None]
"""Called at every step, so that somebody can see that it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in a folder, as it was at that moment. ``name`` is its path below the folder, with ``/`` between.

    ``is_special``: it is a link, a pipe, a device; it is not opened. ``is_forbidden``: it may not even be looked at, or it is a sub-folder
    that may not be read. ``is_damaged``: its disk or share does not say what it is, though it does of others.
    """

    name: str
    size: int = 0
    changed_ns: int = 0
    device: int = 0
    inode: int = 0
    is_special: bool = False
    is_forbidden: bool = False
    is_damaged: bool = False

    @property
    def is_ordinary(self) -> bool:
        """Tell whether it is a file."""
        return not (self.is_special or self.is_forbidden or self.is_damaged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All that lies in a folder but what is no document; ``names`` has that too. ``device`` and ``inode`` are the folder's own.

    ``inside`` are the sub-folders that were looked into, ``folders`` those that were not.
    """

    entries: tuple[Entry, ...]
    names: frozenset[str]
    inside: tuple[str, ...]
    folders: tuple[str, ...]
    device: int
    inode: int


def list_folder(root: Path, *, is_deep: bool, passed: Path | None, beat: Beat) -> Listing:
    """Return what lies in a folder, below it too where it ``is_deep``, but not below ``passed``. Raises FolderError."""
    try:
        own = root.stat()
    except OSError as error:
        raise of_error(error) from error
    found = _Found(root, passed, beat, deepest=DEEPEST if is_deep else 0)
    while found.waiting:
        beat()
        found.look(found.waiting.pop())
    found.refuse_if_nothing_answers()
    return Listing(
        entries=tuple(found.entries),
        names=frozenset(found.names),
        inside=tuple(found.inside),
        folders=tuple(found.folders),
        device=own.st_dev,
        inode=own.st_ino,
    )


class _Found:
    """What was found so far, and the sub-folders that are still to be looked into (the folder itself is ``""``)."""

    def __init__(self, root: Path, passed: Path | None, beat: Beat, *, deepest: int) -> None:
        self._root = root
        self._passed = passed
        self._beat = beat
        self._deepest = deepest
        self._answers = 0
        self._error: OSError | None = None
        self.entries: list[Entry] = []
        self.names: set[str] = set()
        self.inside: list[str] = []
        self.folders: list[str] = []
        self.waiting = [""]

    def look(self, below: str) -> None:
        try:
            for entry in _scanned(self._root, below):
                self._beat()  # a share may take its time over each
                self._take(entry, f"{below}{entry.name}")
        except OSError as error:
            if not below:
                raise of_error(error) from error
            self._miss(below, error)

    def refuse_if_nothing_answers(self) -> None:
        """Raise FolderError where names are given out, and nothing of what bears them: that is no fault of single files."""
        if self._error is not None and not self._answers:
            raise of_error(self._error) from self._error

    def _take(self, entry: os.DirEntry[str], name: str) -> None:
        self.names.add(name)
        if is_passed_over(entry.name) or (self._passed is not None and self._root / name == self._passed):
            return
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            state = None if is_folder else entry.stat(follow_symlinks=False)
        except OSError as error:
            self._miss(name, error)
            return
        self._answers += 1
        if state is not None:
            self.entries.append(_seen(name, state))
        elif name.count("/") < self._deepest:
            self.inside.append(name)
            self.waiting.append(f"{name}/")
        else:
            self.folders.append(name)

    def _miss(self, name: str, error: OSError) -> None:
        """Note that something cannot be looked at: it must keep no others. Raises FolderError where the share is away."""
        if is_away(error):
            raise of_error(error) from error
        if error.errno in _GONE:
            return
        self._error = error
        is_forbidden = error.errno in _CLOSED
        self.entries.append(Entry(name=name, is_forbidden=is_forbidden, is_damaged=not is_forbidden))


def _scanned(root: Path, below: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(root / below) as found:
        yield from found


def _seen(name: str, state: os.stat_result) -> Entry:
    return Entry(
        name=name,
        size=state.st_size,
        changed_ns=changed_ns(state),
        device=state.st_dev,
        inode=state.st_ino,
        is_special=not stat.S_ISREG(state.st_mode),
    )


def changed_ns(state: os.stat_result) -> int:
    """Return when something was last changed, by its own machine's clock, in nanoseconds since 1970; what no calendar has is cut."""
    return max(-_LATEST_NS, min(state.st_mtime_ns, _LATEST_NS))


def refuse_if_away(root: Path, error: OSError) -> None:
    """Raise FolderError where an error with one of a folder's files is that of its whole disk or share."""
    if is_away(error):
        raise of_error(error) from error
    try:
        next(_scanned(root, ""), None)
    except OSError as of_all:
        raise of_error(of_all) from error


def file_system(folder: Path) -> str | None:
    """Return the kind of file system a folder lies on, such as ``ext4`` or ``cifs``; None where this machine does not tell."""
    try:
        real = folder.resolve()
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind = -1, None
    for line in mounts:
        # proc(5): "36 35 98:0 /root /mount/point options shared:1 - ext3 /dev/root rw"
        facts, _, of_type = line.partition(" - ")
        point = Path(facts.split()[4].replace("\\040", " ").replace("\\134", "\\"))
        if real.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), of_type.split()[0]
    return kind


def is_local(kind: str | None) -> bool:
    """Tell whether a file system is one whose changes this machine hears of, all of them: only it can make any."""
    return kind in _LOCAL


def refuse_bare_mount_point(before: str | None, now: str | None, listing: Listing) -> None:
    """Raise FolderError where a folder lay on a share, and now is the empty place the share is mounted at."""
    if before is not None and not is_local(before) and is_local(now) and not listing.names:
        raise FolderError(Fault.VANISHED, f"{before} → {now}")
