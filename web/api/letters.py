"""The letters about a request, for other software: numbered, with how each stands."""

from datetime import datetime

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from flows.correspondence.standing import Stage, StandingLetter, letters_of
from web.access import Concealed
from web.api.caller import CallerOfReads
from web.api.problems import FORBIDDEN, ProblemError
from web.api.requests import CONFIDENTIAL, FAULTS, Reference, looked_up
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1", tags=["requests"])


class LetterBody(BaseModel):
    """A letter to a requester or to another authority."""

    number: int = Field(description="Counts those of its request from 1.")
    id: int
    model: str
    version: int | None = Field(None, description="Version of the town's own model; 0 for the one that is shipped.")
    subject: str | None = Field(None, description="Null for one that is not written yet: something it names is missing.")
    recipient: str
    by_post: bool
    state: Stage
    held: str | None = Field(None, description="What it waits for.")
    at: datetime = Field(description="When it left, else when it was written.")


class LettersBody(BaseModel):
    """The letters about a request, in the order they were written."""

    request: int
    letters: list[LetterBody]


@routes.get("/requests/{reference}/letters", response_model=LettersBody, summary="Show the letters about a request", responses=FAULTS)
def show_letters(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return the letters about a request, with how each stands."""
    desk = desk_of(http)
    found = looked_up(desk, who, reference, "api letters")
    if isinstance(found, Concealed):
        raise ProblemError(FORBIDDEN, "confidential", CONFIDENTIAL)
    with desk.installation.database.read() as session:
        letters = [_letter(one) for one in letters_of(session, found.line.id)]
    return JSONResponse(LettersBody(request=found.line.id, letters=letters).model_dump(mode="json"))


def _letter(one: StandingLetter) -> LetterBody:
    return LetterBody(
        number=one.number,
        id=one.id,
        model=one.model,
        version=one.version,
        subject=one.subject,
        recipient=one.recipient,
        by_post=one.by_post,
        state=one.stage,
        held=None if one.held is None else one.held.value,
        at=one.at,
    )
