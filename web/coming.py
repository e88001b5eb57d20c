"""Coming in, whatever way was taken: where to, with what had been typed, under how many tries."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from flows import accounts
from flows.identity_provider import Provider
from web.desk import desk_of
from web.kept import Kept, is_of, typed_again
from web.throttle import Throttle
from web.translations import LANGUAGES
from web.visitor import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    VISIT_COOKIE,
    Visitor,
    cookie_name,
    drop_cookie,
    set_cookie,
    show,
    visitor_of,
)

HALF_COOKIE = "citoyen_half"
"""Says whose password was right while his code is asked for; opens nothing."""
SEE_OTHER = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Where somebody who signs in goes then, and the form he had typed when his session ended."""

    next: str
    kept: Kept | None

    @property
    def values(self) -> Mapping[str, object]:
        """Return what each page on the way in carries on."""
        return {"next": self.next, "kept": self.kept}


def find_carried(path: str, fields: str) -> Kept | None:
    """Return the form a page on the way in carried on, if it did."""
    return Kept(path=path, fields=fields) if path and fields else None


def find_provider(http: HttpRequest) -> Provider | None:
    """Return the identity provider, if the installation has one."""
    return cast("Provider | None", http.app.state.provider)


def door(  # noqa: PLR0913 - what the page says beside
    http: HttpRequest,
    who: Visitor,
    coming: Coming,
    fault: str | None = None,
    status: int = 200,
    login: str = "",
    *,
    is_changed: bool = False,
) -> Response:
    """Return the sign-in page."""
    settings = desk_of(http).installation.settings
    provider = {"has_provider": settings.has_provider, "provider_name": settings.oidc_name, "provider_only": settings.oidc_only}
    values = {"login": login, "fault": fault, "is_changed": is_changed, **provider, **coming.values}
    return show(http, who, "sign_in.html", values, status)


def stranger(who: Visitor) -> Visitor:
    """Return a browser whose agent has just gone."""
    csrf = secrets.token_urlsafe(24)
    return Visitor(agent=None, standing=None, token=None, csrf=csrf, language=who.language, towns=(), town=None, path="/sign-in")


def leave_for(http: HttpRequest, who: Visitor, address: str) -> Response:
    """Return a page that leads to the identity provider: browsers let no form of ours lead elsewhere, as our policy says."""
    return show(http, who, "leaving.html", {"address": address})


def tries_of(http: HttpRequest) -> Throttle:
    """Return how often one address may try to come in."""
    return cast("Throttle", http.app.state.throttle)


def askings_of(http: HttpRequest) -> Throttle:
    """Return how often one address may ask for a link to a new password."""
    return cast("Throttle", http.app.state.askings)


def welcome(http: HttpRequest, known: accounts.SignedIn, coming: Coming) -> Response:
    """Give a browser its session, and lead on; what its owner had typed before is shown to him again."""
    desk = desk_of(http)
    chosen = http.cookies.get(cookie_name(desk, LANGUAGE_COOKIE))
    if chosen in LANGUAGES:
        accounts.choose_language(desk.installation, known.agent.id, chosen)
    response: Response = RedirectResponse(coming.next, SEE_OTHER)
    is_held = known.agent.must_change or known.must_enrol
    if coming.kept is not None and not is_held and is_of(desk.installation.settings, coming.kept, known.agent.id):
        response = show(http, visitor_of(http, known), "typed.html", typed_again(coming.kept))
    set_cookie(desk, response, SESSION_COOKIE, known.token)
    for gone in (VISIT_COOKIE, HALF_COOKIE):
        drop_cookie(desk, response, gone)
    return response
