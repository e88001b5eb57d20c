"""Files agents add to a request: chosen, dropped, pasted or photographed, several at once; without scripts by an ordinary form."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response

from domain.errors import ConflictError, NotFoundError
from domain.note import FileId
from flows import added
from flows.added import DEFINITION, add_files
from ingest.form.faults import FaultCode
from store import added_files
from store.requests import RequestRecord
from web.access import RowId, opened
from web.deciding import DecideTyped
from web.desk import desk_of
from web.downloads import download_headers
from web.form_words import fault_text
from web.pages.files import safe_type
from web.pages.one import show_request
from web.pages.recut import refused
from web.uploads import Upload, incoming, read_upload
from web.visitor import Member, SignedInMember, checked_post

pages = APIRouter()
uploads = APIRouter(dependencies=[Depends(incoming), Depends(checked_post)])
"""What is checked before more of its form is taken in than the token."""
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
Shared = Annotated[str, Form(max_length=3)]


@uploads.post("/requests/{request_id}/files")
async def add(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Add files; what is wrong with one keeps no other from being added."""
    upload = await read_upload(http, DEFINITION)
    return await run_in_threadpool(_added, http, who, request_id, upload)


@pages.get("/requests/{request_id}/files/{file_id}")
def download(http: HttpRequest, who: SignedInMember, request_id: RowId, file_id: RowId) -> Response:
    """Hand out an added file as a download."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"added file {file_id}")
    with desk.installation.database.read() as session:
        found = added_files.find(session, record.line.id, FileId(file_id))
    if found is None:
        raise NotFoundError(f"Request {request_id} has no file {file_id}.")
    content = desk.installation.blobs.read(found.sha256)
    return Response(content, media_type=safe_type(found.media_type), headers=download_headers(found.filename))


@posts.post("/requests/{request_id}/files/{file_id}/withdraw")
def withdraw(http: HttpRequest, who: SignedInMember, request_id: RowId, file_id: RowId) -> Response:
    """Take an added file away."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"added file {file_id}")
    try:
        added.withdraw(desk.installation, record.line.id, FileId(file_id), who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return refused(http, who, record, error)
    return _to_files(record)


@posts.post("/requests/{request_id}/files/{file_id}/share")
def share(
    http: HttpRequest, who: SignedInMember, request_id: RowId, file_id: RowId, shared: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Say whether an added file may go along with letters."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"added file {file_id}")
    try:
        added.share(desk.installation, record.line.id, FileId(file_id), who.agent.login, datetime.now(UTC), is_shareable=shared == "yes")
    except ConflictError as error:
        return refused(http, who, record, error)
    return _to_files(record)


def _to_files(record: RequestRecord) -> Response:
    """Lead to the files of a request, or of the one it is a part of by now: there all of them are shown."""
    return RedirectResponse(f"/requests/{record.line.merged_into or record.line.id}#files", SEE_OTHER)


def _added(http: HttpRequest, who: Member, request_id: int, upload: Upload) -> Response:
    desk = desk_of(http)
    record = opened(desk, who, request_id, "added files")
    is_shareable = next(iter(upload.values.get("shared", ())), "") == "yes"
    language = desk.languages[who.language]
    try:
        done = add_files(
            desk.installation, record.line.id, upload.files.get("files", ()), who.agent.login, datetime.now(UTC), is_shareable=is_shareable
        )
    except ConflictError as error:
        return refused(http, who, record, error)
    wrong = tuple(
        language.gettext("Choose at least one file.") if one.code is FaultCode.MISSING else fault_text(one, DEFINITION, language)
        for one in done.faults
    )
    if "application/json" in http.headers.get("accept", ""):
        told = {"kept": [one.filename for one in done.kept], "wrong": wrong}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})
    if wrong:
        return show_request(http, who, record, status=WRONG, team_typed=DecideTyped(form="files", fault=" ".join(wrong)))
    return RedirectResponse(f"/requests/{request_id}#files", SEE_OTHER)
