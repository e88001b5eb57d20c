"""What a town's portal looks like and says of itself: its colours, its logo, accessibility, legal notice, personal data."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.colours import look_of
from domain.portal import Bilingual
from flows import privacy_text
from flows.portal_settings import is_link
from flows.town_folder.cells import is_email
from store import logos, retention
from web.desk import desk_of
from web.gate import FILE_POLICY
from web.portal.visit import AnyVisit, Visit, any_visit, show

pages = APIRouter()
FOUND, UNCHANGED, NOT_FOUND = 302, 304, 404
_KEPT = "public, max-age=600"
"""For so many seconds browsers do not ask again: on a slow line each question counts."""
_LOGO_POLICY = f"{FILE_POLICY}; style-src 'unsafe-inline'"
_MARK = "/static/mark.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where somebody writes who is barred from something."""

    address: str
    words: str


@pages.get("/p/{town}/look.css")
def look(http: HttpRequest) -> Response:
    """Return the town's colours as a style sheet."""
    visit = any_visit(http)
    if visit is None:
        return Response(status_code=NOT_FOUND)
    made = look_of(visit.portal.colour)
    sheet = (
        f":root {{ --town: {made.colour}; --town-text: {made.text}; --link: {made.link}; --link-on-light: {made.link}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --link: {made.dark_link}; }} }}\n"
    )
    return _kept(http, sheet.encode(), "text/css; charset=utf-8")


@pages.get("/p/{town}/logo")
def logo(http: HttpRequest) -> Response:
    """Return the town's logo; the mark of the product where it has none."""
    visit = any_visit(http)
    if visit is None:
        return Response(status_code=NOT_FOUND)
    with desk_of(http).installation.database.read() as session:
        found = logos.find(session, visit.town.id)
    if found is None:
        return RedirectResponse(_MARK, FOUND, headers={"Cache-Control": _KEPT})
    answer = _kept(http, found.content, found.media_type)
    answer.headers["Content-Security-Policy"] = _LOGO_POLICY
    return answer


@pages.get("/p/{town}/accessibility")
def accessibility(http: HttpRequest, visit: AnyVisit) -> Response:
    """Show the declaration of accessibility, as the model of RGAA has it."""
    stated = visit.portal.accessibility
    values = {
        "stated": stated,
        "faults": _lines(visit, stated.faults),
        "exemptions": _lines(visit, stated.exemptions),
        "reach": _reach(stated.contact or visit.town.email),
        "audited_on": _day(visit, stated.audited_on),
        "stated_on": _day(visit, stated.stated_on),
    }
    return show(http, visit, "accessibility.html", values)


@pages.get("/p/{town}/legal")
def legal(http: HttpRequest, visit: AnyVisit) -> Response:
    """Show the legal notice."""
    return show(http, visit, "legal.html", {"legal": visit.portal.legal.said_in(visit.language)})


@pages.get("/p/{town}/privacy")
def privacy(http: HttpRequest, visit: AnyVisit) -> Response:
    """Show what becomes of personal data, as the settings of the town have it, and which version of it that is."""
    installation = desk_of(http).installation
    version = privacy_text.current(installation, visit.town.id, datetime.now(UTC))
    with installation.database.read() as session:
        terms, _ = retention.terms(session, visit.town.id)
    since = version.at.astimezone(ZoneInfo(visit.town.timezone)).date()
    values = {
        "told": version.text.said_in(visit.language),
        "number": version.number,
        "since": _day(visit, since),
        "reach": _reach(terms.rights_contact if is_email(terms.rights_contact) else visit.town.email),
    }
    return show(http, visit, "privacy.html", values)


def _kept(http: HttpRequest, content: bytes, media_type: str) -> Response:
    """Return something that browsers keep for a while, and need not be sent again while it is the same."""
    mark = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": mark, "Cache-Control": _KEPT}
    if mark in (http.headers.get("if-none-match") or ""):
        return Response(status_code=UNCHANGED, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _lines(visit: Visit, text: Bilingual) -> tuple[str, ...]:
    return tuple(line for line in text.said_in(visit.language).splitlines() if line.strip())


def _reach(contact: str) -> Reach:
    return Reach(address=contact if is_link(contact) else f"mailto:{contact}", words=contact.removeprefix("mailto:").removeprefix("tel:"))


def _day(visit: Visit, day: date | None) -> str:
    return "" if day is None else (f"{day:%d/%m/%Y}" if visit.language == "fr" else f"{day:%d %B %Y}")
