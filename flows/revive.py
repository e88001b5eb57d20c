"""Let a person take parked work up again."""

from datetime import datetime

from domain.ids import JobId, TownId
from flows.wiring import Installation
from store import jobs, journal


def revive(installation: Installation, job_id: JobId, actor: str, now: datetime, *, town: TownId | None = None) -> None:
    """Make a parked job ready again, with all its attempts, and wake who works on it.

    ``town`` is the only town whose jobs the actor may touch, None for all. Raises NotFoundError if it is not parked, or another town's.
    """
    with installation.database.write() as session:
        of_town, queue = jobs.revive(session, job_id, now, town)
        journal.append(session, at=now, town=of_town, actor=actor, action="revive_job", object=f"job {job_id}", details={})
    installation.bell.ring(queue)


def revive_all(installation: Installation, queue: str, actor: str, now: datetime, *, town: TownId | None = None) -> int:
    """Make all parked jobs of a queue ready again, and wake who works on them; return how many.

    ``town`` is the only town whose jobs the actor may touch, None for all.
    """
    with installation.database.write() as session:
        found = jobs.revive_all(session, now, queue=queue, town=town)
        for of_town, count in sorted(found.items()):
            details = {"queue": queue, "count": count}
            journal.append(session, at=now, town=of_town, actor=actor, action="revive_jobs", object=f"queue {queue}", details=details)
    if found:
        installation.bell.ring(queue)
    return sum(found.values())
