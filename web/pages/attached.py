"""The text of what is attached to a mail, for people."""

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.draft import Attachment
from domain.errors import NotFoundError, UnreadableInputError
from domain.ids import Sha256
from flows.attached import may_be_read, text_of_piece
from flows.unlock import opened_pieces
from store.requests import RequestRecord
from web.access import RowId, opened
from web.desk import Desk, desk_of
from web.pages.paper import refused
from web.paper import hands_out_whole
from web.visitor import SignedInMember, show

pages = APIRouter()


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
