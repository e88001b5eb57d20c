"""The web server inside a process of ours."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Generator
from importlib import import_module

import uvicorn

from domain.errors import ConfigurationError, Mistake
from flows.settings import Settings
from flows.wiring import Installation
from store.tries import SharedTries

_DESK = "cli.desk"
"""Loaded when it is served: no other command waits for it."""
STOP_SECONDS = 5
"""How long a stopping server lets pages finish."""


class WebServer(uvicorn.Server):
    """A server that leaves signals to us: it must stop before what it stands on is taken away, and end what its pages began."""

    def __init__(self, config: uvicorn.Config, after: Callable[[], None]) -> None:
        """Serve once asked; ``after`` ends what the pages began."""
        super().__init__(config)
        self._after = after

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until asked to stop."""
        # What is loaded by now stays: each look through it for garbage would keep every page waiting for half a second.
        gc.freeze()
        try:
            await super().serve(sockets)
        finally:
            gc.unfreeze()
            await asyncio.to_thread(self._after)

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


def desk_server(installation: Installation, tries: SharedTries | None = None) -> WebServer:
    """Return a server for the desk, not yet started; ``tries`` are counted together with other processes that serve it."""
    made: WebServer = import_module(_DESK).desk_server(installation, tries)
    return made


def stop_on_signals(server: uvicorn.Server, installation: Installation) -> Callable[[], None]:
    """Let SIGINT and SIGTERM end the server, and return what they do; to be called in its loop.

    From then on `/readyz` says that we are leaving; pages are answered for as long as the settings want, or until a second signal.
    """
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.should_exit = True

    def leave() -> None:
        seconds = installation.settings.drain_seconds
        if installation.pulse.is_closing or not seconds:
            stop()
        else:
            loop.call_later(seconds, stop)
        installation.pulse.close()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, leave)
    return leave
