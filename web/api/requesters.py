"""Files of requesters: found by name, shown with what was sent, merged and taken apart again."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.dossier import Dossier, DossierId, only_told
from domain.errors import NotFoundError
from domain.rights import Permission, may_in_town
from flows import dossiers as files
from flows import once
from flows.once import DifferentError, Write
from flows.rights import lacking
from store import dossiers, requests, tellings, work_list
from store.answered import Answered
from store.request_lines import Cursor
from store.work_list import Wanted
from web.access import LARGEST_ID, note_list
from web.api.acts import check_agent, note
from web.api.caller import Caller, CallerOfActs, CallerOfReads, written
from web.api.entries import KEY_USED
from web.api.problems import BAD, NOT_FOUND, WRONG, Problem, ProblemError
from web.api.refusals import as_problems
from web.api.request_bodies import (
    ProposalsBody,
    RequesterBody,
    RequesterFileBody,
    RequesterFilesBody,
    RequestsBody,
    file_body,
    line_body,
    proposal_body,
    requester_body,
)
from web.api.requests import CURSOR, FAULTS, MOST_LISTED, eyes_of_key
from web.desk import desk_of
from web.requesters import as_told, page_of
from web.requesters import proposals as similar

routes = APIRouter(prefix="/api/v1/requesters", tags=["requesters"])
NAME = "Words of the name or the organisation, of each its beginning, however written; or a telephone, or a whole e-mail address."
_OK = 200
_WRITE_FAULTS: dict[int | str, dict[str, object]] = {**FAULTS, 409: {"model": Problem}, 413: {"model": Problem}}
FileId = Annotated[int, InPath(ge=1, le=LARGEST_ID)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])


class MergeFilesBody(_Body):
    """The file that goes into this one, by an agent who knows that they are one requester's."""

    gone: int = Field(ge=1, le=LARGEST_ID)


class UndoMergeBody(_Body):
    """Who takes the merge back."""


class MergePreviewBody(BaseModel):
    """What a merge would make of two files. ``moving``: how many requests that this key may read would go to the file that stays."""

    kept: RequesterFileBody
    gone: RequesterFileBody
    person: RequesterBody = Field(description="Who the file that stays would be.")
    moving: int


@routes.get("", response_model=RequesterFilesBody, summary="Find requesters by name, telephone or e-mail", responses=FAULTS)
def find(
    http: HttpRequest,
    who: CallerOfReads,
    name: Annotated[str, Query(min_length=1, max_length=200, description=NAME)],
    after: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="“next” of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> JSONResponse:
    """Return the files of a name, by name, or of a contact, the eldest first.

    Of somebody who sent only what this key may not read there is none; of the others each tells what readable requests tell.
    """
    desk, eyes = desk_of(http), eyes_of_key(who)
    with desk.installation.database.read() as session:
        start = None if after is None else DossierId(after)
        found, following = page_of(session, who.town, eyes.reach, name.strip(), start, limit)
        read = requests.lines(session, tellings.restricted(session, [one.id for one in found], eyes.reach))
    note_list(desk, eyes, read, "api requesters")
    body = RequesterFilesBody(requesters=list(map(file_body, found)), next=following)
    return JSONResponse(body.model_dump(mode="json"))


@routes.get("/{file}", response_model=RequesterFileBody, summary="Show a requester", responses=FAULTS)
def show(http: HttpRequest, who: CallerOfReads, file: FileId) -> JSONResponse:
    """Return a requester's file; that of one who was merged tells into which."""
    desk, eyes = desk_of(http), eyes_of_key(who)
    with desk.installation.database.read() as session:
        found = _own(session, who, file)
        telling = tellings.of_file(session, found.merged_into or found.id, eyes.reach)
        read = requests.lines(session, [one.request for one in telling])
    note_list(desk, eyes, read, "api requester")
    return JSONResponse(file_body(found).model_dump(mode="json"))


@routes.get("/{file}/requests", response_model=RequestsBody, summary="List what a requester sent", responses=FAULTS)
def sent(
    http: HttpRequest,
    who: CallerOfReads,
    file: FileId,
    cursor: Annotated[str | None, Query(max_length=120, description="“next” of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> JSONResponse:
    """Return the requests of a requester that this key may read, the newest first."""
    desk, eyes = desk_of(http), eyes_of_key(who)
    try:
        after = None if cursor is None else Cursor.parse(cursor)
    except ValueError as error:
        raise ProblemError(BAD, "cursor", CURSOR) from error
    if after is not None and abs(after.id) > LARGEST_ID:
        raise ProblemError(BAD, "cursor", CURSOR)
    with desk.installation.database.read() as session:
        own = _own(session, who, file)
        wanted = Wanted(towns=(who.town,), reach=eyes.reach, dossier=own.id)
        lines = work_list.page(session, wanted, after=after, limit=limit + 1)
    page = lines[:limit]
    note_list(desk, eyes, page, "api requester")
    following = str(page[-1].cursor) if len(lines) > limit else None
    return JSONResponse(RequestsBody(requests=[line_body(line, eyes) for line in page], next=following).model_dump(mode="json"))


@routes.get("/{file}/proposals", response_model=ProposalsBody, summary="List who may be the same", responses=FAULTS)
def proposals(http: HttpRequest, who: CallerOfReads, file: FileId) -> JSONResponse:
    """Return the files that may be the same requester's, with what says so. People decide."""
    with desk_of(http).installation.database.read() as session:
        found = similar(session, eyes_of_key(who).reach, _own(session, who, file))
    body = ProposalsBody(proposals=list(map(proposal_body, found)))
    return JSONResponse(body.model_dump(mode="json"))


@routes.get("/{file}/merge", response_model=MergePreviewBody, summary="Show what one file of two would be", responses=_WRITE_FAULTS)
def preview(
    http: HttpRequest, who: CallerOfReads, file: FileId, gone: Annotated[int, Query(ge=1, le=LARGEST_ID, description="The file that goes.")]
) -> MergePreviewBody:
    """Return what merging another file into this one would make of both, as far as this key may know; nothing is written."""
    reached = eyes_of_key(who).reach
    with as_problems(http), desk_of(http).installation.database.read() as session:
        if who.standing is not None and not may_in_town(who.standing, Permission.MERGE, who.town):
            raise lacking(Permission.MERGE)
        kept, other = _own(session, who, file), _own(session, who, gone)
        planned = files.preview(session, kept.id, other.id)
        moving = tellings.count_readable(session, other.id, reached)
    united = only_told(planned.requester, [kept.requester, other.requester])
    return MergePreviewBody(kept=file_body(kept), gone=file_body(other), person=requester_body(united), moving=moving)


@routes.post("/{file}/merge", response_model=RequesterFileBody, summary="Make one file of two", responses=_WRITE_FAULTS)
def merge(http: HttpRequest, who: CallerOfActs, file: FileId, body: MergeFilesBody) -> JSONResponse:
    """Merge another file into this one and return it. It can be taken back."""
    check_agent(http, who, body.agent)
    installation = desk_of(http).installation
    with installation.database.read() as session:
        kept, gone = _own(session, who, file).id, _own(session, who, body.gone).id
    return _once(http, who, body, lambda within: files.merge(installation, kept, gone, body.agent, who.now, within))


@routes.post("/{file}/undo", response_model=RequesterFileBody, summary="Take the merge of a file back", responses=_WRITE_FAULTS)
def undo(http: HttpRequest, who: CallerOfActs, file: FileId, body: UndoMergeBody) -> JSONResponse:
    """Give the file that went into another one its own again, and return it."""
    check_agent(http, who, body.agent)
    installation = desk_of(http).installation
    with installation.database.read() as session:
        gone = _own(session, who, file).id
    return _once(http, who, body, lambda within: files.undo(installation, gone, body.agent, who.now, within))


def _own(session: Session, who: Caller, file: int) -> Dossier:
    """Return a file of the caller's town as he may see it. Raises ProblemError; so for one whose requests are all hidden from him."""
    try:
        found = dossiers.get(session, DossierId(file))
    except NotFoundError as error:
        raise ProblemError(NOT_FOUND, "not_found") from error
    reached = eyes_of_key(who).reach
    if found.town != who.town or not work_list.told_files(session, [found.merged_into or found.id], reached):
        raise ProblemError(NOT_FOUND, "not_found")
    return as_told(session, reached, found)


def _once(http: HttpRequest, who: Caller, body: _Body, do: Callable[[files.Within], Dossier]) -> JSONResponse:
    write = written(http, who.identity, who.town, body.model_dump_json().encode())
    try:
        with as_problems(http):
            answer = once.once(desk_of(http).installation, write, lambda: _done(who, body, write, do))
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    return JSONResponse(answer.answer, answer.status)


def _done(who: Caller, body: _Body, write: Write | None, do: Callable[[files.Within], Dossier]) -> Answered:
    told: list[dict[str, object]] = []

    def within(session: Session, dossier: Dossier) -> None:
        told.append(file_body(as_told(session, eyes_of_key(who).reach, dossier)).model_dump(mode="json"))
        note(session, who, f"requester:{dossier.id}", {"agent": body.agent})
        if write is not None:
            once.keep(session, write, _OK, told[-1], who.now)

    do(within)
    return Answered(fingerprint="" if write is None else write.fingerprint, status=_OK, answer=told[-1])
