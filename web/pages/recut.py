"""A letter cut or joined by hand."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, ForbiddenError
from flows.recut import join, split
from flows.remake import Seen
from store.requests import RequestRecord
from web.access import LARGEST_ID, RowId, opened
from web.desk import desk_of
from web.hold import plainly
from web.visitor import Member, SignedInMember, checked_post, show

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, FORBIDDEN, CONFLICT = 303, 403, 409
_MOST = 2**31 - 1
Version = Annotated[int, Form(ge=1, le=_MOST)]
"""As the page showed the request: what was changed since is not overwritten."""


@posts.post("/requests/{request_id}/split")
def split_letter(
    http: HttpRequest, who: SignedInMember, request_id: RowId, page: Annotated[int, Form(ge=1, le=_MOST)], version: Version
) -> Response:
    """Begin a new letter at a page of the file."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "split")
    try:
        split(desk.installation, Seen(request=record.line.id, version=version), page - 1, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{request_id}", SEE_OTHER)


@posts.post("/requests/{request_id}/join")
def join_letters(
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    other: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    version: Version,
    other_version: Version,
) -> Response:
    """Join a letter with the one beside it."""
    desk = desk_of(http)
    record, beside = opened(desk, who, request_id, "join"), opened(desk, who, other, "join")
    own, with_it = Seen(request=record.line.id, version=version), Seen(request=beside.line.id, version=other_version)
    try:
        kept = join(desk.installation, own, with_it, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{kept.line.id}", SEE_OTHER)


def refused(http: HttpRequest, who: Member, record: RequestRecord, error: ConflictError) -> Response:
    """Return the page that says why nothing was changed."""
    language = desk_of(http).languages[who.language]
    why = plainly(desk_of(http), error, record.line, language)
    values = {"request": record.line, "title": language.gettext("Nothing was changed"), "reason": why}
    return show(http, who, "not_recut.html", values, FORBIDDEN if isinstance(error, ForbiddenError) else CONFLICT)
