"""Webhooks through the API: a software registers its own address, looks at what it was told, and asks for what it has missed."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.api_key import Scope
from domain.ids import DepartmentCode, SubjectCode
from domain.webhook import Content, Delivery, Event, Webhook, WebhookDeliveryId, WebhookId, WebhookState, WebhookTerms
from flows.webhooks import keeping, sending
from flows.webhooks.keeping import Seen
from store import webhooks
from web.access import LARGEST_ID, RowId
from web.api.caller import Caller, caller
from web.api.problems import FORBIDDEN, ProblemError
from web.api.refusals import as_problems
from web.api.requests import FAULTS
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
CallerOfWebhooks = Annotated[Caller, Depends(caller(Scope.WEBHOOKS))]
_CREATED, _ACCEPTED, _NO_CONTENT = 201, 202, 204
_LINES = 100


class TermsBody(BaseModel):
    """Which address is told of what. Without subjects or departments it is told of all of them."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=100, examples=["GMAO"])
    url: str = Field(min_length=1, max_length=1000, examples=["https://gmao.example/citoyen"])
    events: list[Event] = Field(min_length=1, max_length=len(Event), examples=[["request.routed", "request.closed"]])
    subjects: list[str] = Field(default_factory=list, max_length=1000)
    departments: list[str] = Field(default_factory=list, max_length=1000)
    content: Content = Field(Content.STATES, description="`whole` needs the scope `requests:read` as well.")
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="The version that was seen, where one is changed.")


class WebhookBody(BaseModel):
    """A webhook."""

    id: int
    name: str
    url: str
    events: list[str]
    subjects: list[str]
    departments: list[str]
    content: str
    state: str = Field(description="`on`, `off`, or `failed`: it was switched off because it does not answer.")
    failing_since: datetime | None
    two_secrets_until: datetime | None
    version: int


class MadeBody(BaseModel):
    """A webhook and its secret, which is told once."""

    webhook: WebhookBody
    secret: str = Field(examples=["whsec_…"])


class WebhooksBody(BaseModel):
    """The webhooks of a town by name."""

    webhooks: list[WebhookBody]


class SwitchBody(BaseModel):
    """Whether a webhook is told of anything."""

    model_config = ConfigDict(extra="forbid")

    state: WebhookState
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class DeliveryBody(BaseModel):
    """Something a webhook was told, or is to be told. ``answer`` is the code of its last answer, ``said`` the beginning of that."""

    id: int
    event: str
    request: int | None
    status: str | None
    at: datetime
    state: str = Field(description="`waiting`, `sent`, or `given_up`.")
    attempts: int
    next_attempt_at: datetime | None
    answer: int | None
    said: str


class DeliveriesBody(BaseModel):
    """A page of deliveries, the newest first; ``next`` goes into ``before``, null at the end."""

    deliveries: list[DeliveryBody]
    next: int | None


@routes.get("", response_model=WebhooksBody, summary="List webhooks", responses=FAULTS)
def list_webhooks(http: HttpRequest, who: CallerOfWebhooks) -> JSONResponse:
    """Return the webhooks of the town."""
    with desk_of(http).installation.database.read() as session:
        found = webhooks.all_of(session, who.town)
    return JSONResponse(WebhooksBody(webhooks=[_body(one) for one in found]).model_dump(mode="json"))


@routes.post("", response_model=MadeBody, status_code=_CREATED, summary="Make a webhook", responses=FAULTS)
def make(http: HttpRequest, who: CallerOfWebhooks, body: TermsBody) -> JSONResponse:
    """Keep an address and return it with its secret, which is told only now. An Idempotency-Key is passed over: no secret is kept."""
    with as_problems(http):
        made = keeping.add(desk_of(http).installation, who.town, _terms(who, body), who.name, who.now)
    answer = MadeBody(webhook=_body(made.webhook), secret=made.secret)
    return JSONResponse(answer.model_dump(mode="json"), _CREATED, {"Cache-Control": "no-store"})


@routes.get("/{webhook}", response_model=WebhookBody, summary="Show a webhook", responses=FAULTS)
def show(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId) -> JSONResponse:
    """Return a webhook."""
    with as_problems(http):
        found = keeping.find(desk_of(http).installation, _seen(who, webhook))
    return _shown(found)


@routes.put("/{webhook}", response_model=WebhookBody, summary="Change a webhook", responses=FAULTS)
def change(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId, body: TermsBody) -> JSONResponse:
    """Keep a webhook as it is written now."""
    with as_problems(http):
        found = keeping.change(desk_of(http).installation, _seen(who, webhook, body.version), _terms(who, body), who.name, who.now)
    return _shown(found)


@routes.delete("/{webhook}", status_code=_NO_CONTENT, summary="Remove a webhook", responses=FAULTS)
def remove(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId) -> Response:
    """Remove a webhook with its log."""
    with as_problems(http):
        keeping.remove(desk_of(http).installation, _seen(who, webhook), who.name, who.now)
    return Response(status_code=_NO_CONTENT)


@routes.put("/{webhook}/state", response_model=WebhookBody, summary="Switch a webhook on or off", responses=FAULTS)
def switch(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId, body: SwitchBody) -> JSONResponse:
    """Switch a webhook on or off."""
    if body.state is WebhookState.FAILED:
        raise ProblemError(422, "invalid")
    with as_problems(http):
        found = keeping.switch(desk_of(http).installation, _seen(who, webhook, body.version), body.state, who.name, who.now)
    return _shown(found)


@routes.post("/{webhook}/secret", response_model=MadeBody, summary="Give a webhook another secret", responses=FAULTS)
def rotate(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId) -> JSONResponse:
    """Return the new secret, told only now; the former one signs as well for a day."""
    with as_problems(http):
        made = keeping.rotate(desk_of(http).installation, _seen(who, webhook), who.name, who.now)
    answer = MadeBody(webhook=_body(made.webhook), secret=made.secret)
    return JSONResponse(answer.model_dump(mode="json"), headers={"Cache-Control": "no-store"})


@routes.post("/{webhook}/ping", response_model=DeliveryBody, summary="Try a webhook", responses=FAULTS)
def ping(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId) -> JSONResponse:
    """Call the address now, and return what it answered."""
    installation = desk_of(http).installation
    with as_problems(http):
        told = sending.ping(installation, _seen(who, webhook), who.name, sending.line_of(installation))
    return JSONResponse(_delivery(told).model_dump(mode="json"))


@routes.get("/{webhook}/deliveries", response_model=DeliveriesBody, summary="What a webhook was told", responses=FAULTS)
def deliveries(
    http: HttpRequest, who: CallerOfWebhooks, webhook: RowId, before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> JSONResponse:
    """Return what a webhook was told lately, and what waits."""
    installation = desk_of(http).installation
    with as_problems(http):
        found = keeping.find(installation, _seen(who, webhook))
    with installation.database.read() as session:
        log = webhooks.deliveries(session, found.id, before=before, limit=_LINES + 1)
    body = DeliveriesBody(deliveries=[_delivery(one) for one in log[:_LINES]], next=log[_LINES - 1].id if len(log) > _LINES else None)
    return JSONResponse(body.model_dump(mode="json"))


@routes.post(
    "/{webhook}/deliveries/{delivery}/again", response_model=DeliveryBody, status_code=_ACCEPTED, summary="Send again", responses=FAULTS
)
def send_again(http: HttpRequest, who: CallerOfWebhooks, webhook: RowId, delivery: RowId) -> JSONResponse:
    """Let a delivery leave again."""
    with as_problems(http):
        told = keeping.send_again(desk_of(http).installation, _seen(who, webhook), WebhookDeliveryId(delivery), who.name, who.now)
    return JSONResponse(_delivery(told).model_dump(mode="json"), _ACCEPTED)


def _seen(who: Caller, webhook: int, version: int | None = None) -> Seen:
    return Seen(id=WebhookId(webhook), town=who.town, version=version)


def _terms(who: Caller, body: TermsBody) -> WebhookTerms:
    """Return the terms. Words and persons leave only by a key that may read them."""
    if body.content is Content.WHOLE and Scope.REQUESTS_READ not in who.key.scopes:
        raise ProblemError(FORBIDDEN, "not_permitted")
    return WebhookTerms(
        name=body.name,
        url=body.url,
        events=frozenset(body.events),
        subjects=frozenset(map(SubjectCode, body.subjects)),
        departments=frozenset(map(DepartmentCode, body.departments)),
        content=body.content,
    )


def _shown(one: Webhook) -> JSONResponse:
    return JSONResponse(_body(one).model_dump(mode="json"))


def _body(one: Webhook) -> WebhookBody:
    return WebhookBody(
        id=one.id,
        name=one.terms.name,
        url=one.terms.url,
        events=sorted(one.terms.events),
        subjects=sorted(one.terms.subjects),
        departments=sorted(one.terms.departments),
        content=one.terms.content,
        state=one.state,
        failing_since=one.failing_since,
        two_secrets_until=one.old_until if one.old_until is not None and one.old_until > datetime.now(UTC) else None,
        version=one.version,
    )


def _delivery(one: Delivery) -> DeliveryBody:
    return DeliveryBody(
        id=one.id,
        event=one.event,
        request=one.request,
        status=one.status,
        at=one.at,
        state=one.state,
        attempts=one.attempts,
        next_attempt_at=one.not_before if one.state == "waiting" else None,
        answer=one.answer,
        said=one.said,
    )
