"""Reports on the map: each has its mark, none lies over another, several are one with their number."""

from datetime import UTC, datetime

import pytest

from domain.ids import RequestId
from domain.place import Point
from flows.open311.shown import Shown, Stage
from flows.portal.reports import NEAR_M, Sheet, metres, near
from tests.web.town_reports import MIDDLE, STREETS
from web.form_map import TownMap, View
from web.portal.report_map import CELL, report_map

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def report(number: int, lat: float, lon: float, code: str = "VOI-01", stage: Stage = Stage.WITH_DEPARTMENT) -> Shown:
    point = Point(lat=lat, lon=lon)
    told = {"requested_at": NOW, "updated_at": NOW, "code": code, "name": "Trou", "street": "Rue Carnot"}
    return Shown(id=f"2026-{number:04d}", stage=stage, point=point, request=RequestId(number), **told)  # type: ignore[arg-type]


def scattered(count: int) -> tuple[Shown, ...]:
    return tuple(report(one, MIDDLE.lat + (one % 97 - 48) * 1e-4, MIDDLE.lon + (one % 89 - 44) * 2e-4) for one in range(count))


@pytest.mark.parametrize("count", [1, 7, 400, 10_000])
def test_every_report_has_a_mark_and_no_two_marks_touch(count: int) -> None:
    found = report_map(TownMap(STREETS), scattered(count), None, None)
    assert found is not None
    assert sum(one.count for one in found.marks) == len(found.inside) >= count * 0.85
    for one in found.marks:
        for other in found.marks:
            apart = ((one.at[0] - other.at[0]) ** 2 + (one.at[1] - other.at[1]) ** 2) ** 0.5
            assert one is other or apart >= one.radius + other.radius
    assert len(found.marks) <= (640 // CELL + 1) * (400 // CELL + 1)


def test_a_mark_of_several_leads_nearer_until_it_cannot() -> None:
    pair = (report(1, MIDDLE.lat, MIDDLE.lon), report(2, MIDDLE.lat, MIDDLE.lon))
    far, close = (report_map(TownMap(STREETS), pair, View(centre=MIDDLE, zoom=zoom), None) for zoom in (14, 19))
    assert far is not None and close is not None
    assert far.marks[0].closer is not None and far.marks[0].closer.endswith(",16")
    assert close.marks[0].closer is None and close.marks[0].street == "Rue Carnot"


def test_a_town_that_is_on_no_map_has_none() -> None:
    assert report_map(TownMap(type(STREETS)(town_name="X", postcode="00000", streets=())), scattered(3), None, None) is None


def test_near_is_eighty_metres_or_the_same_street_open_and_of_the_family() -> None:
    metre = 1 / 111_320
    here = [report(1, MIDDLE.lat + 70 * metre, MIDDLE.lon), report(2, MIDDLE.lat + 90 * metre, MIDDLE.lon)]
    others = [report(3, MIDDLE.lat, MIDDLE.lon, code="ECL-01"), report(4, MIDDLE.lat, MIDDLE.lon, stage=Stage.CLOSED)]
    sheet = Sheet(reports=(*here, *others), version="1")
    assert metres(MIDDLE, Point(lat=MIDDLE.lat + 90 * metre, lon=MIDDLE.lon)) > NEAR_M
    assert [one.id for one in near(sheet, MIDDLE, None, {"VOI-01"}, NOW)] == ["2026-0001"]
    assert [one.id for one in near(sheet, MIDDLE, "Rue Carnot", {"VOI-01"}, NOW)] == ["2026-0001", "2026-0002"]
    assert near(sheet, None, None, {"VOI-01"}, NOW) == ()
