"""Letters through the API: those about a request, those that wait for somebody, and what is done with each."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from flows import letter_trial
from flows.correspondence import held
from flows.correspondence.standing import Stage, StandingLetter, letters_of
from flows.printing.letters import letter_as_pdf
from store import outbox, requests
from store.outbox import Held, LetterRecord, OutboxId
from store.request_lines import RequestLine
from web.access import LARGEST_ID, Eyes, RowId, note_list
from web.api.acts import check_agent, note_act
from web.api.caller import Caller, CallerOfActs, CallerOfReads
from web.api.caller import written as keyed
from web.api.problems import NOT_FOUND, Problem, ProblemError
from web.api.refusals import as_problems
from web.api.request_bodies import RequestBody
from web.api.requests import FAULTS, MOST_LISTED, Reference, as_seen, eyes_of_key, opened, told
from web.api.written_once import answered_model
from web.desk import Desk, desk_of

routes = APIRouter(prefix="/api/v1", tags=["letters"])
WRITE_FAULTS: dict[int | str, dict[str, object]] = {**FAULTS, 409: {"model": Problem}, 413: {"model": Problem}}

_AT_ONCE = 200


class Waits(StrEnum):
    """What letters of the whole town wait for."""

    HELD = "held"
    TO_PRINT = "to_print"


class Handling(StrEnum):
    """What somebody does with a letter."""

    RETRY = "retry"
    """It lacked something, and is written now."""
    RELEASE = "release"
    """It was held for what it answers, and leaves."""
    PRINTED = "printed"
    """It was printed and sent."""
    RETURNED = "returned"
    """It was sent by post, and came back."""


_DOING: dict[Handling, Callable[..., LetterRecord]] = {
    Handling.RETRY: held.retry,
    Handling.RELEASE: held.release,
    Handling.PRINTED: held.printed,
    Handling.RETURNED: held.returned,
}


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
    held: Held | None = Field(None, description="What it waits for.")
    at: datetime = Field(description="When it left, else when it was written.")


class LettersBody(BaseModel):
    """The letters about a request, in the order they were written."""

    request: int
    letters: list[LetterBody]


class WaitingLetterBody(BaseModel):
    """A letter that waits for somebody."""

    id: int
    request: int
    reference: str = Field(description="Number of its request, else its code.")
    model: str
    subject: str | None
    recipient: str
    by_post: bool
    held: Held | None
    missing: str | None = Field(description="What its request does not have and its model names.")
    at: datetime = Field(description="When it was written.")


class WaitingLettersBody(BaseModel):
    """A page of letters, the eldest first. ``next`` goes into ``after`` for the following one; null on the last."""

    letters: list[WaitingLetterBody]
    next: int | None


class WholeLetterBody(LetterBody):
    """A letter with what it says. Text and HTML are null for one that is not written yet."""

    request: int
    text: str | None
    html: str | None


class PreviewBody(BaseModel):
    """What a model makes of a request; words that nobody has said yet stand in brackets."""

    subject: str
    text: str
    html: str | None


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])


class HandlingBody(_Body):
    """Who does it."""


class HoldingReplyBody(_Body):
    """Why it takes longer, as the requester is told."""

    reason: str = Field(min_length=1, max_length=5_000)


@routes.get("/requests/{reference}/letters", response_model=LettersBody, summary="Show the letters about a request", responses=FAULTS)
def show_letters(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return the letters about a request, with how each stands."""
    desk = desk_of(http)
    found = opened(desk, who, reference, "api letters")
    with desk.installation.database.read() as session:
        letters = [_letter(one) for one in letters_of(session, found.line.id)]
    return JSONResponse(LettersBody(request=found.line.id, letters=letters).model_dump(mode="json"))


@routes.get("/requests/{reference}/letters/preview", response_model=PreviewBody, summary="Show what a model makes of it", responses=FAULTS)
def preview(
    http: HttpRequest,
    who: CallerOfReads,
    reference: Reference,
    model: Annotated[str, Query(min_length=1, max_length=100, description="Name of the model.", examples=["cloture"])],
) -> PreviewBody:
    """Return what a model of letters makes of a request; nothing is written or sent."""
    desk = desk_of(http)
    found = opened(desk, who, reference, "api letter preview")
    with as_problems(http):
        written = letter_trial.preview(desk.installation, model, found.line.id, who.now)
    html = written.get("html")
    return PreviewBody(subject=str(written["subject"]), text=str(written["body"]), html=None if html is None else str(html))


@routes.post("/requests/{reference}/holding-reply", response_model=RequestBody, summary="Say that it takes longer", responses=WRITE_FAULTS)
def hold_out(http: HttpRequest, who: CallerOfActs, reference: Reference, body: HoldingReplyBody) -> Response:
    """Tell the requesters of an open request that it takes longer, and why.

    The same words of an agent leave once, unless another Idempotency-Key says that they are to leave again.
    """
    desk = desk_of(http)
    request = opened(desk, who, reference, "api holding reply").line.id
    check_agent(http, who, body.agent)

    write = keyed(http, who.identity, who.town, b"")
    once = None if write is None else f"{write.caller} {write.key}"

    def do() -> RequestBody:
        record, _ = held.wait(desk.installation, request, body.reason, body.agent, who.now, once)
        note_act(http, who, f"request:{request}", "holding_reply", body.agent)
        return told(desk, as_seen(desk, who, record))

    return answered_model(http, who, body, do)


@routes.get("/letters", response_model=WaitingLettersBody, summary="List letters that wait for somebody", responses=FAULTS)
def list_letters(
    http: HttpRequest,
    who: CallerOfReads,
    waits: Annotated[Waits, Query(description="Those that are held, or those to print.")] = Waits.HELD,
    after: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="“next” of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> JSONResponse:
    """Return letters to requesters and authorities that somebody has to see to; none about what this key may not read."""
    desk, eyes = desk_of(http), eyes_of_key(who)
    start = None if after is None else OutboxId(after)
    with desk.installation.database.read() as session:
        found = list(islice(_readable(session, who.town, eyes, waits, start), limit + 1))
    page = found[:limit]
    note_list(desk, eyes, [line for _, line in page], "api waiting letters")
    letters = [_waiting(one, str(line.number or line.tracking), line.id) for one, line in page]
    body = WaitingLettersBody(letters=letters, next=page[-1][0].id if len(found) > limit else None)
    return JSONResponse(body.model_dump(mode="json"))


@routes.get("/letters/{letter}", response_model=WholeLetterBody, summary="Show a letter", responses=FAULTS)
def show_letter(http: HttpRequest, who: CallerOfReads, letter: RowId) -> JSONResponse:
    """Return a letter as it leaves, or left."""
    desk = desk_of(http)
    check_open(desk, who, letter, "api letter")
    return JSONResponse(whole(desk, letter).model_dump(mode="json"))


@routes.get("/letters/{letter}/pdf", summary="Show a letter as PDF", responses={**FAULTS, 200: {"content": {"application/pdf": {}}}})
def show_pdf(http: HttpRequest, who: CallerOfReads, letter: RowId) -> Response:
    """Return a letter as PDF (PDF/A-3u, PDF/UA-1): as it left, or as it would be printed now. 409: it cannot be made, and why."""
    desk = desk_of(http)
    check_open(desk, who, letter, "api letter PDF")
    with as_problems(http):
        content = letter_as_pdf(desk.installation, OutboxId(letter), who.now)
    headers = {"Content-Disposition": f'attachment; filename="courrier-{letter}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


@routes.post("/letters/{letter}/{handling}", response_model=WholeLetterBody, summary="See to a letter", responses=WRITE_FAULTS)
def see_to(http: HttpRequest, who: CallerOfActs, letter: RowId, handling: Handling, body: HandlingBody) -> Response:
    """Write a letter again that lacked something, let one leave that was held, or say that one was printed, or came back.

    409: it does not wait for that; 422: what it lacks is still not there.
    """
    desk = desk_of(http)
    request = check_open(desk, who, letter, f"api letter {handling}")
    check_agent(http, who, body.agent)

    def do() -> WholeLetterBody:
        _DOING[handling](desk.installation, OutboxId(letter), body.agent, who.now)
        note_act(http, who, f"request:{request}", f"letter_{handling}", body.agent)
        return whole(desk, letter)

    return answered_model(http, who, body, do)


def _readable(
    session: Session, town: TownId, eyes: Eyes, waits: Waits, after: OutboxId | None
) -> Iterator[tuple[LetterRecord, RequestLine]]:
    """Yield the letters behind one that somebody may read, each with its request; that there are others no page tells."""
    while True:
        if waits is Waits.TO_PRINT:
            some = outbox.to_print(session, town, after=after, limit=_AT_ONCE)
        else:
            some = outbox.held(session, after=after, limit=_AT_ONCE, town=town)
        ids = dict.fromkeys(one.letter.request for one in some if one.letter.request is not None)
        lines = {line.id: line for line in requests.lines(session, list(ids)) if eyes.shows(line)}
        for one in some:
            if _is_to_people(one) and one.letter.request in lines:
                yield one, lines[one.letter.request]
        if len(some) < _AT_ONCE:
            return
        after = some[-1].id


def check_open(desk: Desk, who: Caller, letter: int, what: str) -> RequestId:
    """Return the request of a letter that is the key's to read, and so the one it is a part of by now. Raises ProblemError."""
    try:
        with desk.installation.database.read() as session:
            found = outbox.get(session, OutboxId(letter))
    except NotFoundError as error:
        raise ProblemError(NOT_FOUND, "not_found") from error
    request = found.letter.request
    if request is None or found.letter.town != who.town or not _is_to_people(found):
        raise ProblemError(NOT_FOUND, "not_found")
    line = opened(desk, who, str(request), what).line
    if line.merged_into is not None:
        opened(desk, who, str(line.merged_into), what)
    return request


def whole(desk: Desk, letter: int) -> WholeLetterBody:
    """Return a letter with what it says, as it stands now."""
    with desk.installation.database.read() as session:
        record = outbox.get(session, OutboxId(letter))
        request = RequestId(record.letter.request or 0)
        standing = next(one for one in letters_of(session, request) if one.id == letter)
    payload = record.letter.payload
    text, html = payload.get("body"), payload.get("html")
    return WholeLetterBody(
        **_letter(standing).model_dump(),
        request=request,
        text=None if text is None else str(text),
        html=None if html is None else str(html),
    )


def _is_to_people(one: LetterRecord) -> bool:
    """Tell whether a letter goes to a requester or an authority, not to a department of the town."""
    return "occasion" in one.letter.payload


def _waiting(one: LetterRecord, reference: str, request: int) -> WaitingLetterBody:
    payload = one.letter.payload
    subject, missing = payload.get("subject"), payload.get("field")
    return WaitingLetterBody(
        id=one.id,
        request=request,
        reference=reference,
        model=str(payload.get("name") or payload.get("model") or ""),
        subject=None if subject is None else str(subject),
        recipient=one.letter.recipient,
        by_post=payload.get("way") == "post",
        held=one.held_why,
        missing=None if missing is None else str(missing),
        at=one.created_at,
    )


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
        held=one.held,
        at=one.at,
    )
