"""Parked work, taken up again by a person."""

from datetime import timedelta

import pytest

from domain.errors import NotFoundError
from domain.ids import JobId
from flows.revive import revive
from flows.wiring import Installation
from store import jobs, journal
from tests.installations import AUVILLE, BREVILLE, NOW


def _parked(town_hall: Installation) -> JobId:
    with town_hall.database.write() as session:
        jobs.add(session, town=BREVILLE, queue="ocr", kind="read", subject_id=7, now=NOW)
        (job,) = jobs.claim(session, "ocr", now=NOW, lease=timedelta(minutes=1))
        assert jobs.fail(session, job, "No tesseract.", NOW, max_attempts=0)
    return job.id


def test_a_revived_job_is_ready_in_the_journal_and_rings(town_hall: Installation) -> None:
    job, rung = _parked(town_hall), list[str]()
    town_hall.bell.listen(rung.append)
    revive(town_hall, job, "claire", NOW, town=BREVILLE)
    assert rung == ["ocr"]
    with town_hall.database.read() as session:
        assert jobs.due(session, NOW) == {"ocr": 1}
        (line,) = journal.page(session, BREVILLE, after=None, limit=1)
    assert (line.actor, line.action, line.object) == ("claire", "revive_job", f"job {job}")


def test_a_job_of_another_town_is_not_there(town_hall: Installation) -> None:
    with pytest.raises(NotFoundError):
        revive(town_hall, _parked(town_hall), "claire", NOW, town=AUVILLE)
