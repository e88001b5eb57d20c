"""Requests: lists with every filter of the desk, one with all that is known of it, and its history."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as Date
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, Field

from domain.api_key import Scope
from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import RequestId
from domain.inbound import Channel
from domain.rights import Reach, Visibility, reach
from flows.departments.unread import note_opened
from flows.listing import FIRST_DAY, LAST_DAY, Filters, Looking, listed
from flows.rights import facts_of
from store import dossiers, requests
from store.request_lines import Cursor
from store.requests import RequestRecord
from store.work_list import Order
from web.access import LARGEST_ID, Concealed, Eyes, concealed, note_list, place_after, seen
from web.api.caller import Caller, CallerOfReads
from web.api.problems import BAD, FORBIDDEN, NOT_FOUND, Problem, ProblemError
from web.api.request_bodies import HistoryBody, RequestBody, RequestsBody, history_body, line_body, request_body
from web.desk import Desk, desk_of
from web.hushed import hushed
from web.words import N_

routes = APIRouter(prefix="/api/v1", tags=["requests"])
MOST_LISTED = 200
_FIRST, _LAST = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (FIRST_DAY, LAST_DAY))
_NUMBERED = re.compile(r"([0-9]{4})[-/]([0-9]{1,9})")
CURSOR = N_("This cursor is none that a list of this order gave.")
CONFIDENTIAL = N_("This request is confidential: this key may know that it is there, and nothing more of it.")
FAULTS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 401, 403, 404, 422, 429, 503)}
Reference = Annotated[
    str, InPath(min_length=1, max_length=40, description="Its id, its number as 2026-0147, or its tracking code.", examples=["2026-0147"])
]


State = Literal[
    "any_open",
    "any_over",
    "review",
    "rejected",
    "open",
    "accepted",
    "planned",
    "waiting",
    "transferred",
    "done",
    "closed",
    "archived",
]
"""A state, or several in one word: in which the town still owes something, or nothing more."""


class Asked(BaseModel):
    """What a list is filtered by; filters add up. Days are the town's own."""

    status: list[State] = Field(default_factory=list, max_length=20, description="Any of these.")
    department: str | None = Field(None, max_length=64)
    subject: str | None = Field(None, max_length=64)
    sector: str | None = Field(None, max_length=200)
    street: str | None = Field(None, max_length=200, description="The official name.")
    channel: Channel | None = None
    priority: int | None = Field(None, ge=1, le=4)
    due_before: AwareDatetime | None = Field(None, ge=_FIRST, le=_LAST, description="Something is due before.")
    overdue: bool = Field(default=False, description="What is due is overdue.")
    received_from: Date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="First day of reception.")
    received_to: Date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="Last day of reception.")
    taken_by: str | None = Field(None, max_length=200, description="Login of the agent who has it in hand.")
    in_hands_of: str | None = Field(
        None, max_length=200, description="Login of the agent who sees to it: he has it in hand, or holds it for somebody who is away."
    )
    requester: int | None = Field(None, ge=1, le=LARGEST_ID, description="The file of its requester.")
    q: str | None = Field(None, max_length=500, description="Words; the last one by its beginning. A number or a code finds that request.")
    reference: str | None = Field(None, max_length=40, description="Number (2026/0147) or tracking code.")
    order: Literal["newest", "due"] = "newest"
    cursor: str | None = Field(None, max_length=120, description="“next” of the page before.")
    limit: int = Field(50, ge=1, le=MOST_LISTED)


@routes.get("/requests", response_model=RequestsBody, summary="List and search requests", responses=FAULTS)
def list_requests(http: HttpRequest, who: CallerOfReads, asked: Annotated[Asked, Query()]) -> JSONResponse:
    """Return a page of requests.

    Of requests that this key may not read it tells only that they are there; any filter but state and reception leaves them out.
    """
    desk, eyes = desk_of(http), eyes_of_key(who)
    after = cursor_of(asked)
    with desk.installation.database.read() as session:
        lines = listed(session, looking_of(desk, who, eyes), filters_of(asked), after=after, limit=asked.limit + 1)
    page = lines[: asked.limit]
    note_list(desk, eyes, page, "api list")
    following = place_after(eyes, page[-1]) if len(lines) > asked.limit else None
    body = RequestsBody(requests=[line_body(line, eyes) for line in page], next=following)
    return JSONResponse(body.model_dump(mode="json"))


@routes.get("/requests/{reference}", response_model=RequestBody, summary="Show a request", responses=FAULTS)
def show_request(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return a request. One that is a part of another now is shown as that one, where it is asked for by number or code.

    With ``agent`` he has opened it by that, as on the desk: it does not go back to review unread.
    """
    desk = desk_of(http)
    found = looked_up(desk, who, reference, "api request")
    if who.standing is not None and not isinstance(found, Concealed):
        note_opened(desk.installation, found, who.standing.login, who.now)
    return JSONResponse(told(desk, found).model_dump(mode="json"))


@routes.get("/requests/{reference}/history", response_model=HistoryBody, summary="Show what was done to a request", responses=FAULTS)
def show_history(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return what was done to a request, oldest first."""
    desk = desk_of(http)
    found = opened(desk, who, reference, "api history")
    with desk.installation.database.read() as session:
        record = hushed(session, requests.get(session, found.line.id), eyes_of_key(who))
    return JSONResponse(history_body(record.line.id, record.history).model_dump(mode="json"))


def eyes_of_key(who: Caller) -> Eyes:
    """Return what a key may see."""
    level = most_of(who)
    own = Reach(level=level) if who.standing is None else reach(who.standing)
    return Eyes(name=who.name, town=who.town, reach=replace(own, most=level), standing=who.standing)


def most_of(who: Caller) -> Confidentiality:
    """Return up to which level a key opens requests, whatever its agent may."""
    return Confidentiality.RESTRICTED if Scope.REQUESTS_RESTRICTED in who.key.scopes else Confidentiality.NORMAL


def looked_up(desk: Desk, who: Caller, reference: str, what: str) -> RequestRecord | Concealed:
    """Return the request somebody names, as he may see it. Raises ProblemError where there is none in his town."""
    with desk.installation.database.read() as session:
        request = _find(partial(requests.find_by_reference, session, who.town), reference)
    if request is None or request > LARGEST_ID:
        raise ProblemError(NOT_FOUND, "not_found")
    try:
        return seen(desk, eyes_of_key(who), request, what)
    except NotFoundError as error:
        raise ProblemError(NOT_FOUND, "not_found") from error


def opened(desk: Desk, who: Caller, reference: str, what: str) -> RequestRecord:
    """Return the request somebody names, whose content is his to read. Raises ProblemError for every other; see `looked_up`."""
    found = looked_up(desk, who, reference, what)
    if isinstance(found, Concealed):
        raise ProblemError(FORBIDDEN, "confidential", CONFIDENTIAL)
    return found


def as_seen(desk: Desk, who: Caller, record: RequestRecord) -> RequestRecord | Concealed:
    """Return a request as it may be told by now to who has just done something to it: by that it may have become confidential."""
    facts = facts_of(desk.installation.towns.get(record.line.town).ruleset, record)
    is_whole = eyes_of_key(who).sees(facts) is Visibility.WHOLE
    return record if is_whole else concealed(record.line, record.ruleset_number)


def told(desk: Desk, found: RequestRecord | Concealed) -> RequestBody:
    """Return a request with the file of its requester."""
    if isinstance(found, Concealed):
        return request_body(found)
    with desk.installation.database.read() as session:
        return request_body(found, dossiers.of_request(session, found.line.id))


def _find(find: Callable[[str], RequestId | None], reference: str) -> RequestId | None:
    if reference.isdecimal() and reference.isascii():
        return RequestId(int(reference))
    numbered = _NUMBERED.fullmatch(reference)
    # A code may look like a number: the number, which people say, comes first.
    return (find("/".join(numbered.groups())) if numbered else None) or find(reference)


def cursor_of(asked: Asked) -> Cursor | None:
    """Return where a list goes on. Raises ProblemError for a cursor that no list of this order gave."""
    if asked.cursor is None:
        return None
    try:
        cursor = Cursor.parse(asked.cursor)
    except ValueError as error:
        raise ProblemError(BAD, "cursor", CURSOR) from error
    if abs(cursor.id) > LARGEST_ID or (asked.order == Order.DUE.value and cursor.due_at is None):
        raise ProblemError(BAD, "cursor", CURSOR)
    return cursor


def looking_of(desk: Desk, who: Caller, eyes: Eyes) -> Looking:
    """Return who looks at a list, and as far as his rights reach."""
    zone = ZoneInfo(desk.book.town(who.town).timezone)
    return Looking(towns=(who.town,), known=(who.town,), reach=eyes.reach, zone=zone, now=who.now)


def filters_of(asked: Asked) -> Filters:
    """Return what a list is filtered by."""
    return Filters(
        states=tuple(asked.status),
        department=asked.department,
        subject=asked.subject,
        sector=asked.sector,
        street=asked.street,
        channel=asked.channel,
        priority=asked.priority,
        taken_by=asked.taken_by,
        in_hands_of=asked.in_hands_of,
        requester=asked.requester,
        due_before=asked.due_before,
        is_overdue=asked.overdue,
        received_from=asked.received_from,
        received_to=asked.received_to,
        typed=asked.q or "",
        reference=asked.reference,
        order=Order(asked.order),
    )
