"""A reviewer decides on the desk: as proposed, corrected, or that nothing is asked; and takes it back. Then comes the next one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConfigurationError, ConflictError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act, Step
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.undo import undo
from store import requests
from store.requests import RequestRecord
from web.access import RowId, opened
from web.deciding import DecideTyped, told_of
from web.desk import desk_of
from web.pages.holding import next_one
from web.pages.one import show_request
from web.pages.recut import Version, refused
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
Chosen = Annotated[str, Form(max_length=300)]


@posts.post("/requests/{request_id}/decide")
def decide(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    version: Version,
    subject: Chosen = "",
    department: Chosen = "",
    street: Chosen = "",
    number: Chosen = "",
    asks: Annotated[bool, Form()] = False,
    who_name: Chosen = "",
    who_phone: Chosen = "",
    who_email: Chosen = "",
    who_address: Chosen = "",
) -> Response:
    """Confirm a request as proposed, or with what was set right; ``asks``: there were fields for who asks, and empty ones mean unknown."""
    desk, now = desk_of(http), datetime.now(UTC)
    record = opened(desk, who, request_id, "decide")
    values = {"subject": subject, "department": department, "street": street, "number": number}
    asked = {"who_name": who_name, "who_phone": who_phone, "who_email": who_email, "who_address": who_address}
    told = told_of(record.requester, asked) if asks else None
    form, typed = ("correct", values | asked) if asks or any(values.values()) else ("confirm", {})
    correction = replace(correction_of(record, subject, department, street.strip(), number.strip()), requester=told)
    return _decided(
        http, who, record, form, typed, lambda: confirm(desk.installation, record.line.id, correction, who.agent.login, now, version)
    )


@posts.post("/requests/{request_id}/reject")
def reject(
    http: HttpRequest, who: SignedInMember, request_id: RowId, version: Version, reason: Annotated[str, Form(max_length=2_000)] = ""
) -> Response:
    """Say that nothing is asked of the town."""
    desk, now = desk_of(http), datetime.now(UTC)
    record = opened(desk, who, request_id, "reject")
    asked = Asked(request=record.line.id, step=Step(act=Act.REJECT, reason=reason), version=version)
    return _decided(http, who, record, "reject", {"reason": reason}, lambda: act(desk.installation, asked, who.agent.login, now))


@posts.post("/requests/{request_id}/undo")
def take_back(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Take the last confirmation back, as long as no notice has left."""
    desk = desk_of(http)
    return _taken_back(http, who, request_id, lambda one: undo(desk.installation, one.line.id, who.agent.login, datetime.now(UTC)))


@posts.post("/requests/{request_id}/restore")
def restore(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Bring what was rejected back into the queue."""
    desk = desk_of(http)

    def do(one: RequestRecord) -> RequestRecord:
        return act(desk.installation, Asked(request=one.line.id, step=Step(act=Act.RESTORE)), who.agent.login, datetime.now(UTC))

    return _taken_back(http, who, request_id, do)


def _decided(
    http: HttpRequest, who: Member, record: RequestRecord, form: str, values: dict[str, str], do: Callable[[], object]
) -> Response:
    """Do it and lead to the next one; or say beside the fields what is wrong, or who was faster."""
    language = desk_of(http).languages[who.language]
    try:
        do()
    except (InvalidError, ConfigurationError) as error:
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)) if part)
        return show_request(http, who, record, status=WRONG, decide_typed=DecideTyped(form=form, fault=fault, values=values))
    except ConflictError as error:
        return refused(http, who, record, error)
    return next_one(http, who, "/review", record.line.id)


def _taken_back(http: HttpRequest, who: Member, request_id: int, do: Callable[[RequestRecord], object]) -> Response:
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        record = requests.get(session, RequestId(request_id))
    # By his own decision it may be out of his sight now: whether it was his, the flow asks.
    if not who.may_see(record.line.town):
        raise NotFoundError(f"There is no request {request_id} for {who.agent.login}.")
    try:
        do(record)
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{request_id}", SEE_OTHER)


def correction_of(record: RequestRecord, subject: str, department: str, street: str, number: str) -> Correction:
    """Return what differs from what is proposed; an empty department is the one that subject and place bring."""
    line, place = record.line, record.place
    is_placed = (street, number) == (place.street or "", place.number or "") or (not street and number in {"", place.number})
    return Correction(
        subject=None if subject in {"", line.subject} else SubjectCode(subject),
        department=None if not department else DepartmentCode(department),
        street=None if is_placed else street,
        number=None if is_placed else (number or None),
    )
