"""What the engine has to do, for administrators."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.ids import JobId
from store import jobs, journal
from web.access import RowId
from web.desk import desk_of
from web.visitor import Admin, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
STATES = ("ready", "running", "parked")
MOST_PARKED = 100
SEE_OTHER = 303


@pages.get("/jobs")
def jobs_page(http: HttpRequest, who: Admin) -> Response:
    """Show the queues and what is parked; a town's own administrator sees the parked jobs of his town."""
    with desk_of(http).installation.database.read() as session:
        counts = jobs.counts(session)
        parked = jobs.parked(session, after=None, limit=MOST_PARKED)
    queues = {queue: {state: counts.get((queue, state), 0) for state in STATES} for queue in jobs.QUEUES}
    mine = tuple(job for job in parked if who.may_see(job.town))
    return show(http, who, "jobs.html", {"queues": queues, "states": STATES, "parked": mine})


@posts.post("/jobs/{job_id}/revive")
def revive(http: HttpRequest, who: Admin, job_id: RowId) -> Response:
    """Let a parked job be tried again."""
    now = datetime.now(UTC)
    with desk_of(http).installation.database.write() as session:
        job = next((job for job in jobs.parked(session, after=JobId(job_id - 1), limit=1) if job.id == job_id), None)
        if job is None or not who.may_see(job.town):
            raise HTTPException(404)
        jobs.revive(session, job.id, now)
        journal.append(session, at=now, town=job.town, actor=who.agent.login, action="revive", object=f"job {job.id}", details={})
    return RedirectResponse("/jobs", SEE_OTHER)
