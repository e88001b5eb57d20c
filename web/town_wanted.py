"""Pages of one town, for who sees to several and has chosen none: he is asked which, and never shown the first of them unasked."""

from fastapi import Request as HttpRequest
from fastapi.responses import Response

from web.visitor import Member, show


def asked_for_town(http: HttpRequest, who: Member) -> Response | None:
    """Return the page that asks which town is meant; None where that is known."""
    if who.town is not None or len(who.towns) < 2:  # noqa: PLR2004 - a choice
        return None
    return show(http, who, "town_wanted.html", {})
