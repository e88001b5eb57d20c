import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.errors import NotFoundError
from domain.ids import TownId
from store import jobs, journal
from store.engine import Database
from store.jobs import Job, LostLeaseError
from store.schema import JobRow, JournalRow
from tests.store.samples import NOW, VALOGNES, keep_town

LEASE = timedelta(seconds=60)
LATER = NOW + LEASE


def _add(database: Database, *subjects: int, queue: str = "mail", not_before: datetime | None = None) -> None:
    with database.write() as session:
        for subject_id in subjects:
            jobs.add(session, town=VALOGNES, queue=queue, kind="read", subject_id=subject_id, now=NOW, not_before=not_before)


def _claim(database: Database, now: datetime = NOW, *, queue: str = "mail", limit: int = 50) -> tuple[Job, ...]:
    with database.write() as session:
        return jobs.claim(session, queue, now=now, lease=LEASE, limit=limit)


def _finish(database: Database, *claimed: Job) -> None:
    with database.write() as session:
        jobs.finish(session, claimed, NOW)


def _fail(database: Database, job: Job, error: str = "Tesseract is away.", now: datetime = NOW, *, max_attempts: int = 8) -> bool:
    with database.write() as session:
        return jobs.fail(session, job, error, now, max_attempts=max_attempts)


def _states(database: Database) -> Counter[str]:
    with database.read() as session:
        return Counter(session.scalars(select(JobRow.state)))


def test_job_is_claimed_once_and_done(served: Database) -> None:
    _add(served, 7)
    (job,) = _claim(served)
    assert (job.town, job.queue, job.kind, job.subject_id, job.attempts) == (VALOGNES, "mail", "read", 7, 1)
    assert _claim(served) == ()
    _finish(served, job)
    assert _claim(served, LATER) == ()
    assert _states(served) == {"done": 1}


def test_same_work_is_written_once_even_when_done(served: Database) -> None:
    _add(served, 7, 7)
    _finish(served, *_claim(served))
    _add(served, 7)
    assert _states(served) == {"done": 1}


def test_unknown_queue_is_refused(served: Database) -> None:
    with pytest.raises(ValueError, match="no queue 'fax'"):
        _add(served, 7, queue="fax")


def test_queues_do_not_take_each_others_jobs(served: Database) -> None:
    _add(served, 7, queue="ocr")
    assert _claim(served) == ()
    assert len(_claim(served, queue="ocr")) == 1


def test_job_is_not_claimed_before_its_time(served: Database) -> None:
    _add(served, 7, not_before=LATER)
    assert _claim(served, LATER - timedelta(microseconds=1)) == ()
    assert len(_claim(served, LATER)) == 1


def test_jobs_that_a_clock_ahead_put_off_are_called_back(served: Database) -> None:
    _add(served, 1, not_before=NOW + timedelta(hours=1))
    _add(served, 2)
    ahead = NOW + timedelta(days=365)
    with served.write() as session:
        (job,) = jobs.claim(session, "mail", now=NOW, lease=LEASE)
        jobs.fail(session, job, "the relay was away", ahead)
    with served.write() as session:
        assert jobs.is_any_astray(session, NOW)
        assert jobs.recall(session, NOW) == 1
        assert not jobs.is_any_astray(session, NOW)
    assert _claim(served) == (), "it still waits the second it was to wait"
    assert [one.subject_id for one in _claim(served, NOW + timedelta(seconds=2))] == [2]


def test_work_claimed_by_a_clock_ahead_keeps_its_lease_and_no_more(served: Database) -> None:
    _add(served, 1)
    _claim(served, NOW + timedelta(days=1))
    with served.write() as session:
        assert jobs.recall(session, NOW) == 1
        assert jobs.recall(session, NOW) == 0, "however many sweep"
    assert _claim(served, NOW + LEASE - timedelta(seconds=1)) == ()
    assert len(_claim(served, NOW + LEASE)) == 1


def test_what_a_clock_a_little_ahead_puts_off_is_left_alone(served: Database) -> None:
    _add(served, 1, not_before=NOW + timedelta(hours=1))
    with served.read() as session:
        assert not jobs.is_any_astray(session, NOW - timedelta(seconds=4))


def test_oldest_jobs_are_claimed_first_up_to_the_limit(served: Database) -> None:
    for subject_id in (3, 1, 2):
        _add(served, subject_id, not_before=NOW - timedelta(seconds=subject_id))
    assert {job.subject_id for job in _claim(served, limit=2)} == {3, 2}
    assert {job.subject_id for job in _claim(served, limit=2)} == {1}


def test_claimed_jobs_come_town_by_town(served: Database) -> None:
    with served.write() as session:
        keep_town(session, TownId("reims"))
        for subject_id in range(6):
            town = ("valognes", "reims")[subject_id % 2]
            jobs.add(session, town=TownId(town), queue="mail", kind="read", subject_id=subject_id, now=NOW)
    assert [job.town for job in _claim(served)] == ["reims"] * 3 + ["valognes"] * 3


def test_jobs_of_a_vanished_worker_are_claimed_one_by_one(served: Database) -> None:
    _add(served, 1, 2, 3)
    lost = _claim(served)
    _add(served, 4)
    assert [job.subject_id for job in _claim(served, LATER - timedelta(microseconds=1))] == [4]
    again = [_claim(served, LATER) for _ in range(3)]
    assert [len(batch) for batch in again] == [1, 1, 1]
    assert {batch[0].subject_id for batch in again} == {job.subject_id for job in lost}
    assert {batch[0].attempts for batch in again} == {2}


def test_worker_whose_job_was_taken_over_cannot_finish_it(served: Database) -> None:
    _add(served, 7)
    (slow,) = _claim(served)
    (fast,) = _claim(served, LATER)
    with pytest.raises(LostLeaseError), served.write() as session:
        journal.append(session, at=NOW, town=VALOGNES, actor="slow", action="read", object="7", details={})
        jobs.finish(session, (slow,), NOW)
    assert not _fail(served, slow)
    _finish(served, fast)
    with served.read() as session:
        assert journal.page(session, VALOGNES, after=None, limit=10) == ()


def test_late_worker_may_finish_what_nobody_took_over(served: Database) -> None:
    _add(served, 7)
    claimed = _claim(served)
    with served.write() as session:
        jobs.finish(session, claimed, LATER + LEASE)
    assert _states(served) == {"done": 1}


def test_one_lost_lease_undoes_the_whole_batch(served: Database) -> None:
    _add(served, 1, 2)
    first, second = _claim(served)
    with pytest.raises(LostLeaseError, match=str(second.id)):
        _finish(served, first, replace(second, lease="another"))
    assert _states(served) == {"running": 2}


def test_failed_job_waits_longer_each_time_and_is_parked_in_the_end(served: Database) -> None:
    _add(served, 7)
    now, waits = NOW, []
    for _ in range(8):
        (job,) = _claim(served, now)
        is_parked = _fail(served, job, now=now)
        with served.read() as session:
            waits.append((session.scalars(select(JobRow.not_before)).one() - now).total_seconds())
        now += timedelta(hours=2)
    assert is_parked
    for wait, longest in zip(waits, (1, 5, 25, 125, 625, 3125, 3600, 0), strict=True):
        assert longest * 0.8 <= wait <= longest
    assert _claim(served, now) == ()
    with served.read() as session:
        (line,) = jobs.parked(session, after=None, limit=10)
    assert (line.state, line.attempts, line.last_error) == ("parked", 8, "Tesseract is away.")


def test_job_can_be_parked_at_once(served: Database) -> None:
    _add(served, 7)
    assert _fail(served, _claim(served)[0], max_attempts=0)
    assert _states(served) == {"parked": 1}


def test_error_of_any_kind_and_length_is_kept(served: Database) -> None:
    _add(served, 7)
    _fail(served, _claim(served)[0], error="\x00\udcff" + "x" * 100_000)
    with served.read() as session:
        (line,) = jobs.waiting_page(session, after=None, limit=1)
    assert line.last_error is not None
    assert line.last_error.startswith("\ufffd\ufffdxxx")
    assert len(line.last_error) == 2000


def test_job_that_kills_its_worker_is_parked_and_its_neighbours_are_done(served: Database) -> None:
    _add(served, *range(20))
    now, claims = NOW, 0
    while batch := _claim(served, now):
        claims += 1
        if any(job.subject_id == 13 for job in batch):
            now += LEASE
        else:
            _finish(served, *batch)
    assert _states(served) == {"done": 19, "parked": 1}
    with served.read() as session:
        (line,) = jobs.parked(session, after=None, limit=10)
    assert (line.subject_id, line.attempts) == (13, 8)
    assert "killed or got stuck, 8 times" in str(line.last_error)


def test_revived_job_has_all_its_attempts_again(served: Database) -> None:
    _add(served, 7)
    (job,) = _claim(served)
    _fail(served, job, max_attempts=0)
    with served.write() as session:
        jobs.revive(session, job.id, LATER)
    (again,) = _claim(served, LATER)
    assert again.attempts == 1


def test_only_a_parked_job_can_be_revived(served: Database) -> None:
    _add(served, 7)
    (job,) = _claim(served)
    with served.write() as session, pytest.raises(NotFoundError):
        jobs.revive(session, job.id, NOW)


def test_released_jobs_can_be_claimed_at_once(served: Database) -> None:
    _add(served, 1, 2)
    _claim(served)
    with served.write() as session:
        assert jobs.release(session, NOW) == 2
        assert jobs.release(session, NOW) == 0
    assert [len(_claim(served)) for _ in range(3)] == [1, 1, 0]


def test_account_of_jobs(served: Database) -> None:
    _add(served, 1, 2, 3)
    _add(served, 4, queue="ocr", not_before=NOW - timedelta(seconds=90))
    _add(served, 5, queue="later", not_before=LATER)
    claimed = _claim(served, limit=2)
    _finish(served, claimed[0])
    _fail(served, claimed[1], max_attempts=0)
    _claim(served, queue="ocr")
    with served.read() as session:
        assert jobs.due(session, NOW) == {"mail": 1}
        assert jobs.due(session, LATER) == {"mail": 1, "ocr": 1, "later": 1}
        assert jobs.oldest_due(session, NOW + timedelta(seconds=5)) == {"mail": 5.0}
        assert jobs.counts(session) == {("mail", "ready"): 1, ("mail", "parked"): 1, ("ocr", "running"): 1, ("later", "ready"): 1}
        first = jobs.waiting_page(session, after=None, limit=2)
        rest = jobs.waiting_page(session, after=first[-1].id, limit=2)
        assert [line.subject_id for line in first + rest] == [3, 4, 5]
        assert jobs.parked(session, after=jobs.parked(session, after=None, limit=1)[0].id, limit=1) == ()


class Worker:
    """A worker that often dies, and often comes too late. ``clock`` jumps, so that leases run out under everybody."""

    def __init__(self, database: Database, seed: int, clock: "Clock") -> None:
        self._database = database
        self._random = random.Random(seed)  # noqa: S311 — chance, not a secret
        self._clock = clock
        self.lost = 0

    def run(self) -> None:
        while _states(self._database)["done"] < JOBS:
            with self._database.write() as session:
                batch = jobs.claim(session, "mail", now=self._clock.now(), lease=LEASE, limit=self._random.randint(1, 5))
            match self._random.choices(("works", "dies", "is slow"), (5, 2, 2))[0]:
                case "dies":
                    self._clock.jump()
                case "is slow":
                    self._clock.jump()
                    self._work(batch)
                case _:
                    self._work(batch)

    def _work(self, batch: tuple[Job, ...]) -> None:
        try:
            with self._database.write() as session:
                for job in batch:
                    journal.append(session, at=NOW, town=VALOGNES, actor="worker", action="read", object=str(job.subject_id), details={})
                jobs.finish(session, batch, self._clock.now())
        except LostLeaseError:
            self.lost += 1


class Clock:
    """A clock that workers push forward."""

    def __init__(self) -> None:
        self._now = NOW
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def jump(self) -> None:
        with self._lock:
            self._now += LEASE


JOBS = 60


@pytest.mark.parametrize("seed", [1, 2])
def test_each_effect_is_kept_once_however_workers_die(served: Database, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.jobs.MAX_ATTEMPTS", 10_000)
    _add(served, *range(JOBS))
    clock = Clock()
    workers = [Worker(served, seed * 10 + number, clock) for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Worker.run, workers))
    with served.read() as session:
        effects = Counter(session.scalars(select(JournalRow.object)))
    assert effects == {str(number): 1 for number in range(JOBS)}


def test_workers_side_by_side_never_claim_the_same_job(served: Database) -> None:
    _add(served, *range(200))

    def take(_: int) -> list[int]:
        taken: list[int] = []
        while batch := _claim(served, limit=7):
            taken += [job.subject_id for job in batch]
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [subject_id for each in threads.map(take, range(4)) for subject_id in each]
    assert sorted(taken) == list(range(200))


def test_a_job_put_back_untried_is_ready_at_once_and_has_all_its_attempts(served: Database) -> None:
    _add(served, 7, 8)
    for _ in range(jobs.MAX_ATTEMPTS + 1):
        claimed = _claim(served)
        assert [job.attempts for job in claimed] == [1, 1]
        with served.write() as session:
            jobs.put_back(session, claimed, NOW)


def test_a_job_that_somebody_else_has_claimed_is_not_put_back(served: Database) -> None:
    _add(served, 7)
    lost = _claim(served)
    (taken,) = _claim(served, LATER)
    with served.write() as session:
        jobs.put_back(session, lost, LATER)
    _finish(served, taken)


def test_the_jobs_of_one_town_are_counted_listed_and_revived_apart(served: Database) -> None:
    _add(served, 7, 8)
    job, _ = _claim(served)
    _fail(served, job, max_attempts=0)
    other = TownId("breville")
    with served.write() as session:
        assert jobs.counts(session, VALOGNES) == jobs.counts(session) == {("mail", "running"): 1, ("mail", "parked"): 1}
        assert jobs.counts(session, other) == {}
        assert jobs.parked(session, after=None, limit=9, town=other) == ()
        with pytest.raises(NotFoundError):
            jobs.revive(session, job.id, LATER, other)
        assert jobs.revive(session, job.id, LATER, VALOGNES) == (VALOGNES, "mail")


def test_many_jobs_at_once_are_as_if_added_one_by_one(served: Database) -> None:
    wanted = [jobs.NewJob(town=VALOGNES, queue="mail", kind="read", subject_id=number, created_at=NOW) for number in (1, 2, 2)]
    with served.write() as session:
        jobs.add_many(session, wanted)
        jobs.add_many(session, [])
    with served.read() as session:
        assert jobs.due(session, NOW) == {"mail": 2}
    unknown = [jobs.NewJob(town=VALOGNES, queue="male", kind="read", subject_id=3, created_at=NOW)]
    with pytest.raises(ValueError, match="male"), served.write() as session:
        jobs.add_many(session, unknown)


def test_lease_of_a_job_that_takes_long_is_prolonged_while_it_is_ours(served: Database) -> None:
    _add(served, 7)
    (slow,) = _claim(served)
    with served.write() as session:
        jobs.extend(session, slow, LATER, LEASE)
    assert _claim(served, LATER) == ()
    (other,) = _claim(served, LATER + LEASE)
    with pytest.raises(LostLeaseError), served.write() as session:
        jobs.extend(session, slow, LATER + LEASE, LEASE)
    _finish(served, other)
