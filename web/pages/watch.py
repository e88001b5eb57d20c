"""For machines that watch: is the desk alive, is it ready, is work done, and figures."""

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from flows.readiness import Answer
from web.desk import desk_of

pages = APIRouter()


@pages.get("/healthz")
async def live(http: HttpRequest) -> Response:
    """Answer 200 while the process is alive, else 503; in the loop itself, so that busy threads are no reason to start it anew."""
    return _report(desk_of(http).readiness.live())


@pages.get("/readyz")
def ready(http: HttpRequest) -> Response:
    """Answer 200 when pages can be served, else 503 with what is wrong, or that the process is on its way out."""
    return _report(desk_of(http).readiness.ready())


@pages.get("/workz")
def work(http: HttpRequest) -> Response:
    """Answer 200 when the database answers and work is done, else 503."""
    return _report(desk_of(http).readiness.work())


@pages.get("/metrics")
def metrics(http: HttpRequest) -> Response:
    """Answer with Prometheus' text format."""
    return Response(desk_of(http).readiness.metrics(), media_type=CONTENT_TYPE_LATEST)


def _report(answer: Answer) -> Response:
    return JSONResponse(answer.content, answer.status, headers={"Cache-Control": "no-store"})
