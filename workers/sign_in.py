"""Signing in to an account whose password was refused: one folder of it at a time, and seldom, lest the server locks the account."""

import time
from collections.abc import Callable
from threading import Event, Lock

from ingest.email.imap import ImapFolder
from ingest.email.imap_account import Fault, ImapError

_FIRST_SECONDS = 120.0
_LONGEST_SECONDS = 1800.0
"""Five refusals within ten minutes are where many servers shut the door: so there are at most four."""
_LOOK_SECONDS = 1.0
_REFUSED = frozenset({Fault.LOGIN, Fault.LOGIN_DISABLED, Fault.NO_SECRET})


class SignIn:
    """The way in to one account, for all its folders."""

    def __init__(self, stopping: Event) -> None:
        self._stopping = stopping
        self._one = Lock()
        self._pause = 0.0
        self._not_before = 0.0

    def open(self, connect: Callable[[], ImapFolder]) -> ImapFolder | None:
        """Return a connection, in turn and not before the pause is over; None where the process ends. Raises ImapError."""
        while not self._stopping.is_set():
            if not self._one.acquire(timeout=_LOOK_SECONDS):
                continue
            try:
                if not self._stopping.wait(max(0.0, self._not_before - time.monotonic())):
                    return self._connected(connect)
            finally:
                self._one.release()
        return None

    def _connected(self, connect: Callable[[], ImapFolder]) -> ImapFolder:
        try:
            source = connect()
        except ImapError as error:
            if error.fault in _REFUSED:
                self._pause = min(_LONGEST_SECONDS, 2 * self._pause or _FIRST_SECONDS)
                self._not_before = time.monotonic() + self._pause
            raise
        self._pause = self._not_before = 0.0
        return source
