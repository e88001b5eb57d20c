"""Who asks: the signed-in agent, his language, the town he looks at, the token of his forms."""

import hmac
import re
import secrets
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.requests import HTTPConnection

from domain.errors import NotFoundError, UnavailableError
from domain.ids import TownId
from domain.rights import Permission, Reach, Standing, may_anywhere, may_in_town, reach
from domain.town import Town
from flows import accounts
from flows.correspondence.signing import count_to_sign
from flows.form_tokens import find_author
from flows.intake_health import Trouble
from flows.rights import standing_of
from flows.tasks import count_news
from store import reminders
from store.agents import Agent
from store.towns import Suspension
from web.desk import Desk, desk_of, html
from web.town_hosts import town_at
from web.translations import LANGUAGES, negotiate
from web.uploads import sent_token

SESSION_COOKIE = "citoyen_session"
VISIT_COOKIE = "citoyen_visit"
"""Holds the form token of a browser that is not signed in."""
LANGUAGE_COOKIE = "citoyen_language"
TOWN_COOKIE = "citoyen_town"
YEAR_SECONDS = 365 * 24 * 3600
MOST_NEWS = 99
ALL_TOWNS = "all"
"""What a form names all towns by."""


class SignInNeededError(Exception):
    """Nobody is signed in: show the sign-in page, then come back."""


class SessionEndedError(Exception):
    """A form of ours came whose session is over; if another one has begun, it is the same agent's."""


class SetUpNeededError(Exception):
    """The installation has no town yet: the first run comes before all else."""


class PasswordChangeNeededError(Exception):
    """The first password must be changed before anything else."""


class SecondFactorNeededError(Exception):
    """A second factor must be set up before anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A browser: ``agent``, ``standing`` and ``token`` are None where nobody is signed in; ``town`` None means all the agent's towns."""

    agent: Agent | None
    standing: Standing | None
    token: str | None
    csrf: str
    language: str
    towns: tuple[Town, ...]
    town: Town | None
    path: str
    must_enrol: bool = False

    @property
    def works(self) -> bool:
        """Whether the desk is his to work at: signed in, and nothing has to be set up first."""
        return self.agent is not None and not self.agent.must_change and not self.must_enrol

    def may(self, permission: str) -> bool:
        """Return whether he has a permission in any extent: whether a menu leads him there."""
        return self.standing is not None and may_anywhere(self.standing, Permission(permission))

    def works_for_all(self, permission: str) -> bool:
        """Return whether he has a permission for all of his town, or of the installation."""
        return self.standing is not None and may_in_town(self.standing, Permission(permission), self.standing.town)

    @property
    def sees_departments(self) -> bool:
        """Return whether there is a department whose page is his to open."""
        sees_all = any(self.works_for_all(one) for one in ("people", "catalogue", "requalify"))
        return sees_all or (self.standing is not None and bool(self.standing.members))

    @property
    def sees_requesters(self) -> bool:
        """Return whether there are requests he may read, and so requesters he may know."""
        return self.standing is not None and ((own := reach(self.standing)).level is not None or bool(own.departments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Visitor):
    """A visitor who is signed in and may work, with what his rights depend on."""

    agent: Agent
    standing: Standing

    @property
    def town_id(self) -> TownId | None:
        """Return the town whose requests he looks at, None for all; a town's own agent never sees another, whatever is chosen."""
        return self.agent.town or (self.town.id if self.town else None)

    def may_see(self, town: TownId) -> bool:
        """Return whether what belongs to a town is his to see."""
        return self.standing.is_of(town)

    @property
    def zone(self) -> str:
        """Return the time zone of pages that are of no one town: that of the town he looks at, else of his first one."""
        town = self.town or next(iter(self.towns), None)
        return "Europe/Paris" if town is None else town.timezone

    def named_town(self, typed: str) -> TownId | None:
        """Return the town something new is for: his own; who is of the installation names one, or ``all``, which is None.

        Raises NotFoundError for another name: nothing is for all towns by a slip.
        """
        if self.agent.town is not None or typed == ALL_TOWNS:
            return self.agent.town
        found = next((one.id for one in self.towns if one.id == typed), None)
        if found is None:
            raise NotFoundError(f"There is no town {typed} for {self.agent.login}.")
        return found

    @property
    def reach(self) -> Reach:
        """What lists hold for him."""
        return reach(self.standing)


def visitor(http: HttpRequest) -> Visitor:
    """Return who asks."""
    desk = desk_of(http)
    known = signed_in(desk, http)
    if known is None:
        # The error pages and the form of a first visit need a token before there is a cookie.
        csrf = http.cookies.get(cookie_name(desk, VISIT_COOKIE)) or secrets.token_urlsafe(24)
        return Visitor(agent=None, standing=None, token=None, csrf=csrf, language=_language(http), towns=(), town=None, path=http.url.path)
    return visitor_of(http, known)


def signed_in(desk: Desk, http: HTTPConnection) -> accounts.SignedIn | None:
    """Return whose session a browser's cookie stands for, if it is not over."""
    token = http.cookies.get(cookie_name(desk, SESSION_COOKIE))
    known = accounts.find_session(desk.installation, token, datetime.now(UTC)) if token else None
    here = town_at(http)
    if known is None or here is None or known.agent.town == here:
        return known
    # At a town's own host name there is that town alone: for whoever is of all of them too, and for who is of another one nothing.
    return replace(known, agent=replace(known.agent, town=here)) if known.agent.town is None else None


def visitor_of(http: HttpRequest, known: accounts.SignedIn) -> Member:
    """Return somebody who is signed in, as a visitor."""
    desk = desk_of(http)
    towns = _towns(desk, known.agent)
    with desk.installation.database.read() as session:
        standing = standing_of(session, desk.installation.towns, known.agent)
    return Member(
        agent=known.agent,
        standing=standing,
        token=known.token,
        csrf=known.csrf,
        language=known.agent.language if known.agent.language in LANGUAGES else LANGUAGES[0],
        towns=towns,
        town=_chosen(towns, http.cookies.get(cookie_name(desk, TOWN_COOKIE))),
        path=http.url.path,
        must_enrol=known.must_enrol,
    )


# What only looks at a visitor who is known by now is asked in the server's loop: to a thread and back takes longer, and more so under load.
async def agent_visitor(who: Annotated[Visitor, Depends(visitor)]) -> Member:
    """Return the visitor if somebody is signed in; raises SignInNeededError."""
    if who.agent is None or who.standing is None:
        raise SignInNeededError
    return Member(
        agent=who.agent,
        standing=who.standing,
        token=who.token,
        csrf=who.csrf,
        language=who.language,
        towns=who.towns,
        town=who.town,
        path=who.path,
        must_enrol=who.must_enrol,
    )


async def enrolling(who: Annotated[Member, Depends(agent_visitor)]) -> Member:
    """Return the visitor if he may set up a second factor; raises PasswordChangeNeededError while the first password stands."""
    if who.agent.must_change:
        raise PasswordChangeNeededError
    return who


async def settled(who: Annotated[Member, Depends(enrolling)]) -> Member:
    """Return the visitor if nothing of his account is to be done; raises SecondFactorNeededError while he lacks one he must have."""
    if who.must_enrol:
        raise SecondFactorNeededError
    return who


async def member(who: Annotated[Member, Depends(settled)]) -> Member:
    """Return the visitor if he may work; raises SetUpNeededError while the installation has no town."""
    if who.agent.town is None and not who.towns:
        raise SetUpNeededError
    return who


def permitted(permission: Permission) -> Callable[..., Coroutine[object, object, Member]]:
    """Return the dependency that lets through who has a permission for the installation or all of his town; 403 otherwise."""

    async def allowed(who: Annotated[Member, Depends(member)]) -> Member:
        if not who.works_for_all(permission):
            raise HTTPException(403)
        return who

    return allowed


AnyVisitor = Annotated[Visitor, Depends(visitor)]
AnyAgent = Annotated[Member, Depends(agent_visitor)]
EnrollingAgent = Annotated[Member, Depends(enrolling)]
SettledAgent = Annotated[Member, Depends(settled)]
SignedInMember = Annotated[Member, Depends(member)]
Admin = Annotated[Member, Depends(permitted(Permission.CATALOGUE))]
Receptionist = Annotated[Member, Depends(permitted(Permission.REVIEW))]
RuleKeeper = Annotated[Member, Depends(permitted(Permission.RULES))]
PeopleKeeper = Annotated[Member, Depends(permitted(Permission.PEOPLE))]


_IS_OWN_AFFAIR = re.compile(r"/(?:sign-in|sign-out|second-factor|provider|account|password)(?:/|\Z)|.*/export\Z")
"""What somebody of a town that is suspended does all the same: he comes in, goes out, and takes out what is there."""


async def checked_post(http: HttpRequest, who: AnyVisitor) -> AsyncGenerator[None]:
    """Refuse (403) a form that did not come from a page of ours: other origin, or without the browser's token.

    Raises SessionEndedError for one of ours whose session is over: what was typed into it is not lost. Nothing is done by it.
    """
    desk = desk_of(http)
    if not is_own_origin(http.headers, desk.installation.settings.url):
        raise HTTPException(403)
    is_known = who.agent is not None or cookie_name(desk, VISIT_COOKIE) in http.cookies
    try:
        token = http.headers.get("X-CSRF-Token", "") or await sent_token(http)
        if not is_known or not hmac.compare_digest(token.encode(), who.csrf.encode()):
            author = find_author(desk.installation.settings, token)
            is_lost = author is not None and (who.agent is None or who.agent.id == author)
            raise SessionEndedError if is_lost else HTTPException(403)
        if who.agent is not None and not _IS_OWN_AFFAIR.match(http.url.path):
            await run_in_threadpool(desk.installation.towns.refuse_suspended, who.agent.town)
        yield
    finally:
        # What was read to find the token is this one's to let go of: files of a form are open till then.
        await http.close()


def is_own_origin(headers: Mapping[str, str], public_url: str | None) -> bool:
    """Return whether Origin (or else Referer) names this desk; a POST without either is not a browser's."""
    origin = headers.get("origin") or headers.get("referer") or ""
    own = {headers.get("host", ""), urlsplit(public_url or "").netloc} - {""}
    return urlsplit(origin).netloc in own


def show(http: HttpRequest, who: Visitor, template: str, values: Mapping[str, object], status: int = 200) -> Response:
    """Return a page of the desk; gives a browser without session the cookie its forms need."""
    desk = desk_of(http)
    troubles = intake_troubles(desk, who)
    signs = letters_to_sign(desk, who)
    own = {
        "suspension": suspension_of(desk, who),
        "who": who,
        "intake_troubles": len(troubles),
        "unread_reminders": unread_reminders(desk, who) + (signs or 0),
        "to_sign": signs,
    }
    response = html(desk.page(who.language, template, **own, **values), status)
    if who.agent is None and cookie_name(desk, VISIT_COOKIE) not in http.cookies:
        set_cookie(desk, response, VISIT_COOKIE, who.csrf)
    return response


def suspension_of(desk: Desk, who: Visitor) -> Suspension | None:
    """Return since when the visitor's town takes nothing new, as far as that is known now."""
    try:
        return None if who.agent is None else desk.installation.towns.find_suspension(who.agent.town)
    except UnavailableError:
        # Whatever the agent came for says so; the page that says it is shown all the same.
        return None


def intake_troubles(desk: Desk, who: Visitor) -> tuple[Trouble, ...]:
    """Return what keeps messages of the visitor's towns from coming in, as far as he may know it."""
    if who.agent is None or not who.works:
        return ()
    town = who.agent.town or (who.town.id if who.town else None)
    # Wrong settings may name other towns: who sees all of them may read that.
    is_of_all = who.agent.town is None
    is_told_counts = who.works_for_all(Permission.CATALOGUE)
    found = (one for one in desk.intake.troubles(datetime.now(UTC)) if is_told_counts or not one.is_of_count)
    return tuple(one for one in found if (is_of_all if one.town is None else town in (None, one.town)))


def unread_reminders(desk: Desk, who: Visitor) -> int:
    """Return how many of the newest reminders of his towns, and of what is new for him, the visitor has not read."""
    if who.agent is None or who.standing is None or not who.works:
        return 0
    town = who.agent.town or (who.town.id if who.town else None)
    try:
        with desk.installation.database.read() as session:
            news = count_news(desk.installation.towns, session, who.standing, who.agent.id, town, MOST_NEWS)
            return reminders.count_unread(session, town, who.agent.id, reach(who.standing)) + news
    except UnavailableError:
        # Whatever the agent came for says so; the page that says it has a bell too.
        return 0


def letters_to_sign(desk: Desk, who: Visitor) -> int | None:
    """Return how many letters of his town the visitor is to sign; None where none are signed."""
    town = who.agent.town or (who.town.id if who.town else None) if who.agent else None
    if who.agent is None or town is None or not who.works:
        return None
    try:
        with desk.installation.database.read() as session:
            return count_to_sign(session, desk.installation.towns, town, who.agent.login, datetime.now(UTC))
    except UnavailableError:
        return None


def cookie_name(desk: Desk, name: str) -> str:
    """Return the cookie's name; ``__Host-`` ties it to https and to this host alone."""
    return f"__Host-{name}" if desk.is_https else name


def set_cookie(desk: Desk, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie scripts cannot read and other sites cannot send along with a form."""
    response.set_cookie(cookie_name(desk, name), value, max_age=max_age, path="/", secure=desk.is_https, httponly=True, samesite="lax")


def drop_cookie(desk: Desk, response: Response, name: str) -> None:
    """Make the browser forget a cookie."""
    response.delete_cookie(cookie_name(desk, name), path="/", secure=desk.is_https, httponly=True, samesite="lax")


def safe_path(path: str) -> str:
    """Return the path if it stays on this desk, else the start page."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_local else "/"


def _towns(desk: Desk, agent: Agent) -> tuple[Town, ...]:
    return tuple(town for town in desk.book.towns() if agent.town in (None, town.id))


def _chosen(towns: tuple[Town, ...], wanted: str | None) -> Town | None:
    if len(towns) == 1:
        return towns[0]
    return next((town for town in towns if town.id == wanted), None)


def _language(http: HttpRequest) -> str:
    chosen = http.cookies.get(cookie_name(desk_of(http), LANGUAGE_COOKIE), "")
    return chosen if chosen in LANGUAGES else negotiate(http.headers.get("accept-language"))
