"""Collects the installation's mailboxes, a thread and a connection for each folder; faults end with another try, never with silence."""

import logging
import math
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

from domain.errors import ConfigurationError, UnavailableError
from domain.frames import frames
from flows.channels import Collected, collected_mailboxes
from flows.collect import Pace, collect, count, note_fault
from flows.pulse import ROUND_SECONDS
from flows.wiring import Installation
from ingest.email.imap import ImapFolder
from ingest.email.imap_account import Fault, ImapAccount, ImapError
from store import towns
from workers.sign_in import SignIn

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 300.0
_GROWTH = 2.0
_JITTER = 0.2
"""Folders of one server that was away come back apart."""
_LOOK_AGAIN = timedelta(minutes=10)
"""A folder is looked through so often even where the server told of nothing."""
_VAIN = 2
"""Looks in a row for which the server told of news and had none, before it is listened to less often."""
_COUNT_EVERY = timedelta(hours=24)
_AT_NIGHT = 3
"""Hour of the town hall's clock, near enough: folders are counted then, and at the first start."""
_STOP_SECONDS = 15.0
_PATIENCE_SECONDS = 1800.0
"""The largest mail comes in so long a time at 28 kB a second. A server from which nothing came for longer is told of, and left."""
_WATCH_SECONDS = 30.0
_RENEW_SECONDS = 3.0
"""How soon a mailbox that was named on the desk is collected."""
_TAKEOVER_SECONDS = 5.0
"""How soon another process sees that the one that held a folder is gone."""

_log = logging.getLogger(__name__)


class Collector:
    """Every folder of every mailbox, of the settings and of those named on the desk, which may come and go meanwhile."""

    def __init__(self, installation: Installation) -> None:
        """Look up the towns the mailboxes belong to. Raises ConfigurationError, UnavailableError."""
        self._installation = installation
        self._stopping = Event()
        self._changing = Lock()
        self._boxes: list[_Box] = []
        self._watching = Thread(target=self._watch, name="collect-watch", daemon=True)
        self._renew()

    @property
    def folders(self) -> int:
        """Return how many folders are collected."""
        return len(self._watches)

    def start(self) -> None:
        """Start a thread for each folder, and one that sees to it that they get on, and that what is named anew is collected."""
        for watch in self._watches:
            watch.thread.start()
        self._watching.start()

    def stop(self) -> None:
        """End all of them; what is being written is finished, what is being fetched comes again.

        A thread that is only about to connect has nothing in hand and is not waited for.
        """
        self._stopping.set()
        with self._changing:
            at_work = [watch for box in self._boxes for watch in box.end()]
        deadline = time.monotonic() + _STOP_SECONDS
        if self._watching.ident is not None:
            # It may be at the database, which is closed behind us.
            self._watching.join(_STOP_SECONDS)
        for watch in at_work:
            watch.thread.join(max(0.0, deadline - time.monotonic()))

    @property
    def _watches(self) -> tuple["_Watch", ...]:
        with self._changing:
            return tuple(watch for box in self._boxes for watch in box.watches)

    def _watch(self) -> None:
        renewed_at = looked_at = time.monotonic()
        with self._installation.pulse.watched("mailboxes", ROUND_SECONDS):
            while not self._stopping.wait(min(_RENEW_SECONDS, _WATCH_SECONDS)):
                self._installation.pulse.stir()
                now = time.monotonic()
                if now - renewed_at >= _RENEW_SECONDS:
                    renewed_at = now
                    self._keep_up()
                if now - looked_at >= _WATCH_SECONDS:
                    looked_at = now
                    for watch in self._watches:
                        watch.end_if_stuck()

    def _keep_up(self) -> None:
        try:
            for watch in self._renew():
                watch.thread.start()
        except (ConfigurationError, UnavailableError) as error:
            # What is collected goes on; the desk and `citoyen doctor` tell of it.
            _log.warning("mailboxes: %s", error)

    def _renew(self) -> "tuple[_Watch, ...]":
        """Take up mailboxes that were named or changed since, let go of those taken out; return the new watches, not yet started."""
        with self._installation.database.read() as session:
            # Before the first run has named a town there is nobody to collect for.
            named = collected_mailboxes(self._installation.settings, session) if towns.numbers(session) else ()
            # What lies in the mailboxes of a town that takes nothing new stays there.
            suspended = towns.suspended(session)
        wanted = tuple(one for one in named if one.account.town not in suspended)
        with self._changing:
            if self._stopping.is_set():
                return ()
            marks = [one.mark for one in wanted]
            for box in self._boxes:
                if box.mark not in marks:
                    box.end()
            kept = [box for box in self._boxes if box.mark in marks]
            known = [box.mark for box in kept]
            fresh = [_Box(self._installation, one) for one in wanted if one.mark not in known]
            self._boxes = [*kept, *fresh]
            return tuple(watch for box in fresh for watch in box.watches)


class _Box:
    """One mailbox: its folders, and the end of all of them."""

    def __init__(self, installation: Installation, collected: Collected) -> None:
        self.mark = collected.mark
        self._stopping = Event()
        account, sign_in = collected.account, SignIn(self._stopping)
        self.watches = tuple(_Watch(installation, account, folder, sign_in, self._stopping) for folder in account.folders)

    def end(self) -> "list[_Watch]":
        """Collect it no longer; return the watches that have something in hand."""
        self._stopping.set()
        return [watch for watch in self.watches if watch.abort()]


class _Watch:
    """One folder, collected for as long as the process lives."""

    def __init__(self, installation: Installation, account: ImapAccount, folder: str, sign_in: SignIn, stopping: Event) -> None:
        self._installation = installation
        self._account = account
        self._folder = folder
        self._sign_in = sign_in
        self._stopping = stopping
        self._pace = Pace()
        self._pause = _FIRST_PAUSE_SECONDS
        self._counted_at: datetime | None = None
        self._source: ImapFolder | None = None
        self._steps = 0
        self._moved_at = time.monotonic()
        """When it was last seen that there was a new step, or until when nothing need happen."""
        self._is_stuck = False
        self._changing = Lock()
        self.thread = Thread(target=self._run, name=f"collect-{account.name}-{folder}", daemon=True)

    def abort(self) -> bool:
        """End the connection, so that nothing waits on it; tell whether there is one."""
        with self._changing:
            if self._source is not None:
                self._source.abort()
            return self._source is not None

    def end_if_stuck(self) -> None:
        """Write that the server does not get on, where it has not for long, and end the connection. Called from time to time."""
        now = time.monotonic()
        if self._pace.steps != self._steps:
            self._steps, self._moved_at = self._pace.steps, max(now, self._moved_at)
        elif now - self._moved_at >= _PATIENCE_SECONDS:
            self._is_stuck, self._moved_at = True, now
            self._note(_stuck())
            self.abort()

    def _run(self) -> None:
        name = f"collect {self._account.town} {self._account.name} {self._folder}"
        while not self._stopping.is_set():
            try:
                with self._installation.database.hold(name) as hold:
                    if hold is None:
                        self._wait(_TAKEOVER_SECONDS)
                        continue
                    self._collect_while(hold.is_held)
            except ImapError as error:
                # What the break that we made ourselves looks like says nothing.
                self._note(_stuck() if self._is_stuck else error)
                self._is_stuck = False
                self._rest()
            except UnavailableError as error:
                self._installation.meters.error("mailbox", error)
                self._log(str(error))
                self._rest()
            except Exception as error:  # noqa: BLE001 — the task boundary: one folder's fault must not end its collecting for good
                self._installation.meters.error("mailbox", error)
                self._log(frames(error))
                self._rest()

    def _collect_while(self, is_held: Callable[[], bool]) -> None:
        """Collect over one connection until it ends. Raises ImapError, UnavailableError."""
        self._moved_at = math.inf  # until our turn has come
        source = self._sign_in.open(self._connected)
        if source is None:
            return
        with self._changing:
            self._source = source
        try:
            self._watch(source, is_held)
        finally:
            source.close()
            with self._changing:
                self._source = None

    def _connected(self) -> ImapFolder:
        self._moved_at = time.monotonic()
        return ImapFolder(self._account, self._folder)

    def _watch(self, source: ImapFolder, is_held: Callable[[], bool]) -> None:
        """Look at the folder now, whenever the server tells of news, and from time to time."""
        due, vain = _now(), 0
        while not self._stopping.is_set() and is_held():
            if _now() >= due:
                found = self._look(source)
                due = _now() + _LOOK_AGAIN
                # A server that tells of news and has none would keep both busy for ever.
                vain = 0 if found else vain + 1
                self._wait(min(self._account.poll_seconds, 0.0 if vain <= _VAIN else _GROWTH ** (vain - _VAIN)))
            left = max(0.0, (due - _now()).total_seconds())
            self._moved_at = time.monotonic() + left
            if source.wait(self._stopping, left):
                due = _now()
            else:
                vain = 0

    def _look(self, source: ImapFolder) -> int:
        found = collect(self._installation, self._account, source, self._pace, _now)
        if self._is_time_to_count():
            counted = count(self._installation, self._account, source, self._pace, _now)
            self._counted_at = _now()
            if counted.missed or counted.aside:
                told = "mailbox %s, folder %s: %d mails, %d had been missed, %d are set aside"
                _log.warning(told, self._account.town, self._folder, counted.mails, counted.missed, counted.aside)
        self._pause = _FIRST_PAUSE_SECONDS
        return found

    def _is_time_to_count(self) -> bool:
        if self._counted_at is None:
            return True
        age = _now() - self._counted_at
        return age >= _COUNT_EVERY or (age >= _COUNT_EVERY / 2 and datetime.now().astimezone().hour == _AT_NIGHT)

    def _note(self, error: ImapError) -> None:
        if self._stopping.is_set():
            return
        self._installation.meters.trouble("mailbox", error.fault)
        self._log(str(error))
        try:
            note_fault(self._installation, self._account, self._folder, error, _now())
        except UnavailableError as away:
            self._log(str(away))

    def _log(self, what: str) -> None:
        if not self._stopping.is_set():
            _log.error("mailbox %s, folder %s: %s", self._account.town, self._folder, what)

    def _rest(self) -> None:
        """Wait before the next try, longer each time but where that looks for the one bad mail."""
        if self._pace.takes_hurry():
            self._pause = _FIRST_PAUSE_SECONDS
        pause = self._pause * (1 + _JITTER * random.random())  # noqa: S311 — no secret
        self._pause = min(_LONGEST_PAUSE_SECONDS, _GROWTH * self._pause)
        self._wait(pause)

    def _wait(self, seconds: float) -> None:
        """Wait of our own will."""
        self._moved_at = time.monotonic() + seconds
        self._stopping.wait(seconds)


def _stuck() -> ImapError:
    return ImapError(Fault.SLOW, f"{_PATIENCE_SECONDS / 60:.0f} min")


def _now() -> datetime:
    return datetime.now(UTC)
