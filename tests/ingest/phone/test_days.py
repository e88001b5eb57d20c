"""Days whose order of day and month is open, and times that stand before their day."""

from datetime import datetime

import pytest

from ingest.phone.log import LogOptions
from ingest.phone.plan import Doubt
from ingest.phone.times import DayOrder, wall_in
from tests.ingest.phone.logs import PARIS, TOWN, legs, opened

HEAD = "Date;Sens;Appelant;Appelé;Statut;Durée\n"


def table(*days: str) -> str:
    return HEAD + "".join(f"{day} 08:3{n}:00;Entrant;06399810{n:02};0261910500;Manqué;0\n" for n, day in enumerate(days))


def reading_at(now: datetime | None) -> LogOptions:
    return LogOptions(zone=PARIS, lines=TOWN, now=now)


def test_a_log_tells_of_no_call_that_is_still_to_come() -> None:
    raw = table("03/04/2026", "03/05/2026", "03/06/2026")
    late, soon = datetime(2026, 11, 20, tzinfo=PARIS), datetime(2026, 3, 7, tzinfo=PARIS)
    assert Doubt.DAY_MONTH in opened(raw, reading_at(late)).plan.doubts
    told = opened(raw, reading_at(soon)).plan
    assert told.form.order is DayOrder.MONTH_FIRST and Doubt.DAY_MONTH not in told.doubts
    assert [leg.at.month for leg in legs(raw, reading_at(soon))] == [3, 3, 3]


@pytest.mark.parametrize(("days", "month"), [(("Tue 03/10/2026", "Wed 03/11/2026"), 3), (("mar. 10/03/2026", "mer. 11/03/2026"), 3)])
def test_the_day_of_the_week_tells_which_number_is_the_month(days: tuple[str, str], month: int) -> None:
    assert {leg.at.month for leg in legs(table(*days), reading_at(None))} == {month}


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("08:31:07.123 CET Thu Mar 12 2026", datetime(2026, 3, 12, 8, 31, 7)),
        ("8h31 le 12/03/2026", datetime(2026, 3, 12, 8, 31)),
        ("Mar 12, 2026 01:02:03 PM", datetime(2026, 3, 12, 13, 2, 3)),
        ("12/03/2026", datetime(2026, 3, 12)),
    ],
)
def test_a_time_may_stand_before_its_day(text: str, wall: datetime) -> None:
    assert wall_in(text, DayOrder.DAY_FIRST) == wall


def test_a_last_line_that_stops_before_how_the_call_ended_is_no_call() -> None:
    raw = table("12/03/2026", "13/03/2026") + "13/03/2026 08:40:00;Entrant;0639981009"
    assert len(legs(raw)) == 2
    assert len(legs(raw + ";0261910500;Manqué")) == 3, "how long it took may be missing"


def test_what_keeps_a_spreadsheet_from_counting_is_no_part_of_a_number() -> None:
    raw = table("12/03/2026", "13/03/2026").replace("0639981001", '="0639981001"')
    assert [leg.caller for leg in legs(raw)] == ["0639981000", "0639981001"]
