"""What the source viewer asks for: the words on pages, and the pages of attachments. Nobody gets a page of another's letter."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response

from domain.errors import NotFoundError, UnreadableInputError
from domain.paper import Origin, Page
from ingest.paper.opening.files import kind_of
from store.requests import RequestRecord
from web.access import RowId, eyes_of, opened
from web.desk import Desk, desk_of
from web.downloads import HEAD_BYTES, download_headers
from web.gate import FILE_POLICY
from web.pages.paper import RESOLUTIONS, PageNumber
from web.paper import first_pages_of, hands_out_whole, is_paper, is_parted, locate
from web.viewer import IN_COLOUR, PieceFile, open_piece, words_of
from web.visitor import Member, SignedInMember

pages = APIRouter()
NO_STORE = {"Cache-Control": "no-store"}
Part = Annotated[int, Path(ge=0, le=999_999)]


@pages.get("/requests/{request_id}/words")
def letter_words(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Return the words on a letter's pages and where they stand, as `web.viewer.words_of`; ``is_cut`` tells that there are more pages."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "words on pages")
    if not is_paper(record):
        raise NotFoundError(f"Request {request_id} did not come on paper.")
    with desk.installation.database.read() as session:
        shown = () if is_parted(session, record, eyes_of(who)) else first_pages_of(session, record, locate(session, record))
    return JSONResponse({"pages": words_of(shown), "is_cut": False}, headers=NO_STORE)


@pages.get("/requests/{request_id}/attachments/{part}/words")
def piece_words(http: HttpRequest, who: SignedInMember, request_id: RowId, part: Part) -> Response:
    """Return the words on an attachment's first pages, read while one waits for them, kept for some minutes; no word of the request."""
    desk = desk_of(http)
    record = _opened_whole(desk, who, request_id, f"words of attachment {part}")
    with open_piece(desk, record, part) as found:
        read = desk.installation.pieces.read(desk.installation.paper, found.path, found.survey, found.digest)
    # A page that lies on its side is shown as it lies: its words would stand elsewhere.
    shown = [page if not page.turned else Page(number=page.number, origin=page.origin) for page in read]
    return JSONResponse({"pages": words_of(shown), "is_cut": found.survey.page_count > len(read)}, headers=NO_STORE)


@pages.get("/requests/{request_id}/attachments/{part}/pages/{number}.png")
def piece_picture(http: HttpRequest, who: SignedInMember, request_id: RowId, part: Part, number: PageNumber, dpi: int = 150) -> Response:
    """Show one page of an attachment; a photo as it came, in its colours."""
    desk = desk_of(http)
    record = _opened_whole(desk, who, request_id, f"page {number} of attachment {part}")
    with open_piece(desk, record, part) as found:
        if number > len(found.survey.pages):
            raise NotFoundError(f"Attachment {part} of request {request_id} has no page {number}.")
        content, media_type = _picture(desk, found, number, min(RESOLUTIONS, key=lambda one: abs(one - dpi)))
    return Response(content, media_type=media_type, headers={**NO_STORE, "Content-Security-Policy": FILE_POLICY})


@pages.get("/requests/{request_id}/attachments/{part}/searchable.pdf")
def piece_pdf(http: HttpRequest, who: SignedInMember, request_id: RowId, part: Part) -> Response:
    """Hand out the pages of an attachment as a PDF without scripts, actions and files within it."""
    desk = desk_of(http)
    record = _opened_whole(desk, who, request_id, f"PDF of attachment {part}")
    with open_piece(desk, record, part) as found:
        content = desk.installation.paper.searchable(found.path, ())
        name = found.piece.filename or f"{part}.pdf"
    return Response(content, media_type="application/pdf", headers=download_headers(name))


def _opened_whole(desk: Desk, who: Member, request_id: int, what: str) -> RequestRecord:
    record = opened(desk, who, request_id, what)
    if not hands_out_whole(desk, who, record, what):
        raise NotFoundError(f"The files of request {request_id} are not handed out whole to {who.agent.login}.")
    return record


def _picture(desk: Desk, found: PieceFile, number: int, dpi: int) -> tuple[bytes, str]:
    with found.path.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
    if kind in IN_COLOUR:
        return found.path.read_bytes(), IN_COLOUR[kind]
    try:
        return desk.installation.paper.picture(found.path, Page(number=number - 1, origin=Origin.OCR), dpi), "image/png"
    except UnreadableInputError as error:
        raise NotFoundError(f"Page {number} of the attachment cannot be drawn.") from error
