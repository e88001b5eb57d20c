"""Parameters of a call that no address knows are refused: a filter with a slip in its name would else let through everything."""

from collections.abc import Callable
from typing import Any

from fastapi import Request as HttpRequest
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Cookie, Header, Path
from fastapi.routing import APIRoute

from web.api.problems import WRONG, ProblemError, Wrong, language_of
from web.desk import desk_of
from web.words import N_

_UNKNOWN = N_("There is no parameter of this name here. Known are: {names}.")
_NONE = N_("This address takes no parameters.")
_known: dict[Callable[..., Any], frozenset[str]] = {}
"""By the function that answers: a route has no hash, and is read once."""


def refuse_unknown(http: HttpRequest) -> None:
    """Raise ProblemError where a call has parameters in its address that the OpenAPI document does not name there."""
    route = http.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = _known.get(route.endpoint)
    if known is None:
        known = _known[route.endpoint] = parameters_of(route)
    unknown = [name for name in dict.fromkeys(http.query_params) if name not in known]
    if not unknown:
        return
    gettext = desk_of(http).languages[language_of(http)].gettext
    message = gettext(_UNKNOWN).format(names=", ".join(sorted(known))) if known else gettext(_NONE)
    raise ProblemError(WRONG, "invalid", errors=tuple(Wrong(field=name, code="unknown_field", message=message) for name in unknown))


def parameters_of(route: APIRoute) -> frozenset[str]:
    """Return the names of the parameters that a call of a route may have in its address, as the OpenAPI document names them."""
    # What a model of parameters holds comes without saying where it stands; none of ours stands elsewhere than in the address.
    named = {field.alias for field in get_flat_params(route.dependant) if not isinstance(field.field_info, (Path, Header, Cookie))}
    extra: list[dict[str, Any]] = (route.openapi_extra or {}).get("parameters", [])
    return frozenset(named | {str(one["name"]) for one in extra if one.get("in") == "query"})
