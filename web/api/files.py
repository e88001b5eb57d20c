"""The messages of a request through the API, each with what came with it: texts, attachments, originals."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.orm import Session

from domain.draft import Attachment, Danger
from domain.errors import UnreadableInputError
from domain.ids import InboundId
from domain.inbound import Channel
from domain.request import Addition
from flows.attached import content_of_piece
from store import follow_ups, inbounds, siblings
from store.requests import RequestRecord
from web.access import LARGEST_ID
from web.api.caller import Caller, CallerOfReads
from web.api.problems import CONFLICT, FORBIDDEN, NOT_FOUND, Problem, ProblemError
from web.api.requests import FAULTS, Reference, eyes_of_key, opened
from web.desk import Desk, desk_of
from web.downloads import HEAD_BYTES, NAMELESS, download_headers
from web.downloads import original as named_original
from web.paper import hands_out_to, in_place
from web.words import N_

routes = APIRouter(prefix="/api/v1/requests", tags=["requests"])
_SHARED = N_("The file also holds what this key may not read. It is handed out on the desk, to who may read all of it.")
_APART = N_("This attachment is kept apart as dangerous. It is handed out on the desk only, to who asks for it all the same.")
_BYTES: dict[int | str, dict[str, object]] = {200: {"content": {NAMELESS: {}}}, **FAULTS, 409: {"model": Problem}}
Message = Annotated[int, InPath(ge=1, le=LARGEST_ID, description="Id of one of its messages.")]
Part = Annotated[int, InPath(ge=0, le=2**31 - 1, description="Which part of the message it is.")]


class AttachmentBody(BaseModel):
    """A file that came with a message. One with a ``danger`` is handed out by no key."""

    part: int
    filename: str | None
    media_type: str = Field(description="As its bytes show it.")
    size: int
    sha256: str
    danger: Danger | None


class MessageBody(BaseModel):
    """A message of a request: the one it was made of (``kind`` null), or one that was added since."""

    id: int
    kind: Addition | None
    received_at: AwareDatetime
    channel: Channel
    text: str | None = Field(
        description="Null where the message also became what this key may not read; its attachments are not told then."
    )
    attachments: list[AttachmentBody]


class MessagesBody(BaseModel):
    """The messages of a request, its own first, the others as they came."""

    request: int
    messages: list[MessageBody]


@routes.get("/{reference}/messages", response_model=MessagesBody, summary="Show the messages of a request", responses=FAULTS)
def list_messages(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return what its requester has written: what the request was made of, his chasers and answers, each with its attachments."""
    desk = desk_of(http)
    record = opened(desk, who, reference, "api messages")
    with desk.installation.database.read() as session:
        added = follow_ups.of(session, record.line.id)
        arrivals = {record.inbound_id, *(one.inbound_id for one in added)}
        whole = {one for one in arrivals if _is_whole(session, who, record, one)}
    own = MessageBody(
        id=record.draft_id,
        kind=None,
        received_at=record.line.received_at,
        channel=record.line.channel,
        text=record.details,
        attachments=list(map(_attachment, record.draft.attachments)) if record.inbound_id in whole else [],
    )
    others = [
        MessageBody(
            id=one.draft_id,
            kind=one.kind,
            received_at=one.received_at,
            channel=one.draft.channel,
            text=one.draft.text if one.inbound_id in whole else None,
            attachments=list(map(_attachment, one.draft.attachments)) if one.inbound_id in whole else [],
        )
        for one in added
    ]
    return JSONResponse(MessagesBody(request=record.line.id, messages=[own, *others]).model_dump(mode="json"))


@routes.get(
    "/{reference}/messages/{message}/attachments/{part}", response_class=Response, summary="Hand out an attachment", responses=_BYTES
)
def hand_out_attachment(http: HttpRequest, who: CallerOfReads, reference: Reference, message: Message, part: Part) -> Response:
    """Return an attachment as it came. 409: it is kept apart as dangerous."""
    desk, what = desk_of(http), f"api attachment {part} of message {message}"
    record = _message(desk, opened(desk, who, reference, what), message)
    piece = next((one for one in record.draft.attachments if one.part == part), None)
    if piece is None:
        raise ProblemError(NOT_FOUND, "not_found")
    _refuse_shared(desk, who, record, what)
    if piece.danger is not None:
        raise ProblemError(CONFLICT, "dangerous", _APART)
    try:
        content, filename, _ = content_of_piece(desk.installation, record, piece)
    except UnreadableInputError as error:
        raise ProblemError(NOT_FOUND, "unreadable") from error
    return Response(content, media_type=NAMELESS, headers=download_headers(filename or str(part)))


@routes.get("/{reference}/messages/{message}/original", response_class=Response, summary="Hand out an original", responses=_BYTES)
def hand_out_original(http: HttpRequest, who: CallerOfReads, reference: Reference, message: Message) -> Response:
    """Return a message exactly as it was received."""
    desk, what = desk_of(http), f"api original of message {message}"
    record = _message(desk, opened(desk, who, reference, what), message)
    _refuse_shared(desk, who, record, what)
    path = desk.installation.blobs.path(record.inbound.sha256)
    with path.open("rb") as file:
        name, _ = named_original(record.inbound, file.read(HEAD_BYTES), str(message))
    return FileResponse(path, media_type=NAMELESS, headers=download_headers(name))


def _message(desk: Desk, record: RequestRecord, message: int) -> RequestRecord:
    """Return a request with one of its messages in the place of its own. Raises ProblemError."""
    if message == record.draft_id:
        return record
    with desk.installation.database.read() as session:
        found = next((one for one in follow_ups.of(session, record.line.id) if one.draft_id == message), None)
        if found is None:
            raise ProblemError(NOT_FOUND, "not_found")
        inbound = inbounds.get(session, found.inbound_id).inbound
    return replace(in_place(record, found), inbound=inbound)


def _refuse_shared(desk: Desk, who: Caller, record: RequestRecord, what: str) -> None:
    """Raise ProblemError where a file holds what became other requests that the key does not open."""
    if not hands_out_to(desk, eyes_of_key(who), record, what):
        raise ProblemError(FORBIDDEN, "shared", _SHARED)


def _is_whole(session: Session, who: Caller, record: RequestRecord, arrival: InboundId) -> bool:
    """Tell whether all that a message became is the key's to read."""
    became = [line for one in siblings.of_arrival(session, arrival) for line in one.requests]
    return all(eyes_of_key(who).shows(line) for line in became if line.id != record.line.id)


def _attachment(one: Attachment) -> AttachmentBody:
    return AttachmentBody(
        part=one.part, filename=one.filename, media_type=one.media_type, size=one.size, sha256=one.sha256, danger=one.danger
    )
