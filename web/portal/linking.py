"""Earlier requests: a code is sent to what they bear, typed, and what it proves is linked to the account."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from domain.ids import RequestId
from flows.portal import linking
from web.api.caller import address_of
from web.coming import tries_of
from web.desk import desk_of
from web.portal.doors import askings_of
from web.portal.visit import CitizenVisit, SignedInVisit, checked_post, language_of, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, GONE, WRONG, TOO_MANY = 303, 410, 422, 429
_OFTEN = N_("Too many attempts from your address. Wait a quarter of an hour, then try again.")
_CODE = N_("This code is wrong, too old, or was tried too often. Ask for another one.")
_OVER = N_("That took too long. Ask for another code.")
_CHOOSE = N_("Choose where the code goes.")


@pages.get("/p/{town}/account/linking")
def linking_page(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Ask where a code is to go."""
    return _page(http, visit)


@posts.post("/p/{town}/account/linking")
def send_code(http: HttpRequest, visit: SignedInVisit, contact: Annotated[str, Form(max_length=300)] = "") -> Response:
    """Say that a code is on its way, whatever is; then see to it."""
    installation = desk_of(http).installation
    chosen = next((one for one in linking.contacts(installation, visit.citizen) if one.value == contact), None)
    if chosen is None:
        return _page(http, visit, _CHOOSE, WRONG)
    if not askings_of(http).admits(address_of(http)):
        return _page(http, visit, _OFTEN, TOO_MANY)
    response = show(http, visit, "linking_code.html", {"contact": chosen.value, "fault": ""})
    response.headers["Connection"] = "close"
    response.background = BackgroundTask(linking.send_code, installation, visit.citizen, chosen, datetime.now(UTC))
    return response


@posts.post("/p/{town}/account/linking/code")
def prove(
    http: HttpRequest,
    visit: SignedInVisit,
    code: Annotated[str, Form(max_length=100)] = "",
    contact: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Show what a code has proved, to be chosen from."""
    language = language_of(http, visit)
    if not tries_of(http).admits(address_of(http)):
        return show(http, visit, "linking_code.html", {"contact": contact, "fault": language.gettext(_OFTEN)}, TOO_MANY)
    proved = linking.prove(desk_of(http).installation, visit.citizen, code, visit.followed, datetime.now(UTC))
    if proved is None:
        return show(http, visit, "linking_code.html", {"contact": contact, "fault": language.gettext(_CODE)}, WRONG)
    return show(http, visit, "linking_found.html", {"proved": proved})


@posts.post("/p/{town}/account/linking/link")
def link(
    http: HttpRequest,
    visit: SignedInVisit,
    proof: Annotated[str, Form(max_length=2000)] = "",
    request: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Link what was chosen of it."""
    chosen = frozenset(map(RequestId, request or ()))
    count = linking.link(desk_of(http).installation, visit.citizen, proof, chosen, datetime.now(UTC))
    return _page(http, visit, _OVER, GONE) if count is None else RedirectResponse(f"{visit.home}/requests", SEE_OTHER)


def _page(http: HttpRequest, visit: CitizenVisit, fault: str = "", status: int = 200) -> Response:
    found = linking.contacts(desk_of(http).installation, visit.citizen)
    told = language_of(http, visit).gettext(fault) if fault else ""
    return show(http, visit, "linking.html", {"contacts": found, "fault": told}, status)
