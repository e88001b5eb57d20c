"""Who signs letters through the API: which letters wait for a signature, by which account, and who signs in whose place."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.signing import Circuit, Delegation, DelegationId, SignatoryAccount
from flows.correspondence import signatories
from flows.correspondence.signatories import FORMULA, MOST_WORDS, Wanted
from store import signatures
from web.access import LARGEST_ID
from web.api.acts import check_agent, note_act
from web.api.caller import Caller, CallerOfActs, CallerOfReads
from web.api.letters import WRITE_FAULTS
from web.api.problems import NOT_FOUND, ProblemError
from web.api.requests import FAULTS
from web.api.written_once import answered_model
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1", tags=["letters"])
Number = Annotated[int, InPath(ge=1, le=LARGEST_ID, description="Number of the delegation.")]


class SignatoryBody(BaseModel):
    """Who signs letters of the town, and by which account; none: he cannot sign."""

    name: str
    quality: str
    login: str | None


class CircuitBody(BaseModel):
    """Which letters wait for a signature; none: they leave at once."""

    version: int = Field(description="Counts how often it was set; to be sent along when it is set anew.")
    models: list[str] = Field(description="Kinds of letters, or models by their own names.")
    signatories: list[SignatoryBody] = Field(description="As the town's folder lists them.")


class DelegationBody(BaseModel):
    """Who signs in a signatory's place, both days included."""

    id: int
    signatory: str
    delegate: str
    quality: str
    formula: str
    first_day: date
    last_day: date
    ended_at: datetime | None = Field(description="Since when it is over, where somebody said so.")


class DelegationsBody(BaseModel):
    """Delegations of the town, the newest first."""

    delegations: list[DelegationBody]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["admin"])


class AccountAsked(BaseModel):
    """By which account a signatory signs."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    login: str = Field(min_length=1, max_length=200)


class CircuitAsked(_Asked):
    """Which letters are to wait for a signature, and by which account each signatory signs; in place of what was set."""

    version: int = Field(ge=0, le=2**31 - 1, description="The version that was looked at.")
    models: list[str] = Field(default_factory=list, max_length=100, examples=[["refus"]])
    accounts: list[AccountAsked] = Field(default_factory=list, max_length=100)


class DelegationAsked(_Asked):
    """A delegation to give; the agent is the signatory himself."""

    signatory: str = Field(min_length=1, max_length=200, examples=["Anne Roy"])
    delegate: str = Field(min_length=1, max_length=200, description="Login of who signs.")
    quality: str = Field(min_length=1, max_length=MOST_WORDS)
    formula: str = Field(FORMULA, min_length=1, max_length=MOST_WORDS, description="Words above his name.")
    first_day: date
    last_day: date


class EndAsked(_Asked):
    """Who ends a delegation."""


@routes.get("/signing", response_model=CircuitBody, summary="Show which letters wait for a signature", responses=FAULTS)
def show_circuit(http: HttpRequest, who: CallerOfReads) -> JSONResponse:
    """Return which letters of the town wait for a signature, and who signs."""
    return JSONResponse(_circuit(http, who).model_dump(mode="json"))


@routes.put("/signing", response_model=CircuitBody, summary="Set which letters wait for a signature", responses=WRITE_FAULTS)
def put_circuit(http: HttpRequest, who: CallerOfActs, body: CircuitAsked) -> Response:
    """Set which letters wait, in the name of an agent who writes models. 409: somebody else has set it since ``version``."""
    desk = desk_of(http)
    check_agent(http, who, body.agent)
    owners = tuple(SignatoryAccount(name=one.name, login=one.login.lower()) for one in body.accounts)
    wanted = Circuit(models=tuple(body.models), accounts=owners)

    def do() -> CircuitBody:
        with desk.installation.database.read() as session:
            is_so = signatures.find(session, who.town)[0] == wanted
        if not is_so:
            signatories.keep_circuit(desk.installation, who.town, wanted, body.agent, who.now, seen=body.version)
            note_act(http, who, f"town:{who.town}", "signing_set", body.agent)
        return _circuit(http, who)

    return answered_model(http, who, body, do)


@routes.get("/delegations", response_model=DelegationsBody, summary="List delegations of signature", responses=FAULTS)
def list_delegations(http: HttpRequest, who: CallerOfReads) -> JSONResponse:
    """Return who signs in whose place, over or not."""
    with desk_of(http).installation.database.read() as session:
        found = signatures.delegations(session, who.town)
    return JSONResponse(DelegationsBody(delegations=list(map(_delegation, found))).model_dump(mode="json"))


@routes.post("/delegations", response_model=DelegationBody, summary="Let another agent sign", responses=WRITE_FAULTS)
def delegate(http: HttpRequest, who: CallerOfActs, body: DelegationAsked) -> Response:
    """Let another agent sign in the signatory's place; only the signatory himself does so (403). The same again gives no second one."""
    desk = desk_of(http)
    check_agent(http, who, body.agent)
    wanted = Wanted(**body.model_dump(exclude={"agent"}))

    def do() -> DelegationBody:
        made = signatories.delegate(desk.installation, who.town, wanted, body.agent, who.now)
        note_act(http, who, f"delegation:{made.id}", "delegated", body.agent)
        return _delegation(made)

    return answered_model(http, who, body, do)


@routes.post("/delegations/{number}/end", response_model=DelegationBody, summary="End a delegation", responses=WRITE_FAULTS)
def end(http: HttpRequest, who: CallerOfActs, number: Number, body: EndAsked) -> Response:
    """Say that a delegation is over from now on; said twice it is said once."""
    desk = desk_of(http)
    check_agent(http, who, body.agent)
    with desk.installation.database.read() as session:
        known = next((one for one in signatures.delegations(session, who.town) if one.id == number), None)
    if known is None:
        raise ProblemError(NOT_FOUND, "not_found")

    def do() -> DelegationBody:
        signatories.end_delegation(desk.installation, DelegationId(number), body.agent, who.now)
        note_act(http, who, f"delegation:{number}", "delegation_ended", body.agent)
        with desk.installation.database.read() as session:
            return _delegation(signatures.delegation(session, DelegationId(number)))

    return answered_model(http, who, body, do)


def _circuit(http: HttpRequest, who: Caller) -> CircuitBody:
    installation = desk_of(http).installation
    with installation.database.read() as session:
        circuit, version = signatures.find(session, who.town)
    people = installation.towns.get(who.town).town.signatories
    named = [SignatoryBody(name=one.name, quality=one.quality, login=circuit.account_of(one.name)) for one in people]
    return CircuitBody(version=version, models=list(circuit.models), signatories=named)


def _delegation(one: Delegation) -> DelegationBody:
    return DelegationBody(
        id=one.id,
        signatory=one.signatory,
        delegate=one.delegate,
        quality=one.quality,
        formula=one.formula,
        first_day=one.first_day,
        last_day=one.last_day,
        ended_at=one.ended_at,
    )
