"""Departments on the desk: the tree, who belongs to one, who is away, and moving what lies there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.absence import Absence
from domain.department import DepartmentKind
from domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.ids import DepartmentCode
from domain.member import Member as Belonging
from domain.member import Post
from domain.rights import Permission
from flows import membership
from flows.departments import absence as absent
from flows.departments.moving import Move, move
from flows.listing import FIRST_DAY, LAST_DAY
from flows.rights import lacking
from flows.town_views import TownView
from store import agents
from store.absences import AbsenceId
from web.access import LARGEST_ID, RowId
from web.departments import DepartmentPage, Powers, check_seen, department_page, powers, tree, view_of
from web.desk import Desk, desk_of
from web.translations import Language, said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, FORBIDDEN, CONFLICT, WRONG = 303, 403, 409, 422
Code = Annotated[str, InPath(min_length=1, max_length=64)]
Login = Annotated[str, Form(max_length=200)]
Day = Annotated[str, Form(max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into one of the page's forms (``form``), and why it cannot be done."""

    form: str = ""
    fault: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def was(self, form: str, name: str) -> str:
        """Return what was typed into a field; nothing of another form."""
        return self.values.get(name, "") if self.form == form else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """A department somebody has opened."""

    desk: Desk
    view: TownView
    code: DepartmentCode
    power: Powers

    @property
    def address(self) -> str:
        """Return the address of its page."""
        return f"/departments/{quote(self.view.town.id, safe='')}/{quote(self.code, safe='')}"


@pages.get("/departments")
def list_page(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the departments of the town: all of them, or those the visitor belongs to."""
    desk = desk_of(http)
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    view, power = view_of(desk, who, town.id), powers(who, town.id)
    if not power.sees_all and not power.own:
        raise lacking(Permission.PEOPLE, Permission.CATALOGUE, Permission.REQUALIFY)
    with desk.installation.database.read() as session:
        found = tree(session, view, power, datetime.now(UTC))
    return show(http, who, "departments.html", {"town": town, "tree": found, "sees_all": power.sees_all})


@pages.get("/departments/{town}/{code}")
def one_page(
    http: HttpRequest, who: SignedInMember, town: Code, code: Code, moved: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None
) -> Response:
    """Show a department."""
    return _show(http, who, _room(http, who, town, code), moved=moved)


@posts.post("/departments/{town}/{code}/members")
def add_member(
    http: HttpRequest, who: SignedInMember, town: Code, code: Code, login: Login = "", post: Annotated[Post, Form()] = Post.AGENT
) -> Response:
    """Make somebody a member, or give a member another post."""
    room = _room(http, who, town, code)
    _check_people(room)
    wanted = Belonging(town=room.view.town.id, department=room.code, login=login.strip().lower(), post=post)
    try:
        membership.add_member(room.desk.installation, wanted, who.agent.login, datetime.now(UTC))
    except (InvalidError, ConflictError, NotFoundError) as error:
        return _show(
            http, who, room, typed=_typed(room, who, "members", error, {"login": login, "post": post.value}), status=_status(error)
        )
    return RedirectResponse(f"{room.address}#members", SEE_OTHER)


@posts.post("/departments/{town}/{code}/members/remove")
def remove_member(http: HttpRequest, who: SignedInMember, town: Code, code: Code, login: Login) -> Response:
    """End somebody's time in the department."""
    room = _room(http, who, town, code)
    _check_people(room)
    membership.remove_member(room.desk.installation, room.view.town.id, room.code, login, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"{room.address}#members", SEE_OTHER)


@posts.post("/departments/{town}/{code}/absences")
def say_absent(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: SignedInMember,
    town: Code,
    code: Code,
    login: Login = "",
    first: Day = "",
    last: Day = "",
    deputy: Login = "",
) -> Response:
    """Write that somebody will be away, and who stands in for him."""
    room = _room(http, who, town, code)
    values = {"login": login, "first": first, "last": last, "deputy": deputy}
    days = _day(first), _day(last)
    if days[0] is None or days[1] is None:
        fault = _language(room, who).gettext("Name both days.")
        return _show(http, who, room, typed=Typed(form="absences", fault=fault, values=values), status=WRONG)
    wanted = Absence(login=login, first_day=days[0], last_day=days[1], deputy=deputy or None)
    try:
        absent.say_absent(room.desk.installation, room.view.town.id, wanted, who.agent.login, datetime.now(UTC))
    except (InvalidError, NotFoundError) as error:
        return _show(http, who, room, typed=_typed(room, who, "absences", error, values), status=_status(error))
    return RedirectResponse(f"{room.address}#absences", SEE_OTHER)


@posts.post("/departments/{town}/{code}/absences/{absence}/end")
def end_absence(http: HttpRequest, who: SignedInMember, town: Code, code: Code, absence: RowId) -> Response:
    """Write that somebody is back, or will not be away."""
    room = _room(http, who, town, code)
    try:
        absent.take_back(room.desk.installation, room.view.town.id, AbsenceId(absence), who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _show(http, who, room, typed=_typed(room, who, "absences", error, {}), status=_status(error))
    return RedirectResponse(f"{room.address}#absences", SEE_OTHER)


@posts.post("/departments/{town}/{code}/move")
def move_requests(
    http: HttpRequest,
    who: SignedInMember,
    town: Code,
    code: Code,
    to: Annotated[str, Form(max_length=64)] = "",
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Move what lies in the department to another one of the town."""
    room = _room(http, who, town, code)
    wanted = Move(town=room.view.town.id, before=room.code, after=DepartmentCode(to), reason=reason)
    try:
        done = move(room.desk.installation, wanted, who.agent.login, datetime.now(UTC), _quietly)
    except InvalidError as error:
        typed = _typed(room, who, "move", error, {"to": to, "reason": reason})
        return _show(http, who, room, typed=typed, status=WRONG)
    return RedirectResponse(f"{room.address}?moved={done}#move", SEE_OTHER)


def _room(http: HttpRequest, who: Member, town: str, code: str) -> _Room:
    """Return a department the visitor may see. Raises NotFoundError and ForbiddenError."""
    desk = desk_of(http)
    view = view_of(desk, who, town)
    power, found = powers(who, view.town.id), DepartmentCode(code)
    check_seen(power, found)
    return _Room(desk=desk, view=view, code=found, power=power)


def _show(
    http: HttpRequest, who: Member, room: _Room, *, typed: Typed | None = None, moved: int | None = None, status: int = 200
) -> Response:
    town = room.view.town
    with room.desk.installation.database.read() as session:
        found = department_page(session, room.view, room.code, who, datetime.now(UTC))
        people = [one for one in agents.all_agents(session) if one.town in (None, town.id) and one.closed_at is None]
    belonging = {one.login for one in found.members}
    values = {
        "town": town,
        "zone": town.timezone,
        "page": found,
        "address": room.address,
        "power": room.power,
        "is_own": found.branch.department is not None and found.branch.department.kind is DepartmentKind.INTERNAL,
        "people": [(one.login, one.name) for one in people],
        "others": [(one.login, one.name) for one in people if one.login not in belonging],
        "absent_choice": _absent_choice(room, who, found),
        "targets": _targets(room, found),
        "lists_open": who.reach.is_all or room.code in room.power.own,
        "typed": typed or Typed(),
        "moved": moved,
    }
    return show(http, who, "department.html", values, status)


def _absent_choice(room: _Room, who: Member, found: DepartmentPage) -> tuple[tuple[str, str], ...]:
    """Return of whom the visitor may say that he is away, by login and name: of the members, else of himself."""
    says_all = room.power.people or room.code in room.power.headed
    return tuple((one.login, one.name) for one in found.members if says_all or one.login == who.agent.login)


def _targets(room: _Room, found: DepartmentPage) -> tuple[tuple[str, str], ...]:
    """Return the departments what lies here may be moved to."""
    fitting = (one for one in room.view.ruleset.departments if one.kind is DepartmentKind.INTERNAL and not one.is_closed(found.today))
    return tuple((one.code, one.label) for one in fitting if one.code != room.code)


def _check_people(room: _Room) -> None:
    if not room.power.people:
        raise lacking(Permission.PEOPLE)


def _typed(room: _Room, who: Member, form: str, error: InvalidError | ConflictError | NotFoundError, values: Mapping[str, str]) -> Typed:
    return Typed(form=form, fault=told(error, _language(room, who)), values=values)


def told(error: InvalidError | ConflictError | NotFoundError, language: Language) -> str:
    """Return what was wrong and what to do, in sentences."""
    if isinstance(error, InvalidError):
        return " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)))
    return said(str(error) if not error.args else error.args[0], language)


def _language(room: _Room, who: Member) -> Language:
    return room.desk.languages[who.language]


def _status(error: InvalidError | ConflictError | NotFoundError) -> int:
    if isinstance(error, ForbiddenError):
        return FORBIDDEN
    return CONFLICT if isinstance(error, ConflictError) else WRONG


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def _quietly(_done: int) -> None:
    """Tell nobody how far it is: the page that comes then does."""
