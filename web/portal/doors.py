"""Coming in at the portal: a new account, signing in, a code, a forgotten password, going out."""

from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from flows.accounts import CodeFault
from flows.half_way import LASTS, HalfWay
from flows.passwords import PasswordFault
from flows.portal import entering, provider, registering, sessions
from flows.portal.registering import Chosen
from flows.portal.sessions import Entered
from web.api.caller import address_of
from web.browsers import where_from
from web.coming import tries_of
from web.desk import desk_of
from web.portal.account_words import said_faults
from web.portal.visit import (
    CITIZEN_COOKIE,
    FOLLOWED_COOKIE,
    VISIT_COOKIE,
    AccountVisit,
    Visit,
    checked_post,
    cookie_name,
    drop_cookie,
    language_of,
    safe_path,
    set_cookie,
    show,
    signed_out,
)
from web.throttle import Throttle
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
HALF_COOKIE = "citoyen_citizen_half"
"""Says whose password was right while his code is asked for; opens nothing."""
SEE_OTHER, GONE, WRONG, TOO_MANY = 303, 410, 422, 429
_OFTEN = N_("Too many attempts from your address. Wait a quarter of an hour, then try again.")
_NO_EMAIL = N_("Write your e-mail address as name@site.fr.")
_YOUNG = N_("Under 15 you need a parent: ask one of them to open the account, and to write in their name.")
_WRONG = N_("E-mail address or password is wrong, or the account is locked for a while after too many tries.")
_CODE = N_("This code is wrong, or it has served already: wait for the next one.")
_OVER = N_("That took too long. Sign in again.")
Short = Annotated[str, Form(max_length=400)]
Secret = Annotated[str, Form(max_length=1000)]


def askings_of(http: HttpRequest) -> Throttle:
    """Return how often one address may have mail sent from the portal."""
    return cast("Throttle", http.app.state.portal_askings)


@pages.get("/p/{town}/register")
def register_page(http: HttpRequest, visit: AccountVisit) -> Response:
    """Ask for an e-mail address."""
    if visit.citizen is not None:
        return RedirectResponse(f"{visit.home}/account", SEE_OTHER)
    return show(http, visit, "register.html", {"email": "", "faults": {}, "is_asked": False})


@posts.post("/p/{town}/register")
def register(http: HttpRequest, visit: AccountVisit, email: Short = "", of_age: Short = "") -> Response:
    """Say the same whoever asks. The rest is done once that is said, and the connection closed: no clock tells more."""
    desk, language = desk_of(http), language_of(http, visit)
    faults = {} if registering.is_email(email) else {"email": language.gettext(_NO_EMAIL)}
    if not of_age:
        faults["of_age"] = language.gettext(_YOUNG)
    if not faults and not askings_of(http).admits(address_of(http)):
        faults["all"] = language.gettext(_OFTEN)
    if faults:
        values = {"email": email, "faults": faults, "is_asked": False}
        return show(http, visit, "register.html", values, TOO_MANY if "all" in faults else WRONG)
    response = show(http, visit, "register.html", {"email": email.strip(), "faults": {}, "is_asked": True})
    return _then(response, BackgroundTask(registering.ask, desk.installation, visit.town.id, email, visit.language, datetime.now(UTC)))


@pages.get("/p/{town}/confirm/{token}")
def confirm_page(http: HttpRequest, visit: AccountVisit, token: str) -> Response:
    """Ask for the password of the account a link opens, if it still does."""
    email = registering.find_email(desk_of(http).installation, visit.town.id, token, datetime.now(UTC))
    return over(http, visit) if email is None else _choose(http, visit, "confirm.html", {"email": email})


@posts.post("/p/{town}/confirm/{token}")
def confirm(http: HttpRequest, visit: AccountVisit, token: str, new: Secret = "", again: Secret = "") -> Response:
    """Open the account, and sign its owner in."""
    installation, now = desk_of(http).installation, datetime.now(UTC)
    if not tries_of(http).admits(address_of(http)):
        return over(http, visit, TOO_MANY)
    email = registering.find_email(installation, visit.town.id, token, now)
    if email is None:
        return over(http, visit)
    if new != again:
        return _choose(http, visit, "confirm.html", {"email": email}, (PasswordFault.DIFFERENT,))
    chosen = Chosen(password=new, language=visit.language)
    found = registering.open_account(installation, visit.town.id, token, chosen, now, where_from(http))
    match found:
        case Entered():
            return welcome(http, visit, found, f"{visit.home}/account?new=1")
        case None:
            return over(http, visit)
        case _:
            return _choose(http, visit, "confirm.html", {"email": email}, found)


@pages.get("/p/{town}/sign-in")
def sign_in_page(http: HttpRequest, visit: AccountVisit, next: str = "", done: str = "") -> Response:
    """Ask for address and password."""
    if visit.citizen is not None:
        return RedirectResponse(safe_path(visit, next or visit.home), SEE_OTHER)
    return door(http, visit, next_path=safe_path(visit, next), done=done)


@posts.post("/p/{town}/sign-in")
def sign_in(http: HttpRequest, visit: AccountVisit, email: Short = "", password: Secret = "", next: Short = "") -> Response:
    """Sign in; who has a second factor is asked for its code next."""
    desk, language, then = desk_of(http), language_of(http, visit), safe_path(visit, next)
    if not tries_of(http).admits(address_of(http)):
        return door(http, visit, email=email, fault=language.gettext(_OFTEN), next_path=then, status=TOO_MANY)
    found = entering.sign_in(desk.installation, visit.town.id, email, password, datetime.now(UTC), where_from(http))
    match found:
        case Entered():
            return welcome(http, visit, found, then if then != visit.home else f"{visit.home}/requests")
        case HalfWay():
            response: Response = RedirectResponse(f"{visit.home}/second-factor?next={then}", SEE_OTHER)
            set_cookie(desk, response, HALF_COOKIE, found.token, int(LASTS.total_seconds()))
            return response
        case None:
            return door(http, visit, email=email, fault=language.gettext(_WRONG), next_path=then, status=WRONG)


@pages.get("/p/{town}/second-factor")
def code_page(http: HttpRequest, visit: AccountVisit, next: str = "") -> Response:
    """Ask for a code; who is not half-way begins anew."""
    if cookie_name(desk_of(http), HALF_COOKIE) not in http.cookies:
        return RedirectResponse(f"{visit.home}/sign-in", SEE_OTHER)
    return show(http, visit, "code.html", {"fault": "", "next": safe_path(visit, next)})


@posts.post("/p/{town}/second-factor")
def finish(http: HttpRequest, visit: AccountVisit, code: Short = "", next: Short = "") -> Response:
    """Take the code and let in."""
    desk, language, then = desk_of(http), language_of(http, visit), safe_path(visit, next)
    half = HalfWay(token=http.cookies.get(cookie_name(desk, HALF_COOKIE), ""))
    if not tries_of(http).admits(address_of(http)):
        return show(http, visit, "code.html", {"fault": language.gettext(_OFTEN), "next": then}, TOO_MANY)
    found = entering.finish(desk.installation, visit.town.id, half, code, datetime.now(UTC), where_from(http))
    match found:
        case Entered():
            return welcome(http, visit, found, then if then != visit.home else f"{visit.home}/requests")
        case CodeFault.WRONG:
            return show(http, visit, "code.html", {"fault": language.gettext(_CODE), "next": then}, WRONG)
        case CodeFault.OVER:
            response = door(http, visit, fault=language.gettext(_OVER), next_path=then, status=WRONG)
            drop_cookie(desk, response, HALF_COOKIE)
            return response


@posts.post("/p/{town}/sign-out")
def sign_out(http: HttpRequest, visit: AccountVisit) -> Response:
    """End the session; a second click finds it ended."""
    desk, address = desk_of(http), None
    if visit.entered is not None:
        address = provider.farewell(desk.installation, http.app.state.citizen_providers, visit.entered)
        sessions.end(desk.installation, visit.entered, datetime.now(UTC))
    gone = signed_out(visit)
    response = RedirectResponse(visit.home, SEE_OTHER) if address is None else show(http, gone, "leaving.html", {"address": address})
    # Whoever sits down at this computer next sees nothing of him, neither what he opened by its code.
    for his in (CITIZEN_COOKIE, FOLLOWED_COOKIE):
        drop_cookie(desk, response, his)
    return response


@pages.get("/p/{town}/forgotten")
def forgotten_page(http: HttpRequest, visit: AccountVisit) -> Response:
    """Ask for the address of an account whose password is forgotten."""
    return show(http, visit, "forgotten.html", {"email": "", "fault": "", "is_asked": False})


@posts.post("/p/{town}/forgotten")
def forgotten(http: HttpRequest, visit: AccountVisit, email: Short = "") -> Response:
    """Say the same whoever is asked for; the rest is done once that is said."""
    language, installation = language_of(http, visit), desk_of(http).installation
    is_email = registering.is_email(email)
    if not is_email or not askings_of(http).admits(address_of(http)):
        fault, status = (_OFTEN, TOO_MANY) if is_email else (_NO_EMAIL, WRONG)
        return show(http, visit, "forgotten.html", {"email": email, "fault": language.gettext(fault), "is_asked": False}, status)
    response = show(http, visit, "forgotten.html", {"email": email.strip(), "fault": "", "is_asked": True})
    return _then(response, BackgroundTask(entering.ask_reset, installation, visit.town.id, email, datetime.now(UTC)))


@pages.get("/p/{town}/reset/{token}")
def reset_page(http: HttpRequest, visit: AccountVisit, token: str) -> Response:
    """Ask for the new password, if the link still opens."""
    is_valid = entering.is_reset(desk_of(http).installation, visit.town.id, token, datetime.now(UTC))
    return _choose(http, visit, "reset.html", {}) if is_valid else over(http, visit)


@posts.post("/p/{town}/reset/{token}")
def reset(http: HttpRequest, visit: AccountVisit, token: str, new: Secret = "", again: Secret = "") -> Response:
    """Take the new password, or say everything that is wrong with it."""
    if not tries_of(http).admits(address_of(http)):
        return over(http, visit, TOO_MANY)
    if new != again:
        return _choose(http, visit, "reset.html", {}, (PasswordFault.DIFFERENT,))
    faults = entering.reset(desk_of(http).installation, visit.town.id, token, new, datetime.now(UTC))
    if faults is None:
        return over(http, visit)
    return _choose(http, visit, "reset.html", {}, faults) if faults else RedirectResponse(f"{visit.home}/sign-in?done=password", SEE_OTHER)


def door(  # noqa: PLR0913 - what the page says beside
    http: HttpRequest, visit: Visit, *, next_path: str, email: str = "", fault: str = "", done: str = "", status: int = 200
) -> Response:
    """Return the sign-in page."""
    settings = desk_of(http).installation.settings
    provider = {"has_provider": settings.has_citizen_provider, "provider_name": settings.citizen_oidc_name}
    values = {"email": email, "fault": fault, "done": done, "next": next_path, **provider}
    return show(http, visit, "sign_in.html", values, status)


def welcome(http: HttpRequest, visit: Visit, entered: Entered, then: str) -> Response:
    """Give a browser its session, and lead on; the token of its forms and what it was half-way to are gone with that."""
    desk = desk_of(http)
    if visit.entered is not None:
        sessions.end(desk.installation, visit.entered, datetime.now(UTC))
    response = RedirectResponse(then, SEE_OTHER)
    set_cookie(desk, response, CITIZEN_COOKIE, entered.token, int(sessions.LASTS.total_seconds()))
    for gone in (VISIT_COOKIE, HALF_COOKIE):
        drop_cookie(desk, response, gone)
    return response


def over(http: HttpRequest, visit: Visit, status: int = GONE) -> Response:
    """Say that a link does nothing any more."""
    return show(http, visit, "over.html", {}, status)


def _choose(http: HttpRequest, visit: Visit, template: str, values: dict[str, object], faults: tuple[PasswordFault, ...] = ()) -> Response:
    told = said_faults(faults, language_of(http, visit))
    return show(http, visit, template, {**values, "faults": told, "action": visit.path}, WRONG if faults else 200)


def _then(response: Response, task: BackgroundTask) -> Response:
    response.headers["Connection"] = "close"
    response.background = task
    return response
