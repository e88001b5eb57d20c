"""What goes wrong at the portal, in the town's look: not there, not allowed, not signed in."""

from urllib.parse import quote

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import UnavailableError
from domain.wording import Message
from web.portal.visit import PATH, CitizenNeededError, FormTokenError, Visit, any_visit, language_of, show
from web.translations import said
from web.words import N_

SEE_OTHER, FORBIDDEN, NOT_FOUND = 303, 403, 404
_CLOSED = N_("This portal is closed at the moment. The town hall answers by telephone, by mail and at its counter.")
_OVER = N_("This page was open for too long, or belongs to another session. Go back, reload it and try again: nothing has been sent.")


def handle_portal_errors(app: FastAPI) -> None:
    """Give the application the portal's answers to what only the portal raises."""
    app.add_exception_handler(CitizenNeededError, _sign_in_needed)
    app.add_exception_handler(FormTokenError, _token_missing)


def find_portal_page(http: HttpRequest, status: int, title: str, advice: str, reference: str | None) -> Response | None:
    """Return a page that says what is wrong, in the look of the town whose portal was asked for; None where it was none.

    ``title`` and ``advice`` are message ids, or sentences of a flow.
    """
    if not http.url.path.startswith(PATH):
        return None
    try:
        visit = any_visit(http)
    except UnavailableError:
        return None
    if visit is None:
        return None
    language = language_of(http, visit)
    told = _CLOSED if status == NOT_FOUND and not visit.portal.open else advice
    words = (language.gettext(title), said(told, language) if isinstance(told, Message) else language.gettext(told))
    return _page(http, visit, status, words, reference)


def _page(http: HttpRequest, visit: Visit, status: int, words: tuple[str, str], reference: str | None) -> Response:
    values = {"title": words[0], "advice": words[1], "reference": reference, "back": visit.home}
    back = language_of(http, visit).gettext(N_("Go to the start page"))
    return show(http, visit, "error.html", {**values, "back_words": back}, status)


def _sign_in_needed(http: HttpRequest, _error: Exception) -> Response:
    home = "/".join(http.url.path.split("/")[:3])
    wanted = f"?next={quote(http.url.path)}" if http.method == "GET" else ""
    return RedirectResponse(f"{home}/sign-in{wanted}", SEE_OTHER)


def _token_missing(http: HttpRequest, _error: Exception) -> Response:
    visit = any_visit(http)
    if visit is None:
        raise TypeError("a form of a portal came where there is no portal")
    language = language_of(http, visit)
    words = (language.gettext(N_("Not allowed")), language.gettext(_OVER))
    return _page(http, visit, FORBIDDEN, words, None)
