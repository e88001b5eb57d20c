"""What is done to requests through the API: the acts of the table of transitions, each in the name of an agent of the town."""

from datetime import UTC, date, datetime
from typing import Literal

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.deadline import Lack
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act, Step
from domain.request import Closure
from flows import once
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.listing import FIRST_DAY, LAST_DAY
from flows.once import DifferentError, Write
from store import dossiers, journal, requests
from store.answered import Answered
from store.requests import RequestRecord
from web.access import LARGEST_ID, Concealed
from web.api.caller import Caller, CallerOfActs, standing_named, written
from web.api.entries import KEY_USED
from web.api.problems import WRONG, Problem, ProblemError
from web.api.refusals import as_problems
from web.api.request_bodies import RequestBody, request_body
from web.api.requests import Reference, as_seen, opened
from web.api.review_bodies import AskingBody
from web.desk import Desk, desk_of

routes = APIRouter(prefix="/api/v1", tags=["requests"])
_OK = 200
ActName = Literal[
    "confirm",
    "reject",
    "restore",
    "take",
    "refuse",
    "hand_over",
    "plan",
    "unplan",
    "ask",
    "resume",
    "transfer",
    "take_back",
    "finish",
    "close",
    "reopen",
]
"""All of `Act` but archiving, which nobody's hand does."""


class RequestActBody(BaseModel):
    """One act and what is said with it.

    ``reason`` is for the town's own people, ``answer`` for the requester. What an act cannot do without is told beside the field where it
    is missing.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    act: ActName
    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])
    version: int | None = Field(
        None, ge=0, le=LARGEST_ID, description="The version that was seen: where somebody was faster, nothing is done and 409 tells who."
    )
    reason: str | None = Field(None, max_length=5_000)
    answer: str | None = Field(None, max_length=20_000)
    department: str | None = Field(None, max_length=64, description="Who is to have it: of the town, or another authority.")
    day: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY)
    pieces: list[str] = Field(default_factory=list, max_length=50, description="What the requester is asked for.")
    lack: Lack = Field(Lack.REQUIRED, description="Whether texts require the pieces: then the legal clock stands still.")
    closure: Closure | None = Field(None, description="How it ended.")
    subject: str | None = Field(None, max_length=64, description="With confirm: the right subject, if it is another.")
    street: str | None = Field(None, max_length=200, description="With confirm: the right street.")
    number: str | None = Field(None, max_length=20, description="With confirm: the right house number.")
    person: AskingBody | None = Field(None, description="With confirm: who asks, set right; only while the request is in review.")


@routes.post(
    "/requests/{reference}/acts",
    response_model=RequestBody,
    summary="Do something to a request",
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 409, 413, 422, 429, 503)},
)
def do(http: HttpRequest, who: CallerOfActs, reference: Reference, body: RequestActBody) -> JSONResponse:
    """Do one act and return the request as it stands then.

    409: somebody was faster, or its state does not allow it; the answer says what happened and what is allowed. 422: what is missing or
    cannot be, beside each field. The same act again by the same agent changes nothing.
    """
    desk = desk_of(http)
    write = written(http, who.identity, who.town, body.model_dump_json().encode())
    found = opened(desk, who, reference, "api act")
    check_agent(http, who, body.agent)
    doing = _deciding if body.act == Act.CONFIRM.value else _acting
    try:
        with as_problems(http):
            answer = once.once(desk.installation, write, lambda: doing(desk, who, found.line.id, body, write))
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    return JSONResponse(answer.answer, answer.status)


def check_agent(http: HttpRequest, who: Caller, login: str) -> None:
    """Raise ProblemError unless somebody of the town, or of the installation, has this login."""
    standing_named(http, who.town, login)


def note(session: Session, who: Caller, thing: str, facts: dict[str, object]) -> None:
    """Write into the journal by which key an agent's act came: the line of the act itself names the agent."""
    journal.append(session, at=who.now, town=who.town, actor=who.name, action="api.act", object=thing, details=facts)


def note_act(http: HttpRequest, who: Caller, thing: str, act: str, agent: str) -> None:
    """Write into the journal by which key an act came that was done in a transaction of its own."""
    with desk_of(http).installation.database.write() as session:
        note(session, who, thing, {"act": act, "agent": agent})


def _acting(desk: Desk, who: Caller, request: RequestId, body: RequestActBody, write: Write | None) -> Answered:
    told: list[dict[str, object]] = []

    def within(session: Session, record: RequestRecord) -> None:
        told.append(_keep(desk, session, who, record, body, write))

    step = Step(
        act=Act(body.act),
        reason=body.reason,
        answer=body.answer,
        department=None if body.department is None else DepartmentCode(body.department),
        day=body.day,
        pieces=tuple(body.pieces),
        lack=body.lack,
        closure=body.closure,
    )
    act(desk.installation, Asked(request=request, step=step, version=body.version), body.agent, datetime.now(UTC), within)
    return Answered(fingerprint="" if write is None else write.fingerprint, status=_OK, answer=told[-1])


def _deciding(desk: Desk, who: Caller, request: RequestId, body: RequestActBody, write: Write | None) -> Answered:
    """Confirm. Its answer is kept in a transaction of its own: confirming the same again changes nothing anyway."""
    correction = Correction(
        subject=None if body.subject is None else SubjectCode(body.subject),
        department=None if body.department is None else DepartmentCode(body.department),
        street=body.street,
        number=body.number,
        requester=None if body.person is None else body.person.told,
    )
    confirm(desk.installation, request, correction, body.agent, datetime.now(UTC), body.version)
    with desk.installation.database.write() as session:
        told = _keep(desk, session, who, requests.get(session, request), body, write)
    return Answered(fingerprint="" if write is None else write.fingerprint, status=_OK, answer=told)


def _keep(desk: Desk, session: Session, who: Caller, record: RequestRecord, body: RequestActBody, write: Write | None) -> dict[str, object]:
    found = as_seen(desk, who, record)
    file = None if isinstance(found, Concealed) else dossiers.of_request(session, record.line.id)
    told: dict[str, object] = request_body(found, file).model_dump(mode="json")
    note(session, who, f"request:{record.line.id}", {"act": body.act, "agent": body.agent})
    if write is not None:
        once.keep(session, write, _OK, told, who.now)
    return told
