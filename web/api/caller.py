"""Who calls the API, and what he may do: one place for every address of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Security
from fastapi import Request as HttpRequest
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from domain.api_key import ApiKey, Scope
from domain.ids import TownId
from flows import api_keys
from flows.once import Write
from web.api.problems import BAD, FORBIDDEN, NOT_FOUND, TOO_LARGE, TOO_MANY, UNAUTHENTICATED, ProblemError
from web.desk import desk_of
from web.throttle import Throttle
from web.words import N_

IDEMPOTENCY_HEADER = "Idempotency-Key"
_IDEMPOTENCY = re.compile(r"[\x21-\x7e]{1,255}")
_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="The API key, as an administrator made it.")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="key", description="The same for software that cannot send Bearer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A call with a valid key that allows it. ``town`` is the town it is for."""

    key: ApiKey
    town: TownId
    now: datetime

    @property
    def name(self) -> str:
        """Return how journal and history call him."""
        return f"api:{self.key.name}"


def caller(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency that lets calls through whose key allows ``scope``."""

    def called(
        http: HttpRequest,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
        header: Annotated[str | None, Security(_header)],
        town: str | None = None,
    ) -> Caller:
        secret = bearer.credentials if bearer is not None else header or ""
        return known(http, secret, scope, town)

    return called


def known(http: HttpRequest, secret: str, scope: Scope, town: str | None) -> Caller:
    """Return who calls with a secret. Raises ProblemError: no key, not for this, too often, or which town is not clear."""
    now = datetime.now(UTC)
    installation = desk_of(http).installation
    key = api_keys.find(installation, secret, now)
    if key is None:
        raise ProblemError(UNAUTHENTICATED, "key_needed")
    if not keys_throttle(http).admits(f"key {key.id}", key.per_minute):
        raise ProblemError(TOO_MANY, "too_many_calls")
    if scope not in key.scopes:
        raise ProblemError(FORBIDDEN, "scope_needed")
    return Caller(key=key, town=_town(installation.towns.ids(), key, town), now=now)


def keys_throttle(http: HttpRequest) -> Throttle:
    """Return what counts the calls of keys and of addresses, in this process."""
    throttle = http.app.state.calls
    if not isinstance(throttle, Throttle):
        raise TypeError("the application has no throttle for calls")
    return throttle


def written(http: HttpRequest, who: str, content: bytes) -> Write | None:
    """Return a write as its Idempotency-Key names it, None without one. Raises ProblemError for a key that is none."""
    key = http.headers.get(IDEMPOTENCY_HEADER)
    if key is None:
        return None
    if not _IDEMPOTENCY.fullmatch(key):
        raise ProblemError(
            BAD, "idempotency_key", N_("The Idempotency-Key is up to 255 printable characters without blanks, such as a UUID.")
        )
    return Write(caller=f"{who} {http.url.path}"[:128], key=key, content=content)


async def limited_body(http: HttpRequest, most: int) -> bytes:
    """Return the body of a call. Raises ProblemError for one of more than ``most`` bytes, as soon as that is known."""
    announced = http.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > most:  # noqa: PLR2004 - digits of a 64-bit number
        raise ProblemError(TOO_LARGE, "too_large")
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > most:
            raise ProblemError(TOO_LARGE, "too_large")
    return bytes(body)


def _town(towns: tuple[TownId, ...], key: ApiKey, wanted: str | None) -> TownId:
    if key.town is not None:
        if wanted not in (None, key.town):
            raise ProblemError(NOT_FOUND, "no_such_town")
        return key.town
    if wanted is not None:
        if wanted not in towns:
            raise ProblemError(NOT_FOUND, "no_such_town")
        return TownId(wanted)
    if len(towns) != 1:
        raise ProblemError(BAD, "town_needed", N_("This key is for several towns: say which with ?town=…"))
    return towns[0]


CallerOfForms = Annotated[Caller, Depends(caller(Scope.FORMS))]
CallerOfEntries = Annotated[Caller, Depends(caller(Scope.ENTRIES))]
CallerOfCalls = Annotated[Caller, Depends(caller(Scope.CALLS))]
Reader = Annotated[Caller, Depends(caller(Scope.READ))]
