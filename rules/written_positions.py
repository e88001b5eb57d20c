"""Positions written in a message: as degrees, as degrees, minutes and seconds, or within the link of a map."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.place import Point
from rules.guarded import Guarded
from rules.words import Words

_LOOKED_AT = 20_000
"""Characters of a message in which a position is looked for."""

_DEGREES = r"[-+−]?\d{1,3}[.,]\d{4,15}"
"""Four decimals are eleven metres; fewer are a price or a date sooner than a place."""

_LABELLED = Guarded(
    rf"\bm?lat(?:itude)?[\s:=]{{0,4}}({_DEGREES})\s?°?\s?([NS]\b)?[\s,;&/|]{{0,5}}(?:et\s|amp;)?"
    rf"m?l(?:ong(?:itude)?|on|ng)[\s:=]{{0,4}}({_DEGREES})\s?°?\s?([EWO]\b)?",
    re.IGNORECASE,
)
_PAIR = Guarded(
    rf"(?<![\w.,+−-])({_DEGREES})\s?°?\s?([NS]\b)?(?:\s?[,;/]|%2C|\s)\s?({_DEGREES})(?!\d|\.\d)\s?°?\s?([EWO]\b)?", re.IGNORECASE
)
_PART = r"(\d{1,3})\s?°\s?(\d{1,2}(?:[.,]\d{1,6})?)\s?['′’]\s?(?:(\d{1,2}(?:[.,]\d{1,6})?)\s?(?:[\"″”]|''|′′|’’)?)?\s?"
_SEXAGESIMAL = Guarded(rf"(?<!\d){_PART}([NS])\b[\s,;/]{{0,3}}{_PART}([EWO])\b", re.IGNORECASE)
_SIDES_FIRST = Guarded(rf"\b([NS])\s?{_PART}[\s,;/]{{0,3}}([EWO])\s?{_PART}", re.IGNORECASE)
"""« N 49°30.540' W 001°28.273' », as receivers show it."""

_DECIMALS = re.compile(r"[.,]\d{4}")
_NEGATIVE = frozenset("SWO")
"""South, West and « ouest »."""


class Written(NamedTuple):
    """A position that a text gives, and its characters from ``start`` to before ``end``."""

    point: Point
    start: int
    end: int


def may_hold_position(words: Words) -> bool:
    """Return whether degrees stand in a text: a cheap look that spares most texts the search."""
    return "°" in words.source or _DECIMALS.search(words.source) is not None


def written_positions(text: str) -> Iterator[Written]:
    """Yield the positions on the globe that stand in the beginning of a text, the plainest first. ``O`` is « ouest »."""
    looked_at = text[:_LOOKED_AT]
    for pattern in (_LABELLED, _PAIR):
        for found in pattern.finditer(looked_at):
            lat, lat_side, lon, lon_side = found.groups(default="")
            if (point := _on_globe(_decimal(lat, lat_side), _decimal(lon, lon_side))) is not None:
                yield _written(point, found)
    for found in _SEXAGESIMAL.finditer(looked_at):
        parts = found.groups(default="0")
        if (point := _on_globe(_sexagesimal(parts[:4]), _sexagesimal(parts[4:]))) is not None:
            yield _written(point, found)
    for found in _SIDES_FIRST.finditer(looked_at):
        parts = found.groups(default="0")
        if (point := _on_globe(_sexagesimal((*parts[1:4], parts[0])), _sexagesimal((*parts[5:], parts[4])))) is not None:
            yield _written(point, found)


def _written(point: Point, found: re.Match[str]) -> Written:
    return Written(point, found.start(), found.start() + len(found[0].rstrip()))


def _decimal(written: str, side: str) -> float:
    degrees = float(written.replace(",", ".").replace("−", "-"))
    return -abs(degrees) if side.upper() in _NEGATIVE else degrees


def _sexagesimal(parts: tuple[str, ...]) -> float:
    degrees, minutes, seconds = (float(part.replace(",", ".")) for part in parts[:3])
    return _decimal(str(degrees + minutes / 60 + seconds / 3600), parts[3])


def _on_globe(lat: float, lon: float) -> Point | None:
    is_there = abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0)  # noqa: PLR2004 - the globe; 0, 0 is a map not yet moved
    return Point(lat=round(lat, 7), lon=round(lon, 7)) if is_there else None
