"""The register of breaches through the API, in the name of the data protection officer alone: read, recorded, gone on with, taken out."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.breach import Breach, BreachFacts, BreachNature, BreachRisk, Clock, clock_of
from flows import breach_register
from flows import breaches as flow
from store import breaches
from web.api.acts import check_agent, note_act
from web.api.caller import Caller
from web.api.problems import NOT_FOUND, WRONG, ProblemError
from web.api.protection import CREATED, WRITE_FAULTS, Number, Officer, Reader, reader_of, refuse_unless_officer
from web.api.refusals import as_problems
from web.api.requests import FAULTS
from web.desk import desk_of
from web.downloads import download_headers

routes = APIRouter(prefix="/api/v1", tags=["data protection"])
_TYPES = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
Text = Annotated[str, Field(max_length=flow.LONGEST)]


class BreachFactsBody(BaseModel):
    """What is recorded of a breach (GDPR, article 33(5)). No names belong in it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    what: Text = Field(description="What happened.")
    began_at: AwareDatetime | None = None
    known_at: AwareDatetime = Field(description="From here run the 72 hours.")
    natures: list[BreachNature] = Field(max_length=3)
    persons: Text = ""
    persons_count: int | None = Field(None, ge=0, le=flow.MOST_COUNTED)
    data: Text = ""
    records_count: int | None = Field(None, ge=0, le=flow.MOST_COUNTED)
    consequences: Text = ""
    measures: Text = ""
    risk: BreachRisk = BreachRisk.UNJUDGED
    authority_at: AwareDatetime | None = Field(None, description="When the CNIL was told.")
    authority_why: Text = ""
    persons_at: AwareDatetime | None = None
    persons_why: Text = ""
    is_closed: bool = False


class BreachBody(BaseModel):
    """A version of a breach, and how it stands with telling the CNIL."""

    id: int
    version: int
    author: str
    at: AwareDatetime
    clock: Clock
    due_at: AwareDatetime = Field(description="Until when the CNIL is to be told.")
    facts: BreachFactsBody


class NewBreachBody(BaseModel):
    """A breach to record."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the data protection officer.", examples=["delphine"])
    facts: BreachFactsBody


class ChangedBreachBody(NewBreachBody):
    """A breach written anew, whole, from the version that was seen."""

    version: int = Field(ge=1, le=2**31 - 1)


@routes.get("/breaches", response_model=list[BreachBody], summary="List the register of breaches", responses=FAULTS)
def list_breaches(http: HttpRequest, who: Reader) -> list[BreachBody]:
    """Return the breaches of the town, the latest known first, each as it was last written."""
    refuse_unless_officer(http, who, reader_of(http, who))
    with desk_of(http).installation.database.read() as session:
        return [_body(one, who.now) for one in breaches.of_town(session, who.town)]


@routes.get("/breaches.{kind}", summary="Take the register out", responses=FAULTS, response_class=Response)
def take_out(
    http: HttpRequest, who: Reader, kind: Annotated[Literal["csv", "pdf"], Path()], language: Literal["fr", "en"] = "fr"
) -> Response:
    """Return the whole register as CSV or PDF."""
    refuse_unless_officer(http, who, reader_of(http, who))
    make = breach_register.as_csv if kind == "csv" else breach_register.as_pdf
    with as_problems(http):
        content = make(desk_of(http).installation, who.town, language, who.now)
    return Response(content, media_type=_TYPES[kind], headers=download_headers(f"registre-violations-{who.town}.{kind}"))


@routes.get("/breaches/{number}", response_model=BreachBody, summary="Read a breach", responses=FAULTS)
def read_breach(http: HttpRequest, who: Reader, number: Number) -> BreachBody:
    """Return a breach as it was last written."""
    refuse_unless_officer(http, who, reader_of(http, who))
    return _body(_found(http, who, number), who.now)


@routes.get("/breaches/{number}/versions", response_model=list[BreachBody], summary="Read all that was written of one", responses=FAULTS)
def read_versions(http: HttpRequest, who: Reader, number: Number) -> list[BreachBody]:
    """Return all versions of a breach, the first one first."""
    refuse_unless_officer(http, who, reader_of(http, who))
    _found(http, who, number)
    with desk_of(http).installation.database.read() as session:
        return [_body(one, who.now) for one in breaches.versions(session, number)]


@routes.post("/breaches", response_model=BreachBody, status_code=CREATED, summary="Record a breach", responses=WRITE_FAULTS)
def record_breach(http: HttpRequest, who: Officer, body: NewBreachBody) -> BreachBody:
    """Record a breach of the town."""
    check_agent(http, who, body.agent)
    with as_problems(http):
        first = flow.record(desk_of(http).installation, who.town, _facts(body.facts), body.agent, who.now)
    note_act(http, who, f"breach:{first.id}", "recorded", body.agent)
    return _body(first, who.now)


@routes.put("/breaches/{number}", response_model=BreachBody, summary="Write a breach anew", responses=WRITE_FAULTS)
def amend_breach(http: HttpRequest, who: Officer, number: Number, body: ChangedBreachBody) -> BreachBody:
    """Write its next version, whole; 409 where somebody else has written meanwhile. What says the same writes nothing."""
    check_agent(http, who, body.agent)
    refuse_unless_officer(http, who, body.agent)
    _found(http, who, number)
    with as_problems(http):
        new = flow.amend(desk_of(http).installation, number, _facts(body.facts), body.version, body.agent, who.now)
    note_act(http, who, f"breach:{number}", "amended", body.agent)
    return _body(new, who.now)


def _found(http: HttpRequest, who: Caller, number: int) -> Breach:
    """Return one of the town; another town's is none."""
    with as_problems(http), desk_of(http).installation.database.read() as session:
        found = breaches.get(session, number)
    if found.town != who.town:
        raise ProblemError(NOT_FOUND, "not_found")
    return found


def _facts(body: BreachFactsBody) -> BreachFacts:
    return BreachFacts(
        what=body.what,
        began_at=_in_utc(body.began_at),
        known_at=_utc(body.known_at),
        natures=tuple(one for one in BreachNature if one in body.natures),
        persons=body.persons,
        persons_count=body.persons_count,
        data=body.data,
        records_count=body.records_count,
        consequences=body.consequences,
        measures=body.measures,
        risk=body.risk,
        authority_at=_in_utc(body.authority_at),
        authority_why=body.authority_why,
        persons_at=_in_utc(body.persons_at),
        persons_why=body.persons_why,
        is_closed=body.is_closed,
    )


def _in_utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else _utc(moment)


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC. Raises ProblemError for one at the edge of the calendar, which another zone puts beyond it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ProblemError(WRONG, "invalid") from error


def _body(one: Breach, now: datetime) -> BreachBody:
    facts = one.facts
    told = {name: getattr(facts, name) for name in BreachFactsBody.model_fields}
    return BreachBody(
        id=one.id,
        version=one.version,
        author=one.author,
        at=one.at,
        clock=clock_of(facts, now),
        due_at=facts.due_at,
        facts=BreachFactsBody(**{**told, "natures": list(facts.natures)}),
    )
