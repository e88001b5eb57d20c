"""How large what is sent may be, to any address, counted as it comes."""

import re
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORBIDDEN, TOO_LARGE, UNSUPPORTED = 403, 413, 415
ORDINARY = 2**20
ORDINARY_FORM = 2 * 2**20
"""What a form of the desk may have: twenty times the longest letter with all around it."""
FILES = ("/api/v1/requests/", "/files", 64 * 2**20)
"""What files that are added to a request begin and end with; the other calls about it bring none."""
ADDED = ("/requests/", "/files", 256 * 2**20)
"""The same on the desk. As of a form it is read on past what is taken (`web.uploads`), so that it can be said which file is too large."""
PREFIXES = (
    ("/api/v1/call-logs", 4 * 2**30),
    ("/api/v1/forms/", 64 * 2**20),
    ("/f/", 256 * 2**20),
    ("/open311/", 64 * 2**20),
    ("/api/", ORDINARY),
)
"""Bytes by what an address begins with, the first that fits.

A page of a form reads on past what it takes (`web.uploads`), so that nothing that was typed is lost.
"""
SIGNED_IN = (
    ("/calls/", 2 * 2**30 + 2**20),
    ("/rules/", 32 * 2**20),
    ("/addresses/", 256 * 2**20),
    ("/sectors/", 11 * 2**20),
    ("/documents/", 32 * 2**20),
    ("/stationery/", 16 * 2**20),
    ("/exchange", 64 * 2**20),
)
"""The same for who is signed in. Anybody else is read no further than an ordinary form, whatever he sends it to."""
SENT = re.compile(r"/p/[^/]+/(?:(?:requests/[0-9]+/send|follow/again/[0-9]+)/[a-z]+|forms/[^/]+)")
"""Forms of who is signed in, and what a citizen sends about a request: read like other forms. No other page of the portal takes files."""
SENT_BYTES = 256 * 2**20
KnownHere = Callable[[HTTPConnection], bool]
"""Tells whether somebody is signed in."""


class BodyLimit:
    """Answers 413 to a body that is too large, at its announcement or at the byte that is too much.

    Answers 415 to files that are sent where no form takes any, 403 to those of a stranger where none of his are: they are not looked for.
    """

    def __init__(self, app: ASGIApp, *, is_signed_in: KnownHere) -> None:
        """Wrap the application."""
        self._app = app
        self._is_signed_in = is_signed_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        counted = _Counted(scope, receive, self._is_signed_in).receive if scope["type"] == "http" else receive
        await self._app(scope, counted, send)


class _Counted:
    """The body of one call, while it comes."""

    def __init__(self, scope: Scope, receive: Receive, is_signed_in: KnownHere) -> None:
        self._scope, self._receive, self._is_signed_in = scope, receive, is_signed_in
        self._most, self._most_signed_in = _most(scope["path"])
        headers = dict(scope["headers"])
        self._is_of_files = headers.get(b"content-type", b"").strip().lower().startswith(b"multipart/")
        announced = headers.get(b"content-length", b"")
        # Longer than any limit: no number worth reading.
        self._size = (int(announced) if len(announced) < 20 else 2**63) if announced.isdigit() else 0  # noqa: PLR2004 - digits of 64 bits
        self._count = 0

    async def receive(self) -> Message:
        """Return the next piece. Raises HTTPException, which FastAPI lets through; whatever else fails here it calls unreadable."""
        if self._is_of_files and self._most == ORDINARY_FORM:
            await self._widen()
            if self._most == ORDINARY_FORM:
                raise HTTPException(UNSUPPORTED if self._most_signed_in == self._most else FORBIDDEN)
        message = await self._receive()
        self._count += len(message.get("body", b""))
        if self._is_too_large:
            await self._widen()
        if self._is_too_large:
            raise HTTPException(TOO_LARGE)
        return message

    @property
    def _is_too_large(self) -> bool:
        return max(self._size, self._count) > self._most

    async def _widen(self) -> None:
        if self._most_signed_in > self._most and await run_in_threadpool(self._is_signed_in, HTTPConnection(self._scope)):
            self._most = self._most_signed_in


def _most(path: str) -> tuple[int, int]:
    """Return what may be sent to an address by anybody, and by who is signed in."""
    for begins, ends, most in (FILES, ADDED):
        if path.startswith(begins) and path.endswith(ends):
            return (most, most) if begins == FILES[0] else (ORDINARY_FORM, most)
    if SENT.fullmatch(path):
        return SENT_BYTES, SENT_BYTES
    known = next((most for start, most in SIGNED_IN if path.startswith(start)), ORDINARY_FORM)
    return next(((most, most) for start, most in PREFIXES if path.startswith(start)), (ORDINARY_FORM, known))
