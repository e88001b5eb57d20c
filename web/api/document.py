"""The OpenAPI document of the API, and a page to read it."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi import Request as HttpRequest
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response

from web.visitor import AnyVisitor, show

ADDRESS = "/api/v1/openapi.json"
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
        app.openapi_schema = get_openapi(title="Citoyen", version="1", description=_ABOUT, routes=app.routes, openapi_version="3.1.0")
    return app.openapi_schema
