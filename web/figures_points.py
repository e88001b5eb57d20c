"""Points of an answer on the town's map: to a street or a sector, never to a house, and none that stands for fewer than five. Pure."""

from collections.abc import Callable, Iterator, Mapping

import shapely

from domain.figures import Axis
from domain.place import Places, Point
from figures.chart_words import figure
from figures.question import Question
from figures.table import Table, Unit

LEAST = 5
"""Of fewer no point is shown, to nobody."""
FindStreet = Callable[[str], Point | None]


def points_of(table: Table, question: Question, places: Places, find_street: FindStreet, language: str) -> tuple[Mapping[str, object], ...]:
    """Return the points of an answer by sectors or streets, for JSON: what each is called, its figure, and where it lies.

    Of shares and durations the point is as large as any: what stands behind them was masked before.
    """
    return tuple(_points(table, question, places, find_street, language))


def _points(table: Table, question: Question, places: Places, find_street: FindStreet, language: str) -> Iterator[Mapping[str, object]]:
    unit = table.columns[0].unit
    for line in table.lines:
        cell = line.cells[0]
        if not line.key or cell.value is None or cell.is_masked or cell.value <= 0 or (unit is Unit.COUNT and cell.value < LEAST):
            continue
        point = _middle(places, line.key) if question.rows is Axis.SECTOR else find_street(line.key)
        if point is not None:
            told = figure(cell.value, unit, language)
            yield {"label": line.label, "text": told, "value": float(cell.value), "lat": round(point.lat, 5), "lon": round(point.lon, 5)}


def _middle(places: Places, name: str) -> Point | None:
    """Return a point within a sector, in its largest part."""
    rings = [ring for one in places.sectors if one.name == name for ring in one.polygons if ring]
    if not rings:
        return None
    drawn = [shapely.make_valid(shapely.Polygon([(point.lon, point.lat) for point in ring])) for ring in rings]
    within = max(drawn, key=lambda one: float(one.area)).representative_point()
    return Point(lat=float(within.y), lon=float(within.x))
