"""What was agreed to with a request, in which words and when; taken back by an agent whom its requester asks."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.consent import ConsentId
from domain.errors import ConflictError, InvalidError
from domain.ids import RequestId
from domain.rights import Permission, may, may_in_town
from flows import consents as flow
from flows.rights import facts_of
from store import agents
from store.requests import RequestRecord
from store.requests import get as get_request
from web.access import RowId, may_read, opened
from web.desk import desk_of
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_FOUND, CONFLICT, UNPROCESSABLE = 303, 404, 409, 422


@pages.get("/requests/{request_id}/consents")
def consents_page(http: HttpRequest, who: SignedInMember, request_id: RowId, done: int = 0) -> Response:
    """Show what was agreed to with a request."""
    return _page(http, who, _entitled(http, who, request_id), is_done=bool(done))


@posts.post("/requests/{request_id}/consents/{of_id}/{consent_id}/withdraw")
def withdraw(
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    of_id: RowId,
    consent_id: RowId,
    reason: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:
    """Take back what the requester no longer agrees to; ``of_id`` is the request itself, or one that is a part of it."""
    desk, record = desk_of(http), _entitled(http, who, request_id)
    language, now = desk.languages[who.language], datetime.now(UTC)
    with desk.installation.database.read() as session:
        of = get_request(session, RequestId(of_id)).line
    if record.line.id not in {of.id, of.merged_into}:
        raise HTTPException(NOT_FOUND)
    try:
        flow.withdraw_for(desk.installation, of.id, ConsentId(consent_id), reason, who.agent.login, now)
    except InvalidError as error:
        told = tuple(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _page(http, who, record, told, consent_id, UNPROCESSABLE)
    except ConflictError as error:
        return _page(http, who, record, (said(error.args[0], language),), consent_id, CONFLICT)
    return RedirectResponse(f"/requests/{request_id}/consents?done=1", SEE_OTHER)


def _page(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest,
    who: Member,
    record: RequestRecord,
    told: tuple[str, ...] = (),
    faulty: int = 0,
    status: int = 200,
    *,
    is_done: bool = False,
) -> Response:
    desk, town = desk_of(http), record.line.town
    ruleset = desk.installation.towns.get(town).ruleset
    with desk.installation.database.read() as session:
        found = flow.of_family(session, record.line.id)
        names = agents.names(session, {one.withdrawn_by for _, one in found if one.withdrawn_by})
    may_withdraw = may_in_town(who.standing, Permission.ERASE, town) or may(who.standing, Permission.CREATE, facts_of(ruleset, record))
    values = {
        "request": record.line,
        "found": found,
        "names": names,
        "zone": desk.book.town(town).timezone,
        "can_withdraw": may_withdraw and record.erased_at is None,
        "is_open": may_read(desk, who, record.line.id, "consents"),
        "told": told,
        "faulty": faulty,
        "is_done": is_done,
    }
    return show(http, who, "consents.html", values, status)


def _entitled(http: HttpRequest, who: Member, request_id: int) -> RequestRecord:
    """Return a request whose consents somebody may see: who reads it, and the data protection officer. Raises NotFoundError."""
    desk = desk_of(http)
    if not who.may(Permission.ERASE):
        return opened(desk, who, request_id, "consents")
    with desk.installation.database.read() as session:
        record = get_request(session, RequestId(request_id))
    if not who.may_see(record.line.town):
        raise HTTPException(NOT_FOUND)
    return record
