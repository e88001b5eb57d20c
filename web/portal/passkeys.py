"""Passkeys of a citizen: made, called, removed, and signing in by one. Scripts ask the browser; without them there are codes."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, RedirectResponse, Response

from flows.accounts import CodeFault
from flows.half_way import HalfWay
from flows.portal import entering, passkeys
from flows.portal.passkeys import Sent, Site
from flows.portal.sessions import Entered
from web.api.caller import address_of
from web.browsers import where_from
from web.coming import tries_of
from web.desk import desk_of
from web.portal.doors import HALF_COOKIE, door, welcome
from web.portal.visit import AccountVisit, CitizenVisit, SignedInVisit, checked_post, cookie_name, language_of, safe_path, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, TOO_MANY = 303, 422, 429
_OFTEN = N_("Too many attempts from your address. Wait a minute, then try again.")
_PASSWORD = N_("The present password is not right.")
_MOST = N_("You have as many passkeys as there may be. Remove one first.")
_NOT_MADE = N_("The passkey was not added. Try again; each attempt is good for five minutes.")
_WRONG = N_("No account here is opened by this passkey, or the account is locked for a while after too many tries.")
_NOT_HERE = N_("None of your passkeys works at this address. Type a code instead.")
Short = Annotated[str, Form(max_length=400)]
Secret = Annotated[str, Form(max_length=1000)]
Credential = Annotated[str, Form(max_length=20_000)]


@pages.get("/p/{town}/account/passkeys")
def passkeys_page(http: HttpRequest, visit: SignedInVisit, done: str = "") -> Response:
    """Show one's passkeys."""
    return _page(http, visit, done=done)


@posts.post("/p/{town}/account/passkeys/options")
def offer(http: HttpRequest, visit: SignedInVisit, password: Secret = "") -> Response:
    """Return what a browser makes a passkey by, once the password is right."""
    installation, now, language = desk_of(http).installation, datetime.now(UTC), language_of(http, visit)
    if not tries_of(http).admits(address_of(http)):
        return JSONResponse({"fault": language.gettext(_OFTEN)}, TOO_MANY)
    if not entering.is_own(installation, visit.citizen, password, now):
        return JSONResponse({"fault": language.gettext(_PASSWORD)}, WRONG)
    options = passkeys.offer(installation, visit.entered, _site(http), visit.town.name, now)
    return JSONResponse({"fault": language.gettext(_MOST)}, WRONG) if options is None else _json(options)


@posts.post("/p/{town}/account/passkeys")
def register(http: HttpRequest, visit: SignedInVisit, name: Short = "", credential: Credential = "") -> Response:
    """Keep the passkey a browser has made; show recovery codes, once, to who had none."""
    sent = Sent(site=_site(http), browser="", credential=credential)
    codes = passkeys.register(desk_of(http).installation, visit.entered, sent, name, datetime.now(UTC))
    if codes is None:
        return _page(http, visit, fault=_NOT_MADE, status=WRONG)
    if codes:
        return show(http, visit, "recovery_codes.html", {"codes": codes})
    return RedirectResponse(f"{visit.home}/account/passkeys?done=added", SEE_OTHER)


@posts.post("/p/{town}/account/passkeys/{passkey_id}")
def rename(http: HttpRequest, visit: SignedInVisit, passkey_id: int, name: Short = "") -> Response:
    """Call a passkey otherwise."""
    passkeys.rename(desk_of(http).installation, visit.citizen, passkey_id, name, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/account/passkeys?done=named", SEE_OTHER)


@posts.post("/p/{town}/account/passkeys/{passkey_id}/remove")
def remove(http: HttpRequest, visit: SignedInVisit, passkey_id: int, password: Secret = "") -> Response:
    """Remove a passkey, once the password is right."""
    installation, now = desk_of(http).installation, datetime.now(UTC)
    if not tries_of(http).admits(address_of(http)):
        return _page(http, visit, fault=_OFTEN, status=TOO_MANY)
    if not entering.is_own(installation, visit.citizen, password, now):
        return _page(http, visit, fault=_PASSWORD, status=WRONG)
    passkeys.remove(installation, visit.entered, passkey_id, now)
    return RedirectResponse(f"{visit.home}/account/passkeys?done=removed", SEE_OTHER)


# --- signing in -----------------------------------------------------------------------------------------------------------------------


@posts.post("/p/{town}/passkey/options")
def ask(http: HttpRequest, visit: AccountVisit) -> Response:
    """Return what a browser has signed by any passkey of this site."""
    if not tries_of(http).admits(address_of(http)):
        return JSONResponse({"fault": language_of(http, visit).gettext(_OFTEN)}, TOO_MANY)
    return _json(passkeys.ask(desk_of(http).installation, _site(http), visit.csrf, datetime.now(UTC)))


@posts.post("/p/{town}/passkey")
def sign_in(http: HttpRequest, visit: AccountVisit, credential: Credential = "", next: Short = "") -> Response:
    """Sign in by a passkey alone."""
    language, then = language_of(http, visit), safe_path(visit, next)
    if not tries_of(http).admits(address_of(http)):
        return door(http, visit, fault=language.gettext(_OFTEN), next_path=then, status=TOO_MANY)
    sent = Sent(site=_site(http), browser=visit.csrf, credential=credential)
    found = passkeys.sign_in(desk_of(http).installation, visit.town.id, sent, datetime.now(UTC), where_from(http))
    if found is None:
        return door(http, visit, fault=language.gettext(_WRONG), next_path=then, status=WRONG)
    return welcome(http, visit, found, then if then != visit.home else f"{visit.home}/requests")


@posts.post("/p/{town}/second-factor/passkey/options")
def ask_second(http: HttpRequest, visit: AccountVisit) -> Response:
    """Return what a browser whose password was right has signed by one of the account's passkeys."""
    language = language_of(http, visit)
    if not tries_of(http).admits(address_of(http)):
        return JSONResponse({"fault": language.gettext(_OFTEN)}, TOO_MANY)
    options = passkeys.ask_second(desk_of(http).installation, _half(http), _site(http), datetime.now(UTC))
    return JSONResponse({"fault": language.gettext(_NOT_HERE)}, WRONG) if options is None else _json(options)


@posts.post("/p/{town}/second-factor/passkey")
def finish(http: HttpRequest, visit: AccountVisit, credential: Credential = "", next: Short = "") -> Response:
    """Let in whose password was right, and who shows a passkey."""
    language, then = language_of(http, visit), safe_path(visit, next)
    if not tries_of(http).admits(address_of(http)):
        return show(http, visit, "code.html", {"fault": language.gettext(_OFTEN), "next": then}, TOO_MANY)
    sent = Sent(site=_site(http), browser="", credential=credential)
    found = passkeys.finish(desk_of(http).installation, visit.town.id, _half(http), sent, datetime.now(UTC), where_from(http))
    match found:
        case Entered():
            return welcome(http, visit, found, then if then != visit.home else f"{visit.home}/requests")
        case CodeFault.WRONG:
            return show(http, visit, "code.html", {"fault": language.gettext(_WRONG), "next": then}, WRONG)
        case CodeFault.OVER:
            return RedirectResponse(f"{visit.home}/sign-in", SEE_OTHER)


def _page(http: HttpRequest, visit: CitizenVisit, *, fault: str = "", done: str = "", status: int = 200) -> Response:
    with desk_of(http).installation.database.read() as session:
        own = passkeys.held(session, visit.citizen.id)
    told = language_of(http, visit).gettext(fault) if fault else ""
    values = {"own": own, "fault": told, "done": done, "can_add": len(own) < passkeys.MOST, "longest": passkeys.LONGEST_NAME}
    return show(http, visit, "passkeys.html", values, status)


def _site(http: HttpRequest) -> Site:
    """Return where the page is that sent this: `checked_post` let through what names this desk alone, by Origin or else by Referer."""
    parts = urlsplit(http.headers.get("origin") or http.headers.get("referer") or "")
    return Site(origin=f"{parts.scheme}://{parts.netloc}", host=parts.hostname or "")


def _half(http: HttpRequest) -> HalfWay:
    return HalfWay(token=http.cookies.get(cookie_name(desk_of(http), HALF_COOKIE), ""))


def _json(options: str) -> Response:
    return Response(options, media_type="application/json", headers={"Cache-Control": "no-store"})
