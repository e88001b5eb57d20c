"""Filters of the list kept under names: saved, put in order, shared by a head with his department, removed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError
from domain.ids import DepartmentCode, TownId
from domain.note import FilterId
from flows import saved_filters
from web.access import RowId
from web.desk import desk_of
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, FORBIDDEN = 303, 422, 403


@posts.post("/filters")
def save(
    http: HttpRequest,
    who: SignedInMember,
    name: Annotated[str, Form(max_length=200)] = "",
    query: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:
    """Keep what the list is filtered by under a name, and lead back to the list."""
    query = query.removesuffix("&")
    installation, now = desk_of(http).installation, datetime.now(UTC)
    return _done(http, who, f"/requests?{query}", lambda: saved_filters.save(installation, who.agent, name, query, now))


@posts.post("/filters/{filter_id}/remove")
def remove(http: HttpRequest, who: SignedInMember, filter_id: RowId) -> Response:
    """Remove a filter of one's own."""
    return _done(http, who, "/requests", lambda: saved_filters.remove(desk_of(http).installation, who.agent, FilterId(filter_id)))


@posts.post("/filters/{filter_id}/up")
def up(http: HttpRequest, who: SignedInMember, filter_id: RowId) -> Response:
    """Put a filter before the one above it."""
    return _done(http, who, "/requests", lambda: saved_filters.move_up(desk_of(http).installation, who.agent, FilterId(filter_id)))


@posts.post("/filters/{filter_id}/share")
def share(http: HttpRequest, who: SignedInMember, filter_id: RowId, department: Annotated[str, Form(max_length=140)] = "") -> Response:
    """Share a filter with a department, ``town/code``; empty: with nobody any more."""
    town, _, code = department.partition("/")
    whom = (TownId(town), DepartmentCode(code)) if town and code else None
    installation = desk_of(http).installation
    return _done(
        http,
        who,
        "/requests",
        lambda: saved_filters.share(installation, who.agent, who.standing, FilterId(filter_id), whom, datetime.now(UTC)),
    )


def _done(http: HttpRequest, who: Member, after: str, do: Callable[[], object]) -> Response:
    language = desk_of(http).languages[who.language]
    try:
        do()
    except InvalidError as error:
        why = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)))
        return show(http, who, "filter_refused.html", {"reason": why, "back": after}, WRONG)
    except ConflictError as error:
        return show(http, who, "filter_refused.html", {"reason": said(error.args[0], language), "back": after}, FORBIDDEN)
    return RedirectResponse(after, SEE_OTHER)
