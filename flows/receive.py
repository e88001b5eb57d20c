"""Take in what was handed over: originals first, then rows, all durable when this returns."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.ids import InboundId, Sha256
from domain.inbound import Arrival, Channel, Inbound
from flows.kinds import JobKind, reading_queue
from flows.wiring import Installation
from ingest.email.key import content_key, message_id
from store import inbounds, jobs, originals
from store.blobs import Blobs
from store.jobs import NewJob

_AT_ONCE = 8
_log = logging.getLogger(__name__)

__all__ = ["Arrival", "Received", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An arrival that is kept; ``is_new`` is False where the same thing had arrived before."""

    inbound_id: InboundId
    is_new: bool


Then = Callable[[Session, Sequence[Received]], None]


def _nothing_more(_session: Session, _received: Sequence[Received]) -> None:
    """Write nothing beside."""


def receive(installation: Installation, arrivals: Sequence[Arrival], then: Then = _nothing_more) -> tuple[Received, ...]:
    """Keep arrivals, in one commit, and ask for them to be read; return what each became, in order.

    ``then`` writes what must be kept in the same commit. Raises UnavailableError where disk or database do not work now, SuspendedError
    where a town takes nothing new; then no arrival has a row.
    """
    for town in {arrival.town for arrival in arrivals}:
        installation.towns.refuse_suspended(town)
    began = time.perf_counter()
    is_large = [len(arrival.raw) > originals.MOST_BYTES for arrival in arrivals]
    with _keeping(installation.blobs, [arrival.raw for arrival, large in zip(arrivals, is_large, strict=True) if large]) as of_files:
        # Meanwhile, while the disk works.
        keys = [_keys(arrival) for arrival in arrivals]
    digests = [next(of_files) if large else _digest(arrival.raw) for arrival, large in zip(arrivals, is_large, strict=True)]
    small = {digest: arrival.raw for arrival, digest, large in zip(arrivals, digests, is_large, strict=True) if not large}
    rows = _rows(installation, small)
    inbound = [_inbound(*one) for one in zip(arrivals, digests, keys, strict=True)]
    with installation.database.write() as session:
        originals.add_many(session, rows)
        added = inbounds.add_many(session, inbound)
        jobs.add_many(session, [_reading(one, inbound_id) for one, (inbound_id, is_new) in zip(inbound, added, strict=True) if is_new])
        received = tuple(Received(inbound_id=inbound_id, is_new=is_new) for inbound_id, is_new in added)
        then(session, received)
    installation.bell.ring(*{reading_queue(one.channel) for one in inbound})
    _tell(installation, inbound, received, time.perf_counter() - began)
    return received


def _tell(installation: Installation, inbound: Sequence[Inbound], received: Sequence[Received], seconds: float) -> None:
    """Count what is kept, and begin the trace of each arrival."""
    installation.meters.kept([one.channel for one in inbound], [one.is_new for one in received], seconds)
    for one, kept in zip(inbound, received, strict=True):
        if kept.is_new and installation.tracer.is_on:
            installation.tracer.arrived(kept.inbound_id, {"citoyen.channel": one.channel, "citoyen.town": one.town}, seconds)
        if _log.isEnabledFor(logging.INFO):
            told = {"stage": "receive", "arrival": kept.inbound_id, "town": one.town, "channel": one.channel.value}
            _log.info("kept", extra={**told, "is_new": kept.is_new, "ms": round(seconds * 1000, 1)})


def _rows(installation: Installation, small: Mapping[Sha256, bytes]) -> Mapping[Sha256, bytes]:
    """Return what is to be written down of originals: those of middling size are in a pack by then, and their places are written.

    One that came before stays where it is: a mailbox that is collected anew shall not fill the disk. Raises UnavailableError.
    """
    blobs = installation.blobs
    middling = {digest: raw for digest, raw in small.items() if len(raw) > originals.ROW_BYTES}
    rows = {digest: blobs.sealed(digest, raw) for digest, raw in small.items() if digest not in middling}
    if not middling:
        return rows
    with installation.database.read() as session:
        known = originals.known(session, middling)
    fresh = [digest for digest in middling if digest not in known]
    places = blobs.pack_many([blobs.sealed(digest, middling[digest]) for digest in fresh])
    return rows | dict(zip(fresh, places, strict=True))


@contextmanager
def _keeping(blobs: Blobs, raws: Sequence[bytes]) -> Iterator[Iterator[Sha256]]:
    """Keep large originals while the block runs; their digests are there after it.

    Several at a time: a file system makes one wait of syncs that come together. Raises UnavailableError at the end of the block.
    """
    if not raws:
        yield iter(blobs.put_many(()))
        return
    share = -(-len(raws) // _AT_ONCE)
    shares = [raws[start : start + share] for start in range(0, len(raws), share)]
    with ThreadPoolExecutor(len(shares)) as threads:
        kept = [threads.submit(blobs.put_many, some) for some in shares]
        yield (digest for one in kept for digest in one.result())
    for one in kept:
        one.result()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """What an arrival is recognised by."""

    source_id: str | None
    content: Sha256 | None


def _keys(arrival: Arrival) -> _Keys:
    if arrival.channel is not Channel.EMAIL:
        return _Keys(source_id=arrival.source_id, content=None if arrival.raw else _lost(arrival))
    return _Keys(source_id=message_id(arrival.raw), content=content_key(arrival.raw))


def _lost(arrival: Arrival) -> Sha256:
    """Return by what an empty file is known: not its content, or every fax that is lost after the first would count as the same again."""
    return _digest(f"empty\n{arrival.source_id}\n{arrival.received_at.isoformat()}".encode())


def _digest(raw: bytes) -> Sha256:
    return Sha256(sha256(raw).hexdigest())


def _reading(inbound: Inbound, inbound_id: InboundId) -> NewJob:
    queue = reading_queue(inbound.channel)
    return NewJob(town=inbound.town, queue=queue, kind=JobKind.READ, subject_id=inbound_id, created_at=inbound.received_at)


def _inbound(arrival: Arrival, digest: Sha256, keys: _Keys) -> Inbound:
    return Inbound(
        town=arrival.town,
        channel=arrival.channel,
        source_id=keys.source_id,
        sha256=digest,
        size=len(arrival.raw),
        content_key=keys.content or digest,
        received_at=arrival.received_at,
        mailbox=arrival.mailbox,
        envelope=arrival.envelope,
    )
