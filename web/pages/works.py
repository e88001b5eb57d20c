"""What the engine has to do, for administrators."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.ids import JobId
from flows.revive import revive as revive_job
from store import jobs
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
    """Show the queues and what is parked; a town's own administrator sees his town's."""
    with desk_of(http).installation.database.read() as session:
        counts = jobs.counts(session, who.agent.town)
        parked = jobs.parked(session, after=None, limit=MOST_PARKED, town=who.agent.town)
    queues = {queue: {state: counts.get((queue, state), 0) for state in STATES} for queue in jobs.QUEUES}
    return show(http, who, "jobs.html", {"queues": queues, "states": STATES, "parked": parked})


@posts.post("/jobs/{job_id}/revive")
def revive(http: HttpRequest, who: Admin, job_id: RowId) -> Response:
    """Let a parked job be tried again."""
    revive_job(desk_of(http).installation, JobId(job_id), who.agent.login, datetime.now(UTC), town=who.agent.town)
    return RedirectResponse("/jobs", SEE_OTHER)
