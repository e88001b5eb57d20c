"""Entries of the reception: calls and visits that an agent's own program hands over."""

from typing import Literal

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.inbound import Channel
from flows.entry import BackdatedError, Entry, Person, enter
from flows.once import DifferentError
from web.api.caller import CallerOfEntries, written
from web.api.problems import WRONG, Problem, ProblemError, Wrong, language_of
from web.desk import desk_of
from web.words import N_

routes = APIRouter(prefix="/api/v1", tags=["entries"])
_LATE = N_("It arrived in the future, years ago, or more than 12 hours ago without a reason why it is entered only now.")
KEY_USED = N_("This Idempotency-Key was used before with something else in it. Choose a new one.")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PersonBody(_Body):
    """Who called or came."""

    title: str | None = Field(None, max_length=20, examples=["Mme"])
    name: str | None = Field(None, max_length=200, examples=["Quesnel"])
    first_name: str | None = Field(None, max_length=200, examples=["Anne"])
    organisation: str | None = Field(None, max_length=200)
    email: str | None = Field(None, max_length=254, examples=["anne.quesnel@courriel.example"])
    phone: str | None = Field(None, max_length=40, examples=["06 39 98 22 31"])
    address: str | None = Field(None, max_length=500, examples=["14 rue du Chemin-Vert, 50700 Valognes"])


class EntryBody(_Body):
    """A call or a visit as an agent writes it down."""

    channel: Literal["phone", "counter"]
    text: str = Field(min_length=1, max_length=20_000, description="What the person asks, in the agent's words.")
    agent: str = Field(min_length=1, max_length=100, description="Who wrote it down.", examples=["Accueil 1"])
    person: PersonBody = PersonBody.model_construct()
    heading: str | None = Field(None, max_length=200)
    place: str | None = Field(None, max_length=500, description="Where the problem is, if it was said apart.")
    papers: list[str] = Field(default_factory=list, max_length=50, description="Papers handed over, by name.")
    arrived_at: AwareDatetime | None = Field(None, description="When the person called or came; now where it is left out.")
    reason: str | None = Field(None, max_length=500, description="Why it is entered more than 12 hours later.")
    id: str | None = Field(None, max_length=200, description="What your program calls it.")


class ReceiptBody(BaseModel):
    """What is given to the person: the code by which the request is followed."""

    tracking: str = Field(examples=["K7P4-2QXM"])
    received_at: str


@routes.post(
    "/entries",
    status_code=201,
    response_model=ReceiptBody,
    summary="Enter a call or a visit",
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 409, 413, 422, 429, 503)},
)
def add_entry(http: HttpRequest, body: EntryBody, who: CallerOfEntries) -> JSONResponse:
    """Keep what a caller or visitor asks and give the receipt at once. With an Idempotency-Key the same call twice is one entry."""
    person = body.person
    entry = Entry(
        channel=Channel.PHONE if body.channel == "phone" else Channel.COUNTER,
        text=body.text,
        agent=body.agent,
        person=Person(**person.model_dump()),
        heading=body.heading,
        place=body.place,
        papers=tuple(body.papers),
        arrived_at=body.arrived_at,
        reason=body.reason,
        source_id=body.id,
    )
    try:
        found = enter(
            desk_of(http).installation, who.town, entry, who.now, written(http, who.identity, who.town, body.model_dump_json().encode())
        )
    except BackdatedError as error:
        gettext = desk_of(http).languages[language_of(http)].gettext
        wrong = Wrong(field="reason" if body.reason is None else "arrived_at", code="late", message=gettext(_LATE))
        raise ProblemError(WRONG, "invalid", errors=(wrong,)) from error
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    return JSONResponse(found.answer, found.status)
