"""Letters on paper through the API: where one may be cut, what lies beside it, cutting and joining, and opening a protected file."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.ids import RequestId
from flows.recut import join, split
from flows.remake import Seen
from flows.unlock import Lock, WrongPasswordError, find_lock, unlock
from store.requests import RequestRecord
from web.access import LARGEST_ID
from web.api.acts import check_agent, note_act
from web.api.caller import Caller, CallerOfActs, CallerOfReads
from web.api.problems import WRONG, Problem, ProblemError, Wrong
from web.api.refusals import as_problems, sentences
from web.api.request_bodies import RequestBody, RequestLineBody, line_body
from web.api.requests import FAULTS, Reference, as_seen, eyes_of_key, opened, told
from web.api.written_once import Told, answered_model, answered_once
from web.desk import Desk, desk_of
from web.recut import recut_view

routes = APIRouter(prefix="/api/v1/requests", tags=["paper"])
_WRITE_FAULTS: dict[int | str, dict[str, object]] = {**FAULTS, 409: {"model": Problem}, 413: {"model": Problem}}
_MOST = 2**31 - 1
_LONGEST_PASSWORD = 200
"""PDF knows at most 127 bytes of it (ISO 32000-2, 7.6.4.3.3)."""
Version = Annotated[int, Field(ge=1, le=_MOST, description="The version that was seen: where it has changed since, nothing is done.")]


class CutPlaceBody(BaseModel):
    """A page where a new letter may begin: of the file, and of the letter, both counted from 1."""

    page: int
    place: int
    is_proposed: bool = Field(description="It seems so.")


class NeighbourBody(BaseModel):
    """A letter beside this one that may be joined with it."""

    request: RequestLineBody
    is_before: bool = Field(description="It lies in front, and its request stays.")


class PagesBody(BaseModel):
    """What can be done by hand to the letter of a request; nothing where it is none on paper, or people have decided it."""

    request: int
    version: int
    file: int | None = Field(description="Which file of its arrival, counted from 0.")
    pages: tuple[int, int] | None = Field(description="Its first and its last page there, counted from 1.")
    cuts: list[CutPlaceBody]
    neighbours: list[NeighbourBody]
    lock: Lock | None = Field(description="What keeps it from being read.")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])
    version: Version


class SplitBody(_Body):
    """The page of the file on which the new letter begins, from 1."""

    page: int = Field(ge=1, le=_MOST)


class JoinBody(_Body):
    """The request of the letter beside it."""

    other: int = Field(ge=1, le=LARGEST_ID)
    other_version: Version


class UnlockBody(_Body):
    """The password of the file; it is kept nowhere."""

    password: str = Field(min_length=1, max_length=_LONGEST_PASSWORD)


@routes.get("/{reference}/pages", response_model=PagesBody, summary="Tell where a letter may be cut", responses=FAULTS)
def show_pages(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return where the letter of a request may be cut, which letters beside it may be joined with it, and what keeps it from being read."""
    desk, eyes = desk_of(http), eyes_of_key(who)
    record = opened(desk, who, reference, "api pages")
    with desk.installation.database.read() as session:
        view = recut_view(session, record, eyes)
        lock = find_lock(desk.installation, session, record)
    paper = record.draft.paper
    body = PagesBody(
        request=record.line.id,
        version=record.line.version,
        file=None if paper is None else paper.file,
        pages=None if paper is None else (paper.pages[0] + 1, paper.pages[1] + 1),
        cuts=[] if view is None else [CutPlaceBody(page=one.page, place=one.place, is_proposed=one.is_proposed) for one in view.cuts],
        neighbours=[]
        if view is None
        else [NeighbourBody(request=line_body(one.request, eyes), is_before=one.is_before) for one in view.neighbours],
        lock=lock,
    )
    return JSONResponse(body.model_dump(mode="json"))


@routes.post("/{reference}/split", response_model=RequestBody, summary="Cut a letter in two", responses=_WRITE_FAULTS)
def split_letter(http: HttpRequest, who: CallerOfActs, reference: Reference, body: SplitBody) -> Response:
    """Begin a new letter at a page of the file, and return the request, which keeps the first part; the second is routed by itself."""
    seen = _seen(http, who, reference, body, "split")
    installation = desk_of(http).installation
    return answered_model(
        http, who, body, lambda: _done(http, who, "split", body.agent, split(installation, seen, body.page - 1, body.agent, who.now))
    )


@routes.post("/{reference}/join", response_model=RequestBody, summary="Join two letters that lie side by side", responses=_WRITE_FAULTS)
def join_letters(http: HttpRequest, who: CallerOfActs, reference: Reference, body: JoinBody) -> Response:
    """Join the letters of two requests, and return the request of the first one, which keeps both."""
    seen = _seen(http, who, reference, body, "join")
    beside = opened(desk_of(http), who, str(body.other), "api join").line.id
    other = Seen(request=RequestId(beside), version=body.other_version)
    installation = desk_of(http).installation
    return answered_model(
        http, who, body, lambda: _done(http, who, "join", body.agent, join(installation, seen, other, body.agent, who.now))
    )


@routes.post("/{reference}/unlock", response_model=RequestBody, summary="Open a protected file", responses=_WRITE_FAULTS)
def unlock_letter(http: HttpRequest, who: CallerOfActs, reference: Reference, body: UnlockBody) -> Response:
    """Open the file of a letter, or what is attached to a mail, by its password, and have it read."""
    seen = _seen(http, who, reference, body, "unlock")
    desk = desk_of(http)

    def do() -> Told:
        try:
            with as_problems(http):
                record = unlock(desk.installation, seen, body.password, body.agent, who.now)
        except WrongPasswordError as error:
            wrong = Wrong(field="password", code="wrong", message=sentences(http, error))
            raise ProblemError(WRONG, "invalid", errors=(wrong,)) from error
        return _done(http, who, "unlock", body.agent, record).model_dump(mode="json")

    # What is kept of a call for a week must not tell its password, not even as a hash.
    return answered_once(http, who, body.model_dump_json(exclude={"password"}).encode(), do)


def _seen(http: HttpRequest, who: Caller, reference: str, body: _Body, act: str) -> Seen:
    """Return the request a call means, in the version that was seen. Raises ProblemError for one the key does not open."""
    desk: Desk = desk_of(http)
    request = opened(desk, who, reference, f"api {act}").line.id
    check_agent(http, who, body.agent)
    return Seen(request=request, version=body.version)


def _done(http: HttpRequest, who: Caller, act: str, agent: str, record: RequestRecord) -> RequestBody:
    note_act(http, who, f"request:{record.line.id}", act, agent)
    return told(desk_of(http), as_seen(desk_of(http), who, record))
