"""Work on what waits in a queue: claim a batch, do its slow part, keep all effects in one commit."""

import logging
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import CitoyenError, UnavailableError, UnreadableInputError
from domain.frames import frames
from flows.calls import read_calls
from flows.incidents import let_follow
from flows.kinds import OCR, JobKind
from flows.paper import read_paper
from flows.read import read
from flows.reread import reread
from flows.route import route
from flows.send import send
from flows.steps import Change, LaterError, Step
from flows.unlock import read_unlocked
from flows.wiring import Installation
from store import jobs
from store.jobs import MAX_ATTEMPTS, Job, LostLeaseError

LEASE = timedelta(seconds=120)
_BATCHES: Mapping[str, int] = {OCR: 1}
"""A heap of paper takes minutes, and prolongs its own lease only: others must not wait behind it under theirs."""
BATCH = 50
_BATCH_SECONDS = 90.0
"""A batch ends well before its lease: what is left goes back into the queue."""
_COMMIT_SECONDS = 1.0
"""What is done is kept at least this often, so that one slow job does not delay its neighbours' effects."""
_PAUSE_SECONDS = 0.2

_STEPS: Mapping[str, Step] = {
    JobKind.READ: read,
    JobKind.READ_PAPER: read_paper,
    JobKind.READ_UNLOCKED: read_unlocked,
    JobKind.CALLS: read_calls,
    JobKind.ROUTE: route,
    JobKind.SEND: send,
    JobKind.INCIDENT: let_follow,
    JobKind.REREAD: reread,
}

_PATIENCE = timedelta(days=5)
"""So long a letter waits for a relay that is away: mail systems give up after four or five days (RFC 5321, 4.5.4.1)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What became of a batch: of ``claimed`` jobs so many are done, failed (of these parked), lost to another worker or put back."""

    claimed: int = 0
    done: int = 0
    failed: int = 0
    parked: int = 0
    lost: int = 0
    put_back: int = 0


def work(installation: Installation, queue: str, now: datetime, limit: int | None = None) -> Worked:
    """Claim up to ``limit`` due jobs of a queue, by default as many as suit it, and work on them; ``claimed`` is 0 when none was due.

    A job that fails is tried again later, then parked; its neighbours are not touched. Raises UnavailableError where the database
    does not work now: then leases run out and the jobs are claimed again.
    """
    with installation.database.write() as session:
        batch = jobs.claim(session, queue, now=now, lease=LEASE, limit=limit or _BATCHES.get(queue, BATCH))
    return _Batch(installation, batch, now).run()


class _Batch:
    """Claimed jobs on their way."""

    def __init__(self, installation: Installation, batch: Sequence[Job], now: datetime) -> None:
        self._installation = installation
        self._batch = batch
        self._started_at = now
        self._started = time.monotonic()
        self._prepared: list[tuple[Job, Change]] = []
        self._kept = self._started
        self._done = self._failed = self._parked = self._lost = self._put_back = 0

    def run(self) -> Worked:
        for position, job in enumerate(self._batch):
            if time.monotonic() - self._started > _BATCH_SECONDS:
                self._return(self._batch[position:])
                break
            self._prepare(job)
            if time.monotonic() - self._kept > _COMMIT_SECONDS:
                self._keep_prepared()
        self._keep_prepared()
        return Worked(
            claimed=len(self._batch),
            done=self._done,
            failed=self._failed,
            parked=self._parked,
            lost=self._lost,
            put_back=self._put_back,
        )

    def _now(self) -> datetime:
        return self._started_at + timedelta(seconds=time.monotonic() - self._started)

    def _prepare(self, job: Job) -> None:
        try:
            self._prepared.append((job, _STEPS[job.kind](self._installation, job)))
        except LaterError as later:
            self._put_off(job, later.wait)
        except Exception as error:  # noqa: BLE001 — the task boundary: whatever a job does, its row tells and the others go on
            self._fail(job, error)

    def _keep_prepared(self) -> None:
        prepared, self._prepared = self._prepared, []
        if prepared:
            self._keep(prepared)
        self._kept = time.monotonic()

    def _keep(self, prepared: Sequence[tuple[Job, Change]]) -> None:
        """Keep all effects in one commit; where one of them cannot be kept, each in a commit of its own."""
        try:
            self._commit_patiently(prepared)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 — the task boundary, as above
            if len(prepared) > 1:
                for one in prepared:
                    self._keep((one,))
            else:
                self._fail(prepared[0][0], error)

    def _commit_patiently(self, prepared: Sequence[tuple[Job, Change]]) -> None:
        try:
            self._commit(prepared)
        except UnavailableError:
            # A deadlock or a lost connection: nothing was kept, and the work is done, so try once more before giving it up.
            time.sleep(_PAUSE_SECONDS)
            self._commit(prepared)

    def _commit(self, prepared: Sequence[tuple[Job, Change]]) -> None:
        rung: set[str] = set()
        now = self._now()
        with self._installation.database.write() as session:
            for _job, change in prepared:
                rung.update(change(session, now))
            jobs.finish(session, [job for job, _change in prepared], now)
        self._done += len(prepared)
        self._installation.bell.ring(*sorted(rung))

    def _fail(self, job: Job, error: Exception) -> None:
        if isinstance(error, LostLeaseError):
            _log.warning("job %d (%s %d): its lease ran out, another worker has it", job.id, job.kind, job.subject_id)
            self._lost += 1
            return
        _log.error("job %d (%s %d), attempt %d: %s\n%s", job.id, job.kind, job.subject_id, job.attempts, _told(error), frames(error))
        # What cannot be read today cannot be read tomorrow.
        attempts = 0 if isinstance(error, UnreadableInputError) else MAX_ATTEMPTS
        with self._installation.database.write() as session:
            if job.kind == JobKind.SEND and isinstance(error, UnavailableError):
                is_parked = jobs.wait(session, job, _told(error), self._now(), patience=_PATIENCE)
            else:
                is_parked = jobs.fail(session, job, _told(error), self._now(), max_attempts=attempts)
        self._failed += 1
        self._parked += is_parked

    def _put_off(self, job: Job, wait: timedelta) -> None:
        with self._installation.database.write() as session:
            jobs.put_back(session, (job,), self._now() + wait)
        self._put_back += 1

    def _return(self, rest: Sequence[Job]) -> None:
        with self._installation.database.write() as session:
            jobs.put_back(session, rest, self._now())
        self._put_back += len(rest)


def _told(error: Exception) -> str:
    """Return an error in words that hold nothing of what people wrote: our own errors say ids only, others may say anything."""
    if isinstance(error, CitoyenError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name} ({frame.filename}:{frame.lineno})"
