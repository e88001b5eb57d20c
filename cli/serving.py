"""The web server inside a process of ours."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Generator

import uvicorn
from fastapi import FastAPI

from domain.errors import ConfigurationError, Mistake
from flows.settings import Settings
from web.rule_shelf import end_backtests

STOP_SECONDS = 5
"""How long a stopping server lets pages finish."""


class WebServer(uvicorn.Server):
    """A server that leaves signals to us: it must stop before what it stands on is taken away, and end what its pages began."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        """Serve an application, once asked."""
        super().__init__(config)
        self._app = app

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until asked to stop."""
        try:
            await super().serve(sockets)
        finally:
            await asyncio.to_thread(end_backtests, self._app)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Capture none."""
        yield


def bound_socket(settings: Settings) -> socket.socket:
    """Return a socket on the desk's port. Raises ConfigurationError where the port cannot be had."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    try:
        return socket.create_server((settings.web_host, settings.web_port), family=family, backlog=512)
    except OSError as error:
        what = f"The desk cannot listen on {settings.web_host}:{settings.web_port}: {error.strerror}."
        remedy = "Stop what uses the port, or set CITOYEN_WEB_PORT to another."
        raise ConfigurationError(Mistake(where="CITOYEN_WEB_PORT", what=what, remedy=remedy)) from error


def web_server(app: FastAPI, trusted_proxies: str) -> WebServer:
    """Return a server for the desk, not yet started. What the ``trusted_proxies`` say of who calls is believed."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
    )
    return WebServer(app, config)


def stop_on_signals(server: uvicorn.Server) -> None:
    """Let SIGINT and SIGTERM end the server; to be called in its loop."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
