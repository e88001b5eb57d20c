"""GeoJSON of a town: outlines of sectors, shapes of streets; and which sector holds a point."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from domain.ids import SectorName
from domain.place import Point, Sector
from flows.address_file.positions import is_in_france
from flows.town_folder.mistakes import Mistakes, suggestion
from flows.town_folder.tree import Tree, read_json
from flows.wording import say

Lines = tuple[tuple[Point, ...], ...]
Ring = tuple[Point, ...]

SMALLEST_RING = 4
"""Three corners and the first again (RFC 7946, 3.1.6)."""


def read_outlines(path: Path, mistakes: Mistakes) -> tuple[Sector, ...]:
    """Return the sectors of a `secteurs.geojson`."""
    found: dict[str, Sector] = {}
    for properties, geometry in _features(path, mistakes):
        code, name = _code(properties), _property(properties, "nom")
        kind, coordinates = _geometry(geometry, ("Polygon", "MultiPolygon"))
        if code is None or name is None:
            continue
        if code in found or any(sector.name == name for sector in found.values()):
            value = code if code in found else name
            properties.wrong(say("“{value}” stands twice.", value=value), say("Draw a sector in several pieces as one MultiPolygon."))
        outlines = _outlines(kind, coordinates) if coordinates else ()
        found.setdefault(code, Sector(code=code, name=SectorName(name), polygons=outlines))
    return tuple(found.values())


def read_shapes(path: Path, streets: Collection[str], mistakes: Mistakes) -> dict[str, Lines]:
    """Return the shapes of a `voies.geojson` by street."""
    found: dict[str, Lines] = {}
    for properties, geometry in _features(path, mistakes):
        name = _property(properties, "voie_nom")
        kind, coordinates = _geometry(geometry, ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"))
        if name is None or coordinates is None:
            continue
        if name not in streets:
            what = say("“{value}” is not in {elsewhere}.", value=name, elsewhere="voies.csv")
            (properties.find("voie_nom") or properties).wrong(what, suggestion(name, streets, "voies.csv"))
        found[name] = (*found.get(name, ()), *_lines(kind, coordinates))
    return found


def _features(path: Path, mistakes: Mistakes) -> Iterator[tuple[Tree, Tree]]:
    """Yield properties and geometry of each feature that has both."""
    root = read_json(path, mistakes)
    listed = root.find("features") if root else None
    if root is not None and listed is None:
        root.wrong(say("not a GeoJSON FeatureCollection: no “features”."), say("Export as GeoJSON."))
    features = tuple(listed.items()) if listed else ()
    if listed is not None and not features:
        listed.wrong(say("nothing is drawn in it."), say("Export it again, or remove the file."))
    for feature in features:
        properties, geometry = feature.find("properties"), feature.find("geometry")
        if properties is None or geometry is None:
            feature.wrong(say("a feature without properties or geometry."), say("Remove it or complete it."))
        else:
            yield properties, geometry


def _code(properties: Tree) -> str | None:
    """Return the code of a sector; many number theirs."""
    found = properties.find("code")
    if found is not None and type(found.value) is int:
        return str(found.value)
    return _property(properties, "code")


def _property(properties: Tree, key: str) -> str | None:
    found = properties.find(key)
    if found is not None:
        return found.text()
    others = ", ".join(f"“{name}”" for name, _ in properties.pairs())
    remedy = say("There is {others}: rename the one that is meant.", others=others) if others else say("Add it.")
    properties.wrong(say("key “{key}” is missing.", key=key), remedy)
    return None


def _geometry(geometry: Tree, kinds: Collection[str]) -> tuple[str, Tree | None]:
    kind, coordinates = geometry.find("type"), geometry.find("coordinates")
    if kind is None or coordinates is None:
        geometry.wrong(say("a geometry without type or coordinates."), say("Export as GeoJSON."))
        return "", None
    chosen = kind.choice(kinds)
    return (chosen, coordinates) if chosen else ("", None)


def _outlines(kind: str, coordinates: Tree) -> tuple[Ring, ...]:
    polygons = tuple(coordinates.items()) if kind == "MultiPolygon" else (coordinates,)
    return tuple(joined_ring([_ring(ring) for ring in _rings(polygon)]) for polygon in polygons)


def _rings(polygon: Tree) -> tuple[Tree, ...]:
    rings = tuple(polygon.items())
    if polygon.value == []:
        polygon.wrong(say("nothing is drawn in it."), say("Export it again, or remove the file."))
    return rings


def _lines(kind: str, coordinates: Tree) -> Lines:
    if kind == "Point":
        point = _position(coordinates)
        return ((point,),) if point else ()
    if kind == "LineString":
        return (_points(coordinates),)
    if kind in ("MultiLineString", "Polygon"):
        return tuple(_points(line) for line in coordinates.items())
    return tuple(_points(ring) for polygon in coordinates.items() for ring in polygon.items())


def _points(line: Tree) -> tuple[Point, ...]:
    """Return the points of a line, none where one is wrong: where longitude and latitude are swapped in one, they are in all."""
    points: list[Point] = []
    for position in line.items():
        point = _position(position)
        if point is None:
            return ()
        points.append(point)
    return tuple(points)


def _ring(ring: Tree) -> Ring:
    positions = tuple(ring.items())
    points = _points(ring)
    is_told = bool(positions) and not points
    if not is_told and (len(points) < SMALLEST_RING or points[0] != points[-1]):
        ring.wrong(say("an outline that is not closed."), say("Let it end where it begins, over three corners at least."))
    return points


def _position(position: Tree) -> Point | None:
    match position.value:
        case [int() | float() as lon, int() | float() as lat, *_]:
            if is_in_france(lat, lon):
                return Point(lat=float(lat), lon=float(lon))
            swapped = say("GeoJSON has longitude first: they are swapped.")
            remedy = swapped if is_in_france(lon, lat) else say("Give degrees (WGS 84), longitude then latitude.")
            position.wrong(say("{lat}, {lon} lies outside France.", lat=lat, lon=lon), remedy)
        case _:
            position.wrong(say("“{value}” is not a position.", value=position.value), say("Write [longitude, latitude]."))
    return None


def joined_ring(rings: Sequence[Ring]) -> Ring:
    """Return one closed ring for a polygon: its holes are joined to the outside by a cut there and back.

    Whoever counts crossings, ring by ring, then finds the holes outside without having to know of them.
    """
    if not rings:
        return ()
    outer = rings[0]
    joined = list(outer)
    for hole in rings[1:]:
        joined += [*hole, *outer[-1:]]
    return tuple(joined)


def sector_of(point: Point, sectors: Iterable[Sector]) -> SectorName | None:
    """Return the sector that holds the point."""
    return next((sector.name for sector in sectors if any(contains(ring, point) for ring in sector.polygons)), None)


def contains(ring: Ring, point: Point) -> bool:
    """Return whether a closed ring holds the point, by counting how often a line eastwards crosses it."""
    inside = False
    for one, two in pairwise(ring):
        if (one.lat > point.lat) != (two.lat > point.lat):
            crossing = one.lon + (point.lat - one.lat) / (two.lat - one.lat) * (two.lon - one.lon)
            inside ^= point.lon < crossing
    return inside
