"""Pages for what goes wrong: not there, not allowed, not now, our fault."""

import secrets
from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import BusyError, ForbiddenError, NotFoundError, SuspendedError, UnavailableError
from domain.frames import frames
from web.api.problems import ProblemError, answer_problem, is_for_programs, wrong_values
from web.coming import Coming, door
from web.desk import desk_of
from web.gate import route_of
from web.kept import Kept, find_kept, page_of, typed_again
from web.open311.answers import answer_error, is_for_open311
from web.translations import said
from web.visitor import (
    PasswordChangeNeededError,
    SecondFactorNeededError,
    SessionEndedError,
    SetUpNeededError,
    SignInNeededError,
    Visitor,
    show,
    visitor,
)
from web.words import N_

LOG = structlog.get_logger(__name__)
SEE_OTHER = 303
BUSY_SECONDS = "10"
FORBIDDEN, NOT_FOUND, NOT_ALLOWED, CONFLICT, TOO_LARGE, WRONG, FAULT, UNAVAILABLE = 403, 404, 405, 409, 413, 422, 500, 503
TEXTS: Mapping[int, tuple[str, str]] = {
    FORBIDDEN: (N_("Not allowed"), N_("You may not do this, or the page was open for too long. Go back, reload it and try again.")),
    NOT_FOUND: (N_("Page not found"), N_("There is nothing at this address, or it belongs to another town.")),
    NOT_ALLOWED: (N_("Not allowed"), N_("This address is not meant to be opened like that.")),
    TOO_LARGE: (N_("Too large"), N_("This is larger than what is taken in. Nothing was kept.")),
    WRONG: (N_("Not understood"), N_("Something in the address or the form is not as expected.")),
    FAULT: (
        N_("Something went wrong"),
        N_("It is our fault, not yours. Nothing that was received is lost. Give the reference to your administrator."),
    ),
    UNAVAILABLE: (
        N_("Unavailable for a moment"),
        N_("The database or the disk does not answer. Nothing that was received is lost. Try again in a minute."),
    ),
}
_CODES: Mapping[int, str] = {
    FORBIDDEN: "not_allowed",
    NOT_FOUND: "not_found",
    NOT_ALLOWED: "method_not_allowed",
    FAULT: "fault",
    UNAVAILABLE: "unavailable",
}
"""What a program is told; see `web.api.problems`."""


FindPage = Callable[[HttpRequest, int, str, str, str | None], Response | None]
"""Returns a page of its own look for a status, with title, advice and reference; None where it is not its to say."""


def handle_errors(app: FastAPI, find_portal_page: FindPage) -> None:
    """Give the application pages for everything that can be raised; what goes wrong at a portal is said by ``find_portal_page``."""
    app.state.find_portal_page = find_portal_page
    app.add_exception_handler(SignInNeededError, _sign_in_needed)
    app.add_exception_handler(SessionEndedError, _session_ended)
    app.add_exception_handler(SetUpNeededError, _set_up_needed)
    app.add_exception_handler(PasswordChangeNeededError, _password_needed)
    app.add_exception_handler(SecondFactorNeededError, _second_factor_needed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _wrong)
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(ForbiddenError, _forbidden)
    app.add_exception_handler(UnavailableError, _unavailable)
    app.add_exception_handler(ProblemError, _problem)


class Faults:
    """Answers what nobody caught: within the gate, and nobody further out writes what it says, which may be of people, into a log."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        is_begun = False

        async def noted(message: Message) -> None:
            nonlocal is_begun
            is_begun = is_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http":
                raise
            http = HttpRequest(scope, receive)
            answer = await run_in_threadpool(_fault, http, error)
            if is_begun:
                raise AnswerBrokenOffError from None
            await answer(scope, receive, send)


class AnswerBrokenOffError(Exception):
    """An answer that was begun could not be ended: the server must break the connection off, so that nobody takes it for whole."""


def _sign_in_needed(http: HttpRequest, _error: Exception) -> Response:
    wanted = http.url.path if http.method == "GET" else "/"
    return RedirectResponse("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted)}", SEE_OTHER)


async def _session_ended(http: HttpRequest, _error: Exception) -> Response:
    kept = await find_kept(http)
    return await run_in_threadpool(_kept_page, http, kept)


def _kept_page(http: HttpRequest, kept: Kept | None) -> Response:
    """Carry what was typed through signing in; who has signed in meanwhile sees it again at once."""
    who = _who(http)
    if kept is None:
        return _page(http, FORBIDDEN) if who.agent is not None else RedirectResponse("/sign-in", SEE_OTHER)
    if who.agent is not None:
        return show(http, who, "typed.html", typed_again(kept), CONFLICT)
    return door(http, who, Coming(next=page_of(kept), kept=kept), status=FORBIDDEN)


def _set_up_needed(_http: HttpRequest, _error: Exception) -> Response:
    return RedirectResponse("/setup", SEE_OTHER)


def _password_needed(_http: HttpRequest, _error: Exception) -> Response:
    return RedirectResponse("/password", SEE_OTHER)


def _second_factor_needed(_http: HttpRequest, _error: Exception) -> Response:
    return RedirectResponse("/account/second-factor", SEE_OTHER)


def _problem(http: HttpRequest, error: Exception) -> Response:
    return _problem_answer(http, cast("ProblemError", error))


def _http(http: HttpRequest, error: Exception) -> Response:
    raised = cast("HTTPException", error)
    if raised.status_code == NOT_ALLOWED and http.method == "GET" and (page := _page_of_form(http)) is not None:
        return RedirectResponse(page, SEE_OTHER)
    answer = _page(http, raised.status_code)
    if allowed := (raised.headers or {}).get("Allow"):
        answer.headers["Allow"] = allowed
    return answer


def _page_of_form(http: HttpRequest) -> str | None:
    """Return the page that a form belongs to whose answer was shown at its own address: a reload, or another language, asks for that.

    None for programs, which are told that the method is wrong, and where nothing above the address is a page.
    """
    if is_for_programs(http) or is_for_open311(http):
        return None
    above = http.url.path
    while above := above.rpartition("/")[0]:
        scope = {**http.scope, "path": above, "raw_path": above.encode()}
        if any(isinstance(one, Route) and one.matches(scope)[0] is Match.FULL for one in http.app.routes):
            return quote(above)
    return None


def _wrong(http: HttpRequest, error: Exception) -> Response:
    if is_for_open311(http):
        # An ending that is no format: there is nothing at such an address.
        return answer_error(http, ProblemError(NOT_FOUND, _CODES[NOT_FOUND]))
    if is_for_programs(http):
        return answer_problem(http, wrong_values(http, cast("RequestValidationError", error)))
    # A number in an address that is none: for the visitor there is simply no such page.
    return _page(http, NOT_FOUND if http.method == "GET" else WRONG)


def _not_found(http: HttpRequest, _error: Exception) -> Response:
    return _page(http, NOT_FOUND)


def _forbidden(http: HttpRequest, error: Exception) -> Response:
    """Say what is missing and who may; a program is told by `web.api.refusals`."""
    (words,) = error.args
    return _page(http, FORBIDDEN, words=words)


def _unavailable(http: HttpRequest, error: Exception) -> Response:
    LOG.warning("unavailable", path=route_of(http.scope), error=type(error).__name__)
    if not isinstance(error, BusyError):
        return _page(http, UNAVAILABLE)
    if isinstance(error, SuspendedError) and (is_for_programs(http) or is_for_open311(http)):
        return _problem_answer(http, ProblemError(UNAVAILABLE, "suspended", str(error)))
    answer = _page(http, UNAVAILABLE, words=error.args[0])
    answer.headers["Retry-After"] = BUSY_SECONDS
    return answer


def _fault(http: HttpRequest, error: Exception) -> Response:
    reference = secrets.token_hex(4)
    LOG.error("fault", reference=reference, path=route_of(http.scope), error=type(error).__name__, frames=frames(error))
    return _page(http, FAULT, reference)


def _page(http: HttpRequest, status: int, reference: str | None = None, words: str | None = None) -> Response:
    if is_for_programs(http) or is_for_open311(http):
        return _problem_answer(http, ProblemError(status, _CODES.get(status, "not_done")), reference)
    title, advice = TEXTS.get(status, TEXTS[WRONG])
    find: FindPage = http.app.state.find_portal_page
    if (portal := find(http, status, title, advice if words is None else words, reference)) is not None:
        return portal
    who = _who(http)
    language = desk_of(http).languages[who.language]
    told = language.gettext(advice) if words is None else said(words, language)
    values = {"status": status, "title": language.gettext(title), "advice": told, "reference": reference}
    return show(http, who, "error.html", values, status)


def _problem_answer(http: HttpRequest, error: ProblemError, reference: str | None = None) -> Response:
    return answer_error(http, error, reference) if is_for_open311(http) else answer_problem(http, error, reference)


def _who(http: HttpRequest) -> Visitor:
    try:
        return visitor(http)
    except UnavailableError:
        return Visitor(
            agent=None, standing=None, token=None, csrf=secrets.token_urlsafe(24), language="fr", towns=(), town=None, path=http.url.path
        )
