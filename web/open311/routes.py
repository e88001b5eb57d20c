"""The addresses of Open311: with ``.json`` or ``.xml``, without, and with a slash at the end, as clients write them."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.ids import TownId
from domain.open311 import Attribute, Service
from domain.town import Town
from flows.once import DifferentError, Write
from flows.open311.post import post
from flows.open311.reading import RefusedError, Submission, read_fields
from flows.open311.services import Offer
from flows.open311.shown import Shown, Stage, by_ids, find_code, listed
from store.tracking import read_code
from web.api.caller import address_of, keys_throttle, written
from web.api.entries import KEY_USED
from web.api.problems import BAD, NOT_FOUND, TOO_MANY, WRONG, ProblemError, Wrong, language_of
from web.desk import base_address, desk_of
from web.open311.answers import ASK_AGAIN, CORS, FRESH, OWN, PREFLIGHT, Value, answer
from web.open311.asked import Filters, cursor, several, town_of, wanted
from web.open311.bodies import (
    POST_BODY,
    DefinitionBody,
    DiscoveryBody,
    PostedBody,
    RequestBody,
    ServiceBody,
    TokenBody,
    answers,
)
from web.open311.sender import offers_of, poster
from web.open311.sent import Sent, sent
from web.open311.words import (
    CONTACT,
    KEY_SERVICE,
    MISTAKES,
    NO_SUCH_REQUEST,
    NO_SUCH_SERVICE,
    NO_SUCH_TOKEN,
    NOTICE,
    UNKNOWN_SERVICE,
    note,
)

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CODES_PER_MINUTE = 120
"""Tracking codes one address may ask for; public numbers are not counted."""
AGAIN = timedelta(minutes=10)
"""So long the same post of the same sender is one that is sent again."""
_BASE = "/open311/v2"

routes = APIRouter(prefix=_BASE, tags=["open311"])
other_addresses = APIRouter(include_in_schema=False)


class Suffix(StrEnum):
    """The format an address ends with."""

    JSON = "json"
    XML = "xml"


Jurisdiction = Annotated[str, Query(description="The town: its short name, its site or its INSEE code. Only where several are served.")]
Endpoint = Callable[..., Response]


def _ending(format: Annotated[Suffix, Path(description="The format of the answer.")]) -> None:  # noqa: A002, RUF100 - its name in the address
    """Refuse an ending that is no format; which one it is, is seen in the address."""
    del format


def _preflight() -> Response:
    """Tell browsers that pages of other sites may ask here."""
    return Response(status_code=204, headers={**CORS, **PREFLIGHT})


_WITH_ENDING = [Depends(_ending)]


def _served(method: str, path: str, model: Any, summary: str, **more: Any) -> Callable[[Endpoint], Endpoint]:  # Any: FastAPI's own
    """Serve an endpoint at its address with an ending, which the document describes, and at the others that clients use."""

    def decorate(endpoint: Endpoint) -> Endpoint:
        routes.add_api_route(
            f"{path}.{{format}}",
            endpoint,
            methods=[method],
            responses=answers(model),
            summary=summary,
            response_class=Response,
            dependencies=_WITH_ENDING,
            **more,
        )
        other_addresses.add_api_route(f"{_BASE}{path}.{{format}}/", endpoint, methods=[method], dependencies=_WITH_ENDING)
        for other in (path, f"{path}/"):
            other_addresses.add_api_route(f"{_BASE}{other}", endpoint, methods=[method])
        for every in (f"{path}.{{format}}", f"{path}.{{format}}/", path, f"{path}/"):
            other_addresses.add_api_route(f"{_BASE}{every}", _preflight, methods=["OPTIONS"])
            if method == "GET":
                needed = _WITH_ENDING if "{format}" in every else None
                other_addresses.add_api_route(f"{_BASE}{every}", endpoint, methods=["HEAD"], dependencies=needed)
        return endpoint

    return decorate


def _offer(http: HttpRequest, jurisdiction: str) -> Offer:
    offers = offers_of(http)
    return offers.get(town_of(offers.towns(), jurisdiction))


# ---- discovery and services


@_served("GET", "/discovery", DiscoveryBody, "What is served here")
def discovery(http: HttpRequest) -> Response:
    """Return where the interface is and whom to ask, for clients that begin here."""
    offers = offers_of(http)
    every = [offers.get(town.id) for town in offers.towns()]
    changed = max((offer.published_at for offer in every if offer.published_at), default=datetime(2000, 1, 1, tzinfo=UTC))
    gettext = desk_of(http).languages[language_of(http)].gettext
    changeset = changed.astimezone(UTC).isoformat(timespec="seconds")
    value: Value = {
        "changeset": changeset,
        "contact": "; ".join(_contact(gettext(CONTACT), offer.town) for offer in every),
        "key_service": gettext(KEY_SERVICE),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{base_address(http)}{_BASE}",
                "changeset": changeset,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(http, "discovery", value, cache=FRESH)


for _address in ("/open311/discovery", _BASE, f"{_BASE}/"):
    other_addresses.add_api_route(_address, discovery, methods=["GET"])
other_addresses.add_api_route("/open311/discovery.{format}", discovery, methods=["GET"], dependencies=_WITH_ENDING)


@_served("GET", "/services", list[ServiceBody], "Subjects that may be chosen")
def services(http: HttpRequest, jurisdiction_id: Jurisdiction = "") -> Response:
    """Return what may be reported: subjects about a place, none that is confidential."""
    return answer(http, "services", [_service(one) for one in _offer(http, jurisdiction_id).services], cache=FRESH)


@_served("GET", "/services/{service_code}", DefinitionBody, "The questions of a subject")
def definition(http: HttpRequest, service_code: str, jurisdiction_id: Jurisdiction = "") -> Response:
    """Return what is asked of who chooses a subject."""
    service = _offer(http, jurisdiction_id).find(service_code)
    if service is None:
        raise ProblemError(NOT_FOUND, "no_such_service", NO_SUCH_SERVICE)
    questions: list[Value] = [_attribute(one, order) for order, one in enumerate(service.attributes, start=1)]
    return answer(http, "service_definition", {"service_code": service.code, "attributes": questions}, cache=FRESH)


def _contact(words: str, town: Town) -> str:
    return words.format(town=town.name, contact=", ".join(part for part in (town.email, town.phone) if part))


def _service(service: Service) -> Value:
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": f"{service.group} – {service.name}" if service.group else service.name,
        "metadata": bool(service.attributes),
        "type": "realtime",
        "keywords": ", ".join(service.keywords) or None,
        "group": service.group or None,
    }


def _attribute(attribute: Attribute, order: int) -> Value:
    told: dict[str, Value] = {
        "variable": attribute.variable,
        "code": attribute.code,
        "datatype": attribute.datatype.value,
        "required": attribute.required,
        "datatype_description": attribute.hint or None,
        "order": order,
        "description": attribute.description,
    }
    values: list[Value] = [{"key": choice.key, "name": choice.name} for choice in attribute.choices]
    return {**told, "values": values} if values else told


# ---- requests


@_served("POST", "/requests", list[PostedBody], "Report something", openapi_extra=POST_BODY)
def add_request(http: HttpRequest, posted: Annotated[Sent, Depends(sent)]) -> Response:
    """Keep what is reported and give the receipt at once.

    With an Idempotency-Key the same post twice is one request; without one, within ten minutes from the same sender.
    """
    installation, now = desk_of(http).installation, datetime.now(UTC)
    town, who, identity = poster(http, posted.fields)
    offer = offers_of(http).get(town)
    submission = _submission(http, posted, offer)
    try:
        write = written(http, identity, town, posted.content) or _sent_again(http, identity, town, posted, now)
        found = post(installation, offer.town, submission, who, now, write)
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    code = str(found.answer["service_request_id"])
    gettext = desk_of(http).languages[language_of(http)].gettext
    value: list[Value] = [
        {
            "service_request_id": code,
            "service_notice": gettext(NOTICE).format(code=code),
            "account_id": submission.account_id,
        }
    ]
    headers = {"Location": f"{_BASE}/requests/{code}"}
    return answer(http, "service_requests", value, cache=OWN, status=found.status, headers=headers)


@_served("GET", "/requests", list[RequestBody], "Public requests")
def list_requests(  # noqa: PLR0913, PLR0917 - the filters of the specification
    http: HttpRequest,
    jurisdiction_id: Jurisdiction = "",
    service_request_id: Annotated[list[str] | None, Query(description="Only these, with commas; nothing else counts then.")] = None,
    service_code: Annotated[list[str] | None, Query(description="Only of these services, with commas.")] = None,
    status: Annotated[list[str] | None, Query(description="open, closed, or both with a comma.")] = None,
    start_date: Annotated[str, Query(description="Received from then on; by default 90 days before end_date.")] = "",
    end_date: Annotated[str, Query(description="Received until then; by default now. At most 90 days after start_date.")] = "",
    updated_after: Annotated[str, Query(description="Changed from then on.")] = "",
    updated_before: Annotated[str, Query(description="Changed until then.")] = "",
    page: Annotated[str, Query(description="From 1 on.")] = "",
    page_size: Annotated[str, Query(description="At most 1000, which is the default.")] = "",
    after: Annotated[str, Query(description="Where the list goes on, as the header Link says it: as fast at any depth.")] = "",
) -> Response:
    """Return requests that everybody may see, the newest first: without who asked and what was written."""
    offer = _offer(http, jurisdiction_id)
    installation = desk_of(http).installation
    ids = several(service_request_id or ())
    if ids:
        _admit_codes(http, ids)
        return answer(http, "service_requests", _requests(http, offer, by_ids(installation, offer, ids)), cache=OWN)
    filters = Filters(
        service_code=service_code or (),
        status=status or (),
        start_date=start_date,
        end_date=end_date,
        updated_after=updated_after,
        updated_before=updated_before,
        page=page,
        page_size=page_size,
        after=after,
    )
    found = listed(installation, offer, wanted(offer, filters, datetime.now(UTC)))
    headers = {}
    if found.next is not None:
        following = http.url.remove_query_params("page").include_query_params(after=cursor(found.next))
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return answer(http, "service_requests", _requests(http, offer, found.requests), cache=ASK_AGAIN, headers=headers)


@_served("GET", "/requests/{service_request_id}", list[RequestBody], "One request")
def get_request(http: HttpRequest, service_request_id: str, jurisdiction_id: Jurisdiction = "") -> Response:
    """Return a request by its public number, or by the tracking code that its requester was given."""
    offer = _offer(http, jurisdiction_id)
    _admit_codes(http, (service_request_id,))
    found = by_ids(desk_of(http).installation, offer, [service_request_id])
    if not found:
        raise ProblemError(NOT_FOUND, "no_such_request", NO_SUCH_REQUEST)
    return answer(http, "service_requests", _requests(http, offer, found), cache=OWN)


@_served("GET", "/tokens/{token}", list[TokenBody], "The request of a token")
def get_token(http: HttpRequest, token: str, jurisdiction_id: Jurisdiction = "") -> Response:
    """Return the service_request_id of a token. Here a post answers it at once, and it is its own token."""
    offer = _offer(http, jurisdiction_id)
    _admit_codes(http, (token,))
    code = find_code(desk_of(http).installation, offer.town.id, token)
    if code is None:
        raise ProblemError(NOT_FOUND, "no_such_token", NO_SUCH_TOKEN)
    return answer(http, "service_requests", [{"service_request_id": code, "token": token}], cache=OWN)


def _admit_codes(http: HttpRequest, ids: Sequence[str]) -> None:
    """Let an address ask for so many tracking codes a minute: who tries them by the thousand would find somebody's. Raises ProblemError."""
    address = f"open311 codes {address_of(http)}"
    for one in ids:
        if read_code(one) is not None and not keys_throttle(http).admits(address, CODES_PER_MINUTE):
            raise ProblemError(TOO_MANY, "too_many_calls")


def _sent_again(http: HttpRequest, identity: str, town: TownId, posted: Sent, now: datetime) -> Write | None:
    """Return a post as its client sends it again when the answer did not come: known by its content for some minutes.

    The answer opens the request, so it goes to nobody else: only to the same key from the same address, and only where the post itself
    says whose it is. Two who say nothing of themselves may report the same: those are two.
    """
    if not any(posted.last(name) for name in ("device_id", "account_id", "email", "phone")):
        return None
    place = "\n".join(("sent again", identity, address_of(http), town))
    caller = hashlib.sha256(place.encode()).hexdigest()
    return Write(caller=caller, key=hashlib.sha256(posted.content).hexdigest(), content=posted.content, since=now - AGAIN)


def _submission(http: HttpRequest, posted: Sent, offer: Offer) -> Submission:
    try:
        return read_fields(posted.fields, posted.files, offer.services)
    except RefusedError as error:
        gettext = desk_of(http).languages[language_of(http)].gettext
        told = [
            Wrong(field=one.field, code=one.wrong, message=gettext(MISTAKES[one.wrong]).format(field=one.field)) for one in error.mistakes
        ]
        is_unknown = any(one.wrong in UNKNOWN_SERVICE for one in error.mistakes)
        raise ProblemError(NOT_FOUND if is_unknown else BAD, "invalid", errors=told) from error


def _requests(http: HttpRequest, offer: Offer, found: Sequence[Shown]) -> list[Value]:
    gettext = desk_of(http).languages[language_of(http)].gettext
    zone = ZoneInfo(offer.town.timezone)

    def moment(at: datetime) -> str:
        return at.astimezone(zone).isoformat(timespec="seconds")

    return [
        {
            "service_request_id": one.id,
            "status": "closed" if one.stage is Stage.CLOSED else "open",
            "status_notes": gettext(note(one)),
            "service_name": one.name,
            "service_code": one.code,
            "description": one.description,
            "agency_responsible": one.department,
            "service_notice": None,
            "requested_datetime": moment(one.requested_at),
            "updated_datetime": moment(one.updated_at),
            "expected_datetime": None,
            "address": one.address,
            "address_id": None,
            "zipcode": one.postcode,
            "lat": one.point.lat if one.point else None,
            "long": one.point.lon if one.point else None,
            "media_url": _media_url(http, offer, one),
        }
        for one in found
    ]


def _media_url(http: HttpRequest, offer: Offer, one: Shown) -> str | None:
    """Return where the first photo is that an agent has approved; the specification has room for one."""
    base = base_address(http)
    return f"{base}/p/{offer.town.id}/photos/{one.photos[0].token}.jpg" if one.photos and base else None
