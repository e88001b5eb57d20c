"""The composition root: what an installation is made of, put together once a process."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from domain.ids import JobId, Sha256
from flows import data_folder
from flows.bell import Bell
from flows.meters import Meters
from flows.piece_pages import PiecePages
from flows.pulse import Pulse
from flows.safe import KeptSafe, begin_key
from flows.secret import with_secret_key
from flows.settings import Settings
from flows.town_views import TownView, TownViews, town_view
from flows.tracing import NO_TRACER, Tracer
from ingest.paper.reader import PaperReader
from ingest.reader import Reader
from store import originals
from store.blobs import Blobs, Small, nothing_small
from store.bucket import Address, BucketBlobs
from store.engine import Database
from store.jobs import Job
from store.sealing import GivesSafe, no_safe
from store.turns import Turns

__all__ = ["Installation", "TownView", "TownViews", "open_installation", "town_view"]

_MOST_CHILDREN = 16
CHECKER = "ingest.check_child"
CHECK_SECONDS = 6.0
"""Three are the most the DNS gets; the rest is for signatures of large messages."""


class _Closeable(Protocol):
    def close(self) -> None: ...


Made = TypeVar("Made", bound=_Closeable)


class Late(Generic[Made]):
    """Something that is made when it is first asked for: most commands never read anything, and children take a second to load."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: Made | None = None
        self._lock = Lock()

    def get(self) -> Made:
        """Return it."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def close(self) -> None:
        """Close it, if it was made."""
        with self._lock:
            if self._made is not None:
                self._made.close()


def late_checker(children: int) -> Late[Reader]:
    """Return what checks senders with the DNS."""
    return Late(partial(Reader, count=children, module=CHECKER, seconds=CHECK_SECONDS))


def late_paper(settings: Settings) -> Late[PaperReader]:
    """Return what reads scans and faxes, a page on each processor."""
    count = min(len(os.sched_getaffinity(0)), _MOST_CHILDREN)
    return Late(partial(PaperReader, count=count, limits=settings.paper_limits, seconds=settings.paper_page_seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Everything a flow works with."""

    settings: Settings
    database: Database
    blobs: Blobs
    towns: TownViews
    bell: Bell
    late_reader: Late[Reader]
    late_checker: Late[Reader]
    """Checks senders with the DNS; its children start only where the settings ask for that."""
    late_paper: Late[PaperReader]
    pieces: PiecePages = field(default_factory=PiecePages)
    """Reads attachments for people, one at a time."""
    unkept: dict[JobId, Callable[[Session, datetime], tuple[str, ...]]] = field(default_factory=dict)
    """Changes that say of a letter that the relay has it, and could not be kept yet, by their jobs."""
    owed: dict[JobId, Job] = field(default_factory=dict)
    """Claimed jobs that could not even be given back; whoever claims next gives them back."""
    turns: Turns = field(default_factory=Turns)
    """Which towns' work comes next where not all have room in a batch."""
    meters: Meters = field(default_factory=Meters)
    pulse: Pulse = field(default_factory=Pulse)
    tracer: Tracer = NO_TRACER

    @property
    def reader(self) -> Reader:
        """Return what reads originals in child processes."""
        return self.late_reader.get()

    @property
    def paper(self) -> PaperReader:
        """Return what reads scans and faxes in child processes."""
        return self.late_paper.get()

    def close(self) -> None:
        """End the readers' children and close the database."""
        self.late_reader.close()
        self.late_paper.close()
        self.late_checker.close()
        self.database.close()


def blobs_of(settings: Settings, database: Database) -> Blobs:
    """Return where an installation keeps its originals."""

    def small(digest: Sha256) -> bytes | None:
        with database.read() as session:
            return originals.find(session, digest)

    bucket, safe = settings.bucket, KeptSafe(settings, database).get
    if bucket is None:
        return Blobs(settings.blobs_folder, small, safe)
    return bucket_blobs(settings, bucket, small, safe)


def bucket_blobs(settings: Settings, bucket: Address, small: Small = nothing_small, safe: GivesSafe = no_safe) -> BucketBlobs:
    """Return the originals in a bucket."""
    return BucketBlobs(bucket, (settings.blobs_key, settings.blobs_secret.get_secret_value()), settings.blobs_folder, small, safe)


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

    begin_key(keyed, database, datetime.now(UTC))
    return Installation(
        settings=keyed,
        database=database,
        blobs=blobs_of(keyed, database),
        towns=TownViews(database, most=keyed.towns_in_memory),
        bell=Bell(),
        late_reader=Late(partial(Reader, count=readers)),
        late_checker=late_checker(readers),
        late_paper=late_paper(keyed),
    )
