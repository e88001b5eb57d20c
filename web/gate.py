"""What goes round every answer: security headers, counting, and the handling of static files."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.meters import METHODS, Meters
from flows.tracing import Span, Tracer

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""``data:`` images: the small drawings inside Tabler's own style sheet."""
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
IMMUTABLE = "public, max-age=31536000, immutable"
SERVER_ERROR = 500
_OF_TRACES = (b"traceparent", b"tracestate")
_log = logging.getLogger(__name__)


class Gate:
    """Counts HTTP requests and sets the security headers a page has not set itself."""

    def __init__(self, app: ASGIApp, *, meters: Meters, tracer: Tracer, is_https: bool) -> None:
        """Wrap the application."""
        self._app = app
        self._meters = meters
        self._tracer = tracer
        headers = {
            **FIXED,
            **({"Strict-Transport-Security": "max-age=31536000"} if is_https else {}),
            "Content-Security-Policy": PAGE_POLICY,
        }
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._tracer.is_on:
            with self._tracer.span(_method(scope), {}, _headers(scope)) as span:
                status, path = await self._serve(scope, receive, send)
                _tell(span, _method(scope), path, status)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> tuple[int, str]:
        """Serve one HTTP request; return the status of its answer, and its route."""
        began = time.perf_counter()
        status = SERVER_ERROR

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._guard(message)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        finally:
            path, seconds = route_of(scope), time.perf_counter() - began
            self._meters.served(method=scope["method"], path=path, status=status, seconds=seconds)
            if _log.isEnabledFor(logging.INFO):
                _log.info("answered", extra={"method": _method(scope), "path": path, "status": status, "ms": round(1000 * seconds, 1)})
        return status, path

    def _guard(self, message: MutableMapping[str, Any]) -> None:
        headers = list(message.get("headers", ()))
        if 300 <= message["status"] < 400:  # noqa: PLR2004 - redirects
            headers = [(name, _rooted(value) if name == b"location" else value) for name, value in headers]
        names = {name for name, _ in headers}
        message["headers"] = headers + [one for one in self._headers if one[0] not in names]


class Versioned:
    """Lets the browser keep what it asked for by version (``?v=``), and nothing else for long."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application that serves files."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one file."""
        keeps = b"v=" in scope.get("query_string", b"")

        async def cached(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = IMMUTABLE if keeps else "no-cache"
            await send(message)

        await self._app(scope, receive, cached)


def letter_policy(style_sha256: str) -> str:
    """Return the policy for a sender's HTML: no script, no form, nothing fetched, an origin of its own, one style sheet by its hash."""
    return (
        f"sandbox; default-src 'none'; style-src 'sha256-{style_sha256}'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'"
    )


def _rooted(location: bytes) -> bytes:
    """Return where an answer leads, without the host: Starlette takes that from what the caller says, and all our pages lie here."""
    parts = urlsplit(location)
    query = b"?" + parts.query if parts.query else b""
    return b"/" + parts.path.lstrip(b"/") + query if parts.netloc else location


def _method(scope: Scope) -> str:
    """Return the method, of those there are: a caller may call it anything."""
    method: str = scope["method"]
    return method if method in METHODS else "other"


def _headers(scope: Scope) -> dict[str, str]:
    """Return what a caller says of the trace he is in."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name in _OF_TRACES}


def _tell(span: Span, method: str, path: str, status: int) -> None:
    span.name(f"{method} {path}")
    span.tell({"http.request.method": method, "http.route": path, "http.response.status_code": status})
    if status >= SERVER_ERROR:
        span.fail(str(status))


def route_of(scope: Scope) -> str:
    """Return the route's pattern, so that a metric has few labels, and that neither it nor the log tells ids, codes or what is searched."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    if isinstance(path, str):
        return path
    return "/static" if scope["path"].startswith("/static/") else "other"
