"""A citizen's account: what he says of himself, his password, his browsers, his addresses, its export and its end."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from domain.citizen import Citizen, Notices, PostalAddress, Profile
from domain.consent import Consent
from domain.errors import ConflictError
from flows.passwords import PasswordFault
from flows.portal import account, entering, factor, registering, sessions
from flows.portal.account import NewPassword
from flows.portal.sessions import Entered
from flows.wiring import Installation
from store import citizen_identities, citizen_sessions, citizens, consents
from store.request_lines import RequestLine
from web.api.caller import address_of
from web.browsers import where_from
from web.coming import tries_of
from web.desk import desk_of
from web.downloads import download_headers
from web.portal.account_words import NOTICES, said_faults
from web.portal.doors import askings_of, welcome
from web.portal.profile_form import Read, read_profile
from web.portal.visit import CITIZEN_COOKIE, CitizenVisit, SignedInVisit, checked_post, drop_cookie, language_of, show, signed_out
from web.translations import LANGUAGES, said
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, CONFLICT, WRONG, TOO_MANY = 303, 409, 422, 429
_PASSWORD = N_("The present password is not right.")
_OFTEN = N_("Too many attempts from your address. Wait a minute, then try again.")
_NO_EMAIL = N_("Write your e-mail address as name@site.fr.")
MOST_AGREED = 200
"""So many of his requests are looked through for what he agreed to; the others have it on their pages."""
Asking = Callable[[Installation, Citizen, str, datetime], None]
"""Sends a link to an address of somebody."""
Short = Annotated[str, Form(max_length=400)]
Secret = Annotated[str, Form(max_length=1000)]


@pages.get("/p/{town}/account")
def account_page(http: HttpRequest, visit: SignedInVisit, new: str = "", saved: str = "", sent: str = "") -> Response:
    """Show one's account."""
    return account_with(http, visit, {"is_new": bool(new), "saved": saved, "sent": sent})


@posts.post("/p/{town}/account")
def keep_profile(  # noqa: PLR0913, PLR0917 - the fields of the form
    http: HttpRequest,
    visit: SignedInVisit,
    title: Short = "",
    first_name: Short = "",
    name: Short = "",
    phone: Short = "",
    street: Short = "",
    postcode: Short = "",
    city: Short = "",
    language: Short = "fr",
    notices: Short = "each",
) -> Response:
    """Keep what somebody says of himself, or say beside the fields what is wrong."""
    typed = Profile(
        title=title,
        first_name=first_name,
        name=name,
        phone=phone,
        language=language if language in LANGUAGES else LANGUAGES[0],
        address=PostalAddress(street=street, postcode=postcode, town=city),
        notices=Notices(notices) if notices in set(Notices) else Notices.EACH,
    )
    read = read_profile(typed)
    if read.faults:
        return account_with(http, visit, {"typed": read}, WRONG)
    account.keep_profile(desk_of(http).installation, visit.citizen, read.profile, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/account?saved=1", SEE_OTHER)


@pages.get("/p/{town}/account/password")
def password_page(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Ask for a new password."""
    return show(http, visit, "password.html", {"faults": ()})


@posts.post("/p/{town}/account/password")
def change_password(http: HttpRequest, visit: SignedInVisit, present: Secret = "", new: Secret = "", again: Secret = "") -> Response:
    """Set a new password; all other browsers are signed out."""
    language = language_of(http, visit)
    if not tries_of(http).admits(address_of(http)):
        return show(http, visit, "password.html", {"faults": (language.gettext(_OFTEN),)}, TOO_MANY)
    if new != again:
        return show(http, visit, "password.html", {"faults": said_faults((PasswordFault.DIFFERENT,), language)}, WRONG)
    typed = NewPassword(present=present, new=new)
    found = account.change_password(desk_of(http).installation, visit.entered, typed, datetime.now(UTC), where_from(http))
    if not isinstance(found, Entered):
        return show(http, visit, "password.html", {"faults": said_faults(found, language)}, WRONG)
    return welcome(http, visit, found, f"{visit.home}/account?saved=password")


@posts.post("/p/{town}/account/sessions/end")
def end_session(http: HttpRequest, visit: SignedInVisit, session: Short = "") -> Response:
    """Sign out one's own browser elsewhere; one that is gone already is what was wanted."""
    sessions.end_marked(desk_of(http).installation, visit.entered, session, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/account#sessions", SEE_OTHER)


@posts.post("/p/{town}/account/sessions/end-others")
def end_other_sessions(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Sign out all of one's own browsers but this one."""
    sessions.end_others(desk_of(http).installation, visit.entered, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/account#sessions", SEE_OTHER)


@posts.post("/p/{town}/account/email")
def change_email(http: HttpRequest, visit: SignedInVisit, email: Short = "", password: Secret = "") -> Response:
    """Send a link to a new address; nothing changes before it is followed."""
    return _asked(http, visit, account.ask_email, ("email", email), password)


@posts.post("/p/{town}/account/addresses")
def add_address(http: HttpRequest, visit: SignedInVisit, email: Short = "", password: Secret = "") -> Response:
    """Send a link to a further address; it counts once that is followed."""
    return _asked(http, visit, account.ask_address, ("address", email), password)


@posts.post("/p/{town}/account/addresses/drop")
def drop_address(http: HttpRequest, visit: SignedInVisit, email: Short = "") -> Response:
    """Forget a further address."""
    account.drop_address(desk_of(http).installation, visit.citizen, email, datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/account#addresses", SEE_OTHER)


@pages.get("/p/{town}/account/export.json")
def export(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Return all that is kept of the account."""
    document = account.exported(desk_of(http).installation, visit.citizen, datetime.now(UTC))
    content = json.dumps(document, ensure_ascii=False, indent=2)
    headers = {**download_headers("compte.json"), "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


@pages.get("/p/{town}/account/close")
def close_page(http: HttpRequest, visit: SignedInVisit) -> Response:
    """Say what goes and what stays, and ask for the password."""
    return show(http, visit, "close.html", {"fault": ""})


@posts.post("/p/{town}/account/close")
def close(http: HttpRequest, visit: SignedInVisit, password: Secret = "") -> Response:
    """Delete the account."""
    language, installation, now = language_of(http, visit), desk_of(http).installation, datetime.now(UTC)
    if not tries_of(http).admits(address_of(http)):
        return show(http, visit, "close.html", {"fault": language.gettext(_OFTEN)}, TOO_MANY)
    if not _is_his(http, visit, password):
        return show(http, visit, "close.html", {"fault": language.gettext(_PASSWORD)}, WRONG)
    try:
        account.close(installation, visit.citizen, now)
    except ConflictError as error:
        return show(http, visit, "close.html", {"fault": said(error.args[0], language)}, CONFLICT)
    response = show(http, signed_out(visit), "closed.html", {})
    drop_cookie(desk_of(http), response, CITIZEN_COOKIE)
    return response


def _asked(http: HttpRequest, visit: CitizenVisit, ask: Asking, named: tuple[str, str], password: str) -> Response:
    """Ask for a password, then send what ``ask`` sends; the answer is the same whoever the address is of."""
    language, (what, email) = language_of(http, visit), named
    if not registering.is_email(email):
        return account_with(http, visit, {"fault": language.gettext(_NO_EMAIL), "faulty": what}, WRONG)
    if not (tries_of(http).admits(address_of(http)) and askings_of(http).admits(address_of(http))):
        return account_with(http, visit, {"fault": language.gettext(_OFTEN), "faulty": what}, TOO_MANY)
    if not _is_his(http, visit, password):
        return account_with(http, visit, {"fault": language.gettext(_PASSWORD), "faulty": what}, WRONG)
    response = RedirectResponse(f"{visit.home}/account?sent={what}", SEE_OTHER)
    response.headers["Connection"] = "close"
    response.background = BackgroundTask(ask, desk_of(http).installation, visit.citizen, email, datetime.now(UTC))
    return response


def _is_his(http: HttpRequest, visit: CitizenVisit, password: str) -> bool:
    return entering.is_own(desk_of(http).installation, visit.citizen, password, datetime.now(UTC))


def account_with(http: HttpRequest, visit: CitizenVisit, more: dict[str, object], status: int = 200) -> Response:
    """Return the page of the account, with what one of its forms has to say."""
    desk, now = desk_of(http), datetime.now(UTC)
    settings = desk.installation.settings
    with desk.installation.database.read() as session:
        held = factor.held(session, visit.citizen.id)
        browsers = [one for one in citizen_sessions.of_citizen(session, visit.citizen.id, now) if now - one.seen_at <= sessions.IDLE]
        addresses = citizens.addresses(session, visit.citizen.id)
        agreed = _agreed(session, visit.citizen)
        is_bound = settings.has_citizen_provider and citizen_identities.is_bound(
            session, settings.citizen_oidc_issuer or "", visit.citizen.id
        )
    values: dict[str, object] = {
        "held": held,
        "browsers": browsers,
        "here": visit.entered.token_hash,
        "addresses": addresses,
        "notices": NOTICES,
        "typed": Read(profile=visit.citizen.profile),
        "fault": "",
        "faulty": "",
        "is_new": False,
        "saved": "",
        "sent": "",
        "has_provider": settings.has_citizen_provider,
        "provider_name": settings.citizen_oidc_name,
        "is_bound": is_bound,
        "agreed": agreed,
    }
    return show(http, visit, "account.html", {**values, **more}, status)


def _agreed(session: Session, citizen: Citizen) -> tuple[tuple[RequestLine, tuple[Consent, ...]], ...]:
    """Return his latest requests with which he agreed to something, each with that."""
    lines = {line.id: line for line in citizens.own_requests(session, citizen.id, after=None, limit=MOST_AGREED, is_open=None)}
    return tuple((lines[request], found) for request, found in consents.of_requests(session, lines).items())
