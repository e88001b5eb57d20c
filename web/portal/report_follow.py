"""To follow a report of somebody else: asked for on its page, confirmed and ended by links of the mails."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from flows.portal import following
from flows.portal.following import Followed, Wish
from web.api.caller import address_of, keys_throttle
from web.desk import desk_of
from web.portal.reports import MapVisit, find_report, show_report
from web.portal.visit import AnyVisit, checked_post, language_of, show
from web.report_book import book_of
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
links = APIRouter()
"""What a link of a mail opens is allowed by the link itself: programs that read mail press its button without a page of ours (RFC 8058)."""
SEE_OTHER, NOT_FOUND, TOO_MANY = 303, 404, 429
A_MINUTE = 6
_LONGEST = 254
_WRONG = N_("This is no e-mail address that somebody reads. Example: name@example.fr")
_OFTEN = N_("Too many were asked for from your network. Wait a minute, then try again.")


@posts.post("/p/{town}/reports/{number}/follow")
def follow(http: HttpRequest, visit: MapVisit, number: str, email: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Send the link that confirms the address; a citizen who is signed in follows at once, by his own."""
    report, gettext = find_report(http, visit, number), language_of(http, visit).gettext
    address = visit.citizen.email if visit.citizen is not None else email.strip()
    if visit.citizen is None and (len(address) > _LONGEST or not following.is_fit(address)):
        return show_report(http, visit, report, fault=gettext(_WRONG), typed=address)
    if not keys_throttle(http).admits(f"follow {address_of(http)}", A_MINUTE):
        return show_report(http, visit, report, fault=gettext(_OFTEN), typed=address)
    wish = Wish(town=visit.town.id, report=report, address=address, language=visit.language, is_proven=visit.citizen is not None)
    following.follow(desk_of(http).installation, book_of(http).offer(visit.town.id), wish, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/reports/{report.id}?followed=1#follow", SEE_OTHER)


@pages.get("/p/{town}/follow-report/{token}")
def ask_confirm(http: HttpRequest, visit: AnyVisit, token: str) -> Response:
    """Ask for the press of a button: mail servers open links by themselves."""
    found = _of(http, visit, token, is_end=False)
    return show(http, visit, "report_follow.html", {"followed": found, "token": token, "kind": "confirm", "is_done": False}, _status(found))


@links.post("/p/{town}/follow-report/{token}")
def confirm(http: HttpRequest, visit: AnyVisit, token: str) -> Response:
    """Say that the address is its owner's."""
    is_here = _of(http, visit, token, is_end=False) is not None
    offers = book_of(http).offers
    found = following.confirm(desk_of(http).installation, offers, token, datetime.now(UTC)) if is_here else None
    return show(http, visit, "report_follow.html", {"followed": found, "token": token, "kind": "confirm", "is_done": True}, _status(found))


@pages.get("/p/{town}/unfollow/{token}")
def ask_end(http: HttpRequest, visit: AnyVisit, token: str) -> Response:
    """Ask for the press of a button."""
    found = _of(http, visit, token, is_end=True)
    return show(http, visit, "report_follow.html", {"followed": found, "token": token, "kind": "end", "is_done": found is None})


@links.post("/p/{town}/unfollow/{token}")
def end(http: HttpRequest, visit: AnyVisit, token: str) -> Response:
    """Let somebody follow no more; pressed twice, it says the same."""
    found = _of(http, visit, token, is_end=True)
    if found is not None:
        following.end(desk_of(http).installation, token, datetime.now(UTC))
    return show(http, visit, "report_follow.html", {"followed": found, "token": token, "kind": "end", "is_done": True})


def _of(http: HttpRequest, visit: AnyVisit, token: str, *, is_end: bool) -> Followed | None:
    if not keys_throttle(http).admits(f"follow links {address_of(http)}", 60):
        raise HTTPException(TOO_MANY)
    found = following.of_link(desk_of(http).installation, book_of(http).offers, token, is_end=is_end)
    return found if found is not None and found.follower.town == visit.town.id else None


def _status(found: Followed | None) -> int:
    return 200 if found is not None else NOT_FOUND
