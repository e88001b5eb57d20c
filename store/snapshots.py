"""The whole database as it stands at one moment, in one file: SQLite by its own backup, PostgreSQL by pg_dump; and the way back."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import make_url

from domain.errors import UnavailableError

Tell = Callable[[str, int, int], None]
"""Is told how far something is: its name, how much is done, and of how much."""

UNFINISHED = "restored_version"
"""What the table of the revision is called until all that a restore has to do is done: with it nothing starts."""
_REVISION = "alembic_version"
_COUNTED = ("towns", "agents", "inbounds", "requests", "outbox", "originals", "journal")
_PAGES_AT_ONCE = 2048
_PIECE_BYTES = 2**20
_FILE_MODE = 0o600
_DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version."""
_PROGRAM_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class MissingProgramError(UnavailableError):
    """A program of PostgreSQL is not there, or is older than the server; ``program`` and the ``version`` that is needed."""

    def __init__(self, program: str, version: int) -> None:
        """Keep what is missing."""
        super().__init__(f"{program} of PostgreSQL {version} is needed. Debian: apt-get install postgresql-client-{version}")
        self.program = program
        self.version = version


class BrokenDatabaseError(UnavailableError):
    """The database is damaged on its disk: what was copied of it is worth nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a copy of the database holds: its revision, and how many rows the tables have that people ask for."""

    kind: str
    revision: str
    counts: Mapping[str, int]


def kind_of(url: str) -> str:
    """Return ``sqlite`` or ``postgresql``."""
    return str(make_url(url).get_backend_name())


def sqlite_file(url: str) -> Path:
    """Return the file of an SQLite database."""
    return Path(make_url(url).database or "")


def take(url: str, file: Path, tell: Tell) -> Snapshot:
    """Copy the database into a new file that only its owner reads, on disk when this returns; others may write to it all the while.

    Raises UnavailableError, MissingProgramError, BrokenDatabaseError.
    """
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE))
    snapshot = _take_sqlite(sqlite_file(url), file, tell) if kind_of(url) == "sqlite" else _take_postgresql(url, file, tell)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return snapshot


def tables(url: str) -> frozenset[str]:
    """Return the names of the tables a database has; makes nothing. Raises UnavailableError."""
    if kind_of(url) == "sqlite":
        path = sqlite_file(url)
        if not path.exists():
            return frozenset()
        with _explained(), closing(sqlite3.connect(path)) as connection:
            return _sqlite_tables(connection)
    with _explained(), psycopg.connect(_conninfo(url)) as server:
        return _server_tables(server)


def put_back(url: str, file: Path, tell: Tell) -> None:
    """Write a copy into a database that has no tables, whole or not at all; nothing starts on it before `finish`.

    An SQLite database is made beside its place, and moved there when it is finished. Raises UnavailableError, MissingProgramError.
    """
    if kind_of(url) == "sqlite":
        _copy(file, sqlite_file(url), tell)
        return
    with _explained(), psycopg.connect(_conninfo(url)) as server:
        version = server.info.server_version // 10_000
    restore, psql = _program("pg_restore", version), _program("psql", version)
    # The program's own words leave no schema to look in. Nothing stands before the last of ours: psql with --single-transaction would
    # take for the end of its input that we were killed, and keep half a database.
    ending = f"RESET search_path;\nALTER TABLE {_REVISION} RENAME TO {UNFINISHED};\nCOMMIT;\n".encode()
    tell("database", 0, 1)
    _piped(
        (restore, "--no-owner", "--no-privileges", "--file=-", str(file)),
        (psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={_conninfo(url, secret=False)}"),
        (b"BEGIN;\n", ending),
        _environment(url),
    )
    tell("database", 1, 1)


def finish() -> str:
    """Return the statement with which a PostgreSQL database that was put back may be started on again."""
    return f"ALTER TABLE {UNFINISHED} RENAME TO {_REVISION}"


def fold(file: Path) -> None:
    """Bring an SQLite database that nobody uses into its one file, on disk when this returns. Raises UnavailableError."""
    with _explained(), closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with file.open("rb") as whole:
        os.fsync(whole.fileno())


def look(url: str) -> Snapshot:
    """Return what a database holds that was put back. Raises UnavailableError."""
    if kind_of(url) == "sqlite":
        with _explained(), closing(sqlite3.connect(sqlite_file(url))) as connection:
            return _look_sqlite(connection)
    with _explained(), psycopg.connect(_conninfo(url)) as server:
        return _look_server(server)


def _take_sqlite(source: Path, file: Path, tell: Tell) -> Snapshot:
    def progress(_status: int, remaining: int, total: int) -> None:
        tell("database", total - remaining, total)

    with _explained(), closing(sqlite3.connect(source, isolation_level=None)) as origin, closing(sqlite3.connect(file)) as copy:
        # What is read from here on is this moment's, however many write meanwhile: without it the copying would begin anew each time.
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        origin.backup(copy, pages=_PAGES_AT_ONCE, progress=progress)
        origin.execute("ROLLBACK")
        # One file, with no log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise BrokenDatabaseError(f"The database {source} is damaged: {found}. Put back the last good backup.")
        return _look_sqlite(copy)


def _look_sqlite(connection: sqlite3.Connection) -> Snapshot:
    found = _sqlite_tables(connection)
    (revision,) = connection.execute(f"SELECT version_num FROM {_REVISION}").fetchone()  # noqa: S608 — a name of ours
    counts = {name: int(connection.execute(_counting(name)).fetchone()[0]) for name in _COUNTED if name in found}
    return Snapshot(kind="sqlite", revision=str(revision), counts=counts)


def _sqlite_tables(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))


def _take_postgresql(url: str, file: Path, tell: Tell) -> Snapshot:
    with _explained(), psycopg.connect(_conninfo(url)) as server:
        server.isolation_level, server.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        dump = _program("pg_dump", server.info.server_version // 10_000)
        # The program and we look at the same moment.
        exported = server.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = _look_server(server)
        tell("database", 0, 1)
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported[0] if exported else ''}")
        _run((dump, *options, f"--file={file}", f"--dbname={_conninfo(url, secret=False)}"), _environment(url))
        tell("database", 1, 1)
        return snapshot


def _look_server(server: psycopg.Connection) -> Snapshot:
    found = _server_tables(server)
    revision_table = UNFINISHED if UNFINISHED in found else _REVISION
    counted = {name: server.execute(_counting(name).encode()).fetchone() for name in _COUNTED if name in found}
    revision = server.execute(f"SELECT version_num FROM {revision_table}".encode()).fetchone()  # noqa: S608 — a name of ours
    counts = {name: int(row[0]) for name, row in counted.items() if row is not None}
    return Snapshot(kind="postgresql", revision="" if revision is None else str(revision[0]), counts=counts)


def _server_tables(server: psycopg.Connection) -> frozenset[str]:
    return frozenset(name for (name,) in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))


def _counting(table: str) -> str:
    return f'SELECT count(*) FROM "{table}"'  # noqa: S608 — a name of ours


def _copy(file: Path, to: Path, tell: Tell) -> None:
    total, done = file.stat().st_size, 0
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with file.open("rb") as source, os.fdopen(descriptor, "wb") as copy:
        while piece := source.read(_PIECE_BYTES):
            copy.write(piece)
            done += len(piece)
            tell("database", done, total)
        copy.flush()
        os.fsync(copy.fileno())


def _program(name: str, version: int) -> str:
    """Return the oldest program that is no older than the server: it writes nothing the server would not understand."""
    on_path = shutil.which(name)
    candidates = [*([on_path] if on_path else ()), *map(str, _DEBIAN.glob(f"*/bin/{name}"))]
    fitting = sorted((found, path) for path in candidates if (found := _version(path)) >= version)
    if not fitting:
        raise MissingProgramError(name, version)
    return str(fitting[0][1])


def _version(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 — a program of PostgreSQL
    found = _PROGRAM_VERSION.search(told.stdout)
    return int(found[1]) if found else 0


def _conninfo(url: str, *, secret: bool = True) -> str:
    """Return the address in libpq's words; without the ``secret`` for command lines, which all users of the machine can read."""
    parts = conninfo_to_dict(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    if not secret:
        parts.pop("password", None)
    return make_conninfo(**{"connect_timeout": "10", **{name: str(value) for name, value in parts.items() if value is not None}})


def _environment(url: str) -> dict[str, str]:
    password = make_url(url).password
    return {**os.environ, **({} if password is None else {"PGPASSWORD": str(password)})}


def _run(command: Iterable[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(tuple(command), env=environment, capture_output=True, check=False)  # noqa: S603 — a program of PostgreSQL
    if done.returncode:
        raise _failed(done.stderr)


def _piped(first: Iterable[str], second: Iterable[str], around: tuple[bytes, bytes], environment: Mapping[str, str]) -> None:
    """Give what one program writes to another one, between the words ``around``, of which the last has it keep all of it."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        writer = subprocess.Popen(tuple(first), env=environment, stdout=subprocess.PIPE, stderr=said)  # noqa: S603 — as above
        reader = subprocess.Popen(tuple(second), env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complained)  # noqa: S603
        try:
            is_taken = _say(reader, around[0]) and _pump(writer, reader)
            if not is_taken:
                # Who writes may still have much to say, and nobody listens any more: he is not waited for.
                reader.wait()
                raise _failed(_told(complained))
            if writer.wait():
                reader.kill()
                raise _failed(_told(said))
            _say(reader, around[1])
            if reader.stdin is not None:
                _close(reader.stdin)
            if reader.wait():
                raise _failed(_told(complained))
        finally:
            for process in (writer, reader):
                process.kill()
                process.wait()
                for stream in (process.stdin, process.stdout):
                    if stream is not None:
                        _close(stream)


def _pump(writer: "subprocess.Popen[bytes]", reader: "subprocess.Popen[bytes]") -> bool:
    """Tell whether the reader took all there was."""
    if writer.stdout is None or reader.stdin is None:
        return False
    try:
        shutil.copyfileobj(writer.stdout, reader.stdin, _PIECE_BYTES)
    except BrokenPipeError:
        return False
    return True


def _say(reader: "subprocess.Popen[bytes]", words: bytes) -> bool:
    """Tell whether the reader took the words; where not, its status says why."""
    if reader.stdin is None:
        return False
    try:
        reader.stdin.write(words)
    except BrokenPipeError:
        return False
    return True


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return  # whoever read it is gone; its status says why


def _told(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


def _failed(said: bytes) -> UnavailableError:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return UnavailableError(f"PostgreSQL says: {lines[0] if lines else 'nothing'}")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, psycopg.OperationalError) as error:
        cause = str(error).strip().splitlines()[0]
        raise UnavailableError(f"The database cannot be used now: {cause}. Check that it runs and that its disk has room.") from error
