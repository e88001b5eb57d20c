"""Pages of one town, for who sees to several: which is meant."""

from fastapi import HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.town import Town
from web.visitor import Member, show


def asked_for_town(http: HttpRequest, who: Member) -> Response | None:
    """Return the page that asks which town is meant; None where that is known."""
    if who.town is not None or len(who.towns) < 2:  # noqa: PLR2004 - a choice
        return None
    return show(http, who, "town_wanted.html", {})


def town_of(who: Member) -> Town:
    """Return the town that is looked at: the chosen one, else the first. Raises HTTPException 404 where there is none."""
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    return town


def named_town(who: Member, code: str) -> Town:
    """Return the town that a form names. Raises HTTPException 404 for one that is not his."""
    town = next((one for one in who.towns if one.id == code), None)
    if town is None:
        raise HTTPException(404)
    return town
