"""A small web server for a role that has none: `/healthz`, `/readyz` and `/metrics`, for machines that watch."""

import json
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST

from domain.errors import ConfigurationError, Mistake
from domain.frames import frames
from flows.readiness import Answer, Readiness
from flows.wiring import Installation

_JSON = "application/json"
_SECONDS = 10.0
"""Who connects and says nothing is sent away after that."""
_POLL_SECONDS = 0.1
_log = logging.getLogger(__name__)


@contextmanager
def listening(installation: Installation) -> Iterator[None]:
    """Answer on the port of the settings while the block runs, where there is one. Raises ConfigurationError where it cannot be had."""
    settings = installation.settings
    if settings.metrics_port is None:
        yield
        return
    try:
        server = _Server(settings.metrics_host, settings.metrics_port, Readiness(installation))
    except OSError as error:
        raise ConfigurationError(
            Mistake(
                where="CITOYEN_METRICS_PORT",
                what=f"Figures cannot be told on {settings.metrics_host}:{settings.metrics_port}: {error.strerror}.",
                remedy="Stop what uses the port, or set CITOYEN_METRICS_HOST and CITOYEN_METRICS_PORT to another.",
            )
        ) from error
    thread = Thread(target=server.serve_forever, args=(_POLL_SECONDS,), name="figures", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """Answers each caller in a thread of his own: a database that is slow to answer must not hold up who asks whether we are alive."""

    daemon_threads = True

    def __init__(self, host: str, port: int, readiness: Readiness) -> None:
        self.readiness = readiness
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what was our fault, and nothing of a caller who went away: the library would write where he came from."""
        error = sys.exception()
        if error is None or isinstance(error, OSError):
            _log.debug("a caller of the figures went away")
        else:
            _log.error("figures: %s", frames(error))


class _Handler(BaseHTTPRequestHandler):
    """Answers one caller."""

    server_version = "Citoyen"
    sys_version = ""
    timeout = _SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        readiness = self.server.readiness
        match self.path.partition("?")[0]:
            case "/healthz":
                self._say(readiness.live())
            case "/readyz":
                self._say(readiness.ready())
            case "/workz":
                self._say(readiness.work())
            case "/metrics":
                self._write(200, CONTENT_TYPE_LATEST, readiness.metrics())
            case _:
                self._say(Answer(status=404, content={"status": "not found"}))

    def do_HEAD(self) -> None:
        """Answer without content."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: machines ask every few seconds."""

    def _say(self, answer: Answer) -> None:
        self._write(answer.status, _JSON, json.dumps(answer.content).encode())

    def _write(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
