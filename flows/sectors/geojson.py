"""Sectors as a file: GeoJSON (RFC 7946), written and read as `secteurs.geojson` of a town's folder."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.errors import InvalidError, Mistake
from domain.place import Point, Sector
from flows.sectors.ground import Plane, Shape, plane_of
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.shapes import Ring, read_outlines
from flows.wording import say


def write_sectors(sectors: Iterable[Sector], plane: Plane) -> bytes:
    """Return the sectors that have outlines as a file."""
    features = [
        {"type": "Feature", "properties": {"code": one.code, "nom": one.name}, "geometry": _geometry(plane.shapes(plane.ground(one)))}
        for one in sectors
        if any(one.polygons)
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read_sectors(path: Path) -> tuple[Sector, ...]:
    """Return the sectors of a file. Raises InvalidError with all that is wrong, by line; an outline that crosses itself is."""
    mistakes = Mistakes()
    sectors = read_outlines(path, mistakes)
    if not mistakes.everything():
        plane = plane_of(sectors)
        for name, shape in _shapes(path):
            if (where := plane.crossing(shape)) is not None:
                what = say(
                    "The outline of “{name}” crosses itself, or a hole leaves it, near {lat}, {lon}.",
                    name=name,
                    lat=where.lat,
                    lon=where.lon,
                )
                mistakes.add(path.name, what, say("Move the corners so that its sides do not meet."))
    if found := mistakes.everything():
        raise InvalidError(*(Mistake(where=path.name, what=one.what, remedy=one.remedy, line=one.line, column=one.column) for one in found))
    return sectors


def _geometry(shapes: tuple[Shape, ...]) -> dict[str, object]:
    polygons = [[_coordinates(ring) for ring in (shape.outer, *shape.holes)] for shape in shapes]
    return {"type": "MultiPolygon", "coordinates": polygons} if len(polygons) > 1 else {"type": "Polygon", "coordinates": polygons[0]}


def _coordinates(ring: Ring) -> list[list[float]]:
    return [[point.lon, point.lat] for point in ring]


def _shapes(path: Path) -> Iterator[tuple[str, Shape]]:
    """Yield the outlines of a file that is known to be right but for how its lines run."""
    for feature in json.loads(path.read_bytes())["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for outer, *holes in polygons:
            yield str(feature["properties"]["nom"]), Shape(outer=_ring(outer), holes=tuple(map(_ring, holes)))


def _ring(positions: list[list[float]]) -> Ring:
    return tuple(Point(lat=lat, lon=lon) for lon, lat, *_ in positions)
