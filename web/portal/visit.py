"""Who comes to a town's portal: the town, the language, the citizen who is signed in, the requests this browser has shown a code of."""

import hmac
import secrets
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.routing import Match

from domain.citizen import Citizen
from domain.ids import RequestId, TownId
from domain.portal import Portal
from domain.town import Town
from flows.portal import sessions
from flows.portal.sessions import Entered
from flows.portal_settings import portal_of
from flows.wiring import Installation
from web.desk import Desk, desk_of, html
from web.gate import PAGE_POLICY
from web.translations import LANGUAGES, Language, negotiate
from web.uploads import sent_token
from web.visitor import YEAR_SECONDS, is_own_origin

PATH = "/p/"
CITIZEN_COOKIE = "citoyen_citizen"
VISIT_COOKIE = "citoyen_portal"
"""Holds the form token of a browser in which nobody is signed in."""
LANGUAGE_COOKIE = "citoyen_portal_language"
FOLLOWED_COOKIE = "citoyen_followed"
FOLLOWED_SECONDS = 30 * 60
MOST_FOLLOWED = 10
"""Requests one browser follows by their codes at a time."""
NOT_FOUND, FORBIDDEN = 404, 403


class CitizenNeededError(Exception):
    """Nobody is signed in at the portal: show its sign-in page, then come back."""


class FormTokenError(Exception):
    """A form of the portal came without the token of this browser; nothing is done by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A browser at a town's portal. ``entered`` and ``citizen`` are None where nobody is signed in; ``csrf`` is what its forms carry.

    ``followed``: requests that were proved by their code in this browser, for half an hour.
    """

    town: Town
    language: str
    portal: Portal
    citizen: Citizen | None
    followed: frozenset[RequestId]
    csrf: str = field(repr=False)
    entered: Entered | None = field(default=None, repr=False)
    path: str = ""

    @property
    def home(self) -> str:
        """Return where the portal of this town begins, without a slash at the end."""
        return f"{PATH}{self.town.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenVisit(Visit):
    """A visit of somebody who is signed in."""

    citizen: Citizen
    entered: Entered = field(repr=False)


def visit_of(http: HttpRequest) -> Visit:
    """Return who comes to the portal of the town in the address.

    Raises HTTPException (404) where there is no such town, or its portal is closed: see `web.portal.faults`.
    """
    visit = any_visit(http)
    if visit is None or not visit.portal.open:
        raise HTTPException(NOT_FOUND)
    return visit


def any_visit(http: HttpRequest) -> Visit | None:
    """Return who comes to the portal of the town in the address, open or not; None where there is no such town."""
    return visit_at(http, str(http.path_params.get("town", _town_in(http.url.path))))


def visit_at(http: HttpRequest, named: str) -> Visit | None:
    """Return who comes to the portal of a town, open or not; None where there is no such town."""
    desk = desk_of(http)
    town = next((one for one in desk.book.towns() if one.id == named), None)
    if town is None:
        return None
    token = http.cookies.get(cookie_name(desk, CITIZEN_COOKIE))
    portal = portal_of(desk.installation, town.id)
    may_enter = token is not None and portal.accounts
    entered = sessions.find(desk.installation, town.id, token, datetime.now(UTC)) if may_enter and token is not None else None
    return Visit(
        town=town,
        language=_language(http, desk, entered),
        portal=portal,
        citizen=None if entered is None else entered.citizen,
        followed=_followed(desk, town.id, http.cookies.get(cookie_name(desk, FOLLOWED_COOKIE), "")),
        csrf=http.cookies.get(cookie_name(desk, VISIT_COOKIE)) or secrets.token_urlsafe(24) if entered is None else entered.csrf,
        entered=entered,
        path=http.url.path,
    )


def with_accounts(visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """Return the visit where the town lets citizens have accounts; 404 otherwise."""
    if not visit.portal.accounts:
        raise HTTPException(NOT_FOUND)
    return visit


def citizen_visit(visit: Annotated[Visit, Depends(with_accounts)]) -> CitizenVisit:
    """Return the visit if somebody is signed in; raises CitizenNeededError."""
    if visit.citizen is None or visit.entered is None:
        raise CitizenNeededError
    return CitizenVisit(
        town=visit.town,
        language=visit.language,
        portal=visit.portal,
        citizen=visit.citizen,
        followed=visit.followed,
        csrf=visit.csrf,
        entered=visit.entered,
        path=visit.path,
    )


def signed_out(visit: Visit) -> Visit:
    """Return a visit whose citizen has just gone; its forms get another token."""
    return Visit(
        town=visit.town,
        language=visit.language,
        portal=visit.portal,
        citizen=None,
        followed=visit.followed,
        csrf=secrets.token_urlsafe(24),
        path=visit.path,
    )


AnyVisit = Annotated[Visit, Depends(visit_of)]
"""Whoever comes to a portal that is open."""
AccountVisit = Annotated[Visit, Depends(with_accounts)]
"""Whoever comes to a portal whose town lets citizens have accounts."""
SignedInVisit = Annotated[CitizenVisit, Depends(citizen_visit)]


async def checked_post(http: HttpRequest, visit: AnyVisit) -> AsyncGenerator[None]:
    """Refuse (403) a form that did not come from a page of this portal: other origin, or without this browser's token."""
    desk = desk_of(http)
    if not is_own_origin(http.headers, desk.installation.settings.url):
        raise HTTPException(FORBIDDEN)
    is_known = visit.entered is not None or cookie_name(desk, VISIT_COOKIE) in http.cookies
    try:
        token = await sent_token(http)
        if not is_known or not hmac.compare_digest(token.encode(), visit.csrf.encode()):
            raise FormTokenError
        if http.url.path.removeprefix(visit.home).startswith("/register") or http.url.path.endswith("/rating"):
            await run_in_threadpool(desk.installation.towns.refuse_suspended, visit.town.id)
        yield
    finally:
        await http.close()


def show(http: HttpRequest, visit: Visit, template: str, values: Mapping[str, object] | None = None, status: int = 200) -> Response:
    """Return a page of the portal; gives a browser without session the cookie its forms need. ``template`` lies in ``portal/``."""
    desk = desk_of(http)
    content = desk.page(visit.language, f"portal/{template}", visit=visit, same_page=_same_page(http, visit), **(values or {}))
    response = html(content, status)
    response.headers["Content-Language"] = visit.language
    response.headers.update(frame_headers(visit))
    if visit.entered is None and cookie_name(desk, VISIT_COOKIE) not in http.cookies:
        set_cookie(desk, response, VISIT_COOKIE, visit.csrf)
    if (chosen := http.query_params.get("lang")) in LANGUAGES:
        set_cookie(desk, response, LANGUAGE_COOKIE, chosen, YEAR_SECONDS)
    return response


def frame_headers(visit: Visit) -> dict[str, str]:
    """Return what lets the town's own sites show a page in a frame; nobody's own pages are ever shown so."""
    if not visit.portal.frames or visit.entered is not None or visit.followed:
        return {}
    ancestors = " ".join(("'self'", *visit.portal.frames))
    policy = PAGE_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    return {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}


def language_of(http: HttpRequest, visit: Visit) -> Language:
    """Return the language a visit is in, with its messages."""
    return desk_of(http).languages[visit.language]


def follow(http: HttpRequest, response: Response, visit: Visit, request: RequestId) -> None:
    """Let this browser see one more request for half an hour, whose code and second field were right."""
    desk = desk_of(http)
    ids = [*sorted(visit.followed - {request})[-(MOST_FOLLOWED - 1) :], request]
    value = _signer(desk.installation).dumps([visit.town.id, ids])
    set_cookie(desk, response, FOLLOWED_COOKIE, value, FOLLOWED_SECONDS)


def unfollow(http: HttpRequest, response: Response) -> None:
    """Let this browser see none of the requests any more whose codes it has shown."""
    drop_cookie(desk_of(http), response, FOLLOWED_COOKIE)


def cookie_name(desk: Desk, name: str) -> str:
    """Return the cookie's name; ``__Secure-`` ties it to https (``__Host-`` would ask for the whole site's path)."""
    return f"__Secure-{name}" if desk.is_https else name


def set_cookie(desk: Desk, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie of the portal: the desk is never sent it, scripts cannot read it, other sites cannot send it along with a form."""
    response.set_cookie(cookie_name(desk, name), value, max_age=max_age, path=PATH, secure=desk.is_https, httponly=True, samesite="lax")


def drop_cookie(desk: Desk, response: Response, name: str) -> None:
    """Make the browser forget a cookie of the portal."""
    response.delete_cookie(cookie_name(desk, name), path=PATH, secure=desk.is_https, httponly=True, samesite="lax")


def safe_path(visit: Visit, path: str) -> str:
    """Return the path if it leads to a page of this portal, else its first one."""
    is_inside = path == visit.home or path.startswith(f"{visit.home}/")
    return path if is_inside and path.isprintable() and "\\" not in path and ".." not in path else visit.home


def _same_page(http: HttpRequest, visit: Visit) -> str:
    """Return the page that is shown, or the nearest above it where it answers a form that has no page of its own: it can be asked for."""
    path = visit.path
    if http.method in {"GET", "HEAD"}:
        return path
    while path.startswith(f"{visit.home}/"):
        asked = {**http.scope, "method": "GET", "path": path}
        if any(route.matches(asked)[0] is Match.FULL for route in http.app.routes):
            return path
        path = path.rpartition("/")[0]
    return visit.home


def _town_in(path: str) -> str:
    return path.removeprefix(PATH).partition("/")[0] if path.startswith(PATH) else ""


def _language(http: HttpRequest, desk: Desk, entered: Entered | None) -> str:
    chosen = http.query_params.get("lang") or http.cookies.get(cookie_name(desk, LANGUAGE_COOKIE), "")
    if chosen in LANGUAGES:
        return chosen
    own = "" if entered is None else entered.citizen.profile.language
    return own if own in LANGUAGES else negotiate(http.headers.get("accept-language"))


def _followed(desk: Desk, town: TownId, cookie: str) -> frozenset[RequestId]:
    if not cookie:
        return frozenset()
    try:
        of, ids = cast("tuple[str, Iterable[int]]", _signer(desk.installation).loads(cookie, max_age=FOLLOWED_SECONDS))
    except BadData:
        return frozenset()
    return frozenset(map(RequestId, ids)) if of == town else frozenset()


def _signer(installation: Installation) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation.settings.secret_key.get_secret_value(), salt="portal-followed")
