"""Filters of the list that agents keep under a name, through the API: an agent's own, and those shared with his departments."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.ids import DepartmentCode
from domain.note import FilterId, SavedFilter
from domain.rights import Standing
from flows import saved_filters
from flows.saved_filters import LONGEST_NAME, LONGEST_QUERY
from store import agents
from store.agents import Agent
from web.access import RowId
from web.api.acts import note
from web.api.caller import Caller, CallerOfActs, CallerOfReads, as_agent, named
from web.api.problems import NOT_FOUND, ProblemError
from web.api.refusals import as_problems
from web.api.requests import FAULTS
from web.api.written_once import answered_model, answered_once
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1/filters", tags=["requests"])
_LOGIN = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])


class FilterBody(BaseModel):
    """A filter of the list of the desk under a name; ``department``: its members see it, too."""

    id: int
    name: str
    query: str = Field(description="What stands behind the address of the list.", examples=["state=all&priority=2"])
    department: str | None
    is_own: bool = Field(description="False for one that somebody else shares with a department of the agent.")


class FiltersBody(BaseModel):
    """An agent's own filters in his order, then those shared with his departments."""

    filters: list[FilterBody]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = _LOGIN


class NewFilterBody(_Body):
    """A filter to keep, in place of what was kept under its name before."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    query: str = Field(min_length=1, max_length=LONGEST_QUERY)


class FilterSharingBody(_Body):
    """With which department of the town a filter is shared; null: with nobody any more."""

    department: str | None = Field(None, min_length=1, max_length=64)


class RaisingBody(_Body):
    """Who puts a filter before the one above it."""


@routes.get("", response_model=FiltersBody, summary="Show an agent's filters", responses=FAULTS)
def list_filters(http: HttpRequest, who: CallerOfReads) -> JSONResponse:
    """Return the filters of the agent named."""
    found = _own(http, who, named(http, who))
    return JSONResponse(FiltersBody(filters=found).model_dump(mode="json"))


@routes.post("", response_model=FilterBody, summary="Keep a filter", responses=FAULTS)
def save(http: HttpRequest, who: CallerOfActs, body: NewFilterBody) -> Response:
    """Keep what the list is filtered by under a name."""
    caller, agent = _as(http, who, body.agent)

    def do() -> FilterBody:
        saved = saved_filters.save(desk_of(http).installation, agent, body.name, body.query, who.now)
        return _done(http, who, caller, saved, "filter_saved")

    return answered_model(http, who, body, do)


@routes.post("/{filter_id}/up", response_model=FilterBody, summary="Put a filter higher", responses=FAULTS)
def up(http: HttpRequest, who: CallerOfActs, filter_id: RowId, body: RaisingBody) -> Response:
    """Put a filter of the agent's own before the one above it."""
    caller, agent = _as(http, who, body.agent)
    saved = FilterId(filter_id)

    def do() -> FilterBody:
        saved_filters.move_up(desk_of(http).installation, agent, saved)
        return _done(http, who, caller, saved, "filter_raised")

    return answered_model(http, who, body, do)


@routes.post("/{filter_id}/share", response_model=FilterBody, summary="Share a filter", responses=FAULTS)
def share(http: HttpRequest, who: CallerOfActs, filter_id: RowId, body: FilterSharingBody) -> Response:
    """Share a filter with the members of a department whose head the agent is."""
    caller, agent = _as(http, who, body.agent)
    saved, standing = FilterId(filter_id), named(http, caller)
    whom = None if body.department is None else (who.town, DepartmentCode(body.department))

    def do() -> FilterBody:
        saved_filters.share(desk_of(http).installation, agent, standing, saved, whom, who.now)
        return _done(http, who, caller, saved, "filter_shared")

    return answered_model(http, who, body, do)


@routes.delete("/{filter_id}", status_code=204, summary="Remove a filter", responses=FAULTS)
def remove(http: HttpRequest, who: CallerOfActs, filter_id: RowId, agent: Annotated[str, Query(min_length=1, max_length=200)]) -> Response:
    """Remove a filter of the agent's own."""
    _, own = _as(http, who, agent)

    def do() -> None:
        with as_problems(http):
            saved_filters.remove(desk_of(http).installation, own, FilterId(filter_id))
        _write_down(http, who, FilterId(filter_id), "filter_removed", agent)

    return answered_once(http, who, f"{filter_id} {agent}".encode(), do)


def _as(http: HttpRequest, who: Caller, login: str) -> tuple[Caller, Agent]:
    caller = as_agent(http, who, login)
    return caller, _agent(http, named(http, caller))


def _agent(http: HttpRequest, standing: Standing) -> Agent:
    with desk_of(http).installation.database.read() as session:
        found = agents.find_by_login(session, standing.login)
    if found is None:
        raise ProblemError(NOT_FOUND, "not_found")
    return found


def _own(http: HttpRequest, who: Caller, standing: Standing) -> list[FilterBody]:
    agent = _agent(http, standing)
    found = saved_filters.of(desk_of(http).installation, agent, standing)
    # A key is for one town: what is shared in another one is not its to tell.
    return [_filter(one, agent) for one in found if one.agent == agent.id or one.town == who.town]


def _done(http: HttpRequest, who: Caller, caller: Caller, saved: FilterId, act: str) -> FilterBody:
    standing = named(http, caller)
    _write_down(http, who, saved, act, standing.login)
    return next(one for one in _own(http, who, standing) if one.id == saved)


def _write_down(http: HttpRequest, who: Caller, saved: FilterId, act: str, agent: str) -> None:
    with desk_of(http).installation.database.write() as session:
        note(session, who, f"filter:{saved}", {"act": act, "agent": agent})


def _filter(one: SavedFilter, agent: Agent) -> FilterBody:
    return FilterBody(id=one.id, name=one.name, query=one.query, department=one.department, is_own=one.agent == agent.id)
