"""What is attached to a mail, for people: its text, or its sound."""

import re

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.draft import Attachment
from domain.errors import NotFoundError, UnreadableInputError
from domain.ids import Sha256
from flows.attached import content_of_piece, may_be_read, text_of_piece
from flows.unlock import opened_pieces
from store.requests import RequestRecord
from web.access import RowId, opened
from web.calls import SOUND_HEAD_BYTES, sound_type
from web.desk import Desk, desk_of
from web.gate import FILE_POLICY
from web.pages.paper import refused
from web.paper import hands_out_whole
from web.visitor import SignedInMember, show

pages = APIRouter()
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")


@pages.get("/requests/{request_id}/attachments/{part}/text")
def text(http: HttpRequest, who: SignedInMember, request_id: RowId, part: int) -> Response:
    """Show what an attachment says."""
    desk = desk_of(http)
    what = f"text of attachment {part}"
    record = opened(desk, who, request_id, what)
    piece, copy = _found(desk, record, part)
    if not may_be_read(record, piece, copy):
        raise NotFoundError(f"Attachment {part} of request {request_id} cannot be read as a text.")
    if not hands_out_whole(desk, who, record, what):
        return refused(http, who, record, "shared")
    try:
        found = text_of_piece(desk.installation, record, piece, copy)
    except UnreadableInputError as error:
        raise NotFoundError(f"Attachment {part} of request {request_id} cannot be read.") from error
    place = record.draft.attachments.index(piece) + 1
    return show(http, who, "attached.html", {"request": record.line, "piece": piece, "place": place, "found": found})


def _found(desk: Desk, record: RequestRecord, part: int) -> tuple[Attachment, Sha256 | None]:
    piece = next((one for one in record.draft.attachments if one.part == part), None)
    if piece is None:
        raise NotFoundError(f"Request {record.line.id} has no attachment {part}.")
    with desk.installation.database.read() as session:
        return piece, opened_pieces(session, record).get(part)


@pages.get("/requests/{request_id}/attachments/{part}/sound")
def sound(http: HttpRequest, who: SignedInMember, request_id: RowId, part: int) -> Response:
    """Play an attachment, such as a voice message a telephone system sent; what is no sound by its own bytes is not handed out."""
    desk = desk_of(http)
    what = f"attachment {part}"
    record = opened(desk, who, request_id, what)
    piece, _ = _found(desk, record, part)
    if piece.danger is not None:
        raise NotFoundError(f"Attachment {part} of request {request_id} is kept apart.")
    if not hands_out_whole(desk, who, record, what):
        return refused(http, who, record, "shared")
    try:
        content, _, _ = content_of_piece(desk.installation, record, piece)
    except UnreadableInputError as error:
        raise NotFoundError(f"Attachment {part} of request {request_id} cannot be read.") from error
    kind = sound_type(content[:SOUND_HEAD_BYTES])
    if kind is None:
        raise NotFoundError(f"Attachment {part} of request {request_id} is no sound that browsers play.")
    return _stretch(content, kind, http.headers.get("range", ""))


def _stretch(content: bytes, kind: str, asked: str) -> Response:
    """Hand out a sound, or the one stretch of it a player asks for: without stretches it cannot go back (RFC 9110, section 14)."""
    headers = {"Content-Security-Policy": FILE_POLICY, "Cache-Control": "private, no-store", "Accept-Ranges": "bytes"}
    found = _RANGE.fullmatch(asked)
    if found is None:
        return Response(content, media_type=kind, headers=headers)
    start, last = int(found[1]), min(int(found[2] or len(content)), len(content) - 1)
    if start > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {start}-{last}/{len(content)}"
    return Response(content[start : last + 1], status_code=206, media_type=kind, headers=headers)
