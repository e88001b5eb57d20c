"""Signing in by the identity provider: there and back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from flows import oidc
from flows.identity_provider import Provider, ProviderError
from flows.oidc import BACK, Answer, ArrivalFault
from web.api.caller import address_of
from web.browsers import where_from
from web.coming import Coming, door, find_carried, find_provider, leave_for, tries_of, welcome
from web.desk import desk_of
from web.kept import LONGEST
from web.visitor import AnyVisitor, Visitor, checked_post, cookie_name, drop_cookie, safe_path, set_cookie
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, FORBIDDEN, NOT_FOUND, TOO_MANY, UNAVAILABLE = 303, 403, 404, 429, 503
PROVIDER_COOKIE = "citoyen_provider"
"""Says which browser set out; `SameSite=Lax` brings it along when the provider sends it back."""
VISIT_SECONDS = int(oidc.VISIT.total_seconds())
FAULTS: Mapping[ArrivalFault, str] = {
    ArrivalFault.OVER: N_("That took too long, or this page was opened twice. Sign in again."),
    ArrivalFault.CANCELLED: N_("Signing in was broken off at the provider. Try again, or ask an administrator of your town."),
    ArrivalFault.UNREACHABLE: N_("The provider does not answer. Try again in a minute; if it lasts, tell an administrator."),
    ArrivalFault.REFUSED: N_("The provider does not accept this desk. An administrator has to look at its settings."),
    ArrivalFault.UNTRUSTED: N_("What the provider answered cannot be trusted, and nobody was signed in. Tell an administrator."),
    ArrivalFault.UNKNOWN: N_("The provider knows you, but no account here fits. Ask an administrator of your town for one."),
    ArrivalFault.UNVERIFIED: N_("The provider does not say that your e-mail address is verified. Ask an administrator of your town."),
    ArrivalFault.TAKEN: N_("The account that fits you belongs to another person at the provider. Ask an administrator of your town."),
    ArrivalFault.CLOSED: N_("Your account here is closed. Ask an administrator of your town."),
}
Short = Annotated[str, Query(max_length=4_000)]


@posts.post("/sign-in/oidc")
def set_out(
    http: HttpRequest,
    who: AnyVisitor,
    next: Annotated[str, Form()] = "/",
    kept_path: Annotated[str, Form(max_length=2_000)] = "",
    kept_fields: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Send the browser to the provider; what had been typed waits here meanwhile."""
    desk, provider = desk_of(http), _provider(http)
    language = desk.languages[who.language]
    coming = Coming(next=safe_path(next), kept=find_carried(kept_path, kept_fields))
    if not tries_of(http).admits(address_of(http)):
        return door(http, who, coming, language.gettext("Too many attempts from your address. Wait a minute, then try again."), TOO_MANY)
    try:
        token, address = oidc.set_out(desk.installation, provider, coming.next, (kept_path, kept_fields), datetime.now(UTC))
    except ProviderError as error:
        return door(http, who, coming, language.gettext(FAULTS[ArrivalFault(error.fault.value)]), UNAVAILABLE)
    response = leave_for(http, who, address)
    set_cookie(desk, response, PROVIDER_COOKIE, token, VISIT_SECONDS)
    return response


@pages.get(BACK)
def come_back(http: HttpRequest, who: AnyVisitor, state: Short = "", code: Short = "", error: Short = "", iss: Short = "") -> Response:
    """Let in whom the provider sends back, or say in plain words why not."""
    desk, provider = desk_of(http), _provider(http)
    token = http.cookies.get(cookie_name(desk, PROVIDER_COOKIE), "")
    answer = Answer(state=state, code=code, error=error, issuer=iss)
    found = oidc.come_back(desk.installation, provider, token, answer, datetime.now(UTC), where_from(http))
    match found:
        case oidc.Arrived():
            response = welcome(http, found.who, _coming(found.visit))
        case oidc.Failed():
            response = _refused(http, who, found)
    drop_cookie(desk, response, PROVIDER_COOKIE)
    return response


def _refused(http: HttpRequest, who: Visitor, failed: oidc.Failed) -> Response:
    if who.agent is not None:
        # The page was opened twice: he is in already.
        return RedirectResponse("/", SEE_OTHER)
    coming = Coming(next="/", kept=None) if failed.visit is None else _coming(failed.visit)
    return door(http, who, coming, desk_of(http).languages[who.language].gettext(FAULTS[failed.fault]), FORBIDDEN)


def _coming(visit: oidc.Visit) -> Coming:
    return Coming(next=safe_path(visit.next), kept=find_carried(visit.kept_path, visit.kept_fields))


def _provider(http: HttpRequest) -> Provider:
    found = find_provider(http)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found
