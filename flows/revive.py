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
