"""Positions of addresses: degrees, or metres in Lambert-93 where the degrees are left out."""

import math

from domain.place import Point

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257222101
ECCENTRICITY = math.sqrt(2 * FLATTENING - FLATTENING**2)
ORIGIN_LON = math.radians(3.0)
ORIGIN_LAT = math.radians(46.5)
PARALLELS = (math.radians(44.0), math.radians(49.0))
FALSE_EAST_M = 700_000.0
FALSE_NORTH_M = 6_600_000.0
"""The parameters of EPSG:2154 (RGF93 v1, Lambert-93)."""

STEPS = 8
"""The latitude converges by a factor of 150 each step: eight are more than a float holds."""


BOXES = (
    ("métropole", 41.2, 51.2, -5.3, 9.7),
    ("Antilles", 14.3, 18.2, -63.2, -60.7),
    ("Guyane", 2.0, 6.0, -54.7, -51.5),
    ("Réunion, Mayotte", -21.5, -12.5, 44.9, 55.9),
    ("Saint-Pierre-et-Miquelon", 46.7, 47.2, -56.5, -56.0),
    ("Nouvelle-Calédonie", -23.0, -18.9, 158.0, 172.2),
    ("Polynésie", -28.0, -7.8, -155.0, -134.0),
    ("Wallis-et-Futuna", -14.5, -13.1, -178.3, -176.0),
)
"""South, north, west and east of what is France, rounded outwards."""


def is_in_france(lat: float, lon: float) -> bool:
    """Return whether the position is on French ground, roughly."""
    return any(south <= lat <= north and west <= lon <= east for _, south, north, west, east in BOXES)


def _isometric(lat: float) -> float:
    sine = math.sin(lat)
    return math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine)


def _radius(lat: float) -> float:
    """Return the radius of the parallel on the sphere of the projection, in units of the semi-major axis."""
    return math.cos(lat) / math.sqrt(1 - (ECCENTRICITY * math.sin(lat)) ** 2)


_EXPONENT = (math.log(_radius(PARALLELS[0])) - math.log(_radius(PARALLELS[1]))) / (_isometric(PARALLELS[1]) - _isometric(PARALLELS[0]))
_SCALE_M = SEMI_MAJOR_M * _radius(PARALLELS[0]) / _EXPONENT * math.exp(_EXPONENT * _isometric(PARALLELS[0]))
_POLE_M = FALSE_NORTH_M + _SCALE_M * math.exp(-_EXPONENT * _isometric(ORIGIN_LAT))


def from_lambert_93(x: float, y: float) -> Point:
    """Return the position of a point given in metres. Source: EPSG guidance note 7-2, 3.2.1.1 (Lambert Conic Conformal, 2SP)."""
    east, south = x - FALSE_EAST_M, _POLE_M - y
    isometric = -math.log(math.hypot(east, south) / _SCALE_M) / _EXPONENT
    lat = math.asin(math.tanh(isometric))
    for _ in range(STEPS):
        lat = math.asin(math.tanh(isometric + ECCENTRICITY * math.atanh(ECCENTRICITY * math.sin(lat))))
    lon = ORIGIN_LON + math.atan2(east, south) / _EXPONENT
    return Point(lat=round(math.degrees(lat), 7), lon=round(math.degrees(lon), 7))
