"""The OpenAPI document of the API, and a page to read it."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi import Request as HttpRequest
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response

from web.api.caller import IDEMPOTENCY_HEADER
from web.api.problems import MEDIA_TYPE as PROBLEM_TYPE
from web.api.problems import PREFIX
from web.visitor import AnyVisitor, show

ADDRESS = "/api/v1/openapi.json"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_KEY_NAME = "IdempotencyKey"
_IDEMPOTENCY_KEY = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": False,
    "description": "A name of this write, such as a UUID: sent again within seven days it is done once and answered the same.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_KNOWN_BY_WHAT_IT_SAYS = "/webhook"
"""Form builders send no such key: what they send twice is known by itself."""
_TELLS_SECRETS = "/api/v1/webhooks"
"""What is answered there is kept nowhere, or a secret would be."""
pages = APIRouter(include_in_schema=False)
_ABOUT = (
    "What other software may ask of the town hall's intake, and hand in to it. Calls bear an API key, made by an administrator "
    "(`citoyen keys add`), which allows some of it and so many calls a minute. "
    "Every write may bear an `Idempotency-Key`: sent again within seven days it is done once and answered the same. "
    "What is wrong is told as Problem Details (RFC 9457), in French or English "
    "as `Accept-Language` asks."
)


@pages.get(ADDRESS)
def document(http: HttpRequest) -> JSONResponse:
    """Return the OpenAPI document."""
    return JSONResponse(document_of(http.app), headers={"Cache-Control": "no-cache"})


@pages.get("/api/v1/docs")
def documentation(http: HttpRequest, who: AnyVisitor) -> Response:
    """Show the document as a page."""
    return show(http, who, "api_docs.html", {})


def document_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application, made once."""
    if app.openapi_schema is None:
        document = get_openapi(title="Citoyen", version="1", description=_ABOUT, routes=app.state.documented, openapi_version="3.1.0")
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _say_as_it_is(path, operation["responses"])
                if method != "get" and not path.endswith(_KNOWN_BY_WHAT_IT_SAYS) and not path.startswith(_TELLS_SECRETS):
                    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{_KEY_NAME}"})
        document.setdefault("components", {})["parameters"] = {_KEY_NAME: _IDEMPOTENCY_KEY}
        app.openapi_schema = document
    return app.openapi_schema


def _say_as_it_is(path: str, responses: dict[str, Any]) -> None:
    """Correct what FastAPI writes of answers it does not know: problems have their own type, and Open311 has no 422."""
    if not path.startswith(PREFIX):
        responses.pop("422", None)
    for response in responses.values():
        content = response.get("content", {})
        for kind in [kind for kind, body in content.items() if body.get("schema") == _PROBLEM]:
            content[PROBLEM_TYPE] = content.pop(kind)
