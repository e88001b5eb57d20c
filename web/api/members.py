"""Who belongs to departments, through the API: one department with its people, members added and removed by an administrator's word."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.api_key import Scope
from domain.department import Department
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.rights import Permission, may_in_town
from flows.deputies import find_department, told_at
from flows.deputies import staff_of as staff_now
from flows.membership import add_member, remove_member
from flows.rights import lacking
from routing.calendar import calendar_of
from store import absences, agents, members
from store import departments as stored
from store.members import Membership
from web.api.acts import note_act
from web.api.caller import Caller, CallerOfReads, caller, standing_named
from web.api.problems import NOT_FOUND, Problem, ProblemError
from web.api.refusals import as_problems
from web.api.requests import FAULTS
from web.api.written_once import answered_model
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1/departments", tags=["departments"])
CallerOfPeople = Annotated[Caller, Depends(caller(Scope.PEOPLE))]
Code = Annotated[str, InPath(min_length=1, max_length=64, description="Code of the department.", examples=["VOI"])]
Login = Annotated[str, InPath(min_length=1, max_length=200, description="Login of the agent.", examples=["axel"])]
_WRITE_FAULTS: dict[int | str, dict[str, object]] = {**FAULTS, 409: {"model": Problem}, 413: {"model": Problem}}


class MemberBody(BaseModel):
    """Somebody who belongs to a department. ``away_until`` is the last day of his absence today, ``deputy`` who stands in for him."""

    login: str
    name: str
    post: Post
    since: AwareDatetime
    away_until: date | None
    deputy: str | None


class PersonnelBody(BaseModel):
    """A department with its people. ``told_at`` are the addresses that are written to of what it is given."""

    code: str
    label: str
    kind: str
    mailbox: str | None
    phone: str | None
    served_by: str | None = Field(description="The department that does its work.")
    serves: list[str] = Field(description="The departments whose work it does.")
    successor: str | None
    closed_on: date | None
    confidentiality: int = Field(description="What its requests are at least: 0 for all, 1 restricted, 2 social.")
    open_requests: int
    told_at: list[str]
    members: list[MemberBody]


class MembersBody(BaseModel):
    """Who belongs to a department, its heads first."""

    members: list[MemberBody]


class MemberAsked(BaseModel):
    """Under which post somebody belongs to a department, by whose word."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the administrator in whose name it is done.", examples=["admin"])
    post: Post = Post.AGENT


@routes.get("/{code}", response_model=PersonnelBody, summary="Show a department", responses=FAULTS)
def show_department(http: HttpRequest, who: CallerOfReads, code: Code) -> JSONResponse:
    """Return a department with who belongs to it, who is away, what lies there and where it is written to."""
    view = desk_of(http).installation.towns.get(who.town)
    found = find_department(view.ruleset, DepartmentCode(code))
    if found is None:
        raise ProblemError(NOT_FOUND, "not_found")
    with desk_of(http).installation.database.read() as session:
        lies = stored.open_in(session, who.town, [found.code]).get(found.code, 0)
        written_to = told_at(view.ruleset, staff_now(session, view, who.now), found.code)
    serves = [one.code for one in view.ruleset.departments if one.served_by == found.code and one.code != found.code]
    return JSONResponse(_personnel(http, who, found, serves, lies, written_to).model_dump(mode="json"))


@routes.put("/{code}/members/{login}", response_model=MembersBody, summary="Make somebody a member", responses=_WRITE_FAULTS)
def put_member(http: HttpRequest, who: CallerOfPeople, code: Code, login: Login, body: MemberAsked) -> Response:
    """Make an agent a member of a department, or give a member another post; the same again changes nothing."""
    _check_people(http, who, body.agent)
    member = Member(town=who.town, department=DepartmentCode(code), login=login.strip().lower(), post=body.post)

    def do() -> MembersBody:
        if add_member(desk_of(http).installation, member, body.agent, who.now):
            note_act(http, who, f"department:{code}", "member_added", body.agent)
        return MembersBody(members=_members(http, who, code))

    return answered_model(http, who, body, do)


@routes.delete(
    "/{code}/members/{login}", response_model=MembersBody, summary="End somebody's time in a department", responses=_WRITE_FAULTS
)
def take_member_out(
    http: HttpRequest, who: CallerOfPeople, code: Code, login: Login, agent: Annotated[str, Query(min_length=1, max_length=200)]
) -> Response:
    """End an agent's time in a department; the days he was there stay known. Who is not there stays so."""
    _check_people(http, who, agent)

    def do() -> MembersBody:
        if remove_member(desk_of(http).installation, who.town, DepartmentCode(code), login, agent, who.now):
            note_act(http, who, f"department:{code}", "member_removed", agent)
        return MembersBody(members=_members(http, who, code))

    return answered_model(http, who, MemberAsked(agent=agent), do)


def _check_people(http: HttpRequest, who: Caller, login: str) -> None:
    """Raise ProblemError unless the agent in whose name it is done sees to the people of the town, as on the desk."""
    standing = standing_named(http, who.town, login)
    with as_problems(http):
        if not may_in_town(standing, Permission.PEOPLE, who.town):
            raise lacking(Permission.PEOPLE)


def _personnel(
    http: HttpRequest, who: Caller, found: Department, serves: Sequence[str], lies: int, written_to: tuple[str, ...]
) -> PersonnelBody:
    return PersonnelBody(
        code=found.code,
        label=found.label,
        kind=found.kind.value,
        mailbox=found.email,
        phone=found.phone,
        served_by=found.served_by,
        serves=list(serves),
        successor=found.successor,
        closed_on=found.closed_on,
        confidentiality=int(found.confidentiality),
        open_requests=lies,
        told_at=list(written_to),
        members=_members(http, who, found.code),
    )


def _members(http: HttpRequest, who: Caller, code: str) -> list[MemberBody]:
    installation = desk_of(http).installation
    with installation.database.read() as session:
        today = calendar_of(installation.towns.get(who.town).town).local(who.now).date()
        present = [one for one in members.history(session, who.town, DepartmentCode(code)) if one.until is None]
        names = agents.names(session, {one.member.login for one in present})
        away = {}
        for one in absences.coming(session, today, [one.member.login for one in present]):
            if one.absence.first_day <= today <= one.absence.last_day:
                away[one.absence.login] = one.absence
    ordered = sorted(present, key=lambda one: (one.member.post is not Post.HEAD, one.member.login))

    def told(one: Membership) -> MemberBody:
        login = one.member.login
        absence = away.get(login)
        return MemberBody(
            login=login,
            name=names.get(login, login),
            post=one.member.post,
            since=one.since,
            away_until=None if absence is None else absence.last_day,
            deputy=None if absence is None else absence.deputy,
        )

    return [told(one) for one in ordered]
