"""For machines that watch: is the desk well, and figures."""

from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from domain.errors import UnavailableError
from store import jobs
from web.desk import desk_of

pages = APIRouter()
WAITS_TOO_LONG_SECONDS = 900.0
"""A job due for a quarter of an hour: nobody works, though a sweep comes every half minute."""
UNAVAILABLE = 503


@pages.get("/healthz")
def health(http: HttpRequest) -> Response:
    """Answer 200 when the database answers and work is done, else 503 with what is wrong."""
    database = desk_of(http).installation.database
    try:
        with database.read() as session:
            oldest = jobs.oldest_due(session, datetime.now(UTC))
    except UnavailableError:
        return _report(UNAVAILABLE, {"status": "unavailable", "database": "unavailable", "oldest_job_seconds": None})
    seconds = round(max(oldest.values(), default=0.0), 1)
    if seconds > WAITS_TOO_LONG_SECONDS:
        return _report(UNAVAILABLE, {"status": "late", "database": "ok", "oldest_job_seconds": seconds})
    return _report(200, {"status": "ok", "database": "ok", "oldest_job_seconds": seconds})


@pages.get("/metrics")
def metrics(http: HttpRequest) -> Response:
    """Answer with Prometheus' text format."""
    try:
        return Response(desk_of(http).meters.text(), media_type=CONTENT_TYPE_LATEST)
    except UnavailableError:
        return PlainTextResponse("# the database does not answer\n", UNAVAILABLE)


def _report(status: int, content: dict[str, object]) -> Response:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})
