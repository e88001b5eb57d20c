"""Links that were sent to citizens by mail and change addresses: looked at first, done by a press of a button. Mail servers only look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.ids import TownId
from flows.portal import account
from flows.portal.account import Changed
from flows.wiring import Installation
from store.citizen_links import Kind
from web.api.caller import address_of
from web.coming import tries_of
from web.desk import desk_of
from web.portal.doors import over
from web.portal.visit import AccountVisit, checked_post, language_of, show, signed_out
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_FOUND, TOO_MANY = 303, 404, 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What a link does, and the words of its page: before, on its button, and when it is done."""

    kind: Kind
    do: Callable[[Installation, TownId, str, datetime], Changed]
    title: str
    asked: str
    button: str
    done: str
    leads_to: str
    is_own: bool = True
    """Whether only who asked for it may do it, signed in: else somebody could have a stranger add his address to an account not his."""


DOINGS: Mapping[str, Doing] = {
    "new-address": Doing(
        kind=Kind.EMAIL,
        do=account.confirm_email,
        title=N_("Your new address"),
        asked=N_("From now on you sign in with this address, and get mail there:"),
        button=N_("Use this address"),
        done=N_("Your address is changed. The former one has been told."),
        leads_to="/account",
    ),
    "undo": Doing(
        kind=Kind.UNDO,
        do=account.undo_email,
        title=N_("Give the account back"),
        asked=N_("The account gets this address back. Everybody is signed out, and you choose a new password:"),
        button=N_("Give it back"),
        done=N_("The account has its former address again, and nobody is signed in. Ask for a new password now."),
        leads_to="/forgotten",
        is_own=False,
    ),
    "add-address": Doing(
        kind=Kind.ADDRESS,
        do=account.confirm_address,
        title=N_("A further address"),
        asked=N_("This address is added to your personal account:"),
        button=N_("Add this address"),
        done=N_("The address is added. You can link requests you sent from it."),
        leads_to="/account/linking",
    ),
}


@pages.get("/p/{town}/new-address/{token}")
@pages.get("/p/{town}/undo/{token}")
@pages.get("/p/{town}/add-address/{token}")
def look(http: HttpRequest, visit: AccountVisit, token: str) -> Response:
    """Say what a link does, if it still does."""
    doing = _doing(visit.path)
    link = account.find_link(desk_of(http).installation, visit.town.id, doing.kind, token, datetime.now(UTC))
    if link is None:
        return over(http, visit)
    if doing.is_own and (visit.citizen is None or visit.citizen.id != link.citizen):
        return over(http, visit) if visit.citizen is not None else RedirectResponse(f"{visit.home}/sign-in?next={visit.path}", SEE_OTHER)
    return show(http, visit, "link.html", {**_words(http, visit, doing), "email": link.email, "action": visit.path})


@posts.post("/p/{town}/new-address/{token}")
@posts.post("/p/{town}/undo/{token}")
@posts.post("/p/{town}/add-address/{token}")
def follow(http: HttpRequest, visit: AccountVisit, token: str) -> Response:
    """Do what a link does, once."""
    if not tries_of(http).admits(address_of(http)):
        return over(http, visit, TOO_MANY)
    doing, installation, now = _doing(visit.path), desk_of(http).installation, datetime.now(UTC)
    link = account.find_link(installation, visit.town.id, doing.kind, token, now)
    if doing.is_own and (link is None or visit.citizen is None or visit.citizen.id != link.citizen):
        return over(http, visit)
    changed = doing.do(installation, visit.town.id, token, now)
    if changed is Changed.OVER:
        return over(http, visit)
    # What is taken back signs everybody out, this browser too.
    then = visit if doing.is_own else signed_out(visit)
    return show(http, then, "link_done.html", {**_words(http, visit, doing), "leads_to": f"{visit.home}{doing.leads_to}"})


def _doing(path: str) -> Doing:
    found = DOINGS.get(path.split("/")[3])
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


def _words(http: HttpRequest, visit: AccountVisit, doing: Doing) -> dict[str, object]:
    language = language_of(http, visit)
    words = ((name, str(getattr(doing, name))) for name in ("title", "asked", "button", "done"))
    return dict((name, language.gettext(said)) for name, said in words)
