"""Which sites may hand in forms from their own pages (CORS): those that the form names, and only what a form needs.

A browser never sends our keys or cookies along: neither credentials nor the Authorization header are allowed, so another site can do what
anybody can do, no more. Without the form's word nothing is said, and the browser keeps the answer from the page.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import UnavailableError
from store.forms import Published

_PATH = re.compile(r"/api/v1/forms/([^/]{1,64})(/schema|/submissions)?")
_METHODS = {None: "GET", "/schema": "GET", "/submissions": "POST"}
_HEADERS = frozenset({"accept", "accept-language", "content-type", "idempotency-key"})
_REMEMBERED_S = b"600"
NO_CONTENT = 204
Find = Callable[[str | None, str], Published | None]
"""Finds a form by its town, None where the address names none, and its code."""


class FormsCors:
    """Answers the question a browser asks before it sends a form of another site, and lets that site read the answers."""

    def __init__(self, app: ASGIApp, *, find: Find) -> None:
        """Wrap the application."""
        self._app = app
        self._find = find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        origin = next((value for name, value in scope.get("headers", ()) if name == b"origin"), None)
        match = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and origin is not None else None
        if match is None or origin is None:
            await self._app(scope, receive, send)
            return
        is_allowed = self._allows(scope, match[1], origin.decode("latin-1"))
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            is_asked_rightly = headers["access-control-request-method"] == _METHODS[match[2]] and _HEADERS.issuperset(_asked(headers))
            await _answer(send, _allowed(origin, _METHODS[match[2]]) if is_allowed and is_asked_rightly else [])
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                shared = [(b"access-control-allow-origin", origin)] if is_allowed else []
                message["headers"] = [*message.get("headers", ()), (b"vary", b"Origin"), *shared]
            await send(message)

        await self._app(scope, receive, told)

    def _allows(self, scope: Scope, code: str, origin: str) -> bool:
        town = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("town", [None])[0]
        try:
            form = self._find(town, code)
        except UnavailableError:
            return False  # what is asked for says so itself
        return form is not None and origin in form.definition.sites


def _asked(headers: Headers) -> list[str]:
    return [name.strip().lower() for name in headers.get("access-control-request-headers", "").split(",") if name.strip()]


def _allowed(origin: bytes, method: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-methods", method.encode()),
        (b"access-control-allow-headers", ", ".join(sorted(_HEADERS)).encode()),
        (b"access-control-max-age", _REMEMBERED_S),
    ]


async def _answer(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    vary = (b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
    await send({"type": "http.response.start", "status": NO_CONTENT, "headers": [*headers, vary]})
    await send({"type": "http.response.body", "body": b""})
