"""What the review page asks for while somebody works on it: the next one ahead, who else is there, subjects by a few letters.

All of it is for scripts but the way to the next and to the previous request; without them the page has the same by links and lists.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, RedirectResponse, Response

from domain.department import Confidentiality
from domain.errors import ConfigurationError
from domain.ids import RequestId, TownId
from domain.request import Status
from domain.rights import Permission
from flows import review
from flows.beside import Way, foresee, go, renew
from flows.confirm import Deciding
from flows.rights import lacking
from flows.typed import FORMS, keep_typed
from store import requests
from web.access import RowId, opened
from web.ahead import ANSWER_ID, ANSWER_VERSION, is_his, state_of, worked_on
from web.desk import Desk, desk_of, html
from web.hold import notes_of
from web.labels import labels
from web.pages.deciding import correction_of
from web.pages.one import show_request
from web.subject_finder import Book, SubjectBook, find
from web.visitor import Member, SignedInMember, checked_post
from web.words import PRIORITIES

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOTHING = 303, 204
_MOST_ASKED = 200
_LARGEST = 2**31 - 1
_BOOK = SubjectBook()
Words = Annotated[str, Query(max_length=100)]
Field = Annotated[str | None, Form(max_length=2_000)]
Asked = Annotated[str, Query(max_length=300)]
Seen = Annotated[int | None, Query(ge=1, le=_LARGEST)]


@posts.post("/requests/{request_id}/beyond")
def beyond(http: HttpRequest, who: SignedInMember, request_id: RowId, way: Annotated[Way, Form()]) -> Response:
    """Go to the next or the previous request of the queue without deciding this one, which others may take then."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "beyond")
    found = go(desk.installation, record.line.id, way, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/review?none=1" if found is None else f"/requests/{found}", SEE_OTHER)


@pages.get("/requests/{request_id}/ahead")
def ahead(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Return the page of what comes once this request is decided, held by nobody yet; nothing (204) where it is not for everybody.

    That somebody reads such a one is written down, and whether he ever will is not sure yet.
    """
    desk = desk_of(http)
    record = worked_on(desk, who, request_id)
    found = _foreseen(desk, who, record.line.id)
    if found is None:
        return Response(status_code=NOTHING)
    with desk.installation.database.read() as session:
        coming = requests.get(session, found)
    if coming.line.confidentiality > Confidentiality.NORMAL or not is_his(desk, who, coming):
        return Response(status_code=NOTHING)
    page = show_request(http, who, coming)
    page.headers[ANSWER_ID] = str(coming.line.id)
    page.headers[ANSWER_VERSION] = str(coming.line.version)
    return page


@pages.get("/requests/{request_id}/presence")
def presence(http: HttpRequest, who: SignedInMember, request_id: RowId, version: Seen = None) -> Response:
    """Return who has a request open; ``version`` is the one the browser shows."""
    desk = desk_of(http)
    return html(state_of(desk, who, worked_on(desk, who, request_id), version))


@posts.post("/requests/{request_id}/renew")
def go_on(http: HttpRequest, who: SignedInMember, request_id: RowId, version: Seen = None) -> Response:
    """Go on holding a request somebody is at; return who has it open."""
    desk = desk_of(http)
    record = worked_on(desk, who, request_id)
    record = renew(desk.installation, record.line.id, who.agent.login, datetime.now(UTC))
    return html(state_of(desk, who, record, version))


@posts.post("/requests/{request_id}/typing")
def typing(  # noqa: PLR0913, PLR0917 — what the forms bring
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    form: Annotated[str, Form(max_length=16)],
    subject: Field = None,
    department: Field = None,
    number: Field = None,
    street: Field = None,
    who_name: Field = None,
    who_phone: Field = None,
    who_email: Field = None,
    who_address: Field = None,
    day: Field = None,
    hour: Field = None,
    reason: Field = None,
) -> Response:
    """Keep what is typed into a form and not sent yet."""
    desk = desk_of(http)
    record = worked_on(desk, who, request_id)
    given = {
        "subject": subject,
        "department": department,
        "number": number,
        "street": street,
        "who_name": who_name,
        "who_phone": who_phone,
        "who_email": who_email,
        "who_address": who_address,
        "day": day,
        "hour": hour,
        "reason": reason,
    }
    fields = {name: value for name, value in given.items() if value is not None}
    if form in FORMS:
        keep_typed(desk.installation, record.line.id, who.agent.login, form, fields, datetime.now(UTC))
    return Response(status_code=NOTHING)


@pages.get("/requests/{request_id}/subjects")
def subjects(http: HttpRequest, who: SignedInMember, request_id: RowId, q: Words = "") -> Response:
    """Return the subjects a few letters may mean, the nearest first, with their themes."""
    desk = desk_of(http)
    record = worked_on(desk, who, request_id)
    found = find(_entries(desk, record.line.town), q)
    return JSONResponse([{"code": one.code, "label": one.label, "theme": one.theme} for one in found])


@pages.get("/requests/{request_id}/outcome")
def outcome(  # noqa: PLR0913, PLR0917 — what the form holds
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    subject: Asked = "",
    department: Asked = "",
    street: Asked = "",
    number: Asked = "",
) -> Response:
    """Return whose a request would be, and how urgent, were it confirmed with what is typed; nothing (204) where that cannot be done."""
    desk, now = desk_of(http), datetime.now(UTC)
    record = worked_on(desk, who, request_id)
    view = desk.installation.towns.get(record.line.town)
    deciding = Deciding(settings=desk.installation.settings, view=view, agent=who.agent.login, now=now)
    try:
        found = deciding.foresee(record, correction_of(record, subject, department, street.strip(), number.strip()))
    except ConfigurationError:
        return Response(status_code=NOTHING)
    priority = desk.languages[who.language].gettext(PRIORITIES[found.priority])
    told = {"department": labels(view.ruleset).department(found.department), "priority": priority}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@pages.get("/review/presence")
def presence_of_list(http: HttpRequest, who: SignedInMember, ids: Annotated[str, Query(max_length=4_000)] = "") -> Response:
    """Return who has which requests of the list open, and which of them wait no more, by id."""
    desk, now = desk_of(http), datetime.now(UTC)
    if not who.may(Permission.REVIEW):
        raise lacking(Permission.REVIEW)
    asked = [RequestId(int(one)) for one in ids.split(",")[:_MOST_ASKED] if one.isdecimal() and len(one) < len(str(_LARGEST))]
    with desk.installation.database.read() as session:
        lines = [
            one
            for one in requests.lines(session, asked)
            if who.may_see(one.town) and who.reach.shows(one.town, one.department, one.confidentiality)
        ]
        waiting = [one for one in lines if one.status is Status.REVIEW]
        notes = notes_of(desk, session, who, review.waiting(session, waiting, now), now)
    told = {str(one.id): {"held": desk.page(who.language, "held.html", held=notes[one.id][0]), "waits": True} for one in waiting}
    gone = {str(one.id): {"held": "", "waits": False} for one in lines if one.status is not Status.REVIEW}
    return JSONResponse(told | gone, headers={"Cache-Control": "no-store"})


def _foreseen(desk: Desk, who: Member, but: RequestId) -> RequestId | None:
    for town in (who.town_id,) if who.town_id is not None else tuple(one.id for one in who.towns):
        found = foresee(desk.installation, town, but, who.agent.login, datetime.now(UTC))
        if found is not None:
            return found
    return None


def _entries(desk: Desk, town: TownId) -> Book:
    return _BOOK.of(town, desk.installation.towns.get(town).ruleset)
