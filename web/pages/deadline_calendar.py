"""Deadlines in an agent's own calendar: its secret addresses on his account, and what programs fetch there."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, NotFoundError
from domain.ids import DepartmentCode
from flows import deadline_calendar
from flows.deadline_calendar import MOST_ALARM_DAYS
from web.access import RowId
from web.desk import desk_of
from web.visitor import SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_MODIFIED, NOT_FOUND, CONFLICT = 303, 304, 404, 409
Secret = Annotated[str, InPath(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]


@pages.get("/calendar/{secret}.ics")
def fetch(http: HttpRequest, secret: Secret) -> Response:
    """Hand out the calendar behind a secret address."""
    try:
        found = deadline_calendar.shown(desk_of(http).installation, secret)
    except NotFoundError:
        return Response("", NOT_FOUND, media_type="text/plain", headers={"Cache-Control": "no-store"})
    headers = {"ETag": found.etag, "Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    if found.etag in http.headers.get("if-none-match", ""):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="citoyen.ics"'
    return Response(found.content, media_type="text/calendar; charset=utf-8", headers=headers)


@posts.post("/account/calendars")
def make(
    http: HttpRequest,
    who: SignedInMember,
    department: Annotated[str, Form(max_length=64)] = "",
    alarm: Annotated[str, Form(max_length=2)] = "",
) -> Response:
    """Make a secret address and show it, once."""
    desk = desk_of(http)
    town = who.town_id or next((one.id for one in who.towns), None)
    if town is None or (alarm and not (alarm.isdecimal() and alarm.isascii() and int(alarm) <= MOST_ALARM_DAYS)):
        raise HTTPException(422)
    wanted = DepartmentCode(department) if department else None
    try:
        days = int(alarm) if alarm else None
        secret = deadline_calendar.make(desk.installation, who.agent, town, wanted, days, datetime.now(UTC))
    except ConflictError as error:
        raise HTTPException(CONFLICT) from error
    address = f"{desk.installation.settings.public_url}/calendar/{secret}.ics"
    return show(http, who, "calendar_secret.html", {"address": address})


@posts.post("/account/calendars/{link}/end")
def end(http: HttpRequest, who: SignedInMember, link: RowId) -> Response:
    """End an address at once."""
    deadline_calendar.end(desk_of(http).installation, who.agent, link, datetime.now(UTC))
    return RedirectResponse("/account#calendars", SEE_OTHER)
