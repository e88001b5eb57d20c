"""Citizens by the identity provider: there and back, joined to an account by a link, and out again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from domain.errors import ConflictError
from flows.identity_provider import Provider, ProviderError
from flows.oidc import VISIT, Answer, ArrivalFault
from flows.portal import entering, provider, registering
from flows.portal.mails import VALID
from flows.portal.provider import BACK, OUT, Came, Failed, Joined, Joining, Providers, Stranger
from store.citizen_links import Kind
from web.api.caller import address_of
from web.browsers import where_from
from web.coming import tries_of
from web.desk import desk_of
from web.portal.account import account_with
from web.portal.doors import askings_of, door, over, welcome
from web.portal.visit import (
    AccountVisit,
    SignedInVisit,
    Visit,
    checked_post,
    citizen_visit,
    cookie_name,
    drop_cookie,
    language_of,
    safe_path,
    set_cookie,
    show,
    visit_at,
)
from web.translations import said
from web.words import N_

arrivals = APIRouter()
"""Where the provider sends people back to; looked for before the portals of towns."""
pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
PENDING_COOKIE = "citoyen_citizen_pending"
"""Says which browser came from the provider with an identity that is joined to no account yet."""
PROVIDER_COOKIE = "citoyen_citizen_provider"
"""Says which browser set out; `SameSite=Lax` brings it along when the provider sends it back."""
SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, WRONG, TOO_MANY, UNAVAILABLE = 303, 403, 404, 409, 422, 429, 503
_OFTEN = N_("Too many attempts from your address. Wait a quarter of an hour, then try again.")
_NO_EMAIL = N_("Write your e-mail address as name@site.fr.")
_PASSWORD = N_("The present password is not right.")
_YOUNG = N_("Under 15 you need a parent: ask one of them to open the account, and to write in their name.")
_FACTOR = N_(
    "Your account asks for a second factor. Sign in with your password and code, then join the identity on the page of your account."
)
FAULTS: Mapping[ArrivalFault, str] = {
    ArrivalFault.OVER: N_("That took too long, or this page was opened twice. Sign in again."),
    ArrivalFault.CANCELLED: N_("Signing in was broken off at the provider. You can try again, or use your personal account."),
    ArrivalFault.UNREACHABLE: N_("The provider does not answer. Try again in a minute, or use your personal account."),
    ArrivalFault.REFUSED: N_("The provider does not accept this portal at the moment. Use your personal account, or write without one."),
    ArrivalFault.UNTRUSTED: N_("What the provider answered cannot be trusted, and nobody was signed in."),
    ArrivalFault.TAKEN: N_("This identity is joined to another personal account, or yours to another identity."),
}
Short = Annotated[str, Query(max_length=4_000)]


def providers_of(http: HttpRequest) -> Providers:
    """Return the provider of citizens, as each town's portal is known to it."""
    return cast("Providers", http.app.state.citizen_providers)


@posts.post("/p/{town}/provider")
def set_out(
    http: HttpRequest,
    visit: AccountVisit,
    next: Annotated[str, Form(max_length=400)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Send the browser to the provider; who would join an identity to his account gives its password first, for that opens it too."""
    desk, language, then = desk_of(http), language_of(http, visit), safe_path(visit, next)
    found = _provider(http, visit)
    if not tries_of(http).admits(address_of(http)):
        return door(http, visit, fault=language.gettext(_OFTEN), next_path=then, status=TOO_MANY)
    now = datetime.now(UTC)
    if visit.citizen is not None and visit.citizen.has_password and not entering.is_own(desk.installation, visit.citizen, password, now):
        return account_with(http, citizen_visit(visit), {"fault": language.gettext(_PASSWORD), "faulty": "identity"}, WRONG)
    try:
        token, address = provider.set_out(desk.installation, found, visit.town.id, then, visit.entered, now)
    except ProviderError as error:
        fault = language.gettext(FAULTS[ArrivalFault(error.fault.value)])
        return door(http, visit, fault=fault, next_path=then, status=UNAVAILABLE)
    # Browsers let no form of ours lead elsewhere, as our policy says: a page leads on.
    response = show(http, visit, "leaving.html", {"address": address})
    set_cookie(desk, response, PROVIDER_COOKIE, token, int(VISIT.total_seconds()))
    return response


@arrivals.get(BACK)
def come_back(http: HttpRequest, state: Short = "", code: Short = "", error: Short = "", iss: Short = "") -> Response:
    """Let in whom the provider sends back, ask a stranger for his address, or say in plain words why not."""
    desk, now = desk_of(http), datetime.now(UTC)
    token = http.cookies.get(cookie_name(desk, PROVIDER_COOKIE), "")
    answer = Answer(state=state, code=code, error=error, issuer=iss)
    found = provider.come_back(desk.installation, providers_of(http), token, answer, now, where_from(http))
    town = found.entered.citizen.town if isinstance(found, Came) else found.town
    visit = visit_at(http, town or "")
    if visit is None:
        raise HTTPException(NOT_FOUND)
    match found:
        case Came():
            response = welcome(http, visit, found.entered, safe_path(visit, found.next))
        case Stranger():
            response = _stranger(http, visit, found.pending, found.email)
            set_cookie(desk, response, PENDING_COOKIE, found.browser, int(VALID[Kind.JOIN].total_seconds()) * 2)
        case Failed():
            fault = language_of(http, visit).gettext(FAULTS[found.fault])
            response = door(http, visit, fault=fault, next_path=visit.home, status=FORBIDDEN)
    drop_cookie(desk, response, PROVIDER_COOKIE)
    return response


@arrivals.get(OUT)
def out(http: HttpRequest, state: Short = "") -> Response:
    """Lead on from the provider's own signing out."""
    visit = visit_at(http, state)
    if visit is None:
        raise HTTPException(NOT_FOUND)
    return RedirectResponse(visit.home, SEE_OTHER)


@posts.post("/p/{town}/provider/address")
def ask_link(
    http: HttpRequest,
    visit: AccountVisit,
    pending: Annotated[str, Form(max_length=4_000)] = "",
    email: Annotated[str, Form(max_length=400)] = "",
    of_age: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Send the link that joins; the same is said whether the address has an account or not."""
    installation, now, language = desk_of(http).installation, datetime.now(UTC), language_of(http, visit)
    if not provider.is_pending(installation, visit.town.id, pending, now):
        return door(http, visit, fault=language.gettext(FAULTS[ArrivalFault.OVER]), next_path=visit.home, status=WRONG)
    fault = "" if registering.is_email(email) else _NO_EMAIL
    fault = fault or ("" if of_age else _YOUNG)
    if fault:
        return _stranger(http, visit, pending, email, language.gettext(fault))
    if not askings_of(http).admits(address_of(http)):
        return _stranger(http, visit, pending, email, language.gettext(_OFTEN))
    response = show(http, visit, "provider_sent.html", {"email": email.strip()})
    response.headers["Connection"] = "close"
    response.background = BackgroundTask(provider.ask_link, installation, pending, email, visit.language, now)
    return response


@pages.get("/p/{town}/join/{token}")
def join_page(http: HttpRequest, visit: AccountVisit, token: str) -> Response:
    """Say what a link joins."""
    installation, now = desk_of(http).installation, datetime.now(UTC)
    email = provider.find_email(installation, visit.town.id, token, now)
    if email is None:
        return over(http, visit)
    is_elsewhere = provider.is_elsewhere(installation, visit.town.id, token, _browser(http), now)
    return show(http, visit, "join.html", {"email": email, "action": visit.path, "is_elsewhere": is_elsewhere})


@posts.post("/p/{town}/join/{token}")
def join(http: HttpRequest, visit: AccountVisit, token: str) -> Response:
    """Join, and sign in."""
    if not tries_of(http).admits(address_of(http)):
        return over(http, visit, TOO_MANY)
    come = Joining(token=token, browser=_browser(http), language=visit.language)
    found = provider.join(desk_of(http).installation, visit.town.id, come, datetime.now(UTC), where_from(http))
    match found:
        case Joined.ELSEWHERE:
            return join_page(http, visit, token)
        case Joined.OVER:
            return over(http, visit)
        case Joined.FACTOR:
            fault = language_of(http, visit).gettext(_FACTOR)
            return door(http, visit, fault=fault, next_path=f"{visit.home}/account", status=CONFLICT)
        case _:
            return welcome(http, visit, found, f"{visit.home}/account")


@posts.post("/p/{town}/account/provider/leave")
def leave(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Undo the joining."""
    try:
        provider.leave(desk_of(http).installation, visit.citizen, datetime.now(UTC))
    except ConflictError as error:
        told = said(error.args[0], language_of(http, visit))
        return account_with(http, visit, {"fault": told, "faulty": "identity"}, CONFLICT)
    return RedirectResponse(f"{visit.home}/account#identity", SEE_OTHER)


def _browser(http: HttpRequest) -> str:
    return http.cookies.get(cookie_name(desk_of(http), PENDING_COOKIE), "")


def _provider(http: HttpRequest, visit: Visit) -> Provider:
    found = providers_of(http).of(visit.town.id)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


def _stranger(http: HttpRequest, visit: Visit, pending: str, email: str, fault: str = "") -> Response:
    values = {"pending": pending, "email": email, "fault": fault}
    return show(http, visit, "provider_address.html", values, WRONG if fault else 200)
