from io import BytesIO

import pytest

from domain.call import CallEnd, Leg, Way
from ingest.phone.log import OpenedLog, open_mapped, rows_of
from ingest.phone.mapping import ColumnMapping, MappingReason, mapping_in, mapping_of
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.times import DayOrder
from ingest.phone.words import Role
from tests.ingest.phone.logs import opened, options

ODD = (
    "quand|qui|ou|combien|comment|vers\n03/04/2026 08:31:07|0639981234|0261910500|12|tombé|A\n03/05/2026 "
    "08:31:07|0639981235|0261910500|30|pris|A\n"
)
GIVEN: dict[str, object] = {
    "columns": {"start": "Quand", "caller": 2, "called": "ou", "duration": 4, "status": "comment", "way": "vers"},
    "separator": "|",
    "order": "month_first",
    "ends": {"tombé": "missed", "Pris": "answered"},
    "ways": {"a": "in"},
}


def test_a_mapping_reads_what_nothing_else_can() -> None:
    mapping = mapping_in(GIVEN)
    assert isinstance(mapping, ColumnMapping)
    stream = BytesIO(ODD.encode())
    log = open_mapped(stream, options(), mapping)
    assert isinstance(log, OpenedLog)
    found = [row.reading for row in rows_of(stream, log, options()) if isinstance(row.reading, Leg)]
    assert [(leg.at.month, leg.at.day, leg.end, leg.way, leg.caller) for leg in found] == [
        (3, 4, CallEnd.MISSED, Way.IN, "0639981234"),
        (3, 5, CallEnd.ANSWERED, Way.IN, "0639981235"),
    ]
    assert (log.detection.layout, log.detection.confidence) == (LayoutName.MAPPED, 100)


def test_all_mistakes_are_said_at_once() -> None:
    wrong: dict[str, object] = {
        "columns": {"starts": "a", "caller": 0, "talk": 3, "ring": 3},
        "separator": "||",
        "base": "moon",
        "order": "week_first",
        "ends": {"x": "gone"},
        "ways": {"y": "up"},
        "skip": -1,
        "positions": [4, 2],
    }
    faults = mapping_in(wrong)
    assert isinstance(faults, tuple)
    assert {fault.reason for fault in faults} == set(MappingReason)
    assert {fault.field for fault in faults} >= {"caller", "separator", "base", "order", "ends.x", "ways.y", "skip"}


@pytest.mark.parametrize("document", [{}, {"columns": 3}, {"columns": {"start": True}}])
def test_a_mapping_of_the_wrong_shape_is_refused(document: dict[str, object]) -> None:
    assert isinstance(mapping_in(document), tuple)


def test_a_column_the_log_does_not_have_is_said() -> None:
    mapping = ColumnMapping(columns={Role.START: "date de naissance", Role.CALLER: 40})
    faults = open_mapped(BytesIO(ODD.encode()), options(), mapping)
    assert isinstance(faults, tuple)
    assert [(fault.reason, fault.field) for fault in faults] == [(MappingReason.NO_COLUMN, "start"), (MappingReason.NO_COLUMN, "caller")]


def test_words_nobody_knows_are_a_doubt() -> None:
    mapping = ColumnMapping(columns={Role.START: 1, Role.CALLER: 2, Role.STATUS: 5}, order=DayOrder.MONTH_FIRST)
    log = open_mapped(BytesIO(ODD.encode()), options(), mapping)
    assert isinstance(log, OpenedLog)
    assert Doubt.UNKNOWN_WORDS in log.detection.doubts


def test_a_guess_becomes_a_mapping_to_correct() -> None:
    log = opened("".join(f"{day}/03/2026 08:31:07;06399812{day};0261910500;10;manqué\n" for day in range(12, 20)))
    mapping = mapping_of(log.plan)
    assert mapping.columns == {Role.START: 1, Role.CALLER: 2, Role.CALLED: 3, Role.DURATION: 4, Role.STATUS: 5}
    assert (mapping.separator, mapping.order) == (";", DayOrder.DAY_FIRST)


@pytest.mark.parametrize(
    ("order", "written"),
    [
        ("month_first", "03122026 083107"),
        ("day_first", "12032026 083107"),
        ("day_first", "12032026083107"),
        ("day_first", "120326 083107"),
        ("year_first", "260312 083107"),
        ("year_first", "20260312 083107"),
        ("day_first", "12/03/2026 083107"),
        ("year_first", "2026-03-12 083107"),
        ("day_first", "12/03/26 08:31:07"),
        ("year_first", "2026-03-12 08:31:07"),
    ],
)
def test_days_and_times_of_digits_alone_are_read_in_the_order_that_is_said(order: str, written: str) -> None:
    mapping = mapping_in({"columns": {"start": 1, "caller": 2, "called": 3, "talk": 4}, "separator": ";", "order": order})
    assert isinstance(mapping, ColumnMapping)
    stream = BytesIO(f"{written};0639981234;0261910500;12\n".encode() * 3)
    log = open_mapped(stream, options(), mapping)
    assert isinstance(log, OpenedLog)
    legs = [row.reading for row in rows_of(stream, log, options()) if isinstance(row.reading, Leg)]
    assert [leg.at.isoformat() for leg in legs] == ["2026-03-12T08:31:07+01:00"] * 3


def test_a_log_at_fixed_places_with_day_and_hour_of_digits_alone_is_read_by_a_mapping() -> None:
    rows = "".join(f"T00{n} 120326 083{n} 0639981{n:03} 261 0012 R\n" for n in range(1, 6))
    mapping = mapping_in(
        {
            "columns": {"date": 2, "time": 3, "caller": 4, "called": 5, "talk": 6, "status": 7},
            "positions": [1, 6, 13, 18, 29, 33, 38],
            "order": "day_first",
            "ends": {"R": "answered"},
        }
    )
    assert isinstance(mapping, ColumnMapping)
    stream = BytesIO(rows.encode())
    log = open_mapped(stream, options(), mapping)
    assert isinstance(log, OpenedLog)
    legs = [row.reading for row in rows_of(stream, log, options()) if isinstance(row.reading, Leg)]
    assert [(f"{leg.at:%Y-%m-%d %H:%M}", leg.caller, leg.end) for leg in legs] == [
        (f"2026-03-12 08:3{n}", f"0639981{n:03}", CallEnd.ANSWERED) for n in range(1, 6)
    ]


@pytest.mark.parametrize(("second", "month"), [("13032026", 3), ("03132026", 3)], ids=["day first", "month first"])
def test_which_of_day_and_month_comes_first_in_digits_is_found_out(second: str, month: int) -> None:
    mapping = mapping_in({"columns": {"date": 1, "time": 2, "caller": 3, "talk": 4}, "separator": ";"})
    assert isinstance(mapping, ColumnMapping)
    stream = BytesIO(f"{second};0831;0639981234;12\n{second};0841;0639981234;12\n{second};0851;0639981235;12\n".encode())
    log = open_mapped(stream, options(), mapping)
    assert isinstance(log, OpenedLog)
    legs = [row.reading for row in rows_of(stream, log, options()) if isinstance(row.reading, Leg)]
    assert [(leg.at.month, leg.at.day, leg.at.hour) for leg in legs] == [(month, 13, 8)] * 3
