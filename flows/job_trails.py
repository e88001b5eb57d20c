"""What is told of each job while it is worked on: its trail in the log, its span, its time."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from domain.ids import DraftId
from flows.kinds import JobKind
from flows.meters import Meters
from flows.trail import Trail
from flows.wiring import Installation
from store import origins
from store.jobs import Job
from store.outbox import OutboxId

_log = logging.getLogger(__name__)
_ANEW = timedelta(days=1)
"""What is older was most likely taken up again by a person, and tells nothing of how fast we are; what waits tells `jobs.oldest_due`."""
_READING = frozenset({JobKind.READ, JobKind.READ_PAPER})
_OF_DRAFTS = frozenset({JobKind.ROUTE, JobKind.READ_UNLOCKED, JobKind.REREAD})


def begun(job: Job) -> Trail:
    """Return the trail of a job, as far as the job itself tells it."""
    trail = Trail(town=job.town, job=job.id, kind=job.kind)
    if job.kind in _READING:
        trail.arrival = job.subject_id
    elif job.kind == JobKind.SEND:
        trail.letter = job.subject_id
    return trail


@contextmanager
def timed(installation: Installation, job: Job, trail: Trail) -> Iterator[None]:
    """Time the slow part of a job, as a span where traces are wanted. Raises UnavailableError."""
    installation.pulse.stir()
    if trail.arrival is None and (job.kind == JobKind.SEND or installation.tracer.is_on):
        trail.arrival = _arrival(installation, job)
    began = time.perf_counter()
    try:
        if installation.tracer.is_on:
            told: dict[str, str | int] = {"citoyen.queue": job.queue, "citoyen.attempt": job.attempts}
            told |= {f"citoyen.{name}": value for name, value in trail.words().items()}
            with installation.tracer.followed(f"job {job.kind}", told, trail.arrival):
                yield
        else:
            yield
    finally:
        trail.seconds = time.perf_counter() - began
        installation.meters.worked(job.kind, trail.seconds)


def kept(installation: Installation, job: Job, trail: Trail, now: datetime, seconds: float) -> None:
    """Tell of a job whose effect was kept, with others in a commit that took so long."""
    installation.meters.ended(job.kind, "done")
    if now - job.created_at < _ANEW:
        _tell_of_stage(installation.meters, job, trail, now)
    if installation.tracer.is_on:
        installation.tracer.kept("keep", {"citoyen.job": job.id}, trail.arrival, seconds)
    if _log.isEnabledFor(logging.INFO):
        _log.info("job done", extra={**trail.words(), "stage": job.kind, "ms": round(1000 * trail.seconds, 1)})


def _tell_of_stage(meters: Meters, job: Job, trail: Trail, now: datetime) -> None:
    if job.kind in _READING and trail.acknowledged_at is not None:
        meters.stage("read", (now - trail.acknowledged_at).total_seconds())
    elif job.kind == JobKind.ROUTE:
        meters.stage("routed", (now - job.created_at).total_seconds())
        if trail.acknowledged_at is not None and trail.channel is not None:
            meters.routed(trail.channel, trail.acknowledged_at, now)


def _arrival(installation: Installation, job: Job) -> int | None:
    with installation.database.read() as session:
        if job.kind == JobKind.SEND:
            return origins.of_letter(session, OutboxId(job.subject_id))
        return origins.of_draft(session, DraftId(job.subject_id)) if job.kind in _OF_DRAFTS else None
