"""Who calls the API, and what he may do: one place for every address of it."""

import hashlib
import ipaddress
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Security
from fastapi import Request as HttpRequest
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from domain.api_key import ApiKey, Scope
from domain.ids import TownId
from domain.rights import Standing
from flows import api_keys
from flows.once import Write
from flows.rights import standing_of
from store import agents
from web.api.parameters import refuse_unknown
from web.api.problems import BAD, FORBIDDEN, NOT_FOUND, TOO_LARGE, TOO_MANY, UNAUTHENTICATED, WRONG, ProblemError, Wrong, language_of
from web.desk import desk_of
from web.throttle import Throttle
from web.words import N_

IDEMPOTENCY_HEADER = "Idempotency-Key"
_SPELLING = re.compile(r"(?:\.json|\.xml)?/*\Z")
_IDEMPOTENCY = re.compile(r"[\x21-\x7e]{1,255}")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="The API key, as an administrator made it.")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="key", description="The same for software that cannot send Bearer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A call with a valid key that allows it. ``town`` is the town it is for, ``standing`` that of the agent it names, if it does."""

    key: ApiKey
    town: TownId
    now: datetime
    standing: Standing | None = None

    @property
    def name(self) -> str:
        """Return how journal and history call him."""
        return f"api:{self.key.name}" if self.standing is None else f"api:{self.key.name}:{self.standing.login}"

    @property
    def identity(self) -> str:
        """Return what tells him from every other: two keys may bear one name."""
        return f"key {self.key.id}"


def caller(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency that lets calls through whose key allows ``scope``."""

    def called(
        http: HttpRequest,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
        header: Annotated[str | None, Security(_header)],
        town: str | None = None,
    ) -> Caller:
        secret = bearer.credentials if bearer is not None else header or ""
        found = known(http, secret, scope, town)
        refuse_unknown(http)
        return found

    return called


def caller_for(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency as `caller`, for calls that may name an agent: they have his rights then, and no more."""

    def called(
        http: HttpRequest,
        found: Annotated[Caller, Depends(caller(scope))],
        agent: Annotated[
            str | None, Query(max_length=200, description="Login of the agent for whom it is: his rights, and no more.")
        ] = None,
    ) -> Caller:
        return found if agent is None else replace(found, standing=standing_named(http, found.town, agent))

    return called


NO_AGENT = N_("Nobody of this town has this login. A key acts in the name of one of its agents.")


def standing_named(http: HttpRequest, town: TownId, login: str) -> Standing:
    """Return what an agent of a town is whom a call names. Raises ProblemError where nobody of it has this login."""
    installation = desk_of(http).installation
    with installation.database.read() as session:
        found = agents.find_by_login(session, login)
        if found is not None and found.closed_at is None and found.town in (None, town):
            return standing_of(session, installation.towns, found)
    message = desk_of(http).languages[language_of(http)].gettext(NO_AGENT)
    raise ProblemError(WRONG, "invalid", errors=(Wrong(field="agent", code="unknown_agent", message=message),))


_WHOSE = N_("Say for which agent it is: agent=LOGIN. What people of the town hall keep for themselves is read in somebody's name only.")


def as_agent(http: HttpRequest, who: Caller, login: str) -> Caller:
    """Return the caller with the rights of an agent: no more than his, nor than the key's. Raises ProblemError as `standing_named`."""
    return replace(who, standing=standing_named(http, who.town, login))


def named(http: HttpRequest, who: Caller) -> Standing:
    """Return what the agent is in whose name a call reads. Raises ProblemError where it names none."""
    if who.standing is None:
        told = desk_of(http).languages[language_of(http)].gettext(_WHOSE)
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field="agent", code="missing", message=told),))
    return who.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Anyone:
    """A call that needs no key. ``key`` is there where one was sent that allows it."""

    key: ApiKey | None
    town: TownId
    now: datetime
    name: str

    @property
    def identity(self) -> str:
        """Return what tells him from every other: his key, or else where he calls from."""
        return self.name if self.key is None else f"key {self.key.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a call says of who it comes from, not looked at yet. ``secret`` None: nothing."""

    secret: str | None
    town: str | None


async def claim(
    http: HttpRequest,
    _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _header: Annotated[str | None, Security(_header)],
    town: str | None = None,
) -> Claim:
    """Return what a call says of who it comes from, as `claimed`; a dependency that the OpenAPI document shows."""
    return claimed(http, town)


KEY_OR_NONE: dict[str, object] = {"security": [{"bearer": []}, {"key": []}, {}]}
"""What the OpenAPI document says of an address that calls `claimed` itself."""


def claimed(http: HttpRequest, town: str | None) -> Claim:
    """Return what a call says of who it comes from; refuse at once an address without a key that calls too often.

    Read by hand: as dependencies of FastAPI the two headers take a tenth of the time of a submission.
    """
    kind, _, credentials = http.headers.get("authorization", "").partition(" ")
    bearer = credentials if kind.lower() == "bearer" and credentials else None
    secret = bearer or http.headers.get("x-api-key") or ("" if "authorization" in http.headers else None)
    if secret is None and not keys_throttle(http).admits(f"anyone {address_of(http)}", ANYONE_A_MINUTE):
        raise ProblemError(TOO_MANY, "too_many_calls")
    return Claim(secret=secret, town=town)


class KeyRing:
    """Remembers for a second which key a secret opens: whoever sends much asks the database once a second and not each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, ApiKey]] = {}

    def remembered(self, secret: str) -> ApiKey | None:
        """Return the key a secret opened a moment ago."""
        found = self._known.get(secret)
        return found[1] if found is not None and self._clock() - found[0] < _REMEMBERED_S else None

    def remember(self, secret: str, key: ApiKey) -> None:
        """Remember what a secret opens."""
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        self._known[secret] = (self._clock(), key)


_REMEMBERED_S, _MOST_REMEMBERED = 1.0, 1_000


def anyone(http: HttpRequest, claimed: Claim, scope: Scope) -> Anyone:
    """Return who calls, where no key is needed; one that is sent must be right. May ask the database."""
    if claimed.secret is not None:
        found = known(http, claimed.secret, scope, claimed.town)
        ring_of(http).remember(claimed.secret, found.key)
        return Anyone(key=found.key, town=found.town, now=found.now, name=found.name)
    towns = desk_of(http).installation.towns.ids()
    return Anyone(key=None, town=_town_named(towns, claimed.town), now=datetime.now(UTC), name=f"address:{address_of(http)}")


ANYONE_A_MINUTE = 60
WRONG_KEYS_A_MINUTE = 20
"""Of one address; as many as passwords at the door (`web.throttle`)."""


def address_of(http: HttpRequest) -> str:
    """Return where a call comes from: of the sixth version of IP the network, for one house has as many addresses as it wants."""
    host = http.client.host if http.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:  # noqa: PLR2004 - the version
        return host
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False).network_address)


def remembered(http: HttpRequest, claimed: Claim, scope: Scope) -> Anyone | None:
    """Return who calls as far as that is known without asking the database, else None; then `anyone` tells. Raises as that."""
    key = ring_of(http).remembered(claimed.secret) if claimed.secret else None
    if key is None and claimed.secret is not None:
        return None
    if key is None:
        return anyone(http, claimed, scope)
    now = datetime.now(UTC)
    if not key.is_valid(now):
        return None
    found = _allowed(http, key, scope, claimed.town, now)
    return Anyone(key=found.key, town=found.town, now=found.now, name=found.name)


def ring_of(http: HttpRequest) -> KeyRing:
    """Return what remembers keys in this process."""
    ring = http.app.state.key_ring
    if not isinstance(ring, KeyRing):
        raise TypeError("the application has no ring of keys")
    return ring


def known(http: HttpRequest, secret: str, scope: Scope, town: str | None) -> Caller:
    """Return who calls with a secret. Raises ProblemError: no key, not for this, too often, or which town is not clear.

    Wrong keys are counted by address, right ones never: a whole town hall may call from one, and somebody there may have an old key.
    """
    now = datetime.now(UTC)
    key = api_keys.find(desk_of(http).installation, secret, now)
    if key is None:
        if secret and not keys_throttle(http).admits(f"wrong key {address_of(http)}", WRONG_KEYS_A_MINUTE):
            raise ProblemError(TOO_MANY, "too_many_wrong_keys")
        raise ProblemError(UNAUTHENTICATED, "key_needed")
    return _allowed(http, key, scope, town, now)


def _allowed(http: HttpRequest, key: ApiKey, scope: Scope, town: str | None, now: datetime) -> Caller:
    if not keys_throttle(http).admits(f"key {key.id}", key.per_minute):
        raise ProblemError(TOO_MANY, "too_many_calls")
    if scope not in key.scopes:
        raise ProblemError(FORBIDDEN, "scope_needed")
    towns = desk_of(http).installation.towns
    found = Caller(key=key, town=_town(towns.ids(), key, town), now=now)
    if http.method not in _READING:
        towns.refuse_suspended(found.town)
    return found


def keys_throttle(http: HttpRequest) -> Throttle:
    """Return what counts the calls of keys and of addresses, in this process."""
    throttle = http.app.state.calls
    if not isinstance(throttle, Throttle):
        raise TypeError("the application has no throttle for calls")
    return throttle


def written(http: HttpRequest, who: str, town: TownId, content: bytes) -> Write | None:
    """Return a write as its Idempotency-Key names it, None without one. Raises ProblemError for a key that is none.

    ``who`` is the caller's identity. In another town, by another caller or at another address the same key is another one; how an address
    is spelt (``.json``, ``.xml``, a slash behind it) makes no other.
    """
    key = http.headers.get(IDEMPOTENCY_HEADER)
    if key is None:
        return None
    if not _IDEMPOTENCY.fullmatch(key):
        raise ProblemError(BAD, "idempotency_key", N_("An Idempotency-Key is up to 255 printable characters without blanks: a UUID."))
    place = "\n".join((who, town, _SPELLING.sub("", http.url.path)))
    return Write(caller=hashlib.sha256(place.encode()).hexdigest(), key=key, content=content)


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
    return _town_named(towns, wanted)


def _town_named(towns: tuple[TownId, ...], wanted: str | None) -> TownId:
    if wanted is not None and wanted not in towns:
        raise ProblemError(NOT_FOUND, "no_such_town")
    if wanted is None and len(towns) != 1:
        raise ProblemError(BAD, "town_needed", N_("This key is for several towns: name one with the parameter town."))
    return TownId(wanted) if wanted is not None else towns[0]


ClaimOfCaller = Annotated[Claim, Depends(claim)]
CallerOfEntries = Annotated[Caller, Depends(caller(Scope.ENTRIES))]
CallerOfCalls = Annotated[Caller, Depends(caller(Scope.CALLS))]
CallerOfReads = Annotated[Caller, Depends(caller_for(Scope.REQUESTS_READ))]
CallerOfActs = Annotated[Caller, Depends(caller(Scope.REQUESTS_WRITE))]
