"""What all tests share: servers of their own, a fresh database each, a clean environment."""

import gc
import locale
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import psycopg
import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy import URL, Engine, create_engine, make_url

from domain.place import Places
from domain.ruleset import RuleSet
from flows import passwords, town_views
from rules.classify import Classifier
from rules.learned import Learned
from store import engine
from store.engine import Database
from tests import servers
from tests.lasting import lasting_children

_GIVEN = "GIVEN_"
"""What the environment says of an installation is put aside under this prefix before anything reads it: no test may work on that
installation's database. Not merely removed, since test processes started from this one must find the servers too."""
for _name in [name for name in os.environ if name.startswith("CITOYEN_")]:
    os.environ[_GIVEN + _name] = os.environ.pop(_name)

_MEMORY_BYTES = 4 * 2**30
"""Of databases on PostgreSQL a gigabyte is there at once, at most."""
_SERVER_FIXTURES = frozenset({"postgres_url", "redis_url", "rabbitmq_url", "dovecot"})


_LONG_SECONDS = 3600
_MOST_STATEMENTS = 10_000
_OF_PROCESSES = frozenset({"faults", "workers", "test_running.py"})
"""Folders and files whose tests start and kill whole processes of the product."""
_OF_LIBRARIES = ("PYTEST_", "CELERY_", "celery_", "_MP_FORK_", "OMP_", "LD_LIBRARY_PATH")
"""Variables that pytest, Celery and the reading of scans (OpenCV) set when they are first used."""


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


class _Statements(dict[tuple[Any, ...], Any]):  # Any: SQLAlchemy's key, whose first part is the dialect, and what it makes of a statement
    """What an engine takes for its own; kept under the name of its kind of database instead of the engine's own dialect."""

    _shared: ClassVar[dict[tuple[Any, ...], Any]] = {}

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return self._shared.get((self._kind, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], made: Any) -> None:
        if len(self._shared) > _MOST_STATEMENTS:
            self._shared.clear()
        self._shared[self._kind, *key[1:]] = made


def pytest_configure(config: pytest.Config) -> None:
    """Have passwords hashed cheaply, before the first module of tests is read: a tenth of all tests' time went into signing in.

    Have the tests' own folders in memory where there is room: SQLite waits for the disk at each commit, another tenth.
    """
    if config.option.basetemp is None and (memory := _memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._STRANGER = passwords._unattainable()


def pytest_unconfigure() -> None:
    """Let the interpreter end as ever."""
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector from what is collected here: it stays to the end, and to look through it again and again takes seconds."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before the tests of other markers are deselected
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a server, so that nobody has to remember it; give the long form its time."""
    is_long = config.getoption("--long")
    for item in items:
        if _SERVER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
        if is_long and ("faults" in item.path.parts or "fuzz" in item.path.parts or item.path.stem == "test_fuzz"):
            item.add_marker(pytest.mark.timeout(_LONG_SECONDS), append=False)


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)  # after they were shuffled
def pytest_put_long_ones_first(items: list[pytest.Item]) -> None:
    """Begin with what takes long, and keep apart what disturbs each other.

    Of two processes the one takes these: those with processes of their own, one after the other, then those in Chromium. The other one
    goes on with what is quick meanwhile: no two of them want the same processors, and neither is left alone with one at the end.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if _OF_PROCESSES.intersection(item.path.parts):
        return 0
    return 1 if item.get_closest_marker("browser") else 2


@pytest.fixture(autouse=True)
def _leaves_the_process_as_it_was() -> Iterator[None]:
    """What a test changes for the whole process fails that test, instead of one that comes an hour later."""
    before = _of_process()
    yield
    assert _of_process() == before, "the test has changed this for all that come after it"


def _of_process() -> Mapping[str, object]:
    """Return what all tests of a process share. Filters of warnings are not among it: pytest itself puts them back."""
    return {
        "time-out of sockets": socket.getdefaulttimeout(),
        "working directory": Path.cwd(),
        "environment": {name: value for name, value in os.environ.items() if not name.startswith(_OF_LIBRARIES)},
        "locale": locale.setlocale(locale.LC_ALL),
        "signals": [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)],
        "log": structlog.get_config(),
    }


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


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """A statement is compiled once for all databases of a kind: each test has an engine of its own, which begins with none."""

    def made(url: URL, **options: Any) -> Engine:  # Any: as SQLAlchemy takes them
        return create_engine(url, execution_options={"compiled_cache": _Statements(url.get_backend_name())}, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def _lasting_children() -> Iterator[None]:
    with lasting_children():
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
