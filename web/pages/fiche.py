"""A request printed: its page, and the same as PDF (S19 to S33)."""

from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.errors import NotFoundError
from domain.ids import TownId
from store import logos
from store.requests import RequestRecord
from web.access import Concealed, RowId, eyes_of, looked_at
from web.desk import Desk, desk_of
from web.gate import FILE_POLICY
from web.pages.fiche_sheet import pdf_of, values_of
from web.pages.letter_papers import pdf_page
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
SHEET = "fiche.html"
LOGO_POLICY = f"{FILE_POLICY}; style-src 'unsafe-inline'"
"""A drawing has its own style, and nothing else that it could do."""


@pages.get("/requests/{request_id}/fiche")
def fiche(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show a request as it is printed. Raises NotFoundError for one the agent may not read."""
    desk = desk_of(http)
    record = _open(desk, who, request_id)
    return show(http, who, SHEET, values_of(desk, record, eyes_of(who), who.language))


@pages.get("/requests/{request_id}/fiche.pdf")
def fiche_pdf(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show a request as PDF. Raises NotFoundError for one the agent may not read."""
    desk = desk_of(http)
    record = _open(desk, who, request_id)
    name = str(record.line.number or record.line.tracking).replace("/", "-")
    return pdf_page(http, who, f"fiche-{name}.pdf", lambda: pdf_of(desk, record, eyes_of(who), who.language, datetime.now(UTC)))


@pages.get("/towns/{town}/logo")
def logo_picture(http: HttpRequest, who: SignedInMember, town: str) -> Response:
    """Return the picture a town prints on what it sends. Raises NotFoundError."""
    with desk_of(http).installation.database.read() as session:
        found = logos.find(session, TownId(town)) if who.may_see(TownId(town)) else None
    if found is None:
        raise NotFoundError(f"There is no logo of {town}.")
    headers = {"Content-Security-Policy": LOGO_POLICY, "Cache-Control": "private, max-age=86400"}
    return Response(found.content, media_type=found.media_type, headers=headers)


def _open(desk: Desk, who: Member, request_id: int) -> RequestRecord:
    record = looked_at(desk, who, request_id, "fiche")
    if isinstance(record, Concealed):
        raise NotFoundError(f"Request {request_id} is not open to {who.agent.login}.")
    return record
