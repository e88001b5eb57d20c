"""Host names of towns: at its own one a town's portal is the first page, and no other town is there."""

import time
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import UnavailableError
from domain.ids import TownId
from store import portals
from store.engine import Database

FRESH_SECONDS = 5.0
"""So long a host name that was given or taken is not seen yet."""
_KEY = "citoyen.town"
_PUBLIC = ("/p/", "/f/")
_READING = frozenset({"GET", "HEAD"})


class TownHosts:
    """Finds the town of the host a browser names, and shows its portal at the root.

    What a browser names counts only where a town was given that name; addresses in mails never come from it.
    """

    def __init__(self, app: ASGIApp, *, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """Wrap the application."""
        self._app = app
        self._database = database
        self._clock = clock
        self._hosts: Mapping[str, TownId] = {}
        self._until = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            town = await self._town(Headers(scope=scope).get("host", ""))
            if town is not None:
                scope = {**scope, _KEY: town, **_led(scope["method"], scope["path"], town)}
        await self._app(scope, receive, send)

    async def _town(self, host: str) -> TownId | None:
        if self._clock() >= self._until:
            self._until = self._clock() + FRESH_SECONDS
            self._hosts = await run_in_threadpool(self._read)
        return self._hosts.get(bare(host)) if self._hosts else None

    def _read(self) -> Mapping[str, TownId]:
        try:
            with self._database.read() as session:
                return portals.all_hosts(session)
        except UnavailableError:
            # The page itself says that the database is away.
            return self._hosts


def town_at(http: HTTPConnection) -> TownId | None:
    """Return the town whose own host name a browser came by; None at the address of the desk."""
    found: TownId | None = http.scope.get(_KEY)
    return found


def bare(host: str) -> str:
    """Return a host name without port, in small letters."""
    return host.partition(":")[0].rstrip(".").lower()


def _led(method: str, path: str, town: TownId) -> dict[str, object]:
    """Return where a path leads at a town's own host: the root to its portal, another town's public pages to nothing."""
    if path == "/" and method in _READING:
        return _path(f"/p/{town}")
    for prefix in _PUBLIC:
        named = path.removeprefix(prefix).partition("/")[0]
        if path.startswith(prefix) and named != town and not path.startswith("/p/figures/"):
            return _path(f"/p/{town}/not-here")
    return {}


def _path(path: str) -> dict[str, object]:
    return {"path": path, "raw_path": path.encode()}
