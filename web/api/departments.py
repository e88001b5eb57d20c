"""Departments: what lies in each, who is away, what was transmitted; moving what a closing one leaves. In the name of an agent."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.absence import Absence
from domain.department import Department
from domain.ids import DepartmentCode
from flows.decided import TRANSFERRED
from flows.departments import absence as absent
from flows.departments.moving import Move, move
from flows.departments.resending import resend
from flows.facts_made import ends_transfer
from flows.listing import FIRST_DAY, LAST_DAY
from store import departments as stored
from store import members, transmissions
from store.absences import AbsenceId, KeptAbsence
from store.requests import RequestRecord
from store.transmissions import KeptTransmission
from web.access import LARGEST_ID
from web.api.acts import check_agent, note_act
from web.api.caller import CallerOfActs, CallerOfReads
from web.api.problems import Problem
from web.api.refusals import as_problems
from web.api.requests import Reference, opened
from web.desk import desk_of

routes = APIRouter(
    prefix="/api/v1", tags=["departments"], responses={code: {"model": Problem} for code in (400, 401, 403, 404, 409, 413, 422, 429, 503)}
)
Code = Annotated[str, InPath(min_length=1, max_length=64, description="Code of the department.", examples=["VOI"])]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])


class AbsenceAsked(_Asked):
    """Who is away, both days included, and who stands in for him."""

    login: str = Field(min_length=1, max_length=200)
    first_day: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    last_day: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    deputy: str | None = Field(None, max_length=200, description="Login of who stands in; none: his department does his work.")


class MoveAsked(_Asked):
    """Where what lies in a department goes, and why."""

    to: str = Field(min_length=1, max_length=64, description="Code of a department of the town that is open.")
    reason: str = Field(min_length=1, max_length=5_000)


class AbsenceBody(BaseModel):
    """An absence. ``taken_back_at`` is when it was said that he is there after all."""

    id: int
    login: str
    first_day: date
    last_day: date
    deputy: str | None
    said_by: str
    taken_back_at: AwareDatetime | None


class AbsencesBody(BaseModel):
    """Who is away today or will be, in the order it was said."""

    absences: list[AbsenceBody]


class DepartmentBody(BaseModel):
    """A department. ``open_requests`` lie in it now; ``successor`` takes them when it closes."""

    code: str
    label: str
    kind: str
    closed_on: date | None
    successor: str | None
    served_by: str | None
    open_requests: int
    members: list[str]


class DepartmentsBody(BaseModel):
    """The departments of the town; with those the rule set has no more, as long as something lies there."""

    departments: list[DepartmentBody]


class MovedBody(BaseModel):
    """How many requests were moved: 0 where nothing lay there."""

    requests: int


class TransmissionBody(BaseModel):
    """A request given to a department by an agent, or a step and its rule. ``due_at``: back in review from then on, if not opened."""

    department: str
    at: AwareDatetime
    actor: str
    rule: str | None
    due_at: AwareDatetime | None
    opened_at: AwareDatetime | None
    opened_by: str | None
    over_at: AwareDatetime | None


class TransferBody(BaseModel):
    """A request transferred to another authority (L. 114-2); ``over_at`` is when the town took it back, or was done with it."""

    authority: str
    label: str
    at: AwareDatetime
    actor: str
    over_at: AwareDatetime | None


class TransmissionsBody(BaseModel):
    """To whom a request was given, within the town and outside it, oldest first."""

    transmissions: list[TransmissionBody]
    transfers: list[TransferBody]


class ResentBody(BaseModel):
    """The addresses that were written to."""

    to: list[str]


@routes.get("/departments", response_model=DepartmentsBody, summary="List the departments")
def list_departments(http: HttpRequest, who: CallerOfReads) -> DepartmentsBody:
    """Return the departments of the town with what lies in each."""
    installation = desk_of(http).installation
    known = installation.towns.get(who.town).ruleset.departments
    with installation.database.read() as session:
        occupied = stored.occupied(session, who.town)
        counts = stored.open_in(session, who.town, occupied)
        belonging = members.of_town(session, who.town)
    gone = [code for code in occupied if all(one.code != code for one in known)]
    listed = [_department(one, counts.get(one.code, 0), [m.login for m in belonging if m.department == one.code]) for one in known]
    listed += [_gone(code, counts.get(code, 0)) for code in gone]
    return DepartmentsBody(departments=listed)


@routes.post("/departments/{code}/move", response_model=MovedBody, summary="Move what lies in a department")
def move_requests(http: HttpRequest, who: CallerOfActs, code: Code, body: MoveAsked) -> MovedBody:
    """Move all open requests of a department, and those proposed to it in review; a call that was interrupted is made again."""
    check_agent(http, who, body.agent)
    wanted = Move(town=who.town, before=DepartmentCode(code), after=DepartmentCode(body.to), reason=body.reason)
    with as_problems(http):
        done = move(desk_of(http).installation, wanted, body.agent, who.now, _quietly)
    note_act(http, who, f"department:{code}", "move", body.agent)
    return MovedBody(requests=done)


@routes.get("/absences", response_model=AbsencesBody, summary="List who is away")
def list_absences(http: HttpRequest, who: CallerOfReads) -> AbsencesBody:
    """Return who of the town is away today or will be."""
    found = absent.coming(desk_of(http).installation, who.town, who.now)
    return AbsencesBody(absences=[_absence(one) for one in found])


@routes.post("/absences", response_model=AbsenceBody, summary="Say that somebody is away")
def say_absent(http: HttpRequest, who: CallerOfActs, body: AbsenceAsked) -> AbsenceBody:
    """Say that an agent is away; the same again changes nothing."""
    check_agent(http, who, body.agent)
    wanted = Absence(login=body.login, first_day=body.first_day, last_day=body.last_day, deputy=body.deputy)
    with as_problems(http):
        kept = absent.say_absent(desk_of(http).installation, who.town, wanted, body.agent, who.now)
    note_act(http, who, f"agent:{kept.absence.login}", "absence", body.agent)
    return _absence(kept)


@routes.post("/absences/{absence}/end", response_model=AbsenceBody, summary="Say that somebody is back")
def end_absence(http: HttpRequest, who: CallerOfActs, absence: Annotated[int, InPath(ge=1, le=LARGEST_ID)], body: _Asked) -> AbsenceBody:
    """Take an absence back; the same again changes nothing."""
    check_agent(http, who, body.agent)
    with as_problems(http):
        kept = absent.take_back(desk_of(http).installation, who.town, AbsenceId(absence), body.agent, who.now)
    note_act(http, who, f"agent:{kept.absence.login}", "absence_end", body.agent)
    return _absence(kept)


@routes.get("/requests/{reference}/transmissions", response_model=TransmissionsBody, summary="Show to whom a request was given")
def list_transmissions(http: HttpRequest, who: CallerOfReads, reference: Reference) -> TransmissionsBody:
    """Return to which departments a request was given, when, by whom or by which rule, and who there opened it first."""
    desk = desk_of(http)
    found = opened(desk, who, reference, "api transmissions")
    with desk.installation.database.read() as session:
        kept = transmissions.of_request(session, found.line.id)
    labels = {one.code: one.label for one in desk.installation.towns.get(found.line.town).ruleset.departments}
    return TransmissionsBody(transmissions=[_transmission(one) for one in kept], transfers=_transfers(found, labels))


@routes.post("/requests/{reference}/resend", response_model=ResentBody, summary="Send a notice again")
def send_again(http: HttpRequest, who: CallerOfActs, reference: Reference, body: _Asked) -> ResentBody:
    """Write again to the department of an open request, to those that get a copy, and to the authority that has it."""
    desk = desk_of(http)
    found = opened(desk, who, reference, "api resend")
    check_agent(http, who, body.agent)
    with as_problems(http):
        record = resend(desk.installation, found.line.id, body.agent, who.now)
    note_act(http, who, f"request:{found.line.id}", "resend", body.agent)
    last = next(line for line in reversed(record.history) if line.action == "resent")
    to = last.details.get("to")
    return ResentBody(to=[str(one) for one in to] if isinstance(to, list) else [])


def _quietly(_done: int) -> None:
    """Tell nobody how far it is: the answer does."""


def _department(one: Department, count: int, logins: list[str]) -> DepartmentBody:
    return DepartmentBody(
        code=one.code,
        label=one.label,
        kind=one.kind.value,
        closed_on=one.closed_on,
        successor=one.successor,
        served_by=one.served_by,
        open_requests=count,
        members=logins,
    )


def _gone(code: DepartmentCode, count: int) -> DepartmentBody:
    return DepartmentBody(
        code=code, label=code, kind="gone", closed_on=None, successor=None, served_by=None, open_requests=count, members=[]
    )


def _absence(one: KeptAbsence) -> AbsenceBody:
    away = one.absence
    return AbsenceBody(
        id=one.id,
        login=away.login,
        first_day=away.first_day,
        last_day=away.last_day,
        deputy=away.deputy,
        said_by=one.said_by,
        taken_back_at=one.taken_back_at,
    )


def _transfers(record: RequestRecord, labels: Mapping[DepartmentCode, str]) -> list[TransferBody]:
    """Return the transfers that the history of a request tells of; what is done to it next ends one."""
    found: list[TransferBody] = []
    for line in record.history:
        if (line.action == TRANSFERRED or ends_transfer(line)) and found and found[-1].over_at is None:
            found[-1].over_at = line.at
        if line.action == TRANSFERRED:
            code = DepartmentCode(str(line.details.get("department")))
            found.append(TransferBody(authority=code, label=labels.get(code, code), at=line.at, actor=line.actor, over_at=None))
    return found


def _transmission(one: KeptTransmission) -> TransmissionBody:
    given = one.transmission
    return TransmissionBody(
        department=given.department,
        at=given.at,
        actor=given.actor,
        rule=given.rule,
        due_at=given.due_at,
        opened_at=one.opened_at,
        opened_by=one.opened_by,
        over_at=one.over_at,
    )
