"""Reports of a town for everybody: map, list, page of one, photos that were approved, feed. Off unless the town wants it."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import Lock
from typing import Annotated, cast
from xml.etree import ElementTree as ET  # noqa: S405, N817, RUF100 - only written, never parsed

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from flows.open311 import shown as rule
from flows.open311.services import Offer
from flows.open311.shown import Shown
from flows.portal.reports import Sheet
from flows.portal_settings import portal_address
from flows.town_views import TownView
from store import followers, publications
from web.api.caller import address_of, keys_throttle
from web.api.form_intake import maps_of
from web.api.problems import ProblemError
from web.desk import desk_of
from web.form_map import View, query_of, read_view
from web.open311.asked import cursor, read_cursor
from web.place_map import map_headers
from web.portal.report_filters import DAYS, ReportFilters, asked_filters, known, sectors_of, subjects_of, wanted
from web.portal.report_map import MOST_LISTED, report_map
from web.portal.visit import Visit, any_visit, language_of, set_cookie, show, visit_of
from web.report_book import STAGES, book_of
from web.translations import LANGUAGES
from web.words import N_

pages = APIRouter()
NOT_FOUND, NOT_MODIFIED, TOO_MANY = 404, 304, 429
A_PAGE = 50
A_FEED = 50
LOOKS_A_MINUTE = 240
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,9}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}", re.ASCII)
_MOST_KEPT = 64
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEAR_ZOOM = 16


class ReportPages:
    """Maps as they were drawn last, the same for everybody who is not signed in. Safe to share between threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, ...], str] = OrderedDict()

    def get(self, key: tuple[str, ...], make: Callable[[], str]) -> str:
        """Return a page, made where it is not at hand; the key says all it depends on."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return made


def with_map(http: HttpRequest, visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """Return the visit where the town shows its reports; 404 otherwise. Whoever asks too often waits."""
    if not visit.portal.map:
        raise HTTPException(NOT_FOUND)
    if not keys_throttle(http).admits(f"reports {address_of(http)}", LOOKS_A_MINUTE):
        raise HTTPException(TOO_MANY)
    return visit


MapVisit = Annotated[Visit, Depends(with_map)]
Asked = Annotated[ReportFilters, Depends(asked_filters)]


@pages.get("/p/{town}/map")
def the_map(http: HttpRequest, visit: MapVisit, asked: Asked, at: str = "") -> Response:
    """Show the reports of a town on its map, and those that are seen there as a list."""
    now = datetime.now(UTC)
    sheet, view = book_of(http).sheet(visit.town.id, now), read_view(at)
    day = now.date().isoformat()
    if visit.citizen is not None or visit.followed:
        content = _map_page(http, visit, asked, view, sheet, now)
    else:
        kept = cast("ReportPages", http.app.state.report_pages)
        place = "" if view is None else query_of(view)
        # What the town has set of its portal stands in the page too.
        settings = hashlib.sha256(repr((visit.portal, visit.town)).encode()).hexdigest()[:16]
        key = (visit.town.id, visit.language, asked.query(), place, sheet.version, day, settings)
        content = kept.get(key, lambda: _map_page(http, visit, asked, view, sheet, now))
    return _cached(http, visit, content)


@pages.get("/p/{town}/reports")
def the_list(http: HttpRequest, visit: MapVisit, asked: Asked, after: str = "") -> Response:
    """Show the reports of a town as a list, newest first."""
    offer, filters = _known(http, visit, asked)
    try:
        place = read_cursor(after) if after else None
    except ProblemError as error:
        raise HTTPException(NOT_FOUND) from error
    page = rule.listed(desk_of(http).installation, offer, wanted(filters, offer, datetime.now(UTC), place, A_PAGE))
    values = {
        **_about(http, visit, filters, offer),
        "reports": page.requests,
        "next": None if page.next is None else filters.query(after=cursor(page.next)),
        "is_first": place is None,
    }
    return show(http, visit, "reports.html", values)


@pages.get("/p/{town}/reports.rss")
def feed(http: HttpRequest, visit: MapVisit, asked: Asked) -> Response:
    """Return the newest reports as RSS 2.0."""
    offer, filters = _known(http, visit, asked)
    page = rule.listed(desk_of(http).installation, offer, wanted(filters, offer, datetime.now(UTC), None, A_FEED))
    return _tagged(http, _rss(http, visit, filters, page.requests), "application/rss+xml; charset=utf-8", "no-cache")


@pages.get("/p/{town}/reports/{number}")
def one(http: HttpRequest, visit: MapVisit, number: str, followed: str = "") -> Response:
    """Show one report."""
    report = find_report(http, visit, number)
    return show_report(http, visit, report, is_asked=followed == "1")


@pages.get("/p/{town}/photos/{name}")
def photo(http: HttpRequest, name: str) -> Response:
    """Return a photo that an agent has approved, as long as its report is public. Open311 leads here too, be the portal open or not."""
    token, visit = name.removesuffix(".jpg"), any_visit(http)
    if visit is None or not name.endswith(".jpg") or not _TOKEN.fullmatch(token):
        raise HTTPException(NOT_FOUND)
    installation = desk_of(http).installation
    with installation.database.read() as session:
        found = publications.find_photo(session, token)
    if found is None or found[1] != visit.town.id:
        raise HTTPException(NOT_FOUND)
    shown = rule.by_request(installation, book_of(http).offer(visit.town.id), found[0])
    if shown is None or token not in {one.token for one in shown.photos}:
        raise HTTPException(NOT_FOUND)
    with installation.database.read() as session:
        content = publications.photo(session, token)
    if content is None:
        raise HTTPException(NOT_FOUND)
    # Asked again each time: a photo that was taken back is gone at once.
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cross-Origin-Resource-Policy": "cross-origin"}
    answer = _tagged(http, content, "image/jpeg", "no-cache")
    answer.headers.update(headers)
    return answer


def find_report(http: HttpRequest, visit: Visit, number: str) -> Shown:
    """Return what everybody may see of a report, by its public number alone. Raises HTTPException (404)."""
    if not _NUMBER.fullmatch(number):
        raise HTTPException(NOT_FOUND)
    found = rule.by_ids(desk_of(http).installation, book_of(http).offer(visit.town.id), (number,))
    if not found or found[0].request is None:
        raise HTTPException(NOT_FOUND)
    return found[0]


def show_report(http: HttpRequest, visit: Visit, report: Shown, *, is_asked: bool = False, fault: str = "", typed: str = "") -> Response:
    """Show one report with the form to follow it; ``fault`` is what is wrong with the address ``typed`` there."""
    installation = desk_of(http).installation
    with installation.database.read() as session:
        count = 0 if report.request is None else followers.count(session, report.request)
    view = _view(http, visit)
    tiles = installation.settings.map_tiles
    near = None if report.point is None else View(centre=report.point, zoom=_NEAR_ZOOM)
    drawn = None if near is None else report_map(maps_of(http).of(view.classifier.places), (report,), near, tiles)
    values = {
        "report": report,
        "stages": STAGES,
        "drawn": drawn,
        "map_credit": installation.settings.map_credit if tiles else "",
        "count": count,
        "is_asked": is_asked,
        "fault": fault,
        "typed": typed,
        "can_follow": installation.settings.relay_url is not None,
        "address": None if visit.citizen is None else visit.citizen.email,
        "canonical": f"{visit.home}/reports/{report.id}",
    }
    answer = show(http, visit, "report.html", values, 422 if fault else 200)
    answer.headers.update(map_headers(tiles))
    return answer


def _map_page(http: HttpRequest, visit: Visit, asked: ReportFilters, view: View | None, sheet: Sheet, now: datetime) -> str:
    desk = desk_of(http)
    offer, filters = _known(http, visit, asked)
    reports = tuple(report for report in sheet.reports if filters.takes(report, now) and not _is_hidden(report, filters))
    tiles = desk.installation.settings.map_tiles
    drawn = report_map(maps_of(http).of(_view(http, visit).classifier.places), reports, view, tiles)
    values = {
        **_about(http, visit, filters, offer),
        "drawn": drawn,
        "map_credit": desk.installation.settings.map_credit if tiles else "",
        "total": len(reports),
        "listed": () if drawn is None else drawn.inside[:MOST_LISTED],
        "is_moved": view is not None,
    }
    return desk.page(visit.language, "portal/report_map.html", visit=visit, **values)


def _is_hidden(report: Shown, filters: ReportFilters) -> bool:
    """Tell whether a filter would say of a report what its label hides."""
    return report.code is None and bool(filters.subject or filters.sector or filters.street)


def _known(http: HttpRequest, visit: Visit, asked: ReportFilters) -> tuple[Offer, ReportFilters]:
    offer = book_of(http).offer(visit.town.id)
    return offer, known(asked, _view(http, visit), offer)


def _view(http: HttpRequest, visit: Visit) -> TownView:
    return desk_of(http).installation.towns.get(visit.town.id)


def _about(http: HttpRequest, visit: Visit, filters: ReportFilters, offer: Offer) -> dict[str, object]:
    return {
        "filters": filters,
        "subjects": subjects_of(offer),
        "sectors": sectors_of(_view(http, visit)),
        "all_days": DAYS,
        "stages": STAGES,
        "query": filters.query(),
        "words": {"open": N_("In progress"), "closed": N_("Over"), "all": N_("All")},
    }


def _cached(http: HttpRequest, visit: Visit, content: str) -> Response:
    answer = _tagged(http, content.encode(), "text/html; charset=utf-8", "private, no-cache")
    answer.headers.update({"Content-Language": visit.language, "Vary": "Accept-Language, Cookie"})
    answer.headers.update(map_headers(desk_of(http).installation.settings.map_tiles))
    if (chosen := http.query_params.get("lang")) in LANGUAGES:
        set_cookie(desk_of(http), answer, "citoyen_portal_language", chosen, 365 * 24 * 3600)
    return answer


def _tagged(http: HttpRequest, body: bytes, kind: str, cache: str) -> Response:
    """Return an answer with its ETag; 304 where the browser has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": cache, "ETag": etag}
    asked = {one.strip().removeprefix("W/") for one in http.headers.get("if-none-match", "").split(",")}
    return Response(status_code=NOT_MODIFIED, headers=headers) if etag in asked else Response(body, 200, headers, media_type=kind)


def _rss(http: HttpRequest, visit: Visit, filters: ReportFilters, reports: tuple[Shown, ...]) -> bytes:
    gettext = language_of(http, visit).gettext
    base = portal_address(desk_of(http).installation, visit.town.id)
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom"})
    channel = ET.SubElement(root, "channel")
    query = f"?{filters.query()}" if filters.is_narrow else ""
    _put(channel, "title", gettext("Reports in %(town)s") % {"town": visit.town.name})
    _put(channel, "link", f"{base}/reports{query}")
    _put(channel, "description", gettext("What was reported, and where it stands."))
    _put(channel, "language", visit.language)
    ET.SubElement(channel, "atom:link", {"href": f"{base}/reports.rss{query}", "rel": "self", "type": "application/rss+xml"})
    for report in reports:
        item = ET.SubElement(channel, "item")
        place = f" – {report.address}" if report.address else ""
        _put(item, "title", f"{report.name}{place}")
        _put(item, "link", f"{base}/reports/{report.id}")
        guid = ET.SubElement(item, "guid", {"isPermaLink": "true"})
        guid.text = f"{base}/reports/{report.id}"
        _put(item, "pubDate", format_datetime(report.requested_at.astimezone(UTC)))
        told = ". ".join(part for part in (gettext(STAGES[report.stage]), report.description or "") if part)
        _put(item, "description", told)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_IN_XML.sub("", text)
