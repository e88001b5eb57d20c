"""The password of a scanned document, entered by hand. It is in no address, no log and no page that is shown again."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError
from flows.remake import Seen
from flows.unlock import WrongPasswordError, unlock
from web.access import RowId, opened
from web.desk import desk_of
from web.pages.one import show_request
from web.pages.recut import Version, refused
from web.recut import reason
from web.visitor import SignedInMember, checked_post

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
LONGEST_PASSWORD = 200
"""PDF knows at most 127 bytes of it (ISO 32000-2, 7.6.4.3.3)."""


@posts.post("/requests/{request_id}/unlock")
def unlock_letter(
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    version: Version,
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
) -> Response:
    """Open the file of a letter and have it read, or say beside the field that the password is wrong."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "unlock")
    try:
        unlock(desk.installation, Seen(request=record.line.id, version=version), password, who.agent.login, datetime.now(UTC))
    except WrongPasswordError as error:
        return show_request(http, who, record, status=WRONG, lock_fault=reason(error, desk.languages[who.language]))
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{request_id}", SEE_OTHER)
