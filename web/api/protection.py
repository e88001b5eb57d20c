"""Data protection through the API: what people ask for by their rights, how long what is kept; for the data protection officer alone."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi import Request as HttpRequest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.api_key import Scope
from domain.ids import RequestId
from domain.person_rights import IdentityProof, Person, Right, RightsRequest, RightsState
from domain.retention import HeldWhy, Kept
from domain.rights import Permission
from flows import person_rights as flow
from flows.acting import refuse_unless
from flows.requester_changes import Told
from flows.retention import plan
from store import person_rights, retention
from web.access import LARGEST_ID
from web.api.acts import check_agent, note_act
from web.api.caller import Caller, caller, caller_for
from web.api.problems import NOT_FOUND, WRONG, Problem, ProblemError, Wrong, language_of
from web.api.refusals import as_problems
from web.api.requests import FAULTS
from web.desk import desk_of
from web.words import N_

routes = APIRouter(prefix="/api/v1", tags=["data protection"])
Reader = Annotated[Caller, Depends(caller_for(Scope.PROTECTION))]
Officer = Annotated[Caller, Depends(caller(Scope.PROTECTION))]
_WHO = N_("Say who asks: agent=LOGIN.")
WRITE_FAULTS: dict[int | str, dict[str, Any]] = {**FAULTS, **{code: {"model": Problem} for code in (409, 413)}}
MOST_LISTED = 1000
CREATED = 201
Name = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Step = Literal["choose", "identity", "extend", "grant", "refuse"]


class RightsBody(BaseModel):
    """What somebody asks for by his rights. ``person`` is empty once his data are erased."""

    id: int
    right: Right
    names: list[str]
    emails: list[str]
    phones: list[str]
    received_on: date
    due_on: date
    identity: IdentityProof
    state: RightsState
    extended_why: str | None
    outcome_why: str | None
    requests: list[int] = Field(description="Ids of the requests that were chosen as his.")
    version: int
    mentions: list[str] = Field(description="Of an erasure that was done: what else named the person then, as kind:version:id.")


class NewRightsBody(BaseModel):
    """What is recorded: which right, by what the person is looked for, and the day it came."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: Name = Field(description="Login of the data protection officer.", examples=["delphine"])
    right: Right
    received_on: date = Field(ge=date(2000, 1, 1), le=date(9000, 1, 1))
    names: list[Name] = Field(default_factory=list, max_length=20)
    emails: list[Name] = Field(default_factory=list, max_length=20)
    phones: list[Name] = Field(default_factory=list, max_length=20)


class RightsStepBody(BaseModel):
    """One step: ``choose`` says ``requests``, ``identity`` how it stands, ``extend`` and ``refuse`` why; ``grant`` does what is asked for.

    With ``grant`` of a rectification what is said of name, telephone, address replaces what the chosen requests say.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: Name = Field(description="Login of the data protection officer.", examples=["delphine"])
    step: Step
    version: int = Field(ge=0, le=LARGEST_ID, description="The version that was seen.")
    requests: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(default_factory=list, max_length=500)
    identity: IdentityProof = IdentityProof.UNCHECKED
    why: str = Field("", max_length=flow.LONGEST)
    name: str | None = Field(None, max_length=200)
    email: str | None = Field(None, max_length=254)
    phone: str | None = Field(None, max_length=40)
    address: str | None = Field(None, max_length=500)


class TermsBody(BaseModel):
    """How long what is kept, in months after closing but for ``junk_days``."""

    months: int
    subjects: dict[str, int]
    rejected_months: int
    junk_days: int
    calls_months: int
    readings_months: int
    is_nightly: bool
    first_hour: int
    last_hour: int


class PlanLineBody(BaseModel):
    """So many would go, or stay for a reason although their time is over."""

    kept: Kept
    subject: str | None
    year: int
    count: int
    held: HeldWhy | None


class RunBody(BaseModel):
    """A run; ``ended_at`` null: it goes on, or was interrupted."""

    id: int
    actor: str
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    counts: dict[str, int]
    held: dict[str, int]


class RetentionBody(BaseModel):
    """How long what is kept, what a run would do now, and the last runs."""

    terms: TermsBody
    plan: list[PlanLineBody]
    runs: list[RunBody]


@routes.get("/rights", response_model=list[RightsBody], summary="List what people ask for by their rights", responses=FAULTS)
def list_rights(http: HttpRequest, who: Reader, limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100) -> list[RightsBody]:
    """Return what was asked for in the town, open ones first, each by its last day."""
    refuse_unless_officer(http, who, reader_of(http, who))
    with desk_of(http).installation.database.read() as session:
        return [_body(one) for one in person_rights.of_town(session, who.town, limit)]


@routes.get("/rights/{number}", response_model=RightsBody, summary="Read one", responses=FAULTS)
def read_right(http: HttpRequest, who: Reader, number: Number) -> RightsBody:
    """Return one."""
    refuse_unless_officer(http, who, reader_of(http, who))
    return _body(_found(http, who, number))


@routes.post("/rights", response_model=RightsBody, status_code=CREATED, summary="Record what somebody asks for", responses=WRITE_FAULTS)
def record_right(http: HttpRequest, who: Officer, body: NewRightsBody) -> RightsBody:
    """Record it; its clock of one month runs from the day it came."""
    check_agent(http, who, body.agent)
    person = Person(names=tuple(body.names), emails=tuple(body.emails), phones=tuple(body.phones))
    new = flow.NewRight(right=body.right, person=person, received_on=body.received_on)
    with as_problems(http):
        number = flow.take_down(desk_of(http).installation, who.town, new, body.agent, who.now)
    note_act(http, who, f"rights:{number}", "recorded", body.agent)
    return _body(_found(http, who, number))


@routes.post("/rights/{number}/steps", response_model=RightsBody, summary="Go on with one", responses=WRITE_FAULTS)
def go_on(http: HttpRequest, who: Officer, number: Number, body: RightsStepBody) -> RightsBody:
    """Do one step, in the name of the data protection officer; 409 where the state does not allow it, or somebody was faster."""
    check_agent(http, who, body.agent)
    refuse_unless_officer(http, who, body.agent)
    _found(http, who, number)
    with as_problems(http):
        changed = _STEPS[body.step](http, who, number, body)
    note_act(http, who, f"rights:{number}", body.step, body.agent)
    return _body(changed)


@routes.get("/retention", response_model=RetentionBody, summary="Read how long what is kept", responses=FAULTS)
def read_retention(http: HttpRequest, who: Reader) -> RetentionBody:
    """Return the terms of the town, what a run would do now, and the last runs; nothing is changed."""
    refuse_unless_officer(http, who, reader_of(http, who))
    installation = desk_of(http).installation
    lines = plan(installation, who.town, who.now)
    with installation.database.read() as session:
        terms, _ = retention.terms(session, who.town)
        runs = retention.runs(session, who.town, 20)
    return RetentionBody(
        terms=TermsBody(
            months=terms.months,
            subjects={str(code): months for code, months in terms.subjects.items()},
            rejected_months=terms.rejected_months,
            junk_days=terms.junk_days,
            calls_months=terms.calls_months,
            readings_months=terms.readings_months,
            is_nightly=terms.is_nightly,
            first_hour=terms.first_hour,
            last_hour=terms.last_hour,
        ),
        plan=[PlanLineBody(kept=one.kept, subject=one.subject, year=one.year, count=one.count, held=one.held) for one in lines],
        runs=[
            RunBody(id=one.id, actor=one.actor, began_at=one.began_at, ended_at=one.ended_at, counts=dict(one.counts), held=dict(one.held))
            for one in runs
        ],
    )


def _choose(http: HttpRequest, who: Caller, number: int, body: RightsStepBody) -> RightsRequest:
    which = tuple(map(RequestId, body.requests))
    return flow.choose(desk_of(http).installation, number, which, body.version, body.agent, who.now)


def _identity(http: HttpRequest, who: Caller, number: int, body: RightsStepBody) -> RightsRequest:
    return flow.prove(desk_of(http).installation, number, body.identity, body.version, body.agent, who.now)


def _extend(http: HttpRequest, who: Caller, number: int, body: RightsStepBody) -> RightsRequest:
    return flow.extend(desk_of(http).installation, number, body.why, body.version, body.agent, who.now)


def _grant(http: HttpRequest, who: Caller, number: int, body: RightsStepBody) -> RightsRequest:
    said = (body.name, body.phone, body.email, body.address)
    told = Told(name=body.name, phone=body.phone, email=body.email, address=body.address) if any(said) else None
    return flow.grant(desk_of(http).installation, number, body.why, body.version, body.agent, who.now, told)


def _decline(http: HttpRequest, who: Caller, number: int, body: RightsStepBody) -> RightsRequest:
    return flow.refuse(desk_of(http).installation, number, body.why, body.version, body.agent, who.now)


_STEPS: dict[Step, Callable[[HttpRequest, Caller, int, RightsStepBody], RightsRequest]] = {
    "choose": _choose,
    "identity": _identity,
    "extend": _extend,
    "grant": _grant,
    "refuse": _decline,
}


def reader_of(http: HttpRequest, who: Caller) -> str:
    """Return the login of the agent whom a call names. Raises ProblemError."""
    if who.standing is None:
        message = desk_of(http).languages[language_of(http)].gettext(_WHO)
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field="agent", code="missing", message=message),))
    return who.standing.login


def refuse_unless_officer(http: HttpRequest, who: Caller, login: str) -> None:
    """Raise ProblemError unless somebody is data protection officer of the town."""
    installation = desk_of(http).installation
    with as_problems(http), installation.database.read() as session:
        refuse_unless(session, installation.towns, who.town, login, Permission.ERASE)


def _found(http: HttpRequest, who: Caller, number: int) -> RightsRequest:
    """Return one of the town; another town's is none."""
    with desk_of(http).installation.database.read() as session:
        found = person_rights.find(session, number)
    if found is None or found.town != who.town:
        raise ProblemError(NOT_FOUND, "not_found")
    return found


def _body(one: RightsRequest) -> RightsBody:
    return RightsBody(
        id=one.id,
        right=one.right,
        names=list(one.person.names),
        emails=list(one.person.emails),
        phones=list(one.person.phones),
        received_on=one.received_on,
        due_on=one.due_on,
        identity=one.identity,
        state=one.state,
        extended_why=one.extended_why,
        outcome_why=one.outcome_why,
        requests=list(one.chosen),
        version=one.version,
        mentions=list(one.mentions),
    )
