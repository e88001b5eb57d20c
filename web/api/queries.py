"""Saved queries through the API: those that are an agent's to use, what each asks, and what it finds for him."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from domain.query import SavedQuery
from domain.query_wire import to_json
from flows import queries
from flows.queries import Asker, asker_of
from store import agents
from web.access import LARGEST_ID, RowId
from web.api.caller import Caller, CallerOfReads, as_agent, named
from web.api.problems import NOT_FOUND, ProblemError
from web.api.refusals import as_problems
from web.api.requests import FAULTS, most_of
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1/queries", tags=["requests"])
_CRITERIA = "A tree of criteria joined by all, any, none; see docs/queries.md."
_EXAMPLE = {"all": [{"subject": ["VOI-*"]}, {"received": {"last": 30}}]}
MOST = 1_000


class QueryBody(BaseModel):
    """A saved query. ``count`` is how many requests it finds that the agent may read; null in the list."""

    id: int
    name: str
    owner: str
    is_own: bool
    version: int
    criteria: dict[str, Any] = Field(description=_CRITERIA, examples=[_EXAMPLE])
    count: int | None


class QueriesBody(BaseModel):
    """An agent's own queries by name, then those that are shared with him."""

    queries: list[QueryBody]


class FoundBody(BaseModel):
    """The requests a query finds that the agent may read, those that came first first; ``next`` is the last id, null at the end."""

    requests: list[int]
    next: int | None


class CountedBody(BaseModel):
    """How many requests a query finds that the agent may read."""

    count: int


class CriteriaBody(BaseModel):
    """What is to be counted, and for whom."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is asked.", examples=["marie"])
    criteria: dict[str, Any] = Field(description=_CRITERIA, examples=[_EXAMPLE])


@routes.get("", response_model=QueriesBody, summary="Show an agent's saved queries", responses=FAULTS)
def list_queries(http: HttpRequest, who: CallerOfReads) -> JSONResponse:
    """Return the saved queries of the agent named, and those that are shared with what he is."""
    asker = _asker(http, who)
    found = queries.of(desk_of(http).installation, asker, who.town)
    return JSONResponse(QueriesBody(queries=[_body(one, asker, None) for one in found]).model_dump(mode="json"))


@routes.get("/{query_id}", response_model=QueryBody, summary="Show a saved query", responses=FAULTS)
def show_query(http: HttpRequest, who: CallerOfReads, query_id: RowId) -> JSONResponse:
    """Return a saved query with how many requests it finds."""
    asker, installation = _asker(http, who), desk_of(http).installation
    with as_problems(http):
        saved = queries.get(installation, asker, who.town, query_id)
        count = queries.count(installation, who.town, saved.criteria, asker, who.now)
    return JSONResponse(_body(saved, asker, count).model_dump(mode="json"))


@routes.get("/{query_id}/requests", response_model=FoundBody, summary="List what a saved query finds", responses=FAULTS)
def list_found(
    http: HttpRequest, who: CallerOfReads, query_id: RowId, after: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> JSONResponse:
    """Return the ids of the requests a query finds, a thousand at a time, behind ``after``."""
    asker, installation = _asker(http, who), desk_of(http).installation
    with as_problems(http):
        saved = queries.get(installation, asker, who.town, query_id)
        found = queries.ids(installation, who.town, saved.criteria, asker, who.now, most=MOST + 1, after=after)
    shown = list(found[:MOST])
    body = FoundBody(requests=[int(one) for one in shown], next=int(shown[-1]) if len(found) > MOST else None)
    return JSONResponse(body.model_dump(mode="json"))


@routes.post("/count", response_model=CountedBody, summary="Count what a query finds", responses=FAULTS)
def count_found(http: HttpRequest, who: CallerOfReads, body: CriteriaBody) -> JSONResponse:
    """Return how many requests a query finds that is not kept. Nothing is written."""
    asker, installation = _asker(http, who, body.agent), desk_of(http).installation
    with as_problems(http):
        criteria = queries.criteria_of(body.criteria)
        count = queries.count(installation, who.town, criteria, asker, who.now)
    return JSONResponse(CountedBody(count=count).model_dump(mode="json"))


def _asker(http: HttpRequest, who: Caller, login: str | None = None) -> Asker:
    """Return the agent in whose name it is asked, as far as the key opens."""
    standing = named(http, who if login is None else as_agent(http, who, login))
    with desk_of(http).installation.database.read() as session:
        found = agents.find_by_login(session, standing.login)
    if found is None:
        raise ProblemError(NOT_FOUND, "not_found")
    return replace(asker_of(found, standing), most=most_of(who))


def _body(one: SavedQuery, asker: Asker, count: int | None) -> QueryBody:
    return QueryBody(
        id=one.id,
        name=one.name,
        owner=one.owner_name,
        is_own=one.owner == asker.agent,
        version=one.version,
        criteria=to_json(one.criteria),
        count=count,
    )
