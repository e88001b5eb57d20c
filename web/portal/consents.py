"""What a citizen agreed to with a request of his, taken back on its page or on that of his account."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.exceptions import HTTPException
from fastapi.responses import RedirectResponse, Response

from domain.consent import ConsentId
from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from flows import consents as flow
from web.access import RowId
from web.desk import desk_of
from web.portal.own_requests import is_open_to, show_not_open
from web.portal.visit import AnyVisit, checked_post

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_FOUND = 303, 404


@posts.post("/p/{town}/requests/{request_id}/consents/{consent_id}/withdraw")
def withdraw(
    http: HttpRequest, visit: AnyVisit, request_id: RowId, consent_id: RowId, back: Annotated[str, Form(max_length=8)] = ""
) -> Response:
    """Take back what was agreed to; once more changes nothing. ``back`` says which page he came from."""
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    try:
        flow.withdraw(desk_of(http).installation, RequestId(request_id), ConsentId(consent_id), datetime.now(UTC))
    except (NotFoundError, ConflictError) as error:
        raise HTTPException(NOT_FOUND) from error
    if back == "account" and visit.citizen is not None:
        return RedirectResponse(f"{visit.home}/account?saved=consent#consents", SEE_OTHER)
    return RedirectResponse(f"{visit.home}/requests/{request_id}?done=consent#consents", SEE_OTHER)
