"""How large what is sent to the API may be, counted as it comes."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413
ORDINARY = 2**20
PREFIXES = (
    ("/api/v1/call-logs", 4 * 2**30),
    ("/calls/", 2 * 2**30 + 2**20),
    ("/api/v1/forms/", 64 * 2**20),
    ("/f/", 256 * 2**20),
    ("/open311/", 64 * 2**20),
    ("/rules/", 32 * 2**20),
    ("/api/", ORDINARY),
)
"""Bytes by what an address begins with, the first that fits; other addresses look after themselves.

A page of a form reads on past what it takes (`web.uploads`), so that nothing that was typed is lost.
"""


class BodyLimit:
    """Answers 413 to a body that is too large, at its announcement or at the byte that is too much."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        most = next((most for start, most in PREFIXES if scope.get("path", "").startswith(start)), None)
        if scope["type"] != "http" or most is None:
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"")
        is_announced = announced.isdigit() and (len(announced) > len(str(most)) or int(announced) > most)
        count = 0

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if is_announced or count > most:
                # FastAPI lets this one through; whatever else fails in reading a body it calls unreadable.
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, counted, send)
