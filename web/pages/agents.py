"""People who sign in, for who sees to people: what each is, where he belongs, his browsers, his password."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.api_key import ApiKeyId
from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import AgentId
from domain.member import Member as Belonging
from domain.rights import GIVEN_ROLES, Role
from flows import accounts, enrolling, membership, oidc
from flows.account_closing import close_account, find_done, preview
from flows.departments.address import checked_email, set_email
from flows.departments.quality import set_quality
from store import agents, identities, members, second_factors, towns
from store.agents import Agent, NewAgent
from web.access import RowId
from web.desk import Desk, desk_of
from web.pages.departments import told
from web.visitor import ALL_TOWNS, Member, PeopleKeeper, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, CONFLICT = 303, 422, 409
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
Text = Annotated[str, Form(max_length=200)]
Roles = Annotated[list[Role] | None, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A department somebody belongs to."""

    member: Belonging
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAgent:
    """Somebody who signs in. ``browsers`` he is signed in with; ``locked_until`` None: nothing keeps him out."""

    agent: Agent
    town_name: str | None
    places: tuple[Place, ...]
    browsers: int
    seen_at: datetime | None
    locked_until: datetime | None
    has_second_factor: bool = False
    is_bound: bool = False
    """Whether the identity provider means him by somebody there."""

    @property
    def is_without(self) -> bool:
        """Whether he has neither role nor department: he signs in, and sees nothing."""
        return not self.agent.roles and not self.places


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Who of a town needs a second factor; ``town`` ``all`` with no name: those of the installation."""

    town: str
    name: str
    roles: frozenset[Role]

    @property
    def of(self) -> str:
        """How many that is: ``nobody``, ``roles`` or ``everybody``."""
        if self.roles == second_factors.EVERYBODY:
            return "everybody"
        return "roles" if self.roles else "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTyped:
    """What was typed to add somebody."""

    login: str = ""
    name: str = ""
    town: str = ""
    email: str = ""
    roles: frozenset[Role] = frozenset({Role.RECEPTION})
    fault: str = ""


@pages.get("/agents")
def list_page(http: HttpRequest, who: PeopleKeeper) -> Response:
    """List the people who sign in."""
    return _list(http, who, NewTyped(town=who.town_id or ""))


@posts.post("/agents")
def add(  # noqa: PLR0913, PLR0917 - what the form brings
    http: HttpRequest,
    who: PeopleKeeper,
    login: Text = "",
    name: Text = "",
    town: Text = "",
    roles: Roles = None,
    email: Annotated[str, Form(max_length=320)] = "",
) -> Response:
    """Add somebody and show his first password, once."""
    desk, wanted = desk_of(http), login.strip().lower()
    given = frozenset(roles or ()) & frozenset(GIVEN_ROLES)
    typed = NewTyped(login=wanted, name=name.strip(), town=town, roles=given, email=email.strip())
    language = desk.languages[who.language]
    if not LOGIN.fullmatch(wanted) or not typed.name:
        fault = language.gettext("Write a name, and a login of 2 to 64 letters, digits, dots or hyphens.")
        return _list(http, who, replace(typed, fault=fault), status=WRONG)
    secret = accounts.first_password()
    try:
        new = NewAgent(
            town=who.named_town(town),
            login=wanted,
            name=typed.name,
            roles=given,
            password_hash=accounts.hashed(secret),
            email=checked_email(email),
        )
        agent = accounts.add_agent(desk.installation, new, datetime.now(UTC), who.agent.login)
    except InvalidError as error:
        return _list(http, who, replace(typed, fault=told(error, language)), status=WRONG)
    except IntegrityError:
        return _list(http, who, replace(typed, fault=language.gettext("This login is taken. Choose another one.")), status=CONFLICT)
    except ConflictError as error:
        return _list(http, who, replace(typed, fault=told(error, language)), status=CONFLICT)
    return show(http, who, "agent_secret.html", {"id": agent, "login": wanted, "name": typed.name, "secret": secret})


@pages.get("/agents/{agent_id}")
def one_page(http: HttpRequest, who: PeopleKeeper, agent_id: RowId) -> Response:
    """Show what somebody is."""
    return _one(http, who, _agent(http, who, agent_id))


@posts.post("/agents/{agent_id}/roles")
def set_roles(http: HttpRequest, who: PeopleKeeper, agent_id: RowId, roles: Roles = None) -> Response:
    """Give and take roles; nobody takes from himself what he does it by."""
    found = _agent(http, who, agent_id)
    kept = frozenset({Role.ADMIN}) if _is_self(who, found) else frozenset[Role]()
    given = (frozenset(roles or ()) & frozenset(GIVEN_ROLES)) | (kept & found.roles)
    taken = frozenset(GIVEN_ROLES) - given
    desk = desk_of(http)
    try:
        membership.set_roles(desk.installation, found.login, given, taken, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _one(http, who, found, closed_fault=told(error, desk.languages[who.language]), status=CONFLICT)
    return RedirectResponse(f"/agents/{agent_id}", SEE_OTHER)


@posts.post("/agents/{agent_id}/email")
def write_email(http: HttpRequest, who: PeopleKeeper, agent_id: RowId, email: Annotated[str, Form(max_length=320)] = "") -> Response:
    """Say where somebody is written to."""
    found, desk = _agent(http, who, agent_id), desk_of(http)
    try:
        set_email(desk.installation, found.login, email, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _one(http, who, found, fault=told(error, desk.languages[who.language]), email=email, status=WRONG)
    return RedirectResponse(f"/agents/{agent_id}", SEE_OTHER)


@posts.post("/agents/{agent_id}/quality")
def write_quality(http: HttpRequest, who: PeopleKeeper, agent_id: RowId, quality: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Say what somebody is at the town hall."""
    found, desk = _agent(http, who, agent_id), desk_of(http)
    try:
        set_quality(desk.installation, found.login, quality, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _one(http, who, found, quality_fault=told(error, desk.languages[who.language]), quality=quality, status=WRONG)
    return RedirectResponse(f"/agents/{agent_id}", SEE_OTHER)


@posts.post("/agents/{agent_id}/sessions/end")
def end_sessions(http: HttpRequest, who: PeopleKeeper, agent_id: RowId) -> Response:
    """Sign somebody out everywhere."""
    found = _agent(http, who, agent_id)
    accounts.end_sessions(desk_of(http).installation, found, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/agents/{agent_id}", SEE_OTHER)


@posts.post("/agents/{agent_id}/password")
def give_password(http: HttpRequest, who: PeopleKeeper, agent_id: RowId) -> Response:
    """Give somebody a new first password and show it, once; his sessions end."""
    found = _other(http, who, agent_id)
    secret = accounts.reset_password(desk_of(http).installation, found.login, datetime.now(UTC), who.agent.login)
    return show(http, who, "agent_secret.html", {"id": found.id, "login": found.login, "name": found.name, "secret": secret})


@posts.post("/agents/{agent_id}/second-factor/reset")
def reset_second_factor(http: HttpRequest, who: PeopleKeeper, agent_id: RowId) -> Response:
    """Take the second factor from somebody who lost his telephone; his sessions end, and it is in the journal."""
    found = _other(http, who, agent_id)
    enrolling.reset(desk_of(http).installation, found.login, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/agents/{agent_id}", SEE_OTHER)


@posts.post("/agents/{agent_id}/provider/unbind")
def unbind_provider(http: HttpRequest, who: PeopleKeeper, agent_id: RowId) -> Response:
    """Let the identity provider mean somebody no more; he is bound anew when he next comes from there."""
    found = _other(http, who, agent_id)
    oidc.unbind(desk_of(http).installation, found, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/agents/{agent_id}", SEE_OTHER)


@posts.post("/agents/second-factor")
def need_second_factor(
    http: HttpRequest,
    who: PeopleKeeper,
    of: Annotated[Literal["nobody", "roles", "everybody"], Form()] = "nobody",
    roles: Roles = None,
    town: Text = "",
) -> Response:
    """Say who needs a second factor in a town, or among those of the installation."""
    asked = {"nobody": frozenset[Role](), "roles": frozenset(roles or ()), "everybody": frozenset(Role)}[of]
    enrolling.need(desk_of(http).installation, who.named_town(town), asked, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/agents#second-factor", SEE_OTHER)


@pages.get("/agents/{agent_id}/close")
def close_page(http: HttpRequest, who: PeopleKeeper, agent_id: RowId) -> Response:
    """Show what closing somebody's account would do, or has done."""
    return _leaving(http, who, _other(http, who, agent_id))


@posts.post("/agents/{agent_id}/close")
def close(http: HttpRequest, who: PeopleKeeper, agent_id: RowId, keep: Annotated[list[int] | None, Form()] = None) -> Response:
    """Close somebody's account; what he did stays in his name."""
    found, desk = _other(http, who, agent_id), desk_of(http)
    try:
        if found.closed_at is None:
            close_account(desk.installation, found.login, who.agent.login, datetime.now(UTC), frozenset(map(ApiKeyId, keep or ())))
    except ConflictError as error:
        return _leaving(http, who, found, fault=told(error, desk.languages[who.language]), status=CONFLICT)
    return RedirectResponse(f"/agents/{agent_id}/close", SEE_OTHER)


def _list(http: HttpRequest, who: Member, typed: NewTyped, status: int = 200) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    with desk.installation.database.read() as session:
        own = [one for one in agents.all_agents(session) if _is_his(who, one)]
        shown = [_shown(desk, session, one, now) for one in own if who.town_id is None or one.town in (None, who.town_id)]
        scopes = [(str(one.id), one.name) for one in who.towns if who.town_id in (None, one.id)]
        scopes += [(ALL_TOWNS, "")] if who.agent.town is None else []
        needs = [Need(town=key, name=name, roles=second_factors.needed_by(session, key.removeprefix(ALL_TOWNS))) for key, name in scopes]
    every = {"needs": needs, "every_role": tuple(Role)}
    values = {**every, "agents": shown, "roles": GIVEN_ROLES, "typed": typed, "zone": who.zone, "is_of_all": who.agent.town is None}
    return show(http, who, "agents.html", values, status)


def _one(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest,
    who: Member,
    agent: Agent,
    *,
    fault: str = "",
    closed_fault: str = "",
    email: str | None = None,
    quality_fault: str = "",
    quality: str | None = None,
    status: int = 200,
) -> Response:
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        shown = _shown(desk, session, agent, datetime.now(UTC))
    typed = (agent.email or "") if email is None else email
    values = {"shown": shown, "roles": GIVEN_ROLES, "is_self": _is_self(who, agent), "zone": who.zone, "fault": fault, "email": typed}
    own = {"quality_fault": quality_fault, "quality": (agent.quality or "") if quality is None else quality}
    return show(http, who, "agent.html", {**values, **own, "closed_fault": closed_fault}, status)


def _leaving(http: HttpRequest, who: Member, agent: Agent, *, fault: str = "", status: int = 200) -> Response:
    """Show what a closing does or has done: of requests their names and departments, never what they are about."""
    desk = desk_of(http)
    done = None if agent.closed_at is None else find_done(desk.installation, agent.login)
    leaving = done or preview(desk.installation, agent.login, datetime.now(UTC))
    with desk.installation.database.read() as session:
        numbers = towns.numbers(session)
        labels = {town: desk.book.labels(session, town, numbers[town].ruleset) for town in {one.town for one in leaving.in_hand}}
        logins = [*(one.to for one in leaving.in_hand if one.to is not None), *(one.login for one in leaving.stood_in_for)]
        names = agents.names(session, logins)
    values = {
        "leaving": leaving,
        "agent": agent,
        "in_hand": [(one, labels[one.town].department(one.department), names.get(one.to or "", one.to)) for one in leaving.in_hand],
        "stood_in_for": [(one, names.get(one.login, one.login)) for one in leaving.stood_in_for],
        "is_done": agent.closed_at is not None,
        "zone": who.zone,
        "fault": fault,
    }
    return show(http, who, "agent_close.html", values, status)


def _shown(desk: Desk, session: Session, agent: Agent, now: datetime) -> ShownAgent:
    numbers = towns.numbers(session)
    places = tuple(
        Place(member=one, label=desk.book.labels(session, one.town, numbers[one.town].ruleset).department(one.department))
        for one in members.of_agent(session, agent.login)
    )
    browsers = [one for one in agents.sessions_of(session, agent.id, now) if now - one.seen_at <= accounts.IDLE]
    return ShownAgent(
        agent=agent,
        town_name=None if agent.town is None else desk.book.town(agent.town).name,
        places=places,
        browsers=len(browsers),
        seen_at=browsers[0].seen_at if browsers else None,
        has_second_factor=second_factors.find_in_force(session, agent.id) is not None,
        is_bound=(issuer := desk.installation.settings.oidc_issuer) is not None and identities.is_bound(session, issuer, agent.id),
        locked_until=agent.locked_until if agent.locked_until is not None and agent.locked_until > now else None,
    )


def _agent(http: HttpRequest, who: Member, agent_id: int) -> Agent:
    """Return somebody the visitor sees to. Raises NotFoundError."""
    with desk_of(http).installation.database.read() as session:
        found = agents.get(session, AgentId(agent_id))
    if not _is_his(who, found):
        raise NotFoundError(f"There is no agent {agent_id} for {who.agent.login}.")
    return found


def _other(http: HttpRequest, who: Member, agent_id: int) -> Agent:
    """Return somebody else. Raises NotFoundError for oneself as well: nobody locks himself out."""
    found = _agent(http, who, agent_id)
    if _is_self(who, found):
        raise NotFoundError(f"{who.agent.login} is the visitor himself.")
    return found


def _is_his(who: Member, agent: Agent) -> bool:
    """Tell whether somebody is the visitor's to see to: of his own town, or anybody for who is of the installation."""
    return who.agent.town is None or agent.town == who.agent.town


def _is_self(who: Member, agent: Agent) -> bool:
    return agent.id == who.agent.id
