"""Requests of one fact on the desk: brought together by a click, taken apart again, dealt with together."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConfigurationError, ConflictError
from domain.request import Status
from domain.rights import Permission
from domain.sameness import SameKind
from flows.incidents import detach, follow
from flows.sameness import Together, bring_together
from store import requests
from store.requests import RequestRecord
from web.access import LARGEST_ID, RowId, opened
from web.desk import desk_of
from web.pages.holding import next_one
from web.pages.recut import SEE_OTHER, Version, refused
from web.visitor import Member, SignedInMember, checked_post

posts = APIRouter(dependencies=[Depends(checked_post)])
Other = Annotated[int, Form(ge=1, le=LARGEST_ID)]


@posts.post("/requests/{request_id}/same")
def bring(
    http: HttpRequest, who: SignedInMember, request_id: RowId, other: Other, kind: Annotated[SameKind, Form()], version: Version
) -> Response:
    """Bring a request together with another one that may be of the same fact; what that decides leads to the next one to review."""
    desk = desk_of(http)
    record, beside = opened(desk, who, request_id, "same"), opened(desk, who, other, "same")
    asked = Together(request=record.line.id, other=beside.line.id, kind=kind, version=version)
    answer = _done(http, who, record, lambda: bring_together(desk.installation, asked, who.agent.login, datetime.now(UTC)))
    if answer.status_code != SEE_OTHER or record.line.status is not Status.REVIEW or not who.may(Permission.REVIEW):
        return answer
    with desk.installation.database.read() as session:
        own = requests.get(session, record.line.id).line
    is_decided = own.merged_into is not None or own.status is not Status.REVIEW
    return next_one(http, who, "/review", own.id) if is_decided else answer


@posts.post("/requests/{request_id}/detach")
def take_out(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Take a request out of its incident."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "detach")
    return _done(http, who, record, lambda: detach(desk.installation, record.line.id, who.agent.login, datetime.now(UTC)))


@posts.post("/requests/{request_id}/follow")
def let_follow(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Have the included requests follow what was done to their main one."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "follow")
    return _done(http, who, record, lambda: follow(desk.installation, record.line.id, who.agent.login, datetime.now(UTC)))


def _done(http: HttpRequest, who: Member, record: RequestRecord, do: Callable[[], RequestRecord]) -> Response:
    """Do it and lead to the request that is the main one then, or say why nothing was done."""
    try:
        found = do()
    except ConflictError as error:
        return refused(http, who, record, error)
    except ConfigurationError as error:
        return refused(http, who, record, ConflictError(" ".join(mistake.what for mistake in error.mistakes)))
    return RedirectResponse(f"/requests/{found.line.id}#fact", SEE_OTHER)
