"""The composition root: what an installation is made of, put together once a process."""

from dataclasses import dataclass
from threading import Lock

from domain.ids import Sha256
from flows import data_folder
from flows.bell import Bell
from flows.secret import with_secret_key
from flows.settings import Settings
from flows.town_views import TownView, TownViews, town_view
from ingest.child import MODULE, READ_SECONDS, Reader
from store import originals
from store.blobs import Blobs
from store.engine import Database

__all__ = ["Installation", "TownView", "TownViews", "open_installation", "town_view"]

CHECKER = "ingest.check_child"
CHECK_SECONDS = 6.0
"""Three are the most the DNS gets; the rest is for signatures of large messages."""


class LateReader:
    """A reader whose children start when it is first asked for: most commands never read anything."""

    def __init__(self, children: int, *, module: str = MODULE, seconds: float = READ_SECONDS) -> None:
        self._children = children
        self._module = module
        self._seconds = seconds
        self._reader: Reader | None = None
        self._lock = Lock()

    def get(self) -> Reader:
        """Return the reader."""
        with self._lock:
            if self._reader is None:
                self._reader = Reader(children=self._children, module=self._module, seconds=self._seconds)
            return self._reader

    def close(self) -> None:
        """End the children, if any."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Everything a flow works with."""

    settings: Settings
    database: Database
    blobs: Blobs
    towns: TownViews
    bell: Bell
    late_reader: LateReader
    late_checker: LateReader
    """Checks senders with the DNS; its children start only where the settings ask for that."""

    @property
    def reader(self) -> Reader:
        """Return what reads originals in child processes."""
        return self.late_reader.get()

    def close(self) -> None:
        """End the reader's children and close the database."""
        self.late_reader.close()
        self.late_checker.close()
        self.database.close()


def open_installation(settings: Settings, *, readers: int = 2) -> Installation:
    """Put an installation together; its data folder and tables are made or brought up to date where needed.

    ``readers`` is how many child processes read originals, once there is one to read. Raises ConfigurationError where a newer
    version has written the database, UnavailableError where it does not answer.
    """
    data_folder.make(settings.data)
    keyed = with_secret_key(settings)
    database = Database(keyed.database_address)
    if not database.is_current():
        database.migrate()

    def small(digest: Sha256) -> bytes | None:
        with database.read() as session:
            return originals.find(session, digest)

    return Installation(
        settings=keyed,
        database=database,
        blobs=Blobs(keyed.blobs_folder, small),
        towns=TownViews(database),
        bell=Bell(),
        late_reader=LateReader(readers),
        late_checker=LateReader(readers, module=CHECKER, seconds=CHECK_SECONDS),
    )
