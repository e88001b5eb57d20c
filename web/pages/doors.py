"""Coming in and going out: sign-in, sign-out, own password, language, town looked at."""

from datetime import UTC, datetime
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.rights import Permission
from flows import accounts, oidc
from flows.first_run import steps as first_run
from flows.half_way import HalfWay, find_claim
from web.api.caller import address_of
from web.browsers import where_from
from web.coming import HALF_COOKIE, Coming, door, find_carried, find_provider, leave_for, stranger, tries_of, welcome
from web.desk import desk_of
from web.kept import LONGEST
from web.translations import LANGUAGES
from web.visitor import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    TOWN_COOKIE,
    YEAR_SECONDS,
    AnyAgent,
    AnyVisitor,
    SignedInMember,
    checked_post,
    cookie_name,
    drop_cookie,
    safe_path,
    set_cookie,
    show,
)

_LISTS = frozenset(
    {
        *("/review", "/requests", "/jobs", "/departments", "/agents", "/keys", "/rules", "/forms"),
        *("/calendar", "/addresses", "/ledger", "/quarantine", "/health", "/templates"),
        *("/stationery", "/documents", "/letters/signing", "/letters/to-sign", "/letters/print"),
    }
)
"""Pages on which one stays when one chooses another town."""
pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY = 429


@pages.get("/")
def start(http: HttpRequest, who: SignedInMember) -> Response:
    """Lead to where the work is: the review queue, the requests for who does not work there; a first run is gone on with."""
    if who.agent.town is None and who.works_for_all(Permission.CATALOGUE) and first_run.is_pending(desk_of(http).installation):
        return RedirectResponse("/setup", SEE_OTHER)
    return RedirectResponse("/review" if who.may(Permission.REVIEW) else "/requests", SEE_OTHER)


@pages.get("/sign-in")
def sign_in_page(http: HttpRequest, who: AnyVisitor, next: str = "/", changed: str = "") -> Response:
    """Show the sign-in form; somebody signed in goes on."""
    if who.agent is not None:
        return RedirectResponse(safe_path(next), SEE_OTHER)
    if first_run.is_untouched(desk_of(http).installation):
        return RedirectResponse("/setup", SEE_OTHER)
    return door(http, who, Coming(next=safe_path(next), kept=None), is_changed=bool(changed))


@posts.post("/sign-in")
def sign_in(  # noqa: PLR0913, PLR0917 - what the form brings
    http: HttpRequest,
    who: AnyVisitor,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form()] = "/",
    kept_path: Annotated[str, Form(max_length=2_000)] = "",
    kept_fields: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Sign in, or say no in a way that tells nothing about who has an account; what he had typed before is shown to him again."""
    desk = desk_of(http)
    language = desk.languages[who.language]
    coming = Coming(next=safe_path(next), kept=find_carried(kept_path, kept_fields))
    if not tries_of(http).admits(address_of(http)):
        fault = language.gettext("Too many attempts from your address. Wait a minute, then try again.")
        return door(http, who, coming, fault, TOO_MANY, login)
    known = accounts.sign_in(desk.installation, login, password, datetime.now(UTC), where_from(http))
    match known:
        case None:
            fault = language.gettext("Login or password is wrong. After several failures an account is closed for a few minutes.")
            return door(http, who, coming, fault, UNPROCESSABLE, login)
        case HalfWay():
            response = show(http, who, "sign_in_code.html", {"fault": None, **coming.values})
            set_cookie(desk, response, HALF_COOKIE, known.token)
            return response
        case accounts.SignedIn():
            return welcome(http, known, coming)
    assert_never(known)


@pages.get("/sign-in/code")
def code_page(http: HttpRequest, who: AnyVisitor) -> Response:
    """Ask again for the code, of who comes back to the page in the middle of signing in."""
    desk = desk_of(http)
    half = HalfWay(token=http.cookies.get(cookie_name(desk, HALF_COOKIE), ""))
    if who.agent is not None or find_claim(desk.installation.settings, half, datetime.now(UTC)) is None:
        return RedirectResponse("/sign-in", SEE_OTHER)
    return show(http, who, "sign_in_code.html", {"fault": None, **Coming(next="/", kept=None).values})


@posts.post("/sign-in/code")
def show_code(
    http: HttpRequest,
    who: AnyVisitor,
    code: Annotated[str, Form(max_length=100)] = "",
    next: Annotated[str, Form()] = "/",
    kept_path: Annotated[str, Form(max_length=2_000)] = "",
    kept_fields: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Let in who shows a code of his telephone or of his paper."""
    desk = desk_of(http)
    language = desk.languages[who.language]
    coming = Coming(next=safe_path(next), kept=find_carried(kept_path, kept_fields))
    if not tries_of(http).admits(address_of(http)):
        fault = language.gettext("Too many attempts from your address. Wait a minute, then try again.")
        return show(http, who, "sign_in_code.html", {"fault": fault, **coming.values}, TOO_MANY)
    half = HalfWay(token=http.cookies.get(cookie_name(desk, HALF_COOKIE), ""))
    known = accounts.finish_sign_in(desk.installation, half, code, datetime.now(UTC), where_from(http))
    match known:
        case accounts.SignedIn():
            return welcome(http, known, coming)
        case accounts.CodeFault.WRONG:
            fault = language.gettext(
                "This code is wrong, or it has served already: wait for the next one. After several failures an account is closed "
                "for a few minutes."
            )
            return show(http, who, "sign_in_code.html", {"fault": fault, **coming.values}, UNPROCESSABLE)
        case accounts.CodeFault.OVER:
            fault = language.gettext("That took too long. Sign in again.")
            return door(http, who, coming, fault, UNPROCESSABLE)
    assert_never(known)


@posts.post("/sign-out")
def sign_out(http: HttpRequest, who: AnyAgent) -> Response:
    """End the session on the server too, and at the identity provider where it began there."""
    desk, provider = desk_of(http), find_provider(http)
    known = accounts.SignedIn(agent=who.agent, token=who.token or "", csrf=who.csrf)
    address = None if provider is None else oidc.farewell(desk.installation, provider, known)
    accounts.sign_out(desk.installation, known, datetime.now(UTC))
    response = RedirectResponse("/sign-in", SEE_OTHER) if address is None else leave_for(http, stranger(who), address)
    drop_cookie(desk, response, SESSION_COOKIE)
    return response


@pages.get("/password")
def password_page(http: HttpRequest, who: AnyAgent) -> Response:
    """Show the form for a new password."""
    return show(http, who, "password.html", {"faults": ()})


@posts.post("/password")
def change_password(
    http: HttpRequest,
    who: AnyAgent,
    present: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Take the new password, or say everything that is wrong with it; all sessions end, this browser gets a new one."""
    desk = desk_of(http)
    if new != again:
        return show(http, who, "password.html", {"faults": (accounts.PasswordFault.DIFFERENT,)}, UNPROCESSABLE)
    changed = accounts.change_password(desk.installation, who.agent, present, new, datetime.now(UTC), where_from(http))
    if not isinstance(changed, accounts.SignedIn):
        return show(http, who, "password.html", {"faults": changed}, UNPROCESSABLE)
    response = RedirectResponse("/", SEE_OTHER)
    set_cookie(desk, response, SESSION_COOKIE, changed.token)
    return response


@posts.post("/language")
def choose_language(
    http: HttpRequest,
    who: AnyVisitor,
    language: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Keep the language the visitor chose."""
    desk = desk_of(http)
    response = RedirectResponse(safe_path(next), SEE_OTHER)
    if language in LANGUAGES:
        set_cookie(desk, response, LANGUAGE_COOKIE, language, YEAR_SECONDS)
        if who.agent is not None:
            accounts.choose_language(desk.installation, who.agent.id, language)
    return response


@posts.post("/town")
def choose_town(
    http: HttpRequest,
    who: SignedInMember,
    town: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Show one town, or all; a town that is not the agent's is never looked at, whatever the cookie says."""
    desk = desk_of(http)
    is_list = safe_path(next) in _LISTS
    response = RedirectResponse(safe_path(next) if is_list else "/review", SEE_OTHER)
    if town in {known.id for known in who.towns}:
        set_cookie(desk, response, TOWN_COOKIE, town, YEAR_SECONDS)
    else:
        drop_cookie(desk, response, TOWN_COOKIE)
    return response
