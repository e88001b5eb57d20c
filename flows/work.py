"""Work on what waits in a queue: claim a batch, do its slow part, keep all effects in one commit."""

import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from domain.errors import CitoyenError, SuspendedError, UnavailableError, UnreadableInputError
from domain.frames import frames
from flows import job_trails
from flows.calls import read_calls
from flows.incidents import let_follow
from flows.kinds import OCR, JobKind
from flows.mailings import let_go
from flows.nightly import count
from flows.paper import read_paper
from flows.printing.batches import print_some
from flows.printing.copies import copy_of
from flows.read import read
from flows.reports.sending import send_report
from flows.reread import reread
from flows.route import route
from flows.send import send
from flows.steps import Change, LaterError, Step
from flows.trail import Trail, following
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
_AWAY = timedelta(seconds=10)
"""So soon what could not be kept is tried again; others may be done meanwhile."""
_SUSPENDED = timedelta(minutes=5)
"""So soon is looked whether a town that takes nothing new was taken up again; what waits for that has not failed, be it for weeks."""

_STEPS: Mapping[str, Step] = {
    JobKind.READ: read,
    JobKind.READ_PAPER: read_paper,
    JobKind.READ_UNLOCKED: read_unlocked,
    JobKind.CALLS: read_calls,
    JobKind.ROUTE: route,
    JobKind.SEND: partial(send, copier=copy_of),
    JobKind.INCIDENT: let_follow,
    JobKind.MAILING: let_go,
    JobKind.REREAD: reread,
    JobKind.COUNT: count,
    JobKind.REPORT: send_report,
    JobKind.PRINT: print_some,
}

_PATIENCE = timedelta(days=5)
"""So long a letter waits for a relay that is away: mail systems give up after four or five days (RFC 5321, 4.5.4.1)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A job whose slow part is done, with the change that keeps its effect."""

    job: Job
    change: Change
    trail: Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What became of a batch: of ``claimed`` jobs so many are done, failed (of these parked), lost to another worker or put back."""

    claimed: int = 0
    done: int = 0
    failed: int = 0
    parked: int = 0
    lost: int = 0
    put_back: int = 0


def _never() -> bool:
    return False


def work(installation: Installation, queue: str, now: datetime, limit: int | None = None, is_over: Callable[[], bool] = _never) -> Worked:
    """Claim up to ``limit`` due jobs of a queue, by default as many as suit it, and work on them; ``claimed`` is 0 when none was due.

    A job that fails is tried again later, then parked; its neighbours are not touched. Raises UnavailableError where the database
    does not work now: then what is not done comes back untried, and is claimed again. So is what is not begun when ``is_over``.
    """
    with installation.database.write() as session:
        owed = tuple(installation.owed.values())
        if owed:
            jobs.put_back(session, owed, now)
        most = limit or _BATCHES.get(queue, BATCH)
        claimed = jobs.claim(session, queue, now=now, lease=LEASE, limit=most, whose=installation.turns)
    for job in owed:
        installation.owed.pop(job.id, None)
    batch = _Batch(installation, claimed, now, is_over)
    try:
        return batch.run()
    except UnavailableError:
        batch.give_back()
        raise


class _Batch:
    """Claimed jobs on their way."""

    def __init__(self, installation: Installation, batch: Sequence[Job], now: datetime, is_over: Callable[[], bool]) -> None:
        self._installation = installation
        self._batch = batch
        self._is_over = is_over
        self._started_at = now
        self._started = time.monotonic()
        self._prepared: list[_Prepared] = []
        self._kept = self._started
        self._done = self._failed = self._parked = self._lost = self._put_back = 0

    def run(self) -> Worked:
        for position, job in enumerate(self._batch):
            if self._is_over() or time.monotonic() - self._started > _BATCH_SECONDS:
                self._return(self._batch[position:])
                break
            self._prepare(job)
            # A letter that the relay has is written down at once: who dies then hands over one letter again, and not all of a second.
            if job.kind == JobKind.SEND or time.monotonic() - self._kept > _COMMIT_SECONDS:
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

    def give_back(self) -> None:
        """Give back what is not done, now or as soon as the database is there again: that it is away is no fault of a job's."""
        try:
            with self._installation.database.write() as session:
                jobs.put_back(session, self._batch, self._now() + _AWAY)
        except UnavailableError as error:
            self._installation.owed.update({job.id: job for job in self._batch})
            _log.warning("%d jobs are given back later: %s", len(self._batch), error)

    def _now(self) -> datetime:
        return self._started_at + timedelta(seconds=time.monotonic() - self._started)

    def _prepare(self, job: Job) -> None:
        with following(job_trails.begun(job)) as trail:
            try:
                with job_trails.timed(self._installation, job, trail):
                    change = self._installation.unkept.pop(job.id, None) or _STEPS[job.kind](self._installation, job)
                self._prepared.append(_Prepared(job=job, change=change, trail=trail))
            except LaterError as later:
                self._put_off(job, later.wait)
            except SuspendedError:
                self._put_off(job, _SUSPENDED)
            except Exception as error:  # noqa: BLE001 — the task boundary: whatever a job does, its row tells and the others go on
                self._fail(job, error)

    def _keep_prepared(self) -> None:
        prepared, self._prepared = self._prepared, []
        if prepared:
            self._keep(prepared)
        self._kept = time.monotonic()

    def _keep(self, prepared: Sequence[_Prepared]) -> None:
        """Keep all effects in one commit; where one of them cannot be kept, each in a commit of its own."""
        try:
            self._commit_patiently(prepared)
        except UnavailableError:
            self._remember_sent(prepared)
            raise
        except Exception as error:  # noqa: BLE001 — the task boundary, as above
            if len(prepared) > 1:
                for one in prepared:
                    self._keep((one,))
            else:
                self._remember_sent(prepared)
                with following(prepared[0].trail):
                    self._fail(prepared[0].job, error)

    def _remember_sent(self, prepared: Sequence[_Prepared]) -> None:
        """Remember of letters that the relay has them: the next attempt says so, and must not hand them over again."""
        self._installation.unkept.update({one.job.id: one.change for one in prepared if one.job.kind == JobKind.SEND})

    def _commit_patiently(self, prepared: Sequence[_Prepared]) -> None:
        try:
            self._commit(prepared)
        except UnavailableError:
            # A deadlock or a lost connection: nothing was kept, and the work is done, so try once more before giving it up.
            time.sleep(_PAUSE_SECONDS)
            self._commit(prepared)

    def _commit(self, prepared: Sequence[_Prepared]) -> None:
        rung: set[str] = set()
        now, began = self._now(), time.perf_counter()
        with self._installation.database.write() as session:
            for one in prepared:
                rung.update(one.change(session, now))
            jobs.finish(session, [one.job for one in prepared], now)
        self._done += len(prepared)
        self._installation.bell.ring(*sorted(rung))
        kept_at, seconds = self._now(), time.perf_counter() - began
        for one in prepared:
            job_trails.kept(self._installation, one.job, one.trail, kept_at, seconds)

    def _fail(self, job: Job, error: Exception) -> None:
        if isinstance(error, LostLeaseError):
            _log.warning("job %d (%s %d): its lease ran out, another worker has it", job.id, job.kind, job.subject_id)
            self._lost += 1
            self._installation.meters.ended(job.kind, "lost")
            return
        if isinstance(error, UnavailableError) and self._is_over():
            # What it was read with has gone before it.
            self._return((job,))
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
        self._installation.meters.ended(job.kind, "parked" if is_parked else "failed")
        self._installation.meters.error(job.kind, error)

    def _put_off(self, job: Job, wait: timedelta) -> None:
        with self._installation.database.write() as session:
            jobs.put_back(session, (job,), self._now() + wait)
        self._put_back += 1
        self._installation.meters.ended(job.kind, "put_back")

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
