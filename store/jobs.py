"""Work to do. The row is the truth, a queue message only a nudge; a job is done in the transaction that keeps its effect."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Update,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from domain.errors import CitoyenError, NotFoundError
from domain.ids import JobId, TownId
from domain.wording import say
from store import quick, turns
from store.columns import literally
from store.schema import JobRow, table_of
from store.turns import Turns
from store.upsert import dialect_of, insert_into

QUEUES = ("mail", "ocr", "later")
MAX_ATTEMPTS = 8

_FIRST_DELAY_SECONDS = 1.0
_DELAY_GROWTH = 5.0
_LONGEST_DELAY_SECONDS = 3600.0
_FARTHEST = timedelta(days=2)
"""No lease, no pause and no time to undo something in is as long."""
_AHEAD = timedelta(seconds=5)
"""A clock that is this far ahead of ours was set back since, or is wrong; machines of one installation are nearer to each other."""
_JITTER = 0.2
"""Jobs that failed together (a server was away) come back apart."""

_ERROR_CHARACTERS = 2000

_WAITING = literally("state IN ('ready', 'running')")
_PARKED = literally("state = 'parked'")
"""Literally the conditions of the partial indexes, or SQLite would not use them."""


class LostLeaseError(CitoyenError):
    """Somebody else has claimed the job since: the lease ran out. Undo the transaction; its effect is another's to keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed job. ``subject_id`` names the row it is about, ``attempts`` counts this one, ``lease`` proves the claim."""

    id: JobId
    town: TownId
    queue: str
    kind: str
    subject_id: int
    attempts: int
    lease: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to write; it may be claimed from ``created_at`` on."""

    town: TownId
    queue: str
    kind: str
    subject_id: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """A job as a list shows it. ``not_before`` is when it may be tried again or, while it runs, when its lease ends."""

    id: JobId
    town: TownId
    queue: str
    kind: str
    subject_id: int
    state: str
    attempts: int
    not_before: datetime
    last_error: str | None
    created_at: datetime


def add(  # noqa: PLR0913 — a job has these fields, each named by the caller
    session: Session, *, town: TownId, queue: str, kind: str, subject_id: int, now: datetime, not_before: datetime | None = None
) -> None:
    """Write a job in the transaction that makes it necessary. One that exists for this kind and subject stays as it is, done or not."""
    if queue not in QUEUES:
        raise ValueError(f"there is no queue {queue!r}")
    values = {"town": town, "queue": queue, "kind": kind, "subject_id": subject_id, "created_at": now}
    values |= {"not_before": not_before or now, "said_at": now}
    quick.insert(session, _adding(dialect_of(session)), (values,))


def add_many(session: Session, jobs: Sequence[NewJob]) -> None:
    """Write jobs, in one statement, as `add` writes one."""
    if unknown := {job.queue for job in jobs}.difference(QUEUES):
        raise ValueError(f"there is no queue {unknown}")
    values = [
        {
            "town": job.town,
            "queue": job.queue,
            "kind": job.kind,
            "subject_id": job.subject_id,
            "created_at": job.created_at,
            "not_before": job.created_at,
            "said_at": job.created_at,
        }
        for job in jobs
    ]
    quick.insert(session, _adding(dialect_of(session)), values)


def claim(session: Session, queue: str, *, now: datetime, lease: timedelta, limit: int = 50, whose: Turns | None = None) -> tuple[Job, ...]:
    """Take due jobs of a queue for the time of the lease; commit at once. Of two that ask together, each gets others.

    A job whose worker vanished is taken alone, so that one that kills its worker brings no neighbour down with it; after
    MAX_ATTEMPTS it is parked. Where more are due than are taken, each town has its share, and what is left of the batch goes to
    the oldest; ``whose`` remembers which towns come next, where not all of them can. Jobs come in order of town and age: all
    workers lock the towns' counters in the same order.
    """
    _park_deadly(session, queue, now)
    chosen = {"of_queue": queue, "at": now, "until": now + lease, "token": secrets.token_hex(16)}
    dialect = dialect_of(session)
    lost = _take(session, _taking("running", dialect), {**chosen, "at_most": 1})
    if lost:
        return lost
    is_crowded = quick.rows(session, _BEHIND, of_queue=queue, at=now, at_most=limit)
    towns = turns.next_towns(session, queue, whose or Turns(), now=now, most=limit) if is_crowded else ()
    shares = {**chosen, "towns": turns.listed(session, towns), "share": limit // max(1, len(towns))}
    shared = _take(session, _sharing(dialect), shares) if towns else ()
    rest = _take(session, _taking("ready", dialect), {**chosen, "at_most": limit - len(shared)}) if len(shared) < limit else ()
    return tuple(sorted(shared + rest, key=lambda job: (job.town, job.id)))


def finish(session: Session, jobs: Sequence[Job], now: datetime) -> None:
    """Mark claimed jobs done, in the transaction of their effect. Raises LostLeaseError if one is not ours any more."""
    by_lease: defaultdict[str, list[JobId]] = defaultdict(list)
    for job in jobs:
        by_lease[job.lease].append(job.id)
    for lease, ids in by_lease.items():
        statement = update(JobRow).where(JobRow.id.in_(ids), JobRow.lease == lease).values(state="done", lease=None, done_at=now)
        finished = session.scalars(statement.returning(JobRow.id)).all()
        if len(finished) != len(set(ids)):
            raise LostLeaseError(f"The lease of jobs {sorted(set(ids) - set(finished))} ran out while they were worked on.")


def fail(session: Session, job: Job, error: str, now: datetime, *, max_attempts: int = MAX_ATTEMPTS) -> bool:
    """Put a claimed job back for a later attempt, or park it after the last; return whether it is parked now.

    ``max_attempts`` 0 parks at once. A job that somebody else has claimed since stays theirs.
    """
    is_last = job.attempts >= max_attempts
    statement = (
        update(JobRow)
        .where(JobRow.id == job.id, JobRow.lease == job.lease)
        .values(
            state="parked" if is_last else "ready",
            lease=None,
            last_error=error[:_ERROR_CHARACTERS],
            not_before=now if is_last else now + _delay(job.attempts),
            said_at=now,
        )
        .returning(JobRow.id)
    )
    return session.scalar(statement) is not None and is_last


def wait(session: Session, job: Job, error: str, now: datetime, *, patience: timedelta) -> bool:
    """Put a claimed job back because what it needs is away, ever more rarely and at least once an hour; return whether it is parked now.

    However often that is so, it is parked only when it is older than ``patience``: being away is no fault of the job's. Attempts are
    counted no further than leaves room for a process that is killed at it.
    """
    attempts = min(job.attempts, MAX_ATTEMPTS - 2)
    is_over = JobRow.created_at < now - patience
    statement = (
        update(JobRow)
        .where(JobRow.id == job.id, JobRow.lease == job.lease)
        .values(
            state=case((is_over, "parked"), else_="ready"),
            lease=None,
            last_error=error[:_ERROR_CHARACTERS],
            attempts=attempts,
            not_before=now + _delay(job.attempts),
            said_at=now,
        )
        .returning(JobRow.state)
    )
    return session.scalar(statement.execution_options(synchronize_session=False)) == "parked"


def extend(session: Session, job: Job, now: datetime, lease: timedelta) -> None:
    """Prolong the lease of a claimed job that takes long. Raises LostLeaseError if it is not ours any more."""
    statement = update(JobRow).where(JobRow.id == job.id, JobRow.lease == job.lease).values(not_before=now + lease, said_at=now)
    if session.scalar(statement.returning(JobRow.id)) is None:
        raise LostLeaseError(f"The lease of job {job.id} ran out while it was worked on.")


def put_back(session: Session, jobs: Sequence[Job], now: datetime) -> None:
    """Give claimed jobs back untried: they may be claimed at once, and this claim does not count as an attempt.

    A job that somebody else has claimed since stays theirs.
    """
    tokens = [(job.id, job.lease) for job in jobs]
    statement = (
        update(JobRow)
        .where(tuple_(JobRow.id, JobRow.lease).in_(tokens))
        .values(state="ready", lease=None, attempts=JobRow.attempts - 1, not_before=now, said_at=now)
    )
    session.execute(statement)


def release(session: Session, now: datetime) -> int:
    """End all leases now and return how many: for a process that starts and knows that no other works on this database."""
    statement = update(JobRow).where(JobRow.state == "running", _WAITING, JobRow.not_before > now).values(not_before=now, said_at=now)
    return len(session.scalars(statement.returning(JobRow.id)).all())


def is_any_astray(session: Session, now: datetime) -> bool:
    """Tell whether a job waits for the time of a clock that was ahead when it was put off or claimed."""
    return session.scalar(select(_JOB.id).where(_astray(now)).limit(1)) is not None


def recall(session: Session, now: datetime) -> int:
    """Let each job that a clock ahead put off or claimed wait as long as was meant, from now on; return how many there were.

    What runs keeps its lease: it may have begun after the clock was set back, and nobody else may take it up meanwhile.
    """
    astray = session.execute(select(_JOB.id, _JOB.not_before, _JOB.said_at).where(_astray(now))).all()
    for one in astray:
        meant = timedelta(0) if one.said_at is None else min(one.not_before - one.said_at, _FARTHEST)
        unchanged = and_(JobRow.id == one.id, JobRow.not_before == one.not_before)
        session.execute(update(JobRow).where(unchanged).values(not_before=now + max(meant, timedelta(0)), said_at=now))
    return len(astray)


def _astray(now: datetime) -> ColumnElement[bool]:
    by_clock = or_(_JOB.said_at > now + _AHEAD, _JOB.not_before > now + _FARTHEST)
    return and_(_JOB.queue.in_(QUEUES), _WAITING, _JOB.not_before > now, by_clock)


def due(session: Session, now: datetime) -> dict[str, int]:
    """Return how many jobs could be claimed now, for each queue that has some."""
    rows = session.execute(select(JobRow.queue, func.count()).where(_WAITING, JobRow.not_before <= now).group_by(JobRow.queue))
    return {queue: count for queue, count in rows}


def oldest_due(session: Session, now: datetime) -> dict[str, float]:
    """Return for how many seconds the longest waiting job of each queue could have been claimed."""
    statement = select(JobRow.queue, func.min(JobRow.not_before)).where(_WAITING, JobRow.not_before <= now).group_by(JobRow.queue)
    return {queue: (now - since).total_seconds() for queue, since in session.execute(statement)}


def counts(session: Session, town: TownId | None = None) -> dict[tuple[str, str], int]:
    """Return how many jobs of each queue are in each state, of one town or of all; done ones, which only grow, are not counted."""
    found: dict[tuple[str, str], int] = {}
    for condition in (_WAITING, _PARKED):
        counting = select(JobRow.queue, JobRow.state, func.count()).where(condition, _of(town)).group_by(JobRow.queue, JobRow.state)
        rows = session.execute(counting)
        found |= {(queue, state): count for queue, state, count in rows}
    return found


def waiting_page(session: Session, *, after: JobId | None, limit: int, town: TownId | None = None) -> tuple[JobLine, ...]:
    """Return jobs of one town or of all that wait or run, oldest first; ``after`` is the id of the last one seen."""
    return _page(session, and_(_WAITING, _of(town)), after, limit)


def parked(session: Session, *, after: JobId | None, limit: int, town: TownId | None = None) -> tuple[JobLine, ...]:
    """Return jobs of one town or of all that were given up and wait for a person, oldest first; ``after`` is the last one seen."""
    return _page(session, and_(_PARKED, _of(town)), after, limit)


def revive(session: Session, job_id: JobId, now: datetime, town: TownId | None = None) -> tuple[TownId, str]:
    """Make a parked job ready again, with all its attempts, and return its town and queue.

    Raises NotFoundError if it is not parked, or of another town than the one given.
    """
    chosen = update(JobRow).where(JobRow.id == job_id, JobRow.state == "parked", _of(town))
    ready = chosen.values(state="ready", attempts=0, not_before=now, said_at=now).returning(JobRow.town, JobRow.queue)
    found = session.execute(ready).one_or_none()
    if found is None:
        raise NotFoundError(say("No job {id} is parked.", id=job_id))
    return TownId(found.town), found.queue


def revive_all(session: Session, now: datetime, *, queue: str, town: TownId | None = None) -> dict[TownId, int]:
    """Make all parked jobs of a queue ready again, with all their attempts; return how many of which town."""
    chosen = update(JobRow).where(_PARKED, JobRow.queue == queue, _of(town))
    found = session.scalars(chosen.values(state="ready", attempts=0, not_before=now, said_at=now).returning(JobRow.town)).all()
    return dict(Counter(map(TownId, found)))


def take_up(session: Session, kind: str, subjects: Select[int], now: datetime) -> None:
    """Make the done jobs of a kind on these subjects ready again, with all their attempts: what was done has to be done anew."""
    statement = update(JobRow).where(JobRow.kind == kind, JobRow.state == "done", JobRow.subject_id.in_(subjects))
    session.execute(statement.values(state="ready", attempts=0, not_before=now, said_at=now, done_at=None))


def end(session: Session, kind: str, subjects: Select[int], now: datetime) -> None:
    """Mark the jobs of a kind on these subjects done, whatever they wait for: nothing is to be done by itself."""
    statement = update(JobRow).where(JobRow.kind == kind, JobRow.state != "done", JobRow.subject_id.in_(subjects))
    session.execute(statement.values(state="done", lease=None, done_at=now).execution_options(synchronize_session=False))


def repeat(session: Session, kind: str, subject_id: int, now: datetime) -> None:
    """Make the done job of a kind on one subject ready again, as `take_up` does for many."""
    take_up(session, kind, select(literal(subject_id)), now)


@cache
def _adding(dialect: str) -> ReturningInsert[int]:
    # What returns something is one statement for all rows, and not one for each.
    return insert_into(dialect, JobRow).on_conflict_do_nothing(index_elements=["kind", "subject_id"]).returning(JobRow.id)


def _due(state: str) -> Select[int]:
    """Return the ids of jobs in a state whose time has come and that nobody else is just taking, oldest first."""
    return (
        select(_JOB.id)
        .where(_JOB.queue == bindparam("of_queue"), _JOB.state == state, _WAITING, _JOB.not_before <= bindparam("at"))
        .order_by(_JOB.not_before, _JOB.id)
        .with_for_update(skip_locked=True)
    )


@cache
def _taking(state: str, dialect: str) -> ReturningUpdate[int, str, str, str, int, int, datetime]:
    return _claiming(_due(state).limit(bindparam("at_most")), dialect)


@cache
def _sharing(dialect: str) -> ReturningUpdate[int, str, str, str, int, int, datetime]:
    return _claiming(turns.shares(dialect), dialect)


def _claiming(wanted: Select[int], dialect: str) -> ReturningUpdate[int, str, str, str, int, int, datetime]:
    # As a common table expression the choice is made once; as a plain subquery PostgreSQL may repeat it and take more than the limit.
    picked = wanted.cte("picked")
    ids = select(picked.c.id)
    # Of a choice whose limit it does not know PostgreSQL expects a tenth of what waits, and reads the whole table for it; of an array, ten.
    is_picked = _JOB.id.in_(ids) if dialect == "sqlite" else _JOB.id == any_(func.array(ids.scalar_subquery()))
    return (
        update(table_of(JobRow))
        .where(is_picked)
        .values(
            state="running", attempts=_JOB.attempts + 1, lease=bindparam("token"), not_before=bindparam("until"), said_at=bindparam("at")
        )
        .returning(_JOB.id, _JOB.town, _JOB.queue, _JOB.kind, _JOB.subject_id, _JOB.attempts, _JOB.created_at)
    )


def _parking() -> Update:
    lost = _due("running").where(_JOB.attempts >= bindparam("at_least")).cte("lost")
    parked: dict[str, object] = {"state": "parked", "lease": None, "not_before": bindparam("at"), "last_error": bindparam("error")}
    return update(table_of(JobRow)).where(_JOB.id.in_(select(lost.c.id))).values(parked)


_JOB = table_of(JobRow).c
# Composing such statements costs ten times as much as running them.
_PARK_DEADLY = _parking()
_BEHIND = (
    select(_JOB.id)
    .where(_JOB.queue == bindparam("of_queue"), _JOB.state == "ready", _WAITING, _JOB.not_before <= bindparam("at"))
    .order_by(_JOB.not_before, _JOB.id)
    .offset(bindparam("at_most"))
    .limit(1)
)


def _park_deadly(session: Session, queue: str, now: datetime) -> None:
    error = f"The process that worked on it was killed or got stuck, {MAX_ATTEMPTS} times. Look at its original, then revive the job."
    session.execute(_PARK_DEADLY, {"of_queue": queue, "at": now, "at_least": MAX_ATTEMPTS, "error": error})


def _take(session: Session, taking: Executable, chosen: dict[str, object]) -> tuple[Job, ...]:
    return tuple(
        Job(
            id=JobId(row.id),
            town=TownId(row.town),
            queue=row.queue,
            kind=row.kind,
            subject_id=row.subject_id,
            attempts=row.attempts,
            lease=str(chosen["token"]),
            created_at=row.created_at,
        )
        for row in session.execute(taking, chosen)
    )


def _of(town: TownId | None) -> ColumnElement[bool]:
    return true() if town is None else JobRow.town == town


def _delay(attempts: int) -> timedelta:
    seconds = min(_FIRST_DELAY_SECONDS * _DELAY_GROWTH ** (attempts - 1), _LONGEST_DELAY_SECONDS)
    return timedelta(seconds=seconds * secrets.SystemRandom().uniform(1 - _JITTER, 1))


def _page(session: Session, condition: ColumnElement[bool], after: JobId | None, limit: int) -> tuple[JobLine, ...]:
    statement = select(JobRow).where(condition).order_by(JobRow.id).limit(limit)
    if after is not None:
        statement = statement.where(JobRow.id > after)
    return tuple(
        JobLine(
            id=JobId(row.id),
            town=TownId(row.town),
            queue=row.queue,
            kind=row.kind,
            subject_id=row.subject_id,
            state=row.state,
            attempts=row.attempts,
            not_before=row.not_before,
            last_error=row.last_error,
            created_at=row.created_at,
        )
        for row in session.scalars(statement)
    )
