"""How Open311 answers: JSON or XML of the same content, errors as the specification has them, open to maps on any site.

Source: Open311 GeoReport v2, “Format Support” and “Errors”; Open311 wiki, “JSON and XML Conversion” (Spark convention).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET  # noqa: S405, N817, RUF100 - only written, never parsed

from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic_core import to_json

from web.api.problems import (
    BAD,
    FORBIDDEN,
    SECONDS_TO_WAIT,
    TEXTS,
    TOO_MANY,
    UNAUTHENTICATED,
    UNAVAILABLE,
    ProblemError,
    language_of,
)
from web.desk import desk_of
from web.words import N_

PREFIX = "/open311/"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-None-Match, X-API-Key",
    "Access-Control-Max-Age": "86400",
}
FRESH = "public, max-age=60"
ASK_AGAIN = "no-cache"
OWN = "no-store"
_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
_SUFFIX = re.compile(r"\.(json|xml)/?$", re.IGNORECASE)
_ITEMS: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What the members of a list are called in XML."""
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FOUND, _NOT_MODIFIED, _CONFLICT, _UNSUPPORTED, _UNPROCESSABLE = 200, 304, 409, 415, 422
_STATUSES: Mapping[int, int] = {UNAUTHENTICATED: FORBIDDEN, _UNPROCESSABLE: BAD, _UNSUPPORTED: BAD, _CONFLICT: BAD}
"""The specification has 403 for keys and 400 for whatever else cannot be done as it was asked."""
_KEY_NEEDED = N_("Missing or invalid api_key. An administrator of the town hall makes one.")
_KEY_REFUSED = N_("This api_key does not allow posting Open311 requests. An administrator can make one that does.")
_BAD = N_("The address or the parameters are not as the documentation says. See /api/v1/docs.")
_DETAILS: Mapping[int, str] = {UNAUTHENTICATED: _KEY_NEEDED, FORBIDDEN: _KEY_REFUSED, BAD: _BAD}

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""What can be said in both formats."""


def is_for_open311(http: HttpRequest) -> bool:
    """Return whether an address belongs to Open311."""
    return http.url.path.startswith(PREFIX)


def format_of(http: HttpRequest) -> str:
    """Return ``json`` or ``xml``: by the ending of the address, else by Accept; XML, which every client knows, where neither says."""
    if ending := _SUFFIX.search(http.url.path):
        return ending[1].lower()
    best, found = 0.0, "xml"
    for item in http.headers.get("accept", "").lower().split(",")[:20]:
        kind, _, parameters = item.partition(";")
        name = {"application/json": "json", "text/xml": "xml", "application/xml": "xml"}.get(kind.strip())
        if name is not None and (quality := _quality(parameters)) > best:
            best, found = quality, name
    return found


def answer(
    http: HttpRequest, root: str, value: Value, *, cache: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return content in the format asked for; 304 where the client has it already. ``root`` is the outermost element in XML."""
    wanted = format_of(http)
    body = to_json(value) if wanted == "json" else to_xml(root, value)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    all_headers = {**CORS, "Cache-Control": cache, "Vary": "Accept, Accept-Language", **(headers or {})}
    if http.method in {"GET", "HEAD"} and status == _FOUND:
        all_headers["ETag"] = etag
        known = {one.strip().removeprefix("W/") for one in http.headers.get("if-none-match", "").split(",")}
        if etag in known:
            return Response(status_code=_NOT_MODIFIED, headers=all_headers)
    return Response(body, status, all_headers, media_type=_TYPES[wanted])


def to_xml(root: str, value: Value) -> bytes:
    """Return content as XML; what XML has no characters for is left out."""
    element = ET.Element(root)
    _fill(element, value)
    content: str = ET.tostring(element, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{content}'.encode()


def _fill(element: ET.Element, value: Value) -> None:
    match value:
        case None:
            return
        case bool():
            element.text = "true" if value else "false"
        case str():
            element.text = _NOT_IN_XML.sub("", value)
        case int() | float():
            element.text = repr(value)
        case Mapping():
            for name, part in value.items():
                _fill(ET.SubElement(element, name), part)
        case _:
            for part in value:
                _fill(ET.SubElement(element, _ITEMS[element.tag]), part)


def answer_error(http: HttpRequest, error: ProblemError, reference: str | None = None) -> Response:
    """Return the answer to a call that could not be done: one error, or one for each mistake."""
    gettext = desk_of(http).languages[language_of(http)].gettext
    status = _STATUSES.get(error.status, error.status)
    told = [one.message for one in error.errors]
    if not told:
        detail = gettext(error.detail or _DETAILS.get(error.status) or TEXTS.get(error.status, TEXTS[BAD])[1])
        told = [f"{detail} ({reference})" if reference else detail]
    headers = {"Content-Language": language_of(http)}
    if status in (TOO_MANY, UNAVAILABLE):
        headers["Retry-After"] = SECONDS_TO_WAIT
    errors: list[Value] = [{"code": status, "description": one} for one in told]
    return answer(http, "errors", errors, cache=OWN, status=status, headers=headers)


def _quality(parameters: str) -> float:
    for one in parameters.split(";"):
        name, _, value = one.strip().partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
