"""Takes in what is laid in the installation's drop folders, each by threads of its own; faults end with another try, never with silence."""

import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Lock, Thread

from domain.errors import ConfigurationError, UnavailableError
from domain.frames import frames
from flows.channels import watched_folders
from flows.folders import DropFolder
from flows.pulse import ROUND_SECONDS
from flows.take import Taker
from flows.wiring import Installation
from ingest.drop.events import Tidings
from ingest.drop.faults import Fault, FolderError
from ingest.drop.listing import is_local
from ingest.drop.probe import Probe
from store import towns
from workers.patience import HungError, Patience, StoppedError

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_GROWTH = 2.0
_JITTER = 0.2
_HUNG_SECONDS = 30.0
_RENEW_SECONDS = 3.0
"""How soon a folder that was named on the desk is watched."""
_GAP_SECONDS = 0.25
"""Between two looks, however much goes on in a folder."""
_SETTING_UP_SECONDS = 1.0
"""What happens while tidings are set up is told by nobody: so soon another look follows."""
_LISTEN_AGAIN_SECONDS = 600.0
"""How soon tidings that ended by themselves are asked for again."""
_STOP_SECONDS = 15.0
_TAKEOVER_SECONDS = 5.0
"""How soon another process sees that the one that held a folder is gone."""

_log = logging.getLogger(__name__)


class Watcher:
    """Every drop folder, of the settings and of those named on the desk, which may come and go meanwhile."""

    def __init__(self, installation: Installation) -> None:
        """Look up the towns the folders belong to. Raises ConfigurationError, UnavailableError."""
        self._installation = installation
        self._stopping = Event()
        self._changing = Lock()
        self._watches: list[_Watch] = []
        self._keeping_up = Thread(target=self._keep_up, name="folders-watch", daemon=True)
        self._renew()

    @property
    def folders(self) -> int:
        """Return how many folders are watched."""
        with self._changing:
            return len(self._watches)

    def start(self) -> None:
        """Start watching all of them, and for those that are named anew."""
        with self._changing:
            watches = tuple(self._watches)
        for watch in watches:
            watch.thread.start()
        self._keeping_up.start()

    def stop(self) -> None:
        """End all of them; what is being kept is finished, and what a share holds up is left behind."""
        self._stopping.set()
        deadline = time.monotonic() + _STOP_SECONDS
        with self._changing:
            watches = tuple(self._watches)
        for watch in watches:
            watch.end()
        if self._keeping_up.ident is not None:
            # It may be at the database, which is closed behind us.
            self._keeping_up.join(_STOP_SECONDS)
        for watch in watches:
            if watch.thread.ident is not None:
                watch.thread.join(max(0.0, deadline - time.monotonic()))

    def _keep_up(self) -> None:
        with self._installation.pulse.watched("folders", ROUND_SECONDS):
            while not self._stopping.wait(_RENEW_SECONDS):
                self._installation.pulse.stir()
                try:
                    for watch in self._renew():
                        watch.thread.start()
                except (ConfigurationError, UnavailableError) as error:
                    # What is watched goes on; the desk and `citoyen doctor` tell of it.
                    _log.warning("drop folders: %s", error)

    def _renew(self) -> "tuple[_Watch, ...]":
        """Take up folders that were named since, let go of those taken out; return the new watches, not yet started."""
        with self._installation.database.read() as session:
            # Before the first run has named a town there is nobody to take them in for.
            found = watched_folders(self._installation.settings, session) if towns.numbers(session) else ()
            # What is laid in the folders of a town that takes nothing new stays there.
            suspended = towns.suspended(session)
        wanted = [one.folder for one in found if one.folder.town not in suspended]
        with self._changing:
            if self._stopping.is_set():
                return ()
            places = {(folder.town, folder.path, folder.channel) for folder in wanted}
            for watch in self._watches:
                if watch.place not in places:
                    watch.end()
            kept = [watch for watch in self._watches if watch.place in places]
            known = {watch.place for watch in kept}
            fresh = [_Watch(self._installation, one) for one in wanted if (one.town, one.path, one.channel) not in known]
            self._watches = [*kept, *fresh]
            return tuple(fresh)


class _Watch:
    """One folder, watched for as long as the process lives."""

    def __init__(self, installation: Installation, folder: DropFolder) -> None:
        self._installation = installation
        self._folder = folder
        self._stopping = Event()
        self._patience: Patience[float] = Patience(_HUNG_SECONDS, self._stopping)
        self._probe = Probe(folder.path)
        self._pause = _FIRST_PAUSE_SECONDS
        self.news = Event()
        self.place = (folder.town, folder.path, folder.channel)
        self.thread = Thread(target=self._run, name=f"folder-{folder.path.name}", daemon=True)

    def end(self) -> None:
        """Watch it no longer, as soon as what is in hand is kept."""
        self._stopping.set()
        self.news.set()

    def _run(self) -> None:
        name = f"folder {self._folder.town} {self._folder.path}"
        while not self._stopping.is_set():
            taker = Taker(self._installation, self._folder, _now)
            try:
                with self._installation.database.hold(name) as hold:
                    if hold is None:
                        self._stopping.wait(_TAKEOVER_SECONDS)
                        continue
                    self._watch(taker, hold.is_held)
            except StoppedError:
                continue
            except FolderError as error:
                self._note(taker, error.fault, error.detail)
            except HungError:
                self._note(taker, Fault.HUNG, "")
            except UnavailableError as error:
                self._note(taker, Fault.UNAVAILABLE, str(error))
            except Exception as error:  # noqa: BLE001 — the task boundary: one folder's fault must not end its watch for good
                self._installation.meters.error("folder", error)
                self._log(frames(error))
                self._rest()

    def _watch(self, taker: Taker, is_held: Callable[[], bool]) -> None:
        """Look at the folder now, when there is news of it, when a file in it is due, and from time to time."""
        tidings = _Listening(self._folder, self.news.set)
        try:
            while not self._stopping.is_set() and is_held():
                self.news.clear()
                self._knock(taker)
                due = self._patience.call(taker.look)
                self._pause = _FIRST_PAUSE_SECONDS
                if tidings.keep_up(taker):
                    due = min(due, _SETTING_UP_SECONDS)
                self._stopping.wait(_GAP_SECONDS)
                self.news.wait(max(0.0, min(due, self._folder.rescan_seconds) - _GAP_SECONDS))
        finally:
            tidings.stop()

    def _knock(self, taker: Taker) -> None:
        """Ask whether the folder answers, unless it is known to lie on a disk of this machine. Raises HungError, StoppedError.

        A thread within a share that hangs may keep the whole process from ending, with all it holds: ports, database, other folders.
        """
        if is_local(taker.file_system) or self._probe.answers(_HUNG_SECONDS, self._stopping.is_set):
            return
        raise StoppedError if self._stopping.is_set() else HungError

    def _note(self, taker: Taker, fault: Fault, detail: str) -> None:
        if self._stopping.is_set():
            return
        self._installation.meters.trouble("folder", fault)
        self._log(f"{fault} {detail}".rstrip())
        try:
            taker.note_fault(fault, detail)
        except UnavailableError as away:
            self._log(str(away))
        self._rest()

    def _log(self, what: str) -> None:
        if not self._stopping.is_set():
            _log.error("drop folder %s of %s: %s", self._folder.path, self._folder.town, what)

    def _rest(self) -> None:
        """Wait before the next try, longer each time."""
        pause = self._pause * (1 + _JITTER * random.random())  # noqa: S311 — no secret
        self._pause = min(_LONGEST_PAUSE_SECONDS, _GROWTH * self._pause)
        self._stopping.wait(pause)


class _Listening:
    """Tidings of a folder, begun anew when another folder, or another disk, has taken its place or sub-folders have come or gone."""

    def __init__(self, folder: DropFolder, tell: Callable[[], None]) -> None:
        self._folder = folder
        self._tell = tell
        self._tidings: Tidings | None = None
        self._of: tuple[int, int, tuple[str, ...]] | None = None
        self._begun = 0.0

    def keep_up(self, taker: Taker) -> bool:
        """Listen where that tells everything, and tell whether that has only begun.

        Elsewhere it never does, and to ask a share that hangs for it would hold up the process.
        """
        if taker.listing is None or not is_local(taker.file_system):
            self.stop()
            return False
        of = (taker.listing.device, taker.listing.inode, tuple(sorted(taker.listing.inside)))
        is_old = self._tidings is not None and self._tidings.is_over and time.monotonic() - self._begun > _LISTEN_AGAIN_SECONDS
        if of == self._of and not is_old:
            return False
        self.stop()
        folders = [self._folder.path, *(self._folder.path / name for name in taker.listing.inside)]
        self._tidings, self._of, self._begun = Tidings(folders, self._tell), of, time.monotonic()
        return True

    def stop(self) -> None:
        """Listen no longer."""
        if self._tidings is not None:
            self._tidings.stop()
        self._tidings, self._of = None, None


def _now() -> datetime:
    return datetime.now(UTC)
