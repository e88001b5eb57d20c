"""Pages of letters on paper: their pictures, and the PDF in which their words can be searched. Nobody gets a page of another's letter."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from sqlalchemy.orm import Session

from domain.errors import NotFoundError, UnreadableInputError
from ingest.paper.opening.survey import Survey, Trouble
from store.requests import RequestRecord
from web.access import RowId, eyes_of, opened
from web.desk import desk_of
from web.downloads import download_headers
from web.gate import FILE_POLICY
from web.paper import MOST_SHEETS, Letter, file_of, first_pages_of, is_paper, is_parted, locate, pages_of
from web.paper_words import REFUSALS
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
RESOLUTIONS = (40, 100, 150, 200)
"""In dots per inch; the nearest one is taken, so that nobody has a page drawn in a thousand sizes. The first is for the strip of pages."""
NOT_MODIFIED, CONFLICT = 304, 409
PageNumber = Annotated[int, Path(ge=1, le=MOST_SHEETS)]


@pages.get("/requests/{request_id}/pages/{number}.png")
def page_picture(http: HttpRequest, who: SignedInMember, request_id: RowId, number: PageNumber, dpi: int = 150) -> Response:
    """Show one page of a letter, upright. A browser keeps it, but asks each time whether its agent may still see it."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"page {number}")
    with desk.installation.database.read() as session:
        letter = _letter(session, record)
        shown = () if is_parted(session, record, eyes_of(who)) else first_pages_of(session, record, letter)
    if number > len(shown):
        raise NotFoundError(f"The letter of request {request_id} has no page {number}.")
    page = shown[number - 1]
    taken = min(RESOLUTIONS, key=lambda one: abs(one - dpi))
    tag = f'"{record.inbound.sha256[:32]}-{letter.file}-{page.number}-{page.turned}-{taken}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Content-Security-Policy": FILE_POLICY}
    if http.headers.get("if-none-match") == tag:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    try:
        with file_of(desk, record, letter) as path:
            content = desk.installation.paper.picture(path, page, taken)
    except UnreadableInputError as error:
        raise NotFoundError(f"Page {number} of request {request_id} cannot be drawn.") from error
    return Response(content, media_type="image/png", headers=headers)


@pages.get("/requests/{request_id}/searchable.pdf")
def searchable(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Hand out the pages of a letter as a PDF whose words can be searched, or say why there is none."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "searchable PDF")
    with desk.installation.database.read() as session:
        letter = _letter(session, record)
        own = pages_of(session, record, letter)
        parted = is_parted(session, record, eyes_of(who))
    if parted:
        return refused(http, who, record, "parted")
    if not own and not letter.is_alone:
        return refused(http, who, record, "unreadable")
    # A letter that is alone keeps all its pages, blank backs too.
    only = () if letter.is_alone else tuple(page.number for page in own)
    with file_of(desk, record, letter) as path:
        why = _hindrance(desk.installation.paper.survey(path), letter)
        if why is not None:
            return refused(http, who, record, why)
        try:
            content = desk.installation.paper.searchable(path, own, only=only)
        except UnreadableInputError:
            return refused(http, who, record, "unreadable")
    name = str(record.line.number).replace("/", "-") if record.line.number else record.line.tracking
    return Response(content, media_type="application/pdf", headers=download_headers(f"{name}.pdf"))


def refused(http: HttpRequest, who: Member, record: RequestRecord, why: str) -> Response:
    """Return the page that says why a file is not handed out, by a word of `web.paper_words.REFUSALS`."""
    title, reason = REFUSALS["parted" if why == "shared" and not is_paper(record) else why]
    return show(http, who, "refused.html", {"request": record.line, "title": title, "reason": reason}, CONFLICT)


def _letter(session: Session, record: RequestRecord) -> Letter:
    if not is_paper(record):
        raise NotFoundError(f"Request {record.line.id} did not come on paper.")
    return locate(session, record)


def _hindrance(survey: Survey, letter: Letter) -> str | None:
    if survey.inside.is_signed:
        return "signed"
    is_opened = letter.report is not None and letter.report.unlocked is not None
    if is_opened or survey.is_protected or survey.trouble is Trouble.PASSWORD:
        return "protected"
    return None if survey.pages else "unreadable"
