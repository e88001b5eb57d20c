"""The account of what came in: one picture of the database, then, where wanted, each original read and compared."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.conservation import NOTHING, Account, Asked, Exceptions, Flaw
from domain.errors import NotFoundError
from domain.ids import InboundId, Sha256
from domain.inbound import Channel
from flows.wiring import Installation
from store import conservation
from store.blobs import AlteredError

LATE = timedelta(hours=1)
"""What waits for longer is told: a mail takes a second, a heap of a thousand pages most of an hour."""
_AT_ONCE = 200
Told = Callable[[int], None]
"""Hears how many originals were compared since it was told last."""


def account(installation: Installation, asked: Asked, now: datetime, late: timedelta = LATE) -> Account:
    """Return what arrived and what became of it, at one moment, whatever comes in meanwhile. Raises UnavailableError."""
    with installation.database.read() as session:
        sums, _ = conservation.sums(session, asked)
        found = list(conservation.exceptions(session, asked, now - late))
        rows, of_rows = conservation.call_rows(session, asked) if asked.channel in {None, Channel.PHONE} else (NOTHING, ())
        pages, of_pages = conservation.paper(session, asked)
    exceptions = (*found, *of_rows, *of_pages)
    return Account(at=now, asked=asked, sums=sums, exceptions=exceptions, rows=rows, pages=pages)


def with_originals(installation: Installation, found: Account, told: Told = lambda _count: None) -> Account:
    """Return an account after each original was read and compared with its digest. Raises UnavailableError.

    A page of arrivals at a time, for a picture of the database that is held for hours keeps it from being tidied up.
    """
    missing: list[str] = []
    altered: list[str] = []
    compared = 0
    for some in _pages(installation, found.asked):
        for arrival, digest in some:
            try:
                installation.blobs.read(digest)
            except NotFoundError:
                missing.append(f"arrival {arrival}")
            except AlteredError:
                altered.append(f"arrival {arrival}")
        compared += len(some)
        told(len(some))
    lost: tuple[Exceptions, ...] = (
        *conservation.exceptions_of(Flaw.ORIGINAL_MISSING, missing),
        *conservation.exceptions_of(Flaw.ORIGINAL_ALTERED, altered),
    )
    return replace(found, exceptions=(*found.exceptions, *lost), originals=compared)


def _pages(installation: Installation, asked: Asked) -> Iterator[tuple[tuple[InboundId, Sha256], ...]]:
    after: InboundId | None = None
    while True:
        with installation.database.read() as session:
            some = conservation.originals(session, asked, after=after, limit=_AT_ONCE)
        if not some:
            return
        yield some
        after = some[-1][0]
