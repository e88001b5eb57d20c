"""The desk as a server: loaded only where it is served, for loading it takes a good part of a second."""

from functools import partial

import uvicorn

from cli.serving import STOP_SECONDS, WebServer
from flows.wiring import Installation
from store.tries import SharedTries
from web.app import create_app
from web.rule_shelf import end_backtests


def desk_server(installation: Installation, tries: SharedTries | None = None) -> WebServer:
    """Return a server for the desk, not yet started. What the trusted proxies say of who calls is believed.

    ``tries`` are counted together with other processes that serve the same desk.
    """
    app = create_app(installation, tries=tries)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # its lines tell who asked and for what; `web.gate` writes those that may be kept
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
        forwarded_allow_ips=installation.settings.trusted_proxies,
    )
    return WebServer(config, partial(end_backtests, app))
