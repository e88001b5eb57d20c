"""One's own account: the second factor and the browsers one is signed in with."""

from datetime import UTC, datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError
from flows import accounts, deadline_calendar, enrolling
from flows.accounts import SignedIn
from store import agents, calendar_links
from web.api.caller import address_of
from web.coming import tries_of
from web.desk import Desk, desk_of
from web.pages.departments import told
from web.visitor import EnrollingAgent, Member, SignedInMember, checked_post, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, CONFLICT, TOO_MANY = 303, 422, 409, 429
Code = Annotated[str, Form(max_length=100)]


@pages.get("/account")
def account_page(http: HttpRequest, who: SignedInMember) -> Response:
    """Show one's account."""
    return _account(http, who)


@posts.post("/account/sessions/end")
def end_session(http: HttpRequest, who: SignedInMember, session: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Sign out one's own browser elsewhere; one that is gone already is what was wanted."""
    accounts.end_session(desk_of(http).installation, _signed_in(who), session, datetime.now(UTC))
    return RedirectResponse("/account#sessions", SEE_OTHER)


@posts.post("/account/sessions/end-others")
def end_other_sessions(http: HttpRequest, who: SignedInMember) -> Response:
    """Sign out all of one's own browsers but this one."""
    accounts.end_other_sessions(desk_of(http).installation, _signed_in(who), datetime.now(UTC))
    return RedirectResponse("/account#sessions", SEE_OTHER)


@pages.get("/account/second-factor")
def factor_page(http: HttpRequest, who: EnrollingAgent) -> Response:
    """Show what the telephone needs to know; who has a second factor goes back to his account."""
    return _factor(http, who)


@posts.post("/account/second-factor")
def switch_on(http: HttpRequest, who: EnrollingAgent, password: Annotated[str, Form(max_length=1000)] = "", code: Code = "") -> Response:
    """Put the second factor into force and show the recovery codes, once."""
    if not tries_of(http).admits(address_of(http)):
        return _factor(http, who, _too_many(http, who), TOO_MANY)
    codes = enrolling.confirm(desk_of(http).installation, _signed_in(who), password, code, datetime.now(UTC))
    if codes is None:
        fault = _say(http, who, N_("Password or code is wrong, or the code has served already: wait for the next one."))
        return _factor(http, who, fault, WRONG)
    return show(http, who, "recovery_codes.html", {"codes": codes, "is_new": True})


@posts.post("/account/second-factor/codes")
def renew_codes(http: HttpRequest, who: SignedInMember, code: Code = "") -> Response:
    """Show new recovery codes, once."""
    if not tries_of(http).admits(address_of(http)):
        return _account(http, who, _too_many(http, who), TOO_MANY)
    codes = enrolling.renew_codes(desk_of(http).installation, who.agent, code, datetime.now(UTC))
    if codes is None:
        return _account(http, who, _wrong_code(http, who), WRONG)
    return show(http, who, "recovery_codes.html", {"codes": codes, "is_new": False})


@posts.post("/account/second-factor/off")
def switch_off(http: HttpRequest, who: SignedInMember, code: Code = "") -> Response:
    """Switch the second factor off."""
    if not tries_of(http).admits(address_of(http)):
        return _account(http, who, _too_many(http, who), TOO_MANY)
    desk = desk_of(http)
    try:
        is_off = enrolling.switch_off(desk.installation, who.agent, code, datetime.now(UTC))
    except ConflictError as error:
        return _account(http, who, told(error, desk.languages[who.language]), CONFLICT)
    return RedirectResponse("/account", SEE_OTHER) if is_off else _account(http, who, _wrong_code(http, who), WRONG)


def _account(http: HttpRequest, who: Member, fault: str = "", status: int = 200) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    with desk.installation.database.read() as session:
        held = enrolling.held(session, who.agent)
        calendars = calendar_links.of_agent(session, who.agent.id)
        browsers = [one for one in agents.sessions_of(session, who.agent.id, now) if now - one.seen_at <= accounts.IDLE]
    here = _signed_in(who).token_hash
    town = who.town_id or next((one.id for one in who.towns), None)
    offered = () if town is None else deadline_calendar.departments_of(desk.installation, who.standing, town)
    labels = {} if town is None else {one.code: one.label for one in desk.installation.towns.get(town).ruleset.departments}
    values = {"held": held, "browsers": browsers, "here": here, "zone": who.zone, "fault": fault}
    own = {"calendars": calendars, "departments": [(code, labels[code]) for code in offered], "labels": labels, "town": town}
    return show(http, who, "account.html", values | own, status)


def _factor(http: HttpRequest, who: Member, fault: str = "", status: int = 200) -> Response:
    desk = desk_of(http)
    offer = enrolling.begin(desk.installation, who.agent, _issuer(desk, who), datetime.now(UTC))
    if offer is None:
        return RedirectResponse("/account", SEE_OTHER)
    image = segno.make_qr(offer.address, error="m").svg_data_uri(scale=5, dark="#000", light="#fff", border=4)
    groups = [offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4)]
    with desk.installation.database.read() as session:
        is_needed = enrolling.held(session, who.agent).is_needed
    values = {"image": image, "secret": " ".join(groups), "address": offer.address, "is_needed": is_needed, "fault": fault}
    return show(http, who, "second_factor.html", values, status)


def _issuer(desk: Desk, who: Member) -> str:
    """Return under which name the telephone keeps the account."""
    town = None if who.agent.town is None else desk.book.town(who.agent.town).name
    return enrolling.ISSUER if town is None else f"{enrolling.ISSUER} {town}"


def _signed_in(who: Member) -> SignedIn:
    return SignedIn(agent=who.agent, token=who.token or "", csrf=who.csrf)


def _too_many(http: HttpRequest, who: Member) -> str:
    return _say(http, who, N_("Too many attempts from your address. Wait a minute, then try again."))


def _wrong_code(http: HttpRequest, who: Member) -> str:
    return _say(http, who, N_("This code is wrong, or it has served already: wait for the next one."))


def _say(http: HttpRequest, who: Member, words: str) -> str:
    return desk_of(http).languages[who.language].gettext(words)
