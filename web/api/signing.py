"""Letters that wait for a signature through the API: which an agent may sign, signing, refusing, putting to sign again."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from flows.correspondence import signing
from flows.correspondence.signing import ToSign
from store.outbox import OutboxId
from web.access import RowId, note_list
from web.api.acts import check_agent, note_act
from web.api.caller import CallerOfActs, CallerOfReads
from web.api.letters import WRITE_FAULTS, WholeLetterBody, check_open, whole
from web.api.refusals import as_problems
from web.api.requests import FAULTS, eyes_of_key
from web.api.written_once import answered_model
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1", tags=["letters"])


class LetterToSignBody(BaseModel):
    """A letter an agent may sign."""

    id: int
    request: int
    reference: str = Field(description="Number of its request, else its code.")
    model: str
    subject: str
    recipient: str
    signatory: str = Field(description="Whose letter it is.")
    delegated: bool = Field(description="The agent signs it in the signatory's place.")
    version: int = Field(description="Counts how often it was put to sign; to be sent along when it is signed.")
    at: datetime = Field(description="When it was written.")


class LettersToSignBody(BaseModel):
    """The letters an agent may sign today, the eldest first."""

    letters: list[LetterToSignBody]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["maire"])
    version: int = Field(ge=1, le=2**31 - 1, description="The version that was looked at.")


class SignatureBody(_Body):
    """Who signs a letter, and which version of it."""


class RefusalBody(_Body):
    """Who refuses to sign a letter, and why."""

    reason: str = Field(min_length=1, max_length=2_000)


class AgainBody(_Body):
    """Who puts a letter to sign again."""

    words: str | None = Field(None, min_length=1, max_length=20_000, description="What the agent says in it, in place of what he said.")


@routes.get("/letters-to-sign", response_model=LettersToSignBody, summary="List letters an agent may sign", responses=FAULTS)
def list_to_sign(
    http: HttpRequest, who: CallerOfReads, agent: Annotated[str, Query(min_length=1, max_length=200, description="Login of who signs.")]
) -> JSONResponse:
    """Return the letters an agent may sign today, in his own name or by delegation; none about what this key may not read."""
    # Who signs reads what he signs, as the key allows, whatever else of requests is his to read.
    desk, eyes = desk_of(http), eyes_of_key(replace(who, standing=None))
    check_agent(http, who, agent)
    with as_problems(http), desk.installation.database.read() as session:
        found = [one for one in signing.to_sign(session, desk.installation.towns, who.town, agent, who.now) if eyes.shows(one.record.line)]
    note_list(desk, eyes, [one.record.line for one in found], "api letters to sign")
    return JSONResponse(LettersToSignBody(letters=[_letter(one) for one in found]).model_dump(mode="json"))


@routes.post("/letters/{letter}/signature", response_model=WholeLetterBody, summary="Sign a letter", responses=WRITE_FAULTS)
def sign(http: HttpRequest, who: CallerOfActs, letter: RowId, body: SignatureBody) -> Response:
    """Sign a letter, which leaves then or is printed. 403: it is not this agent's to sign today; 409: it does not wait for that."""
    desk = desk_of(http)
    request = check_open(desk, who, letter, "api letter signature")
    check_agent(http, who, body.agent)

    def do() -> WholeLetterBody:
        signing.sign(desk.installation, OutboxId(letter), body.agent, who.now, body.version)
        note_act(http, who, f"request:{request}", "letter_signature", body.agent)
        return whole(desk, letter)

    return answered_model(http, who, body, do)


@routes.post("/letters/{letter}/refusal", response_model=WholeLetterBody, summary="Refuse to sign a letter", responses=WRITE_FAULTS)
def refuse(http: HttpRequest, who: CallerOfActs, letter: RowId, body: RefusalBody) -> Response:
    """Refuse to sign a letter: it goes back to who prepared it, with the reason."""
    desk = desk_of(http)
    request = check_open(desk, who, letter, "api letter refusal")
    check_agent(http, who, body.agent)

    def do() -> WholeLetterBody:
        signing.refuse(desk.installation, OutboxId(letter), body.reason, body.agent, who.now, body.version)
        note_act(http, who, f"request:{request}", "letter_refusal", body.agent)
        return whole(desk, letter)

    return answered_model(http, who, body, do)


@routes.post("/letters/{letter}/to-sign", response_model=WholeLetterBody, summary="Put a letter to sign again", responses=WRITE_FAULTS)
def put_again(http: HttpRequest, who: CallerOfActs, letter: RowId, body: AgainBody) -> Response:
    """Put a letter that was not signed to sign again, written anew from its request."""
    desk = desk_of(http)
    request = check_open(desk, who, letter, "api letter to sign")
    check_agent(http, who, body.agent)

    def do() -> WholeLetterBody:
        signing.put_again(desk.installation, OutboxId(letter), body.agent, who.now, body.words, body.version)
        note_act(http, who, f"request:{request}", "letter_to_sign", body.agent)
        return whole(desk, letter)

    return answered_model(http, who, body, do)


def _letter(one: ToSign) -> LetterToSignBody:
    payload, line = one.letter.letter.payload, one.record.line
    return LetterToSignBody(
        id=one.letter.id,
        request=line.id,
        reference=str(line.number or line.tracking),
        model=str(payload.get("name") or payload.get("model") or ""),
        subject=str(payload.get("subject", "")),
        recipient=one.letter.letter.recipient,
        signatory=one.signatory,
        delegated=one.signer.formula is not None,
        version=one.version,
        at=one.letter.created_at,
    )
