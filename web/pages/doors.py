"""Coming in and going out: sign-in, sign-out, own password, language, town looked at."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.rights import Permission
from flows import accounts
from web.api.caller import address_of
from web.desk import desk_of
from web.kept import LONGEST, Kept, is_of, typed_again
from web.throttle import Throttle
from web.translations import LANGUAGES
from web.visitor import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    TOWN_COOKIE,
    VISIT_COOKIE,
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
    visitor_of,
)

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY = 429


@pages.get("/")
def start(who: SignedInMember) -> Response:
    """Lead to where the work is: the review queue, the requests for who does not work there."""
    return RedirectResponse("/review" if who.may(Permission.REVIEW) else "/requests", SEE_OTHER)


@pages.get("/sign-in")
def sign_in_page(http: HttpRequest, who: AnyVisitor, next: str = "/") -> Response:
    """Show the sign-in form; somebody signed in goes on."""
    if who.agent is not None:
        return RedirectResponse(safe_path(next), SEE_OTHER)
    return show(http, who, "sign_in.html", {"next": safe_path(next), "login": "", "fault": None, "kept": None})


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
    kept = Kept(path=kept_path, fields=kept_fields) if kept_path and kept_fields else None
    values = {"next": safe_path(next), "login": login, "kept": kept}
    throttle: Throttle = http.app.state.throttle
    if not throttle.admits(address_of(http)):
        fault = language.gettext("Too many attempts from your address. Wait a minute, then try again.")
        return show(http, who, "sign_in.html", {"fault": fault, **values}, TOO_MANY)
    chosen = http.cookies.get(cookie_name(desk, LANGUAGE_COOKIE))
    known = accounts.sign_in(desk.installation, login, password, datetime.now(UTC))
    if known is None:
        fault = language.gettext("Login or password is wrong. After several failures an account is closed for a few minutes.")
        return show(http, who, "sign_in.html", {"fault": fault, **values}, UNPROCESSABLE)
    if chosen in LANGUAGES:
        accounts.choose_language(desk.installation, known.agent.id, chosen)
    response: Response = RedirectResponse(safe_path(next), SEE_OTHER)
    if kept is not None and not known.agent.must_change and is_of(desk.installation.settings, kept, known.agent.id):
        response = show(http, visitor_of(http, known), "typed.html", typed_again(kept))
    set_cookie(desk, response, SESSION_COOKIE, known.token)
    drop_cookie(desk, response, VISIT_COOKIE)
    return response


@posts.post("/sign-out")
def sign_out(http: HttpRequest, who: AnyAgent) -> Response:
    """End the session on the server too."""
    desk = desk_of(http)
    accounts.sign_out(desk.installation, accounts.SignedIn(agent=who.agent, token=who.token or "", csrf=who.csrf), datetime.now(UTC))
    response = RedirectResponse("/sign-in", SEE_OTHER)
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
    changed = accounts.change_password(desk.installation, who.agent, present, new, datetime.now(UTC))
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
    is_list = safe_path(next) in ("/review", "/requests", "/jobs", "/departments", "/agents", "/keys", "/rules", "/forms")
    response = RedirectResponse(safe_path(next) if is_list else "/review", SEE_OTHER)
    if town in {known.id for known in who.towns}:
        set_cookie(desk, response, TOWN_COOKIE, town, YEAR_SECONDS)
    else:
        drop_cookie(desk, response, TOWN_COOKIE)
    return response
