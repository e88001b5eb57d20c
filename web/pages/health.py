"""How Citoyen is, on screen: the machine for who sees to the whole installation, the town for who sees to one."""

from dataclasses import dataclass
from typing import cast

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.errors import Mistake
from store import jobs, nightly
from web.desk import desk_of
from web.health import HealthWatch
from web.pages.intake import shown_unstaffed, unstaffed_troubles
from web.translations import Language, said
from web.visitor import Admin, intake_troubles, show

pages = APIRouter()
UNSTAFFED, OUTGOING = "social requests", "outgoing mail"
"""What `flows.checks` calls the looks at what nobody may read, and at what leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that is wrong, in words: where, what happened, what to do."""

    where: str
    what: str
    remedy: str
    page: str = ""
    """Where it is mended, empty where by no page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheck:
    """One thing that was looked at."""

    name: str
    found: str
    wrong: tuple[Told, ...]
    is_outgoing: bool


@pages.get("/health")
def health_page(http: HttpRequest, who: Admin) -> Response:
    """Show what was looked at and what is wrong. What the machine is like is told who sees to all its towns, and nobody else."""
    desk, language = desk_of(http), desk_of(http).languages[who.language]
    watch = cast("HealthWatch", http.app.state.health)
    looked = watch.look() if who.agent.town is None else None
    unstaffed = [shown_unstaffed(desk, who, one) for one in unstaffed_troubles(desk, who)]
    with desk.installation.database.read() as session:
        counts = nightly.last(session, who.town_id)
        parked = sum(count for (_, state), count in jobs.counts(session, who.agent.town).items() if state == "parked")
    values = {
        "tab": "health",
        "lacks_relay": desk.installation.settings.relay_url is None,
        "looked": looked,
        "checks": ()
        if looked is None
        else tuple(
            ShownCheck(
                name=said(one.name, language),
                found=said(one.found, language),
                wrong=_told(one.mistakes, language),
                is_outgoing=one.name == OUTGOING,
            )
            for one in looked.checks
            # Told above, with the page where it is mended.
            if one.name != UNSTAFFED or not one.mistakes
        ),
        "troubles": (
            *_told(tuple(one.mistake for one in intake_troubles(desk, who)), language),
            *(Told(where=one.where, what=one.what, remedy=one.remedy, page=one.page) for one in unstaffed),
        ),
        "parked": parked,
        "counts": tuple((town, one) for one in counts for town in who.towns if town.id == one.town),
        "zone": next((one.timezone for one in who.towns), "Europe/Paris"),
    }
    return show(http, who, "health.html", values)


def _told(mistakes: tuple[Mistake, ...], language: Language) -> tuple[Told, ...]:
    return tuple(
        Told(where=said(one.where, language), what=said(one.what, language), remedy=said(one.remedy, language)) for one in mistakes
    )
