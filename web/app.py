"""The desk as an ASGI application."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from flows.wiring import Installation
from web.api import document, entries
from web.api.limits import BodyLimit
from web.desk import STATIC, open_desk
from web.gate import Gate, Versioned
from web.pages import doors, errors, files, lists, machine, one, paper, recut, rules, watch, works
from web.throttle import Throttle

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(installation: Installation, *, lifespan: Lifespan | None = None) -> FastAPI:
    """Return the desk over an installation; ``lifespan`` starts and stops what lives beside it in the same process.

    Raises ConfigurationError when the assets are missing.
    """
    desk = open_desk(installation)
    # The pages are for people; FastAPI's own documentation would load scripts from elsewhere.
    app = FastAPI(title="Citoyen", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.state.throttle = Throttle()
    app.state.calls = Throttle()
    errors.handle_errors(app)
    routers = (doors.pages, doors.posts, lists.pages, one.pages, files.pages, files.posts, paper.pages, recut.posts, rules.pages)
    for router in (*routers, works.pages, works.posts, watch.pages, machine.pages, machine.posts):
        app.include_router(router, include_in_schema=False)
    for router in (document.pages, entries.routes):
        app.include_router(router)
    app.mount("/static", Versioned(GZipMiddleware(StaticFiles(directory=STATIC))), name="static")
    app.add_middleware(BodyLimit)
    app.add_middleware(Gate, meters=desk.meters, is_https=desk.is_https)
    return app
