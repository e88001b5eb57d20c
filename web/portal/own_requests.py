"""Following a request on the portal: opened by its code and a second field, looked at, listed for who is signed in (S43)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import NotFoundError
from domain.following import PortalAct
from domain.ids import RequestId
from flows.deadline_words import explanation
from flows.portal import own
from flows.portal.shown import ShownRequest
from flows.portal_settings import portal_address
from store import citizens, consents
from store.request_lines import Cursor
from web.access import RowId
from web.api.caller import address_of
from web.desk import Desk, desk_of
from web.portal import act_forms
from web.portal.act_forms import ActForm
from web.portal.visit import AnyVisit, SignedInVisit, Visit, checked_post, follow, language_of, show, unfollow
from web.throttle import Throttle
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_FOUND, WRONG, TOO_MANY = 303, 404, 422, 429
TRIES_OF_ADDRESS, TRIES_OF_CODE, TRIES_SECONDS = 30, 10, 3600
"""Tries at codes from one address, and at one code, in an hour, in each process."""
PAGE = 20
_UNKNOWN = N_(
    "No request fits what you typed. Look at the code on your receipt, and at what you gave with the request. "
    "One that was sent a moment ago can be followed in a few minutes."
)
_OFTEN = N_("That was tried too often from here. Try again in an hour, or ask the town hall.")
_NOT_OPEN = N_("This request is not open in this browser, or not any more. Give its code to open it.")


@pages.get("/p/{town}/follow")
def follow_page(http: HttpRequest, visit: AnyVisit, code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Ask for a code and a second field."""
    return show_follow(http, visit, code=code)


@posts.post("/p/{town}/follow")
def open_by_code(
    http: HttpRequest,
    visit: AnyVisit,
    code: Annotated[str, Form(max_length=200)] = "",
    second: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Open a request in this browser for half an hour; a wrong code and a wrong second field are answered alike."""
    found = tried(http, visit, code, second)
    if isinstance(found, str):
        status = TOO_MANY if found == _OFTEN else WRONG
        return show_follow(http, visit, code=code, second=second, fault=found, status=status)
    response = RedirectResponse(f"{visit.home}/requests/{found}", SEE_OTHER)
    follow(http, response, visit, found)
    return response


@posts.post("/p/{town}/follow/end")
def close_again(http: HttpRequest, visit: AnyVisit) -> Response:
    """Let this browser see none of them any more: a shared computer."""
    response = RedirectResponse(f"{visit.home}/follow", SEE_OTHER)
    unfollow(http, response)
    return response


def tried(http: HttpRequest, visit: Visit, code: str, second: str) -> RequestId | str:
    """Return the request that a code opens, else why none is opened, in words to be translated."""
    throttle = http.app.state.follows
    if not isinstance(throttle, Throttle):
        raise TypeError("the application has no throttle for codes")
    named = "".join(sign for sign in code.upper() if sign.isalnum())[:16]
    may_try = throttle.admits(f"address {address_of(http)}", TRIES_OF_ADDRESS) and throttle.admits(f"code {named}", TRIES_OF_CODE)
    if not may_try:
        return _OFTEN
    return own.prove(desk_of(http).installation, visit.town.id, code, second) or _UNKNOWN


def show_follow(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest,
    visit: Visit,
    *,
    code: str = "",
    second: str = "",
    fault: str = "",
    status: int = 200,
    waiting: ActForm | None = None,
    request: int | None = None,
) -> Response:
    """Return the page that asks for a code. ``waiting`` is what was being sent to a request when its half hour was over."""
    language = language_of(http, visit)
    values = {
        "code": code,
        "second": second,
        "fault": language.gettext(fault) if fault else "",
        "waiting": waiting,
        "waiting_request": request,
    }
    return show(http, visit, "follow.html", values, status)


def show_not_open(http: HttpRequest, visit: Visit, waiting: ActForm | None = None, request: int | None = None) -> Response:
    """Answer for a request that is not open here: the same whether there is one or not."""
    return show_follow(http, visit, fault=_NOT_OPEN, status=NOT_FOUND, waiting=waiting, request=request)


def is_open_to(http: HttpRequest, visit: Visit, request: int) -> bool:
    """Tell whether who comes may see a request."""
    return own.may_see(desk_of(http).installation, visit.town.id, RequestId(request), visit.followed, visit.citizen)


@pages.get("/p/{town}/requests/{request_id}")
def request_page(http: HttpRequest, visit: AnyVisit, request_id: RowId, done: Annotated[str, Query(max_length=16)] = "") -> Response:
    """Show a request to its citizen; ``done`` is what he has just sent."""
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    return show_request(http, visit, request_id, done=done)


def show_request(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest,
    visit: Visit,
    request: int,
    *,
    done: str = "",
    typed: ActForm | None = None,
    rating: "RatingTyped | None" = None,
    feed: str = "",
    note: str = "",
    status: int = 200,
    also: RequestId | None = None,
) -> Response:
    """Return the page of a request that may be seen. ``typed`` is a form that was not sent, ``also`` what this browser may see as well."""
    desk, now = desk_of(http), datetime.now(UTC)
    try:
        shown = own.look(desk.installation, RequestId(request), now, is_opened=True)
    except NotFoundError:
        return show_not_open(http, visit)
    with desk.installation.database.read() as session:
        agreed = consents.of_request(session, shown.id)
    language = language_of(http, visit)
    forms = {act: act_forms.blank(act, new_page(), language) for act in shown.acts}
    if typed is not None:
        # What cannot be asked any more is shown with what was typed all the same: nobody writes it twice.
        forms[typed.act] = typed
    values = {
        "shown": shown,
        "forms": forms,
        "typed": typed,
        "done": next((act for act in PortalAct if act == done), None),
        "done_rating": done == "rated",
        "done_feed": done == "feed-ended",
        "may_keep": _may_keep(http, visit, shown.id),
        "rating": rating or RatingTyped.of(shown),
        "feed": f"{portal_address(desk.installation, visit.town.id)}/feeds/{feed}.atom" if feed else "",
        "note": language.gettext(note) if note else "",
        "promised_how": explanation(shown.promised, visit.language) if shown.promised is not None else "",
        "legal_how": explanation(shown.legal, visit.language) if shown.legal is not None else "",
        "is_by_code": shown.id in visit.followed or also is not None,
        "agreed": agreed,
        "done_consent": done == "consent",
    }
    response = show(http, visit, "request.html", values, status)
    if also is not None:
        follow(http, response, visit, also)
    return response


def _may_keep(http: HttpRequest, visit: Visit, request: RequestId) -> bool:
    """Tell whether a request that was opened by its code is not among those of who is signed in: he may prove that it is his."""
    if visit.citizen is None or request not in visit.followed:
        return False
    with desk_of(http).installation.database.read() as session:
        return not citizens.owns(session, visit.citizen.id, request)


def new_page() -> str:
    """Return what tells a page from every other, so that what is sent twice from it is one."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingTyped:
    """What stands in the form of the rating, and what is wrong with it."""

    stars: str = ""
    words: str = ""
    fault: str = ""

    @staticmethod
    def of(shown: ShownRequest) -> "RatingTyped":
        """Return what was given before."""
        given = shown.rating
        return RatingTyped() if given is None else RatingTyped(stars=str(given.stars), words=given.words or "")


# --- table ----------------------------------------------------------------------------------------------------------------------------


@pages.get("/p/{town}/requests")
def own_table(
    http: HttpRequest,
    visit: SignedInVisit,
    state: Annotated[str, Query(max_length=8)] = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show who is signed in all his requests (tableau de suivi)."""
    desk: Desk = desk_of(http)
    is_open = {"open": True, "closed": False}.get(state)
    try:
        cursor = Cursor.parse(after) if after else None
    except ValueError:
        cursor = None
    with desk.installation.database.read() as session:
        lines = citizens.own_requests(session, visit.citizen.id, after=cursor, limit=PAGE + 1, is_open=is_open)
    now = datetime.now(UTC)
    rows = [own.look(desk.installation, line.id, now) for line in lines[:PAGE]]
    values = {
        "rows": rows,
        "state": state if is_open is not None else "",
        "next": str(lines[PAGE - 1].cursor.by_time) if len(lines) > PAGE else "",
        "is_first": cursor is None,
    }
    return show(http, visit, "requests.html", values)
