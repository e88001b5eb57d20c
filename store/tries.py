"""Tries that several processes of one machine count together, in a file of its own that nobody keeps: lost, it begins at nought."""

import sqlite3
import threading
from pathlib import Path

from domain.errors import UnavailableError

MOST_TRIES = 200_000
"""More than a real day brings: who calls from ever new addresses may not fill the disk."""
_SWEEP_EACH = 500
_WAIT_SECONDS = 5.0
_TABLES = """
    CREATE TABLE IF NOT EXISTS tries (name TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL, until REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS tries_of ON tries (name, address, at);
    CREATE INDEX IF NOT EXISTS tries_until ON tries (until);
"""
_OLDEST_THAT_COUNTS = "SELECT at FROM tries WHERE name = ? AND address = ? AND until > ? ORDER BY at DESC LIMIT 1 OFFSET ?"


class SharedTries:
    """Lets addresses through so many times in so many seconds, whichever process they come to. Safe for many threads and processes.

    Times are seconds of a clock all of them share, such as the monotonic clock of one machine.
    """

    def __init__(self, path: Path) -> None:
        """Count in this file. Raises UnavailableError where it cannot be had."""
        self._lock = threading.Lock()
        self._count = 0
        try:
            self._connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _unavailable(error) from error
        try:
            # A process that dies in the middle leaves the file whole; a machine that stops takes the file with it.
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(_TABLES)
        except sqlite3.Error as error:
            self._connection.close()
            raise _unavailable(error) from error

    def admits(self, name: str, address: str, *, most: int, seconds: float, now: float) -> bool:
        """Return whether one more try is allowed, and count it if so: ``most`` in ``seconds``. Raises UnavailableError."""
        if most < 1:
            return False
        with self._lock:
            try:
                return self._admits(name, address, most, seconds, now)
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise _unavailable(error) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _admits(self, name: str, address: str, most: int, seconds: float, now: float) -> bool:
        do = self._connection.execute
        do("BEGIN IMMEDIATE")
        is_admitted = do(_OLDEST_THAT_COUNTS, (name, address, now, most - 1)).fetchone() is None
        if is_admitted:
            do("INSERT INTO tries VALUES (?, ?, ?, ?)", (name, address, now, now + seconds))
            self._count += 1
            if self._count % _SWEEP_EACH == 1:
                self._sweep(now)
        do("COMMIT")
        return is_admitted

    def _sweep(self, now: float) -> None:
        do = self._connection.execute
        do("DELETE FROM tries WHERE until <= ?", (now,))
        (count,) = do("SELECT count(*) FROM tries").fetchone()
        if count > MOST_TRIES:
            do("DELETE FROM tries WHERE rowid IN (SELECT rowid FROM tries ORDER BY until LIMIT ?)", (count - MOST_TRIES,))


def _unavailable(error: sqlite3.Error) -> UnavailableError:
    return UnavailableError(f"The tries of all processes cannot be counted ({error}). Check the space where temporary files are kept.")
