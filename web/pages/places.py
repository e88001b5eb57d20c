"""Places on the desk: by a few letters, by a point on the map, and what the map is drawn from; the sectors of a town."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response

from domain.ids import TownId
from domain.place import Place, PlaceStatus, Point
from domain.rights import Permission
from flows.rights import lacking
from flows.sectors.drafts import find_draft
from flows.town_views import TownView
from web.access import RowId
from web.ahead import worked_on
from web.desk import desk_of
from web.gate import IMMUTABLE
from web.place_finder import Found
from web.place_map import atlas_of, map_headers, town_map
from web.sectors import sectors_view
from web.town_shapes import ZOOMS, Document, Layer
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
NOT_CHANGED, NOTHING = 304, 204
Words = Annotated[str, Query(max_length=120)]
Lat = Annotated[float, Query(ge=-90, le=90)]
Lon = Annotated[float, Query(ge=-180, le=180)]
Town = Annotated[str, InPath(max_length=64)]
Tile = Annotated[int, InPath(ge=0, lt=1 << max(ZOOMS.values()))]
NOT_KEPT = {"Cache-Control": "no-store"}


@pages.get("/map/{town}")
def outline(http: HttpRequest, who: SignedInMember, town: Town, v: str = "") -> Response:
    """Return the sectors of a town as GeoJSON."""
    view = _view(http, who, town)
    return _sent(http, atlas_of(http).shapes.of(view.classifier.places).outline, is_kept=v == str(view.basis.places))


@pages.get("/map/{town}/{layer}/{x}/{y}")
def square(http: HttpRequest, who: SignedInMember, town: Town, layer: Layer, x: Tile, y: Tile, v: str = "") -> Response:  # noqa: PLR0913, PLR0917
    """Return the streets, or the houses, of one square of a town as GeoJSON."""
    view = _view(http, who, town)
    return _sent(http, atlas_of(http).shapes.of(view.classifier.places).square(layer, x, y), is_kept=v == str(view.basis.places))


@pages.get("/requests/{request_id}/places")
def places(http: HttpRequest, who: SignedInMember, request_id: RowId, q: Words = "") -> Response:
    """Return the places a few letters may mean, the likest first."""
    desk = desk_of(http)
    record = worked_on(desk, who, request_id)
    known = desk.installation.towns.get(record.line.town).classifier.places
    return JSONResponse([_told(one) for one in atlas_of(http).books.of(known).find(q)], headers=NOT_KEPT)


@pages.get("/requests/{request_id}/at")
def at(http: HttpRequest, who: SignedInMember, request_id: RowId, lat: Lat, lon: Lon) -> Response:
    """Return the address, street, place of interest or sector at a point of the map; nothing (204) where the town has none there."""
    desk = desk_of(http)
    record = worked_on(desk, who, request_id)
    found = desk.installation.towns.get(record.line.town).classifier.place_at(Point(lat=lat, lon=lon))
    name = None if found is None or found.status is PlaceStatus.OUTSIDE else found.street or found.sector
    if found is None or name is None:
        return Response(status_code=NOTHING, headers=NOT_KEPT)
    return JSONResponse({"number": _number(found), "name": name, "lat": lat, "lon": lon}, headers=NOT_KEPT)


@pages.get("/sectors")
def sectors(
    http: HttpRequest,
    who: SignedInMember,
    done: Annotated[str, Query(max_length=20)] = "",
    requests: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Show the sectors of the town, the streets of each, what does not fit, and the draft there is; ``done`` says what became of one."""
    desk = desk_of(http)
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    if not any(who.works_for_all(one) for one in (Permission.CATALOGUE, Permission.RULES)):
        raise lacking(Permission.CATALOGUE, Permission.RULES)
    view, settings = desk.installation.towns.get(town.id), desk.installation.settings
    is_told = done.isdecimal() or done in {"discarded", "gone"}
    told = {"done": done if is_told else "", "requests": requests, "draft": find_draft(desk.installation, town.id), "zone": town.timezone}
    values = {"town": town, "map": town_map(atlas_of(http), view, settings), **told, **sectors_view(view, desk.languages[who.language])}
    page = show(http, who, "sectors.html", values)
    page.headers.update(map_headers(settings.map_tiles))
    return page


def _view(http: HttpRequest, who: Member, town: str) -> TownView:
    if not who.may_see(TownId(town)):
        raise HTTPException(404)
    return desk_of(http).installation.towns.get(TownId(town))


def _sent(http: HttpRequest, document: Document, *, is_kept: bool) -> Response:
    """Return a document, or that the browser has it already; for as long as there is, where it asked for the version that stands."""
    headers = {
        "ETag": document.etag,
        "Cache-Control": IMMUTABLE.replace("public", "private") if is_kept else "private, no-cache",
        "Vary": "Accept-Encoding, Cookie",
    }
    if document.etag in http.headers.get("if-none-match", ""):
        return Response(status_code=NOT_CHANGED, headers=headers)
    if "gzip" in http.headers.get("accept-encoding", ""):
        return Response(document.packed, media_type="application/geo+json", headers=headers | {"Content-Encoding": "gzip"})
    return Response(document.plain, media_type="application/geo+json", headers=headers)


def _told(one: Found) -> dict[str, object]:
    where = {} if one.point is None else {"lat": one.point.lat, "lon": one.point.lon}
    return {"sort": one.sort, "name": one.name, "number": one.number or "", "known": one.is_known, "note": one.note, **where}


def _number(place: Place) -> str:
    return (place.number or "") if place.landmark != place.street else ""
