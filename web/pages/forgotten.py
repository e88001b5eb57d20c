"""A forgotten password: asked for by anybody, chosen anew by who reads the mail."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from flows import password_links
from flows.accounts import PasswordFault
from flows.password_links import PATH
from web.api.caller import address_of
from web.coming import askings_of, tries_of
from web.desk import base_address, desk_of
from web.visitor import AnyVisitor, Visitor, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, GONE, WRONG, TOO_MANY = 303, 410, 422, 429


@pages.get("/sign-in/forgotten")
def forgotten_page(http: HttpRequest, who: AnyVisitor) -> Response:
    """Ask for a login or an e-mail address."""
    if who.agent is not None:
        return RedirectResponse("/account", SEE_OTHER)
    return show(http, who, "forgotten.html", {"is_asked": False, "fault": ""})


@posts.post("/sign-in/forgotten")
def ask(http: HttpRequest, who: AnyVisitor, name: Annotated[str, Form(max_length=320)] = "") -> Response:
    """Say the same whoever is asked for. The rest is done once that is said, and the connection closed: no clock tells more."""
    desk = desk_of(http)
    if not askings_of(http).admits(address_of(http)):
        fault = desk.languages[who.language].gettext("Too many attempts from your address. Wait a quarter of an hour, then try again.")
        return show(http, who, "forgotten.html", {"is_asked": False, "fault": fault}, TOO_MANY)
    response = show(http, who, "forgotten.html", {"is_asked": True, "fault": ""})
    response.headers["Connection"] = "close"
    response.background = BackgroundTask(password_links.ask, desk.installation, name, base_address(http), datetime.now(UTC))
    return response


@pages.get(PATH)
def choose_page(http: HttpRequest, who: AnyVisitor, token: str = "") -> Response:
    """Ask for the new password, if the link still opens."""
    is_valid = password_links.is_valid(desk_of(http).installation, token, datetime.now(UTC))
    return _choose(http, who, token) if is_valid else _over(http, who)


@posts.post(PATH)
def choose(
    http: HttpRequest,
    who: AnyVisitor,
    token: Annotated[str, Form(max_length=200)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Take the new password, or say everything that is wrong with it."""
    if not tries_of(http).admits(address_of(http)):
        return _over(http, who, TOO_MANY)
    if new != again:
        return _choose(http, who, token, (PasswordFault.DIFFERENT,), WRONG)
    faults = password_links.choose(desk_of(http).installation, token, new, datetime.now(UTC))
    if faults is None:
        return _over(http, who)
    return _choose(http, who, token, faults, WRONG) if faults else RedirectResponse("/sign-in?changed=1", SEE_OTHER)


def _choose(http: HttpRequest, who: Visitor, token: str, faults: tuple[PasswordFault, ...] = (), status: int = 200) -> Response:
    # The link stands in the address of this page, and no other site is told it: see the policy for referrers in `web.gate`. To tell it
    # nobody at all would have browsers hide where the form comes from, and it would be refused.
    return show(http, who, "new_password.html", {"token": token, "faults": faults, "path": PATH}, status)


def _over(http: HttpRequest, who: Visitor, status: int = GONE) -> Response:
    return show(http, who, "new_password.html", {"token": "", "faults": (), "path": PATH}, status)
