"""The shapes of Open311's answers and of its post, for the OpenAPI document."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from domain.open311 import Datatype


class ServiceBody(BaseModel):
    """A subject that may be chosen."""

    service_code: str = Field(examples=["VOI-01"])
    service_name: str = Field(examples=["Nid-de-poule, chaussée dégradée"])
    description: str | None
    metadata: bool = Field(description="Whether the service has questions of its own: see its definition.")
    type: Literal["realtime"]
    keywords: str | None
    group: str | None = Field(examples=["Voirie"])


class ValueBody(BaseModel):
    """One answer of a list."""

    key: str
    name: str


class AttributeBody(BaseModel):
    """A question of a service."""

    variable: bool
    code: str
    datatype: Datatype
    required: bool
    datatype_description: str | None
    order: int
    description: str
    values: list[ValueBody] | None = Field(default=None, description="Of lists only.")


class DefinitionBody(BaseModel):
    """The questions of a service."""

    service_code: str
    attributes: list[AttributeBody]


class PostedBody(BaseModel):
    """The receipt. ``service_request_id`` is the tracking code, by which the requester follows the request."""

    service_request_id: str = Field(examples=["K7P4-2QXM"])
    service_notice: str | None
    account_id: str | None


class TokenBody(BaseModel):
    """The request that a token means."""

    service_request_id: str
    token: str


class RequestBody(BaseModel):
    """A request as far as it is public."""

    service_request_id: str = Field(examples=["2026-0147"])
    status: Literal["open", "closed"]
    status_notes: str | None
    service_name: str | None
    service_code: str | None
    description: None
    agency_responsible: str | None
    service_notice: None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: None
    address: str | None
    address_id: None
    zipcode: str | None
    lat: float | None
    long: float | None
    media_url: None


class EndpointBody(BaseModel):
    """Where an interface is."""

    specification: str
    url: str
    changeset: str
    type: Literal["production"]
    formats: list[str]


class DiscoveryBody(BaseModel):
    """What is served here."""

    changeset: str
    contact: str
    key_service: str
    endpoints: list[EndpointBody]


class ErrorBody(BaseModel):
    """One thing that is wrong."""

    code: int
    description: str


_FIELDS: dict[str, Any] = {  # Any: a JSON Schema
    "api_key": {"type": "string", "description": "The API key, unless the town takes posts without; also as X-API-Key or Bearer."},
    "jurisdiction_id": {"type": "string", "description": "The town; only where several are served."},
    "service_code": {"type": "string"},
    "lat": {"type": "number", "description": "With long, in WGS 84; or address_string, or address_id."},
    "long": {"type": "number"},
    "address_string": {"type": "string"},
    "address_id": {"type": "string"},
    "email": {"type": "string"},
    "device_id": {"type": "string"},
    "account_id": {"type": "string"},
    "first_name": {"type": "string"},
    "last_name": {"type": "string"},
    "phone": {"type": "string"},
    "description": {"type": "string"},
    "media_url": {"type": "string"},
    "attribute[code]": {"type": "string", "description": "The answer to a question; attribute[code][] several times for several."},
}
_FILES = {"media": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "Photos, videos, sounds, PDF."}}


def _schema(properties: dict[str, Any]) -> dict[str, Any]:  # Any: a JSON Schema
    return {"schema": {"type": "object", "properties": properties, "required": ["service_code"]}}


POST_BODY: dict[str, Any] = {  # Any: a part of an OpenAPI document
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": _schema(_FIELDS),
            "multipart/form-data": _schema(_FIELDS | _FILES),
        },
    }
}
_XML: dict[str, Any] = {"text/xml": {"schema": {"type": "string"}}}
_FAILURES = {
    400: "Something is missing or wrong",
    403: "No api_key, or one that does not allow this",
    404: "No such town, service or request",
    413: "Too large",
    429: "Too many calls",
    503: "Unavailable for a moment",
}


def answers(model: Any) -> dict[int | str, dict[str, Any]]:  # Any: a type, and parts of an OpenAPI document
    """Return the answers of an address for the document: its own, and what may go wrong."""
    failures: dict[int | str, dict[str, Any]] = {
        code: {"model": list[ErrorBody], "description": said, "content": _XML} for code, said in _FAILURES.items()
    }
    return {200: {"model": model, "description": "Also as XML", "content": _XML}, **failures}
