"""A form for a citizen who is signed in at the portal: filled in with what he has said of himself, and his when it is sent.

Forms at their own address set no cookie and stand in frames; here the portal's cookie comes along, and no frame shows it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from web.desk import desk_of
from web.pages import public_form
from web.portal.visit import AnyVisit, Visit, visit_of
from web.visitor import is_own_origin

pages = APIRouter()
SEE_OTHER, FORBIDDEN = 303, 403


@pages.get("/p/{town}/forms/{code}")
def form_page_of(http: HttpRequest, visit: AnyVisit, code: str) -> Response:
    """Show a form filled in; who is not signed in fills it in at its own address."""
    if visit.citizen is None:
        return RedirectResponse(f"/f/{visit.town.id}/{code}?lang={visit.language}", SEE_OTHER)
    return public_form.opened_by(http, visit.town.id, code, visit.language, visit.citizen)


@pages.post("/p/{town}/forms/{code}")
async def send(http: HttpRequest, visit: Annotated[Visit, Depends(visit_of)], code: str) -> Response:
    """Keep what a citizen sends as his. Its token was made for him alone; a form of another site is refused before it is read."""
    if not is_own_origin(http.headers, desk_of(http).installation.settings.url):
        raise HTTPException(FORBIDDEN)
    return await public_form.sent_by(http, visit.town.id, code, visit.citizen)
