"""What was agreed to with a request, through the API; taken back in the name of an agent whom its requester asks."""

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.consent import Consent, ConsentId
from domain.form import ConsentUse
from domain.ids import RequestId
from flows import consents as flow
from web.access import RowId
from web.api.acts import note as note_key
from web.api.caller import CallerOfActs, CallerOfReads, as_agent
from web.api.problems import NOT_FOUND, ProblemError
from web.api.requests import FAULTS, Reference, opened
from web.api.written_once import answered_model
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1", tags=["data protection"])


class ConsentBody(BaseModel):
    """A box to agree as it was answered. ``request`` is the one it came with, which may be a part of the one that was asked for."""

    id: int
    request: int
    form: str
    version: int = Field(description="Version of the form, whose words never change.")
    words: str = Field(description="In the language they were read in.")
    use: ConsentUse | None = Field(description="What stops when it is not given.")
    is_given: bool
    asked_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    withdrawn_by: str | None = Field(description="Login of the agent who entered it; null: the citizen himself, or not withdrawn.")


class ConsentsBody(BaseModel):
    """What was agreed to with a request."""

    request: int
    consents: list[ConsentBody]


class WithdrawalBody(BaseModel):
    """That it is no longer agreed to."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])
    reason: str = Field(min_length=1, max_length=flow.LONGEST_REASON, description="How the requester said so.")


@routes.get("/requests/{reference}/consents", response_model=ConsentsBody, summary="Show what was agreed to", responses=FAULTS)
def list_consents(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return the boxes to agree that came with a request, and with those that are a part of it."""
    desk = desk_of(http)
    record = opened(desk, who, reference, "api consents")
    with desk.installation.database.read() as session:
        found = [_body(of, one) for of, one in flow.of_family(session, record.line.id)]
    return JSONResponse(ConsentsBody(request=record.line.id, consents=found).model_dump(mode="json"))


@routes.post(
    "/requests/{reference}/consents/{consent_id}/withdrawal",
    response_model=ConsentBody,
    summary="Withdraw a consent for its requester",
    responses=FAULTS,
)
def withdraw(http: HttpRequest, who: CallerOfActs, reference: Reference, consent_id: RowId, body: WithdrawalBody) -> Response:
    """Write down that it is no longer agreed to, and stop what rests on it; once more changes nothing."""
    desk, caller = desk_of(http), as_agent(http, who, body.agent)
    record = opened(desk, caller, reference, "api consent")
    with desk.installation.database.read() as session:
        of = next((of for of, one in flow.of_family(session, record.line.id) if one.id == consent_id), None)
    if of is None:
        raise ProblemError(NOT_FOUND, "not_found")

    def do() -> ConsentBody:
        def within(session: Session, _consent: Consent) -> None:
            note_key(session, who, f"request:{record.line.id}", {"act": flow.WITHDRAWN, "agent": body.agent})

        wanted = ConsentId(consent_id)
        return _body(of, flow.withdraw_for(desk.installation, of, wanted, body.reason, body.agent, who.now, within))

    return answered_model(http, who, body, do)


def _body(of: RequestId, one: Consent) -> ConsentBody:
    return ConsentBody(
        id=one.id,
        request=of,
        form=one.form,
        version=one.version,
        words=one.words.said(one.language),
        use=one.use,
        is_given=one.is_given,
        asked_at=one.at,
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by,
    )
