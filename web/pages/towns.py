"""The towns of an installation, for who runs it: how much there is of each and nothing of what; a further one is made here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from domain.errors import ConflictError, InvalidError
from flows import town_making
from flows.first_run.catalogue import EVERYTHING_ELSE, offers, usual
from flows.first_run.plan import LONGEST, ZONES, TownFacts
from flows.town_making import Made, Wanted
from web.desk import desk_of
from web.translations import said
from web.visitor import Admin, Member, checked_post, show

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422


def runner(who: Admin) -> Member:
    """Return who runs the installation: an administrator of all of it."""
    if who.agent.town is not None:
        raise HTTPException(FORBIDDEN)
    return who


Runner = Annotated[Member, Depends(runner)]
pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])


@pages.get("/towns")
def towns_page(http: HttpRequest, who: Runner) -> Response:
    """Show the towns, and the form of a further one."""
    return _show(http, who, {f"take_{code}": "on" for code in usual().codes})


@posts.post("/towns")
async def make(http: HttpRequest, who: Runner) -> Response:
    """Make a town, and show the invitation of its administrator, once."""
    form = await http.form()
    typed = {name: value.strip()[:LONGEST] for name, value in form.items() if isinstance(value, str)}
    # It publishes a rule set, which takes a second and must not hold up the others.
    return await run_in_threadpool(_make, http, who, typed)


def wanted_in(typed: Mapping[str, str]) -> Wanted:
    """Return the town that was typed."""
    names = ("name", "postcode", "street", "phone", "timezone")
    facts = TownFacts(
        **{name: typed.get(name, "") for name in names}, insee=typed.get("insee", "").upper(), email=typed.get("email", "").lower()
    )
    return Wanted(
        facts=facts,
        id=typed.get("id", ""),
        departments=tuple(one.code for one in offers() if f"take_{one.code}" in typed or one.code == EVERYTHING_ELSE),
        hosts=tuple(typed.get("hosts", "").lower().split()),
        login=typed.get("login", "").lower(),
        name=typed.get("administrator", ""),
        email=typed.get("administrator_email", "").lower(),
    )


def _make(http: HttpRequest, who: Member, typed: Mapping[str, str]) -> Response:
    desk = desk_of(http)
    language = desk.languages[who.language]
    try:
        made = town_making.make(desk.installation, wanted_in(typed), who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        faults = {one.where: f"{said(one.what, language)} {said(one.remedy, language)}" for one in reversed(error.mistakes)}
        return _show(http, who, typed, faults=faults, status=UNPROCESSABLE)
    except ConflictError as error:
        return _show(http, who, typed, faults={"": said(error.args[0], language)}, status=CONFLICT)
    answer = _show(http, who, {f"take_{code}": "on" for code in usual().codes}, made=made)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _show(
    http: HttpRequest,
    who: Member,
    typed: Mapping[str, str],
    *,
    faults: Mapping[str, str] | None = None,
    made: Made | None = None,
    status: int = 200,
) -> Response:
    values = {
        "found": town_making.overview(desk_of(http).installation, who.agent.login),
        "typed": typed,
        "faults": faults or {},
        "made": made,
        "offers": tuple(one for one in offers() if one.code != EVERYTHING_ELSE),
        "zones": ZONES,
    }
    return show(http, who, "towns.html", values, status)
