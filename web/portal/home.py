"""The first page of a town's portal: what can be asked, how to follow it, how to reach the town otherwise."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from flows.portal import form_drafts
from store.forms import Published
from web import form_page
from web.api.form_intake import intake_of
from web.desk import desk_of
from web.portal.visit import AnyVisit, Visit, show

pages = APIRouter()
_LONGEST_INTRO = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownForm:
    """A form that is open, as the first page leads to it."""

    address: str
    title: str
    intro: str
    is_begun: bool
    """Whether its citizen has saved it to go on later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLink:
    """A link of the town's own."""

    address: str
    label: str


@pages.get("/p/{town}")
def home(http: HttpRequest, visit: AnyVisit) -> Response:
    """Show the first page."""
    portal, installation = visit.portal, desk_of(http).installation
    begun = frozenset() if visit.citizen is None else form_drafts.begun_codes(installation, visit.citizen.id)
    values = {
        "welcome": portal.welcome.said_in(visit.language),
        "contact": portal.contact.said_in(visit.language),
        "links": tuple(ShownLink(address=one.address, label=one.label.said_in(visit.language)) for one in portal.links),
        "forms": tuple(_shown(visit, one, begun) for one in intake_of(http).book.of(visit.town.id) if one.definition.is_open),
    }
    return show(http, visit, "home.html", values)


def _shown(visit: Visit, form: Published, begun: frozenset[str]) -> ShownForm:
    intro = form_page.said(form.definition.intro, visit.language).partition("\n")[0]
    code = form.definition.code
    return ShownForm(
        # Below the portal's own address his cookie comes along, and the form knows him.
        address=f"{visit.home}/forms/{code}" if visit.citizen else f"/f/{visit.town.id}/{code}?lang={visit.language}",
        is_begun=code in begun,
        title=form.definition.title.said(visit.language),
        intro=intro if len(intro) <= _LONGEST_INTRO else f"{intro[: _LONGEST_INTRO - 1].rstrip()}…",
    )
