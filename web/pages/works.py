"""What the engine has to do, for administrators: what waits, what is parked and tried again, letters that are held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.ids import JobId, TownId
from flows.job_faults import fault_of
from flows.revive import revive as revive_job
from flows.revive import revive_all
from store import jobs, outbox
from store.jobs import JobLine
from web.access import LARGEST_ID, RowId
from web.desk import desk_of
from web.translations import Language, said
from web.visitor import Admin, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
STATES = ("ready", "running", "parked")
MOST_PARKED = 100
MOST_WAITING = 25
MOST_HELD = 50
SEE_OTHER = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJob:
    """A job with the clock of its town, and what it failed of last: what happened, what to do, and what the program said."""

    line: JobLine
    town: str
    zone: str
    what: str
    remedy: str
    detail: str


@pages.get("/jobs")
def jobs_page(
    http: HttpRequest,
    who: Admin,
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
    revived: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None,
) -> Response:
    """Show the queues, what is parked, what waits and which letters are held; a town's own administrator sees his town's.

    Of a letter neither recipient nor text is told: who sets up the town reads no content by that.
    """
    town, now = who.agent.town, datetime.now(UTC)
    with desk_of(http).installation.database.read() as session:
        counts = jobs.counts(session, town)
        parked = jobs.parked(session, after=JobId(after) if after else None, limit=MOST_PARKED + 1, town=town)
        waiting = jobs.waiting_page(session, after=None, limit=MOST_WAITING, town=town)
        held = outbox.held(session, after=None, limit=MOST_HELD, town=town)
        oldest = jobs.oldest_due(session, now) if town is None else {}
    queues = {queue: {state: counts.get((queue, state), 0) for state in STATES} for queue in jobs.QUEUES}
    language = desk_of(http).languages[who.language]
    clocks = {one.id: (one.name, one.timezone) for one in who.towns}
    values = {
        "tab": "jobs",
        "queues": queues,
        "states": STATES,
        "waits": {queue: round(seconds) for queue, seconds in oldest.items()},
        "parked": tuple(_shown(line, clocks, language) for line in parked[:MOST_PARKED]),
        "next": parked[MOST_PARKED - 1].id if len(parked) > MOST_PARKED else None,
        "is_first": not after,
        "waiting": tuple(_shown(line, clocks, language) for line in waiting),
        "waiting_count": sum(cells["ready"] + cells["running"] for cells in queues.values()),
        "held": tuple((one, *clocks.get(one.letter.town, (one.letter.town, "Europe/Paris"))) for one in held),
        "most_held": MOST_HELD,
        "revived": revived,
    }
    return show(http, who, "jobs.html", values)


@posts.post("/jobs/{job_id}/revive")
def revive(http: HttpRequest, who: Admin, job_id: RowId) -> Response:
    """Let a parked job be tried again."""
    revive_job(desk_of(http).installation, JobId(job_id), who.agent.login, datetime.now(UTC), town=who.agent.town)
    return RedirectResponse("/jobs?revived=1", SEE_OTHER)


@posts.post("/jobs/revive")
def revive_queue(http: HttpRequest, who: Admin, queue: Annotated[str, Form(max_length=20)]) -> Response:
    """Let all parked jobs of a queue be tried again."""
    if queue not in jobs.QUEUES:
        raise HTTPException(404)
    count = revive_all(desk_of(http).installation, queue, who.agent.login, datetime.now(UTC), town=who.agent.town)
    return RedirectResponse(f"/jobs?revived={count}", SEE_OTHER)


def _shown(line: JobLine, clocks: Mapping[TownId, tuple[str, str]], language: Language) -> ShownJob:
    name, zone = clocks.get(line.town, (line.town, "Europe/Paris"))
    fault = fault_of(line.kind, line.last_error)
    what, remedy = ("", "") if fault is None else (said(fault.what, language), said(fault.remedy, language))
    return ShownJob(line=line, town=name, zone=zone, what=what, remedy=remedy, detail="" if fault is None else fault.detail)
