"""The second factor of a citizen: set up, its recovery codes, switched off."""

from datetime import UTC, datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from flows.portal import entering, factor
from web.api.caller import address_of
from web.coming import tries_of
from web.desk import desk_of
from web.portal.visit import CitizenVisit, SignedInVisit, checked_post, language_of, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, TOO_MANY = 303, 422, 429
_OFTEN = N_("Too many attempts from your address. Wait a minute, then try again.")
_CODE = N_("This code is wrong, or it has served already: wait for the next one.")
_BOTH = N_("Password or code is wrong, or the code has served already: wait for the next one.")
Short = Annotated[str, Form(max_length=100)]


@pages.get("/p/{town}/account/second-factor")
def factor_page(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Show what the telephone needs to know, or what there is already."""
    return _page(http, visit)


@posts.post("/p/{town}/account/second-factor")
def switch_on(http: HttpRequest, visit: SignedInVisit, password: Annotated[str, Form(max_length=1000)] = "", code: Short = "") -> Response:
    """Put the second factor into force and show the recovery codes, once."""
    installation, now = desk_of(http).installation, datetime.now(UTC)
    if not tries_of(http).admits(address_of(http)):
        return _page(http, visit, _OFTEN, TOO_MANY)
    is_his = entering.is_own(installation, visit.citizen, password, now)
    codes = factor.confirm(installation, visit.entered, code, now) if is_his else None
    return _page(http, visit, _BOTH, WRONG) if codes is None else show(http, visit, "recovery_codes.html", {"codes": codes})


@posts.post("/p/{town}/account/second-factor/codes")
def renew_codes(http: HttpRequest, visit: SignedInVisit, code: Short = "") -> Response:
    """Show new recovery codes, once."""
    if not tries_of(http).admits(address_of(http)):
        return _page(http, visit, _OFTEN, TOO_MANY)
    codes = factor.renew_codes(desk_of(http).installation, visit.citizen, code, datetime.now(UTC))
    return _page(http, visit, _CODE, WRONG) if codes is None else show(http, visit, "recovery_codes.html", {"codes": codes})


@posts.post("/p/{town}/account/second-factor/off")
def switch_off(http: HttpRequest, visit: SignedInVisit, code: Short = "") -> Response:
    """Switch the second factor off."""
    if not tries_of(http).admits(address_of(http)):
        return _page(http, visit, _OFTEN, TOO_MANY)
    is_off = factor.switch_off(desk_of(http).installation, visit.citizen, code, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/account#factor", SEE_OTHER) if is_off else _page(http, visit, _CODE, WRONG)


def _page(http: HttpRequest, visit: CitizenVisit, fault: str = "", status: int = 200) -> Response:
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        held = factor.held(session, visit.citizen.id)
    told = language_of(http, visit).gettext(fault) if fault else ""
    offer = factor.begin(desk.installation, visit.citizen, visit.town.name, datetime.now(UTC)) if held.since is None else None
    if offer is None:
        return show(http, visit, "factor.html", {"held": held, "fault": told, "image": "", "secret": "", "address": ""}, status)
    image = segno.make_qr(offer.address, error="m").svg_data_uri(scale=5, dark="#000", light="#fff", border=4)
    secret = " ".join(offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4))
    values = {"held": held, "fault": told, "image": image, "secret": secret, "address": offer.address}
    return show(http, visit, "factor.html", values, status)
