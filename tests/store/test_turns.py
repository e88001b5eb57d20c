"""Towns take turns: one town's storm does not keep the work of another."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, text

from domain.ids import TownId
from store import jobs
from store.engine import Database
from store.jobs import Job, NewJob
from store.schema import TownRow
from store.turns import Turns
from tests.store.plans import plans
from tests.store.samples import NOW

LEASE = timedelta(seconds=60)
BATCH = 50


@pytest.fixture
def many(database: Database) -> Database:
    """A database with three hundred towns, from t000 to t299."""
    each = {"timezone": "Europe/Paris", "document": {}, "ruleset_number": 0, "ruleset_last": 0, "places_number": 0, "revision": 1}
    with database.write() as session:
        session.execute(insert(TownRow), [{"id": one, "name": one, "created_at": NOW, **each} for one in _towns(300)])
    return database


def _towns(count: int) -> list[TownId]:
    return [TownId(f"t{number:03}") for number in range(count)]


def _add(database: Database, towns: Sequence[TownId], count: int = 1, at: datetime = NOW, queue: str = "mail") -> None:
    """Write ``count`` jobs of each town, those of a town one after the other."""
    subjects = iter(range(int((at - NOW).total_seconds() + 1_000) * 1_000_000, 2**62))
    new = [
        NewJob(town=town, queue=queue, kind="read", subject_id=next(subjects), created_at=at + timedelta(microseconds=number))
        for town in towns
        for number in range(count)
    ]
    with database.write() as session:
        jobs.add_many(session, new)


def _claim(database: Database, turns: Turns, limit: int = BATCH, now: datetime = NOW + LEASE, queue: str = "mail") -> tuple[Job, ...]:
    with database.write() as session:
        return jobs.claim(session, queue, now=now, lease=LEASE, limit=limit, whose=turns)


def _by_town(claimed: Sequence[Job]) -> Counter[TownId]:
    return Counter(job.town for job in claimed)


def test_a_storm_of_ten_thousand_mails_leaves_the_next_batch_to_other_towns_too(many: Database) -> None:
    storm, calm, calmer = _towns(3)
    turns = Turns()
    _add(many, [storm], 10_000)
    assert _by_town(_claim(many, turns)) == {storm: BATCH}
    _add(many, [calm], at=NOW + timedelta(seconds=1))
    _add(many, [calmer], 3, at=NOW + timedelta(seconds=2))
    # The batch is as full as ever: what the others do not need is the storm's.
    assert _by_town(_claim(many, turns)) == {storm: BATCH - 4, calm: 1, calmer: 3}
    assert _by_town(_claim(many, turns)) == {storm: BATCH}


def test_of_two_storms_each_has_half(many: Database) -> None:
    early, late = _towns(2)
    _add(many, [early], 200)
    _add(many, [late], 200, at=NOW + timedelta(seconds=1))
    claimed = _claim(many, Turns())
    assert _by_town(claimed) == {early: BATCH // 2, late: BATCH // 2}
    assert [job.created_at for job in claimed if job.town == late] == [
        NOW + timedelta(seconds=1, microseconds=number) for number in range(BATCH // 2)
    ]


def test_where_one_job_is_taken_at_a_time_towns_take_turns(many: Database) -> None:
    heap, letter = _towns(2)
    turns = Turns()
    _add(many, [heap], 5, queue="ocr")
    _add(many, [letter], 2, at=NOW + timedelta(seconds=1), queue="ocr")
    took = [_claim(many, turns, limit=1, queue="ocr")[0].town for _ in range(7)]
    assert took == [heap, letter, heap, letter, heap, heap, heap]


def test_more_towns_than_have_room_in_a_batch_come_one_after_the_other(many: Database) -> None:
    turns = Turns()
    _add(many, _towns(120), 10)
    batches = [_claim(many, turns) for _ in range(3)]
    assert [len(batch) for batch in batches] == [BATCH] * 3
    assert set(_by_town(batches[0] + batches[1] + batches[2])) == set(_towns(120))


def test_work_that_is_not_due_takes_no_share(many: Database) -> None:
    storm, waits = _towns(2)
    _add(many, [storm], 200)
    _add(many, [waits], at=NOW + timedelta(hours=1))
    assert _by_town(_claim(many, Turns())) == {storm: BATCH}


def test_behind_hundreds_of_towns_whose_work_is_not_due_another_is_found(many: Database) -> None:
    *waiting, last = _towns(300)
    storm = waiting[0]
    turns = Turns()
    _add(many, waiting, at=NOW + timedelta(hours=1))
    _add(many, [storm], 200)
    _add(many, [last], at=NOW + timedelta(seconds=1))
    assert last not in _by_town(_claim(many, turns))
    assert _by_town(_claim(many, turns)) == {storm: BATCH - 1, last: 1}


def test_queues_have_turns_of_their_own(many: Database) -> None:
    turns = Turns()
    for queue in ("mail", "ocr"):
        _add(many, _towns(2), 3, queue=queue, at=NOW + timedelta(seconds=queue == "ocr"))
    first = [_claim(many, turns, limit=1, queue=queue)[0].town for queue in ("mail", "ocr")]
    assert first == ["t000", "t000"]


def test_workers_that_share_out_side_by_side_take_each_job_once(many: Database) -> None:
    turns = Turns()
    _add(many, _towns(30), 20)

    def take(_: int) -> list[Job]:
        taken: list[Job] = []
        while batch := _claim(many, turns, limit=20):
            taken += batch
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [job.id for each in threads.map(take, range(4)) for job in each]
    assert len(taken) == len(set(taken)) == 600


@pytest.mark.parametrize("count", [1, 3000])
def test_work_is_found_in_indexes_with_a_storm_and_without(many: Database, count: int) -> None:
    _add(many, [TownId("t000")], count)
    _add(many, _towns(40), at=NOW + timedelta(seconds=1))
    with many.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
            # Of a few pages it would read all.
            session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = plans(session, lambda: jobs.claim(session, "mail", now=NOW + LEASE, lease=LEASE, whose=Turns()))
        counted = plans(session, lambda: (jobs.due(session, NOW), jobs.oldest_due(session, NOW)))
    assert "ix_jobs_waiting" in plan and "ix_jobs_waiting" in counted
    assert ("ix_jobs_turns" in plan) == (count > BATCH)
    for table in ("jobs", "one"):
        assert f"SCAN {table}'" not in plan + counted and f"Seq Scan on {table}" not in plan + counted, plan + counted
