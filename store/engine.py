"""The database: one transaction at a time, on SQLite or PostgreSQL."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from threading import Lock
from typing import Any, cast

import psycopg
from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, make_url, text
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import FromClause

from domain.errors import ConfigurationError, Mistake, UnavailableError
from store import journal, migration, moment, patience, search, snapshots, webhook_events
from store.folding import FUNCTION, folded

_SCRUBBED_PAGES = 4096
_ANEW_BYTES = 2**30
_WAIT_SECONDS = 10
"""How long a transaction waits for its turn, or for a connection to become free."""
_CONNECT_SECONDS = 5
"""A dead connection is found out first, which takes 10 s; who is told to end must be gone within 30 s all the same."""

_MIGRATION_WAIT_SECONDS = 300
"""A process that starts while another migrates waits until that one is done."""

_WAL_PAUSE_SECONDS = 0.02
_FILE_MODE = 0o640

_COLLISIONS = frozenset({"40P01", "40001", "55P03"})
"""SQLSTATE of a deadlock, of transactions that could not be put in order, and of one that waited too long for another."""
_TOO_LATE = "25P03"
"""SQLSTATE of a transaction that the server ended because nothing came of it. The driver counts it as a fault of ours."""
_SQLITE_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
"""Primary codes that speak of the file or the disk. Others (no such table, a syntax error) are faults of ours and stay as they are."""


class Database:
    """The database of an installation. Safe to share between threads, not between processes: each opens its own.

    ``url`` is ``sqlite:///path`` or ``postgresql://...``.
    """

    def __init__(self, url: str) -> None:
        self._url = _address(url)
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        if self._is_sqlite:
            self._writer = _sqlite_engine(self._url, "BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self._url, "BEGIN")
        else:
            self._writer = _postgresql_engine(self._url)
            # One picture from the first statement to the last, as SQLite gives: a list and its count agree.
            self._reader = self._writer.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        # SQLite has one writer. Threads of one process queue here, in order; its busy handler would let them poll and starve.
        self._turn = Lock()

    def write(self) -> AbstractContextManager[Session]:
        """Open a transaction that may change things: committed on leaving, rolled back on an error.

        Raises UnavailableError where the database is away, locked, read-only or full; then nothing was kept.
        """
        return self._transaction(self._writer, self._queued() if self._is_sqlite else nullcontext())

    def read(self) -> AbstractContextManager[Session]:
        """Open a transaction that sees one moment and may change nothing. Raises UnavailableError."""
        return self._transaction(self._reader, nullcontext())

    def ping(self) -> None:
        """Ask for an answer. Raises UnavailableError if there is none."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def migrate(self) -> None:
        """Bring the tables to the newest revision; of several processes that ask at once, one does it and the others wait.

        Raises UnavailableError, or ConfigurationError where a newer Citoyen has written the database.
        """
        with _explained():
            engine = _migration_engine(self._url)
            try:
                with engine.begin() as connection:
                    migration.upgrade(connection)
            finally:
                engine.dispose()

    @contextmanager
    def destroy(self) -> Iterator[Session]:
        """Open a transaction as `write` does, of which what is deleted is overwritten in an SQLite file, too. Raises UnavailableError."""
        with self.write() as session:
            if self._is_sqlite:
                session.execute(text("PRAGMA secure_delete=ON"))
            yield session
            session.flush()
            if self._is_sqlite:
                session.execute(text("PRAGMA secure_delete=FAST"))

    def scrub(self) -> None:
        """Overwrite what an SQLite file does not use any more, and empty its log where nobody reads from it just now.

        A file up to a gigabyte is written anew, which takes seconds: where rows were moved from page to page, older copies of them lie
        between those that are there, and nothing else removes them. PostgreSQL tidies up by itself (VACUUM). Raises UnavailableError.
        """
        if not self._is_sqlite:
            return
        if self._may_be_written_anew():
            with self.destroy() as session:
                search.condense(session)
            with _explained(), self._queued(), self._writer.connect() as connection:
                connection.rollback()
                cast(sqlite3.Connection, connection.connection.dbapi_connection).execute("VACUUM")
        else:
            self._overwrite_unused()
        with _explained(), self._queued(), self._writer.connect() as connection:
            raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
            # The driver begins nothing by itself; what SQLAlchemy has begun is ended, or the log could not be emptied.
            connection.rollback()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _may_be_written_anew(self) -> bool:
        """Tell whether the file is small enough to be written anew while people work, and its disk has room for that."""
        file = snapshots.sqlite_file(self._url.render_as_string(hide_password=False))
        try:
            size = file.stat().st_size
            return size <= _ANEW_BYTES and shutil.disk_usage(file.parent).free > 2 * size
        except OSError:
            return False

    def _overwrite_unused(self) -> None:
        with self.destroy() as session:
            unused = session.scalar(text("PRAGMA freelist_count")) or 0
            size = session.scalar(text("PRAGMA page_size")) or 0
            session.execute(text("CREATE TABLE scrubbed (zeros BLOB)"))
            # In pieces: one value may have a gigabyte at most, and each goes over many pages that were free.
            for first in range(0, unused, _SCRUBBED_PAGES):
                zeros = min(_SCRUBBED_PAGES, unused - first) * size
                session.execute(text("INSERT INTO scrubbed (zeros) VALUES (zeroblob(:zeros))"), {"zeros": zeros})
            session.execute(text("DROP TABLE scrubbed"))

    def settle(self, work: Callable[[Session], None]) -> None:
        """Make a database that was put back fit to start on: bring it to the newest revision and do ``work``, all in one transaction.

        Raises UnavailableError.
        """
        with _explained():
            engine = _migration_engine(self._url)
            try:
                with engine.begin() as connection:
                    if not self._is_sqlite:
                        connection.execute(text(snapshots.finish()))
                    migration.upgrade(connection)
                    with Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
                        work(session)
                        session.flush()
                        webhook_events.write_down(session)
                        journal.write_down(session)
                        session.commit()
            finally:
                engine.dispose()

    def is_current(self) -> bool:
        """Tell whether the tables are those this program works with. Raises UnavailableError."""
        with self.read() as session:
            return migration.is_current(session.connection())

    @contextmanager
    def hold(self, name: str) -> Iterator["Hold | None"]:
        """Hold a name that one process at a time may hold, while the block runs; None where another holds it. Raises UnavailableError.

        The server lets go of it when the connection ends, however the process ends. An SQLite database has one process anyway.
        """
        if self._is_sqlite:
            yield Hold(None)
            return
        engine = _server_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with _explained():
            connection = engine.connect()
        is_free = False
        try:
            with _explained():
                is_free = bool(connection.scalar(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), {"name": name}))
            yield Hold(connection) if is_free else None
        finally:
            with suppress(DBAPIError):  # gone with the connection, and so is the hold
                if is_free and not connection.invalidated:
                    # Said aloud: that a connection has closed the server may notice after somebody else has asked for the name.
                    connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), {"name": name})
            with suppress(DBAPIError):
                connection.close()

    def connections(self) -> dict[str, int]:
        """Return how many connections are in use and how many lie ready, of this process."""
        pools = {self._writer.pool, self._reader.pool}
        queued = [pool for pool in pools if isinstance(pool, QueuePool)]
        return {"in_use": sum(pool.checkedout() for pool in queued), "ready": sum(pool.checkedin() for pool in queued)}

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _transaction(self, engine: Engine, turn: AbstractContextManager[None]) -> Iterator[Session]:
        told = moment.beginning() if engine is self._reader else None
        with _explained(), turn, Session(engine, expire_on_commit=False, info=told) as session, session.begin():
            yield session
            # What the session still keeps to itself locks rows as well, and nothing may be locked after the journal's.
            session.flush()
            webhook_events.write_down(session)
            journal.write_down(session)

    @contextmanager
    def _queued(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=_WAIT_SECONDS):
            raise UnavailableError(f"Another transaction has kept the database for more than {_WAIT_SECONDS} s. Try again.")
        try:
            yield
        finally:
            self._turn.release()


class Hold:
    """A name held for one process."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def is_held(self) -> bool:
        """Tell whether it still is: it is lost with the connection to the database."""
        if self._connection is None:
            return True
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what a driver raises when the database cannot work now into UnavailableError."""
    try:
        yield
    except PoolTimeoutError as error:
        raise UnavailableError(f"No database connection became free within {_WAIT_SECONDS} s. Try again.") from error
    except (DBAPIError, sqlite3.Error) as error:
        orig = error.orig if isinstance(error, DBAPIError) else error
        if not _is_trouble(orig):
            raise
        if _is_collision(orig):
            raise UnavailableError(
                "Somebody else wrote the same rows at the same moment, and was first. Nothing was written. Try again."
            ) from error
        cause = str(orig).strip().splitlines()[0]
        raise UnavailableError(f"The database cannot be used now: {cause}. Check that it runs and that its disk has room.") from error


def _is_collision(error: BaseException | None) -> bool:
    """Tell whether PostgreSQL gave way to another transaction: a deadlock, or one that could not be put in order."""
    return getattr(error, "sqlstate", None) in _COLLISIONS


def _is_trouble(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.DatabaseError):
        # The low byte is the primary code; the driver's own errors carry none.
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _SQLITE_TROUBLE
    is_late = getattr(error, "sqlstate", None) == _TOO_LATE
    return is_late or isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)


def _address(url: str) -> URL:
    """Return the address with the driver we use. Raises ConfigurationError."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise _wrong_address() from error
    match address.drivername:
        case "sqlite":
            return address
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return address.set(drivername="postgresql+psycopg")
        case _:
            raise _wrong_address()


def _wrong_address() -> ConfigurationError:
    return ConfigurationError(
        Mistake(
            where="CITOYEN_DATABASE_URL",
            what="This is not the address of an SQLite or PostgreSQL database.",
            remedy="Write sqlite:///path/to/file or postgresql://user:password@host/name.",
        )
    )


def _engine(url: URL, **options: Any) -> Engine:  # Any: handed through to create_engine
    # Parameters hold what people wrote: they must not get into error texts and logs.
    return create_engine(
        url,
        hide_parameters=True,
        json_serializer=lambda value: to_json(value).decode(),
        json_deserializer=from_json,
        **options,
    )


def _postgresql_engine(url: URL) -> Engine:
    return _server_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_timeout=_WAIT_SECONDS)


def _server_engine(url: URL, **options: Any) -> Engine:  # Any: as above
    engine = _engine(url, connect_args=patience.wanted(url.query, _CONNECT_SECONDS), **options)
    event.listen(engine, "do_connect", patience.connect)
    return engine


class _HintingCompiler(SQLiteCompiler):
    """Writes hints (`INDEXED BY`) behind the table they are of, which SQLAlchemy does for other databases alone."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """Return what stands behind the table."""
        return text


def _sqlite_engine(url: URL, begin: str) -> Engine:
    engine = _engine(url, pool_size=10, max_overflow=20, pool_timeout=_WAIT_SECONDS, connect_args={"timeout": _WAIT_SECONDS})
    engine.dialect.statement_compiler = _HintingCompiler
    # Mail scatters over the indexes: a longer log writes each page back once for many commits, a larger cache finds it in memory.
    pragmas = ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=8000", "cache_size=-16000", "secure_delete=FAST")
    event.listen(engine, "do_connect", _make_file)
    event.listen(engine, "connect", partial(_prepare, pragmas=pragmas + (("query_only=ON",) if begin == "BEGIN" else ())))
    event.listen(engine, "begin", _begin(begin))
    return engine


def _migration_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # Without the patience of others: it waits for those who still read, and builds indexes for as long as that takes.
        return _engine(url, poolclass=NullPool, connect_args=patience.wanted(url.query, _CONNECT_SECONDS))
    engine = _engine(url, poolclass=NullPool, connect_args={"timeout": _MIGRATION_WAIT_SECONDS})
    event.listen(engine, "do_connect", _make_file)
    # Foreign keys are off: Alembic changes an SQLite table by copying and dropping it, which would take the rows that point to it along.
    event.listen(engine, "connect", partial(_prepare, pragmas=("synchronous=FULL",)))
    event.listen(engine, "begin", _begin("BEGIN IMMEDIATE"))
    return engine


def _make_file(_dialect: object, _record: object, arguments: Sequence[str], _options: object) -> None:
    """Make a new database so that others on the machine cannot read it, whatever its folder allows; SQLite's log takes its mode over."""
    # An existing file must not be opened here: closing it would let go of the locks this process holds on it.
    with suppress(OSError):  # SQLite is about to say what is wrong, and of which file
        os.close(os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE))


def _prepare(connection: sqlite3.Connection, _record: object, *, pragmas: tuple[str, ...]) -> None:
    # The driver must not begin transactions by itself: its plain BEGIN lets two read-then-write transactions lose an update.
    connection.isolation_level = None
    connection.create_function(FUNCTION, 1, folded, deterministic=True)
    _use_wal(connection)
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging. SQLite does not wait for this lock, whatever the time-out, so we do."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_WAL_PAUSE_SECONDS)
        else:
            return


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        # By the driver itself: SQLAlchemy's way to it takes as long as an insert.
        cast(sqlite3.Connection, connection.connection.dbapi_connection).execute(statement)

    return begin
