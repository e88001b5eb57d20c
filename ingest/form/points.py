"""Positions in answers: two numbers under two keys, one text, GeoJSON, WKT."""

import re
from collections.abc import Sequence

from domain.place import Point
from ingest.form.fields import Field
from ingest.form.understood import Understood

_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,15})?")
_WKT = re.compile(r"(?:SRID=\d+;)?\s*POINT\s*\(\s*([+-]?[\d.]+)\s+([+-]?[\d.]+)", re.IGNORECASE)
_TWO = re.compile(
    r"[\[(]?\s*([+-]?\d{1,3}\.\d+)\s*[,; ]\s*([+-]?\d{1,3}\.\d+)\s*[\])]?|\s*([+-]?\d{1,3},\d+)\s*[; ]\s*([+-]?\d{1,3},\d+)\s*"
)
_POLE, _DATE_LINE = 90.0, 180.0


def point_of(found: Sequence[Understood]) -> Point | None:
    """Return the position that answers give; none where it lies nowhere, or where nothing but zeroes stand."""
    for one in found:
        if one.field is Field.LATITUDE:
            level = one.answer.path[:-1]
            other = next((two for two in found if two.field is Field.LONGITUDE and two.answer.path[:-1] == level), None)
            other = other or next((two for two in found if two.field is Field.LONGITUDE), None)
            if other is not None and (point := _point(one.answer.value, other.answer.value)) is not None:
                return point
    return next((point for one in found if one.field is Field.POINT and (point := _written(one)) is not None), None)


def _written(one: Understood) -> Point | None:
    value = one.answer.value
    if match := _WKT.match(value):
        return _point(match[2], match[1])
    match = _TWO.fullmatch(value.strip())
    if match is None:
        return None
    first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
    # GeoJSON (RFC 7946, 3.1.1) writes the longitude first, and nobody else does.
    is_geojson = one.answer.path[-1].lower() == "coordinates"
    return _point(second, first) if is_geojson else _point(first, second)


def _point(latitude: str, longitude: str) -> Point | None:
    if not (_NUMBER.fullmatch(latitude.strip()) and _NUMBER.fullmatch(longitude.strip())):
        return None
    lat, lon = (float(text.strip().replace(",", ".")) for text in (latitude, longitude))
    if abs(lat) > _POLE or abs(lon) > _DATE_LINE or (lat == 0 and lon == 0):
        return None
    return Point(lat=lat, lon=lon)
