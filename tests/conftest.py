"""What all tests share: servers of their own, a fresh database each, a clean environment."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from sqlalchemy import make_url

from domain.place import Places
from domain.ruleset import RuleSet
from flows import accounts, town_views
from rules.classify import Classifier
from rules.learned import Learned
from store.engine import Database
from tests import servers

_GIVEN = "GIVEN_"
"""What the environment says of an installation is put aside under this prefix before anything reads it: no test may work on that
installation's database. Not merely removed, since test processes started from this one must find the servers too."""
for _name in [name for name in os.environ if name.startswith("CITOYEN_")]:
    os.environ[_GIVEN + _name] = os.environ.pop(_name)

_MEMORY_BYTES = 4 * 2**30
"""Of databases on PostgreSQL a gigabyte is there at once, at most."""
_SERVER_FIXTURES = frozenset({"postgres_url", "redis_url", "rabbitmq_url", "dovecot"})


_LONG_SECONDS = 3600


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests of faults and of wounded samples go on for minutes."""
    parser.addoption("--long", action="store_true", help="tests of faults and wounded samples in their long form: many rounds, for minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """A PostgreSQL server on which tests make and drop databases. ``url`` is one they may connect to."""

    url: str

    def create(self, template: str = "template1") -> str:
        """Make a database and return its address."""
        name = f"citoyen_test_{uuid4().hex}"
        # Copying files takes half the time of writing each page to the log first.
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


Fill = Callable[[str], None]
"""Writes into a fresh database, given its address."""


class Filled(Protocol):
    """Databases that were filled once a session, each by one function, to be copied: most tests begin with the same towns."""

    def copied(self, fill: Fill, folder: Path) -> AbstractContextManager[str]:
        """Yield the address of a database of a test's own that holds what ``fill`` writes."""


@dataclass(slots=True, kw_only=True)
class FilledFiles:
    """Such files of SQLite."""

    template: Path
    folder: Path
    _made: dict[Fill, Path] = field(default_factory=dict)

    @contextmanager
    def copied(self, fill: Fill, folder: Path) -> Iterator[str]:
        """Yield the address of a copy in ``folder``."""
        if fill not in self._made:
            path = Path(shutil.copy(self.template, self.folder / f"{len(self._made)}.db"))
            fill(_address(path))
            self._made[fill] = path
        yield _address(Path(shutil.copy(self._made[fill], folder / "citoyen.db")))


@dataclass(slots=True, kw_only=True)
class FilledDatabases:
    """Such databases on PostgreSQL."""

    scratch: Scratch
    template: str
    _made: dict[Fill, str] = field(default_factory=dict)

    @contextmanager
    def copied(self, fill: Fill, folder: Path) -> Iterator[str]:
        """Yield the address of a copy, which is dropped afterwards."""
        if fill not in self._made:
            self._made[fill] = self.scratch.create(self.template)
            fill(self._made[fill])
        url = self.scratch.create(str(make_url(self._made[fill]).database))
        try:
            yield url
        finally:
            self.scratch.drop(url)

    def close(self) -> None:
        """Drop what was copied from."""
        for url in self._made.values():
            self.scratch.drop(url)


def pytest_configure() -> None:
    """Have passwords hashed cheaply, before the first module of tests is read: a tenth of all tests' time went into signing in."""
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts._STRANGER = accounts._unattainable()


@pytest.hookimpl(tryfirst=True)  # before the tests of other markers are deselected
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a server, so that nobody has to remember it; give the long form its time."""
    is_long = config.getoption("--long")
    for item in items:
        if _SERVER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
        if is_long and ("faults" in item.path.parts or "fuzz" in item.path.parts or item.path.stem == "test_fuzz"):
            item.add_marker(pytest.mark.timeout(_LONG_SECONDS), append=False)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """What says the same is compiled once: most tests work with the same rules and places, and compiling takes longer than they do."""
    compiled: dict[tuple[object, ...], Classifier] = {}

    def once(ruleset: RuleSet, places: Places, learned: Learned) -> Classifier:
        key = (ruleset.subjects, ruleset.rules, places, learned)
        if key not in compiled:
            compiled[key] = Classifier(ruleset, places, learned)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town_views, "Classifier", once)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of an empty database on PostgreSQL, on the server of CITOYEN_DATABASE_URL if that is set at the start."""
    with _given("CITOYEN_DATABASE_URL", "postgres", servers.postgresql) as server:
        scratch = Scratch(url=_plain(server))
        url = scratch.create()
        try:
            yield url
        finally:
            scratch.drop(url)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of Redis, that of CITOYEN_BROKER_URL if it is one."""
    with _given("CITOYEN_BROKER_URL", "redis", servers.redis) as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """Address of RabbitMQ, that of CITOYEN_BROKER_URL if it is one."""
    with _given("CITOYEN_BROKER_URL", "amqp", servers.rabbitmq) as url:
        yield url


@pytest.fixture(scope="session")
def dovecot() -> Iterator[servers.Dovecot]:
    """An IMAP server."""
    with _folder() as folder, servers.dovecot(folder) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """Name of a migrated database to copy: copying takes a tenth of the time of migrating."""
    scratch = Scratch(url=postgres_url)
    url = scratch.create()
    try:
        _migrate(url)
        yield str(make_url(url).database)
    finally:
        scratch.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("template") / "citoyen.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh, migrated database; each test runs on SQLite and on PostgreSQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgresql_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of a fresh, migrated database file."""
    return _address(Path(shutil.copy(sqlite_template, tmp_path / "citoyen.db")))


@pytest.fixture
def postgresql_url(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """Address of a fresh, migrated database on PostgreSQL."""
    scratch = Scratch(url=postgres_url)
    url = scratch.create(template=postgres_template)
    try:
        yield url
    finally:
        scratch.drop(url)


@pytest.fixture(scope="session")
def filled_files(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> FilledFiles:
    """Filled files to copy."""
    return FilledFiles(template=sqlite_template, folder=tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="session")
def filled_databases(postgres_url: str, postgres_template: str) -> Iterator[FilledDatabases]:
    """Filled databases on PostgreSQL to copy."""
    made = FilledDatabases(scratch=Scratch(url=postgres_url), template=postgres_template)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def filled(request: pytest.FixtureRequest) -> Filled:
    """Filled databases to copy; each test runs on SQLite and on PostgreSQL."""
    made: Filled = request.getfixturevalue({"sqlite": "filled_files", "postgresql": "filled_databases"}[request.param])
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    scratch = Scratch(url=request.getfixturevalue("postgres_url"))
    url = scratch.create()
    try:
        yield url
    finally:
        scratch.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database; each test runs on SQLite and on PostgreSQL."""
    opened = Database(database_url)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _given(variable: str, scheme: str, start: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    """Yield the address in the environment if it is of this kind; else that of a private server."""
    given = os.environ.get(_GIVEN + variable, "")
    if given.startswith(scheme):
        yield given
    else:
        with _folder(_memory()) as folder, start(folder) as url:
            yield url


def _memory() -> str | None:
    """Return a file system in memory with much room, None where there is none: a database there is copied in a quarter of the time."""
    place = Path("/dev/shm")  # noqa: S108 — a folder of the tests' own is made in it
    is_large = os.access(place, os.W_OK) and shutil.disk_usage(place).free > _MEMORY_BYTES
    return str(place) if is_large else None


@contextmanager
def _folder(parent: str | None = None) -> Iterator[Path]:
    """Make a folder that a server's own user may enter (pytest's are for their owner only), with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="citoyen-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _address(path: Path) -> str:
    return f"sqlite:///{path}"


def _plain(url: str) -> str:
    """Return the address without SQLAlchemy's driver name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    database = Database(url)
    try:
        database.migrate()
    finally:
        database.close()
