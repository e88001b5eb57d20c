"""A request read on a case: by the data protection officer, who says on which; that is written down before he sees a word."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from web.access import RowId, on_case
from web.desk import desk_of
from web.pages.one import show_request
from web.visitor import SignedInMember, checked_post

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER = 303
LONGEST_REASON = 500


@posts.post("/requests/{request_id}/case")
def read_on_case(
    http: HttpRequest, who: SignedInMember, request_id: RowId, reason: Annotated[str, Form(max_length=LONGEST_REASON)] = ""
) -> Response:
    """Show a request to who reads it on a case; without a reason he is led back."""
    record = on_case(desk_of(http), who, request_id, reason)
    return RedirectResponse(f"/requests/{request_id}", SEE_OTHER) if record is None else show_request(http, who, record)
