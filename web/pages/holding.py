"""Work in the review queue on the desk: the next one, held and left, put off and brought back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, RedirectResponse, Response

from domain.errors import ConflictError, InvalidError
from domain.ids import RequestId
from domain.rights import Permission
from flows import review
from flows.review import Delay
from flows.rights import lacking
from flows.typed import forget_sent
from web.access import RowId, opened
from web.ahead import AHEAD, arrival
from web.desk import desk_of
from web.hold import moment_of
from web.pages.one import show_request
from web.pages.recut import Version, refused
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
Reason = Annotated[str, Form(max_length=2_000)]


@posts.post("/review/next")
def take_next(http: HttpRequest, who: SignedInMember) -> Response:
    """Hold the first request that nobody else holds, and lead to it; to the queue where none is left."""
    return next_one(http, who, "/review?none=1", None)


@posts.post("/requests/{request_id}/hold")
def hold(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Hold a request, or go on holding it."""
    return _do(http, who, request_id, "hold", f"/requests/{request_id}", review.claim)


@posts.post("/requests/{request_id}/leave")
def leave(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Leave a request to others."""
    return _do(http, who, request_id, "leave", "/review", review.release)


@posts.post("/requests/{request_id}/back")
def bring_back(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Bring a request that was put off back into the queue."""
    return _do(http, who, request_id, "back", f"/requests/{request_id}", review.bring_back)


@posts.post("/requests/{request_id}/later")
def put_off(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    version: Version,
    day: Annotated[str, Form(max_length=10)] = "",
    hour: Annotated[str, Form(max_length=8)] = "",
    reason: Reason = "",
) -> Response:
    """Come back to a request later, and go on with the next one; or say beside the fields what is wrong with them."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "later")
    language = desk.languages[who.language]
    typed = {"day": day, "hour": hour, "reason": reason}
    until = moment_of(day, hour, desk.book.town(record.line.town).timezone)
    if until is None:
        fault = language.gettext("Name a day.")
        return show_request(http, who, record, status=WRONG, later_typed=typed | {"fault": fault})
    wanted = Delay(request=record.line.id, until=until, reason=reason, version=version)
    try:
        review.put_off(desk.installation, wanted, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)))
        return show_request(http, who, record, status=WRONG, later_typed=typed | {"fault": fault})
    except ConflictError as error:
        return refused(http, who, record, error)
    forget_sent(desk.installation, record.line.id, who.agent.login)
    return next_one(http, who, "/review", record.line.id) if AHEAD in http.headers else RedirectResponse("/review?later=mine", SEE_OTHER)


def next_one(http: HttpRequest, who: Member, otherwise: str, done: RequestId | None) -> Response:
    """Hold the next request of the queue, of the town the visitor looks at, and lead to it; ``otherwise`` where none is left.

    ``done`` is what was decided just before. A page that has the next one already (header `AHEAD`) gets no more than what changed on it.
    """
    desk = desk_of(http)
    query = "" if done is None else f"?done={done}"
    if not who.may(Permission.REVIEW):
        raise lacking(Permission.REVIEW)
    for town in (who.town_id,) if who.town_id is not None else tuple(one.id for one in who.towns):
        found = review.claim_next(desk.installation, town, who.agent.login, datetime.now(UTC))
        if found is not None:
            where = f"/requests/{found[0].line.id}{query}"
            return _led(where, arrival(desk, who, found[0], done)) if AHEAD in http.headers else RedirectResponse(where, SEE_OTHER)
    where = f"{otherwise}{query}"
    return _led(where, {}) if AHEAD in http.headers else RedirectResponse(where, SEE_OTHER)


def _led(where: str, arriving: Mapping[str, object]) -> Response:
    return JSONResponse({"go": where, **arriving}, headers={"Cache-Control": "no-store"})


def _do(http: HttpRequest, who: Member, request_id: int, what: str, after: str, do: Callable[..., object]) -> Response:
    desk = desk_of(http)
    record = opened(desk, who, request_id, what)
    try:
        do(desk.installation, record.line.id, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(after, SEE_OTHER)
