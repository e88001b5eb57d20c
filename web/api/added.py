"""Files agents added to requests through the API: always in the name of an agent, who sees and does what his rights allow."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.ids import RequestId
from domain.note import AddedFile, FileId
from flows import added
from flows.added import DEFINITION, FIELD, Added, add_files
from flows.whole import files_of
from ingest.form.faults import Fault, FaultCode
from store.requests import RequestRecord
from web.access import LARGEST_ID
from web.api.acts import note
from web.api.caller import Caller, CallerOfActs, CallerOfReads, as_agent, named
from web.api.problems import BAD, NOT_FOUND, TOO_LARGE, WRONG, Problem, ProblemError, ProblemField, Wrong, language_of
from web.api.refusals import as_problems
from web.api.requests import FAULTS, Reference, eyes_of_key, opened
from web.api.written_once import answered_model, answered_once
from web.desk import desk_of
from web.downloads import NAMELESS, download_headers
from web.form_words import fault_text
from web.uploads import Upload, read_upload
from web.words import N_

routes = APIRouter(prefix="/api/v1/requests", tags=["requests"])
_FILE = Annotated[int, InPath(ge=1, le=LARGEST_ID, description="Id of an added file.")]
_LOGIN = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])
_NO_FILE = N_("Choose at least one file.")
_NO_AGENT = N_("This field is required.")
_WRITE_FAULTS: dict[int | str, dict[str, Any]] = {**FAULTS, 409: {"model": Problem}, 413: {"model": Problem}}
_BYTES: dict[int | str, dict[str, Any]] = {200: {"content": {NAMELESS: {}}}, **FAULTS}
_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "agent": {"type": "string", "description": "Login of the agent in whose name it is done."},
                        "shared": {"type": "string", "enum": ["yes", "no"], "description": "Whether letters may take them along."},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": FIELD.most_files},
                    },
                    "required": ["agent", "files"],
                }
            }
        },
    }
}


class FileBody(BaseModel):
    """A file an agent added. ``request``: the one it was added to, which may be a part of the one asked for by now."""

    id: int
    request: int
    filename: str
    media_type: str = Field(description="As its bytes show it.")
    size: int
    sha256: str
    is_shareable: bool = Field(description="Whether it may go along with a letter to somebody outside.")
    author: str
    at: AwareDatetime


class FilesBody(BaseModel):
    """The files that were added to a request, oldest first."""

    request: int
    files: list[FileBody]


class AddedBody(FilesBody):
    """The files that were kept, and what was wrong with the others: one keeps no other from being added."""

    errors: list[ProblemField]


class SharingBody(BaseModel):
    """Whether a file may go along with letters."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = _LOGIN
    is_shareable: bool


class WithdrawalBody(BaseModel):
    """Who takes a file away."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = _LOGIN


@routes.get("/{reference}/files", response_model=FilesBody, summary="Show the files agents added", responses=FAULTS)
def list_files(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return the files that were added to a request, and to those that are a part of it, as the agent named may read them."""
    named(http, who)
    record = opened(desk_of(http), who, reference, "api added files")
    with desk_of(http).installation.database.read() as session:
        found = [_file(one) for one in _readable(session, who, record)]
    return JSONResponse(FilesBody(request=record.line.id, files=found).model_dump(mode="json"))


@routes.get("/{reference}/files/{file}", response_class=Response, summary="Hand out an added file", responses=_BYTES)
def hand_out(http: HttpRequest, who: CallerOfReads, reference: Reference, file: _FILE) -> Response:
    """Return what lies in an added file."""
    named(http, who)
    desk = desk_of(http)
    record = opened(desk, who, reference, f"api added file {file}")
    with desk.installation.database.read() as session:
        found = _one(session, who, record, file)
    return Response(desk.installation.blobs.read(found.sha256), media_type=NAMELESS, headers=download_headers(found.filename))


@routes.post("/{reference}/files", response_model=AddedBody, summary="Add files", openapi_extra=_SENT, responses=_WRITE_FAULTS)
async def add(http: HttpRequest, who: CallerOfActs, reference: Reference) -> Response:
    """Add files to a request; the same one twice is there once. 422: none of them can be kept."""
    try:
        upload = await read_upload(http, DEFINITION)
    except HTTPException as error:
        raise ProblemError(TOO_LARGE if error.status_code == TOO_LARGE else BAD, "invalid_body") from error
    return await run_in_threadpool(_added, http, who, reference, upload)


@routes.post("/{reference}/files/{file}/share", response_model=FileBody, summary="Let an added file be shared", responses=_WRITE_FAULTS)
def share(http: HttpRequest, who: CallerOfActs, reference: Reference, file: _FILE, body: SharingBody) -> Response:
    """Say whether an added file may go along with letters."""
    installation, caller = desk_of(http).installation, as_agent(http, who, body.agent)
    found = _opened(http, caller, reference, file, "api file shared")

    def do() -> FileBody:
        added.share(installation, found.request, found.id, body.agent, who.now, is_shareable=body.is_shareable)
        _write_down(http, who, found.request, "file_shared" if body.is_shareable else "file_unshared", [found.id], body.agent)
        return _file(found).model_copy(update={"is_shareable": body.is_shareable})

    return answered_model(http, who, body, do)


@routes.post("/{reference}/files/{file}/withdraw", status_code=204, summary="Take an added file away", responses=_WRITE_FAULTS)
def withdraw(http: HttpRequest, who: CallerOfActs, reference: Reference, file: _FILE, body: WithdrawalBody) -> Response:
    """Take an added file from a request: who added it, or who does its work."""
    installation, caller = desk_of(http).installation, as_agent(http, who, body.agent)
    record = opened(desk_of(http), caller, reference, "api file withdrawn")

    def do() -> None:
        with installation.database.read() as session:
            found = _one(session, caller, record, file)
        with as_problems(http):
            added.withdraw(installation, found.request, found.id, body.agent, who.now)
        _write_down(http, who, found.request, "file_withdrawn", [found.id], body.agent)

    return answered_once(http, who, body.model_dump_json().encode(), do)


def _added(http: HttpRequest, who: Caller, reference: str, upload: Upload) -> Response:
    login, shared = (next(iter(upload.values.get(name, ())), "") for name in ("agent", "shared"))
    files = upload.files.get("files", ())
    _refuse_unnamed(http, login)
    desk, caller = desk_of(http), as_agent(http, who, login)
    record = opened(desk, caller, reference, "api added files")
    # The boundary between the parts is another each time, what stands between it is not.
    said = "\n".join((login, shared, *(f"{one.filename} {len(one.content)} {one.refused_bytes}" for one in files))).encode()

    def do() -> dict[str, object]:
        with as_problems(http):
            done = add_files(desk.installation, record.line.id, files, login, who.now, is_shareable=shared == "yes")
        wrong = _wrongs(http, done.faults)
        if not done.kept:
            raise ProblemError(WRONG, "invalid", errors=wrong)
        _write_down(http, who, record.line.id, "file_added", [one.id for one in done.kept], login)
        return _told(record.line.id, done, wrong).model_dump(mode="json")

    return answered_once(http, who, said + b"".join(one.content for one in files), do)


def _told(request: RequestId, done: Added, wrong: Sequence[Wrong]) -> AddedBody:
    errors = [ProblemField(field=one.field, code=one.code, message=one.message) for one in wrong]
    return AddedBody(request=request, files=list(map(_file, done.kept)), errors=errors)


def _refuse_unnamed(http: HttpRequest, login: str) -> None:
    if not login:
        message = desk_of(http).languages[language_of(http)].gettext(_NO_AGENT)
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field="agent", code="missing", message=message),))


def _wrongs(http: HttpRequest, faults: Sequence[Fault]) -> tuple[Wrong, ...]:
    language = desk_of(http).languages[language_of(http)]

    def words(one: Fault) -> str:
        return language.gettext(_NO_FILE) if one.code is FaultCode.MISSING else fault_text(one, DEFINITION, language)

    return tuple(Wrong(field=one.field, code=one.code, message=words(one)) for one in faults)


def _opened(http: HttpRequest, caller: Caller, reference: str, file: int, what: str) -> AddedFile:
    record = opened(desk_of(http), caller, reference, what)
    with desk_of(http).installation.database.read() as session:
        return _one(session, caller, record, file)


def _one(session: Session, who: Caller, record: RequestRecord, file: int) -> AddedFile:
    found = next((one for one in _readable(session, who, record) if one.id == FileId(file)), None)
    if found is None:
        raise ProblemError(NOT_FOUND, "not_found")
    return found


def _readable(session: Session, who: Caller, record: RequestRecord) -> tuple[AddedFile, ...]:
    """Return the files of a request, and of those of its parts that are the agent's to read."""
    return files_of(session, record.line.id, eyes_of_key(who).shows)


def _write_down(http: HttpRequest, who: Caller, request: RequestId, act: str, files: Sequence[FileId], agent: str) -> None:
    with desk_of(http).installation.database.write() as session:
        note(session, who, f"request:{request}", {"act": act, "files": list(files), "agent": agent})


def _file(one: AddedFile) -> FileBody:
    return FileBody(
        id=one.id,
        request=one.request,
        filename=one.filename,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        is_shareable=one.is_shareable,
        author=one.author,
        at=one.at,
    )
