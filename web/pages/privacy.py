"""What citizens of a town were told of their data: each text by its number, with since when it was shown."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.rights import Permission
from domain.town import Town
from flows import privacy_text
from store import privacy_texts
from web.desk import desk_of
from web.town_wanted import asked_for_town
from web.visitor import Member, permitted, show

pages = APIRouter()
Keeper = Annotated[Member, Depends(permitted(Permission.RETENTION))]


@pages.get("/privacy")
def current_page(http: HttpRequest, who: Keeper) -> Response:
    """Show what citizens are told now, and the numbers of what they were told before."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    of = _town(who)
    now_told = privacy_text.current(desk_of(http).installation, of.id, datetime.now(UTC))
    return _show(http, who, of, now_told.number)


@pages.get("/privacy/{number}")
def version_page(http: HttpRequest, who: Keeper, number: Annotated[int, InPath(ge=1, le=2**31 - 1)]) -> Response:
    """Show what citizens were told under a number."""
    return _show(http, who, _town(who), number)


def _show(http: HttpRequest, who: Member, of: Town, number: int) -> Response:
    with desk_of(http).installation.database.read() as session:
        version = privacy_texts.get(session, of.id, number)
        every = privacy_texts.numbers(session, of.id)
    values = {"town": of, "version": version, "told": version.text.said_in(who.language), "every": every, "newest": every[0][0]}
    return show(http, who, "privacy.html", values)


def _town(who: Member) -> Town:
    found = who.town or next(iter(who.towns), None)
    if found is None:
        raise HTTPException(404)
    return found
